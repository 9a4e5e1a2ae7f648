//! How many chains pass each node: the ways that lead to it, times those that lead on from it.
//!
//! ```text
//!   forward   layer 1 ──► layer k   from a start to the node in its layer
//!   backward  layer k ──► layer K   from there to an end in a layer long enough
//! ```
//!
//! A node may be in several layers of different chains; the products of all its layers are summed.

use std::cmp::Ordering;

use super::{
    super::count::{Count, Counting, Number},
    Engine,
    counting::AllChains,
    gather::Sum,
    layers::Lengths,
    scope::Scope,
};
use crate::parallel;

/// How many chains pass each node, in numbers of some width.
pub(in super::super) trait Passing: Send + Sync {
    /// Whether any does.
    fn passes(&self, node: usize) -> bool;

    fn count(&self, node: usize) -> Count;

    /// The fraction of all chains; 0 where there are none.
    fn share(&self, node: usize) -> f64;

    /// Which of two nodes fewer chains pass.
    fn compare(&self, node: usize, other: usize) -> Ordering;
}

struct Passed<N> {
    by_node: Vec<N>,
    total: N,
}

impl<N: Number> Passing for Passed<N> {
    fn passes(&self, node: usize) -> bool {
        self.by_node[node] != N::ZERO
    }

    fn count(&self, node: usize) -> Count {
        self.by_node[node].into_count()
    }

    fn share(&self, node: usize) -> f64 {
        self.by_node[node].fraction_of(self.total)
    }

    fn compare(&self, node: usize, other: usize) -> Ordering {
        self.by_node[node].cmp(&self.by_node[other])
    }
}

/// Counting by the node that is passed.
pub(in super::super) struct ByNode<'e>(pub(in super::super) AllChains<'e>);

impl Counting for ByNode<'_> {
    type Told = Box<dyn Passing>;

    fn run<N: Number>(&self) -> Option<Box<dyn Passing>> {
        let AllChains { engine, scope, .. } = &self.0;
        let (mut by_node, mut total) = (Vec::new(), N::ZERO);
        let pass = |part: Scope<'_>| Some((part.nodes(), self.pass::<N>(&part)?));
        parallel::try_for_each(scope.parts(engine), pass, |(nodes, passed)| {
            total = total.plus(passed.total)?;
            if by_node.is_empty() && nodes == scope.nodes() {
                by_node = passed.by_node;
                return Some(());
            }
            by_node.resize(scope.nodes().len(), N::ZERO);
            for (sum, passed) in by_node[nodes].iter_mut().zip(passed.by_node) {
                *sum = sum.wrapping_plus(passed);
            }
            Some(())
        })?;
        by_node.resize(scope.nodes().len(), N::ZERO);
        // No node is passed by more chains than there are.
        Some(Box::new(Passed { by_node, total }))
    }
}

impl ByNode<'_> {
    /// How many chains of a part pass each of its nodes; nothing where the numbers are too narrow.
    fn pass<N: Number>(&self, part: &Scope<'_>) -> Option<Passed<N>> {
        let AllChains { engine, lengths, .. } = &self.0;
        let nodes = part.nodes();
        let mut by_node = vec![N::ZERO; nodes.len()];
        // From the second layer on: to the first one way leads, or none.
        let mut layers = vec![vec![N::ZERO; nodes.len()]; lengths.layers - 1];
        let forward = || Ways::new(engine, part, *lengths);
        let backward = || {
            engine.count_onward(part, *lengths, |layer, node, onward| match layer {
                1 if !part.may_start(node) => {}
                1 => by_node[node - nodes.start] = onward,
                _ => layers[layer - 2][node - nodes.start] = onward,
            })
        };
        let (ways, counted) = parallel::join(forward, backward);
        let ways: Ways<N> = ways?;
        counted?;
        for (to, onward) in ways.layers.iter().zip(layers) {
            for ((passed, to), onward) in by_node.iter_mut().zip(to).zip(onward) {
                *passed = passed.wrapping_plus(to.wrapping_times(onward));
            }
        }
        Some(Passed { by_node, total: ways.ending })
    }
}

/// How many ways lead from a start to each node of a scope, in each layer.
pub(super) struct Ways<N> {
    pub(super) lengths: Lengths,
    /// How many of them are chains.
    pub(super) ending: N,
    from: usize,
    /// From the second layer on.
    layers: Vec<Vec<N>>,
}

impl<N: Number> Ways<N> {
    /// Nothing where the numbers are too narrow.
    pub(super) fn new(engine: &Engine, scope: &Scope<'_>, lengths: Lengths) -> Option<Self> {
        let nodes = scope.nodes();
        let mut layers = vec![vec![N::ZERO; nodes.len()]; lengths.layers - 1];
        let mut ending = N::ZERO;
        engine.count_paths(scope, lengths, &mut |layer, node, count| {
            layers[layer - 2][node - nodes.start] = count;
            if lengths.may_end(scope, layer, node) {
                ending = ending.plus(count)?;
            }
            Some(())
        })?;
        Some(Self { lengths, ending, from: nodes.start, layers })
    }

    pub(super) fn to(&self, scope: &Scope<'_>, node: usize, layer: usize) -> N {
        match layer {
            1 if scope.may_start(node) => N::ONE,
            1 => N::ZERO,
            _ => self.layers[layer - 2][node - self.from],
        }
    }
}

impl Engine {
    /// Tells of each layer, from the last back, and each node how many ways lead on from it to an end,
    /// the one of ending there included; nothing where the numbers are too narrow.
    fn count_onward<N: Number>(
        &self,
        scope: &Scope<'_>,
        lengths: Lengths,
        mut tell: impl FnMut(usize, usize, N),
    ) -> Option<()> {
        let nodes = scope.nodes();
        let ending = |layer, node| match lengths.may_end(scope, layer, node) {
            true => N::ONE,
            false => N::ZERO,
        };
        let mut above: Vec<N> = Vec::new();
        for layer in (1..lengths.layers).rev() {
            let (is_last, is_first) = (layer + 1 == lengths.layers, layer == 1);
            let mut here = vec![N::ZERO; if is_first { 0 } else { nodes.len() }];
            // What a node gathers is a part of all that was passed on.
            let mut passed = N::ZERO;
            self.try_gather_back(scope, |node, Sum(onward): Sum<N>| {
                let at = node - nodes.start;
                let passing = if is_last {
                    let beyond = if lengths.open { onward } else { N::ZERO };
                    let last = beyond.plus(ending(layer + 1, node))?;
                    tell(layer + 1, node, last);
                    last
                } else {
                    above[at]
                };
                passed = passed.plus(passing)?;
                let onward = onward.plus(ending(layer, node))?;
                tell(layer, node, onward);
                if !is_first {
                    here[at] = onward;
                }
                Some(Sum(passing))
            })?;
            above = here;
        }
        Some(())
    }
}
