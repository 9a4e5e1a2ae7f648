//! UCDP GED: an event of organised violence a row, 49 columns between commas, of which some hold
//! quoted lines; candidate releases have come without a header.

use chrono::{Datelike, NaiveDate};

use super::{
    date,
    intake::{Intake, Naming},
    reader::{Input, Reader},
    table::{Column, Layout, Row, Table, needed, wanted},
};
use crate::{
    error::{Error, Issue},
    model::{ActorId, ActorKind, Amount, Attack, Code, Event, Level, Vocabulary, When},
};

const ID: usize = 0;
const TYPE: usize = 1;
const SIDE_A: Side = Side { name: 2, id: 3, states: 4 };
const SIDE_B: Side = Side { name: 5, id: 6, states: 7 };
const HEADLINE: usize = 8;
const ARTICLE: usize = 9;
const PLACES: [usize; 4] = [10, 11, 12, 13];
const DATE_PREC: usize = 14;
const DATE_START: usize = 15;
const DATE_END: usize = 16;
const BEST: usize = 17;
const HIGH: usize = 18;
const LOW: usize = 19;

const COLUMNS: &[Column<'_>] = &[
    needed("id"),
    needed("type_of_violence"),
    needed("side_a"),
    needed("side_a_new_id"),
    wanted("gwnoa"),
    needed("side_b"),
    needed("side_b_new_id"),
    wanted("gwnob"),
    wanted("source_headline"),
    wanted("source_article"),
    wanted("where_coordinates"),
    wanted("adm_2"),
    wanted("adm_1"),
    wanted("country"),
    needed("date_prec"),
    needed("date_start"),
    needed("date_end"),
    needed("best"),
    wanted("high"),
    wanted("low"),
];

/// The columns of GED 23.1 in order.
const ORDER: &[&str] = &[
    "id",
    "relid",
    "year",
    "active_year",
    "code_status",
    "type_of_violence",
    "conflict_dset_id",
    "conflict_new_id",
    "conflict_name",
    "dyad_dset_id",
    "dyad_new_id",
    "dyad_name",
    "side_a_dset_id",
    "side_a_new_id",
    "side_a",
    "side_b_dset_id",
    "side_b_new_id",
    "side_b",
    "number_of_sources",
    "source_article",
    "source_office",
    "source_date",
    "source_headline",
    "source_original",
    "where_prec",
    "where_coordinates",
    "where_description",
    "adm_1",
    "adm_2",
    "latitude",
    "longitude",
    "geom_wkt",
    "priogrid_gid",
    "country",
    "country_id",
    "region",
    "event_clarity",
    "date_prec",
    "date_start",
    "date_end",
    "deaths_a",
    "deaths_b",
    "deaths_civilians",
    "deaths_unknown",
    "best",
    "high",
    "low",
    "gwnoa",
    "gwnob",
];

/// Whether these are the fields of a row, in the order of the columns.
pub(super) fn is_row(fields: &[String]) -> bool {
    let is = |name: &str, check: &dyn Fn(&str) -> bool| {
        let nth = ORDER.iter().position(|column| *column == name);
        nth.is_some_and(|nth| check(&fields[nth]))
    };
    let is_day = |field: &str| day(field.as_bytes()).is_some();
    fields.len() == ORDER.len()
        && is("type_of_violence", &|field| matches!(field, "1" | "2" | "3"))
        && is("date_start", &is_day)
        && is("date_end", &is_day)
}

#[derive(Default)]
pub(super) struct Ucdp {
    /// Rows whose low figure is above the high one.
    crossed: u64,
}

impl Reader for Ucdp {
    fn read(&mut self, input: &mut Input<'_>, into: &mut Intake<'_>) -> Result<(), Error> {
        let layout = Layout { order: ORDER, ..Layout::told_by(input, COLUMNS)? };
        Table::open(input, into.options, layout)?.each(into, |row, into| self.row(row, into))
    }

