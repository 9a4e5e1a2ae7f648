//! [`TopEnds`]: the events in which the best chains by a rank end.

use std::{cmp::Reverse, collections::BTreeSet};

use crate::watch::snapshot::OrderKey;

/// The value of the best chain that ends in an event, and the event. The lesser is the better: that of greater value or,
/// if values are equal, that of the earlier event, as in the order of chains.
pub(super) type End = (Reverse<i64>, OrderKey);

/// The number of ends that are kept at least, if there are as many. When the last of them is taken away, all chains are
/// searched for the next ones.
const KEPT: usize = 1_024;

/// The ends of the best chains by a rank.
#[derive(Clone, Debug, Default)]
pub(super) struct TopEnds {
    ends: BTreeSet<End>,
    /// Ends that come after this one are not kept. `None` if all are kept.
    last: Option<End>,
}

/// The best end after a change.
pub(super) enum BestEnd {
    Known(Option<End>),
    /// It is none of those that are kept.
    Unknown,
}

impl TopEnds {
    pub(super) fn add(&mut self, end: End) {
        if self.last.is_some_and(|last| end > last) {
            return;
        }
        self.ends.insert(end);
        if self.ends.len() > 2 * KEPT {
            self.last = self.ends.iter().nth(KEPT - 1).copied();
            if let Some(last) = self.last {
                self.ends.retain(|end| *end <= last);
            }
        }
    }

    pub(super) fn take(&mut self, end: End) {
        self.ends.remove(&end);
    }

    /// Returns the best end once some are taken away and others added. `taken` must be sorted.
    pub(super) fn best_after(&self, taken: &[End], added: &[End]) -> BestEnd {
        let kept = self.ends.iter().find(|end| taken.binary_search(end).is_err()).copied();
        let added = added.iter().min().copied();
        let best = match (kept, added) {
            (Some(kept), Some(added)) => Some(kept.min(added)),
            (kept, added) => kept.or(added),
        };
        match (best, self.last) {
            (None, Some(_)) => BestEnd::Unknown,
            (Some(best), Some(last)) if best > last => BestEnd::Unknown,
            _ => BestEnd::Known(best),
        }
    }
}
