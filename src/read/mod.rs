//! From files to timelines.
//!
//! [`open`] takes a file of any [`Format`] and tells by its content which one it is. [`Options`]
//! say how to read where there is a choice. What comes back is the timeline, a [`ReadReport`] of
//! everything met on the way, and why the file was taken for what it was.
//!
//! Nothing is dropped silently. A bad record fails the reading, with every problem at once, or is
//! skipped, counted and reported, as [`BadRecords`] says.
//!
//! ```
//! use escalade::read::{Format, Options};
//!
//! let rows = "2006-07-12\tLBNREBHEZ\tISRMIL\t190\n2006-07-12\tISRMIL\tLBNREBHEZ\t195\n";
//! let reading = Options::new().read("lebanon.tsv", rows.as_bytes())?;
//! assert_eq!(reading.format, Format::Keds);
//! assert_eq!(reading.timeline.len(), 2);
//! assert_eq!(reading.report.rows, 2);
//! # Ok::<(), escalade::Error>(())
//! ```

// What readers share has less use, or none, where their features are off.
#![cfg_attr(not(all(feature = "json", feature = "csv")), allow(dead_code))]

#[cfg(feature = "csv")]
mod cameo_actor;
#[cfg(feature = "csv")]
mod coded;
mod date;
#[cfg(feature = "csv")]
mod fields;
mod format;
#[cfg(feature = "csv")]
mod gdelt;
#[cfg(feature = "json")]
pub mod json;
#[cfg(feature = "csv")]
mod keds;
#[cfg(feature = "csv")]
mod lines;
#[cfg(not(all(feature = "json", feature = "csv")))]
mod missing;
mod options;
#[cfg(feature = "json")]
mod piece;
mod report;

use std::path::Path;

#[cfg(not(feature = "json"))]
use missing::json;
#[cfg(not(feature = "csv"))]
use missing::{gdelt, keds};

pub use format::Format;
pub use options::{BadRecords, Options};
pub use report::ReadReport;

use crate::{error::Error, timeline::Timeline};

/// What reading a file gives.
///
/// ```
/// use escalade::read::{Options, Reading};
///
/// let rows = "1979-04-15\tISRMIL\tJOR\t190\n";
/// let Reading { timeline, why, .. } = Options::new().read("rows", rows.as_bytes())?;
/// assert_eq!(timeline.len(), 1);
/// assert!(why.contains("a date"), "{why}");
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct Reading {
    /// The timeline.
    pub timeline: Timeline,
    /// What was met on the way.
    pub report: ReadReport,
    /// The format in which the file was read.
    pub format: Format,
    /// Why it was read in that format.
    pub why: String,
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
