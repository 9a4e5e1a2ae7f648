//! Dates of events in EDTF, with the precision that is known.

use std::{fmt, str::FromStr};

use chrono::{DateTime, Datelike, Months, NaiveDate, NaiveTime, Timelike, Utc};
use serde::{Deserialize, Serialize};

use super::plain_onset::{DAY, PlainOnset, Precision};
use crate::error::{Error, Issue};

pub(super) const WHEN_REMEDY: &str =
    "write it as 2024-04-13, 2024-04, 2024-04-13T20:15Z, [2024-04-01..2024-04-03] or onset/end";

/// The onset of an event, known to some precision, and optionally its end.
///
/// Dates are parsed from [EDTF] text, a profile of ISO 8601-2:
///
/// - a year, month or day: `2024`, `2024-04`, `2024-04-13`;
/// - a time with `Z` or an offset: `2024-04-13T20:15Z`, `2024-04-13T23:15:00+03:00`. A leap second that was
///   inserted, `2016-12-31T23:59:60Z`, counts as the second before it;
/// - an onset and an end: `2024-04-13T20:00Z/2024-04-14`;
/// - an onset at some time in a range, both ends inclusive: `[2024-04-01..2024-04-03]`;
/// - `~` after an approximate date: `2024-04~`;
/// - a minus sign before a year before 0: `-0432` is 433 BC, in the proleptic Gregorian calendar.
///
/// [`Display`](fmt::Display) prints the text that was parsed, without a fraction of a second: the order in
/// which events are recorded keeps what the second cannot.
///
/// The onset is a half-open interval of seconds in UTC, which is never empty. An instant is an
/// interval of one second; a day, month or year is an interval of its whole length. A day with an
/// offset begins at midnight of that offset.
///
/// ```
/// use escalade::When;
///
/// let barrage: When = "2024-04-13T23:00+03:00/2024-04-14".parse()?;
/// assert_eq!(barrage.earliest().to_rfc3339(), "2024-04-13T20:00:00+00:00");
/// assert_eq!(barrage.latest().to_rfc3339(), "2024-04-13T20:00:01+00:00");
/// assert_eq!(barrage.to_string(), "2024-04-13T23:00+03:00/2024-04-14");
///
/// let vague: When = "[2024-04-01..2024-04-03]".parse()?;
/// assert_eq!((vague.latest() - vague.earliest()).num_days(), 3);
/// assert!("2024-04~".parse::<When>()?.is_approximate());
/// # Ok::<(), escalade::Error>(())
/// ```
///
/// [EDTF]: https://www.loc.gov/standards/datetime/
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct When {
    onset: Onset,
    end: Option<Moment>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Onset {
    At(Moment),
    /// At some time in a range, both ends inclusive: `[first..last]`.
    Between(Moment, Moment),
}

/// A point in time with a precision from a second to a year, as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Moment {
    stamp: Stamp,
    approximate: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Stamp {
    /// The first day of the year.
    Year(NaiveDate),
    /// The first day of the month.
    Month(NaiveDate),
    Day(NaiveDate, Option<Zone>),
    Time {
        date: NaiveDate,
        time: NaiveTime,
        zone: Zone,
        seconds_shown: bool,
    },
}

/// `Z` and `+00:00` mean the same, but are printed as they were parsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Zone {
    Zulu,
    /// The offset to the east of UTC, in seconds.
    Offset(i32),
}

impl When {
    /// Returns the earliest possible instant of the onset.
    pub fn earliest(&self) -> DateTime<Utc> {
        instant(self.earliest_second())
    }

    /// Returns the end (exclusive) of the interval in which the onset lies.
    pub fn latest(&self) -> DateTime<Utc> {
        instant(self.latest_second())
    }

    /// Returns the latest possible instant (exclusive) of the end, or `None` if no end is stated.
    pub fn end(&self) -> Option<DateTime<Utc>> {
        self.end.map(|moment| instant(moment.interval().1))
    }

    /// Returns `true` if the onset is approximate (`~`).
    pub fn is_approximate(&self) -> bool {
        match self.onset {
            Onset::At(moment) => moment.approximate,
            Onset::Between(first, last) => first.approximate || last.approximate,
        }
    }

    /// Creates an onset at a day.
    pub(crate) fn day(date: NaiveDate) -> Self {
        Self::plain(Stamp::Day(date, None))
    }

    pub(crate) fn earliest_second(&self) -> i64 {
        self.seconds().0
    }

    pub(crate) fn latest_second(&self) -> i64 {
        self.seconds().1
    }

    /// Returns the earliest and the latest second (exclusive) of the onset.
    pub(crate) fn seconds(&self) -> (i64, i64) {
        match self.onset {
            Onset::At(moment) => moment.interval(),
            Onset::Between(first, last) => (first.interval().0, last.interval().1),
        }
    }

