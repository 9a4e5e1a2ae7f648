//! Fields of coded rows.
//!
//! Each function gives what a field says, or none where it cannot be read; then one issue more says
//! why.

use crate::{error::Issue, model::Level};

/// Longer than any code of the field, and too short to fill the memory with.
const LONGEST_CODE: usize = 64;
/// The same of names.
const LONGEST_NAME: usize = 512;

/// A field without the blanks around it.
pub(super) fn text<'r>(name: &str, field: &'r [u8], issues: &mut Vec<Issue>) -> Option<&'r str> {
    let field = field.trim_ascii();
    let text = std::str::from_utf8(field).ok();
    if text.is_none() {
        let got = String::from_utf8_lossy(field);
        issues.push(Issue::new(name, got, "UTF-8 text", "convert the file to UTF-8"));
    }
    text
}

/// A code or an id, perhaps empty.
pub(super) fn code<'r>(name: &str, field: &'r [u8], issues: &mut Vec<Issue>) -> Option<&'r str> {
    let code = text(name, field, issues)?;
    if code.len() > LONGEST_CODE {
        let allowed = format!("a code of at most {LONGEST_CODE} bytes");
        issues.push(Issue::new(name, code, allowed, "look for a missing tab or line end"));
        return None;
    }
    Some(code)
}

/// A name, perhaps empty.
pub(super) fn name<'r>(name: &str, field: &'r [u8], issues: &mut Vec<Issue>) -> Option<&'r str> {
    let text = text(name, field, issues)?;
    if text.len() > LONGEST_NAME {
        let allowed = format!("a name of at most {LONGEST_NAME} bytes");
        issues.push(Issue::new(name, text, allowed, "look for a missing delimiter or quote"));
        return None;
    }
    Some(text)
}

/// The names in a list, each once, without those that say that there is none.
pub(super) fn names<'r>(
    name: &str,
    field: &'r [u8],
    separator: u8,
    issues: &mut Vec<Issue>,
) -> Option<Vec<&'r str>> {
    let mut names = Vec::new();
    for part in field.split(|byte| *byte == separator) {
        let part = self::name(name, part, issues)?;
        if !is_missing(part) && !names.contains(&part) {
            names.push(part);
        }
    }
    Some(names)
}

/// The code of an actor, or that there is none.
pub(super) fn actor<'r>(
    name: &str,
    field: &'r [u8],
    issues: &mut Vec<Issue>,
) -> Option<Option<&'r str>> {
    code(name, field, issues).map(|code| (!is_missing(code)).then_some(code))
}

/// The code of what happened, which every row has.
pub(super) fn event<'r>(name: &str, field: &'r [u8], issues: &mut Vec<Issue>) -> Option<&'r str> {
    let code = code(name, field, issues)?;
    if is_missing(code) {
        let allowed = "the code of what happened";
        issues.push(Issue::new(name, code, allowed, "add it, or leave the row out"));
        return None;
    }
    Some(code)
}

/// A score on the Goldstein scale that the file brings, to the nearest tenth, or that it brings none.
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
        let allowed = "a number from -10 to 10, or nothing";
        issues.push(Issue::new(name, written, allowed, "correct it, or leave it empty"));
    }
    score.map(Some)
}

/// A score below 10 as most files write it, `-7.2`, with less ado than any number.
fn tenths(written: &[u8]) -> Option<Level> {
    let (sign, digits) = match written {
        [b'-', digits @ ..] => (-1, digits),
        digits => (1, digits),
    };
    match digits {
        [units @ b'0'..=b'9', b'.', tenths @ b'0'..=b'9'] => {
            let digit = |byte: u8| i32::from(byte - b'0');
            Some(Level::from_tenths(sign * (10 * digit(*units) + digit(*tenths))))
        }
        _ => None,
    }
}

/// What stands in a field that has nothing in it.
pub(super) fn is_missing(field: &str) -> bool {
    matches!(field, "" | "---" | "NA" | "NULL" | "None")
}

/// That a line is longer than any row should be.
pub(super) fn line_too_long(line: &[u8], limit: usize) -> Issue {
    let got = String::from_utf8_lossy(line);
    let allowed = format!("a line of at most {limit} bytes");
    Issue::new("line", got, allowed, "look for a missing line end, or allow longer lines")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_are_from_minus_10_to_10() {
        let mut issues = Vec::new();
        let mut score = |text: &str| goldstein("score", text.as_bytes(), &mut issues);
        for (text, tenths) in
            [("-10.0", -100), ("10", 100), (" 3.4 ", 34), ("-.35", -4), ("0.0", 0), ("1e0", 10)]
        {
            assert_eq!(score(text), Some(Some(Level::from_tenths(tenths))), "{text}");
        }
        assert_eq!(score(" "), Some(None));
        for text in ["10.01", "-11", "nan", "inf", "3,4", "high", "1e300"] {
            assert_eq!(score(text), None, "{text}");
        }
        assert_eq!(issues.len(), 7);
    }
}
