//! Declared links, candidates and events as text, for explanations and threats.

use serde::{Deserialize, Serialize};

use crate::{
    chain::query::query::Query,
    model::{Confidence, Link, Relation},
    safe_text::listed,
    timeline::{EventRef, Phrases},
};

/// A declared link, with who asserts it.
///
/// See [`Explanation`](crate::explain::Explanation) for an example.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StatedLink {
    /// The relation.
    pub relation: Relation,
    /// The actors that assert it; empty if the coder does.
    pub asserted_by: Vec<String>,
    /// The reports of the link, each as a path in words.
    pub reports: Vec<String>,
    /// The confidence that the link holds.
    pub confidence: Option<Confidence>,
}

impl StatedLink {
    /// Returns a text that names who declares the link, with its confidence.
    pub(crate) fn declared_by(&self) -> String {
        let confidence = self.confidence.map_or(String::new(), |percent| format!(" ({percent})"));
        match &self.asserted_by[..] {
            [] => format!("declared by the coder{confidence}"),
            some => format!("declared by {}{confidence}", listed(some, ", ")),
        }
    }
}

/// Describes a link, with who asserts and reports it.
pub(crate) fn describe_link<'t>(
    phrases: &Phrases<'_, 't>,
    query: &Query,
    link: &'t Link,
) -> StatedLink {
    StatedLink {
        relation: link.relation(),
        asserted_by: phrases.names(link.asserters()),
        reports: phrases.reports(&phrases.view.selected_reports(link.reports())),
        confidence: phrases.view.holds(link, query.evidence_rule()),
    }
}

/// Describes each candidate of a disputed event.
pub(crate) fn candidates<'t>(phrases: &Phrases<'_, 't>, event: EventRef<'t>) -> Vec<String> {
    let mut candidates = Vec::new();
    for candidate in event.candidates() {
        candidates.push(phrases.candidate(candidate));
    }
    candidates
}

/// Returns the labels of events.
pub(crate) fn labels(events: Vec<EventRef<'_>>) -> Vec<String> {
    let mut labels = Vec::with_capacity(events.len());
    for event in events {
        labels.push(event.label());
    }
    labels
}