    fn finish(&mut self, into: &mut Intake<'_>) -> Result<(), Error> {
        if self.crossed > 0 {
            let rows = self.crossed;
            into.decide(format!(
                "{rows} rows have a low figure above the high one: taken as from high to low"
            ));
        }
        Ok(())
    }
}

impl Ucdp {
    /// Takes in one row, or says all that is wrong with it.
    fn row(&mut self, row: &Row<'_>, into: &mut Intake<'_>) -> Result<(), Vec<Issue>> {
        let mut issues = Vec::new();
        let key = into.key(row.name(ID), row.field(ID), &mut issues);
        let violence = row.text(TYPE, &mut issues).filter(|code| {
            let is_known = matches!(*code, "1" | "2" | "3");
            if !is_known {
                let allowed = "1 state-based, 2 non-state or 3 one-sided";
                row.refuse(TYPE, allowed, "correct it, or leave the row out", &mut issues);
            }
            is_known
        });
        let (a, b) = (SIDE_A.of(row, &mut issues), SIDE_B.of(row, &mut issues));
        let when = when(row, &mut issues);
        let deaths = deaths(row, &mut issues);
        let place = place(row, &mut issues);
        let text = text(row, into.options.descriptions, &mut issues);
        let (
            Some(key),
            Some(violence),
            Some(a),
            Some(b),
            Some(when),
            Some(deaths),
            Some(place),
            Some(text),
        ) = (key, violence, a, b, when, deaths, place, text)
        else {
            return Err(issues);
        };

        let targets = if violence == "3" { ActorKind::Civilians } else { ActorKind::ArmedGroup };
        let day = when.earliest().date_naive();
        let (a, b) = (a.actors(ActorKind::ArmedGroup, day, into), b.actors(targets, day, into));
        self.crossed += u64::from(deaths.is_crossed);
        let mut event = Event::coded(a, b, when, Code::new(Vocabulary::Ucdp, violence));
        event.mutual = violence != "3";
        event.score = deaths.best;
        if let Some(killed) = deaths.killed {
            event = event.with_attack(Attack::new().killing(killed));
        }
        event.details.place = (!place.is_empty()).then_some(place);
        event.details.text = (!text.is_empty()).then(|| text.to_owned());
        let event = into.builder.add_event(event);
        into.name(event, key);
        Ok(())
    }
}

/// The columns of one side.
struct Side {
    name: usize,
    id: usize,
    states: usize,
}

impl Side {
    fn of<'r>(&self, row: &Row<'r>, issues: &mut Vec<Issue>) -> Option<Party<'r>> {
        let name = row.text(self.name, issues);
        let id = row.number(self.id, issues);
        let states = row.text(self.states, issues)?;
        let states: Vec<_> =
            states.split([',', ';']).map(str::trim).filter(|number| !number.is_empty()).collect();
        let is_number = |text: &str| text.parse::<u16>().is_ok();
        if !states.iter().all(|state| is_number(state)) {
            let allowed = "numbers of states by Gleditsch and Ward, or nothing";
            row.refuse(self.states, allowed, "correct them", issues);
            return None;
        }
        Some(Party { name: name?, id: id?, states })
    }
}

/// Who is on a side: states by their numbers, or else an actor by its id.
struct Party<'r> {
    name: &'r str,
    id: Option<i64>,
    states: Vec<&'r str>,
}

impl Party<'_> {
    /// A state stands for its government. No other actor belongs to any: where a group fights a
    /// state, it must not be taken for a part of it.
    fn actors(&self, kind: ActorKind, day: NaiveDate, into: &mut Intake<'_>) -> Vec<ActorId> {
        if self.states.is_empty() {
            let id = self.id.map(|id| format!("ucdp:{id}"));
            let id =
                id.map(|id| into.actor_called(Naming::Own("ucdp"), &id, day, (kind, self.name)));
            return id.into_iter().collect();
        }
        let names: Vec<_> = self.name.split(", ").collect();
        let name = |nth: usize| match names[..] {
            _ if names.len() != self.states.len() => "",
            _ => names[nth].trim_start_matches("Government of "),
        };
        let states = self.states.iter().enumerate();
        let naming = Naming::GleditschWard;
        states
            .map(|(nth, state)| {
                into.actor_called(naming, state, day, (ActorKind::State, name(nth)))
            })
            .collect()
    }
}

