//! The report of a reading.

use std::{collections::BTreeMap, fmt};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::format::Format;
use crate::{
    error::Issue,
    safe_text::{isolated, on_one_line},
    scale,
    timeline::Timeline,
};

/// The report on one file.
///
/// ```
/// use escalade::read::{Format, Options};
///
/// let rows = "1979-04-15\tISRMIL\tJOR\t190\n";
/// let report = Options::new().read("april.tsv", rows.as_bytes())?.report;
/// let file = &report.files[0];
/// assert_eq!((file.name.as_str(), file.format, file.rows), ("april.tsv", Format::Keds, 1));
/// assert!(file.why.contains("a date"), "{}", file.why);
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FileReport {
    /// The name of the file.
    pub name: String,
    /// The format in which the file was read.
    pub format: Format,
    /// The reason for that format.
    pub why: String,
    /// Number of records, good and bad; for a native document, of its events.
    pub rows: u64,
}

/// The report on all files of a reading.
///
/// ```
/// use escalade::read::Options;
///
/// let rows = "1979-04-15\tISRMIL\tJOR\t190\n1979-04-16\tJOR\t---\t0330\n";
/// let report = Options::new().read("rows", rows.as_bytes())?.report;
/// assert_eq!((report.rows, report.events, report.partyless), (2, 2, 1));
/// assert_eq!(report.unknown_codes["cameo 0330"], 1);
/// assert!(report.to_string().contains("cameo 0330"));
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ReadReport {
    /// The files, in the order in which they were read.
    pub files: Vec<FileReport>,
    /// Number of records of all files, good and bad; of native documents, their events are counted.
    pub rows: u64,
    /// Number of events in the timeline.
    pub events: u64,
    /// Number of records skipped because they could not be read.
    pub skipped: u64,
    /// The problems of skipped records, at most [`MAX_ISSUES`](crate::error::MAX_ISSUES).
    pub problems: Vec<Issue>,
    /// Number of records skipped because they were added longer after the event than
    /// [`Options::max_lag`](super::Options::max_lag) allows.
    pub late: u64,
    /// Number of records skipped because they are about an event that was not read before: mentions.
    #[serde(default)]
    pub strays: u64,
    /// Codes that are in no table of their vocabulary, with the number of events that have them. They are
    /// kept, and have the score of their nearest ancestor that has one.
    pub unknown_codes: BTreeMap<String, u64>,
    /// Number of events without a source or without a target.
    pub partyless: u64,
    /// The earliest possible onsets of the first and the last event; `None` if there are no events.
    pub span: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// Aliases of actors ([`Options::alias`](super::Options::alias)), with the number of times each was
    /// replaced.
    pub mended: BTreeMap<String, u64>,
    /// The decisions that readers made by the content of the files, with reasons.
    pub decisions: Vec<String>,
}

impl ReadReport {
    /// Returns a report with the counts that the timeline itself gives.
    pub(super) fn of(timeline: &Timeline) -> Self {
        let columns = timeline.columns();
        let mut type_counts = vec![0; columns.types().len()];
        let mut partyless = 0;
        for id in 0..timeline.len() {
            type_counts[columns.type_index(id)] += 1;
            partyless +=
                u64::from(columns.sources(id).is_empty() || columns.targets(id).is_empty());
        }
        let mut unknown_codes = BTreeMap::new();
        for (event_type, count) in columns.types().iter().zip(type_counts) {
            if let Some(code) = event_type.code().filter(|code| !scale::is_known(code)) {
                *unknown_codes.entry(code.to_string()).or_default() += count;
            }
        }
        let mut events = timeline.events();
        let first = events.next();
        let last = events.next_back().or(first);
        Self {
            events: timeline.len() as u64,
            unknown_codes,
            partyless,
            span: first.zip(last).map(|(first, last)| (first.earliest(), last.earliest())),
            ..Self::default()
        }
    }
}

/// Writes a summary, and one line for each file, decision and problem.
impl fmt::Display for ReadReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} records, {} events", self.rows, self.events)?;
        if let Some((first, last)) = self.span {
            write!(f, " from {} to {}", first.format("%Y-%m-%d"), last.format("%Y-%m-%d"))?;
        }
        for file in &self.files {
            let FileReport { name, format, why, rows } = file;
            let (name, why) = (isolated(name), on_one_line(why));
            write!(f, "\n{name}: {rows} records read as {format}: {why}")?;
        }
        for decision in &self.decisions {
            write!(f, "\n{}", on_one_line(decision))?;
        }
        if self.partyless > 0 {
            write!(f, "\n{} events without a source or a target", self.partyless)?;
        }
        write_counts(f, "codes that no table has", &self.unknown_codes)?;
        write_counts(f, "actor codes read as others", &self.mended)?;
        if self.late > 0 {
            write!(f, "\n{} records left out: taken up later than asked for", self.late)?;
        }
        if self.strays > 0 {
            write!(f, "\n{} records left out: of events that were not read", self.strays)?;
        }
        if self.skipped > 0 {
            write!(f, "\n{} records left out:", self.skipped)?;
            for problem in &self.problems {
                write!(f, "\n  {problem}")?;
            }
        }
        Ok(())
    }
}

/// Writes the counts in one line, the greatest first, and omits all but a few.
fn write_counts(
    f: &mut fmt::Formatter<'_>,
    what: &str,
    counts: &BTreeMap<String, u64>,
) -> fmt::Result {
    const SHOWN: usize = 8;
    if counts.is_empty() {
        return Ok(());
    }
    // The counts are negated, so that the greatest is first; equal counts remain in the order of codes.
    let negated = |count: &u64| -i64::try_from(*count).unwrap_or(i64::MAX);
    let mut frequent: Vec<(i64, usize)> = counts.values().map(negated).zip(0..).collect();
    frequent.sort_unstable();
    let counts: Vec<_> = counts.iter().collect();
    write!(f, "\n{what}: ")?;
    for (shown, (_, nth)) in frequent.iter().take(SHOWN).enumerate() {
        let (code, count) = counts[*nth];
        let separator = if shown == 0 { "" } else { ", " };
        write!(f, "{separator}{} ({count})", isolated(code))?;
    }
    match frequent.len().saturating_sub(SHOWN) {
        0 => Ok(()),
        more => write!(f, " and {more} more"),
    }
}
