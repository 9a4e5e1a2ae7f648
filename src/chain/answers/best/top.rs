//! The best chains, one after the other.

use std::{
    cmp::{Ordering, Reverse},
    collections::{BinaryHeap, HashSet},
    fmt,
    iter::FusedIterator,
    ops::Range,
    sync::Arc,
};

use crate::{
    chain::{
        answers::{
            best::rank::Rank,
            best::{
                best_paths::{End, Ranking},
                groups::Groups,
                k_best::{Route, Ways},
                worth::Worth,
            },
        },
        chain::Chain,
        chains::Chains,
        engine::{layers::Lengths, scope::Scope},
        prepared::Prepared,
    },
    model::EventId,
    parallel,
    timeline::EventRef,
};

/// Lists chains by their worth, best first: see [`Chains::top`] and [`Chains::top_heaviest`].
///
/// Nothing is computed before the first chain is asked for, and what it takes is computed anew by each
/// listing. The first costs what the best chain alone costs. Each further one costs a look at the
/// antecedents of those of its events that no chain before it passed, and some words of memory for each
/// of its events.
///
/// Under [`Query::within`](crate::Query::within) a part of the events is looked into once a chain that
/// starts there is due.
///
/// ```
/// use chrono::TimeDelta;
/// use escalade::{Query, Rank, read::Options};
///
/// let rows = "2006-07-01\tLBN\tISR\t138\n2006-07-02\tISR\tLBN\t150\n2006-07-03\tLBN\tISR\t190\n";
/// let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
/// let chains = timeline.chains(&Query::escalation().max_gap(TimeDelta::days(7)))?;
/// assert!(chains.top(Rank::Longest).map(|chain| chain.len()).eq([3, 2, 2]));
/// assert_eq!(chains.top(Rank::Longest).one_per_end().count(), 2, "of the third event only the best");
/// assert_eq!(chains.top(Rank::Longest).event_disjoint().count(), 1, "nothing is left beside it");
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone)]
pub struct Top<'t> {
    prepared: Arc<Prepared<'t>>,
    worth: Arc<Worth>,
    focus: Focus,
    listing: Listing,
    /// Nothing before the first chain is asked for.
    search: Option<Search>,
}

/// Of which chains the best are listed.
#[derive(Clone, Copy, Debug)]
enum Listing {
    Every,
    OnePerEnd,
    EventDisjoint,
}

/// Among which chains the best are looked for.
#[derive(Clone, Copy)]
pub(crate) enum Focus {
    All,
    Through(usize),
    EndingIn(usize),
}

/// How far a listing has come.
#[derive(Clone, Default)]
struct Search {
    groups: Option<Groups>,
    parts: Vec<Part>,
    /// The greatest is the next.
    due: BinaryHeap<Due>,
    given: Option<Due>,
    /// The ends of the chains given, or all their events.
    taken: HashSet<u32>,
}

/// A part of the scope and, once a chain of it is due, its ways. Parts have no chain in common.
#[derive(Clone)]
struct Part {
    share: Share,
    ways: Option<Box<Ways>>,
}

/// What makes a part.
#[derive(Clone)]
enum Share {
    Whole,
    /// The nodes with which its chains start.
    Starts(Range<usize>),
    /// The slots of a group.
    Group(Range<usize>),
}

/// A chain to come, or what stands for several and sorts before them.
#[derive(Clone)]
struct Due {
    route: Route,
    part: usize,
    stage: Stage,
}

#[derive(Clone)]
enum Stage {
    /// Stands for the chains of an end, and of all ends after it in its part. No more is known of it
    /// than the end and the worth.
    End,
    /// Stands for a chain and those that turn from it. Of a detour it is also known from which route it
    /// turns, and between which turns it was the best.
    Chain(Option<(Arc<Route>, Range<usize>)>),
    /// Stands for the chains of a part, and was the best of them when so many events were taken.
    Free(usize),
}

impl Due {
    fn end(end: End, part: usize) -> Self {
        Self { route: Route::ending(end), part, stage: Stage::End }
    }

