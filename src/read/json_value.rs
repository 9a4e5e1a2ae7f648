//! Reading of JSON values into records, with errors for the author of the file.

use serde::de::DeserializeOwned;

use super::{json_span::JsonSpan, reader::Input};
use crate::{
    error::{Error, ErrorKind, Issue, Issues, Location, REMEDY_SEPARATOR},
    timeline::document::nearest,
};

/// Reads the whole of a file as text.
pub(super) fn read_text(input: &mut Input<'_>) -> Result<String, Error> {
    let mut bytes = Vec::new();
    input.text.read_to_end(&mut bytes).map_err(|error| Error::io(input.name, error))?;
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let line =
            1 + error.as_bytes()[..valid].iter().filter(|byte| **byte == b'\n').count() as u64;
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
    let from = line.char_indices().map(|(at, _)| at).take_while(|at| *at < error.column()).last();
    let got = line.get(from.unwrap_or_default()..).unwrap_or_default();
    let what = message_without_position(error);
    let remedy = format!("correct the text at or before column {}: {what}", error.column());
    let location = match location.line() {
        Some(_) => location.clone(),
        None => location.clone().at_line(error.line() as u64),
    };
    Issue::new(location, got, "well-formed JSON", remedy)
}

/// Deserializes a value. Returns `None` and adds an issue if it has the wrong form.
pub(super) fn value<T: DeserializeOwned>(
    span: JsonSpan<'_>,
    path: &str,
    issues: &mut Vec<Issue>,
) -> Option<T> {
    let mut deserializer = serde_json::Deserializer::from_str(span.text());
    match serde_path_to_error::deserialize(&mut deserializer) {
        Ok(value) => Some(value),
        Err(error) => {
            issues.push(explain(span, path, &error));
            None
        }
    }
}

/// Converts an error of the deserializer, whose message is for a programmer, to an issue for the author of
/// the file. The kind of error can only be detected in the message.
fn explain(
    span: JsonSpan<'_>,
    path: &str,
    error: &serde_path_to_error::Error<serde_json::Error>,
) -> Issue {
    use serde_path_to_error::Segment;
    let steps = error.path().iter().filter_map(|segment| match segment {
        Segment::Seq { index } => Some(index.to_string()),
        Segment::Map { key } => Some(key.clone()),
        Segment::Enum { .. } | Segment::Unknown => None,
    });
    let steps = steps.collect::<Vec<_>>().join("/");
    let got = if steps.is_empty() { span.text() } else { span.at(&steps).text() };
    let path = if steps.is_empty() { path.to_owned() } else { format!("{path}/{steps}") };

    let message = message_without_position(error.inner());
    let named = message.split('`').nth(1).unwrap_or_default();
    let expected = message.rsplit_once("expected ").map_or("", |(_, expected)| expected);
    let inner = |path: &str| {
        if path.ends_with(named) { path.to_owned() } else { format!("{path}/{named}") }
    };
    if message.starts_with("unknown field") || message.starts_with("unknown variant") {
        let allowed: Vec<_> = expected.split('`').skip(1).step_by(2).collect();
        let path = if message.starts_with("unknown field") { inner(&path) } else { path };
        return Issue::new(path, named, allowed.join(", "), suggest(named, &allowed));
    }
    if message.starts_with("duplicate field") {
        return Issue::new(inner(&path), "a duplicate key", "each key once", "keep one of them");
    }
    if message.starts_with("missing field") {
        return Issue::new(inner(&path), "", format!("the key `{named}`"), "add it");
    }
    if message.starts_with("data did not match any variant") {
        // Amounts are the only untagged type without a message of its own.
        let allowed =
            "a whole number, a text, or an object of `least`, `most`, `about` and `words`";
        return Issue::new(path, got, allowed, "write it in one of these forms");
    }
    // The crate's own types report what is allowed in the form in which an issue is displayed.
    let issue =
        message.split_once("allowed: ").and_then(|(_, rest)| rest.split_once(REMEDY_SEPARATOR));
    if let Some((allowed, remedy)) = issue {
        return Issue::new(path, got, allowed, remedy);
    }
    let allowed = if expected.is_empty() { message.as_str() } else { in_plain_words(expected) };
    Issue::new(path, got, allowed, "write it in this form")
}

/// Translates the deserializer's description of an expected type.
fn in_plain_words(expected: &str) -> &str {
    match expected {
        "value" => "a word in quotation marks",
        "a string" => "a text in quotation marks",
        "a boolean" => "true or false",
        "a sequence" => "a list in [ ]",
        "u8" | "u64" => "a whole number",
        "f64" => "a number",
        _ if expected.starts_with("struct ") => "an object in { }",
        _ => expected,
    }
}

/// Returns the message of an error without the line and column at its end, which count from the beginning
/// of the record.
fn message_without_position(error: &serde_json::Error) -> String {
    let message = error.to_string();
    message.rsplit_once(" at line ").map_or(message.as_str(), |(what, _)| what).to_owned()
}

/// Returns the remedy for a word that is not known: the nearest known word, if one is near.
pub(super) fn suggest(got: &str, known: &[&str]) -> String {
    match nearest(got, known.iter().copied()) {
        Some(near) => format!("write `{near}` if that is meant"),
        None => "use one of these".to_owned(),
    }
}
