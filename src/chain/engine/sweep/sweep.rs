//! Sweeping plain data: every value in one pass, without touching a hop.
//!
//! Where each event has one dyad and no declared link joins any, a rule is an equal key, and what
//! an event follows is *equal key x time range x level prefix*. Two cursors move through time: an
//! event enters the window of its key once it is certain to have begun long enough ago, and leaves
//! it when the longest gap has passed. Each key keeps, per level, what the events in its window pass
//! on; one look-up reads the prefix of levels that the trend allows.
//!
//! ```text
//!               leave                         enter    now
//!                 │                             │       │
//!   ────●──●──────┼──●────●───●────●──●────●────┼───●───e──►  onset
//!                 └─────────── window ──────────┘
//!                   level 1  ▕██▏
//!                   level 2  ▕█▏      Rising: e at level 3
//!                   level 3  ▕███▏    gathers levels 1 and 2
//! ```
//!
//! Rules between the same two parties are swept pair by pair, so that the state of one pair stays in
//! cache; the others in one go. O(n √L) time for n events at L levels for sums, O(n L) for optima,
//! memory of the busiest window. A group that is never busy keeps no window: the few that would be in
//! it are looked at directly.
//!
//! Backward is the same film in reverse. A look-up of a sum becomes an addition to all that it
//! read, and what was added to an event between its leaving and its entering is what its successors
//! pass back.

use std::ops::Range;

use crate::chain::{
    engine::{
        monoid::Gather,
        sweep::{
            layout::{Placed, Slots},
            plan::{Course, NEVER},
            windows::{Sums, Window},
        },
    },
    nodes::nodes::SweptNode,
};

/// A sweep forward under way.
pub(crate) struct Forth<'a, S, D, G> {
    course: Course<'a>,
    slots: S,
    delay: D,
    /// By place; the slots of a window never share one.
    arrived: Vec<Arrived<G>>,
}

/// A slot that time has come to, and what it passed on.
#[derive(Clone, Copy)]
struct Arrived<G> {
    onset: i64,
    cell: u32,
    passed: G,
}

impl<'a, S: Slots, D: Fn(usize) -> i64, G: Gather> Forth<'a, S, D, G> {
    /// The places are a power of two.
    pub(crate) fn new(course: Course<'a>, slots: S, delay: D, places: usize) -> Self {
        let nobody = Arrived { onset: 0, cell: 0, passed: G::NOTHING };
        Self { course, slots, delay, arrived: vec![nobody; places] }
    }

    #[inline]
    fn arrived(&self, at: usize) -> Arrived<G> {
        self.arrived[at & (self.arrived.len() - 1)]
    }

    #[inline]
    fn arrive(&mut self, nth: usize, slot: Placed, passed: G) {
        let place = nth & (self.arrived.len() - 1);
        let cell = self.course.cell(slot) as u32;
        self.arrived[place] = Arrived { onset: slot.onset, cell, passed };
    }

    /// Sweeps groups of few slots a window.
    pub(crate) fn look_at_each(
        &mut self,
        stretch: Range<usize>,
        pass: &mut impl FnMut(SweptNode, G) -> Option<G>,
    ) -> Option<()> {
        let (slots, course) = (self.slots, self.course);
        let mut left = stretch.start;
        for nth in stretch {
            let slot = slots.get(nth);
            let oldest = slot.onset - course.max_gap;
            let looked_up = course.looked_up(slot);
            while left < nth && self.arrived(left).onset < oldest {
                left += 1;
            }
            let mut gathered = G::NOTHING;
            for before in left..nth {
                let earlier = self.arrived(before);
                if looked_up.contains(&(earlier.cell as usize))
                    && earlier.onset + (self.delay)(before) <= slot.onset
                {
                    gathered = gathered.join(earlier.passed);
                }
            }
            let passed = pass(slot.at, gathered)?;
            self.arrive(nth, slot, passed);
            if slot.is_last {
                left = nth + 1;
            }
        }
        Some(())
    }

