//! [`Chains`]: the chains of one query in one view.

use std::{fmt, sync::Arc};

use crate::{
    chain::{
        engine::{
            steps::matching::{Matching, StepClasses, hop_engine},
            tuning::Tuning,
        },
        nodes::{
            bounds::{Bounds, QueryPredicates},
            build::NodesBuilder,
            nodes::Nodes,
        },
        prepared::{Cached, Prepared},
        query::query::Query,
    },
    error::{Error, ErrorKind, Issue, Issues, Location},
    model::Level,
    parallel,
    timeline::{EventRef, RollUp, Timeline, View},
};

/// The chains of one query in one view, with methods for each question about them.
///
/// [`View::chains`] and [`Timeline::chains`] check the query and return this type. A method computes its
/// answer when it is called. The number of chains can grow exponentially with the number of events, so
/// most answers are computed without listing the chains.
///
/// | question | method |
/// | --- | --- |
/// | How many chains are there? | [`count`](Self::count), [`count_by_len`](Self::count_by_len), [`summary`](Self::summary) |
/// | Which chains are there? | [`iter`](Self::iter), [`maximal`](Self::maximal), [`walk`](Self::walk), [`resume`](Self::resume), [`distinct_actors`](Self::distinct_actors) |
/// | Which is the longest, or rises most? | [`longest`](Self::longest), [`greatest_rise`](Self::greatest_rise), [`best`](Self::best) |
/// | Which are the k best? | [`top`](Self::top), [`most_confident`](Self::most_confident) |
/// | Which is best by weights of your own? | [`weights`](Self::weights), for [`best`](Self::best) and [`top`](Self::top) |
/// | Which chain led to an event, or passes it? | [`ending_in`](Self::ending_in), [`through`](Self::through) |
/// | Who escalates against whom? | [`by_dyad`](Self::by_dyad) |
/// | Who is drawn in by an actor or event, and who led to it? | [`reach`](Self::reach), [`reach_from`](Self::reach_from), [`reach_into`](Self::reach_into), [`reach_to`](Self::reach_to), [`reach_sizes`](Self::reach_sizes) |
/// | Which events do most chains pass? | [`share`](Self::share), [`pivots`](Self::pivots) |
/// | What does a typical chain look like? | [`sample`](Self::sample) |
/// | What depends on who did an event? | [`worlds`](Self::worlds), [`supposing`](Self::supposing), [`without`](Self::without) |
/// | What if the query or the view were different? | [`with_query`](Self::with_query), [`with_view`](Self::with_view), [`map_queries`](Self::map_queries) |
/// | Are there more chains than by chance? | [`against`](Self::against) |
/// | Why is this no hop, or no chain? | [`why_not`](Self::why_not), [`why_not_chain`](Self::why_not_chain) |
/// | Which hops are there, and which graph do they form? | [`hops`](Self::hops), [`graph`](Self::graph), [`to_graph`](Self::to_graph) |
/// | What if an answer takes too long? | [`interruptible`](Self::interruptible) |
///
/// ```
/// use chrono::TimeDelta;
/// use escalade::{Actor, Event, Means, Query, Timeline, scale::Kahn};
///
/// let mut builder = Timeline::builder();
/// let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
/// for (day, level) in [(1, 3), (2, 5), (3, 7)] {
///     let (source, target) = if level == 5 { (b, a) } else { (a, b) };
///     let when = format!("2024-04-{day:02}");
///     builder.add_event(Event::attack(source, when, Means::Drone).against(target).with_level(Kahn, level));
/// }
/// let timeline = builder.build()?;
/// let chains = timeline.chains(&Query::escalation().on(Kahn).max_gap(TimeDelta::days(7)))?;
/// assert_eq!(chains.count().to_u128(), Some(3), "3 to 5, 5 to 7, and all three");
/// assert_eq!(chains.longest().unwrap().len(), 3);
/// assert_eq!(chains.maximal().count(), 1);
/// # Ok::<(), escalade::Error>(())
/// ```
///
/// # In the terms of temporal networks
///
/// Events are the nodes of a directed acyclic graph, and the hops of the query are its edges. Such a graph
/// is called an *event graph* (Kivelä et al., *Scientific Reports* 8, 2018), and a bound on the gap makes
/// its edges pairs of *Δt-adjacent* events (Kovanen et al., *Journal of Statistical Mechanics*, 2011). A
/// chain is a path in it. If each event is a response by the target of the one before, chains are
/// *time-respecting paths* through the network of actors (Kempe, Kleinberg and Kumar, 2002; Holme and
/// Saramäki, *Physics Reports* 519, 2012).
///
/// A hop is a candidate response, not a cause. Actors who interact often have many chains by chance alone.
/// Compare a count with the counts of shuffled data before you interpret it: see
/// [`against`](Self::against) and the guide's chapter on [chance](crate::guide::chance).
///
/// # Cost
///
/// An answer costs one or a few passes over the events, by dynamic programming in the order of time. Memory
/// is O(n) for n events.
///
/// - If the data are *plain*, a pass is a sliding-window aggregation over L levels: O(n √L) for counts, and
///   at most O(n L) for the best chains. Data are plain if each event has one dyad, no declared link joins
///   two events, antecedents are the default, no event interrupts (or, by rules of one pair of actors with
///   certain precedence, all onsets have the same precision), the rules are `Retaliation`, `Persistence` or
///   both, or one of `Relay` and `Counter` (or the rules that these consist of), and precedence is `Certain`, or
///   it is `Recorded` and no two onset intervals overlap in part.
/// - Otherwise a pass follows each hop: O(n + hops), and O(log n) more for each hop that an event may
///   interrupt.
/// - Predicates and crossings are evaluated once for each event. Bounds on length take one pass for each
///   event of the greatest length or, if there is none, of the least.
/// - `within` takes a pass for each onset at which a chain may start, over the events within that span. It
///   costs nothing if gaps and lengths already keep chains as short.
/// - `steps` give an event one node for each set of steps that it may fill; the cost is that of so many more
///   events. If steps have rules, gaps or a trend of their own, a pass follows each hop.
/// - `min_confidence` makes a pass follow each hop if a stated confidence is below it.
///
/// The guide's chapter on [cost](crate::guide::cost) gives the cost of each term and each answer.
///
/// # Order
///
/// Chains have a fixed order: two chains are compared from their last event backward, by position. A chain
/// that ends where the other goes on comes first. [`iter`](Self::iter) lists chains in this order. Of
/// several chains that are best by a rank, the first in this order is returned.
#[derive(Clone)]
pub struct Chains<'t> {
    pub(crate) prepared: Arc<Prepared<'t>>,
}

