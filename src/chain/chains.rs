//! [`Chains`]: a query checked against a view and prepared, with its answers.

use std::{
    fmt,
    sync::{Arc, OnceLock},
};

use crate::{
    chain::{
        engine::{engine::Engine, tuning::Tuning},
        nodes::{
            bounds::{Bounds, Tests},
            build::NodesBuilder,
            nodes::Nodes,
        },
        prepared::Prepared,
        query::query::Query,
    },
    error::{Error, ErrorKind, Issues, Location},
    parallel,
    timeline::{EventRef, RollUp, Timeline, View},
};

impl Timeline {
    /// The chains of a query: see [`View::chains`].
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
    /// As [`View::chains`].
    pub fn chains(&self, query: &Query) -> Result<Chains<'_>, Error> {
        self.view().chains(query)
    }
}

impl<'t> View<'t> {
    /// Checks a query and prepares its answers: who takes part, and under which keys.
    ///
    /// O(n log n) time and O(n) memory for n events.
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
    /// Every problem of the query and of the view at once.
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
    /// Another query of the same view, as [`View::chains`] would prepare it, sharing what is prepared
    /// here.
    ///
    /// With the same scale, floor, granularity, links, `unless` and attribution nothing is rolled up
    /// and scored again; with rules of the same keys besides nothing is sorted again. So one view
    /// can be asked how its chains depend on the longest gap, the trend or a bound, at the cost of the
    /// answers alone.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Query, read::Options}};
    /// let rows = "2006-07-01\tLBN\tISR\t138\n2006-07-03\tISR\tLBN\t150\n2006-07-12\tLBN\tISR\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let query = |days| Query::escalation().max_gap(TimeDelta::days(days));
    /// let chains = timeline.chains(&query(1))?;
    /// let counts = [1, 2, 9].map(|days| Some(chains.again(&query(days)).ok()?.count().to_string()));
    /// assert_eq!(counts, ["0", "1", "3"].map(|count| Some(count.to_owned())));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`View::chains`].
    pub fn again(&self, query: &Query) -> Result<Self, Error> {
        self.prepare_again(&self.prepared.view, query)
    }

    /// The same in another view of the timeline: where it shows no event that the other does not, the
    /// keys of those that are left are not sorted again. A floor that rises is as good as such a view.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Query, read::Options}};
    /// let rows = "2006-07-01\tLBN\tISR\t138\n2006-07-03\tISR\tLBN\t150\n2006-07-12\tLBN\tISR\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let query = Query::escalation().max_gap(TimeDelta::days(9));
    /// let chains = timeline.chains(&query)?;
    /// let since = chains.again_in(&timeline.view().during("2006-07-02"..), &query)?;
    /// assert_eq!((chains.count().to_u128(), since.count().to_u128()), (Some(3), Some(1)));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`View::chains`].
    pub fn again_in(&self, view: &View<'t>, query: &Query) -> Result<Self, Error> {
        self.prepare_again(view, query)
    }

    /// What many queries of the same view answer, in their order, on all cores with the `parallel`
    /// feature: how chains depend on the longest gap, say, or on the floor.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Query, read::Options}};
    /// let rows = "2006-07-01\tLBN\tISR\t138\n2006-07-03\tISR\tLBN\t150\n2006-07-12\tLBN\tISR\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let query = |days| Query::escalation().max_gap(TimeDelta::days(days));
    /// let chains = timeline.chains(&query(1))?;
    /// let longest = chains.sweep((1..=10).map(query), |chains| chains.summary().longest())?;
    /// assert_eq!(longest, [0, 2, 2, 2, 2, 2, 2, 2, 3, 3]);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of the first query that cannot be asked.
    pub fn sweep<T: Send>(
        &self,
        queries: impl IntoIterator<Item = Query>,
        answer: impl Fn(&Self) -> T + Send + Sync,
    ) -> Result<Vec<T>, Error> {
        let queries: Vec<Query> = queries.into_iter().collect();
        parallel::map(queries, |query| Ok(answer(&self.again(&query)?))).collect()
    }

