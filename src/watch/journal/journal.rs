//! [`Journal`]: the file, and how lines are added to it.

use std::{
    fs::{File, OpenOptions},
    io::{self, Write},
};

use super::{
    directory::Directory,
    entries::entries,
    frame,
    records::{JournalLine, JournalRecord, VERSION},
    snapshot::{Whole, snapshot},
};
use crate::{
    error::{Error, Issue, Location},
    watch::{layers::Layers, recorded::Recorded},
};

/// The name of the file in its directory.
pub(super) const FILE: &str = "journal";

/// The number of records on a line of what was recorded before the first transaction.
const AT_ONCE: usize = 1_000;

/// The least size of the transactions, in bytes, from which the journal is rewritten.
const LEAST: u64 = 16 << 20;

/// A journal that is open for writing.
#[derive(Debug)]
pub(crate) struct Journal {
    pub(super) directory: Directory,
    pub(super) file: File,
    /// The number of whole lines.
    pub(super) lines: u64,
    /// The length of the file, in bytes.
    pub(super) len: u64,
    /// The length, in bytes, of what was recorded before the first transaction of the file.
    pub(super) before: u64,
    /// Whether the file may end in a part of a line, after an error.
    pub(super) is_damaged: bool,
}

impl Journal {
    /// Begins a journal in a directory, in place of one that it may have.
    pub(super) fn begin(directory: Directory, whole: Whole<'_>) -> Result<Self, Error> {
        let (file, lines, len) = write_all(&directory, whole)?;
        Ok(Self { directory, file, lines, len, before: len, is_damaged: false })
    }

    /// Replaces the file by one of all that is recorded. If that fails, the file is as before.
    pub(super) fn compact(&mut self, whole: Whole<'_>) -> Result<(), Error> {
        let (file, lines, len) = write_all(&self.directory, whole)?;
        (self.file, self.lines, self.len, self.before) = (file, lines, len, len);
        self.is_damaged = false;
        Ok(())
    }

    /// Adds a transaction, and returns once it is on disk. If that fails, the file is as before.
    pub(super) fn append(
        &mut self,
        recorded: &Recorded,
        states: [&Layers; 2],
    ) -> Result<(), Error> {
        let path = self.directory.file(FILE);
        if self.is_damaged {
            let place = Location::in_file(path.display().to_string());
            let allowed = "a journal to which all was written";
            let remedy = "open the watch again from its journal";
            return Err(Error::value(Issue::new(place, "a failed write", allowed, remedy)));
        }
        let failed = |error| Error::io(&path, error);
        let line = line(self.lines, false, entries(recorded, states)).map_err(failed)?;
        if let Err(error) = self.file.write_all(&line).and_then(|()| self.file.sync_data()) {
            self.is_damaged = self.file.set_len(self.len).is_err();
            return Err(failed(error));
        }
        (self.lines, self.len) = (self.lines + 1, self.len + line.len() as u64);
        Ok(())
    }

    /// Returns `true` if the transactions take so much more space than what was recorded before them that the file
    /// should be rewritten. On average, each byte is then rewritten a bounded number of times.
    pub(super) fn is_long(&self) -> bool {
        self.len - self.before > self.before.max(LEAST)
    }
}

/// Writes all that is recorded to the file. Returns the file, and the number and the length of its lines.
fn write_all(directory: &Directory, whole: Whole<'_>) -> Result<(File, u64, u64), Error> {
    let path = directory.file(FILE);
    let failed = |error| Error::io(&path, error);
    let (mut lines, mut len) = (0, 0);
    let write = &mut |out: &mut dyn Write| {
        let mut records = snapshot(whole).peekable();
        // There is a first line even if nothing is recorded.
        while lines == 0 || records.peek().is_some() {
            let part = records.by_ref().take(AT_ONCE).collect();
            let line = line(lines, true, part)?;
            out.write_all(&line)?;
            (lines, len) = (lines + 1, len + line.len() as u64);
        }
        Ok(())
    };
    directory.replace(FILE, write).map_err(failed)?;
    let file = OpenOptions::new().append(true).open(&path).map_err(failed)?;
    Ok((file, lines, len))
}

/// Returns a line of the file.
fn line(number: u64, before: bool, records: Vec<JournalRecord>) -> io::Result<Vec<u8>> {
    let escalade_journal = (number == 0).then_some(VERSION);
    let content = JournalLine { escalade_journal, line: number, before, records };
    Ok(frame::line(&serde_json::to_vec(&content)?))
}
