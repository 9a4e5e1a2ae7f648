//! The splitter of delimited text into records and fields, built on `csv_core`.
//!
//! All tables are split here, except GDELT exports without a header. `csv_core` is used in place of the
//! reader of `csv` because it reads into buffers of the caller: however long a record is in the file, at
//! most the allowed length of it is held. A quote that is never closed makes one bad record of the rest of
//! the file.

use std::io;

use csv_core::{ReadRecordResult, Reader, ReaderBuilder, Terminator};
use encoding_rs::WINDOWS_1252;

use super::{
    bytes::count,
    fields,
    peek::{Chunks, peek},
    same_name::is_same_name,
};
use crate::error::Issue;

/// The delimiters that a table with a header may have. Blanks are those of R, around texts in quotes.
pub(super) const DELIMITERS: [u8; 5] = *b",\t;| ";

/// The greatest number of fields of a record; no supported table has as many columns.
const MAX_FIELDS: usize = 1024;
/// How many bytes are kept of a record that is too long, to be shown in an error.
const SHOWN_BYTES: usize = 400;

/// A reader of records.
pub(super) struct Records<'i> {
    text: &'i mut dyn Chunks,
    core: Reader,
    /// Maximum number of bytes of a record, without delimiters.
    max_bytes: usize,
    is_quoted: bool,
    line_feeds: u64,
}

/// The record that was read last, or the beginning of it if it is too long.
///
/// It is reused from record to record, so that reading one allocates nothing.
#[derive(Default)]
pub(super) struct Record {
    /// The fields one after the other. The buffer grows as records need it.
    buffer: Vec<u8>,
    length: usize,
    /// The offset in the buffer at which each field ends.
    ends: Vec<usize>,
    fields: usize,
    first_line: u64,
    last_line: u64,
    excess: Option<Excess>,
    has_open_quote: bool,
}

/// Why a record is not read whole.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Excess {
    Bytes,
    Fields,
}

impl<'i> Records<'i> {
    /// Creates a reader of records of at most `max_bytes` bytes. In quoted text, a field between double
    /// quotes may contain delimiters and line feeds.
    pub(super) fn new(
        text: &'i mut dyn Chunks,
        delimiter: u8,
        is_quoted: bool,
        max_bytes: usize,
    ) -> Self {
        let mut core = ReaderBuilder::new();
        core.delimiter(delimiter).quoting(is_quoted).terminator(Terminator::Any(b'\n'));
        Self { text, core: core.build(), max_bytes, is_quoted, line_feeds: 0 }
    }

