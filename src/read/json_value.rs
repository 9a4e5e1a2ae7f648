//! Reading of JSON values into records, with errors for the author of the file.

use std::fmt;

use serde::{Deserialize, de::DeserializeOwned};

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

/// The greatest number of values of the wrong form that are reported of one record.
const MAX_PER_RECORD: usize = 16;

/// Deserializes a record. If values in it have the wrong form, adds an issue for each, and returns what is left of
/// the record without them, if it can be read.
pub(super) fn record<T: DeserializeOwned>(
    span: JsonSpan<'_>,
    place: &str,
    issues: &mut Vec<Issue>,
) -> Result<T, Option<T>> {
    let before = issues.len();
    let record = value(span, format_args!("{place}"), issues);
    record.ok_or_else(|| read_rest(span, place, before, issues))
}

/// Reads a record again without the value that had the wrong form, until the rest can be read, so that one problem
/// does not hide the others. Returns the rest. The first problem is the last of `issues`.
fn read_rest<T: DeserializeOwned>(
    span: JsonSpan<'_>,
    place: &str,
    before: usize,
    issues: &mut Vec<Issue>,
) -> Option<T> {
    let mut text = span.text().to_owned();
    while issues.len() - before < MAX_PER_RECORD {
        text = without_last_problem(&text, place, issues)?;
        let rest = JsonSpan::parse(&text).ok()?;
        if let Some(record) = value(rest, format_args!("{place}"), issues) {
            return Some(record);
        }
    }
    None
}

/// Returns a record without the member that the last of some issues is about.
fn without_last_problem(record: &str, place: &str, issues: &[Issue]) -> Option<String> {
    let field = issues.last()?.location().field()?.strip_prefix(place)?.strip_prefix('/')?;
    let steps: Vec<&str> = field.split('/').collect();
    JsonSpan::parse(record).ok()?.without_member(&steps)
}

/// Returns the message of an error without the line and column at its end, which count from the beginning
/// of the record.
pub(super) fn message_without_position(error: &serde_json::Error) -> String {
    let message = error.to_string();
    message.rsplit_once(" at line ").map_or(message.as_str(), |(what, _)| what).to_owned()
}

/// Words that people write for words of the format.
const SYNONYMS: [(&str, &[&str]); 32] = [
    ("missile", &["ballistic-missile", "cruise-missile"]),
    ("missiles", &["ballistic-missile", "cruise-missile"]),
    ("shelling", &["artillery"]),
    ("naval-gunfire", &["artillery"]),
    ("bomb", &["bombing"]),
    ("strike", &["air-strike"]),
    ("shooting", &["small-arms"]),
    ("surface-to-air", &["unspecified"]),
    ("torpedo", &["unspecified"]),
    ("killing", &["assassination"]),
    ("kidnapping", &["abduction"]),
    ("riot", &["protest"]),
    ("storming", &["protest", "occupation"]),
    ("ramming", &["interception"]),
    ("boarding", &["seizure", "interception"]),
    ("ceasefire", &["agreement"]),
    ("truce", &["agreement"]),
    ("withdrawal", &["concession"]),
    ("threat", &["threaten"]),
    ("accusation", &["accuse"]),
    ("denial", &["deny"]),
    ("admit", &["claim"]),
    ("admission", &["claim"]),
    ("condemnation", &["condemn"]),
    ("apology", &["apologise"]),
    ("warning", &["warn"]),
    ("talks", &["negotiation"]),
    ("militia", &["armed-group"]),
    ("rebels", &["armed-group"]),
    ("newspaper", &["news-outlet"]),
    ("international-organisation", &["international-body"]),
    ("international-organization", &["international-body"]),
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
    if meant.is_empty()
        && let Some(word) = nearest(got, known.iter().copied())
    {
        meant.push(word);
    }
    match meant.as_slice() {
        [] => "use one of these".to_owned(),
        words => format!("write `{}` if that is meant", words.join("` or `")),
    }
}
