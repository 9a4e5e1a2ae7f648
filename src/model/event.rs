//! Events as drafts: what a coder knows of one.

use serde::{Deserialize, Serialize};

use super::{
    Act, ActorId, Attack, Code, Confidence, Deed, Extras, IntoWhen, Level, Means, Report,
    ScaleName, SpeechAct, Statement, evidence::GivenConfidence, into_when::Given,
};

/// Something that happened, or is said to have: a draft for
/// [`TimelineBuilder::add_event`](crate::TimelineBuilder::add_event).
///
/// ```
/// use escalade::{Actor, Amount, Attack, Event, Means, Munition, Timeline, scale::Kahn};
///
/// let mut builder = Timeline::builder();
/// let (iran, israel) = (builder.add_actor(Actor::new("IRN")), builder.add_actor(Actor::new("ISR")));
/// let barrage = builder.add_event(
///     Event::attack(iran, "2024-04-13T20:00Z/2024-04-14", Means::BallisticMissile)
///         .with_key("barrage")
///         .against(israel)
///         .with_level(Kahn, 12)
///         .with_attack(Attack::new().firing(Munition::new(Means::Drone).launched(Amount::about(170)))),
/// );
/// let timeline = builder.build()?;
/// assert_eq!(timeline.event_by_key("barrage").unwrap().id(), barrage);
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Event {
    pub(crate) key: Option<String>,
    pub(crate) act: Option<Act>,
    pub(crate) code: Option<Code>,
    pub(crate) score: Option<Level>,
    pub(crate) when: Given,
    pub(crate) mutual: bool,
    pub(crate) sources: Vec<ActorId>,
    pub(crate) targets: Vec<ActorId>,
    pub(crate) extras: Extras,
    pub(crate) details: Details,
}

/// What only some events have. A plain coded event has none of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Details {
    pub(crate) text: Option<String>,
    pub(crate) place: Option<String>,
    pub(crate) levels: Vec<CodersLevel>,
    pub(crate) confidence: Option<GivenConfidence>,
    pub(crate) attribution: Option<GivenConfidence>,
    pub(crate) candidates: Vec<Candidate>,
    pub(crate) avowal: Option<Avowal>,
    pub(crate) reports: Vec<Report>,
    pub(crate) statement: Option<Statement>,
    pub(crate) attack: Option<Attack>,
}

impl Details {
    pub(crate) fn is_empty(&self) -> bool {
        let Self {
            text,
            place,
            levels,
            confidence,
            attribution,
            candidates,
            avowal,
            reports,
            statement,
            attack,
        } = self;
        text.is_none()
            && place.is_none()
            && levels.is_empty()
            && confidence.is_none()
            && attribution.is_none()
            && candidates.is_empty()
            && avowal.is_none()
            && reports.is_empty()
            && statement.is_none()
            && attack.is_none()
    }
}

impl Event {
    /// A use of force. Pass `()` for a source where no author is known.
    pub fn attack(source: impl IntoActors, when: impl IntoWhen, means: Means) -> Self {
        Self::draft(source.into_actors(), when.into_when(), Some(Act::Attack(means)), None)
    }

    /// A speech act.
    pub fn statement(source: impl IntoActors, when: impl IntoWhen, act: SpeechAct) -> Self {
        Self::draft(source.into_actors(), when.into_when(), Some(Act::Statement(act)), None)
    }

    /// Something material that is no attack.
    pub fn action(source: impl IntoActors, when: impl IntoWhen, deed: Deed) -> Self {
        Self::draft(source.into_actors(), when.into_when(), Some(Act::Action(deed)), None)
    }

    /// An event as a row of coded data has it. Whether it is statement, attack or action follows
    /// from the code.
    pub fn coded(
        source: impl IntoActors,
        target: impl IntoActors,
        when: impl IntoWhen,
        code: Code,
    ) -> Self {
        let mut event = Self::draft(source.into_actors(), when.into_when(), None, Some(code));
        event.targets = target.into_actors();
        event
    }

