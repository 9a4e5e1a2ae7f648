//! Dates of described tables: in a format, in several columns, or with a column of their precision.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Timelike};

use super::{date, fields};
use crate::model::{IntoWhen, When};

/// Parses a date in a format of `strftime`; without one, in EDTF or as `20240413`.
pub(super) fn when_in_format(written: &[u8], format: Option<&str>) -> Option<When> {
    let text = std::str::from_utf8(written).ok()?;
    let Some(format) = format else {
        return match date::day(written) {
            Some(day) => day.into_when().ok(),
            None => text.parse().ok(),
        };
    };
    let zoned = || DateTime::parse_from_str(text, format).ok()?.into_when().ok();
    let timed = || NaiveDateTime::parse_from_str(text, format).ok()?.and_utc().into_when().ok();
    let daily = || NaiveDate::parse_from_str(text, format).ok()?.into_when().ok();
    zoned().or_else(timed).or_else(daily)
}

/// Returns the date of a year, a month and a day, of which the last two may be unknown: empty, 0 or negative. A known
/// day may have a time in UTC.
pub(super) fn when_of_parts(year: &[u8], month: &[u8], day: &[u8], time: &[u8]) -> Option<When> {
    let number = |field: &[u8]| -> Option<Option<i32>> {
        let text = std::str::from_utf8(field.trim_ascii()).ok()?;
        if fields::is_missing(text) { Some(None) } else { text.parse().ok().map(Some) }
    };
    let year = number(year)??;
    let (month, day) = (number(month)?, number(day)?);
    let is_known = |number: &i32| *number > 0;
    let sign = if year < 0 { "-" } else { "" };
    let mut text = format!("{sign}{:04}", year.unsigned_abs());
    if let Some(month) = month.filter(is_known) {
        text += &format!("-{month:02}");
        if let Some(day) = day.filter(is_known) {
            text += &format!("-{day:02}");
            let time = std::str::from_utf8(time.trim_ascii()).ok()?;
            if !fields::is_missing(time) {
                let has_seconds = time.bytes().filter(|byte| *byte == b':').count() > 1;
                let time = clock(time)?;
                text += &format!("T{:02}:{:02}", time.hour(), time.minute());
                if has_seconds {
                    // A leap second is the second 59 with more than a second of nanoseconds.
                    let second = time.second() + time.nanosecond() / 1_000_000_000;
                    text += &format!(":{second:02}");
                }
                text += "Z";
            }
        }
    }
    text.parse().ok()
}

/// Parses a time of day, of 24 hours or of twice 12.
fn clock(text: &str) -> Option<NaiveTime> {
    for format in ["%H:%M:%S%.f", "%H:%M", "%I:%M:%S %p", "%I:%M %p"] {
        if let Ok(time) = NaiveTime::parse_from_str(text, format) {
            return Some(time);
        }
    }
    None
}

/// Returns a date to a precision, in words or as Wikidata numbers it.
pub(super) fn to_precision(when: When, precision: &[u8]) -> Option<When> {
    let length = match &*precision.trim_ascii().to_ascii_lowercase() {
        b"year" | b"9" => 4,
        b"month" | b"10" => 7,
        b"day" | b"11" => 10,
        b"" | b"time" | b"14" => return Some(when),
        word if fields::is_missing_word(word) => return Some(when),
        _ => return None,
    };
    let text = when.to_string();
    let end = length + usize::from(text.starts_with('-'));
    text.get(..end.min(text.len()))?.parse().ok()
}
