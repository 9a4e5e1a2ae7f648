//! Motifs of three events, and participation shifts: by which patterns do actors act on one another?
//!
//! ```text
//!   motif       the 36 motifs, in the table of Paranjape, Benson and Leskovec (2017)
//!   motifs      setting up a count: the methods View::motifs and Motifs
//!   edges       the dyads of the events that take part, in order
//!   sweep       the order in which counters see events enter and leave a window; three counters:
//!               stars (stars and pairs), triangles, sequences (one dyad or triad)
//!   triples     single triples, for vague onsets and trends
//!   orders      what ties make of a count: its least and its greatest value
//!   table       the answers; groups: by dyad and by triad
//!   against     comparison with shuffled events, by the null models of `chance`
//!   shifts      participation shifts (Gibson, 2003)
//! ```
//!
//! [`View::motifs`](crate::View::motifs) begins a count. The guide's chapter on [motifs](crate::guide::motifs)
//! explains the table with drawings.

mod against;
mod edges;
mod groups;
mod motif;
#[expect(clippy::module_inception, reason = "the type `Motifs`")]
mod motifs;
mod orders;
mod printing;
mod sequences;
mod shifts;
mod stars;
mod sweep;
mod table;
mod triangles;
mod triples;

pub use against::{MotifComparison, MotifRecord, MotifsAgainst};
pub use groups::{DyadMotifs, Tallied, TriadMotifs};
pub use motif::{Motif, Shape};
pub use motifs::Motifs;
pub use orders::{MotifCount, Ties};
pub use shifts::{Shift, Shifts};
pub use table::MotifTable;
