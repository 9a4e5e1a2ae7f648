//! The statements that events carry out by a rule, as far as they are known.

use std::sync::{OnceLock, atomic::AtomicUsize};

/// A statement that an event carries out by a rule, whether or not a link declares it too.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct CarriedOut {
    /// The position of the event.
    pub(crate) event: u32,
    /// The position of the statement.
    pub(crate) statement: u32,
    /// Whether the level of the event is below the one announced.
    pub(crate) is_in_part: bool,
}

/// The statements of a view that events carry out by a rule, in the order of these events, once that list pays for
/// itself.
#[derive(Default)]
pub(crate) struct LazyCarriedOut {
    pub(crate) all: OnceLock<Vec<CarriedOut>>,
    /// The number of positions that have been looked at without the list.
    pub(crate) looked_at: AtomicUsize,
}