    /// Prepares another query or view, and shares what is the same.
    fn prepare_again(&self, view: &View<'t>, query: &Query) -> Result<Self, Error> {
        let (prepared, tuning) = (&*self.prepared, self.prepared.engine.tuning);
        Self::prepare(view, query, Some(prepared), prepared.in_worlds, tuning)
    }

    pub(crate) fn prepare(
        view: &View<'t>,
        query: &Query,
        known: Option<&Prepared<'t>>,
        in_worlds: bool,
        tuning: Tuning,
    ) -> Result<Self, Error> {
        let mut issues = Issues::default();
        for checked in [view.check(), query.check()] {
            if let Err(error) = checked {
                issues.absorb(&error, &Location::default());
            }
        }
        let tests = Tests::of(query, view.timeline(), &mut issues);
        issues.check(ErrorKind::Query)?;
        let known = known.filter(|known| {
            std::ptr::eq(known.view.timeline(), view.timeline()) && known.in_worlds == in_worlds
        });
        let same =
            known.filter(|known| known.view.is_same(view) && Nodes::is_same(&known.query, query));
        let (roll_up, nodes) = match same {
            Some(same) => (Arc::clone(&same.roll_up), Arc::clone(&same.engine.nodes)),
            None => {
                let roll_up = RollUp::new(view.timeline(), &query.granularity, query.patrons);
                let unless = tests.unless.as_ref();
                let nodes = NodesBuilder::new(view, query, &roll_up, unless, in_worlds).build();
                (Arc::new(roll_up), Arc::new(nodes))
            }
        };
        let bounds = Bounds::of(view, query, &tests, &nodes);
        let prepared = Prepared {
            view: view.clone(),
            query: query.clone(),
            roll_up,
            // In possible worlds several nodes have one position, which tells nothing of another cast.
            engine: Engine::new(
                nodes,
                query,
                tuning,
                if in_worlds { same } else { known }.map(|known| &known.engine),
            ),
            in_worlds,
            bounds,
            lengths: OnceLock::new(),
            ahead: OnceLock::new(),
            maximal: OnceLock::new(),
            passing: OnceLock::new(),
            drawing: OnceLock::new(),
        };
        Ok(Self { prepared: Arc::new(prepared) })
    }
}

/// The chains of one query over one view: a set of answers, each computed when asked for.
///
/// A hop is a candidate response, not a cause: busy dyads make many chains by chance alone, so
/// compare counts with those of shuffled data before reading much into them, as
/// [`guide::chance`](crate::guide::chance) does.
///
/// # Cost
///
/// An answer costs one pass over the events, or a few. Where the data are plain, a pass over n events at
/// L levels is O(n √L) for counts and O(n L) at most for the best chains. Plain means: one dyad an
/// event, no declared link, any antecedent, certain precedence, nothing that interrupts, and
/// `Retaliation`, `Persistence`, both, `Relay` or `Counter`. Elsewhere it follows every hop on the fly:
/// O(n + hops), and O(log n) more for each hop that may be interrupted. Memory is O(n) in both.
///
/// Of the bounds on whole chains, predicates and crossings cost nothing but their own evaluation, once
/// an event. Lengths cost as many passes as the greatest or, without one, the least. `within` costs a
/// pass of its own for each onset at which a chain may start, over the events that are near enough, so
/// that it grows with the events in such a span; it costs nothing where gaps and lengths keep chains
/// as short. `min_confidence` follows every hop where something stated is less sure.
///
/// The guide's chapter on [cost](crate::guide::cost) has it term by term and answer by answer.
///
/// # Order
///
/// Everywhere, chains are ordered by comparing them from the last event backward, earlier position
/// first, a chain that ends before one that goes on. Among equals of a rank the first in this order
/// is given, and [`iter`](Self::iter) lists all chains in it.
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
#[derive(Clone)]
pub struct Chains<'t> {
    pub(crate) prepared: Arc<Prepared<'t>>,
}

impl<'t> Chains<'t> {
    /// The events that take part, in total order, with those that only declared links join.
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

impl fmt::Debug for Chains<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Chains")
            .field("query", &self.prepared.query)
            .field("view", &self.prepared.view)
            .finish_non_exhaustive()
    }
}
