//! What was met while reading.

use std::{collections::BTreeMap, fmt};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Format;
use crate::{
    error::Issue,
    safe_text::{isolated, on_one_line},
    scale,
    timeline::Timeline,
};

/// What was read of one file.
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
    /// The name under which it was read.
    pub name: String,
    /// The format in which it was read.
    pub format: Format,
    /// Why it was read in that format.
    pub why: String,
    /// Records read, good and bad; of a document, its events.
    pub rows: u64,
}

/// What readers met on their way through the files.
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
    /// Records of all files, good and bad; of a document, its events.
    pub rows: u64,
    /// Events in the timeline.
    pub events: u64,
    /// Records left out because they could not be read.
    pub skipped: u64,
    /// Why they could not, up to [`MAX_ISSUES`](crate::MAX_ISSUES) problems.
    pub problems: Vec<Issue>,
    /// Records left out because they were taken up later after the event than
    /// [`Options::max_lag`](super::Options::max_lag) allows.
    pub late: u64,
    /// Records left out because they tell of an event that was not read before them: mentions.
    #[serde(default)]
    pub strays: u64,
    /// Codes that no table of their vocabulary has, with how many events have them. They are kept,
    /// and score as their nearest scored ancestor does.
    pub unknown_codes: BTreeMap<String, u64>,
    /// Events without a source or without a target.
    pub partyless: u64,
    /// The earliest onset of the first event and of the last.
    pub span: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// Actor codes read as others, with how often each was met.
    pub mended: BTreeMap<String, u64>,
    /// What the reader decided by the content of the file, and why.
    pub decisions: Vec<String>,
}

impl ReadReport {
    /// What a timeline tells of itself.
    pub(super) fn of(timeline: &Timeline) -> Self {
        let columns = timeline.columns();
        let mut met = vec![0; columns.types().len()];
        let mut partyless = 0;
        for id in 0..timeline.len() {
            met[columns.type_index(id)] += 1;
            partyless +=
                u64::from(columns.sources(id).is_empty() || columns.targets(id).is_empty());
        }
        let mut unknown_codes = BTreeMap::new();
        for (event_type, met) in columns.types().iter().zip(met) {
            if let Some(code) = event_type.code().filter(|code| !scale::is_known(code)) {
                *unknown_codes.entry(code.to_string()).or_default() += met;
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

/// In a few lines, one more for each file, decision and problem.
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
        counts(f, "codes that no table has", &self.unknown_codes)?;
        counts(f, "actor codes read as others", &self.mended)?;
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

/// The most frequent first, and no more than fit in a line.
fn counts(f: &mut fmt::Formatter<'_>, what: &str, counts: &BTreeMap<String, u64>) -> fmt::Result {
    const SHOWN: usize = 8;
    if counts.is_empty() {
        return Ok(());
    }
    let mut frequent: Vec<_> = counts.iter().collect();
    frequent.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    let shown: Vec<_> = frequent
        .iter()
        .take(SHOWN)
        .map(|(code, count)| format!("{} ({count})", isolated(code)))
        .collect();
    write!(f, "\n{what}: {}", shown.join(", "))?;
    match frequent.len().saturating_sub(SHOWN) {
        0 => Ok(()),
        more => write!(f, " and {more} more"),
    }
}
