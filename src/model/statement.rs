//! What a statement says: of which events, which facts, on what condition.

use serde::{Deserialize, Serialize};

use super::{
    ActorId, Amount, Confidence, EventId, EventKind, IntoWhen, Level, Means, Report, ScaleName,
    When, evidence::GivenConfidence, into_when::Given,
};

/// What only a statement has: to whom it is told, what it is about, what it asserts, and its
/// condition.
///
/// ```
/// use escalade::{Actor, Amount, Assertion, Event, Fact, Means, SpeechAct, Statement, Timeline};
///
/// let mut builder = Timeline::builder();
/// let (iran, israel) = (builder.add_actor(Actor::new("IRN")), builder.add_actor(Actor::new("ISR")));
/// let barrage = builder.add_event(Event::attack(iran, "2024-04-13", Means::Drone).against(israel));
/// let claim = builder.add_event(
///     Event::statement(israel, "2024-04-14", SpeechAct::Claim).saying(
///         Statement::about(barrage)
///             .asserting(Assertion::that(Fact::ShareIntercepted).amounting_to(Amount::exactly(99))),
///     ),
/// );
/// let timeline = builder.build()?;
/// let said = timeline.event(claim).said().unwrap();
/// assert_eq!(said.subjects(), [barrage]);
/// assert_eq!(said.assertions()[0].amount().unwrap().to_string(), "99");
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct Statement {
    pub(crate) addressees: Vec<ActorId>,
    pub(crate) about: Vec<EventId>,
    pub(crate) assertions: Vec<Assertion>,
    pub(crate) conditional: Option<Conditional>,
}

impl Statement {
    /// A statement of which nothing more is known yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A statement about an event.
    pub fn about(event: EventId) -> Self {
        Self::new().and_about(event)
    }

    /// Adds an event it is about.
    pub fn and_about(mut self, event: EventId) -> Self {
        self.about.push(event);
        self
    }

    /// Adds one who is told. Addressees form no dyad: one leader tells another about a third.
    pub fn told_to(mut self, addressee: ActorId) -> Self {
        self.addressees.push(addressee);
        self
    }

    /// Adds a fact that it asserts or denies.
    pub fn asserting(mut self, assertion: Assertion) -> Self {
        self.assertions.push(assertion);
        self
    }

    /// Says what will happen, perhaps on a condition: if X, then Y.
    pub fn on_condition(mut self, conditional: Conditional) -> Self {
        self.conditional = Some(conditional);
        self
    }

    /// Who is told, in order of recording.
    pub fn addressees(&self) -> &[ActorId] {
        &self.addressees
    }

    /// The events it is about, in order of recording.
    pub fn subjects(&self) -> &[EventId] {
        &self.about
    }

    /// What it asserts or denies, in order of recording.
    pub fn assertions(&self) -> &[Assertion] {
        &self.assertions
    }

    /// What it says will happen, and on what condition, if it says so.
    pub fn conditional(&self) -> Option<&Conditional> {
        self.conditional.as_ref()
    }
}

/// Which fact of an event an [`Assertion`] speaks of.
///
/// ```
/// assert_eq!(serde_json::to_string(&escalade::Fact::ShareIntercepted).unwrap(), "\"share-intercepted\"");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Fact {
    /// That it happened.
    Occurred,
    /// Who did it: see [`Assertion::naming`].
    Attribution,
    /// How much was launched.
    Launched,
    /// How much was intercepted.
    Intercepted,
    /// What share was intercepted, in percent.
    ShareIntercepted,
    /// How many were killed.
    Killed,
    /// How many were injured.
    Injured,
    /// How it came out: see [`Assertion::with_outcome`].
    Outcome,
    /// What it was meant to do.
    Intent,
    /// Anything else, in words.
    Other,
}

/// One fact that a statement asserts or denies of the events it is about.
///
/// ```
/// use escalade::{Amount, Assertion, Fact, Means};
///
/// let assertion = Assertion::that(Fact::Launched).by_means(Means::Drone).amounting_to(Amount::about(170));
/// assert_eq!(assertion.fact(), Fact::Launched);
/// assert!(!assertion.is_denial());
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Assertion {
    pub(crate) fact: Fact,
    pub(crate) denied: bool,
    pub(crate) amount: Option<Amount>,
    pub(crate) means: Option<Means>,
    pub(crate) actors: Vec<ActorId>,
    pub(crate) outcome: Option<Outcome>,
    pub(crate) words: Option<String>,
    pub(crate) confidence: Option<GivenConfidence>,
    pub(crate) reports: Vec<Report>,
}

impl Assertion {
    /// It is so.
    pub fn that(fact: Fact) -> Self {
        Self {
            fact,
            denied: false,
            amount: None,
            means: None,
            actors: Vec::new(),
            outcome: None,
            words: None,
            confidence: None,
            reports: Vec::new(),
        }
    }

