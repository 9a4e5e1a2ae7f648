//! [`AlertRule`]: when a watch raises an alert, as data.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use crate::{
    chain::query::query::{Crossing, Query},
    threats::ThreatState,
    timeline::Predicate,
};

/// A rule by which [`Alarms`](super::Alarms) raise alerts: a condition on the answers to a query.
///
/// It can be serialized.
///
/// ```
/// use chrono::TimeDelta;
/// use escalade::watch::{AlertRule, Ground};
///
/// let rule = AlertRule::new("war", "weekly", Ground::Crosses(9.0.into())).quiet(TimeDelta::days(3));
/// let json = r#"{"name":"war","query":"weekly","when":{"crosses":9.0},"quiet_seconds":259200}"#;
/// assert_eq!(serde_json::to_string(&rule).unwrap(), json);
/// assert_eq!(serde_json::from_str::<AlertRule>(json).unwrap(), rule);
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[must_use]
pub struct AlertRule {
    name: String,
    query: String,
    when: Ground,
    #[serde(default, rename = "while", skip_serializing_if = "Option::is_none")]
    holding: Option<Ground>,
    #[serde(default, skip_serializing_if = "is_zero")]
    quiet_seconds: u64,
}

/// The condition of an [`AlertRule`].
///
/// The first three are about an event, the last of a chain of the query. They raise one alert for each such event,
/// however many chains end in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Ground {
    /// A chain that ends in the event crosses a line, as by [`Query::crosses`]. This line replaces that of the query,
    /// if it has one.
    Crosses(Crossing),
    /// A chain of at least this many events ends in the event.
    Reaches(usize),
    /// A chain ends in the event, and one of these actors, or an organ of one, is its source or target.
    EndsWith(Vec<String>),
    /// The events of a dyad in a week exceed those of its past weeks.
    Rises(WeeklyRise),
    /// A threat, promise, warning or ultimatum is in one of these states, by the time to which the data are
    /// [complete](super::Transaction::complete_to).
    Threats(Vec<ThreatState>),
}

/// A rise of the weekly number of events of a dyad, among those that take part in a query.
///
/// Weeks begin on Monday at midnight UTC. The excess of a week is its number of events less the mean of the weeks
/// before it. A week has an excess only if it is at least `weeks` weeks after the week of the first event of the query.
/// An episode begins in a week whose excess is above `by`, and ends in one whose excess is `until` or less, so that
/// numbers that vary around `by` raise one alert. An alert is about the first week of an episode.
///
/// ```
/// use escalade::watch::{Ground, WeeklyRise};
///
/// let json = r#"{"rises":{"by":5.0,"weeks":4,"until":2.0}}"#;
/// let rise = WeeklyRise { by: 5.0, weeks: 4, until: Some(2.0) };
/// assert_eq!(serde_json::from_str::<Ground>(json).unwrap(), Ground::Rises(rise));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WeeklyRise {
    /// The excess above which an episode begins, in events.
    pub by: f64,
    /// The number of past weeks, 1 or more: 4 and 52 are usual.
    pub weeks: u32,
    /// The excess at or below which an episode ends. `None`, and a value above `by`, count as `by`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<f64>,
}

impl AlertRule {
    /// Creates a rule called `name`, about the query of the watch called `query`.
    pub fn new(name: impl Into<String>, query: impl Into<String>, when: Ground) -> Self {
        Self { name: name.into(), query: query.into(), when, holding: None, quiet_seconds: 0 }
    }

    /// Sets a weaker condition of the same kind, so that a level or a number that is revised up and down raises one alert
    /// (hysteresis). Once the rule applies to an event, it applies as long as its condition or the weaker one does: an
    /// alert is withdrawn when neither does, and raised again only after that. A [rise](Ground::Rises) has such a bound of
    /// its own.
    ///
    /// ```
    /// use escalade::watch::{AlertRule, Ground};
    ///
    /// let rule = AlertRule::new("war", "weekly", Ground::Crosses(12.0.into()));
    /// let rule = rule.holding_while(Ground::Crosses(10.0.into()));
    /// let json = r#"{"name":"war","query":"weekly","when":{"crosses":12.0},"while":{"crosses":10.0}}"#;
    /// assert_eq!(serde_json::to_string(&rule).unwrap(), json);
    /// ```
    pub fn holding_while(mut self, condition: Ground) -> Self {
        self.holding = Some(condition);
        self
    }

    /// Sets the quiet time after an alert, in which the rule raises no other alert about the same dyad or, of an event
    /// without a dyad, about such events. It is measured by when changes are known. A fraction of a second is dropped,
    /// and a negative time counts as none. Without it, there is no quiet time.
    pub fn quiet(mut self, time: TimeDelta) -> Self {
        self.quiet_seconds = time.num_seconds().max(0) as u64;
        self
    }

    /// Returns the name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the name of the query.
    pub fn query(&self) -> &str {
        &self.query
    }

    /// Returns the condition.
    pub fn when(&self) -> &Ground {
        &self.when
    }

    /// Returns the weaker condition, if there is one.
    pub fn holding(&self) -> Option<&Ground> {
        self.holding.as_ref()
    }

    /// Returns the rule with its weaker condition in place of its own, if it has one.
    pub(super) fn held(&self) -> Option<Self> {
        let when = self.holding.clone()?;
        Some(Self { when, ..self.clone() })
    }

    /// Returns the quiet time after an alert.
    pub fn quiet_time(&self) -> TimeDelta {
        let seconds = i64::try_from(self.quiet_seconds).unwrap_or(i64::MAX);
        TimeDelta::try_seconds(seconds).unwrap_or(TimeDelta::MAX)
    }

    /// Returns the query whose chains the rule is about.
    pub(super) fn narrowed(&self, query: &Query) -> Query {
        let query = query.clone();
        match &self.when {
            Ground::Crosses(line) => query.crosses(line.clone()),
            Ground::Reaches(events) => {
                let least = query.min_len.max(*events);
                query.min_len(least)
            }
            Ground::EndsWith(actors) => {
                let parties = Predicate::parties(actors.iter().map(String::as_str));
                let last = match query.last.clone() {
                    Some(last) => last.and(parties),
                    None => parties,
                };
                query.last(last)
            }
            Ground::Rises(_) | Ground::Threats(_) => query,
        }
    }
}

fn is_zero(seconds: &u64) -> bool {
    *seconds == 0
}