    /// Returns the onset as stored in columns, or `None` if it has an offset, a range, an end or
    /// `~`.
    pub(crate) fn as_plain(&self) -> Option<PlainOnset> {
        let (earliest, latest) = self.seconds();
        let length = (latest - earliest) as u32;
        Some(PlainOnset { earliest, length, precision: self.plain_precision()? })
    }

    fn plain_precision(&self) -> Option<Precision> {
        let (Onset::At(Moment { stamp, approximate: false }), None) = (self.onset, self.end) else {
            return None;
        };
        // A year, month or time in UTC is fully restored from its first second and precision. An
        // offset is not, nor is `+00:00` in place of `Z`.
        match stamp {
            Stamp::Year(_) => Some(Precision::Year),
            Stamp::Month(_) => Some(Precision::Month),
            Stamp::Day(_, None) => Some(Precision::Day),
            Stamp::Time { zone: Zone::Zulu, seconds_shown: false, .. } => Some(Precision::Minute),
            // A leap second would be restored as the second before it.
            Stamp::Time { time, zone: Zone::Zulu, seconds_shown: true, .. } => {
                (time.nanosecond() == 0).then_some(Precision::Second)
            }
            _ => None,
        }
    }

    /// Restores a date from its earliest second and precision, as [`as_plain`](Self::as_plain)
    /// returned them.
    pub(crate) fn from_plain(earliest: i64, precision: Precision) -> Self {
        let moment = instant(earliest).naive_utc();
        let date = moment.date();
        Self::plain(match precision {
            Precision::Year => Stamp::Year(date),
            Precision::Month => Stamp::Month(date),
            Precision::Day => Stamp::Day(date, None),
            Precision::Minute | Precision::Second => Stamp::Time {
                date,
                time: moment.time(),
                zone: Zone::Zulu,
                seconds_shown: precision == Precision::Second,
            },
        })
    }

    fn plain(stamp: Stamp) -> Self {
        Self { onset: Onset::At(Moment { stamp, approximate: false }), end: None }
    }

    fn parse(text: &str) -> Result<Self, &'static str> {
        let (onset, end) = match text.split_once('/') {
            Some((onset, end)) => (onset, Some(Moment::parse(end)?)),
            None => (text, None),
        };
        let onset = match onset.strip_prefix('[') {
            Some(range) => {
                let range = range.strip_suffix(']').ok_or("a range closed with ]")?;
                let (first, last) =
                    range.split_once("..").ok_or("two dates with .. between them")?;
                let (first, last) = (Moment::parse(first)?, Moment::parse(last)?);
                // Precisions may differ, so `[2024-04..2024-04-02]` is valid.
                if last.interval().1 <= first.interval().0 {
                    return Err("a range that ends no earlier than it begins");
                }
                Onset::Between(first, last)
            }
            None => Onset::At(Moment::parse(onset)?),
        };
        let when = Self { onset, end };
        if end.is_some_and(|end| end.interval().1 <= when.earliest_second()) {
            return Err("an end no earlier than the onset");
        }
        // Columns store the length of the onset in seconds as a `u32`.
        if when.latest_second() - when.earliest_second() > i64::from(u32::MAX) {
            return Err("an onset known to within 136 years");
        }
        Ok(when)
    }
}

impl Moment {
    fn parse(text: &str) -> Result<Self, &'static str> {
        let (text, approximate) = match text.strip_suffix('~') {
            Some(text) => (text, true),
            None => (text, false),
        };
        Ok(Self { stamp: Stamp::parse(text)?, approximate })
    }

    /// Returns the half-open interval of UTC seconds.
    fn interval(self) -> (i64, i64) {
        let midnight = |date: NaiveDate| date.and_time(NaiveTime::MIN).and_utc().timestamp();
        let midnight_after = |date: NaiveDate, months| midnight(date + Months::new(months));
        match self.stamp {
            Stamp::Year(date) => (midnight(date), midnight_after(date, 12)),
            Stamp::Month(date) => (midnight(date), midnight_after(date, 1)),
            Stamp::Day(date, zone) => {
                let start = midnight(date) - zone.map_or(0, Zone::seconds);
                (start, start + DAY)
            }
            Stamp::Time { date, time, zone, .. } => {
                let start = date.and_time(time).and_utc().timestamp() - zone.seconds();
                (start, start + 1)
            }
        }
    }
}

