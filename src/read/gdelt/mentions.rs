//! The mentions of GDELT 2.0: which article told of which event. 16 columns between tabs without a
//! header, as the project distributes them, or between commas with one, as others export them again.
//!
//! Each mention becomes a report of its event, which must have been read before it, with its id.

use chrono::{DateTime, NaiveDateTime, Utc};
use csv::{ByteRecord, ReaderBuilder};

use super::super::{
    fields,
    intake::{Intake, Naming},
    lines::Lines,
    reader::Input,
};
use crate::{
    error::{Error, ErrorKind, Issue, Issues, Location},
    model::{ActorKind, EventId, Report},
};

/// How many columns a mention has.
const COLUMNS: usize = 16;

/// The columns that are read, as a header names them, and where they are without one.
const NAMES: [(&str, usize); 5] = [
    ("GLOBALEVENTID", 0),
    ("MentionTimeDate", 2),
    ("MentionSourceName", 4),
    ("MentionIdentifier", 5),
    ("Confidence", 11),
];

/// Where the columns that are read are in a file of mentions, and what parts them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in super::super) struct Layout {
    delimiter: u8,
    header: bool,
    columns: usize,
    places: [usize; NAMES.len()],
}

impl Layout {
    /// The layout of a file that begins so, if it is one of mentions.
    pub(in super::super) fn of_file(head: &[u8]) -> Option<Self> {
        let mut lines = head.split(|byte| *byte == b'\n');
        Self::of(lines.find(|line| !line.trim_ascii().is_empty())?)
    }

    /// The same, by its first line.
    fn of(line: &[u8]) -> Option<Self> {
        [b'\t', b','].into_iter().find_map(|delimiter| {
            let fields: Vec<_> =
                line.split(|byte| *byte == delimiter).map(<[u8]>::trim_ascii).collect();
            let named = |name: &str| {
                fields.iter().position(|field| field.eq_ignore_ascii_case(name.as_bytes()))
            };
            let columns = fields.len();
            let [Some(id), Some(date), Some(source), Some(url), Some(confidence)] =
                NAMES.map(|(name, _)| named(name))
            else {
                let is_row = delimiter == b'\t' && columns == COLUMNS && is_row(&fields);
                let places = NAMES.map(|(_, place)| place);
                return is_row.then_some(Self { delimiter, header: false, columns, places });
            };
            let places = [id, date, source, url, confidence];
            Some(Self { delimiter, header: true, columns, places })
        })
    }
}

/// An id and two times.
fn is_row(fields: &[&[u8]]) -> bool {
    fields[0].iter().all(u8::is_ascii_digit)
        && fields[1..3].iter().all(|time| instant(time).is_some())
}

/// What all files of mentions came to.
#[derive(Default)]
pub(super) struct Mentions {
    reports: u64,
    strays: u64,
}

impl Mentions {
    pub(super) fn read(
        &mut self,
        layout: Layout,
        input: &mut Input<'_>,
        into: &mut Intake<'_>,
    ) -> Result<(), Error> {
        let file = Location::in_file(input.name);
        if !into.options.native_ids {
            let allowed = "mentions beside events whose ids are kept";
            let remedy = "read them with `native_ids`";
            let issue = Issue::new(file, "a file of mentions", allowed, remedy);
            return Err(Issues::from(issue).into_error(ErrorKind::Input));
        }
        let longest = into.options.longest_line;
        let mut lines = Lines::new(&mut *input.text, longest);
        let (mut line, mut number, mut header) = (Vec::new(), 0, layout.header);
        while lines.read_line(&mut line).map_err(|error| Error::io(input.name, error))? {
            number += 1;
            if line.trim_ascii().is_empty() || std::mem::take(&mut header) {
                continue;
            }
            into.count_rows(1);
            let taken = match line.len() > longest {
                true => Err(vec![fields::line_too_long(&line, longest)]),
                false => self.take(layout, &line, into),
            };
            if let Err(issues) = taken {
                into.leave_out(&file.clone().at_line(number), issues);
            }
        }
        Ok(())
    }

