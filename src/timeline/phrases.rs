//! Parts of a view as English phrases, with actors named in the language of the view.

use serde::{Deserialize, Serialize};

use super::{EventRef, View};
use crate::{
    model::{Act, ActorId, Assertion, Candidate, Clause, Conditional, Origin, Pattern, Report},
    phrases::in_plain_words,
    safe_text::{isolated, listed, on_one_line},
};

/// A short description of a statement or another event, as part of a larger answer.
///
/// See [`Explanation`](crate::explain::Explanation) for an example.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EventInWords {
    /// The key of the event, or its order of recording, as `#12`.
    pub event: String,
    /// The date, as recorded.
    pub when: String,
    /// The names of the source actors.
    pub by: Vec<String>,
    /// The names of the target actors.
    pub to: Vec<String>,
    /// The act: which statement, attack or action it is.
    pub act: Act,
    /// The text of the event, if recorded.
    pub text: Option<String>,
    /// The facts asserted or denied and the condition stated, each as a phrase.
    pub says: Vec<String>,
    /// The reports of the event, each as a path in words. The coder's own remarks are left out.
    #[serde(rename = "told_by")]
    pub reported_by: Vec<String>,
}

impl EventInWords {
    /// Returns the description as one line, with the text and the reports.
    pub(crate) fn heading(&self) -> String {
        let text = self.text.as_ref().map_or(String::new(), |text| format!(": {}", isolated(text)));
        let reports = if self.reported_by.is_empty() {
            String::new()
        } else {
            format!(" (reported by {})", self.reported_by.join("; "))
        };
        format!("{}{text}{reports}", self.brief())
    }

    /// Returns the label, date, actors and act as one line.
    pub(crate) fn brief(&self) -> String {
        let (event, when) = (isolated(&self.event), on_one_line(&self.when));
        format!("{event}, {when}, {}", self.without_label())
    }

    /// Returns the actors and the act as one line.
    pub(crate) fn without_label(&self) -> String {
        let to = if self.to.is_empty() {
            String::new()
        } else {
            format!(" → {}", actor_list(&self.to))
        };
        format!("{}{to}, {}", actor_list(&self.by), self.act)
    }
}

/// Returns the names of one side of an event as one phrase: `unknown` if there are none.
pub(crate) fn actor_list(names: &[String]) -> String {
    if names.is_empty() { "unknown".to_owned() } else { listed(names, ", ") }
}

/// Renders parts of a view as phrases, with actors named in its language.
#[derive(Clone, Copy)]
pub(crate) struct Phrases<'a, 't> {
    pub(crate) view: &'a View<'t>,
}

