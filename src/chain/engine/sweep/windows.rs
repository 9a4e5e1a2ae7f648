//! Sliding-window aggregation: what the nodes in a window of time pass on, by key and level.
//!
//! Every key has a row of cells, one for each level. A look-up combines the first cells of a row: the
//! levels from which the trend allows a hop.
//!
//! ```text
//!   key 0             key 1
//!   ▕ 0 1 2 3 4 5 · · ▕ 0 1 2 3 4 5 · · ▕ ...     rows are padded to whole blocks
//! ```

use std::ops::Range;

use crate::chain::engine::monoid::{Monoid, Window};

/// Returns the number of cells in a row of `levels` levels.
pub(crate) fn row_length(levels: usize) -> usize {
    levels.next_multiple_of(1 << log2_of_block(levels))
}

/// Returns the binary logarithm of the number of cells in a block: about the square root of the number of
/// levels, and at least 8. It is the same for `levels` and for the length of their row.
fn log2_of_block(levels: usize) -> u32 {
    levels.isqrt().next_power_of_two().ilog2().max(LOG2_OF_LANES)
}

const LOG2_OF_LANES: u32 = 3;
const LANES: usize = 1 << LOG2_OF_LANES;

/// Rows of at most this many cells have no blocks: one cell less to write for each slot that enters or
/// leaves, and at most two groups of eight to read.
const LONGEST_WITHOUT_BLOCKS: usize = 2 * LANES;

/// Sums by cell and by block of cells (square-root decomposition), for operations with an inverse.
///
/// Entering and leaving write two cells. A look-up among L levels reads O(√L) sums that lie side by side.
/// Counting by relay on 40 levels takes half as long as with one sum for each cell (bench `chains`, rows
/// `count`).
pub(crate) struct BlockedSums<M> {
    cells: Vec<M>,
    /// Empty where rows are so short that blocks do not pay.
    blocks: Vec<M>,
    log2_of_block: u32,
}

impl<M: Monoid> BlockedSums<M> {
    /// Creates a window with blocks, whatever the length of a row.
    pub(crate) fn with_blocks(keys: usize, row: usize) -> Self {
        let (cells, log2_of_block) = (vec![M::IDENTITY; keys * row], log2_of_block(row));
        Self { blocks: vec![M::IDENTITY; cells.len() >> log2_of_block], cells, log2_of_block }
    }

    /// Splits some cells into whole blocks and the cells after these.
    #[inline]
    fn split(&self, cells: Range<usize>) -> (Range<usize>, Range<usize>) {
        let (log2, Range { start, end }) = (self.log2_of_block, cells);
        (start >> log2..end >> log2, end >> log2 << log2..end)
    }

    /// Adds a value to all of some cells: [`combined`](Window::combined) with reading and writing
    /// exchanged, for sweeps backward in time. The window must have blocks.
    pub(crate) fn add_to_all(&mut self, cells: Range<usize>, value: M) {
        let (blocks, rest) = self.split(cells);
        for sum in self.blocks[blocks].iter_mut().chain(&mut self.cells[rest]) {
            *sum = sum.combine(value);
        }
    }

    /// Returns all that [`add_to_all`](Self::add_to_all) has added to a cell.
    #[inline]
    pub(crate) fn added_to(&self, cell: usize) -> M {
        self.cells[cell].combine(self.blocks[cell >> self.log2_of_block])
    }

    #[inline]
    fn update(&mut self, cell: usize, change: impl Fn(M) -> M) {
        self.cells[cell] = change(self.cells[cell]);
        if let Some(block) = self.blocks.get_mut(cell >> self.log2_of_block) {
            *block = change(*block);
        }
    }
}

impl<M: Monoid> Window for BlockedSums<M> {
    type Value = M;

    fn new(keys: usize, row: usize, _: usize) -> Self {
        if row > LONGEST_WITHOUT_BLOCKS {
            return Self::with_blocks(keys, row);
        }
        Self { cells: vec![M::IDENTITY; keys * row], blocks: Vec::new(), log2_of_block: 0 }
    }

