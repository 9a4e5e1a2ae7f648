//! The bytes of an input, read in chunks, and looked at without consuming them.

use std::io::{self, BufRead, ErrorKind as IoKind};

/// How many bytes of a file are buffered and looked at to recognise its format.
pub(super) const HEAD_BYTES: usize = 1 << 16;

/// An input that is read in chunks.
///
/// It stands for `BufRead` behind pointers: a pointer to that makes the compiler emit its default methods for each
/// type of input, some 3,000 lines of unoptimised IR, of which none is called.
pub(super) trait Chunks {
    /// Returns the next bytes of the input, which stay unread; empty at its end. See [`BufRead::fill_buf`].
    fn chunk(&mut self) -> io::Result<&[u8]>;

    /// Marks bytes as read. See [`BufRead::consume`].
    fn skip(&mut self, amount: usize);

    /// Reads bytes into a buffer. See [`Read::read`](io::Read::read).
    fn read_into(&mut self, buffer: &mut [u8]) -> io::Result<usize>;
}

impl<R: BufRead + ?Sized> Chunks for R {
    fn chunk(&mut self) -> io::Result<&[u8]> {
        self.fill_buf()
    }

    fn skip(&mut self, amount: usize) {
        self.consume(amount);
    }

    fn read_into(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.read(buffer)
    }
}

/// Returns the next bytes of the input, which stay unread; empty at its end.
pub(super) fn peek(input: &mut dyn Chunks) -> io::Result<&[u8]> {
    // The result of the call that succeeds cannot be returned from inside the loop: the borrow checker
    // would extend its borrow over the next turn.
    loop {
        match input.chunk() {
            Err(error) if error.kind() == IoKind::Interrupted => {}
            Err(error) => return Err(error),
            Ok(_) => break,
        }
    }
    input.chunk()
}

/// Appends the rest of the input to `bytes`, but at most `most` bytes.
pub(super) fn read_to_end(
    input: &mut dyn Chunks,
    most: u64,
    bytes: &mut Vec<u8>,
) -> io::Result<()> {
    let mut room = usize::try_from(most).unwrap_or(usize::MAX);
    while room > 0 {
        let chunk = peek(input)?;
        let count = chunk.len().min(room);
        if count == 0 {
            break;
        }
        bytes.try_reserve(count)?;
        bytes.extend_from_slice(&chunk[..count]);
        input.skip(count);
        room -= count;
    }
    Ok(())
}
