//! Sampling chains with equal probability. An end is chosen in proportion to the number of chains that end
//! in it; then, going backward, each antecedent in proportion to the number of paths to it.

use crate::chain::{
    answers::{count::counting::AllChains, share::path_counts::PathCounts},
    engine::{engine::Engine, layers::Lengths, scope::Scope},
    number::{Counting, Number, Random},
};
use crate::sorting::count_before;

/// The number of consecutive nodes for which only the total of their chains is stored.
const BLOCK: usize = 64;

/// A distribution of chains. Implemented for numbers of each width.
pub(crate) trait Sampler: Send + Sync {
    /// Returns the nodes of a random chain. `None` if there is no chain. `scope` must be the one that the
    /// sampler was made for.
    fn sample(&self, engine: &Engine, scope: &Scope<'_>, random: Random<'_>) -> Option<Vec<u32>>;
}

/// Counts what a sampler needs.
pub(crate) struct PrepareSampler<'e>(pub(crate) AllChains<'e>);

impl Counting for PrepareSampler<'_> {
    type Output = Box<dyn Sampler>;

    const HAS_256_BITS: bool = false;

    fn min_bits(&self) -> u32 {
        self.0.engine.tuning.min_bits
    }

    fn run<N: Number>(&self) -> Option<Box<dyn Sampler>> {
        let AllChains { engine, scope, lengths } = &self.0;
        let mut parts = ManyParts::<N> {
            first_nodes: Vec::new(),
            choice: WeightedChoice::default(),
            lengths: *lengths,
        };
        for part in scope.split_by_onset(&engine.nodes) {
            let paths = PathCounts::<N>::new(engine, &part, *lengths)?;
            if !part.starts_at_one_onset() {
                return Some(Box::new(OnePart::new(engine, paths, &part)?));
            }
            if paths.chains != N::ZERO {
                parts.first_nodes.push(part.nodes().start);
                parts.choice.push(paths.chains)?;
            }
        }
        Some(Box::new(parts))
    }
}

/// The chains of one part of a scope, or of a scope that is not split.
struct OnePart<N> {
    paths: PathCounts<N>,
    /// A choice among blocks of nodes, weighted by the number of chains that end in them.
    blocks: WeightedChoice<N>,
}

impl<N: Number> OnePart<N> {
    /// Returns `None` if the numbers are too narrow, or if the computation is to stop.
    fn new(engine: &Engine, paths: PathCounts<N>, part: &Scope<'_>) -> Option<Self> {
        let mut one_part = Self { paths, blocks: WeightedChoice::default() };
        for block in 0..part.nodes().len().div_ceil(BLOCK) {
            engine.go_on_for(BLOCK * one_part.paths.lengths.layers)?;
            let mut chains = N::ZERO;
            one_part.ends(part, block, |ending| {
                chains = chains.checked_plus(ending)?;
                Some(())
            })?;
            one_part.blocks.push(chains)?;
        }
        Some(one_part)
    }

    /// Calls `visit` with the number of chains that end in each node of a block, in each layer in which a chain
    /// may end. Stops and returns `None` if `visit` does.
    fn ends(
        &self,
        part: &Scope<'_>,
        block: usize,
        mut visit: impl FnMut(N) -> Option<()>,
    ) -> Option<()> {
        let Lengths { min, layers, .. } = self.paths.lengths;
        let first = part.nodes().start + block * BLOCK;
        for node in first..part.nodes().end.min(first + BLOCK) {
            let may_end = part.may_end(node);
            for layer in min..layers + 1 {
                visit(if may_end { self.paths.to(part, node, layer) } else { N::ZERO })?;
            }
        }
        Some(())
    }

    /// Chooses the node in which the chain ends, and its layer.
    fn choose_end(&self, part: &Scope<'_>, random: Random<'_>) -> Option<NodeInLayer> {
        let Lengths { min, layers, .. } = self.paths.lengths;
        let block = self.blocks.choose(random)?;
        let mut ends = WeightedChoice::default();
        self.ends(part, block, |ending| ends.push(ending))?;
        let chosen = ends.choose(random)?;
        let layers = layers + 1 - min;
        let node = part.nodes().start + block * BLOCK + chosen / layers;
        Some(NodeInLayer { node, layer: min + chosen % layers })
    }

