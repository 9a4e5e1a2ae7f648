//! The interval of time in which an event began.

use crate::chain::query::rule::Precedence;

/// The interval of time in which an event began. The position of the event orders equal intervals.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct OnsetInterval {
    /// In seconds since 1970.
    pub(crate) earliest: i64,
    /// In seconds since 1970.
    pub(crate) latest: i64,
    pub(crate) position: u32,
}

impl OnsetInterval {
    /// Returns `true` if an event with this onset precedes an event with the other one.
    #[inline]
    pub(crate) fn precedes(self, other: Self, precedence: Precedence) -> bool {
        self.latest <= other.earliest
            || (precedence == Precedence::Recorded
                && (self.earliest, self.latest) == (other.earliest, other.latest)
                && self.position < other.position)
    }
}
