//! ACLED (Armed Conflict Location & Event Data; Raleigh et al., 2010): a comma-separated table with a header.
//!
//! The names of its columns, its types and its actor codes follow the codebook of 2019 and later from memory;
//! no file was available to check them. The codebook itself warns that the two actors of an event have no
//! direction. [`direction`] lists the exceptions.

use chrono::Days;

use super::{
    date, fields, force_names,
    ingest::Ingest,
    plain::Cell,
    reader::{Input, Reader},
    table::Table,
    table_layout::{ColumnSpec, TableLayout, optional, required},
    table_row::TableRow,
};
use crate::{
    error::{Error, Issue},
    model::{Act, ActorId, Amount, Attack, Code, Event, Vocabulary, When},
    scale,
};

const COLUMNS: [ColumnSpec<'_>; 13] = [
    optional(&["event_id_cnty", "data_id"], Cell::Id),
    required(&["event_date"], Cell::Day),
    optional(&["time_precision"], Cell::Whole),
    required(&["event_type"], Cell::Text),
    optional(&["sub_event_type"], Cell::Text),
    required(&["actor1"], Cell::Party),
    optional(&["assoc_actor_1", "ally_actor_1"], Cell::Party),
    optional(&["inter1"], Cell::Id),
    required(&["actor2"], Cell::Party),
    optional(&["assoc_actor_2", "ally_actor_2"], Cell::Party),
    optional(&["inter2"], Cell::Id),
    optional(&["fatalities"], Cell::Whole),
    optional(&["notes"], Cell::Text),
];
const MORE_COLUMNS: [ColumnSpec<'_>; 3] = [
    optional(&["location"], Cell::Text),
    optional(&["year"], Cell::Year),
    optional(&["timestamp"], Cell::Whole),
];
const ID: usize = 0;
const DATE: usize = 1;
const PRECISION: usize = 2;
const TYPE: usize = 3;
const SUB_TYPE: usize = 4;
const ACTOR_1: usize = 5;
const INTER_1: usize = 7;
const ACTOR_2: usize = 8;
const INTER_2: usize = 10;
const FATALITIES: usize = 11;
const NOTES: usize = 12;
const LOCATION: usize = 13;
const TIMESTAMP: usize = 15;

/// The event types of before 2019, each with the type of today and, if it implies one, the sub-event type. Riots and
/// protests were one type, of which the actors show which it is.
const OLDER_TYPES: [(&str, &str, &str); 7] = [
    ("Battle-No change of territory", "Battles", "Armed clash"),
    ("Battle-Government regains territory", "Battles", "Government regains territory"),
    (
        "Battle-Non-state actor overtakes territory",
        "Battles",
        "Non-state actor overtakes territory",
    ),
    (
        "Headquarters or base established",
        "Strategic developments",
        "Headquarters or base established",
    ),
    (
        "Non-violent transfer of territory",
        "Strategic developments",
        "Non-violent transfer of territory",
    ),
    ("Strategic development", "Strategic developments", ""),
    ("Remote violence", "Explosions/Remote violence", ""),
];

/// The reader of ACLED files.
#[derive(Default)]
pub(super) struct Acled {
    /// The number of deaths in events that are no attacks.
    deaths_not_kept: u64,
    /// The number of rows with an event type of before 2019.
    older_types: u64,
    /// The number of rows that do not state how precise their date is.
    without_precision: u64,
}

/// Returns the type of today for one of before 2019, and the sub-event type that it implies; `None` if it is no such
/// type. Riots without rioters and protesters stay unknown.
fn newer_type(
    event: &str,
    inter: [&[u8]; 2],
    names: [&str; 2],
) -> Option<(&'static str, &'static str)> {
    if event.eq_ignore_ascii_case("Riots/Protests") {
        let has = |code: &[u8], word: &str| {
            let is_code = inter.contains(&code);
            is_code || names.iter().any(|name| name.starts_with(word))
        };
        return match (has(b"5", "Rioters"), has(b"6", "Protesters")) {
            (true, _) => Some(("Riots", "")),
            (_, true) => Some(("Protests", "")),
            _ => None,
        };
    }
    let is_it = |(older, ..): &&(&str, &str, &str)| older.eq_ignore_ascii_case(event);
    OLDER_TYPES.iter().find(is_it).map(|(_, newer, sub_type)| (*newer, *sub_type))
}

