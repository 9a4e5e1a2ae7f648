//! Chains that share no event: the best paths once some events are excluded.
//!
//! Excluding events makes no path better, so a value computed before remains an upper bound. Values are
//! corrected lazily: only along the best path to the end that seems best, from its start on. Then the ends
//! are compared again.

use std::collections::HashSet;

use crate::chain::answers::best::{
    best_paths::Ranking,
    k_best::{KBest, VerifiedPaths, best_end},
    objective::PathEnd,
};

impl KBest {
    /// Returns the best end of a chain that contains no excluded event. From one call to the next, events
    /// may be added to `excluded`, but not removed.
    pub(crate) fn disjoint_end(
        &mut self,
        ranking: &Ranking<'_>,
        excluded: &HashSet<u32>,
    ) -> Option<PathEnd> {
        if self.verified.excluded < excluded.len() {
            self.verified = VerifiedPaths { ends: HashSet::default(), excluded: excluded.len() };
        }
        loop {
            let (end, block) = self.ends.pop()?;
            let current = best_end(block.0, ranking, &self.best, None, Some(excluded));
            if let Some(current) = current {
                self.ends.push(current);
            }
            if current.is_some_and(|(current, _)| current == end) {
                let last = (end.node(), ranking.layer_at(0));
                if self.verified.ends.contains(&last) {
                    return Some(end);
                }
                self.correct_path(ranking, excluded, last);
            }
        }
    }

    /// Corrects the best path to a node in a layer, after correcting those to the nodes before it.
    ///
    /// This is a depth-first search along best paths with an explicit stack, since paths can be long. A node
    /// stays on the stack until its best path is verified.
    fn correct_path(&mut self, ranking: &Ranking<'_>, excluded: &HashSet<u32>, last: (u32, usize)) {
        let mut found = Vec::new();
        let mut stack = vec![last];
        while let Some(&(node, layer)) = stack.last() {
            let index = node as usize;
            let predecessor = ranking.predecessor(&self.best, index, layer);
            let step = predecessor.zip(ranking.layer_before(layer));
            let is_correct = match step {
                None => true,
                Some((before, _)) if excluded.contains(&before) => false,
                Some(before) if !self.verified.ends.contains(&before) => {
                    stack.push(before);
                    continue;
                }
                Some((before, below)) => {
                    let path = ranking.path_before(&self.best, index, layer);
                    path.map(|path| path.value) == ranking.value(&self.best, before as usize, below)
                }
            };
            if is_correct {
                self.verified.ends.insert((node, layer));
                stack.pop();
            } else if let Some((_, below)) = step {
                ranking.engine.antecedents_in(&ranking.scope, index, &mut found);
                let mut best = None;
                for before in &found {
                    if !excluded.contains(before) {
                        let value = ranking.value(&self.best, *before as usize, below);
                        best = best.max(value.map(|value| PathEnd::new(value, *before)));
                    }
                }
                self.best.set(index, layer, best);
            }
        }
    }
}
