//! Onsets in the spring of 2024 in several precisions, with calendar arithmetic independent of the
//! library's.

use std::fmt;

pub(crate) const DAY: i64 = 86_400;

/// 1 April 2024 in Unix time; days are counted from it.
const FIRST: i64 = 19_814 * DAY;

/// The months of the calendar: number, and first day.
const MONTHS: [(i64, i64); 4] = [(4, 0), (5, 30), (6, 61), (7, 91)];

/// A date of known precision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moment {
    /// All of 2024.
    Year,
    /// April, May or June.
    Month(i64),
    /// A day, with an optional offset from UTC in hours.
    Day(i64, Option<i64>),
    /// An instant: day, second of the day, offset from UTC in hours, and whether seconds are
    /// written.
    Instant(i64, i64, Option<i64>, bool),
}

/// Returns the day of an instant.
pub(super) fn day_of(second: i64) -> i64 {
    (second - FIRST).div_euclid(DAY)
}

impl Moment {
    /// Returns the half-open interval of the date, in UTC seconds.
    fn interval(self) -> (i64, i64) {
        let whole_days =
            |first: i64, days: i64| (FIRST + first * DAY, FIRST + (first + days) * DAY);
        match self {
            Self::Year => whole_days(-91, 366),
            Self::Month(4) => whole_days(0, 30),
            Self::Month(5) => whole_days(30, 31),
            Self::Month(_) => whole_days(61, 30),
            Self::Day(day, offset) => {
                let (start, end) = whole_days(day, 1);
                (start - offset.unwrap_or(0) * 3600, end - offset.unwrap_or(0) * 3600)
            }
            Self::Instant(day, second, offset, _) => {
                let start = FIRST + day * DAY + second - offset.unwrap_or(0) * 3600;
                (start, start + 1)
            }
        }
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = |day: i64| {
            let (month, first) = *MONTHS.iter().rfind(|(_, first)| *first <= day).unwrap();
            format!("2024-{month:02}-{:02}", day - first + 1)
        };
        let zone =
            |hours: i64| format!("{}{:02}:00", if hours < 0 { '-' } else { '+' }, hours.abs());
        match *self {
            Self::Year => f.write_str("2024"),
            Self::Month(month) => write!(f, "2024-{month:02}"),
            Self::Day(day, offset) => {
                write!(f, "{}{}", date(day), offset.map(zone).unwrap_or_default())
            }
            Self::Instant(day, second, offset, shown) => {
                write!(f, "{}T{:02}:{:02}", date(day), second / 3600, second / 60 % 60)?;
                if shown {
                    write!(f, ":{:02}", second % 60)?;
                }
                f.write_str(&offset.map_or("Z".to_owned(), zone))
            }
        }
    }
}

/// An onset: a date, or a range of dates including the last. Being approximate or lasting until
/// 2025 makes no difference to the answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RawWhen {
    pub(crate) first: Moment,
    pub(crate) last: Option<Moment>,
    pub(crate) approximate: bool,
    pub(crate) lasting: bool,
}

impl RawWhen {
    pub(crate) fn at(moment: Moment) -> Self {
        Self { first: moment, last: None, approximate: false, lasting: false }
    }

    /// Returns the onset some days later; months and years stay.
    pub(crate) fn later_by(self, days: i64) -> Self {
        let later = |moment| match moment {
            Moment::Day(day, offset) => Moment::Day(day + days, offset),
            Moment::Instant(day, second, offset, shown) => {
                Moment::Instant(day + days, second, offset, shown)
            }
            Moment::Year | Moment::Month(_) => moment,
        };
        Self { first: later(self.first), last: self.last.map(later), ..self }
    }

    pub(crate) fn earliest(self) -> i64 {
        self.first.interval().0
    }

    pub(super) fn latest(self) -> i64 {
        self.last.unwrap_or(self.first).interval().1
    }
}

/// Writes the onset in EDTF.
impl fmt::Display for RawWhen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = if self.approximate { "~" } else { "" };
        match self.last {
            Some(last) => write!(f, "[{}..{last}{mark}]", self.first)?,
            None => write!(f, "{}{mark}", self.first)?,
        }
        f.write_str(if self.lasting { "/2025" } else { "" })
    }
}
