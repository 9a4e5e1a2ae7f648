//! The methods of a watch that keeps a journal.

use std::{
    fs::OpenOptions,
    path::{Path, PathBuf},
};

use super::{
    directory::Directory,
    journal::{FILE, Journal},
    replay::replay,
    snapshot::Whole,
};
use crate::{
    error::{Error, Issue, Location},
    watch::{layers::Layers, recorded::Recorded, watch::Watch, watched_query::WatchedQuery},
};

/// What was found when a watch was [opened again](Watch::reopen) from its journal.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reopened {
    /// The number of transactions in the file since it was begun or rewritten.
    pub transactions: u64,
    /// The end of the file, if it was a part of a line: a transaction that was being written when the program ended.
    pub dropped: Option<DroppedTail>,
    /// A note on each actor that the queries name and of whom nothing is recorded: see [`Watch::awaiting`].
    pub awaited: Vec<Issue>,
}

/// The end of a journal that was left out, since it is not a whole transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DroppedTail {
    /// The number of the line, counted from 1.
    pub line: u64,
    /// The number of bytes.
    pub bytes: u64,
    /// The file in which they are kept.
    pub kept_in: PathBuf,
}

impl Watch {
    /// Returns `true` if there is a journal in a directory.
    pub fn has_journal(directory: impl AsRef<Path>) -> bool {
        directory.as_ref().join(FILE).exists()
    }

    /// Begins a journal in a directory, which is created if it does not exist. All that is recorded is written to it at
    /// once, and each transaction when it is committed: if writing fails, so does the transaction.
    ///
    /// [`reopen`](Self::reopen) opens the watch again, also after the program was killed. Queries are not part of the
    /// journal. Needs the feature `journal`.
    ///
    /// # Durability
    ///
    /// A transaction is written as one line, and [`commit`](crate::watch::Transaction::commit) returns once the operating system
    /// says that the line is on disk (`fsync`). If the program is killed at any point, or the power fails, the watch opens
    /// again with all transactions whose `commit` returned, and at most one more.
    ///
    /// # Format
    ///
    /// The file `journal` has a line for each transaction: the CRC-32 of the rest of the line as 8 hexadecimal digits, a
    /// space, and JSON. Its records are those of the [native document](crate::read::json), with the number of the record of
    /// each event and link, by which other records refer to it. The first lines, with the field `before`, hold what was
    /// recorded before the first transaction of the file.
    ///
    /// # Errors
    ///
    /// If the directory has a journal already, if another program has it open, or if it cannot be written.
    ///
    /// ```
    /// use chrono::TimeDelta;
    /// use escalade::{Event, Means, Query, Timeline, watch::{Watch, WatchedQuery}};
    ///
    /// # let directory = std::env::temp_dir().join(format!("escalade-journal-{}", std::process::id()));
    /// # let _ = std::fs::remove_dir_all(&directory);
    /// let weekly = WatchedQuery::new("weekly", Query::escalation().max_gap(TimeDelta::days(7)));
    /// let mut watch = Watch::new(Timeline::builder().build()?, [weekly.clone()])?;
    /// watch.keep_journal(&directory)?;
    /// let mut transaction = watch.transaction();
    /// let a = transaction.actor("A");
    /// transaction.upsert("raid", Event::attack(a, "2024-04-01", Means::Drone));
    /// transaction.commit()?;
    /// assert!(Watch::has_journal(&directory));
    /// assert!(Watch::reopen(&directory, [weekly.clone()]).is_err(), "two writers");
    /// drop(watch);
    ///
    /// let (mut watch, reopened) = Watch::reopen(&directory, [weekly.clone()])?;
    /// assert_eq!((watch.timeline().len(), reopened.transactions, reopened.dropped), (1, 1, None));
    /// assert!(!watch.is_journal_long());
    /// watch.compact_journal()?;
    /// drop(watch);
    /// assert_eq!(Watch::reopen(&directory, [weekly])?.1.transactions, 0);
    /// # std::fs::remove_dir_all(&directory).unwrap();
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn keep_journal(&mut self, directory: impl AsRef<Path>) -> Result<(), Error> {
        let path = directory.as_ref();
        let directory = Directory::open(path)?;
        if Self::has_journal(path) {
            let place = Location::in_file(path.display().to_string());
            let allowed = "a directory without a journal";
            let remedy = "open the watch again from it, or name another directory";
            return Err(Error::value(Issue::new(place, "a journal", allowed, remedy)));
        }
        self.journal = Some(Journal::begin(directory, self.whole())?);
        Ok(())
    }

