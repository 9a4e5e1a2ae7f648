//! Events as drafts for a timeline.

use serde::{Deserialize, Serialize};

use super::{
    Act, ActionKind, ActorId, Attack, Code, Confidence, Extras, GivenConfidence, IntoActors,
    IntoWhen, Level, Means, ParsedWhen, Report, ScaleName, SpeechAct, Statement,
};

/// An event that happened, or is said to have happened: a statement, an attack or another action.
///
/// This is a draft, to be passed to
/// [`TimelineBuilder::add_event`](crate::TimelineBuilder::add_event). Create it with
/// [`attack`](Self::attack), [`statement`](Self::statement), [`action`](Self::action) or
/// [`coded`](Self::coded), and add what is known with the other methods; everything else counts as
/// not stated. Dates, confidences and levels are checked when the timeline is built.
///
/// ```
/// use escalade::{Actor, Attack, Event, Means, Timeline, model::{Amount, Munition}, scale::Kahn};
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
    pub(crate) when: ParsedWhen,
    pub(crate) mutual: bool,
    pub(crate) sources: Vec<ActorId>,
    pub(crate) targets: Vec<ActorId>,
    pub(crate) extras: Extras,
    pub(crate) details: Details,
}

/// The parts that only some events have. Plain coded events have none of them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Details {
    pub(crate) text: Option<String>,
    pub(crate) place: Option<String>,
    pub(crate) levels: Vec<CodersLevel>,
    pub(crate) confidence: Option<GivenConfidence>,
    pub(crate) attribution: Option<GivenConfidence>,
    pub(crate) attribution_date: Option<ParsedWhen>,
    pub(crate) candidates: Vec<Candidate>,
    pub(crate) avowal: Option<Avowal>,
    pub(crate) avowal_date: Option<ParsedWhen>,
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
            attribution_date,
            candidates,
            avowal,
            avowal_date,
            reports,
            statement,
            attack,
        } = self;
        text.is_none()
            && place.is_none()
            && levels.is_empty()
            && confidence.is_none()
            && attribution.is_none()
            && attribution_date.is_none()
            && candidates.is_empty()
            && avowal.is_none()
            && avowal_date.is_none()
            && reports.is_empty()
            && statement.is_none()
            && attack.is_none()
    }
}

impl Event {
    /// Creates an attack: a use of force.
    ///
    /// Pass `()` as the source if the author is unknown.
    pub fn attack(source: impl IntoActors, when: impl IntoWhen, means: Means) -> Self {
        Self::draft(source.into_actors(), when.into_when(), Some(Act::Attack(means)), None)
    }

    /// Creates a statement: a speech act.
    pub fn statement(source: impl IntoActors, when: impl IntoWhen, act: SpeechAct) -> Self {
        Self::draft(source.into_actors(), when.into_when(), Some(Act::Statement(act)), None)
    }

    /// Creates an action: something done that is neither a statement nor an attack.
    pub fn action(source: impl IntoActors, when: impl IntoWhen, kind: ActionKind) -> Self {
        Self::draft(source.into_actors(), when.into_when(), Some(Act::Action(kind)), None)
    }

    /// Creates an event from a row of coded data.
    ///
    /// The code determines whether it is a statement, an attack or another action; see
    /// [`CodeInfo::act`](crate::scale::CodeInfo::act).
    pub fn coded(
        source: impl IntoActors,
        target: impl IntoActors,
        when: impl IntoWhen,
        code: Code,
    ) -> Self {
        let (sources, targets) = (source.into_actors(), target.into_actors());
        Self::coded_draft(sources, targets, when.into_when(), code)
    }

    fn coded_draft(
        sources: Vec<ActorId>,
        targets: Vec<ActorId>,
        when: ParsedWhen,
        code: Code,
    ) -> Self {
        Self { targets, ..Self::draft(sources, when, None, Some(code)) }
    }

