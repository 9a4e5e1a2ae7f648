//! References to an event or an actor of a timeline.

use std::{collections::BTreeMap, fmt};

use chrono::{DateTime, TimeDelta, Utc};

use super::Timeline;
use crate::{
    model::{
        Act, Actor, ActorId, ActorKind, Assertion, Attack, Avowal, Candidate, CodersLevel,
        Confidence, Details, EventId, EventType, Extras, GivenConfidence, Level, Link, LinkId,
        Membership, Report, Statement, When, instant,
    },
    safe_text::isolated,
    scale::{Scale, ScoredEvent},
    sorting::sort_by,
};

/// A reference to an event of a timeline.
///
/// ```
/// use escalade::{Actor, Event, Means, Timeline, scale::Kahn};
///
/// let mut builder = Timeline::builder();
/// let (iran, israel) = (builder.add_actor(Actor::new("IRN")), builder.add_actor(Actor::new("ISR")));
/// let barrage = builder.add_event(
///     Event::attack(iran, "2024-04-13", Means::Drone).against(israel).with_level(Kahn, 12).at("Israel"),
/// );
/// let timeline = builder.build()?;
/// let event = timeline.event(barrage);
/// assert_eq!((event.sources(), event.targets()), (&[iran][..], &[israel][..]));
/// assert_eq!(event.level(&Kahn).unwrap().to_string(), "12");
/// assert_eq!(event.place(), Some("Israel"));
/// assert_eq!((event.label(), event.position()), ("#0".to_owned(), 0));
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct EventRef<'t> {
    timeline: &'t Timeline,
    id: EventId,
    author: Author,
}

/// Which of the recorded parties counts as the author of an event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Author {
    /// The recorded sources, or the likeliest candidate if the author is disputed.
    #[default]
    AsRecorded,
    /// The candidate with this index.
    Candidate(u32),
    /// None: the author is taken as unknown.
    Unknown,
}

impl<'t> EventRef<'t> {
    pub(super) fn new(timeline: &'t Timeline, id: EventId) -> Self {
        Self { timeline, id, author: Author::AsRecorded }
    }

    /// Returns the same event with another author.
    pub(crate) fn by(self, author: Author) -> Self {
        Self { author, ..self }
    }

    pub(crate) fn author(&self) -> Author {
        self.author
    }

