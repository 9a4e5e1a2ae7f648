//! UCDP GED: one event of organised violence per row, in 49 comma-separated columns, some of which contain
//! quoted line ends. Some candidate releases have no header.

use chrono::{Datelike, NaiveDate};
use memchr::memchr;

use super::{
    bytes::are_digits,
    date, force_names,
    ingest::Ingest,
    naming::Naming,
    plain::Cell,
    reader::{Input, Reader},
    table::Table,
    table_layout::{ColumnSpec, TableLayout, optional, required},
    table_row::TableRow,
};
use crate::{
    error::{Error, Issue},
    model::{ActorId, ActorKind, Amount, Attack, Code, Event, Level, Vocabulary, When},
};

const ID: usize = 0;
const TYPE: usize = 1;
const SIDE_A: SideColumns = SideColumns { name: 2, id: 3, states: 4 };
const SIDE_B: SideColumns = SideColumns { name: 5, id: 6, states: 7 };
const HEADLINE: usize = 8;
const ARTICLE: usize = 9;
const PLACE_COLUMNS: [usize; 4] = [10, 11, 12, 13];
const DATE_PREC: usize = 14;
const DATE_START: usize = 15;
const DATE_END: usize = 16;
const BEST: usize = 17;
const HIGH: usize = 18;
const LOW: usize = 19;

const COLUMNS: &[ColumnSpec<'_>] = &[
    required(&["id"], Cell::Id),
    required(&["type_of_violence"], Cell::Whole),
    required(&["side_a"], Cell::Text),
    required(&["side_a_new_id"], Cell::WholeId),
    optional(&["gwnoa"], Cell::Wholes),
    required(&["side_b"], Cell::Text),
    required(&["side_b_new_id"], Cell::WholeId),
    optional(&["gwnob"], Cell::Wholes),
    optional(&["source_headline"], Cell::Text),
    optional(&["source_article"], Cell::Text),
    optional(&["where_coordinates"], Cell::Text),
    optional(&["adm_2"], Cell::Text),
    optional(&["adm_1"], Cell::Text),
    optional(&["country"], Cell::Text),
    required(&["date_prec"], Cell::Whole),
    required(&["date_start"], Cell::Day),
    required(&["date_end"], Cell::Day),
    required(&["best", "best_est"], Cell::Whole),
    optional(&["high", "high_est"], Cell::Whole),
    optional(&["low", "low_est"], Cell::Whole),
    optional(&["year"], Cell::Year),
];

