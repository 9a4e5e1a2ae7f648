//! The best chain: values carried along hops, and one chain found by looking back along them.

use super::{
    Engine,
    gather::{Gather, Greatest, Least},
    layers::Lengths,
    scope::Scope,
};

/// A score and the chain that has it.
type Best = Option<(i64, Vec<u32>)>;

impl Engine {
    /// For each node of a scope the events of the longest path from a start to it, itself included;
    /// 0 where there is none.
    pub(in super::super) fn path_lengths(&self, scope: &Scope<'_>) -> Vec<u32> {
        let nodes = scope.nodes();
        let mut lengths = vec![0; nodes.len()];
        self.gather(scope, |node, Greatest(before)| {
            let length = if before > 0 { before + 1 } else { u32::from(scope.may_start(node)) };
            lengths[node - nodes.start] = length;
            Greatest(length)
        });
        lengths
    }

    /// The longest chain of a scope, the first of its equals in the order of ties.
    pub(in super::super) fn longest(
        &self,
        scope: &Scope<'_>,
        lengths: Lengths,
    ) -> Option<Vec<u32>> {
        let events = |_, layer: usize, _| layer as i64;
        self.best_part(scope, |part| match lengths.open {
            true => self.longest_of_any(part, lengths.least),
            false => self.best(part, lengths, |_| 0, events),
        })
    }

    /// The chain of greatest rise of a scope, the first of its equals in the order of ties.
    pub(in super::super) fn greatest_rise(
        &self,
        scope: &Scope<'_>,
        lengths: Lengths,
    ) -> Option<Vec<u32>> {
        let level = &self.cast.level;
        // Were a lower start to be had on the way back, this would not be the greatest rise.
        let rise = |node: usize, _, start| i64::from(level[node]) - i64::from(start);
        self.best_part(scope, |part| self.best(part, lengths, |node| level[node], rise))
    }

    fn best_part(&self, scope: &Scope<'_>, of: impl Fn(&Scope<'_>) -> Best) -> Option<Vec<u32>> {
        let best = scope.parts(self).filter_map(|part| of(&part)).reduce(|best, other| {
            let tie = || other.1.iter().rev().lt(best.1.iter().rev());
            if other.0 > best.0 || other.0 == best.0 && tie() { other } else { best }
        });
        best.map(|(_, chain)| chain)
    }

    /// The longest chain, with no greatest length to it.
    fn longest_of_any(&self, scope: &Scope<'_>, least: usize) -> Best {
        let reached = self.path_lengths(scope);
        let from = scope.nodes().start;
        let ends = || scope.nodes().filter(|node| scope.may_end(*node));
        let greatest = ends().map(|node| reached[node - from] as usize).max()?;
        if greatest < least {
            return None;
        }
        let last = ends().find(|node| reached[node - from] as usize == greatest)?;
        let lengths = Lengths { least, layers: greatest, open: false };
        let chain = self.look_back(scope, lengths, last, vec![greatest], |node, layer| {
            reached[node - from] as usize == layer
        });
        Some((greatest as i64, chain))
    }

    /// The chain of the greatest score, from the last node, the layer and the least of what its starts
    /// began with. The score must not rise with that least.
    fn best(
        &self,
        scope: &Scope<'_>,
        lengths: Lengths,
        start: impl Fn(usize) -> i32,
        score: impl Fn(usize, usize, i32) -> i64,
    ) -> Best {
        let from = scope.nodes().start;
        // From the second layer on; the first is what each node begins with.
        let mut layers = vec![vec![Least::NOTHING; scope.nodes().len()]; lengths.layers - 1];
        self.layers(
            scope,
            lengths,
            |node| Least(start(node)),
            |layer, node, _, gathered| layers[layer - 2][node - from] = gathered,
        );
        let least = |node: usize, layer: usize| match layer {
            1 => scope.may_start(node).then(|| start(node)),
            _ => Some(layers[layer - 2][node - from]).filter(|l| *l != Least::NOTHING).map(|l| l.0),
        };
        let mut best: Option<(i64, usize)> = None;
        for node in scope.nodes().filter(|node| scope.may_end(*node)) {
            for layer in lengths.least..=lengths.layers {
                let here = least(node, layer).map(|least| score(node, layer, least));
                if here.is_some_and(|here| best.is_none_or(|(most, _)| here > most)) {
                    best = here.map(|here| (here, node));
                }
            }
        }
        let (most, last) = best?;
        let scored =
            |layer: &usize| least(last, *layer).map(|l| score(last, *layer, l)) == Some(most);
        let ends: Vec<_> = (lengths.least..=lengths.layers).filter(scored).collect();
        let began = least(last, *ends.first()?)?;
        let reached = |node, layer| least(node, layer) == Some(began);
        Some((most, self.look_back(scope, lengths, last, ends, reached)))
    }

    /// The first chain in the order of ties that ends in `last`, in one of the layers `ends`, and
    /// goes back along reached layers to the first: at each step the earliest antecedent, and where
    /// the chain may end it does.
    fn look_back(
        &self,
        scope: &Scope<'_>,
        lengths: Lengths,
        last: usize,
        ends: Vec<usize>,
        reached: impl Fn(usize, usize) -> bool,
    ) -> Vec<u32> {
        let mut chain = vec![last as u32];
        let (mut node, mut layers) = (last, ends);
        let mut found = Vec::new();
        while !layers.contains(&1) {
            let before = |layer: &usize| {
                let stays = lengths.open && *layer == lengths.layers;
                [Some(layer - 1), stays.then_some(*layer)].into_iter().flatten()
            };
            let before: Vec<usize> = layers.iter().flat_map(before).collect();
            self.antecedents_in(scope, node, &mut found);
            let step = found.iter().find_map(|earlier| {
                let earlier = *earlier as usize;
                let mut here: Vec<_> =
                    before.iter().copied().filter(|layer| reached(earlier, *layer)).collect();
                here.dedup();
                (!here.is_empty()).then_some((earlier, here))
            });
            let Some((earlier, here)) = step else { break };
            chain.push(earlier as u32);
            (node, layers) = (earlier, here);
        }
        chain.reverse();
        chain
    }
}
