//! The fields of an event row.

use chrono::{NaiveDate, TimeDelta};
use memchr::memrchr;

use super::{
    super::{date, extra::Extra, fields, format::gdelt_version, options::Options},
    tabs::{self, Tabs},
};
use crate::{
    error::Issue,
    model::{Extras, Level},
};

// The columns of a row without a header, counted from 0.
pub(super) const GLOBALEVENTID: usize = 0;
pub(super) const SQLDATE: usize = 1;
pub(super) const ACTOR1_CODE: usize = 5;
pub(super) const ACTOR2_CODE: usize = 15;
pub(super) const IS_ROOT_EVENT: usize = 25;
pub(super) const EVENT_CODE: usize = 26;
pub(super) const EVENT_ROOT_CODE: usize = 28;
pub(super) const QUAD_CLASS: usize = 29;
pub(super) const GOLDSTEIN_SCALE: usize = 30;
pub(super) const NUM_MENTIONS: usize = 31;
pub(super) const NUM_SOURCES: usize = 32;
pub(super) const NUM_ARTICLES: usize = 33;

/// The fields of a row up to the last one that is read, by their column without a header.
pub(super) type Fields<'l> = [&'l [u8]; NUM_ARTICLES + 1];
/// The fields of an empty row.
pub(super) const NO_FIELDS: Fields<'_> = [b""; NUM_ARTICLES + 1];

/// The parsed fields of a row.
pub(super) struct EventRow<'l> {
    /// The number of columns of the row, if its file has no header.
    pub(super) columns: Option<usize>,
    pub(super) key: &'l [u8],
    pub(super) day: NaiveDate,
    /// The codes of actors and event are UTF-8.
    pub(super) source: Option<&'l [u8]>,
    pub(super) target: Option<&'l [u8]>,
    pub(super) code: &'l [u8],
    pub(super) root: &'l [u8],
    pub(super) score: Option<Level>,
    pub(super) is_late: bool,
    /// Whether a number of mentions, sources or articles that is not kept is no whole number.
    pub(super) has_odd_count: bool,
    /// `None` if no extras are kept. Boxed, because most readings keep none.
    pub(super) extras: Option<Box<Extras>>,
}

impl<'l> EventRow<'l> {
    /// Parses a line of a file without a header.
    pub(super) fn parse(line: &'l [u8], options: &Options) -> Result<Self, Vec<Issue>> {
        if line.len() > options.longest_line {
            return Err(vec![fields::line_too_long(line, options.longest_line)]);
        }
        let (fields, columns) = split(line)?;
        let is_added_used = options.max_lag.is_some() || options.extras.contains(&Extra::Added);
        let added = is_added_used.then(|| added(line, columns)).flatten();
        Ok(Self { columns: Some(columns), ..Self::from_fields(&fields, added, options)? })
    }

    /// Parses the fields of a row, and the field `added` if it is used.
    pub(super) fn from_fields(
        fields: &Fields<'l>,
        added: Option<&[u8]>,
        options: &Options,
    ) -> Result<Self, Vec<Issue>> {
        let mut issues = Vec::new();
        let day = day("SQLDATE", fields[SQLDATE], &mut issues);
        let source = options.party("Actor1Code", fields[ACTOR1_CODE], &mut issues);
        let target = options.party("Actor2Code", fields[ACTOR2_CODE], &mut issues);
        let code = fields::event_bytes("EventCode", fields[EVENT_CODE], &mut issues);
        let score = fields::goldstein("GoldsteinScale", fields[GOLDSTEIN_SCALE], &mut issues);
        let is_late = is_late(options.max_lag, day, added, &mut issues);
        let extras = extras(&options.extras, fields, added, &mut issues);
        let (Some(day), Some(source), Some(target), Some(code), Some(score), Some(is_late)) =
            (day, source, target, code, score, is_late)
        else {
            return Err(issues);
        };
        // 190.0 is no code of CAMEO, and would be an unknown one.
        if code.contains(&b'.') {
            issues.push(invalid("EventCode", code, "a CAMEO code"));
        }
        if !issues.is_empty() {
            return Err(issues);
        }
        let (key, root) = (fields[GLOBALEVENTID], fields[EVENT_ROOT_CODE]);
        let has_odd_count = is_odd_count(fields[NUM_MENTIONS])
            || is_odd_count(fields[NUM_SOURCES])
            || is_odd_count(fields[NUM_ARTICLES]);
        Ok(Self {
            columns: None,
            key,
            day,
            source,
            target,
            code,
            root,
            score,
            is_late,
            has_odd_count,
            extras,
        })
    }
}

