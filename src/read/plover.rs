//! Gold-standard records of PLOVER: a list of JSON objects, an event each, coded by hand.
//!
//! The records that were published are of version 0.5b1. Their older words are read as the manual's
//! (v0.8), whose appendix on CAMEO says what became of the events, and whose lists of modes say what
//! became of the modes.

use serde::Deserialize;
use serde_json::Value;

use super::{
    fields,
    intake::{Intake, Naming},
    json::{self, value},
    piece::Piece,
    reader::{Input, Reader},
};
use crate::{
    error::{Error, Issue, Location},
    model::{Act, ActorId, Amount, Attack, Code, Event, IntoWhen, Vocabulary},
    scale,
};

/// Older events, with the mode they have where no other is given.
const EVENTS: [(&str, &str, &str); 4] = [
    ("DEMAND", "REQUEST", ""),
    ("DISAPPROVE", "ACCUSE", "disapprove"),
    ("FIGHT", "ASSAULT", ""),
    ("INVESTIGATE", "ACCUSE", "investigate"),
];

/// Older modes. A mode that stands in neither list is kept, and counted as an unknown code.
const MODES: [(&str, &str, &str); 12] = [
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

/// Codes that say what an actor is and not which: here its name does.
const GENERIC: [&str; 5] = ["IGO", "IMG", "MNC", "NGM", "NGO"];

pub(super) struct Plover;

/// A record, as far as it is read. Other fields are let pass: coders add their own.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Record {
    id: Option<String>,
    date: Option<String>,
    source: Value,
    target: Value,
    event: Option<String>,
    mode: Option<String>,
    text: Option<String>,
    #[serde(rename = "eventLoc")]
    location: Value,
    dead: Value,
    injured: Value,
}

/// What was met beside events.
#[derive(Default)]
struct Met {
    documents: u64,
    renamed: u64,
    bare: u64,
}

impl Reader for Plover {
    fn read(&mut self, input: &mut Input<'_>, into: &mut Intake<'_>) -> Result<(), Error> {
        let text = json::text(input)?;
        let file = Location::in_file(input.name);
        json::check(&text, &file)?;
        let list = Piece::new(&text);
        let mut met = Met::default();
        for (nth, piece) in list.elements().enumerate() {
            let mut issues = Vec::new();
            let path = nth.to_string();
            match value::<Record>(piece, &path, &mut issues) {
                Some(record) if record.event.as_deref() == Some("DOCUMENT") => met.documents += 1,
                Some(record) => {
                    into.count_rows(1);
                    take(&record, &mut met, into, &mut issues);
                    issues = issues
                        .into_iter()
                        .map(|issue| issue.within(&path.as_str().into()))
                        .collect();
                }
                None => into.count_rows(1),
            }
            if !issues.is_empty() {
                into.leave_out(&file.clone().at_line(piece.line()), issues);
            }
        }
        for (count, what) in [
            (met.documents, "records document the file, and are no events"),
            (met.renamed, "records have older events or modes, read as those of the manual v0.8"),
            (met.bare, "records have text in place of actors, taken as the name of one"),
        ] {
            if count > 0 {
                into.decide(format!("{}: {count} {what}", input.name));
            }
        }
        Ok(())
    }
}

/// Makes an event of a record, or adds all that is wrong with it.
fn take(record: &Record, met: &mut Met, into: &mut Intake<'_>, issues: &mut Vec<Issue>) {
    let id = record.id.as_deref().unwrap_or_default();
    let key = into.key("id", id.as_bytes(), issues);
    let date = record.date.as_deref().unwrap_or_default();
    let when = date.into_when();
    if when.is_err() {
        issues.push(Issue::new("date", date, "a date as YYYY-MM-DD", "correct it"));
    }
    let event =
        fields::event("event", record.event.as_deref().unwrap_or_default().as_bytes(), issues);
    let mode = fields::code("mode", record.mode.as_deref().unwrap_or_default().as_bytes(), issues);
    let sources = parties("source", &record.source, met, into, issues);
    let targets = parties("target", &record.target, met, into, issues);
    if !issues.is_empty() {
        return;
    }
    let (Some(key), Ok(when), Some(event), Some(mode)) = (key, when, event, mode) else { return };
    let (code, is_older) = code(event, mode);
    met.renamed += u64::from(is_older);
    let is_attack = matches!(scale::act_of(&code), Act::Attack(_));
    let mut event = match (&*sources, &*targets) {
        // The manual: who acts on each other stands on one side, and nobody on the other.
        ([first, others @ ..], []) if !others.is_empty() => {
            Event::coded(*first, others, when, code).mutually()
        }
        _ => Event::coded(&*sources, &*targets, when, code),
    };
    if let Some(key) = key {
        event = event.with_key(key);
    }
    let counted = [amount(&record.dead), amount(&record.injured)];
    if is_attack && counted.iter().any(Option::is_some) {
        let [dead, injured] = counted;
        let attack = dead.into_iter().fold(Attack::new(), Attack::killing);
        event = event.with_attack(injured.into_iter().fold(attack, Attack::injuring));
    }
    if into.options.descriptions {
        if let Some(text) = record.text.as_deref().filter(|text| !text.is_empty()) {
            event = event.with_text(text);
        }
        if let Some(name) = record.location.get("name").and_then(Value::as_str) {
            event = event.at(name);
        }
    }
    into.builder.add_event(event);
}

