//! Counting chains and hops without listing them.

use super::{
    super::{
        bounds::Bounds,
        count::{Count, Counting, Number},
    },
    Engine,
    gather::Sum,
    layers::Lengths,
    scope::Scope,
};

/// How many chains there are in a scope.
pub(in super::super) struct AllChains<'e> {
    pub(in super::super) engine: &'e Engine,
    pub(in super::super) scope: Scope<'e>,
    pub(in super::super) lengths: Lengths,
}

impl Counting for AllChains<'_> {
    fn run<N: Number>(&self) -> Option<Count> {
        let lengths = self.lengths;
        let mut total = N::ZERO;
        // What a node gathers is a part of all that was carried and gathered in its layer before,
        // so that a checked sum of that tells of any sum too wide before it does harm.
        let mut sums = vec![N::ZERO; lengths.layers + 1];
        for scope in self.scope.parts(self.engine) {
            self.engine.try_layers(
                &scope,
                lengths,
                |_| Sum(N::ONE),
                |layer, node, had, gathered| {
                    let sum = &mut sums[layer];
                    *sum = sum.plus(had.0)?.plus(gathered.0)?;
                    if layer >= lengths.least && scope.may_end(node) {
                        total = total.plus(gathered.0)?;
                    }
                    Some(())
                },
            )?;
        }
        Some(total.into_count())
    }
}

impl Engine {
    /// How many pairs of nodes are joined by a hop.
    pub(in super::super) fn hops(&self) -> u64 {
        let mut hops = 0;
        self.gather(&Scope::new(&Bounds::default(), self), |_, antecedents: Sum<u64>| {
            hops += antecedents.0;
            Sum(1)
        });
        hops
    }
}
