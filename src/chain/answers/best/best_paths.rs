//! The best path to each node, by dynamic programming: its value, and the antecedent before its last node.
//! Chains are rebuilt by following these antecedents, so that hops need not be found again.
//!
//! Paths are rebuilt from the last event backward, in the order in which chains of equal value are compared.
//! If lengths are bounded, a layer says how many events the path to a node may have. A chain ends in the
//! last layer, and each step backward is one layer lower. So at each depth a node is in one layer only, and
//! one antecedent is enough.
//!
//! ```text
//!              min_len 3                  min_len 2, max_len 3
//!   layer 3    three events or more       two or three events
//!   layer 2    two events or more         one or two
//!   layer 1    one event or more          one
//! ```

use std::ops::Range;

use crate::chain::{
    answers::best::objective::{Objective, Packed, PathEnd, Wide},
    engine::{engine::Engine, layers::Lengths, scope::Scope, values::Greatest},
    nodes::nodes::SweptNode,
};

impl Engine {
    /// Returns for each node of a scope the number of events of the longest path from a start to it, both
    /// included, or 0 if there is no such path.
    pub(crate) fn path_lengths(&self, scope: &Scope<'_>) -> Vec<u32> {
        let nodes = scope.nodes();
        let mut lengths = vec![0; nodes.len()];
        self.pass_forward(scope, &mut |node, Greatest(before)| {
            // Without an antecedent, `before` is negative infinity.
            let is_start = u32::from(scope.may_start(node));
            let length = if before > 0.0 { before as u32 + 1 } else { is_start };
            lengths[node - nodes.start] = length;
            Greatest(length.into())
        });
        lengths
    }
}

/// The chains of a scope, and the objective that ranks them.
#[derive(Clone)]
pub(crate) struct Ranking<'e> {
    pub(crate) engine: &'e Engine,
    pub(crate) scope: Scope<'e>,
    pub(crate) lengths: Lengths,
    pub(crate) objective: &'e Objective,
}

/// For each layer from the second on, and each node: the best path to an antecedent of the node.
#[derive(Clone)]
pub(crate) enum BestPaths {
    Narrow(Vec<BestByNode<Greatest>>),
    Wide(Vec<BestByNode<Wide>>),
}

/// The best path to an antecedent, by node.
#[derive(Clone)]
pub(crate) enum BestByNode<P> {
    All(Vec<P>),
    /// Only for the nodes that are reached, in order. A part of a scope reaches few nodes.
    Reached(Vec<(u32, P)>),
}

impl<P: Packed> BestByNode<P> {
    fn get(&self, node: usize) -> P {
        match self {
            Self::All(paths) => paths[node],
            Self::Reached(paths) => paths
                .binary_search_by_key(&node, |(node, _)| *node as usize)
                .map_or(P::IDENTITY, |index| paths[index].1),
        }
    }

    fn set(&mut self, node: usize, path: P) {
        match self {
            Self::All(paths) => paths[node] = path,
            Self::Reached(paths) => {
                if let Ok(index) = paths.binary_search_by_key(&node, |(node, _)| *node as usize) {
                    paths[index].1 = path;
                }
            }
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::All(paths) => paths.len(),
            Self::Reached(paths) => paths.len(),
        }
    }

    fn entry(&self, index: usize) -> (usize, P) {
        match self {
            Self::All(paths) => (index, paths[index]),
            Self::Reached(paths) => (paths[index].0 as usize, paths[index].1),
        }
    }
}

impl BestPaths {
    /// Returns the best path to an antecedent of a node in a layer.
    fn get(&self, node: usize, layer: usize) -> Option<PathEnd> {
        match self {
            Self::Narrow(layers) => layers.get(table_of(layer))?.get(node).unpack(),
            Self::Wide(layers) => layers.get(table_of(layer))?.get(node).unpack(),
        }
    }