    /// Returns the timeline of the event.
    pub fn timeline(&self) -> &'t Timeline {
        self.timeline
    }

    /// Returns the id, which is the order of recording.
    pub fn id(&self) -> EventId {
        self.id
    }

    /// Sorts events of a timeline by position.
    pub(crate) fn sort(events: &mut [Self]) {
        sort_by(events, |a, b| a.position().cmp(&b.position()));
    }

    /// Returns the position in the total order of the timeline.
    pub fn position(&self) -> usize {
        self.timeline.position_of(self.id)
    }

    /// Returns the key, if the event has one.
    pub fn key(&self) -> Option<&'t str> {
        self.timeline.keys.of(self.id.0)
    }

    /// Returns the key, or the order of recording as `#12` if the event has no key.
    pub fn label(&self) -> String {
        self.key().map_or_else(|| self.id.to_string(), str::to_owned)
    }

    /// Returns the type: the act, the code and the score that the file gives it.
    pub fn event_type(&self) -> &'t EventType {
        &self.timeline.columns.types()[self.timeline.columns.type_index(self.id.index())]
    }

    /// Returns the act: which statement, attack or action the event is.
    pub fn act(&self) -> Act {
        self.event_type().act()
    }

    /// Returns when the event happened, as recorded.
    pub fn when(&self) -> When {
        self.timeline.columns.when(self.id.index())
    }

    /// Returns the earliest possible instant of the onset.
    pub fn earliest(&self) -> DateTime<Utc> {
        instant(self.timeline.columns.earliest(self.id.index()))
    }

    /// Returns the end of the time in which the onset may lie, excluded.
    pub fn latest(&self) -> DateTime<Utc> {
        instant(self.timeline.columns.latest(self.id.index()))
    }

    /// Returns the source actors.
    ///
    /// For a disputed event, these are the actors of its likeliest candidate. In a view that
    /// [supposes](crate::View::supposing) another author, or that shows the author named by
    /// [one outlet](crate::View::reported_by), they are that author.
    ///
    /// ```
    /// # use escalade::{Actor, Event, Means, Timeline};
    /// # let mut builder = Timeline::builder();
    /// # let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// let disputed = Event::attack((), "2024-04-01", Means::Drone);
    /// let disputed = disputed.with_candidate(a, 30).with_candidate(b, 60);
    /// let disputed = builder.add_event(disputed);
    /// let timeline = builder.build()?;
    /// assert_eq!(timeline.event(disputed).sources(), [b]);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn sources(&self) -> &'t [ActorId] {
        match self.author {
            Author::AsRecorded => self.timeline.columns.sources(self.id.index()),
            Author::Candidate(nth) => &self.candidates()[nth as usize].actors,
            Author::Unknown => &[],
        }
    }

    /// Returns the target actors.
    pub fn targets(&self) -> &'t [ActorId] {
        self.timeline.columns.targets(self.id.index())
    }

    /// Returns `true` if the event has both directions, from sources to targets and back.
    pub fn is_mutual(&self) -> bool {
        self.timeline.columns.is_mutual(self.id.index())
    }

    /// Returns the level on a scale: the one that the coder gave, or else the one that the scale
    /// assigns.
    ///
    /// ```
    /// # use escalade::{Actor, Code, Event, Timeline, Vocabulary, scale::{Goldstein, Kahn}};
    /// # let mut builder = Timeline::builder();
    /// # let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// let threat = Event::coded(a, b, "2024-04-01", Code::new(Vocabulary::Cameo, "138"));
    /// let threat = builder.add_event(threat.with_level(Kahn, 5));
    /// let timeline = builder.build()?;
    /// let threat = timeline.event(threat);
    /// assert_eq!(threat.level(&Kahn).unwrap().units(), 5.0, "the coder's");
    /// assert_eq!(threat.level(&Goldstein::default()).unwrap().units(), 7.0, "of the scale's table");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn level(&self, scale: &dyn Scale) -> Option<Level> {
        self.scored().level(scale)
    }

    /// Returns the levels that the coder gave, in order of recording.
    pub fn coders_levels(&self) -> &'t [CodersLevel] {
        self.details().map_or(&[], |details| &details.levels)
    }

    /// Returns the description in words, if recorded.
    pub fn text(&self) -> Option<&'t str> {
        self.details()?.text.as_deref()
    }

    /// Returns the place, if recorded.
    pub fn place(&self) -> Option<&'t str> {
        self.details()?.place.as_deref()
    }

    /// Returns the confidence that the event occurred, if stated.
    pub fn confidence(&self) -> Option<Confidence> {
        self.details()?.confidence.and_then(GivenConfidence::checked)
    }

    /// Returns the confidence that the sources did the event, if stated. For a disputed event, this is
    /// the confidence of the likeliest candidate.
    ///
    /// ```
    /// # use escalade::{Actor, Event, Means, Timeline};
    /// # let mut builder = Timeline::builder();
    /// # let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// let disputed = Event::attack((), "2024-04-01", Means::Drone);
    /// let disputed = builder.add_event(disputed.with_candidate(a, 30).with_candidate(b, 60));
    /// let stated = Event::attack(a, "2024-04-02", Means::Drone).with_attribution(70);
    /// let stated = builder.add_event(stated);
    /// let timeline = builder.build()?;
    /// let percent = |id| timeline.event(id).attribution().unwrap().percent();
    /// assert_eq!((percent(disputed), percent(stated)), (60, 70));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn attribution(&self) -> Option<Confidence> {
        let details = self.details()?;
        match self.author {
            Author::Unknown => None,
            Author::Candidate(nth) => details.candidates[nth as usize].confidence(),
            Author::AsRecorded if details.candidates.is_empty() => {
                details.attribution.and_then(GivenConfidence::checked)
            }
            Author::AsRecorded => {
                let mut highest = None;
                for candidate in &details.candidates {
                    highest = highest.max(candidate.confidence());
                }
                highest
            }
        }
    }

    /// Returns the possible authors of a disputed event, in order of recording.
    pub fn candidates(&self) -> &'t [Candidate] {
        self.details().map_or(&[], |details| &details.candidates)
    }

    /// Returns whether the actors held responsible claim or deny the event, if recorded.
    pub fn avowal(&self) -> Option<Avowal> {
        self.details()?.avowal
    }

    /// Returns when the actors held responsible claimed or denied the event, if recorded.
    pub fn avowal_date(&self) -> Option<&'t When> {
        self.details()?.avowal_date.as_ref()?.as_ref().ok()
    }

    /// Returns when the sources or candidates were first held responsible, if recorded.
    pub fn attribution_date(&self) -> Option<&'t When> {
        self.details()?.attribution_date.as_ref()?.as_ref().ok()
    }

    /// Returns the reports of the event, in order of recording.
    pub fn reports(&self) -> &'t [Report] {
        self.details().map_or(&[], |details| &details.reports)
    }

    /// Returns the counts of mentions, sources and articles, the day the event was added and the root
    /// flag, as far as recorded. Takes O(1).
    pub fn extras(&self) -> Extras {
        self.timeline.extras.of(self.id.index())
    }

    /// Returns the time, in whole days, from the first day on which the event may have happened to the
    /// day it was added, if that day was recorded.
    ///
    /// The time is negative for an event that is dated later than the day it was added.
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{Actor, Event, Means, Timeline, model::Extras};
    /// # let mut builder = Timeline::builder();
    /// # let iran = builder.add_actor(Actor::new("IRN"));
    /// let extras = Extras::new().with_added("2024-04-20".parse().unwrap());
    /// builder.add_event(Event::attack(iran, "2024-04-13T20:15Z", Means::Drone).with_extras(extras));
    /// let timeline = builder.build()?;
    /// assert_eq!(timeline.event_at(0).lag(), Some(TimeDelta::days(7)));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn lag(&self) -> Option<TimeDelta> {
        lag(self.extras(), self.earliest())
    }

    /// Returns the details of a statement, if any are recorded.
    pub fn statement(&self) -> Option<&'t Statement> {
        self.details()?.statement.as_ref()
    }

    /// Returns the assertions of a statement, in order of recording.
    pub(crate) fn assertions(&self) -> &'t [Assertion] {
        self.statement().map_or(&[], Statement::assertions)
    }

    /// Returns the actors that a statement is addressed to, in order of recording.
    pub(crate) fn addressees(&self) -> &'t [ActorId] {
        self.statement().map_or(&[], Statement::addressees)
    }

    /// Returns the events that a statement declares as its subjects, in order of recording.
    pub(crate) fn subjects(&self) -> &'t [EventId] {
        self.statement().map_or(&[], Statement::subjects)
    }

    /// Returns the details of an attack, if any are recorded.
    pub fn attack(&self) -> Option<&'t Attack> {
        self.details()?.attack.as_ref()
    }

    /// Returns an iterator over the declared links that start from the event, in order of recording.
    ///
    /// Takes O(log n), plus O(1) for each link returned; the first call also builds an index.
    ///
    /// ```
    /// # use escalade::{Actor, Event, Means, Relation, Timeline};
    /// # let mut builder = Timeline::builder();
    /// # let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// let raid = builder.add_event(Event::attack(a, "2024-04-01", Means::Drone).against(b));
    /// let reprisal = builder.add_event(Event::attack(b, "2024-04-02", Means::Drone).against(a));
    /// builder.add_link(reprisal, Relation::RetaliatesFor, raid);
    /// let timeline = builder.build()?;
    /// assert!(timeline.event(reprisal).links_out().map(|(_, link)| link.to()).eq([raid]));
    /// assert_eq!(timeline.event(raid).links_out().count(), 0);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn links_out(&self) -> impl Iterator<Item = (LinkId, &'t Link)> + use<'t> {
        let timeline = self.timeline;
        let links = timeline.index().links_out(self.id).iter();
        links.map(move |entry| (LinkId(entry.1), &timeline.links[entry.1 as usize]))
    }

    /// Returns an iterator over the declared links that lead to the event, in order of recording.
    ///
    /// Takes O(log n), plus O(1) for each link returned; the first call also builds an index.
    ///
    /// ```
    /// # use escalade::{Actor, Event, Means, Relation, Timeline};
    /// # let mut builder = Timeline::builder();
    /// # let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// let raid = builder.add_event(Event::attack(a, "2024-04-01", Means::Drone).against(b));
    /// let reprisal = builder.add_event(Event::attack(b, "2024-04-02", Means::Drone).against(a));
    /// builder.add_link(reprisal, Relation::RetaliatesFor, raid);
    /// let timeline = builder.build()?;
    /// assert!(timeline.event(raid).links_in().map(|(_, link)| link.from()).eq([reprisal]));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn links_in(&self) -> impl Iterator<Item = (LinkId, &'t Link)> + use<'t> {
        let timeline = self.timeline;
        let links = timeline.index().links_in(self.id).iter();
        links.map(move |entry| (LinkId(entry.1), &timeline.links[entry.1 as usize]))
    }

    pub(crate) fn scored(&self) -> ScoredEvent<'t> {
        match self.details() {
            Some(details) => ScoredEvent::detailed(self.event_type(), details),
            None => ScoredEvent::of_type(self.event_type()),
        }
    }

    fn details(&self) -> Option<&'t Details> {
        self.timeline.columns.details(self.id.index())
    }
}

