//! Why a chain is one: a tree that a program can read and a person too.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    chain::{chain::ChainConfidence, query::rule::Rule},
    model::{Act, Avowal, Confidence, Extras, Level, Relation},
    phrases::in_plain_words,
    reactions::reactions::{Interval, Reaction},
    safe_text::{isolated, listed, on_one_line},
    timeline::{Said, StepTally, actor_list},
    wording::{rising, span, write_tree},
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
    /// What happened after each of them: reactions, silences, and what followed.
    #[serde(default)]
    pub intervals: Vec<Interval>,
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
    /// Which of the claims cannot both be true, each pair in words.
    #[serde(default)]
    pub disputed: Vec<String>,
    /// What it is declared to carry out: threats, promises, intentions.
    #[serde(default)]
    pub carries_out: Vec<String>,
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

/// How many statements between two steps are printed, those told as reactions aside; all are in the data.
const PRINTED: usize = 4;

/// How many reactions after a step are printed; all are in the data.
const REACTIONS_PRINTED: usize = 12;

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
            isolated(&self.scale)
        )?;
        let mut lines = Vec::new();
        for (nth, step) in self.steps.iter().enumerate() {
            lines.push((0, format!("{}. {}", nth + 1, step.heading(&self.scale))));
            let reactions = nth.checked_sub(1).and_then(|before| self.intervals.get(before));
            let told = reactions.map_or(&[][..], |interval| &interval.reactions);
            lines.extend(step.lines(told).into_iter().map(|(depth, line)| (depth + 1, line)));
            if let Some(interval) = self.intervals.get(nth).filter(|interval| !interval.is_empty())
            {
                lines.push((0, interval.place()));
                lines.extend(interval.lines(REACTIONS_PRINTED).into_iter().map(|line| (1, line)));
            }
        }
        write_tree(f, &lines)?;
        for tally in &self.seen_through {
            writeln!(f, "seen through: {tally}")?;
        }
        for gap in &self.not_covered {
            writeln!(f, "warning: {}", on_one_line(gap))?;
        }
        Ok(())
    }
}

impl Step {
    fn heading(&self, scale: &str) -> String {
        let arrow = if self.mutual { "↔" } else { "→" };
        format!(
            "{}, {}: {}{}, {} {arrow} {}, {} {}{}",
            isolated(&self.event),
            on_one_line(&self.when),
            self.act,
            self.code.as_ref().map_or(String::new(), |code| format!(" ({})", isolated(code))),
            actor_list(&self.sources),
            actor_list(&self.targets),
            isolated(scale),
            self.level,
            self.level_reason
                .as_ref()
                .map_or(String::new(), |reason| format!(" ({})", isolated(reason)))
        )
    }

    /// What stands below the heading: depth and text of each line. What reactions tell is not told again.
    fn lines(&self, told: &[Reaction]) -> Vec<(usize, String)> {
        let mut lines = Vec::new();
        if let Some(why) = &self.why {
            let after = format!("after {}, {}", span(why.gap_seconds), rising(why.rise));
            for RuleHeld { rule, antecedent, answer } in &why.rules {
                let rule = rule.as_str();
                lines.push((0, format!("why: {rule} ({antecedent}, then {answer}), {after}")));
            }
            for link in &why.links {
                lines.push((0, format!("why: {}, {after}", link.line())));
                lines.extend(link.reports.iter().map(|report| (1, format!("reported: {report}"))));
            }
        }
        lines.extend(self.counted_as.iter().map(|counted| (0, counted.clone())));
        lines.extend(self.text.iter().map(|text| (0, isolated(text).into_owned())));
        lines.extend(self.says.iter().map(|fact| (0, format!("says: {fact}"))));
        lines.extend(self.place.iter().map(|place| (0, format!("place: {}", isolated(place)))));
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
        lines.extend(self.avowal.map(|avowal| (0, in_plain_words(avowal))));
        lines.extend(self.reports.iter().map(|report| (0, format!("reported: {report}"))));
        if !self.extras.is_empty() {
            lines.push((0, format!("taken up: {}", self.extras)));
        }
        if !self.repeats.is_empty() {
            lines.push((0, format!("stands also for {}", listed(&self.repeats, ", "))));
        }
        for said in &self.said_of_it {
            lines.push((0, format!("said of it: {}", said.heading())));
            lines.extend(said.says.iter().map(|fact| (1, fact.clone())));
        }
        lines.extend(self.disputed.iter().map(|conflict| (0, format!("disputed: {conflict}"))));
        lines.extend(self.carries_out.iter().map(|threat| (0, format!("carries out: {threat}"))));
        let is_told = |said: &&Said| told.iter().any(|reaction| reaction.said.event == said.event);
        let meanwhile: Vec<_> = self.meanwhile.iter().filter(|said| !is_told(said)).collect();
        for said in meanwhile.iter().take(PRINTED) {
            lines.push((0, format!("meanwhile: {}", said.heading())));
            lines.extend(said.says.iter().map(|fact| (1, fact.clone())));
        }
        if meanwhile.len() > PRINTED {
            let more = meanwhile.len() - PRINTED;
            lines.push((0, format!("meanwhile: {more} statements more")));
        }
        lines
    }
}

impl LinkSaid {
    /// In one line, its reports aside.
    pub(crate) fn line(&self) -> String {
        let sure = self.confidence.map_or(String::new(), |sure| format!(" ({sure})"));
        let by = match &self.asserted_by[..] {
            [] => "the coder".to_owned(),
            some => listed(some, ", "),
        };
        let relation = match self.relation {
            Relation::CarriesOut => "carries it out".to_owned(),
            other => format!("{} it", other.phrase()),
        };
        format!("declared, {relation}, says {by}{sure}")
    }
}
