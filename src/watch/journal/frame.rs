//! The lines of a journal: each is a checksum, a space and JSON.

use std::io::{self, BufRead};

/// Returns a line, with the line break at its end.
pub(super) fn line(json: &[u8]) -> Vec<u8> {
    let mut line = format!("{:08x} ", crc32fast::hash(json)).into_bytes();
    line.extend_from_slice(json);
    line.push(b'\n');
    line
}

/// Returns the JSON of a line if its checksum is right and a line break ends it.
pub(super) fn json_of(line: &[u8]) -> Option<&[u8]> {
    let (checksum, json) = line.strip_suffix(b"\n")?.split_at_checked(9)?;
    let digits = std::str::from_utf8(checksum.strip_suffix(b" ")?).ok()?;
    // The checksum is accepted only in the form in which it is written, so that every changed byte is found.
    let is_written_so = digits.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
    let checksum = u32::from_str_radix(digits, 16).ok().filter(|_| is_written_so)?;
    (checksum == crc32fast::hash(json)).then_some(json)
}

/// Reads a line, with its line break, into a buffer that is cleared first. Returns `false` at the end of the file.
///
/// The memory needed is bounded by the length of the file, since no line is longer.
pub(super) fn read_line(file: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    Ok(file.read_until(b'\n', line)? > 0)
}

#[cfg(test)]
mod tests {
    use super::{json_of, line};

    #[test]
    fn every_changed_byte_is_found() {
        let whole = line(br#"{"line":0,"records":[]}"#);
        assert_eq!(json_of(&whole), Some(&br#"{"line":0,"records":[]}"#[..]));
        for at in 0..whole.len() {
            for flipped in 1..=u8::MAX {
                let mut damaged = whole.clone();
                damaged[at] ^= flipped;
                assert_eq!(json_of(&damaged), None, "byte {at} with {flipped}");
            }
            assert_eq!(json_of(&whole[..at]), None, "cut at {at}");
        }
    }
}
