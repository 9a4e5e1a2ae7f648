//! Which events of a view stand for other, hidden events. Events are given by position.

use super::bitset::BitSet;
use crate::sorting::{paired_with, pairs_of};

/// The events that stand for themselves and a mirrored event.
#[derive(Clone, Debug)]
pub(super) struct MutualMerges {
    /// The events that are shown as mutual.
    shown: BitSet,
    /// Each hidden event with the one it was merged into; sorted once the step is done.
    hidden: Vec<(u32, u32)>,
}

impl MutualMerges {
    pub(super) fn new(len: usize) -> Self {
        Self { shown: BitSet::new(len), hidden: Vec::new() }
    }

    /// Merges an event into an earlier one. [`finish`](Self::finish) must follow before any lookup.
    pub(super) fn merge(&mut self, hidden: u32, into: u32) {
        self.shown.insert(into as usize);
        self.hidden.push((hidden, into));
    }

    pub(super) fn finish(&mut self) {
        self.hidden.sort_unstable();
    }

    pub(super) fn is_mutual(&self, position: usize) -> bool {
        self.shown.contains(position)
    }

    /// Returns the event that a hidden one was merged into. O(log n).
    pub(super) fn merged_into(&self, hidden: u32) -> Option<u32> {
        paired_with(&self.hidden, hidden)
    }
}

/// The events that stand for repeated reports of the same event.
#[derive(Clone, Debug, Default)]
pub(super) struct ReportMerges {
    /// Each hidden event with the one it was merged into; sorted once the step is done.
    hidden: Vec<(u32, u32)>,
    /// The same pairs with the event that stands for the other first; sorted once the step is done.
    repeats: Vec<(u32, u32)>,
}

impl ReportMerges {
    /// Merges an event into an earlier one. [`finish`](Self::finish) must follow before any lookup.
    pub(super) fn merge(&mut self, hidden: u32, into: u32) {
        self.hidden.push((hidden, into));
        self.repeats.push((into, hidden));
    }

    pub(super) fn finish(&mut self) {
        self.hidden.sort_unstable();
        self.repeats.sort_unstable();
    }

    /// Returns the event that a hidden one was merged into. O(log n).
    pub(super) fn merged_into(&self, hidden: u32) -> Option<u32> {
        paired_with(&self.hidden, hidden)
    }

    /// Returns the events merged into this one, directly or through others, in total order.
    pub(super) fn repeats(&self, position: u32) -> Vec<u32> {
        // An event that stands for others may itself be merged by a later step. The list serves as the
        // queue of a breadth-first search.
        let mut found = vec![position];
        let mut next = 0;
        while let Some(first) = found.get(next).copied() {
            for pair in pairs_of(&self.repeats, first) {
                found.push(pair.1);
            }
            next += 1;
        }
        found.remove(0);
        found.sort_unstable();
        found
    }
}