    /// Chooses one of the antecedents of a node in a layer, and the layer of the antecedent.
    fn choose_antecedent(
        &self,
        part: &Scope<'_>,
        antecedents: &[u32],
        layer: usize,
        random: Random<'_>,
    ) -> Option<NodeInLayer> {
        let layers = self.paths.lengths.layers_before(layer);
        let mut choice = WeightedChoice::default();
        for node in antecedents {
            for below in layers.clone() {
                choice.push(self.paths.to(part, *node as usize, below))?;
            }
        }
        let chosen = choice.choose(random)?;
        let count = layers.end() + 1 - layers.start();
        let node = antecedents[chosen / count] as usize;
        Some(NodeInLayer { node, layer: layers.start() + chosen % count })
    }
}

impl<N: Number> Sampler for OnePart<N> {
    fn sample(&self, engine: &Engine, part: &Scope<'_>, random: Random<'_>) -> Option<Vec<u32>> {
        let end = self.choose_end(part, random)?;
        go_back(engine, part, end, &mut |antecedents, layer| {
            self.choose_antecedent(part, antecedents, layer, random)
        })
    }
}

/// A node, and its layer in the chain that is sampled.
#[derive(Clone, Copy)]
struct NodeInLayer {
    node: usize,
    layer: usize,
}

/// Returns the nodes of a chain that ends in `end`. `choose` chooses among the antecedents of a node in a
/// layer.
fn go_back(
    engine: &Engine,
    part: &Scope<'_>,
    end: NodeInLayer,
    choose: &mut dyn FnMut(&[u32], usize) -> Option<NodeInLayer>,
) -> Option<Vec<u32>> {
    let NodeInLayer { mut node, mut layer } = end;
    let mut chain = vec![node as u32];
    let mut antecedents = Vec::new();
    while layer > 1 {
        engine.antecedents_in(part, node, &mut antecedents);
        NodeInLayer { node, layer } = choose(&antecedents, layer)?;
        chain.push(node as u32);
    }
    chain.reverse();
    Some(chain)
}

/// The chains of a scope that is split by onset of the start. There are too many parts to store the paths
/// of all: those of one part are counted again when it is chosen.
struct ManyParts<N> {
    /// The first node of each part that has chains.
    first_nodes: Vec<usize>,
    /// A choice among these parts, weighted by their number of chains.
    choice: WeightedChoice<N>,
    lengths: Lengths,
}

impl<N: Number> Sampler for ManyParts<N> {
    fn sample(&self, engine: &Engine, scope: &Scope<'_>, random: Random<'_>) -> Option<Vec<u32>> {
        let first = self.first_nodes[self.choice.choose(random)?];
        let part = scope.starting_at_onset_of(&engine.nodes, first)?;
        let paths = PathCounts::<N>::new(engine, &part, self.lengths)?;
        OnePart::new(engine, paths, &part)?.sample(engine, &part, random)
    }
}

/// A weighted choice by prefix sums: for each item, the sum of the weights up to its own.
struct WeightedChoice<N>(Vec<N>);

impl<N> Default for WeightedChoice<N> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<N: Number> WeightedChoice<N> {
    /// Adds an item. Returns `None` if the numbers are too narrow.
    fn push(&mut self, weight: N) -> Option<()> {
        self.0.push(self.total().checked_plus(weight)?);
        Some(())
    }

    fn total(&self) -> N {
        self.0.last().copied().unwrap_or(N::ZERO)
    }

    /// Returns the index of a random item. An item without weight is never chosen. `None` if no item has any.
    fn choose(&self, random: Random<'_>) -> Option<usize> {
        let total = self.total();
        if total == N::ZERO {
            return None;
        }
        let below_total = total.random_below(random);
        let index = count_before(self.0.len(), &|at| self.0[at] <= below_total);
        (index < self.0.len()).then_some(index)
    }
}
