//! POLECAT: events coded by machine in PLOVER, a tab-separated table with a header, in UTF-8 or
//! ISO 8859-1.
//!
//! The names of the columns are from its codebook. No file was available to check the values: several values
//! in one field are assumed to be separated by semicolons, and `None` to be a missing value.

use super::{
    bytes::split,
    fields,
    ingest::Ingest,
    interner::Interner,
    naming::Naming,
    plain::Cell,
    reader::{Input, Reader},
    table::Table,
    table_layout::{ColumnSpec, TableLayout, optional, required},
    table_row::TableRow,
};
use crate::{
    error::{Error, Issue},
    model::{ActorId, Code, Event, MembershipKind, Vocabulary},
};

const COLUMNS: [ColumnSpec<'_>; 13] = [
    optional(&["Event ID"], Cell::Id),
    required(&["Event Date"], Cell::Day),
    required(&["Event Type"], Cell::Text),
    optional(&["Event Mode"], Cell::Text),
    optional(&["Intensity", "Event Intensity"], Cell::Number),
    optional(&["Contexts"], Cell::Text),
    required(&["Actor Name"], Cell::Party),
    optional(&["Actor Country"], Cell::Text),
    optional(&["Primary Actor Sector"], Cell::Text),
    required(&["Recipient Name"], Cell::Party),
    optional(&["Recipient Country"], Cell::Text),
    optional(&["Primary Recipient Sector"], Cell::Text),
    optional(&["Placename"], Cell::Text),
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

/// Sectors that are organs of the state.
const STATE_AGENTS: [&str; 6] = ["GOV", "MIL", "SPY", "COP", "JUD", "LEG"];

/// The reader of POLECAT files.
#[derive(Default)]
pub(super) struct Polecat {
    /// The names of actors with a country.
    names: Interner,
    /// By number of the name, the country with which it first occurred. With another country, the name is
    /// another actor.
    countries: Vec<String>,
}

impl Reader for Polecat {
    fn read(&mut self, input: &mut Input<'_>, ingest: &mut Ingest<'_>) -> Result<(), Error> {
        let layout = TableLayout { missing: &["None"], ..TableLayout::detect(input, &COLUMNS)? };
        Table::open(input, ingest.options, layout)?
            .for_each(ingest, &mut |row, ingest| self.add_row(row, ingest))
    }
}

impl Polecat {
    /// Adds the event of a row, or returns all its issues.
    fn add_row(&mut self, row: &TableRow<'_>, ingest: &mut Ingest<'_>) -> Result<(), Vec<Issue>> {
        let mut issues = Vec::new();
        let key = ingest.row_key(row.name(ID), row.field(ID), None, &mut issues);
        let day = fields::day(row.name(DATE), row.field(DATE), &mut issues);
        let event = fields::event(row.name(TYPE), row.field(TYPE), &mut issues);
        let mode = fields::code(row.name(MODE), row.field(MODE), &mut issues);
        let score = fields::goldstein(row.name(INTENSITY), row.field(INTENSITY), &mut issues);
        let sources = parties(row, ACTOR, &mut issues);
        let targets = parties(row, RECIPIENT, &mut issues);
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
        let text = match present(mode) {
            Some(mode) => format!("{event}/{mode}"),
            None => event.to_owned(),
        };
        let is_wanted = ingest.options.descriptions;
        let described = |words| if is_wanted { present(words) } else { None };
        let words = [described(contexts), described(place)];
        let mut actors = |parties: Vec<PolecatParty<'_>>| {
            let mut actors = Vec::new();
            for party in &parties {
                if let Some(actor) = self.actor(party, ingest) {
                    actors.push(actor);
                }
            }
            actors
        };
        let (sources, targets) = (actors(sources), actors(targets));
        let id = match (&*sources, &*targets, words) {
            // The compact form of an event: at most one actor on each side, and no text.
            ([] | [_], [] | [_], [None, None]) => {
                let code = ingest.code_id(Vocabulary::Plover, text.as_bytes(), score);
                let one = |side: &[ActorId]| side.first().copied();
                ingest.builder.add_row(one(&sources), one(&targets), day, code)
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
                ingest.builder.add_event(event)
            }
        };
        ingest.set_key(id, key);
        Ok(())
    }

    /// Returns the actor of a party: by its name, or by country and sector in the form of a CAMEO code if it
    /// has no name.
    fn actor(&mut self, party: &PolecatParty<'_>, ingest: &mut Ingest<'_>) -> Option<ActorId> {
        let PolecatParty { name, country, sector } = party;
        let Some(name) = name else {
            let country = (*country)?;
            return Some(if is_iso3(country) {
                ingest.actor(Naming::Cameo, &format!("{country}{}", sector.unwrap_or_default()))
            } else {
                ingest.actor(Naming::Name, country)
            });
        };
        let Some(country) = country else {
            return Some(ingest.actor(Naming::Name, name));
        };
        let nth = self.names.intern(name) as usize;
        if nth == self.countries.len() {
            self.countries.push((*country).to_owned());
        }
        let actor = if self.countries[nth] == *country {
            ingest.actor(Naming::Name, name)
        } else {
            ingest.actor(Naming::Name, &format!("{name} ({country})"))
        };
        let naming = if is_iso3(country) { Naming::Iso3 } else { Naming::Name };
        let is_organ = sector.is_some_and(|sector| STATE_AGENTS.contains(&sector));
        let kind = if is_organ { MembershipKind::PartOf } else { MembershipKind::LocatedIn };
        let country = ingest.actor(naming, country);
        ingest.add_membership(actor, kind, country);
        Some(actor)
    }
}

/// One party of a row.
struct PolecatParty<'r> {
    name: Option<&'r str>,
    country: Option<&'r str>,
    sector: Option<&'r str>,
}

/// Returns the parties of a side, whose name, country and sector are in consecutive columns.
fn parties<'r>(
    row: &TableRow<'r>,
    first: usize,
    issues: &mut Vec<Issue>,
) -> Option<Vec<PolecatParty<'r>>> {
    let mut lists = Vec::new();
    for column in first..first + 3 {
        let mut list = Vec::new();
        for parts in split(row.field(column), b';') {
            for part in split(parts, b'|') {
                list.push(present(fields::name(row.name(column), part, issues)?));
            }
        }
        lists.push(list);
    }
    let count = lists[0].len().max(lists[1].len()).max(lists[2].len());
    let part = |column: usize, nth: usize| match &*lists[column] {
        [one] => *one, // A single value applies to all parties.
        several => several.get(nth).copied().flatten(),
    };
    let mut parties = Vec::with_capacity(count);
    for nth in 0..count {
        let (name, country, sector) = (part(0, nth), part(1, nth), part(2, nth));
        parties.push(PolecatParty { name, country, sector });
    }
    Some(parties)
}

/// Returns a text, or `None` if it is a missing value.
fn present(text: &str) -> Option<&str> {
    (!fields::is_missing(text)).then_some(text)
}

/// Returns `true` if a country is written as an ISO 3166 code of three letters, and not as a name.
fn is_iso3(country: &str) -> bool {
    country.len() == 3 && country.bytes().all(|letter| letter.is_ascii_uppercase())
}
