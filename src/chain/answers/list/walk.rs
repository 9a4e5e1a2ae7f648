//! Listing chains without a copy of each: depth first from the last event backward.

use std::{fmt, ops::Range, sync::Arc};

use crate::{
    chain::{
        answers::list::{
            pruning::{Ahead, Listed},
            recent::Recent,
        },
        chain::Chain,
        chains::Chains,
        prepared::Prepared,
    },
    timeline::EventRef,
};

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
    recent: Recent,
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
    /// What lies ahead of a listing when it comes to an end, where bounds could make a way back vain, or
    /// where it is told at once which events follow any. Elsewhere every way back leads to a chain: an
    /// event that follows none may start one.
    fn ahead(&self, listed: Listed, end: usize) -> Option<&Ahead> {
        let Self { engine, query, bounds, .. } = self;
        let starts_anywhere = bounds.within.is_none() && bounds.starts_anywhere();
        if !starts_anywhere || (listed == Listed::Maximal && query.max_len.is_some()) {
            let ahead = if listed == Listed::Every { &self.ahead } else { &self.maximal };
            return Some(
                ahead.get_or_init(|| Ahead::within(engine, bounds, self.lengths(), listed)),
            );
        }
        let any_start = || Ahead::of_any_start(engine, &self.scope(), query.min_len);
        let helps =
            query.min_len > 2 || end >= engine.tuning.first_nodes && engine.sweeps(&self.scope());
        helps.then(|| self.ahead.get_or_init(any_start))
    }
}

impl<'t> Walk<'t> {
    pub(crate) fn new(prepared: Arc<Prepared<'t>>, listed: Listed) -> Self {
        Self {
            most: prepared.query.max_len,
            recent: Recent::new(&prepared.engine),
            prepared,
            listed,
            distinct: false,
            next_end: 0,
            path: Vec::new(),
            follows: false,
            untried: Vec::new(),
            kept: 0,
        }
    }

    /// The same without the chains of more events, and those in which an actor is a source twice.
    pub(crate) fn of_distinct_sources(self, most: usize) -> Self {
        // A path has one event before it is looked at; of so few there is no chain.
        let most = self.most.map_or(most, |other| other.min(most)).max(1);
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
    pub(crate) fn current(&self) -> Option<Walked<'_, 't>> {
        let Self { prepared, path, kept, .. } = self;
        (!path.is_empty()).then_some(Walked { prepared, path, kept: *kept })
    }

    pub(crate) fn listed(&self) -> Listed {
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
        let nodes = self.prepared.engine.nodes.len();
        let end = self.first_end(self.next_end..nodes);
        self.next_end = end.map_or(nodes, |end| end + 1);
        let end = end?;
        self.path.clear();
        self.enter(end);
        Some(0)
    }

    /// The first of some nodes in which a chain ends.
    fn first_end(&mut self, nodes: Range<usize>) -> Option<usize> {
        let middle = self.prepared.engine.tuning.first_nodes.clamp(nodes.start, nodes.end);
        self.find_end(nodes.start..middle).or_else(|| self.find_end(middle..nodes.end))
    }

    /// The same, where all nodes are before the `first_nodes` of the engine, or none is.
    fn find_end(&mut self, mut nodes: Range<usize>) -> Option<usize> {
        let Self { prepared, listed, recent, .. } = self;
        let Prepared { engine, bounds, .. } = &**prepared;
        let (scope, ahead) = (prepared.scope(), prepared.ahead(*listed, nodes.start));
        nodes.find(|end| {
            bounds.may_end(*end)
                && ahead.is_none_or(|ahead| ahead.leads_on(engine, *end, 0, prepared.horizon(*end)))
                && !recent.antecedents(engine, &scope, *end).is_empty()
                && (*listed == Listed::Every || !engine.is_followed(&scope, *end))
        })
    }

    fn enter(&mut self, node: usize) {
        let Self { prepared, listed, path, untried, recent, .. } = self;
        let engine = &prepared.engine;
        path.push(node as u32);
        let (kept, is_full) = (path.len(), Some(path.len()) == self.most);
        if is_full && *listed == Listed::Every {
            return;
        }
        let antecedents = recent.antecedents(engine, &prepared.scope(), node);
        self.follows = !antecedents.is_empty();
        if is_full {
            return;
        }
        let end = path[0] as usize;
        let (ahead, horizon) = (prepared.ahead(*listed, end), prepared.horizon(end));
        for earlier in antecedents.iter().rev() {
            let node = *earlier as usize;
            let leads_on = ahead.is_none_or(|ahead| ahead.leads_on(engine, node, kept, horizon));
            if leads_on && !(self.distinct && prepared.shares_a_source(node, path)) {
                untried.push((kept as u32, *earlier));
            }
        }
    }

    fn is_chain(&self) -> bool {
        let Prepared { engine, query, bounds, .. } = &*self.prepared;
        let (Some(last), Some(first)) = (self.path.first(), self.path.last()) else { return false };
        let first = *first as usize;
        self.path.len() >= query.min_len
            && bounds.may_start(first)
            && engine.nodes.earliest.get(first) >= self.prepared.horizon(*last as usize)
            && (self.listed == Listed::Every || !self.follows)
    }

    /// Goes from the start to where a listing stands that has given the chain of these nodes. Says
    /// whether there is such a chain.
    pub(crate) fn go_to(&mut self, nodes: &[u32]) -> bool {
        let Some((last, before)) = nodes.split_last() else { return false };
        let last = *last as usize;
        if self.first_end(last..last + 1).is_none() {
            return false;
        }
        self.next_end = last + 1;
        self.enter(last);
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
    /// Whether an actor is a source both in this node and in one of a path.
    fn shares_a_source(&self, node: usize, path: &[u32]) -> bool {
        let dyads = &self.engine.nodes.dyads;
        let is_in_path = |source: u32| {
            let mut others = path.iter().flat_map(|other| dyads.of(*other as usize));
            others.any(|dyad| dyad.0 == source)
        };
        dyads.of(node).iter().any(|dyad| is_in_path(dyad.0))
    }

    /// The earliest onset of a first event from which a chain may lead to this last one.
    fn horizon(&self, last: usize) -> i64 {
        let span = self.bounds.within.unwrap_or(i64::MAX);
        self.engine.nodes.earliest.get(last).saturating_sub(span).max(i64::MIN + 1)
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

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use crate::{Actor, Event, Means, Query, Timeline, scale::Kahn};

    /// More events than are remembered, some of which follow more than are remembered of one.
    #[test]
    fn a_long_walk_passes_as_many_chains_as_there_are() {
        let mut builder = Timeline::builder();
        let [a, b] = ["A", "B"].map(|key| builder.add_actor(Actor::new(key)));
        let start = chrono::DateTime::UNIX_EPOCH;
        for nth in 0..20_000 {
            let (by, on) = if nth % 2 == 0 { (a, b) } else { (b, a) };
            let attack = Event::attack(by, start + TimeDelta::hours(nth), Means::Drone);
            builder.add_event(attack.against(on).with_level(Kahn, (nth / 2 % 4) as i32 + 1));
        }
        let timeline = builder.build().expect("valid events");
        let query = Query::escalation().on(Kahn).max_gap(TimeDelta::hours(40));
        let chains = timeline.chains(&query).expect("a valid query");
        let (mut walk, mut walked) = (chains.walk(), 0);
        while walk.next_chain().is_some() {
            walked += 1;
        }
        assert_eq!(chains.count().to_u128(), Some(walked));
    }
}
