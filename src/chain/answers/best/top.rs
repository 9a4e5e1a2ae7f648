//! The public iterator over the best chains, and the methods that return one best chain.

use std::{fmt, iter::FusedIterator, ops::Range, sync::Arc};

use crate::{
    chain::{
        answers::best::{
            best_paths::Ranking,
            objective::Objective,
            rank::{IntoRank, Rank},
            search::Search,
        },
        chain::Chain,
        chains::Chains,
        engine::{layers::Lengths, scope::Scope},
        prepared::Prepared,
    },
    model::EventId,
};

/// An iterator over chains, best first: see [`Chains::top`].
///
/// The first call of `next` costs as much as the best chain alone, and no computation takes place before it.
/// Each further chain of k events takes a search for the antecedents of each of its events that no earlier
/// chain contained, and adds O(k) memory. Each call of [`Chains::top`] computes its results anew.
///
/// Under [`Query::within`](crate::Query::within), the events near a possible start are examined again when
/// a chain that starts there is first needed.
///
/// ```
/// use chrono::TimeDelta;
/// use escalade::{Query, Rank, read::Options};
///
/// let rows = "2006-07-01\tLBN\tISR\t138\n2006-07-02\tISR\tLBN\t150\n2006-07-03\tLBN\tISR\t190\n";
/// let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
/// let chains = timeline.chains(&Query::escalation().max_gap(TimeDelta::days(7)))?;
/// assert!(chains.top(Rank::Longest).map(|chain| chain.len()).eq([3, 2, 2]));
/// assert_eq!(chains.top(Rank::Longest).one_per_end().count(), 2, "two chains end in the third event");
/// assert_eq!(chains.top(Rank::Longest).event_disjoint().count(), 1, "the longest has all events");
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone)]
pub struct Top<'t> {
    prepared: Arc<Prepared<'t>>,
    objective: Arc<Objective>,
    focus: Focus,
    exclusion: Exclusion,
    /// `None` before the first call of `next`.
    search: Option<Search>,
}

/// Which chains a chain excludes from the rest of the list.
#[derive(Clone, Copy, Debug)]
enum Exclusion {
    None,
    /// Those that end in the same event.
    SameEnd,
    /// Those that have an event in common with it.
    SharedEvent,
}

/// The chains among which the best are searched for.
#[derive(Clone)]
enum Focus {
    All,
    Through(Range<usize>),
    EndingIn(Range<usize>),
}

