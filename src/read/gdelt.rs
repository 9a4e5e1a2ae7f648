//! Event exports of the GDELT Project: an event a row, 57, 58 or 61 columns between tabs, without a
//! header and without quoting; and beside them, their mentions.
//!
//! What is read stands in the same columns of all three, but for the day on which a row was added.
//! Every row is made an event as it is read, and nothing else of it is kept.

use std::{borrow::Cow, collections::BTreeSet};

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use memchr::memrchr;

use super::{
    Extra, Options,
    blocks::{self, Blocks},
    date, fields,
    intake::{Intake, Naming},
    mentions::{self, Mentions},
    reader::{Input, Reader},
    recognise::gdelt_version,
    tabs::{self, Tabs},
};
use crate::{
    error::{Error, Issue, Place},
    model::{Extras, Level, Vocabulary},
    parallel,
};

const GLOBALEVENTID: usize = 0;
const SQLDATE: usize = 1;
const ACTOR1_CODE: usize = 5;
const ACTOR2_CODE: usize = 15;
const IS_ROOT_EVENT: usize = 25;
const EVENT_CODE: usize = 26;
const EVENT_ROOT_CODE: usize = 28;
const GOLDSTEIN_SCALE: usize = 30;
const NUM_MENTIONS: usize = 31;
const NUM_SOURCES: usize = 32;
const NUM_ARTICLES: usize = 33;
const MOST_COLUMNS: usize = 61;
/// Bytes of a row of which most are longer.
const SHORT_ROW: usize = 256;

/// What the rows of all exports showed.
pub(super) struct Gdelt {
    /// By number of columns how many rows have so many.
    widths: [u64; MOST_COLUMNS + 1],
    mended_codes: u64,
    mentions: Mentions,
}

impl Default for Gdelt {
    fn default() -> Self {
        Self { widths: [0; MOST_COLUMNS + 1], mended_codes: 0, mentions: Mentions::default() }
    }
}

impl Reader for Gdelt {
    fn read(&mut self, input: &mut Input<'_>, into: &mut Intake<'_>) -> Result<(), Error> {
        let head = input.text.fill_buf().map_err(|error| Error::io(input.name, error))?;
        if let Some(layout) = mentions::Layout::of_file(head) {
            return self.mentions.read(layout, input, into);
        }
        let options = into.options;
        let file = Place::in_file(input.name);
        if let Some((from, until)) = file_time(input.name) {
            into.builder.cover(from..until);
        }
        let mut blocks = Blocks::new(&mut *input.text, options.longest_line);
        let mut lines = 0;
        loop {
            let block = blocks.read_block().map_err(|error| Error::io(input.name, error))?;
            if block.is_empty() {
                return Ok(());
            }
            for part in parallel::map(blocks::parts(block), |part| Part::of(part, options)) {
                into.count_rows((part.rows.len() + part.bad.len()) as u64);
                let place = |line: u64| file.clone().at_line(lines + line);
                let mut bad = part.bad.into_iter().peekable();
                for (line, said) in part.rows {
                    while let Some((at, row)) = bad.next_if(|(at, _)| *at < line) {
                        into.leave_out(&place(at), wrong_with(row, options));
                    }
                    if let Err(issues) = self.take(&said, into) {
                        into.leave_out(&place(line), issues);
                    }
                }
                bad.for_each(|(at, row)| into.leave_out(&place(at), wrong_with(row, options)));
                lines += part.lines;
            }
        }
    }

    fn finish(&mut self, into: &mut Intake<'_>) -> Result<(), Error> {
        for (columns, rows) in self.widths.iter().enumerate().filter(|(_, rows)| **rows > 0) {
            let version = gdelt_version(columns).unwrap_or_default();
            into.decide(format!("{rows} rows have {columns} columns: {version}"));
        }
        if self.mended_codes > 0 {
            into.decide(format!(
                "{} codes had lost their leading zero, as the column EventRootCode shows",
                self.mended_codes
            ));
        }
        self.mentions.finish(into);
        Ok(())
    }
}

