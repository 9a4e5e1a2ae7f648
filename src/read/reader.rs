//! The interface of all readers.

use super::{ingest::Ingest, peek::Chunks};
use crate::error::Error;

/// A file being read, with the name under which its problems are reported.
pub(super) struct Input<'i> {
    pub(super) name: &'i str,
    pub(super) text: &'i mut dyn Chunks,
    /// The size in bytes, if it is known: that of a file that is not compressed.
    pub(super) size: Option<u64>,
}

/// A reader of the files of one format.
///
/// One reader reads all files of its format, so that it can join rows of several files.
pub(super) trait Reader {
    /// Reads one file. Bad records are skipped and counted.
    ///
    /// # Errors
    ///
    /// Reading cannot go on: the file cannot be read, or is not of this format at all.
    fn read(&mut self, input: &mut Input<'_>, ingest: &mut Ingest<'_>) -> Result<(), Error>;

    /// Adds the events that could not be added before all files were read.
    fn finish(&mut self, _ingest: &mut Ingest<'_>) -> Result<(), Error> {
        Ok(())
    }
}
