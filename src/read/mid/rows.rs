//! The rows of the files: what the codebook (MID 5.0; Palmer et al., 2020) says of each column.

use std::cmp::Ordering;

use chrono::NaiveDate;

use crate::{
    error::Issue,
    model::{Amount, Level, When},
    read::table::{Column, Row, needed, wanted},
};

/// Where nothing is known.
const MISSING: i64 = -9;

const DISPUTE: usize = 0;
/// Of an incident: as all editions have it, and as 5.01 has it anew.
const NUMBERS: [usize; 2] = [1, 2];

pub(super) const INCIDENTS: &[Column<'_>] = &[
    needed("dispnum"),
    wanted("incidnum"),
    wanted("ord_incidnum"),
    needed("action"),
    wanted("fatality"),
    wanted("fatalpre"),
    wanted("hostlev"),
    needed("stday"),
    needed("stmon"),
    needed("styear"),
    wanted("endday"),
    wanted("endmon"),
    wanted("endyear"),
];

pub(super) const PARTICIPANTS: &[Column<'_>] = &[
    needed("dispnum"),
    wanted("incidnum"),
    wanted("ord_incidnum"),
    needed("action"),
    needed("ccode"),
    wanted("stabb"),
    needed("insidea"),
];

pub(super) const DISPUTES: &[Column<'_>] = &[
    needed("dispnum"),
    wanted("hostlev"),
    needed("stday"),
    needed("stmon"),
    needed("styear"),
    wanted("endday"),
    wanted("endmon"),
    wanted("endyear"),
];

/// A row of MIDI.
pub(super) struct Incident {
    pub(super) dispute: i64,
    pub(super) numbers: [Option<i64>; 2],
    pub(super) action: i64,
    pub(super) deaths: Option<Amount>,
    pub(super) level: Option<Level>,
    pub(super) span: Span,
}

/// A row of MIDIP.
pub(super) struct Participant {
    pub(super) numbers: [Option<i64>; 2],
    pub(super) action: i64,
    pub(super) state: i64,
    pub(super) abbreviation: Box<str>,
    pub(super) is_on_side_a: bool,
}

/// A row of MIDA, or what the incidents of a dispute say of it.
#[derive(Clone, Copy)]
pub(super) struct Dispute {
    pub(super) level: Option<Level>,
    pub(super) span: Span,
}

impl Incident {
    pub(super) fn of(row: &Row<'_>) -> Result<Self, Vec<Issue>> {
        let mut issues = Vec::new();
        let read = (|| {
            let dispute = given(row, DISPUTE, &mut issues);
            let numbers = numbers(row, &mut issues);
            let action = given(row, 3, &mut issues);
            let deaths = deaths(row, [4, 5], &mut issues);
            let level = level(row, 6, &mut issues);
            let span = Span::of(row, 7, &mut issues);
            Some(Self {
                dispute: dispute?,
                numbers: numbers?,
                action: action?,
                deaths: deaths?,
                level: level?,
                span: span?,
            })
        })();
        read.ok_or(issues)
    }
}

impl Participant {
    pub(super) fn of(row: &Row<'_>) -> Result<Self, Vec<Issue>> {
        let mut issues = Vec::new();
        let read = (|| {
            let numbers = numbers(row, &mut issues);
            let action = given(row, 3, &mut issues);
            let state = given(row, 4, &mut issues);
            let abbreviation = row.text(5, &mut issues);
            let side = given(row, 6, &mut issues);
            let side = side.filter(|side| {
                let is_side = matches!(side, 0 | 1);
                if !is_side {
                    row.refuse(6, "1 on side A of the incident, or 0", "correct it", &mut issues);
                }
                is_side
            });
            Some(Self {
                numbers: numbers?,
                action: action?,
                state: state?,
                abbreviation: abbreviation?.into(),
                is_on_side_a: side? == 1,
            })
        })();
        read.ok_or(issues)
    }
}

impl Dispute {
    pub(super) fn of(row: &Row<'_>) -> Result<(i64, Self), Vec<Issue>> {
        let mut issues = Vec::new();
        let read = (|| {
            let dispute = given(row, DISPUTE, &mut issues);
            let level = level(row, 1, &mut issues);
            let span = Span::of(row, 2, &mut issues);
            Some((dispute?, Self { level: level?, span: span? }))
        })();
        read.ok_or(issues)
    }
}

/// A number that every row has.
fn given(row: &Row<'_>, column: usize, issues: &mut Vec<Issue>) -> Option<i64> {
    let number = row.number(column, issues)?;
    if number.is_none() {
        row.refuse(column, "a number", "add it, or leave the row out", issues);
    }
    number
}

/// A number, or that it is missing.
fn known(row: &Row<'_>, column: usize, issues: &mut Vec<Issue>) -> Option<Option<i64>> {
    Some(row.number(column, issues)?.filter(|number| *number != MISSING))
}

