//! Records of delimited text: fields between commas or tabs, which in quotes may hold line ends.
//!
//! No more than the limits allow is ever held of one record, however much the file has of it. A quote
//! that is never closed makes one bad record of what follows it.

use std::io::{self, BufRead, ErrorKind as IoKind};

use csv_core::{ReadRecordResult, Reader, ReaderBuilder, Terminator};

use crate::error::Issue;

/// More fields than a record of any table of the field has.
const MOST_FIELDS: usize = 1024;
/// What is kept of a record that is too long, to be shown.
const SHOWN: usize = 400;

/// Records, one after another.
pub(super) struct Records<'i> {
    text: &'i mut dyn BufRead,
    core: Reader,
    longest: usize,
    line_ends: u64,
}

/// What was read last: a record, or the beginning of one that is too long.
#[derive(Default)]
pub(super) struct Record {
    /// Room for the fields, one behind another; it grows as records need it.
    room: Vec<u8>,
    length: usize,
    ends: Vec<usize>,
    fields: usize,
    lines: (u64, u64),
    is_too_long: bool,
    is_open: bool,
}

impl<'i> Records<'i> {
    pub(super) fn new(
        text: &'i mut dyn BufRead,
        delimiter: u8,
        quoted: bool,
        longest: usize,
    ) -> Self {
        let mut core = ReaderBuilder::new();
        core.delimiter(delimiter).quoting(quoted).terminator(Terminator::Any(b'\n'));
        Self { text, core: core.build(), longest, line_ends: 0 }
    }

    /// Puts the next record that is not blank in place of the last, if there is one.
    pub(super) fn read(&mut self, record: &mut Record) -> io::Result<bool> {
        while self.skip_line_ends()? && self.read_one(record)? {
            if record.is_too_long || !record.room[..record.length].trim_ascii().is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether anything comes after them.
    fn skip_line_ends(&mut self) -> io::Result<bool> {
        loop {
            let chunk = filled(self.text)?;
            let ends = chunk.iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
            if ends == 0 {
                return Ok(!chunk.is_empty());
            }
            self.line_ends += line_ends(&chunk[..ends]);
            self.text.consume(ends);
        }
    }

    fn read_one(&mut self, record: &mut Record) -> io::Result<bool> {
        record.begin(self.line_ends + 1);
        loop {
            let chunk = filled(self.text)?;
            let is_over = chunk.is_empty();
            // A line end behind the last line ends the record, unless a quote is still open.
            let input = if is_over && !record.is_open { b"\n" } else { chunk };
            let (result, taken, written, ended) = self.core.read_record(
                input,
                &mut record.room[record.length..],
                &mut record.ends[record.fields..],
            );
            if !is_over {
                let passed = &input[..taken];
                self.line_ends += line_ends(passed);
                record.lines.1 = self.line_ends + u64::from(!passed.ends_with(b"\n"));
                self.text.consume(taken);
            }
            record.length += written;
            record.fields += ended;
            match result {
                ReadRecordResult::InputEmpty => record.is_open |= is_over,
                ReadRecordResult::OutputFull if record.room.len() <= self.longest => {
                    record.grow(self.longest);
                }
                ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => record.forget(),
                ReadRecordResult::Record => return Ok(true),
                ReadRecordResult::End => return Ok(false),
            }
        }
    }
}

impl Record {
    fn begin(&mut self, line: u64) {
        self.ends.resize(MOST_FIELDS, 0);
        (self.length, self.fields, self.lines) = (0, 0, (line, line));
        (self.is_too_long, self.is_open) = (false, false);
    }

    /// Makes more room, up to one byte beyond the longest record that is read.
    fn grow(&mut self, longest: usize) {
        let more = (2 * self.room.len()).max(1024).min(longest.saturating_add(1));
        self.room.resize(more, 0);
    }

    /// What follows goes where no one looks, up to the end of the record.
    fn forget(&mut self) {
        self.is_too_long = true;
        (self.length, self.fields) = (self.length.min(SHOWN).min(self.room.len() / 2), 0);
    }

    /// The line on which it begins.
    pub(super) fn line(&self) -> u64 {
        self.lines.0
    }

    /// How many fields it has.
    pub(super) fn len(&self) -> usize {
        self.fields
    }

    /// A field without the blanks around it.
    pub(super) fn field(&self, nth: usize) -> &[u8] {
        let start = if nth == 0 { 0 } else { self.ends[nth - 1] };
        self.room[start..self.ends[nth]].trim_ascii()
    }

    /// Every field.
    pub(super) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.fields).map(|nth| self.field(nth))
    }

