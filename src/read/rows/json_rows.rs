//! Records in JSON as rows of a table: a list of objects, an object with such a list, or an object a line.

use std::borrow::Cow;

use super::{
    super::{
        fields,
        ingest::Ingest,
        json_head::record_list,
        json_span::{Elements, JsonSpan},
        json_value::{malformed, parse, read_text},
        reader::{Input, Reader},
    },
    row_text::{RowSource, RowText, RowWriter},
};
use crate::error::{Error, Issue, Location};

/// The greatest number of fields that all records of a file may have: one more than a table may have columns, so
/// that reading the table reports them.
const MOST_NAMES: usize = 1024;

/// Reads the records of a JSON text with the reader of a table. The text is held as a whole; its records are rewritten
/// one after the other.
///
/// # Errors
///
/// The text is not well-formed, or the reader cannot read the table.
pub(in super::super) fn read_json(
    reader: &mut dyn Reader,
    input: &mut Input<'_>,
    ingest: &mut Ingest<'_>,
) -> Result<(), Error> {
    let text = read_text(input, ingest.options.largest_document)?;
    let file = Location::in_file(input.name);
    let longest = ingest.options.longest_line;
    let (records, path) = if are_lines(&text) {
        (Records::Lines { rest: &text, line: 0, longest }, String::new())
    } else {
        let whole = parse(&text, &file)?;
        match list_of(whole) {
            (path, list) if list.is_array() => {
                note_others(whole, &path, list.elements().count() as u64, input.name, ingest);
                let list = list.elements();
                (Records::List { list, text: &text, at: 0, line: 1, index: 0, longest }, path)
            }
            (path, only) => (Records::One(Some(only)), path),
        }
    };
    let names = names_of_fields(records.clone(), &path, &file, ingest);
    let mut rows = JsonRows { names, records, is_begun: false };
    let size = input.size;
    let mut text = RowText::new(&mut rows);
    reader.read(&mut Input { name: input.name, text: &mut text, size, rows: Some(&path) }, ingest)
}

/// Returns `true` if a text is one object a line.
fn are_lines(text: &str) -> bool {
    let text = text.trim_ascii();
    let Some(first) = JsonSpan::of_beginning(text) else { return true };
    first.is_object() && first.text().len() < text.len() && !first.text().contains('\n')
}

/// Returns the list of records in a text, with the path of its elements: the text itself, else the first list of
/// objects in it, else the first empty list, else the object itself, which is the only record.
fn list_of(whole: JsonSpan<'_>) -> (String, JsonSpan<'_>) {
    if whole.is_array() {
        return (String::new(), whole);
    }
    let mut empty = None;
    for (key, value) in whole.members() {
        let (path, list) = record_list(&key, value);
        match list.elements().next() {
            Some(first) if first.is_object() => return (path, list),
            None if list.is_array() => empty = empty.or(Some((path, list))),
            _ => {}
        }
    }
    empty.unwrap_or((String::new(), whole))
}

/// Notes that an answer is one page of several, that the server reports a failure, or that there are other lists of
/// records than the one at `path`.
fn note_others(whole: JsonSpan<'_>, path: &str, records: u64, name: &str, ingest: &mut Ingest<'_>) {
    for (key, value) in whole.members() {
        let (other, list) = record_list(&key, value);
        if other != path && list.elements().next().is_some_and(JsonSpan::is_object) {
            ingest.note_decision(format!("{name}: the records in `{other}` are not read"));
        }
        let text = value.to_str().unwrap_or(Cow::Borrowed(value.text()));
        let number = text.parse::<u64>().unwrap_or_default();
        let is_count = ["count", "total_count", "TotalCount"].contains(&&*key);
        let note = if is_count && number > records {
            format!(
                "it has {records} of {number} records, as `{key}` says: give all pages together"
            )
        } else if key == "NextPageUrl" && text.starts_with("http") {
            "it is one page of several, as `NextPageUrl` says: give all pages together".to_owned()
        } else if key == "success" && text == "false" {
            "`success` is false: the server reports a failure".to_owned()
        } else {
            continue;
        };
        ingest.note_decision(format!("{name}: {note}"));
    }
}

/// The records of a text.
#[derive(Clone)]
enum Records<'t> {
    One(Option<JsonSpan<'t>>),
    List { list: Elements<'t>, text: &'t str, at: usize, line: u64, index: u64, longest: usize },
    Lines { rest: &'t str, line: u64, longest: usize },
}

/// A record with its line and, in a list, its index.
struct Place {
    line: u64,
    index: Option<u64>,
}

impl<'t> Iterator for Records<'t> {
    type Item = (Place, Result<JsonSpan<'t>, Issue>);

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::One(record) => Some((Place { line: 1, index: None }, Ok(record.take()?))),
            Self::List { list, text, at, line, index, longest } => {
                let record = list.next()?;
                let start = record.start();
                let between = text.as_bytes().get(*at..start).unwrap_or_default();
                *line += between.iter().filter(|byte| **byte == b'\n').count() as u64;
                *at = start;
                *index += 1;
                let place = Place { line: *line, index: Some(*index - 1) };
                // Refused here, where its place is known.
                if record.text().len() > *longest {
                    return Some((
                        place,
                        Err(fields::line_too_long(record.text().as_bytes(), *longest)),
                    ));
                }
                Some((place, Ok(record)))
            }
            Self::Lines { rest, line, longest } => loop {
                if rest.is_empty() {
                    return None;
                }
                let (text, after) = rest.split_once('\n').unwrap_or((rest, ""));
                *rest = after;
                *line += 1;
                if text.trim_ascii().is_empty() {
                    continue;
                }
                let at = Location::default().at_line(*line);
                let record = if text.len() > *longest {
                    Err(fields::line_too_long(text.as_bytes(), *longest))
                } else {
                    JsonSpan::parse(text).map_err(|error| malformed(text, &at, &error))
                };
                return Some((Place { line: *line, index: None }, record));
            },
        }
    }
}

