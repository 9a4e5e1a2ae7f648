//! Whole lines in large blocks, looked at where they were read to, however long lines are in the
//! file.

use std::{
    io::{self, BufRead, ErrorKind as IoKind},
    iter,
};

use memchr::{memchr, memrchr};

use crate::parallel;

/// How much is read at once for each core: little enough to stay near it.
const BLOCK: usize = 1 << 18;
/// How much of it is worked on at once.
const PART: usize = 1 << 16;

pub(super) struct Blocks<R> {
    input: R,
    longest: usize,
    size: usize,
    /// The beginning of a line of which the block before had no end.
    begun: Vec<u8>,
}

/// Some whole lines.
#[derive(Default)]
pub(super) struct Block {
    buffer: Vec<u8>,
    given: usize,
}

impl<R: BufRead> Blocks<R> {
    pub(super) fn new(input: R, longest_line: usize) -> Self {
        let size = BLOCK * parallel::cores();
        Self { input, longest: longest_line, size, begun: Vec::new() }
    }

    /// The next lines, all of them whole; nothing at the end of the input. A line that is too long
    /// may be cut, but never so far that it is not too long any more.
    pub(super) fn read(&mut self, block: &mut Block) -> io::Result<()> {
        let buffer = &mut block.buffer;
        block.given = 0;
        let mut filled = self.begun.len();
        buffer.resize(buffer.len().max(self.size).max(filled), 0);
        buffer[..filled].copy_from_slice(&self.begun);
        let at_end = self.fill(buffer, &mut filled)?;
        let whole = memrchr(b'\n', &buffer[..filled]).map(|end| end + 1);
        block.given = match whole {
            Some(whole) if !at_end => whole,
            _ => filled,
        };
        self.begun.clear();
        self.begun.extend_from_slice(&buffer[block.given..filled]);
        if whole.is_none() && !at_end {
            self.input.skip_until(b'\n')?; // The rest of a line that is too long.
        }
        Ok(())
    }

    /// Reads on until a buffer is full, and longer while it holds no end of a line, but for one
    /// that is too long; or to the end of the input, which it tells.
    fn fill(&mut self, buffer: &mut Vec<u8>, filled: &mut usize) -> io::Result<bool> {
        loop {
            if *filled == buffer.len() {
                if *filled > self.longest || memchr(b'\n', buffer).is_some() {
                    return Ok(false);
                }
                buffer.resize(2 * *filled, 0);
            }
            match self.input.read(&mut buffer[*filled..]) {
                Ok(0) => return Ok(true),
                Ok(read) => *filled += read,
                Err(error) if error.kind() == IoKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}

impl Block {
    pub(super) fn lines(&self) -> &[u8] {
        &self.buffer[..self.given]
    }

    /// Its lines in parts, to be worked on one by one.
    pub(super) fn parts(&self) -> Vec<&[u8]> {
        parts(self.lines())
    }
}

/// Cuts a block into parts of whole lines.
fn parts(block: &[u8]) -> Vec<&[u8]> {
    let mut rest = block;
    let cut = || {
        let least = rest.len().min(PART);
        let end = memchr(b'\n', &rest[least..]).map_or(rest.len(), |end| least + end + 1);
        rest.split_off(..end).filter(|part| !part.is_empty())
    };
    iter::from_fn(cut).collect()
}

/// The lines of a part, without their ends.
pub(super) fn lines(part: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = part;
    iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let line = rest.split_off(..memchr(b'\n', rest).unwrap_or(rest.len()));
        rest.split_off_first();
        line
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives what it holds in small pieces.
    struct Dripping<'t>(&'t [u8], usize);

    impl io::Read for Dripping<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let most = buffer.len().min(self.1);
            self.0.read(&mut buffer[..most])
        }
    }

    fn all_lines(text: &[u8], longest: usize, drops: usize) -> Vec<Vec<u8>> {
        let input = io::BufReader::with_capacity(drops, Dripping(text, drops));
        let mut blocks = Blocks { size: 8, ..Blocks::new(input, longest) };
        let (mut block, mut read) = (Block::default(), Vec::new());
        loop {
            blocks.read(&mut block).expect("memory can be read");
            if block.lines().is_empty() {
                return read;
            }
            read.extend(block.parts().into_iter().flat_map(lines).map(<[u8]>::to_vec));
        }
    }

    #[test]
    fn lines_are_whole_however_they_come() {
        for text in ["", "\n", "abc", "abc\n", "\n\nabc\r\n\n", "abcdefghijklmnopq\nb\n\ncde\nfghi"]
        {
            let expected: Vec<_> = text.lines().map(|line| line.as_bytes().to_vec()).collect();
            let ends = |line: &Vec<u8>| line.strip_suffix(b"\r").unwrap_or(line).to_vec();
            for drops in 1..20 {
                let lines = all_lines(text.as_bytes(), 100, drops);
                assert_eq!(lines.iter().map(ends).collect::<Vec<_>>(), expected, "{text:?}");
            }
        }
    }

    #[test]
    fn lines_that_are_too_long_stay_too_long_and_are_not_held() {
        let long =
            [b"ab\n".to_vec(), vec![b'x'; 1000], b"\ncd\n".to_vec(), vec![b'y'; 999]].concat();
        for longest in [0, 1, 2, 7, 8, 9, 500, 998] {
            for drops in [1, 7, 2000] {
                let lines = all_lines(&long, longest, drops);
                assert_eq!(lines.len(), 4);
                assert_eq!([&lines[0][..], &lines[2]], [b"ab", b"cd"]);
                for line in [&lines[1], &lines[3]] {
                    assert!(longest < line.len() && line.len() <= 2 * longest.max(8));
                }
            }
        }
        assert!(all_lines(&long, 1000, 7).iter().map(Vec::len).eq([2, 1000, 2, 999]));
    }

    #[test]
    fn parts_are_together_what_was_cut() {
        let block = "a line of some words\n".repeat(PART / 5);
        let parts = parts(block.as_bytes());
        assert!(parts.len() > 3 && parts.iter().all(|part| part.ends_with(b"\n")));
        assert_eq!(parts.concat(), block.as_bytes());
        assert!(super::parts(b"").is_empty());
    }
}