    pub(super) fn finish(&self, into: &mut Intake<'_>) {
        if self.reports + self.strays > 0 {
            into.decide(format!(
                "{} mentions are reports of events read before them, {} are of other events and left out",
                self.reports, self.strays
            ));
        }
    }

    /// Makes a report of a mention, or says all that is wrong with it.
    fn take(
        &mut self,
        layout: Layout,
        line: &[u8],
        into: &mut Intake<'_>,
    ) -> Result<(), Vec<Issue>> {
        let record = record(layout, line)?;
        let [id, date, source, url, confidence] =
            layout.places.map(|place| record.get(place).unwrap_or_default());
        let mut issues = Vec::new();
        let id = fields::code("GLOBALEVENTID", id, &mut issues);
        let date = time("MentionTimeDate", date, &mut issues);
        let source = outlet("MentionSourceName", source, &mut issues);
        let url = fields::text("MentionIdentifier", url, &mut issues);
        let confidence = percent("Confidence", confidence, &mut issues);
        let (Some(id), Some(date), Some(source), Some(url), Some(confidence)) =
            (id, date, source, url, confidence)
        else {
            return Err(issues);
        };
        let Some(event) = into.builder.event_by_key(id) else {
            self.strays += 1;
            into.count_stray();
            return Ok(());
        };
        self.report(event, (date, source, url, confidence), into);
        Ok(())
    }

    fn report(
        &mut self,
        event: EventId,
        (date, source, url, confidence): (DateTime<Utc>, &str, &str, Option<u8>),
        into: &mut Intake<'_>,
    ) {
        self.reports += 1;
        let kind = (ActorKind::NewsOutlet, "");
        let outlet = into.actor_called(Naming::Own("outlet"), source, date.date_naive(), kind);
        let mut report = Report::by(outlet).dated(date);
        if !url.is_empty() {
            report = report.with_url(url);
        }
        if let Some(percent) = confidence {
            report = report.with_extraction(i32::from(percent));
        }
        into.builder.add_report(event, report);
    }
}

/// The fields of a line, of which there must be enough.
fn record(layout: Layout, line: &[u8]) -> Result<ByteRecord, Vec<Issue>> {
    let mut record = ByteRecord::new();
    let read = ReaderBuilder::new()
        .delimiter(layout.delimiter)
        .quoting(layout.delimiter == b',')
        .flexible(true)
        .has_headers(false)
        .buffer_capacity(line.len().max(1))
        .from_reader(line)
        .read_byte_record(&mut record);
    if read.is_ok() && record.len() == layout.columns {
        return Ok(record);
    }
    let got = format!("{} columns", record.len());
    let remedy = "look for a missing tab, comma, quote or line end, or one too many";
    Err(vec![Issue::new("line", got, format!("{} columns", layout.columns), remedy)])
}

/// `20191024143000`, in UTC.
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
            "the outlet that tells it",
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
        issues.push(Issue::new(name, written, "a percentage, or nothing", remedy));
    }
    percent.map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_tells_the_layout() {
        let row = |times: &str| format!("7\t{times}\t1\tgull.example{}", "\t".repeat(11));
        let plain =
            Layout { delimiter: b'\t', header: false, columns: 16, places: [0, 2, 4, 5, 11] };
        assert_eq!(Layout::of(row("20191024143000\t20191024143000").as_bytes()), Some(plain));
        assert_eq!(Layout::of(row("20191024\t20191024143000").as_bytes()), None);
        let header =
            "confidence,MENTIONTIMEDATE,x,mentionsourcename,MentionIdentifier,globaleventid";
        let named = Layout { delimiter: b',', header: true, columns: 6, places: [5, 1, 3, 4, 0] };
        assert_eq!(Layout::of(header.as_bytes()), Some(named));
        assert_eq!(Layout::of(b"GLOBALEVENTID,SQLDATE"), None);
    }
}
