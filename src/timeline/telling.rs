//! What a view tells, put into words: names in a language, reports, assertions, patterns.

use serde::{Deserialize, Serialize};

use super::{EventRef, View};
use crate::{
    model::{Act, ActorId, Assertion, Candidate, Clause, Conditional, Origin, Pattern, Report},
    phrases::in_plain_words,
    safe_text::{isolated, listed, on_one_line},
};

/// A statement, or another event, told beside something else.
///
/// See [`Explanation`](crate::Explanation) for an example.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Said {
    /// Its key, or its order of recording.
    pub event: String,
    /// When, as it was written.
    pub when: String,
    /// Who said it.
    pub by: Vec<String>,
    /// Whom it was directed at.
    pub to: Vec<String>,
    /// What was done by saying it.
    pub act: Act,
    /// What was said.
    pub text: Option<String>,
    /// The facts asserted or denied, and the condition, each in words.
    pub says: Vec<String>,
    /// Through whom it came, each report as a path in words, the coder's own remarks aside.
    pub told_by: Vec<String>,
}

impl Said {
    /// In one line, with its text and through whom it came.
    pub(crate) fn heading(&self) -> String {
        let text = self.text.as_ref().map_or(String::new(), |text| format!(": {}", isolated(text)));
        let told = if self.told_by.is_empty() {
            String::new()
        } else {
            format!(" (told by {})", self.told_by.join("; "))
        };
        format!("{}{text}{told}", self.brief())
    }

    /// Which it is, when, who to whom, and what.
    pub(crate) fn brief(&self) -> String {
        let to =
            if self.to.is_empty() { String::new() } else { format!(" → {}", side(&self.to)) };
        let (event, when) = (isolated(&self.event), on_one_line(&self.when));
        format!("{event}, {when}, {}{to}, {}", side(&self.by), self.act)
    }
}

/// The names on one side of an event, as they stand in a line.
pub(crate) fn side(names: &[String]) -> String {
    if names.is_empty() { "unknown".to_owned() } else { listed(names, ", ") }
}

/// Puts what a view tells into words.
#[derive(Clone, Copy)]
pub(crate) struct Telling<'a, 't> {
    pub(crate) view: &'a View<'t>,
    pub(crate) language: &'a str,
}

impl<'t> Telling<'_, 't> {
    /// Names, each for itself.
    pub(crate) fn names(&self, actors: &[ActorId]) -> Vec<String> {
        actors
            .iter()
            .map(|actor| self.view.timeline().actor(*actor).name_in(self.language).to_owned())
            .collect()
    }

    /// Names in a line of words.
    pub(crate) fn named(&self, actors: &[ActorId], between: &str) -> String {
        listed(&self.names(actors), between)
    }

    pub(crate) fn said(&self, event: EventRef<'t>) -> Said {
        Said {
            event: event.label(),
            when: event.when().to_string(),
            by: self.names(event.sources()),
            to: self.names(event.targets()),
            act: event.act(),
            text: event.text().map(str::to_owned),
            says: self.says(event),
            told_by: self.told_by(self.view.reports(event)),
        }
    }

    /// Through whom it came, the coder's own remarks aside.
    pub(crate) fn told_by<'r>(&self, reports: impl IntoIterator<Item = &'r Report>) -> Vec<String> {
        let reports = reports.into_iter().filter(|report| report.origin() != Origin::Coder);
        reports.map(|report| self.path(report)).collect()
    }

    pub(crate) fn candidate(&self, candidate: &Candidate) -> String {
        let sure = candidate.confidence().map_or("not stated".to_owned(), |sure| sure.to_string());
        format!("{} ({sure})", self.named(candidate.actors(), ", "))
    }

    /// The facts that a statement asserts or denies, and its condition.
    pub(crate) fn says(&self, event: EventRef<'t>) -> Vec<String> {
        let Some(said) = event.said() else { return Vec::new() };
        let mut says: Vec<_> =
            self.view.assertions(event).map(|fact| self.asserted(fact)).collect();
        says.extend(said.conditional().map(|conditional| self.conditional(conditional)));
        says
    }

    fn conditional(&self, conditional: &Conditional) -> String {
        let consequence = self.pattern(conditional.consequence());
        let condition = self.pattern(conditional.condition());
        let by = conditional.deadline().map_or(String::new(), |deadline| format!(" by {deadline}"));
        match conditional.clause() {
            Clause::If => format!("if {condition}{by}, then {consequence}"),
            Clause::Unless => format!("unless {condition}{by}, {consequence}"),
            Clause::Plainly => format!("{consequence}{by}"),
        }
    }

    fn asserted(&self, assertion: &Assertion) -> String {
        let mut words = vec![in_plain_words(assertion.fact())];
        words.extend(assertion.means().map(|means| means.to_string().replace('-', " ")));
        words.extend(assertion.amount().map(|amount| isolated(&amount.to_string()).into_owned()));
        words.extend(self.names(assertion.actors()).iter().map(|name| isolated(name).into_owned()));
        words.extend(assertion.outcome().map(in_plain_words));
        words.extend(assertion.words().map(|words| format!("«{}»", isolated(words))));
        let (fact, rest) = (words.remove(0), words.join(", "));
        let denied = if assertion.is_denial() { "not so: " } else { "" };
        let sure = assertion.confidence().map_or(String::new(), |sure| format!(" ({sure})"));
        if rest.is_empty() {
            format!("{denied}{fact}{sure}")
        } else {
            format!("{denied}{fact}: {rest}{sure}")
        }
    }

    pub(crate) fn pattern(&self, pattern: &Pattern) -> String {
        if let Some(words) = pattern.words() {
            return isolated(words).into_owned();
        }
        let kind = pattern.kind().map_or("any event", |kind| kind.as_str());
        let mut text = kind.to_owned();
        for (word, actors) in [("by", pattern.sources()), ("against", pattern.targets())] {
            if !actors.is_empty() {
                text.push_str(&format!(" {word} {}", self.named(actors, " or ")));
            }
        }
        if let Some((scale, level)) = pattern.least_level() {
            text.push_str(&format!(" at {scale} {level} or above"));
        }
        if let Some(event) = pattern.antecedent() {
            text.push_str(&format!(" in answer to {}", self.view.timeline().event(event)));
        }
        text
    }

    pub(crate) fn reports<'r>(&self, reports: impl IntoIterator<Item = &'r Report>) -> Vec<String> {
        reports.into_iter().map(|report| self.report(report)).collect()
    }

    fn path(&self, report: &Report) -> String {
        self.view.timeline().path_in_words(report, self.language)
    }

    fn report(&self, report: &Report) -> String {
        let mut path = self.path(report);
        if let Some(reliability) = report.reliability() {
            path.push_str(&format!(", reliability {reliability:?}"));
        }
        if let Some(credibility) = report.credibility() {
            path.push_str(&format!(", credibility {}", u8::from(credibility)));
        }
        if let Some(sure) = report.extraction() {
            path.push_str(&format!(", read out of it with {sure}"));
        }
        if let Some(words) = report.words() {
            path.push_str(&format!(": «{}»", isolated(words)));
        }
        path
    }
}