/// An exact date is a day, or days from the first to the last. Otherwise the event began on one of
/// these days, and it is not known on which.
fn when(row: &Row<'_>, issues: &mut Vec<Issue>) -> Option<When> {
    let mut day = |column| {
        let day = day(row.field(column));
        if day.is_none() {
            row.refuse(column, "a day of the calendar as YYYY-MM-DD", "correct the date", issues);
        }
        day
    };
    let (start, end) = (day(DATE_START), day(DATE_END));
    let precision = row.number(DATE_PREC, issues)?;
    let Some(precision @ 1..=5) = precision else {
        row.refuse(DATE_PREC, "1 to 5, as exact as the date is known", "correct it", issues);
        return None;
    };
    let (start, end) = (start?, end?);
    let written = if start == end {
        start.to_string()
    } else if precision == 1 {
        format!("{start}/{end}")
    } else {
        period(start, end)
    };
    let when = written.parse().ok();
    if when.is_none() {
        row.refuse(DATE_END, "a day not before date_start", "correct the dates", issues);
    }
    when
}

/// Some day from the first to the last: of a month or a year, where they are all of it.
fn period(start: NaiveDate, end: NaiveDate) -> String {
    let is_first = |day: Option<NaiveDate>| day.is_some_and(|day| day.day() == 1);
    if !is_first(Some(start)) || !is_first(end.succ_opt()) || start.year() != end.year() {
        return format!("[{start}..{end}]");
    }
    match (start.month(), end.month()) {
        (first, last) if first == last => start.format("%Y-%m").to_string(),
        (1, 12) => start.format("%Y").to_string(),
        _ => format!("[{start}..{end}]"),
    }
}

/// A day, perhaps with the midnight that some releases write behind it.
fn day(field: &[u8]) -> Option<NaiveDate> {
    let day = match field.split_at_checked(10) {
        Some((day, [b' ' | b'T', ..])) => day,
        _ => field,
    };
    date::day(day)
}

struct Deaths {
    best: Option<Level>,
    killed: Option<Amount>,
    is_crossed: bool,
}

fn deaths(row: &Row<'_>, issues: &mut Vec<Issue>) -> Option<Deaths> {
    let mut count = |column| {
        let number = row.number(column, issues)?;
        if number.is_some_and(|number| number < 0) {
            row.refuse(column, "a number of deaths, or nothing", "correct it", issues);
            return None;
        }
        Some(number.map(i64::unsigned_abs))
    };
    let (best, low, high) = (count(BEST), count(LOW), count(HIGH));
    let (best, low, high) = (best?, low?, high?);
    let (low, high) = (low.or(best), high.or(best));
    let killed = match (low, high) {
        (Some(low), Some(high)) if low == high => Some(Amount::exactly(low)),
        (Some(low), Some(high)) => Some(Amount::between(low.min(high), high.max(low))),
        (Some(low), None) => Some(Amount::at_least(low)),
        (None, _) => None,
    };
    let most = i32::MAX / 10;
    let best = best.map(|best| Level::from(i32::try_from(best).unwrap_or(most).min(most)));
    let is_crossed = low.zip(high).is_some_and(|(low, high)| low > high);
    Some(Deaths { best, killed, is_crossed })
}

/// The place and what it lies in, each name once.
fn place(row: &Row<'_>, issues: &mut Vec<Issue>) -> Option<String> {
    let mut names = Vec::new();
    for column in PLACES {
        let name = row.text(column, issues)?;
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    Some(names.join(", "))
}

/// What the sources say, where that is asked for.
fn text<'r>(row: &Row<'r>, is_wanted: bool, issues: &mut Vec<Issue>) -> Option<&'r str> {
    if !is_wanted {
        return Some("");
    }
    match row.text(HEADLINE, issues)? {
        "" => row.text(ARTICLE, issues),
        headline => Some(headline),
    }
}