/// The columns of GED 23.1 in order.
const COLUMN_ORDER: &[&str] = &[
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

/// Returns `true` if the fields are those of a row without a header.
pub(super) fn is_row(fields: &[String]) -> bool {
    let is = |name: &str, check: &dyn Fn(&str) -> bool| {
        let nth = COLUMN_ORDER.iter().position(|column| *column == name);
        nth.is_some_and(|nth| check(&fields[nth]))
    };
    let is_day = |field: &str| day(field.as_bytes()).is_some();
    fields.len() == COLUMN_ORDER.len()
        && is("type_of_violence", &|field| matches!(field, "1" | "2" | "3"))
        && is("date_start", &is_day)
        && is("date_end", &is_day)
}

/// The reader of UCDP GED files.
#[derive(Default)]
pub(super) struct Ucdp {
    /// The number of rows whose low figure is above the high one.
    swapped_bounds: u64,
    /// The number of rows whose best figure is below the low one or above the high one, and the first such row.
    outside_bounds: u64,
    first_outside: String,
}

impl Reader for Ucdp {
    fn read(&mut self, input: &mut Input<'_>, ingest: &mut Ingest<'_>) -> Result<(), Error> {
        let layout =
            TableLayout { headerless_order: COLUMN_ORDER, ..TableLayout::detect(input, COLUMNS)? };
        Table::open(input, ingest.options, layout)?
            .for_each(ingest, &mut |row, ingest| self.add_row(row, ingest))
    }

    fn finish(&mut self, ingest: &mut Ingest<'_>) -> Result<(), Error> {
        if self.swapped_bounds > 0 {
            let rows = self.swapped_bounds;
            ingest.note_decision(format!(
                "{rows} rows have a low figure above the high one: taken as from high to low"
            ));
        }
        if self.outside_bounds > 0 {
            ingest.note_decision(format!(
                "{} rows have a best figure below the low one or above the high one: the score is the best figure, the number of deaths from low to high, the first {}",
                self.outside_bounds, self.first_outside
            ));
        }
        Ok(())
    }
}

impl Ucdp {
    /// Adds the event of a row, or returns all its issues.
    fn add_row(&mut self, row: &TableRow<'_>, ingest: &mut Ingest<'_>) -> Result<(), Vec<Issue>> {
        let mut issues = Vec::new();
        let key = ingest.row_key(row.name(ID), row.field(ID), None, &mut issues);
        let violence = row.text(TYPE, &mut issues).filter(|code| {
            let is_known = matches!(*code, "1" | "2" | "3");
            if !is_known {
                let allowed = "1 (state-based), 2 (non-state) or 3 (one-sided)";
                row.reject(TYPE, allowed, "correct it, or leave the row out", &mut issues);
            }
            is_known
        });
        let (a, b) = (SIDE_A.of(row, &mut issues), SIDE_B.of(row, &mut issues));
        let when = when(row, &mut issues);
        let deaths = deaths(row, &mut issues);
        let place = place(row, &mut issues);
        let text = text(row, ingest.options.descriptions, &mut issues);
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
        // The same number may be another state on another day.
        let day = when.earliest().date_naive();
        let (a, b) = (a.actors(ActorKind::ArmedGroup, day, ingest), b.actors(targets, day, ingest));
        self.swapped_bounds += u64::from(deaths.are_bounds_swapped);
        if deaths.is_best_outside {
            self.outside_bounds += 1;
            if self.outside_bounds == 1 {
                let file = ingest.files.last().map_or("", |file| &*file.name);
                self.first_outside = format!("in {file} on line {}", ingest.line);
            }
        }
        let mut event = Event::coded(a, b, when, Code::new(Vocabulary::Ucdp, violence));
        event.mutual = violence != "3";
        event.score = deaths.best;
        if let Some(killed) = deaths.killed {
            event = event.with_attack(Attack::new().killing(killed));
        }
        event.details.place = (!place.is_empty()).then_some(place);
        event.details.text = (!text.is_empty()).then(|| text.to_owned());
        let event = ingest.builder.add_event(event);
        ingest.set_key(event, key);
        Ok(())
    }
}

/// The columns of one side.
struct SideColumns {
    name: usize,
    id: usize,
    states: usize,
}

impl SideColumns {
    /// Parses the party in these columns.
    fn of<'r>(&self, row: &TableRow<'r>, issues: &mut Vec<Issue>) -> Option<SideParty<'r>> {
        let name = row.text(self.name, issues);
        let id = row.number(self.id, issues);
        let states = row.text(self.states, issues)?;
        let mut numbers = Vec::new();
        // Most sides have no state or one.
        if (1..=4).contains(&states.len()) && are_digits(states.as_bytes()) {
            return Some(SideParty { name: name?, id: id?, states: vec![states] });
        }
        for number in states.split([',', ';']) {
            let number = number.trim();
            if number.is_empty() {
                continue;
            }
            if number.parse::<u16>().is_err() {
                let allowed = "state numbers of Gleditsch and Ward or an empty field";
                row.reject(self.states, allowed, "correct them", issues);
                return None;
            }
            numbers.push(number);
        }
        Some(SideParty { name: name?, id: id?, states: numbers })
    }
}

/// The party on a side: states with their numbers, or another actor with its id.
struct SideParty<'r> {
    name: &'r str,
    id: Option<i64>,
    states: Vec<&'r str>,
}

impl SideParty<'_> {
    /// Returns the actors of the party. A state stands for its government. Of other actors, forces whose names say
    /// their state are part of it, and groups with a country in parentheses at the end of their name are located in
    /// it. All others get no membership: a group that fights a state must not be taken for a part of it.
    fn actors(&self, kind: ActorKind, day: NaiveDate, ingest: &mut Ingest<'_>) -> Vec<ActorId> {
        let mut actors = Vec::new();
        if self.states.is_empty() {
            // A government whose number is missing is the state all the same.
            if let Some(state) = force_names::government(self.name) {
                actors.push(ingest.actor_on(Naming::Name, state, day));
            } else if let Some(id) = self.id {
                let (naming, id) = (Naming::Own("ucdp"), key_of(id));
                let actor = ingest.actor_described(naming, &id, day, (kind, self.name));
                force_names::add_membership(ingest, actor, self.name);
                actors.push(actor);
            }
            return actors;
        }
        // Most sides are one state.
        let mut names = Vec::new();
        match memchr(b',', self.name.as_bytes()) {
            None => names.push(self.name),
            Some(_) => {
                for name in self.name.split(", ") {
                    names.push(name);
                }
            }
        }
        let are_named = names.len() == self.states.len();
        for (nth, state) in self.states.iter().enumerate() {
            let name = if are_named { names[nth] } else { "" };
            let described = (ActorKind::State, name.trim_start_matches("Government of "));
            actors.push(ingest.actor_described(Naming::GleditschWard, state, day, described));
        }
        actors
    }
}

/// Returns the key of an actor by its id. Without formatting, since most rows have two.
fn key_of(id: i64) -> String {
    let mut key = String::from("ucdp:-");
    if id >= 0 {
        key.pop();
    }
    let (mut digits, mut left, mut start) = ([0; 20], id.unsigned_abs(), 20);
    while left > 0 || start == 20 {
        start -= 1;
        digits[start] = b'0' + (left % 10) as u8;
        left /= 10;
    }
    key.push_str(str::from_utf8(&digits[start..]).unwrap_or_default());
    key
}

