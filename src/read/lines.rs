//! Lines of bounded length, for files of one JSON record a line.

use std::io::{self, BufRead, Read};

/// A reader of lines that holds no more of a line than one byte over the limit, however long the line is
/// in the file.
pub(super) struct LineReader<R> {
    input: R,
    limit: usize,
}

impl<R: BufRead> LineReader<R> {
    /// Creates a reader of lines of at most `limit` bytes.
    pub(super) fn new(input: R, limit: usize) -> Self {
        Self { input, limit }
    }

    /// Replaces `line` by the next line, without its line feed; returns `false` at the end of the input.
    ///
    /// A line over the limit is cut to one byte more than the limit, so that the caller can detect it.
    pub(super) fn read_line(&mut self, line: &mut Vec<u8>) -> io::Result<bool> {
        line.clear();
        let most = self.limit.saturating_add(1) as u64;
        self.input.by_ref().take(most).read_until(b'\n', line)?;
        if line.is_empty() {
            return Ok(false);
        }
        if line.pop_if(|byte| *byte == b'\n').is_none() {
            // The line is over the limit, or the last one has no line feed.
            self.input.skip_until(b'\n')?;
        }
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_long_lines_to_one_byte_over_the_limit() {
        for capacity in 1..8 {
            let text = "abc\n\nabcdefgh\nabcd\nab";
            let input = io::BufReader::with_capacity(capacity, text.as_bytes());
            let mut lines = LineReader::new(input, 3);
            let (mut line, mut read) = (Vec::new(), Vec::new());
            while lines.read_line(&mut line).is_ok_and(|is_there| is_there) {
                read.push(String::from_utf8_lossy(&line).into_owned());
            }
            assert_eq!(read, ["abc", "", "abcd", "abcd", "ab"]);
        }
    }
}
