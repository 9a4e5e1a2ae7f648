//! The types that describe what became of threats.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    chain::stated_link::StatedLink,
    model::{Clause, Level},
    timeline::EventInWords,
};

/// What became of the threats, promises, warnings and ultimatums of a view: see
/// [`View::threats`](crate::View::threats). It prints as a tree.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Threats {
    /// The name of the scale of the levels.
    pub scale: String,
    /// The earliest onset of the last event of the view: how far the data reach.
    #[serde(rename = "told_until")]
    pub data_until: Option<DateTime<Utc>>,
    /// How long a statement stays open that says nothing of it, in seconds, if the query
    /// [sets it](crate::Query::threats_open_for).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open_for_seconds: Option<i64>,
    /// The longest gap of the query, in seconds. It is used where neither the statement nor the query says how
    /// long a statement stays open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub longest_gap_seconds: Option<i64>,
    /// The statements, in total order.
    pub threats: Vec<Threat>,
}

impl Threats {
    /// Returns the statements in a state.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Query, read::Options, threats::ThreatState}};
    /// let rows = "2006-07-01\tLBN\tISR\t138\n2006-07-12\tISR\tLBN\t138\n2006-09-01\tSYR\tLBN\t042\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let threats = timeline.threats(&Query::escalation().max_gap(TimeDelta::days(30)))?;
    /// assert_eq!(threats.in_state(ThreatState::Lapsed).count(), 2);
    /// assert_eq!(threats.in_state(ThreatState::Open).count(), 0);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn in_state(&self, state: ThreatState) -> impl Iterator<Item = &Threat> {
        self.threats.iter().filter(move |threat| threat.state == state)
    }

    /// Returns what became of a statement, given by its key or by its order of recording, as `#12`.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Query, read::Options}};
    /// let rows = "2006-07-01\tLBN\tISR\t138\n2006-07-12\tLBN\tISR\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let threats = timeline.threats(&Query::escalation().max_gap(TimeDelta::days(30)))?;
    /// assert_eq!(threats.of("#0").unwrap().carried_out[0].event.event, "#1");
    /// assert!(threats.of("#1").is_none(), "not a threat");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn of(&self, statement: &str) -> Option<&Threat> {
        self.threats.iter().find(|threat| threat.statement.event == statement)
    }
}

/// What became of one statement that says what will happen.
///
/// See [`View::threats`](crate::View::threats) for an example.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Threat {
    /// The statement.
    pub statement: EventInWords,
    /// What became of it.
    pub state: ThreatState,
    /// The last moment at which the condition can be met or, if it is met, the consequence can come. `None`
    /// if the time has no end, or if the statement was carried out or averted.
    #[serde(rename = "until")]
    pub open_until: Option<DateTime<Utc>>,
    /// How long it stays open, in seconds, if the statement says so itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open_for_seconds: Option<i64>,
    /// The condition, if there is one.
    pub condition: Option<Condition>,
    /// The consequence, in words, if it is stated.
    pub consequence: Option<String>,
    /// The level of the consequence, if it is stated.
    pub threatened: Option<ThreatenedLevel>,
    /// The events that carry it out, in total order: those that links declare, and the first that fits.
    pub carried_out: Vec<Fulfilment>,
    /// Whether actors other than the speaker would carry it out, so that it is a warning by a third party.
    pub third_party: bool,
    /// For a warning by a third party, the chains that lead to its condition.
    #[serde(rename = "leading")]
    pub condition_chains: Vec<ConditionChain>,
    /// The coder's remarks on how the statement was interpreted.
    #[serde(rename = "readings")]
    pub interpretations: Vec<String>,
}

/// What became of a threat, promise, warning or ultimatum.
///
/// ```
/// assert_eq!(escalade::threats::ThreatState::CarriedOutInPart.to_string(), "carried out in part");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ThreatState {
    /// An event carried it out.
    CarriedOut,
    /// An event carried it out, at a lower level than stated.
    CarriedOutInPart,
    /// Its demand was met, so that the consequence will not come.
    Averted,
    /// Its time passed, and no event carried it out.
    Lapsed,
    /// It may still be carried out, or the data do not show whether it was.
    Open,
}

/// The condition of a statement, and whether it was met.
///
/// See [`View::threats`](crate::View::threats) for an example.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Condition {
    /// Whether the consequence comes if the condition is met, or unless it is met.
    pub clause: Clause,
    /// The condition, in words.
    pub words: String,
    /// The deadline, as recorded.
    pub deadline: Option<String>,
    /// Whether the condition was met.
    pub state: ConditionState,
    /// The events that meet the condition, in total order, up to the first that does so uncontested.
    pub met_by: Vec<ConditionMet>,
}

/// Whether a condition was met.
///
/// ```
/// assert_eq!(escalade::threats::ConditionState::Contested.to_string(), "met, but contested");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConditionState {
    /// An event meets it.
    Met,
    /// An event meets it, but that is contested.
    Contested,
    /// Its time passed, and no event met it.
    Lapsed,
    /// It may still be met, or the data do not show whether it was.
    Open,
}

/// An event that meets a condition.
///
/// See [`View::threats`](crate::View::threats) for an example.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConditionMet {
    /// The event.
    pub event: EventInWords,
    /// Seconds from the earliest onset of the statement to that of the event.
    pub after_seconds: i64,
    /// The rule or link by which it is a response, in words, if the condition requires a response.
    pub answers: Option<String>,
    /// The reasons why it is contested; empty if it is not.
    pub contested: Vec<ContestReason>,
}

/// A reason why it is contested that an event meets a condition or carries out a statement.
///
/// See [`View::threats`](crate::View::threats) for an example.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContestReason {
    /// What is contested.
    pub what: Contested,
    /// The reason, in words.
    pub why: String,
}

/// What is contested about an event.
///
/// ```
/// assert_eq!(serde_json::to_string(&escalade::threats::Contested::Authorship).unwrap(), "\"authorship\"");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Contested {
    /// Who did it.
    Authorship,
    /// That it occurred.
    Occurrence,
    /// That it is a response.
    Answer,
}

/// A level that was threatened.
///
/// See [`View::threats`](crate::View::threats) for an example.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThreatenedLevel {
    /// The name of the scale.
    pub scale: String,
    /// The lowest level that was threatened.
    pub level: Level,
}

/// An event that carries out a statement.
///
/// See [`View::threats`](crate::View::threats) for an example.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fulfilment {
    /// The event.
    #[serde(rename = "deed")]
    pub event: EventInWords,
    /// Seconds from the earliest onset of the statement to that of the event.
    pub after_seconds: i64,
    /// Seconds from the earliest onset of the first event that met the condition, if there is one.
    pub after_condition_seconds: Option<i64>,
    /// The level of the event on the scale of the query.
    pub level: Option<Level>,
    /// The level of the event less the level threatened, on the scale of the latter. Negative if the event
    /// is milder.
    pub beyond_threatened: Option<Level>,
    /// The links that declare it.
    pub declared: Vec<StatedLink>,
    /// Whether it fits the consequence, without regard to links.
    pub inferred: bool,
    /// The reasons why it is contested; empty if it is not.
    pub contested: Vec<ContestReason>,
}

/// The longest chain through an event that meets the condition of a warning, or through the event that the
/// condition names as antecedent.
///
/// See [`View::threats`](crate::View::threats).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConditionChain {
    /// The key of the event, or its order of recording.
    pub event: String,
    /// The events of the chain, by key or order of recording.
    pub chain: Vec<String>,
}
