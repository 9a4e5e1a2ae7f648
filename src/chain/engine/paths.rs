//! What can be told of all chains without listing them: values carried along hops, layer by layer
//! where lengths are bounded, and one chain found by looking back along the values.
//!
//! ```text
//!   layer 1   every event alone
//!   layer 2   what the antecedents have in layer 1
//!   ...
//!   layer K   what they have in layer K - 1, and in layer K too where it stands for "K or more"
//! ```
//!
//! One pass over the events costs a sweep, or O(hops + n) where antecedents are pulled. Without a
//! greatest length there are `min_len - 1` passes, with one `max_len - 1`, and never more than the
//! longest chain has events; memory is O(n), and four bytes for each event and layer while a chain
//! of greatest rise, or a longest one of bounded length, is looked up.

use std::ops::RangeInclusive;

use super::{
    super::{
        bounds::Bounds,
        count::{Count, Counting, Number},
    },
    Engine,
    gather::{Gather, Greatest, Latest, Least, Sum},
    scope::Scope,
};

/// How many events a chain may have, and how many layers tell that.
#[derive(Clone, Copy)]
pub(in super::super) struct Lengths {
    least: usize,
    layers: usize,
    /// Whether the last layer stands for its own length and all above.
    open: bool,
}

impl Lengths {
    /// The lengths within bounds that occur, where the longest chain has so many events; nothing
    /// where none does.
    pub(in super::super) fn new(least: usize, most: Option<usize>, longest: usize) -> Option<Self> {
        (least <= longest).then(|| match most.filter(|most| *most < longest) {
            Some(most) => Self { least, layers: most, open: false },
            None => Self { least, layers: least, open: true },
        })
    }

    /// The layers in which a node may be that has so many events after it in a chain.
    pub(in super::super) fn layers_after(self, events: usize) -> RangeInclusive<usize> {
        let most = if self.open { self.layers } else { self.layers.saturating_sub(events) };
        self.least.saturating_sub(events).max(1)..=most
    }
}

/// How many chains there are in a scope.
pub(in super::super) struct AllChains<'e> {
    pub(in super::super) engine: &'e Engine,
    pub(in super::super) scope: Scope<'e>,
    pub(in super::super) lengths: Lengths,
}

impl Counting for AllChains<'_> {
    fn run<N: Number>(&self) -> Option<Count> {
        let lengths = self.lengths;
        let mut total = Some(N::ZERO);
        // What a node gathers is a part of all that was carried and gathered in its layer before,
        // so that a checked sum of that tells of any sum too wide before it does harm.
        let mut sums = vec![Some(N::ZERO); lengths.layers + 1];
        for scope in self.scope.parts(self.engine) {
            self.engine.layers(
                &scope,
                lengths,
                |_| Sum(N::ONE),
                |layer, node, had, gathered| {
                    let sum = &mut sums[layer];
                    *sum = sum.and_then(|sum| sum.plus(had.0)?.plus(gathered.0));
                    if layer >= lengths.least && scope.may_end(node) {
                        total = total.and_then(|total| total.plus(gathered.0));
                    }
                },
            );
        }
        sums.into_iter().fold(total, |total, sum| sum.and(total)).map(N::into_count)
    }
}

/// A score and the chain that has it.
type Best = Option<(i64, Vec<u32>)>;

impl Engine {
    /// How many pairs of nodes are joined by a hop.
    pub(in super::super) fn hops(&self) -> u64 {
        let mut hops = 0;
        self.gather(&Scope::new(&Bounds::default(), self), |_, antecedents: Sum<u64>| {
            hops += antecedents.0;
            Sum(1)
        });
        hops
    }

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

    /// For each node and layer from the second on, the latest onset of a start from which a path of so
    /// many events leads there.
    pub(in super::super) fn latest_starts(
        &self,
        scope: &Scope<'_>,
        lengths: Lengths,
    ) -> Vec<Vec<i64>> {
        let Latest(never) = Latest::NOTHING;
        let mut layers = vec![vec![never; self.cast.len()]; lengths.layers - 1];
        self.layers(
            scope,
            lengths,
            |node| Latest(self.cast.earliest[node]),
            |layer, node, _, Latest(start)| layers[layer - 2][node] = start,
        );
        layers
    }

    /// Carries values along hops, layer by layer from the second, and tells of each: the layer, the
    /// node, what it had in the layer before, and what it gathers in this one.
    fn layers<G: Gather>(
        &self,
        scope: &Scope<'_>,
        lengths: Lengths,
        start: impl Fn(usize) -> G,
        mut tell: impl FnMut(usize, usize, G, G),
    ) {
        let nodes = scope.nodes();
        let begin = |node| if scope.may_start(node) { start(node) } else { G::NOTHING };
        let mut before: Option<Vec<G>> = None;
        for layer in 2..=lengths.layers {
            let is_last = layer == lengths.layers;
            let mut next = vec![G::NOTHING; if is_last { 0 } else { nodes.len() }];
            self.gather(scope, |node, gathered: G| {
                let at = node - nodes.start;
                let had = before.as_ref().map_or_else(|| begin(node), |before| before[at]);
                tell(layer, node, had, gathered);
                if !is_last {
                    next[at] = gathered;
                }
                if is_last && lengths.open { had.join(gathered) } else { had }
            });
            before = Some(next);
        }
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
