//! The best chain: the worth of the best way to each node, and which antecedent it comes from, so that
//! chains are rebuilt by following pointers and no hop is looked for again.
//!
//! Chains are told from the last event backward, as the order of ties compares them. Where lengths are
//! bounded, so is how many events a way to a node may still have; that is its layer. A chain ends in
//! the last layer and is one lower at each step back, so that at each depth a node is in one layer
//! alone and its best way is one pointer.
//!
//! ```text
//!              min_len 3                  min_len 2, max_len 3
//!   layer 3    three events or more       two or three events
//!   layer 2    two events or more         one or two
//!   layer 1    one event or more          one
//! ```

use std::{cmp::Reverse, ops::Range};

use crate::chain::{
    answers::best::worth::{Narrow, Packed, Wide, Worth},
    engine::{engine::Engine, layers::Lengths, scope::Scope, values::Greatest},
    nodes::nodes::SweptNode,
};

impl Engine {
    /// For each node of a scope the events of the longest path from a start to it, itself included;
    /// 0 where there is none.
    pub(crate) fn path_lengths(&self, scope: &Scope<'_>) -> Vec<u32> {
        let nodes = scope.nodes();
        let mut lengths = vec![0; nodes.len()];
        self.pass_forward(scope, &mut |node, Greatest(before)| {
            let length = if before > 0 { before + 1 } else { u32::from(scope.may_start(node)) };
            lengths[node - nodes.start] = length;
            Greatest(length)
        });
        lengths
    }
}

/// The chains of a scope, compared by worth.
#[derive(Clone)]
pub(crate) struct Ranking<'e> {
    pub(crate) engine: &'e Engine,
    pub(crate) scope: Scope<'e>,
    pub(crate) lengths: Lengths,
    pub(crate) worth: &'e Worth,
}

/// For each node and layer from the second on, the worth of the best way to an antecedent, and which.
#[derive(Clone)]
pub(crate) enum Best {
    Narrow(Vec<Column<Narrow>>),
    Wide(Vec<Column<Wide>>),
}

/// A value for each node: in a part of a scope only for those that were reached, in order.
#[derive(Clone)]
pub(crate) enum Column<P> {
    All(Vec<P>),
    Reached(Vec<(u32, P)>),
}

impl<P: Packed> Column<P> {
    fn get(&self, node: usize) -> P {
        match self {
            Self::All(values) => values[node],
            Self::Reached(values) => values
                .binary_search_by_key(&node, |(node, _)| *node as usize)
                .map_or(P::IDENTITY, |at| values[at].1),
        }
    }

    fn set(&mut self, node: usize, value: P) {
        match self {
            Self::All(values) => values[node] = value,
            Self::Reached(values) => {
                if let Ok(at) = values.binary_search_by_key(&node, |(node, _)| *node as usize) {
                    values[at].1 = value;
                }
            }
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::All(values) => values.len(),
            Self::Reached(values) => values.len(),
        }
    }

    fn nth(&self, at: usize) -> (usize, P) {
        match self {
            Self::All(values) => (at, values[at]),
            Self::Reached(values) => (values[at].0 as usize, values[at].1),
        }
    }
}

/// How good a chain is that ends in a node, of which only the worth and the node are known; the
/// greater is the better.
pub(crate) type End = (i64, Reverse<u32>);

impl Best {
    /// The best way to an antecedent. One event or more, and another before, are two or more.
    fn before(&self, node: usize, layer: usize) -> Option<(i64, u32)> {
        match self {
            Self::Narrow(layers) => layers.get(layer.max(2) - 2)?.get(node).open(),
            Self::Wide(layers) => layers.get(layer.max(2) - 2)?.get(node).open(),
        }
    }

    /// Corrects the best way to an antecedent.
    pub(crate) fn set(&mut self, node: usize, layer: usize, before: Option<(i64, u32)>) {
        fn packed<P: Packed>(before: Option<(i64, u32)>) -> P {
            before.map_or(P::IDENTITY, |(worth, node)| P::new(worth, node))
        }
        match self {
            Self::Narrow(layers) => layers[layer.max(2) - 2].set(node, packed(before)),
            Self::Wide(layers) => layers[layer.max(2) - 2].set(node, packed(before)),
        }
    }

    /// How many nodes may be ends.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Narrow(layers) => layers.last().map_or(0, Column::len),
            Self::Wide(layers) => layers.last().map_or(0, Column::len),
        }
    }

    /// The best way to an antecedent of the end that comes so far on.
    fn nth(&self, at: usize) -> (usize, Option<(i64, u32)>) {
        fn opened<P: Packed>((node, before): (usize, P)) -> (usize, Option<(i64, u32)>) {
            (node, before.open())
        }
        match self {
            Self::Narrow(layers) => opened(layers[layers.len() - 1].nth(at)),
            Self::Wide(layers) => opened(layers[layers.len() - 1].nth(at)),
        }
    }
}

impl<'e> Ranking<'e> {
    /// The same of each [part](Scope::parts) of the scope.
    pub(crate) fn parts(&self) -> impl Iterator<Item = Self> {
        self.scope.parts(&self.engine.nodes).map(|scope| Self { scope, ..self.clone() })
    }

