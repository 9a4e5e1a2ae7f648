//! Reading of whole lines in large blocks, so that lines are parsed where they were read to, without a copy.

use std::{
    io::{self, ErrorKind as IoKind},
    iter,
};

use memchr::{memchr, memrchr};

use crate::{
    parallel,
    read::{lines::skip_line, peek::Chunks},
};

/// Number of bytes read at once per core: few enough to stay in its cache.
const BLOCK_BYTES: usize = 1 << 18;
/// Number of bytes of a block that are parsed at once.
const PART_BYTES: usize = 1 << 16;

/// A reader of blocks.
pub(super) struct Blocks<'i> {
    input: &'i mut dyn Chunks,
    max_line: usize,
    size: usize,
    /// The beginning of a line that did not end in the previous block.
    rest: Vec<u8>,
}

/// A block of whole lines. Its buffer is reused from block to block.
#[derive(Default)]
pub(super) struct Block {
    buffer: Vec<u8>,
    /// The number of bytes of the buffer that are whole lines.
    length: usize,
}

impl<'i> Blocks<'i> {
    /// Creates a reader of blocks of lines of at most `max_line` bytes.
    pub(super) fn new(input: &'i mut dyn Chunks, max_line: usize) -> Self {
        let size = BLOCK_BYTES * parallel::cores();
        Self { input, max_line, size, rest: Vec::new() }
    }

    /// Replaces `block` by the next whole lines; it is empty at the end of the input. A line of more than
    /// `max_line` bytes may be cut, to a length that is still over the limit.
    pub(super) fn read(&mut self, block: &mut Block) -> io::Result<()> {
        let buffer = &mut block.buffer;
        block.length = 0;
        let mut filled = self.rest.len();
        buffer.resize(buffer.len().max(self.size).max(filled), 0);
        buffer[..filled].copy_from_slice(&self.rest);
        let at_end = self.fill(buffer, &mut filled)?;
        let whole = memrchr(b'\n', &buffer[..filled]).map(|end| end + 1);
        // At the end of the input the last line may have no line end.
        block.length = match whole {
            Some(whole) if !at_end => whole,
            _ => filled,
        };
        self.rest.clear();
        self.rest.extend_from_slice(&buffer[block.length..filled]);
        if whole.is_none() && !at_end {
            skip_line(self.input)?; // The rest of a line over the limit.
        }
        Ok(())
    }

    /// Fills the buffer from `filled` on, and enlarges it until it contains a line end or a line over the
    /// limit. Returns `true` at the end of the input.
    fn fill(&mut self, buffer: &mut Vec<u8>, filled: &mut usize) -> io::Result<bool> {
        loop {
            if *filled == buffer.len() {
                if *filled > self.max_line || memchr(b'\n', buffer).is_some() {
                    return Ok(false);
                }
                buffer.resize(2 * *filled, 0);
            }
            match self.input.read_into(&mut buffer[*filled..]) {
                Ok(0) => return Ok(true),
                Ok(read) => *filled += read,
                Err(error) if error.kind() == IoKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}

impl Block {
    /// Returns the lines of the block with their ends.
    pub(super) fn lines(&self) -> &[u8] {
        &self.buffer[..self.length]
    }

    /// Returns the lines in chunks, to be parsed in parallel.
    pub(super) fn chunks(&self) -> Vec<&[u8]> {
        chunks(self.lines())
    }
}

/// Splits a block into chunks of whole lines.
fn chunks(block: &[u8]) -> Vec<&[u8]> {
    let (mut rest, mut chunks) = (block, Vec::new());
    while !rest.is_empty() {
        let least = rest.len().min(PART_BYTES);
        let end = memchr(b'\n', &rest[least..]).map_or(rest.len(), |end| least + end + 1);
        chunks.push(&rest[..end]);
        rest = &rest[end..];
    }
    chunks
}

/// Returns the lines of a chunk, without their ends.
pub(super) fn lines(chunk: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = chunk;
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

    /// An input that returns at most this many bytes at once.
    struct SmallReads<'t>(&'t [u8], usize);

    impl io::Read for SmallReads<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let most = buffer.len().min(self.1);
            self.0.read(&mut buffer[..most])
        }
    }

    fn all_lines(text: &[u8], max_line: usize, chunk: usize) -> Vec<Vec<u8>> {
        let mut input = io::BufReader::with_capacity(chunk, SmallReads(text, chunk));
        let mut blocks = Blocks { size: 8, ..Blocks::new(&mut input, max_line) };
        let (mut block, mut read) = (Block::default(), Vec::new());
        loop {
            blocks.read(&mut block).expect("memory can be read");
            if block.lines().is_empty() {
                return read;
            }
            read.extend(block.chunks().into_iter().flat_map(lines).map(<[u8]>::to_vec));
        }
    }

    #[test]
    fn lines_do_not_depend_on_the_size_of_chunks() {
        for text in ["", "\n", "abc", "abc\n", "\n\nabc\r\n\n", "abcdefghijklmnopq\nb\n\ncde\nfghi"]
        {
            let expected: Vec<_> = text.lines().map(|line| line.as_bytes().to_vec()).collect();
            let ends = |line: &Vec<u8>| line.strip_suffix(b"\r").unwrap_or(line).to_vec();
            for chunk in 1..20 {
                let lines = all_lines(text.as_bytes(), 100, chunk);
                assert_eq!(lines.iter().map(ends).collect::<Vec<_>>(), expected, "{text:?}");
            }
        }
    }

    #[test]
    fn lines_over_the_limit_are_cut_but_stay_over_it() {
        let long =
            [b"ab\n".to_vec(), vec![b'x'; 1000], b"\ncd\n".to_vec(), vec![b'y'; 999]].concat();
        for max_line in [0, 1, 2, 7, 8, 9, 500, 998] {
            for chunk in [1, 7, 2000] {
                let lines = all_lines(&long, max_line, chunk);
                assert_eq!(lines.len(), 4);
                assert_eq!([&lines[0][..], &lines[2]], [b"ab", b"cd"]);
                for line in [&lines[1], &lines[3]] {
                    assert!(max_line < line.len() && line.len() <= 2 * max_line.max(8));
                }
            }
        }
        assert!(all_lines(&long, 1000, 7).iter().map(Vec::len).eq([2, 1000, 2, 999]));
    }

    #[test]
    fn the_chunks_together_are_the_block() {
        let block = "a line of some words\n".repeat(PART_BYTES / 5);
        let chunks = chunks(block.as_bytes());
        assert!(chunks.len() > 3 && chunks.iter().all(|chunk| chunk.ends_with(b"\n")));
        assert_eq!(chunks.concat(), block.as_bytes());
        assert!(super::chunks(b"").is_empty());
    }
}
