//! ACLED (Armed Conflict Location & Event Data; Raleigh et al., 2010): a table between commas with a
//! header.
//!
//! The names of its columns, its types and its codes of actors were written from memory of the codebook
//! of 2019 and later; no file was at hand to check them against. That two actors of an event have no
//! direction, save where [`direction`] gives one, is the codebook's own warning.

use chrono::{Days, NaiveDate};

use super::{
    date, fields,
    intake::{Intake, Naming},
    reader::{Input, Reader},
    table::{Column, Layout, Row, Table, needed, wanted},
};
use crate::{
    error::{Error, Issue},
    model::{Act, ActorId, Amount, Attack, Code, Event, Vocabulary, When},
    scale,
};

const COLUMNS: [Column<'_>; 13] = [
    wanted("event_id_cnty"),
    needed("event_date"),
    wanted("time_precision"),
    needed("event_type"),
    wanted("sub_event_type"),
    needed("actor1"),
    wanted("assoc_actor_1"),
    wanted("inter1"),
    needed("actor2"),
    wanted("assoc_actor_2"),
    wanted("inter2"),
    wanted("fatalities"),
    wanted("notes"),
];
const PLACES: [Column<'_>; 3] = [wanted("location"), wanted("admin1"), wanted("country")];
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

#[derive(Default)]
pub(super) struct Acled {
    deaths_not_kept: u64,
}

impl Reader for Acled {
    fn read(&mut self, input: &mut Input<'_>, into: &mut Intake<'_>) -> Result<(), Error> {
        let columns = [&COLUMNS[..], &PLACES].concat();
        let layout = Layout::told_by(input, &columns)?;
        Table::open(input, into.options, layout)?.each(into, |row, into| self.row(row, into))
    }

    fn finish(&mut self, into: &mut Intake<'_>) -> Result<(), Error> {
        if self.deaths_not_kept > 0 {
            into.decide(format!(
                "{} deaths are not kept: they are of events that are no attacks",
                self.deaths_not_kept
            ));
        }
        Ok(())
    }
}

impl Acled {
    fn row(&mut self, row: &Row<'_>, into: &mut Intake<'_>) -> Result<(), Vec<Issue>> {
        let mut issues = Vec::new();
        let key = into.key(row.name(ID), row.field(ID), &mut issues);
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
        let code = match sub_type {
            "" => event.to_owned(),
            sub_type => format!("{event}: {sub_type}"),
        };
        let code = Code::new(Vocabulary::Acled, code);
        let direction = direction(event, sub_type, [row.field(INTER_1), row.field(INTER_2)]);
        let mut actors = |names: Vec<&str>| -> Vec<ActorId> {
            names.into_iter().map(|name| into.actor(Naming::Name, name)).collect()
        };
        let (firsts, seconds) = (actors(firsts), actors(seconds));
        let (sources, targets) = match direction {
            Direction::Back => (seconds, firsts),
            Direction::Forth | Direction::None => (firsts, seconds),
        };
        let runs_both_ways =
            direction == Direction::None && !sources.is_empty() && !targets.is_empty();
        let is_attack = matches!(scale::act_of(&code), Act::Attack(_));
        let mut draft = Event::coded(sources, targets, when, code);
        if runs_both_ways {
            draft = draft.mutually();
        }
        match deaths {
            Some(deaths) if is_attack => {
                draft = draft.with_attack(Attack::new().killing(Amount::exactly(deaths)));
            }
            deaths => self.deaths_not_kept += deaths.unwrap_or_default(),
        }
        if into.options.descriptions {
            if !notes.is_empty() {
                draft = draft.with_text(notes);
            }
            if !place.is_empty() {
                draft = draft.at(place);
            }
        }
        let id = into.builder.add_event(draft);
        into.name(id, key);
        Ok(())
    }
}

/// Whether an event runs from its first actor to its second, the other way, or both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Direction {
    Forth,
    Back,
    None,
}

