//! Listing chains without a copy of each: a depth-first search from the last event backward.

use std::{fmt, ops::Range, sync::Arc};

use crate::chain::{
    answers::list::{
        antecedent_cache::AntecedentCache,
        borrowed_chain::BorrowedChain,
        pruning::{Listed, Pruning},
    },
    chains::Chains,
    prepared::Prepared,
};

/// A walk through chains in their [order](Chains#order): see [`Chains::walk`].
///
/// [`next_chain`](Self::next_chain) lends each chain until the next call, so that no chain is copied.
/// Consecutive chains mostly end in the same events, so a step changes little. It allocates no memory, unless
/// the chain is longer than all before it. To own the chains, iterate over the walk: it converts into an
/// [`Iter`](crate::chain::Iter).
///
/// ```text
///   a ─► c ─► d        c ─► d           every chain to d, in order:
///   b ─► c             a ─► c ─► d      from d back to c, on to a, then to b instead
///                      b ─► c ─► d
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
    /// The greatest number of events of a chain.
    max_len: Option<usize>,
    /// Whether no actor may be a source of two events of a chain.
    has_distinct_sources: bool,
    /// The first node not yet considered as the end of a chain.
    next_end: usize,
    /// The current path, from the last event backward.
    path: Vec<u32>,
    /// Whether a hop leads to the first event of the path.
    has_antecedent: bool,
    /// The stack of the search: how many of its last events the path keeps, and the node that comes before
    /// these.
    pending: Vec<(u32, u32)>,
    /// How many of its last events the current chain has in common with the one before.
    kept: usize,
    cache: AntecedentCache,
}

impl<'t> Chains<'t> {
    /// Returns a walk through all chains in their [order](Chains#order), which lends each chain instead of
    /// copying it. [`iter`](Self::iter) lists the same chains as owned values.
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
    ///     listed.push((chain.len(), chain.shared_suffix_len()));
    /// }
    /// assert_eq!(listed, [(2, 0), (2, 0), (3, 2)], "the third chain extends the second");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn walk(&self) -> Walk<'t> {
        Walk {
            prepared: Arc::clone(&self.prepared),
            listed: Listed::Every,
            max_len: self.prepared.query.max_len,
            has_distinct_sources: false,
            next_end: 0,
            path: Vec::new(),
            has_antecedent: false,
            pending: Vec::new(),
            kept: 0,
            cache: AntecedentCache::new(self.prepared.path_engine()),
        }
    }
}

impl<'t> Prepared<'t> {
    /// Returns the table by which a listing is pruned, from a given last node on. Computes it at the first
    /// call.
    ///
    /// Returns `None` if no table is worth its passes. Without bounds every step backward leads to a chain, as
    /// any event may be the first. The table then only finds the next end faster, and only if it is swept. So
    /// it is not built before the listing gets beyond the first nodes.
    fn pruning(&self, listed: Listed, end: usize) -> Option<&Pruning> {
        let (engine, bounds, query) = (self.path_engine(), self.path_bounds(), &self.query);
        let starts_anywhere = bounds.within.is_none() && bounds.starts_anywhere();
        if !starts_anywhere || (listed == Listed::Maximal && query.max_len.is_some()) {
            let pruning = if listed == Listed::Every {
                &self.cached.pruning
            } else {
                &self.cached.maximal_pruning
            };
            return Some(pruning.get_or_init(|| {
                let starts = (listed == Listed::Maximal).then(|| self.without_antecedents());
                Pruning::of_bounds(engine, bounds, self.lengths(), starts.as_deref())
            }));
        }
        let is_useful =
            query.min_len > 2 || end >= engine.tuning.first_nodes && engine.sweeps(&self.scope());
        let any_start = || Pruning::of_any_start(engine, &self.scope(), query.min_len);
        is_useful.then(|| self.cached.pruning.get_or_init(any_start))
    }

    /// Returns for each node of a path whether no hop leads to its event, so that a maximal chain may start with it.
    fn without_antecedents(&self) -> Vec<bool> {
        let have = self.engine.have_antecedents(&self.hop_scope());
        let mut lack = Vec::with_capacity(have.len());
        for node in 0..self.path_engine().nodes.len() as u32 {
            lack.push(!have[self.node_of_path(node) as usize]);
        }
        lack
    }

