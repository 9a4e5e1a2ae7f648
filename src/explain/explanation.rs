//! [`Explanation`]: why the events of a chain follow one another, as data and as text.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    chain::{confidence::ChainConfidence, query::rule::Rule, stated_link::StatedLink},
    model::{Act, Avowal, Confidence, Extras, Level},
    reactions::types::{Interval, Reaction},
    safe_text::{isolated, listed, on_one_line},
    timeline::{EventInWords, StepTally, actor_list},
    wording::{after, rising, scale_in_words, span, write_tree},
};

/// An explanation of a chain, step by step: what each event was, who reports it, how severe it was, why it
/// follows the event before, and what third parties said in between.
///
/// It owns its data, so that it can be kept and serialized. It prints as a tree.
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
/// 2 events in 12 days, rising 4 on Kahn's scale; confidence: none stated
/// ├─ 1. killing, 2024-04-01: attack: air strike, Israel → Iran, level 8 on Kahn's scale
/// │  └─ reported: public record
/// └─ 2. barrage, 2024-04-13: attack: drone, Iran → Israel, level 12 on Kahn's scale
///    └─ why: retaliation (ISR → IRN, then IRN → ISR), after 12 days, rising 4
/// ");
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Explanation {
    /// The name of the scale of the levels.
    pub scale: String,
    /// Seconds from the earliest onset of the first event to that of the last.
    pub span_seconds: i64,
    /// The level of the last event less the level of the first.
    pub rise: Level,
    /// The confidence in the chain, from what is stated along it.
    pub confidence: ChainConfidence,
    /// The events whose author counts as unknown because its attribution is below the minimum of the query,
    /// in words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authors_below_minimum: Vec<String>,
    /// What the chain hangs on: the events whose author only their accusers name and without whose word the
    /// chain does not hold, in words. See [`Chain::accusers`](crate::Chain::accusers).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hangs_on: Vec<String>,
    /// The events of the chain, from the first to the last.
    pub steps: Vec<Step>,
    /// The interval after each event: reactions, silences, and what followed.
    #[serde(default)]
    pub intervals: Vec<Interval>,
    /// The steps of the view, each with the number of events that it left out.
    #[serde(rename = "seen_through", default, skip_serializing_if = "Vec::is_empty")]
    pub view_steps: Vec<StepTally>,
    /// The pairs of parties whose events the timeline does not cover throughout the chain, in words. Events
    /// between them may be missing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_covered: Vec<String>,
}

/// One event of an explained chain. Actors are named in the [language](crate::View::in_language) of the
/// view.
///
/// See [`Explanation`] for an example.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// The key of the event, or its order of recording, as `#12`.
    pub event: String,
    /// The date, as recorded.
    pub when: String,
    /// What was done.
    pub act: Act,
    /// The code, if the event has one.
    pub code: Option<String>,
    /// The source actors. Of a disputed event, its most likely candidate.
    pub sources: Vec<String>,
    /// The target actors.
    pub targets: Vec<String>,
    /// Whether the event runs in both directions.
    pub mutual: bool,
    /// The party that a source or target counts as, in words, if a bloc, a patron or a country stands for
    /// it.
    #[serde(default)]
    pub counted_as: Vec<String>,
    /// The [step](crate::Query::steps) of the query that the event fills: its name, or else its number from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fills: Option<String>,
    /// The level.
    pub level: Level,
    /// The coder's reason for the level.
    pub level_reason: Option<String>,
    /// The place.
    pub place: Option<String>,
    /// The description of the event.
    pub text: Option<String>,
    /// The confidence that the event occurred.
    pub confidence: Option<Confidence>,
    /// The confidence that the sources did it.
    pub attribution: Option<Confidence>,
    /// The candidates of a disputed event, each with its confidence.
    pub candidates: Vec<String>,
    /// Whether those held responsible claim the event.
    pub avowal: Option<Avowal>,
    /// Of a statement: the facts that it asserts or denies and its condition, each in words.
    pub says: Vec<String>,
    /// The reports of the event, each as a path in words.
    pub reports: Vec<String>,
    /// Further data about the event from its file, such as the number of mentions and the date of
    /// recording.
    #[serde(default, skip_serializing_if = "Extras::is_empty")]
    pub extras: Extras,
    /// The events that the view merged into this one as repeats, by key or order of recording.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub repeats: Vec<String>,
    /// The statements about the event, in total order.
    #[serde(rename = "said_of_it")]
    pub statements_about: Vec<EventInWords>,
    /// The pairs of claims about the event that cannot both be true, in words.
    #[serde(default)]
    pub disputed: Vec<String>,
    /// The threats, promises and intentions that the event carries out, each with who declares it or, if no link does
    /// and the event is the first that fits it, that it is inferred: see [`View::threats`](crate::View::threats).
    #[serde(default)]
    pub carries_out: Vec<String>,
    /// Why it follows the event before; `None` for the first event.
    pub why: Option<Why>,
    /// The statements of third parties to or about either side since the event before, in total order.
    pub meanwhile: Vec<EventInWords>,
}

