//! What a timeline gives back: one event or actor, looked at in place.

use std::{collections::BTreeMap, fmt};

use chrono::{DateTime, TimeDelta, Utc};

use super::Timeline;
use crate::{
    model::{
        Act, Actor, ActorId, ActorKind, Attack, Avowal, Candidate, CodersLevel, Confidence,
        Details, EventId, EventType, Extras, GivenConfidence, Level, Link, LinkId, Membership,
        Report, Statement, When, instant,
    },
    safe_text::isolated,
    scale::{Scale, Scored},
};

/// An event of a timeline.
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

/// Who is taken to have done an event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Author {
    /// Its sources, or its likeliest candidate.
    #[default]
    AsRecorded,
    /// The nth of its candidates.
    Candidate(u32),
    /// Nobody who is named.
    Nobody,
}

impl<'t> EventRef<'t> {
    pub(super) fn new(timeline: &'t Timeline, id: EventId) -> Self {
        Self { timeline, id, author: Author::AsRecorded }
    }

    /// The same event, done by another.
    pub(crate) fn by(self, author: Author) -> Self {
        Self { author, ..self }
    }

    pub(crate) fn author(&self) -> Author {
        self.author
    }

    /// The timeline it is in.
    pub fn timeline(&self) -> &'t Timeline {
        self.timeline
    }

    /// Its order of recording.
    pub fn id(&self) -> EventId {
        self.id
    }

    /// Its place in the total order.
    pub fn position(&self) -> usize {
        self.timeline.position_of(self.id)
    }

    /// Its key, if it has one.
    pub fn key(&self) -> Option<&'t str> {
        self.timeline.keys.get(self.id.index()).map(|key| &**key)
    }

    /// Its key, or its order of recording as `#12`.
    pub fn label(&self) -> String {
        self.key().map_or_else(|| self.id.to_string(), str::to_owned)
    }

    /// Its type: statement, attack or action, its code, the file's own score.
    pub fn event_type(&self) -> &'t EventType {
        &self.timeline.columns.types()[self.timeline.columns.type_index(self.id.index())]
    }

    /// Statement, attack or action, and which.
    pub fn act(&self) -> Act {
        self.event_type().act()
    }

    /// When it happened, as it was written.
    pub fn when(&self) -> When {
        self.timeline.columns.when(self.id.index())
    }

    /// The earliest instant at which it may have begun.
    pub fn earliest(&self) -> DateTime<Utc> {
        instant(self.timeline.columns.earliest(self.id.index()))
    }

    /// The end of the time in which it may have begun, that instant excluded.
    pub fn latest(&self) -> DateTime<Utc> {
        instant(self.timeline.columns.latest(self.id.index()))
    }

    /// Who did it. Of a disputed event, its likeliest candidate; in a view that
    /// [supposes](crate::View::supposing) another, or in which [one outlet](crate::View::reported_by)
    /// names another, that one.
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
            Author::Nobody => &[],
        }
    }

    /// Whom it was directed at.
    pub fn targets(&self) -> &'t [ActorId] {
        self.timeline.columns.targets(self.id.index())
    }

    /// Whether it runs both ways.
    pub fn is_mutual(&self) -> bool {
        self.timeline.columns.is_mutual(self.id.index())
    }

    /// Its level on a scale: the coder's, else what the scale makes of it.
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

    /// The levels its coder gave, in order of recording.
    pub fn coders_levels(&self) -> &'t [CodersLevel] {
        self.details().map_or(&[], |details| &details.levels)
    }

    /// What happened, in words.
    pub fn text(&self) -> Option<&'t str> {
        self.details()?.text.as_deref()
    }

    /// Where it happened.
    pub fn place(&self) -> Option<&'t str> {
        self.details()?.place.as_deref()
    }

    /// How sure it is that it occurred, if stated.
    pub fn confidence(&self) -> Option<Confidence> {
        self.details()?.confidence.and_then(GivenConfidence::checked)
    }

    /// How sure it is that its sources did it, if stated; of a disputed event, its likeliest
    /// candidate's.
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
            Author::Nobody => None,
            Author::Candidate(nth) => details.candidates[nth as usize].confidence(),
            Author::AsRecorded if details.candidates.is_empty() => {
                details.attribution.and_then(GivenConfidence::checked)
            }
            Author::AsRecorded => details.candidates.iter().filter_map(Candidate::confidence).max(),
        }
    }

    /// Those who may have done it, where that is disputed, in order of recording.
    pub fn candidates(&self) -> &'t [Candidate] {
        self.details().map_or(&[], |details| &details.candidates)
    }

    /// Whether those held responsible own up to it, if known.
    pub fn avowal(&self) -> Option<Avowal> {
        self.details()?.avowal
    }

    /// The reports of it, in order of recording.
    pub fn reports(&self) -> &'t [Report] {
        self.details().map_or(&[], |details| &details.reports)
    }

    /// How much was written of it and when it was taken up, as far as that was kept. O(1).
    pub fn extras(&self) -> Extras {
        self.timeline.extras.of(self.id.index())
    }

    /// How many days after the first on which it may have happened it was taken up, if that day was
    /// kept; below zero for one dated later than it was told.
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{Actor, Event, Extras, Means, Timeline};
    /// # let mut builder = Timeline::builder();
    /// # let iran = builder.add_actor(Actor::new("IRN"));
    /// let told = Extras::new().with_added("2024-04-20".parse().unwrap());
    /// builder.add_event(Event::attack(iran, "2024-04-13T20:15Z", Means::Drone).with_extras(told));
    /// let timeline = builder.build()?;
    /// assert_eq!(timeline.event_at(0).lag(), Some(TimeDelta::days(7)));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn lag(&self) -> Option<TimeDelta> {
        lag(self.extras(), self.earliest())
    }

    /// What only a statement has, if anything of it is known.
    pub fn said(&self) -> Option<&'t Statement> {
        self.details()?.statement.as_ref()
    }

    /// What only an attack has, if anything of it is known.
    pub fn attack(&self) -> Option<&'t Attack> {
        self.details()?.attack.as_ref()
    }

    /// The declared links that start from it, in order of recording. O(log n), then
    /// one step each, once an index was built on first use.
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
        timeline.index().links_out(self.id).map(move |link| (link, timeline.link(link)))
    }

    /// The declared links that lead to it, in order of recording. O(log n), then
    /// one step each, once an index was built on first use.
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
        timeline.index().links_in(self.id).map(move |link| (link, timeline.link(link)))
    }

    pub(crate) fn scored(&self) -> Scored<'t> {
        match self.details() {
            Some(details) => Scored::detailed(self.event_type(), details),
            None => Scored::of_type(self.event_type()),
        }
    }

    fn details(&self) -> Option<&'t Details> {
        self.timeline.columns.details(self.id.index())
    }
}

