//! Files of records of the native format that withdraw events, or say to what time the data are complete or when the
//! records became known.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read},
    path::Path,
};

use flate2::bufread::MultiGzDecoder;
use serde_json::Value;

use super::stdin::{Line, read_line};

/// The records that a feed has and a file of JSON Lines has not.
const FEED_ONLY: [&str; 3] = ["withdraw", "complete_to", "known_when"];

/// The fields by which records refer to events.
const REFERENCES: [&str; 5] = ["withdraw", "from", "to", "about", "answering"];

/// The number of unpacked bytes that a small file may have, and how many times its own size a larger one.
const ALWAYS_UNPACKED: u64 = 16 << 20;
const EXPANSION: u64 = 100;

/// Returns the lines of a file if it is a feed: if it is in JSON Lines, and one of its records withdraws an event, or
/// says to what time the data are complete or when the records became known. Returns `None` for any other file, and for
/// what is not a file, such as a named pipe, whose lines could not be read again.
pub(super) fn feed_lines(path: &Path) -> io::Result<Option<Vec<Line>>> {
    if !path.metadata()?.is_file() {
        return Ok(None);
    }
    if !is_feed(&mut *unpacked(path)?)? {
        return Ok(None);
    }
    let mut input = unpacked(path)?;
    let mut lines = Vec::new();
    while let Some(bytes) = read_line(&mut input)? {
        lines.push(Line { number: lines.len() as u64 + 1, bytes });
    }
    Ok(Some(lines))
}

/// Opens a file, which may be compressed with gzip.
fn unpacked(path: &Path) -> io::Result<Box<dyn BufRead>> {
    let file = File::open(path)?;
    let left = ALWAYS_UNPACKED.max(file.metadata()?.len().saturating_mul(EXPANSION));
    let mut packed = BufReader::new(file);
    if !packed.fill_buf()?.starts_with(&[0x1f, 0x8b]) {
        return Ok(Box::new(packed));
    }
    Ok(Box::new(BufReader::new(Bounded { input: MultiGzDecoder::new(packed), left })))
}

/// An input that fails once it has returned too many bytes.
struct Bounded<R> {
    input: R,
    left: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        let too_many = || io::Error::other("it unpacks to more than 100 times its size");
        self.left = self.left.checked_sub(read as u64).ok_or_else(too_many)?;
        Ok(read)
    }
}

fn is_feed(mut input: &mut dyn BufRead) -> io::Result<bool> {
    let mut is_begun = false;
    while let Some(line) = read_line(&mut input)? {
        let Some(line) = line else { continue };
        if line.trim_ascii().is_empty() {
            continue;
        }
        if !is_begun && !is_whole_record(&line) {
            return Ok(false);
        }
        is_begun = true;
        if FEED_ONLY.iter().any(|kind| has_first_field(&line, kind)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Returns `true` if a line is a whole object in JSON.
fn is_whole_record(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    line.starts_with(b"{") && serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok()
}

/// Returns `true` if the first field of the object in a line has this name.
pub(super) fn has_first_field(line: &[u8], name: &str) -> bool {
    let Some(rest) = line.trim_ascii_start().strip_prefix(b"{") else { return false };
    let rest = rest.trim_ascii_start().strip_prefix(b"\"");
    let rest = rest.and_then(|rest| rest.strip_prefix(name.as_bytes()));
    rest.is_some_and(|rest| rest.starts_with(b"\""))
}

/// Returns the field of a record that refers to an event by a number, if there is one. In other files of JSON Lines a
/// number counts the events of the file, and in a feed all events recorded, so that it is no name for both.
pub(super) fn numbered_reference(record: &str) -> Option<&'static str> {
    serde_json::from_str(record).ok().and_then(|record: Value| numbered_in(&record))
}

fn numbered_in(value: &Value) -> Option<&'static str> {
    match value {
        Value::Array(items) => items.iter().find_map(numbered_in),
        Value::Object(fields) => fields.iter().find_map(|(name, value)| {
            let has_number = match value {
                Value::Array(items) => items.iter().any(Value::is_number),
                one => one.is_number(),
            };
            let reference = REFERENCES.into_iter().find(|field| field == name);
            reference.filter(|_| has_number).or_else(|| numbered_in(value))
        }),
        _ => None,
    }
}
