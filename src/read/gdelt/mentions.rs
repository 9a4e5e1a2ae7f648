//! The mentions of GDELT 2.0: the articles that report an event. The project distributes them in 16
//! tab-separated columns without a header; other programs export them with commas and a header.
//!
//! Each mention becomes a report of its event, which must have been read before, with its id.

use chrono::{DateTime, NaiveDateTime, Utc};

use super::super::{
    bytes::are_digits,
    fields,
    ingest::Ingest,
    naming::Naming,
    reader::Input,
    records::{Record, Records, find_column, first_record},
};
use crate::{
    error::{Error, ErrorKind, Issue, Issues, Location},
    model::{ActorKind, EventId, Report},
};

/// The number of columns of a mention.
const COLUMNS: usize = 16;

/// The names of the columns that are read.
const READ_COLUMNS: [&str; 5] =
    ["GLOBALEVENTID", "MentionTimeDate", "MentionSourceName", "MentionIdentifier", "Confidence"];
/// The indices of these columns without a header.
const HEADERLESS_INDICES: [usize; READ_COLUMNS.len()] = [0, 2, 4, 5, 11];

/// The layout of a file of mentions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in super::super) struct MentionLayout {
    delimiter: u8,
    has_header: bool,
    columns: usize,
    /// The indices of [`READ_COLUMNS`].
    indices: [usize; READ_COLUMNS.len()],
}

impl MentionLayout {
    /// Returns the layout of a file by its first line, or `None` if it is not one of mentions.
    pub(in super::super) fn detect(head: &[u8]) -> Option<Self> {
        for delimiter in [b'\t', b','] {
            let Some((_, fields)) = first_record(head, delimiter, is_quoted(delimiter)) else {
                continue;
            };
            let columns = fields.len();
            let (mut indices, mut has_header) = (HEADERLESS_INDICES, true);
            for (index, name) in indices.iter_mut().zip(READ_COLUMNS) {
                match find_column(&fields, name) {
                    Some(found) => *index = found,
                    None => has_header = false,
                }
            }
            if has_header {
                return Some(Self { delimiter, has_header, columns, indices });
            }
            if delimiter == b'\t' && columns == COLUMNS && is_row(&fields) {
                let indices = HEADERLESS_INDICES;
                return Some(Self { delimiter, has_header, columns, indices });
            }
        }
        None
    }
}

/// Returns `true` if fields may be enclosed in quotes: GDELT's own files, with tabs, have none.
fn is_quoted(delimiter: u8) -> bool {
    delimiter == b','
}

/// Returns `true` if the fields begin with an id and two times.
fn is_row(fields: &[String]) -> bool {
    are_digits(fields[0].as_bytes())
        && instant(fields[1].as_bytes()).is_some()
        && instant(fields[2].as_bytes()).is_some()
}

/// Counts of the mentions of all files, for the report.
#[derive(Default)]
pub(super) struct Mentions {
    reports: u64,
    unmatched: u64,
}

impl Mentions {
    /// Reads a file of mentions.
    pub(super) fn read(
        &mut self,
        layout: MentionLayout,
        input: &mut Input<'_>,
        ingest: &mut Ingest<'_>,
    ) -> Result<(), Error> {
        let file = Location::in_file(input.name);
        if !ingest.options.native_ids {
            let allowed = "mentions beside events whose ids are kept";
            let remedy = "read them with `native_ids`";
            let issue = Issue::new(file, "a file of mentions", allowed, remedy);
            return Err(Issues::from(issue).into_error(ErrorKind::Input));
        }
        let MentionLayout { delimiter, mut has_header, .. } = layout;
        let max_bytes = ingest.options.longest_line;
        let mut records = Records::new(input.text, delimiter, is_quoted(delimiter), max_bytes);
        let mut record = Record::default();
        while records.read(&mut record).map_err(|error| Error::io(input.name, error))? {
            if std::mem::take(&mut has_header) {
                continue;
            }
            ingest.count_rows(1);
            // A quoted field may contain line ends, so that only unquoted records are lines.
            let issue = if is_quoted(delimiter) {
                record.check(max_bytes)
            } else {
                record.check_line(max_bytes)
            };
            let result = match issue {
                Some(issue) => Err(vec![issue]),
                None => self.add(layout, &record, ingest),
            };
            if let Err(issues) = result {
                ingest.skip_record(&file.clone().at_line(record.line()), issues);
            }
        }
        Ok(())
    }

    /// Adds the counts to the report.
    pub(super) fn report(&self, ingest: &mut Ingest<'_>) {
        if self.reports + self.unmatched > 0 {
            ingest.note_decision(format!(
                "{} mentions are reports of events read before them, {} are of other events and left out",
                self.reports, self.unmatched
            ));
        }
    }

