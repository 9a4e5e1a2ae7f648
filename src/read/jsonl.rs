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

use std::io::{self, Write};

use serde::de::IgnoredAny;

use super::{
    fields,
    intake::Intake,
    json::{instead, no_json, value},
    lines::Lines,
    piece::Piece,
    reader::{Input, Reader},
};
use crate::{
    error::{Error, Issue, Location},
    timeline::{
        Timeline,
        document::{Document, PendingRecords},
    },
};

/// Writes a timeline, a record a line: the head if there is anything to say in it, then actors, events,
/// links and what is covered. Read and written again, it is the same.
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
/// The output cannot be written to.
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

/// The reader of JSON Lines. What waits for other records is settled when all files are read.
#[derive(Default)]
pub(super) struct JsonLines {
    files: Vec<(Location, PendingRecords)>,
}

impl Reader for JsonLines {
    fn read(&mut self, input: &mut Input<'_>, into: &mut Intake<'_>) -> Result<(), Error> {
        let file = Location::in_file(input.name);
        let longest = into.options.longest_line;
        let mut lines = Lines::new(&mut *input.text, longest);
        let mut waiting = PendingRecords::after(&into.builder);
        let (mut line, mut number) = (Vec::new(), 0);
        while lines.read_line(&mut line).map_err(|error| Error::io(input.name, error))? {
            number += 1;
            if line.trim_ascii().is_empty() {
                continue;
            }
            let mut issues = Vec::new();
            if line.len() > longest {
                issues.push(fields::line_too_long(&line, longest));
            } else if let Some(text) = fields::text("line", &line, &mut issues) {
                record(text, number, &mut waiting, into, &mut issues);
            }
            if !issues.is_empty() {
                into.leave_out(&file.clone().at_line(number), issues);
            }
        }
        self.files.push((file, waiting));
        Ok(())
    }

    fn finish(&mut self, into: &mut Intake<'_>) -> Result<(), Error> {
        for (file, waiting) in self.files.drain(..) {
            let (links, problems) = waiting.resolve(&mut into.builder);
            into.place_links(links.iter().map(|line| file.clone().at_line(*line)));
            for (line, issues) in problems {
                into.leave_out(&file.clone().at_line(line), issues);
            }
        }
        Ok(())
    }
}

/// Takes in a line, or adds all that is wrong with it.
fn record(
    text: &str,
    number: u64,
    waiting: &mut PendingRecords,
    into: &mut Intake<'_>,
    issues: &mut Vec<Issue>,
) {
    if let Err(error) = serde_json::from_str::<IgnoredAny>(text) {
        into.count_rows(1);
        return issues.push(no_json(text, &Location::default().at_line(number), &error));
    }
    let piece = Piece::new(text);
    let members: Vec<_> = piece.members().collect();
    match &*members {
        [(kind, piece)] if kind == "actor" => {
            if let Some(entry) = value(*piece, kind, issues) {
                issues.extend(waiting.actor(&mut into.builder, number, entry));
            }
        }
        [(kind, piece)] if kind == "event" => {
            into.count_rows(1);
            match value(*piece, kind, issues) {
                Some(entry) => issues.extend(waiting.event(&mut into.builder, number, &entry)),
                None => waiting.count_failed_event(),
            }
        }
        [(kind, piece)] if kind == "link" => {
            if let Some(entry) = value(*piece, kind, issues) {
                waiting.link(number, entry);
            }
        }
        [(kind, piece)] if kind == "coverage" => {
            if let Some(entry) = value(*piece, kind, issues) {
                waiting.covered(number, entry);
            }
        }
        members => {
            const HEAD: [&str; 3] = ["escalade", "title", "unreadable"];
            let others: Vec<_> =
                members.iter().map(|(key, _)| &**key).filter(|key| !HEAD.contains(key)).collect();
            if others.is_empty() && !members.is_empty() {
                if let Some(head) = value::<Document>(piece, "head", issues) {
                    issues.extend(head.add_header_to(&mut into.builder));
                }
                return;
            }
            let known = ["actor", "event", "link", "coverage"];
            let allowed = "an object of `actor`, `event`, `link` or `coverage` alone, or of `escalade`, `title` and `unreadable`";
            let remedy = match &*others {
                [key] => instead(key, &known),
                _ => "write a record a line, each within its kind: {\"event\": {…}}".to_owned(),
            };
            issues.push(Issue::new("line", text, allowed, remedy));
        }
    }
}
