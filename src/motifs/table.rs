//! The numbers of all motifs: the table.

use chrono::TimeDelta;
use serde::{Serialize, Serializer, ser::SerializeStruct};

use super::{
    motif::Motif,
    orders::{MotifCount, Ties},
};
use crate::chain::LeftOut;

/// The numbers of the 36 motifs: see [`Motifs::table`](super::Motifs::table).
///
/// Its [`Display`](std::fmt::Display) is the table of six rows and six columns with the names beside. It
/// serializes with `gap_seconds`, `ties`, `events`, `left_out`, the number of `triples`, and for each of the
/// `motifs` its name in the table, its events, its name if it has one, and `least` and `most`.
///
/// ```
/// use chrono::TimeDelta;
/// use escalade::{motifs::Motif, read::Options};
///
/// let rows = "2006-07-01\tLBN\tISR\t190\n2006-07-02\tISR\tLBN\t190\n2006-07-03\tLBN\tISR\t190\n";
/// let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
/// let table = timeline.motifs(TimeDelta::days(7)).table()?;
/// let ping_pong = Motif::at(5, 1).unwrap();
/// assert_eq!((table.count(ping_pong).exact(), table.triples()), (Some(1), 1));
/// let json = serde_json::to_value(&table).unwrap();
/// assert_eq!(json["motifs"][24]["motif"], "M51");
/// assert_eq!((&json["motifs"][24]["events"], &json["motifs"][24]["most"]), (&"AB BA AB".into(), &1.into()));
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct MotifTable {
    pub(super) gap: i64,
    pub(super) ties: Ties,
    pub(super) events: u64,
    pub(super) left_out: LeftOut,
    pub(super) counts: Vec<MotifCount>,
    pub(super) triples: u128,
}

impl MotifTable {
    /// Returns the number of instances of a motif.
    pub fn count(&self, motif: Motif) -> MotifCount {
        self.counts[motif.index()]
    }

    /// Returns the motifs with their numbers, row by row.
    pub fn counts(&self) -> impl ExactSizeIterator<Item = (Motif, MotifCount)> {
        Motif::all().zip(self.counts.iter().copied())
    }

    /// Returns the number of triples of events that form a motif, or that form one in at least one order of ties.
    /// A triple is of dyads: events of several dyads form several triples.
    pub fn triples(&self) -> u128 {
        self.triples
    }

    /// Returns the longest time from the first event of a motif to the last.
    pub fn gap(&self) -> TimeDelta {
        TimeDelta::seconds(self.gap)
    }

    /// Returns how ties were treated.
    pub fn ties(&self) -> Ties {
        self.ties
    }

    /// Returns the number of events that take part.
    pub fn events(&self) -> u64 {
        self.events
    }

    /// Returns the numbers of the events that take no part, by reason.
    pub fn left_out(&self) -> LeftOut {
        self.left_out
    }
}

/// A motif with its number.
struct Cell(Motif, MotifCount);

impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(motif, count) = self;
        let mut cell = serializer.serialize_struct("Cell", 6)?;
        cell.serialize_field("motif", motif)?;
        cell.serialize_field("events", motif.events())?;
        cell.serialize_field("shape", &motif.shape())?;
        cell.serialize_field("name", &motif.name())?;
        cell.serialize_field("least", &count.least)?;
        cell.serialize_field("most", &count.most)?;
        cell.end()
    }
}

/// Serializes those motifs of which there may be some.
pub(super) fn only_some<S: Serializer>(
    counts: &[MotifCount],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let cells = Motif::all().zip(counts).filter(|(_, count)| count.most > 0);
    serializer.collect_seq(cells.map(|(motif, count)| Cell(motif, *count)))
}

impl Serialize for MotifTable {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut table = serializer.serialize_struct("MotifTable", 6)?;
        table.serialize_field("gap_seconds", &self.gap)?;
        table.serialize_field("ties", &self.ties)?;
        table.serialize_field("events", &self.events)?;
        table.serialize_field("left_out", &self.left_out)?;
        table.serialize_field("triples", &self.triples)?;
        let cells: Vec<Cell> = self.counts().map(|(motif, count)| Cell(motif, count)).collect();
        table.serialize_field("motifs", &cells)?;
        table.end()
    }
}
