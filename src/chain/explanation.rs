//! Why a chain is one: a tree that a program can read and a person too.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{
    ChainConfidence, Rule,
    wording::{rising, spaced, span},
};
use crate::{
    model::{Act, Avowal, Confidence, Extras, Level, Relation},
    timeline::StepTally,
};

/// A chain told step by step: what each event was, on whose word, how severe, why it follows the
/// one before, and what third parties said in between.
///
/// It owns all it says, so that it can be kept and written; printing it draws the tree.
///
/// ```
/// use chrono::TimeDelta;
/// use escalade::{Actor, Event, Means, Query, Report, Timeline, scale::Kahn};
///
/// let mut builder = Timeline::builder();
/// let iran = builder.add_actor(Actor::new("IRN").with_name("en", "Iran"));
/// let israel = builder.add_actor(Actor::new("ISR").with_name("en", "Israel"));
/// let strike = Event::attack(israel, "2024-04-01", Means::AirStrike).against(iran).with_level(Kahn, 8);
/// builder.add_event(strike.with_key("killing").with_report(Report::public_record()));
/// let barrage = Event::attack(iran, "2024-04-13", Means::Drone).against(israel).with_level(Kahn, 12);
/// builder.add_event(barrage.with_key("barrage"));
/// let timeline = builder.build()?;
/// let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(30));
/// let explanation = timeline.chains(&query)?.longest().unwrap().explain();
/// assert_eq!(explanation.steps[1].why.as_ref().unwrap().rules[0].answer, "IRN → ISR");
/// assert_eq!(explanation.to_string(), "\
/// 2 events in 12 days, rising 4 on kahn; confidence: nothing stated
/// ├─ 1. killing, 2024-04-01: attack: air strike, Israel → Iran, kahn 8
/// │  └─ reported: public record
/// └─ 2. barrage, 2024-04-13: attack: drone, Iran → Israel, kahn 12
///    └─ why: retaliation (ISR → IRN, then IRN → ISR), after 12 days, rising 4
/// ");
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Explanation {
    /// The scale of the levels.
    pub scale: String,
    /// Seconds from the earliest onset of the first event to that of the last.
    pub span_seconds: i64,
    /// Level of the last event less level of the first.
    pub rise: Level,
    /// How sure the chain is, from what is stated along it.
    pub confidence: ChainConfidence,
    /// Its events, from the first to the last.
    pub steps: Vec<Step>,
    /// The steps of the view it was found in, each with what it left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub seen_through: Vec<StepTally>,
    /// Between whom the timeline is known not to cover all the time from its first event to its last,
    /// each in words: what stood between may be missing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_covered: Vec<String>,
}

/// One event of an explained chain. Texts are in the language asked for, where names have one.
///
/// See [`Explanation`] for an example.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Its key, or its order of recording as `#12`.
    pub event: String,
    /// When, as it was written.
    pub when: String,
    /// What it was.
    pub act: Act,
    /// Its code, if it has one.
    pub code: Option<String>,
    /// Who did it, or its likeliest candidate.
    pub sources: Vec<String>,
    /// Whom it was directed at.
    pub targets: Vec<String>,
    /// Whether it ran both ways.
    pub mutual: bool,
    /// As whom its sources and targets count where they are rolled up by a bloc, as proxies or to the
    /// country they are in, each in words.
    #[serde(default)]
    pub counted_as: Vec<String>,
    /// Its level.
    pub level: Level,
    /// The coder's reason for the level.
    pub level_reason: Option<String>,
    /// Where it happened.
    pub place: Option<String>,
    /// What happened, in words.
    pub text: Option<String>,
    /// How sure it is that it occurred.
    pub confidence: Option<Confidence>,
    /// How sure it is who did it.
    pub attribution: Option<Confidence>,
    /// Who may have done it, where that is disputed, each with how sure it is.
    pub candidates: Vec<String>,
    /// Whether those held responsible own up to it.
    pub avowal: Option<Avowal>,
    /// Of a statement: the facts asserted or denied, and the condition, each in words.
    pub says: Vec<String>,
    /// Who says so: each report as a path in words.
    pub reports: Vec<String>,
    /// How much was written of it and when it was taken up, as far as that was kept.
    #[serde(default, skip_serializing_if = "Extras::is_empty")]
    pub extras: Extras,
    /// The events that the view merged into it as its repeats, by key or order of recording.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub repeats: Vec<String>,
    /// What was claimed and denied of it, in total order.
    pub said_of_it: Vec<Said>,
    /// Why it follows the one before; nothing for the first.
    pub why: Option<Why>,
    /// What third parties said to or of either side since the one before, in total order.
    pub meanwhile: Vec<Said>,
}

