//! Looking at the next bytes of an input without consuming them.

use std::io::{self, BufRead, ErrorKind as IoKind};

/// How many bytes of a file are buffered and looked at to recognise its format.
pub(super) const HEAD_BYTES: usize = 1 << 16;

/// Returns the next bytes of the input, which stay unread; empty at its end.
pub(super) fn peek(input: &mut dyn BufRead) -> io::Result<&[u8]> {
    // The result of the call that succeeds cannot be returned from inside the loop: the borrow checker
    // would extend its borrow over the next turn.
    loop {
        match input.fill_buf() {
            Err(error) if error.kind() == IoKind::Interrupted => {}
            Err(error) => return Err(error),
            Ok(_) => break,
        }
    }
    input.fill_buf()
}
