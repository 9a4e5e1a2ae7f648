//! POLECAT: events coded by machine after PLOVER, a table between tabs with a header, in UTF-8 or
//! ISO 8859-1.
//!
//! Names of columns are from its codebook. What stands in them was not at hand to check: several values
//! of one field are taken to stand between semicolons, and `None` to mean that there is none.

use std::collections::HashMap;

use super::{
    date, fields,
    intake::{Intake, Naming},
    reader::{Input, Reader},
    table::{Column, Layout, Row, Table, needed, wanted},
};
use crate::{
    error::{Error, Issue},
    model::{ActorId, Code, Event, MembershipKind, Vocabulary},
};

const COLUMNS: [Column<'_>; 13] = [
    wanted("Event ID"),
    needed("Event Date"),
    needed("Event Type"),
    wanted("Event Mode"),
    wanted("Intensity"),
    wanted("Contexts"),
    needed("Actor Name"),
    wanted("Actor Country"),
    wanted("Primary Actor Sector"),
    needed("Recipient Name"),
    wanted("Recipient Country"),
    wanted("Primary Recipient Sector"),
    wanted("Placename"),
];
const ID: usize = 0;
const DATE: usize = 1;
const TYPE: usize = 2;
const MODE: usize = 3;
const INTENSITY: usize = 4;
const CONTEXTS: usize = 5;
const ACTOR: usize = 6;
const RECIPIENT: usize = 9;
const PLACE: usize = 12;

/// Sectors that are organs of the state of their country.
const STATE_AGENTS: [&str; 6] = ["GOV", "MIL", "SPY", "COP", "JUD", "LEG"];

#[derive(Default)]
pub(super) struct Polecat {
    /// The country in which an actor was first met: another of that name in another is another.
    countries: HashMap<String, String>,
}

impl Reader for Polecat {
    fn read(&mut self, input: &mut Input<'_>, into: &mut Intake<'_>) -> Result<(), Error> {
        let layout = Layout { is_latin1: true, ..Layout::told_by(input, &COLUMNS)? };
        Table::open(input, into.options, layout)?.each(into, |row, into| self.row(row, into))
    }
}

impl Polecat {
    fn row(&mut self, row: &Row<'_>, into: &mut Intake<'_>) -> Result<(), Vec<Issue>> {
        let mut issues = Vec::new();
        let key = into.key(row.name(ID), row.field(ID), &mut issues);
        let day = date::day(row.field(DATE));
        if day.is_none() {
            row.refuse(DATE, date::ALLOWED, "correct the date", &mut issues);
        }
        let event = fields::event(row.name(TYPE), row.field(TYPE), &mut issues);
        let mode = fields::code(row.name(MODE), row.field(MODE), &mut issues);
        let score = fields::goldstein(row.name(INTENSITY), row.field(INTENSITY), &mut issues);
        let sources = sides(row, ACTOR, &mut issues);
        let targets = sides(row, RECIPIENT, &mut issues);
        let contexts = row.text(CONTEXTS, &mut issues);
        let place = row.text(PLACE, &mut issues);
        let (
            Some(key),
            Some(day),
            Some(event),
            Some(mode),
            Some(score),
            Some(sources),
            Some(targets),
            Some(contexts),
            Some(place),
        ) = (key, day, event, mode, score, sources, targets, contexts, place)
        else {
            return Err(issues);
        };
        let text = present(mode).map_or_else(|| event.to_owned(), |mode| format!("{event}/{mode}"));
        let words =
            [contexts, place].map(|words| present(words).filter(|_| into.options.descriptions));
        let mut parties = |sides: Vec<Side<'_>>| -> Vec<ActorId> {
            sides.iter().filter_map(|side| self.party(side, into)).collect()
        };
        let (sources, targets) = (parties(sources), parties(targets));
        let id = match (&*sources, &*targets, words) {
            ([] | [_], [] | [_], [None, None]) => {
                let code = into.code(Vocabulary::Plover, &text, score);
                let one = |side: &[ActorId]| side.first().copied();
                into.builder.add_row(one(&sources), one(&targets), day, code)
            }
            (_, _, [contexts, place]) => {
                let code = Code::new(Vocabulary::Plover, text);
                let mut event = Event::coded(sources, targets, day, code);
                if let Some(score) = score {
                    event = event.with_score(score);
                }
                if let Some(contexts) = contexts {
                    event = event.with_text(format!("contexts: {contexts}"));
                }
                if let Some(place) = place {
                    event = event.at(place);
                }
                into.builder.add_event(event)
            }
        };
        into.name(id, key);
        Ok(())
    }

    /// An actor by its name; by country and sector, as a code of CAMEO has them, where it has none.
    fn party(&mut self, side: &Side<'_>, into: &mut Intake<'_>) -> Option<ActorId> {
        let Side { name, country, sector } = side;
        let Some(name) = name else {
            let country = (*country)?;
            return Some(if is_iso3(country) {
                into.actor(Naming::Cameo, &format!("{country}{}", sector.unwrap_or_default()))
            } else {
                into.actor(Naming::Name, country)
            });
        };
        let Some(country) = country else {
            return Some(into.actor(Naming::Name, name));
        };
        let first =
            self.countries.entry((*name).to_owned()).or_insert_with(|| (*country).to_owned());
        let actor = if first == country {
            into.actor(Naming::Name, name)
        } else {
            into.actor(Naming::Name, &format!("{name} ({country})"))
        };
        let naming = if is_iso3(country) { Naming::Iso3 } else { Naming::Name };
        let is_organ = sector.is_some_and(|sector| STATE_AGENTS.contains(&sector));
        let kind = if is_organ { MembershipKind::PartOf } else { MembershipKind::LocatedIn };
        let country = into.actor(naming, country);
        into.belongs(actor, kind, country);
        Some(actor)
    }
}

/// What a row says of one party.
struct Side<'r> {
    name: Option<&'r str>,
    country: Option<&'r str>,
    sector: Option<&'r str>,
}

/// The parties on a side, of which the columns name, country and sector stand one behind the other.
fn sides<'r>(row: &Row<'r>, first: usize, issues: &mut Vec<Issue>) -> Option<Vec<Side<'r>>> {
    let mut lists = Vec::new();
    for column in first..first + 3 {
        let parts = row.field(column).split(|byte| *byte == b';');
        let list: Option<Vec<_>> =
            parts.map(|part| fields::name(row.name(column), part, issues).map(present)).collect();
        lists.push(list?);
    }
    let count = lists.iter().map(Vec::len).max().unwrap_or_default();
    let part = |column: usize, nth: usize| match &*lists[column] {
        [one] => *one, // It is that of all.
        several => several.get(nth).copied().flatten(),
    };
    let side = |nth| Side { name: part(0, nth), country: part(1, nth), sector: part(2, nth) };
    Some((0..count).map(side).collect())
}

fn present(text: &str) -> Option<&str> {
    (!fields::is_missing(text)).then_some(text)
}

fn is_iso3(country: &str) -> bool {
    country.len() == 3 && country.bytes().all(|letter| letter.is_ascii_uppercase())
}