    /// Sweeps one busy group.
    pub(crate) fn keep_a_window<W: Window<Value = G>>(
        &mut self,
        group: Range<usize>,
        window: &mut W,
        pass: &mut impl FnMut(SweptNode, G) -> Option<G>,
    ) -> Option<()> {
        let (slots, course) = (self.slots, self.course);
        let (mut entered, mut left) = (group.start, group.start);
        let (mut now, mut next_to_leave) = (i64::MIN, slots.earliest(left));
        for nth in group.clone() {
            let slot = slots.get(nth);
            if slot.onset != now {
                now = slot.onset;
                while entered < nth {
                    let next = course.entering(entered);
                    let other = self.arrived(next);
                    // Whoever has not come yet enters later, and so do all after it.
                    if next >= nth || other.onset + (self.delay)(next) > now {
                        break;
                    }
                    window.enter(other.cell as usize, next, other.passed);
                    entered += 1;
                }
                let oldest = now - course.max_gap;
                // This slot itself never leaves.
                while next_to_leave < oldest {
                    self.leave(window, left);
                    left += 1;
                    next_to_leave = slots.earliest(left);
                }
            }
            let gathered = window.joined(course.looked_up(slot));
            let passed = pass(slot.at, gathered)?;
            self.arrive(nth, slot, passed);
        }
        // The next group finds every window empty, at no more cost than this one had.
        for nth in left..group.end {
            if self.arrived(nth).onset + (self.delay)(nth) <= now {
                self.leave(window, nth);
            }
        }
        Some(())
    }

    #[inline]
    fn leave<W: Window<Value = G>>(&self, window: &mut W, at: usize) {
        let slot = self.arrived(at);
        if (self.delay)(at) != NEVER {
            window.leave(slot.cell as usize, at, slot.passed);
        }
    }
}

/// A sweep backward under way, for what can be undone.
pub(crate) struct Back<'a, S, D, G> {
    course: Course<'a>,
    slots: S,
    delay: D,
    /// By place; the slots of a window never share one.
    passed: Vec<G>,
}

impl<'a, S: Slots, D: Fn(usize) -> i64, G: Gather> Back<'a, S, D, G> {
    /// The places are a power of two.
    pub(crate) fn new(course: Course<'a>, slots: S, delay: D, places: usize) -> Self {
        Self { course, slots, delay, passed: vec![G::NOTHING; places] }
    }

    /// From which onset on others may follow a slot.
    fn enters(&self, at: usize) -> i64 {
        self.slots.earliest(at) + (self.delay)(at)
    }

    fn place(&self, at: usize) -> usize {
        at & (self.passed.len() - 1)
    }

    /// Whether a slot comes too late to follow another.
    fn is_too_late(&self, earlier: usize, later: i64) -> bool {
        self.slots.earliest(earlier) + self.course.max_gap < later
    }

    /// What has been added to the window so far, as far as it was for a slot.
    fn added_to(&self, window: &Sums<G>, nth: usize) -> G {
        window.added_to(self.course.cell(self.slots.get(nth)))
    }

    pub(crate) fn look_at_each(
        &mut self,
        stretch: Range<usize>,
        pass: &mut impl FnMut(SweptNode, G) -> Option<G>,
    ) -> Option<()> {
        let (slots, course) = (self.slots, self.course);
        let mut right = stretch.end;
        for at in stretch.rev() {
            if slots.is_last(at) {
                right = at + 1;
            }
            let slot = slots.get(at);
            let (cell, enters) = (course.cell(slot), self.enters(at));
            while self.is_too_late(at, slots.earliest(right - 1)) {
                right -= 1;
            }
            let mut gathered = G::NOTHING;
            for nth in at + 1..right {
                let later = slots.get(nth);
                if course.looked_up(later).contains(&cell) && enters <= later.onset {
                    gathered = gathered.join(self.passed[self.place(nth)]);
                }
            }
            let place = self.place(at);
            self.passed[place] = pass(slot.at, gathered)?;
        }
        Some(())
    }

    /// The film of [`Forth::keep_a_window`] in reverse. Until a slot's turn comes, its
    /// place holds what was in the window before it left, then what it gathers.
    pub(crate) fn keep_a_window(
        &mut self,
        group: Range<usize>,
        window: &mut Sums<G>,
        pass: &mut impl FnMut(SweptNode, G) -> Option<G>,
    ) -> Option<()> {
        let (slots, course) = (self.slots, self.course);
        let end = slots.earliest(group.end - 1);
        let (mut entered, mut left) = (group.end, group.end);
        while entered > group.start && self.enters(course.entering(entered - 1)) > end {
            entered -= 1;
        }
        for at in group.clone().rev() {
            let slot = slots.get(at);
            let now = slot.onset;
            while left > group.start && !self.is_too_late(left - 1, now) {
                left -= 1;
                let place = self.place(left);
                self.passed[place] = self.added_to(window, left);
            }
            while entered > group.start && self.enters(course.entering(entered - 1)) > now {
                entered -= 1;
                let other = course.entering(entered);
                let place = self.place(other);
                self.passed[place] = self.added_to(window, other).without(self.passed[place]);
            }
            let place = self.place(at);
            let gathered = if self.enters(at) <= end { self.passed[place] } else { G::NOTHING };
            let value = pass(slot.at, gathered)?;
            window.add_to(course.looked_up(slot), value);
        }
        Some(())
    }
}
