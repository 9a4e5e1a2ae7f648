//! The timeline itself: the frozen actors, events and links, and their order.

use std::{
    cmp::Ordering,
    collections::HashMap,
    fmt,
    ops::Range,
    sync::{Arc, OnceLock},
};

use super::{
    CoveredPeriod, columns::Columns, event_keys::EventKeys, extras::ExtraColumns, index::Index,
};
use crate::model::{Actor, EventId, EventType, Link, LinkId};

/// Actors, events and links, checked and immutable, with a total order over the events.
///
/// An event's **id** is its order of recording. Its **position** is its place in the total order:
/// by earliest onset, then by id.
///
/// Events are stored in columns of 23 bytes per event, or 31 if they were not recorded in order of
/// time. Values that only some events have are stored separately. [Extras](crate::model::Extras) that are
/// kept for every event take 4 bytes for each count, 4 for the day the event was added and 1 for the
/// root flag.
///
/// ```
/// use escalade::{Actor, Event, Means, Timeline};
///
/// let mut builder = Timeline::builder();
/// let (iran, israel) = (builder.add_actor(Actor::new("IRN")), builder.add_actor(Actor::new("ISR")));
/// let barrage = builder.add_event(Event::attack(iran, "2024-04-13", Means::Drone).against(israel));
/// let killing = builder.add_event(Event::attack(israel, "2024-04-01", Means::AirStrike).against(iran));
/// let timeline = builder.build()?;
/// let order: Vec<_> = timeline.events().map(|event| event.id()).collect();
/// assert_eq!(order, [killing, barrage]);
/// assert_eq!(timeline.events_between(israel, iran).count(), 1);
/// assert_eq!((timeline.len(), timeline.actors().len(), timeline.unreadable()), (2, 2, 0));
/// # Ok::<(), escalade::Error>(())
/// ```
pub struct Timeline {
    pub(super) title: Option<String>,
    pub(super) actors: Arc<Vec<Actor>>,
    pub(super) actor_keys: Arc<HashMap<Box<str>, u32>>,
    pub(super) columns: Columns,
    pub(super) extras: ExtraColumns,
    pub(super) keys: EventKeys,
    /// The id at each position and the position of each id. `None` if positions and ids are equal,
    /// which saves 8 bytes per event.
    pub(super) order: Option<(Vec<u32>, Vec<u32>)>,
    pub(super) links: Vec<Link>,
    pub(super) covered: Vec<CoveredPeriod>,
    pub(super) unreadable: u64,
    /// Built on first use.
    pub(super) index: OnceLock<Index>,
}

impl Timeline {
    /// Returns the title, if the timeline has one.
    pub fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    /// Returns the number of events.
    pub fn len(&self) -> usize {
        self.columns.len()
    }

    /// Returns `true` if there are no events.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the number of input records that could not be read when this timeline was made.
    pub fn unreadable(&self) -> u64 {
        self.unreadable
    }

    /// Returns the distinct event types, in order of first recording.
    ///
    /// ```
    /// # use escalade::{Actor, Event, Means, Timeline};
    /// # let mut builder = Timeline::builder();
    /// # let iran = builder.add_actor(Actor::new("IRN"));
    /// builder.add_event(Event::attack(iran, "2024-04-13", Means::Drone));
    /// builder.add_event(Event::attack(iran, "2024-04-14", Means::Drone));
    /// assert_eq!(builder.build()?.types().len(), 1, "two events of one type");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn types(&self) -> &[EventType] {
        self.columns.types()
    }

    /// Returns an iterator over all declared links and their ids, in order of recording.
    ///
    /// ```
    /// # use escalade::{Actor, Event, Means, Relation, Timeline};
    /// # let mut builder = Timeline::builder();
    /// # let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// let raid = builder.add_event(Event::attack(a, "2024-04-01", Means::Drone).against(b));
    /// let reprisal = builder.add_event(Event::attack(b, "2024-04-02", Means::Drone).against(a));
    /// let declared = builder.add_link(reprisal, Relation::RetaliatesFor, raid);
    /// let timeline = builder.build()?;
    /// assert!(timeline.links().map(|(id, link)| (id, link.to())).eq([(declared, raid)]));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn links(&self) -> impl ExactSizeIterator<Item = (LinkId, &Link)> {
        self.links.iter().enumerate().map(|(nth, link)| (LinkId(nth as u32), link))
    }

    /// Returns the link with this id.
    ///
    /// # Panics
    ///
    /// Panics if the id belongs to another timeline and is out of range in this one.
    pub fn link(&self, id: LinkId) -> &Link {
        &self.links[id.index()]
    }

    /// Returns an iterator over the statements that declare this event as their subject, in order of
    /// recording.
    ///
    /// Takes O(log n), plus O(1) for each statement returned; the first call also builds an index.
    ///
    /// ```
    /// # use escalade::{Actor, Event, Means, SpeechAct, Statement, Timeline};
    /// # let mut builder = Timeline::builder();
    /// # let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// let raid = builder.add_event(Event::attack(a, "2024-04-01", Means::Drone).against(b));
    /// let denial = Event::statement(a, "2024-04-02", SpeechAct::Deny).with_statement(Statement::about(raid));
    /// let denial = builder.add_event(denial);
    /// let timeline = builder.build()?;
    /// assert!(timeline.statements_about(raid).eq([denial]));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn statements_about(&self, event: EventId) -> impl Iterator<Item = EventId> {
        self.index().statements_about(event).iter().map(|entry| EventId(entry.1))
    }

    /// Adds an actor without events or memberships, unless there is an actor with this key.
    #[cfg(feature = "distributed")]
    pub(crate) fn add_missing_actor(&mut self, key: &str) {
        if self.actor_by_key(key).is_none() {
            let id = self.actors.len() as u32;
            Arc::make_mut(&mut self.actor_keys).insert(key.into(), id);
            Arc::make_mut(&mut self.actors).push(Actor::new(key));
        }
    }

    #[inline]
    pub(crate) fn id_at(&self, position: usize) -> u32 {
        self.order.as_ref().map_or(position as u32, |(ids, _)| ids[position])
    }

    pub(crate) fn position_of(&self, id: EventId) -> usize {
        self.order.as_ref().map_or(id.index(), |(_, positions)| positions[id.index()] as usize)
    }

    pub(crate) fn columns(&self) -> &Columns {
        &self.columns
    }

    pub(super) fn index(&self) -> &Index {
        self.index
            .get_or_init(|| Index::new(&self.columns, &self.links, |position| self.id_at(position)))
    }

    /// Returns the positions of the events whose earliest onset is in the half-open window from
    /// `start` to `end`, in seconds since 1970.
    pub(crate) fn positions_during(&self, start: i64, end: i64) -> Range<usize> {
        // A binary search written out by hand, as positions are not stored in a slice of their own.
        let count_before = |second: i64| {
            let (mut low, mut high) = (0, self.len());
            while low < high {
                let middle = low.midpoint(high);
                match self.columns.earliest(self.id_at(middle) as usize).cmp(&second) {
                    Ordering::Less => low = middle + 1,
                    _ => high = middle,
                }
            }
            low
        };
        let start = count_before(start);
        start..count_before(end).max(start)
    }
}

impl fmt::Debug for Timeline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Timeline")
            .field("title", &self.title)
            .field("actors", &self.actors.len())
            .field("events", &self.len())
            .field("links", &self.links.len())
            .finish_non_exhaustive()
    }
}
