//! Building a timeline from the columns and records of a kept one, with the checks of the builder.

use std::collections::HashSet;

use super::{
    metadata::{Exact, TypeEntry},
    rows::{Rows, Texts},
    schema::OTHER,
};
use crate::{
    error::{Error, ErrorKind, Issue, Issues, Location},
    model::{ActorId, Event, EventId, EventType, Precision, When},
    timeline::{
        Timeline, TimelineBuilder,
        builder::likeliest,
        columns::{
            Columns, DETAILED, MULTIPLE_PARTIES, MUTUAL, MultipleParties, NO_ACTOR, PRECISION,
            SPARSE_WHEN,
        },
        document::{Document, EventEntry, KeptReader},
        extras::{ExtraColumns, NO_COUNT, NO_DAY},
    },
};

const DAY: i64 = 86_400;

/// The parts of a kept timeline.
pub(super) struct Parts {
    pub(super) document: Document,
    pub(super) types: Vec<TypeEntry>,
    pub(super) exact: Exact,
    pub(super) rows: Rows,
}

const REMEDY: &str = "keep the timeline again from its source";

impl Parts {
    /// Checks everything and returns the timeline.
    pub(super) fn build(self) -> Result<Timeline, Error> {
        let Self { document, types, exact, rows } = self;
        let mut builder = TimelineBuilder::default();
        builder.columns.types = read_types(&types, &mut builder.issues);
        let (keys, records) = fill_columns(&mut builder, rows);
        check_columns(&builder.columns, &mut builder.issues, &records);
        for (event, key) in keys.iter() {
            let place = || Location::from(format!("events/{event}"));
            match builder.greater_number(key.as_bytes()) {
                Some(number) => builder.number_row(EventId(event), key.as_bytes(), number),
                None => builder.set_event_key(event, key, &place()),
            }
        }
        let actors = document.actors.len();
        // Later steps rely on columns of equal length and valid indices.
        check(&mut builder)?;
        let mut empties = 0;
        let mut builder = KeptReader::read(builder, &document, &mut |reader| {
            for (event, record) in records.iter() {
                match serde_json::from_str::<EventEntry>(record) {
                    Ok(entry) => {
                        let mut draft = reader.event(event as usize, &entry);
                        empties += exact.restore(event, &mut draft.details);
                        fill(reader.builder(), event, draft);
                    }
                    Err(problem) => reader.builder().issues.push(Issue::new(
                        format!("events/{event}"),
                        problem,
                        "an entry of the native document",
                        REMEDY,
                    )),
                }
            }
        });
        if builder.actors.len() != actors {
            let got = "an actor twice";
            builder.issues.push(Issue::new("actors", got, "each actor once", REMEDY));
        }
        if empties != exact.empty_attacks.len() + exact.empty_statements.len() {
            let allowed = "numbers of events with a record, in ascending order";
            builder.issues.push(Issue::new("exact", "another", allowed, REMEDY));
        }
        order_memberships(&mut builder, &exact);
        check(&mut builder)?;
        builder.build()
    }
}

fn check(builder: &mut TimelineBuilder) -> Result<(), Error> {
    std::mem::take(&mut builder.issues).check(ErrorKind::Input)
}

fn read_types(entries: &[TypeEntry], issues: &mut Issues) -> Vec<EventType> {
    let mut types = Vec::with_capacity(entries.len());
    let mut known = HashSet::new();
    for (nth, entry) in entries.iter().enumerate() {
        let event_type = entry.read().filter(|event_type| known.insert(event_type.clone()));
        match event_type {
            Some(event_type) => types.push(event_type),
            None => {
                let allowed = "an act, a code of a vocabulary and a score, each type once";
                issues.push(Issue::new(format!("types/{nth}"), "another", allowed, REMEDY));
            }
        }
    }
    types
}

