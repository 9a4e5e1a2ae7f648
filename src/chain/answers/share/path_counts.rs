//! Counting the chains through each node: the number of paths from a start to the node, times the number of
//! paths from it to an end.
//!
//! ```text
//!   forward   layer 1 ──► layer k   from a start to the node in its layer
//!   backward  layer k ──► layer K   from there to an end in a layer long enough
//! ```
//!
//! A node may be in several layers of different chains. Its products in all layers are summed.

use std::cmp::Ordering;

use crate::{
    chain::{
        answers::count::counting::AllChains,
        count::Count,
        engine::{engine::Engine, layers::Lengths, monoid::Monoid, scope::Scope},
        nodes::nodes::SweptNode,
        number::{Counting, Number},
    },
    parallel,
};

/// The number of chains through each node. Implemented for numbers of each width.
pub(crate) trait NodeCounts: Send + Sync {
    /// Returns `true` if a chain passes through a node.
    fn has_chains(&self, node: usize) -> bool;

    /// Returns the number of chains through a node.
    fn count(&self, node: usize) -> Count;

    /// Returns the fraction of all chains that pass through a node; 0 if there is no chain.
    fn share(&self, node: usize) -> f64;

    /// Compares the numbers of chains through two nodes.
    fn compare(&self, node: usize, other: usize) -> Ordering;
}

struct NodeCountsOf<N> {
    by_node: Vec<N>,
    total: N,
}

impl<N: Number> NodeCounts for NodeCountsOf<N> {
    fn has_chains(&self, node: usize) -> bool {
        self.by_node[node] != N::ZERO
    }

    fn count(&self, node: usize) -> Count {
        self.by_node[node].into_count()
    }

    fn share(&self, node: usize) -> f64 {
        self.by_node[node].magnitude().fraction_of(self.total.magnitude())
    }

    fn compare(&self, node: usize, other: usize) -> Ordering {
        self.by_node[node].cmp(&self.by_node[other])
    }
}

/// Counts chains by the nodes that they pass through.
pub(crate) struct CountByNode<'e> {
    pub(crate) chains: AllChains<'e>,
    /// If events may have several nodes, the event of each node, and the number of events: chains are then counted
    /// by event.
    pub(crate) events: Option<(&'e [u32], usize)>,
}

impl<'e> Counting for CountByNode<'e> {
    type Output = Box<dyn NodeCounts>;

    const HAS_256_BITS: bool = false;

    fn min_bits(&self) -> u32 {
        self.chains.engine.tuning.min_bits
    }

    fn run<N: Number>(&self) -> Option<Box<dyn NodeCounts>> {
        let AllChains { engine, scope, .. } = &self.chains;
        let (mut by_node, mut total) = (Vec::new(), N::ZERO);
        let nodes = scope.nodes().end - scope.nodes().start;
        let count = |part: Scope<'e>| self.count_part::<N>(part);
        let mut parts = engine.parts(scope, N::EVICTION);
        parallel::try_for_each(&mut parts, count, |PartCounts { part, by_offset, chains }| {
            total = total.checked_plus(chains)?;
            // A single part has its counts in the order of the nodes already.
            if by_node.is_empty() && part.run().is_none() && part.nodes() == scope.nodes() {
                by_node = by_offset;
                return Some(());
            }
            by_node.resize(nodes, N::ZERO);
            // The total is checked, and no node has more chains.
            for (offset, count) in (0..).zip(&by_offset) {
                let sum = &mut by_node[engine.node_at(&part, offset)];
                *sum = sum.wrapping_plus(*count);
            }
            Some(())
        })?;
        by_node.resize(nodes, N::ZERO);
        if let Some(events) = self.events {
            by_node = by_event(&by_node, events);
        }
        Some(Box::new(NodeCountsOf { by_node, total }))
    }
}

impl CountByNode<'_> {
    /// Counts the chains of a part. Returns `None` if the numbers are too narrow.
    fn count_part<'e, N: Number>(&self, part: Scope<'e>) -> Option<PartCounts<'e, N>> {
        let AllChains { engine, lengths, .. } = &self.chains;
        engine.go_on_for(1)?;
        let len = part.len();
        let mut by_offset = vec![N::ZERO; len];
        // From the second layer on. To a node in the first layer there is one path, if it is a start.
        let mut to_end = vec![N::ZERO; (lengths.layers - 1) * len];
        let forward = || PathCounts::<N>::new(engine, &part, *lengths);
        let backward = || {
            engine.count_paths_to_end(&part, *lengths, |layer, at, paths: N| match layer {
                1 if !part.may_start(at.node) => {}
                1 => by_offset[part.offset(at)] = paths,
                _ => to_end[(layer - 2) * len + part.offset(at)] = paths,
            })
        };
        let (from_start, backward) = parallel::join(forward, backward);
        let from_start = from_start?;
        backward?;
        for layer in 0..lengths.layers - 1 {
            let first = layer * len;
            add_products(&mut by_offset, &from_start.paths[first..], &to_end[first..]);
        }
        Some(PartCounts { part, by_offset, chains: from_start.chains })
    }
}

