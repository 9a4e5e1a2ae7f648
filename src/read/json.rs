#![doc = include_str!("json.md")]
//! ```
//! let text = r#"{
//!     "escalade": 1,
//!     "actors": [{ "key": "IRN", "kind": "state" }, { "key": "ISR", "kind": "state" }],
//!     "events": [
//!         { "key": "killing", "when": "2024-04-01", "attack": "air-strike", "source": "ISR", "target": "IRN" },
//!         { "key": "barrage", "when": "2024-04-13", "attack": "drone", "source": "IRN", "target": "ISR" }
//!     ],
//!     "links": [{ "from": "barrage", "relation": "retaliates-for", "to": "killing" }]
//! }"#;
//! let timeline = escalade::read::json::from_str(text)?;
//! assert_eq!(timeline.links().len(), 1);
//!
//! let mut written = Vec::new();
//! escalade::read::json::write(&timeline, &mut written)?;
//! let again = escalade::read::json::from_str(std::str::from_utf8(&written).unwrap())?;
//! assert_eq!(again.event_by_key("barrage").unwrap().when().to_string(), "2024-04-13");
//! # Ok::<(), escalade::Error>(())
//! ```

use std::{
    fmt,
    io::{self, Write},
};

use serde::de::DeserializeOwned;

use super::{
    ingest::Ingest,
    json_span::JsonSpan,
    json_value::{parse, read_text, record, suggest, value},
    reader::{Input, Reader},
    second_fractions::{OUT_OF_ORDER, SecondFractions},
};
use crate::{
    error::{Error, Issue, Location},
    sorting::sort_by,
    timeline::{
        Timeline,
        document::{ActorEntry, CoveredEntry, Document, EventEntry, Unread},
    },
};

/// Reads a document from a text.
///
/// ```
/// let text = r#"{ "events": [
///     { "when": "13 April", "attack": "drone" },
///     { "when": "2024-04-14", "attack": "dron" }
/// ] }"#;
/// let error = escalade::read::json::from_str(text).unwrap_err();
/// let places: Vec<_> = error.issues().iter().map(|issue| issue.location().to_string()).collect();
/// assert_eq!(places, ["line 2: events/0/when", "line 3: events/1/attack"]);
/// assert!(error.issues()[1].remedy().contains("`drone`"));
/// ```
///
/// # Errors
///
/// The text is not well-formed JSON, or the document has problems. All problems are reported at once, each
/// with its line and path; at most [`MAX_ISSUES`](crate::error::MAX_ISSUES) of them are kept, and of the values of one
/// record that have the wrong form at most 16.
pub fn from_str(text: &str) -> Result<Timeline, Error> {
    read_document(text, &Location::default(), &mut |_, _| {})
}

/// Writes a document, indented, with a line feed at its end.
///
/// The output is canonical: reading it and writing it again gives the same text.
///
/// ```
/// use escalade::{Timeline, read::json};
///
/// let mut builder = Timeline::builder();
/// builder.set_title("April 2024");
/// let mut written = Vec::new();
/// json::write(&builder.build()?, &mut written)?;
/// assert_eq!(String::from_utf8(written).unwrap(), "{\n  \"escalade\": 1,\n  \"title\": \"April 2024\"\n}\n");
/// # Ok::<(), escalade::Error>(())
/// ```
///
/// # Errors
///
/// The output cannot be written.
pub fn write(timeline: &Timeline, mut output: impl Write) -> Result<(), Error> {
    let failed = |error: io::Error| Error::io("the output", error);
    serde_json::to_writer_pretty(&mut output, timeline).map_err(|error| failed(error.into()))?;
    writeln!(output).and_then(|()| output.flush()).map_err(failed)
}

/// The reader of native documents. Each document is a timeline of its own.
pub(super) struct JsonDocuments;

impl Reader for JsonDocuments {
    fn read(&mut self, input: &mut Input<'_>, ingest: &mut Ingest<'_>) -> Result<(), Error> {
        let text = read_text(input, ingest.options.largest_document)?;
        let mut fractions = SecondFractions::default();
        let mut out_of_order = Vec::new();
        let mut note = |nth: usize, when: &str| {
            if fractions.is_out_of_order(when) {
                out_of_order.push(nth);
            }
        };
        ingest.add_document(read_document(&text, &Location::in_file(input.name), &mut note)?);
        if let Some(first) = out_of_order.first() {
            let (name, count) = (input.name, out_of_order.len());
            ingest.note_decision(format!(
                "{name}: {count} events {OUT_OF_ORDER}, the first `events/{first}`"
            ));
        }
        Ok(())
    }
}

