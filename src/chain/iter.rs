//! Listing chains, lazily: depth first from the last event backward.

use std::{fmt, sync::Arc};

use super::{Chain, Prepared};

/// Lists chains in the order of ties: see [`Chains::iter`](super::Chains::iter) and
/// [`Chains::maximal`](super::Chains::maximal).
///
/// No step is taken that cannot lead to a chain long enough; memory is that of one chain and the
/// antecedents of its events.
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
        let extended = |end: usize| self.maximal && self.prepared.extensions().followed[end];
        let end = (self.last..self.prepared.engine.cast.len())
            .find(|end| !extended(*end) && self.leads_on(*end as u32))?;
        self.last = end + 1;
        self.enter(end as u32);
        Some(())
    }

    fn enter(&mut self, node: u32) {
        let mut antecedents = Vec::new();
        if Some(self.path.len() + 1) != self.prepared.query.max_len || self.maximal {
            self.prepared.engine.antecedents(node as usize, &mut antecedents);
            antecedents.reverse();
        }
        self.path.push((node, antecedents));
    }

    /// Whether going back to this node can end in a chain within bounds.
    fn leads_on(&self, node: u32) -> bool {
        let (query, node) = (&self.prepared.query, node as usize);
        let reached = self.path.len() + self.prepared.path_lengths()[node] as usize;
        let least =
            if self.maximal { self.prepared.extensions().shortest[node] as usize } else { 1 };
        reached >= query.min_len && query.max_len.is_none_or(|most| self.path.len() + least <= most)
    }

    fn is_chain(&self) -> bool {
        let complete = !self.maximal
            || self
                .path
                .last()
                .is_some_and(|(node, _)| self.prepared.path_lengths()[*node as usize] == 1);
        complete && self.path.len() >= self.prepared.query.min_len
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