    pub(crate) fn draft(
        sources: Vec<ActorId>,
        when: ParsedWhen,
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

    /// Sets a key, by which files and people can refer to the event.
    pub fn with_key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// Adds target actors: those attacked, threatened, supported or accused.
    pub fn against(mut self, targets: impl IntoActors) -> Self {
        self.targets.extend(targets.into_actors());
        self
    }

    /// Makes the event mutual: it runs in both directions, as a clash, a call or a meeting does.
    pub fn mutually(mut self) -> Self {
        self.mutual = true;
        self
    }

    /// Sets a code. It does not change whether the event is a statement, an attack or another
    /// action.
    pub fn with_code(mut self, code: Code) -> Self {
        self.code = Some(code);
        self
    }

    /// Sets the score that the file itself states, in the published units and sign of the
    /// vocabulary.
    pub fn with_score(mut self, score: Level) -> Self {
        self.score = Some(score);
        self
    }

    /// Sets the coder's level on a scale.
    ///
    /// On that scale, it takes precedence over the score of the file and over the table of the
    /// scale.
    pub fn with_level(self, scale: impl Into<ScaleName>, level: impl Into<Level>) -> Self {
        self.with_reasoned_level(scale, level, None)
    }

    /// Sets the coder's level on a scale, with a reason. See [`with_level`](Self::with_level).
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

    /// Sets a description of what happened.
    pub fn with_text(mut self, text: impl Into<String>) -> Self {
        self.details.text = Some(text.into());
        self
    }

    /// Sets the place where it happened.
    pub fn at(mut self, place: impl Into<String>) -> Self {
        self.details.place = Some(place.into());
        self
    }

    /// Sets the confidence that the event occurred, in percent.
    pub fn with_confidence(mut self, percent: impl Into<GivenConfidence>) -> Self {
        self.details.confidence = Some(percent.into());
        self
    }

    /// Sets the confidence that its source actors did it, in percent.
    pub fn with_attribution(mut self, percent: impl Into<GivenConfidence>) -> Self {
        self.details.attribution = Some(percent.into());
        self
    }

    /// Sets when its sources or candidates were first held responsible. Without it, the dates of the reports
    /// that name them count. See [`View::as_known_at`](crate::View::as_known_at).
    pub fn attributed_on(mut self, date: impl IntoWhen) -> Self {
        self.details.attribution_date = Some(date.into_when());
        self
    }

    /// Adds a possible author of an event whose author is disputed.
    ///
    /// Candidates exclude one another, so their confidences add up to at most 100. In chains, the
    /// candidate with the highest confidence acts as the source of the event; of several with the
    /// same confidence, the one added first.
    pub fn with_candidate(
        mut self,
        actors: impl IntoActors,
        percent: impl Into<GivenConfidence>,
    ) -> Self {
        let candidate = Candidate { actors: actors.into_actors(), confidence: percent.into() };
        self.details.candidates.push(candidate);
        self
    }

    /// Sets whether those held responsible claim or deny the event.
    pub fn with_avowal(mut self, avowal: Avowal) -> Self {
        self.details.avowal = Some(avowal);
        self
    }

    /// Sets when those held responsible claimed or denied the event. Without it, the dates of their statements
    /// about the event count. See [`View::as_known_at`](crate::View::as_known_at).
    ///
    /// ```
    /// use escalade::{Actor, Event, Means, Timeline, model::Avowal};
    ///
    /// let mut builder = Timeline::builder();
    /// let iran = builder.add_actor(Actor::new("IRN"));
    /// let downing = Event::attack(iran, "2020-01-08", Means::Unspecified);
    /// let downing = builder.add_event(downing.with_avowal(Avowal::Claimed).avowed_on("2020-01-11"));
    /// let timeline = builder.build()?;
    /// assert_eq!(timeline.event(downing).avowal_date().unwrap().to_string(), "2020-01-11");
    /// let avowal = |day| timeline.view().as_known_at(day).avowal(timeline.event(downing));
    /// assert_eq!((avowal("2020-01-10"), avowal("2020-01-11")), (None, Some(Avowal::Claimed)));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn avowed_on(mut self, date: impl IntoWhen) -> Self {
        self.details.avowal_date = Some(date.into_when());
        self
    }

    /// Adds a report of the event.
    pub fn with_report(mut self, report: Report) -> Self {
        self.details.reports.push(report);
        self
    }

    /// Sets the details of a statement.
    pub fn with_statement(mut self, statement: Statement) -> Self {
        self.details.statement = Some(statement);
        self
    }

    /// Sets what coded data states about the coverage of the event, replacing any extras set
    /// before.
    pub fn with_extras(mut self, extras: Extras) -> Self {
        self.extras = extras;
        self
    }

    /// Sets the details of an attack.
    pub fn with_attack(mut self, attack: Attack) -> Self {
        self.details.attack = Some(attack);
        self
    }
}

/// A level given by the coder, with its scale and an optional reason.
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
    /// Returns the name of the scale.
    pub fn scale(&self) -> &ScaleName {
        &self.scale
    }

    /// Returns the level.
    pub fn level(&self) -> Level {
        self.level
    }

    /// Returns the reason, if stated.
    pub fn reason(&self) -> Option<&str> {
        self.reason.as_deref()
    }
}

/// A possible author of an event whose author is disputed. See [`Event::with_candidate`].
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
/// assert_eq!(timeline.event(bomb).sources(), [b], "the likeliest candidate is the source");
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Candidate {
    pub(crate) actors: Vec<ActorId>,
    pub(crate) confidence: GivenConfidence,
}

impl Candidate {
    /// Returns the actors who would have done it together.
    pub fn actors(&self) -> &[ActorId] {
        &self.actors
    }

    /// Returns the confidence that these actors did it, if stated.
    pub fn confidence(&self) -> Option<Confidence> {
        self.confidence.checked()
    }
}

/// Whether those held responsible for an event claim or deny it.
///
/// ```
/// assert_eq!(serde_json::to_string(&escalade::model::Avowal::Unclaimed).unwrap(), "\"unclaimed\"");
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
