//! The best chains of plain data that fall into many groups: one pass tells the best ends, and only the
//! groups of these are looked into for how a chain leads there.

use std::{cmp::Reverse, collections::BinaryHeap, ops::Range};

use super::{
    best::{End, Ranking},
    worth::{Narrow, Packed, Wide},
};

impl Ranking<'_> {
    /// Whether its nodes fall into groups of which one pass tells the best ends.
    pub(in super::super) fn falls_into_groups(&self) -> bool {
        let plan = self.engine.plan_for::<Narrow>(&self.scope);
        plan.is_some_and(|plan| plan.has_groups())
            && self.scope.is_endless()
            && self.lengths.layers == 2
            && self.lengths.open
    }

    /// The best ends, so many at most, the best first.
    pub(in super::super) fn best_ends(&self, most: usize) -> Vec<End> {
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

    /// The slots of the group of an end.
    pub(in super::super) fn group_of(&self, (_, Reverse(last)): End) -> Option<Range<usize>> {
        self.engine.plan.as_ref()?.group_of(&self.engine.cast, last as usize)
    }

    /// The same of one group.
    pub(in super::super) fn of_group(&self, group: Range<usize>) -> Self {
        Self { scope: self.scope.of_group(group), ..self.clone() }
    }
}