    pub(crate) fn set(&mut self, node: usize, layer: usize, path: Option<PathEnd>) {
        fn packed<P: Packed>(path: Option<PathEnd>) -> P {
            path.map_or(P::IDENTITY, P::pack)
        }
        match self {
            Self::Narrow(layers) => layers[table_of(layer)].set(node, packed(path)),
            Self::Wide(layers) => layers[table_of(layer)].set(node, packed(path)),
        }
    }

    /// Returns the number of nodes in the last layer, each of which may be the end of a chain.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Narrow(layers) => layers.last().map_or(0, BestByNode::len),
            Self::Wide(layers) => layers.last().map_or(0, BestByNode::len),
        }
    }

    /// Returns a node of the last layer by index, and the best path to an antecedent of it.
    fn entry(&self, index: usize) -> (usize, Option<PathEnd>) {
        fn unpacked<P: Packed>((node, path): (usize, P)) -> (usize, Option<PathEnd>) {
            (node, path.unpack())
        }
        match self {
            Self::Narrow(layers) => unpacked(layers[layers.len() - 1].entry(index)),
            Self::Wide(layers) => unpacked(layers[layers.len() - 1].entry(index)),
        }
    }
}

/// Sorts values by node. Pairs of numbers are sorted, so that no sort is compiled for this type of value.
fn sorted_by_node<P: Packed>(reached: &[(u32, P)]) -> Vec<(u32, P)> {
    let mut order: Vec<(u32, u32)> = Vec::with_capacity(reached.len());
    for (at, (node, _)) in (0..).zip(reached) {
        order.push((*node, at));
    }
    order.sort_unstable();
    let mut sorted = Vec::with_capacity(reached.len());
    for (_, at) in order {
        sorted.push(reached[at as usize]);
    }
    sorted
}

/// Returns the index of a layer's table. Layer 1 has the table of layer 2: a path of one event or more that
/// has an antecedent has two events or more.
fn table_of(layer: usize) -> usize {
    layer.max(2) - 2
}

impl<'e> Ranking<'e> {
    /// Returns the ranking of each [part](Scope::split_by_onset) of the scope.
    pub(crate) fn parts(&self) -> impl Iterator<Item = Self> {
        self.scope.split_by_onset(&self.engine.nodes).map(|scope| Self { scope, ..self.clone() })
    }

    /// Returns the ranking of the chains that start with these nodes, which have one onset.
    pub(crate) fn part(&self, starts: Range<usize>) -> Self {
        Self { scope: self.scope.starting_with(&self.engine.nodes, starts), ..self.clone() }
    }

    /// Computes the best paths, in one pass for each layer from the second on.
    pub(crate) fn best_paths(&self) -> BestPaths {
        if self.objective.fits_narrow {
            BestPaths::Narrow(self.layers())
        } else {
            BestPaths::Wide(self.layers())
        }
    }

    fn layers<P: Packed>(&self) -> Vec<BestByNode<P>> {
        let mut layers: Vec<BestByNode<P>> = Vec::new();
        for layer in 2..=self.lengths.layers {
            // Without a last layer, no chain ends anywhere.
            if self.engine.cancellation.is_stopped() {
                return Vec::new();
            }
            let below = layers.last();
            let pass = |node, received: P| {
                let before = match below {
                    Some(below) => below.get(node),
                    None if self.lengths.is_open => received,
                    None => P::IDENTITY,
                };
                self.pass_on(&self.engine.nodes.at(node), layer - 1, before)
            };
            let best = if self.scope.starts_at_one_onset() || self.scope.run().is_some() {
                let mut reached = Vec::new();
                self.engine.pass_forward(&self.scope, &mut |node, received: P| {
                    if received != P::IDENTITY {
                        reached.push((node as u32, received));
                    }
                    pass(node, received)
                });
                BestByNode::Reached(sorted_by_node(&reached))
            } else {
                let mut all = vec![P::IDENTITY; self.engine.nodes.len()];
                self.engine.pass_forward(&self.scope, &mut |node, received: P| {
                    all[node] = received;
                    pass(node, received)
                });
                BestByNode::All(all)
            };
            layers.push(best);
        }
        layers
    }

