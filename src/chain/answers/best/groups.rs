//! The best chains of plain data that are swept in groups, one for each pair of actors. One pass over all
//! groups finds the best ends. Best paths are computed only in the groups with these ends.

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, HashSet},
    ops::Range,
};

use crate::chain::{
    answers::best::{
        best_paths::Ranking,
        objective::{Packed, PathEnd, Wide},
    },
    engine::{monoid::Monoid, pass::Pass, values::Greatest},
};

impl Ranking<'_> {
    /// Returns `true` if nodes are swept in groups and one pass finds the best ends of all groups.
    pub(crate) fn has_groups(&self) -> bool {
        matches!(self.engine.pass(&self.scope, Greatest::EVICTION), Pass::Sweep(plan) if plan.has_groups())
            && self.scope.has_unbounded_span()
            && self.lengths.layers == 2
            && self.lengths.is_open
    }

    /// Returns the `most` best ends, or all if there are fewer, best first.
    fn best_ends(&self, most: usize) -> Vec<Reverse<PathEnd>> {
        if self.objective.fits_narrow {
            self.packed_best_ends::<Greatest>(most)
        } else {
            self.packed_best_ends::<Wide>(most)
        }
    }

    fn packed_best_ends<P: Packed>(&self, most: usize) -> Vec<Reverse<PathEnd>> {
        let found = self.engine.fold(&self.scope, BinaryHeap::new, |best, at, received: P| {
            if let Some(end) = self.end(at, received.unpack()) {
                keep_best(best, end, most);
            }
            Some(self.pass_on(at, 1, received))
        });
        let mut runs = found.unwrap_or_default();
        let mut best = runs.pop().unwrap_or_default();
        for run in runs {
            for Reverse(end) in &run {
                keep_best(&mut best, *end, most);
            }
        }
        best.into_sorted_vec()
    }

    /// Returns the ranking of the chains of one group.
    pub(crate) fn of_group(&self, group: Range<usize>) -> Self {
        Self { scope: self.scope.of_run(group), ..self.clone() }
    }
}

/// Adds an end to the `most` best ones. The heap has the worst of these on top.
#[inline]
fn keep_best(best: &mut BinaryHeap<Reverse<PathEnd>>, end: PathEnd, most: usize) {
    if best.len() < most {
        best.push(Reverse(end));
    } else if let Some(mut worst) = best.peek_mut()
        && worst.0 < end
    {
        *worst = Reverse(end);
    }
}

/// Groups not yet expanded, as far as their best ends are known.
#[derive(Clone, Default)]
pub(crate) struct UnexpandedGroups {
    /// The `limit` best ends of all groups, or all if there are fewer, best first.
    ends: Vec<Reverse<PathEnd>>,
    limit: usize,
    /// How many of these ends have been examined.
    examined: usize,
    /// The first slots of the groups that were returned.
    expanded: HashSet<usize>,
}

/// How many ends the first pass finds, and how many times more each further pass finds.
const FIRST_ENDS: usize = 256;
const GROWTH: usize = 16;

impl UnexpandedGroups {
    /// Returns the group with the best end, and this end. Returns `None` if no end is better than `than`.
    pub(crate) fn next_better(
        &mut self,
        whole: &Ranking<'_>,
        than: Option<PathEnd>,
    ) -> Option<(PathEnd, Range<usize>)> {
        loop {
            if self.examined == self.limit {
                self.limit = FIRST_ENDS.max(self.limit * GROWTH);
                self.ends = whole.best_ends(self.limit);
            }
            let Reverse(end) = *self.ends.get(self.examined)?;
            if than.is_some_and(|than| than >= end) {
                return None;
            }
            self.examined += 1;
            let engine = whole.engine;
            let group = engine.plan.as_ref()?.group_of(&engine.nodes, end.node() as usize)?;
            if self.expanded.insert(group.start) {
                return Some((end, group));
            }
        }
    }
}
