//! What a sweep needs to know at every slot.

use std::ops::Range;

use crate::{
    chain::{engine::sweep::layout::Slot, nodes::nodes::Nodes},
    sorting::count_before,
};

/// Longer than every gap, and short enough to be added to an onset without overflow.
pub(crate) const NEVER: i64 = i64::MAX / 2;

/// What a sweep needs to know at every slot.
///
/// It is `Copy` and held by value: behind a reference, the optimiser would reload it after each write to a
/// window.
#[derive(Clone, Copy)]
pub(crate) struct SweepParams<'p> {
    /// Level indices are counted from here: up from the lowest level, or, if the trend falls, down from the
    /// highest. So the levels that the trend allows before another are always the first of a row.
    pub(crate) origin: usize,
    /// The number of cells of a key.
    pub(crate) row: usize,
    /// By level of the later node, counted from the origin: how many levels the trend allows before it.
    pub(crate) allowed: &'p [u32],
    /// The slots in the order in which they enter a window, if that differs from their own order.
    pub(crate) entry_order: Option<&'p [u32]>,
    /// By slot, the earliest onset of a slot that it may follow, if that is not only a matter of the greatest
    /// gap: see [`Interrupted`](super::interrupted). It never decreases within a group.
    pub(crate) oldest: Option<&'p [u32]>,
    /// In seconds, at most [`NEVER`].
    pub(crate) max_gap: i64,
    /// Whether a slot enters a window as soon as it is passed, so that later slots of the same onset receive
    /// its value: [`Recorded`](crate::chain::Precedence::Recorded). All slots then enter in their own order.
    pub(crate) enters_at_once: bool,
}

impl SweepParams<'_> {
    #[inline]
    fn level(self, slot: Slot) -> usize {
        slot.node.level_index.abs_diff(self.origin)
    }

    /// Returns the cell that the value of a slot enters.
    #[inline]
    pub(crate) fn cell(self, slot: Slot) -> usize {
        slot.key as usize * self.row + self.level(slot)
    }

    /// Returns the cells with the values that a slot receives.
    #[inline]
    pub(crate) fn cells_before(self, slot: Slot) -> Range<usize> {
        let first = slot.key_before as usize * self.row;
        first..first + self.allowed[self.level(slot)] as usize
    }

    /// Returns the cell that the value of a slot enters in a sweep backward in time: the row of the slots that it may
    /// follow, with levels counted down, so that the levels which may follow another are the first of a row.
    #[inline]
    pub(crate) fn cell_backward(self, slot: Slot) -> usize {
        slot.key_before as usize * self.row + (self.allowed.len() - 1 - self.level(slot))
    }

    /// Returns the cells with the values that a slot receives in a sweep backward in time.
    #[inline]
    pub(crate) fn cells_after(self, slot: Slot) -> Range<usize> {
        let first = slot.key as usize * self.row;
        let level = self.level(slot) as u32;
        // The number of levels allowed before another does not decrease with that level.
        let too_low = count_before(self.allowed.len(), &|at| self.allowed[at] <= level);
        first..first + self.allowed.len() - too_low
    }

    /// Returns the earliest onset of a slot that a slot may follow.
    #[inline]
    pub(crate) fn oldest(self, nth: usize, onset: i64) -> i64 {
        self.oldest.map_or(onset - self.max_gap, |oldest| i64::from(oldest[nth]))
    }

    /// Returns the slot that is `nth` to enter a window.
    #[inline]
    pub(crate) fn nth_to_enter(self, nth: usize) -> usize {
        self.entry_order.map_or(nth, |order| order[nth] as usize)
    }
}

/// When a slot enters a window: how long after its onset other nodes may follow it.
#[derive(Clone, Copy)]
pub(crate) struct EntryDelay<'n> {
    /// The delay of every slot, if it is the same for all.
    pub(crate) same: Option<i64>,
    /// By node, the precision of its onset in seconds, if the delays differ.
    pub(crate) nodes: &'n Nodes,
    pub(crate) min_gap: i64,
    pub(crate) max_gap: i64,
}

impl EntryDelay<'_> {
    /// Returns the delay for a precision: [`NEVER`] if the slot would leave before it enters.
    pub(crate) fn of_width(width: i64, min_gap: i64, max_gap: i64) -> i64 {
        let delay = width.max(min_gap);
        if delay <= max_gap { delay } else { NEVER }
    }

    /// Returns the delay of a node's slot, in seconds.
    #[inline]
    pub(crate) fn of(self, node: impl FnOnce() -> usize) -> i64 {
        match self.same {
            Some(delay) => delay,
            None => self.of_node(node()),
        }
    }

    #[inline]
    fn of_node(self, node: usize) -> i64 {
        Self::of_width(self.nodes.width(node), self.min_gap, self.max_gap)
    }
}
