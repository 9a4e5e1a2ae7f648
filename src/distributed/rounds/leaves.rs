//! The values of the events of a list, and their sums over any stretch of it.

use crate::chain::number::Number;

use super::value::{NO_LEVEL, Value};

/// The number of leaves, or of nodes, under a node. Most stretches are short, so that few sums are added up one by one;
/// and a node takes the memory of a fifteenth of a leaf.
const FAN: usize = 16;

/// A tree whose leaves are filled once each.
pub(super) struct Leaves<N> {
    paths: Vec<N>,
    extremes: Extremes,
    /// The sums of leaves, those of these sums, and so on.
    rows: Vec<Vec<Value<N>>>,
}

/// The number of events of the longest path and the lowest level of each leaf. The first is one more than it is, and zero
/// if the leaf is empty, so that the leaves of a stretch are combined without a branch.
enum Extremes {
    Bytes(Vec<[u8; 2]>),
    Words(Vec<[u16; 2]>),
}

const EMPTY_BYTES: [u8; 2] = [0, u8::MAX];
const EMPTY_WORDS: [u16; 2] = [0, NO_LEVEL];

/// The greatest number of levels for which bytes suffice.
const MOST_OF_BYTE: usize = 254;

impl Extremes {
    fn empty(len: usize, levels: usize) -> Self {
        match levels <= MOST_OF_BYTE {
            true => Self::Bytes(vec![EMPTY_BYTES; len]),
            false => Self::Words(vec![EMPTY_WORDS; len]),
        }
    }

    /// Returns the number of leaves of a stretch that are filled, the number of events of the longest path, and the lowest
    /// level.
    #[inline]
    fn of(&self, start: usize, end: usize) -> (u32, u16, u16) {
        let (events, longest, lowest) = match self {
            Self::Bytes(leaves) => {
                let (mut events, mut most, mut least) = (0, 0, u8::MAX);
                for [longest, lowest] in &leaves[start..end] {
                    events += u32::from(*longest > 0);
                    most = most.max(*longest);
                    least = least.min(*lowest);
                }
                let lowest = if least == u8::MAX { NO_LEVEL } else { u16::from(least) };
                (events, u16::from(most), lowest)
            }
            Self::Words(leaves) => {
                let (mut events, mut most, mut least) = (0, 0, NO_LEVEL);
                for [longest, lowest] in &leaves[start..end] {
                    events += u32::from(*longest > 0);
                    most = most.max(*longest);
                    least = least.min(*lowest);
                }
                (events, most, least)
            }
        };
        (events, longest.saturating_sub(1), lowest)
    }

    fn set(&mut self, at: usize, longest: u16, lowest: u16) {
        match self {
            // No level becomes the greatest byte.
            Self::Bytes(leaves) => leaves[at] = [longest as u8 + 1, lowest as u8],
            Self::Words(leaves) => leaves[at] = [longest + 1, lowest],
        }
    }

    fn clear(&mut self) {
        match self {
            Self::Bytes(leaves) => leaves.fill(EMPTY_BYTES),
            Self::Words(leaves) => leaves.fill(EMPTY_WORDS),
        }
    }
}

impl<N: Number> Leaves<N> {
    /// Returns empty leaves. No path has more events than there are `levels`.
    pub(super) fn new(len: usize, levels: usize) -> Self {
        let (mut rows, mut nodes) = (Vec::new(), len);
        while nodes > FAN {
            nodes = nodes.div_ceil(FAN);
            rows.push(vec![Value::NONE; nodes]);
        }
        Self { paths: vec![N::ZERO; len], extremes: Extremes::empty(len, levels), rows }
    }

    /// Empties all leaves.
    pub(super) fn clear(&mut self) {
        self.paths.fill(N::ZERO);
        self.extremes.clear();
        for row in &mut self.rows {
            row.fill(Value::NONE);
        }
    }

    /// Returns the value of a leaf; [`Value::NONE`] if it is empty.
    pub(super) fn get(&self, at: usize) -> Value<N> {
        self.of_leaves(at, at + 1)
    }

    #[inline]
    fn of_leaves(&self, start: usize, end: usize) -> Value<N> {
        let mut paths = N::ZERO;
        for of_leaf in &self.paths[start..end] {
            paths = paths.wrapping_plus(*of_leaf);
        }
        let (events, longest, lowest) = self.extremes.of(start, end);
        Value { paths, events, longest, lowest }
    }

    /// Fills an empty leaf with the value of an event. O(log n).
    pub(super) fn fill(&mut self, at: usize, value: Value<N>) {
        self.paths[at] = value.paths;
        self.extremes.set(at, value.longest, value.lowest);
        let mut node = at;
        for row in &mut self.rows {
            node /= FAN;
            row[node] = row[node].plus(value);
        }
    }

    /// Returns the sum of the leaves from `start` to `end`. O(log n).
    pub(super) fn sum(&self, start: usize, end: usize) -> Value<N> {
        let (mut low, mut high) = (start.div_ceil(FAN), end / FAN);
        if low >= high || self.rows.is_empty() {
            return if start < end { self.of_leaves(start, end) } else { Value::NONE };
        }
        let mut sum = self.of_leaves(start, low * FAN);
        sum = sum.plus(self.of_leaves(high * FAN, end));
        for (depth, row) in self.rows.iter().enumerate() {
            let is_top = depth + 1 == self.rows.len();
            while low < high && (is_top || low % FAN != 0) {
                sum = sum.plus(row[low]);
                low += 1;
            }
            while low < high && high % FAN != 0 {
                high -= 1;
                sum = sum.plus(row[high]);
            }
            if low >= high {
                break;
            }
            low /= FAN;
            high /= FAN;
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stretch_has_the_sum_of_its_leaves() {
        for (len, levels) in
            [0, 1, 15, 16, 17, 100, 131, 300].into_iter().zip([9, 400].into_iter().cycle())
        {
            let mut leaves = Leaves::<u64>::new(len, levels);
            let value = |at: usize| Value {
                paths: (at * at) as u64 + 1,
                events: 1,
                longest: (at * 7 % 5) as u16,
                lowest: if at.is_multiple_of(13) { NO_LEVEL } else { (at * 11 % 9) as u16 },
            };
            // Every third leaf stays empty.
            let is_filled = |at: &usize| at % 3 != 1;
            for at in (0..len).filter(is_filled) {
                leaves.fill(at, value(at));
                assert_eq!(leaves.get(at), value(at));
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
