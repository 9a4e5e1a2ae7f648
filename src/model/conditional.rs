//! What a threat, promise or warning says will happen: conditions, and patterns of events.

use serde::{Deserialize, Serialize};

use super::{ActorId, EventId, EventKind, IntoWhen, Level, ParsedWhen, ScaleName, When};

/// What a threat, promise or warning says will happen, and on what condition.
///
/// There are three forms, see [`Clause`]: *if* the condition is met, the consequence follows;
/// *unless* a demand is met, the consequence follows, as in an ultimatum; or the consequence
/// follows *unconditionally*.
///
/// ```
/// use escalade::model::{Clause, Conditional, Pattern};
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
/// let promise = Conditional::unconditional(Pattern::new().in_words("the port is opened")).by("2031-03");
/// assert_eq!(promise.clause(), Clause::Unconditional);
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Conditional {
    pub(crate) clause: Clause,
    pub(crate) condition: Pattern,
    pub(crate) consequence: Pattern,
    pub(crate) deadline: Option<ParsedWhen>,
}

/// The form of the condition of a [`Conditional`].
///
/// ```
/// assert_eq!(serde_json::to_string(&escalade::model::Clause::Unless).unwrap(), "\"unless\"");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Clause {
    /// The consequence follows if the condition is met, by the deadline if there is one.
    If,
    /// The consequence follows unless the demand is met, by the deadline if there is one.
    Unless,
    /// The consequence follows in any case, by the deadline if there is one.
    #[serde(rename = "plainly")]
    Unconditional,
}

impl Conditional {
    /// Creates a conditional of the form "if `condition`, then `consequence`".
    pub fn new(condition: Pattern, consequence: Pattern) -> Self {
        Self { clause: Clause::If, condition, consequence, deadline: None }
    }

    /// Creates a conditional of the form "unless `demand`, `consequence`": an ultimatum.
    pub fn unless(demand: Pattern, consequence: Pattern) -> Self {
        Self { clause: Clause::Unless, ..Self::new(demand, consequence) }
    }

    /// Creates a conditional without a condition: the consequence will happen.
    pub fn unconditional(consequence: Pattern) -> Self {
        Self { clause: Clause::Unconditional, ..Self::new(Pattern::new(), consequence) }
    }

    /// Sets the deadline: for the condition or demand, or for the consequence if there is no
    /// condition.
    ///
    /// The deadline includes the whole of the day, month or year given.
    pub fn by(mut self, deadline: impl IntoWhen) -> Self {
        self.deadline = Some(deadline.into_when());
        self
    }

    /// Returns the form of the condition.
    pub fn clause(&self) -> Clause {
        self.clause
    }

    /// Returns the condition or demand. If there is no condition, the pattern is empty.
    pub fn condition(&self) -> &Pattern {
        &self.condition
    }

    /// Returns the consequence.
    pub fn consequence(&self) -> &Pattern {
        &self.consequence
    }

    /// Returns the deadline, if stated: for the condition or demand, or for the consequence if
    /// there is no condition.
    pub fn deadline(&self) -> Option<&When> {
        self.deadline.as_ref().and_then(|given| given.as_ref().ok())
    }
}

/// A description of an event that may happen. An event matches if it has all parts that are stated.
///
/// ```
/// use escalade::{EventKind, model::Pattern};
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
    pub(crate) min_level: Option<(ScaleName, Level)>,
    pub(crate) answering: Option<EventId>,
    pub(crate) words: Option<String>,
}

impl Pattern {
    /// Creates a pattern that every event matches.
    pub fn new() -> Self {
        Self::default()
    }

    /// Requires this kind of event.
    pub fn of_kind(mut self, kind: EventKind) -> Self {
        self.kind = Some(kind);
        self
    }

    /// Adds a source actor. An event matches if one of the source actors added did it.
    pub fn by(mut self, source: ActorId) -> Self {
        self.sources.push(source);
        self
    }

    /// Adds a target actor. An event matches if it is directed at one of the target actors added.
    pub fn against(mut self, target: ActorId) -> Self {
        self.targets.push(target);
        self
    }

    /// Requires at least this level on a scale.
    pub fn with_min_level(mut self, scale: impl Into<ScaleName>, level: impl Into<Level>) -> Self {
        self.min_level = Some((scale.into(), level.into()));
        self
    }

    /// Requires a response to this event.
    pub fn answering(mut self, event: EventId) -> Self {
        self.answering = Some(event);
        self
    }

    /// Sets the words of the statement.
    pub fn in_words(mut self, words: impl Into<String>) -> Self {
        self.words = Some(words.into());
        self
    }

    /// Returns the required kind of event, if stated.
    pub fn kind(&self) -> Option<EventKind> {
        self.kind
    }

    /// Returns the possible source actors. If the slice is empty, any actor matches.
    pub fn sources(&self) -> &[ActorId] {
        &self.sources
    }

    /// Returns the possible target actors. If the slice is empty, any actor matches.
    pub fn targets(&self) -> &[ActorId] {
        &self.targets
    }

    /// Returns the scale and the lowest level on it, if stated.
    pub fn min_level(&self) -> Option<(&ScaleName, Level)> {
        self.min_level.as_ref().map(|(scale, level)| (scale, *level))
    }

    /// Returns the event that must be responded to, if stated.
    pub fn antecedent(&self) -> Option<EventId> {
        self.answering
    }

    /// Returns the words of the statement, if stated.
    pub fn words(&self) -> Option<&str> {
        self.words.as_deref()
    }
}