/// Moves the columns into a builder. Returns the keys and the records.
fn fill_columns(builder: &mut TimelineBuilder, rows: Rows) -> (Texts, Texts) {
    let Rows { keys, earliest, precision, source, target, mutual, event_type, records, .. } = rows;
    let columns = &mut builder.columns;
    let mut flags = precision;
    for (flags, is_mutual) in flags.iter_mut().zip(mutual) {
        if is_mutual {
            *flags |= MUTUAL;
        }
    }
    columns.length = vec![0; earliest.len()];
    (columns.earliest, columns.source, columns.target) = (earliest, source, target);
    (columns.event_type, columns.flags) = (event_type, flags);
    let mut extras = ExtraColumns::default();
    (extras.mentions, extras.sources) = (rows.mentions, rows.sources);
    (extras.articles, extras.roots, extras.added) = (rows.articles, rows.roots, rows.added);
    // A column ends at its last value.
    for counts in [&mut extras.mentions, &mut extras.sources, &mut extras.articles] {
        cut_missing(counts, &NO_COUNT);
    }
    cut_missing(&mut extras.roots, &None);
    cut_missing(&mut extras.added, &NO_DAY);
    builder.extras = extras;
    set_lengths(&mut builder.columns, &mut builder.issues);
    (keys, records)
}

fn cut_missing<T: PartialEq>(column: &mut Vec<T>, missing: &T) {
    let last = column.iter().rposition(|value| value != missing);
    column.truncate(last.map_or(0, |last| last + 1));
}

/// Sets the lengths of plain onsets, which must begin as their precision says.
fn set_lengths(columns: &mut Columns, issues: &mut Issues) {
    // The days of the years 0 to 9999.
    let usual = -62_167_219_200..253_402_300_800;
    for nth in 0..columns.earliest.len() {
        let (earliest, precision) = (columns.earliest[nth], columns.flags[nth] & PRECISION);
        if precision == Precision::Day as u8 && earliest % DAY == 0 && usual.contains(&earliest) {
            columns.length[nth] = DAY as u32;
        } else if precision == OTHER {
            // The record sets the length. That there is one is checked later.
            columns.flags[nth] &= !PRECISION;
            columns.flags[nth] |= SPARSE_WHEN;
        } else if let Some(length) = length_of(earliest, precision) {
            columns.length[nth] = length;
        } else {
            let allowed =
                "the first second of a date of its precision, in a year from -9999 to 9999";
            let place = format!("events/{nth}/when");
            issues.push(Issue::new(place, format!("the second {earliest}"), allowed, REMEDY));
        }
    }
}

/// Returns the length of the plain onset of this precision that begins at `earliest`, or `None` if there is none.
fn length_of(earliest: i64, precision: u8) -> Option<u32> {
    // 1 January of the year -9999 and of the year 10000.
    let years = -377_705_116_800..253_402_300_800;
    let precision = years.contains(&earliest).then_some(Precision::from_bits(precision))?;
    let plain = When::from_plain(earliest, precision).as_plain()?;
    // Of a time to the minute, seconds would not be shown.
    let is_shown = precision != Precision::Minute || earliest.rem_euclid(60) == 0;
    (is_shown && plain.earliest == earliest && plain.precision == precision).then_some(plain.length)
}

/// Checks that each event has a type, and a record if it needs one.
fn check_columns(columns: &Columns, issues: &mut Issues, records: &Texts) {
    let types = columns.types.len();
    for (nth, event_type) in columns.event_type.iter().enumerate() {
        if usize::from(*event_type) >= types {
            let allowed = format!("the index of one of {types} types");
            issues.push(Issue::new(format!("events/{nth}/type"), event_type, allowed, REMEDY));
        }
    }
    let mut with_record = records.iter().map(|(event, _)| event as usize).peekable();
    for nth in 0..columns.flags.len() {
        let has_record = with_record.next_if_eq(&nth).is_some();
        if !has_record && columns.flags[nth] & SPARSE_WHEN != 0 {
            let allowed = "a record with the date";
            issues.push(Issue::new(format!("events/{nth}/record"), "", allowed, REMEDY));
        }
    }
}

