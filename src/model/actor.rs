//! Actors and their memberships.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{ActorId, Confidence, GivenConfidence, IntoWhen, ParsedWhen, Report, When};

/// A state, army, person, organisation or outlet that can act, be acted upon, or speak.
///
/// This is a draft, to be passed to [`TimelineBuilder::add_actor`].
///
/// [`TimelineBuilder::add_actor`]: crate::TimelineBuilder::add_actor
///
/// ```
/// use escalade::{Actor, Timeline, model::ActorKind};
///
/// let mut builder = Timeline::builder();
/// let iran = builder.add_actor(
///     Actor::new("IRN").with_kind(ActorKind::State).with_name("en", "Iran").with_name("ar", "إيران"),
/// );
/// builder.add_actor(Actor::new("IRNMIL").with_kind(ActorKind::Military).part_of(iran));
/// let timeline = builder.build()?;
/// assert_eq!(timeline.actor_by_key("IRNMIL").unwrap().memberships()[0].of(), iran);
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Actor {
    pub(crate) key: String,
    pub(crate) kind: ActorKind,
    pub(crate) names: BTreeMap<String, String>,
    pub(crate) note: Option<String>,
    pub(crate) memberships: Vec<Membership>,
}

impl Actor {
    /// Creates an actor with a key that identifies it across files, such as `IRN` or `IRNMIL`.
    pub fn new(key: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            kind: ActorKind::Unspecified,
            names: BTreeMap::new(),
            note: None,
            memberships: Vec::new(),
        }
    }

    /// Sets the kind of actor.
    pub fn with_kind(mut self, kind: ActorKind) -> Self {
        self.kind = kind;
        self
    }

    /// Adds a name in the language with the given BCP 47 tag, such as `en`, `ar` or `fa-Latn`.
    pub fn with_name(mut self, language: impl Into<String>, name: impl Into<String>) -> Self {
        self.names.insert(language.into(), name.into());
        self
    }

    /// Sets a remark by the coder.
    pub fn with_note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// Makes this actor an organ, unit or office-holder of another actor, without time limits.
    pub fn part_of(self, whole: ActorId) -> Self {
        self.with_membership(Membership::new(MembershipKind::PartOf, whole))
    }

    /// Adds a membership, which may be limited to a period.
    pub fn with_membership(mut self, membership: Membership) -> Self {
        self.memberships.push(membership);
        self
    }
}

/// The kind of an actor.
///
/// ```
/// assert_eq!(escalade::model::ActorKind::default(), escalade::model::ActorKind::Unspecified);
/// ```
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ActorKind {
    /// A state.
    State,
    /// The government of a state, or an office in it.
    Government,
    /// The armed forces of a state, or a unit of them.
    Military,
    /// Insurgents, a militia, or any other armed group that does not belong to a state.
    ArmedGroup,
    /// One person.
    Person,
    /// An organisation, company, party or ship's crew.
    Organisation,
    /// An alliance or body that states are members of.
    InternationalBody,
    /// A newspaper, agency or broadcaster.
    NewsOutlet,
    /// Civilians.
    Civilians,
    /// Not stated.
    #[default]
    Unspecified,
}

/// The membership of an actor in another actor, permanent or limited to a period.
///
/// ```
/// use escalade::{Actor, Timeline, model::{Membership, MembershipKind}};
///
/// let mut builder = Timeline::builder();
/// let usa = builder.add_actor(Actor::new("USA"));
/// let biden = builder.add_actor(Actor::new("BIDEN").with_membership(
///     Membership::new(MembershipKind::PartOf, usa).from("2021-01-20").until("2025-01-20"),
/// ));
/// let timeline = builder.build()?;
/// let office = &timeline.actor(biden).memberships()[0];
/// assert_eq!(office.start().unwrap().to_string(), "2021-01-20");
/// assert_eq!(office.end().unwrap().to_string(), "2025-01-20");
/// assert_eq!((office.kind(), office.of()), (MembershipKind::PartOf, usa));
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Membership {
    pub(crate) kind: MembershipKind,
    pub(crate) of: ActorId,
    pub(crate) from: Option<ParsedWhen>,
    pub(crate) until: Option<ParsedWhen>,
    pub(crate) asserted_by: Vec<ActorId>,
    pub(crate) reports: Vec<Report>,
    pub(crate) confidence: Option<GivenConfidence>,
}