impl Stamp {
    fn parse(text: &str) -> Result<Self, &'static str> {
        const DATE: &str = "an EDTF date: YYYY, YYYY-MM or YYYY-MM-DD, a real day of the calendar";
        let date = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).ok_or(DATE);
        let digits = |part: Option<&str>, width: usize| match part {
            Some(part) if part.len() == width && part.bytes().all(|b| b.is_ascii_digit()) => {
                part.parse::<u32>().map_err(|_| DATE)
            }
            _ => Err(DATE),
        };
        // The text is cut at byte positions below, which must be character boundaries.
        if !text.is_ascii() {
            return Err(DATE);
        }
        // A year before 1 has a minus sign: -0432 is 433 BC. The year 0, which is 1 BC, has none.
        let (text, is_negative) = match text.strip_prefix('-') {
            Some(text) => (text, true),
            None => (text, false),
        };
        let year = digits(text.get(..4), 4)? as i32;
        let year = match (is_negative, year) {
            (true, 0) => return Err(DATE),
            (true, year) => -year,
            (false, year) => year,
        };
        if text.len() == 4 {
            return Ok(Self::Year(date(year, 1, 1)?));
        }
        let month = digits(text.get(5..7), 2)?;
        if text.as_bytes()[4] != b'-' {
            return Err(DATE);
        }
        if text.len() == 7 {
            return Ok(Self::Month(date(year, month, 1)?));
        }
        let day = digits(text.get(8..10), 2)?;
        if text.as_bytes()[7] != b'-' {
            return Err(DATE);
        }
        let date = date(year, month, day)?;
        let rest = &text[10..];
        if rest.is_empty() {
            return Ok(Self::Day(date, None));
        }
        let Some(clock) = rest.strip_prefix('T') else {
            return Ok(Self::Day(date, Some(Zone::parse(rest)?)));
        };
        const TIME: &str = "a time as HH:MM or HH:MM:SS, from 00:00 to 23:59:59 or a leap second that was inserted, with Z or an offset";
        let zone_at = clock.find(['Z', '+', '-']).ok_or(TIME)?;
        let (clock, zone) = clock.split_at(zone_at);
        // A fraction of a second is left out: the order in which events are recorded keeps it.
        let clock = match clock.split_once('.') {
            Some((clock, fraction)) => {
                let is_fraction = clock.len() == 8
                    && matches!(fraction.len(), 1..=9)
                    && fraction.bytes().all(|byte| byte.is_ascii_digit());
                if is_fraction { clock } else { return Err(TIME) }
            }
            None => clock,
        };
        let seconds_shown = clock.len() == 8;
        let format = if seconds_shown { "%H:%M:%S" } else { "%H:%M" };
        // chrono accepts blanks and signs in numbers; EDTF does not.
        if clock.len() != 5 && !seconds_shown || clock.bytes().any(|b| b == b' ' || b == b'+') {
            return Err(TIME);
        }
        let time = NaiveTime::parse_from_str(clock, format).map_err(|_| TIME)?;
        let zone = Zone::parse(zone)?;
        let stamp = Self::Time { date, time, zone, seconds_shown };
        // The second 60 is parsed as a second of 59 with more than a second of nanoseconds.
        if time.nanosecond() != 0
            && !is_leap_second(Moment { stamp, approximate: false }.interval().1)
        {
            return Err(TIME);
        }
        Ok(stamp)
    }
}

impl Zone {
    fn parse(text: &str) -> Result<Self, &'static str> {
        const ZONE: &str = "Z or an offset such as +03:00, up to 14 hours";
        if text == "Z" {
            return Ok(Self::Zulu);
        }
        let bytes = text.as_bytes();
        let [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] = bytes else { return Err(ZONE) };
        if ![h1, h2, m1, m2].iter().all(|b| b.is_ascii_digit()) {
            return Err(ZONE);
        }
        let two = |tens: &u8, ones: &u8| i32::from(tens - b'0') * 10 + i32::from(ones - b'0');
        let (hours, minutes) = (two(h1, h2), two(m1, m2));
        let seconds = hours * 3600 + minutes * 60;
        // ISO 8601 does not allow the offset -00:00.
        if minutes > 59 || seconds > 14 * 3600 || (*sign == b'-' && seconds == 0) {
            return Err(ZONE);
        }
        Ok(Self::Offset(if *sign == b'-' { -seconds } else { seconds }))
    }

    fn seconds(self) -> i64 {
        match self {
            Self::Zulu => 0,
            Self::Offset(seconds) => i64::from(seconds),
        }
    }
}

