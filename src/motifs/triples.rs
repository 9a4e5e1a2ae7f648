//! Counting triples of edges: by sweeps, or one by one if onsets are vague or a trend is asked for.

use std::ops::Range;

use super::{
    edges::Edges,
    orders::{ByTies, MotifCount, Ties},
    sweep::Relation,
};
use crate::chain::query::rule::Precedence;

/// The orders of three edges.
const ORDERS: [[usize; 3]; 6] = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];

/// What makes three edges a motif.
pub(super) struct Terms {
    pub(super) ties: Ties,
    /// In seconds.
    pub(super) gap: i64,
    /// The rises, in tenths, that are admitted from each event to the next; `None` admits all.
    pub(super) rises: Option<Range<i64>>,
}

/// The numbers of triples by pattern, and of all triples.
pub(super) struct Counts {
    pub(super) by_pattern: Vec<MotifCount>,
    pub(super) triples: u128,
}

impl Counts {
    pub(super) fn new(patterns: usize) -> Self {
        Self { by_pattern: vec![MotifCount::default(); patterns], triples: 0 }
    }
}

/// Returns the pattern of three edges in order, if they have one.
pub(super) type PatternOf<'p> = dyn Fn([u32; 3]) -> Option<usize> + 'p;

impl Terms {
    /// Returns `true` if the order of three edges is not known to be another one.
    fn is_possible(&self, edges: &Edges, [first, second, third]: [u32; 3]) -> bool {
        let precedence = match self.ties {
            Ties::Recorded => Precedence::Recorded,
            Ties::Excluded | Ties::Range => Precedence::Certain,
        };
        let precedes = |one: u32, other: u32| edges.precedes(one, other, precedence);
        match self.ties {
            Ties::Range => {
                !precedes(second, first) && !precedes(third, second) && !precedes(third, first)
            }
            Ties::Excluded | Ties::Recorded => precedes(first, second) && precedes(second, third),
        }
    }

    /// Returns `true` if the levels of three edges in order are as the trend asks.
    fn rises(&self, edges: &Edges, [first, second, third]: [u32; 3]) -> bool {
        let level = |edge: u32| edges.level[edge as usize];
        self.rises.as_ref().is_none_or(|rises| {
            rises.contains(&level(second).saturating_sub(level(first)))
                && rises.contains(&level(third).saturating_sub(level(second)))
        })
    }

    /// Counts three edges, given in total order.
    pub(super) fn count(
        &self,
        edges: &Edges,
        triple: [u32; 3],
        pattern_of: &PatternOf<'_>,
        counts: &mut Counts,
    ) {
        let onset = |edge: u32| edges.earliest[edge as usize];
        if onset(triple[2]).saturating_sub(onset(triple[0])) > self.gap {
            return;
        }
        let (mut patterns, mut is_certain) = (Vec::new(), true);
        for order in ORDERS {
            let ordered = order.map(|nth| triple[nth]);
            if !self.is_possible(edges, ordered) {
                continue;
            }
            match pattern_of(ordered).filter(|_| self.rises(edges, ordered)) {
                Some(pattern) if patterns.contains(&pattern) => {}
                Some(pattern) => patterns.push(pattern),
                None => is_certain = false,
            }
        }
        let least = u128::from(is_certain && patterns.len() == 1);
        counts.triples += u128::from(!patterns.is_empty());
        for pattern in patterns {
            counts.by_pattern[pattern].least += least;
            counts.by_pattern[pattern].most += 1;
        }
    }

    /// Counts all triples that have at least one of some edges, which are in order.
    pub(super) fn count_with(
        &self,
        edges: &Edges,
        chosen: &[u32],
        pattern_of: &PatternOf<'_>,
        counts: &mut Counts,
    ) {
        let mut near = Vec::new();
        for edge in chosen {
            near.clear();
            let onset = edges.earliest[*edge as usize];
            let (oldest, newest) = (onset.saturating_sub(self.gap), onset.saturating_add(self.gap));
            let (from, to) = edges.dyad(*edge);
            for actor in [from, to] {
                let all = edges.of(actor as usize);
                let start = all.partition_point(|other| edges.earliest[*other as usize] < oldest);
                let end = all.partition_point(|other| edges.earliest[*other as usize] <= newest);
                for other in &all[start..end] {
                    // A triple of several chosen edges is counted with the first of them.
                    let is_counted = other <= edge && chosen.binary_search(other).is_ok();
                    if !is_counted {
                        near.push(*other);
                    }
                }
            }
            near.sort_unstable();
            near.dedup();
            for (nth, one) in near.iter().enumerate() {
                for other in &near[nth + 1..] {
                    let mut triple = [*edge, *one, *other];
                    triple.sort_unstable();
                    self.count(edges, triple, pattern_of, counts);
                }
            }
        }
    }

    /// Counts all triples of some edges, which are in order.
    pub(super) fn count_among(
        &self,
        edges: &Edges,
        among: &[u32],
        pattern_of: &PatternOf<'_>,
        counts: &mut Counts,
    ) {
        for (third, last) in among.iter().enumerate() {
            let oldest = edges.earliest[*last as usize].saturating_sub(self.gap);
            let is_old = |edge: &u32| edges.earliest[*edge as usize] < oldest;
            let start = among[..third].partition_point(is_old);
            for first in start..third {
                for second in first + 1..third {
                    let triple = [among[first], among[second], *last];
                    self.count(edges, triple, pattern_of, counts);
                }
            }
        }
    }

    /// Counts by sweeps. `run` sweeps once and returns the number of triples by pattern; `swapped` is as for
    /// [`ByTies::ranges`].
    pub(super) fn count_swept(
        &self,
        run: &mut dyn FnMut(Relation) -> Vec<u128>,
        swapped: &dyn Fn(usize, bool) -> usize,
    ) -> Counts {
        let gap = self.gap;
        let mut run = |gap, first, last, by_event| run(Relation { gap, first, last, by_event });
        let exact = match self.ties {
            Ties::Excluded => run(gap, true, true, true),
            Ties::Recorded => run(gap, false, false, true),
            Ties::Range => {
                let none = run(gap, true, true, false);
                let mut by_ties = ByTies {
                    first: run(gap, false, true, false),
                    last: run(gap, true, false, false),
                    all: run(0, false, false, false),
                    none,
                };
                // Where ties are in order, those without ties are counted as well.
                for (pattern, untied) in by_ties.none.iter().enumerate() {
                    by_ties.first[pattern] -= untied;
                    by_ties.last[pattern] -= untied;
                }
                let ByTies { none, first, last, all } = &by_ties;
                let triples = [none, first, last, all].into_iter().flatten().sum();
                return Counts { by_pattern: by_ties.ranges(swapped), triples };
            }
        };
        let mut counts = Counts::new(0);
        for count in exact {
            counts.triples += count;
            counts.by_pattern.push(MotifCount { least: count, most: count });
        }
        counts
    }
}
