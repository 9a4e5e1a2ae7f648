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
//! of greatest rise is looked up.

use super::{
    super::count::{Count, Counting, Number},
    Engine, beyond_waist,
    gather::{Gather, Greatest, Least, Sum},
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

    fn most(self) -> usize {
        if self.open { usize::MAX } else { self.layers }
    }
}

/// Which chains are meant: all, those through one node, those that end in one.
#[derive(Clone, Copy, Default)]
pub(in super::super) struct Scope {
    pub(in super::super) waist: Option<usize>,
    pub(in super::super) last: Option<usize>,
}

impl Scope {
    fn may_start(self, node: usize) -> bool {
        self.waist.is_none_or(|waist| node <= waist)
    }

    fn may_end(self, node: usize) -> bool {
        self.waist.is_none_or(|waist| node >= waist) && self.last.is_none_or(|last| node == last)
    }
}

/// How many chains there are.
pub(in super::super) struct AllChains<'e> {
    pub(in super::super) engine: &'e Engine,
    pub(in super::super) lengths: Lengths,
}

impl Counting for AllChains<'_> {
    fn run<N: Number>(&self) -> Option<Count> {
        let lengths = self.lengths;
        let mut total = Some(N::ZERO);
        // What a node gathers is a part of all that was carried and gathered in its layer before,
        // so that a checked sum of that tells of any sum too wide before it does harm.
        let mut sums = vec![Some(N::ZERO); lengths.layers + 1];
        self.engine.layers(
            Scope::default(),
            lengths,
            |_| Sum(N::ONE),
            |layer, _, had, gathered| {
                let sum = &mut sums[layer];
                *sum = sum.and_then(|sum| sum.plus(had.0)?.plus(gathered.0));
                if layer >= lengths.least {
                    total = total.and_then(|total| total.plus(gathered.0));
                }
            },
        );
        sums.into_iter().fold(total, |total, sum| sum.and(total)).map(N::into_count)
    }
}

impl Engine {
    /// How many pairs of nodes are joined by a hop.
    pub(in super::super) fn hops(&self) -> u64 {
        let mut hops = 0;
        self.gather(None, |_, antecedents: Sum<u64>| {
            hops += antecedents.0;
            Sum(1)
        });
        hops
    }

    /// For each node the events of the longest path that ends there, itself included; 0 where no
    /// path of the scope does.
    pub(in super::super) fn path_lengths(&self, scope: Scope) -> Vec<u32> {
        let mut lengths = vec![0; self.cast.len()];
        self.gather(scope.waist, |node, Greatest(before)| {
            lengths[node] = if before > 0 { before + 1 } else { u32::from(scope.may_start(node)) };
            Greatest(lengths[node])
        });
        lengths
    }

    /// The longest chain of a scope, the first of its equals in the order of ties.
    pub(in super::super) fn longest(&self, scope: Scope, lengths: Lengths) -> Option<Vec<u32>> {
        let reached = self.path_lengths(scope);
        let ends = || (0..reached.len()).filter(|node| scope.may_end(*node));
        let greatest = ends().map(|node| reached[node] as usize).max()?;
        let target = greatest.min(lengths.most());
        if target < lengths.least {
            return None;
        }
        // A path cut at its beginning is a path, so to have been reached in more steps will do. None
        // is cut short of a waist: the first end that is reached in enough steps is the waist
        // itself, or reached in exactly so many.
        let last = ends().find(|node| reached[*node] as usize >= target)?;
        let closed = Lengths { open: false, ..lengths };
        Some(self.look_back(scope, closed, last, vec![target], |node, layer| {
            reached[node] as usize >= layer
        }))
    }

    /// The chain of greatest rise of a scope, the first of its equals in the order of ties.
    pub(in super::super) fn greatest_rise(
        &self,
        scope: Scope,
        lengths: Lengths,
    ) -> Option<Vec<u32>> {
        let level = &self.cast.level;
        // From the second layer on; the first is each event's own level.
        let mut layers = vec![vec![Least::NOTHING; self.cast.len()]; lengths.layers - 1];
        self.layers(
            scope,
            lengths,
            |node| Least(level[node]),
            |layer, node, _, gathered| {
                layers[layer - 2][node] = gathered;
            },
        );
        let mut best: Option<(i64, usize)> = None;
        for starts in &layers[lengths.least - 2..] {
            for (node, start) in starts.iter().enumerate() {
                if *start != Least::NOTHING && scope.may_end(node) {
                    let rise = i64::from(level[node]) - i64::from(start.0);
                    if best.is_none_or(|(most, at)| rise > most || rise == most && node < at) {
                        best = Some((rise, node));
                    }
                }
            }
        }
        let (rise, last) = best?;
        // Were a lower start to be had on the way back, this would not be the greatest rise.
        let from = i64::from(level[last]) - rise;
        let reached = |node: usize, layer: usize| match layer {
            1 => scope.may_start(node) && i64::from(level[node]) == from,
            _ => i64::from(layers[layer - 2][node].0) == from,
        };
        let ends = (lengths.least..=lengths.layers).filter(|layer| reached(last, *layer)).collect();
        Some(self.look_back(scope, lengths, last, ends, reached))
    }

    /// Carries values along hops, layer by layer from the second, and tells of each: the layer, the
    /// node, what it had in the layer before, and what it gathers in this one.
    fn layers<G: Gather>(
        &self,
        scope: Scope,
        lengths: Lengths,
        start: impl Fn(usize) -> G,
        mut tell: impl FnMut(usize, usize, G, G),
    ) {
        let begin = |node| if scope.may_start(node) { start(node) } else { G::NOTHING };
        let mut before: Option<Vec<G>> = None;
        for layer in 2..=lengths.layers {
            let is_last = layer == lengths.layers;
            let mut next = vec![G::NOTHING; if is_last { 0 } else { self.cast.len() }];
            self.gather(scope.waist, |node, gathered: G| {
                let had = before.as_ref().map_or_else(|| begin(node), |before| before[node]);
                tell(layer, node, had, gathered);
                if !is_last {
                    next[node] = gathered;
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
        scope: Scope,
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
            self.antecedents(node, &mut found);
            let step = beyond_waist(scope.waist, node, &found).iter().find_map(|earlier| {
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
