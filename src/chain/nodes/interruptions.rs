//! What lies between two events of the same two actors and undoes the hop.

use std::collections::HashMap;

use crate::{chain::query::rule::Precedence, timeline::Dyad};

/// When an event begins, and its place in the total order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct OnsetInterval {
    pub(crate) earliest: i64,
    pub(crate) latest: i64,
    pub(crate) position: u32,
}

impl OnsetInterval {
    /// Returns `true` if an event with this onset precedes an event with the other one.
    pub(crate) fn precedes(self, other: Self, precedence: Precedence) -> bool {
        self.latest <= other.earliest
            || (precedence == Precedence::Recorded
                && (self.earliest, self.latest) == (other.earliest, other.latest)
                && self.position < other.position)
    }
}

/// By two actors, whichever way round, the onsets of the events between them that interrupt.
pub(crate) struct Interruptions {
    ranges: HashMap<Dyad, (u32, u32)>,
    /// Sorted by pair.
    onsets: Vec<OnsetInterval>,
    /// The first end of an onset from here to the end of the pair.
    first_end: Vec<i64>,
}

impl Interruptions {
    pub(crate) fn new(mut found: Vec<(Dyad, OnsetInterval)>) -> Self {
        for ((a, b), _) in &mut found {
            (*a, *b) = pair(*a, *b);
        }
        found.sort_unstable();
        found.dedup();
        let mut ranges = HashMap::new();
        let mut first_end = vec![i64::MAX; found.len()];
        let mut start = 0;
        for same in found.chunk_by(|x, y| x.0 == y.0) {
            let end = start + same.len();
            ranges.insert(same[0].0, (start as u32, end as u32));
            let mut least = i64::MAX;
            for at in (start..end).rev() {
                least = least.min(found[at].1.latest);
                first_end[at] = least;
            }
            start = end;
        }
        Self { ranges, onsets: found.into_iter().map(|(_, onset)| onset).collect(), first_end }
    }

    /// Whether one of them is preceded by the first and precedes the second. O(log n).
    pub(crate) fn between(
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
        if self.first_end[range].get(after).is_some_and(|end| *end <= second.earliest) {
            return true;
        }
        if precedence == Precedence::Certain {
            return false;
        }
        // One of the same onset as the first or the second, on the right side of it in recording.
        let certainly = first.latest <= second.earliest;
        let is_same = (first.earliest, first.latest) == (second.earliest, second.latest);
        let any = |like: OnsetInterval, least: u32, most: u32| {
            let at =
                onsets.partition_point(|onset| *onset < OnsetInterval { position: least, ..like });
            onsets.get(at).is_some_and(|onset| *onset < OnsetInterval { position: most, ..like })
        };
        (certainly && (any(first, first.position + 1, u32::MAX) || any(second, 0, second.position)))
            || (is_same && any(first, first.position + 1, second.position))
    }
}

fn pair(a: u32, b: u32) -> Dyad {
    (a.min(b), a.max(b))
}