impl Gdelt {
    /// Makes an event of what a row says, unless another has its id.
    fn take(&mut self, row: &Said<'_>, into: &mut Intake<'_>) -> Result<(), Vec<Issue>> {
        let mut issues = Vec::new();
        let Some(key) = into.key("GLOBALEVENTID", row.key, &mut issues) else {
            return Err(issues);
        };
        self.widths[row.columns] += 1;
        if row.late {
            into.count_late();
            return Ok(());
        }
        let source = row.source.map(|code| into.actor(Naming::Cameo, code));
        let target = row.target.map(|code| into.actor(Naming::Cameo, code));
        let code = self.code(row.code, row.root);
        let code = into.code(Vocabulary::Cameo, &code, row.score);
        let event = into.builder.add_row(source, target, row.day, code);
        into.name(event, key);
        if let Some(extras) = &row.extras {
            into.builder.set_extras(event, **extras);
        }
        Ok(())
    }

    /// A code as CAMEO writes it.
    fn code<'r>(&mut self, written: &'r str, root: &[u8]) -> Cow<'r, str> {
        if has_lost_zero(written, root) {
            self.mended_codes += 1;
            format!("0{written}").into()
        } else {
            written.into()
        }
    }
}

/// The rows of some lines, each with its line among these. What comes of one does not depend on any other.
struct Part<'l> {
    lines: u64,
    rows: Vec<(u64, Said<'l>)>,
    /// Those that cannot be read, as they stand: there may be very many, so that what is wrong with one is
    /// told when its turn comes.
    bad: Vec<(u64, &'l [u8])>,
}

/// All that is wrong with a row.
fn wrong_with(row: &[u8], options: &Options) -> Vec<Issue> {
    Said::by(row, options).err().unwrap_or_default()
}

impl<'l> Part<'l> {
    fn of(part: &'l [u8], options: &Options) -> Self {
        let mut lines = 0;
        let mut rows = Vec::with_capacity(part.len() / SHORT_ROW);
        let mut bad = Vec::new();
        for line in blocks::lines(part) {
            lines += 1;
            if !line.trim_ascii_start().is_empty() {
                match Said::by(line, options) {
                    Ok(said) => rows.push((lines, said)),
                    Err(_) => bad.push((lines, line)),
                }
            }
        }
        Self { lines, rows, bad }
    }
}

/// What a row says, as far as it is read.
struct Said<'l> {
    columns: usize,
    key: &'l [u8],
    day: NaiveDate,
    source: Option<&'l str>,
    target: Option<&'l str>,
    code: &'l str,
    root: &'l [u8],
    score: Option<Level>,
    late: bool,
    /// If some are kept.
    extras: Option<Box<Extras>>,
}

impl<'l> Said<'l> {
    fn by(line: &'l [u8], options: &Options) -> Result<Self, Vec<Issue>> {
        if line.len() > options.longest_line {
            return Err(vec![fields::line_too_long(line, options.longest_line)]);
        }
        let Fields { fields, columns } = Fields::of(line)?;
        let mut issues = Vec::new();
        let day = day("SQLDATE", fields[SQLDATE], &mut issues);
        let source = fields::actor("Actor1Code", fields[ACTOR1_CODE], &mut issues);
        let target = fields::actor("Actor2Code", fields[ACTOR2_CODE], &mut issues);
        let code = fields::event("EventCode", fields[EVENT_CODE], &mut issues);
        let score = fields::goldstein("GoldsteinScale", fields[GOLDSTEIN_SCALE], &mut issues);
        let is_asked = options.max_lag.is_some() || options.extras.contains(&Extra::Added);
        let added = is_asked.then(|| added(line, columns)).flatten();
        let late = is_late(options.max_lag, day, added, &mut issues);
        let extras = extras(&options.extras, &fields, added, &mut issues);
        let (Some(day), Some(source), Some(target), Some(code), Some(score), Some(late)) =
            (day, source, target, code, score, late)
        else {
            return Err(issues);
        };
        if !issues.is_empty() {
            return Err(issues);
        }
        let (key, root) = (fields[GLOBALEVENTID], fields[EVENT_ROOT_CODE]);
        Ok(Self { columns, key, day, source, target, code, root, score, late, extras })
    }
}

