//! The levels of nodes.

use std::collections::HashMap;

/// The levels that occur, and the level index of each node.
///
/// A level index takes two bytes if these suffice, else four. The indices are provisional while nodes are
/// added: the number of levels found before. [`finish`](Self::finish) replaces them by ordinals.
#[derive(Default)]
pub(crate) struct LevelTable {
    /// The levels that occur and perhaps others, ascending; in tenths.
    pub(crate) values: Vec<i64>,
    /// Level indices by node, if two bytes suffice.
    narrow: Vec<u16>,
    /// Level indices by node, if two bytes do not suffice.
    wide: Vec<u32>,
    /// By level, its provisional index; empty when finished.
    provisional: HashMap<i64, u32>,
    /// Some entries of `provisional`, each at the place that its level hashes to; empty when none is known.
    recent: Vec<Option<(i64, u32)>>,
}

/// The length of a direct-mapped cache of provisional indices, a power of two. Events have few levels, so that most
/// look-ups end there: without it, the hash map takes a sixteenth of preparing a query (bench `chains`, rows
/// `prepare`).
const RECENT: usize = 64;

/// The level indices of all nodes, borrowed.
#[derive(Clone, Copy)]
pub(crate) struct LevelIndices<'a> {
    narrow: &'a [u16],
    wide: &'a [u32],
}

impl LevelIndices<'_> {
    /// Returns the level index of a node.
    #[inline]
    pub(crate) fn get(self, node: usize) -> usize {
        self.narrow.get(node).map_or_else(|| self.wide[node] as usize, |index| usize::from(*index))
    }
}

/// The number of level indices that two bytes can tell apart.
const MAX_NARROW: usize = 1 << 16;

impl LevelTable {
    pub(crate) fn reserve(&mut self, nodes: usize) {
        self.narrow.reserve_exact(nodes);
    }

    /// Returns the provisional index of a level, in tenths.
    pub(crate) fn provisional_index(&mut self, level: i64) -> u32 {
        if self.recent.is_empty() {
            self.recent = vec![None; RECENT];
        }
        // Multiplicative hashing (Knuth): the highest bits of the product.
        let place = (level as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - RECENT.ilog2());
        match &mut self.recent[place as usize] {
            Some((known, index)) if *known == level => *index,
            entry => {
                let next = self.provisional.len() as u32;
                let index = *self.provisional.entry(level).or_insert(next);
                *entry = Some((level, index));
                index
            }
        }
    }

    /// Appends nodes by the provisional indices of their levels.
    pub(crate) fn extend(&mut self, indices: impl ExactSizeIterator<Item = u32>) {
        if self.provisional.len() <= MAX_NARROW && self.wide.is_empty() {
            self.narrow.extend(indices.map(|index| index as u16));
        } else {
            self.wide.extend(std::mem::take(&mut self.narrow).into_iter().map(u32::from));
            self.wide.extend(indices);
        }
    }

    /// Replaces provisional indices by ordinals. Call it once, after the last node.
    pub(crate) fn finish(&mut self) {
        let mut levels = Vec::with_capacity(self.provisional.len());
        self.recent = Vec::new();
        for (level, index) in std::mem::take(&mut self.provisional) {
            levels.push((level, index));
        }
        levels.sort_unstable();
        let mut ordinals = vec![0; levels.len()];
        for (ordinal, (level, index)) in (0..).zip(&levels) {
            self.values.push(*level);
            ordinals[*index as usize] = ordinal;
        }
        if !ordinals.is_sorted() {
            for index in &mut self.narrow {
                *index = ordinals[usize::from(*index)] as u16;
            }
            for index in &mut self.wide {
                *index = ordinals[*index as usize];
            }
        }
        self.narrow.shrink_to_fit();
    }

    /// Returns a table of the same levels, with the level indices of other nodes.
    pub(crate) fn with_indices(&self, indices: &[u32]) -> Self {
        let mut table = Self { values: self.values.clone(), ..Self::default() };
        if table.values.len() <= MAX_NARROW {
            table.narrow.extend(indices.iter().map(|index| *index as u16));
        } else {
            table.wide.extend_from_slice(indices);
        }
        table
    }

    pub(crate) fn all(&self) -> LevelIndices<'_> {
        LevelIndices { narrow: &self.narrow, wide: &self.wide }
    }

    /// Returns the level index of a node.
    #[inline]
    pub(crate) fn index(&self, node: usize) -> usize {
        self.all().get(node)
    }

    /// Returns the level of a node, in tenths.
    #[inline]
    pub(crate) fn level(&self, node: usize) -> i64 {
        self.values[self.index(node)]
    }
}

#[cfg(test)]
mod tests {
    use crate::chain::nodes::levels::LevelTable;

    #[test]
    fn indices_are_in_order_of_levels() {
        // With more than 65,536 levels, indices take four bytes instead of two.
        for count in [3, 1 << 16, (1 << 16) + 1, 70_000] {
            let mut table = LevelTable::default();
            let levels: Vec<i64> = (0..count).map(|nth| (nth * 7_919 % count) - 2).collect();
            for level in &levels {
                let index = table.provisional_index(*level);
                table.extend([index].into_iter());
            }
            table.finish();
            assert_eq!(table.values, (-2..count - 2).collect::<Vec<_>>());
            for (node, level) in levels.iter().enumerate() {
                assert_eq!((table.level(node), table.index(node) as i64), (*level, level + 2));
            }
            let reversed: Vec<u32> = (0..count as u32).rev().collect();
            let other = table.with_indices(&reversed);
            for (node, index) in reversed.iter().enumerate() {
                assert_eq!(
                    (other.index(node), other.level(node)),
                    (*index as usize, i64::from(*index) - 2)
                );
            }
        }
    }
}