impl<'t> Chains<'t> {
    /// Returns the best chain by a rank or, if several are equally good, the first of them in the
    /// [order](Chains#order) of chains. Returns `None` if there is no chain.
    ///
    /// The cost is that of [`longest`](Self::longest) for [`Rank::Longest`], and that of
    /// [`greatest_rise`](Self::greatest_rise) for [`Rank::GreatestRise`]. For
    /// [weights](Self::weights), it is that of `longest` without a greatest length, and that of
    /// `greatest_rise` if lengths are bounded.
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{Actor, Event, Means, Query, Rank, Timeline, scale::Kahn};
    /// # let mut builder = Timeline::builder();
    /// # let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// # let mut strike = |by, on, when: &str, rung: i32| {
    /// #     builder.add_event(Event::attack(by, when, Means::Drone).against(on).with_level(Kahn, rung))
    /// # };
    /// strike(a, b, "2024-04-01", 3);
    /// let second = strike(b, a, "2024-04-02", 2);
    /// let third = strike(a, b, "2024-04-03", 7);
    /// # let timeline = builder.build()?;
    /// # let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    /// let chains = timeline.chains(&query)?;
    /// let steepest = chains.best(Rank::GreatestRise).unwrap();
    /// assert!(steepest.events().map(|event| event.id()).eq([second, third]));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn best(&self, rank: impl IntoRank<'t>) -> Option<Chain<'t>> {
        self.top(rank).next()
    }

    /// Returns the chain with the most events: short for [`best`](Self::best) by [`Rank::Longest`].
    ///
    /// Takes one [pass](Chains#cost), or up to `max_len` passes if there is a greatest length.
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
    /// let second = strike(b, a, "2024-04-02", 4);
    /// let third = strike(a, b, "2024-04-03", 5);
    /// strike(b, a, "2024-06-01", 6);
    /// strike(a, b, "2024-06-02", 15); // a greater rise, but only two events
    /// # let timeline = builder.build()?;
    /// # let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    /// let chains = timeline.chains(&query)?;
    /// let longest = chains.longest().unwrap();
    /// assert!(longest.events().map(|event| event.id()).eq([first, second, third]));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn longest(&self) -> Option<Chain<'t>> {
        self.best(Rank::Longest)
    }

    /// Returns the chain with the greatest rise from its first event to its last: short for
    /// [`best`](Self::best) by [`Rank::GreatestRise`]. If the trend of the query admits it, the greatest rise
    /// may be zero or negative.
    ///
    /// On Goldstein's scale such a chain often begins with a comment at 0.1 or 0.4, which is above the conflict floor
    /// because Goldstein scores it as conflict. A higher [floor](crate::Query::floor), 1 for example, leaves
    /// comments out.
    ///
    /// Takes one [pass](Chains#cost). If lengths are bounded, takes up to `max_len` passes or, if there is no
    /// greatest length, up to `min_len`.
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
    /// strike(b, a, "2024-04-02", 4);
    /// strike(a, b, "2024-04-03", 5); // more events, but a smaller rise
    /// let fourth = strike(b, a, "2024-06-01", 6);
    /// let fifth = strike(a, b, "2024-06-02", 15);
    /// # let timeline = builder.build()?;
    /// # let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    /// let chains = timeline.chains(&query)?;
    /// let steepest = chains.greatest_rise().unwrap();
    /// assert!(steepest.events().map(|event| event.id()).eq([fourth, fifth]));
    /// assert_eq!(steepest.rise().units(), 9.0);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn greatest_rise(&self) -> Option<Chain<'t>> {
        self.best(Rank::GreatestRise)
    }

    /// Returns the best chain through an event, or `None` if no chain contains the event.
    ///
    /// Takes as many [passes](Chains#cost) as [`best`](Self::best), each of which follows every hop.
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{Actor, Event, Means, Query, Rank, Timeline, scale::Kahn};
    /// # let mut builder = Timeline::builder();
    /// # let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// # let mut strike = |by, on, when: &str, rung: i32| {
    /// #     builder.add_event(Event::attack(by, when, Means::Drone).against(on).with_level(Kahn, rung))
    /// # };
    /// strike(a, b, "2024-04-01", 3);
    /// let answer = strike(b, a, "2024-04-02", 5);
    /// strike(a, b, "2024-04-03", 7);
    /// let unanswered = strike(b, a, "2024-06-01", 9);
    /// # let timeline = builder.build()?;
    /// # let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    /// let chains = timeline.chains(&query)?;
    /// assert_eq!(chains.through(answer, Rank::Longest).unwrap().len(), 3);
    /// assert!(chains.through(unanswered, Rank::Longest).is_none());
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn through(&self, event: EventId, rank: impl IntoRank<'t>) -> Option<Chain<'t>> {
        let focus = Focus::Through(self.prepared.path_nodes(self.prepared.node(event)?)?);
        Top { focus, ..self.top(rank) }.next()
    }

    /// Returns the best chain that ends in an event, or `None` if no chain ends there.
    ///
    /// Takes as many [passes](Chains#cost) as [`best`](Self::best).
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{Actor, Event, Means, Query, Rank, Timeline, scale::Kahn};
    /// # let mut builder = Timeline::builder();
    /// # let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// # let mut strike = |by, on, when: &str, rung: i32| {
    /// #     builder.add_event(Event::attack(by, when, Means::Drone).against(on).with_level(Kahn, rung))
    /// # };
    /// let first = strike(a, b, "2024-04-01", 3);
    /// let second = strike(b, a, "2024-04-02", 5);
    /// strike(a, b, "2024-04-03", 7);
    /// # let timeline = builder.build()?;
    /// # let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    /// let chains = timeline.chains(&query)?;
    /// let before = chains.ending_in(second, Rank::Longest).unwrap();
    /// assert!(before.events().map(|event| event.id()).eq([first, second]));
    /// assert!(chains.ending_in(first, Rank::Longest).is_none(), "it has no antecedent");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn ending_in(&self, event: EventId, rank: impl IntoRank<'t>) -> Option<Chain<'t>> {
        let focus = Focus::EndingIn(self.prepared.path_nodes(self.prepared.node(event)?)?);
        Top { focus, ..self.top(rank) }.next()
    }

    /// Returns all chains by a rank, best first, each once. Chains that are equally good come in the
    /// [order](Chains#order) of chains.
    ///
    /// The iterator is lazy. The first chain costs as much as [`best`](Self::best), and each further chain
    /// little: see [`Top`].
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{Actor, Event, Means, Query, Rank, Timeline, scale::Kahn};
    /// # let mut builder = Timeline::builder();
    /// # let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// # let mut strike = |by, on, when: &str, rung: i32| {
    /// #     builder.add_event(Event::attack(by, when, Means::Drone).against(on).with_level(Kahn, rung))
    /// # };
    /// let first = strike(a, b, "2024-04-01", 3);
    /// let second = strike(b, a, "2024-04-02", 4);
    /// let third = strike(a, b, "2024-04-03", 7);
    /// # let timeline = builder.build()?;
    /// # let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    /// let chains = timeline.chains(&query)?;
    /// let mut listed = Vec::new();
    /// for chain in chains.top(Rank::GreatestRise).take(10) {
    ///     listed.push((chain.rise().units(), chain.events().map(|event| event.id()).collect::<Vec<_>>()));
    /// }
    /// assert_eq!(listed[0], (4.0, vec![first, second, third]));
    /// assert_eq!(listed[1], (3.0, vec![second, third]));
    /// assert_eq!(listed[2], (1.0, vec![first, second]));
    /// assert_eq!(listed.len(), 3);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn top(&self, rank: impl IntoRank<'t>) -> Top<'t> {
        Top {
            objective: Arc::new(rank.into_rank().objective(&self.prepared)),
            prepared: Arc::clone(&self.prepared),
            focus: Focus::All,
            exclusion: Exclusion::None,
            search: None,
        }
    }
}