/// Why an event follows another: the rules that infer the hop and the links that declare it.
///
/// See [`Explanation`] for an example.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Why {
    /// The rules that join the two events.
    pub rules: Vec<MatchedRule>,
    /// The links that declare the hop.
    pub links: Vec<StatedLink>,
    /// Seconds between the earliest onsets of the two events.
    pub gap_seconds: i64,
    /// The level of the later event less the level of the earlier.
    pub rise: Level,
    /// The confidence of the hop: that of its most confident way, a rule or a link; `None` if nothing is stated
    /// of any.
    #[serde(default)]
    pub confidence: Option<Confidence>,
}

/// A rule that joins two events, with the dyads by which it holds. Actors are rolled up.
///
/// See [`Explanation`] for an example.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MatchedRule {
    /// The rule.
    pub rule: Rule,
    /// The dyad of the earlier event, by actor keys.
    pub antecedent: String,
    /// The dyad of the later event, by actor keys.
    pub answer: String,
    /// The confidence in the authors that the rule compares: the lowest that is stated.
    #[serde(default)]
    pub confidence: Option<Confidence>,
}

/// Number of statements printed between two steps, besides the reactions. The data contain all of them.
const MEANWHILE_PRINTED: usize = 4;

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let f: &mut dyn fmt::Write = f;
        writeln!(
            f,
            "{} events in {}, {} on {}; {}",
            self.steps.len(),
            span(self.span_seconds),
            self.course(),
            scale_in_words(&self.scale),
            self.confidence_in_words()
        )?;
        for lines in [&self.authors_below_minimum, &self.hangs_on] {
            for line in lines {
                writeln!(f, "{}", on_one_line(line))?;
            }
        }
        let (mut lines, mut printed) = (Vec::new(), Vec::new());
        let peak = self.peak();
        for (nth, step) in self.steps.iter().enumerate() {
            let mark = if peak == Some(nth) { " (the peak)" } else { "" };
            lines.push((0, format!("{}. {}{mark}", nth + 1, step.heading(&self.scale))));
            let before = nth.checked_sub(1).and_then(|before| self.intervals.get(before));
            let reactions = before.map_or(&[][..], |interval| &interval.reactions);
            let earlier = nth.checked_sub(1).map(|before| self.steps[before].event.as_str());
            for (depth, line) in step.lines(earlier, reactions, &mut printed) {
                lines.push((depth + 1, line));
            }
            if let Some(interval) = self.intervals.get(nth).filter(|interval| !interval.is_empty())
            {
                lines.push((0, interval.heading()));
                for line in interval.lines(&mut printed) {
                    lines.push((1, line));
                }
            }
        }
        write_tree(f, &lines)?;
        for tally in &self.view_steps {
            writeln!(f, "view: {tally}")?;
        }
        for gap in &self.not_covered {
            writeln!(f, "warning: {}", on_one_line(gap))?;
        }
        Ok(())
    }
}

impl Explanation {
    /// Returns the step of the highest level, the first of several; `None` if it is the first step or of the level
    /// of the last, so that the chain does not fall after a rise.
    fn peak(&self) -> Option<usize> {
        let mut peak = 0;
        for (nth, step) in self.steps.iter().enumerate() {
            if step.level > self.steps[peak].level {
                peak = nth;
            }
        }
        let last = self.steps.last()?.level;
        (peak > 0 && self.steps[peak].level > last).then_some(peak)
    }

    /// Returns how the level changes from the first step to the last, by way of the peak if there is one.
    fn course(&self) -> String {
        let (Some(peak), Some(first), Some(last)) =
            (self.peak().map(|nth| &self.steps[nth]), self.steps.first(), self.steps.last())
        else {
            return rising(self.rise);
        };
        let (up, down) =
            (rising(peak.level.less(first.level)), rising(last.level.less(peak.level)));
        format!("{up} to its peak, {}, then {down}", isolated(&peak.event))
    }

    /// Returns the confidence in words: that of the weakest part, the product, and of how many parts nothing is
    /// stated. The parts are that each event occurred and that each hop holds.
    fn confidence_in_words(&self) -> String {
        let (stated, not) = (self.confidence.stated(), self.confidence.not_stated());
        let (Some(weakest), Some(product)) = (self.confidence.weakest(), self.confidence.product())
        else {
            return "confidence: none stated".to_owned();
        };
        let mut words = format!("confidence: {weakest} at most");
        if stated > 1 {
            words +=
                &format!(", {:.0}% if its {stated} stated parts are independent", product * 100.0);
        }
        if not > 0 {
            let parts = stated + not;
            words += &format!("; not stated for {not} of its {parts} parts (events and hops)");
        }
        words
    }
}

