//! Lines of the standard input, read while the rest of the command works.

use std::{
    io::{self, BufRead, Read},
    sync::mpsc::{Receiver, RecvTimeoutError, sync_channel},
    thread,
    time::Duration,
};

/// The greatest length of a line, in bytes.
const LONGEST: u64 = 16 << 20;

/// The number of lines that are read ahead.
const AHEAD: usize = 10_000;

/// A line, counted from 1.
pub(super) struct Line {
    pub(super) number: u64,
    /// `None` if the line is longer than can be read.
    pub(super) bytes: Option<Vec<u8>>,
}

/// The lines of the standard input.
pub(super) struct Lines(Receiver<io::Result<Line>>);

impl Lines {
    /// Begins to read the standard input. The thread ends with it, or with the process.
    pub(super) fn of_stdin() -> Self {
        let (send, lines) = sync_channel(AHEAD);
        thread::spawn(move || {
            let mut input = io::stdin().lock();
            let mut number = 0;
            loop {
                number += 1;
                let line =
                    read_line(&mut input).map(|bytes| bytes.map(|bytes| Line { number, bytes }));
                let Some(line) = line.transpose() else { break };
                let is_over = line.is_err();
                if send.send(line).is_err() || is_over {
                    break;
                }
            }
        });
        Self(lines)
    }

    /// Waits for the next line. Returns an error once there are no more.
    pub(super) fn next(&self, wait: Duration) -> Result<io::Result<Line>, RecvTimeoutError> {
        self.0.recv_timeout(wait)
    }
}

/// Reads a line without its end; `None` at the end of the input.
pub(super) fn read_line(input: &mut impl BufRead) -> io::Result<Option<Option<Vec<u8>>>> {
    let mut line = Vec::new();
    if input.take(LONGEST).read_until(b'\n', &mut line)? == 0 {
        return Ok(None);
    }
    if line.last() != Some(&b'\n') && line.len() as u64 == LONGEST {
        input.skip_until(b'\n')?;
        return Ok(Some(None));
    }
    while matches!(line.last(), Some(b'\n' | b'\r')) {
        line.pop();
    }
    Ok(Some(Some(line)))
}
