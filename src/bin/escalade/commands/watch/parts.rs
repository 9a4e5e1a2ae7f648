//! What is recorded together, and how it is added to a transaction.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use escalade::{
    Timeline,
    error::Error,
    watch::{Transaction, Watch},
};

use super::messages::say_refused;

/// A record in JSON, or the rows of a table.
pub(super) enum Part {
    /// A record, with its place.
    Record(Place, String),
    Rows(Box<Timeline>),
}

/// The place of a line: its number and, unless it is of the standard input, its file.
#[derive(Clone)]
pub(super) struct Place {
    pub(super) file: Option<PathBuf>,
    pub(super) line: u64,
}

/// Parts of a file that are recorded as one transaction.
pub(super) struct Batch {
    pub(super) file: PathBuf,
    pub(super) parts: Vec<Part>,
    /// The name by which the journal knows the parts as recorded.
    pub(super) source: Option<String>,
    /// When the parts became known, if they say so.
    pub(super) known_when: Option<DateTime<Utc>>,
}

impl Place {
    pub(super) fn text(&self) -> String {
        match &self.file {
            Some(file) => format!("{}: line {}", file.display(), self.line),
            None => format!("line {}", self.line),
        }
    }
}

impl Part {
    pub(super) fn place(&self) -> String {
        match self {
            Self::Record(place, _) => place.text(),
            Self::Rows(_) => "rows".to_owned(),
        }
    }
}

/// Adds parts to a transaction. Records that cannot be read are counted and, if `says_bad`, reported.
pub(super) fn add_all(transaction: &mut Transaction<'_>, parts: &[Part], says_bad: bool) {
    let mut bad = 0;
    for part in parts {
        match part {
            Part::Rows(timeline) => drop(transaction.add_timeline(timeline)),
            Part::Record(place, text) => {
                if let Err(problem) = transaction.add_record(text) {
                    bad += 1;
                    if says_bad {
                        say_refused(&place.text(), &problem);
                    }
                }
            }
        }
    }
    if bad > 0 {
        transaction.count_unreadable(bad);
    }
}

/// Returns the first part with which the parts before it contradict what is recorded, and the problem. Returns `None`
/// if there is none.
///
/// A transaction that is refused says what contradicts what, but not which line brought it. Each of O(log n) numbers of
/// parts is tried on a copy of the timeline, as recording n parts one by one would build it n times.
pub(super) fn first_contradiction<'p>(
    watch: &Watch,
    parts: &'p [Part],
) -> Option<(&'p Part, Error)> {
    let try_first = |count: usize| {
        let queries = watch.queries().to_vec();
        let (mut copy, _) = Watch::awaiting(Timeline::builder().build()?, queries)?;
        let mut transaction = copy.transaction();
        transaction.add_timeline(watch.timeline());
        add_all(&mut transaction, &parts[..count], false);
        transaction.commit().map(drop)
    };
    let (mut right, mut wrong) = (0, parts.len());
    let mut problem = try_first(wrong).err()?;
    while right + 1 < wrong {
        let middle = right.midpoint(wrong);
        match try_first(middle) {
            Ok(()) => right = middle,
            Err(found) => (wrong, problem) = (middle, found),
        }
    }
    Some((&parts[wrong - 1], problem))
}
