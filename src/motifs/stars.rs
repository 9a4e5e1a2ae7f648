//! Counting stars and pairs: the triples that have one actor in common, its centre.
//!
//! The edges of a centre are swept, each with a neighbour and a direction. Of the triples of edges, those are
//! counted in which
//!
//! ```text
//!   the first two   have the same neighbour   (counts 12)
//!   the last two    have the same neighbour   (counts 23)
//!   the outer two   have the same neighbour   (counts 13)
//!   all three       have the same neighbour   (counts 123): pairs
//! ```
//!
//! and the stars are the differences: 12 - 123 and so on. This is the counting of Paranjape, Benson and Leskovec
//! (2017, algorithm 2), in constant time for each edge. Pairs whose first or second edge has any neighbour are not
//! added up one by one: running totals at the time when an edge entered stand for them.

use super::{
    edges::Edges,
    motif::{MOTIFS, Motif},
    sweep::{Counter, Relation, sweep},
};

/// By direction: out of the centre, or into it.
type ByDirection = [u64; 2];

/// What is known of a neighbour of the centre.
#[derive(Clone, Copy, Default)]
struct Neighbour {
    /// Edges that may be first.
    firsts: ByDirection,
    /// The sum of the second edges before each of these, by both directions.
    seconds_before_firsts: [ByDirection; 2],
    /// Edges that are second.
    seconds: ByDirection,
    /// The sum of the first edges before each of these, by the direction of the second, then of the first.
    firsts_before_seconds: [ByDirection; 2],
    /// Pairs of which both edges have this neighbour.
    pairs: [ByDirection; 2],
}

/// Counts by the directions of three edges.
type ByThree = [u128; 8];

struct Centre<'e> {
    edges: &'e Edges,
    centre: u32,
    neighbours: Vec<Neighbour>,
    /// All second edges so far, and all first edges that have entered and left.
    seconds: ByDirection,
    entered: ByDirection,
    left: ByDirection,
    /// By place: `seconds` when the edge entered as first, and `entered` when it became second.
    seconds_then: Vec<ByDirection>,
    entered_then: Vec<ByDirection>,
    /// Pairs of edges that have the same neighbour, whichever it is.
    same: [ByDirection; 2],
    counts_12: ByThree,
    counts_23: ByThree,
    counts_13: ByThree,
    counts_123: ByThree,
    /// Those of `counts_123` whose neighbour has a higher number than the centre.
    pairs: ByThree,
}

impl Centre<'_> {
    /// Returns the neighbour and the direction of an edge.
    fn ends(&self, edge: usize) -> (usize, usize) {
        let (from, to) = (self.edges.from[edge], self.edges.to[edge]);
        if from == self.centre { (to as usize, 0) } else { (from as usize, 1) }
    }
}

