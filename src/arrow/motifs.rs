//! Motifs of three events as tables.

use super::{
    batches::Batches,
    columns::{Col, Kind},
    comparison::{add_statistic, with_statistic},
    table::Table,
};
use crate::motifs::{
    DyadMotifs, Motif, MotifComparison, MotifCount, MotifTable, Shape, Shifts, TriadMotifs,
};

const MOTIFS: &[Col] = &[
    Col::new(
        "motif",
        Kind::Text,
        "",
        "the place in the table of Paranjape, Benson and Leskovec: M11 to M66",
    ),
    Col::new("events", Kind::Text, "", "the three events, such as AB BA AB"),
    Col::new("shape", Kind::Text, "", "pair, star or triangle"),
    Col::maybe("name", Kind::Text, "", "its name, if it has one"),
    Col::maybe(
        "least",
        Kind::Decimal,
        "1",
        "instances in every order of ties, if at most 38 digits",
    ),
    Col::new("least_text", Kind::Text, "1", "all digits of this number"),
    Col::maybe("most", Kind::Decimal, "1", "instances in some order of ties, if at most 38 digits"),
    Col::new("most_text", Kind::Text, "1", "all digits of this number"),
];

/// Returns the numbers of the 36 motifs as a table with a row for each, in the order of the table of Paranjape, Benson
/// and Leskovec (2017), row by row.
///
/// ```
/// use {chrono::TimeDelta, escalade::{arrow, read::Options}};
///
/// let rows = "2006-07-01\tLBN\tISR\t190\n2006-07-02\tISR\tLBN\t190\n2006-07-03\tLBN\tISR\t190\n";
/// let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
/// let batch = arrow::motifs(&timeline.motifs(TimeDelta::days(7)).table()?).next().unwrap().unwrap();
/// assert_eq!(batch.num_rows(), 36);
/// # Ok::<(), escalade::Error>(())
/// ```
pub fn motifs(table: &MotifTable) -> Batches<'_> {
    let mut counts = table.counts();
    Batches::new(MOTIFS, move |table| {
        let Some((motif, count)) = counts.next() else { return false };
        table.printed(Some(motif));
        table.text(Some(motif.events()));
        table.text(Some(shape(motif)));
        table.text(motif.name());
        table.decimal(Some(count.least));
        table.printed(Some(count.least));
        table.decimal(Some(count.most));
        table.printed(Some(count.most));
        true
    })
}

/// The last columns of a motif of a dyad or triad.
macro_rules! with_motif {
    ($($column:expr),* $(,)?) => {
        &[
            $($column,)*
            Col::maybe("triples", Kind::Decimal, "1", "triples of events that form any motif of the group, in some order of ties, if at most 38 digits"),
            Col::new("triples_text", Kind::Text, "1", "all digits of this number"),
            Col::new("motif", Kind::Text, "", "the place in the table of Paranjape, Benson and Leskovec: M11 to M66"),
            Col::new("events", Kind::Text, "", "the three events, such as AB BA AB"),
            Col::maybe("name", Kind::Text, "", "its name, if it has one"),
            Col::maybe("least", Kind::Decimal, "1", "instances in every order of ties, if at most 38 digits"),
            Col::new("least_text", Kind::Text, "1", "all digits of this number"),
            Col::maybe("most", Kind::Decimal, "1", "instances in some order of ties, if at most 38 digits"),
            Col::new("most_text", Kind::Text, "1", "all digits of this number"),
        ]
    };
}

const BY_DYAD: &[Col] = with_motif! {
    Col::new("source", Kind::Text, "", "the source of the first event, as rolled up"),
    Col::new("target", Kind::Text, "", "the target of the first event, as rolled up"),
};

const BY_TRIAD: &[Col] = with_motif! {
    Col::new("actor_1", Kind::Text, "", "the first of the three actors, as rolled up, in order of their keys"),
    Col::new("actor_2", Kind::Text, "", "the second of them"),
    Col::new("actor_3", Kind::Text, "", "the third of them"),
};

/// Returns the motifs of dyads as a table with a row for each dyad and each motif that it has, in the order given; the
/// motifs of a dyad row by row.
///
/// ```
/// use {chrono::TimeDelta, escalade::{arrow, read::Options}};
///
/// let rows = "2006-07-01\tLBN\tISR\t190\n2006-07-02\tISR\tLBN\t190\n2006-07-03\tLBN\tISR\t190\n";
/// let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
/// let dyads = timeline.motifs(TimeDelta::days(7)).by_dyad(20)?;
/// let batch = arrow::motifs_by_dyad(&dyads.top).next().unwrap().unwrap();
/// assert_eq!(batch.num_rows(), 1);
/// # Ok::<(), escalade::Error>(())
/// ```
pub fn motifs_by_dyad(dyads: &[DyadMotifs]) -> Batches<'_> {
    let mut rows = dyads.iter().flat_map(|dyad| {
        let motifs = Motif::all().map(|motif| (motif, dyad.count(motif)));
        motifs.filter(|(_, count)| count.most > 0).map(move |row| (dyad, row))
    });
    Batches::new(BY_DYAD, move |table| {
        let Some((dyad, row)) = rows.next() else { return false };
        table.text(Some(&dyad.source));
        table.text(Some(&dyad.target));
        add_motif(dyad.triples, row, table);
        true
    })
}

