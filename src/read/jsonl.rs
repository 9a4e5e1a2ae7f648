#![doc = include_str!("jsonl.md")]
//! ```
//! use escalade::read::{Options, jsonl};
//!
//! let text = r#"{"actor":{"key":"IRN"}}
//! {"actor":{"key":"ISR"}}
//! {"event":{"key":"killing","when":"2024-04-01","attack":"air-strike","source":"ISR","target":"IRN"}}
//! {"event":{"when":"2024-04-02","statement":"threaten","source":"IRN","target":"ISR","about":"killing"}}
//! "#;
//! let timeline = Options::new().read("crisis.jsonl", text.as_bytes())?.timeline;
//! assert_eq!(timeline.len(), 2);
//!
//! let mut written = Vec::new();
//! jsonl::write(&timeline, &mut written)?;
//! assert_eq!(String::from_utf8(written).unwrap(), text);
//! # Ok::<(), escalade::Error>(())
//! ```

use std::{
    borrow::Cow,
    io::{self, Write},
};

use super::{
    fields,
    ingest::Ingest,
    json::read_header,
    json_span::JsonSpan,
    json_value::{malformed, record, suggest},
    lines::LineReader,
    reader::{Input, Reader},
    second_fractions::{OUT_OF_ORDER, SecondFractions},
};
use crate::{
    error::{Error, Issue, Location},
    timeline::{
        Timeline,
        document::{Document, EventEntry, PendingRecords},
    },
};

/// Writes a timeline, one record per line: a head if it is not empty, then actors, events, links and
/// coverage. Reading the output and writing it again gives the same text.
///
/// ```
/// use escalade::{Actor, Timeline, read::jsonl};
///
/// let mut builder = Timeline::builder();
/// builder.set_title("April 2024");
/// builder.add_actor(Actor::new("IRN"));
/// let mut written = Vec::new();
/// jsonl::write(&builder.build()?, &mut written)?;
/// let text = String::from_utf8(written).unwrap();
/// assert_eq!(text, "{\"escalade\":1,\"title\":\"April 2024\"}\n{\"actor\":{\"key\":\"IRN\"}}\n");
/// # Ok::<(), escalade::Error>(())
/// ```
///
/// # Errors
///
/// The output cannot be written.
pub fn write(timeline: &Timeline, mut output: impl Write) -> Result<(), Error> {
    let failed = |error: io::Error| Error::io("the output", error);
    if let Some(head) = Document::header_of(timeline) {
        serde_json::to_writer(&mut output, &head).map_err(|error| failed(error.into()))?;
        writeln!(output).map_err(failed)?;
    }
    for line in timeline.lines() {
        serde_json::to_writer(&mut output, &line).map_err(|error| failed(error.into()))?;
        writeln!(output).map_err(failed)?;
    }
    output.flush().map_err(failed)
}

/// The reader of JSON Lines. References to other records are resolved when all files are read.
#[derive(Default)]
pub(super) struct JsonLines {
    /// The unresolved references of each file.
    files: Vec<(Location, PendingRecords)>,
}

impl Reader for JsonLines {
    fn read(&mut self, input: &mut Input<'_>, ingest: &mut Ingest<'_>) -> Result<(), Error> {
        let file = Location::in_file(input.name);
        let max_bytes = ingest.options.longest_line;
        let mut lines = LineReader::new(&mut *input.text, max_bytes);
        let mut waiting = PendingRecords::after(&ingest.builder);
        let mut fractions = SecondFractions::default();
        let (mut line, mut number) = (Vec::new(), 0);
        while lines.read_line(&mut line).map_err(|error| Error::io(input.name, error))? {
            number += 1;
            if line.trim_ascii().is_empty() {
                continue;
            }
            let mut issues = Vec::new();
            if line.len() > max_bytes {
                issues.push(fields::line_too_long(&line, max_bytes));
            } else if let Some(text) = fields::text("line", &line, &mut issues) {
                let see = &mut |when: &str, ingest: &mut Ingest<'_>| {
                    if fractions.is_out_of_order(when) {
                        let place = (input.name, number);
                        ingest.guesses.count(OUT_OF_ORDER, place, "when", when.as_bytes());
                    }
                };
                add_record(text, number, &mut waiting, ingest, &mut issues, see);
            }
            if !issues.is_empty() {
                ingest.skip_record(&file.clone().at_line(number), issues);
            }
        }
        self.files.push((file, waiting));
        Ok(())
    }

    fn finish(&mut self, ingest: &mut Ingest<'_>) -> Result<(), Error> {
        for (file, waiting) in self.files.drain(..) {
            let (links, problems) = waiting.resolve(&mut ingest.builder);
            for line in links {
                ingest.locate_link(file.clone().at_line(line));
            }
            for (line, issues) in problems {
                ingest.skip_record(&file.clone().at_line(line), issues);
            }
        }
        Ok(())
    }
}