/// Adds up the counts of the nodes of each event. No chain passes two nodes of one event.
fn by_event<N: Number>(by_node: &[N], (events, len): (&[u32], usize)) -> Vec<N> {
    let mut sums = vec![N::ZERO; len];
    for (count, event) in by_node.iter().zip(events) {
        let sum = &mut sums[*event as usize];
        *sum = sum.wrapping_plus(*count);
    }
    sums
}

/// The number of chains of a part of a scope.
struct PartCounts<'e, N> {
    part: Scope<'e>,
    /// The number of chains through each node, by [offset](Scope::offset).
    by_offset: Vec<N>,
    chains: N,
}

/// Adds to each sum the product of two factors at the same index.
fn add_products<N: Number>(sums: &mut [N], factors: &[N], others: &[N]) {
    for ((sum, factor), other) in sums.iter_mut().zip(factors).zip(others) {
        *sum = sum.wrapping_plus(factor.wrapping_times(*other));
    }
}

/// The number of paths from a start to each node of a scope, by layer.
pub(crate) struct PathCounts<N> {
    pub(crate) lengths: Lengths,
    /// The number of paths that are chains.
    pub(crate) chains: N,
    /// By layer from the second on, and by [offset](Scope::offset) in each layer.
    paths: Vec<N>,
    /// The number of nodes of the scope.
    len: usize,
}

impl<N: Number> PathCounts<N> {
    /// Counts the paths. Returns `None` if the numbers are too narrow.
    pub(crate) fn new(engine: &Engine, scope: &Scope<'_>, lengths: Lengths) -> Option<Self> {
        // Before memory is taken, since a stopped computation is tried anew with wider numbers.
        engine.go_on_for(1)?;
        let len = scope.len();
        let mut paths = vec![N::ZERO; (lengths.layers - 1) * len];
        let mut chains = N::ZERO;
        engine.count_paths(scope, lengths, &mut |layer, at, count| {
            paths[(layer - 2) * len + scope.offset(at)] = count;
            if lengths.may_end(scope, layer, at.node) {
                chains = chains.checked_plus(count)?;
            }
            Some(())
        })?;
        Some(Self { lengths, chains, paths, len })
    }

    /// Returns the number of paths to a node in a layer. `scope` must be the one that was counted, and not
    /// a run of a sweep.
    pub(crate) fn to(&self, scope: &Scope<'_>, node: usize, layer: usize) -> N {
        match layer {
            1 if scope.may_start(node) => N::ONE,
            1 => N::ZERO,
            _ => self.paths[(layer - 2) * self.len + node - scope.nodes().start],
        }
    }
}

impl Engine {
    /// Returns the node at an [offset](Scope::offset) of a scope.
    fn node_at(&self, scope: &Scope<'_>, offset: usize) -> usize {
        match self.plan.as_ref().zip(scope.run()) {
            Some((plan, run)) => plan.pair_slots(run)[offset].node as usize,
            None => scope.nodes().start + offset,
        }
    }

    /// Counts the paths from each node to an end, layer by layer: calls `visit` with each layer, from the
    /// last to the first, each node, and the number of paths. A path that ends in the node itself is one of
    /// them. Returns `None` if the numbers are too narrow.
    fn count_paths_to_end<N: Number>(
        &self,
        scope: &Scope<'_>,
        lengths: Lengths,
        mut visit: impl FnMut(usize, &SweptNode, N),
    ) -> Option<()> {
        let ending = |layer, node| match lengths.may_end(scope, layer, node) {
            true => N::ONE,
            false => N::ZERO,
        };
        // The number of paths from each node in the layer above this one.
        let mut above: Vec<N> = Vec::new();
        for layer in (1..lengths.layers).rev() {
            let (is_last, is_first) = (layer + 1 == lengths.layers, layer == 1);
            let mut here = vec![N::ZERO; if is_first { 0 } else { scope.len() }];
            // The checked total of all values passed back: see `engine::values`.
            let mut passed = N::ZERO;
            self.try_pass_backward(scope, &mut |at, received: N| {
                let passed_back = if is_last {
                    // In an open last layer, a path goes on in the same layer.
                    let beyond = if lengths.is_open { received } else { N::ZERO };
                    let paths = beyond.checked_plus(ending(layer + 1, at.node))?;
                    visit(layer + 1, at, paths);
                    paths
                } else {
                    above[scope.offset(at)]
                };
                passed = passed.checked_plus(passed_back)?;
                let paths = received.checked_plus(ending(layer, at.node))?;
                visit(layer, at, paths);
                if !is_first {
                    here[scope.offset(at)] = paths;
                }
                Some(passed_back)
            })?;
            above = here;
        }
        Some(())
    }
}
