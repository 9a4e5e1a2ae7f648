//! Exports without a header, the bulk of GDELT.
//!
//! GDELT adds such a file every 15 minutes, so that speed matters most here. They have a splitter of their
//! own, which does less work per byte than `csv_core`: lines are found in large blocks, parsed in parallel
//! and in place, and split at tabs (see [`tabs`](super::tabs)) only as far as columns are read. Files without
//! quotes allow this.

use super::{
    super::{
        bytes::{are_digits, split},
        format::gdelt_version,
        ingest::Ingest,
        options::Options,
        peek::HEAD_BYTES,
        reader::Input,
        unnamed_columns::are_names,
    },
    blocks::{self, Block, Blocks},
    event_row::{self, EventRow},
    events::Events,
};
use crate::{
    error::{Error, Location},
    parallel,
};

/// A length in bytes that most rows exceed, to reserve memory for the rows of a chunk.
const SHORT_ROW: usize = 256;

/// Reads a file without a header.
pub(super) fn read(
    events: &mut Events,
    input: &mut Input<'_>,
    ingest: &mut Ingest<'_>,
) -> Result<(), Error> {
    let options = ingest.options;
    let file = Location::in_file(input.name);
    let mut blocks = Blocks::new(&mut *input.text, options.longest_line);
    let (mut block, mut next) = (Block::default(), Block::default());
    let mut result = blocks.read(&mut block);
    let mut lines = 0;
    while !block.lines().is_empty() {
        // The next block is read while other cores parse this one.
        parallel::meanwhile(
            &block.chunks(),
            |chunk| ParsedChunk::parse(chunk, options),
            || result = blocks.read(&mut next),
            |chunk| {
                add_chunk(chunk, events, &file, lines, ingest);
                lines += chunk.lines;
            },
        );
        std::mem::swap(&mut block, &mut next);
    }
    result.map_err(|error| Error::io(input.name, error))
}

/// Columns of whole numbers.
const WHOLE_NUMBERS: [usize; 4] = [
    event_row::GLOBALEVENTID,
    event_row::EVENT_CODE,
    event_row::IS_ROOT_EVENT,
    event_row::NUM_MENTIONS,
];

/// Returns `true` if most rows of the head were saved again by another program: with quotes, with dates in another
/// notation, or with whole numbers that have a fraction. Such files are read as tables. Returns `None` if no line of
/// the head is a row, or the first lines have other names of columns.
pub(super) fn is_saved_again(head: &[u8]) -> Option<bool> {
    // A text in memory is all in the head.
    let head = &head[..head.len().min(HEAD_BYTES)];
    let (mut rows, mut saved_again) = (0_u32, 0_u32);
    for line in blocks::lines(head) {
        if rows == 0 && are_names(&split(line, b'\t').collect::<Vec<_>>()) {
            return None;
        }
        let (mut columns, mut is_saved_again) = (0, false);
        for (nth, field) in split(line, b'\t').enumerate() {
            columns += 1;
            let field = field.trim_ascii();
            is_saved_again |= field.starts_with(b"\"")
                || nth == event_row::SQLDATE
                    && !field.is_empty()
                    && (field.len() != 8 || !are_digits(field))
                || WHOLE_NUMBERS.contains(&nth) && field.contains(&b'.');
        }
        if gdelt_version(columns).is_some() {
            rows += 1;
            saved_again += u32::from(is_saved_again);
        }
    }
    (rows > 0).then_some(2 * saved_again > rows)
}

/// Adds the events of a chunk that follows `lines` lines of the file.
fn add_chunk(
    chunk: &ParsedChunk<'_>,
    events: &mut Events,
    file: &Location,
    lines: u64,
    ingest: &mut Ingest<'_>,
) {
    ingest.count_rows((chunk.rows.len() + chunk.bad_rows.len()) as u64);
    let location = |line: &u64| file.clone().at_line(lines + line);
    let options = ingest.options;
    let issues_of = |row| EventRow::parse(row, options).err().unwrap_or_default();
    let mut bad_rows = chunk.bad_rows.iter().peekable();
    for (line, row) in &chunk.rows {
        while let Some((at, bad_row)) = bad_rows.next_if(|(at, _)| at < line) {
            ingest.skip_record(&location(at), issues_of(bad_row));
        }
        ingest.line = lines + line;
        if let Err(issues) = events.add(row, ingest) {
            ingest.skip_record(&location(line), issues);
        }
    }
    for (at, bad_row) in bad_rows {
        ingest.skip_record(&location(at), issues_of(bad_row));
    }
}

/// The parsed rows of some lines, each with the number of its line in the chunk, counted from 1. Rows are
/// parsed independently of each other.
struct ParsedChunk<'l> {
    lines: u64,
    rows: Vec<(u64, EventRow<'l>)>,
    /// The text of rows that cannot be parsed. A damaged file may have very many of them: their issues are
    /// created one row at a time, when the chunk is added.
    bad_rows: Vec<(u64, &'l [u8])>,
}

impl<'l> ParsedChunk<'l> {
    fn parse(chunk: &'l [u8], options: &Options) -> Self {
        let mut lines = 0;
        let mut rows = Vec::with_capacity(chunk.len() / SHORT_ROW);
        let mut bad_rows = Vec::new();
        for line in blocks::lines(chunk) {
            lines += 1;
            if !line.trim_ascii_start().is_empty() {
                match EventRow::parse(line, options) {
                    Ok(row) => rows.push((lines, row)),
                    Err(_) => bad_rows.push((lines, line)),
                }
            }
        }
        Self { lines, rows, bad_rows }
    }
}
