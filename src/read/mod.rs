//! From files to timelines.
//!
//! [`open`] takes a file of any [`Format`] and tells by its content which one it is. [`Options`]
//! say how to read where there is a choice, and read several files into one timeline. What comes
//! back is the timeline and a [`ReadReport`] of everything met on the way: for what each file was
//! taken, and why.
//!
//! Nothing is dropped silently. A bad record fails the reading, with every problem at once, or is
//! skipped, counted and reported, as [`BadRecords`] says.
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

// What readers share has less use, or none, where their features are off.
#![cfg_attr(not(all(feature = "json", feature = "csv")), allow(dead_code))]

#[cfg(feature = "csv")]
mod acled;
mod actors;
#[cfg(feature = "csv")]
mod blocks;
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
mod intake;
#[cfg(feature = "json")]
pub mod json;
#[cfg(feature = "json")]
pub mod jsonl;
#[cfg(feature = "csv")]
mod keds;
mod lines;
#[cfg(feature = "csv")]
mod mapping;
#[cfg(feature = "csv")]
mod mid;
mod options;
#[cfg(feature = "json")]
mod piece;
#[cfg(feature = "json")]
mod plover;
#[cfg(feature = "csv")]
mod polecat;
mod progress;
mod reader;
mod recognise;
#[cfg(feature = "csv")]
mod records;
mod report;
#[cfg(feature = "names")]
mod roster;
mod session;
#[cfg(feature = "csv")]
mod table;
#[cfg(feature = "csv")]
mod tabs;
#[cfg(feature = "csv")]
mod tkg;
#[cfg(feature = "csv")]
mod ucdp;

use std::path::Path;

#[cfg(feature = "csv")]
pub use columns::{ActorCodes, Column, Columns};
pub use extra::Extra;
pub use format::Format;
pub use options::{BadRecords, Options};
pub use progress::Progress;
pub use report::{FileReport, ReadReport};

use crate::{error::Error, timeline::Timeline};

/// What reading gives.
///
/// ```
/// use escalade::read::{Options, Reading};
///
/// let rows = "1979-04-15\tISRMIL\tJOR\t190\n";
/// let Reading { timeline, report, .. } = Options::new().read("rows", rows.as_bytes())?;
/// assert_eq!((timeline.len(), report.rows), (1, 1));
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct Reading {
    /// The timeline.
    pub timeline: Timeline,
    /// What was met on the way.
    pub report: ReadReport,
}

/// Reads a file, whatever its format, with the default [`Options`].
///
/// ```
/// # let path = std::env::temp_dir().join(format!("escalade-open-{}.tsv", std::process::id()));
/// std::fs::write(&path, "2006-07-12\tLBN\tISR\t190\n2006-07-13\tISR\tLBN\t195\n").unwrap();
/// let reading = escalade::read::open(&path)?;
/// assert_eq!((reading.timeline.len(), reading.report.partyless), (2, 0));
/// # std::fs::remove_file(&path).unwrap();
/// # Ok::<(), escalade::Error>(())
/// ```
///
/// # Errors
///
/// The file cannot be opened or read, is in no known format, or does not follow its format; every
/// problem is reported at once.
pub fn open(path: impl AsRef<Path>) -> Result<Reading, Error> {
    Options::new().open(path)
}
