//! Lines of bounded length, for files of one JSON record a line.

use std::io::{self, BufRead};

use super::peek::{Chunks, peek};

/// A reader of lines that holds no more of a line than one byte over the limit, however long the line is
/// in the file.
pub(super) struct LineReader<'i> {
    input: &'i mut dyn Chunks,
    limit: usize,
}

impl<'i> LineReader<'i> {
    /// Creates a reader of lines of at most `limit` bytes.
    pub(super) fn new(input: &'i mut dyn Chunks, limit: usize) -> Self {
        Self { input, limit }
    }

    /// Replaces `line` by the next line, without its line feed; returns `false` at the end of the input.
    ///
    /// A line over the limit is cut to one byte more than the limit, so that the caller can detect it.
    pub(super) fn read_line(&mut self, line: &mut Vec<u8>) -> io::Result<bool> {
        line.clear();
        let most = self.limit.saturating_add(1);
        while line.len() < most {
            let chunk = peek(self.input)?;
            let mut allowed = &chunk[..chunk.len().min(most - line.len())];
            // Reading from memory, which the standard library searches fast.
            let read = allowed.read_until(b'\n', line)?;
            self.input.skip(read);
            if read == 0 {
                return Ok(!line.is_empty());
            }
            if line.pop_if(|byte| *byte == b'\n').is_some() {
                return Ok(true);
            }
        }
        skip_line(self.input)?;
        Ok(true)
    }
}

/// Skips the bytes up to the next line feed and that line feed, or to the end of the input.
pub(super) fn skip_line(input: &mut dyn Chunks) -> io::Result<()> {
    loop {
        let chunk = peek(input)?;
        let read = { chunk }.skip_until(b'\n')?;
        let is_at_end = chunk[..read].ends_with(b"\n") || read == 0;
        input.skip(read);
        if is_at_end {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_long_lines_to_one_byte_over_the_limit() {
        for capacity in 1..8 {
            let text = "abc\n\nabcdefgh\nabcd\nab";
            let mut input = io::BufReader::with_capacity(capacity, text.as_bytes());
            let mut lines = LineReader::new(&mut input, 3);
            let (mut line, mut read) = (Vec::new(), Vec::new());
            while lines.read_line(&mut line).is_ok_and(|is_there| is_there) {
                read.push(String::from_utf8_lossy(&line).into_owned());
            }
            assert_eq!(read, ["abc", "", "abcd", "abcd", "ab"]);
        }
    }
}