    /// It is not so.
    pub fn denial(fact: Fact) -> Self {
        Self { denied: true, ..Self::that(fact) }
    }

    /// How many, or what share in percent.
    pub fn amounting_to(mut self, amount: Amount) -> Self {
        self.amount = Some(amount);
        self
    }

    /// Of which means the amount is.
    pub fn by_means(mut self, means: Means) -> Self {
        self.means = Some(means);
        self
    }

    /// Names one who did it.
    pub fn naming(mut self, actor: ActorId) -> Self {
        self.actors.push(actor);
        self
    }

    /// How it came out.
    pub fn with_outcome(mut self, outcome: Outcome) -> Self {
        self.outcome = Some(outcome);
        self
    }

    /// In the words of the statement.
    pub fn in_words(mut self, words: impl Into<String>) -> Self {
        self.words = Some(words.into());
        self
    }

    /// How sure it is that this is true, which is not how sure it is that it was said.
    pub fn with_confidence(mut self, percent: impl Into<GivenConfidence>) -> Self {
        self.confidence = Some(percent.into());
        self
    }

    /// Adds a report of it, where not all reports of the statement tell it, or not alike.
    ///
    /// ```
    /// use escalade::{Actor, Amount, Assertion, Event, Fact, Means, Report, SpeechAct, Statement, Timeline};
    ///
    /// let mut builder = Timeline::builder();
    /// let [iran, usa, paper] = ["IRN", "USA", "PAPER"].map(|key| builder.add_actor(Actor::new(key)));
    /// let barrage = builder.add_event(Event::attack(iran, "2024-04-13", Means::Drone));
    /// let share = |words| Assertion::that(Fact::ShareIntercepted).amounting_to(Amount::in_words(words));
    /// let claim = builder.add_event(
    ///     Event::statement(usa, "2024-04-14", SpeechAct::Claim)
    ///         .with_report(Report::by(paper).quoting(usa))
    ///         .with_report(Report::public_record())
    ///         .saying(
    ///             Statement::about(barrage)
    ///                 .asserting(share("most").with_report(Report::by(paper).quoting(usa)))
    ///                 .asserting(share("nearly all").with_report(Report::public_record())),
    ///         ),
    /// );
    /// let timeline = builder.build()?;
    /// let told = timeline.view().reported_by(paper).assertions(timeline.event(claim)).map(|said| said.amount().unwrap().to_string()).collect::<Vec<_>>();
    /// assert_eq!(told, ["most"]);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn with_report(mut self, report: Report) -> Self {
        self.reports.push(report);
        self
    }

    /// The fact spoken of.
    pub fn fact(&self) -> Fact {
        self.fact
    }

    /// Whether it is denied.
    pub fn is_denial(&self) -> bool {
        self.denied
    }

    /// How many, or what share in percent.
    pub fn amount(&self) -> Option<&Amount> {
        self.amount.as_ref()
    }

    /// Of which means the amount is.
    pub fn means(&self) -> Option<Means> {
        self.means
    }

    /// Those named as having done it.
    pub fn actors(&self) -> &[ActorId] {
        &self.actors
    }

    /// How it came out.
    pub fn outcome(&self) -> Option<Outcome> {
        self.outcome
    }

    /// In the words of the statement.
    pub fn words(&self) -> Option<&str> {
        self.words.as_deref()
    }

    /// How sure it is that this is true, if stated.
    pub fn confidence(&self) -> Option<Confidence> {
        self.confidence.and_then(GivenConfidence::checked)
    }

    /// The reports of this assertion alone; where there is none, those of the statement are its
    /// reports.
    pub fn reports(&self) -> &[Report] {
        &self.reports
    }
}

/// How an attack came out.
///
/// ```
/// assert_eq!(serde_json::to_string(&escalade::Outcome::LargelyFailed).unwrap(), "\"largely-failed\"");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Outcome {
    /// It did what it was meant to do.
    Succeeded,
    /// It did some of it.
    PartlySucceeded,
    /// It did little of it.
    LargelyFailed,
    /// It did none of it.
    Failed,
    /// It was foiled before it began.
    Foiled,
}

/// What a threat, promise or warning says will happen, and on what condition.
///
/// Either *if* something happens, then something else will; or something will *unless* a demand is
/// met, as in an ultimatum; or *plainly*, something will.
///
/// ```
/// use escalade::{Clause, Conditional, Pattern};
///
/// let katz = Conditional::new(
///     Pattern::new().in_words("Iran attacks from its own territory"),
///     Pattern::new().in_words("Israel responds inside Iran"),
/// );
/// assert_eq!(katz.consequence().words(), Some("Israel responds inside Iran"));
///
/// let ultimatum = Conditional::unless(
///     Pattern::new().in_words("the army withdraws"),
///     Pattern::new().in_words("the coalition attacks"),
/// );
/// let ultimatum = ultimatum.by("1991-01-15");
/// assert_eq!(ultimatum.clause(), Clause::Unless);
/// assert_eq!(ultimatum.deadline().unwrap().to_string(), "1991-01-15");
///
/// let promise = Conditional::plainly(Pattern::new().in_words("the port is opened")).by("2031-03");
/// assert_eq!(promise.clause(), Clause::Plainly);
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Conditional {
    pub(crate) clause: Clause,
    pub(crate) condition: Pattern,
    pub(crate) consequence: Pattern,
    pub(crate) deadline: Option<Given>,
}

