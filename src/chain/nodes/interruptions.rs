//! Events that interrupt: between two events of the same two actors, such an event undoes the hop.

use std::collections::HashMap;

use crate::{
    chain::{nodes::onset_interval::OnsetInterval, query::rule::Precedence},
    sorting::sort_distinct,
    timeline::Dyad,
};

/// The onsets of the events that interrupt, by pair of actors.
pub(crate) struct Interruptions {
    /// For each pair, the range of its onsets in `onsets`.
    ranges: HashMap<Dyad, (u32, u32)>,
    /// Sorted by pair, then by onset.
    onsets: Vec<OnsetInterval>,
    /// For each onset, the least latest onset from there to the last onset of the pair.
    min_latest: Vec<i64>,
}

impl Interruptions {
    pub(crate) fn new(mut found: Vec<(Dyad, OnsetInterval)>) -> Self {
        for ((a, b), _) in &mut found {
            (*a, *b) = pair(*a, *b);
        }
        sort_distinct(&mut found);
        let mut ranges = HashMap::new();
        let mut min_latest = vec![i64::MAX; found.len()];
        let mut start = 0;
        for same in found.chunk_by(|x, y| x.0 == y.0) {
            let end = start + same.len();
            ranges.insert(same[0].0, (start as u32, end as u32));
            let mut least = i64::MAX;
            for at in (start..end).rev() {
                least = least.min(found[at].1.latest);
                min_latest[at] = least;
            }
            start = end;
        }
        let mut onsets = Vec::with_capacity(found.len());
        for (_, onset) in found {
            onsets.push(onset);
        }
        Self { ranges, onsets, min_latest }
    }

    /// Returns the same interruptions with another number in place of each position. The numbers of events
    /// with equal onset intervals must be in the same order as their positions.
    pub(crate) fn renumbered(&self, number: &dyn Fn(u32) -> u32) -> Self {
        let mut onsets = self.onsets.clone();
        for onset in &mut onsets {
            onset.position = number(onset.position);
        }
        Self { ranges: self.ranges.clone(), onsets, min_latest: self.min_latest.clone() }
    }

    /// Calls `visit` with each pair and each onset of it, in no order of the pairs.
    #[cfg(feature = "distributed")]
    pub(crate) fn for_each(&self, visit: &mut dyn FnMut(Dyad, OnsetInterval)) {
        for (pair, (start, end)) in &self.ranges {
            for onset in &self.onsets[*start as usize..*end as usize] {
                visit(*pair, *onset);
            }
        }
    }

    /// Returns the onsets of the events between the actors of a dyad, in order.
    pub(crate) fn of_pair(&self, (a, b): Dyad) -> &[OnsetInterval] {
        let range = self.ranges.get(&pair(a, b));
        range.map_or(&[], |(start, end)| &self.onsets[*start as usize..*end as usize])
    }

    /// Returns `true` if an event between the actors of a dyad interrupts: `first` precedes it, and it
    /// precedes `second`. O(log n) time by binary search.
    pub(crate) fn any_between(
        &self,
        (a, b): Dyad,
        precedence: Precedence,
        first: OnsetInterval,
        second: OnsetInterval,
    ) -> bool {
        let Some((start, end)) = self.ranges.get(&pair(a, b)) else { return false };
        let range = *start as usize..*end as usize;
        let onsets = &self.onsets[range.clone()];
        let after = onsets.partition_point(|onset| onset.earliest < first.latest);
        if self.min_latest[range].get(after).is_some_and(|latest| *latest <= second.earliest) {
            return true;
        }
        if precedence == Precedence::Certain {
            return false;
        }
        // What is left are events with the same onset interval as `first` or `second`, which are in order by
        // position. They are next to each other in `onsets`.
        let is_certain = first.precedes(second, Precedence::Certain);
        let is_same = (first.earliest, first.latest) == (second.earliest, second.latest);
        let any = |like: OnsetInterval, start: u32, end: u32| {
            let at =
                onsets.partition_point(|onset| *onset < OnsetInterval { position: start, ..like });
            onsets.get(at).is_some_and(|onset| *onset < OnsetInterval { position: end, ..like })
        };
        (is_certain
            && (any(first, first.position + 1, u32::MAX) || any(second, 0, second.position)))
            || (is_same && any(first, first.position + 1, second.position))
    }
}

/// Returns the pair of a dyad: the same for both directions.
fn pair(a: u32, b: u32) -> Dyad {
    (a.min(b), a.max(b))
}
