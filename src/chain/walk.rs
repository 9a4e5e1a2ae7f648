//! Listing chains without a copy of each: depth first from the last event backward.

use std::{fmt, sync::Arc};

use super::{
    Chain, Chains, Prepared,
    engine::{
        ahead::{Ahead, Listed},
        scope::Scope,
    },
};
use crate::timeline::EventRef;

/// Walks through chains in the order of ties, each lent until the next is asked for: see
/// [`Chains::walk`].
///
/// Neighbours in that order mostly end in the same events, so that a step changes little and
/// allocates nothing once the longest chain has been passed.
///
/// ```text
///   a ─► c ─► d        c ─► d           every chain to d, as it is walked:
///   b ─► c            a ─► c ─► d       from d back to c, on to a, then to b instead
///                     b ─► c ─► d
/// ```
///
/// ```
/// use chrono::TimeDelta;
/// use escalade::{Query, Timeline};
///
/// let timeline = Timeline::builder().build()?;
/// let chains = timeline.chains(&Query::escalation().max_gap(TimeDelta::days(7)))?;
/// assert!(chains.walk().next_chain().is_none());
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone)]
pub struct Walk<'t> {
    prepared: Arc<Prepared<'t>>,
    listed: Listed,
    /// The most events of a chain, if there is a most.
    most: Option<usize>,
    /// Whether no actor may be a source twice.
    distinct: bool,
    /// From where on the next end is looked for.
    next_end: usize,
    /// From the last event backward.
    path: Vec<u32>,
    /// Whether a hop leads to the first event of the path.
    follows: bool,
    /// What is still to be tried, the next one last: how many of the last events the path keeps, and
    /// the event it goes back to from there.
    untried: Vec<(u32, u32)>,
    /// How many of its last events the path has in common with the chain before.
    kept: usize,
    found: Vec<u32>,
}

impl<'t> Chains<'t> {
    /// Every chain, in the order of [`iter`](Self::iter), lent and not copied.
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{Actor, Event, Means, Query, Timeline, scale::Kahn};
    /// # let mut builder = Timeline::builder();
    /// # let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// # let mut strike = |by, on, when: &str, rung: i32| {
    /// #     builder.add_event(Event::attack(by, when, Means::Drone).against(on).with_level(Kahn, rung))
    /// # };
    /// let first = strike(a, b, "2024-04-01", 3);
    /// let second = strike(b, a, "2024-04-02", 5);
    /// let third = strike(a, b, "2024-04-03", 7);
    /// # let timeline = builder.build()?;
    /// # let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    /// let chains = timeline.chains(&query)?;
    /// let mut walk = chains.walk();
    /// let mut listed = Vec::new();
    /// while let Some(chain) = walk.next_chain() {
    ///     listed.push((chain.len(), chain.kept()));
    /// }
    /// assert_eq!(listed, [(2, 0), (2, 0), (3, 2)], "the third chain goes further back than the second");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn walk(&self) -> Walk<'t> {
        Walk::new(Arc::clone(&self.prepared), Listed::Every)
    }

    /// The chains that no hop extends, in the order of [`maximal`](Self::maximal), lent and not copied.
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{Actor, Event, Means, Query, Timeline, scale::Kahn};
    /// # let mut builder = Timeline::builder();
    /// # let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// # let mut strike = |by, on, when: &str, rung: i32| {
    /// #     builder.add_event(Event::attack(by, when, Means::Drone).against(on).with_level(Kahn, rung))
    /// # };
    /// strike(a, b, "2024-04-01", 3);
    /// strike(b, a, "2024-04-02", 5);
    /// strike(a, b, "2024-04-03", 7);
    /// # let timeline = builder.build()?;
    /// # let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    /// let mut walk = timeline.chains(&query)?.walk_maximal();
    /// assert_eq!(walk.next_chain().unwrap().len(), 3);
    /// assert!(walk.next_chain().is_none());
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn walk_maximal(&self) -> Walk<'t> {
        Walk::new(Arc::clone(&self.prepared), Listed::Maximal)
    }
}

