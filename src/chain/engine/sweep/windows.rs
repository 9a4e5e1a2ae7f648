//! What the events in the windows of all keys pass on, by level.
//!
//! ```text
//!   key 0            key 1            ...
//!   ▕ 0 1 2 3 4 5 ·· ▕ 0 1 2 3 4 5 ·· ▕      a row of cells each, one for each rank, in whole blocks
//! ```

use std::ops::Range;

use crate::chain::engine::monoid::Gather;

pub(crate) trait Window {
    type Value: Gather;

    /// A slot enters a cell, with what it passes on.
    fn enter(&mut self, cell: usize, slot: usize, value: Self::Value);

    /// The first that stands there leaves, if it entered.
    fn leave(&mut self, cell: usize, slot: usize, value: Self::Value);

    /// All in cells of one row from its first on, joined.
    fn joined(&self, cells: Range<usize>) -> Self::Value;
}

/// How many cells a row has, for so many levels.
pub(crate) fn row(levels: usize) -> usize {
    levels.next_multiple_of(1 << block(levels))
}

/// A block has so many cells, as a power of two; it is the same for as many levels as there are cells in a
/// row.
fn block(levels: usize) -> u32 {
    levels.isqrt().next_power_of_two().ilog2().max(LEAST_BLOCK)
}

/// Sums over ranks: for each key the sum of every rank and of every block of ranks, so that two cells
/// are written, and those that are read lie side by side. Blocks are as wide as there are of them, O(√L)
/// for L levels, and never of fewer than eight ranks.
pub(crate) struct Sums<G> {
    ranks: Vec<G>,
    blocks: Vec<G>,
    block: u32,
}

const LEAST_BLOCK: u32 = 3;

impl<G: Gather> Sums<G> {
    pub(crate) fn new(keys: usize, row: usize) -> Self {
        let (ranks, block) = (vec![G::NOTHING; keys * row], block(row));
        Self { blocks: vec![G::NOTHING; ranks.len() >> block], ranks, block }
    }

    /// The same cells as whole blocks and what is left of the last.
    #[inline]
    fn in_blocks(&self, cells: Range<usize>) -> (Range<usize>, Range<usize>) {
        let Range { start, end } = cells;
        (start >> self.block..end >> self.block, end >> self.block << self.block..end)
    }

    /// [`joined`](Window::joined) with reading and writing exchanged, for time turned round: adds to all of
    /// these cells.
    pub(crate) fn add_to(&mut self, cells: Range<usize>, value: G) {
        let (blocks, ranks) = self.in_blocks(cells);
        for cell in self.blocks[blocks].iter_mut().chain(&mut self.ranks[ranks]) {
            *cell = cell.join(value);
        }
    }

    /// All that was added to a cell.
    #[inline]
    pub(crate) fn added_to(&self, cell: usize) -> G {
        self.ranks[cell].join(self.blocks[cell >> self.block])
    }

    #[inline]
    fn change(&mut self, cell: usize, change: impl Fn(G) -> G) {
        for cell in [&mut self.ranks[cell], &mut self.blocks[cell >> self.block]] {
            *cell = change(*cell);
        }
    }
}

impl<G: Gather> Window for Sums<G> {
    type Value = G;

    #[inline]
    fn enter(&mut self, cell: usize, _: usize, value: G) {
        self.change(cell, |sum| sum.join(value));
    }

    #[inline]
    fn leave(&mut self, cell: usize, _: usize, value: G) {
        self.change(cell, |sum| sum.without(value));
    }

    #[inline]
    fn joined(&self, cells: Range<usize>) -> G {
        let (blocks, ranks) = self.in_blocks(cells);
        joined(&self.blocks, blocks).join(joined(&self.ranks, ranks))
    }
}

/// The same for few ranks: eight are sooner read at once than blocks are kept.
pub(crate) struct ShortSums<G>(Vec<G>);

impl<G: Gather> ShortSums<G> {
    /// So many cells are few.
    pub(crate) const LONGEST_ROW: usize = 2 * EIGHT;

    pub(crate) fn new(keys: usize, row: usize) -> Self {
        Self(vec![G::NOTHING; keys * row])
    }
}

impl<G: Gather> Window for ShortSums<G> {
    type Value = G;

    #[inline]
    fn enter(&mut self, cell: usize, _: usize, value: G) {
        self.0[cell] = self.0[cell].join(value);
    }

    #[inline]
    fn leave(&mut self, cell: usize, _: usize, value: G) {
        self.0[cell] = self.0[cell].without(value);
    }

    #[inline]
    fn joined(&self, cells: Range<usize>) -> G {
        let eight = cells.end.min(cells.start + EIGHT);
        let first = joined(&self.0, cells.start..eight);
        if eight == cells.end { first } else { first.join(joined(&self.0, eight..cells.end)) }
    }
}

/// Masks that keep the first few of eight.
static FIRST: [[u64; EIGHT]; EIGHT + 1] = {
    let mut masks = [[0; EIGHT]; EIGHT + 1];
    let mut few = 0;
    while few <= EIGHT {
        let mut nth = 0;
        while nth < few {
            masks[few][nth] = u64::MAX;
            nth += 1;
        }
        few += 1;
    }
    masks
};

const EIGHT: usize = 1 << LEAST_BLOCK;