impl Reader for Acled {
    fn read(&mut self, input: &mut Input<'_>, ingest: &mut Ingest<'_>) -> Result<(), Error> {
        let mut columns = COLUMNS.to_vec();
        columns.extend_from_slice(&MORE_COLUMNS);
        let layout = TableLayout::detect(input, &columns)?;
        Table::open(input, ingest.options, layout)?
            .for_each(ingest, &mut |row, ingest| self.add_row(row, ingest))
    }

    fn finish(&mut self, ingest: &mut Ingest<'_>) -> Result<(), Error> {
        if self.deaths_not_kept > 0 {
            ingest.note_decision(format!(
                "{} deaths are not kept: they are of events that are not attacks",
                self.deaths_not_kept
            ));
        }
        if self.older_types > 0 {
            let rows = self.older_types;
            ingest.note_decision(format!(
                "{rows} rows have event types of before 2019, read as those that replaced them"
            ));
        }
        if self.without_precision > 0 {
            let rows = self.without_precision;
            ingest.note_decision(format!(
                "{rows} rows have no `time_precision`: their dates are taken as exact to the day"
            ));
        }
        Ok(())
    }
}

impl Acled {
    /// Adds the event of a row, or returns all its issues.
    fn add_row(&mut self, row: &TableRow<'_>, ingest: &mut Ingest<'_>) -> Result<(), Vec<Issue>> {
        let mut issues = Vec::new();
        let revision =
            std::str::from_utf8(row.field(TIMESTAMP)).ok().and_then(|text| text.parse().ok());
        let key = ingest.row_key(row.name(ID), row.field(ID), revision, &mut issues);
        let when = when(row, &mut issues);
        let event = fields::event(row.name(TYPE), row.field(TYPE), &mut issues);
        let sub_type = fields::code(row.name(SUB_TYPE), row.field(SUB_TYPE), &mut issues);
        let firsts = names(row, ACTOR_1, &mut issues);
        let seconds = names(row, ACTOR_2, &mut issues);
        let deaths = deaths(row, &mut issues);
        let notes = row.text(NOTES, &mut issues);
        let place = row.text(LOCATION, &mut issues);
        let (
            Some(key),
            Some(when),
            Some(event),
            Some(sub_type),
            Some(firsts),
            Some(seconds),
            Some(deaths),
            Some(notes),
            Some(place),
        ) = (key, when, event, sub_type, firsts, seconds, deaths, notes, place)
        else {
            return Err(issues);
        };
        if ingest.is_stale(&key) {
            return Ok(());
        }
        self.without_precision += u64::from(row.field(PRECISION).is_empty());
        let inter = [row.field(INTER_1), row.field(INTER_2)];
        let first_names = [
            if firsts.is_empty() { "" } else { firsts[0] },
            if seconds.is_empty() { "" } else { seconds[0] },
        ];
        let (mut event, mut sub_type) = (event, sub_type);
        if let Some((newer, implied)) = newer_type(event, inter, first_names) {
            self.older_types += 1;
            event = newer;
            if sub_type.is_empty() {
                sub_type = implied;
            }
        }
        let code = match sub_type {
            "" => event.to_owned(),
            sub_type => format!("{event}: {sub_type}"),
        };
        let code = Code::new(Vocabulary::Acled, code);
        let direction = direction(event, sub_type, inter);
        let mut actors = |names: Vec<&str>| -> Vec<ActorId> {
            let mut actors = Vec::with_capacity(names.len());
            for name in names {
                actors.push(force_names::actor(ingest, name));
            }
            actors
        };
        let (firsts, seconds) = (actors(firsts), actors(seconds));
        let (sources, targets) = match direction {
            Direction::SecondToFirst => (seconds, firsts),
            Direction::FirstToSecond | Direction::Mutual => (firsts, seconds),
        };
        let is_mutual =
            direction == Direction::Mutual && !sources.is_empty() && !targets.is_empty();
        let is_attack = matches!(scale::act_of(&code), Act::Attack(_));
        let mut draft = Event::coded(sources, targets, when, code);
        if is_mutual {
            draft = draft.mutually();
        }
        match deaths {
            Some(deaths) if is_attack => {
                draft = draft.with_attack(Attack::new().killing(Amount::exactly(deaths)));
            }
            deaths => {
                let deaths = deaths.unwrap_or_default();
                self.deaths_not_kept = self.deaths_not_kept.saturating_add(deaths);
            }
        }
        if ingest.options.descriptions {
            if !notes.is_empty() {
                draft = draft.with_text(notes);
            }
            if !place.is_empty() {
                draft = draft.at(place);
            }
        }
        let id = ingest.builder.add_event(draft);
        ingest.set_key(id, key);
        Ok(())
    }
}