/// Fills in what the record of an event says, which must agree with the columns.
fn fill(builder: &mut TimelineBuilder, event: u32, draft: Event) {
    let nth = event as usize;
    let Event { when, sources, targets, mutual, details, .. } = draft;
    let sources = likeliest(&details.candidates).map_or(sources, |one| one.actors.clone());
    let columns = &mut builder.columns;
    let when = match when {
        Ok(when) => when,
        Err(problem) => {
            let place = Location::from(format!("events/{event}/when"));
            return builder.issues.absorb(&problem, &place);
        }
    };
    let (earliest, latest) = when.seconds();
    let is_sparse = columns.flags[nth] & SPARSE_WHEN != 0;
    let is_same_when = earliest == columns.earliest[nth]
        && match when.as_plain() {
            None => is_sparse,
            Some(plain) => !is_sparse && plain.precision as u8 == columns.flags[nth] & PRECISION,
        };
    let first = |actors: &[ActorId]| actors.first().copied().unwrap_or(NO_ACTOR);
    let is_same = is_same_when
        && first(&sources) == columns.source[nth]
        && first(&targets) == columns.target[nth]
        && mutual == (columns.flags[nth] & MUTUAL != 0);
    if !is_same {
        let allowed = "the date, source and target of the columns";
        let place = format!("events/{event}/record");
        return builder.issues.push(Issue::new(place, "another", allowed, REMEDY));
    }
    if is_sparse {
        columns.length[nth] = (latest - earliest) as u32;
        columns.whens.push(event, when);
    }
    if sources.len() > 1 || targets.len() > 1 {
        columns.flags[nth] |= MULTIPLE_PARTIES;
        columns.multiple.push(event, MultipleParties { sources, targets });
    }
    if !details.is_empty() {
        columns.flags[nth] |= DETAILED;
        columns.details.push(event, details);
    }
}

/// Restores the order of memberships, which the native document lists by kind.
fn order_memberships(builder: &mut TimelineBuilder, exact: &Exact) {
    for (actor, kinds) in &exact.memberships {
        let memberships =
            builder.actors_mut().get_mut(*actor as usize).map(|actor| &mut actor.memberships);
        let Some(memberships) = memberships.filter(|list| list.len() == kinds.len()) else {
            let allowed = "the kinds of the memberships of an actor";
            builder.issues.push(Issue::new("exact", actor, allowed, REMEDY));
            continue;
        };
        // The list is in order of kind. Memberships of the same kind are in their original order.
        let mut rest = std::mem::take(memberships);
        for kind in kinds {
            match rest.iter().position(|membership| membership.kind as u8 == *kind) {
                Some(nth) => memberships.push(rest.remove(nth)),
                None => {
                    let allowed = "a kind of its memberships";
                    builder.issues.push(Issue::new("exact", kind, allowed, REMEDY));
                    break;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::length_of;
    use crate::model::Precision;

    #[test]
    fn a_plain_onset_begins_with_its_precision() {
        let day = Precision::Day as u8;
        assert_eq!(length_of(0, day), Some(86_400));
        assert_eq!(length_of(1, day), None, "no day begins then");
        assert_eq!(length_of(61, Precision::Minute as u8), None, "no minute begins then");
        assert_eq!(length_of(61, Precision::Second as u8), Some(1));
        for year in [-9999, 9999] {
            let first = chrono::NaiveDate::from_ymd_opt(year, 1, 1)
                .map(|day| day.and_time(chrono::NaiveTime::MIN).and_utc());
            assert!(
                first.is_some_and(|first| length_of(first.timestamp(), day).is_some()),
                "{year}"
            );
        }
        assert_eq!(length_of(253_402_300_800, day), None, "the year 10000");
        assert_eq!(length_of(-377_705_116_801, day), None, "the year -10000");
    }
}
