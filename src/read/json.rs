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

use std::io::{self, Write};

use serde::de::{DeserializeOwned, IgnoredAny};

use super::{
    intake::Intake,
    piece::Piece,
    reader::{Input, Reader},
};
use crate::{
    error::{Error, ErrorKind, Issue, Issues, Location, REMEDY_SEPARATOR},
    timeline::{
        Timeline,
        document::{ActorEntry, CoveredEntry, Document, EventEntry, LinkEntry, Unread, nearest},
    },
};

/// Reads a document.
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
/// Text that is no JSON; else every problem of the document at once, each with its line and path,
/// [`MAX_ISSUES`](crate::MAX_ISSUES) of them in words. Of the values in one record that have the
/// wrong form, the first is reported.
pub fn from_str(text: &str) -> Result<Timeline, Error> {
    document(text, &Location::default())
}

/// Writes a document, indented, with a line end behind it.
///
/// What is written is canonical: read and written again, it is the same.
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
/// The output cannot be written to.
pub fn write(timeline: &Timeline, mut output: impl Write) -> Result<(), Error> {
    let failed = |error: io::Error| Error::io("the output", error);
    serde_json::to_writer_pretty(&mut output, timeline).map_err(|error| failed(error.into()))?;
    writeln!(output).and_then(|()| output.flush()).map_err(failed)
}

/// The reader of native documents. Each is a timeline of its own.
pub(super) struct Documents;

impl Reader for Documents {
    fn read(&mut self, input: &mut Input<'_>, into: &mut Intake<'_>) -> Result<(), Error> {
        let text = text(input)?;
        into.take_whole(document(&text, &Location::in_file(input.name))?);
        Ok(())
    }
}

/// The whole of a file that is one value.
pub(super) fn text(input: &mut Input<'_>) -> Result<String, Error> {
    let mut bytes = Vec::new();
    input.text.read_to_end(&mut bytes).map_err(|error| Error::io(input.name, error))?;
    String::from_utf8(bytes).map_err(|error| {
        let good = error.utf8_error().valid_up_to();
        let line =
            1 + error.as_bytes()[..good].iter().filter(|byte| **byte == b'\n').count() as u64;
        let got = format!("the byte {:#04x}", error.as_bytes()[good]);
        let remedy = "convert the file to UTF-8";
        let place = Location::in_file(input.name).at_line(line);
        let issue = Issue::new(place, got, "UTF-8 text", remedy);
        Issues::from(issue).into_error(ErrorKind::Input)
    })
}

/// Whether a text is well-formed.
pub(super) fn check(text: &str, file: &Location) -> Result<(), Error> {
    serde_json::from_str::<IgnoredAny>(text)
        .map(drop)
        .map_err(|error| Issues::from(no_json(text, file, &error)).into_error(ErrorKind::Input))
}

fn document(text: &str, file: &Location) -> Result<Timeline, Error> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    check(text, file)?;
    let whole = Piece::new(text);
    let (document, unread) = records(whole);
    document.build(&unread).map_err(|error| {
        let piece = |issue: &Issue| whole.at(issue.location().field().unwrap_or_default());
        let mut issues = error.issues().to_vec();
        issues.sort_by_cached_key(|issue| piece(issue).start());
        let placed = issues.into_iter().map(|issue| {
            let line = file.clone().at_line(piece(&issue).line());
            issue.within(&line)
        });
        error.restated(placed.collect())
    })
}

pub(super) fn no_json(text: &str, file: &Location, error: &serde_json::Error) -> Issue {
    let line = text.lines().nth(error.line().saturating_sub(1)).unwrap_or_default();
    let from = line.char_indices().map(|(at, _)| at).take_while(|at| *at < error.column()).last();
    let got = line.get(from.unwrap_or_default()..).unwrap_or_default();
    let what = unplaced(error);
    let remedy = format!("correct the text at or before column {}: {what}", error.column());
    let place = match file.line() {
        Some(_) => file.clone(), // The text is of one line.
        None => file.clone().at_line(error.line() as u64),
    };
    Issue::new(place, got, "well-formed JSON", remedy)
}

