//! Texts in other encodings than UTF-8.
//!
//! UTF-16 is recognised by its byte order mark, and decoded as a whole. A file in Windows-1252 or Latin-1 has no
//! mark, and most of its records are ASCII, so that each record that is not UTF-8 is decoded on its own.

#[cfg(feature = "csv")]
use std::io::{self, BufRead, Read};

#[cfg(feature = "csv")]
use encoding_rs::{CoderResult, Decoder, Encoding, UTF_16BE, UTF_16LE};

#[cfg(feature = "csv")]
use super::peek::{Chunks, HEAD_BYTES, peek};

/// Returns the encoding of a text that is not UTF-8, by its bytes: ISO 8859-1, or Windows-1252 if it has bytes
/// that ISO 8859-1 has no letters for. Returns `None` if the text is in neither.
///
/// Texts in the Latin alphabet have few letters beyond ASCII, and hardly ever three in a row. A text with more of
/// them is in another alphabet, which no byte shows.
#[cfg(feature = "csv")]
pub(super) fn single_byte_encoding(text: &[u8]) -> Option<&'static str> {
    const MOST_IN_A_ROW: usize = 3;
    let (mut in_a_row, mut name) = (0, "ISO 8859-1");
    for byte in text {
        in_a_row = if byte.is_ascii() { 0 } else { in_a_row + 1 };
        match byte {
            // Windows-1252 leaves these undefined.
            0x81 | 0x8d | 0x8f | 0x90 | 0x9d => return None,
            0x80..=0x9f => name = "Windows-1252",
            _ => {}
        }
        if in_a_row > MOST_IN_A_ROW {
            return None;
        }
    }
    Some(name)
}

/// Returns the encoding that the byte order mark at the start of a text shows, or `None` if there is no mark of
/// UTF-16.
#[cfg(feature = "csv")]
pub(super) fn marked_encoding(head: &[u8]) -> Option<&'static Encoding> {
    match head {
        [0xff, 0xfe, ..] => Some(UTF_16LE),
        [0xfe, 0xff, ..] => Some(UTF_16BE),
        _ => None,
    }
}

/// An input in another encoding, decoded to UTF-8 while it is read.
#[cfg(feature = "csv")]
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

#[cfg(feature = "csv")]
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

#[cfg(feature = "csv")]
impl Read for DecodedInput<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut available = self.fill_buf()?;
        let read = available.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}

#[cfg(feature = "csv")]
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

#[cfg(all(test, feature = "csv"))]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_show_the_encoding() {
        for (text, expected) in [
            (&b"M\xe9xico"[..], Some("ISO 8859-1")),
            (b"\x93Mali\x94 \x96", Some("Windows-1252")),
            (b"a\x81", None),
            ("привет".as_bytes(), None),
            (b"\xcf\xf0\xe8\xe2\xe5\xf2", None),
        ] {
            assert_eq!(single_byte_encoding(text), expected, "{text:?}");
        }
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
