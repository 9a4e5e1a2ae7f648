//! Lines that arrive together, as batches.

use std::{sync::mpsc::RecvTimeoutError, time::Duration};

use super::{
    feed_file::has_first_field,
    stdin::{Line, Lines},
};
use crate::{print_problem, stop::is_interrupted};

/// The greatest number of lines of a batch.
const MOST: usize = 2_000;

/// The time without a further line after which a batch is complete.
const PAUSE: Duration = Duration::from_millis(100);

/// Collects lines into batches.
#[derive(Default)]
pub(super) struct Batches {
    is_over: bool,
    /// A line that begins the next batch.
    kept: Option<Line>,
}

/// Returns the time that a line states, if it states when the lines after it became known.
pub(super) fn known_when(line: &Line) -> Option<&[u8]> {
    line.bytes.as_deref().filter(|bytes| has_first_field(bytes, "known_when"))
}

impl Batches {
    /// Waits for lines, and returns those that arrive together. Returns `None` once there are no more, or at an interrupt.
    ///
    /// A line that states when the lines after it became known begins a batch. Unless `takes_single_lines`, a single
    /// line that is not a record may be a header, and is returned together with the next line.
    pub(super) fn next(&mut self, lines: &Lines, takes_single_lines: bool) -> Option<Vec<Line>> {
        let mut batch: Vec<Line> = self.kept.take().into_iter().collect();
        while !self.is_over && !is_interrupted() && batch.len() < MOST {
            match lines.next(PAUSE) {
                Ok(Ok(line)) => {
                    if known_when(&line).is_some() && !batch.is_empty() {
                        self.kept = Some(line);
                        return Some(batch);
                    }
                    batch.push(line);
                }
                Ok(Err(problem)) => {
                    print_problem(&format!("escalade: the standard input: {problem}"));
                    self.is_over = true;
                }
                Err(RecvTimeoutError::Timeout) => {
                    let is_enough = batch.len() > 1 || takes_single_lines;
                    if !batch.is_empty() && (is_enough || is_record(&batch[0])) {
                        return Some(batch);
                    }
                }
                Err(RecvTimeoutError::Disconnected) => self.is_over = true,
            }
        }
        Some(batch).filter(|batch| !batch.is_empty())
    }
}

/// Returns `true` if a line is a record in JSON.
pub(super) fn is_record(line: &Line) -> bool {
    line.bytes.as_deref().is_some_and(|bytes| bytes.trim_ascii_start().starts_with(b"{"))
}
