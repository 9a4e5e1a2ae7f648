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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{BestEnd, End, KEPT, TopEnds};

    fn end(rank: i64) -> End {
        (std::cmp::Reverse(-rank), (rank, 0))
    }

    #[test]
    fn the_best_ends_are_kept_and_no_more_than_twice_as_many_as_are_sought() {
        let mut top = TopEnds::default();
        let ranks = (0..10 * KEPT as i64).map(|nth| nth * 7_919 % (10 * KEPT as i64));
        for rank in ranks {
            top.add(end(rank));
            assert!(top.ends.len() <= 2 * KEPT);
        }
        let best = |taken: std::ops::Range<i64>, added: &[End]| {
            let taken: Vec<End> = taken.map(end).collect();
            match top.best_after(&taken, added) {
                BestEnd::Known(best) => Some(best),
                BestEnd::Unknown => None,
            }
        };
        assert_eq!(best(0..0, &[]), Some(Some(end(0))));
        assert_eq!(best(0..5, &[]), Some(Some(end(5))));
        assert_eq!(best(0..5, &[end(9), end(3)]), Some(Some(end(3))));
        assert_eq!(best(0..9 * KEPT as i64, &[]), None, "others may be better");
        assert_eq!(best(0..9 * KEPT as i64, &[end(9 * KEPT as i64)]), None);
        assert_eq!(best(0..9 * KEPT as i64, &[end(-1)]), Some(Some(end(-1))));
        let few = TopEnds::default();
        assert!(matches!(few.best_after(&[], &[]), BestEnd::Known(None)));
    }
}
