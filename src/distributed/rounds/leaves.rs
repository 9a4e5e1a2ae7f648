//! The values of the events of a list, and their sums over any stretch of it.

use crate::chain::number::Number;

use super::value::Value;

/// The number of leaves under a node of the lowest row. Sums over a few leaves are added up one by one, so that the nodes
/// take an eighth of the memory of the leaves.
const BLOCK: usize = 16;

/// A segment tree whose leaves are filled once each.
pub(super) struct Leaves<N> {
    leaves: Vec<Value<N>>,
    /// The sums of blocks are in the second half, that of nodes `2 i` and `2 i + 1` in node `i`.
    nodes: Vec<Value<N>>,
}

impl<N: Number> Leaves<N> {
    pub(super) fn new(len: usize) -> Self {
        let blocks = len.div_ceil(BLOCK);
        Self { leaves: vec![Value::NONE; len], nodes: vec![Value::NONE; 2 * blocks] }
    }

    /// Empties all leaves.
    pub(super) fn clear(&mut self) {
        self.leaves.fill(Value::NONE);
        self.nodes.fill(Value::NONE);
    }

    pub(super) fn get(&self, at: usize) -> Value<N> {
        self.leaves[at]
    }

    /// Fills an empty leaf. O(log n).
    pub(super) fn fill(&mut self, at: usize, value: Value<N>) {
        self.leaves[at] = value;
        let mut node = self.nodes.len() / 2 + at / BLOCK;
        while node > 0 {
            self.nodes[node] = self.nodes[node].plus(value);
            node /= 2;
        }
    }

    /// Returns the sum of the leaves from `start` to `end`. O(log n).
    pub(super) fn sum(&self, start: usize, end: usize) -> Value<N> {
        let mut sum = Value::NONE;
        let (first, last) = (start.div_ceil(BLOCK), end / BLOCK);
        if start >= end {
            return sum;
        }
        if first >= last {
            for leaf in &self.leaves[start..end] {
                sum = sum.plus(*leaf);
            }
            return sum;
        }
        for leaf in &self.leaves[start..first * BLOCK] {
            sum = sum.plus(*leaf);
        }
        for leaf in &self.leaves[last * BLOCK..end] {
            sum = sum.plus(*leaf);
        }
        let blocks = self.nodes.len() / 2;
        let (mut low, mut high) = (first + blocks, last + blocks);
        while low < high {
            if low & 1 == 1 {
                sum = sum.plus(self.nodes[low]);
                low += 1;
            }
            if high & 1 == 1 {
                high -= 1;
                sum = sum.plus(self.nodes[high]);
            }
            low /= 2;
            high /= 2;
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stretch_has_the_sum_of_its_leaves() {
        for len in [0, 1, 15, 16, 17, 100, 131] {
            let mut leaves = Leaves::<u64>::new(len);
            let value = |at: usize| Value {
                paths: (at * at) as u64 + 1,
                events: 1,
                longest: (at * 7 % 5) as u16,
                lowest: (at * 11 % 13) as u16,
            };
            // Every third leaf stays empty.
            let is_filled = |at: &usize| at % 3 != 1;
            for at in (0..len).filter(is_filled) {
                leaves.fill(at, value(at));
            }
            for (start, end) in (0..=len).flat_map(|end| (0..=end).map(move |start| (start, end))) {
                let one_by_one =
                    (start..end).filter(is_filled).fold(Value::NONE, |sum, at| sum.plus(value(at)));
                assert_eq!(leaves.sum(start, end), one_by_one, "{start}..{end} of {len}");
            }
            leaves.clear();
            assert_eq!(leaves.sum(0, len), Value::NONE);
        }
    }
}
