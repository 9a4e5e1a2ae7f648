//! [`Hop`]: one step of a chain.

use chrono::TimeDelta;

use crate::{
    chain::query::rule::Rule,
    model::{EventId, Level, LinkId},
};

/// One step of a chain: the reasons why the later event follows the earlier.
///
/// Rules infer a hop from the events, while links declare it. A hop can have both, and keeps them apart.
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
    /// Returns the earlier event.
    pub fn from(&self) -> EventId {
        self.from
    }

    /// Returns the later event.
    pub fn to(&self) -> EventId {
        self.to
    }

    /// Returns the rules that make the hop, of the query or of one of its [steps](crate::Query::steps), in the order
    /// of [`Rule`]; none if only links make it.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Returns the links that declare the hop, in order of recording. Only links of the relations that the
    /// query follows are included.
    pub fn links(&self) -> &[LinkId] {
        &self.links
    }

    /// Returns the time between the earliest onsets of the two events.
    pub fn gap(&self) -> TimeDelta {
        self.gap
    }

    /// Returns the level of the later event less the level of the earlier, in the units of the scale. It is
    /// negative if the later event is milder.
    pub fn rise(&self) -> Level {
        self.rise
    }
}