/// Returns `true` if a leap second was inserted just before this second (Unix time): the 27 of Bulletin C of the
/// International Earth Rotation and Reference Systems Service up to 2016, after which none was inserted.
fn is_leap_second(end: i64) -> bool {
    let after = instant(end);
    let is_midnight = after.time() == NaiveTime::MIN;
    match (after.month(), after.day()) {
        // At the end of June.
        (7, 1) => {
            is_midnight
                && matches!(after.year(), 1972 | 1981..=1983 | 1985 | 1992..=1994 | 1997 | 2012 | 2015)
        }
        // At the end of December of the year before.
        (1, 1) => {
            is_midnight
                && matches!(
                    after.year() - 1,
                    1972..=1979 | 1987 | 1989 | 1990 | 1995 | 1998 | 2005 | 2008 | 2016
                )
        }
        _ => false,
    }
}

/// Converts UTC seconds into an instant. The seconds must be those of a valid date.
pub(crate) fn instant(second: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(second, 0).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

impl FromStr for When {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse(text)
            .map_err(|allowed| Error::value(Issue::new("", text, allowed, WHEN_REMEDY)))
    }
}

impl TryFrom<String> for When {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

impl From<When> for String {
    fn from(when: When) -> Self {
        when.to_string()
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.onset {
            Onset::At(moment) => write!(f, "{moment}")?,
            Onset::Between(first, last) => write!(f, "[{first}..{last}]")?,
        }
        self.end.as_ref().map_or(Ok(()), |end| write!(f, "/{end}"))
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let f: &mut dyn fmt::Write = f;
        match self.stamp {
            Stamp::Year(date) | Stamp::Month(date) => {
                let sign = if date.year() < 0 { "-" } else { "" };
                write!(f, "{sign}{:04}", date.year().unsigned_abs())?;
                if let Stamp::Month(date) = self.stamp {
                    write!(f, "-{:02}", date.month())?;
                }
            }
            Stamp::Day(date, zone) => {
                write!(f, "{date}")?;
                zone.map_or(Ok(()), |zone| write!(f, "{zone}"))?;
            }
            Stamp::Time { date, time, zone, seconds_shown } => {
                write!(f, "{date}T{:02}:{:02}", time.hour(), time.minute())?;
                if seconds_shown {
                    // A leap second is the second 59 with more than a second of nanoseconds.
                    let second = time.second() + time.nanosecond() / 1_000_000_000;
                    write!(f, ":{second:02}")?;
                }
                write!(f, "{zone}")?;
            }
        }
        f.write_str(if self.approximate { "~" } else { "" })
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Zulu => f.write_str("Z"),
            Self::Offset(seconds) => {
                let sign = if *seconds < 0 { '-' } else { '+' };
                let minutes = seconds.abs() / 60;
                write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{PlainOnset, When};

    #[test]
    fn a_printed_date_equals_the_parsed_text() {
        for text in [
            "2024",
            "2024-04",
            "2024-04-13",
            "2024-04-13~",
            "2024-04-13+03:00",
            "2024-04-13T20:15Z",
            "2024-04-13T20:15:09Z",
            "2024-04-13T23:00+03:00",
            "2024-04-13T23:00-03:30~",
            "2024-04-13T20:00Z/2024-04-14",
            "[2024-04-01..2024-04-03]",
            "[2024-04..2024-05-03~]/2024-06",
            "2024-02-29",
            "2016-12-31T23:59:60Z",
            "2015-07-01T01:59:60+02:00",
            "-0432",
            "-0044-03-15",
            "-0431-04/-0421",
            "0000-02-29",
        ] {
            let when: When = text.parse().unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(when.to_string(), text);
            assert!(when.earliest() < when.latest(), "{text} is empty");
            if let Some(PlainOnset { precision, .. }) = when.as_plain() {
                assert_eq!(When::from_plain(when.earliest_second(), precision), when);
            }
        }
    }

    #[test]
    fn rejects_text_that_is_not_a_date() {
        for text in [
            "",
            "~",
            "20240413",
            "2024-4-13",
            "2024-02-30",
            "2023-02-29",
            "2024-04-13T20:15",
            "2024-04-13T24:00Z",
            "2024-04-13T20:15:60Z",
            "2016-12-30T23:59:60Z",
            "2017-12-31T23:59:60Z",
            "2016-12-31T23:59:60+01:00",
            "2024-04-13T20:15.5Z",
            "2024-04-13T20:15:00.Z",
            "-0000",
            "-432",
            "2024-04-13T+9:15Z",
            "2024-04-13T20:15-00:00",
            "2024-04-13T20:15+15:00",
            "2024-04-14/2024-04-13",
            "[2024-04-03..2024-04-01]",
            "[2024-04-03]",
            "[2024-04-03..2024-04-05",
            "[1800..1999]",
            "２０２４-04-13",
            "2024-04-13/",
            "2024-04-1３",
        ] {
            assert!(text.parse::<When>().is_err(), "{text} was accepted");
        }
    }
}