/// On what condition the consequence of a [`Conditional`] is to come.
///
/// ```
/// assert_eq!(serde_json::to_string(&escalade::Clause::Unless).unwrap(), "\"unless\"");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Clause {
    /// If the condition is met; by the deadline, where there is one.
    If,
    /// Unless the condition, a demand, is met; by the deadline, where there is one.
    Unless,
    /// In any case; by the deadline, where there is one.
    Plainly,
}

impl Conditional {
    /// If the first, then the second.
    pub fn new(condition: Pattern, consequence: Pattern) -> Self {
        Self { clause: Clause::If, condition, consequence, deadline: None }
    }

    /// Unless the first happens, the second will: what an ultimatum says.
    pub fn unless(demand: Pattern, consequence: Pattern) -> Self {
        Self { clause: Clause::Unless, ..Self::new(demand, consequence) }
    }

    /// This will happen, without a condition.
    pub fn plainly(consequence: Pattern) -> Self {
        Self { clause: Clause::Plainly, ..Self::new(Pattern::new(), consequence) }
    }

    /// The condition or demand must be met by then; or, of what is said plainly, it will have happened
    /// by then. The whole of a day or month that is given still counts.
    pub fn by(mut self, deadline: impl IntoWhen) -> Self {
        self.deadline = Some(deadline.into_when());
        self
    }

    /// On what condition the consequence is to come.
    pub fn clause(&self) -> Clause {
        self.clause
    }

    /// What must happen; a pattern that says nothing where there is no condition.
    pub fn condition(&self) -> &Pattern {
        &self.condition
    }

    /// What will then happen.
    pub fn consequence(&self) -> &Pattern {
        &self.consequence
    }

    /// By when the condition must be met, or the consequence come where there is none.
    pub fn deadline(&self) -> Option<&When> {
        self.deadline.as_ref().and_then(|given| given.as_ref().ok())
    }
}

/// What an event would look like: every part that is given must fit.
///
/// ```
/// use escalade::{EventKind, Pattern};
///
/// let pattern = Pattern::new().of_kind(EventKind::Attack).in_words("any answer at all");
/// assert_eq!(pattern.kind(), Some(EventKind::Attack));
/// assert!(pattern.sources().is_empty());
/// ```
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct Pattern {
    pub(crate) kind: Option<EventKind>,
    pub(crate) sources: Vec<ActorId>,
    pub(crate) targets: Vec<ActorId>,
    pub(crate) at_least: Option<(ScaleName, Level)>,
    pub(crate) answering: Option<EventId>,
    pub(crate) words: Option<String>,
}

impl Pattern {
    /// A pattern that any event fits.
    pub fn new() -> Self {
        Self::default()
    }

    /// Of this kind.
    pub fn of_kind(mut self, kind: EventKind) -> Self {
        self.kind = Some(kind);
        self
    }

    /// Done by this actor, or another that is added.
    pub fn by(mut self, source: ActorId) -> Self {
        self.sources.push(source);
        self
    }

    /// Directed at this actor, or another that is added.
    pub fn against(mut self, target: ActorId) -> Self {
        self.targets.push(target);
        self
    }

    /// At this level of a scale or above.
    pub fn at_least(mut self, scale: impl Into<ScaleName>, level: impl Into<Level>) -> Self {
        self.at_least = Some((scale.into(), level.into()));
        self
    }

    /// In answer to this event.
    pub fn answering(mut self, event: EventId) -> Self {
        self.answering = Some(event);
        self
    }

    /// In the words of the statement.
    pub fn in_words(mut self, words: impl Into<String>) -> Self {
        self.words = Some(words.into());
        self
    }

    /// The kind, if it matters.
    pub fn kind(&self) -> Option<EventKind> {
        self.kind
    }

    /// Those who may do it; anyone if empty.
    pub fn sources(&self) -> &[ActorId] {
        &self.sources
    }

    /// Those it may be directed at; anyone if empty.
    pub fn targets(&self) -> &[ActorId] {
        &self.targets
    }

    /// The least level, and on which scale.
    pub fn least_level(&self) -> Option<(&ScaleName, Level)> {
        self.at_least.as_ref().map(|(scale, level)| (scale, *level))
    }

    /// The event it must answer.
    pub fn antecedent(&self) -> Option<EventId> {
        self.answering
    }

    /// In the words of the statement.
    pub fn words(&self) -> Option<&str> {
        self.words.as_deref()
    }
}
