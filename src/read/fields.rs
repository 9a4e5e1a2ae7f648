//! Fields of coded rows, or what is wrong with them.

use crate::error::Issue;

/// Longer than any code of the field, and too short to fill the memory with.
const LONGEST_CODE: usize = 64;

/// A field without the blanks around it.
pub(super) fn text<'r>(name: &str, field: &'r [u8]) -> Result<&'r str, Issue> {
    let field = field.trim_ascii();
    std::str::from_utf8(field).map_err(|_| {
        let got = String::from_utf8_lossy(field);
        Issue::new(name, got, "UTF-8 text", "convert the file to UTF-8")
    })
}

/// The code of an actor, or none where nothing is known of it.
pub(super) fn actor<'r>(name: &str, field: &'r [u8]) -> Result<Option<&'r str>, Issue> {
    let code = code(name, field)?;
    Ok((!is_missing(code)).then_some(code))
}

/// The code of what happened, which every row has.
pub(super) fn event<'r>(name: &str, field: &'r [u8]) -> Result<&'r str, Issue> {
    let code = code(name, field)?;
    if is_missing(code) {
        let allowed = "the code of what happened";
        return Err(Issue::new(name, code, allowed, "add it, or leave the row out"));
    }
    Ok(code)
}

pub(super) fn code<'r>(name: &str, field: &'r [u8]) -> Result<&'r str, Issue> {
    let code = text(name, field)?;
    if code.len() > LONGEST_CODE {
        let allowed = format!("a code of at most {LONGEST_CODE} bytes");
        return Err(Issue::new(name, code, allowed, "look for a missing tab or line end"));
    }
    Ok(code)
}

/// What stands in a field that has nothing in it.
fn is_missing(field: &str) -> bool {
    matches!(field, "" | "---" | "NA")
}

/// That a line is longer than any row should be.
pub(super) fn line_too_long(line: &[u8], limit: usize) -> Issue {
    let got = String::from_utf8_lossy(line);
    let allowed = format!("a line of at most {limit} bytes");
    Issue::new("line", got, allowed, "look for a missing line end, or allow longer lines")
}

/// What was read, or none where it is one problem more.
pub(super) fn noted<T>(read: Result<T, Issue>, issues: &mut Vec<Issue>) -> Option<T> {
    read.map_err(|issue| issues.push(issue)).ok()
}
