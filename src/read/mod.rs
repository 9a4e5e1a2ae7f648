//! Reading of files into timelines.
//!
//! [`open`] reads a file of any [`Format`] and recognises the format by the content. [`Options`] make
//! choices where the content leaves them open, and read several files into one timeline. The result is a
//! timeline and a [`ReadReport`], which lists the format of each file with the reason for it, the problems
//! found, and the decisions made.
//!
//! No record is dropped silently. [`BadRecords`] decides whether a bad record fails the reading, with all
//! problems reported at once, or is skipped, counted and reported.
//!
//! ```
//! use escalade::read::{Format, Options};
//!
//! let rows = "2006-07-12\tLBNREBHEZ\tISRMIL\t190\n2006-07-12\tISRMIL\tLBNREBHEZ\t195\n";
//! let reading = Options::new().read("lebanon.tsv", rows.as_bytes())?;
//! assert_eq!(reading.report.files[0].format, Format::Keds);
//! assert_eq!(reading.timeline.len(), 2);
//! assert_eq!(reading.report.rows, 2);
//! # Ok::<(), escalade::Error>(())
//! ```

// Without the features of some readers, parts of the code that readers share are unused.
#![cfg_attr(not(all(feature = "json", feature = "csv")), allow(dead_code))]

#[cfg(feature = "csv")]
mod acled;
mod actor_registry;
#[cfg(feature = "csv")]
mod cameo_actor;
#[cfg(feature = "csv")]
mod columns;
mod compressed;
mod date;
mod extra;
mod fields;
mod format;
#[cfg(feature = "csv")]
mod gdelt;
#[cfg(feature = "csv")]
mod icbe;
#[cfg(feature = "csv")]
mod icews;
mod ingest;
mod interner;
#[cfg(feature = "json")]
pub mod json;
#[cfg(feature = "json")]
mod json_deserializer;
#[cfg(feature = "json")]
mod json_span;
#[cfg(feature = "json")]
mod json_value;
#[cfg(feature = "json")]
pub mod jsonl;
#[cfg(feature = "csv")]
mod keds;
#[cfg(feature = "names")]
mod known_actors;
#[cfg(feature = "json")]
mod limits;
mod lines;
#[cfg(feature = "csv")]
mod mapping;
#[cfg(feature = "csv")]
mod mid;
mod naming;
mod numbered;
mod open;
mod options;
mod peek;
#[cfg(feature = "json")]
mod plover;
#[cfg(feature = "csv")]
mod polecat;
mod progress;
mod reader;
mod readers;
mod recognise;
#[cfg(feature = "csv")]
mod records;
mod report;
mod session;
#[cfg(feature = "csv")]
mod table;
#[cfg(feature = "csv")]
mod tkg;
#[cfg(feature = "csv")]
mod ucdp;

#[cfg(feature = "csv")]
pub use columns::{ActorCodes, Column, Columns};
pub use extra::Extra;
pub use format::Format;
pub use open::{Reading, open};
pub use options::{BadRecords, Options};
pub use progress::Progress;
pub use report::{FileReport, ReadReport};
