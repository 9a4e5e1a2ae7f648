//! Counting all sequences of three edges among a few actors: the general algorithm of Paranjape, Benson and
//! Leskovec (2017, algorithm 1).

use super::sweep::Counter;

/// Counts sequences of three letters; an edge is a letter, by its dyad.
pub(super) struct Sequences {
    /// By place, the letter of the edge.
    pub(super) letters: Vec<u8>,
    /// The number of letters.
    pub(super) size: usize,
    firsts: Vec<u64>,
    /// By both letters.
    pairs: Vec<u64>,
    /// By all three letters.
    counts: Vec<u128>,
}

impl Sequences {
    pub(super) fn new(size: usize) -> Self {
        let (firsts, pairs) = (vec![0; size], vec![0; size * size]);
        Self { letters: Vec::new(), size, firsts, pairs, counts: vec![0; size * size * size] }
    }

    /// Returns what a sweep has counted, by pattern, and begins anew: the sweep has left all else empty.
    pub(super) fn take(&mut self, patterns: &[Option<usize>], number: usize) -> Vec<u128> {
        let mut counts = vec![0; number];
        for (pattern, count) in patterns.iter().zip(&mut self.counts) {
            if let Some(pattern) = pattern {
                counts[*pattern] += *count;
            }
            *count = 0;
        }
        counts
    }
}

impl Counter for Sequences {
    fn look_up(&mut self, at: usize, _: usize) {
        let third = usize::from(self.letters[at]);
        for (pair, count) in self.pairs.iter().enumerate() {
            self.counts[pair * self.size + third] += u128::from(*count);
        }
    }

    fn pair(&mut self, at: usize, _: usize) {
        let second = usize::from(self.letters[at]);
        for (first, count) in self.firsts.iter().enumerate() {
            self.pairs[first * self.size + second] += count;
        }
    }

    fn insert(&mut self, at: usize, _: usize) {
        self.firsts[usize::from(self.letters[at])] += 1;
    }

    fn remove(&mut self, at: usize, _: usize) {
        self.firsts[usize::from(self.letters[at])] -= 1;
    }

    fn unpair(&mut self, at: usize, _: usize) {
        let first = usize::from(self.letters[at]);
        for (second, count) in self.firsts.iter().enumerate() {
            self.pairs[first * self.size + second] -= count;
        }
    }
}
