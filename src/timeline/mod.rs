//! The time-ordered graph: collected by a builder, checked, frozen into columns, looked at
//! through views.

mod blocs;
mod builder;
mod check;
mod claims;
mod columns;
mod coverage;
pub(crate) mod document;
pub(crate) mod evidence;
mod extras;
pub(crate) mod graph;

mod index;
mod levels;
mod membership;
#[cfg(feature = "names")]
mod named;
mod phases;
mod predicate;
mod refs;
mod roll_up;
mod telling;
mod view;
mod window;

use std::{cmp::Ordering, collections::HashMap, fmt, ops::RangeBounds, sync::OnceLock};

pub use blocs::{BlocMember, Blocs};
pub use builder::TimelineBuilder;
pub use claims::{
    Agreement, Claimant, ClaimedFact, Claims, Comparison, MAX_COMPARED, Side, Version,
};
pub use coverage::{Coverage, Covered};
pub use evidence::{
    Dempster, Denial, Evidence, EvidenceRule, NamedRule, Proposition, Strand, Support, Testimony,
    WrittenRule,
};
pub use membership::Granularity;
pub use phases::Episode;
pub use predicate::Predicate;
pub use refs::{ActorRef, EventRef};
pub use telling::Said;
pub use view::{Field, StepTally, View, ViewStep};
pub use window::Window;

pub(crate) use levels::Levels;
pub(crate) use predicate::Passes;
pub(crate) use refs::Author;
pub(crate) use roll_up::{Belonging, Dyad, RollUp};
pub(crate) use telling::{Telling, side};

use crate::{
    error::Error,
    model::{Actor, ActorId, EventId, EventType, IntoWhen, Link, LinkId},
};
use columns::{Aside, Columns};
use extras::ExtraColumns;
use index::Index;

/// Actors, events and links, checked and frozen, with a total order over the events.
///
/// An event's **id** is its order of recording. Its **position** is its place in the total order:
/// earliest onset, then id. Events lie in columns of 23 bytes each, 31 where they were not
/// recorded in order of time; what only some have lies aside. [Extras](crate::Extras) that were kept
/// of every event take 4 bytes for each count, 4 for the day it was added and 1 for the root flag.
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
/// assert_eq!(timeline.between(israel, iran).count(), 1);
/// assert_eq!((timeline.len(), timeline.actors().len(), timeline.unreadable()), (2, 2, 0));
/// # Ok::<(), escalade::Error>(())
/// ```
pub struct Timeline {
    title: Option<String>,
    actors: Vec<Actor>,
    actor_keys: HashMap<String, u32>,
    columns: Columns,
    extras: ExtraColumns,
    keys: Aside<Box<str>>,
    by_key: Vec<u32>,
    /// By position the id, and by id the position; nothing where they are the same.
    order: Option<(Vec<u32>, Vec<u32>)>,
    links: Vec<Link>,
    covered: Vec<Covered>,
    unreadable: u64,
    index: OnceLock<Index>,
}

impl Timeline {
    /// An empty builder.
    ///
    /// ```
    /// assert!(escalade::Timeline::builder().is_empty());
    /// ```
    pub fn builder() -> TimelineBuilder {
        TimelineBuilder::default()
    }

    fn freeze(builder: TimelineBuilder) -> Self {
        let TimelineBuilder {
            title,
            actors,
            actor_keys,
            mut columns,
            mut extras,
            keys,
            links,
            covered,
            unreadable,
            ..
        } = builder;
        columns.shrink();
        extras.shrink();
        let order = (!columns.is_in_order()).then(|| {
            let mut ids: Vec<u32> = (0..columns.len() as u32).collect();
            ids.sort_by_key(|id| columns.earliest(*id as usize));
            let mut positions = vec![0; ids.len()];
            for (position, id) in ids.iter().enumerate() {
                positions[*id as usize] = position as u32;
            }
            (ids, positions)
        });
        let mut by_key: Vec<u32> = (0..keys.len() as u32).collect();
        by_key.sort_unstable_by_key(|nth| &keys.nth(*nth as usize).1);
        Self {
            title,
            actors,
            actor_keys,
            columns,
            extras,
            keys,
            by_key,
            order,
            links,
            covered,
            unreadable,
            index: OnceLock::new(),
        }
    }

    /// The title, if it was given one.
    pub fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    /// How many events there are.
    pub fn len(&self) -> usize {
        self.columns.len()
    }

