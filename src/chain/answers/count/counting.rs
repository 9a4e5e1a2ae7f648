//! Counting chains and hops without listing them, by dynamic programming.

use crate::{
    chain::{
        count::Count,
        engine::{engine::Engine, layers::Lengths, scope::Scope},
        nodes::{bounds::Bounds, nodes::SweptNode},
        number::{Counting, Number},
    },
    parallel,
};

/// The chains of a scope, to be counted.
pub(crate) struct AllChains<'e> {
    pub(crate) engine: &'e Engine,
    pub(crate) scope: Scope<'e>,
    pub(crate) lengths: Lengths,
}

impl Counting for AllChains<'_> {
    type Output = Count;

    fn min_bits(&self) -> u32 {
        self.engine.min_bits()
    }

    fn run<N: Number>(&self) -> Option<Count> {
        let mut total = N::ZERO;
        let mut parts = self.scope.split_by_onset(&self.engine.nodes);
        let count = |part: Scope<'_>| self.count_part::<N>(&part);
        parallel::try_for_each(&mut parts, count, |count| {
            total = total.checked_plus(count)?;
            Some(())
        })?;
        Some(total.into_count())
    }
}

impl AllChains<'_> {
    /// Returns the number of chains in a part of the scope, or `None` if the numbers are too narrow.
    fn count_part<N: Number>(&self, part: &Scope<'_>) -> Option<N> {
        let Self { engine, lengths, .. } = self;
        if lengths.layers > 2 {
            let mut total = N::ZERO;
            self.count_ends_in(part, &mut |_, _, count| {
                total = total.checked_plus(count)?;
                Some(())
            })?;
            return Some(total);
        }
        // Two layers need no table between passes, so that `fold` can count groups of nodes on several
        // threads. What is the same for all nodes is computed before the loop, which runs for millions of
        // nodes.
        let (is_unbounded, goes_on) = (part.is_unbounded(), lengths.is_open);
        let counted = engine.fold(
            part,
            || (N::ZERO, N::ZERO),
            move |(passed, total), &SweptNode { node, .. }, received: N| {
                let start = if is_unbounded || part.may_start(node) { N::ONE } else { N::ZERO };
                // The checked total of all values passed on: see `engine::values`.
                *passed = passed.checked_plus(start)?.checked_plus(received)?;
                if is_unbounded || part.may_end(node) {
                    *total = total.checked_plus(received)?;
                }
                Some(if goes_on { start.wrapping_plus(received) } else { start })
            },
        )?;
        let mut sum = N::ZERO;
        for (_, total) in counted {
            sum = sum.checked_plus(total)?;
        }
        Some(sum)
    }

    /// Calls `visit` with a layer, a node in which chains may end, and their number, for each layer from the
    /// least length on. Stops and returns `None` if `visit` does,
    /// or if the numbers are too narrow.
    pub(crate) fn count_ends<N: Number>(
        &self,
        visit: &mut dyn FnMut(usize, usize, N) -> Option<()>,
    ) -> Option<()> {
        for part in self.scope.split_by_onset(&self.engine.nodes) {
            self.count_ends_in(&part, visit)?;
        }
        Some(())
    }

    /// Like [`count_ends`](Self::count_ends), in a part of the scope.
    fn count_ends_in<N: Number>(
        &self,
        part: &Scope<'_>,
        visit: &mut dyn FnMut(usize, usize, N) -> Option<()>,
    ) -> Option<()> {
        let lengths = self.lengths;
        self.engine.count_paths(part, lengths, &mut |layer, &SweptNode { node, .. }, count| {
            if lengths.may_end(part, layer, node) { visit(layer, node, count) } else { Some(()) }
        })
    }
}

impl Engine {
    /// Counts the paths from a start to each node, layer by layer: calls `visit` with each layer from the
    /// second on, each node, and the number of paths. Stops and returns `None` if `visit` does, or if the
    /// numbers are too narrow.
    pub(crate) fn count_paths<N: Number>(
        &self,
        scope: &Scope<'_>,
        lengths: Lengths,
        visit: &mut dyn FnMut(usize, &SweptNode, N) -> Option<()>,
    ) -> Option<()> {
        // For each layer, the checked total of all values passed on: see `engine::values`.
        let mut passed = vec![N::ZERO; lengths.layers + 1];
        self.try_pass_layers(
            scope,
            lengths,
            |_| N::ONE,
            |layer, node, before, received| {
                let passed = &mut passed[layer];
                *passed = passed.checked_plus(before)?.checked_plus(received)?;
                visit(layer, node, received)
            },
        )
    }

    /// Returns the number of pairs of nodes that a hop joins.
    pub(crate) fn hops(&self) -> u64 {
        let bounds = Bounds::default();
        let scope = Scope::new(&bounds, &self.nodes);
        let lengths = Lengths { min: 2, layers: 2, is_open: false };
        let pairs = AllChains { engine: self, scope: scope.clone(), lengths };
        pairs.count_part(&scope).unwrap_or(0)
    }
}