    /// Opens a watch from the journal in a directory, as it was after the last whole transaction, and keeps the journal
    /// from then on. Ids that transactions returned earlier stay valid.
    ///
    /// Queries may name actors of whom nothing is recorded, as in [`awaiting`](Self::awaiting).
    ///
    /// A part of a line at the end of the file is a transaction that was being written when the program ended. It is
    /// not part of the watch, and is moved to a file of its own. Takes O(n log n) time for n events, and memory for a
    /// draft of each event that was recorded or revised since the file was begun or [rewritten](Self::compact_journal).
    ///
    /// # Errors
    ///
    /// If there is no journal, if another program has it open, if a line that is not the last is damaged, or if the queries
    /// cannot be asked. The error names the line.
    pub fn reopen(
        directory: impl AsRef<Path>,
        queries: impl IntoIterator<Item = WatchedQuery>,
    ) -> Result<(Self, Reopened), Error> {
        let directory = Directory::open(directory.as_ref())?;
        let path = directory.file(FILE);
        let failed = |error| Error::io(&path, error);
        let found = replay(&path)?;
        let file = OpenOptions::new().append(true).open(&path).map_err(failed)?;
        let mut dropped = None;
        if !found.tail.is_empty() {
            let name = format!("dropped-{}", found.lines + 1);
            directory.replace(&name, &mut |out| out.write_all(&found.tail)).map_err(failed)?;
            file.set_len(found.len).and_then(|()| file.sync_all()).map_err(failed)?;
            dropped = Some(DroppedTail {
                line: found.lines + 1,
                bytes: found.tail.len() as u64,
                kept_in: directory.file(&name),
            });
        }
        let mut watch = found.watch;
        watch.journal = Some(Journal {
            directory,
            file,
            lines: found.lines,
            len: found.len,
            before: found.len_before,
            is_damaged: false,
        });
        let queries: Vec<WatchedQuery> = queries.into_iter().collect();
        let awaited = watch.ask_awaiting(&queries)?;
        let transactions = found.lines - found.lines_before;
        Ok((watch, Reopened { transactions, dropped, awaited }))
    }

    /// Rewrites the journal, if there is one, so that it holds what is recorded now and not each step to it. The file is
    /// replaced once the new one is on disk. Takes O(n) for n events and links.
    ///
    /// # Errors
    ///
    /// If the file cannot be written. It is then as it was.
    pub fn compact_journal(&mut self) -> Result<(), Error> {
        let Some(mut journal) = self.journal.take() else { return Ok(()) };
        let result = journal.compact(self.whole());
        self.journal = Some(journal);
        result
    }

    /// Returns `true` if there is a journal whose transactions take more than 16 MiB, and more than what was recorded
    /// before them. If the journal is [rewritten](Self::compact_journal) whenever this is so, its size stays in
    /// proportion to what is recorded, and so does the time to write it.
    pub fn is_journal_long(&self) -> bool {
        self.journal.as_ref().is_some_and(Journal::is_long)
    }

    fn whole(&self) -> Whole<'_> {
        let (snapshot, records) = (self.state.whole(), &self.records);
        Whole { snapshot, records, complete_to: self.complete_to }
    }

    pub(in crate::watch) fn is_journaled(&self) -> bool {
        self.journal.is_some()
    }

    /// Writes a transaction to the journal, if there is one. `after` is the state that it leads to.
    pub(in crate::watch) fn write_journal(
        &mut self,
        recorded: &Recorded,
        after: &Layers,
    ) -> Result<(), Error> {
        match &mut self.journal {
            Some(journal) => journal.append(recorded, [&self.state, after]),
            None => Ok(()),
        }
    }
}
