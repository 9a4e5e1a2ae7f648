//! What the events in the windows of all keys pass on, by level.

use std::ops::Range;

use super::gather::Gather;

pub(super) trait Window {
    type Value: Gather;

    /// A slot enters under a key at a rank, with what it passes on.
    fn enter(&mut self, key: usize, rank: usize, slot: usize, value: Self::Value);

    /// The first that stands there leaves, if it entered.
    fn leave(&mut self, key: usize, rank: usize, slot: usize, value: Self::Value);

    /// All of a key at ranks below this one, joined.
    fn below(&self, key: usize, rank: usize) -> Self::Value;
}

/// Sums over ranks: for each key the sum of every rank and of every block of ranks, so that two cells
/// are written, and those that are read lie side by side. Blocks are as wide as there are of them, O(√L)
/// for L levels, and never of fewer than eight ranks.
pub(super) struct Sums<G> {
    ranks: Vec<G>,
    blocks: Vec<G>,
    /// How many ranks a key has, full blocks of them.
    levels: usize,
    /// A block has so many, as a power of two.
    block: u32,
}

const LEAST_BLOCK: u32 = 3;

impl<G: Gather> Sums<G> {
    pub(super) fn new(keys: usize, levels: usize) -> Self {
        let block = levels.isqrt().next_power_of_two().ilog2().max(LEAST_BLOCK);
        let levels = levels.next_multiple_of(1 << block);
        let ranks = vec![G::NOTHING; keys * levels];
        Self { blocks: vec![G::NOTHING; ranks.len() >> block], ranks, levels, block }
    }

    /// The cells of all ranks below one: of whole blocks, and of those before it in its own.
    #[inline]
    fn cells_below(&self, key: usize, rank: usize) -> (Range<usize>, Range<usize>) {
        let first = key * self.levels;
        let end = first + rank;
        (first >> self.block..end >> self.block, end >> self.block << self.block..end)
    }

    /// The same cells with reading and writing exchanged, for time turned round: adds to all of a key
    /// at ranks below this one.
    pub(super) fn add_below(&mut self, key: usize, rank: usize, value: G) {
        let (blocks, ranks) = self.cells_below(key, rank);
        for cell in self.blocks[blocks].iter_mut().chain(&mut self.ranks[ranks]) {
            *cell = cell.join(value);
        }
    }

    /// What was added to a key at a rank.
    #[inline]
    pub(super) fn added_to(&self, key: usize, rank: usize) -> G {
        let cell = key * self.levels + rank;
        self.ranks[cell].join(self.blocks[cell >> self.block])
    }

    #[inline]
    fn change(&mut self, key: usize, rank: usize, change: impl Fn(G) -> G) {
        let cell = key * self.levels + rank;
        for cell in [&mut self.ranks[cell], &mut self.blocks[cell >> self.block]] {
            *cell = change(*cell);
        }
    }
}

impl<G: Gather> Window for Sums<G> {
    type Value = G;

    #[inline]
    fn enter(&mut self, key: usize, rank: usize, _: usize, value: G) {
        self.change(key, rank, |sum| sum.join(value));
    }

    #[inline]
    fn leave(&mut self, key: usize, rank: usize, _: usize, value: G) {
        self.change(key, rank, |sum| sum.without(value));
    }

    #[inline]
    fn below(&self, key: usize, rank: usize) -> G {
        let (blocks, ranks) = self.cells_below(key, rank);
        joined(&self.blocks, blocks).join(joined(&self.ranks, ranks))
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
pub(super) struct Stacks<G> {
    cells: Vec<Halves<G>>,
    front: Vec<(u32, G)>,
    back: Vec<(u32, G)>,
    levels: usize,
}

#[derive(Clone, Copy)]
struct Halves<G> {
    front: G,
    back: G,
}

impl<G: Gather> Stacks<G> {
    pub(super) fn new(keys: usize, levels: usize) -> Self {
        let nothing = Halves { front: G::NOTHING, back: G::NOTHING };
        let cells = vec![nothing; keys * levels];
        Self { cells, front: Vec::new(), back: Vec::new(), levels }
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
    fn enter(&mut self, key: usize, rank: usize, _: usize, value: G) {
        let at = key * self.levels + rank;
        let cell = &mut self.cells[at];
        cell.back = cell.back.join(value);
        self.back.push((at as u32, value));
    }

    #[inline]
    fn leave(&mut self, _: usize, _: usize, _: usize, _: G) {
        if self.front.is_empty() {
            self.turn_over();
        }
        if let Some((at, left)) = self.front.pop() {
            self.cells[at as usize].front = left;
        }
    }

    fn below(&self, key: usize, rank: usize) -> G {
        let from = key * self.levels;
        let (mut front, mut back) = (G::NOTHING, G::NOTHING);
        for cell in &self.cells[from..from + rank] {
            front = front.join(cell.front);
            back = back.join(cell.back);
        }
        front.join(back)
    }
}

/// The same in whatever order they leave: for each key and rank a queue of those that may yet be the
/// best there. Whoever leaves before another that is as good is not in it, so that the first is the best
/// and the next to leave. Queues are chained through a ring of as many places as a window has slots.
pub(super) struct Queues<G> {
    best: Vec<G>,
    ends: Vec<Ends>,
    ring: Vec<Place<G>>,
    levels: usize,
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
    pub(super) fn new(keys: usize, levels: usize, places: usize) -> Self {
        let empty = Place { value: G::NOTHING, before: NONE, after: NONE };
        Self {
            best: vec![G::NOTHING; keys * levels],
            ends: vec![Ends { first: NONE, last: NONE }; keys * levels],
            ring: vec![empty; places],
            levels,
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

    fn enter(&mut self, key: usize, rank: usize, slot: usize, value: G) {
        let (cell, slot) = (key * self.levels + rank, slot as u32);
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

    fn leave(&mut self, key: usize, rank: usize, slot: usize, _: G) {
        let (cell, slot) = (key * self.levels + rank, slot as u32);
        if self.ends[cell].first == slot {
            let next = self.place(slot).after;
            self.chain(cell, NONE, next);
            self.best[cell] = if next == NONE { G::NOTHING } else { self.place(next).value };
        }
    }

    fn below(&self, key: usize, rank: usize) -> G {
        let from = key * self.levels;
        self.best[from..from + rank].iter().fold(G::NOTHING, |best, other| best.join(*other))
    }
}
