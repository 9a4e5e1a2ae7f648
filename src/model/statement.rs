//! The details of statements: addressees, subjects and assertions.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::{
    ActorId, Amount, Conditional, Confidence, EventId, GivenConfidence, IntoWhen, Means,
    ParsedWhen, Report, When,
};

/// The details of a statement: its addressees, the events it is about, what it asserts, and what it
/// says will happen.
///
/// ```
/// use escalade::{Actor, Event, Means, SpeechAct, Statement, Timeline, model::{Amount, Assertion, Fact}};
///
/// let mut builder = Timeline::builder();
/// let (iran, israel) = (builder.add_actor(Actor::new("IRN")), builder.add_actor(Actor::new("ISR")));
/// let barrage = builder.add_event(Event::attack(iran, "2024-04-13", Means::Drone).against(israel));
/// let claim = builder.add_event(
///     Event::statement(israel, "2024-04-14", SpeechAct::Claim).with_statement(
///         Statement::about(barrage)
///             .asserting(Assertion::that(Fact::ShareIntercepted).amounting_to(Amount::exactly(99))),
///     ),
/// );
/// let timeline = builder.build()?;
/// let said = timeline.event(claim).statement().unwrap();
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
    pub(crate) open_for: Option<TimeDelta>,
}

impl Statement {
    /// Creates the details of a statement about which no details are known yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Creates the details of a statement about an event.
    pub fn about(event: EventId) -> Self {
        Self::new().and_about(event)
    }

    /// Adds an event that the statement is about.
    pub fn and_about(mut self, event: EventId) -> Self {
        self.about.push(event);
        self
    }

    /// Adds an addressee: an actor to whom the statement is made.
    ///
    /// Addressees are not target actors and form no dyad: a leader may address one actor about
    /// another.
    pub fn addressed_to(mut self, addressee: ActorId) -> Self {
        self.addressees.push(addressee);
        self
    }

    /// Adds a fact that the statement asserts or denies.
    pub fn asserting(mut self, assertion: Assertion) -> Self {
        self.assertions.push(assertion);
        self
    }

    /// Sets what the statement says will happen, and on what condition.
    pub fn on_condition(mut self, conditional: Conditional) -> Self {
        self.conditional = Some(conditional);
        self
    }

    /// Sets how long a threat, promise or warning stays open, if it has no deadline. A fraction of a second is
    /// dropped, and a negative time is reported when the timeline is built.
    ///
    /// [`View::threats`](crate::View::threats) uses it instead of
    /// [`Query::threats_open_for`](crate::Query::threats_open_for).
    ///
    /// ```
    /// use chrono::TimeDelta;
    /// use escalade::{Actor, Event, Query, SpeechAct, Statement, Timeline};
    ///
    /// let mut builder = Timeline::builder();
    /// let [a, b] = ["A", "B"].map(|key| builder.add_actor(Actor::new(key)));
    /// let for_a_year = Statement::new().staying_open_for(TimeDelta::days(365));
    /// let threat = Event::statement(a, "2024-04-01", SpeechAct::Threaten).against(b);
    /// builder.add_event(threat.with_statement(for_a_year));
    /// let timeline = builder.build()?;
    /// let threats = timeline.threats(&Query::escalation().max_gap(TimeDelta::days(30)))?;
    /// assert_eq!(threats.threats[0].open_until.unwrap().date_naive().to_string(), "2025-04-01");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn staying_open_for(mut self, time: TimeDelta) -> Self {
        self.open_for = Some(TimeDelta::seconds(time.num_seconds()));
        self
    }

    /// Replaces each event that the statement refers to. References to events without a replacement are
    /// removed.
    pub(crate) fn replace_events(&mut self, replacement: &dyn Fn(EventId) -> Option<EventId>) {
        for id in std::mem::take(&mut self.about) {
            if let Some(event) = replacement(id) {
                self.about.push(event);
            }
        }
        if let Some(conditional) = &mut self.conditional {
            for pattern in [&mut conditional.condition, &mut conditional.consequence] {
                pattern.answering = pattern.answering.and_then(replacement);
            }
        }
    }

    /// Returns `true` if the statement refers to an event.
    #[cfg(feature = "watch")]
    pub(crate) fn refers_to_events(&self) -> bool {
        let patterns = self.conditional.iter().flat_map(|one| [&one.condition, &one.consequence]);
        !self.about.is_empty() || patterns.into_iter().any(|pattern| pattern.answering.is_some())
    }

    /// Returns the addressees, in the order in which they were added.
    pub fn addressees(&self) -> &[ActorId] {
        &self.addressees
    }

    /// Returns the events that the statement is about, in the order in which they were added.
    pub fn subjects(&self) -> &[EventId] {
        &self.about
    }

    /// Returns the assertions and denials, in the order in which they were added.
    pub fn assertions(&self) -> &[Assertion] {
        &self.assertions
    }

    /// Returns how long a threat, promise or warning stays open, if stated.
    pub fn open_for(&self) -> Option<TimeDelta> {
        self.open_for
    }

    /// Returns what the statement says will happen, and on what condition, if stated.
    pub fn conditional(&self) -> Option<&Conditional> {
        self.conditional.as_ref()
    }
}

/// The fact about an event that an [`Assertion`] asserts or denies.
///
/// ```
/// assert_eq!(serde_json::to_string(&escalade::model::Fact::ShareIntercepted).unwrap(), "\"share-intercepted\"");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Fact {
    /// The event occurred.
    Occurred,
    /// Who did it. See [`Assertion::naming`].
    Attribution,
    /// The amount launched.
    Launched,
    /// The amount intercepted.
    Intercepted,
    /// The share intercepted, in percent.
    ShareIntercepted,
    /// The number of people killed.
    Killed,
    /// The number of people injured.
    Injured,
    /// The outcome. See [`Assertion::with_outcome`].
    Outcome,
    /// The intention behind the event.
    Intent,
    /// Another fact, given in words.
    Other,
}