/// Returns `true` if a row was added longer after its day than `max_lag`. Returns `None` and adds an issue
/// if the day on which it was added cannot be read.
fn is_late(
    max_lag: Option<TimeDelta>,
    day: Option<NaiveDate>,
    added: Option<&[u8]>,
    issues: &mut Vec<Issue>,
) -> Option<bool> {
    let (Some(max_lag), Some(added)) = (max_lag, added) else {
        return Some(false);
    };
    Some(day_added(added, issues)? - day? > max_lag)
}

/// Parses the day of `DATEADDED`; some exports also have a time of day there.
fn day_added(added: &[u8], issues: &mut Vec<Issue>) -> Option<NaiveDate> {
    day("DATEADDED", added.get(..8).unwrap_or(added), issues)
}

/// Parses the extras that the options keep; `None` if they keep none.
fn extras(
    kept: &[Extra],
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
                    word if word.is_empty() || fields::is_missing_word(word) => None,
                    b"0" => Some(false),
                    b"1" => Some(true),
                    other => {
                        issues.push(invalid("IsRootEvent", other, "0, 1 or an empty field"));
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

/// Returns `true` if a number of mentions, sources or articles is neither missing nor a whole number.
fn is_odd_count(field: &[u8]) -> bool {
    !field.iter().all(u8::is_ascii_digit)
        && !field.trim_ascii().iter().all(u8::is_ascii_digit)
        && !fields::is_missing_word(field.trim_ascii())
}

/// Parses a number of mentions, sources or articles; `None` if it is missing.
fn count(name: &str, field: &[u8], issues: &mut Vec<Issue>) -> Option<u64> {
    let written = field.trim_ascii();
    if written.is_empty() || fields::is_missing_word(written) {
        return None;
    }
    let number = std::str::from_utf8(written).ok().and_then(|text| text.parse::<u32>().ok());
    // A timeline stores the greatest number as the marker of a missing value.
    let number = number.filter(|number| *number < u32::MAX);
    if number.is_none() {
        issues.push(invalid(name, written, "a whole number or an empty field"));
    }
    number.map(u64::from)
}

fn invalid(name: &str, got: &[u8], allowed: &str) -> Issue {
    let got = String::from_utf8_lossy(got);
    Issue::new(name, got, allowed, "correct it, or leave it empty")
}

/// Returns the field `DATEADDED`, the last but one; `None` for rows of the historical files, which were
/// added years after their events.
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

/// Splits a line into the fields that are read, and counts all its columns.
fn split(line: &[u8]) -> Result<(Fields<'_>, usize), Vec<Issue>> {
    let mut fields = NO_FIELDS;
    let (mut columns, mut start) = (1, 0);
    for (field, tab) in fields.iter_mut().zip(Tabs::of(line)) {
        *field = &line[start..tab];
        start = tab + 1;
        columns += 1;
    }
    // The columns after the last that is read are counted, not split.
    columns += tabs::count(&line[start..]);
    if gdelt_version(columns).is_none() {
        let got = format!("{columns} columns");
        let allowed = "57, 58 or 61 columns between tabs";
        let remedy = "look for a missing or surplus tab or line end";
        return Err(vec![Issue::new("line", got, allowed, remedy)]);
    }
    Ok((fields, columns))
}

/// Parses a day of eight digits, the only form in GDELT exports; in tables, plain cells have hyphens too.
fn day(name: &str, field: &[u8], issues: &mut Vec<Issue>) -> Option<NaiveDate> {
    let written = field.trim_ascii();
    let day = date::day(written).filter(|_| written.len() != 6);
    if day.is_none() {
        let got = String::from_utf8_lossy(written);
        let allowed = "a day of the calendar as YYYYMMDD";
        issues.push(Issue::new(name, got, allowed, "correct the date"));
    }
    day
}
