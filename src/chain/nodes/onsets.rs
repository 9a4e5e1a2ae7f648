//! The earliest onsets of nodes.

use std::ops::Range;

/// Earliest onsets in total order, in four bytes each while all are within a century of the first.
#[derive(Default)]
pub(crate) struct Onsets {
    first: i64,
    /// In seconds from the first.
    near: Vec<u32>,
    /// In seconds since 1970, once one is too far from the first.
    far: Vec<i64>,
}

/// All of them, for whoever goes through them.
#[derive(Clone, Copy)]
pub(crate) struct OnsetSlice<'a> {
    first: i64,
    near: &'a [u32],
    far: &'a [i64],
}

impl OnsetSlice<'_> {
    /// In seconds since 1970.
    #[inline]
    pub(crate) fn get(self, node: usize) -> i64 {
        self.near.get(node).map_or_else(|| self.far[node], |near| self.first + i64::from(*near))
    }
}

impl Onsets {
    pub(crate) fn reserve(&mut self, nodes: usize) {
        self.near.reserve_exact(nodes);
    }

    pub(crate) fn shrink_to_fit(&mut self) {
        self.near.shrink_to_fit();
        self.far.shrink_to_fit();
    }

    /// Some in order, none earlier than the last, in seconds since 1970.
    pub(crate) fn extend(
        &mut self,
        seconds: impl ExactSizeIterator<Item = i64> + DoubleEndedIterator + Clone,
    ) {
        let (Some(first), Some(last)) = (seconds.clone().next(), seconds.clone().next_back())
        else {
            return;
        };
        if self.len() == 0 {
            self.first = first;
        }
        let first = self.first;
        if u32::try_from(last - first).is_ok() && self.far.is_empty() {
            self.near.extend(seconds.map(|second| (second - first) as u32));
        } else {
            let near = std::mem::take(&mut self.near);
            self.far.extend(near.into_iter().map(|near| first + i64::from(near)));
            self.far.extend(seconds);
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.near.len().max(self.far.len())
    }

    pub(crate) fn all(&self) -> OnsetSlice<'_> {
        OnsetSlice { first: self.first, near: &self.near, far: &self.far }
    }

    /// In seconds since 1970.
    #[inline]
    pub(crate) fn get(&self, node: usize) -> i64 {
        self.all().get(node)
    }

    /// In seconds from the first, if each is near it.
    pub(crate) fn near(&self) -> Option<&[u32]> {
        self.far.is_empty().then_some(&self.near[..])
    }

    /// Seconds from the first to the last; none where there are no nodes.
    pub(crate) fn span(&self) -> i64 {
        self.len().checked_sub(1).map_or(0, |last| self.get(last) - self.first)
    }

    /// Where a condition ceases to hold among nodes, found from the first of them.
    pub(crate) fn end(&self, nodes: Range<usize>, holds: impl Fn(i64) -> bool) -> usize {
        // What is looked for is mostly near, so steps are small at first.
        let (mut from, mut to, mut step) = (nodes.start, nodes.start, 1);
        while to < nodes.end && holds(self.get(to)) {
            (from, to) = (to + 1, nodes.end.min(to + step));
            step *= 2;
        }
        self.search(from..to, |second| !holds(second))
    }

    /// Where a condition begins to hold among nodes, found from the last of them.
    pub(crate) fn start(&self, nodes: Range<usize>, holds: impl Fn(i64) -> bool) -> usize {
        let (mut from, mut to, mut step) = (nodes.end, nodes.end, 1);
        while from > nodes.start && holds(self.get(from - 1)) {
            (from, to) = (nodes.start.max(from.saturating_sub(step)), from - 1);
            step *= 2;
        }
        self.search(from..to, holds)
    }

    /// The first of the nodes for which a condition holds that holds for all after it, or their end.
    fn search(&self, nodes: Range<usize>, holds: impl Fn(i64) -> bool) -> usize {
        let Range { mut start, mut end } = nodes;
        while start < end {
            let middle = start + (end - start) / 2;
            if holds(self.get(middle)) {
                end = middle;
            } else {
                start = middle + 1;
            }
        }
        start
    }
}

#[cfg(test)]
mod tests {
    use crate::chain::nodes::onsets::Onsets;

    #[test]
    fn what_is_looked_for_is_found_near_and_far() {
        for scale in [1, 1 << 33] {
            let mut onsets = Onsets::default();
            let seconds: Vec<i64> = [-3, -3, 0, 1, 1, 1, 4, 9].map(|second| second * scale).into();
            onsets.extend(seconds[..2].iter().copied());
            onsets.extend(seconds[2..].iter().copied());
            assert_eq!((onsets.len(), onsets.span()), (8, 12 * scale));
            assert_eq!(onsets.near().is_some(), scale == 1);
            for (start, end) in (0..=8).flat_map(|end| (0..=end).map(move |start| (start, end))) {
                for bound in -4..=10 {
                    let bound = bound * scale;
                    let before =
                        seconds[start..end].iter().filter(|second| **second < bound).count();
                    let found = [
                        onsets.end(start..end, |second| second < bound),
                        onsets.start(start..end, |second| second >= bound),
                    ];
                    assert_eq!(found, [start + before; 2], "{bound} in {start}..{end}");
                }
            }
        }
    }
}
