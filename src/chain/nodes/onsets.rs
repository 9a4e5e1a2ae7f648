//! The earliest onsets of nodes.

use std::ops::Range;

/// The earliest onsets of nodes in total order, which is ascending. An onset takes four bytes if all are
/// within about 136 years of the first, else eight.
#[derive(Default)]
pub(crate) struct Onsets {
    /// In seconds since 1970.
    first: i64,
    /// In seconds from the first onset, if four bytes suffice for all.
    near: Vec<u32>,
    /// In seconds since 1970, if they do not.
    far: Vec<i64>,
}

/// All onsets, borrowed.
#[derive(Clone, Copy)]
pub(crate) struct OnsetSlice<'a> {
    first: i64,
    near: &'a [u32],
    far: &'a [i64],
}

impl OnsetSlice<'_> {
    /// Returns the earliest onset of a node, in seconds since 1970.
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

    /// Appends onsets in seconds since 1970, ascending and none before the last one so far.
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

    /// Returns the earliest onset of a node, in seconds since 1970.
    #[inline]
    pub(crate) fn get(&self, node: usize) -> i64 {
        self.all().get(node)
    }

    /// Returns all onsets in seconds from the first, if four bytes suffice for each.
    pub(crate) fn near(&self) -> Option<&[u32]> {
        self.far.is_empty().then_some(&self.near[..])
    }

    /// Returns the time from the first onset to the last, in seconds; 0 if there are no nodes.
    pub(crate) fn span(&self) -> i64 {
        self.len().checked_sub(1).map_or(0, |last| self.get(last) - self.first)
    }

    /// Returns the first of some nodes for which a condition does not hold, or their end. The condition
    /// must hold for no node after that one.
    pub(crate) fn end(&self, nodes: Range<usize>, holds: impl Fn(i64) -> bool) -> usize {
        // Exponential search: the node is usually near the start, so that a binary search among all would
        // read more of them.
        let (mut from, mut to, mut step) = (nodes.start, nodes.start, 1);
        while to < nodes.end && holds(self.get(to)) {
            (from, to) = (to + 1, nodes.end.min(to + step));
            step *= 2;
        }
        self.search(from..to, |second| !holds(second))
    }

    /// Returns the first of some nodes for which a condition holds, or their end. The condition must hold
    /// for all nodes after that one. The search is exponential like that of [`end`](Self::end), from the
    /// last node backward.
    pub(crate) fn start(&self, nodes: Range<usize>, holds: impl Fn(i64) -> bool) -> usize {
        let (mut from, mut to, mut step) = (nodes.end, nodes.end, 1);
        while from > nodes.start && holds(self.get(from - 1)) {
            (from, to) = (nodes.start.max(from.saturating_sub(step)), from - 1);
            step *= 2;
        }
        self.search(from..to, holds)
    }

    /// Returns the first of some nodes for which a condition holds, or their end, by binary search.
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
    fn searches_find_the_first_node_on_either_side_of_a_bound() {
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