fn numbers(row: &Row<'_>, issues: &mut Vec<Issue>) -> Option<[Option<i64>; 2]> {
    let [old, new] = NUMBERS.map(|column| row.number(column, issues));
    let numbers = [old?, new?];
    if numbers == [None; 2] {
        row.refuse(NUMBERS[0], "the number of the incident", "add it", issues);
        return None;
    }
    Some(numbers)
}

fn level(row: &Row<'_>, column: usize, issues: &mut Vec<Issue>) -> Option<Option<Level>> {
    let level = known(row, column, issues)?;
    if level.is_some_and(|level| !(1..=5).contains(&level)) {
        row.refuse(column, "a hostility level from 1 to 5, or -9", "correct it", issues);
        return None;
    }
    Some(level.map(|level| Level::from(level as i32)))
}

/// The precise number where there is one, else the bounds of the level.
fn deaths(
    row: &Row<'_>,
    [level, precise]: [usize; 2],
    issues: &mut Vec<Issue>,
) -> Option<Option<Amount>> {
    let (bounds, number) = (known(row, level, issues), known(row, precise, issues));
    if let Some(number) = number? {
        if number < 0 {
            row.refuse(precise, "a number of deaths, or -9", "correct it", issues);
            return None;
        }
        return Some(Some(Amount::exactly(number.unsigned_abs())));
    }
    Some(Some(match bounds? {
        None => return Some(None),
        Some(0) => Amount::exactly(0),
        Some(1) => Amount::between(1, 25),
        Some(2) => Amount::between(26, 100),
        Some(3) => Amount::between(101, 250),
        Some(4) => Amount::between(251, 500),
        Some(5) => Amount::between(501, 999),
        Some(6) => Amount::at_least(1000),
        Some(_) => {
            row.refuse(level, "a fatality level from 0 to 6, or -9", "correct it", issues);
            return None;
        }
    }))
}

/// From a day, a month or a year to another, as far as they are known.
#[derive(Clone, Copy)]
pub(super) struct Span {
    start: Date,
    end: Option<Date>,
}

impl Span {
    /// Of six columns, day, month and year of the start and of the end.
    fn of(row: &Row<'_>, first: usize, issues: &mut Vec<Issue>) -> Option<Self> {
        let (start, end) = (Date::of(row, first, issues), Date::of(row, first + 3, issues));
        let (start, end) = (start?, end?);
        if start.is_none() {
            row.refuse(first + 2, "a year", "add it, or leave the row out", issues);
        }
        Some(Self { start: start?, end })
    }

    /// The onset, and the end where that is another; or the onset alone, if the end comes before it.
    pub(super) fn when(self) -> Result<String, String> {
        let start = self.start.to_string();
        let Some(end) = self.end.filter(|end| *end != self.start) else { return Ok(start) };
        let both = format!("{start}/{end}");
        if both.parse::<When>().is_ok() { Ok(both) } else { Err(start) }
    }

    /// The first day on which it may have begun.
    pub(super) fn first_day(self) -> NaiveDate {
        let Date { year, month, day } = self.start;
        let (month, day) = (month.unwrap_or(1), day.unwrap_or(1));
        NaiveDate::from_ymd_opt(year as i32, month as u32, day as u32).unwrap_or_default()
    }

    /// From the earlier start to the later end.
    pub(super) fn with(self, other: Self) -> Self {
        let end = |span: Self| span.end.unwrap_or(span.start);
        let (one, two) = (end(self), end(other));
        let last = if one.by_end(two) == Ordering::Less { two } else { one };
        Self { start: self.start.min(other.start), end: Some(last) }
    }
}

/// A day, or where it is missing its month, or its year. What is missing comes first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Date {
    year: i64,
    month: Option<i64>,
    day: Option<i64>,
}

impl Date {
    /// Of three columns, day, month and year; or that it is missing.
    fn of(row: &Row<'_>, first: usize, issues: &mut Vec<Issue>) -> Option<Option<Self>> {
        let [day, month, year] = [0, 1, 2].map(|nth| known(row, first + nth, issues));
        let (day, month, year) = (day?, month?, year?);
        let Some(year) = year else { return Some(None) };
        let date = Self { year, month, day: day.filter(|_| month.is_some()) };
        if date.to_string().parse::<When>().is_err() {
            let allowed = "day, month and year of the calendar, -9 where day or month are missing";
            row.refuse(first, allowed, "correct the date", issues);
            return None;
        }
        Some(Some(date))
    }

    /// By the last day that it can be.
    fn by_end(self, other: Self) -> Ordering {
        let last = |date: Self| (date.year, date.month.unwrap_or(13), date.day.unwrap_or(32));
        last(self).cmp(&last(other))
    }
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}", self.year)?;
        self.month.map_or(Ok(()), |month| write!(f, "-{month:02}"))?;
        self.day.map_or(Ok(()), |day| write!(f, "-{day:02}"))
    }
}
