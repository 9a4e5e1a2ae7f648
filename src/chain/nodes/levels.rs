//! The levels of nodes: for each a rung of one levels.

use std::collections::BTreeMap;

/// Which levels there are, and which of them each node has, in two bytes a node where so many tell the
/// values apart.
#[derive(Default)]
pub(crate) struct LevelTable {
    /// All levels that occur, and perhaps others that might have, mildest first; in tenths.
    pub(crate) values: Vec<i32>,
    narrow: Vec<u16>,
    /// The same, once there are more values.
    wide: Vec<u32>,
    /// By level, a number of its own; nothing once numbers are ranks.
    numbers: BTreeMap<i32, u32>,
}

/// The ranks of all nodes, for whoever goes through them.
#[derive(Clone, Copy)]
pub(crate) struct LevelIndices<'a> {
    narrow: &'a [u16],
    wide: &'a [u32],
}

impl LevelIndices<'_> {
    /// How many values are below that of a node.
    #[inline]
    pub(crate) fn get(self, node: usize) -> usize {
        self.narrow.get(node).map_or_else(|| self.wide[node] as usize, |rank| usize::from(*rank))
    }
}

/// So many numbers fit into two bytes.
const MOST_NARROW: usize = 1 << 16;

impl LevelTable {
    pub(crate) fn reserve(&mut self, nodes: usize) {
        self.narrow.reserve_exact(nodes);
    }

    /// The number of a level that nodes may have.
    pub(crate) fn number(&mut self, level: i32) -> u32 {
        let next = self.numbers.len() as u32;
        *self.numbers.entry(level).or_insert(next)
    }

    /// The next nodes, whose levels have these numbers.
    pub(crate) fn extend(&mut self, numbers: impl ExactSizeIterator<Item = u32>) {
        if self.numbers.len() <= MOST_NARROW && self.wide.is_empty() {
            self.narrow.extend(numbers.map(|number| number as u16));
        } else {
            self.wide.extend(std::mem::take(&mut self.narrow).into_iter().map(u32::from));
            self.wide.extend(numbers);
        }
    }

    /// Puts the values in order once all nodes are there.
    pub(crate) fn settle(&mut self) {
        let numbers = std::mem::take(&mut self.numbers);
        self.values = numbers.keys().copied().collect();
        if !numbers.values().is_sorted() {
            let mut ranks = vec![0; numbers.len()];
            for (rank, number) in numbers.values().enumerate() {
                ranks[*number as usize] = rank as u32;
            }
            for number in &mut self.narrow {
                *number = ranks[usize::from(*number)] as u16;
            }
            for number in &mut self.wide {
                *number = ranks[*number as usize];
            }
        }
        self.narrow.shrink_to_fit();
    }

    pub(crate) fn all(&self) -> LevelIndices<'_> {
        LevelIndices { narrow: &self.narrow, wide: &self.wide }
    }

    /// How many values are below that of a node.
    #[inline]
    pub(crate) fn index(&self, node: usize) -> usize {
        self.all().get(node)
    }

    /// In tenths.
    #[inline]
    pub(crate) fn level(&self, node: usize) -> i32 {
        self.values[self.index(node)]
    }
}

#[cfg(test)]
mod tests {
    use crate::chain::nodes::levels::LevelTable;

    #[test]
    fn indices_are_in_order_of_levels() {
        // With 70,000 levels, indices take four bytes instead of two.
        for count in [3, 70_000] {
            let mut table = LevelTable::default();
            let levels: Vec<i32> = (0..count).map(|nth| (nth * 7_919 % count) - 2).collect();
            for level in &levels {
                let number = table.number(*level);
                table.extend([number].into_iter());
            }
            table.settle();
            assert_eq!(table.values, (-2..count - 2).collect::<Vec<_>>());
            for (node, level) in levels.iter().enumerate() {
                assert_eq!((table.level(node), table.index(node) as i32), (*level, level + 2));
            }
        }
    }
}