    /// Returns `true` if an actor is a source both of a node and of a node in a path.
    fn shares_a_source(&self, node: usize, path: &[u32]) -> bool {
        let dyads = |node: u32| self.engine.nodes.dyads.of(self.node_of_path(node) as usize);
        let is_in_path = |source: u32| {
            path.iter().any(|other| dyads(*other).iter().any(|dyad| dyad.0 == source))
        };
        dyads(node as u32).iter().any(|dyad| is_in_path(dyad.0))
    }

    /// Returns `true` if a hop leads on from the event of a node of a path.
    fn is_followed(&self, node: usize) -> bool {
        self.engine.is_followed(&self.hop_scope(), self.node_of_path(node as u32) as usize)
    }

    /// Returns `true` if a hop leads to the event of a node of a path, which has these antecedents.
    fn is_preceded(&self, node: usize, antecedents: &[u32]) -> bool {
        if self.matching.is_none() || !antecedents.is_empty() {
            return !antecedents.is_empty();
        }
        let mut found = Vec::new();
        let node = self.node_of_path(node as u32) as usize;
        self.engine.antecedents_in(&self.hop_scope(), node, &mut found);
        !found.is_empty()
    }

    /// Returns the earliest onset, in seconds, that the first event of a chain with this last node may have.
    fn min_start(&self, last: usize) -> i64 {
        let span = self.bounds.within.unwrap_or(i64::MAX);
        // `i64::MIN` stands for no path in the table of latest starts.
        let earliest = &self.path_engine().nodes.earliest;
        earliest.get(last).saturating_sub(span).max(i64::MIN + 1)
    }
}

impl<'t> Walk<'t> {
    /// Lists only the chains that no hop extends at either end: see [`Chains::maximal`]. If the walk has
    /// begun, it starts over.
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
    /// let mut walk = timeline.chains(&query)?.walk().maximal();
    /// assert_eq!(walk.next_chain().unwrap().len(), 3);
    /// assert!(walk.next_chain().is_none());
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn maximal(mut self) -> Self {
        self.path.clear();
        self.pending.clear();
        // The cache remains valid: it holds the antecedents of nodes in either listing.
        Self { listed: Listed::Maximal, next_end: 0, kept: 0, ..self }
    }

    /// Lists only chains with at most `max_len` events, in which no actor is a source twice.
    pub(crate) fn with_distinct_sources(self, max_len: usize) -> Self {
        // At least 1, since a path has one event before its length is checked. No chain is that short.
        let max_len = self.max_len.map_or(max_len, |other| other.min(max_len)).max(1);
        Self { max_len: Some(max_len), has_distinct_sources: true, ..self }
    }

    /// Moves to the next chain and returns it, or `None` after the last chain.
    ///
    /// Every step of the search leads to a chain within the bounds of the query. So from one chain to the next
    /// with the same last event, it takes at most as many steps as the next chain has events.
    pub fn next_chain(&mut self) -> Option<BorrowedChain<'_, 't>> {
        let kept = self.step()?;
        while !self.is_chain() {
            self.step()?;
        }
        self.kept = kept;
        // A table computed after an interruption lacks entries.
        if self.prepared.path_engine().cancellation.is_stopped() {
            return None;
        }
        self.current()
    }

    /// Returns the chain that was returned last.
    pub(crate) fn current(&self) -> Option<BorrowedChain<'_, 't>> {
        let Self { prepared, path, kept, .. } = self;
        (!path.is_empty()).then_some(BorrowedChain { prepared, path, kept: *kept })
    }

    pub(crate) fn listed(&self) -> Listed {
        self.listed
    }

    /// Visits the next node. Returns how many last events of the path remain from before.
    fn step(&mut self) -> Option<usize> {
        let cancellation = &self.prepared.path_engine().cancellation;
        cancellation.count(1);
        if cancellation.is_stopped() {
            return None;
        }
        let Some((kept, node)) = self.pending.pop() else {
            return self.step_to_next_end();
        };
        self.path.truncate(kept as usize);
        self.visit(node as usize);
        Some(kept as usize)
    }

    /// Begins a path at the next end. If there is none, the path does not change, so that
    /// [`current`](Self::current) remains the last chain.
    fn step_to_next_end(&mut self) -> Option<usize> {
        let nodes = self.prepared.path_engine().nodes.len();
        let end = self.first_end(self.next_end..nodes);
        self.next_end = end.map_or(nodes, |end| end + 1);
        let end = end?;
        self.path.clear();
        self.visit(end);
        Some(0)
    }