/// A fact that a statement asserts or denies about the events it refers to.
///
/// ```
/// use escalade::{Means, model::{Amount, Assertion, Fact}};
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
    pub(crate) date: Option<ParsedWhen>,
    pub(crate) reports: Vec<Report>,
}

impl Assertion {
    /// Creates an assertion of a fact.
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
            date: None,
            reports: Vec::new(),
        }
    }

    /// Creates a denial of a fact.
    pub fn denial(fact: Fact) -> Self {
        Self { denied: true, ..Self::that(fact) }
    }

    /// Sets the number, or the share in percent.
    pub fn amounting_to(mut self, amount: Amount) -> Self {
        self.amount = Some(amount);
        self
    }

    /// Sets the means that the amount refers to.
    pub fn by_means(mut self, means: Means) -> Self {
        self.means = Some(means);
        self
    }

    /// Adds an actor named as an author of the event.
    pub fn naming(mut self, actor: ActorId) -> Self {
        self.actors.push(actor);
        self
    }

    /// Sets the asserted outcome.
    pub fn with_outcome(mut self, outcome: Outcome) -> Self {
        self.outcome = Some(outcome);
        self
    }

    /// Sets the words of the statement.
    pub fn in_words(mut self, words: impl Into<String>) -> Self {
        self.words = Some(words.into());
        self
    }

    /// Sets the confidence, in percent, that the assertion is true. It differs from the confidence
    /// that the statement was made.
    pub fn with_confidence(mut self, percent: impl Into<GivenConfidence>) -> Self {
        self.confidence = Some(percent.into());
        self
    }

    /// Sets when the assertion was made, if that is later than the statement. See
    /// [`View::as_known_at`](crate::View::as_known_at).
    pub fn dated(mut self, date: impl IntoWhen) -> Self {
        self.date = Some(date.into_when());
        self
    }

    /// Adds a report of this assertion.
    ///
    /// Use this if only some reports of the statement contain the assertion, or if they differ.
    /// Without it, the reports of the statement are the reports of the assertion.
    ///
    /// ```
    /// use escalade::{Actor, Event, Means, Report, SpeechAct, Statement, Timeline, model::{Amount, Assertion, Fact}};
    ///
    /// let mut builder = Timeline::builder();
    /// let [iran, usa, paper] = ["IRN", "USA", "PAPER"].map(|key| builder.add_actor(Actor::new(key)));
    /// let barrage = builder.add_event(Event::attack(iran, "2024-04-13", Means::Drone));
    /// let share = |words| Assertion::that(Fact::ShareIntercepted).amounting_to(Amount::in_words(words));
    /// let claim = builder.add_event(
    ///     Event::statement(usa, "2024-04-14", SpeechAct::Claim)
    ///         .with_report(Report::by(paper).quoting(usa))
    ///         .with_report(Report::public_record())
    ///         .with_statement(
    ///             Statement::about(barrage)
    ///                 .asserting(share("most").with_report(Report::by(paper).quoting(usa)))
    ///                 .asserting(share("nearly all").with_report(Report::public_record())),
    ///         ),
    /// );
    /// let timeline = builder.build()?;
    /// let reported = timeline.view().reported_by(paper).assertions(timeline.event(claim)).map(|said| said.amount().unwrap().to_string()).collect::<Vec<_>>();
    /// assert_eq!(reported, ["most"]);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn with_report(mut self, report: Report) -> Self {
        self.reports.push(report);
        self
    }

    /// Returns the fact.
    pub fn fact(&self) -> Fact {
        self.fact
    }

    /// Returns `true` if the fact is denied.
    pub fn is_denial(&self) -> bool {
        self.denied
    }

    /// Returns the number, or the share in percent, if stated.
    pub fn amount(&self) -> Option<&Amount> {
        self.amount.as_ref()
    }

    /// Returns the means that the amount refers to, if stated.
    pub fn means(&self) -> Option<Means> {
        self.means
    }

    /// Returns the actors named as authors of the event.
    pub fn actors(&self) -> &[ActorId] {
        &self.actors
    }

    /// Returns the asserted outcome, if stated.
    pub fn outcome(&self) -> Option<Outcome> {
        self.outcome
    }

    /// Returns the words of the statement, if stated.
    pub fn words(&self) -> Option<&str> {
        self.words.as_deref()
    }

    /// Returns the confidence that the assertion is true, if stated.
    pub fn confidence(&self) -> Option<Confidence> {
        self.confidence.and_then(GivenConfidence::checked)
    }

    /// Returns when the assertion was made, if it has a date of its own.
    pub fn date(&self) -> Option<&When> {
        self.date.as_ref().and_then(|given| given.as_ref().ok())
    }

    /// Returns the reports of this assertion. If the slice is empty, the reports of the statement
    /// are the reports of the assertion.
    pub fn reports(&self) -> &[Report] {
        &self.reports
    }
}

/// The outcome of an attack.
///
/// ```
/// assert_eq!(serde_json::to_string(&escalade::model::Outcome::LargelyFailed).unwrap(), "\"largely-failed\"");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Outcome {
    /// The attack achieved its purpose.
    Succeeded,
    /// The attack achieved a part of its purpose.
    PartlySucceeded,
    /// The attack achieved little of its purpose.
    LargelyFailed,
    /// The attack achieved nothing.
    Failed,
    /// The attack was prevented before it began.
    Foiled,
}
