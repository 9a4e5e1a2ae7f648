//! The records of a journal, in the words of the native document. Events and links are referred to by the numbers of their
//! records.

use serde::{Deserialize, Serialize};

use crate::timeline::document::{ActorEntry, CoveredEntry, EventEntry, LinkEntry, ReportEntry};

/// The version of the format that is written, and the only one that can be read.
pub(super) const VERSION: u64 = 1;

/// The content of a line: a transaction, or a part of what was recorded before the first.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct JournalLine {
    /// The version of the format, on the first line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) escalade_journal: Option<u64>,
    /// The number of the line, from 0.
    pub(super) line: u64,
    /// Whether the line is a part of what was recorded before the first transaction of the file.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) before: bool,
    pub(super) records: Vec<JournalRecord>,
}

/// A record of a journal.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum JournalRecord {
    Title(String),
    /// A number of records that could not be read, to be added to those before.
    Unreadable(u64),
    /// In seconds since 1970.
    CompleteTo(i64),
    /// The name of a source that was taken.
    Source(String),
    /// An actor as it is described from now on.
    Actor(ActorEntry),
    Event {
        record: u32,
        event: Box<EventEntry>,
    },
    Withdrawn {
        record: u32,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        key: Option<String>,
    },
    Report {
        record: u32,
        report: Box<ReportEntry>,
    },
    Link {
        number: u32,
        link: LinkEntry,
    },
    LinkWithdrawn {
        number: u32,
    },
    Coverage(CoveredEntry),
}