impl<'t> Prepared<'t> {
    /// What lies ahead of a listing, where bounds could make a way back vain. Elsewhere every way
    /// leads to a chain: an event that follows none may start one.
    fn ahead(&self, listed: Listed) -> Option<&Ahead> {
        let Self { engine, query, bounds, .. } = self;
        let takes_any_length =
            query.min_len == 2 && (listed == Listed::Every || query.max_len.is_none());
        if takes_any_length && bounds.within.is_none() && bounds.starts_anywhere() {
            return None;
        }
        let ahead = match listed {
            Listed::Every => &self.ahead,
            Listed::Maximal => &self.maximal,
        };
        Some(ahead.get_or_init(|| Ahead::new(engine, bounds, self.lengths(), listed)))
    }
}

impl<'t> Walk<'t> {
    pub(super) fn new(prepared: Arc<Prepared<'t>>, listed: Listed) -> Self {
        Self {
            most: prepared.query.max_len,
            prepared,
            listed,
            distinct: false,
            next_end: 0,
            path: Vec::new(),
            follows: false,
            untried: Vec::new(),
            kept: 0,
            found: Vec::new(),
        }
    }

    /// The same without the chains of more events, and those in which an actor is a source twice.
    pub(super) fn of_distinct_sources(self, most: usize) -> Self {
        let most = self.most.map_or(most, |other| other.min(most));
        Self { most: Some(most), distinct: true, ..self }
    }

    /// Steps on to the next chain.
    pub fn next_chain(&mut self) -> Option<Walked<'_, 't>> {
        let kept = self.step()?;
        while !self.is_chain() {
            self.step()?;
        }
        self.kept = kept;
        self.current()
    }

    /// The chain given last.
    pub(super) fn current(&self) -> Option<Walked<'_, 't>> {
        let Self { prepared, path, kept, .. } = self;
        (!path.is_empty()).then_some(Walked { prepared, path, kept: *kept })
    }

    pub(super) fn listed(&self) -> Listed {
        self.listed
    }

    /// Goes one event on, and says how many of the last events of the path it has kept.
    fn step(&mut self) -> Option<usize> {
        let Some((kept, node)) = self.untried.pop() else {
            return self.step_to_an_end();
        };
        self.path.truncate(kept as usize);
        self.enter(node as usize);
        Some(kept as usize)
    }

    /// The path stays as it is where there is no end left.
    fn step_to_an_end(&mut self) -> Option<usize> {
        let prepared = Arc::clone(&self.prepared);
        let (engine, scope) = (&prepared.engine, prepared.scope());
        for end in self.next_end..engine.cast.len() {
            if prepared.bounds.may_end(end)
                && self.leads_on(end, 0, end)
                && self.is_end(&scope, end)
            {
                self.next_end = end + 1;
                self.path.clear();
                self.enter(end);
                return Some(0);
            }
        }
        self.next_end = engine.cast.len();
        None
    }

    /// Whether an event that may be a last one comes after another and, if need be, before none.
    fn is_end(&mut self, scope: &Scope<'_>, end: usize) -> bool {
        let engine = &self.prepared.engine;
        engine.antecedents_in(scope, end, &mut self.found);
        let follows = !self.found.is_empty();
        follows && (self.listed == Listed::Every || !engine.is_followed(scope, end))
    }

    fn enter(&mut self, node: usize) {
        self.path.push(node as u32);
        let (kept, last) = (self.path.len(), self.path[0] as usize);
        let is_full = Some(kept) == self.most;
        if is_full && self.listed == Listed::Every {
            return;
        }
        let prepared = Arc::clone(&self.prepared);
        prepared.engine.antecedents_in(&prepared.scope(), node, &mut self.found);
        self.follows = !self.found.is_empty();
        if !is_full {
            for nth in (0..self.found.len()).rev() {
                let earlier = self.found[nth];
                if self.leads_on(earlier as usize, kept, last) && self.is_new(earlier as usize) {
                    self.untried.push((kept as u32, earlier));
                }
            }
        }
    }

    /// Whether a way back to a node, with so many events after it, can lead to a chain.
    fn leads_on(&self, node: usize, after: usize, last: usize) -> bool {
        let ahead = self.prepared.ahead(self.listed);
        let horizon = self.prepared.horizon(last);
        ahead.is_none_or(|ahead| ahead.leads_on(&self.prepared.engine, node, after, horizon))
    }