/// Returns the time in whole days from the day of `earliest` to the day the event was added.
pub(super) fn lag(extras: Extras, earliest: DateTime<Utc>) -> Option<TimeDelta> {
    Some(extras.added()? - earliest.date_naive())
}

impl PartialEq for EventRef<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.timeline, other.timeline) && self.id == other.id
    }
}

impl Eq for EventRef<'_> {}

/// Writes the key, or the order of recording as `#12` if the event has no key.
impl fmt::Display for EventRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&isolated(&self.label()))
    }
}

impl fmt::Debug for EventRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EventRef({self} {} {})", self.when(), self.act())
    }
}

/// A reference to an actor of a timeline.
///
/// ```
/// use escalade::{Actor, Timeline, model::ActorKind};
///
/// let mut builder = Timeline::builder();
/// builder.add_actor(Actor::new("IRN").with_kind(ActorKind::State).with_name("ar", "إيران"));
/// let timeline = builder.build()?;
/// let iran = timeline.actor_by_key("IRN").unwrap();
/// assert_eq!(iran.name_in("ar"), "إيران");
/// assert_eq!(iran.name_in("en"), "IRN", "without a name in a language, the key");
/// assert_eq!((iran.key(), iran.kind(), iran.names().len()), ("IRN", ActorKind::State, 1));
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct ActorRef<'t> {
    actor: &'t Actor,
    id: ActorId,
}