impl<'t> Phrases<'_, 't> {
    /// Returns the name of each actor.
    pub(crate) fn names(&self, actors: &[ActorId]) -> Vec<String> {
        let mut names = Vec::with_capacity(actors.len());
        for actor in actors {
            let actor = self.view.timeline().actor(*actor);
            names.push(actor.name_in(self.view.language()).to_owned());
        }
        names
    }

    /// Returns the names of actors as one phrase, with `separator` between them.
    pub(crate) fn joined_names(&self, actors: &[ActorId], separator: &str) -> String {
        listed(&self.names(actors), separator)
    }

    pub(crate) fn describe(&self, event: EventRef<'t>) -> EventInWords {
        EventInWords {
            event: event.label(),
            when: event.when().to_string(),
            by: self.names(event.sources()),
            to: self.names(event.targets()),
            act: event.act(),
            text: event.text().map(str::to_owned),
            says: self.stated_facts(event),
            reported_by: self.reporters(&self.view.reports(event)),
        }
    }

    /// Returns the path of each report in words, leaving out the coder's own remarks.
    pub(crate) fn reporters(&self, reports: &[&Report]) -> Vec<String> {
        let mut paths = Vec::new();
        for report in reports {
            if report.origin() != Origin::Coder {
                paths.push(self.report_path(report));
            }
        }
        paths
    }

    pub(crate) fn candidate(&self, candidate: &Candidate) -> String {
        let confidence = candidate
            .confidence()
            .map_or("not stated".to_owned(), |confidence| confidence.to_string());
        format!("{} ({confidence})", self.joined_names(candidate.actors(), ", "))
    }

    /// Returns the facts that a statement asserts or denies, and its condition, each as a phrase.
    pub(crate) fn stated_facts(&self, event: EventRef<'t>) -> Vec<String> {
        let Some(statement) = event.statement() else { return Vec::new() };
        let mut facts = Vec::new();
        for assertion in self.view.assertions(event) {
            facts.push(self.assertion(assertion));
        }
        if let Some(conditional) = statement.conditional() {
            facts.push(self.conditional(conditional));
        }
        facts
    }

    fn conditional(&self, conditional: &Conditional) -> String {
        let consequence = self.pattern(conditional.consequence());
        let condition = self.pattern(conditional.condition());
        let by = conditional.deadline().map_or(String::new(), |deadline| format!(" by {deadline}"));
        match conditional.clause() {
            Clause::If => format!("if {condition}{by}, then {consequence}"),
            Clause::Unless => format!("unless {condition}{by}, {consequence}"),
            Clause::Unconditional => format!("{consequence}{by}"),
        }
    }

    fn assertion(&self, assertion: &Assertion) -> String {
        let fact = in_plain_words(assertion.fact());
        let mut words = Vec::new();
        if let Some(means) = assertion.means() {
            words.push(means.to_string().replace('-', " "));
        }
        if let Some(amount) = assertion.amount() {
            words.push(isolated(&amount.to_string()).into_owned());
        }
        for name in self.names(assertion.actors()) {
            words.push(isolated(&name).into_owned());
        }
        if let Some(outcome) = assertion.outcome() {
            words.push(in_plain_words(outcome));
        }
        if let Some(stated) = assertion.words() {
            words.push(format!("«{}»", isolated(stated)));
        }
        let rest = words.join(", ");
        let denied = if assertion.is_denial() { "not true: " } else { "" };
        let confidence =
            assertion.confidence().map_or(String::new(), |confidence| format!(" ({confidence})"));
        if rest.is_empty() {
            format!("{denied}{fact}{confidence}")
        } else {
            format!("{denied}{fact}: {rest}{confidence}")
        }
    }

    pub(crate) fn pattern(&self, pattern: &Pattern) -> String {
        if let Some(words) = pattern.words() {
            return isolated(words).into_owned();
        }
        let kind = pattern.kind().map_or("any event", |kind| kind.as_str());
        let mut text = kind.to_owned();
        for (word, actors) in &[("by", pattern.sources()), ("against", pattern.targets())] {
            if !actors.is_empty() {
                text.push_str(&format!(" {word} {}", self.joined_names(actors, " or ")));
            }
        }
        if let Some((scale, level)) = pattern.min_level() {
            text.push_str(&format!(" at {scale} {level} or above"));
        }
        if let Some(event) = pattern.antecedent() {
            text.push_str(&format!(" in answer to {}", self.view.timeline().event(event)));
        }
        text
    }

    pub(crate) fn reports(&self, reports: &[&Report]) -> Vec<String> {
        let mut phrases = Vec::new();
        for report in reports {
            phrases.push(self.report(report));
        }
        phrases
    }

    fn report_path(&self, report: &Report) -> String {
        self.view.timeline().path_in_words(report, self.view.language())
    }

    fn report(&self, report: &Report) -> String {
        let mut phrase = self.report_path(report);
        if let Some(reliability) = report.reliability() {
            phrase.push_str(&format!(", reliability {reliability:?}"));
        }
        if let Some(credibility) = report.credibility() {
            phrase.push_str(&format!(", credibility {}", u8::from(credibility)));
        }
        if let Some(confidence) = report.extraction() {
            phrase.push_str(&format!(", extracted with {confidence} confidence"));
        }
        if let Some(words) = report.words() {
            phrase.push_str(&format!(": «{}»", isolated(words)));
        }
        phrase
    }
}