    pub(crate) fn draft(
        sources: Vec<ActorId>,
        when: Given,
        act: Option<Act>,
        code: Option<Code>,
    ) -> Self {
        Self {
            key: None,
            act,
            code,
            score: None,
            when,
            mutual: false,
            sources,
            targets: Vec::new(),
            extras: Extras::new(),
            details: Details::default(),
        }
    }

    /// Names it, so that files and people can point at it.
    pub fn with_key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// Adds those it is directed at: attacked, threatened, supported, accused.
    pub fn against(mut self, targets: impl IntoActors) -> Self {
        self.targets.extend(targets.into_actors());
        self
    }

    /// Makes it run both ways, as a clash, a call or a meeting does.
    pub fn mutually(mut self) -> Self {
        self.mutual = true;
        self
    }

    /// Adds a code of a vocabulary, beside what it is.
    pub fn with_code(mut self, code: Code) -> Self {
        self.code = Some(code);
        self
    }

    /// The score that the file itself brings, in the published units and sign of its vocabulary.
    pub fn with_score(mut self, score: Level) -> Self {
        self.score = Some(score);
        self
    }

    /// The coder's level on a scale; it wins over score and table, on that scale alone.
    pub fn with_level(self, scale: impl Into<ScaleName>, level: impl Into<Level>) -> Self {
        self.with_reasoned_level(scale, level, None)
    }

    /// The coder's level on a scale, with a word of reason.
    pub fn with_reasoned_level(
        mut self,
        scale: impl Into<ScaleName>,
        level: impl Into<Level>,
        reason: impl Into<Option<String>>,
    ) -> Self {
        let (scale, level, reason) = (scale.into(), level.into(), reason.into());
        self.details.levels.push(CodersLevel { scale, level, reason });
        self
    }

    /// What happened, in words.
    pub fn with_text(mut self, text: impl Into<String>) -> Self {
        self.details.text = Some(text.into());
        self
    }

    /// Where it happened.
    pub fn at(mut self, place: impl Into<String>) -> Self {
        self.details.place = Some(place.into());
        self
    }

    /// How sure it is that it occurred, in percent.
    pub fn with_confidence(mut self, percent: impl Into<GivenConfidence>) -> Self {
        self.details.confidence = Some(percent.into());
        self
    }

    /// How sure it is that its sources did it, in percent.
    pub fn with_attribution(mut self, percent: impl Into<GivenConfidence>) -> Self {
        self.details.attribution = Some(percent.into());
        self
    }

    /// Adds one who may have done it, where that is disputed. Candidates exclude one another;
    /// their confidences make 100 at most. A disputed event joins chains as its likeliest
    /// candidate, the first recorded among equals.
    pub fn with_candidate(
        mut self,
        actors: impl IntoActors,
        percent: impl Into<GivenConfidence>,
    ) -> Self {
        let candidate = Candidate { actors: actors.into_actors(), confidence: percent.into() };
        self.details.candidates.push(candidate);
        self
    }

    /// Whether those held responsible own up to it.
    pub fn with_avowal(mut self, avowal: Avowal) -> Self {
        self.details.avowal = Some(avowal);
        self
    }

    /// Adds a report of it.
    pub fn with_report(mut self, report: Report) -> Self {
        self.details.reports.push(report);
        self
    }

    /// What only a statement has.
    pub fn saying(mut self, statement: Statement) -> Self {
        self.details.statement = Some(statement);
        self
    }

    /// How much was written of it and when it was taken up, in place of what was stated before.
    pub fn with_extras(mut self, extras: Extras) -> Self {
        self.extras = extras;
        self
    }

    /// What only an attack has.
    pub fn with_attack(mut self, attack: Attack) -> Self {
        self.details.attack = Some(attack);
        self
    }
}

/// One or several actors, or none: what a source or target argument may be.
///
/// Implemented for an [`ActorId`], arrays, slices, vectors and options of them, and `()` for
/// nobody known; closed to other types.
///
/// ```
/// use escalade::{Actor, Deed, Event, Timeline};
///
/// let mut builder = Timeline::builder();
/// let (usa, uk) = (builder.add_actor(Actor::new("USA")), builder.add_actor(Actor::new("GBR")));
/// let iran = builder.add_actor(Actor::new("IRN"));
/// let both = builder.add_event(Event::action([usa, uk], "2024-04-18", Deed::Sanction).against(iran));
/// let timeline = builder.build()?;
/// assert_eq!(timeline.event(both).sources(), [usa, uk]);
/// # Ok::<(), escalade::Error>(())
/// ```
pub trait IntoActors: sealed::Sealed {
    #[doc(hidden)]
    fn into_actors(self) -> Vec<ActorId>;
}