impl<'t> ActorRef<'t> {
    pub(super) fn new(timeline: &'t Timeline, id: ActorId) -> Self {
        Self { actor: &timeline.actors[id.index()], id }
    }

    /// Returns the id, which is the order of recording.
    pub fn id(&self) -> ActorId {
        self.id
    }

    /// Returns the key.
    pub fn key(&self) -> &'t str {
        &self.actor.key
    }

    /// Returns the kind of actor.
    pub fn kind(&self) -> ActorKind {
        self.actor.kind
    }

    /// Returns the names by language tag.
    pub fn names(&self) -> &'t BTreeMap<String, String> {
        &self.actor.names
    }

    /// Returns the name in a language, or the key if there is no name in it.
    pub fn name_in(&self, language: &str) -> &'t str {
        self.actor.names.get(language).unwrap_or(&self.actor.key)
    }

    /// Returns the coder's remark, if there is one.
    pub fn note(&self) -> Option<&'t str> {
        self.actor.note.as_deref()
    }

    /// Returns the memberships, in order of recording.
    pub fn memberships(&self) -> &'t [Membership] {
        &self.actor.memberships
    }

    /// Returns the draft that would add this actor to another builder.
    #[cfg(feature = "names")]
    pub(crate) fn to_draft(self) -> Actor {
        self.actor.clone()
    }
}

impl fmt::Debug for ActorRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ActorRef({})", self.key())
    }
}