    /// The same of the part of which the chains start among these nodes of one onset.
    pub(crate) fn part(&self, starts: Range<usize>) -> Self {
        Self { scope: self.scope.part(&self.engine.nodes, starts), ..self.clone() }
    }

    /// One pass for each layer from the second on.
    pub(crate) fn best(&self) -> Best {
        if self.worth.is_narrow { Best::Narrow(self.columns()) } else { Best::Wide(self.columns()) }
    }

    fn columns<P: Packed>(&self) -> Vec<Column<P>> {
        let mut columns: Vec<Column<P>> = Vec::new();
        for layer in 2..=self.lengths.layers {
            let below = columns.last();
            // The way on to an antecedent, of a node in the layer below.
            let goes_on = |node, gathered| match below {
                Some(below) => below.get(node),
                None if self.lengths.is_open => gathered,
                None => P::IDENTITY,
            };
            let pass = |node, gathered| {
                self.passed(self.engine.nodes.at(node), layer - 1, goes_on(node, gathered))
            };
            let column = if self.scope.is_part() || self.scope.run().is_some() {
                let mut reached = Vec::new();
                self.engine.pass_forward(&self.scope, &mut |node, gathered: P| {
                    if gathered != P::IDENTITY {
                        reached.push((node as u32, gathered));
                    }
                    pass(node, gathered)
                });
                reached.sort_unstable_by_key(|(node, _)| *node);
                Column::Reached(reached)
            } else {
                let mut all = vec![P::IDENTITY; self.engine.nodes.len()];
                self.engine.pass_forward(&self.scope, &mut |node, gathered: P| {
                    all[node] = gathered;
                    pass(node, gathered)
                });
                Column::All(all)
            };
            columns.push(column);
        }
        columns
    }

    /// The best way to a node in a layer, which its successors go on, where so much is known of the ways to
    /// its antecedents.
    pub(crate) fn passed<P: Packed>(&self, at: SweptNode, layer: usize, before: P) -> P {
        let worth = self.worth_with(at, layer, before.open());
        worth.map_or(P::IDENTITY, |worth| P::new(worth, at.node as u32))
    }

    /// What that is worth.
    fn worth_with(&self, at: SweptNode, layer: usize, before: Option<(i64, u32)>) -> Option<i64> {
        let on = before.map(|(worth, _)| worth);
        Some(self.start(at, layer).max(on)? + self.worth.each(at.node))
    }

    /// What a start is worth besides, where a chain may start with a node in this layer.
    pub(crate) fn start(&self, at: SweptNode, layer: usize) -> Option<i64> {
        let lengths = self.lengths;
        let is_long_enough = lengths.layers + 1 - layer >= lengths.min;
        (is_long_enough && self.scope.may_start(at.node))
            .then(|| self.worth.first(&self.engine.nodes, at))
    }

    /// The layer of the antecedents of a layer; nothing where there can be none.
    pub(crate) fn layer_before(&self, layer: usize) -> Option<usize> {
        if layer > 1 { Some(layer - 1) } else { self.lengths.is_open.then_some(1) }
    }

    /// The layer of an event that has so many after it.
    pub(crate) fn layer_at(&self, depth: usize) -> usize {
        self.lengths.layers.saturating_sub(depth).max(1)
    }

    /// The best way to an antecedent of a node.
    pub(crate) fn before(&self, best: &Best, node: usize, layer: usize) -> Option<(i64, u32)> {
        self.layer_before(layer).and_then(|_| best.before(node, layer))
    }

    /// What the best way to a node is worth.
    pub(crate) fn worth(&self, best: &Best, node: usize, layer: usize) -> Option<i64> {
        let at = self.engine.nodes.at(node);
        self.worth_with(at, layer, self.before(best, node, layer))
    }

    /// The antecedent by which the best way to a node goes; nothing where it starts there.
    pub(crate) fn way_back(&self, best: &Best, node: usize, layer: usize) -> Option<u32> {
        let (worth, before) = self.before(best, node, layer)?;
        let start = self.start(self.engine.nodes.at(node), layer);
        start.is_none_or(|start| start < worth).then_some(before)
    }

    /// Leads a chain, told from its last event backward, the best way to its start.
    pub(crate) fn lead_back(&self, best: &Best, chain: &mut Vec<u32>) {
        while let Some(node) = chain.last() {
            let layer = self.layer_at(chain.len() - 1);
            let Some(before) = self.way_back(best, *node as usize, layer) else { break };
            chain.push(before);
        }
    }

    /// The best of the chains that end in the nth node of those reached.
    pub(crate) fn nth_end(&self, best: &Best, at: usize) -> Option<End> {
        let (node, before) = best.nth(at);
        self.end(self.engine.nodes.at(node), before)
    }

    /// The best of the chains that end in a node, where so much is known of the best way to an antecedent.
    pub(crate) fn end(&self, at: SweptNode, before: Option<(i64, u32)>) -> Option<End> {
        let (worth, _) = before.filter(|_| self.scope.may_end(at.node))?;
        let last = self.worth.last(&self.engine.nodes, at);
        Some((worth + self.worth.each(at.node) + last, Reverse(at.node as u32)))
    }
}
