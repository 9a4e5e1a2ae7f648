//! Dates and spans of MID rows, whose day and month may be missing.

use std::{cmp::Ordering, fmt};

use chrono::NaiveDate;

use super::super::table_row::TableRow;
use crate::{error::Issue, model::When};

/// The number that marks a missing value.
const MISSING: i64 = -9;

/// Parses a number; `Some(None)` if it is missing. Returns `None` and adds an issue if it cannot be read.
pub(super) fn number_or_missing(
    row: &TableRow<'_>,
    column: usize,
    issues: &mut Vec<Issue>,
) -> Option<Option<i64>> {
    Some(row.number(column, issues)?.filter(|number| *number != MISSING))
}

/// A span of time between two dates.
#[derive(Clone, Copy)]
pub(super) struct DateSpan {
    start: PartialDate,
    end: Option<PartialDate>,
}

impl DateSpan {
    /// Parses six columns: day, month and year of the start, then of the end.
    pub(super) fn parse(row: &TableRow<'_>, first: usize, issues: &mut Vec<Issue>) -> Option<Self> {
        let (start, end) =
            (PartialDate::parse(row, first, issues), PartialDate::parse(row, first + 3, issues));
        let (start, end) = (start?, end?);
        if start.is_none() {
            row.reject(first + 2, "a year", "add it, or leave the row out", issues);
        }
        Some(Self { start: start?, end })
    }

    /// Returns the start, and the end if it differs, in EDTF.
    ///
    /// # Errors
    ///
    /// The end is before the start; the error is the start alone.
    pub(super) fn when(self) -> Result<String, String> {
        let start = self.start.to_string();
        let Some(end) = self.end.filter(|end| *end != self.start) else { return Ok(start) };
        let both = format!("{start}/{end}");
        if both.parse::<When>().is_ok() { Ok(both) } else { Err(start) }
    }

    /// Returns the first day on which the span may have begun.
    pub(super) fn first_day(self) -> NaiveDate {
        let PartialDate { year, month, day } = self.start;
        let (month, day) = (month.unwrap_or(1), day.unwrap_or(1));
        NaiveDate::from_ymd_opt(year as i32, month as u32, day as u32).unwrap_or_default()
    }

    /// Returns the span from the earlier start to the later end.
    pub(super) fn union(self, other: Self) -> Self {
        let end = |span: Self| span.end.unwrap_or(span.start);
        let (one, two) = (end(self), end(other));
        let last = if one.cmp_end(two) == Ordering::Less { two } else { one };
        Self { start: self.start.min(other.start), end: Some(last) }
    }
}

/// A day, a month or a year. Ordered by the first day that it can be.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct PartialDate {
    year: i64,
    month: Option<i64>,
    day: Option<i64>,
}

impl PartialDate {
    /// Parses three columns: day, month and year; `Some(None)` if the year is missing.
    fn parse(row: &TableRow<'_>, first: usize, issues: &mut Vec<Issue>) -> Option<Option<Self>> {
        let mut number = |nth: usize| number_or_missing(row, first + nth, issues);
        let (day, month, year) = (number(0), number(1), number(2));
        let (day, month, year) = (day?, month?, year?);
        let Some(year) = year else { return Some(None) };
        let is_known = |number: &i64| *number > 0;
        let (month, day) = (month.filter(is_known), day.filter(is_known));
        let date = Self { year, month, day: day.filter(|_| month.is_some()) };
        if date.to_string().parse::<When>().is_err() {
            let allowed = "day, month and year of the calendar, with -9 for a missing day or month";
            row.reject(first, allowed, "correct the date", issues);
            return None;
        }
        Some(Some(date))
    }

    /// Compares dates by the last day that they can be.
    fn cmp_end(self, other: Self) -> Ordering {
        let last = |date: Self| (date.year, date.month.unwrap_or(13), date.day.unwrap_or(32));
        last(self).cmp(&last(other))
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        self.month.map_or(Ok(()), |month| write!(f, "-{month:02}"))?;
        self.day.map_or(Ok(()), |day| write!(f, "-{day:02}"))
    }
}
