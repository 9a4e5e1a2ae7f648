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
        let remedy = "state the encoding of the file with `Options::encoding`, on the command line --encoding, or convert it to UTF-8";
        issues.push(Issue::new(name, got, "UTF-8 text", remedy));
    }
    text
}

/// Parses a code or an id, which may be empty. Blanks beyond ASCII at its ends are no part of it.
pub(super) fn code<'r>(name: &str, field: &'r [u8], issues: &mut Vec<Issue>) -> Option<&'r str> {
    let code = text(name, field, issues)?.trim();
    if code.len() > MAX_CODE_BYTES {
        let allowed = format!("a code of at most {MAX_CODE_BYTES} bytes");
        issues.push(Issue::new(name, code, allowed, "look for a missing tab or line end"));
        return None;
    }
    Some(code)
}

/// Like [`code`], for texts that are looked up by their bytes: most are ASCII, so that their form need not be tested.
pub(super) fn code_bytes<'r>(
    name: &str,
    field: &'r [u8],
    issues: &mut Vec<Issue>,
) -> Option<&'r [u8]> {
    let trimmed = field.trim_ascii();
    if trimmed.len() > MAX_CODE_BYTES || !trimmed.is_ascii() {
        return code(name, trimmed, issues).map(str::as_bytes);
    }
    Some(trimmed)
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

/// Parses the code of the event type, which every row must have.
pub(super) fn event<'r>(name: &str, field: &'r [u8], issues: &mut Vec<Issue>) -> Option<&'r str> {
    // Bytes that are no text were reported.
    std::str::from_utf8(event_bytes(name, field, issues)?).ok()
}

/// Like [`event`], for codes that are looked up by their bytes, which are UTF-8.
pub(super) fn event_bytes<'r>(
    name: &str,
    field: &'r [u8],
    issues: &mut Vec<Issue>,
) -> Option<&'r [u8]> {
    let code = code_bytes(name, field, issues)?;
    if code.is_empty() || is_missing_word(code) {
        let (code, allowed) = (String::from_utf8_lossy(code), "the code of an event type");
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

/// Length of the longest word for a missing value.
const LONGEST_WORD: usize = 7;

/// Returns `true` if a field is a word by which a program writes a missing value, in any case: R, pandas, SQL,
/// Excel, Stata and the data sets themselves.
#[inline]
pub(super) fn is_missing_word(field: &[u8]) -> bool {
    // All words begin with one of these bytes, few other texts do.
    field.len() <= LONGEST_WORD
        && matches!(
            field.first(),
            Some(b'-' | b'.' | b'N' | b'n' | b'\\' | b'<' | b'#' | b'(' | 0xe2)
        )
        && is_listed_missing_word(field)
}

fn is_listed_missing_word(field: &[u8]) -> bool {
    const WORDS: [&[u8]; 20] = [
        b"NA", b"\\N", b"nan", b"n/a", b"nil", b"null", b"none", b"<NA>", b"N.A.", b"#N/A", b"#NA",
        b"#NUM!", b"#REF!", b"#NAME?", b"#NULL!", b"(null)", b"(none)", b"<null>", b"#VALUE!",
        b"#DIV/0!",
    ];
    match field {
        // The last are an en dash and an em dash. NaT in another case may be the code of NATO.
        b"-" | b"." | b"--" | b"---" | b".." | b"NaT" | [0xe2, 0x80, 0x93 | 0x94] => true,
        _ => WORDS.iter().any(|word| field.eq_ignore_ascii_case(word)),
    }
}

/// Length of the longest word of [`is_nobody`].
const LONGEST_NOBODY: usize = 20;

/// Returns `true` if a word in place of an actor means that nobody was identified.
#[inline]
pub(super) fn is_nobody(field: &[u8]) -> bool {
    field.len() <= LONGEST_NOBODY
        && matches!(field.first(), Some(b'U' | b'u' | b'N' | b'n' | b'A' | b'a' | b'?'))
        && is_listed_nobody(field)
}

fn is_listed_nobody(field: &[u8]) -> bool {
    const WORDS: [&[u8]; 18] = [
        b"unknown",
        b"unidentified",
        b"unspecified",
        b"undetermined",
        b"undisclosed",
        b"unclear",
        b"unnamed",
        b"anonymous",
        b"not known",
        b"not identified",
        b"not specified",
        b"not stated",
        b"not available",
        b"not applicable",
        b"unknown actor",
        b"unknown perpetrator",
        b"unknown perpetrators",
        b"unknown group",
    ];
    // Question marks alone.
    let are_marks = field.first() == Some(&b'?') && field.iter().all(|byte| *byte == b'?');
    are_marks || WORDS.iter().any(|word| field.eq_ignore_ascii_case(word))
}

/// Returns the issue that a line is longer than the options allow.
pub(super) fn line_too_long(line: &[u8], limit: usize) -> Issue {
    let got = String::from_utf8_lossy(line);
    let allowed = format!("a line of at most {limit} bytes");
    Issue::new(
        "line",
        got,
        allowed,
        "look for a missing line end, or allow longer lines with `Options::longest_line`",
    )
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
