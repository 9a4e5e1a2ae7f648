//! The sweep backward in time.

use std::ops::Range;

use crate::chain::{
    engine::{
        monoid::Monoid,
        sweep::{
            layout::Layout,
            params::{EntryDelay, SweepParams},
            windows::BlockedSums,
        },
    },
    nodes::nodes::SweptNode,
};

/// A sweep backward in time, for values that can be subtracted: calls `visit` with each node and the sum of
/// what its successors passed back, and passes back what `visit` returns.
///
/// It is the forward sweep in reverse order. Where that reads cells, this one adds to them; what was added to
/// the cell of a slot between the times at which it leaves and enters is what its successors pass back.
pub(crate) struct BackwardSweep<'a, L, M, V> {
    params: SweepParams<'a>,
    layout: L,
    delay: EntryDelay<'a>,
    /// By slot, in a ring buffer. Slots of one window never share an entry.
    values: Vec<M>,
    visit: V,
}

impl<'a, L: Layout, M: Monoid, V: FnMut(&SweptNode, M) -> Option<M>> BackwardSweep<'a, L, M, V> {
    /// Creates a sweep. The capacity is a power of two above the greatest number of slots in a window.
    pub(crate) fn new(
        params: SweepParams<'a>,
        layout: L,
        delay: EntryDelay<'a>,
        capacity: usize,
        visit: V,
    ) -> Self {
        Self { params, layout, delay, values: vec![M::IDENTITY; capacity], visit }
    }

    /// Returns the first onset at which other nodes may follow a slot.
    fn enters(&self, slot: usize) -> i64 {
        self.layout.onset(slot) + self.delay.of(|| self.layout.get(slot).node.node)
    }

    fn index(&self, slot: usize) -> usize {
        slot & (self.values.len() - 1)
    }

    /// Returns `true` if the greatest gap after a slot ends before an onset.
    fn has_left(&self, slot: usize, onset: i64) -> bool {
        self.layout.onset(slot) + self.params.max_gap < onset
    }

    /// Returns all that has been added to the cell of a slot.
    fn added_to(&self, window: &BlockedSums<M>, slot: usize) -> M {
        window.added_to(self.params.cell(self.layout.get(slot)))
    }

    /// Sweeps groups with few slots in a window: scans the slots that may be in it.
    pub(crate) fn scan(&mut self, slots: Range<usize>) -> Option<()> {
        let (layout, params) = (self.layout, self.params);
        let mut end = slots.end;
        for nth in slots.rev() {
            if layout.is_last(nth) {
                end = nth + 1;
            }
            let slot = layout.get(nth);
            let (cell, enters) = (params.cell(slot), self.enters(nth));
            while self.has_left(nth, layout.onset(end - 1)) {
                end -= 1;
            }
            let mut received = M::IDENTITY;
            for later in nth + 1..end {
                let other = layout.get(later);
                if params.cells_before(other).contains(&cell) && enters <= other.onset {
                    received = received.combine(self.values[self.index(later)]);
                }
            }
            let index = self.index(nth);
            self.values[index] = (self.visit)(&slot.node, received)?;
        }
        Some(())
    }

    /// Sweeps one group with many slots in a window.
    ///
    /// The entry of a slot in the ring buffer first holds what had been added to its cell before it left,
    /// then what it receives.
    pub(crate) fn slide(&mut self, group: Range<usize>, window: &mut BlockedSums<M>) -> Option<()> {
        let (layout, params) = (self.layout, self.params);
        let end = layout.onset(group.end - 1);
        let (mut entered, mut left) = (group.end, group.end);
        while entered > group.start && self.enters(params.nth_to_enter(entered - 1)) > end {
            entered -= 1;
        }
        for nth in group.clone().rev() {
            let slot = layout.get(nth);
            let now = slot.onset;
            while left > group.start && !self.has_left(left - 1, now) {
                left -= 1;
                let index = self.index(left);
                self.values[index] = self.added_to(window, left);
            }
            while entered > group.start && self.enters(params.nth_to_enter(entered - 1)) > now {
                entered -= 1;
                let other = params.nth_to_enter(entered);
                let index = self.index(other);
                self.values[index] = self.added_to(window, other).subtract(self.values[index]);
            }
            let index = self.index(nth);
            let received = if self.enters(nth) <= end { self.values[index] } else { M::IDENTITY };
            let value = (self.visit)(&slot.node, received)?;
            window.add_to_all(params.cells_before(slot), value);
        }
        Some(())
    }
}