/// Whether a row was added longer after its day than is wanted.
fn is_late(
    max_lag: Option<TimeDelta>,
    day: Option<NaiveDate>,
    added: Option<&[u8]>,
    issues: &mut Vec<Issue>,
) -> Option<bool> {
    let (Some(most), Some(added)) = (max_lag, added) else {
        return Some(false);
    };
    Some(day_added(added, issues)? - day? > most)
}

fn day_added(added: &[u8], issues: &mut Vec<Issue>) -> Option<NaiveDate> {
    day("DATEADDED", added.get(..8).unwrap_or(added), issues)
}

/// What is kept of a row besides what happened, if anything is.
fn extras(
    kept: &BTreeSet<Extra>,
    fields: &[&[u8]],
    added: Option<&[u8]>,
    issues: &mut Vec<Issue>,
) -> Option<Box<Extras>> {
    let mut extras = Extras::new();
    for extra in kept {
        match extra {
            Extra::Mentions => {
                extras.mentions = count("NumMentions", fields[NUM_MENTIONS], issues);
            }
            Extra::Sources => extras.sources = count("NumSources", fields[NUM_SOURCES], issues),
            Extra::Articles => extras.articles = count("NumArticles", fields[NUM_ARTICLES], issues),
            Extra::Root => {
                extras.root = match fields[IS_ROOT_EVENT].trim_ascii() {
                    b"" => None,
                    b"0" => Some(false),
                    b"1" => Some(true),
                    other => {
                        issues.push(unlike("IsRootEvent", other, "0 or 1, or nothing"));
                        None
                    }
                }
            }
            Extra::Added => {
                if let Some(day) = added.and_then(|added| day_added(added, issues)) {
                    extras = extras.with_added(day);
                }
            }
        }
    }
    (!kept.is_empty()).then(|| Box::new(extras))
}

/// A number of mentions, or nothing where none is given.
fn count(name: &str, field: &[u8], issues: &mut Vec<Issue>) -> Option<u64> {
    let written = field.trim_ascii();
    if written.is_empty() {
        return None;
    }
    let number = std::str::from_utf8(written).ok().and_then(|text| text.parse::<u32>().ok());
    // The greatest stands for none in the columns of a timeline.
    let number = number.filter(|number| *number < u32::MAX);
    if number.is_none() {
        issues.push(unlike(name, written, "a whole number, or nothing"));
    }
    number.map(u64::from)
}

fn unlike(name: &str, got: &[u8], allowed: &str) -> Issue {
    let got = String::from_utf8_lossy(got);
    Issue::new(name, got, allowed, "correct it, or leave it empty")
}

/// The time that a file covers, if it bears the name under which it is distributed: the day of
/// `20160728.export.CSV`, the 15 minutes from that of `20191024143000.export.CSV` on.
fn file_time(name: &str) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let name = name.rsplit(['/', '\\']).next()?;
    let (stamp, rest) = name.split_once('.')?;
    if !rest.to_ascii_lowercase().starts_with("export.csv") {
        return None;
    }
    let (day, clock) = stamp.split_at_checked(8)?;
    let day = date::eight_digits(day.as_bytes())?;
    let (time, lasts) = match clock {
        "" => (NaiveTime::MIN, TimeDelta::days(1)),
        clock => (NaiveTime::parse_from_str(clock, "%H%M%S").ok()?, TimeDelta::minutes(15)),
    };
    let from = day.and_time(time).and_utc();
    Some((from, from + lasts))
}