/// Returns the motifs of triads as a table with a row for each triad and each motif that it has, in the order given; the
/// motifs of a triad row by row.
///
/// ```
/// use {chrono::TimeDelta, escalade::{arrow, read::Options}};
///
/// let rows = "2006-07-01\tLBN\tISR\t190\n2006-07-02\tISR\tSYR\t190\n2006-07-03\tSYR\tLBN\t190\n";
/// let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
/// let triads = timeline.motifs(TimeDelta::days(7)).by_triad(20)?;
/// let batch = arrow::motifs_by_triad(&triads.top).next().unwrap().unwrap();
/// assert_eq!(batch.num_rows(), 1);
/// # Ok::<(), escalade::Error>(())
/// ```
pub fn motifs_by_triad(triads: &[TriadMotifs]) -> Batches<'_> {
    let mut rows = triads.iter().flat_map(|triad| {
        let motifs = Motif::all().map(|motif| (motif, triad.count(motif)));
        motifs.filter(|(_, count)| count.most > 0).map(move |row| (triad, row))
    });
    Batches::new(BY_TRIAD, move |table| {
        let Some((triad, row)) = rows.next() else { return false };
        for actor in &triad.actors {
            table.text(Some(actor));
        }
        add_motif(triad.triples, row, table);
        true
    })
}

/// Adds the last columns of a motif of a dyad or triad.
fn add_motif(triples: u128, (motif, count): (Motif, MotifCount), table: &mut Table) {
    table.decimal(Some(triples));
    table.printed(Some(triples));
    table.printed(Some(motif));
    table.text(Some(motif.events()));
    table.text(motif.name());
    for number in [count.least, count.most] {
        table.decimal(Some(number));
        table.printed(Some(number));
    }
}

fn shape(motif: Motif) -> &'static str {
    match motif.shape() {
        Shape::Pair => "pair",
        Shape::Star => "star",
        Shape::Triangle => "triangle",
    }
}

const COMPARED: &[Col] = with_statistic! {
    Col::new("motif", Kind::Text, "", "the place in the table of Paranjape, Benson and Leskovec: M11 to M66"),
    Col::new("events", Kind::Text, "", "the three events, such as AB BA AB"),
    Col::maybe("name", Kind::Text, "", "its name, if it has one"),
};

/// Returns a comparison of the 36 motifs with those of shuffled events as a table with a row for each motif.
///
/// ```
/// use {chrono::TimeDelta, escalade::{arrow, chance::NullModel, read::Options}};
///
/// let rows = "2006-07-01\tLBN\tISR\t190\n2006-07-02\tISR\tLBN\t190\n2006-07-03\tLBN\tISR\t190\n";
/// let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
/// let compared = timeline.motifs(TimeDelta::days(7)).against(&NullModel::Timestamps).shuffles(9).compare()?;
/// let batch = arrow::motifs_against(&compared).next().unwrap().unwrap();
/// assert_eq!(batch.num_rows(), 36);
/// # Ok::<(), escalade::Error>(())
/// ```
pub fn motifs_against(comparison: &MotifComparison) -> Batches<'_> {
    let mut motifs = comparison.motifs();
    Batches::new(COMPARED, move |table| {
        let Some((motif, statistic)) = motifs.next() else { return false };
        table.printed(Some(motif));
        table.text(Some(motif.events()));
        table.text(motif.name());
        add_statistic(statistic, table);
        true
    })
}

const SHIFTS: &[Col] = &[
    Col::new("shift", Kind::Text, "", "the participation shift of Gibson, such as AB-BA"),
    Col::new("family", Kind::Text, "", "its family"),
    Col::new("events", Kind::U64, "1", "the number of pairs of events with it"),
];

/// Returns the numbers of participation shifts as a table.
///
/// ```
/// use {chrono::TimeDelta, escalade::{arrow, read::Options}};
///
/// let rows = "2006-07-01\tLBN\tISR\t190\n2006-07-02\tISR\tLBN\t190\n2006-07-03\tLBN\tISR\t190\n";
/// let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
/// let shifts = timeline.motifs(TimeDelta::days(7)).shifts()?;
/// let batch = arrow::shifts(&shifts).next().unwrap().unwrap();
/// assert_eq!(batch.num_rows(), shifts.counts().len());
/// # Ok::<(), escalade::Error>(())
/// ```
pub fn shifts(shifts: &Shifts) -> Batches<'_> {
    let mut counts = shifts.counts();
    Batches::new(SHIFTS, move |table| {
        let Some((shift, count)) = counts.next() else { return false };
        table.text(Some(shift.as_str()));
        table.text(Some(shift.family()));
        table.u64(Some(count));
        true
    })
}