    /// Returns the best path to a node in a layer, which the node passes on to its successors. `before` is
    /// the best path to an antecedent of the node.
    #[inline]
    pub(crate) fn pass_on<P: Packed>(&self, at: &SweptNode, layer: usize, before: P) -> P {
        let value = self.value_after(at, layer, before.unpack());
        value.map_or(P::IDENTITY, |value| P::pack(PathEnd::new(value, at.node as u32)))
    }

    /// Returns the value of the best path to a node, which starts there or goes on from `before`.
    #[inline]
    fn value_after(&self, at: &SweptNode, layer: usize, before: Option<PathEnd>) -> Option<i64> {
        let before = before.map(|path| path.value);
        Some(self.start_value(at, layer).max(before)? + self.objective.event_value(at.node))
    }

    /// Returns what a node in a layer adds as the first of a chain, or `None` if no chain may start there.
    #[inline]
    pub(crate) fn start_value(&self, at: &SweptNode, layer: usize) -> Option<i64> {
        let lengths = self.lengths;
        let is_long_enough = lengths.layers + 1 - layer >= lengths.min;
        (is_long_enough && self.scope.may_start(at.node))
            .then(|| self.objective.first_value(&self.engine.nodes, at))
    }

    /// Returns the layer of the antecedents of a layer, or `None` if there can be none.
    pub(crate) fn layer_before(&self, layer: usize) -> Option<usize> {
        if layer > 1 { Some(layer - 1) } else { self.lengths.is_open.then_some(1) }
    }

    /// Returns the layer of an event that has `depth` events after it.
    pub(crate) fn layer_at(&self, depth: usize) -> usize {
        self.lengths.layers.saturating_sub(depth).max(1)
    }

    /// Returns the best path to an antecedent of a node in a layer.
    pub(crate) fn path_before(
        &self,
        best: &BestPaths,
        node: usize,
        layer: usize,
    ) -> Option<PathEnd> {
        self.layer_before(layer).and_then(|_| best.get(node, layer))
    }

    /// Returns the value of the best path to a node in a layer.
    pub(crate) fn value(&self, best: &BestPaths, node: usize, layer: usize) -> Option<i64> {
        let at = self.engine.nodes.at(node);
        self.value_after(&at, layer, self.path_before(best, node, layer))
    }

    /// Returns the antecedent on the best path to a node in a layer, or `None` if the path starts there.
    pub(crate) fn predecessor(&self, best: &BestPaths, node: usize, layer: usize) -> Option<u32> {
        let before = self.path_before(best, node, layer)?;
        let start = self.start_value(&self.engine.nodes.at(node), layer);
        // Of equal values the start comes first: in the order of ties a chain precedes its extensions.
        start.is_none_or(|start| start < before.value).then_some(before.node())
    }

    /// Extends a chain, given from its last event backward, along the best path to its start.
    pub(crate) fn extend_to_start(&self, best: &BestPaths, chain: &mut Vec<u32>) {
        while let Some(node) = chain.last() {
            let layer = self.layer_at(chain.len() - 1);
            let Some(before) = self.predecessor(best, *node as usize, layer) else { break };
            chain.push(before);
        }
    }

    /// Returns the best chain that ends in a node of the last layer, given by index.
    pub(crate) fn end_at(&self, best: &BestPaths, index: usize) -> Option<PathEnd> {
        let (node, before) = best.entry(index);
        self.end(&self.engine.nodes.at(node), before)
    }

    /// Returns the best chain that ends in a node. `before` is the best path to an antecedent of the node.
    #[inline]
    pub(crate) fn end(&self, at: &SweptNode, before: Option<PathEnd>) -> Option<PathEnd> {
        let before = before.filter(|_| self.scope.may_end(at.node))?;
        let last = self.objective.last_value(&self.engine.nodes, at);
        let value = before.value + self.objective.event_value(at.node) + last;
        Some(PathEnd::new(value, at.node as u32))
    }
}
