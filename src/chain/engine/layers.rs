//! What can be told of all chains without listing them: values carried along hops, layer by layer
//! where lengths are bounded.
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
//! longest chain has events. Memory is O(n), beside what the answer keeps of each layer.

use std::ops::RangeInclusive;

use crate::chain::{
    engine::{engine::Engine, monoid::Gather, scope::Scope},
    nodes::nodes::SweptNode,
};

/// How many events a chain may have, and how many layers tell that.
#[derive(Clone, Copy)]
pub(crate) struct Lengths {
    pub(crate) least: usize,
    pub(crate) layers: usize,
    /// Whether the last layer stands for its own length and all above.
    pub(crate) open: bool,
}

impl Lengths {
    /// Every length that a chain can have.
    pub(crate) const ANY: Self = Self { least: 2, layers: 2, open: true };

    /// The lengths within bounds that occur, where the longest chain has so many events; nothing
    /// where none does.
    pub(crate) fn new(least: usize, most: Option<usize>, longest: usize) -> Option<Self> {
        (least <= longest).then(|| match most.filter(|most| *most < longest) {
            Some(most) => Self { least, layers: most, open: false },
            None => Self { least, layers: least, open: true },
        })
    }

    /// Whether chains of a scope may end in a node of a layer.
    pub(crate) fn may_end(self, scope: &Scope<'_>, layer: usize, node: usize) -> bool {
        layer >= self.least && scope.may_end(node)
    }

    /// The layers from which hops lead to one.
    pub(crate) fn below(self, layer: usize) -> RangeInclusive<usize> {
        layer - 1..=if self.open && layer == self.layers { layer } else { layer - 1 }
    }

    /// The layers in which a node may be that has so many events after it in a chain.
    pub(crate) fn layers_after(self, events: usize) -> RangeInclusive<usize> {
        let most = if self.open { self.layers } else { self.layers.saturating_sub(events) };
        self.least.saturating_sub(events).max(1)..=most
    }
}

impl Engine {
    /// Carries values along hops, layer by layer from the second, and tells of each: the layer, the
    /// node, what it had in the layer before, and what it gathers in this one.
    pub(crate) fn layers<G: Gather>(
        &self,
        scope: &Scope<'_>,
        lengths: Lengths,
        start: impl Fn(usize) -> G,
        mut tell: impl FnMut(usize, usize, G, G),
    ) {
        self.try_layers(scope, lengths, start, |layer, at, had, gathered| {
            tell(layer, at.node, had, gathered);
            Some(())
        });
    }

    /// The same, until nothing comes back; then nothing.
    pub(crate) fn try_layers<G: Gather>(
        &self,
        scope: &Scope<'_>,
        lengths: Lengths,
        start: impl Fn(usize) -> G,
        mut tell: impl FnMut(usize, SweptNode, G, G) -> Option<()>,
    ) -> Option<()> {
        let begin = |node| if scope.may_start(node) { start(node) } else { G::NOTHING };
        let mut before: Option<Vec<G>> = None;
        for layer in 2..=lengths.layers {
            let is_last = layer == lengths.layers;
            let mut next = vec![G::NOTHING; if is_last { 0 } else { scope.places() }];
            self.try_gather(scope, |at, gathered: G| {
                let place = scope.place(at);
                let had = before.as_ref().map_or_else(|| begin(at.node), |before| before[place]);
                tell(layer, at, had, gathered)?;
                if !is_last {
                    next[place] = gathered;
                }
                Some(if is_last && lengths.open { had.join(gathered) } else { had })
            })?;
            before = Some(next);
        }
        Some(())
    }
}