/// The code as the manual has it, and whether it was in older words.
fn code(event: &str, mode: &str) -> (Code, bool) {
    let (event, mode) = (event.to_ascii_uppercase(), mode.to_ascii_lowercase());
    let renamed = EVENTS.iter().find(|(older, _, _)| *older == event);
    let (newer, own_mode) = renamed.map_or((&*event, ""), |(_, newer, mode)| (newer, mode));
    let (newer, moved) = match (newer, &*mode) {
        ("COERCE", "destroy") => ("ASSAULT", "destroy"),
        (_, "") => (newer, own_mode),
        (newer, mode) => {
            let renamed = MODES.iter().find(|(of, older, _)| *of == newer && *older == mode);
            (newer, renamed.map_or(mode, |(_, _, newer)| newer))
        }
    };
    let text = if moved.is_empty() { newer.to_owned() } else { format!("{newer}/{moved}") };
    let as_written = if mode.is_empty() { event.clone() } else { format!("{event}/{mode}") };
    (Code::new(Vocabulary::Plover, &*text), text != as_written)
}

/// The actors of a side: a list of objects, or nothing.
fn parties(
    field: &str,
    side: &Value,
    met: &mut Met,
    into: &mut Intake<'_>,
    issues: &mut Vec<Issue>,
) -> Vec<ActorId> {
    let list = match side {
        Value::Null => return Vec::new(),
        Value::String(text) if text.trim().is_empty() => return Vec::new(),
        Value::String(text) => {
            met.bare += 1;
            return vec![into.actor(Naming::Name, text.trim())];
        }
        Value::Array(list) => list,
        other => {
            let allowed = "a list of actors, each an object of `code`, `sector` and `actorText`";
            issues.push(Issue::new(field, other, allowed, "write it in that form"));
            return Vec::new();
        }
    };
    let mut actors = Vec::new();
    for (nth, entry) in list.iter().enumerate() {
        let part = |name: &str| entry.get(name).and_then(Value::as_str).unwrap_or_default().trim();
        let place = format!("{field}/{nth}/code");
        let Some(code) = fields::code(&place, part("code").as_bytes(), issues) else { continue };
        let name = part("actorText");
        let sector = part("sector").trim_matches('*');
        let actor = if !name.is_empty() && (code.is_empty() || GENERIC.contains(&code)) {
            into.actor(Naming::Name, name)
        } else if !code.is_empty() {
            into.actor(Naming::Cameo, &format!("{code}{sector}"))
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

/// A number, or what is said in place of one.
fn amount(value: &Value) -> Option<Amount> {
    match value {
        Value::Number(number) => number.as_u64().map(Amount::exactly),
        Value::String(text) if !text.trim().is_empty() => {
            let text = text.trim();
            Some(text.parse().map_or_else(|_| Amount::in_words(text), Amount::exactly))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn older_words_are_read_as_those_of_the_manual() {
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
        for (_, event, mode) in EVENTS {
            let text = if mode.is_empty() { event.to_owned() } else { format!("{event}/{mode}") };
            assert!(scale::is_known(&Code::new(Vocabulary::Plover, text)), "{event} {mode}");
        }
        for (event, _, mode) in MODES.iter().filter(|(_, _, mode)| !mode.is_empty()) {
            let code = Code::new(Vocabulary::Plover, format!("{event}/{mode}"));
            assert!(scale::is_known(&code), "{code}");
        }
    }
}
