//! Timelines and answers as Arrow record batches, for pandas, Polars, `DuckDB`, R and every other program that reads
//! Arrow, and files of Arrow IPC and Parquet. Needs the feature `arrow`; Parquet needs the feature `parquet`.
//!
//! [`Timeline::to_record_batches`](crate::Timeline::to_record_batches) returns a timeline as seven tables. For each
//! answer that is a table, a function of this module returns it: [`chains`], [`hops`], [`dyads`], [`pivots`],
//! [`count_by_len`], [`reach`], [`reach_sizes`], and with their features those of motifs and of comparisons with
//! chance. All return [`Batches`], an iterator over record batches with a schema. It implements the trait
//! [`RecordBatchReader`](arrow_array::RecordBatchReader) of the crate `arrow-array`, and so can be passed to everything
//! that takes one, including the C data interface (`FFI_ArrowArrayStream` of `arrow-array` with its feature `ffi`).
//! [`Batches::write_ipc`] and `Batches::write_parquet` write a file.
//!
//! ```
//! use chrono::TimeDelta;
//! use escalade::{Query, arrow, read::Options};
//!
//! let rows = "2006-07-12\tLBN\tISR\t138\n2006-07-13\tISR\tLBN\t190\n";
//! let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
//! let chains = timeline.chains(&Query::escalation().max_gap(TimeDelta::days(7)))?;
//! let mut file = Vec::new();
//! arrow::chains(chains.maximal()).write_ipc(&mut file)?;
//! let batch = arrow::chains(chains.maximal()).next().unwrap().unwrap();
//! assert_eq!((batch.num_rows(), batch.schema().field(0).name().as_str()), (2, "chain"));
//! # Ok::<(), escalade::Error>(())
//! ```
//!
//! # Schemas
//!
//! Every field has a `description` in its metadata, and a `unit` where it is a quantity: `s` for seconds, `%` for
//! percent, `1` for numbers of things. The guide lists all columns: see [`tables`](crate::guide::tables).
//!
//! Texts are as they were recorded, control characters included: escape them before you print them on a terminal.
//!
//! A count of chains takes three columns: `chains`, a decimal of 38 digits, which is missing if the count has more;
//! `chains_text`, all digits, which is missing if only the logarithm is known; and `chains_log2`, the logarithm to the
//! base 2, which is missing for 0.

mod batches;
mod chains;
mod columns;
#[cfg(feature = "chance")]
mod comparison;
mod counts;
#[cfg(feature = "motifs")]
mod motifs;
mod reach;
mod table;
mod timeline;
mod timeline_columns;

pub use batches::Batches;
pub use chains::{chains, hops};
#[cfg(feature = "chance")]
pub use comparison::{comparison, comparison_by_dyad};
pub use counts::{count_by_len, dyads, pivots};
#[cfg(feature = "motifs")]
pub use motifs::{motifs, motifs_against, motifs_by_dyad, motifs_by_triad, shifts};
pub use reach::{reach, reach_sizes};
pub use timeline::TimelineBatches;

/// The crates whose types appear in this module, re-exported so that a program uses the same versions.
pub use {arrow_array, arrow_schema};