/// Adds the record of a line, or adds issues. Calls `see` with the date of an event.
fn add_record(
    text: &str,
    number: u64,
    waiting: &mut PendingRecords,
    ingest: &mut Ingest<'_>,
    issues: &mut Vec<Issue>,
    see: &mut dyn FnMut(&str, &mut Ingest<'_>),
) {
    let span = match JsonSpan::parse(text) {
        Ok(span) => span,
        Err(error) => {
            ingest.count_rows(1);
            return issues.push(malformed(text, &Location::default().at_line(number), &error));
        }
    };
    let mut members = Vec::new();
    for member in span.members() {
        members.push(member);
    }
    match &*members {
        [(kind, span)] if kind == "actor" => {
            if let Ok(entry) = record(*span, kind, issues) {
                issues.extend(waiting.actor(&mut ingest.builder, number, entry));
            }
        }
        [(kind, span)] if kind == "event" => {
            ingest.count_rows(1);
            match record::<EventEntry>(*span, kind, issues) {
                Ok(entry) => {
                    see(&entry.when, ingest);
                    issues.extend(waiting.event(&mut ingest.builder, number, &entry));
                }
                Err(rest) => {
                    issues.extend(waiting.partial_event(&mut ingest.builder, rest.as_ref()));
                }
            }
        }
        [(kind, span)] if kind == "link" => {
            if let Ok(entry) = record(*span, kind, issues) {
                waiting.link(number, entry);
            }
        }
        [(kind, span)] if kind == "coverage" => {
            if let Ok(entry) = record(*span, kind, issues) {
                waiting.covered(number, entry);
            }
        }
        members => {
            const HEAD: [&str; 3] = ["escalade", "title", "unreadable"];
            let mut others = Vec::new();
            for (key, _) in members {
                if !HEAD.contains(&&**key) {
                    others.push(&**key);
                }
            }
            if others.is_empty() && !members.is_empty() {
                if let Some(head) = head(members, issues) {
                    issues.extend(head.add_header_to(&mut ingest.builder));
                }
                return;
            }
            let known = ["actor", "event", "link", "coverage"];
            let allowed = "an object of `actor`, `event`, `link` or `coverage` alone, or of `escalade`, `title` and `unreadable`";
            let remedy = match &*others {
                [key] => suggest(key, &known),
                _ => "write one record per line, each inside its kind: {\"event\": {…}}".to_owned(),
            };
            issues.push(Issue::new("line", text, allowed, remedy));
        }
    }
}

/// Returns the document with the header that these members give, or adds an issue.
fn head(members: &[(Cow<'_, str>, JsonSpan<'_>)], issues: &mut Vec<Issue>) -> Option<Document> {
    let mut head = Document::default();
    for (nth, (key, span)) in members.iter().enumerate() {
        let path = format!("head/{key}");
        if members[..nth].iter().any(|(before, _)| before == key) {
            issues.push(Issue::new(path, "a duplicate key", "each key once", "keep one of them"));
        } else {
            read_header(&mut head, key, *span, format_args!("{path}"), issues);
        }
    }
    issues.is_empty().then_some(head)
}
