//! The query API: what counts as a chain, and what can be asked of all of them.
//!
//! A [`Query`] is data. [`Timeline::chains`] checks it against a timeline once and gives
//! [`Chains`], a reusable set of answers: counts and optima without listing chains, single chains
//! with their hops, and explanations as trees.

mod answers;
mod bookmark;
mod bounds;
mod cast;
mod casting;
#[expect(clippy::module_inception, reason = "the room of a chain is named after it")]
mod chain;
#[cfg(test)]
mod cost;
mod count;
mod distinct;
#[cfg_attr(not(feature = "html"), allow(dead_code))] // It serves pictures.
mod drawn;
mod engine;
mod explanation;
pub(crate) mod graph;
mod interruption;
mod iter;
mod ladder;
mod lists;
mod onsets;
mod query;
mod reactions;
mod rule;
mod sample;
mod shares;
mod surest;
mod tallies;
mod teller;
mod threats;
mod top;
mod walk;
mod worlds;

use std::sync::{Arc, OnceLock};

use chrono::TimeDelta;

pub use answers::{Rank, Summary};
pub use bookmark::Bookmark;
pub use cast::LeftOut;
pub use chain::{Chain, ChainConfidence, Hop};
pub use count::Count;
pub use distinct::DistinctActors;
pub use explanation::{Explanation, LinkSaid, RuleHeld, Step, Why};
pub use iter::Iter;
pub use query::{Crossing, Floor, Query};
pub use reactions::{
    Followed, Interval, OffRamp, OffRampKind, OffRamps, Reaction, ReactionKind, Reactions, Silence,
};
pub use rule::{Pairing, Precedence, Rule, Trend};
pub use shares::{Pivot, Pivots};
pub use tallies::DyadTally;
pub use threats::{
    CarriedOut, Condition, ConditionState, Contest, Contested, Leading, Met, Threat, ThreatState,
    Threatened, Threats,
};
pub use top::Top;
pub use walk::{Walk, Walked};
pub use worlds::Worlds;