    /// Whether there are no events.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many records a reader could not read when this timeline was made.
    pub fn unreadable(&self) -> u64 {
        self.unreadable
    }

    /// Everything, as a view that can be narrowed.
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

    /// All events, in total order.
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

    /// The event of an id.
    ///
    /// # Panics
    ///
    /// If the id is of another timeline and this one has fewer events.
    pub fn event(&self, id: EventId) -> EventRef<'_> {
        assert!(id.index() < self.len(), "event {id} is of another timeline");
        EventRef::new(self, id)
    }

    /// The event at a position in the total order. O(1).
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
    /// If the position is not below [`len`](Self::len).
    pub fn event_at(&self, position: usize) -> EventRef<'_> {
        self.event(EventId(self.id_at(position)))
    }

    /// The event of a key. O(log n).
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
        let at =
            self.by_key.binary_search_by(|nth| (*self.keys.nth(*nth as usize).1).cmp(key)).ok()?;
        Some(self.event(EventId(self.keys.nth(self.by_key[at] as usize).0)))
    }

    /// The events whose earliest onset lies in a window, in total order. O(log n), then one step
    /// each.
    ///
    /// Bounds are as in a [`Window`].
    ///
    /// # Errors
    ///
    /// A bound that is no date, a window that ends before it begins.
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

    /// The events in which an actor is source or target, as itself, in total order. O(log n), then
    /// one step each, once an index was built on first use.
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

    /// The events of a dyad, as it stands in the data: source and target as themselves, in total
    /// order; a mutual event is in both directions. O(log n), then one step each, once an index was
    /// built on first use.
    ///
    /// ```
    /// # use escalade::{Actor, Event, Means, Timeline};
    /// # let mut builder = Timeline::builder();
    /// # let (iran, israel) = (builder.add_actor(Actor::new("IRN")), builder.add_actor(Actor::new("ISR")));
    /// builder.add_event(Event::attack(iran, "2024-04-13", Means::Drone).against(israel));
    /// builder.add_event(Event::attack(iran, "2024-04-14", Means::SmallArms).against(israel).mutually());
    /// let timeline = builder.build()?;
    /// assert_eq!(timeline.between(iran, israel).len(), 2);
    /// assert_eq!(timeline.between(israel, iran).len(), 1);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn between(
        &self,
        source: ActorId,
        target: ActorId,
    ) -> impl ExactSizeIterator<Item = EventRef<'_>> {
        self.index().between(source, target).map(|position| self.event_at(position))
    }

    /// All actors, in order of recording.
    pub fn actors(&self) -> impl ExactSizeIterator<Item = ActorRef<'_>> {
        (0..self.actors.len()).map(|id| ActorRef::new(self, ActorId(id as u32)))
    }

    /// The actor of an id.
    ///
    /// # Panics
    ///
    /// If the id is of another timeline and this one has fewer actors.
    pub fn actor(&self, id: ActorId) -> ActorRef<'_> {
        assert!(id.index() < self.actors.len(), "actor {id} is of another timeline");
        ActorRef::new(self, id)
    }

    /// The actor of a key. O(1).
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

    /// All declared links, in order of recording.
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

    /// The link of an id.
    ///
    /// # Panics
    ///
    /// If the id is of another timeline and this one has fewer links.
    pub fn link(&self, id: LinkId) -> &Link {
        &self.links[id.index()]
    }

    /// The statements about an event, by what they say, in order of recording. O(log n), then one
    /// step each, once an index was built on first use.
    ///
    /// ```
    /// # use escalade::{Actor, Event, Means, SpeechAct, Statement, Timeline};
    /// # let mut builder = Timeline::builder();
    /// # let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// let raid = builder.add_event(Event::attack(a, "2024-04-01", Means::Drone).against(b));
    /// let denial = Event::statement(a, "2024-04-02", SpeechAct::Deny).saying(Statement::about(raid));
    /// let denial = builder.add_event(denial);
    /// let timeline = builder.build()?;
    /// assert!(timeline.statements_about(raid).eq([denial]));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn statements_about(&self, event: EventId) -> impl Iterator<Item = EventId> {
        self.index().statements_about(event)
    }

    /// The distinct types of its events, in order of first recording.
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

    fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::new(self))
    }

    /// The positions whose earliest onset is in a half-open window of seconds.
    fn positions_during(&self, start: i64, end: i64) -> std::ops::Range<usize> {
        let before = |second: i64| {
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
        let start = before(start);
        start..before(end).max(start)
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
