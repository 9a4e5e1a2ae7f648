//! Reading the parts of a record: codes, confidences, statements and reports.

use serde::de::{DeserializeOwned, IntoDeserializer, value};

use super::{
    duration,
    entry::{AssertionEntry, EventEntry, OriginWord, PatternEntry, ReportEntry},
    field_path::FieldPath,
    forms::{ConfidenceForm, Units},
    reading::DocumentReader,
};
use crate::model::{
    Assertion, Clause, Code, Conditional, Credibility, Dni, Fact, GivenConfidence, IntoWhen, Level,
    Origin, Pattern, Report, Statement, Vocabulary, Wep,
};

impl DocumentReader<'_> {
    pub(super) fn code(&mut self, text: &str, at: FieldPath<'_>) -> Option<Code> {
        let code = text.split_once(' ').and_then(|(vocabulary, code)| {
            let code = Code::new(Vocabulary::from_word(vocabulary)?, code);
            (!code.as_str().is_empty()).then_some(code)
        });
        if code.is_none() {
            let allowed =
                format!("a vocabulary ({}) and a code in it", Vocabulary::WORDS.join(", "));
            self.report(at, text, &allowed, "write it like `cameo 190`");
        }
        code
    }

    pub(super) fn level(&mut self, units: Units, at: FieldPath<'_>) -> Option<Level> {
        let level = Level::try_from(units.0);
        if let Err(error) = &level {
            for issue in error.issues() {
                self.report(at, &units.0.to_string(), issue.allowed(), issue.remedy());
            }
        }
        level.ok()
    }

    pub(super) fn confidence(
        &mut self,
        form: Option<&ConfidenceForm>,
        at: FieldPath<'_>,
    ) -> Option<GivenConfidence> {
        let (got, confidence) = match form? {
            ConfidenceForm::Percent(percent) => return Some(GivenConfidence::Percent(*percent)),
            ConfidenceForm::Fraction(fraction) => (fraction.to_string(), None),
            ConfidenceForm::Words(words) => (words.clone(), confidence_from_words(words)),
        };
        if confidence.is_none() {
            let allowed = "0 to 100, or a scale (dni, wep or credibility) and a word of it";
            let remedy = "write it as 85, `dni very-likely`, `wep likely` or `credibility 2`, or leave it out";
            self.report(at, &got, allowed, remedy);
        }
        confidence.filter(|confidence| *confidence != GivenConfidence::NotStated)
    }

    pub(super) fn statement(&mut self, entry: &EventEntry, at: FieldPath<'_>) -> Option<Statement> {
        let statement = Statement {
            addressees: self.actors(&entry.to, at.field("to")),
            about: self.events(&entry.about, at.field("about")),
            assertions: self.assertions(&entry.asserts.0, at.field("asserts")),
            conditional: self.conditional(entry, at),
            open_for: entry.open_for.as_deref().and_then(|text| {
                let time = duration::parse(text);
                if time.is_none() {
                    let allowed = "a time in ISO 8601 by days, hours, minutes and seconds";
                    let remedy = "write it like `P30D` for 30 days, or `PT36H` for 36 hours";
                    self.report(at.field("open_for"), text, allowed, remedy);
                }
                time
            }),
        };
        let is_stated = !statement.addressees.is_empty()
            || !statement.about.is_empty()
            || !statement.assertions.is_empty()
            || statement.conditional.is_some()
            || statement.open_for.is_some();
        is_stated.then_some(statement)
    }

    fn assertions(&mut self, entries: &[AssertionEntry], list: FieldPath<'_>) -> Vec<Assertion> {
        let mut assertions = Vec::with_capacity(entries.len());
        for (nth, entry) in entries.iter().enumerate() {
            assertions.push(self.assertion(entry, list.nth(nth)));
        }
        assertions
    }

    fn assertion(&mut self, entry: &AssertionEntry, at: FieldPath<'_>) -> Assertion {
        if entry.fact.is_none() {
            self.missing(at.field("fact"), "a fact, such as `occurred` or `killed`");
        }
        Assertion {
            fact: entry.fact.unwrap_or(Fact::Other),
            denied: entry.denied,
            amount: entry.amount.clone(),
            means: entry.means,
            actors: self.actors(&entry.by, at.field("by")),
            outcome: entry.outcome,
            words: entry.words.clone(),
            confidence: self.confidence(entry.confidence.as_ref(), at.field("confidence")),
            date: entry.date.as_deref().map(IntoWhen::into_when),
            reports: self.reports(&entry.reports.0, at),
        }
    }

    fn conditional(&mut self, entry: &EventEntry, at: FieldPath<'_>) -> Option<Conditional> {
        const ALLOWED: &str = "a `then` together with `if`, `unless` or `deadline`";
        let Some(consequence) = &entry.consequence else {
            let fields = [entry.condition.is_some(), entry.demand.is_some()];
            if fields.contains(&true) || entry.deadline.is_some() {
                self.missing(at.field("then"), ALLOWED);
            }
            return None;
        };
        if entry.condition.is_some() && entry.demand.is_some() {
            let allowed = "either `if` or `unless`";
            self.report(at.field("unless"), "both", allowed, "keep one of them");
        }
        let (clause, condition) = match (&entry.condition, &entry.demand) {
            (Some(condition), _) => (Clause::If, self.pattern(condition, at.field("if"))),
            (None, Some(demand)) => (Clause::Unless, self.pattern(demand, at.field("unless"))),
            (None, None) => (Clause::Unconditional, Pattern::new()),
        };
        Some(Conditional {
            clause,
            condition,
            consequence: self.pattern(consequence, at.field("then")),
            deadline: entry.deadline.as_deref().map(IntoWhen::into_when),
        })
    }

    fn pattern(&mut self, entry: &PatternEntry, at: FieldPath<'_>) -> Pattern {
        let at_least = at.field("at_least");
        if entry.at_least.0.len() > 1 {
            let got = format!("{} scales", entry.at_least.0.len());
            self.report(at_least, &got, "a level on one scale", "keep one of the scales");
        }
        Pattern {
            kind: entry.kind,
            sources: self.actors(&entry.source, at.field("source")),
            targets: self.actors(&entry.target, at.field("target")),
            min_level: entry.at_least.0.first().and_then(|(scale, units)| {
                Some((scale.clone().into(), self.level(*units, at_least.field(scale))?))
            }),
            answering: entry
                .answering
                .as_ref()
                .map(|event| self.event(event, at.field("answering"))),
            words: entry.words.clone(),
        }
    }

    pub(super) fn reports(&mut self, entries: &[ReportEntry], at: FieldPath<'_>) -> Vec<Report> {
        let list = at.field("reports");
        let mut reports = Vec::with_capacity(entries.len());
        for (nth, entry) in entries.iter().enumerate() {
            reports.push(self.report_draft(entry, list.nth(nth)));
        }
        reports
    }

    pub(super) fn report_draft(&mut self, entry: &ReportEntry, at: FieldPath<'_>) -> Report {
        const ALLOWED: &str = "either an `outlet` or an `origin` (public-record or coder)";
        match (&entry.outlet, entry.origin) {
            (Some(_), Some(_)) => self.report(at, "both", ALLOWED, "keep one of them"),
            (None, None) => self.missing(at, ALLOWED),
            _ => {}
        }
        let origin = match (&entry.outlet, entry.origin) {
            (Some(outlet), _) => Origin::Outlet(self.actor(outlet, at.field("outlet"))),
            (None, Some(OriginWord::PublicRecord)) => Origin::PublicRecord,
            (None, _) => Origin::Coder,
        };
        Report {
            origin,
            relays: self.actors(&entry.relays, at.field("relays")),
            speakers: self.actors(&entry.speakers, at.field("speakers")),
            authors: entry
                .attributes_to
                .as_ref()
                .map(|authors| self.actors(authors, at.field("attributes_to"))),
            words: entry.words.clone(),
            url: entry.url.clone(),
            date: entry.date.as_deref().map(IntoWhen::into_when),
            reliability: entry.reliability,
            credibility: entry.credibility,
            extraction: self.confidence(entry.extraction.as_ref(), at.field("extraction")),
        }
    }
}

/// Reads a confidence from the name of a confidence scale and a word of it, or from a word alone if all scales
/// that have it give it the same percentage: `likely`.
fn confidence_from_words(text: &str) -> Option<GivenConfidence> {
    let Some((scale, word)) = text.split_once(' ') else {
        let dni = parse_word::<Dni>(text).map(GivenConfidence::from);
        let wep = parse_word::<Wep>(text).map(GivenConfidence::from);
        return match (dni, wep) {
            (Some(one), Some(other)) => (one == other).then_some(one),
            (one, other) => one.or(other),
        };
    };
    match scale {
        "dni" => parse_word::<Dni>(word).map(GivenConfidence::from),
        "wep" => parse_word::<Wep>(word).map(GivenConfidence::from),
        "credibility" => {
            Credibility::try_from(word.parse::<u8>().ok()?).ok().map(GivenConfidence::from)
        }
        _ => None,
    }
}

/// Reads a value from the word by which it is serialized.
fn parse_word<T: DeserializeOwned>(word: &str) -> Option<T> {
    let word: value::StrDeserializer<'_, value::Error> = word.into_deserializer();
    T::deserialize(word).ok()
}