    /// Returns the first of some nodes in which a chain may end.
    fn first_end(&mut self, nodes: Range<usize>) -> Option<usize> {
        // The first nodes apart, since no table may be built for them: see `Prepared::pruning`.
        let middle = self.prepared.path_engine().tuning.first_nodes.clamp(nodes.start, nodes.end);
        self.find_end(nodes.start..middle).or_else(|| self.find_end(middle..nodes.end))
    }

    /// Like [`first_end`](Self::first_end), for nodes that are all pruned by one table.
    fn find_end(&mut self, mut nodes: Range<usize>) -> Option<usize> {
        let Self { prepared, listed, cache, .. } = self;
        let (engine, bounds) = (prepared.path_engine(), prepared.path_bounds());
        let (scope, pruning) = (prepared.scope(), prepared.pruning(*listed, nodes.start));
        nodes.find(|end| {
            bounds.may_end(*end)
                && pruning
                    .is_none_or(|pruning| pruning.admits(engine, *end, 0, prepared.min_start(*end)))
                && !cache.antecedents(engine, &scope, *end).is_empty()
                && (*listed == Listed::Every || !prepared.is_followed(*end))
        })
    }

    /// Adds a node to the path, and its antecedents to the stack.
    fn visit(&mut self, node: usize) {
        let Self { prepared, listed, path, pending, cache, .. } = self;
        let engine = prepared.path_engine();
        path.push(node as u32);
        let (kept, is_full) = (path.len(), Some(path.len()) == self.max_len);
        if is_full && *listed == Listed::Every {
            return;
        }
        let antecedents = cache.antecedents(engine, &prepared.scope(), node);
        if *listed == Listed::Maximal {
            self.has_antecedent = prepared.is_preceded(node, antecedents);
        }
        if is_full {
            return;
        }
        let end = path[0] as usize;
        let (pruning, min_start) = (prepared.pruning(*listed, end), prepared.min_start(end));
        // In reverse, so that the earliest antecedent is on top of the stack.
        for earlier in antecedents.iter().rev() {
            let node = *earlier as usize;
            let is_admitted =
                pruning.is_none_or(|pruning| pruning.admits(engine, node, kept, min_start));
            if is_admitted && !(self.has_distinct_sources && prepared.shares_a_source(node, path)) {
                pending.push((kept as u32, *earlier));
            }
        }
    }

    /// Returns `true` if the current path is a chain to be listed.
    fn is_chain(&self) -> bool {
        let (query, bounds) = (&self.prepared.query, self.prepared.path_bounds());
        let nodes = &self.prepared.path_engine().nodes;
        let (Some(last), Some(first)) = (self.path.first(), self.path.last()) else { return false };
        let first = *first as usize;
        self.path.len() >= query.min_len
            && bounds.may_start(first)
            && nodes.earliest.get(first) >= self.prepared.min_start(*last as usize)
            && (self.listed == Listed::Every || !self.has_antecedent)
    }

    /// Moves a new walk to the chain with these events, as if it had just returned that chain. Returns `false`
    /// if the walk does not list the chain.
    pub(crate) fn move_to(&mut self, nodes: &[u32]) -> bool {
        let Some(path) = self.prepared.path_of(nodes) else { return false };
        let Some((last, before)) = path.split_last() else { return false };
        let last = *last as usize;
        if self.first_end(last..last + 1).is_none() {
            return false;
        }
        self.next_end = last + 1;
        self.visit(last);
        for node in before.iter().rev() {
            let kept = self.path.len() as u32;
            // The siblings that come before the node are done, so they are removed from the stack.
            loop {
                match self.pending.pop() {
                    Some((other_kept, other)) if other_kept == kept && other == *node => break,
                    Some((other_kept, _)) if other_kept == kept => {}
                    _ => return false,
                }
            }
            self.visit(*node as usize);
        }
        self.is_chain()
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

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use crate::{Actor, Event, Means, Query, Timeline, scale::Kahn};

    /// There are more events than the cache has lines, and some have more antecedents than a line holds.
    #[test]
    fn a_long_walk_lists_as_many_chains_as_are_counted() {
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
