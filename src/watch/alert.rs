//! [`Alert`]: a notice that a rule has come to apply, or no longer applies.

use std::fmt;

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

use super::chain_key::{ChainKey, EventName};
use crate::{explain::Explanation, safe_text::isolated, threats::Threat};

/// A notice that an [alert rule](super::AlertRule) has come to apply to an event, a week or a threat, or that it no
/// longer applies. [`Alarms::update`](super::Alarms::update) returns them.
///
/// It is serialized as one object, and written as one line of text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alert {
    /// The number of the alert, from 0. An alert that is withdrawn has the number that it was raised with.
    pub number: u64,
    /// Whether it is raised or withdrawn.
    pub state: AlertState,
    /// The name of the rule.
    pub rule: String,
    /// The name of the query.
    pub query: String,
    /// What it is about.
    pub about: Subject,
    /// The dyads of the event or the week, each as source and target, as rolled up.
    pub dyads: Vec<[String; 2]>,
    /// When the event or the week began, as far as it is known: the earliest onset.
    pub happened_when: DateTime<Utc>,
    /// When the watch learned what raised or withdrew the alert.
    pub known_when: DateTime<Utc>,
    /// The number of alerts of this rule that its quiet time held back since the alert before it.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub held_back: u64,
    /// Of a rule about chains: the chain that rises most among those that the alert is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chain: Option<ChainKey>,
    /// Why the events of that chain follow one another. Events without a key bear the number that they had in the
    /// timeline at that time, which need not be that of their [name](super::EventName).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explanation: Option<Explanation>,
    /// What became of the threat, with events without a key as in the explanation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threat: Option<Threat>,
    /// Of a rule about weeks: the number of events in the week.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub events: Option<u64>,
    /// Of a rule about weeks: the mean of the past weeks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mean: Option<f64>,
}

/// Writes one line: the number, the rule, what it is about, when that happened, when it became known, and the chain, the
/// threat or the numbers of events.
impl fmt::Display for Alert {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let f: &mut dyn fmt::Write = f;
        let state = match self.state {
            AlertState::Raised => "raised",
            AlertState::Withdrawn => "withdrawn",
        };
        let time = |time: &DateTime<Utc>| time.to_rfc3339_opts(SecondsFormat::Secs, true);
        write!(f, "{} {state} #{} ", time(&self.known_when), self.number)?;
        write!(f, "{} on {}: ", isolated(&self.rule), isolated(&self.query))?;
        match &self.about {
            Subject::Event(event) => write!(f, "{event}")?,
            Subject::Week { monday, .. } => write!(f, "the week of {monday}")?,
        }
        for (nth, [source, target]) in self.dyads.iter().enumerate() {
            let before = if nth == 0 { " by " } else { ", " };
            write!(f, "{before}{} against {}", isolated(source), isolated(target))?;
        }
        write!(f, ", {}", time(&self.happened_when))?;
        if let Some(chain) = &self.chain {
            write!(f, "; chain {chain}")?;
        }
        if let Some(explanation) = &self.explanation {
            write!(f, ", rise {}", explanation.rise)?;
        }
        if let Some(threat) = &self.threat {
            write!(f, "; threat {}", threat.state)?;
        }
        if let (Some(events), Some(mean)) = (self.events, self.mean) {
            write!(f, "; {events} events, {mean:.1} a week before")?;
        }
        if self.held_back > 0 {
            write!(f, "; {} held back before", self.held_back)?;
        }
        Ok(())
    }
}

/// Whether an alert is raised or withdrawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AlertState {
    /// The rule applies.
    Raised,
    /// The rule no longer applies: an event that it depends on was revised or withdrawn.
    Withdrawn,
}

/// What an alert is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Subject {
    /// An event: the last of a chain, or a threat.
    Event(EventName),
    /// The first week of an episode between a source and a target, as rolled up, by its Monday.
    Week {
        /// The source.
        source: String,
        /// The target.
        target: String,
        /// The Monday.
        monday: NaiveDate,
    },
}

fn is_zero(count: &u64) -> bool {
    *count == 0
}
