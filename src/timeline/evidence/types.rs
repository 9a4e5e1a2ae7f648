//! Evidence as data, and how it is printed.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    model::{Confidence, Credibility, Reliability},
    safe_text::{isolated, listed, on_one_line},
    wording::write_tree,
};

/// The evidence for and against a [`Proposition`](crate::evidence::Proposition), and the confidence that follows:
/// see [`View::evidence`](crate::View::evidence).
///
/// It owns all its texts, so it can be kept and serialized. Actors appear by their keys. `Display`
/// prints a tree.
///
/// # Reports
///
/// These reports count in support:
///
/// - that an **event occurred**: its own reports, and those of statements that assert or corroborate it;
/// - **who did it**: its own reports, except those that explicitly
///   [name](crate::Report::attributing_to) other authors or no author, and the reports of statements
///   that [assert](crate::model::Fact::Attribution) that its sources did it;
/// - that a **link** holds: its own reports;
/// - that an **assertion** is true: its own reports or, without any, those of its statement, and those
///   of statements that assert the same of the same event.
///
/// The actors that assert something are its original speakers. If no report of the assertion is known,
/// they count as its reporters. Reports by the coder are ignored. A statement is about the events that it names or, if
/// it names none, about those that links [say](crate::Relation::About) it is about.
///
/// # Independence
///
/// A report is a path from the outlet, through the reporters that it relays, to the original speakers.
/// Its *ultimate origins* are the speakers; without speakers, the last reporter that it relays; without
/// relays, the outlet. Public record counts as one reporter.
///
/// Two paths from an origin to an outlet are independent if they have no reporter in common: no origin,
/// no relay and no outlet. So two outlets that relay one speaker count as one report, and so do two
/// speakers in one outlet. The number of independent reports is the largest number of paths without a
/// common reporter. By Menger's theorem this is also the smallest number of reporters that would have to
/// be wrong for all reports to be wrong. A path may combine several reports: only who received
/// it from whom matters. Actors count as themselves, whatever they are part of.
///
/// Each origin is represented by its most credible report. Among the sets of origins that can be
/// independent at once, the most credible set counts. O(t (t + r)) for t reporters in r reports.
///
/// # Denials
///
/// These deny a proposition: a statement that denies the fact, a [`Deny`](crate::SpeechAct::Deny) about
/// the event without an assertion, and an event that is linked to it by
/// [`Denies`](crate::Relation::Denies). Each actor that denies it counts once. A denial of the event as a whole by
/// one of its sources, or an actor of which one is part of the other, does not deny that it occurred, but who did it.
///
/// A claim or denial that its speakers have later [corrected](crate::View::claims) counts neither way.
///
/// # Guarantees
///
/// Under [`Dempster`](crate::evidence::Dempster), and under every rule that meets the conditions of
/// [`EvidenceRule`](crate::evidence::EvidenceRule): removing a report never raises the confidence, nor does adding
/// a denial, and the order of recording makes no difference.
///
/// ```
/// use escalade::{Actor, Event, Means, Report, SpeechAct, Statement, Timeline};
///
/// let mut builder = Timeline::builder();
/// let [iran, syria, paper, wire, official] =
///     ["IRN", "SYR", "PAPER", "WIRE", "OFFICIAL"].map(|key| builder.add_actor(Actor::new(key)));
/// let quoting = |outlet| Report::by(outlet).quoting(official);
/// let raid = Event::attack(iran, "2024-04-01", Means::Drone).with_key("raid").with_confidence(80);
/// let raid = [quoting(paper), quoting(wire), Report::by(wire)].into_iter().fold(raid, Event::with_report);
/// let raid = builder.add_event(raid);
/// let denial = Event::statement(syria, "2024-04-02", SpeechAct::Deny).with_key("denial");
/// builder.add_event(denial.with_statement(Statement::about(raid)));
/// let timeline = builder.build()?;
/// let evidence = timeline.evidence(raid)?;
/// assert_eq!((evidence.independent(), evidence.by_origin.len()), (2, 2));
/// assert_eq!(evidence.confidence().unwrap().percent(), 80, "the coder's");
/// assert_eq!(evidence.to_string(), "\
/// that raid occurred: 80% by the coder, none derived by dempster; 2 independent of 3 reports, denied by 1
/// ├─ OFFICIAL: PAPER, quoting OFFICIAL; WIRE, quoting OFFICIAL
/// ├─ WIRE: WIRE
/// └─ denied by SYR: denial
/// ");
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Evidence {
    /// The proposition in words, for example `that raid occurred`.
    pub of: String,
    /// The number of reports in support.
    pub reports: usize,
    /// The reports by ultimate origin, the most credible origin first, equally credible ones in order of
    /// recording.
    #[serde(rename = "strands")]
    pub by_origin: Vec<OriginReports>,
    /// The denials, in order of recording.
    pub denials: Vec<Denial>,
    /// The confidence that the coder states, if any.
    pub stated: Option<Confidence>,
    /// The confidence that the rule derives, if it can derive one.
    pub derived: Option<Confidence>,
    /// The name of the rule.
    pub rule: String,
}