impl<'t> Chains<'t> {
    /// Returns the events that take part, in total order. Events that only declared links join are
    /// included.
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
    /// strike(a, a, "2024-04-03", 7); // domestic: it has no dyad
    /// # let timeline = builder.build()?;
    /// # let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    /// let chains = timeline.chains(&query)?;
    /// assert!(chains.events().map(|event| event.id()).eq([first, second]));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn events(&self) -> impl ExactSizeIterator<Item = EventRef<'t>> {
        (0..self.prepared.engine.nodes.len()).map(|node| self.prepared.event(node))
    }
}

impl Timeline {
    /// Finds the chains of a query in all events of the timeline: see [`View::chains`].
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{Actor, Event, Means, Query, Timeline, scale::Kahn};
    /// # let mut builder = Timeline::builder();
    /// # let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// # let mut strike = |by, on, when: &str, rung: i32| {
    /// #     builder.add_event(Event::attack(by, when, Means::Drone).against(on).with_level(Kahn, rung))
    /// # };
    /// strike(a, b, "2024-04-01", 8);
    /// strike(b, a, "2024-04-13", 12);
    /// # let timeline = builder.build()?;
    /// let query = Query::escalation().on(Kahn);
    /// assert_eq!(timeline.chains(&query.clone().max_gap(TimeDelta::days(30)))?.iter().count(), 1);
    /// let error = timeline.chains(&query).unwrap_err();
    /// assert_eq!(error.issues()[0].location().field(), Some("query/max_gap"), "it has no default");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The same as for [`View::chains`].
    pub fn chains(&self, query: &Query) -> Result<Chains<'_>, Error> {
        self.view().chains(query)
    }
}