    /// Whether its sources are new to the path, if they must be.
    fn is_new(&self, node: usize) -> bool {
        let dyads = &self.prepared.engine.cast.dyads;
        let is_source = |source: u32| {
            let mut sources = self.path.iter().flat_map(|other| dyads.of(*other as usize));
            sources.any(|dyad| dyad.0 == source)
        };
        !self.distinct || !dyads.of(node).iter().any(|dyad| is_source(dyad.0))
    }

    fn is_chain(&self) -> bool {
        let Prepared { engine, query, bounds, .. } = &*self.prepared;
        let (Some(last), Some(first)) = (self.path.first(), self.path.last()) else { return false };
        let first = *first as usize;
        self.path.len() >= query.min_len
            && bounds.may_start(first)
            && engine.cast.earliest[first] >= self.prepared.horizon(*last as usize)
            && (self.listed == Listed::Every || !self.follows)
    }

    /// Goes to where a listing stands that has given the chain of these nodes. Says whether there is
    /// such a chain.
    pub(super) fn go_to(&mut self, nodes: &[u32]) -> bool {
        let Some((last, before)) = nodes.split_last() else { return false };
        self.next_end = *last as usize;
        if self.step_to_an_end().is_none() || self.path != [*last] {
            return false;
        }
        for node in before.iter().rev() {
            let here = self.path.len() as u32;
            loop {
                match self.untried.pop() {
                    Some((kept, other)) if kept == here && other == *node => break,
                    Some((kept, _)) if kept == here => {}
                    _ => return false,
                }
            }
            self.enter(*node as usize);
        }
        self.is_chain()
    }
}

impl Prepared<'_> {
    /// The earliest onset of a first event from which a chain may lead to this last one.
    fn horizon(&self, last: usize) -> i64 {
        let span = self.bounds.within.unwrap_or(i64::MAX);
        self.engine.cast.earliest[last].saturating_sub(span).max(i64::MIN + 1)
    }
}

impl fmt::Debug for Walk<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Walk")
            .field("listed", &self.listed)
            .field("chain", &self.current())
            .finish_non_exhaustive()
    }
}

/// A chain that a [`Walk`] lends.
///
/// ```
/// # use chrono::TimeDelta;
/// # use escalade::{Actor, Event, Means, Query, Timeline, scale::Kahn};
/// # let mut builder = Timeline::builder();
/// # let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
/// # let mut strike = |by, on, when: &str, rung: i32| {
/// #     builder.add_event(Event::attack(by, when, Means::Drone).against(on).with_level(Kahn, rung))
/// # };
/// let first = strike(a, b, "2024-04-01", 3);
/// let second = strike(b, a, "2024-04-02", 5);
/// # let timeline = builder.build()?;
/// # let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
/// let mut walk = timeline.chains(&query)?.walk();
/// let chain = walk.next_chain().unwrap();
/// assert!(chain.events().map(|event| event.id()).eq([first, second]));
/// let kept = chain.to_chain();
/// assert!(walk.next_chain().is_none());
/// assert_eq!(kept.rise().units(), 2.0);
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct Walked<'w, 't> {
    prepared: &'w Arc<Prepared<'t>>,
    path: &'w [u32],
    kept: usize,
}

impl<'w, 't> Walked<'w, 't> {
    /// Its events, from the first to the last.
    pub fn events(
        &self,
    ) -> impl DoubleEndedIterator<Item = EventRef<'t>> + ExactSizeIterator + use<'w, 't> {
        let prepared = self.prepared;
        self.path.iter().rev().map(|node| prepared.event(*node as usize))
    }

    /// How many events it has, 2 or more.
    #[expect(clippy::len_without_is_empty, reason = "a chain is never empty")]
    pub fn len(&self) -> usize {
        self.path.len()
    }

    /// How many of its last events are those of the chain before too; 0 for the first chain. What is
    /// worked out along a chain from its end need not be worked out again for these.
    pub fn kept(&self) -> usize {
        self.kept
    }

    /// The same as a chain of its own.
    pub fn to_chain(&self) -> Chain<'t> {
        let nodes = self.path.iter().rev().copied().collect();
        Chain { prepared: Arc::clone(self.prepared), nodes }
    }
}

impl fmt::Debug for Walked<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.events().map(|event| event.label())).finish()
    }
}