    #[inline]
    fn enter(&mut self, cell: usize, _: usize, value: M) {
        self.update(cell, |sum| sum.combine(value));
    }

    #[inline]
    fn leave(&mut self, cell: usize, _: usize, value: M) {
        self.update(cell, |sum| sum.subtract(value));
    }

    #[inline]
    fn combined(&self, cells: Range<usize>) -> M {
        if self.blocks.is_empty() {
            let middle = cells.end.min(cells.start + LANES);
            let first = combine_few(&self.cells, cells.start..middle);
            return if middle == cells.end {
                first
            } else {
                first.combine(combine_few(&self.cells, middle..cells.end))
            };
        }
        let (blocks, rest) = self.split(cells);
        combine_few(&self.blocks, blocks).combine(combine_few(&self.cells, rest))
    }
}

/// By number of cells, masks that keep this many of eight.
static FIRST_LANES: [[u64; LANES]; LANES + 1] = {
    let mut masks = [[0; LANES]; LANES + 1];
    let mut count = 0;
    while count <= LANES {
        let mut lane = 0;
        while lane < count {
            masks[count][lane] = u64::MAX;
            lane += 1;
        }
        count += 1;
    }
    masks
};

/// Combines some cells.
#[inline]
fn combine_few<M: Monoid>(cells: &[M], range: Range<usize>) -> M {
    // A branch-free sum of eight masked cells beats a loop whose length the branch predictor cannot learn:
    // counting by relay on 40 levels takes 0.4 times as long (bench `chains`, rows `count`).
    if const { size_of::<M>() <= 8 }
        && let Some(lanes) = cells[range.start..].first_chunk::<LANES>()
        && let Some(masks) = FIRST_LANES.get(range.end - range.start)
    {
        let mut sum = M::IDENTITY;
        for (cell, mask) in lanes.iter().zip(masks) {
            sum = sum.combine_masked(*mask, *cell);
        }
        return sum;
    }
    let mut sum = M::IDENTITY;
    for cell in &cells[range] {
        sum = sum.combine(*cell);
    }
    sum
}

/// Values by cell that leave in the order in which they enter: a queue made of two stacks, with the
/// combination of each cell in each stack. The operation needs no inverse.
///
/// ```text
///   front   the values that leave next, the first of them on top, each with the combination of its cell
///           of the values below it
///   back    the values that entered since front was filled
/// ```
///
/// If front is empty when a value leaves, back is moved into it. Amortised O(1) for each value. The longest
/// chain by relay takes 0.92 times as long as with [`MonotonicQueues`] (bench `chains`, rows `longest`).
pub(crate) struct TwoStacks<M> {
    cells: Vec<CellStacks<M>>,
    front: Vec<(u32, M)>,
    back: Vec<(u32, M)>,
}

/// The combination of a cell in each of the two stacks.
#[derive(Clone, Copy)]
struct CellStacks<M> {
    front: M,
    back: M,
}

impl<M: Monoid> TwoStacks<M> {
    fn move_back_to_front(&mut self) {
        while let Some((at, value)) = self.back.pop() {
            let cell = &mut self.cells[at as usize];
            self.front.push((at, cell.front));
            cell.front = cell.front.combine(value);
            cell.back = M::IDENTITY;
        }
    }
}

impl<M: Monoid> Window for TwoStacks<M> {
    type Value = M;

    fn new(keys: usize, row: usize, _: usize) -> Self {
        let empty = CellStacks { front: M::IDENTITY, back: M::IDENTITY };
        Self { cells: vec![empty; keys * row], front: Vec::new(), back: Vec::new() }
    }

    #[inline]
    fn enter(&mut self, cell: usize, _: usize, value: M) {
        self.back.push((cell as u32, value));
        let cell = &mut self.cells[cell];
        cell.back = cell.back.combine(value);
    }

    #[inline]
    fn leave(&mut self, _: usize, _: usize, _: M) {
        if self.front.is_empty() {
            self.move_back_to_front();
        }
        if let Some((at, below)) = self.front.pop() {
            self.cells[at as usize].front = below;
        }
    }