mod sealed {
    use super::ActorId;

    pub trait Sealed {}
    impl Sealed for () {}
    impl Sealed for ActorId {}
    impl Sealed for Option<ActorId> {}
    impl Sealed for &[ActorId] {}
    impl Sealed for Vec<ActorId> {}
    impl<const N: usize> Sealed for [ActorId; N] {}
}

impl IntoActors for () {
    fn into_actors(self) -> Vec<ActorId> {
        Vec::new()
    }
}

impl IntoActors for ActorId {
    fn into_actors(self) -> Vec<ActorId> {
        vec![self]
    }
}

impl IntoActors for Option<ActorId> {
    fn into_actors(self) -> Vec<ActorId> {
        self.into_iter().collect()
    }
}

impl IntoActors for &[ActorId] {
    fn into_actors(self) -> Vec<ActorId> {
        self.to_vec()
    }
}

impl IntoActors for Vec<ActorId> {
    fn into_actors(self) -> Vec<ActorId> {
        self
    }
}

impl<const N: usize> IntoActors for [ActorId; N] {
    fn into_actors(self) -> Vec<ActorId> {
        self.to_vec()
    }
}

/// The level a coder gave, on which scale and why.
///
/// ```
/// use escalade::{Actor, Event, Level, Means, Timeline, scale::Kahn};
///
/// let mut builder = Timeline::builder();
/// let israel = builder.add_actor(Actor::new("ISR"));
/// let strike = Event::attack(israel, "2024-04-01", Means::AirStrike)
///     .with_reasoned_level(Kahn, 8, "a single strike, unclaimed".to_owned());
/// let strike = builder.add_event(strike);
/// let timeline = builder.build()?;
/// let given = &timeline.event(strike).coders_levels()[0];
/// assert_eq!((given.level(), given.reason()), (Level::from(8), Some("a single strike, unclaimed")));
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodersLevel {
    pub(crate) scale: ScaleName,
    pub(crate) level: Level,
    pub(crate) reason: Option<String>,
}

impl CodersLevel {
    /// The scale it is given on.
    pub fn scale(&self) -> &ScaleName {
        &self.scale
    }

    /// The level.
    pub fn level(&self) -> Level {
        self.level
    }

    /// Why.
    pub fn reason(&self) -> Option<&str> {
        self.reason.as_deref()
    }
}

/// One who may have done it: see [`Event::with_candidate`].
///
/// ```
/// use escalade::{Actor, Event, Means, Timeline};
///
/// let mut builder = Timeline::builder();
/// let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
/// let bomb = builder.add_event(
///     Event::attack((), "2024-04-01", Means::Bombing).with_candidate(a, 30).with_candidate(b, 60),
/// );
/// let timeline = builder.build()?;
/// assert_eq!(timeline.event(bomb).candidates()[1].confidence().unwrap().percent(), 60);
/// assert_eq!(timeline.event(bomb).sources(), [b], "the likeliest candidate stands in");
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Candidate {
    pub(crate) actors: Vec<ActorId>,
    pub(crate) confidence: GivenConfidence,
}

impl Candidate {
    /// Those who would have done it together.
    pub fn actors(&self) -> &[ActorId] {
        &self.actors
    }

    /// How sure it is, if stated.
    pub fn confidence(&self) -> Option<Confidence> {
        self.confidence.checked()
    }
}

/// Whether those held responsible for an event own up to it.
///
/// ```
/// assert_eq!(serde_json::to_string(&escalade::Avowal::Unclaimed).unwrap(), "\"unclaimed\"");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Avowal {
    /// They claim it.
    Claimed,
    /// They deny it.
    Denied,
    /// They neither claim nor deny it.
    Unclaimed,
}