    /// Adds the report of a mention, or returns all issues of its row.
    fn add(
        &mut self,
        layout: MentionLayout,
        record: &Record,
        ingest: &mut Ingest<'_>,
    ) -> Result<(), Vec<Issue>> {
        if record.len() != layout.columns {
            let got = format!("{} columns", record.len());
            let allowed = format!("{} columns", layout.columns);
            let remedy = "look for a missing or surplus tab, comma, quote or line end";
            return Err(vec![Issue::new("line", got, allowed, remedy)]);
        }
        let [id, date, source, url, confidence] = layout.indices;
        let mut issues = Vec::new();
        let id = fields::code("GLOBALEVENTID", record.field(id), &mut issues);
        let date = time("MentionTimeDate", record.field(date), &mut issues);
        let source = outlet("MentionSourceName", record.field(source), &mut issues);
        let url = fields::text("MentionIdentifier", record.field(url), &mut issues);
        let confidence = percent("Confidence", record.field(confidence), &mut issues);
        let (Some(id), Some(date), Some(source), Some(url), Some(confidence)) =
            (id, date, source, url, confidence)
        else {
            return Err(issues);
        };
        let Some(event) = ingest.builder.event_by_key(id) else {
            self.unmatched += 1;
            ingest.count_stray();
            return Ok(());
        };
        self.add_report(event, (date, source, url, confidence), ingest);
        Ok(())
    }

    /// Adds a report by an outlet, which becomes an actor.
    fn add_report(
        &mut self,
        event: EventId,
        (date, source, url, confidence): (DateTime<Utc>, &str, &str, Option<u8>),
        ingest: &mut Ingest<'_>,
    ) {
        self.reports += 1;
        let kind = (ActorKind::NewsOutlet, "");
        let outlet = ingest.actor_described(Naming::Own("outlet"), source, date.date_naive(), kind);
        let mut report = Report::by(outlet).dated(date);
        if !url.is_empty() {
            report = report.with_url(url);
        }
        if let Some(percent) = confidence {
            report = report.with_extraction(i32::from(percent));
        }
        ingest.builder.add_report(event, report);
    }
}

/// Parses a time in UTC written as `20191024143000`.
fn instant(written: &[u8]) -> Option<DateTime<Utc>> {
    let text = std::str::from_utf8(written).ok().filter(|text| text.len() == 14)?;
    Some(NaiveDateTime::parse_from_str(text, "%Y%m%d%H%M%S").ok()?.and_utc())
}

fn time(name: &str, field: &[u8], issues: &mut Vec<Issue>) -> Option<DateTime<Utc>> {
    let written = field.trim_ascii();
    let time = instant(written);
    if time.is_none() {
        let got = String::from_utf8_lossy(written);
        issues.push(Issue::new(name, got, "a time as YYYYMMDDHHMMSS", "correct the time"));
    }
    time
}

fn outlet<'r>(name: &str, field: &'r [u8], issues: &mut Vec<Issue>) -> Option<&'r str> {
    let outlet = fields::text(name, field, issues)?;
    if outlet.is_empty() {
        issues.push(Issue::new(
            name,
            "",
            "the outlet that reports the event",
            "add it, or leave the row out",
        ));
    }
    Some(outlet).filter(|outlet| !outlet.is_empty())
}

fn percent(name: &str, field: &[u8], issues: &mut Vec<Issue>) -> Option<Option<u8>> {
    let written = fields::text(name, field, issues)?;
    if written.is_empty() {
        return Some(None);
    }
    let percent = written.parse::<u8>().ok().filter(|percent| *percent <= 100);
    if percent.is_none() {
        let remedy = "correct it, or leave it empty";
        issues.push(Issue::new(
            name,
            written,
            "a whole number from 0 to 100 or an empty field",
            remedy,
        ));
    }
    percent.map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_shows_the_layout() {
        let row = |times: &str| format!("7\t{times}\t1\tgull.example{}", "\t".repeat(11));
        let plain = MentionLayout {
            delimiter: b'\t',
            has_header: false,
            columns: 16,
            indices: [0, 2, 4, 5, 11],
        };
        assert_eq!(
            MentionLayout::detect(row("20191024143000\t20191024143000").as_bytes()),
            Some(plain)
        );
        assert_eq!(MentionLayout::detect(row("20191024\t20191024143000").as_bytes()), None);
        let header =
            "confidence,MENTIONTIMEDATE,x,mentionsourcename,MentionIdentifier,globaleventid";
        let named = MentionLayout {
            delimiter: b',',
            has_header: true,
            columns: 6,
            indices: [5, 1, 3, 4, 0],
        };
        assert_eq!(MentionLayout::detect(header.as_bytes()), Some(named));
        assert_eq!(MentionLayout::detect(b"GLOBALEVENTID,SQLDATE"), None);
    }
}