    /// From the last event backward, as far as it is known: a beginning sorts before what goes on.
    fn key(&self) -> (i64, Reverse<(&[u32], usize)>) {
        (self.route.worth, Reverse((&self.route.nodes, self.part)))
    }
}

impl Ord for Due {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

impl PartialOrd for Due {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Due {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Due {}

impl Search {
    /// Finds the best of each part.
    fn begin(whole: &Ranking<'_>) -> Self {
        let mut search = Self::default();
        if whole.falls_into_groups() {
            search.groups = Some(Groups::default());
            return search;
        }
        let best = |ranking: Ranking<'_>| {
            let ways = Ways::new(&ranking);
            let (end, starts) = (ways.end(), ranking.scope.starts());
            Some(end.map(|end| match ranking.scope.is_part() {
                true => (end, Part { share: Share::Starts(starts), ways: None }),
                false => (end, Part { share: Share::Whole, ways: Some(Box::new(ways)) }),
            }))
        };
        parallel::try_for_each(whole.parts(), best, |best| {
            if let Some((end, part)) = best {
                search.due.push(Due::end(end, search.parts.len()));
                search.parts.push(part);
            }
            Some(())
        });
        search
    }

    /// What is due next, once every group is a part that has something better.
    fn pop(&mut self, whole: &Ranking<'_>) -> Option<Due> {
        if let Some(groups) = &mut self.groups {
            let end = |due: &Due| (due.route.worth, Reverse(due.route.nodes[0]));
            while let Some((end, group)) = groups.next_better(whole, self.due.peek().map(end)) {
                self.due.push(Due::end(end, self.parts.len()));
                self.parts.push(Part { share: Share::Group(group), ways: None });
            }
        }
        self.due.pop()
    }

    /// The next chain, each once.
    fn next_of_all(&mut self, whole: &Ranking<'_>) -> Option<Route> {
        if let Some(given) = self.given.take() {
            self.turn_from(whole, given);
        }
        let due = self.next_chain(whole)?;
        let route = due.route.clone();
        self.given = Some(due);
        Some(route)
    }

    /// The next chain that ends elsewhere.
    fn next_end(&mut self, whole: &Ranking<'_>) -> Option<Route> {
        loop {
            let route = self.next_chain(whole)?.route;
            if self.taken.insert(route.nodes[0]) {
                return Some(route);
            }
        }
    }

    /// The next chain, where nothing turns from those given.
    fn next_chain(&mut self, whole: &Ranking<'_>) -> Option<Due> {
        loop {
            let mut due = self.pop(whole)?;
            if !matches!(due.stage, Stage::End) {
                return Some(due);
            }
            let (ranking, ways) = self.parts[due.part].open(whole);
            ways.pass_end(&ranking);
            self.due.extend(ways.end().map(|end| Due::end(end, due.part)));
            ways.complete(&ranking, &mut due.route);
            due.stage = Stage::Chain(None);
            self.due.push(due);
        }
    }

    /// What turns from a chain that was given, and from the one it turned from itself.
    fn turn_from(&mut self, whole: &Ranking<'_>, given: Due) {
        let Due { route, part, stage } = given;
        let turn = route.turn;
        let mut left = vec![(turn..route.nodes.len() + 1, Arc::new(route))];
        if let Stage::Chain(Some((from, turns))) = stage {
            left.push((turns.start..turn, Arc::clone(&from)));
            left.push((turn + 1..turns.end, from));
        }
        let (ranking, ways) = self.parts[part].open(whole);
        for (turns, from) in left {
            if let Some(route) = ways.detour(&ranking, &from, turns.clone()) {
                self.due.push(Due { route, part, stage: Stage::Chain(Some((from, turns))) });
            }
        }
    }

