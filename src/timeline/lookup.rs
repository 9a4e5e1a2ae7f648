//! Looking up the events and actors of a timeline.

use std::ops::{Range, RangeBounds};

use super::{ActorRef, EventRef, Timeline, View, Window, did_you_mean::nearest};
use crate::{
    error::Error,
    model::{ActorId, EventId, IntoWhen},
};

impl Timeline {
    /// Returns a view of all events, which can then be narrowed.
    ///
    /// ```
    /// # use escalade::{Actor, Event, Means, Timeline};
    /// # let mut builder = Timeline::builder();
    /// # let iran = builder.add_actor(Actor::new("IRN"));
    /// builder.add_event(Event::attack(iran, "2024-04-13", Means::Drone));
    /// let timeline = builder.build()?;
    /// assert_eq!(timeline.view().len(), timeline.len());
    /// assert!(timeline.view().steps().is_empty());
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn view(&self) -> View<'_> {
        View::everything(self)
    }

    /// Returns an iterator over all events, in total order.
    ///
    /// ```
    /// # use escalade::{Actor, Event, Means, Timeline};
    /// # let mut builder = Timeline::builder();
    /// # let iran = builder.add_actor(Actor::new("IRN"));
    /// builder.add_event(Event::attack(iran, "2024-10-01", Means::BallisticMissile));
    /// builder.add_event(Event::attack(iran, "2024-04-13", Means::Drone));
    /// let timeline = builder.build()?;
    /// assert!(timeline.events().map(|event| event.when().to_string()).eq(["2024-04-13", "2024-10-01"]));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn events(&self) -> impl DoubleEndedIterator<Item = EventRef<'_>> + ExactSizeIterator {
        (0..self.len()).map(|position| self.event_at(position))
    }

    /// Returns the event with this id.
    ///
    /// # Panics
    ///
    /// Panics if the id belongs to another timeline and is out of range in this one.
    pub fn event(&self, id: EventId) -> EventRef<'_> {
        assert!(id.index() < self.len(), "event {id} is of another timeline");
        EventRef::new(self, id)
    }

    /// Returns the event at this position in the total order, in O(1).
    ///
    /// ```
    /// # use escalade::{Actor, Event, Means, Timeline};
    /// # let mut builder = Timeline::builder();
    /// # let iran = builder.add_actor(Actor::new("IRN"));
    /// builder.add_event(Event::attack(iran, "2024-10-01", Means::BallisticMissile));
    /// let april = builder.add_event(Event::attack(iran, "2024-04-13", Means::Drone));
    /// let timeline = builder.build()?;
    /// assert_eq!(timeline.event_at(0).id(), april);
    /// assert_eq!(timeline.event(april).position(), 0);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// Panics if the position is [`len`](Self::len) or more.
    pub fn event_at(&self, position: usize) -> EventRef<'_> {
        self.event(EventId(self.id_at(position)))
    }

    /// Returns the event with this key, if there is one, in O(log n).
    ///
    /// ```
    /// # use escalade::{Actor, Event, Means, Timeline};
    /// # let mut builder = Timeline::builder();
    /// # let iran = builder.add_actor(Actor::new("IRN"));
    /// builder.add_event(Event::attack(iran, "2024-04-13", Means::Drone).with_key("barrage"));
    /// let timeline = builder.build()?;
    /// assert_eq!(timeline.event_by_key("barrage").unwrap().when().to_string(), "2024-04-13");
    /// assert!(timeline.event_by_key("reprisal").is_none());
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn event_by_key(&self, key: &str) -> Option<EventRef<'_>> {
        let at = self
            .keys_sorted
            .binary_search_by(|nth| (*self.keys.nth(*nth as usize).1).cmp(key))
            .ok()?;
        Some(self.event(EventId(self.keys.nth(self.keys_sorted[at] as usize).0)))
    }

    /// Returns an iterator over the events whose earliest onset lies in a window, in total order.
    ///
    /// The bounds have the same meaning as those of a [`Window`]. Takes O(log n), plus O(1) for each
    /// event returned.
    ///
    /// # Errors
    ///
    /// Returns an error if a bound is not a date, or if the window ends before it begins.
    ///
    /// ```
    /// # use escalade::{Actor, Event, Means, Timeline};
    /// # let mut builder = Timeline::builder();
    /// # let iran = builder.add_actor(Actor::new("IRN"));
    /// builder.add_event(Event::attack(iran, "2024-04-13", Means::Drone));
    /// builder.add_event(Event::attack(iran, "2024-10-01", Means::BallisticMissile));
    /// let timeline = builder.build()?;
    /// assert_eq!(timeline.events_during("2024-04".."2024-05")?.len(), 1);
    /// assert_eq!(timeline.events_during("2024-05"..)?.len(), 1);
    /// assert!(timeline.events_during("2024-05".."2024-04").is_err());
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn events_during<W: IntoWhen + Clone>(
        &self,
        window: impl RangeBounds<W>,
    ) -> Result<impl DoubleEndedIterator<Item = EventRef<'_>> + ExactSizeIterator, Error> {
        let (start, end) = Window::new(window)?.seconds();
        Ok(self.positions_during(start, end).map(|position| self.event_at(position)))
    }

    /// Returns an iterator over the events that have this actor as source or target, in total order.
    ///
    /// Events of its members and organs are not included. Takes O(log n), plus O(1) for each event
    /// returned; the first call also builds an index.
    ///
    /// ```
    /// # use escalade::{Actor, Event, Means, Timeline};
    /// # let mut builder = Timeline::builder();
    /// # let iran = builder.add_actor(Actor::new("IRN"));
    /// let army = builder.add_actor(Actor::new("IRGC").part_of(iran));
    /// builder.add_event(Event::attack(army, "2024-04-13", Means::Drone));
    /// let timeline = builder.build()?;
    /// assert_eq!(timeline.events_of(army).len(), 1);
    /// assert_eq!(timeline.events_of(iran).len(), 0, "as itself; `of` sees its organs too");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn events_of(&self, actor: ActorId) -> impl ExactSizeIterator<Item = EventRef<'_>> {
        self.index().of(actor).map(|position| self.event_at(position))
    }

    /// Returns an iterator over the events of a dyad, in total order.
    ///
    /// Source and target are compared as recorded, without rolling actors up. A mutual event belongs to
    /// both directions. Takes O(log n), plus O(1) for each event returned; the first call also builds
    /// an index.
    ///
    /// ```
    /// # use escalade::{Actor, Event, Means, Timeline};
    /// # let mut builder = Timeline::builder();
    /// # let (iran, israel) = (builder.add_actor(Actor::new("IRN")), builder.add_actor(Actor::new("ISR")));
    /// builder.add_event(Event::attack(iran, "2024-04-13", Means::Drone).against(israel));
    /// builder.add_event(Event::attack(iran, "2024-04-14", Means::SmallArms).against(israel).mutually());
    /// let timeline = builder.build()?;
    /// assert_eq!(timeline.events_between(iran, israel).len(), 2);
    /// assert_eq!(timeline.events_between(israel, iran).len(), 1);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn events_between(
        &self,
        source: ActorId,
        target: ActorId,
    ) -> impl ExactSizeIterator<Item = EventRef<'_>> {
        self.index().between(source, target).map(|position| self.event_at(position))
    }

    /// Returns the index entries of the events within a range of positions that involve an actor: as source
    /// or target, then as addressee or candidate. The position is the second component of an entry.
    pub(crate) fn involving(&self, actor: ActorId, range: Range<usize>) -> [&[(u32, u32)]; 2] {
        self.index().involving(actor, range)
    }

    /// Returns an iterator over all actors, in order of recording.
    pub fn actors(&self) -> impl ExactSizeIterator<Item = ActorRef<'_>> {
        (0..self.actors.len()).map(|id| ActorRef::new(self, ActorId(id as u32)))
    }

    /// Returns the actor with this id.
    ///
    /// # Panics
    ///
    /// Panics if the id belongs to another timeline and is out of range in this one.
    pub fn actor(&self, id: ActorId) -> ActorRef<'_> {
        assert!(id.index() < self.actors.len(), "actor {id} is of another timeline");
        ActorRef::new(self, id)
    }

    /// Returns the actor with this key, if there is one, in O(1).
    ///
    /// ```
    /// # use escalade::{Actor, Timeline};
    /// # let mut builder = Timeline::builder();
    /// let iran = builder.add_actor(Actor::new("IRN"));
    /// let timeline = builder.build()?;
    /// assert_eq!(timeline.actor_by_key("IRN").unwrap().id(), iran);
    /// assert!(timeline.actor_by_key("ISR").is_none());
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn actor_by_key(&self, key: &str) -> Option<ActorRef<'_>> {
        self.actor_keys.get(key).map(|id| self.actor(ActorId(*id)))
    }

    /// Returns the key of an actor that a mistyped key probably stands for.
    pub(super) fn nearest_actor_key(&self, key: &str) -> Option<&str> {
        nearest(key, self.actors.iter().map(|actor| actor.key.as_str()))
    }

    /// Returns the key of each actor.
    pub(super) fn keys_of_actors(&self, actors: &[ActorId]) -> Vec<String> {
        let mut keys = Vec::with_capacity(actors.len());
        for actor in actors {
            keys.push(self.actor(*actor).key().to_owned());
        }
        keys
    }
}
