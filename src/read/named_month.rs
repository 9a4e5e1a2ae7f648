//! Dates with the English name of their month.

use chrono::NaiveDate;

use super::plain_year::{Parts, century};

/// Reads a date with the English name of its month: `13 April 2024`, `Apr 13, 2024`, `13-Apr-24`, `April 2024`, and
/// whether its year has two digits.
pub(super) fn named_month(text: &str) -> Option<(Parts, bool)> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    const WEEKDAYS: [&str; 7] =
        ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let abbreviates = |names: &[&str], word: &str| {
        let word = word.to_ascii_lowercase();
        for (nth, name) in names.iter().enumerate() {
            let is_abbreviation = word.len() >= 3 && name.starts_with(&*word);
            if is_abbreviation || word == "sept" && *name == "september" {
                return Some(nth);
            }
        }
        None
    };
    let (mut month, mut month_at, mut numbers) = (None, 0, Vec::new());
    let mut rest = text;
    while let Some(first) = rest.bytes().next() {
        // 13APR2024 is three words.
        let same = |letter: char| match first {
            b'0'..=b'9' => letter.is_ascii_digit(),
            b'a'..=b'z' | b'A'..=b'Z' => letter.is_ascii_alphabetic(),
            _ => matches!(letter, ' ' | ',' | '-' | '.' | '/'),
        };
        let end = rest.find(|letter| !same(letter)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        let is_ordinal = matches!(&*word.to_ascii_lowercase(), "st" | "nd" | "rd" | "th" | "of");
        rest = after;
        if first.is_ascii_digit() {
            numbers.push((word.parse::<u32>().ok()?, word.len()));
        } else if word.is_empty() {
            return None;
        } else if is_ordinal || !first.is_ascii_alphabetic() {
            continue;
        } else if let Some(nth) = abbreviates(&MONTHS, word) {
            if month.replace(nth as u32 + 1).is_some() {
                return None;
            }
            month_at = numbers.len();
        } else if abbreviates(&WEEKDAYS, word).is_none() {
            return None;
        }
    }
    let month = month?;
    let (year, day) = match numbers[..] {
        [(year, 4)] => (year as i32, None),
        [(year, 4), (day, 1 | 2)] if month_at == 1 => (year as i32, Some(day)),
        [(day, 1 | 2), (year, 4)] => (year as i32, Some(day)),
        // 13-Apr-24 and Apr 13, 24.
        [(day, 1 | 2), (year, 2)] => (century(year as i32), Some(day)),
        _ => return None,
    };
    NaiveDate::from_ymd_opt(year, month, day.unwrap_or(1))?;
    let is_short = numbers.iter().all(|(_, digits)| *digits < 4);
    Some((Parts { year, month: Some(month), day }, is_short))
}