    /// The next chain that shares no event with those given.
    fn next_free(&mut self, whole: &Ranking<'_>) -> Option<Route> {
        loop {
            let mut due = self.pop(whole)?;
            if matches!(due.stage, Stage::Free(taken) if taken == self.taken.len()) {
                let route = due.route.clone();
                self.taken.extend(&route.nodes);
                self.due.push(due);
                return Some(route);
            }
            let (ranking, ways) = self.parts[due.part].open(whole);
            if let Some(end) = ways.free_end(&ranking, &self.taken) {
                due.route = Route::ending(end);
                due.stage = Stage::Free(self.taken.len());
                ways.complete(&ranking, &mut due.route);
                self.due.push(due);
            }
        }
    }
}

impl Part {
    fn open<'e>(&mut self, whole: &Ranking<'e>) -> (Ranking<'e>, &mut Ways) {
        let ranking = match &self.share {
            Share::Whole => whole.clone(),
            Share::Starts(starts) => whole.part(starts.clone()),
            Share::Group(group) => whole.of_group(group.clone()),
        };
        let ways = self.ways.get_or_insert_with(|| Box::new(Ways::new(&ranking)));
        (ranking, ways)
    }
}

impl<'t> Chains<'t> {
    /// The chain with the most events. One [pass](Chains#cost), with a greatest length up to that
    /// many.
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
    /// strike(a, b, "2024-06-02", 15); // a greater rise, in two events
    /// # let timeline = builder.build()?;
    /// # let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    /// let chains = timeline.chains(&query)?;
    /// let longest = chains.longest().unwrap();
    /// assert!(longest.events().map(|event| event.id()).eq([first, second, third]));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn longest(&self) -> Option<Chain<'t>> {
        self.best(Rank::Longest, Focus::All)
    }

    /// The chain with the greatest rise from its first event to its last; zero or below where the
    /// trend allows no better. One [pass](Chains#cost) without bounds on length, up to `max_len` or
    /// `min_len` of them under bounds.
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
    /// strike(a, b, "2024-04-03", 5); // more events, and a lesser rise
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
        self.best(Rank::GreatestRise, Focus::All)
    }

    /// The best of the chains that pass an event; nothing where none does.
    ///
    /// As many [passes](Chains#cost) as without an event, each of which follows every hop.
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
    pub fn through(&self, event: EventId, rank: Rank) -> Option<Chain<'t>> {
        self.best(rank, Focus::Through(self.prepared.node(event)?))
    }

    /// The best of the chains that end in an event: how it came to this.
    ///
    /// As many [passes](Chains#cost) as without an event.
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
    /// assert!(chains.ending_in(first, Rank::Longest).is_none(), "nothing came before it");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn ending_in(&self, event: EventId, rank: Rank) -> Option<Chain<'t>> {
        self.best(rank, Focus::EndingIn(self.prepared.node(event)?))
    }

    /// Every chain, lazily and once, by a rank: the best first, and equals in the order of ties.
    ///
    /// The first costs as much as [`longest`](Self::longest) or
    /// [`greatest_rise`](Self::greatest_rise), and those after it little: see [`Top`].
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
    pub fn top(&self, rank: Rank) -> Top<'t> {
        let worth = Worth::of_rank(rank, &self.prepared.engine.nodes);
        Top::new(&self.prepared, worth, Focus::All)
    }

    /// Every chain, lazily and once, by the sum of its events' weights: the heaviest first, and equals
    /// in the order of ties.
    ///
    /// Each event that takes part is weighed once, at once; after that it is as [`top`](Self::top).
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
    /// let chains = timeline.chains(&query)?;
    /// let sums = chains.top_heaviest(|event| if event.id().index() == 1 { -10 } else { 4 });
    /// assert!(sums.map(|chain| chain.len()).eq([3, 2, 2]), "-2, and -6 twice");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn top_heaviest(&self, weight: impl Fn(EventRef<'t>) -> i32) -> Top<'t> {
        let worth = Worth::of_weights(self.events().map(weight).collect());
        Top::new(&self.prepared, worth, Focus::All)
    }

    /// The chain of the greatest sum of its events' weights, which may be below zero: the dead of every
    /// event, say, or one for each event of a kind. No sum is too great.
    ///
    /// Costs what [`longest`](Self::longest) does without a greatest length and, under bounds on length,
    /// what [`greatest_rise`](Self::greatest_rise) does.
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
    /// let second = strike(b, a, "2024-04-02", 5);
    /// let third = strike(a, b, "2024-04-03", 7);
    /// # let timeline = builder.build()?;
    /// # let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    /// let chains = timeline.chains(&query)?;
    /// let heaviest = chains.heaviest(|event| [-1, 2, 3][event.id().index()]).unwrap();
    /// assert!(heaviest.events().map(|event| event.id()).eq([second, third]), "5, and 4 with the first");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn heaviest(&self, weight: impl Fn(EventRef<'t>) -> i32) -> Option<Chain<'t>> {
        self.top_heaviest(weight).next()
    }

    fn best(&self, rank: Rank, focus: Focus) -> Option<Chain<'t>> {
        let worth = Worth::of_rank(rank, &self.prepared.engine.nodes);
        Top::new(&self.prepared, worth, focus).next()
    }
}

