//! Passing values layer by layer, where the length of chains is bounded.
//!
//! ```text
//!   layer 1   every node alone
//!   layer 2   what the antecedents have in layer 1
//!   ...
//!   layer K   what they have in layer K - 1, and in layer K too if it stands for "K or more"
//! ```
//!
//! There is one pass for each layer from the second on: `min_len - 1` passes without a greatest length and
//! `max_len - 1` with one, and never more than the longest chain has events. Memory is O(n) for each layer
//! that the caller keeps.

use std::ops::RangeInclusive;

use crate::chain::{
    engine::{engine::Engine, monoid::Monoid, scope::Scope},
    nodes::nodes::SweptNode,
};

/// How many events a chain may have, and how many layers that takes.
#[derive(Clone, Copy)]
pub(crate) struct Lengths {
    pub(crate) min: usize,
    pub(crate) layers: usize,
    /// Whether the last layer stands for its own length and all greater ones.
    pub(crate) is_open: bool,
}

impl Lengths {
    /// Every length that a chain can have.
    pub(crate) const ANY: Self = Self { min: 2, layers: 2, is_open: true };

    /// Returns the lengths from `min` to `max` if the longest chain has `longest` events, or `None` if no
    /// chain has such a length.
    pub(crate) fn new(min: usize, max: Option<usize>, longest: usize) -> Option<Self> {
        (min <= longest).then(|| match max.filter(|max| *max < longest) {
            Some(max) => Self { min, layers: max, is_open: false },
            None => Self { min, layers: min, is_open: true },
        })
    }

    /// Returns `true` if chains of a scope may end in a node of a layer.
    pub(crate) fn may_end(self, scope: &Scope<'_>, layer: usize, node: usize) -> bool {
        layer >= self.min && scope.may_end(node)
    }

    /// Returns the layers from which hops lead to a layer.
    pub(crate) fn layers_before(self, layer: usize) -> RangeInclusive<usize> {
        layer - 1..=if self.is_open && layer == self.layers { layer } else { layer - 1 }
    }

    /// Returns the layers that a node may be in if `events` events come after it in a chain.
    pub(crate) fn layers_with_events_after(self, events: usize) -> RangeInclusive<usize> {
        let max = if self.is_open { self.layers } else { self.layers.saturating_sub(events) };
        self.min.saturating_sub(events).max(1)..=max
    }
}

impl Engine {
    /// Passes values forward layer by layer, from the second layer on. Calls `visit` with the layer, the node,
    /// its value in the layer before, and what it receives in this layer.
    pub(crate) fn pass_layers<M: Monoid>(
        &self,
        scope: &Scope<'_>,
        lengths: Lengths,
        start: impl Fn(usize) -> M,
        mut visit: impl FnMut(usize, usize, M, M),
    ) {
        self.try_pass_layers(scope, lengths, start, |layer, node, value, received| {
            visit(layer, node.node, value, received);
            Some(())
        });
    }

    /// Like [`pass_layers`](Self::pass_layers), but stops and returns `None` when `visit` does.
    pub(crate) fn try_pass_layers<M: Monoid>(
        &self,
        scope: &Scope<'_>,
        lengths: Lengths,
        start: impl Fn(usize) -> M,
        mut visit: impl FnMut(usize, &SweptNode, M, M) -> Option<()>,
    ) -> Option<()> {
        let mut before: Option<Vec<M>> = None;
        for layer in 2..=lengths.layers {
            let is_last = layer == lengths.layers;
            let mut next = vec![M::IDENTITY; if is_last { 0 } else { scope.len() }];
            self.try_pass_forward(scope, &mut |node, received: M| {
                let offset = scope.offset(node);
                let value = match &before {
                    Some(before) => before[offset],
                    None if scope.may_start(node.node) => start(node.node),
                    None => M::IDENTITY,
                };
                visit(layer, node, value, received)?;
                if !is_last {
                    next[offset] = received;
                }
                let goes_on = is_last && lengths.is_open;
                Some(if goes_on { value.combine(received) } else { value })
            })?;
            before = Some(next);
        }
        Some(())
    }
}
