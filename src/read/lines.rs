//! Lines of bounded length, however long they are in the file.

use std::io::{self, BufRead, Read};

/// Cuts every line to one byte more than the limit, so that who reads it sees that it is too long
/// and never holds more of it; and ends the last line if the file does not.
pub(super) struct Lines<R> {
    input: R,
    limit: usize,
    /// Bytes of the present line seen so far.
    seen: usize,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(input: R, limit: usize) -> Self {
        Self { input, limit, seen: 0 }
    }

    /// The next line, without its end, in place of what was there; or that there is none.
    pub(super) fn read_line(&mut self, line: &mut Vec<u8>) -> io::Result<bool> {
        line.clear();
        let most = self.limit.saturating_add(1) as u64;
        self.input.by_ref().take(most).read_until(b'\n', line)?;
        if line.is_empty() {
            return Ok(false);
        }
        if line.pop_if(|byte| *byte == b'\n').is_none() {
            self.input.skip_until(b'\n')?; // The rest of a line that is too long.
        }
        Ok(true)
    }
}

impl<R: BufRead> Read for Lines<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut written = 0;
        while written == 0 && !buffer.is_empty() {
            let chunk = match self.input.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                chunk => chunk?,
            };
            if chunk.is_empty() {
                if self.seen > 0 {
                    self.seen = 0;
                    buffer[0] = b'\n';
                    return Ok(1);
                }
                return Ok(0);
            }
            let mut taken = 0;
            while taken < chunk.len() && written < buffer.len() {
                let rest = &chunk[taken..];
                let content = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
                if content == 0 {
                    self.seen = 0;
                    buffer[written] = b'\n';
                    written += 1;
                    taken += 1;
                    continue;
                }
                let allowed = self.limit.saturating_add(1).saturating_sub(self.seen);
                if allowed == 0 {
                    taken += content; // The rest of a line that is too long.
                    continue;
                }
                let kept = content.min(allowed).min(buffer.len() - written);
                buffer[written..written + kept].copy_from_slice(&rest[..kept]);
                self.seen += kept;
                written += kept;
                taken += kept;
            }
            self.input.consume(taken);
        }
        Ok(written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_cut_and_ended() {
        for capacity in 1..8 {
            let input = io::BufReader::with_capacity(capacity, "abc\n\nabcdefgh\nab".as_bytes());
            let mut text = String::new();
            assert!(Lines::new(input, 3).read_to_string(&mut text).is_ok());
            assert_eq!(text, "abc\n\nabcd\nab\n");
        }
        for capacity in 1..8 {
            let text = "abc\n\nabcdefgh\nabcd\nab";
            let mut lines = Lines::new(io::BufReader::with_capacity(capacity, text.as_bytes()), 3);
            let (mut line, mut read) = (Vec::new(), Vec::new());
            while lines.read_line(&mut line).is_ok_and(|is_there| is_there) {
                read.push(String::from_utf8_lossy(&line).into_owned());
            }
            assert_eq!(read, ["abc", "", "abcd", "abcd", "ab"]);
        }
        let mut text = String::new();
        assert_eq!(Lines::new("".as_bytes(), 3).read_to_string(&mut text).ok(), Some(0));
    }
}
