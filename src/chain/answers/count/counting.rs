//! Counting chains and hops without listing them.

use crate::{
    chain::{
        count::Count,
        engine::{engine::Engine, layers::Lengths, scope::Scope, values::Sum},
        nodes::{bounds::Bounds, nodes::SweptNode},
        number::{Counting, Number},
    },
    parallel,
};

/// How many chains there are in a scope.
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
        let parts = self.scope.parts(&self.engine.nodes);
        let count = |part: Scope<'_>| self.count_part::<N>(&part);
        parallel::try_for_each(parts, count, |count| {
            total = total.checked_plus(count)?;
            Some(())
        })?;
        Some(total.into_count())
    }
}

impl AllChains<'_> {
    /// How many there are in a part of the scope; nothing where the numbers are too narrow.
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
        // Nothing is kept from layer to layer, so each group of plain data can be counted by itself.
        // What holds for all nodes is not asked for each.
        let (is_open, goes_on) = (part.is_unbounded(), lengths.is_open);
        let counted = engine.fold(
            part,
            || (N::ZERO, N::ZERO),
            move |(passed, total), SweptNode { node, .. }, Sum(gathered): Sum<N>| {
                let had = if is_open || part.may_start(node) { N::ONE } else { N::ZERO };
                *passed = passed.checked_plus(had)?.checked_plus(gathered)?;
                if is_open || part.may_end(node) {
                    *total = total.checked_plus(gathered)?;
                }
                Some(Sum(if goes_on { had.wrapping_plus(gathered) } else { had }))
            },
        )?;
        counted.into_iter().try_fold(N::ZERO, |sum, (_, total)| sum.checked_plus(total))
    }

    /// Tells of each node in which chains may end how many do, by number of events, which is that of
    /// the layer, until nothing comes back; nothing where the numbers are too narrow.
    pub(crate) fn count_ends<N: Number>(
        &self,
        mut tell: impl FnMut(usize, usize, N) -> Option<()>,
    ) -> Option<()> {
        self.scope
            .parts(&self.engine.nodes)
            .try_for_each(|part| self.count_ends_in(&part, &mut tell))
    }

    /// The same in a part of the scope.
    fn count_ends_in<N: Number>(
        &self,
        part: &Scope<'_>,
        tell: &mut dyn FnMut(usize, usize, N) -> Option<()>,
    ) -> Option<()> {
        let Self { engine, lengths, .. } = self;
        engine.count_paths(part, *lengths, &mut |layer, SweptNode { node, .. }, count| {
            let may_end = lengths.may_end(part, layer, node);
            if may_end { tell(layer, node, count) } else { Some(()) }
        })
    }
}

impl Engine {
    /// Tells of each layer from the second on and each node how many paths lead from a start to it,
    /// until nothing comes back; nothing where the numbers are too narrow.
    pub(crate) fn count_paths<N: Number>(
        &self,
        scope: &Scope<'_>,
        lengths: Lengths,
        tell: &mut dyn FnMut(usize, SweptNode, N) -> Option<()>,
    ) -> Option<()> {
        // What a node gathers is a part of all that was carried and gathered in its layer before,
        // so that a checked sum of that tells of any sum too wide before it does harm.
        let mut sums = vec![N::ZERO; lengths.layers + 1];
        self.try_pass_layers(
            scope,
            lengths,
            |_| Sum(N::ONE),
            |layer, at, had, gathered| {
                let sum = &mut sums[layer];
                *sum = sum.checked_plus(had.0)?.checked_plus(gathered.0)?;
                tell(layer, at, gathered.0)
            },
        )
    }

    /// How many pairs of nodes are joined by a hop.
    pub(crate) fn hops(&self) -> u64 {
        let bounds = Bounds::default();
        let hops = self.fold(
            &Scope::new(&bounds, &self.nodes),
            || 0,
            |hops, _, antecedents: Sum<u64>| {
                *hops += antecedents.0;
                Some(Sum(1))
            },
        );
        hops.into_iter().flatten().sum()
    }
}