impl<'t> View<'t> {
    /// Checks a query and prepares the answers about its chains.
    ///
    /// Preparing determines which events take part, at which level, and between which actors. It takes O(n
    /// log n) time and O(n) memory for n events. No chain is listed yet.
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{Actor, Event, Means, Query, Timeline, scale::Kahn};
    /// # let mut builder = Timeline::builder();
    /// # let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// # let mut strike = |by, on, when: &str, rung: i32| {
    /// #     builder.add_event(Event::attack(by, when, Means::Drone).against(on).with_level(Kahn, rung))
    /// # };
    /// strike(a, b, "2024-04-01", 8);
    /// strike(b, a, "2024-04-02", 9);
    /// strike(a, b, "2024-05-01", 10);
    /// # let timeline = builder.build()?;
    /// let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(30));
    /// let april = timeline.view().during("2024-04".."2024-05").chains(&query)?.summary();
    /// assert_eq!((april.events(), april.hops(), april.left_out().filtered), (2, 1, 1));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the query or the view has a problem. The error lists all problems of both.
    pub fn chains(&self, query: &Query) -> Result<Chains<'t>, Error> {
        Chains::prepare(self, query, None, false, Tuning::default())
    }

    /// Like [`chains`](Self::chains), with other thresholds in the engine. They change no answer.
    #[doc(hidden)]
    pub fn chains_tuned(&self, query: &Query, tuning: Tuning) -> Result<Chains<'t>, Error> {
        Chains::prepare(self, query, None, false, tuning)
    }
}

impl<'t> Chains<'t> {
    /// Prepares another query of the same view.
    ///
    /// The result is the same as that of [`View::chains`], but what is already prepared is reused: roll-up,
    /// levels and onsets if the queries have the same scale, floor, granularity, patrons, relations,
    /// interruption and minimum attribution; the sorted keys of the events if they also have the same
    /// rules. The answer then costs only its own computation, so that the longest gap, the trend or a bound
    /// can be varied at little cost.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Query, read::Options}};
    /// let rows = "2006-07-01\tLBN\tISR\t138\n2006-07-03\tISR\tLBN\t150\n2006-07-12\tLBN\tISR\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let query = |days| Query::escalation().max_gap(TimeDelta::days(days));
    /// let chains = timeline.chains(&query(1))?;
    /// let counts = [1, 2, 9].map(|days| Some(chains.with_query(&query(days)).ok()?.count().to_string()));
    /// assert_eq!(counts, ["0", "1", "3"].map(|count| Some(count.to_owned())));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The same as for [`View::chains`].
    pub fn with_query(&self, query: &Query) -> Result<Self, Error> {
        self.prepare_again(&self.prepared.view, query)
    }

    /// Prepares a query in another view of the same timeline.
    ///
    /// If the events that take part are a subset of those that take part here, their sorted keys are
    /// reused. That is so if the other view shows a subset of the events of this one, or if the floor of
    /// the query is higher. A view that differs only in [language](View::in_language) reuses everything.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Query, read::Options}};
    /// let rows = "2006-07-01\tLBN\tISR\t138\n2006-07-03\tISR\tLBN\t150\n2006-07-12\tLBN\tISR\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let query = Query::escalation().max_gap(TimeDelta::days(9));
    /// let chains = timeline.chains(&query)?;
    /// let since = chains.with_view(&timeline.view().during("2006-07-02"..), &query)?;
    /// assert_eq!((chains.count().to_u128(), since.count().to_u128()), (Some(3), Some(1)));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The same as for [`View::chains`].
    pub fn with_view(&self, view: &View<'t>, query: &Query) -> Result<Self, Error> {
        self.prepare_again(view, query)
    }

    /// Calls `answer` with the chains of each query, and returns the results in the order of the queries.
    ///
    /// This serves to study how a result depends on a term, such as the longest gap or the floor. Prepared
    /// data are reused as by [`with_query`](Self::with_query). With the `parallel` feature the queries run
    /// on all cores.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Query, read::Options}};
    /// let rows = "2006-07-01\tLBN\tISR\t138\n2006-07-03\tISR\tLBN\t150\n2006-07-12\tLBN\tISR\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let query = |days| Query::escalation().max_gap(TimeDelta::days(days));
    /// let chains = timeline.chains(&query(1))?;
    /// let longest = chains.map_queries((1..=10).map(query), |chains| chains.summary().longest())?;
    /// assert_eq!(longest, [0, 2, 2, 2, 2, 2, 2, 2, 3, 3]);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If a query has a problem: the error of the first such query.
    pub fn map_queries<T: Send>(
        &self,
        queries: impl IntoIterator<Item = Query>,
        answer: impl Fn(&Self) -> T + Send + Sync,
    ) -> Result<Vec<T>, Error> {
        let queries: Vec<Query> = queries.into_iter().collect();
        parallel::map(queries, |query| Ok(answer(&self.with_query(&query)?))).collect()
    }

