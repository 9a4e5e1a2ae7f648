//! Checksums of a whole columnar file, kept in the metadata of its footer.
//!
//! Neither Arrow IPC nor every writer of Parquet has checksums. The file is divided into its **body**, which is all
//! before the footer, and its **tail**. The body has a CRC-32 for each part of [`PART`] bytes, so that an error names
//! the part that was altered. The tail has one CRC-32, computed with zeros in place of its own digits. Both formats
//! store the texts of a footer unchanged, so that the checksums are found and checked before anything else of the file
//! is parsed.

use std::{
    fmt::Write as _,
    io::{self, Read, Write},
};

use crc32fast::Hasher;

/// The number of bytes of a part of the body.
const PART: u64 = 1 << 20;

/// What the text of the checksums begins with, followed by the version of the kept timeline.
const BEGIN: &str = "escalade timeline, version ";
const BODY: &str = ", body ";
const SUMS: &str = ", crc32 ";
const TAIL: &str = ", tail ";
const NO_SUM: &str = "00000000";

/// A writer that computes checksums.
pub(crate) struct Checked<W> {
    out: W,
    written: u64,
    hasher: Hasher,
    sums: Vec<u32>,
    /// The text of the checksums, and the bytes of the tail so far. `None` while the body is written.
    tail: Option<(String, Vec<u8>)>,
}

impl<W: Write> Checked<W> {
    pub(crate) fn new(out: W) -> Self {
        Self { out, written: 0, hasher: Hasher::new(), sums: Vec::new(), tail: None }
    }

    /// Begins the tail. Returns the text of the checksums, which the caller must write as a part of the tail.
    pub(crate) fn begin_tail(&mut self, version: u64) -> String {
        if !self.written.is_multiple_of(PART) {
            self.end_part();
        }
        let mut text = format!("{BEGIN}{version}{BODY}{}{SUMS}", self.written);
        for sum in &self.sums {
            // Writing to a `String` never fails.
            let _ = write!(text, "{sum:08x}");
        }
        text.push_str(TAIL);
        text.push_str(NO_SUM);
        self.tail = Some((text.clone(), Vec::new()));
        text
    }

    fn end_part(&mut self) {
        self.sums.push(std::mem::take(&mut self.hasher).finalize());
    }

    /// Writes the tail with its checksum.
    ///
    /// # Errors
    ///
    /// The output fails, or the tail does not have the text of the checksums.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        if let Some((text, mut tail)) = self.tail.take() {
            let text = text.as_bytes();
            let at = tail.windows(text.len()).rposition(|window| window == text);
            let at = at.ok_or_else(|| io::Error::other("a footer without its checksums"))?;
            let sum = format!("{:08x}", crc32fast::hash(&tail));
            let end = at + text.len();
            tail[end - NO_SUM.len()..end].copy_from_slice(sum.as_bytes());
            self.out.write_all(&tail)?;
        }
        self.out.flush()
    }
}

impl<W: Write> Write for Checked<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let Some((_, tail)) = &mut self.tail {
            tail.extend_from_slice(bytes);
            return Ok(bytes.len());
        }
        // At most to the end of the part.
        let room = (PART - self.written % PART).min(bytes.len() as u64) as usize;
        let count = self.out.write(&bytes[..room])?;
        self.hasher.update(&bytes[..count]);
        self.written += count as u64;
        if count > 0 && self.written.is_multiple_of(PART) {
            self.end_part();
        }
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// The checksums found in the last bytes of a file.
pub(crate) struct Sums {
    /// The version of the kept timeline.
    pub(crate) version: u64,
    /// The number of bytes of the body.
    pub(crate) body: u64,
    sums: Vec<u32>,
    tail: u32,
    /// Where the digits of the checksum of the tail begin, from the start of the bytes searched.
    own_digits: usize,
}

/// Finds the checksums in a footer. Returns `None` if it has none.
pub(crate) fn find_sums(footer: &[u8]) -> Option<Sums> {
    let begin = BEGIN.as_bytes();
    let at = footer.windows(begin.len()).rposition(|window| window == begin)?;
    let (version, rest) = number(&footer[at + begin.len()..])?;
    let (body, rest) = number(rest.strip_prefix(BODY.as_bytes())?)?;
    let mut rest = rest.strip_prefix(SUMS.as_bytes())?;
    let mut sums = Vec::new();
    while let Some((sum, more)) = eight_digits(rest) {
        sums.push(sum);
        rest = more;
    }
    let rest = rest.strip_prefix(TAIL.as_bytes())?;
    let (tail, after) = eight_digits(rest)?;
    let own_digits = footer.len() - after.len() - NO_SUM.len();
    let is_whole = sums.len() as u64 == body.div_ceil(PART);
    is_whole.then_some(Sums { version, body, sums, tail, own_digits })
}

impl Sums {
    /// Checks the bytes of the tail. The footer in which the checksums were found begins at `footer_at` in them.
    pub(crate) fn is_tail(&self, tail: &[u8], footer_at: usize) -> bool {
        let own = footer_at + self.own_digits;
        let Some(after) = tail.get(own + NO_SUM.len()..) else { return false };
        let mut hasher = Hasher::new();
        hasher.update(&tail[..own]);
        hasher.update(NO_SUM.as_bytes());
        hasher.update(after);
        hasher.finalize() == self.tail
    }

    /// Checks the body. Returns the first byte and the number of bytes of the first part that was altered.
    pub(crate) fn altered_part(&self, body: &mut dyn Read) -> io::Result<Option<(u64, u64)>> {
        let mut bytes = vec![0; PART.min(self.body) as usize];
        let mut start = 0;
        for sum in &self.sums {
            let length = PART.min(self.body - start);
            let part = &mut bytes[..length as usize];
            body.read_exact(part)?;
            if crc32fast::hash(part) != *sum {
                return Ok(Some((start, length)));
            }
            start += length;
        }
        Ok(None)
    }
}

fn number(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let end = bytes.iter().position(|byte| !byte.is_ascii_digit())?;
    let (digits, rest) = bytes.split_at(end);
    Some((std::str::from_utf8(digits).ok()?.parse().ok()?, rest))
}

fn eight_digits(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let (digits, rest) = bytes.split_at_checked(NO_SUM.len())?;
    let is_sum = digits.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let digits = std::str::from_utf8(digits).ok().filter(|_| is_sum)?;
    Some((u32::from_str_radix(digits, 16).ok()?, rest))
}