impl<'t> Top<'t> {
    pub(crate) fn new(prepared: &Arc<Prepared<'t>>, worth: Worth, focus: Focus) -> Self {
        let (prepared, worth) = (Arc::clone(prepared), Arc::new(worth));
        Self { prepared, worth, focus, listing: Listing::Every, search: None }
    }

    /// Of the chains that end in the same event only the best, from the best of all on: a listing that
    /// has begun starts over.
    ///
    /// Each costs no more than following its events back.
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
        Self { listing: Listing::OnePerEnd, search: None, ..self }
    }

    /// The best, then the best of those that share no event with it, the best of those that share none
    /// with the two, and so on; a listing that has begun starts over. Hops stay what they are: taking
    /// events out makes no other antecedent the nearest.
    ///
    /// This is greedy: the chains together need not be worth as much as some others would be. They end
    /// in different events as it is; of this and [`one_per_end`](Self::one_per_end), the one said last
    /// holds.
    ///
    /// Each costs a look at the antecedents of those events whose best way to a start went through an
    /// event that was taken, as far as they lie on the way back from an end that seems best.
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
    /// assert_eq!(next(), Some(vec![second, third]), "of 3, as is all that is left");
    /// assert_eq!(next(), None);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn event_disjoint(self) -> Self {
        Self { listing: Listing::EventDisjoint, search: None, ..self }
    }
}

impl<'t> Iterator for Top<'t> {
    type Item = Chain<'t>;

    fn next(&mut self) -> Option<Chain<'t>> {
        let prepared = &self.prepared;
        let scope = self.focus.of(prepared.scope());
        let (engine, asked) = (&prepared.engine, prepared.lengths()?);
        // The longest come first, so that those too short come last.
        let is_any_length = self.worth.is_length() && asked.is_open;
        let lengths = if is_any_length { Lengths::ANY } else { asked };
        let whole = Ranking { engine, scope, lengths, worth: &self.worth };
        let search = self.search.get_or_insert_with(|| Search::begin(&whole));
        let mut nodes = match self.listing {
            Listing::Every => search.next_of_all(&whole),
            Listing::OnePerEnd => search.next_end(&whole),
            Listing::EventDisjoint => search.next_free(&whole),
        }?
        .nodes;
        if nodes.len() < asked.min {
            return None;
        }
        nodes.reverse();
        Some(Chain { prepared: Arc::clone(prepared), nodes })
    }
}

impl FusedIterator for Top<'_> {}

impl Focus {
    fn of(self, scope: Scope<'_>) -> Scope<'_> {
        match self {
            Self::All => scope,
            Self::Through(node) => scope.through(node),
            Self::EndingIn(node) => scope.ending_in(node),
        }
    }
}

impl fmt::Debug for Top<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let due = self.search.as_ref().map(|search| search.due.len());
        f.debug_struct("Top")
            .field("listing", &self.listing)
            .field("due", &due)
            .finish_non_exhaustive()
    }
}
