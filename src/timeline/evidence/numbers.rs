//! Numbers for reporters and for links between them, in the order in which these come first.

use std::collections::HashMap;

use crate::model::ActorId;

/// Numbers from 0. A look-up does not look at all that have one: an event may have a hundred thousand reports.
#[derive(Default)]
pub(super) struct Numbers(HashMap<u64, u32>);

impl Numbers {
    /// Returns the number of a key, and whether it is new.
    pub(super) fn of(&mut self, key: u64) -> (usize, bool) {
        let next = self.0.len() as u32;
        let number = *self.0.entry(key).or_insert(next);
        (number as usize, number == next)
    }

    /// Returns the number of a reporter, which may be unknown, and whether it is new.
    pub(super) fn of_reporter(&mut self, reporter: Option<ActorId>) -> (usize, bool) {
        self.of(reporter.map_or(0, |actor| u64::from(actor.0) + 1))
    }
}
