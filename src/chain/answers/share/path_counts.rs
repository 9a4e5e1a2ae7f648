//! How many chains pass each node: the ways that lead to it, times those that lead on from it.
//!
//! ```text
//!   forward   layer 1 ──► layer k   from a start to the node in its layer
//!   backward  layer k ──► layer K   from there to an end in a layer long enough
//! ```
//!
//! A node may be in several layers of different chains; the products of all its layers are summed.

use std::cmp::Ordering;

use crate::{
    chain::{
        answers::count::counting::AllChains,
        count::Count,
        engine::{engine::Engine, layers::Lengths, scope::Scope, values::Sum},
        nodes::nodes::SweptNode,
        number::{Counting, Number},
    },
    parallel,
};

/// How many chains pass each node, in numbers of some width.
pub(crate) trait Passing: Send + Sync {
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
        self.by_node[node].magnitude().fraction_of(self.total.magnitude())
    }

    fn compare(&self, node: usize, other: usize) -> Ordering {
        self.by_node[node].cmp(&self.by_node[other])
    }
}

/// Counting by the node that is passed.
pub(crate) struct ByNode<'e>(pub(crate) AllChains<'e>);

impl<'e> Counting for ByNode<'e> {
    type Output = Box<dyn Passing>;

    fn min_bits(&self) -> u32 {
        self.0.engine.tuning.min_bits
    }

    fn run<N: Number>(&self) -> Option<Box<dyn Passing>> {
        let AllChains { engine, scope, .. } = &self.0;
        let (mut by_node, mut total) = (Vec::new(), N::ZERO);
        let pass = |part: Scope<'e>| self.pass::<N>(&part).map(|passed| (part, passed));
        let parts = engine.parts::<Sum<N>>(scope);
        parallel::try_for_each(parts, pass, |(part, (by_place, chains))| {
            total = total.checked_plus(chains)?;
            if by_node.is_empty() && part.run().is_none() && part.nodes() == scope.nodes() {
                by_node = by_place;
                return Some(());
            }
            by_node.resize(scope.nodes().len(), N::ZERO);
            for (place, passed) in by_place.into_iter().enumerate() {
                let sum = &mut by_node[engine.node_in(&part, place)];
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
    /// How many chains of a part pass each of its nodes, by place, and how many there are; nothing where the
    /// numbers are too narrow.
    fn pass<N: Number>(&self, part: &Scope<'_>) -> Option<(Vec<N>, N)> {
        let AllChains { engine, lengths, .. } = &self.0;
        let places = part.len();
        let mut by_place = vec![N::ZERO; places];
        // From the second layer on: to the first one way leads, or none.
        let mut layers = vec![vec![N::ZERO; places]; lengths.layers - 1];
        let forward = || Ways::new(engine, part, *lengths);
        let backward = || {
            engine.count_onward(part, *lengths, |layer, at, onward| match layer {
                1 if !part.may_start(at.node) => {}
                1 => by_place[part.offset(at)] = onward,
                _ => layers[layer - 2][part.offset(at)] = onward,
            })
        };
        let (ways, counted) = parallel::join(forward, backward);
        let ways: Ways<N> = ways?;
        counted?;
        for (to, onward) in ways.layers.iter().zip(layers) {
            for ((passed, to), onward) in by_place.iter_mut().zip(to).zip(onward) {
                *passed = passed.wrapping_plus(to.wrapping_times(onward));
            }
        }
        Some((by_place, ways.ending))
    }
}

/// How many ways lead from a start to each node of a scope, in each layer.
pub(crate) struct Ways<N> {
    pub(crate) lengths: Lengths,
    /// How many of them are chains.
    pub(crate) ending: N,
    /// From the second layer on, by place.
    layers: Vec<Vec<N>>,
}

impl<N: Number> Ways<N> {
    /// Nothing where the numbers are too narrow.
    pub(crate) fn new(engine: &Engine, scope: &Scope<'_>, lengths: Lengths) -> Option<Self> {
        let mut layers = vec![vec![N::ZERO; scope.len()]; lengths.layers - 1];
        let mut ending = N::ZERO;
        engine.count_paths(scope, lengths, &mut |layer, at, count| {
            layers[layer - 2][scope.offset(at)] = count;
            if lengths.may_end(scope, layer, at.node) {
                ending = ending.checked_plus(count)?;
            }
            Some(())
        })?;
        Some(Self { lengths, ending, layers })
    }

    /// To a node of the same scope, where that is no run.
    pub(crate) fn to(&self, scope: &Scope<'_>, node: usize, layer: usize) -> N {
        match layer {
            1 if scope.may_start(node) => N::ONE,
            1 => N::ZERO,
            _ => self.layers[layer - 2][node - scope.nodes().start],
        }
    }
}

impl Engine {
    /// The node of a place.
    fn node_in(&self, scope: &Scope<'_>, place: usize) -> usize {
        match self.plan.as_ref().zip(scope.run()) {
            Some((plan, run)) => plan.pair_slots(run)[place].node as usize,
            None => scope.nodes().start + place,
        }
    }

    /// Tells of each layer, from the last back, and each node how many ways lead on from it to an end,
    /// the one of ending there included; nothing where the numbers are too narrow.
    fn count_onward<N: Number>(
        &self,
        scope: &Scope<'_>,
        lengths: Lengths,
        mut tell: impl FnMut(usize, SweptNode, N),
    ) -> Option<()> {
        let ending = |layer, node| match lengths.may_end(scope, layer, node) {
            true => N::ONE,
            false => N::ZERO,
        };
        let mut above: Vec<N> = Vec::new();
        for layer in (1..lengths.layers).rev() {
            let (is_last, is_first) = (layer + 1 == lengths.layers, layer == 1);
            let mut here = vec![N::ZERO; if is_first { 0 } else { scope.len() }];
            // What a node gathers is a part of all that was passed on.
            let mut passed = N::ZERO;
            self.try_pass_backward(scope, &mut |at, Sum(onward): Sum<N>| {
                let passing = if is_last {
                    let beyond = if lengths.is_open { onward } else { N::ZERO };
                    let last = beyond.checked_plus(ending(layer + 1, at.node))?;
                    tell(layer + 1, at, last);
                    last
                } else {
                    above[scope.offset(at)]
                };
                passed = passed.checked_plus(passing)?;
                let onward = onward.checked_plus(ending(layer, at.node))?;
                tell(layer, at, onward);
                if !is_first {
                    here[scope.offset(at)] = onward;
                }
                Some(Sum(passing))
            })?;
            above = here;
        }
        Some(())
    }
}
