//! What the events in the windows of all keys pass on, by level.

use super::gather::Gather;

/// A slot as a window sees it: its key, its rank, and where it stands.
#[derive(Clone, Copy)]
pub(super) struct Entry {
    pub(super) key: usize,
    pub(super) rank: usize,
    pub(super) at: u32,
}

pub(super) trait Window {
    type Value: Gather;
    fn enter(&mut self, entry: Entry, value: Self::Value);
    /// The first that stands there, if it entered.
    fn leave(&mut self, entry: Entry, value: Self::Value);
    /// All of a key at ranks below this one, joined.
    fn below(&self, key: usize, rank: usize) -> Self::Value;
}

/// Sums over ranks: a binary indexed tree for each key (Fenwick, 1994).
pub(super) struct Sums<G> {
    cells: Vec<G>,
    levels: usize,
}

impl<G: Gather> Sums<G> {
    pub(super) fn new(keys: usize, levels: usize) -> Self {
        Self { cells: vec![G::NOTHING; keys * levels], levels }
    }

    fn tree(&mut self, key: usize) -> &mut [G] {
        &mut self.cells[key * self.levels..(key + 1) * self.levels]
    }

    fn change(&mut self, entry: Entry, change: impl Fn(G) -> G) {
        let tree = self.tree(entry.key);
        let mut at = entry.rank;
        while at < tree.len() {
            tree[at] = change(tree[at]);
            at |= at + 1;
        }
    }

    /// The same tree with its two walks exchanged, for time turned round: adds to all of a key at
    /// ranks below this one.
    pub(super) fn add_below(&mut self, key: usize, rank: usize, value: G) {
        let tree = self.tree(key);
        let mut at = rank;
        while at > 0 {
            tree[at - 1] = tree[at - 1].join(value);
            at &= at - 1;
        }
    }

    /// What was added to a key at a rank.
    pub(super) fn added_to(&self, key: usize, rank: usize) -> G {
        let tree = &self.cells[key * self.levels..(key + 1) * self.levels];
        let mut sum = G::NOTHING;
        let mut at = rank;
        while at < tree.len() {
            sum = sum.join(tree[at]);
            at |= at + 1;
        }
        sum
    }
}

impl<G: Gather> Window for Sums<G> {
    type Value = G;

    fn enter(&mut self, entry: Entry, value: G) {
        self.change(entry, |sum| sum.join(value));
    }

    fn leave(&mut self, entry: Entry, value: G) {
        self.change(entry, |sum| sum.without(value));
    }

    fn below(&self, key: usize, rank: usize) -> G {
        let tree = &self.cells[key * self.levels..(key + 1) * self.levels];
        let mut sum = G::NOTHING;
        let mut at = rank;
        while at > 0 {
            sum = sum.join(tree[at - 1]);
            at &= at - 1;
        }
        sum
    }
}

/// Bests over ranks: for each key and rank a queue of those that may yet be the best there. Whoever
/// leaves before another that is as good is not in it, so that the first is the best and the next to
/// leave. Queues are chained through a ring of as many places as a window has slots.
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

    fn enter(&mut self, entry: Entry, value: G) {
        let cell = entry.key * self.levels + entry.rank;
        let (mut before, mut after) = (self.ends[cell].last, NONE);
        // Those who came first to the events may be last to enter, where onsets are known unequally.
        while before != NONE && before > entry.at {
            let place = *self.place(before);
            if place.value.outdoes(value) {
                return;
            }
            (before, after) = (place.before, before);
        }
        while before != NONE && value.outdoes(self.place(before).value) {
            before = self.place(before).before;
        }
        *self.place(entry.at) = Place { value, before, after };
        self.chain(cell, before, entry.at);
        self.chain(cell, entry.at, after);
        if before == NONE {
            self.best[cell] = value;
        }
    }

    fn leave(&mut self, entry: Entry, _: G) {
        let cell = entry.key * self.levels + entry.rank;
        if self.ends[cell].first == entry.at {
            let next = self.place(entry.at).after;
            self.chain(cell, NONE, next);
            self.best[cell] = if next == NONE { G::NOTHING } else { self.place(next).value };
        }
    }

    fn below(&self, key: usize, rank: usize) -> G {
        let from = key * self.levels;
        self.best[from..from + rank].iter().fold(G::NOTHING, |best, other| best.join(*other))
    }
}