    fn combined(&self, cells: Range<usize>) -> M {
        let (mut front, mut back) = (M::IDENTITY, M::IDENTITY);
        for cell in &self.cells[cells] {
            front = front.combine(cell.front);
            back = back.combine(cell.back);
        }
        front.combine(back)
    }
}

/// Optima by cell, for values that enter in any order: a monotonic queue for each cell.
///
/// A value is not in the queue of its cell if another there is at least as good and leaves later. So the
/// first value of a queue is the optimum of the cell, and the next to leave. Queues are linked lists through
/// a ring buffer with an entry for each slot that may be in a window.
pub(crate) struct MonotonicQueues<M> {
    optima: Vec<M>,
    ends: Vec<QueueEnds>,
    ring: Vec<QueueEntry<M>>,
}

#[derive(Clone, Copy)]
struct QueueEnds {
    first: u32,
    last: u32,
}

#[derive(Clone, Copy)]
struct QueueEntry<M> {
    value: M,
    previous: u32,
    next: u32,
}

/// Stands for no slot.
const NO_SLOT: u32 = u32::MAX;

impl<M: Monoid> MonotonicQueues<M> {
    fn entry(&mut self, slot: u32) -> &mut QueueEntry<M> {
        let mask = self.ring.len() - 1;
        &mut self.ring[slot as usize & mask]
    }

    /// Makes two slots neighbours in the queue of a cell. Either may be [`NO_SLOT`].
    fn link(&mut self, cell: usize, previous: u32, next: u32) {
        match previous {
            NO_SLOT => self.ends[cell].first = next,
            previous => self.entry(previous).next = next,
        }
        match next {
            NO_SLOT => self.ends[cell].last = previous,
            next => self.entry(next).previous = previous,
        }
    }
}

impl<M: Monoid> Window for MonotonicQueues<M> {
    type Value = M;

    fn new(keys: usize, row: usize, capacity: usize) -> Self {
        let empty = QueueEntry { value: M::IDENTITY, previous: NO_SLOT, next: NO_SLOT };
        Self {
            optima: vec![M::IDENTITY; keys * row],
            ends: vec![QueueEnds { first: NO_SLOT, last: NO_SLOT }; keys * row],
            ring: vec![empty; capacity],
        }
    }

    fn enter(&mut self, cell: usize, slot: usize, value: M) {
        let slot = slot as u32;
        let (mut previous, mut next) = (self.ends[cell].last, NO_SLOT);
        // Where onsets are known with different precision, an earlier slot may enter after a later one.
        while previous != NO_SLOT && previous > slot {
            let later = *self.entry(previous);
            if later.value.dominates(value) {
                return;
            }
            (previous, next) = (later.previous, previous);
        }
        while previous != NO_SLOT && value.dominates(self.entry(previous).value) {
            previous = self.entry(previous).previous;
        }
        *self.entry(slot) = QueueEntry { value, previous, next };
        self.link(cell, previous, slot);
        self.link(cell, slot, next);
        if previous == NO_SLOT {
            self.optima[cell] = value;
        }
    }

    fn leave(&mut self, cell: usize, slot: usize, _: M) {
        let slot = slot as u32;
        if self.ends[cell].first == slot {
            let next = self.entry(slot).next;
            self.link(cell, NO_SLOT, next);
            self.optima[cell] = if next == NO_SLOT { M::IDENTITY } else { self.entry(next).value };
        }
    }

    fn combined(&self, cells: Range<usize>) -> M {
        let mut best = M::IDENTITY;
        for optimum in &self.optima[cells] {
            best = best.combine(*optimum);
        }
        best
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::{engine::values::Greatest, unbounded::Unbounded};

    /// Random numbers from a linear congruential generator.
    struct Random(u64);

    impl Random {
        fn below(&mut self, bound: usize) -> usize {
            self.0 = self
                .0
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) as usize % bound
        }
    }

