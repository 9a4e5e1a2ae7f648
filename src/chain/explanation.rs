//! Why a chain is one: a tree that a program can read and a person too.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{
    Chain, ChainConfidence, Hop, Prepared, Rule,
    wording::{rising, spaced, span},
};
use crate::{
    model::{
        Act, ActorId, Assertion, Avowal, Confidence, EventKind, Level, Link, Origin, Pattern,
        Relation, Report,
    },
    timeline::{EventRef, Timeline},
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
    /// Whether those held responsible own up to it.
    pub avowal: Option<Avowal>,
    /// Who says so: each report as a path in words.
    pub reports: Vec<String>,
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
    /// What was done by saying it.
    pub act: Act,
    /// What was said.
    pub text: Option<String>,
    /// The facts asserted or denied, each in words.
    pub asserts: Vec<String>,
    /// Each report of it as a path in words.
    pub reports: Vec<String>,
}

impl Explanation {
    pub(super) fn of(chain: &Chain<'_>, language: &str) -> Self {
        let teller = Teller { prepared: &chain.prepared, language };
        let hops = chain.hops();
        let mut steps: Vec<_> = chain
            .events()
            .zip(chain.levels())
            .map(|(event, level)| teller.step(event, level))
            .collect();
        for ((hop, pair), step) in hops.iter().zip(chain.nodes.windows(2)).zip(&mut steps[1..]) {
            step.why = Some(teller.why(hop, pair[0], pair[1]));
            step.meanwhile = teller.meanwhile(pair[0], pair[1]);
        }
        Self {
            scale: chain.prepared.query.scale().name().to_owned(),
            span_seconds: chain.span().num_seconds(),
            rise: chain.rise(),
            confidence: chain.confidence(),
            steps,
        }
    }
}

/// Puts what the timeline holds into words.
struct Teller<'a, 't> {
    prepared: &'a Prepared<'t>,
    language: &'a str,
}

