//! Finding the events of a file of lines by key or by number.

use super::forms::EventKey;
use crate::{model::EventId, timeline::TimelineBuilder};

/// The numbers of the events of one file of lines.
///
/// Every line of an event has a number, counted from 0. A line that could not be read has one too, but
/// no id, so that a number is not simply an offset from the first id.
#[derive(Default)]
pub(super) struct EventNumbers {
    /// The id of the first event of the file.
    first: u64,
    lines: u64,
    /// The numbers of the lines that could not be read, in ascending order.
    failed: Vec<u64>,
}

impl EventNumbers {
    /// Creates the numbers of a file whose events follow those of a builder.
    pub(super) fn after(builder: &TimelineBuilder) -> Self {
        Self { first: builder.len() as u64, ..Self::default() }
    }

    /// Creates the numbers of all events of a builder.
    #[cfg(feature = "arrow")]
    pub(super) fn of(builder: &TimelineBuilder) -> Self {
        Self { lines: builder.len() as u64, ..Self::default() }
    }

    /// Counts a line whose event was added.
    pub(super) fn count_event(&mut self) {
        self.lines += 1;
    }

    /// Counts a line whose event could not be read.
    pub(super) fn count_failed_event(&mut self) {
        self.failed.push(self.lines);
        self.lines += 1;
    }

    /// Returns the event with this key in the builder, or with this number in the file.
    pub(super) fn find(&self, key: &EventKey, builder: &TimelineBuilder) -> Option<EventId> {
        match key {
            EventKey::Key(key) => builder.event_by_key(key),
            EventKey::Number(number) => {
                // The error of the search is the count of failed lines before this one. If the search
                // succeeds, the line itself has failed.
                let failed_before = self.failed.binary_search(number).err()?;
                let id = self.first + number - failed_before as u64;
                (*number < self.lines).then_some(EventId(id as u32))
            }
        }
    }
}