    /// Puts random values into a window and into a plain `Vec`, and compares every look-up.
    fn agrees_with_a_vec<W: Window>(
        levels: usize,
        in_order: bool,
        value: impl Fn(usize) -> W::Value,
    ) where
        W::Value: std::fmt::Debug,
    {
        const KEYS: usize = 3;
        const CAPACITY: usize = 64;
        let mut random = Random(levels as u64);
        let row = row_length(levels);
        let mut window = W::new(KEYS, row, CAPACITY);
        let mut plain: Vec<(usize, usize, W::Value)> = Vec::new();
        let mut waiting: Vec<usize> = Vec::new();
        let mut next_slot = 0;
        for _ in 0..4_000 {
            let oldest = plain.iter().map(|entry| entry.0).chain(waiting.iter().copied()).min();
            let has_room = next_slot - oldest.unwrap_or(next_slot) < CAPACITY - 1;
            if random.below(2) == 0 && has_room {
                waiting.push(next_slot);
                next_slot += 1;
            }
            if !waiting.is_empty() && random.below(3) > 0 {
                let at = if in_order { 0 } else { random.below(waiting.len()) };
                let slot = waiting.remove(at);
                let cell = random.below(KEYS) * row + random.below(levels);
                let value = value(random.below(100));
                window.enter(cell, slot, value);
                plain.push((slot, cell, value));
            }
            // Slots leave in ascending order, and none leaves before an earlier one has entered.
            let first = plain.iter().enumerate().min_by_key(|(_, entry)| entry.0).map(|(at, _)| at);
            if let Some(at) = first
                && waiting.iter().all(|slot| *slot > plain[at].0)
                && random.below(3) == 0
            {
                let (slot, cell, value) = plain.remove(at);
                window.leave(cell, slot, value);
            }
            let start = random.below(KEYS) * row;
            let cells = start..start + random.below(levels + 1);
            let expected = plain
                .iter()
                .filter(|(_, cell, _)| cells.contains(cell))
                .fold(W::Value::IDENTITY, |sum, (_, _, value)| sum.combine(*value));
            assert_eq!(window.combined(cells.clone()), expected, "{levels} levels, {cells:?}");
        }
    }

    const LEVELS: [usize; 9] = [1, 2, 7, 8, 9, 16, 17, 40, 300];

    #[test]
    fn sums_agree_with_a_vec() {
        for levels in LEVELS {
            for in_order in [true, false] {
                agrees_with_a_vec::<BlockedSums<u64>>(levels, in_order, |n| n as u64);
                agrees_with_a_vec::<BlockedSums<u128>>(levels, in_order, |n| n as u128);
            }
        }
    }

    #[test]
    fn two_stacks_agree_with_a_vec() {
        for levels in LEVELS {
            agrees_with_a_vec::<TwoStacks<Greatest>>(levels, true, |n| Greatest(n as f64));
            agrees_with_a_vec::<TwoStacks<Unbounded>>(levels, true, |n| {
                (0..n).fold(Unbounded::ZERO, |sum, _| sum.plus(Unbounded::ONE))
            });
        }
    }

    #[test]
    fn monotonic_queues_agree_with_a_vec() {
        for levels in LEVELS {
            for in_order in [true, false] {
                agrees_with_a_vec::<MonotonicQueues<Greatest>>(levels, in_order, |n| {
                    Greatest(n as f64)
                });
            }
        }
    }

    #[test]
    fn additions_backward_agree_with_a_vec() {
        for levels in LEVELS {
            let (mut random, row) = (Random(levels as u64), row_length(levels));
            let mut sums = BlockedSums::with_blocks(2, row);
            let mut plain = vec![0; 2 * row];
            for _ in 0..500 {
                let start = random.below(2) * row;
                let cells = start..start + random.below(levels + 1);
                let value = random.below(100) as u64;
                sums.add_to_all(cells.clone(), value);
                plain[cells].iter_mut().for_each(|cell| *cell += value);
                let cell = random.below(2) * row + random.below(levels);
                assert_eq!(sums.added_to(cell), plain[cell]);
            }
        }
    }
}