/// `DATEADDED`, of the rows for which it says how late they were: the backfiles were added years
/// after all that is in them.
fn added(line: &[u8], columns: usize) -> Option<&[u8]> {
    match columns {
        57 => None,
        _ => {
            let end = memrchr(b'\t', line)?;
            let start = memrchr(b'\t', &line[..end])?;
            Some(line[start + 1..end].trim_ascii())
        }
    }
}

/// The fields of a row as far as they are read, and how many columns it has in all.
struct Fields<'l> {
    fields: [&'l [u8]; NUM_ARTICLES + 1],
    columns: usize,
}

impl<'l> Fields<'l> {
    fn of(line: &'l [u8]) -> Result<Self, Vec<Issue>> {
        let mut fields = [&line[..0]; NUM_ARTICLES + 1];
        let (mut columns, mut start) = (1, 0);
        for (field, tab) in fields.iter_mut().zip(Tabs::of(line)) {
            *field = &line[start..tab];
            start = tab + 1;
            columns += 1;
        }
        columns += tabs::count(&line[start..]);
        if gdelt_version(columns).is_none() {
            let got = format!("{columns} columns");
            let allowed = "57, 58 or 61 columns between tabs";
            let remedy = "look for a missing tab or line end, or one too many";
            return Err(vec![Issue::new("line", got, allowed, remedy)]);
        }
        Ok(Self { fields, columns })
    }
}

fn day(name: &str, field: &[u8], issues: &mut Vec<Issue>) -> Option<NaiveDate> {
    let written = field.trim_ascii();
    let day = date::eight_digits(written);
    if day.is_none() {
        let got = String::from_utf8_lossy(written);
        let allowed = "a day of the calendar as YYYYMMDD";
        issues.push(Issue::new(name, got, allowed, "correct the date"));
    }
    day
}

/// Whether a code was taken for a number on its way, and lost the zero it began with. The root tells,
/// with its own zero or without: `10` under `01` or `1` is `010`, under `10` it is itself.
fn has_lost_zero(code: &str, root: &[u8]) -> bool {
    let root = root.trim_ascii();
    match root.strip_prefix(b"0").unwrap_or(root) {
        [digit @ b'1'..=b'9'] => code.as_bytes()[0] == *digit,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_tells_whether_a_zero_was_lost() {
        for (code, root, lost) in [
            ("010", "01", false),
            ("10", "01", true),
            ("10", "1", true),
            ("1", "1", true),
            ("01", "01", false),
            ("10", "10", false),
            ("100", "10", false),
            ("20", "02", true),
            ("20", "2", true),
            ("203", "20", false),
            ("190", "19", false),
            ("190", "04", false),
            ("190", "", false),
            ("010", "00", false),
            ("010", "0", false),
        ] {
            assert_eq!(has_lost_zero(code, root.as_bytes()), lost, "{code} under {root}");
        }
    }

    #[test]
    fn names_tell_the_time_that_a_file_covers() {
        for (name, covered) in [
            ("20160728.export.CSV", Some("2016-07-28 00:00 2016-07-29 00:00")),
            ("data/20160728.export.CSV.zip", Some("2016-07-28 00:00 2016-07-29 00:00")),
            ("20191024143000.export.CSV", Some("2019-10-24 14:30 2019-10-24 14:45")),
            ("C:\\gdelt\\20191024234500.export.csv", Some("2019-10-24 23:45 2019-10-25 00:00")),
            ("20160728.csv", None),
            ("20160732.export.CSV", None),
            ("2016072.export.CSV", None),
            ("20191024250000.export.CSV", None),
            ("ÅÄÖÜÅÄÖÜ.export.CSV", None),
            ("20191024143000.mentions.CSV", None),
        ] {
            let format = |instant: DateTime<Utc>| instant.format("%F %R").to_string();
            let given = file_time(name).map(|(from, until)| format(from) + " " + &format(until));
            assert_eq!(given.as_deref(), covered, "{name}");
        }
    }
}
