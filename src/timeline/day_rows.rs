//! Rows of whole days, added to a builder together: column by column, in place of six columns for each row.

use std::iter;

use super::{
    TimelineBuilder,
    columns::{Columns, NO_ACTOR},
};
use crate::model::{ActorId, CodeId, EventId, PlainOnset};

/// Rows of whole days with at most one source and one target, until they are added to a builder.
#[derive(Default)]
pub(crate) struct DayRows {
    /// Onsets, and how many successive rows have them: rows are mostly in order of time.
    onsets: Vec<(PlainOnset, usize)>,
    sources: Vec<ActorId>,
    targets: Vec<ActorId>,
    event_types: Vec<u16>,
}

impl DayRows {
    /// Adds a row. The code must be one of the builder that the rows are added to.
    #[inline]
    pub(crate) fn push(
        &mut self,
        when: PlainOnset,
        source: Option<ActorId>,
        target: Option<ActorId>,
        code: CodeId,
    ) {
        match self.onsets.last_mut() {
            Some((known, rows)) if *known == when => *rows += 1,
            _ => self.onsets.push((when, 1)),
        }
        self.sources.push(source.unwrap_or(NO_ACTOR));
        self.targets.push(target.unwrap_or(NO_ACTOR));
        self.event_types.push(code.0 as u16);
    }
}

impl TimelineBuilder {
    /// Adds rows, and empties them. Returns the event of the first.
    pub(crate) fn add_day_rows(&mut self, rows: &mut DayRows) -> EventId {
        let first = EventId(self.columns.len() as u32);
        self.columns.append(rows);
        first
    }

    /// Gives successive events, the last of which was added last, keys that are numbers. Returns `false`, and does
    /// nothing, unless the numbers ascend and are above all keys.
    pub(crate) fn number_rows(&mut self, first: EventId, numbers: &[i64]) -> bool {
        self.keys.push_numbers(first.0, numbers)
    }
}

impl Columns {
    fn append(&mut self, rows: &mut DayRows) {
        let DayRows { onsets, sources, targets, event_types } = rows;
        for (onset, rows) in onsets.drain(..) {
            self.earliest.extend(iter::repeat_n(onset.earliest, rows));
            self.length.extend(iter::repeat_n(onset.length, rows));
            self.flags.extend(iter::repeat_n(onset.precision as u8, rows));
        }
        self.source.append(sources);
        self.target.append(targets);
        self.event_type.append(event_types);
    }
}
