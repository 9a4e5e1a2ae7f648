//! The rules that make a time of day beside a date plain.

use super::bytes::are_digits;

/// A time of day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Clock {
    pub(super) hour: u32,
    pub(super) minute: u32,
    pub(super) second: u32,
    pub(super) has_fraction: bool,
    /// `Z` or an offset in EDTF; empty if none is written.
    pub(super) zone: String,
}

impl Clock {
    pub(super) fn is_midnight(&self) -> bool {
        (self.hour, self.minute, self.second) == (0, 0, 0) && !self.has_fraction
    }

    pub(super) fn is_utc(&self) -> bool {
        matches!(&*self.zone, "" | "Z" | "+00:00")
    }
}

/// Splits a text into a date and a time of day, if it has one.
pub(super) fn split_clock(text: &str) -> Option<(&str, &str)> {
    let colon = text.find(':')?;
    let start = text[..colon].rfind(['T', 't', ' '])?;
    Some((text[..start].trim_end_matches(','), text[start + 1..].trim()))
}

/// Reads a time of day: `20:15`, `8:15:00.5 PM`, `20:15:00+03:00`.
pub(super) fn read_clock(text: &str) -> Option<Clock> {
    let text = text.to_ascii_uppercase();
    let end = text.find(|letter: char| !matches!(letter, '0'..='9' | ':' | '.' | ','));
    let (clock, rest) = text.split_at(end.unwrap_or(text.len()));
    let (clock, fraction) = match clock.find(['.', ',']) {
        Some(at) => (&clock[..at], &clock[at + 1..]),
        None => (clock, ""),
    };
    let mut parts = [0_u32; 3];
    let mut count = 0;
    for part in clock.split(':') {
        let is_part = count < 3 && matches!(part.len(), 1 | 2);
        *parts.get_mut(count).filter(|_| is_part)? = part.parse().ok()?;
        count += 1;
    }
    let [mut hour, minute, second] = parts;
    let mut rest = rest.trim();
    for (word, added) in &[("AM", 0), ("PM", 12), ("A.M.", 0), ("P.M.", 12)] {
        if let Some(after) = rest.strip_prefix(*word) {
            if !(1..=12).contains(&hour) {
                return None;
            }
            hour = hour % 12 + added;
            rest = after.trim();
            break;
        }
    }
    let zone = match rest {
        "" => String::new(),
        "Z" | "UTC" | "GMT" => "Z".to_owned(),
        offset => {
            let digits = offset.strip_prefix(['+', '-'])?.replace(':', "");
            if !matches!(digits.len(), 2 | 4) || !are_digits(digits.as_bytes()) {
                return None;
            }
            let minutes = if digits.len() == 4 { &digits[2..] } else { "00" };
            // EDTF has no offset of -00:00.
            let sign = if matches!(&*digits, "00" | "0000") { "+" } else { &offset[..1] };
            format!("{sign}{}:{minutes}", &digits[..2])
        }
    };
    let has_fraction = !fraction.trim_end_matches('0').is_empty();
    let is_clock = (2..=3).contains(&count) && hour < 24 && minute < 60 && second < 60;
    let is_fraction = are_digits(fraction.as_bytes());
    (is_clock && is_fraction).then_some(Clock { hour, minute, second, has_fraction, zone })
}