impl<'t> Teller<'_, 't> {
    fn timeline(&self) -> &'t Timeline {
        self.prepared.view.timeline()
    }

    fn names(&self, actors: &[ActorId]) -> Vec<String> {
        actors
            .iter()
            .map(|actor| self.timeline().actor(*actor).name_in(self.language).to_owned())
            .collect()
    }

    fn step(&self, event: EventRef<'t>, level: Level) -> Step {
        let scale = self.prepared.query.scale().name();
        let given = event.coders_levels().iter().find(|given| given.scale().as_str() == scale);
        Step {
            event: event.label(),
            when: event.when().to_string(),
            act: event.act(),
            code: event.event_type().code().map(ToString::to_string),
            sources: self.names(&event.sources()),
            targets: self.names(&event.targets()),
            mutual: event.is_mutual(),
            level,
            level_reason: given.and_then(|given| given.reason()).map(str::to_owned),
            place: event.place().map(str::to_owned),
            text: event.text().map(str::to_owned),
            confidence: event.confidence(),
            attribution: event.attribution(),
            avowal: event.avowal(),
            reports: self.reports(event.reports()),
            said_of_it: self.said_of(event),
            why: None,
            meanwhile: Vec::new(),
        }
    }

    fn why(&self, hop: &Hop, from: u32, to: u32) -> Why {
        let cast = &self.prepared.engine.cast;
        let (first, second) = (cast.dyads.of(from as usize), cast.dyads.of(to as usize));
        let key = |actor: u32| self.timeline().actor(ActorId(actor)).key();
        let dyad = |(source, target): (u32, u32)| format!("{} → {}", key(source), key(target));
        let held = |rule: Rule| {
            let pairs = first.iter().flat_map(|ab| second.iter().map(move |cd| (*ab, *cd)));
            pairs.into_iter().find(|(ab, cd)| rule.joins(*ab, *cd)).map(|(ab, cd)| RuleHeld {
                rule,
                antecedent: dyad(ab),
                answer: dyad(cd),
            })
        };
        Why {
            rules: hop.rules().iter().filter_map(|rule| held(*rule)).collect(),
            links: hop.links().iter().map(|link| self.link(self.timeline().link(*link))).collect(),
            gap_seconds: hop.gap().num_seconds(),
            rise: hop.rise(),
        }
    }

    fn link(&self, link: &Link) -> LinkSaid {
        LinkSaid {
            relation: link.relation(),
            asserted_by: self.names(link.asserters()),
            reports: self.reports(link.reports()),
            confidence: link.confidence(),
        }
    }

    /// Statements about an event, by what they say or by a link.
    fn said_of(&self, event: EventRef<'t>) -> Vec<Said> {
        let linked: Vec<_> = event
            .links_in()
            .filter(|(_, link)| {
                matches!(
                    link.relation(),
                    Relation::About | Relation::Denies | Relation::Corroborates
                )
            })
            .map(|(_, link)| link.from())
            .collect();
        let mut about: Vec<_> = self
            .timeline()
            .statements_about(event.id())
            .chain(linked)
            .map(|id| self.timeline().event(id))
            .filter(|statement| self.prepared.view.contains(*statement))
            .collect();
        about.sort_by_key(EventRef::position);
        about.dedup();
        about.into_iter().map(|statement| self.said(statement)).collect()
    }

    /// What those who are no party to a hop said to or of its parties, or of its events, between
    /// its two events; what is told of the earlier event already is left out.
    fn meanwhile(&self, from: u32, to: u32) -> Vec<Said> {
        let cast = &self.prepared.engine.cast;
        let (first, second) = (from as usize, to as usize);
        let dyads = cast.dyads.of(first).iter().chain(cast.dyads.of(second));
        let parties: Vec<u32> = dyads.flat_map(|(source, target)| [*source, *target]).collect();
        let ends = [first, second].map(|node| self.prepared.event(node).id());
        let between = cast.positions[first] as usize + 1..cast.positions[second] as usize;
        let granularity = self.prepared.query.granularity;
        between
            .filter(|position| self.prepared.view.sees(*position))
            .map(|position| self.timeline().event_at(position))
            .filter(|event| event.act().kind() == EventKind::Statement)
            .filter(|event| {
                let is_party = |actor: &ActorId| {
                    let rolled = self.timeline().roll_up(*actor, granularity, event.earliest());
                    parties.contains(&rolled.0)
                };
                let said = event.said();
                let told = said.map_or(&[][..], |said| said.addressees());
                let subjects = said.map_or(&[][..], |said| said.subjects());
                let sources = event.sources();
                !sources.is_empty()
                    && !sources.iter().any(is_party)
                    && !subjects.contains(&ends[0])
                    && (event.targets().iter().chain(told).any(is_party)
                        || subjects.contains(&ends[1]))
            })
            .map(|event| self.said(event))
            .collect()
    }

    fn said(&self, event: EventRef<'t>) -> Said {
        let assertions = event.said().map_or(&[][..], |said| said.assertions());
        let mut asserts: Vec<_> = assertions.iter().map(|fact| self.asserted(fact)).collect();
        if let Some(conditional) = event.said().and_then(|said| said.conditional()) {
            let (condition, consequence) = (conditional.condition(), conditional.consequence());
            asserts.push(format!(
                "if {}, then {}",
                self.pattern(condition),
                self.pattern(consequence)
            ));
        }
        Said {
            event: event.label(),
            when: event.when().to_string(),
            by: self.names(&event.sources()),
            act: event.act(),
            text: event.text().map(str::to_owned),
            asserts,
            reports: self.reports(event.reports()),
        }
    }

    fn asserted(&self, assertion: &Assertion) -> String {
        let fact = format!("{:?}", assertion.fact());
        let mut words = vec![spaced(&fact)];
        words.extend(assertion.means().map(|means| means.to_string().replace('-', " ")));
        words.extend(assertion.amount().map(ToString::to_string));
        words.extend(self.names(assertion.actors()));
        words.extend(assertion.outcome().map(|outcome| spaced(&format!("{outcome:?}"))));
        words.extend(assertion.words().map(|words| format!("«{words}»")));
        let (fact, rest) = (words.remove(0), words.join(", "));
        let denied = if assertion.is_denial() { "not so: " } else { "" };
        let sure = assertion.confidence().map_or(String::new(), |sure| format!(" ({sure})"));
        if rest.is_empty() {
            format!("{denied}{fact}{sure}")
        } else {
            format!("{denied}{fact}: {rest}{sure}")
        }
    }

    fn pattern(&self, pattern: &Pattern) -> String {
        if let Some(words) = pattern.words() {
            return words.to_owned();
        }
        let kind = pattern.kind().map_or("any event", |kind| kind.as_str());
        let mut text = kind.to_owned();
        for (word, actors) in [("by", pattern.sources()), ("against", pattern.targets())] {
            if !actors.is_empty() {
                text.push_str(&format!(" {word} {}", self.names(actors).join(" or ")));
            }
        }
        if let Some((scale, level)) = pattern.least_level() {
            text.push_str(&format!(" at {scale} {level} or above"));
        }
        text
    }

    /// Each report as a path in words: «Transparency News, relaying CNN, quoting US officials».
    fn reports(&self, reports: &[Report]) -> Vec<String> {
        reports.iter().map(|report| self.report(report)).collect()
    }

    fn report(&self, report: &Report) -> String {
        let mut path = match report.origin() {
            Origin::Outlet(outlet) => self.names(&[outlet]).remove(0),
            Origin::PublicRecord => "public record".to_owned(),
            Origin::Coder => "the coder's reading".to_owned(),
        };
        for (word, actors) in [("relaying", report.relays()), ("quoting", report.speakers())] {
            if !actors.is_empty() {
                path.push_str(&format!(", {word} {}", self.names(actors).join(" and ")));
            }
        }
        if let Some(reliability) = report.reliability() {
            path.push_str(&format!(", reliability {reliability:?}"));
        }
        if let Some(credibility) = report.credibility() {
            path.push_str(&format!(", credibility {}", u8::from(credibility)));
        }
        if let Some(words) = report.words() {
            path.push_str(&format!(": «{words}»"));
        }
        path
    }
}

