//! Reading of JSON values into records, with errors for the author of the file.

use std::fmt;

use serde::Deserialize;

use super::{bytes::count, json_span::JsonSpan, peek::read_to_end, reader::Input};
use crate::{
    error::{Error, ErrorKind, Issue, Issues, Location},
    timeline::document::nearest,
};

/// Reads the whole of a file of at most `limit` bytes as text. A file whose size is known to be greater is not
/// read.
pub(super) fn read_text(input: &mut Input<'_>, limit: u64) -> Result<String, Error> {
    let too_large = |got: String| {
        let allowed = format!("a file of at most {limit} bytes, as it is read whole");
        let remedy =
            "write it as JSON Lines, which is read line by line, or raise `largest_document`";
        let issue = Issue::new(Location::in_file(input.name), got, allowed, remedy);
        Issues::from(issue).into_error(ErrorKind::Input)
    };
    let size = input.size.unwrap_or(0);
    if size > limit {
        return Err(too_large(format!("{size} bytes")));
    }
    // The known size spares growing the buffer, which takes up to three times the memory.
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
    read_to_end(input.text, limit.saturating_add(1), &mut bytes)
        .map_err(|error| Error::io(input.name, error))?;
    if bytes.len() as u64 > limit {
        return Err(too_large(format!("more than {limit} bytes")));
    }
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let line = 1 + count(&error.as_bytes()[..valid], b'\n') as u64;
        let got = format!("the byte {:#04x}", error.as_bytes()[valid]);
        let remedy = "convert the file to UTF-8";
        let place = Location::in_file(input.name).at_line(line);
        let issue = Issue::new(place, got, "UTF-8 text", remedy);
        Issues::from(issue).into_error(ErrorKind::Input)
    })
}

/// Returns the value of a whole text, which must be well-formed.
pub(super) fn parse<'t>(text: &'t str, file: &Location) -> Result<JsonSpan<'t>, Error> {
    JsonSpan::parse(text)
        .map_err(|error| Issues::from(malformed(text, file, &error)).into_error(ErrorKind::Input))
}

/// Returns the issue that a text is not well-formed JSON. `location` is that of the file, or of the line if
/// the text is one line.
pub(super) fn malformed(text: &str, location: &Location, error: &serde_json::Error) -> Issue {
    let line = text.lines().nth(error.line().saturating_sub(1)).unwrap_or_default();
    // The column counts bytes, from 1.
    let mut from = error.column().saturating_sub(1).min(line.len().saturating_sub(1));
    while !line.is_char_boundary(from) {
        from -= 1;
    }
    let got = &line[from..];
    let what = message_without_position(error);
    let remedy = format!("correct the text at or before column {}: {what}", error.column());
    let location = match location.line() {
        Some(_) => location.clone(),
        None => location.clone().at_line(error.line() as u64),
    };
    Issue::new(location, got, "well-formed JSON", remedy)
}

/// Deserializes a value. Returns `None` and adds an issue if it has the wrong form.
pub(super) fn value<'t, T: Deserialize<'t>>(
    span: JsonSpan<'t>,
    path: fmt::Arguments<'_>,
    issues: &mut Vec<Issue>,
) -> Option<T> {
    match T::deserialize(span) {
        Ok(value) => Some(value),
        Err(error) => {
            issues.push(error.into_issue(span, path));
            None
        }
    }
}

/// Returns the message of an error without the line and column at its end, which count from the beginning
/// of the record.
pub(super) fn message_without_position(error: &serde_json::Error) -> String {
    let message = error.to_string();
    message.rsplit_once(" at line ").map_or(message.as_str(), |(what, _)| what).to_owned()
}

/// Words that people write for words of the format.
const SYNONYMS: [(&str, &[&str]); 12] = [
    ("missile", &["ballistic-missile", "cruise-missile"]),
    ("missiles", &["ballistic-missile", "cruise-missile"]),
    ("shelling", &["artillery"]),
    ("bomb", &["bombing"]),
    ("killing", &["assassination"]),
    ("kidnapping", &["abduction"]),
    ("riot", &["protest"]),
    ("storming", &["protest", "occupation"]),
    ("threat", &["threaten"]),
    ("accusation", &["accuse"]),
    ("denial", &["deny"]),
    ("talks", &["negotiation"]),
];

/// Returns the remedy for a word that is not known: the words it is used for, or the nearest known word, if one
/// is near.
pub(super) fn suggest(got: &str, known: &[&str]) -> String {
    let mut meant = Vec::new();
    for (synonym, words) in &SYNONYMS {
        if synonym.eq_ignore_ascii_case(got) {
            meant.extend_from_slice(words);
        }
    }
    meant.retain(|word| known.contains(word));
    if meant.is_empty() {
        meant.extend(nearest(got, known.iter().copied()));
    }
    match meant.as_slice() {
        [] => "use one of these".to_owned(),
        words => format!("write `{}` if that is meant", words.join("` or `")),
    }
}