/// Parses the date of a row. An exact date is a day, or a span from the first day to the last. Otherwise the
/// event began on an unknown day in this period.
fn when(row: &TableRow<'_>, issues: &mut Vec<Issue>) -> Option<When> {
    let mut day = |column| {
        let day = date::day(row.field(column));
        if day.is_none() {
            row.reject(column, "a day of the calendar as YYYY-MM-DD", "correct the date", issues);
        }
        day
    };
    let (start, end) = (day(DATE_START), day(DATE_END));
    let precision = row.number(DATE_PREC, issues)?;
    let Some(precision @ 1..=5) = precision else {
        row.reject(DATE_PREC, "the precision of the date, 1 to 5", "correct it", issues);
        return None;
    };
    let (start, end) = (start?, end?);
    if start == end {
        return Some(When::day(start));
    }
    let written = if precision == 1 { format!("{start}/{end}") } else { period(start, end) };
    let when = written.parse().ok();
    if when.is_none() {
        row.reject(DATE_END, "a day not before date_start", "correct the dates", issues);
    }
    when
}

/// Returns an unknown day from the first to the last in EDTF: a month or a year if they are its first and
/// last days.
fn period(start: NaiveDate, end: NaiveDate) -> String {
    let is_first = |day: Option<NaiveDate>| day.is_some_and(|day| day.day() == 1);
    if !is_first(Some(start)) || !is_first(end.succ_opt()) || start.year() != end.year() {
        return format!("[{start}..{end}]");
    }
    match (start.month(), end.month()) {
        (first, last) if first == last => date::month(start),
        (1, 12) => format!("{:04}", start.year()),
        _ => format!("[{start}..{end}]"),
    }
}

/// Parses a day, after which some releases write the time 00:00.
fn day(field: &[u8]) -> Option<NaiveDate> {
    let day = match field.split_at_checked(10) {
        Some((day, [b' ' | b'T', ..])) => day,
        _ => field,
    };
    date::day(day)
}

/// The figures of deaths in a row.
struct DeathFigures {
    best: Option<Level>,
    killed: Option<Amount>,
    are_bounds_swapped: bool,
    /// Whether the best estimate is outside the bounds.
    is_best_outside: bool,
}

/// Parses the figures of deaths. A missing bound is replaced by the best estimate.
fn deaths(row: &TableRow<'_>, issues: &mut Vec<Issue>) -> Option<DeathFigures> {
    let mut count = |column| {
        let number = row.number(column, issues)?;
        if number.is_some_and(|number| number < 0) {
            row.reject(column, "a number of deaths or an empty field", "correct it", issues);
            return None;
        }
        Some(number.map(i64::unsigned_abs))
    };
    let (best, low, high) = (count(BEST), count(LOW), count(HIGH));
    let (best, low, high) = (best?, low?, high?);
    let bounds = low.zip(high).map(|(low, high)| (low.min(high), low.max(high)));
    let (least, most) =
        (bounds.map(|bounds| bounds.0).or(low), bounds.map(|bounds| bounds.1).or(high));
    let is_best_outside = best.is_some_and(|best| {
        least.is_some_and(|least| best < least) || most.is_some_and(|most| best > most)
    });
    let (low, high) = (low.or(best), high.or(best));
    let killed = match (low, high) {
        (Some(low), Some(high)) if low == high => Some(Amount::exactly(low)),
        (Some(low), Some(high)) => Some(Amount::between(low.min(high), high.max(low))),
        (Some(low), None) => Some(Amount::at_least(low)),
        (None, _) => None,
    };
    let best = match best {
        None => None,
        Some(number) => {
            let deaths = i64::try_from(number).ok().and_then(|number| number.checked_mul(10));
            let level = Level::from_tenths(deaths.unwrap_or(i64::MAX));
            if let Some(allowed) = level.violated_range() {
                row.reject(BEST, allowed, "correct it", issues);
                return None;
            }
            Some(level)
        }
    };
    let are_bounds_swapped = low.zip(high).is_some_and(|(low, high)| low > high);
    Some(DeathFigures { best, killed, are_bounds_swapped, is_best_outside })
}

/// Returns the place and the regions that contain it, without duplicates.
fn place(row: &TableRow<'_>, issues: &mut Vec<Issue>) -> Option<String> {
    let mut names = Vec::new();
    for column in PLACE_COLUMNS {
        let name = row.text(column, issues)?;
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    Some(names.join(", "))
}

/// Returns the headline of the sources, else their list; empty if the options keep no descriptions.
fn text<'r>(row: &TableRow<'r>, is_wanted: bool, issues: &mut Vec<Issue>) -> Option<&'r str> {
    if !is_wanted {
        return Some("");
    }
    match row.text(HEADLINE, issues)? {
        "" => row.text(ARTICLE, issues),
        headline => Some(headline),
    }
}

#[cfg(test)]
mod tests {
    use super::key_of;

    #[test]
    fn keys_of_actors_have_all_digits_of_their_ids() {
        for id in [0, 7, 10, 118, 4456, -1, i64::MAX, i64::MIN] {
            assert_eq!(key_of(id), format!("ucdp:{id}"));
        }
    }
}