    /// Prepares a query in a view with the data of these chains, as far as they are the same.
    fn prepare_again(&self, view: &View<'t>, query: &Query) -> Result<Self, Error> {
        let (prepared, tuning) = (&*self.prepared, self.prepared.engine.tuning);
        Self::prepare(view, query, Some(prepared), prepared.in_worlds, tuning)
    }

    /// Prepares a query in a view. Data are taken from `reusable`, an earlier result, if they are the same.
    /// `in_worlds` makes a node for each possible author of an event.
    pub(crate) fn prepare(
        view: &View<'t>,
        query: &Query,
        reusable: Option<&Prepared<'t>>,
        in_worlds: bool,
        tuning: Tuning,
    ) -> Result<Self, Error> {
        let mut issues = Issues::default();
        for checked in [view.check(), query.check()] {
            if let Err(error) = checked {
                issues.absorb(&error, &Location::default());
            }
        }
        let predicates = QueryPredicates::new(query, view.timeline(), &mut issues);
        issues.check(ErrorKind::Query)?;
        let reusable = reusable.filter(|other| {
            std::ptr::eq(other.view.timeline(), view.timeline()) && other.in_worlds == in_worlds
        });
        let same_nodes = reusable
            .filter(|other| other.view.is_same(view) && Nodes::is_same(&other.query, query));
        let (roll_up, nodes) = match same_nodes {
            Some(same) => (Arc::clone(&same.roll_up), Arc::clone(&same.engine.nodes)),
            None => {
                let roll_up = RollUp::new(view, &query.granularity, query.patrons);
                let unless = predicates.unless.as_ref();
                let nodes = NodesBuilder::new(view, query, &roll_up, unless, in_worlds).build()?;
                check_levels(query, &nodes)?;
                (Arc::new(roll_up), Arc::new(nodes))
            }
        };
        let bounds = Bounds::new(view, query, &predicates, &nodes);
        // An engine matches nodes with those of another engine by position. In possible worlds several nodes
        // have the same position, so only an engine with the same nodes can be reused there.
        let reusable = if in_worlds { same_nodes } else { reusable };
        let known = reusable.map(|other| &other.engine).filter(|engine| engine.source.is_none());
        let (engine, relations) = hop_engine(&nodes, query, tuning, known);
        let matching = match relations {
            Some(relations) => {
                let mut passed = Vec::with_capacity(nodes.len());
                for node in 0..nodes.len() {
                    passed.push(predicates.steps_passed(nodes.event(view, node)));
                }
                Some(Matching::new(&relations, &StepClasses::new(query, &passed)?, &bounds))
            }
            None => None,
        };
        let prepared = Prepared {
            view: view.clone(),
            query: query.clone(),
            roll_up,
            engine,
            in_worlds,
            bounds,
            matching,
            cached: Cached::default(),
        };
        Ok(Self { prepared: Arc::new(prepared) })
    }
}

/// Checks that the levels of a custom scale are in range, so that differences of levels are exact.
pub(crate) fn check_levels(query: &Query, nodes: &Nodes) -> Result<(), Error> {
    let mut issues = Issues::default();
    let levels = &nodes.levels.values;
    for tenths in [levels.first(), levels.last()].into_iter().flatten() {
        let level = Level::from_tenths(*tenths);
        if let Some(allowed) = level.violated_range() {
            let remedy = format!("let the scale {} return such levels", query.scale().name());
            issues.push(Issue::new("query/scale", level, allowed, remedy));
        }
    }
    issues.check(ErrorKind::Query)
}

impl fmt::Debug for Chains<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Chains")
            .field("query", &self.prepared.query)
            .field("view", &self.prepared.view)
            .finish_non_exhaustive()
    }
}