impl Top<'_> {
    /// Lists only the best chain of each last event, best first. If the iterator has begun, it starts over.
    ///
    /// After the first, each chain of k events takes O(k) time.
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{Actor, Event, Means, Query, Rank, Timeline, scale::Kahn};
    /// # let mut builder = Timeline::builder();
    /// # let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// # let mut strike = |by, on, when: &str, rung: i32| {
    /// #     builder.add_event(Event::attack(by, when, Means::Drone).against(on).with_level(Kahn, rung))
    /// # };
    /// strike(a, b, "2024-04-01", 3);
    /// let second = strike(b, a, "2024-04-02", 5);
    /// let third = strike(a, b, "2024-04-03", 7);
    /// # let timeline = builder.build()?;
    /// # let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    /// let best = timeline.chains(&query)?.top(Rank::GreatestRise).one_per_end();
    /// let ends = best.map(|chain| chain.events().next_back().unwrap().id());
    /// assert!(ends.eq([third, second]));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn one_per_end(self) -> Self {
        Self { exclusion: Exclusion::SameEnd, search: None, ..self }
    }

    /// Lists the best chain, then the best chain that has no event in common with the first, then the best
    /// that has none in common with the first two, and so on. If the iterator has begun, it starts over. Hops
    /// do not change: an event that is taken remains the nearest antecedent of another.
    ///
    /// The selection is greedy: other disjoint chains may be better in total. No two of these chains end
    /// in the same event. Of `event_disjoint` and [`one_per_end`](Self::one_per_end), the one called last
    /// applies.
    ///
    /// Each chain takes another search for the antecedents of some events: those whose best path contained a
    /// taken event, as far as they are on the best path to an end that seems best.
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{Actor, Event, Means, Query, Rank, Timeline, scale::Kahn};
    /// # let mut builder = Timeline::builder();
    /// # let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// # let mut strike = |by, on, when: &str, rung: i32| {
    /// #     builder.add_event(Event::attack(by, when, Means::Drone).against(on).with_level(Kahn, rung))
    /// # };
    /// let first = strike(a, b, "2024-04-01", 3);
    /// let second = strike(a, b, "2024-04-02", 4);
    /// let third = strike(b, a, "2024-04-03", 7);
    /// let fourth = strike(b, a, "2024-04-04", 8);
    /// # let timeline = builder.build()?;
    /// # let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    /// let mut apart = timeline.chains(&query)?.top(Rank::GreatestRise).event_disjoint();
    /// let mut next = || apart.next().map(|chain| chain.events().map(|event| event.id()).collect());
    /// assert_eq!(next(), Some(vec![first, fourth]), "a rise of 5");
    /// assert_eq!(next(), Some(vec![second, third]), "a rise of 3, in the remaining events");
    /// assert_eq!(next(), None);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn event_disjoint(self) -> Self {
        Self { exclusion: Exclusion::SharedEvent, search: None, ..self }
    }
}

impl<'t> Iterator for Top<'t> {
    type Item = Chain<'t>;

    fn next(&mut self) -> Option<Chain<'t>> {
        let prepared = &self.prepared;
        let scope = self.focus.of(prepared.scope());
        let (engine, admitted) = (prepared.path_engine(), prepared.lengths()?);
        // By length, chains that are too short come last. So `min_len` needs no layers, and the list ends
        // at the first chain that is too short.
        let is_any_length = self.objective.is_length() && admitted.is_open;
        let lengths = if is_any_length { Lengths::ANY } else { admitted };
        let whole = Ranking { engine, scope, lengths, objective: &self.objective };
        let search = self.search.get_or_insert_with(|| Search::start(&whole));
        let found = match self.exclusion {
            Exclusion::None => search.next(&whole),
            Exclusion::SameEnd => search.next_end(&whole),
            Exclusion::SharedEvent => search.next_disjoint(&whole),
        };
        let mut nodes = found?.nodes;
        // After an interruption, a better chain may not have been found.
        if nodes.len() < admitted.min || engine.cancellation.is_stopped() {
            return None;
        }
        nodes.reverse();
        Some(Chain { prepared: Arc::clone(prepared), nodes: prepared.nodes_of_path(nodes) })
    }
}

impl FusedIterator for Top<'_> {}

impl Focus {
    fn of<'s>(&self, scope: Scope<'s>) -> Scope<'s> {
        match self {
            Self::All => scope,
            Self::Through(nodes) => scope.through(nodes.clone()),
            Self::EndingIn(nodes) => scope.ending_in(nodes.clone()),
        }
    }
}

impl fmt::Debug for Top<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Top")
            .field("exclusion", &self.exclusion)
            .field("queue_len", &self.search.as_ref().map(Search::queue_len))
            .finish_non_exhaustive()
    }
}