/// The cells of a range, joined.
#[inline]
fn joined<G: Gather>(cells: &[G], range: Range<usize>) -> G {
    // Eight small ones in a row are sooner added than so many that nobody can foretell.
    if size_of::<G>() <= 8
        && let Some(eight) = cells[range.start..].first_chunk::<EIGHT>()
        && let Some(masks) = FIRST.get(range.len())
    {
        let kept = eight.iter().zip(masks);
        return kept.fold(G::NOTHING, |sum, (cell, mask)| sum.join_masked(*mask, *cell));
    }
    cells[range].iter().fold(G::NOTHING, |sum, cell| sum.join(*cell))
}

/// Bests over ranks, where those who enter first leave first: two stacks in place of a queue.
///
/// ```text
///   front   bests of those who leave next, the first to leave on top, each with what is the best of
///           its cell once it has left
///   back    those who came since front was filled, and their bests
/// ```
///
/// When front is empty, back is turned over into it. Who leaves is on top of front.
pub(crate) struct Stacks<G> {
    cells: Vec<Halves<G>>,
    front: Vec<(u32, G)>,
    back: Vec<(u32, G)>,
}

#[derive(Clone, Copy)]
struct Halves<G> {
    front: G,
    back: G,
}

impl<G: Gather> Stacks<G> {
    pub(crate) fn new(keys: usize, row: usize) -> Self {
        let nothing = Halves { front: G::NOTHING, back: G::NOTHING };
        let cells = vec![nothing; keys * row];
        Self { cells, front: Vec::new(), back: Vec::new() }
    }

    fn turn_over(&mut self) {
        while let Some((at, value)) = self.back.pop() {
            let cell = &mut self.cells[at as usize];
            self.front.push((at, cell.front));
            cell.front = cell.front.join(value);
            cell.back = G::NOTHING;
        }
    }
}

impl<G: Gather> Window for Stacks<G> {
    type Value = G;

    #[inline]
    fn enter(&mut self, cell: usize, _: usize, value: G) {
        self.back.push((cell as u32, value));
        let cell = &mut self.cells[cell];
        cell.back = cell.back.join(value);
    }

    #[inline]
    fn leave(&mut self, _: usize, _: usize, _: G) {
        if self.front.is_empty() {
            self.turn_over();
        }
        if let Some((at, left)) = self.front.pop() {
            self.cells[at as usize].front = left;
        }
    }

    fn joined(&self, cells: Range<usize>) -> G {
        let (mut front, mut back) = (G::NOTHING, G::NOTHING);
        for cell in &self.cells[cells] {
            front = front.join(cell.front);
            back = back.join(cell.back);
        }
        front.join(back)
    }
}

/// The same in whatever order they leave: for each key and rank a queue of those that may yet be the
/// best there. Whoever leaves before another that is as good is not in it, so that the first is the best
/// and the next to leave. Queues are chained through a ring of as many places as a window has slots.
pub(crate) struct Queues<G> {
    best: Vec<G>,
    ends: Vec<Ends>,
    ring: Vec<Place<G>>,
}

#[derive(Clone, Copy)]
struct Ends {
    first: u32,
    last: u32,
}

#[derive(Clone, Copy)]
struct Place<G> {
    value: G,
    before: u32,
    after: u32,
}

const NONE: u32 = u32::MAX;

impl<G: Gather> Queues<G> {
    /// The places of the ring are a power of two.
    pub(crate) fn new(keys: usize, row: usize, places: usize) -> Self {
        let empty = Place { value: G::NOTHING, before: NONE, after: NONE };
        Self {
            best: vec![G::NOTHING; keys * row],
            ends: vec![Ends { first: NONE, last: NONE }; keys * row],
            ring: vec![empty; places],
        }
    }

    fn place(&mut self, at: u32) -> &mut Place<G> {
        let mask = self.ring.len() - 1;
        &mut self.ring[at as usize & mask]
    }

    /// Makes two slots neighbours in the queue of a cell, either of which may be none.
    fn chain(&mut self, cell: usize, before: u32, after: u32) {
        match before {
            NONE => self.ends[cell].first = after,
            before => self.place(before).after = after,
        }
        match after {
            NONE => self.ends[cell].last = before,
            after => self.place(after).before = before,
        }
    }
}

impl<G: Gather> Window for Queues<G> {
    type Value = G;

    fn enter(&mut self, cell: usize, slot: usize, value: G) {
        let slot = slot as u32;
        let (mut before, mut after) = (self.ends[cell].last, NONE);
        // Those who came first to the events may be last to enter, where onsets are known unequally.
        while before != NONE && before > slot {
            let place = *self.place(before);
            if place.value.outdoes(value) {
                return;
            }
            (before, after) = (place.before, before);
        }
        while before != NONE && value.outdoes(self.place(before).value) {
            before = self.place(before).before;
        }
        *self.place(slot) = Place { value, before, after };
        self.chain(cell, before, slot);
        self.chain(cell, slot, after);
        if before == NONE {
            self.best[cell] = value;
        }
    }

    fn leave(&mut self, cell: usize, slot: usize, _: G) {
        let slot = slot as u32;
        if self.ends[cell].first == slot {
            let next = self.place(slot).after;
            self.chain(cell, NONE, next);
            self.best[cell] = if next == NONE { G::NOTHING } else { self.place(next).value };
        }
    }

    fn joined(&self, cells: Range<usize>) -> G {
        self.best[cells].iter().fold(G::NOTHING, |best, other| best.join(*other))
    }
}