/// Returns the names of the fields of all records, in the order in which they occur first. Records that cannot be read
/// are skipped, each with its issue.
fn names_of_fields<'t>(
    records: Records<'t>,
    path: &str,
    file: &Location,
    ingest: &mut Ingest<'_>,
) -> Vec<Cow<'t, str>> {
    let mut names = Vec::new();
    // For each name, the number of the last record with such a field, counted from 1.
    let mut last = Vec::new();
    for (nth, (place, record)) in (1_u64..).zip(records) {
        let issue = match record {
            Ok(record) => check_record(record, nth, &mut names, &mut last),
            Err(issue) => Some(issue),
        };
        if let Some(issue) = issue {
            ingest.count_rows(1);
            ingest.skip_record(&location(file, &place, path), vec![issue]);
        }
    }
    names
}

/// Adds the new names of a record, or returns why it is no record.
fn check_record<'t>(
    record: JsonSpan<'t>,
    nth: u64,
    names: &mut Vec<Cow<'t, str>>,
    last: &mut Vec<u64>,
) -> Option<Issue> {
    if !record.is_object() || record.members().next().is_none() {
        let allowed = "an object with the fields of one record";
        return Some(Issue::new(
            Location::default(),
            record.text(),
            allowed,
            "write it as { \"field\": value, … }",
        ));
    }
    for (hint, (key, _)) in record.members().enumerate() {
        match column(names, &key, hint) {
            Some(column) if last[column] == nth => {
                return Some(Issue::new(
                    key.into_owned(),
                    "a duplicate key",
                    "each key once",
                    "keep one of them",
                ));
            }
            Some(column) => last[column] = nth,
            None if names.len() < MOST_NAMES => {
                names.push(key);
                last.push(nth);
            }
            None => {}
        }
    }
    None
}

/// Returns the index of a name. Most records have the same fields in the same order, so that `hint` is tried first.
fn column(names: &[Cow<'_, str>], key: &str, hint: usize) -> Option<usize> {
    match names.get(hint) {
        Some(name) if name == key => Some(hint),
        _ => names.iter().position(|name| name == key),
    }
}

/// Returns where a record is.
fn location(file: &Location, place: &Place, path: &str) -> Location {
    let at = file.clone().at_line(place.line);
    match place.index {
        Some(index) => Location::from(format!("{path}{index}")).inside(&at),
        None => at,
    }
}

/// The records of a text as rows, the first of which is the header.
struct JsonRows<'t> {
    names: Vec<Cow<'t, str>>,
    records: Records<'t>,
    is_begun: bool,
}

impl RowSource for JsonRows<'_> {
    fn write_next(&mut self, row: &mut RowWriter) -> bool {
        if !self.is_begun {
            self.is_begun = true;
            if self.names.is_empty() {
                return false;
            }
            row.begin(0, None);
            for name in &self.names {
                row.cell(name);
            }
            row.end();
            return true;
        }
        loop {
            let Some((place, record)) = self.records.next() else { return false };
            let Ok(record) = record else { continue };
            let mut cells = vec![None; self.names.len()];
            let (mut is_sound, mut has_fields) = (record.is_object(), false);
            for (hint, (key, value)) in record.members().enumerate() {
                has_fields = true;
                if let Some(column) = column(&self.names, &key, hint) {
                    is_sound &= cells[column].is_none();
                    cells[column] = Some(value);
                }
            }
            // Others were reported when the names were collected.
            if !is_sound || !has_fields {
                continue;
            }
            row.begin(place.line, place.index);
            for cell in cells {
                match cell {
                    Some(value) => row.cell(&text_of(value)),
                    None => row.cell(""),
                }
            }
            row.end();
            return true;
        }
    }
}

/// Returns the text of a value as a table would have it: that of a string, of the `value` in an object, as in results of
/// SPARQL, or of a number; nothing for null.
pub(super) fn text_of(value: JsonSpan<'_>) -> Cow<'_, str> {
    if value.is_object()
        && let Some(text) = value.text_of("value")
    {
        return text;
    }
    if value.is_null() {
        return Cow::Borrowed("");
    }
    value.to_str().unwrap_or(Cow::Borrowed(value.text()))
}