use crate::{
    error::{Error, ErrorKind, Issues, Place},
    model::{EventId, Level},
    parallel,
    timeline::{Coverage, Dyad, EventRef, RollUp, Timeline, View},
};
use bounds::{Bounds, Tests};
use cast::Cast;
use casting::Casting;
use engine::{
    Engine, ahead::Ahead, counting::AllChains, drawing::Draw, layers::Lengths, passing::Passing,
    scope::Scope,
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
    /// assert_eq!(error.issues()[0].place().field(), Some("query/max_gap"), "it has no default");
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
        Chains::prepare(self, query, None, false)
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
        Self::prepare(&self.prepared.view, query, Some(&self.prepared), self.prepared.in_worlds)
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
        Self::prepare(view, query, Some(&self.prepared), self.prepared.in_worlds)
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

    fn prepare(
        view: &View<'t>,
        query: &Query,
        known: Option<&Prepared<'t>>,
        in_worlds: bool,
    ) -> Result<Self, Error> {
        let mut issues = Issues::default();
        for checked in [view.check(), query.check()] {
            if let Err(error) = checked {
                issues.absorb(&error, &Place::default());
            }
        }
        let tests = Tests::of(query, view.timeline(), &mut issues);
        issues.check(ErrorKind::Query)?;
        let known = known.filter(|known| {
            std::ptr::eq(known.view.timeline(), view.timeline()) && known.in_worlds == in_worlds
        });
        let same =
            known.filter(|known| known.view.is_same(view) && Cast::is_same(&known.query, query));
        let (roll_up, cast) = match same {
            Some(same) => (Arc::clone(&same.roll_up), Arc::clone(&same.engine.cast)),
            None => {
                let roll_up = RollUp::new(view.timeline(), &query.granularity, query.patrons);
                let unless = tests.unless.as_ref();
                let cast = Casting::new(view, query, &roll_up, unless, in_worlds).cast();
                (Arc::new(roll_up), Arc::new(cast))
            }
        };
        let bounds = Bounds::of(view, query, &tests, &cast);
        let prepared = Prepared {
            view: view.clone(),
            query: query.clone(),
            roll_up,
            // In possible worlds several nodes have one position, which tells nothing of another cast.
            engine: Engine::new(
                cast,
                query,
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
    prepared: Arc<Prepared<'t>>,
}

/// What a query comes to on a view.
struct Prepared<'t> {
    view: View<'t>,
    query: Query,
    roll_up: Arc<RollUp<'t>>,
    /// Whether there is a node for each who may have done an event.
    in_worlds: bool,
    engine: Engine,
    bounds: Bounds,
    lengths: OnceLock<Option<Lengths>>,
    /// What lies ahead of those who list chains, and of those who list maximal ones.
    ahead: OnceLock<Ahead>,
    maximal: OnceLock<Ahead>,
    /// How many chains pass each event, and whence one may be drawn; nothing where there is none.
    passing: OnceLock<Option<Box<dyn Passing>>>,
    drawing: OnceLock<Option<Box<dyn Draw>>>,
}

impl<'t> Prepared<'t> {
    fn event(&self, node: usize) -> EventRef<'t> {
        self.engine.cast.event(&self.view, node)
    }

    fn node(&self, event: EventId) -> Option<usize> {
        let timeline = self.view.timeline();
        (event.index() < timeline.len())
            .then(|| self.engine.cast.node_at(timeline.position_of(event)))
            .flatten()
    }

    fn gap(&self, from: u32, to: u32) -> TimeDelta {
        let earliest = |node: u32| self.engine.cast.earliest.get(node as usize);
        TimeDelta::seconds(earliest(to) - earliest(from))
    }

    fn rise(&self, from: u32, to: u32) -> Level {
        let level = |node: u32| self.engine.cast.level(node as usize);
        Level::from_tenths(level(to).saturating_sub(level(from)))
    }

    fn hop(&self, from: u32, to: u32) -> Hop {
        let declared = self.engine.cast.declared.of(to as usize);
        Hop {
            from: self.event(from as usize).id(),
            to: self.event(to as usize).id(),
            rules: self.engine.rules_between(from as usize, to as usize),
            links: declared
                .iter()
                .filter(|(node, _)| *node == from)
                .map(|(_, link)| *link)
                .collect(),
            gap: self.gap(from, to),
            rise: self.rise(from, to),
        }
    }

    /// How many events have an onset less exactly known than the longest gap, where a rule is asked for.
    fn too_vague(&self) -> u64 {
        let (_, max_gap) = self.query.gap_seconds();
        let follows_rules = self.query.rules.iter().any(|rule| *rule != Rule::Declared);
        if follows_rules { self.engine.cast.wider_than(max_gap) } else { 0 }
    }

    /// How many events have a time for an answer that is known not to be all covered.
    fn not_covered(&self) -> u64 {
        let cast = &self.engine.cast;
        if self.view.timeline().covered().is_empty() {
            return 0;
        }
        let follows_rules = self.query.rules.iter().any(|rule| *rule != Rule::Declared);
        let wait = if follows_rules { self.query.gap_seconds().1 } else { 0 };
        let is_lacking = |node: &usize| {
            let onset = cast.earliest.get(*node);
            let time = (onset, onset.saturating_add(wait).saturating_add(1));
            cast.dyads.of(*node).iter().any(|dyad| self.covers(*dyad, time).is_lacking())
        };
        (0..cast.len()).filter(is_lacking).count() as u64
    }

    /// Whether the events between two parties are covered all through a half-open window of seconds.
    fn covers(&self, dyad: Dyad, window: (i64, i64)) -> Coverage {
        self.view.timeline().covers_any(&self.roll_up.actors_of(dyad), window)
    }

    fn scope(&self) -> Scope<'_> {
        Scope::new(&self.bounds, &self.engine)
    }

    /// All chains, to be counted, unless it is plain that there is none.
    fn all_chains(&self) -> Option<AllChains<'_>> {
        let lengths = self.lengths()?;
        Some(AllChains { engine: &self.engine, scope: self.scope(), lengths })
    }

    /// The lengths asked for that occur, if any does. How long chains get is found out only where it
    /// bears on that.
    fn lengths(&self) -> Option<Lengths> {
        *self.lengths.get_or_init(|| {
            let longest = match (self.query.min_len, self.query.max_len) {
                (2, None) => usize::MAX,
                _ => {
                    let lengths = self.engine.path_lengths(&self.scope());
                    lengths.into_iter().max().unwrap_or(0) as usize
                }
            };
            Lengths::new(self.query.min_len, self.query.max_len, longest)
        })
    }
}
