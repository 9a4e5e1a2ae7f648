//! Timelines and answers as Arrow record batches, for pandas, Polars, `DuckDB`, R and every other program that speaks
//! Arrow, and files of Arrow IPC and Parquet. Needs the feature `arrow`; Parquet needs the feature `parquet`.
//!
//! [`Timeline::to_record_batches`](crate::Timeline::to_record_batches) gives a timeline as seven tables. A function of
//! this module gives each answer that is a table: [`chains`], [`hops`], [`dyads`], [`pivots`], [`count_by_len`], and
//! with their features `motifs`, `motifs_against` and `comparison`. All return [`Batches`], an iterator over record
//! batches with a schema, which is the [`RecordBatchReader`](arrow_array::RecordBatchReader) of the crate
//! `arrow-array`: whatever takes one of these takes them, the C data interface included (`FFI_ArrowArrayStream` of
//! `arrow-array` with its feature `ffi`). [`Batches::write_ipc`] and `Batches::write_parquet` write a file.
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
//! percent, `1` for numbers of things. The guide has all columns: see [`tables`](crate::guide::tables).
//!
//! Texts are as they were recorded, with control characters and whatever else they have: escape them before you print
//! them on a terminal.
//!
//! A count of chains takes three columns: `chains`, a decimal of 38 digits, which is missing if the count has more;
//! `chains_text`, all digits, which is missing if only the logarithm is known; and `chains_log2`, the logarithm to
//! the base 2.

mod batches;
mod chains;
mod columns;
#[cfg(feature = "chance")]
mod comparison;
mod counts;
#[cfg(feature = "motifs")]
mod motifs;
mod table;
mod timeline;
mod timeline_columns;

pub use batches::Batches;
pub use chains::{chains, hops};
#[cfg(feature = "chance")]
pub use comparison::{comparison, comparison_by_dyad};
pub use counts::{count_by_len, dyads, pivots};
#[cfg(feature = "motifs")]
pub use motifs::{motifs, motifs_against, shifts};
pub use timeline::TimelineBatches;

/// The crates whose types appear in this module, so that their version need not be matched.
pub use {arrow_array, arrow_schema};