    /// Writes it in UTF-8 if it is not, each byte taken for the character of its number, as ISO 8859-1
    /// has it. Says whether it was not.
    pub(super) fn decode_latin1(&mut self) -> bool {
        if self.iter().all(|field| std::str::from_utf8(field).is_ok()) {
            return false;
        }
        let fields = self.iter().map(|field| field.iter().copied().map(char::from));
        let fields: Vec<String> = fields.map(Iterator::collect).collect();
        self.room = fields.concat().into_bytes();
        self.length = 0;
        for (end, field) in self.ends.iter_mut().zip(&fields) {
            self.length += field.len();
            *end = self.length;
        }
        true
    }

    /// What is wrong with it, if it is not whole or cannot be what its file says.
    pub(super) fn check(&self, longest: usize) -> Option<Issue> {
        let (first, last) = self.lines;
        let (allowed, remedy) = if self.is_too_long {
            let longest = format!("a record of at most {longest} bytes and {MOST_FIELDS} fields");
            (
                longest,
                "look for a quote that is never closed or a missing line end, or allow longer lines",
            )
        } else if self.is_open {
            (
                "a quote that is closed".into(),
                "close the quote, or double it where it is meant as such",
            )
        } else if self.room[..self.length].contains(&0) {
            (
                "text without NUL bytes".into(),
                "convert the file to UTF-8, or look where it was damaged",
            )
        } else {
            return None;
        };
        let remedy = if last > first {
            format!("{remedy}: it goes on to line {last}")
        } else {
            remedy.to_owned()
        };
        let got = if self.is_too_long {
            String::from_utf8_lossy(&self.room[..self.length.min(SHOWN)]).into_owned()
        } else {
            self.iter().map(String::from_utf8_lossy).collect::<Vec<_>>().join(", ")
        };
        Some(Issue::new("record", got, allowed, remedy))
    }
}

pub(super) fn filled(text: &mut dyn BufRead) -> io::Result<&[u8]> {
    loop {
        match text.fill_buf() {
            Err(error) if error.kind() == IoKind::Interrupted => {}
            Err(error) => return Err(error),
            Ok(_) => break,
        }
    }
    text.fill_buf()
}

fn line_ends(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|byte| **byte == b'\n').count() as u64
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Read};

    use super::*;

    const LONGEST: usize = 100;

    /// Every record, with its first line, or what is wrong with it. No more room is ever taken than
    /// the longest record needs.
    fn read(input: impl Read, capacity: usize) -> Vec<String> {
        let mut input = BufReader::with_capacity(capacity, input);
        let mut records = Records::new(&mut input, b',', true, LONGEST);
        let (mut record, mut read) = (Record::default(), Vec::new());
        while records.read(&mut record).expect("nothing fails") {
            assert!(record.room.len() <= LONGEST + 1 && record.ends.len() == MOST_FIELDS);
            let fields = record.iter().map(String::from_utf8_lossy);
            let what = match record.check(LONGEST) {
                Some(issue) => issue.to_string(),
                None => fields.collect::<Vec<_>>().join("|"),
            };
            read.push(format!("{}: {what}", record.line()));
        }
        read
    }

    #[test]
    fn records_are_the_same_however_they_arrive() {
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
    fn records_beyond_the_limits_are_passed_over() {
        let fits = "x".repeat(LONGEST);
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
    fn text_with_nul_bytes_is_refused() {
        let read = read("a\0b,c\nd\n\0\0\0\0".as_bytes(), 8);
        assert!(read[0].contains("NUL") && read[2].contains("NUL"), "{read:?}");
        assert_eq!(read[1], "2: d");
    }

    #[test]
    fn bytes_of_iso_8859_1_become_characters() {
        let mut input = &b"M\xe9xico,\xc3\n\xa9,a\nM\xc3\xa9xico,b"[..];
        let mut records = Records::new(&mut input, b',', true, LONGEST);
        let mut record = Record::default();
        let mut decoded = Vec::new();
        while records.read(&mut record).expect("nothing fails") {
            let was_not = record.decode_latin1();
            let fields = record.iter().map(|field| std::str::from_utf8(field).expect("UTF-8"));
            decoded.push((was_not, fields.collect::<Vec<_>>().join(",")));
        }
        let expected = [(true, "México,Ã"), (true, "©,a"), (false, "México,b")];
        assert_eq!(decoded, expected.map(|(was_not, text)| (was_not, text.to_owned())));
    }
}
