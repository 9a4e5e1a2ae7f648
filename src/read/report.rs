//! The report of a reading.

use std::{collections::BTreeMap, fmt};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{format::Format, guess::Guess};
use crate::{
    error::Issue,
    safe_text::{isolated, on_one_line},
    scale,
    sorting::sort_by,
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
/// assert_eq!((report.rows, report.events, report.missing_actor), (2, 2, 1));
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
    /// Number of GDELT mentions skipped because their event was not read before them.
    #[serde(rename = "strays", default)]
    pub unmatched_mentions: u64,
    /// Codes that are in no table of their vocabulary, with the number of events that have them. They are
    /// kept, and have the score of their nearest ancestor that has one.
    pub unknown_codes: BTreeMap<String, u64>,
    /// Number of events without a source or without a target.
    #[serde(rename = "partyless")]
    pub missing_actor: u64,
    /// The earliest possible onsets of the first and the last event; `None` if there are no events.
    pub span: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// Aliases of actors ([`Options::alias`](super::Options::alias)), with the number of times each was
    /// replaced.
    #[serde(rename = "mended")]
    pub replaced_aliases: BTreeMap<String, u64>,
    /// The decisions that readers made by the content of the files, with reasons.
    pub decisions: Vec<String>,
    /// How cells were read that do not have the form of their format, by file, column and rule. The
    /// [rules](super#plain-cells) are the same for all tables.
    #[serde(default)]
    pub guesses: Vec<Guess>,
}

impl ReadReport {
    /// Returns a report with the counts that can be taken from the timeline alone.
    pub(super) fn of(timeline: &Timeline) -> Self {
        let columns = timeline.columns();
        let mut type_counts = vec![0; columns.types().len()];
        let mut missing_actor = 0;
        for id in 0..timeline.len() {
            type_counts[columns.type_index(id)] += 1;
            missing_actor +=
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
        let span = match (first, last) {
            (Some(first), Some(last)) => Some((first.earliest(), last.earliest())),
            _ => None,
        };
        Self {
            events: timeline.len() as u64,
            unknown_codes,
            missing_actor,
            span,
            ..Self::default()
        }
    }

    /// Returns why no event was read, as a sentence without a full stop; `None` if some were read.
    ///
    /// ```
    /// use escalade::read::{Format, Options};
    ///
    /// let header_alone = "date\tsource\ttarget\tcode\n";
    /// let options = Options::new().format(Format::Keds);
    /// let report = options.read("rows", header_alone.as_bytes())?.report;
    /// assert_eq!(report.events, 0);
    /// assert_eq!(report.why_no_events().unwrap(), "the file has no records: it has no rows, or a header alone");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn why_no_events(&self) -> Option<String> {
        if self.events > 0 {
            return None;
        }
        if self.rows + self.skipped == 0 {
            return Some(match &*self.files {
                [] => "no file was read".to_owned(),
                [file] => format!("the file has no records: {}", file.why_no_records()),
                files => format!("none of the {} files has records", files.len()),
            });
        }
        if self.skipped > 0 {
            let mut why = format!(
                "{} of {} records were left out",
                self.skipped,
                self.rows.max(self.skipped)
            );
            if let Some(problem) = self.problems.first() {
                why += &format!(", the first because of {problem}");
            }
            return Some(why);
        }
        if self.late > 0 {
            return Some(format!(
                "{} records were added to the data later than the allowed lag",
                self.late
            ));
        }
        if self.unmatched_mentions > 0 {
            return Some(format!(
                "the files have {} mentions of events, but no event that they mention: read their file of events as well",
                self.unmatched_mentions
            ));
        }
        Some("no record of the files describes an event".to_owned())
    }
}

impl FileReport {
    fn why_no_records(&self) -> &'static str {
        match self.format {
            Format::Json => "the document has no events",
            Format::Jsonl | Format::Plover | Format::Stix => "it has no event",
            _ => "it has no rows, or a header alone",
        }
    }
}

/// Writes a summary, and one line for each file, decision and problem.
impl fmt::Display for ReadReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut lines = vec![format!("{} records, {} events", self.rows, self.events)];
        if let Some((first, last)) = self.span {
            let (first, last) = (first.date_naive(), last.date_naive());
            lines[0] += &format!(" from {first} to {last}");
        }
        if self.skipped > 0 && self.events > 0 {
            lines[0] += &format!(", {} records left out", self.skipped);
        }
        if let Some(why) = self.why_no_events() {
            lines[0] += &format!(": {}", on_one_line(&why));
        } else {
            let mut empty = Vec::new();
            for file in &self.files {
                if file.rows == 0 {
                    empty.push(&*file.name);
                }
            }
            if let [first, others @ ..] = &*empty {
                lines[0] += &format!("; no records in {}", isolated(first));
                if !others.is_empty() {
                    lines[0] += &format!(" and {} other files", others.len());
                }
            }
        }
        for file in &self.files {
            let FileReport { name, format, why, rows } = file;
            let (name, why) = (isolated(name), on_one_line(why));
            lines.push(format!("{name}: {rows} records read as {format}: {why}"));
        }
        for decision in &self.decisions {
            lines.push(on_one_line(decision).into_owned());
        }
        for guess in &self.guesses {
            lines.push(guess.to_string());
        }
        if self.missing_actor > 0 {
            lines.push(format!("{} events without a source or a target", self.missing_actor));
        }
        push_counts(&mut lines, "codes in no table of their vocabulary", &self.unknown_codes);
        push_counts(&mut lines, "actor codes replaced by aliases", &self.replaced_aliases);
        if self.late > 0 {
            lines.push(format!(
                "{} records left out: added to the data later than the allowed lag",
                self.late
            ));
        }
        if self.unmatched_mentions > 0 {
            lines.push(format!(
                "{} mentions left out: their events were not read",
                self.unmatched_mentions
            ));
        }
        if self.skipped > 0 {
            lines.push(format!("{} records left out:", self.skipped));
            for problem in &self.problems {
                lines.push(format!("  {problem}"));
            }
        }
        f.write_str(&lines.join("\n"))
    }
}

/// Adds a line with the greatest of some counts, in descending order, and the number of the others. Adds no line if
/// there are no counts.
fn push_counts(lines: &mut Vec<String>, what: &str, counts: &BTreeMap<String, u64>) {
    const SHOWN: usize = 8;
    if counts.is_empty() {
        return;
    }
    let mut sorted = Vec::with_capacity(counts.len());
    for count in counts {
        sorted.push(count);
    }
    sort_by(&mut sorted, |a, b| b.1.cmp(a.1));
    let mut shown = Vec::new();
    for (code, count) in &sorted[..sorted.len().min(SHOWN)] {
        shown.push(format!("{} ({count})", isolated(code)));
    }
    let mut line = format!("{what}: {}", shown.join(", "));
    if counts.len() > SHOWN {
        line += &format!(" and {} more", counts.len() - SHOWN);
    }
    lines.push(line);
}
