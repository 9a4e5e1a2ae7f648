//! Who is drawn in by an actor or an event, and who led to it.

use serde::{Serialize, Serializer, ser::SerializeStruct};

use super::{
    follow::{Found, Whose},
    least::Direction,
    reached::Reached,
};
use crate::{
    chain::chains::Chains,
    model::{ActorId, EventId},
};

/// Who is drawn in by an actor or an event, or who led to it: see [`Chains::reach`].
///
/// Its [`Display`](std::fmt::Display) lists the actors with the chains by which they were first reached. It serializes
/// with the numbers and, for each of the `actors`, its key, its `role`, the event that reaches it first and when that
/// is, and the events of both chains.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Reach<'t> {
    /// The key of the actor, or the label of the event.
    pub of: String,
    /// Whether this is about those who led to the actor or the event, and not about those who were drawn in.
    pub is_backward: bool,
    /// The number of events of the actor at which a chain may begin; at which it may end if `is_backward`.
    pub starts: u64,
    /// The number of events in which such a chain ends; in which it begins if `is_backward`.
    pub events: u64,
    /// The actors, in order of the events that reach them first; those of one event in order of their keys. If
    /// `is_backward`, in order of the events with which they began.
    pub actors: Vec<Reached<'t>>,
}

impl<'t> Chains<'t> {
    /// Returns who is drawn in by an actor: the parties of the events in which chains end that begin with an act of the
    /// actor.
    ///
    /// A chain *begins with an act* of the actor if the actor is a source of its first event; it *draws in* the sources and
    /// the targets of its last event. Every term of the query applies: rules and links, gaps, trend and floor decide which
    /// event follows which, and `within`, lengths and predicates which chains there are. The actor itself is among those
    /// drawn in if a chain comes back to it. Actors count as the granularity of the query says, at the time of each event.
    ///
    /// A rule that leads to third parties, such as [`Relay`](crate::Rule::Relay), follows how a conflict spreads;
    /// [`Retaliation`](crate::Rule::Retaliation) stays within pairs.
    ///
    /// Takes one [pass](Chains#cost) like that of [`longest`](Self::longest), or `min_len - 1` passes if that is more; under
    /// `within`, as many for each onset at which the actor acts. A chain is found by looking up the antecedents of its events.
    /// By relay it takes 1.4 times as long as the longest chain, and 3.5 times as long as a count (bench `chains`, group
    /// `patterns`).
    ///
    /// ```
    /// use chrono::TimeDelta;
    /// use escalade::{Actor, Event, Means, Query, Rule, Timeline, scale::Kahn};
    ///
    /// let mut builder = Timeline::builder();
    /// let [a, b, c, d] = ["A", "B", "C", "D"].map(|key| builder.add_actor(Actor::new(key)));
    /// for (day, by, on) in [(1, a, b), (3, b, c), (4, b, d), (5, c, d)] {
    ///     let strike = Event::attack(by, format!("2024-04-{day:02}"), Means::Drone).against(on);
    ///     builder.add_event(strike.with_level(Kahn, day));
    /// }
    /// let timeline = builder.build()?;
    /// let query = Query::escalation().on(Kahn).rules([Rule::Relay]).max_gap(TimeDelta::days(7));
    /// let reach = timeline.chains(&query)?.reach(a);
    /// let actors: Vec<_> = reach.actors.iter().map(|one| (&*one.actor, one.event().when().to_string())).collect();
    /// assert_eq!(actors, [("B", "2024-04-03".into()), ("C", "2024-04-03".into()), ("D", "2024-04-04".into())]);
    /// assert_eq!(reach.actors[2].shortest.len(), 2, "by way of B");
    /// assert!(timeline.chains(&query)?.reach(d).actors.is_empty(), "D only was acted upon");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn reach(&self, actor: ActorId) -> Reach<'t> {
        self.follow(Whose::Actor(actor), Direction::Forward)
    }

    /// Returns who is drawn in by an event: as [`reach`](Self::reach), by chains that begin with this event. `None` if the
    /// event takes no part in the query.
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{Actor, Event, Means, Query, Rule, Timeline, scale::Kahn};
    /// # let mut builder = Timeline::builder();
    /// # let [a, b, c, d] = ["A", "B", "C", "D"].map(|key| builder.add_actor(Actor::new(key)));
    /// # for (day, by, on) in [(1, a, b), (3, b, c), (4, b, d), (5, c, d)] {
    /// #     let strike = Event::attack(by, format!("2024-04-{day:02}"), Means::Drone).against(on);
    /// #     builder.add_event(strike.with_level(Kahn, day));
    /// # }
    /// # let timeline = builder.build()?;
    /// # let query = Query::escalation().on(Kahn).rules([Rule::Relay]).max_gap(TimeDelta::days(7));
    /// let second = timeline.event_at(1); // B acts on C
    /// let reach = timeline.chains(&query)?.reach_from(second.id()).unwrap();
    /// let actors: Vec<_> = reach.actors.iter().map(|one| &*one.actor).collect();
    /// assert_eq!(actors, ["C", "D"], "by the act of C on D");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn reach_from(&self, event: EventId) -> Option<Reach<'t>> {
        self.prepared.node(event)?;
        Some(self.follow(Whose::Event(event), Direction::Forward))
    }

    /// Returns who led to an actor being drawn in: the sources of the events in which chains begin that end in an event of
    /// the actor, as source or target. An actor is among them if it [reaches](Self::reach) this one.
    ///
    /// The cost is that of [`reach`](Self::reach), with passes backward. These look up the antecedents of each event if onsets
    /// are known with different precision.
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{Actor, Event, Means, Query, Rule, Timeline, scale::Kahn};
    /// # let mut builder = Timeline::builder();
    /// # let [a, b, c, d] = ["A", "B", "C", "D"].map(|key| builder.add_actor(Actor::new(key)));
    /// # for (day, by, on) in [(1, a, b), (3, b, c), (4, b, d), (5, c, d)] {
    /// #     let strike = Event::attack(by, format!("2024-04-{day:02}"), Means::Drone).against(on);
    /// #     builder.add_event(strike.with_level(Kahn, day));
    /// # }
    /// # let timeline = builder.build()?;
    /// # let query = Query::escalation().on(Kahn).rules([Rule::Relay]).max_gap(TimeDelta::days(7));
    /// let led = timeline.chains(&query)?.reach_into(d);
    /// assert_eq!(led.actors.iter().map(|one| &*one.actor).collect::<Vec<_>>(), ["A", "B"]);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn reach_into(&self, actor: ActorId) -> Reach<'t> {
        self.follow(Whose::Actor(actor), Direction::Backward)
    }

    /// Returns who led to an event, as [`reach_into`](Self::reach_into) does, by chains that end in this event. Returns
    /// `None` if the event takes no part in the query.
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{Actor, Event, Means, Query, Rule, Timeline, scale::Kahn};
    /// # let mut builder = Timeline::builder();
    /// # let [a, b, c, d] = ["A", "B", "C", "D"].map(|key| builder.add_actor(Actor::new(key)));
    /// # for (day, by, on) in [(1, a, b), (3, b, c), (4, b, d), (5, c, d)] {
    /// #     let strike = Event::attack(by, format!("2024-04-{day:02}"), Means::Drone).against(on);
    /// #     builder.add_event(strike.with_level(Kahn, day));
    /// # }
    /// # let timeline = builder.build()?;
    /// # let query = Query::escalation().on(Kahn).rules([Rule::Relay]).max_gap(TimeDelta::days(7));
    /// let last = timeline.event_at(3); // C acts on D
    /// let led = timeline.chains(&query)?.reach_to(last.id()).unwrap();
    /// assert_eq!(led.actors.iter().map(|one| &*one.actor).collect::<Vec<_>>(), ["A", "B"]);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn reach_to(&self, event: EventId) -> Option<Reach<'t>> {
        self.prepared.node(event)?;
        Some(self.follow(Whose::Event(event), Direction::Backward))
    }

    fn follow(&self, whose: Whose, direction: Direction) -> Reach<'t> {
        let prepared = &self.prepared;
        let mut found = Found::new(prepared, direction);
        let (starts, events) = prepared.follow(whose, direction, &mut found);
        let of = match whose {
            Whose::Actor(actor) => {
                let timeline = prepared.view.timeline();
                let actor =
                    (actor.index() < timeline.actors().len()).then(|| timeline.actor(actor));
                actor.map_or_else(String::new, |actor| actor.key().to_owned())
            }
            Whose::Event(event) => prepared.view.timeline().event(event).label(),
        };
        let is_backward = direction == Direction::Backward;
        Reach { of, is_backward, starts, events, actors: found.into_actors(prepared, is_backward) }
    }
}

impl Serialize for Reach<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut reach = serializer.serialize_struct("Reach", 5)?;
        reach.serialize_field("of", &self.of)?;
        let direction = if self.is_backward { "backward" } else { "forward" };
        reach.serialize_field("direction", direction)?;
        reach.serialize_field("starts", &self.starts)?;
        reach.serialize_field("events", &self.events)?;
        reach.serialize_field("actors", &self.actors)?;
        reach.end()
    }
}
