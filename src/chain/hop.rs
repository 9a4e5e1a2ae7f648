//! A hop: one step of a chain.

use chrono::TimeDelta;

use crate::{
    chain::query::rule::Rule,
    model::{EventId, Level, LinkId},
};

/// One step of a chain: why the later event follows the earlier.
///
/// Rules infer, links are declared by a coder; the two are kept apart.
///
/// ```
/// use chrono::TimeDelta;
/// use escalade::{Actor, Event, Means, Query, Relation, Rule, Timeline, scale::Kahn};
///
/// let mut builder = Timeline::builder();
/// let (iran, israel) = (builder.add_actor(Actor::new("IRN")), builder.add_actor(Actor::new("ISR")));
/// let killing = builder.add_event(
///     Event::attack(israel, "2024-04-01", Means::AirStrike).against(iran).with_level(Kahn, 8),
/// );
/// let barrage = builder.add_event(
///     Event::attack(iran, "2024-04-13", Means::Drone).against(israel).with_level(Kahn, 12),
/// );
/// let link = builder.add_link(barrage, Relation::RetaliatesFor, killing);
/// let timeline = builder.build()?;
/// let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(30));
/// let hop = timeline.chains(&query)?.longest().unwrap().hops().remove(0);
/// assert_eq!((hop.rules(), hop.links()), (&[Rule::Retaliation][..], &[link][..]));
/// assert_eq!((hop.gap().num_days(), hop.rise().units()), (12, 4.0));
/// assert_eq!((hop.from(), hop.to()), (killing, barrage));
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hop {
    pub(crate) from: EventId,
    pub(crate) to: EventId,
    pub(crate) rules: Vec<Rule>,
    pub(crate) links: Vec<LinkId>,
    pub(crate) gap: TimeDelta,
    pub(crate) rise: Level,
}

impl Hop {
    /// The earlier event.
    pub fn from(&self) -> EventId {
        self.from
    }

    /// The later event.
    pub fn to(&self) -> EventId {
        self.to
    }

    /// The rules of the query that infer it, in their order; empty where links alone declare it.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The links of the query's relations that declare it, in order of recording.
    pub fn links(&self) -> &[LinkId] {
        &self.links
    }

    /// Time from earliest onset to earliest onset.
    pub fn gap(&self) -> TimeDelta {
        self.gap
    }

    /// How much higher the later event is, in the scale's units; below 0 where it is lower.
    pub fn rise(&self) -> Level {
        self.rise
    }
}
