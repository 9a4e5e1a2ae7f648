//! Gold-standard records of PLOVER: an array of JSON objects, one per event, coded by hand. Other programs write them
//! again one a line, or inside another object.
//!
//! The published records follow version 0.5b1. Their words are converted to those of the manual (v0.8):
//! events by its appendix on CAMEO, modes by its lists of modes.

use super::{
    fields,
    ingest::Ingest,
    json_span::JsonSpan,
    json_value::{malformed, parse, read_text, value},
    naming::Naming,
    reader::{Input, Reader},
};
#[cfg(feature = "csv")]
use super::{
    plain::Outcome,
    plain_date::{DateFacts, plain_date},
};
use crate::{
    error::{Error, Issue, Location},
    model::{Act, ActorId, Amount, Attack, Code, Event, IntoWhen, Vocabulary, When},
    scale,
};

/// Older events, each with the newer event, and with the mode that it implies if the record has none.
const RENAMED_EVENTS: [(&str, &str, &str); 4] = [
    ("DEMAND", "REQUEST", ""),
    ("DISAPPROVE", "ACCUSE", "disapprove"),
    ("FIGHT", "ASSAULT", ""),
    ("INVESTIGATE", "ACCUSE", "investigate"),
];

/// Older modes, each with its event and the newer mode. A mode in neither list is kept, and counted as an
/// unknown code.
const RENAMED_MODES: [(&str, &str, &str); 12] = [
    ("ASSAULT", "assassinate", "targeted"),
    ("ASSAULT", "other", ""),
    ("COERCE", "ban", "restrict"),
    ("COERCE", "confiscate", "seize"),
    ("COERCE", "detain", "arrest"),
    ("CONSULT", "host", "visit"),
    ("PROTEST", "demo-org", "demo"),
    ("PROTEST", "demo-spon", "demo"),
    ("PROTEST", "riot-org", "riot"),
    ("PROTEST", "riot-spon", "riot"),
    ("PROTEST", "strike-gen", "strike"),
    ("PROTEST", "strike-hun", "hunger"),
];

/// Codes that give the kind of an actor only, so that its name identifies it.
const GENERIC: [&str; 5] = ["IGO", "IMG", "MNC", "NGM", "NGO"];

/// The reader of PLOVER records.
pub(super) struct Plover;

/// The fields of a record that are read. Other fields are ignored: coders add their own.
#[derive(Default)]
struct PloverRecord<'a> {
    id: String,
    date: String,
    event: String,
    mode: String,
    text: String,
    source: Option<JsonSpan<'a>>,
    target: Option<JsonSpan<'a>>,
    location: Option<JsonSpan<'a>>,
    dead: Option<JsonSpan<'a>>,
    injured: Option<JsonSpan<'a>>,
}

impl<'a> PloverRecord<'a> {
    /// Reads a record, in which each text may be null. Returns `None` and adds an issue if it has the wrong
    /// form.
    fn read(span: JsonSpan<'a>, path: &str, issues: &mut Vec<Issue>) -> Option<Self> {
        if !span.is_object() {
            let (allowed, remedy) = ("an object in { }", "write it in this form");
            issues.push(Issue::new(path, span.text(), allowed, remedy));
            return None;
        }
        let mut record = Self::default();
        let mut seen = Vec::new();
        for (key, span) in span.members() {
            let text = |issues: &mut Vec<Issue>| {
                // Other programs write digits as numbers.
                let is_number = matches!(span.text().as_bytes(), [b'-' | b'0'..=b'9', ..]);
                if is_number && (key == "id" || key == "date") {
                    return Some(span.text().to_owned());
                }
                value::<Option<String>>(span, format_args!("{path}/{key}"), issues)
                    .map(Option::unwrap_or_default)
            };
            match &*key {
                "id" => record.id = text(issues)?,
                "date" => record.date = text(issues)?,
                "event" => record.event = text(issues)?,
                "mode" => record.mode = text(issues)?,
                "text" => record.text = text(issues)?,
                "source" => record.source = Some(span),
                "target" => record.target = Some(span),
                "eventLoc" => record.location = Some(span),
                "dead" => record.dead = Some(span),
                "injured" => record.injured = Some(span),
                _ => continue,
            }
            if seen.contains(&key) {
                let place = format!("{path}/{key}");
                let (allowed, remedy) = ("each key once", "keep one of them");
                issues.push(Issue::new(place, "a duplicate key", allowed, remedy));
                return None;
            }
            seen.push(key);
        }
        Some(record)
    }
}