/// How many statements between two steps are printed; all are in the data.
const PRINTED: usize = 8;

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
        Ok(())
    }
}

impl Step {
    fn heading(&self, scale: &str) -> String {
        let side = |actors: &[String]| match actors {
            [] => "unknown".to_owned(),
            actors => actors.join(", "),
        };
        let arrow = if self.mutual { "↔" } else { "→" };
        format!(
            "{}, {}: {}, {} {arrow} {}, {scale} {}{}",
            self.event,
            self.when,
            self.act,
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
        lines.extend(self.text.iter().map(|text| (0, text.clone())));
        lines.extend(self.place.iter().map(|place| (0, format!("place: {place}"))));
        let stated = [("it occurred", self.confidence), ("who did it", self.attribution)];
        let stated: Vec<_> = stated
            .iter()
            .filter_map(|(what, sure)| sure.map(|sure| format!("{what} {sure}")))
            .collect();
        if !stated.is_empty() {
            lines.push((0, format!("how sure: {}", stated.join(", "))));
        }
        lines.extend(self.avowal.map(|avowal| (0, spaced(&format!("{avowal:?}")))));
        lines.extend(self.reports.iter().map(|report| (0, format!("reported: {report}"))));
        for said in &self.said_of_it {
            lines.push((0, format!("said of it: {}", said.heading())));
            lines.extend(said.asserts.iter().map(|fact| (1, fact.clone())));
        }
        for said in self.meanwhile.iter().take(PRINTED) {
            lines.push((0, format!("meanwhile: {}", said.heading())));
            lines.extend(said.asserts.iter().map(|fact| (1, fact.clone())));
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

impl Said {
    fn heading(&self) -> String {
        let by = if self.by.is_empty() { "unknown".to_owned() } else { self.by.join(", ") };
        let text = self.text.as_ref().map_or(String::new(), |text| format!(": {text}"));
        format!("{}, {}, {by}, {}{text}", self.event, self.when, self.act)
    }
}