impl Counter for Centre<'_> {
    fn look_up(&mut self, _: usize, edge: usize) {
        let (index, third) = self.ends(edge);
        let neighbour = &self.neighbours[index];
        for first in 0..2 {
            for second in 0..2 {
                let place = first * 4 + second * 2 + third;
                // State wraps, since totals of the past are subtracted; the differences are numbers of pairs.
                let after_firsts = neighbour.firsts[first]
                    .wrapping_mul(self.seconds[second])
                    .wrapping_sub(neighbour.seconds_before_firsts[first][second]);
                let before_seconds = neighbour.firsts_before_seconds[second][first]
                    .wrapping_sub(neighbour.seconds[second].wrapping_mul(self.left[first]));
                let pairs = u128::from(neighbour.pairs[first][second]);
                self.counts_12[place] += u128::from(self.same[first][second]);
                self.counts_13[place] += u128::from(after_firsts);
                self.counts_23[place] += u128::from(before_seconds);
                self.counts_123[place] += pairs;
                if index > self.centre as usize {
                    self.pairs[place] += pairs;
                }
            }
        }
    }

    fn pair(&mut self, at: usize, edge: usize) {
        let (index, second) = self.ends(edge);
        let neighbour = &mut self.neighbours[index];
        self.entered_then[at] = self.entered;
        for first in 0..2 {
            self.same[first][second] += neighbour.firsts[first];
            neighbour.pairs[first][second] += neighbour.firsts[first];
            let before = &mut neighbour.firsts_before_seconds[second][first];
            *before = before.wrapping_add(self.entered[first]);
        }
        neighbour.seconds[second] += 1;
        self.seconds[second] += 1;
    }

    fn insert(&mut self, at: usize, edge: usize) {
        let (index, first) = self.ends(edge);
        let neighbour = &mut self.neighbours[index];
        self.seconds_then[at] = self.seconds;
        for second in 0..2 {
            let before = &mut neighbour.seconds_before_firsts[first][second];
            *before = before.wrapping_add(self.seconds[second]);
        }
        neighbour.firsts[first] += 1;
        self.entered[first] += 1;
    }

    fn remove(&mut self, at: usize, edge: usize) {
        let (index, direction) = self.ends(edge);
        let neighbour = &mut self.neighbours[index];
        neighbour.firsts[direction] -= 1;
        neighbour.seconds[direction] -= 1;
        self.left[direction] += 1;
        for other in 0..2 {
            let before = &mut neighbour.seconds_before_firsts[direction][other];
            *before = before.wrapping_sub(self.seconds_then[at][other]);
            let before = &mut neighbour.firsts_before_seconds[direction][other];
            *before = before.wrapping_sub(self.entered_then[at][other]);
        }
    }

    fn unpair(&mut self, _: usize, edge: usize) {
        let (index, first) = self.ends(edge);
        let neighbour = &mut self.neighbours[index];
        for second in 0..2 {
            self.same[first][second] -= neighbour.firsts[second];
            neighbour.pairs[first][second] -= neighbour.firsts[second];
        }
    }
}

/// Adds the stars and pairs of plain edges to `counts`, by motif.
pub(super) fn count_stars(edges: &Edges, relation: Relation, counts: &mut [u128]) {
    let mut counter = Centre {
        edges,
        centre: 0,
        neighbours: vec![Neighbour::default(); edges.actors()],
        seconds: [0; 2],
        entered: [0; 2],
        left: [0; 2],
        seconds_then: Vec::new(),
        entered_then: Vec::new(),
        same: [[0; 2]; 2],
        counts_12: [0; 8],
        counts_23: [0; 8],
        counts_13: [0; 8],
        counts_123: [0; 8],
        pairs: [0; 8],
    };
    let mut plain = Vec::new();
    for centre in 0..edges.actors() {
        let swept = match edges.vague.is_empty() {
            true => edges.of(centre),
            false => {
                plain.clear();
                plain.extend(edges.of(centre).iter().filter(|edge| !edges.is_vague(**edge)));
                &plain
            }
        };
        counter.centre = centre as u32;
        (counter.seconds, counter.entered, counter.left) = ([0; 2], [0; 2], [0; 2]);
        counter.seconds_then.resize(swept.len(), [0; 2]);
        counter.entered_then.resize(swept.len(), [0; 2]);
        // The sweep leaves the neighbours as they were.
        sweep(edges, swept, relation, &mut counter);
    }
    debug_assert!(counts.len() == MOTIFS);
    // The centre is 0, its neighbours are 1 and 2.
    let of_shape = [
        (&counter.counts_12, [1, 1, 2]),
        (&counter.counts_13, [1, 2, 1]),
        (&counter.counts_23, [2, 1, 1]),
    ];
    for place in 0..8 {
        let mut add = |neighbours: [u8; 3], count: u128| {
            let mut events = [(0, 0); 3];
            for (nth, neighbour) in neighbours.into_iter().enumerate() {
                let is_inward = place >> (2 - nth) & 1 == 1;
                events[nth] = if is_inward { (neighbour, 0) } else { (0, neighbour) };
            }
            if let Some(motif) = Motif::of(events) {
                counts[motif.index()] += count;
            }
        };
        for (all, neighbours) in &of_shape {
            add(*neighbours, all[place] - counter.counts_123[place]);
        }
        add([1; 3], counter.pairs[place]);
    }
}