/// Counts for the report.
#[derive(Default)]
struct PloverCounts {
    documents: u64,
    renamed: u64,
    bare_names: u64,
}

impl Reader for Plover {
    fn read(&mut self, input: &mut Input<'_>, ingest: &mut Ingest<'_>) -> Result<(), Error> {
        let text = read_text(input, ingest.options.largest_document)?;
        let file = Location::in_file(input.name);
        let mut counts = PloverCounts::default();
        if is_one_a_line(&text) {
            let mut nth = 0;
            for line in text.split('\n') {
                let place = file.clone().at_line(nth as u64 + 1);
                nth += 1;
                if line.trim_ascii().is_empty() {
                    continue;
                }
                match JsonSpan::parse(line) {
                    Ok(record) => add_record(record, nth - 1, &place, &mut counts, ingest),
                    Err(error) => {
                        ingest.count_rows(1);
                        ingest.skip_record(&file, vec![malformed(line, &place, &error)]);
                    }
                }
            }
        } else {
            let records = records_of(parse(&text, &file)?);
            if !records.is_array() {
                add_record(records, 0, &file.clone().at_line(1), &mut counts, ingest);
            }
            for (nth, record) in records.elements().enumerate() {
                let place = file.clone().at_line(record.line());
                add_record(record, nth, &place, &mut counts, ingest);
            }
        }
        ingest.note_counts(
            input.name,
            &[
                (counts.documents, "records document the file, and are not events"),
                (
                    counts.renamed,
                    "records have older events or modes, read as those of the manual v0.8",
                ),
                (
                    counts.bare_names,
                    "records have text in place of actors, taken as the name of one",
                ),
            ],
        );
        Ok(())
    }
}

/// Returns `true` if a text is one record a line.
fn is_one_a_line(text: &str) -> bool {
    let text = text.trim_ascii();
    let first = JsonSpan::of_beginning(text).filter(|first| first.is_object());
    first.is_some_and(|first| first.text().len() < text.len())
}

