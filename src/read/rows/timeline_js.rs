//! The JSON of `TimelineJS` as rows of its sheet.

use std::borrow::Cow;

use super::{
    super::{
        ingest::Ingest,
        json_span::{Elements, JsonSpan},
        json_value::{parse, read_text},
        reader::{Input, Reader},
    },
    json_rows::text_of,
    row_text::{RowSource, RowText, RowWriter},
};
use crate::error::{Error, Location};

/// The columns of the sheet that an event fills.
const COLUMNS: [&str; 11] = [
    "Year",
    "Month",
    "Day",
    "Time",
    "End Year",
    "End Month",
    "End Day",
    "End Time",
    "Headline",
    "Text",
    "Group",
];

/// Reads a timeline with the reader of its sheet. The headline of its title becomes the title.
///
/// # Errors
///
/// The text is not well-formed.
pub(in super::super) fn read_timeline_js(
    reader: &mut dyn Reader,
    input: &mut Input<'_>,
    ingest: &mut Ingest<'_>,
) -> Result<(), Error> {
    let text = read_text(input, ingest.options.largest_document)?;
    let whole = parse(&text, &Location::in_file(input.name))?;
    let (mut events, mut eras, mut media) = (None, 0, 0);
    for (key, value) in whole.members() {
        match &*key {
            "events" => events = Some(value),
            "eras" => eras = value.elements().count(),
            "title" => {
                let headline = member(value, "text").and_then(|text| text.text_of("headline"));
                if let Some(headline) = headline.filter(|text| !text.trim_ascii().is_empty()) {
                    ingest.builder.set_title(headline);
                }
            }
            _ => {}
        }
    }
    let mut elements = JsonSpan::elements(whole);
    if let Some(events) = events {
        elements = events.elements();
        for event in events.elements() {
            media += usize::from(member(event, "media").is_some_and(JsonSpan::is_object));
        }
    }
    let counts = [(eras as u64, "eras are not read"), (media as u64, "media are not read")];
    ingest.note_counts(input.name, &counts);
    let mut rows = Events { events: elements, text: &text, at: 0, line: 1, next: 0 };
    let size = input.size;
    let mut text = RowText::new(&mut rows);
    let mut sheet = Input { name: input.name, text: &mut text, size, rows: Some("events/") };
    reader.read(&mut sheet, ingest)
}

/// The events of a timeline as rows, the first of which is the header.
struct Events<'t> {
    events: Elements<'t>,
    text: &'t str,
    /// The offset up to which lines are counted.
    at: usize,
    line: u64,
    next: u64,
}

impl RowSource for Events<'_> {
    fn write_next(&mut self, row: &mut RowWriter) -> bool {
        self.next += 1;
        if self.next == 1 {
            row.begin(0, None);
            for name in COLUMNS {
                row.cell(name);
            }
            row.end();
            return true;
        }
        let Some(event) = self.events.next() else { return false };
        let between = self.text.as_bytes().get(self.at..event.start()).unwrap_or_default();
        self.line += between.iter().filter(|byte| **byte == b'\n').count() as u64;
        self.at = event.start();
        row.begin(self.line, Some(self.next - 2));
        write_date(member(event, "start_date"), row);
        write_date(member(event, "end_date"), row);
        let text = member(event, "text");
        row.cell(&text.map_or(Cow::Borrowed(""), |text| cell(text, "headline")));
        row.cell(&text.map_or(Cow::Borrowed(""), |text| cell(text, "text")));
        row.cell(&cell(event, "group"));
        row.end();
        true
    }
}

/// Writes the cells of year, month, day and time.
fn write_date(date: Option<JsonSpan<'_>>, row: &mut RowWriter) {
    let part = |name| date.map_or(Cow::Borrowed(""), |date| cell(date, name));
    for name in ["year", "month", "day"] {
        row.cell(&part(name));
    }
    let (hour, minute, second) = (part("hour"), part("minute"), part("second"));
    if hour.is_empty() {
        return row.cell("");
    }
    let minute = if minute.is_empty() { "0" } else { &*minute };
    let mut clock = format!("{hour:0>2}:{minute:0>2}");
    if !second.is_empty() {
        clock += &format!(":{second:0>2}");
    }
    row.cell(&clock);
}

/// Returns a member of an object, or `None` if there is none or it is null.
fn member<'t>(object: JsonSpan<'t>, name: &str) -> Option<JsonSpan<'t>> {
    let (_, value) = object.members().find(|(key, _)| key == name)?;
    (!value.is_null()).then_some(value)
}

/// Returns the text of a member of an object, as a table would have it.
fn cell<'t>(object: JsonSpan<'t>, name: &str) -> Cow<'t, str> {
    member(object, name).map_or(Cow::Borrowed(""), text_of)
}
