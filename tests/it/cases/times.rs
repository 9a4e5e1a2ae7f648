//! Dates and gaps in the notation of cases.

use std::str::FromStr;

use crate::oracle::time::{DAY, Moment, RawWhen};

/// Days as `7d`, hours as `36h`, seconds as `90s`.
pub(super) fn seconds(gap: &str) -> Option<i64> {
    let (number, unit) = gap.split_at(gap.len() - 1);
    let unit = match unit {
        "d" => DAY,
        "h" => 3600,
        "s" => 1,
        _ => return None,
    };
    Some(number.parse::<i64>().ok()? * unit)
}

pub(super) fn when(text: &str) -> Option<RawWhen> {
    let (text, lasting) = text.strip_suffix("/2025").map_or((text, false), |onset| (onset, true));
    let (first, last) = match text.strip_prefix('[') {
        Some(range) => {
            let (first, last) = range.strip_suffix(']')?.split_once("..")?;
            (first, Some(last))
        }
        None => (text, None),
    };
    let approximate = text.contains('~');
    let plain = |text: &str| moment(text.trim_end_matches('~'));
    let last = last.map(plain).map_or(Some(None), |last| last.map(Some))?;
    Some(RawWhen { first: plain(first)?, last, approximate, lasting })
}

pub(super) fn day(text: &str) -> Option<i64> {
    let Moment::Day(day, None) = moment(text)? else { return None };
    Some(day)
}

pub(super) fn moment(text: &str) -> Option<Moment> {
    fn number(text: Option<&str>) -> Option<i64> {
        text.and_then(|text| i64::from_str(text).ok())
    }
    if text == "2024" {
        return Some(Moment::Year);
    }
    let month = number(text.get(5..7))?;
    if text.len() == 7 {
        return Some(Moment::Month(month));
    }
    let first = *[0, 30, 61].get(usize::try_from(month).ok()?.checked_sub(4)?)?;
    let day = first + number(text.get(8..10))? - 1;
    let (clock, zone) =
        text[10..].split_at(text[10..].find(['Z', '+', '-']).unwrap_or(text.len() - 10));
    let offset = match zone {
        "" | "Z" => None,
        zone => Some(number(zone.get(..3))?),
    };
    let Some(clock) = clock.strip_prefix('T') else { return Some(Moment::Day(day, offset)) };
    let (hours, minutes) = (number(clock.get(..2))?, number(clock.get(3..5))?);
    let seconds = number(clock.get(6..8));
    let second = hours * 3600 + minutes * 60 + seconds.unwrap_or(0);
    Some(Moment::Instant(day, second, offset, seconds.is_some()))
}
