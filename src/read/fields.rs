//! Parsing of the fields of coded rows.
//!
//! Each function returns the value of a field. If the field cannot be read, it returns `None` and adds an
//! issue that explains why.

use chrono::NaiveDate;

use super::{bytes::split, date};
use crate::{error::Issue, model::Level};

/// Maximum length of a code in bytes: no vocabulary has longer codes, and a damaged file must not fill the
/// memory with distinct ones.
const MAX_CODE_BYTES: usize = 64;
/// Maximum length of a name in bytes, for the same reason.
const MAX_NAME_BYTES: usize = 512;

/// Returns a field as text, without surrounding blanks.
pub(super) fn text<'r>(name: &str, field: &'r [u8], issues: &mut Vec<Issue>) -> Option<&'r str> {
    let field = field.trim_ascii();
    let text = std::str::from_utf8(field).ok();
    if text.is_none() {
        let got = String::from_utf8_lossy(field);
        issues.push(Issue::new(name, got, "UTF-8 text", "convert the file to UTF-8"));
    }
    text
}

/// Parses a code or an id, which may be empty.
pub(super) fn code<'r>(name: &str, field: &'r [u8], issues: &mut Vec<Issue>) -> Option<&'r str> {
    let code = text(name, field, issues)?;
    if code.len() > MAX_CODE_BYTES {
        let allowed = format!("a code of at most {MAX_CODE_BYTES} bytes");
        issues.push(Issue::new(name, code, allowed, "look for a missing tab or line end"));
        return None;
    }
    Some(code)
}

/// Parses a name, which may be empty.
pub(super) fn name<'r>(name: &str, field: &'r [u8], issues: &mut Vec<Issue>) -> Option<&'r str> {
    let text = text(name, field, issues)?;
    if text.len() > MAX_NAME_BYTES {
        let allowed = format!("a name of at most {MAX_NAME_BYTES} bytes");
        issues.push(Issue::new(name, text, allowed, "look for a missing delimiter or quote"));
        return None;
    }
    Some(text)
}

/// Parses a list of names. Omits duplicates and markers of missing values.
pub(super) fn names<'r>(
    name: &str,
    field: &'r [u8],
    separator: u8,
    issues: &mut Vec<Issue>,
) -> Option<Vec<&'r str>> {
    let mut names = Vec::new();
    for part in split(field, separator) {
        let part = self::name(name, part, issues)?;
        if !is_missing(part) && !names.contains(&part) {
            names.push(part);
        }
    }
    Some(names)
}

/// Parses a day in one of the forms of [`date::day`].
pub(super) fn day(name: &str, field: &[u8], issues: &mut Vec<Issue>) -> Option<NaiveDate> {
    let written = field.trim_ascii();
    let day = date::day(written);
    if day.is_none() {
        let got = String::from_utf8_lossy(written);
        let allowed = "a day of the calendar as YYYY-MM-DD, YYYYMMDD or YYMMDD";
        issues.push(Issue::new(name, got, allowed, "correct the date"));
    }
    day
}

/// Parses the code of an actor; `Some(None)` if it is missing.
pub(super) fn actor<'r>(
    name: &str,
    field: &'r [u8],
    issues: &mut Vec<Issue>,
) -> Option<Option<&'r str>> {
    code(name, field, issues).map(|code| (!is_missing(code)).then_some(code))
}

/// Parses the code of the event type, which every row must have.
pub(super) fn event<'r>(name: &str, field: &'r [u8], issues: &mut Vec<Issue>) -> Option<&'r str> {
    let code = code(name, field, issues)?;
    if is_missing(code) {
        let allowed = "the code of an event type";
        issues.push(Issue::new(name, code, allowed, "add it, or leave the row out"));
        return None;
    }
    Some(code)
}

/// Parses a score on the Goldstein scale, rounded to the nearest tenth; `Some(None)` if it is missing.
pub(super) fn goldstein(
    name: &str,
    field: &[u8],
    issues: &mut Vec<Issue>,
) -> Option<Option<Level>> {
    let written = text(name, field, issues)?;
    if is_missing(written) {
        return Some(None);
    }
    let number = || written.parse().ok().filter(|number| (-10.0..=10.0).contains(number));
    let score = tenths(written.as_bytes()).or_else(|| number().and_then(Level::nearest));
    if score.is_none() {
        let allowed = "a number from -10 to 10 or an empty field";
        issues.push(Issue::new(name, written, allowed, "correct it, or leave it empty"));
    }
    score.map(Some)
}

/// Parses a score below 10 with one decimal, such as `-7.2`: the form of most scores, for which the general
/// parser is slower. Returns `None` for any other form.
fn tenths(written: &[u8]) -> Option<Level> {
    let (sign, digits) = match written {
        [b'-', digits @ ..] => (-1, digits),
        digits => (1, digits),
    };
    match digits {
        [units @ b'0'..=b'9', b'.', tenths @ b'0'..=b'9'] => {
            let digit = |byte: u8| i64::from(byte - b'0');
            Some(Level::from_tenths(sign * (10 * digit(*units) + digit(*tenths))))
        }
        _ => None,
    }
}

/// Returns `true` if a field is empty or a marker of a missing value.
#[inline]
pub(super) fn is_missing(field: &str) -> bool {
    field.is_empty() || is_missing_word(field.as_bytes())
}

/// Returns `true` if a field is a word by which a program writes a missing value: R, pandas, SQL, Excel, Stata
/// and the data sets themselves.
#[inline]
pub(super) fn is_missing_word(field: &[u8]) -> bool {
    matches!(
        field,
        b"-" | b"."
            | b"NA"
            | b"na"
            | b"\\N"
            | b"--"
            | b"---"
            | b"NaN"
            | b"nan"
            | b"N/A"
            | b"n/a"
            | b"NaT"
            | b"NULL"
            | b"null"
            | b"Null"
            | b"None"
            | b"<NA>"
            | b"#N/A"
    )
}

/// Returns the issue that a line is longer than the options allow.
pub(super) fn line_too_long(line: &[u8], limit: usize) -> Issue {
    let got = String::from_utf8_lossy(line);
    let allowed = format!("a line of at most {limit} bytes");
    Issue::new("line", got, allowed, "look for a missing line end, or allow longer lines")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_is_a_number_from_minus_10_to_10() {
        let mut issues = Vec::new();
        let mut score = |text: &str| goldstein("score", text.as_bytes(), &mut issues);
        for (text, tenths) in
            [("-10.0", -100), ("10", 100), (" 3.4 ", 34), ("-.35", -4), ("0.0", 0), ("1e0", 10)]
        {
            assert_eq!(score(text), Some(Some(Level::from_tenths(tenths))), "{text}");
        }
        assert_eq!(score(" "), Some(None));
        for text in ["10.01", "-11", "inf", "3,4", "high", "1e300"] {
            assert_eq!(score(text), None, "{text}");
        }
        assert_eq!(issues.len(), 6);
    }
}
