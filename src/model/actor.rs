//! Actors and what they belong to.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{ActorId, Given, IntoWhen, When};

/// Who acts, is acted upon, or speaks: a draft for [`TimelineBuilder::add_actor`].
///
/// [`TimelineBuilder::add_actor`]: crate::TimelineBuilder::add_actor
///
/// ```
/// use escalade::{Actor, ActorKind, Timeline};
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
    /// An actor with a key that stays the same across files: `IRN`, `IRNMIL`.
    pub fn new(key: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            kind: ActorKind::Unspecified,
            names: BTreeMap::new(),
            note: None,
            memberships: Vec::new(),
        }
    }

    /// Says what kind of actor this is.
    pub fn with_kind(mut self, kind: ActorKind) -> Self {
        self.kind = kind;
        self
    }

    /// Adds the name in a language, given by its BCP 47 tag: `en`, `ar`, `fa-Latn`.
    pub fn with_name(mut self, language: impl Into<String>, name: impl Into<String>) -> Self {
        self.names.insert(language.into(), name.into());
        self
    }

    /// Adds a remark of the coder.
    pub fn with_note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// An organ, unit or office-holder of another actor, always.
    pub fn part_of(self, whole: ActorId) -> Self {
        self.with_membership(Membership::new(MembershipKind::PartOf, whole))
    }

    /// Adds a membership, perhaps for a period only.
    pub fn with_membership(mut self, membership: Membership) -> Self {
        self.memberships.push(membership);
        self
    }
}

/// What kind of actor someone is.
///
/// ```
/// assert_eq!(escalade::ActorKind::default(), escalade::ActorKind::Unspecified);
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
    /// Insurgents, a militia, any armed group that is no state's.
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
    /// Not said.
    #[default]
    Unspecified,
}

/// That one actor belongs to another, always or for a period.
///
/// ```
/// use escalade::{Actor, Membership, MembershipKind, Timeline};
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
    pub(crate) from: Option<Given>,
    pub(crate) until: Option<Given>,
}

impl Membership {
    /// A membership that holds always.
    pub fn new(kind: MembershipKind, of: ActorId) -> Self {
        Self { kind, of, from: None, until: None }
    }

    /// It begins with the earliest instant of `start`, that instant included.
    pub fn from(mut self, start: impl IntoWhen) -> Self {
        self.from = Some(start.into_when());
        self
    }

    /// It ends before the earliest instant of `end`.
    pub fn until(mut self, end: impl IntoWhen) -> Self {
        self.until = Some(end.into_when());
        self
    }

    /// What kind of membership it is.
    pub fn kind(&self) -> MembershipKind {
        self.kind
    }

    /// The actor belonged to.
    pub fn of(&self) -> ActorId {
        self.of
    }

    /// When it begins, if not always in force before its end.
    pub fn start(&self) -> Option<&When> {
        self.from.as_ref().and_then(|given| given.as_ref().ok())
    }

    /// When it ends (that moment excluded), if it does.
    pub fn end(&self) -> Option<&When> {
        self.until.as_ref().and_then(|given| given.as_ref().ok())
    }

    /// The half-open period in UTC seconds.
    pub(crate) fn period(&self) -> (i64, i64) {
        let start = self.start().map_or(i64::MIN, When::earliest_second);
        let end = self.end().map_or(i64::MAX, When::earliest_second);
        (start, end)
    }

    /// Whether it is in force at an instant in UTC seconds.
    pub(crate) fn holds_at(&self, second: i64) -> bool {
        let (start, end) = self.period();
        start <= second && second < end
    }
}

/// The four ways of belonging; they mean different things to a roll-up.
///
/// ```
/// use escalade::MembershipKind;
///
/// // A member of an alliance is not the alliance: nothing rolls up along `MemberOf`.
/// assert_ne!(MembershipKind::MemberOf, MembershipKind::PartOf);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MembershipKind {
    /// An organ, unit or office-holder of: the army of a state, its president. One at a time.
    PartOf,
    /// A state in an alliance or body.
    MemberOf,
    /// A proxy and its patron.
    ActsFor,
    /// A group in a country.
    LocatedIn,
}