/// Reads a document, whose problems are located in `file`. Calls `see` with the number and the date of each event.
fn read_document(
    text: &str,
    file: &Location,
    see: &mut dyn FnMut(usize, &str),
) -> Result<Timeline, Error> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let whole = parse(text, file)?;
    let (document, unread) = records(whole);
    for (nth, event) in document.events.iter().enumerate() {
        see(nth, &event.when);
    }
    document.build(&unread).map_err(|error| {
        // The builder reports the path to a problem; the text shows its line and the order of problems.
        let span_of = |issue: &Issue| {
            let field = issue.location().field().unwrap_or_default();
            whole.at(&mut field.split('/'))
        };
        let mut located = Vec::new();
        for issue in error.issues() {
            let span = span_of(issue);
            let line = file.clone().at_line(span.line());
            located.push((span.start(), issue.clone().within(&line)));
        }
        sort_by(&mut located, |a, b| a.0.cmp(&b.0));
        let mut issues = Vec::with_capacity(located.len());
        for (_, issue) in located {
            issues.push(issue);
        }
        error.restated(issues)
    })
}

/// Reads each record on its own, so that a record of the wrong form does not hide the problems of others.
fn records(whole: JsonSpan<'_>) -> (Document, Unread) {
    let (mut document, mut unread) = (Document::default(), Unread::default());
    if !whole.is_object() {
        let issue = Issue::new(
            Location::default(),
            whole.text(),
            "an object",
            "write the document as one object: { … }",
        );
        unread.issues.push(issue);
        return (document, unread);
    }
    // The members are read one by one, so that duplicate keys must be detected here.
    let mut seen = Vec::new();
    for (key, span) in whole.members() {
        let issues = &mut unread.issues;
        if seen.contains(&key) {
            issues.push(Issue::new(
                &*key,
                "a duplicate key",
                "each key once",
                "merge the two values",
            ));
            continue;
        }
        match &*key {
            "escalade" | "title" | "unreadable" => {
                read_header(&mut document, &key, span, format_args!("{key}"), issues);
            }
            "actors" => {
                document.actors = list(span, &key, issues, &mut |nth, span, _| {
                    unread.actors.insert(nth);
                    ActorEntry { key: own_key(span).unwrap_or_default(), ..ActorEntry::default() }
                });
            }
            "events" => {
                document.events = list(span, &key, issues, &mut |nth, span, rest| {
                    unread.events.insert(nth);
                    EventEntry { key: own_key(span), ..rest.unwrap_or_default() }
                });
            }
            "links" => {
                document.links = list(span, &key, issues, &mut |nth, _, rest| {
                    unread.links.insert(nth);
                    rest.unwrap_or_default()
                });
            }
            "coverage" => {
                document.coverage =
                    list(span, &key, issues, &mut |_, _, _| CoveredEntry::default());
            }
            _ => {
                const KNOWN: [&str; 7] =
                    ["escalade", "title", "actors", "events", "links", "coverage", "unreadable"];
                issues.push(Issue::new(&*key, &key, KNOWN.join(", "), suggest(&key, &KNOWN)));
                // Only known keys are remembered, so that many unknown ones take linear time.
                continue;
            }
        }
        seen.push(key);
    }
    (document, unread)
}

/// Reads a field of the header of a document: its version, its title or its count of unreadable records.
pub(super) fn read_header(
    document: &mut Document,
    key: &str,
    span: JsonSpan<'_>,
    path: fmt::Arguments<'_>,
    issues: &mut Vec<Issue>,
) {
    match key {
        "escalade" => document.escalade = value(span, path, issues).flatten(),
        "title" => document.title = value(span, path, issues).flatten(),
        _ => document.unreadable = value(span, path, issues).unwrap_or_default(),
    }
}

/// Reads a list of records. A record of the wrong form is replaced by `stand_in`, so that the numbers of
/// the records after it stay right.
fn list<'t, T: DeserializeOwned>(
    span: JsonSpan<'t>,
    path: &str,
    issues: &mut Vec<Issue>,
    stand_in: &mut dyn FnMut(usize, JsonSpan<'t>, Option<T>) -> T,
) -> Vec<T> {
    let spans = spans_of_list(span, path, issues);
    let mut records = Vec::with_capacity(spans.len());
    for (nth, span) in spans.into_iter().enumerate() {
        let read = record(span, &format!("{path}/{nth}"), issues);
        records.push(read.unwrap_or_else(|rest| stand_in(nth, span, rest)));
    }
    records
}

/// Returns the records of a list.
fn spans_of_list<'t>(span: JsonSpan<'t>, path: &str, issues: &mut Vec<Issue>) -> Vec<JsonSpan<'t>> {
    let mut spans = Vec::new();
    if span.is_object() {
        spans.push(span); // A single record may stand without the list.
    } else if span.is_array() {
        spans.extend(span.elements());
    } else {
        issues.push(Issue::new(path, span.text(), "a list", "enclose it in [ ]"));
    }
    spans
}

/// Returns the key of a record of the wrong form, so that references to it are not reported as well.
fn own_key(span: JsonSpan<'_>) -> Option<String> {
    Some(span.member("key")?.to_str().ok()?.into_owned())
}
