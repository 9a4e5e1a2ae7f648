//! Quotes inside texts that are escaped by backslashes, as `write.table` of R, Spark and databases write them.
//!
//! They are doubled before the records are split, which keeps the length of the text.

use std::io::{self, BufRead, Read};

use memchr::{memchr_iter, memrchr};

use super::{
    peek::{Chunks, peek},
    records::DELIMITERS,
};

/// Returns `true` if a line of a table has a quoted text in which a quote follows a backslash and text follows the quote:
/// without escaping, a delimiter, the end of the line or another quote would have to follow. Returns `false` for JSON.
pub(super) fn has_escaped_quotes(head: &[u8]) -> bool {
    let text = head.strip_prefix("\u{feff}".as_bytes()).unwrap_or(head);
    if matches!(text.trim_ascii_start().first(), None | Some(b'{' | b'[')) {
        return false;
    }
    memchr_iter(b'\\', head).any(|at| {
        let [b'"', after, ..] = head[at + 1..] else { return false };
        let is_text = !matches!(after, b'"' | b'\r' | b'\n') && !DELIMITERS.contains(&after);
        let line = &head[memrchr(b'\n', &head[..at]).map_or(0, |end| end + 1)..at];
        // A backslash that is escaped escapes nothing.
        let backslashes = line.iter().rev().take_while(|byte| **byte == b'\\').count();
        is_text && backslashes % 2 == 0 && is_inside_quotes(line)
    })
}

/// Returns `true` if the end of `line`, the beginning of a line, is inside a quoted text.
fn is_inside_quotes(line: &[u8]) -> bool {
    let (mut is_inside, mut is_escaped) = (false, false);
    for byte in line {
        is_inside ^= *byte == b'"' && !is_escaped;
        is_escaped = *byte == b'\\' && !is_escaped;
    }
    is_inside
}

/// A table whose quotes inside texts are doubled instead of escaped.
pub(super) struct DoubledQuotes<'i> {
    input: &'i mut dyn Chunks,
    text: Vec<u8>,
    start: usize,
    /// Whether the text ended with a backslash that may escape the next byte. It is not in `text` yet.
    is_escape_held: bool,
}

impl<'i> DoubledQuotes<'i> {
    pub(super) fn new(input: &'i mut dyn Chunks) -> Self {
        Self { input, text: Vec::new(), start: 0, is_escape_held: false }
    }

    fn refill(&mut self) -> io::Result<()> {
        self.text.clear();
        self.start = 0;
        while self.text.is_empty() {
            let chunk = peek(self.input)?;
            if chunk.is_empty() {
                if std::mem::take(&mut self.is_escape_held) {
                    self.text.push(b'\\');
                }
                break;
            }
            for byte in chunk {
                match (std::mem::take(&mut self.is_escape_held), *byte) {
                    (false, b'\\') => self.is_escape_held = true,
                    (true, b'"') => self.text.extend_from_slice(b"\"\""),
                    (true, byte) => self.text.extend_from_slice(&[b'\\', byte]),
                    (false, byte) => self.text.push(byte),
                }
            }
            let length = chunk.len();
            self.input.skip(length);
        }
        Ok(())
    }
}

impl Read for DoubledQuotes<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut available = self.fill_buf()?;
        let read = available.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}

impl BufRead for DoubledQuotes<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.start == self.text.len() {
            self.refill()?;
        }
        Ok(&self.text[self.start..])
    }

    fn consume(&mut self, count: usize) {
        self.start = (self.start + count).min(self.text.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_quote_before_text_shows_that_backslashes_escape() {
        for (text, expected) in [
            (&br#""a" "said \"yes\" again""#[..], true),
            (b"x\n1,\"said \\\"yes\\\" again\"\n", true),
            (br#""a","C:\","b""#, false),
            (br#""a","C:\""#, false),
            (br#""a","C:\\"x"#, false),
            (br#"a,C:\"x""#, false),
            (br#""a","he ""said"" yes""#, false),
            (br#"[{"a":"\"x"}]"#, false),
            (br#"{"a":"\"x"}"#, false),
            ("\u{feff} {\"a\":\"\\\"x\"}".as_bytes(), false),
            (b"", false),
        ] {
            let shown = String::from_utf8_lossy(text);
            assert_eq!(has_escaped_quotes(text), expected, "{shown}");
        }
    }

    #[test]
    fn quotes_are_doubled_whatever_the_size_of_chunks() {
        let text = br#""a\"b" "\\" "c\d" \"#;
        for capacity in [1, 2, 3, 64] {
            let mut input = io::BufReader::with_capacity(capacity, &text[..]);
            let mut out = String::new();
            DoubledQuotes::new(&mut input).read_to_string(&mut out).expect("memory can be read");
            assert_eq!(out, r#""a""b" "\\" "c\d" \"#);
        }
    }
}
