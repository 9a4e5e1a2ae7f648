//! The sweep backward in time.

use std::ops::Range;

use crate::chain::{
    engine::{
        monoid::{Monoid, Window},
        sweep::{
            layout::Layout,
            params::{EntryDelay, SweepParams},
            windows::BlockedSums,
        },
    },
    nodes::nodes::SweptNode,
};

/// A sweep backward in time: calls `visit` with each node and the combination of what its successors passed back, and
/// passes back what `visit` returns.
///
/// For values that can be subtracted, this is the forward sweep in reverse order, and it adds to the cells that the
/// forward sweep reads. In this order a slot first leaves the window and then enters it; what is added to its cell in
/// between is what its successors pass back. Other values enter a window as in the forward sweep, under the key and the
/// levels that their slot looks up in the forward sweep.
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

    /// Returns the earliest onset with which another node may follow a slot.
    fn enters(&self, slot: usize) -> i64 {
        self.layout.onset(slot) + self.delay.of(|| self.layout.get(slot).node.node)
    }

    fn index(&self, slot: usize) -> usize {
        slot & (self.values.len() - 1)
    }

    /// Returns `true` if a later slot comes too late to follow a slot.
    fn has_left(&self, slot: usize, later: usize) -> bool {
        self.layout.onset(slot) < self.params.oldest(later, self.layout.onset(later))
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
            while self.has_left(nth, end - 1) {
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
    /// The entry of a slot in the ring buffer first holds what had been added to its cell when it left, then what it
    /// receives.
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
            while left > group.start && !self.has_left(left - 1, nth) {
                left -= 1;
                let index = self.index(left);
                self.values[index] = self.added_to(window, left);
            }
            while entered > group.start
                && (self.enters(params.nth_to_enter(entered - 1)) > now
                    || params.enters_at_once && entered > nth)
            {
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

    /// Sweeps one group with many slots in a window, if all slots have the same delay: then slots enter in descending
    /// order, which is also that in which they leave. The window is empty before and after.
    pub(crate) fn slide_in_order<W: Window<Value = M>>(
        &mut self,
        group: Range<usize>,
        window: &mut W,
    ) -> Option<()> {
        let (layout, params) = (self.layout, self.params);
        let (mut entered, mut left) = (group.end, group.end);
        for nth in group.clone().rev() {
            let (slot, enters) = (layout.get(nth), self.enters(nth));
            while entered > nth + 1 && layout.onset(entered - 1) >= enters {
                entered -= 1;
                let cell = params.cell_backward(layout.get(entered));
                window.enter(cell, group.end - entered, self.values[self.index(entered)]);
            }
            while left > entered && self.has_left(nth, left - 1) {
                left -= 1;
                self.remove(&group, window, left);
            }
            let received = window.combined(params.cells_after(slot));
            let index = self.index(nth);
            self.values[index] = (self.visit)(&slot.node, received)?;
        }
        for slot in (entered..left).rev() {
            self.remove(&group, window, slot);
        }
        Some(())
    }

    fn remove<W: Window<Value = M>>(&self, group: &Range<usize>, window: &mut W, slot: usize) {
        let cell = self.params.cell_backward(self.layout.get(slot));
        window.leave(cell, group.end - slot, self.values[self.index(slot)]);
    }
}
