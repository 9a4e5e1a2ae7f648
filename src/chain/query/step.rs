//! [`QueryStep`]: a step of a query.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use crate::{
    chain::query::{
        rule::{Rule, Trend},
        seconds::{whole_seconds, whole_seconds_above},
    },
    sorting::SmallSet,
    timeline::Predicate,
};

/// A step of a query: see [`Query::steps`](crate::Query::steps).
///
/// A step is filled by an event that passes its predicate. Its other terms have these defaults:
///
/// | term | question | default |
/// | --- | --- | --- |
/// | [`named`](Self::named) | What is the step called in explanations? | no name |
/// | [`repeated`](Self::repeated) | May several events, one after the other, fill the step? | one event |
/// | [`optional`](Self::optional) | May the step be left out? | no |
/// | [`after_others`](Self::after_others) | May other events come between the step before and this one? | no |
/// | [`rules`](Self::rules), [`min_gap`](Self::min_gap), [`max_gap`](Self::max_gap), [`trend`](Self::trend) | How does an event that fills the step follow the event before it? | as the query says |
///
/// ```
/// use escalade::{EventKind, Predicate, chain::QueryStep};
///
/// let attacks = QueryStep::new(Predicate::kinds([EventKind::Attack])).named("attacks").repeated();
/// assert_eq!(attacks.name(), Some("attacks"));
/// assert_eq!(serde_json::to_string(&attacks).unwrap(),
///     r#"{"name":"attacks","predicate":{"kinds":["attack"]},"repeated":true}"#);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[must_use]
pub struct QueryStep {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    /// `None` stands for any event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) predicate: Option<Predicate>,
    #[serde(skip_serializing_if = "is_false")]
    pub(crate) repeated: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub(crate) optional: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub(crate) after_others: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rules: Option<SmallSet<Rule>>,
    #[serde(with = "super::serialized::in_seconds", skip_serializing_if = "Option::is_none")]
    pub(crate) min_gap: Option<TimeDelta>,
    #[serde(with = "super::serialized::in_seconds", skip_serializing_if = "Option::is_none")]
    pub(crate) max_gap: Option<TimeDelta>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) trend: Option<Trend>,
}

fn is_false(flag: &bool) -> bool {
    !flag
}

impl From<Predicate> for QueryStep {
    fn from(predicate: Predicate) -> Self {
        Self::new(predicate)
    }
}

impl QueryStep {
    /// Creates a step that an event fills if it passes a predicate.
    pub fn new(predicate: Predicate) -> Self {
        Self { predicate: Some(predicate), ..Self::default() }
    }

    /// Creates a step that any event fills.
    pub fn any_event() -> Self {
        Self::default()
    }

    /// Sets the name of the step, by which explanations say which event fills it.
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Lets one event or more fill the step, one after the other. The hops between them have the terms of the
    /// step, like the hop that leads to the first of them.
    pub fn repeated(mut self) -> Self {
        self.repeated = true;
        self
    }

    /// Lets chains leave the step out, together with the other events that may come before it.
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// Lets other events of the chain come between the last event that fills a step before this one and the
    /// first that fills this one. They fill no step, and follow by the terms of the query.
    pub fn after_others(mut self) -> Self {
        self.after_others = true;
        self
    }

    /// Sets the rules by which an event that fills the step follows the event before it, in place of those of
    /// the query.
    pub fn rules(mut self, rules: impl IntoIterator<Item = Rule>) -> Self {
        self.rules = Some(rules.into_iter().collect());
        self
    }

    /// Sets the least time from the event before to an event that fills the step, in place of that of the
    /// query: see [`Query::min_gap`](crate::Query::min_gap).
    pub fn min_gap(mut self, gap: TimeDelta) -> Self {
        self.min_gap = Some(whole_seconds_above(gap));
        self
    }

    /// Sets the most time from the event before to an event that fills the step, in place of that of the
    /// query: see [`Query::max_gap`](crate::Query::max_gap).
    pub fn max_gap(mut self, gap: TimeDelta) -> Self {
        self.max_gap = Some(whole_seconds(gap));
        self
    }

    /// Sets how the level of an event that fills the step must compare with the level of the event before it,
    /// in place of the trend of the query.
    pub fn trend(mut self, trend: Trend) -> Self {
        self.trend = Some(trend);
        self
    }

    /// Returns the name of the step.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Returns `true` if the step has no terms of its own for the hops that lead to it.
    pub(crate) fn follows_the_query(&self) -> bool {
        let Self { rules, min_gap, max_gap, trend, .. } = self;
        rules.is_none() && min_gap.is_none() && max_gap.is_none() && trend.is_none()
    }
}