/// The reports that go back to one origin.
///
/// See [`Evidence`] for an example.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct OriginReports {
    /// The origin: an actor's key, or `public record`.
    pub origin: String,
    /// The reports, each as a path in words.
    pub reports: Vec<String>,
    /// Whether the origin counts as independent of those before it: it has a path to an outlet without
    /// a reporter in common with theirs.
    pub independent: bool,
    /// The credibility of the most credible report, if any is judged.
    pub credibility: Option<Credibility>,
    /// The reliability of the most reliable among the most credible reports.
    pub reliability: Option<Reliability>,
}

/// A statement, or another event, that denies the proposition.
///
/// See [`Evidence`] for an example.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Denial {
    /// The key of the statement, or its order of recording as `#12`.
    pub statement: String,
    /// The keys of the actors that deny it.
    pub by: Vec<String>,
    /// The confidence that the denial is true, if stated.
    pub confidence: Option<Confidence>,
}

impl Evidence {
    /// Returns the number of independent reports.
    pub fn independent(&self) -> usize {
        self.by_origin.iter().filter(|one| one.independent).count()
    }

    /// Returns the confidence that the coder states, or else the confidence that the rule derives.
    pub fn confidence(&self) -> Option<Confidence> {
        self.stated.or(self.derived)
    }
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let in_words = |confidence: Option<Confidence>, none: &str| {
            confidence.map_or(none.to_owned(), |confidence| confidence.to_string())
        };
        writeln!(
            f,
            "{}: {} by the coder, {} by {}; {} independent of {} reports, denied by {}",
            on_one_line(&self.of),
            in_words(self.stated, "not stated"),
            in_words(self.derived, "none derived"),
            on_one_line(&self.rule),
            self.independent(),
            self.reports,
            self.denials.len()
        )?;
        let mut lines = Vec::new();
        for origin in &self.by_origin {
            lines.push((0, origin.line()));
        }
        for denial in &self.denials {
            let by = if denial.by.is_empty() {
                "an unknown actor".to_owned()
            } else {
                listed(&denial.by, ", ")
            };
            let confidence =
                denial.confidence.map_or(String::new(), |confidence| format!(" ({confidence})"));
            let statement = isolated(&denial.statement);
            lines.push((0, format!("denied by {by}: {statement}{confidence}")));
        }
        write_tree(f, &lines)
    }
}

impl OriginReports {
    fn line(&self) -> String {
        let mut line = isolated(&self.origin).into_owned();
        if let Some(reliability) = self.reliability {
            line.push_str(&format!(", reliability {reliability:?}"));
        }
        if let Some(credibility) = self.credibility {
            line.push_str(&format!(", credibility {}", u8::from(credibility)));
        }
        if !self.independent {
            line.push_str(" (not independent of the others)");
        }
        format!("{line}: {}", self.reports.join("; "))
    }
}