/// Why an event follows another. Rules infer, links are declared.
///
/// See [`Explanation`] for an example.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Why {
    /// The rules that join the two events.
    pub rules: Vec<RuleHeld>,
    /// The links that declare it.
    pub links: Vec<LinkSaid>,
    /// Seconds from earliest onset to earliest onset.
    pub gap_seconds: i64,
    /// How much higher the later event is.
    pub rise: Level,
}

/// A rule, with the dyads by which it holds, as compared: rolled up.
///
/// See [`Explanation`] for an example.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RuleHeld {
    /// The rule.
    pub rule: Rule,
    /// A dyad of the earlier event, by actor keys.
    pub antecedent: String,
    /// A dyad of the later event, by actor keys.
    pub answer: String,
}

/// A declared link, with who asserts it.
///
/// See [`Explanation`] for an example.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LinkSaid {
    /// The relation.
    pub relation: Relation,
    /// Who asserts it.
    pub asserted_by: Vec<String>,
    /// Each report of it as a path in words.
    pub reports: Vec<String>,
    /// How sure it is that it holds.
    pub confidence: Option<Confidence>,
}

/// A statement told beside a chain.
///
/// See [`Explanation`] for an example.
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

/// How many statements between two steps are printed; all are in the data.
const PRINTED: usize = 4;

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let confidence = match (self.confidence.weakest(), self.confidence.product()) {
            (Some(weakest), Some(product)) => format!(
                "{weakest} at most, {:.0}% if independent ({} stated, {} not)",
                product * 100.0,
                self.confidence.stated(),
                self.confidence.not_stated()
            ),
            _ => "nothing stated".to_owned(),
        };
        writeln!(
            f,
            "{} events in {}, {} on {}; confidence: {confidence}",
            self.steps.len(),
            span(self.span_seconds),
            rising(self.rise),
            self.scale
        )?;
        for (nth, step) in self.steps.iter().enumerate() {
            let last = nth + 1 == self.steps.len();
            let lines = step.lines();
            writeln!(
                f,
                "{} {}. {}",
                if last { "└─" } else { "├─" },
                nth + 1,
                step.heading(&self.scale)
            )?;
            for (nth, (depth, line)) in lines.iter().enumerate() {
                let stem = if last { "   " } else { "│  " };
                let closes = |at: usize| {
                    !lines[nth + 1..].iter().take_while(|l| l.0 >= at).any(|l| l.0 == at)
                };
                let outer = if *depth == 0 {
                    ""
                } else if closes(0) {
                    "   "
                } else {
                    "│  "
                };
                let branch = if closes(*depth) { "└─" } else { "├─" };
                writeln!(f, "{stem}{outer}{branch} {line}")?;
            }
        }
        for tally in &self.seen_through {
            writeln!(f, "seen through: {tally}")?;
        }
        for gap in &self.not_covered {
            writeln!(f, "warning: {gap}")?;
        }
        Ok(())
    }
}

