//! Chains that share no event: what the best ways are worth once events are taken out.
//!
//! Taking events out makes no way better, so what was known stays an upper bound. It is corrected only
//! along the best way to the end that seems best, from its start on, and the end is asked again whether
//! it still is.

use std::{cmp::Reverse, collections::HashSet};

use crate::chain::answers::best::{
    best_paths::{End, Ranking},
    k_best::{Sure, Ways, best_of},
};

impl Ways {
    /// The best end of a chain that passes none of the events taken. More may be taken from one call to
    /// the next, and none given back.
    pub(crate) fn free_end(&mut self, ranking: &Ranking<'_>, taken: &HashSet<u32>) -> Option<End> {
        if self.sure.taken < taken.len() {
            self.sure = Sure { ways: HashSet::new(), taken: taken.len() };
        }
        loop {
            let (end, Reverse(block)) = self.ends.pop()?;
            let is_free = |(_, Reverse(last)): End| !taken.contains(&last);
            let now = best_of(block, ranking, &self.best, is_free);
            self.ends.extend(now);
            if now.is_some_and(|(now, _)| now == end) {
                let last = (end.1.0, ranking.layer_at(0));
                if self.sure.ways.contains(&last) {
                    return Some(end);
                }
                self.mend(ranking, taken, last);
            }
        }
    }

    /// Corrects the best way to a node, and for that the best ways to those before it.
    fn mend(&mut self, ranking: &Ranking<'_>, taken: &HashSet<u32>, last: (u32, usize)) {
        let mut found = Vec::new();
        let mut open = vec![last];
        while let Some(&(node, layer)) = open.last() {
            let way = (node as usize, layer);
            let goes_on = ranking.way_back(&self.best, way.0, layer);
            let step = goes_on.zip(ranking.layer_before(layer));
            let is_sure = match step {
                None => true,
                Some((before, _)) if taken.contains(&before) => false,
                Some(before) if !self.sure.ways.contains(&before) => {
                    open.push(before);
                    continue;
                }
                Some((before, below)) => {
                    let known = ranking.before(&self.best, way.0, layer).map(|(worth, _)| worth);
                    known == ranking.worth(&self.best, before as usize, below)
                }
            };
            if is_sure {
                self.sure.ways.insert((node, layer));
                open.pop();
            } else if let Some((_, below)) = step {
                ranking.engine.antecedents_in(&ranking.scope, way.0, &mut found);
                let free = found.iter().filter(|before| !taken.contains(before));
                let ways = free.filter_map(|before| {
                    let worth = ranking.worth(&self.best, *before as usize, below)?;
                    Some((worth, Reverse(*before)))
                });
                let now = ways.max().map(|(worth, Reverse(before))| (worth, before));
                self.best.set(way.0, layer, now);
            }
        }
    }
}