/// Returns the list of records in a text: the text itself, or the first list in the object that it is. A record has lists of
/// actors in place of one.
fn records_of(whole: JsonSpan<'_>) -> JsonSpan<'_> {
    let mut list = whole;
    for (key, value) in whole.members() {
        if key == "event" {
            return whole;
        }
        if !list.is_array() && value.is_array() {
            list = value;
        }
    }
    list
}

/// Adds the event of a record, the `nth` of its file, or skips the record.
fn add_record(
    span: JsonSpan<'_>,
    nth: usize,
    place: &Location,
    counts: &mut PloverCounts,
    ingest: &mut Ingest<'_>,
) {
    let mut issues = Vec::new();
    let path = nth.to_string();
    match PloverRecord::read(span, &path, &mut issues) {
        Some(record) if record.event == "DOCUMENT" => counts.documents += 1,
        Some(record) => {
            ingest.count_rows(1);
            add_event(&record, place, counts, ingest, &mut issues);
            let location = Location::from(path);
            for issue in &mut issues {
                *issue = issue.clone().within(&location);
            }
        }
        None => ingest.count_rows(1),
    }
    if !issues.is_empty() {
        ingest.skip_record(place, issues);
    }
}

/// Parses the date of a record, which other programs may have written in another notation.
fn date(
    record: &PloverRecord<'_>,
    place: &Location,
    ingest: &mut Ingest<'_>,
    issues: &mut Vec<Issue>,
) -> Option<When> {
    let written = record.date.as_str();
    let (allowed, remedy) = match in_other_notation(written, place, ingest) {
        Ok(Some(when)) => return Some(when),
        Ok(None) => match written.into_when() {
            Ok(when) => return Some(when),
            Err(_) => ("a date as YYYY-MM-DD", "correct it"),
        },
        Err(asked) => asked,
    };
    issues.push(Issue::new("date", written, allowed, remedy));
    None
}

/// Parses a date in a notation of other programs. Returns what is allowed and what to do if it has several meanings.
#[cfg(feature = "csv")]
fn in_other_notation(
    written: &str,
    place: &Location,
    ingest: &mut Ingest<'_>,
) -> Result<Option<When>, (&'static str, &'static str)> {
    let order = ingest.options.date_order;
    // Midnight stands for the day, as in tables.
    let facts = DateFacts { order, is_modern: true, are_midnights: true, ..DateFacts::default() };
    let mut out = Vec::new();
    match plain_date(written.as_bytes(), facts, &mut out) {
        Outcome::Written(rule) => {
            let place = (place.file().unwrap_or_default(), place.line().unwrap_or_default());
            ingest.guesses.count(rule.as_str(), place, "date", written.as_bytes());
            let Ok(day) = String::from_utf8(out) else { return Ok(None) };
            Ok(day.parse().ok())
        }
        Outcome::Asked(question) => Err((question.allowed, question.remedy)),
        Outcome::AsIs => Ok(None),
    }
}

#[cfg(not(feature = "csv"))]
fn in_other_notation(
    _: &str,
    _: &Location,
    _: &mut Ingest<'_>,
) -> Result<Option<When>, (&'static str, &'static str)> {
    Ok(None)
}

/// Adds the event of a record, or adds issues.
fn add_event(
    record: &PloverRecord<'_>,
    place: &Location,
    counts: &mut PloverCounts,
    ingest: &mut Ingest<'_>,
    issues: &mut Vec<Issue>,
) {
    let key = ingest.row_key("id", record.id.as_bytes(), None, issues);
    let when = date(record, place, ingest, issues);
    let event = fields::event("event", record.event.as_bytes(), issues);
    let mode = fields::code("mode", record.mode.as_bytes(), issues);
    let sources = parties("source", record.source, counts, ingest, issues);
    let targets = parties("target", record.target, counts, ingest, issues);
    if !issues.is_empty() {
        return;
    }
    let (Some(key), Some(when), Some(event), Some(mode)) = (key, when, event, mode) else { return };
    let (code, is_older) = code(event, mode);
    counts.renamed += u64::from(is_older);
    let is_attack = matches!(scale::act_of(&code), Act::Attack(_));
    let mut event = match (&*sources, &*targets) {
        // By the manual, actors that act on each other are all sources, and there is no target.
        ([first, others @ ..], []) if !others.is_empty() => {
            Event::coded(*first, others, when, code).mutually()
        }
        _ => Event::coded(&*sources, &*targets, when, code),
    };
    let (dead, injured) = (record.dead.and_then(amount), record.injured.and_then(amount));
    if is_attack && (dead.is_some() || injured.is_some()) {
        let mut attack = Attack::new();
        if let Some(dead) = dead {
            attack = attack.killing(dead);
        }
        if let Some(injured) = injured {
            attack = attack.injuring(injured);
        }
        event = event.with_attack(attack);
    }
    if ingest.options.descriptions {
        if !record.text.is_empty() {
            event = event.with_text(&*record.text);
        }
        if let Some(name) = record.location.and_then(|place| place.text_of("name")) {
            event = event.at(name);
        }
    }
    let event = ingest.builder.add_event(event);
    ingest.set_key(event, key);
}

/// Returns the code in the words of the manual, and whether it differs from the record.
fn code(event: &str, mode: &str) -> (Code, bool) {
    let (event, mode) = (event.to_ascii_uppercase(), mode.to_ascii_lowercase());
    let (mut newer, mut own_mode) = (&*event, "");
    for (older, renamed, mode) in &RENAMED_EVENTS {
        if *older == event {
            (newer, own_mode) = (*renamed, *mode);
        }
    }
    let (newer, moved) = match (newer, &*mode) {
        ("COERCE", "destroy") => ("ASSAULT", "destroy"),
        (_, "") => (newer, own_mode),
        (newer, mode) => {
            let mut moved = mode;
            for (of, older, renamed) in &RENAMED_MODES {
                if *of == newer && *older == mode {
                    moved = renamed;
                }
            }
            (newer, moved)
        }
    };
    let text = if moved.is_empty() { newer.to_owned() } else { format!("{newer}/{moved}") };
    let as_written = if mode.is_empty() { event.clone() } else { format!("{event}/{mode}") };
    (Code::new(Vocabulary::Plover, &*text), text != as_written)
}

/// Returns the actors of a side: an array of objects, or null. A text is taken as the name of one actor.
fn parties(
    field: &str,
    side: Option<JsonSpan<'_>>,
    counts: &mut PloverCounts,
    ingest: &mut Ingest<'_>,
    issues: &mut Vec<Issue>,
) -> Vec<ActorId> {
    let Some(side) = side.filter(|side| !side.is_null()) else { return Vec::new() };
    if let Ok(text) = side.to_str() {
        let name = text.trim();
        if is_nobody(name, ingest) {
            return Vec::new();
        }
        counts.bare_names += 1;
        return vec![ingest.actor(Naming::Name, name)];
    }
    if !side.is_array() {
        let allowed = "a list of actors, each an object of `code`, `sector` and `actorText`";
        issues.push(Issue::new(field, side.text(), allowed, "write it in this form"));
        return Vec::new();
    }
    let mut actors = Vec::new();
    for (nth, entry) in side.elements().enumerate() {
        let part = |name: &str| entry.text_of(name).unwrap_or_default();
        let (code, name, sector) = (part("code"), part("actorText"), part("sector"));
        let place = format!("{field}/{nth}/code");
        let Some(code) = fields::code(&place, code.trim().as_bytes(), issues) else { continue };
        let (name, sector) = (name.trim(), sector.trim().trim_matches('*'));
        let is_written = !code.is_empty() || !name.is_empty();
        let stated = |text| if is_nobody(text, ingest) { "" } else { text };
        let (code, name) = (stated(code), stated(name));
        if is_written && code.is_empty() && name.is_empty() {
            continue;
        }
        let actor = if !name.is_empty() && (code.is_empty() || GENERIC.contains(&code)) {
            ingest.actor(Naming::Name, name)
        } else if !code.is_empty() {
            ingest.actor(Naming::Cameo, &format!("{code}{sector}"))
        } else {
            let allowed = "the code of an actor, or its name as `actorText`";
            issues.push(Issue::new(place, "", allowed, "add it"));
            continue;
        };
        if !actors.contains(&actor) {
            actors.push(actor);
        }
    }
    actors
}

/// Returns `true` if a code or name is a missing value.
fn is_nobody(text: &str, ingest: &Ingest<'_>) -> bool {
    fields::is_missing(text) || ingest.options.is_missing(text)
}

/// Parses a number of casualties, which may be given in words, or by another program with a fraction of zero.
fn amount(value: JsonSpan<'_>) -> Option<Amount> {
    let written = value.to_str();
    let text = written.as_deref().unwrap_or(value.text()).trim();
    if text.is_empty() || value.is_null() {
        return None;
    }
    let whole = text.strip_suffix(".0").unwrap_or(text);
    Some(match whole.parse() {
        Ok(number) => Amount::exactly(number),
        Err(_) => Amount::in_words(text),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn older_words_are_converted_to_those_of_the_manual() {
        for (event, mode, newer, is_older) in [
            ("AGREE", "", "AGREE", false),
            ("FIGHT", "", "ASSAULT", true),
            ("FIGHT", "heavy-weapons", "ASSAULT/heavy-weapons", true),
            ("FIGHT", "other", "ASSAULT", true),
            ("FIGHT", "assassinate", "ASSAULT/targeted", true),
            ("DISAPPROVE", "", "ACCUSE/disapprove", true),
            ("investigate", "", "ACCUSE/investigate", true),
            ("DEMAND", "meet", "REQUEST/meet", true),
            ("COERCE", "destroy", "ASSAULT/destroy", true),
            ("COERCE", "Ban", "COERCE/restrict", true),
            ("PROTEST", "strike-hun", "PROTEST/hunger", true),
            ("ASSAULT", "Explosives", "ASSAULT/explosives", false),
            ("THREATEN", "curfew", "THREATEN/curfew", false),
        ] {
            assert_eq!(
                code(event, mode),
                (Code::new(Vocabulary::Plover, newer), is_older),
                "{event} {mode}"
            );
        }
        for (_, event, mode) in RENAMED_EVENTS {
            let text = if mode.is_empty() { event.to_owned() } else { format!("{event}/{mode}") };
            assert!(scale::is_known(&Code::new(Vocabulary::Plover, text)), "{event} {mode}");
        }
        for (event, _, mode) in RENAMED_MODES.iter().filter(|(_, _, mode)| !mode.is_empty()) {
            let code = Code::new(Vocabulary::Plover, format!("{event}/{mode}"));
            assert!(scale::is_known(&code), "{code}");
        }
    }
}
