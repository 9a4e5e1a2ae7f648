//! Listing chains, lazily: depth first from the last event backward.

use std::{fmt, sync::Arc};

use super::{
    Chain, Prepared,
    bounds::Bounds,
    engine::{Engine, layers::Lengths, scope::Scope},
};

/// Lists chains in the order of ties: see [`Chains::iter`](super::Chains::iter) and
/// [`Chains::maximal`](super::Chains::maximal).
///
/// No step is taken that cannot lead to a chain within the query's bounds. Memory is that of one chain
/// and the antecedents of its events, beside a table that all listings of the same
/// [`Chains`](super::Chains) share: eight bytes for each event and each length from 2 up to the greatest
/// asked for or, without one, to the least.
///
/// ```
/// use chrono::TimeDelta;
/// use escalade::{Query, Timeline};
///
/// let timeline = Timeline::builder().build()?;
/// let chains = timeline.chains(&Query::escalation().max_gap(TimeDelta::days(7)))?;
/// assert_eq!(chains.iter().count(), 0);
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone)]
pub struct Iter<'t> {
    prepared: Arc<Prepared<'t>>,
    maximal: bool,
    /// The node at which the next chains end.
    last: usize,
    /// From the last event backward, each with the antecedents still to be tried, in reverse.
    path: Vec<(u32, Vec<u32>)>,
}

/// What a way back leads to, so that none is taken in vain.
pub(super) struct Ahead {
    bounds: Bounds,
    /// Nothing where no chain is long enough.
    lengths: Option<Lengths>,
    /// By layer from the second on and node, the latest onset of a start so many events back.
    latest: Vec<Vec<i64>>,
}

impl Ahead {
    fn new(engine: &Engine, bounds: Bounds, lengths: Option<Lengths>) -> Self {
        let latest = lengths.map_or_else(Vec::new, |lengths| {
            engine.latest_starts(&Scope::new(&bounds, engine), lengths)
        });
        Self { bounds, lengths, latest }
    }

    /// Whether a chain that ends with one node may start with another.
    fn may_start(&self, engine: &Engine, first: u32, last: u32) -> bool {
        self.bounds.may_start(first as usize)
            && engine.cast.earliest[first as usize] >= self.horizon(engine, last)
    }

    /// The earliest onset of a first event from which a chain may lead to this last one.
    fn horizon(&self, engine: &Engine, last: u32) -> i64 {
        let span = self.bounds.within.unwrap_or(i64::MAX);
        engine.cast.earliest[last as usize].saturating_sub(span).max(i64::MIN + 1)
    }
}

impl<'t> Prepared<'t> {
    fn ahead(&self, maximal: bool) -> &Ahead {
        let every = || Ahead::new(&self.engine, self.bounds.clone(), self.lengths());
        let unextended = || {
            let nodes = self.engine.cast.len();
            let (mut follows, mut followed) = (vec![false; nodes], vec![false; nodes]);
            let mut found = Vec::new();
            for node in (0..nodes).filter(|node| self.bounds.passes(*node)) {
                self.engine.antecedents_in(&self.scope(), node, &mut found);
                follows[node] = !found.is_empty();
                for earlier in &found {
                    followed[*earlier as usize] = true;
                }
            }
            Ahead::new(&self.engine, self.bounds.narrowed(&follows, &followed), self.lengths())
        };
        if maximal { self.maximal.get_or_init(unextended) } else { self.ahead.get_or_init(every) }
    }
}

impl<'t> Iter<'t> {
    pub(super) fn every(prepared: Arc<Prepared<'t>>) -> Self {
        Self { prepared, maximal: false, last: 0, path: Vec::new() }
    }

    pub(super) fn maximal(prepared: Arc<Prepared<'t>>) -> Self {
        Self { prepared, maximal: true, last: 0, path: Vec::new() }
    }

    /// Goes one step on: back along a hop where there is one left, else to another end.
    fn step(&mut self) -> Option<()> {
        while let Some((_, untried)) = self.path.last_mut() {
            match untried.pop() {
                Some(earlier) if self.leads_on(earlier) => {
                    self.enter(earlier);
                    return Some(());
                }
                Some(_) => {}
                None => drop(self.path.pop()),
            }
        }
        let bounds = &self.prepared.ahead(self.maximal).bounds;
        let end = (self.last..self.prepared.engine.cast.len())
            .find(|end| bounds.may_end(*end) && self.leads_on(*end as u32))?;
        self.last = end + 1;
        self.enter(end as u32);
        Some(())
    }

    fn enter(&mut self, node: u32) {
        let mut antecedents = Vec::new();
        if Some(self.path.len() + 1) != self.prepared.query.max_len {
            let Prepared { engine, .. } = &*self.prepared;
            engine.antecedents_in(&self.prepared.scope(), node as usize, &mut antecedents);
            antecedents.reverse();
        }
        self.path.push((node, antecedents));
    }

    /// Whether going back to this node can end in a chain within bounds.
    fn leads_on(&self, node: u32) -> bool {
        let Prepared { engine, .. } = &*self.prepared;
        let ahead = self.prepared.ahead(self.maximal);
        let last = self.path.first().map_or(node, |(last, _)| *last);
        let horizon = ahead.horizon(engine, last);
        ahead.lengths.is_some_and(|lengths| {
            lengths.layers_after(self.path.len()).any(|layer| match layer {
                1 => ahead.may_start(engine, node, last),
                _ => ahead.latest[layer - 2][node as usize] >= horizon,
            })
        })
    }

    fn is_chain(&self) -> bool {
        let Prepared { engine, query, .. } = &*self.prepared;
        let ahead = self.prepared.ahead(self.maximal);
        let (Some((last, _)), Some((first, _))) = (self.path.first(), self.path.last()) else {
            return false;
        };
        self.path.len() >= query.min_len && ahead.may_start(engine, *first, *last)
    }
}

impl<'t> Iterator for Iter<'t> {
    type Item = Chain<'t>;

    fn next(&mut self) -> Option<Chain<'t>> {
        loop {
            self.step()?;
            if self.is_chain() {
                let nodes = self.path.iter().rev().map(|(node, _)| *node).collect();
                return Some(Chain { prepared: Arc::clone(&self.prepared), nodes });
            }
        }
    }
}

impl fmt::Debug for Iter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { maximal, last, path, .. } = self;
        f.debug_struct("Iter")
            .field("maximal", maximal)
            .field("last", last)
            .field("depth", &path.len())
            .finish_non_exhaustive()
    }
}