impl Step {
    fn heading(&self, scale: &str) -> String {
        let arrow = if self.mutual { "↔" } else { "→" };
        format!(
            "{}, {}: {}{}, {} {arrow} {}, {scale} {}{}",
            self.event,
            self.when,
            self.act,
            self.code.as_ref().map_or(String::new(), |code| format!(" ({code})")),
            side(&self.sources),
            side(&self.targets),
            self.level,
            self.level_reason.as_ref().map_or(String::new(), |reason| format!(" ({reason})"))
        )
    }

    /// What stands below the heading: depth and text of each line.
    fn lines(&self) -> Vec<(usize, String)> {
        let mut lines = Vec::new();
        if let Some(why) = &self.why {
            let after = format!("after {}, {}", span(why.gap_seconds), rising(why.rise));
            for RuleHeld { rule, antecedent, answer } in &why.rules {
                let rule = rule.as_str();
                lines.push((0, format!("why: {rule} ({antecedent}, then {answer}), {after}")));
            }
            for link in &why.links {
                let sure = link.confidence.map_or(String::new(), |sure| format!(" ({sure})"));
                let by = if link.asserted_by.is_empty() {
                    "the coder".to_owned()
                } else {
                    link.asserted_by.join(", ")
                };
                lines.push((
                    0,
                    format!(
                        "why: declared, {} it, says {by}{sure}, {after}",
                        link.relation.phrase()
                    ),
                ));
                lines.extend(link.reports.iter().map(|report| (1, format!("reported: {report}"))));
            }
        }
        lines.extend(self.counted_as.iter().map(|counted| (0, counted.clone())));
        lines.extend(self.text.iter().map(|text| (0, text.clone())));
        lines.extend(self.says.iter().map(|fact| (0, format!("says: {fact}"))));
        lines.extend(self.place.iter().map(|place| (0, format!("place: {place}"))));
        let stated = [("it occurred", self.confidence), ("who did it", self.attribution)];
        let stated: Vec<_> = stated
            .iter()
            .filter_map(|(what, sure)| sure.map(|sure| format!("{what} {sure}")))
            .collect();
        if !stated.is_empty() {
            lines.push((0, format!("how sure: {}", stated.join(", "))));
        }
        if !self.candidates.is_empty() {
            lines.push((0, format!("who did it: {}", self.candidates.join(" or "))));
        }
        lines.extend(self.avowal.map(|avowal| (0, spaced(&format!("{avowal:?}")))));
        lines.extend(self.reports.iter().map(|report| (0, format!("reported: {report}"))));
        if !self.extras.is_empty() {
            lines.push((0, format!("taken up: {}", self.extras)));
        }
        if !self.repeats.is_empty() {
            lines.push((0, format!("stands also for {}", self.repeats.join(", "))));
        }
        for said in &self.said_of_it {
            lines.push((0, format!("said of it: {}", said.heading())));
            lines.extend(said.says.iter().map(|fact| (1, fact.clone())));
        }
        for said in self.meanwhile.iter().take(PRINTED) {
            lines.push((0, format!("meanwhile: {}", said.heading())));
            lines.extend(said.says.iter().map(|fact| (1, fact.clone())));
        }
        if self.meanwhile.len() > PRINTED {
            lines.push((
                0,
                format!("meanwhile: {} statements more", self.meanwhile.len() - PRINTED),
            ));
        }
        lines
    }
}

/// The sources or targets of an event.
fn side(actors: &[String]) -> String {
    if actors.is_empty() { "unknown".to_owned() } else { actors.join(", ") }
}

impl Said {
    fn heading(&self) -> String {
        let text = self.text.as_ref().map_or(String::new(), |text| format!(": {text}"));
        let to =
            if self.to.is_empty() { String::new() } else { format!(" → {}", side(&self.to)) };
        let told = if self.told_by.is_empty() {
            String::new()
        } else {
            format!(" (told by {})", self.told_by.join("; "))
        };
        format!("{}, {}, {}{to}, {}{text}{told}", self.event, self.when, side(&self.by), self.act)
    }
}
