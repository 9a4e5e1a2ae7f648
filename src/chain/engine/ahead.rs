//! How far back chains can begin, so that no way back is taken in vain.

use super::{
    Engine,
    gather::{Gather, Latest},
    layers::Lengths,
    scope::Scope,
};

impl Engine {
    /// For each node and layer from the second on, the latest onset of a start from which a path of so
    /// many events leads there.
    pub(in super::super) fn latest_starts(
        &self,
        scope: &Scope<'_>,
        lengths: Lengths,
    ) -> Vec<Vec<i64>> {
        let Latest(never) = Latest::NOTHING;
        let mut layers = vec![vec![never; self.cast.len()]; lengths.layers - 1];
        self.layers(
            scope,
            lengths,
            |node| Latest(self.cast.earliest[node]),
            |layer, node, _, Latest(start)| layers[layer - 2][node] = start,
        );
        layers
    }
}