/// The direction that the codebook gives a type: remote violence goes from who uses it, violence against
/// civilians to the civilians, excessive force to the protesters, whichever side they stand on.
fn direction(event: &str, sub_type: &str, inter: [&[u8]; 2]) -> Direction {
    let is = |side: usize, code: &[u8], word: &[u8]| {
        inter[side] == code || inter[side].eq_ignore_ascii_case(word)
    };
    let (code, word): (&[u8], &[u8]) = match (event, sub_type) {
        ("Explosions/Remote violence", _) => return Direction::Forth,
        ("Violence against civilians", _) => (b"7", b"civilians"),
        (_, "Excessive force against protesters") => (b"6", b"protesters"),
        _ => return Direction::None,
    };
    // Without codes of actors, the codebook puts civilians second and protesters first.
    let is_first = match [0, 1].map(|side| is(side, code, word)) {
        [first, second] if first != second => first,
        _ => event == "Protests",
    };
    if is_first { Direction::Back } else { Direction::Forth }
}

/// The day, or the week or month in which it lies.
fn when(row: &Row<'_>, issues: &mut Vec<Issue>) -> Option<When> {
    let written = row.field(DATE);
    let text = std::str::from_utf8(written).unwrap_or_default();
    let day = date::day(written).or_else(|| NaiveDate::parse_from_str(text, "%d %B %Y").ok());
    let Some(day) = day else {
        row.refuse(DATE, "a day as 2024-04-13 or 13 April 2024", "correct the date", issues);
        return None;
    };
    let edtf = match row.field(PRECISION) {
        b"" | b"1" => day.format("%Y-%m-%d").to_string(),
        b"2" => {
            let by = Days::new(3);
            let (first, last) = (day.checked_sub_days(by)?, day.checked_add_days(by)?);
            format!("[{first}..{last}]")
        }
        b"3" => day.format("%Y-%m").to_string(),
        _ => {
            let allowed = "1, 2 or 3: to the day, the week or the month";
            row.refuse(PRECISION, allowed, "correct it", issues);
            return None;
        }
    };
    edtf.parse().ok()
}

/// The actor of a side and those with it.
fn names<'r>(row: &Row<'r>, first: usize, issues: &mut Vec<Issue>) -> Option<Vec<&'r str>> {
    let mut side = |column: usize| fields::names(row.name(column), row.field(column), b';', issues);
    let (mut names, others) = (side(first)?, side(first + 1)?);
    names.extend(others);
    Some(names)
}

fn deaths(row: &Row<'_>, issues: &mut Vec<Issue>) -> Option<Option<u64>> {
    let written = row.text(FATALITIES, issues)?;
    if written.is_empty() {
        return Some(None);
    }
    let deaths = written.parse().ok();
    if deaths.is_none() {
        row.refuse(FATALITIES, "a whole number, or nothing", "correct it", issues);
    }
    deaths.map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_some_types_have_a_direction() {
        for (event, sub_type, inter, expected) in [
            ("Battles", "Armed clash", ["1", "2"], Direction::None),
            ("Explosions/Remote violence", "Grenade", ["2", "1"], Direction::Forth),
            ("Violence against civilians", "Attack", ["3", "7"], Direction::Forth),
            ("Violence against civilians", "Attack", ["Civilians", "Rebel group"], Direction::Back),
            ("Violence against civilians", "Attack", ["", ""], Direction::Forth),
            ("Protests", "Excessive force against protesters", ["6", "1"], Direction::Back),
            (
                "Protests",
                "Excessive force against protesters",
                ["State forces", "Protesters"],
                Direction::Forth,
            ),
            ("Protests", "Excessive force against protesters", ["", ""], Direction::Back),
            ("Protests", "Peaceful protest", ["6", "1"], Direction::None),
            ("Strategic developments", "Arrests", ["1", "7"], Direction::None),
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
