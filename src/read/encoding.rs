//! Inputs in other encodings than UTF-8: those that the caller states, and UTF-16 with its byte order mark.
//!
//! Records in Windows-1252 or Latin-1 are decoded one by one: see [`western`](super::western).

use std::io::{self, BufRead, Read};

use encoding_rs::{CoderResult, Decoder, Encoding, UTF_16BE, UTF_16LE};

use super::peek::{Chunks, HEAD_BYTES, peek};

/// Returns the encoding that the byte order mark at the start of a text shows, or `None` if there is no mark of
/// UTF-16.
pub(super) fn marked_encoding(head: &[u8]) -> Option<&'static Encoding> {
    match head {
        [0xff, 0xfe, ..] => Some(UTF_16LE),
        [0xfe, 0xff, ..] => Some(UTF_16BE),
        _ => None,
    }
}

/// Returns the form of UTF-16 that the first characters of a text without a mark show: each of them is one of ASCII
/// beside a byte of zero, which no text in another encoding has.
pub(super) fn unmarked_encoding(head: &[u8]) -> Option<&'static Encoding> {
    const SHOWN: usize = 16;
    let (mut even, mut odd) = (0, 0);
    for (nth, byte) in head[..SHOWN.min(head.len())].iter().enumerate() {
        let zeros = if nth % 2 == 0 { &mut even } else { &mut odd };
        *zeros += usize::from(*byte == 0);
    }
    match (even, odd) {
        (0, 8) => Some(UTF_16LE),
        (8, 0) => Some(UTF_16BE),
        _ => None,
    }
}

/// An input in another encoding, decoded to UTF-8 while it is read.
pub(super) struct DecodedInput<'i> {
    input: &'i mut dyn Chunks,
    decoder: Decoder,
    decoded: Vec<u8>,
    start: usize,
    end: usize,
    is_at_end: bool,
    /// Whether some bytes were no text in the encoding.
    pub(super) has_errors: bool,
}

impl<'i> DecodedInput<'i> {
    /// Creates an input that begins after the byte order mark of its encoding, if it has one.
    pub(super) fn new(input: &'i mut dyn Chunks, encoding: &'static Encoding) -> Self {
        Self {
            input,
            decoder: encoding.new_decoder_with_bom_removal(),
            decoded: vec![0; HEAD_BYTES],
            start: 0,
            end: 0,
            is_at_end: false,
            has_errors: false,
        }
    }

    /// Fills the buffer as far as the input goes, so that its first bytes show as much as those of any file.
    fn refill(&mut self) -> io::Result<()> {
        (self.start, self.end) = (0, 0);
        while !self.is_at_end {
            let input = peek(self.input)?;
            let is_last = input.is_empty();
            let room = &mut self.decoded[self.end..];
            let (result, taken, written, has_errors) =
                self.decoder.decode_to_utf8(input, room, is_last);
            self.input.skip(taken);
            self.end += written;
            self.has_errors |= has_errors;
            match result {
                CoderResult::OutputFull => break,
                CoderResult::InputEmpty => self.is_at_end = is_last,
            }
        }
        Ok(())
    }
}

impl Read for DecodedInput<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut available = self.fill_buf()?;
        let read = available.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}

impl BufRead for DecodedInput<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.start == self.end {
            self.refill()?;
        }
        Ok(&self.decoded[self.start..self.end])
    }

    fn consume(&mut self, count: usize) {
        self.start = (self.start + count).min(self.end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf_16_without_a_mark_shows_itself() {
        for (text, expected) in [
            ("date,source,target\n", true),
            ("2024-04-13\tIRN", true),
            ("date", false),
            ("дата,кто,кого,что", false),
        ] {
            let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
            assert_eq!(unmarked_encoding(&little), expected.then_some(UTF_16LE), "{text}");
            assert_eq!(unmarked_encoding(&big), expected.then_some(UTF_16BE), "{text}");
            assert_eq!(unmarked_encoding(text.as_bytes()), None);
        }
        assert_eq!(unmarked_encoding(&[0; 64]), None);
    }

    #[test]
    fn decoding_does_not_depend_on_the_size_of_chunks() {
        let text = "Côte d'Ivoire, Україна, 日本, 𝄞\n".repeat(40);
        let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for capacity in [1, 2, 3, 5, 64, 1 << 16] {
            let mut input = io::BufReader::with_capacity(capacity, &bytes[..]);
            let mut decoded = DecodedInput::new(&mut input, UTF_16LE);
            decoded.decoded.resize(64, 0);
            let mut out = String::new();
            decoded.read_to_string(&mut out).expect("memory can be read");
            assert_eq!(out, text);
            assert!(!decoded.has_errors);
        }
    }
}