pub(super) fn lag(extras: Extras, earliest: DateTime<Utc>) -> Option<TimeDelta> {
    Some(extras.added()? - earliest.date_naive())
}

impl PartialEq for EventRef<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.timeline, other.timeline) && self.id == other.id
    }
}

impl Eq for EventRef<'_> {}

/// Its key, or its order of recording as `#12`.
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

/// An actor of a timeline.
///
/// ```
/// use escalade::{Actor, ActorKind, Timeline};
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

    /// Its order of recording.
    pub fn id(&self) -> ActorId {
        self.id
    }

    /// Its key.
    pub fn key(&self) -> &'t str {
        &self.actor.key
    }

    /// What kind of actor it is.
    pub fn kind(&self) -> ActorKind {
        self.actor.kind
    }

    /// Its names by language tag.
    pub fn names(&self) -> &'t BTreeMap<String, String> {
        &self.actor.names
    }

    /// Its name in a language, or its key.
    pub fn name_in(&self, language: &str) -> &'t str {
        self.actor.names.get(language).unwrap_or(&self.actor.key)
    }

    /// The coder's remark on it.
    pub fn note(&self) -> Option<&'t str> {
        self.actor.note.as_deref()
    }

    /// What it belongs to, in order of recording.
    pub fn memberships(&self) -> &'t [Membership] {
        &self.actor.memberships
    }

    /// As it was drafted.
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
