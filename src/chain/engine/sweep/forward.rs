//! The sweep forward in time.

use std::ops::Range;

use crate::chain::{
    engine::{
        monoid::{Monoid, Window},
        sweep::{
            layout::{Layout, Slot},
            params::{EntryDelay, NEVER, SweepParams},
        },
    },
    nodes::nodes::SweptNode,
};

/// A sweep forward in time: its methods call `visit` with each node and what it receives, and pass on what
/// `visit` returns.
///
/// ```text
///               leave                         enter    now
///                 │                             │       │
///   ────●──●──────┼──●────●───●────●──●────●────┼───●───e──►  onset
///                 └─────────── window ──────────┘
///                   level 1  ▕██▏
///                   level 2  ▕█▏      Rising: e at level 3 receives
///                   level 3  ▕███▏    the sums of levels 1 and 2
/// ```
pub(crate) struct ForwardSweep<'a, L, M> {
    params: SweepParams<'a>,
    layout: L,
    delay: EntryDelay<'a>,
    /// The slots passed so far, in a ring buffer. Slots of one window never share an entry.
    passed: Vec<PassedSlot<M>>,
}

/// A slot that the sweep has passed, and the value that it passed on.
#[derive(Clone, Copy)]
struct PassedSlot<M> {
    onset: i64,
    cell: u32,
    value: M,
}

impl<'a, L: Layout, M: Monoid> ForwardSweep<'a, L, M> {
    /// Creates a sweep. The capacity is a power of two above the greatest number of slots in a window.
    pub(crate) fn new(
        params: SweepParams<'a>,
        layout: L,
        delay: EntryDelay<'a>,
        capacity: usize,
    ) -> Self {
        let empty = PassedSlot { onset: 0, cell: 0, value: M::IDENTITY };
        Self { params, layout, delay, passed: vec![empty; capacity] }
    }

    #[inline]
    fn passed(&self, slot: usize) -> PassedSlot<M> {
        self.passed[slot & (self.passed.len() - 1)]
    }

    #[inline]
    fn pass(&mut self, nth: usize, slot: Slot, value: M) {
        let index = nth & (self.passed.len() - 1);
        let cell = self.params.cell(slot) as u32;
        self.passed[index] = PassedSlot { onset: slot.onset, cell, value };
    }

    #[inline]
    fn delay(&self, slot: usize) -> i64 {
        self.delay.of(|| self.layout.get(slot).node.node)
    }

    /// Sweeps groups with few slots in a window: scans the slots that may be in it.
    pub(crate) fn scan(
        &mut self,
        slots: Range<usize>,
        visit: &mut impl FnMut(&SweptNode, M) -> Option<M>,
    ) -> Option<()> {
        let (layout, params) = (self.layout, self.params);
        let mut first = slots.start;
        for nth in slots {
            let slot = layout.get(nth);
            let oldest = params.oldest(nth, slot.onset);
            let cells = params.cells_before(slot);
            while first < nth && self.passed(first).onset < oldest {
                first += 1;
            }
            let mut received = M::IDENTITY;
            for earlier in first..nth {
                let passed = self.passed(earlier);
                if cells.contains(&(passed.cell as usize))
                    && passed.onset + self.delay(earlier) <= slot.onset
                {
                    received = received.combine(passed.value);
                }
            }
            let value = visit(&slot.node, received)?;
            self.pass(nth, slot, value);
            if slot.is_last {
                first = nth + 1;
            }
        }
        Some(())
    }

    /// Sweeps one group with many slots in a window. The window is empty before and after.
    pub(crate) fn slide<W: Window<Value = M>>(
        &mut self,
        group: Range<usize>,
        window: &mut W,
        visit: &mut impl FnMut(&SweptNode, M) -> Option<M>,
    ) -> Option<()> {
        let (layout, params) = (self.layout, self.params);
        let (mut entered, mut left) = (group.start, group.start);
        let (mut now, mut onset_of_next_to_leave) = (i64::MIN, layout.onset(left));
        for nth in group.clone() {
            let slot = layout.get(nth);
            if slot.onset != now || params.enters_at_once {
                now = slot.onset;
                while entered < nth {
                    let next = params.nth_to_enter(entered);
                    let earlier = self.passed(next);
                    // A slot that the sweep has not passed enters later, as do all after it.
                    if next >= nth || earlier.onset + self.delay(next) > now {
                        break;
                    }
                    window.enter(earlier.cell as usize, next, earlier.value);
                    entered += 1;
                }
                let oldest = params.oldest(nth, now);
                // Ends at this slot at the latest.
                while onset_of_next_to_leave < oldest {
                    self.remove(window, left);
                    left += 1;
                    onset_of_next_to_leave = layout.onset(left);
                }
            }
            let received = window.combined(params.cells_before(slot));
            let value = visit(&slot.node, received)?;
            self.pass(nth, slot, value);
        }
        // Removing the rest costs no more than filling the window did; clearing all cells may.
        let end = if params.enters_at_once { entered } else { group.end };
        for nth in left..end {
            if self.passed(nth).onset + self.delay(nth) <= now {
                self.remove(window, nth);
            }
        }
        Some(())
    }

    // Called in two places, so that the optimiser sometimes makes it a call for each slot: counting by relay then
    // takes 1.07 times as long (bench `chains`, rows `count`).
    #[inline(always)]
    fn remove<W: Window<Value = M>>(&self, window: &mut W, slot: usize) {
        let passed = self.passed(slot);
        if self.delay(slot) != NEVER {
            window.leave(passed.cell as usize, slot, passed.value);
        }
    }
}
