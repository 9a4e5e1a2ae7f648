//! What readers took cells to mean where the file could mean something else.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{error::Location, safe_text::isolated};

/// How cells of one column were read where they are not written in the form of the format: one entry for each
/// file, column and rule.
///
/// ```
/// use escalade::{Vocabulary, read::{Columns, Options}};
///
/// let rows = "day,who,dead\n13 April 2024,A,3.0\n14 April 2024,A,NA\n";
/// let columns = Columns::new("day").source("who").killed("dead");
/// let report = Options::new().columns(columns).read("rows.csv", rows.as_bytes())?.report;
/// let first = &report.guesses[0];
/// assert_eq!((first.count, first.written.as_str()), (2, "13 April 2024"));
/// assert_eq!(first.place.to_string(), "rows.csv: line 2: date");
/// assert_eq!(report.guesses.len(), 3, "and the whole number, and the missing one");
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Guess {
    /// The first cell: its file, line and column.
    pub place: Location,
    /// The text of the first cell.
    pub written: String,
    /// How the cells were read.
    pub what: String,
    /// Number of cells.
    pub count: u64,
}

/// Writes the first place, the count, the rule and the text of the first cell.
impl fmt::Display for Guess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { place, written, what, count } = self;
        let cells = if *count == 1 { "cell" } else { "cells" };
        write!(f, "{place}: {count} {cells} {what}, the first «{}»", isolated(written))
    }
}

/// The guesses of all files.
#[derive(Default)]
pub(super) struct Guesses {
    list: Vec<Guess>,
    /// The index of the first guess of the current file.
    of_file: usize,
}

impl Guesses {
    /// Begins a file: cells are counted anew.
    pub(super) fn begin_file(&mut self) {
        self.of_file = self.list.len();
    }

    /// Counts a cell, on line 0 if its line is unknown. Only the first cell of a column and a rule allocates.
    pub(super) fn count(
        &mut self,
        what: &str,
        (file, line): (&str, u64),
        column: &str,
        written: &[u8],
    ) {
        self.count_many(what, (file, line), column, written, 1);
    }

    /// Counts `count` cells, of which the first is at this place.
    pub(super) fn count_many(
        &mut self,
        what: &str,
        (file, line): (&str, u64),
        column: &str,
        written: &[u8],
        count: u64,
    ) {
        const SHOWN_BYTES: usize = 80;
        let is_same = |guess: &&mut Guess| {
            guess.what == what && guess.place.field().is_some_and(|field| field == column)
        };
        if let Some(guess) = self.list[self.of_file..].iter_mut().find(is_same) {
            guess.count += count;
            return;
        }
        let mut place = Location::in_file(file);
        if line > 0 {
            place = place.at_line(line);
        }
        let place = Location::from(column).inside(&place);
        let written = String::from_utf8_lossy(&written[..written.len().min(SHOWN_BYTES)]);
        self.list.push(Guess {
            place,
            written: written.into_owned(),
            what: what.to_owned(),
            count,
        });
    }

    pub(super) fn into_list(self) -> Vec<Guess> {
        self.list
    }
}