    /// Replaces `record` by the next record that is not blank; returns `false` at the end of the input.
    pub(super) fn read(&mut self, record: &mut Record) -> io::Result<bool> {
        while self.skip_empty_lines()? && self.read_one(record)? {
            if record.excess.is_some() || !record.bytes().trim_ascii().is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Skips line ends, which `csv_core` would skip without counting them; returns `false` at the end of
    /// the input.
    fn skip_empty_lines(&mut self) -> io::Result<bool> {
        loop {
            let chunk = peek(self.text)?;
            let is_text = |byte: &u8| !matches!(byte, b'\n' | b'\r');
            let ends = chunk.iter().position(is_text).unwrap_or(chunk.len());
            if ends == 0 {
                return Ok(!chunk.is_empty());
            }
            self.line_feeds += count_line_feeds(&chunk[..ends]);
            self.text.skip(ends);
        }
    }

    fn read_one(&mut self, record: &mut Record) -> io::Result<bool> {
        record.clear(self.line_feeds + 1);
        loop {
            let chunk = peek(self.text)?;
            let is_at_end = chunk.is_empty();
            // A line feed after the last line ends the record, unless a quote is still open.
            let input = if is_at_end && !record.has_open_quote { b"\n" } else { chunk };
            let (result, taken, written, ended) = self.core.read_record(
                input,
                &mut record.buffer[record.length..],
                &mut record.ends[record.fields..],
            );
            if !is_at_end {
                let consumed = &input[..taken];
                // Without quotes, a record is one line.
                self.line_feeds += match self.is_quoted {
                    true => count_line_feeds(consumed),
                    false => u64::from(consumed.ends_with(b"\n")),
                };
                record.last_line = self.line_feeds + u64::from(!consumed.ends_with(b"\n"));
                self.text.skip(taken);
            }
            record.length += written;
            record.fields += ended;
            match result {
                // The line feed supplied at the end of the input was inside a quote.
                ReadRecordResult::InputEmpty => record.has_open_quote |= is_at_end,
                ReadRecordResult::OutputFull if record.buffer.len() <= self.max_bytes => {
                    record.grow(self.max_bytes);
                }
                ReadRecordResult::OutputFull => record.discard_rest(Excess::Bytes),
                ReadRecordResult::OutputEndsFull => record.discard_rest(Excess::Fields),
                ReadRecordResult::Record => {
                    if record.excess.is_some() {
                        // Their ends are those of the rest, whose bytes are not kept.
                        record.fields = 0;
                    }
                    return Ok(true);
                }
                ReadRecordResult::End => return Ok(false),
            }
        }
    }
}

impl Record {
    fn clear(&mut self, line: u64) {
        self.ends.resize(MAX_FIELDS, 0);
        (self.length, self.fields) = (0, 0);
        (self.first_line, self.last_line) = (line, line);
        (self.excess, self.has_open_quote) = (None, false);
    }

    /// Enlarges the buffer, to at most one byte over the allowed length.
    fn grow(&mut self, max_bytes: usize) {
        let size = (2 * self.buffer.len()).max(1024).min(max_bytes.saturating_add(1));
        self.buffer.resize(size, 0);
    }

    /// Makes room for the rest of a record that is too long, which is read and overwritten until the
    /// record ends. The first bytes are kept to be shown.
    fn discard_rest(&mut self, excess: Excess) {
        self.excess.get_or_insert(excess);
        (self.length, self.fields) = (self.length.min(SHOWN_BYTES).min(self.buffer.len() / 2), 0);
    }

    fn bytes(&self) -> &[u8] {
        &self.buffer[..self.length]
    }

    /// Returns the first bytes, to be shown in an error. If the record is too long, its rest overwrote
    /// what follows them.
    fn shown(&self) -> &[u8] {
        &self.buffer[..self.length.min(SHOWN_BYTES)]
    }

    /// Returns the line on which the record begins, counted from 1.
    pub(super) fn line(&self) -> u64 {
        self.first_line
    }

    /// Returns the number of fields without empty ones at the end.
    pub(super) fn len_without_empty(&self) -> usize {
        let mut len = self.fields;
        while len > 0 && self.field(len - 1).is_empty() {
            len -= 1;
        }
        len
    }

    /// Returns the number of lines after the first that the record goes on to.
    pub(super) fn further_lines(&self) -> u64 {
        self.last_line.saturating_sub(self.first_line)
    }

    /// Returns the number of fields; 0 if the record is too long.
    pub(super) fn len(&self) -> usize {
        self.fields
    }

    /// Returns a field without surrounding blanks.
    pub(super) fn field(&self, nth: usize) -> &[u8] {
        let start = if nth == 0 { 0 } else { self.ends[nth - 1] };
        self.buffer[start..self.ends[nth]].trim_ascii()
    }

    /// Returns all fields in order as text, for headers and errors.
    pub(super) fn texts(&self) -> Vec<String> {
        let mut texts = Vec::with_capacity(self.fields);
        for nth in 0..self.fields {
            texts.push(String::from_utf8_lossy(self.field(nth)).into_owned());
        }
        texts
    }

    /// Returns `true` if the record is UTF-8.
    pub(super) fn is_utf8(&self) -> bool {
        std::str::from_utf8(self.bytes()).is_ok()
    }

    /// Converts the record from Windows-1252, of which ISO 8859-1 is a part.
    pub(super) fn decode_western(&mut self) {
        let mut buffer = Vec::new();
        let mut start = 0;
        for end in &mut self.ends[..self.fields] {
            let (text, _) = WINDOWS_1252.decode_without_bom_handling(&self.buffer[start..*end]);
            start = *end;
            buffer.extend_from_slice(text.as_bytes());
            *end = buffer.len();
        }
        (self.length, self.buffer) = (buffer.len(), buffer);
    }

    /// Returns an issue if the record is too long, has an open quote or contains NUL bytes.
    pub(super) fn check(&self, max_bytes: usize) -> Option<Issue> {
        let (allowed, remedy) = if self.excess == Some(Excess::Fields) {
            (
                format!("a record of at most {MAX_FIELDS} fields"),
                "look for a wrong delimiter, a quote that is never closed or a missing line end, or leave columns out",
            )
        } else if self.excess.is_some() {
            (
                format!("a record of at most {max_bytes} bytes and {MAX_FIELDS} fields"),
                "look for a quote that is never closed or a missing line end, or allow longer lines",
            )
        } else if self.has_open_quote {
            (
                "a quote that is closed".into(),
                "close the quote, or double it if it is part of the text",
            )
        } else if self.bytes().contains(&0) {
            (
                "text without NUL bytes".into(),
                "convert the file to UTF-8, or look for damage in the file",
            )
        } else {
            return None;
        };
        let remedy = if self.last_line > self.first_line {
            format!("{remedy}: it goes on to line {}", self.last_line)
        } else {
            remedy.to_owned()
        };
        let got = if self.excess.is_some() {
            String::from_utf8_lossy(self.shown()).into_owned()
        } else {
            self.texts().join(", ")
        };
        Some(Issue::new("record", got, allowed, remedy))
    }

    /// Returns an issue if the record, which must be of unquoted text, is a line of more than `max_bytes`
    /// bytes with its delimiters, or has too many fields.
    pub(super) fn check_line(&self, max_bytes: usize) -> Option<Issue> {
        let delimiters = self.fields.saturating_sub(1);
        match self.excess {
            Some(Excess::Fields) => self.check(max_bytes),
            None if self.length + delimiters <= max_bytes => None,
            _ => Some(fields::line_too_long(self.shown(), max_bytes)),
        }
    }
}

/// Returns the fields of the first record of a text, and the line on which it begins; `None` if the text
/// is blank.
pub(super) fn first_record(
    head: &[u8],
    delimiter: u8,
    is_quoted: bool,
) -> Option<(u64, Vec<String>)> {
    record_after(0, head, delimiter, is_quoted)
}

/// Returns the fields of the record after `skipped` others, and the line on which it begins; `None` if there is none.
pub(super) fn record_after(
    skipped: usize,
    mut head: &[u8],
    delimiter: u8,
    is_quoted: bool,
) -> Option<(u64, Vec<String>)> {
    let (mut record, max_bytes) = (Record::default(), head.len());
    let mut records = Records::new(&mut head, delimiter, is_quoted, max_bytes);
    for _ in 0..=skipped {
        if !matches!(records.read(&mut record), Ok(true)) {
            return None;
        }
    }
    record.excess.is_none().then(|| (record.line(), record.texts()))
}

/// Returns the issue that the first record of a text has too many fields by one of [`DELIMITERS`] but blanks, with the
/// line on which the record begins.
pub(super) fn too_wide(head: &[u8]) -> Option<(u64, Issue)> {
    for delimiter in &DELIMITERS[..4] {
        let (mut text, mut record) = (head, Record::default());
        let mut records = Records::new(&mut text, *delimiter, true, head.len());
        if records.read(&mut record).is_ok() && record.excess == Some(Excess::Fields) {
            return Some((record.line(), record.check(head.len())?));
        }
    }
    None
}

/// Returns the names in the first record of a text, by each of [`DELIMITERS`] in turn.
pub(super) fn headers(head: &[u8]) -> Vec<Vec<String>> {
    let mut headers = Vec::new();
    for delimiter in DELIMITERS {
        if let Some((_, names)) = first_record(head, delimiter, true) {
            headers.push(names);
        }
    }
    headers
}

/// Returns the index of a column by its name: `Event Date` is also `event_date`, `event.date` and `EventDate`.
pub(super) fn find_column(header: &[String], name: &str) -> Option<usize> {
    header.iter().position(|column| is_same_name(column, name))
}

fn count_line_feeds(bytes: &[u8]) -> u64 {
    count(bytes, b'\n') as u64
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Read};

    use super::*;

    const MAX_BYTES: usize = 100;

    /// Returns each record with its first line, or with the issue in it. Checks that no buffer outgrows the
    /// allowed length.
    fn read(input: impl Read, capacity: usize) -> Vec<String> {
        let mut input = BufReader::with_capacity(capacity, input);
        let mut records = Records::new(&mut input, b',', true, MAX_BYTES);
        let (mut record, mut read) = (Record::default(), Vec::new());
        while records.read(&mut record).expect("memory can be read") {
            assert!(record.buffer.len() <= MAX_BYTES + 1 && record.ends.len() == MAX_FIELDS);
            let fields = (0..record.len()).map(|nth| String::from_utf8_lossy(record.field(nth)));
            let what = match record.check(MAX_BYTES) {
                Some(issue) => issue.to_string(),
                None => fields.collect::<Vec<_>>().join("|"),
            };
            read.push(format!("{}: {what}", record.line()));
        }
        read
    }

    #[test]
    fn records_do_not_depend_on_the_size_of_chunks() {
        let text = "\r\n\na, b ,\"c\r\n\"\"d\"\",\ne\"\r\n , \t,\n\nf\n\"g\",h";
        for capacity in 1..=text.len() {
            assert_eq!(
                read(text.as_bytes(), capacity),
                ["3: a|b|c\r\n\"d\",\ne", "8: f", "9: g|h"]
            );
        }
        assert!(read("".as_bytes(), 8).is_empty() && read("\r\n\n".as_bytes(), 8).is_empty());
    }

    #[test]
    fn a_quote_that_is_never_closed_is_one_bad_record() {
        let text = "a,b\nc,\"d\ne,f\ng,h";
        for capacity in 1..=text.len() {
            let read = read(text.as_bytes(), capacity);
            assert_eq!((read.len(), &*read[0]), (2, "1: a|b"));
            assert!(read[1].starts_with("2: record: got «c, d\\ne,f\\ng,h»"), "{read:?}");
            assert!(read[1].contains("close the quote") && read[1].ends_with("on to line 4"));
        }
        let long = "a,b\nc,\"d".to_owned() + &"\ne,f".repeat(1000);
        let read = read(long.as_bytes(), 64);
        assert_eq!(read.len(), 2);
        assert!(read[1].starts_with("2: ") && read[1].contains("at most 100 bytes"), "{read:?}");
        assert!(read[1].ends_with("it goes on to line 1002"), "{read:?}");
    }

    #[test]
    fn skips_records_over_the_limits() {
        let fits = "x".repeat(MAX_BYTES);
        let text = format!("{fits}\n{fits}x\na\n{}\nb\n", "x".repeat(10_000));
        for capacity in [1, 7, 64, 1 << 16] {
            let read = read(text.as_bytes(), capacity);
            assert_eq!(read.len(), 5);
            assert_eq!((&read[0][3..], &*read[2], &*read[4]), (&*fits, "3: a", "5: b"));
            assert!([1, 3].iter().all(|nth| read[*nth].contains("at most 100 bytes")), "{read:?}");
        }
        let commas = std::io::repeat(b',').take(10_000_000);
        let read = read(commas.chain("\nb".as_bytes()), 1 << 16);
        assert!(read[0].contains("1024 fields") && read[1] == "2: b", "{read:?}");
    }

    #[test]
    fn rejects_nul_bytes() {
        let read = read("a\0b,c\nd\n\0\0\0\0".as_bytes(), 8);
        assert!(read[0].contains("NUL") && read[2].contains("NUL"), "{read:?}");
        assert_eq!(read[1], "2: d");
    }

    #[test]
    fn decodes_iso_8859_1() {
        let mut input = &b"M\xe9xico,\xc3\n\xa9,a\nM\xc3\xa9xico,b"[..];
        let mut records = Records::new(&mut input, b',', true, MAX_BYTES);
        let mut record = Record::default();
        let mut decoded = Vec::new();
        while records.read(&mut record).expect("memory can be read") {
            let is_decoded = !record.is_utf8();
            if is_decoded {
                record.decode_western();
            }
            let fields =
                (0..record.len()).map(|nth| std::str::from_utf8(record.field(nth)).expect("UTF-8"));
            decoded.push((is_decoded, fields.collect::<Vec<_>>().join(",")));
        }
        let expected = [(true, "México,Ã"), (true, "©,a"), (false, "México,b")];
        assert_eq!(decoded, expected.map(|(is_decoded, text)| (is_decoded, text.to_owned())));
    }

    #[test]
    fn a_line_is_measured_with_its_delimiters() {
        let many = "x\t".repeat(MAX_FIELDS + 1);
        for (text, expected) in [
            ("ab\tcd", None),
            ("ab\tcde", Some("line: got «abcde»")),
            ("abcdefghijkl", Some("line: got «abc")),
            (&many, Some("line: got")),
        ] {
            let mut input = text.as_bytes();
            let mut record = Record::default();
            let is_read = Records::new(&mut input, b'\t', false, 5).read(&mut record);
            assert!(is_read.is_ok_and(|is_read| is_read), "{text}");
            let issue = record.check_line(5).map(|issue| issue.to_string());
            assert_eq!(issue.is_some(), expected.is_some(), "{text}");
            assert!(issue.unwrap_or_default().starts_with(expected.unwrap_or("")), "{text}");
        }
        let mut record = Record::default();
        let is_read = Records::new(&mut many.as_bytes(), b'\t', false, 9999).read(&mut record);
        assert!(is_read.is_ok_and(|is_read| is_read));
        let issue = record.check_line(9999).map(|issue| issue.to_string());
        assert!(issue.is_some_and(|issue| issue.contains("1024 fields")));
    }
}