/// The direction of an event between its first and its second side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Direction {
    FirstToSecond,
    SecondToFirst,
    Mutual,
}

/// Returns the direction that the codebook gives a type: remote violence goes from the first side, violence
/// against civilians to the side of the civilians, excessive force to the side of the protesters.
fn direction(event: &str, sub_type: &str, inter: [&[u8]; 2]) -> Direction {
    let is = |side: usize, code: &[u8], word: &[u8]| {
        inter[side] == code || inter[side].eq_ignore_ascii_case(word)
    };
    let (code, word): (&[u8], &[u8]) = match (event, sub_type) {
        ("Explosions/Remote violence", _) => return Direction::FirstToSecond,
        ("Violence against civilians", _) => (b"7", b"civilians"),
        (_, "Excessive force against protesters") => (b"6", b"protesters"),
        _ => return Direction::Mutual,
    };
    // Where the actor codes do not show the side, the codebook puts civilians second and protesters first.
    let is_first = match (is(0, code, word), is(1, code, word)) {
        (first, second) if first != second => first,
        _ => event == "Protests",
    };
    if is_first { Direction::SecondToFirst } else { Direction::FirstToSecond }
}

/// Parses the date of a row: a day, or the week or month that contains it.
fn when(row: &TableRow<'_>, issues: &mut Vec<Issue>) -> Option<When> {
    let Some(day) = date::day(row.field(DATE)) else {
        row.reject(DATE, "a day as 2024-04-13 or 13 April 2024", "correct the date", issues);
        return None;
    };
    let edtf = match row.field(PRECISION) {
        b"" | b"1" => day.to_string(),
        b"2" => {
            let by = Days::new(3);
            let (first, last) = (day.checked_sub_days(by)?, day.checked_add_days(by)?);
            format!("[{first}..{last}]")
        }
        b"3" => date::month(day),
        _ => {
            let allowed = "1, 2 or 3: exact to the day, the week or the month";
            row.reject(PRECISION, allowed, "correct it", issues);
            return None;
        }
    };
    edtf.parse().ok()
}

/// Parses the actor of a side and its associated actors.
fn names<'r>(row: &TableRow<'r>, first: usize, issues: &mut Vec<Issue>) -> Option<Vec<&'r str>> {
    let mut side = |column: usize| fields::names(row.name(column), row.field(column), b';', issues);
    let (mut names, others) = (side(first)?, side(first + 1)?);
    names.extend(others);
    Some(names)
}

/// Parses the number of deaths; `Some(None)` if it is missing.
fn deaths(row: &TableRow<'_>, issues: &mut Vec<Issue>) -> Option<Option<u64>> {
    let written = row.text(FATALITIES, issues)?;
    if written.is_empty() {
        return Some(None);
    }
    let deaths = written.parse().ok();
    if deaths.is_none() {
        row.reject(FATALITIES, "a whole number or an empty field", "correct it", issues);
    }
    deaths.map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_some_types_have_a_direction() {
        for (event, sub_type, inter, expected) in [
            ("Battles", "Armed clash", ["1", "2"], Direction::Mutual),
            ("Explosions/Remote violence", "Grenade", ["2", "1"], Direction::FirstToSecond),
            ("Violence against civilians", "Attack", ["3", "7"], Direction::FirstToSecond),
            (
                "Violence against civilians",
                "Attack",
                ["Civilians", "Rebel group"],
                Direction::SecondToFirst,
            ),
            ("Violence against civilians", "Attack", ["", ""], Direction::FirstToSecond),
            (
                "Protests",
                "Excessive force against protesters",
                ["6", "1"],
                Direction::SecondToFirst,
            ),
            (
                "Protests",
                "Excessive force against protesters",
                ["State forces", "Protesters"],
                Direction::FirstToSecond,
            ),
            ("Protests", "Excessive force against protesters", ["", ""], Direction::SecondToFirst),
            ("Protests", "Peaceful protest", ["6", "1"], Direction::Mutual),
            ("Strategic developments", "Arrests", ["1", "7"], Direction::Mutual),
        ] {
            let inter = inter.map(str::as_bytes);
            assert_eq!(
                direction(event, sub_type, inter),
                expected,
                "{event}: {sub_type} {inter:?}"
            );
        }
    }
}