/// Reads each record on its own, so that one of the wrong form does not hide what is wrong with
/// the others.
fn records(whole: Piece<'_>) -> (Document, Unread) {
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
    let mut seen = Vec::new();
    for (key, piece) in whole.members() {
        let issues = &mut unread.issues;
        if seen.contains(&key) {
            issues.push(Issue::new(
                key,
                "the same key again",
                "each key once",
                "put the two together",
            ));
            continue;
        }
        match key.as_str() {
            "escalade" => document.escalade = value(piece, &key, issues),
            "title" => document.title = value(piece, &key, issues),
            "unreadable" => document.unreadable = value(piece, &key, issues).unwrap_or_default(),
            "actors" => {
                document.actors = list(piece, &key, issues, |nth, piece| {
                    unread.actors.insert(nth);
                    ActorEntry { key: own_key(piece).unwrap_or_default(), ..ActorEntry::default() }
                });
            }
            "events" => {
                document.events = list(piece, &key, issues, |nth, piece| {
                    unread.events.insert(nth);
                    EventEntry { key: own_key(piece), ..EventEntry::default() }
                });
            }
            "links" => {
                document.links = list(piece, &key, issues, |nth, _| {
                    unread.links.insert(nth);
                    LinkEntry::default()
                });
            }
            "coverage" => {
                document.coverage = list(piece, &key, issues, |_, _| CoveredEntry::default());
            }
            _ => {
                const KNOWN: [&str; 7] =
                    ["escalade", "title", "actors", "events", "links", "coverage", "unreadable"];
                issues.push(Issue::new(
                    key.as_str(),
                    &key,
                    KNOWN.join(", "),
                    instead(&key, &KNOWN),
                ));
            }
        }
        seen.push(key);
    }
    (document, unread)
}

/// A list of records, with a stand-in for each that has the wrong form.
fn list<T: DeserializeOwned>(
    piece: Piece<'_>,
    path: &str,
    issues: &mut Vec<Issue>,
    mut stand_in: impl FnMut(usize, Piece<'_>) -> T,
) -> Vec<T> {
    if !piece.is_list() {
        issues.push(Issue::new(path, piece.text(), "a list", "put it between [ and ]"));
    }
    let records = piece.elements().enumerate().map(|(nth, piece)| {
        value(piece, &format!("{path}/{nth}"), issues).unwrap_or_else(|| stand_in(nth, piece))
    });
    records.collect()
}

fn own_key(piece: Piece<'_>) -> Option<String> {
    let (_, key) = piece.members().find(|(key, _)| key == "key")?;
    serde_json::from_str(key.text()).ok()
}

pub(super) fn value<T: DeserializeOwned>(
    piece: Piece<'_>,
    path: &str,
    issues: &mut Vec<Issue>,
) -> Option<T> {
    let mut deserializer = serde_json::Deserializer::from_str(piece.text());
    match serde_path_to_error::deserialize(&mut deserializer) {
        Ok(value) => Some(value),
        Err(error) => {
            issues.push(explained(piece, path, &error));
            None
        }
    }
}

/// What a deserialiser says is meant for whoever wrote the program; this is for whoever wrote the
/// file.
fn explained(
    piece: Piece<'_>,
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
    let got = if steps.is_empty() { piece.text() } else { piece.at(&steps).text() };
    let path = if steps.is_empty() { path.to_owned() } else { format!("{path}/{steps}") };

    let message = unplaced(error.inner());
    let named = message.split('`').nth(1).unwrap_or_default();
    let expected = message.rsplit_once("expected ").map_or("", |(_, expected)| expected);
    let inner = |path: &str| {
        if path.ends_with(named) { path.to_owned() } else { format!("{path}/{named}") }
    };
    if message.starts_with("unknown field") || message.starts_with("unknown variant") {
        let listed: Vec<_> = expected.split('`').skip(1).step_by(2).collect();
        let path = if message.starts_with("unknown field") { inner(&path) } else { path };
        return Issue::new(path, named, listed.join(", "), instead(named, &listed));
    }
    if message.starts_with("duplicate field") {
        return Issue::new(inner(&path), "the same key again", "each key once", "keep one of them");
    }
    if message.starts_with("missing field") {
        return Issue::new(inner(&path), "", format!("the key `{named}`"), "add it");
    }
    if message.starts_with("data did not match any variant") {
        // Only amounts have no words of their own for this.
        let allowed =
            "a whole number, a text, or an object of `least`, `most`, `about` and `words`";
        return Issue::new(path, got, allowed, "write it in one of these forms");
    }
    let own =
        message.split_once("allowed: ").and_then(|(_, rest)| rest.split_once(REMEDY_SEPARATOR));
    if let Some((allowed, remedy)) = own {
        return Issue::new(path, got, allowed, remedy);
    }
    let allowed = if expected.is_empty() { message.as_str() } else { in_plain_words(expected) };
    Issue::new(path, got, allowed, "write it in that form")
}

fn in_plain_words(expected: &str) -> &str {
    match expected {
        "value" => "a word, between quotation marks",
        "a string" => "a text, between quotation marks",
        "a boolean" => "true or false",
        "a sequence" => "a list, between [ and ]",
        "u8" | "u64" => "a whole number",
        "f64" => "a number",
        _ if expected.starts_with("struct ") => "an object, between { and }",
        _ => expected,
    }
}

/// The message without the line and column that end it: they are of one record alone.
fn unplaced(error: &serde_json::Error) -> String {
    let message = error.to_string();
    message.rsplit_once(" at line ").map_or(message.as_str(), |(what, _)| what).to_owned()
}

pub(super) fn instead(got: &str, known: &[&str]) -> String {
    match nearest(got, known.iter().copied()) {
        Some(near) => format!("write `{near}` if that is meant"),
        None => "use one of these".to_owned(),
    }
}