impl Membership {
    /// Creates a membership without time limits.
    pub fn new(kind: MembershipKind, of: ActorId) -> Self {
        Self {
            kind,
            of,
            from: None,
            until: None,
            asserted_by: Vec::new(),
            reports: Vec::new(),
            confidence: None,
        }
    }

    /// Sets the start of the membership: the earliest instant of `start`, inclusive.
    pub fn from(mut self, start: impl IntoWhen) -> Self {
        self.from = Some(start.into_when());
        self
    }

    /// Sets the end of the membership: the earliest instant of `end`, exclusive.
    pub fn until(mut self, end: impl IntoWhen) -> Self {
        self.until = Some(end.into_when());
        self
    }

    /// Adds an actor who says so: *acts for Iran, as the USA says*.
    ///
    /// ```
    /// use escalade::{Actor, Timeline, model::{Membership, MembershipKind}};
    ///
    /// let mut builder = Timeline::builder();
    /// let [iran, usa] = ["IRN", "USA"].map(|key| builder.add_actor(Actor::new(key)));
    /// let proxy = Membership::new(MembershipKind::ActsFor, iran).asserted_by(usa).with_confidence(70);
    /// let militia = builder.add_actor(Actor::new("MILITIA").with_membership(proxy));
    /// let timeline = builder.build()?;
    /// let proxy = &timeline.actor(militia).memberships()[0];
    /// assert_eq!((proxy.asserters(), proxy.confidence().unwrap().percent()), (&[usa][..], 70));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn asserted_by(mut self, actor: ActorId) -> Self {
        self.asserted_by.push(actor);
        self
    }

    /// Adds a report of the membership.
    pub fn with_report(mut self, report: Report) -> Self {
        self.reports.push(report);
        self
    }

    /// Sets the confidence that the membership holds, in percent. It does not change how actors are rolled up.
    pub fn with_confidence(mut self, percent: impl Into<GivenConfidence>) -> Self {
        self.confidence = Some(percent.into());
        self
    }

    /// Returns the actors who say so, in the order in which they were added.
    pub fn asserters(&self) -> &[ActorId] {
        &self.asserted_by
    }

    /// Returns the reports of the membership, in the order in which they were added.
    pub fn reports(&self) -> &[Report] {
        &self.reports
    }

    /// Returns the confidence that the membership holds, if stated.
    pub fn confidence(&self) -> Option<Confidence> {
        self.confidence.and_then(GivenConfidence::checked)
    }

    /// Returns the kind of membership.
    pub fn kind(&self) -> MembershipKind {
        self.kind
    }

    /// Returns the actor that the member belongs to.
    pub fn of(&self) -> ActorId {
        self.of
    }

    /// Returns the start of the membership (inclusive), or `None` if it has no start.
    pub fn start(&self) -> Option<&When> {
        self.from.as_ref().and_then(|given| given.as_ref().ok())
    }

    /// Returns the end of the membership (exclusive), or `None` if it has no end.
    pub fn end(&self) -> Option<&When> {
        self.until.as_ref().and_then(|given| given.as_ref().ok())
    }

    /// Returns the period as a half-open interval of UTC seconds.
    pub(crate) fn period(&self) -> (i64, i64) {
        let start = self.start().map_or(i64::MIN, When::earliest_second);
        let end = self.end().map_or(i64::MAX, When::earliest_second);
        (start, end)
    }

    /// Returns `true` if the membership was known before a time, in seconds since 1970: if a report of it, or any
    /// without a date, is earlier, or if it has no reports.
    pub(crate) fn is_known(&self, until: i64) -> bool {
        let is_known = |date: &When| date.earliest_second() < until;
        until == i64::MAX
            || self.reports.is_empty()
            || self.reports.iter().any(|report| report.date().is_none_or(is_known))
    }

    /// Returns `true` if the membership is in force at an instant, given in UTC seconds.
    pub(crate) fn holds_at(&self, second: i64) -> bool {
        let (start, end) = self.period();
        start <= second && second < end
    }
}

/// The kind of a [`Membership`]. Roll-ups of actors treat the kinds differently.
///
/// ```
/// use escalade::model::MembershipKind;
///
/// // A member of an alliance is not the alliance, so roll-ups do not follow `MemberOf`.
/// assert_ne!(MembershipKind::MemberOf, MembershipKind::PartOf);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MembershipKind {
    /// An organ, unit or office-holder: the army of a state, its president. An actor is part of at
    /// most one other at a time.
    PartOf,
    /// A state in an alliance or international body.
    MemberOf,
    /// A proxy acting for its patron.
    ActsFor,
    /// A group located in a country.
    LocatedIn,
}
