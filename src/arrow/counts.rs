//! Counts of chains as tables: by dyad, by event and by length.

use std::collections::BTreeMap;

use super::{
    batches::Batches,
    columns::{Col, Kind},
};
use crate::{
    chain::{Count, DyadTally, Pivot},
    model::Level,
};

/// Returns the first of the three columns of a count.
const fn chains_column(about: &'static str) -> Col {
    Col::maybe("chains", Kind::Decimal, "1", about)
}

const CHAINS_TEXT: Col = Col::maybe(
    "chains_text",
    Kind::Text,
    "1",
    "the number of these chains, if it is known exactly",
);

const CHAINS_LOG2: Col =
    Col::maybe("chains_log2", Kind::F64, "", "its logarithm to the base 2; missing for 0");

const DYADS: &[Col] = &[
    Col::new("source", Kind::Text, "", "the key of the source"),
    Col::new("target", Kind::Text, "", "the key of the target"),
    Col::new("events", Kind::U64, "1", "events of the dyad"),
    Col::new("hops", Kind::U64, "1", "hops that end in them"),
    chains_column("chains that end in them, if the number has at most 38 digits"),
    CHAINS_TEXT,
    CHAINS_LOG2,
    Col::maybe(
        "greatest_rise",
        Kind::F64,
        "units of the scale",
        "the greatest rise of these chains",
    ),
];

/// Returns dyads as a table with a row for each, in the order given.
///
/// ```
/// use {chrono::TimeDelta, escalade::{Query, arrow, read::Options}};
///
/// let rows = "2006-07-12\tLBN\tISR\t138\n2006-07-13\tISR\tLBN\t190\n";
/// let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
/// let chains = timeline.chains(&Query::escalation().max_gap(TimeDelta::days(7)))?;
/// let batch = arrow::dyads(chains.by_dyad()).next().unwrap().unwrap();
/// assert_eq!(batch.num_rows(), 2);
/// # Ok::<(), escalade::Error>(())
/// ```
pub fn dyads<'a>(dyads: impl IntoIterator<Item = DyadTally, IntoIter: 'a>) -> Batches<'a> {
    let mut dyads: Box<dyn Iterator<Item = DyadTally> + 'a> = Box::new(dyads.into_iter());
    Batches::new(DYADS, move |table| {
        let Some(dyad) = dyads.next() else { return false };
        table.text(Some(dyad.source()));
        table.text(Some(dyad.target()));
        table.u64(Some(dyad.events()));
        table.u64(Some(dyad.hops()));
        table.count(dyad.chains());
        table.f64(dyad.greatest_rise().map(Level::units));
        true
    })
}

const PIVOTS: &[Col] = &[
    Col::new("event", Kind::U32, "", "the order of recording of the event, from 0"),
    Col::maybe("key", Kind::Text, "", "the key of the event"),
    Col::new("when", Kind::Text, "", "the onset, and the end if it is known, in EDTF"),
    Col::new("share", Kind::F64, "1", "the share of all chains that pass it, from 0 to 1"),
    chains_column("chains that pass it, if the number has at most 38 digits"),
    CHAINS_TEXT,
    CHAINS_LOG2,
];

/// Returns pivots as a table with a row for each, in the order given.
///
/// ```
/// use {chrono::TimeDelta, escalade::{Query, arrow, read::Options}};
///
/// let rows = "2006-07-12\tLBN\tISR\t138\n2006-07-13\tISR\tLBN\t190\n";
/// let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
/// let chains = timeline.chains(&Query::escalation().max_gap(TimeDelta::days(7)))?;
/// let batch = arrow::pivots(chains.pivots().take(1)).next().unwrap().unwrap();
/// assert_eq!(batch.num_rows(), 1);
/// # Ok::<(), escalade::Error>(())
/// ```
pub fn pivots<'a, 't: 'a>(
    pivots: impl IntoIterator<Item = Pivot<'t>, IntoIter: 'a>,
) -> Batches<'a> {
    let mut pivots: Box<dyn Iterator<Item = Pivot<'t>> + 'a> = Box::new(pivots.into_iter());
    Batches::new(PIVOTS, move |table| {
        let Some(pivot) = pivots.next() else { return false };
        let event = pivot.event();
        table.u32(Some(event.id().index() as u32));
        table.text(event.key());
        table.printed(Some(event.when()));
        table.f64(Some(pivot.share()));
        table.count(pivot.chains());
        true
    })
}

const LENGTHS: &[Col] = &[
    Col::new("length", Kind::U64, "1", "the number of events of a chain"),
    chains_column("chains of this length, if the number has at most 38 digits"),
    CHAINS_TEXT,
    CHAINS_LOG2,
];

/// Returns the numbers of chains of each length as a table, in ascending order of length.
///
/// ```
/// use {chrono::TimeDelta, escalade::{Query, arrow, read::Options}};
///
/// let rows = "2006-07-12\tLBN\tISR\t138\n2006-07-13\tISR\tLBN\t190\n";
/// let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
/// let chains = timeline.chains(&Query::escalation().max_gap(TimeDelta::days(7)).max_len(5))?;
/// let batch = arrow::count_by_len(chains.count_by_len()?).next().unwrap().unwrap();
/// assert_eq!(batch.num_rows(), 1);
/// # Ok::<(), escalade::Error>(())
/// ```
pub fn count_by_len(counts: BTreeMap<usize, Count>) -> Batches<'static> {
    let mut counts = counts.into_iter();
    Batches::new(LENGTHS, move |table| {
        let Some((length, count)) = counts.next() else { return false };
        table.u64(Some(length as u64));
        table.count(&count);
        true
    })
}
