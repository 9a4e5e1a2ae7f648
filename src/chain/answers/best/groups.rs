//! The best chains of plain data that fall into many groups: one pass tells the best ends, and only the
//! groups of these are looked into for how a chain leads there.

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, HashSet},
    ops::Range,
};

use crate::chain::{
    answers::best::{
        best_paths::{End, Ranking},
        worth::{Narrow, Packed, Wide},
    },
    engine::pass::Pass,
};

impl Ranking<'_> {
    /// Whether its nodes fall into groups of which one pass tells the best ends.
    pub(crate) fn falls_into_groups(&self) -> bool {
        matches!(self.engine.pass::<Narrow>(&self.scope), Pass::Sweep(plan) if plan.has_groups())
            && self.scope.has_any_span()
            && self.lengths.layers == 2
            && self.lengths.is_open
    }

    /// The best ends, so many at most, the best first.
    fn best_ends(&self, most: usize) -> Vec<End> {
        if self.worth.is_narrow { self.ends::<Narrow>(most) } else { self.ends::<Wide>(most) }
    }

    fn ends<P: Packed>(&self, most: usize) -> Vec<End> {
        let found = self.engine.fold(&self.scope, BinaryHeap::new, |best, at, gathered: P| {
            if let Some(end) = self.end(at, gathered.open()) {
                if best.len() < most {
                    best.push(Reverse(end));
                } else if let Some(mut worst) = best.peek_mut()
                    && worst.0 < end
                {
                    *worst = Reverse(end);
                }
            }
            Some(self.passed(at, 1, gathered))
        });
        let mut best: Vec<_> = found.into_iter().flatten().flatten().collect();
        best.sort_unstable();
        best.truncate(most);
        best.into_iter().map(|Reverse(end)| end).collect()
    }

    /// The same of one group.
    pub(crate) fn of_group(&self, group: Range<usize>) -> Self {
        Self { scope: self.scope.of_run(group), ..self.clone() }
    }
}

/// The groups that nobody looked into yet, as far as their best ends are known.
#[derive(Clone, Default)]
pub(crate) struct Groups {
    /// The best ends of all, best first: so many, or all there are.
    ends: Vec<End>,
    most: usize,
    /// How many of these were given or passed over, and the first slots of the groups given.
    seen: usize,
    given: HashSet<usize>,
}

/// So many ends are found in the first pass, and so many times more in each that follows.
const FIRST_ENDS: usize = 256;
const MORE_ENDS: usize = 16;

impl Groups {
    /// The next group, by its best end, if that is better than another.
    pub(crate) fn next_better(
        &mut self,
        whole: &Ranking<'_>,
        than: Option<End>,
    ) -> Option<(End, Range<usize>)> {
        loop {
            if self.seen == self.most {
                self.most = FIRST_ENDS.max(self.most * MORE_ENDS);
                self.ends = whole.best_ends(self.most);
            }
            let end = *self.ends.get(self.seen)?;
            if than.is_some_and(|than| than >= end) {
                return None;
            }
            self.seen += 1;
            let (engine, Reverse(last)) = (whole.engine, end.1);
            let group = engine.plan.as_ref()?.group_of(&engine.nodes, last as usize)?;
            if self.given.insert(group.start) {
                return Some((end, group));
            }
        }
    }
}
