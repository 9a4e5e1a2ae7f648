//! A query with a name, and the view that it is asked in.

use serde::{Deserialize, Serialize};

use crate::{
    chain::{chains::Chains, query::query::Query},
    error::Error,
    timeline::{Timeline, ViewStep},
};

/// A query that a [`Watch`](super::Watch) answers, with a name and the steps of the view that it is asked in.
///
/// It can be serialized.
///
/// ```
/// use chrono::TimeDelta;
/// use escalade::{Query, timeline::ViewStep, watch::WatchedQuery};
///
/// let weekly = WatchedQuery::new("weekly", Query::escalation().max_gap(TimeDelta::days(7)));
/// let weekly = weekly.seen_through([ViewStep::MergeMutual]);
/// assert_eq!((weekly.name(), weekly.view().len()), ("weekly", 1));
/// let json = serde_json::to_string(&weekly).unwrap();
/// let read: WatchedQuery = serde_json::from_str(&json).unwrap();
/// assert_eq!(serde_json::to_string(&read).unwrap(), json);
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[must_use]
pub struct WatchedQuery {
    name: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    view: Vec<ViewStep>,
    query: Query,
}

impl WatchedQuery {
    /// Creates a query with a name, which no other query of the watch may have. It is asked about all events.
    pub fn new(name: impl Into<String>, query: Query) -> Self {
        Self { name: name.into(), view: Vec::new(), query }
    }

    /// Sets the steps of the view that the query is asked in, in their order. A step that holds a closure is refused
    /// when the watch is opened. A step that names an event must name it by its key: a number, such as `#12`, is that of
    /// an event of the timeline at hand, which changes when another event is withdrawn.
    pub fn seen_through(mut self, steps: impl IntoIterator<Item = ViewStep>) -> Self {
        self.view = steps.into_iter().collect();
        self
    }

    /// Returns the name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the steps of the view.
    pub fn view(&self) -> &[ViewStep] {
        &self.view
    }

    /// Returns the query.
    pub fn query(&self) -> &Query {
        &self.query
    }

    /// Returns another query in the same view.
    pub(super) fn narrowed(&self, query: Query) -> Self {
        Self { query, ..self.clone() }
    }

    /// Prepares the chains of the query in a timeline.
    pub(super) fn chains<'t>(&self, timeline: &'t Timeline) -> Result<Chains<'t>, Error> {
        timeline.view_from_steps(&self.view)?.chains(&self.query)
    }
}