impl Step {
    fn heading(&self, scale: &str) -> String {
        let arrow = if self.mutual { "↔" } else { "→" };
        let (event, when) = (isolated(&self.event), on_one_line(&self.when));
        let mut heading = format!("{event}, {when}: {}", self.act);
        if let Some(code) = &self.code {
            heading += &format!(" ({})", isolated(code));
        }
        let (sources, targets) = (actor_list(&self.sources), actor_list(&self.targets));
        let (scale, level) = (scale_in_words(scale), self.level);
        heading += &format!(", {sources} {arrow} {targets}, level {level} on {scale}");
        if let Some(reason) = &self.level_reason {
            heading += &format!(": {}", isolated(reason));
        }
        if let Some(step) = &self.fills {
            heading += &format!("; fills step {}", isolated(step));
        }
        heading
    }

    /// Returns the lines below the heading, each with its depth. Statements that are printed as reactions
    /// are left out, and of those that are in `printed` only the key is given. `earlier` is the step before.
    fn lines(
        &self,
        earlier: Option<&str>,
        reactions: &[Reaction],
        printed: &mut Vec<String>,
    ) -> Vec<(usize, String)> {
        let mut lines = Vec::new();
        if let Some(why) = &self.why {
            let earlier = isolated(earlier.unwrap_or("the event before"));
            let mut after = format!(", {}, {}", after(why.gap_seconds), rising(why.rise));
            // The ways whose confidence is stated.
            let mut ways = 0;
            for MatchedRule { rule, antecedent, answer, confidence } in &why.rules {
                let rule = rule.as_str();
                // The time and the rise are the same for each way, so the first names them.
                let after = std::mem::take(&mut after);
                let mut line = format!("why: {rule} ({antecedent}, then {answer}){after}");
                if let Some(confidence) = confidence {
                    ways += 1;
                    line += &format!("; confidence in the authors: {confidence}");
                }
                lines.push((0, line));
            }
            for link in &why.links {
                ways += usize::from(link.confidence.is_some());
                let (relation, after) = (link.relation.phrase(), std::mem::take(&mut after));
                lines.push((
                    0,
                    format!("why: {}: it {relation} {earlier}{after}", link.declared_by()),
                ));
                for report in &link.reports {
                    lines.push((1, format!("reported: {report}")));
                }
            }
            if let Some(confidence) = why.confidence.filter(|_| ways > 1) {
                lines.push((0, format!("of these ways the most confident counts: {confidence}")));
            }
        }
        for counted in &self.counted_as {
            lines.push((0, counted.clone()));
        }
        if let Some(text) = &self.text {
            lines.push((0, isolated(text).into_owned()));
        }
        for fact in &self.says {
            lines.push((0, format!("says: {fact}")));
        }
        if let Some(place) = &self.place {
            lines.push((0, format!("place: {}", isolated(place))));
        }
        let mut stated = Vec::new();
        if let Some(confidence) = self.confidence {
            stated.push(format!("{confidence} that it occurred"));
        }
        if let Some(confidence) = self.attribution {
            stated.push(format!("{confidence} that {} did it", actor_list(&self.sources)));
        }
        if !stated.is_empty() {
            lines.push((0, format!("confidence: {}", stated.join(", "))));
        }
        if !self.candidates.is_empty() {
            lines.push((0, format!("disputed author: {}", self.candidates.join(" or "))));
        }
        if let Some(avowal) = self.avowal {
            let words = match avowal {
                Avowal::Claimed => "those held responsible claim it",
                Avowal::Denied => "those held responsible deny it",
                Avowal::Unclaimed => "those held responsible neither claim nor deny it",
            };
            lines.push((0, words.to_owned()));
        }
        for report in &self.reports {
            lines.push((0, format!("reported: {report}")));
        }
        if !self.extras.is_empty() {
            lines.push((0, format!("data set: {}", self.extras)));
        }
        if !self.repeats.is_empty() {
            lines.push((0, format!("merged repeats: {}", listed(&self.repeats, ", "))));
        }
        for said in &self.statements_about {
            add_statement("about it", &mut lines, said, printed);
        }
        for conflict in &self.disputed {
            lines.push((0, format!("disputed: {conflict}")));
        }
        for threat in &self.carries_out {
            lines.push((0, format!("carries out: {threat}")));
        }
        let is_reaction = |said: &EventInWords| {
            reactions.iter().any(|reaction| reaction.event.event == said.event)
        };
        let mut count = 0;
        for said in &self.meanwhile {
            if is_reaction(said) {
                continue;
            }
            count += 1;
            if count <= MEANWHILE_PRINTED {
                add_statement("meanwhile", &mut lines, said, printed);
            }
        }
        if count > MEANWHILE_PRINTED {
            let more = count - MEANWHILE_PRINTED;
            let statements = if more == 1 { "statement" } else { "statements" };
            lines.push((0, format!("meanwhile: {more} more {statements}")));
        }
        lines
    }
}

/// Adds a statement with the facts that it asserts or denies, or its key alone if it is printed already.
fn add_statement(
    what: &str,
    lines: &mut Vec<(usize, String)>,
    said: &EventInWords,
    printed: &mut Vec<String>,
) {
    if !said.is_new(printed) {
        lines.push((0, format!("{what}: {} (see above)", isolated(&said.event))));
        return;
    }
    lines.push((0, format!("{what}: {}", said.heading())));
    for fact in &said.says {
        lines.push((1, fact.clone()));
    }
}
