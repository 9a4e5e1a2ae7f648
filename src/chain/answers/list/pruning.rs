//! Pruning of a listing: which steps backward lead to no chain.

use serde::{Deserialize, Serialize};

use crate::chain::{
    engine::{engine::Engine, layers::Lengths, scope::Scope, values::Greatest},
    nodes::bounds::Bounds,
};

/// Which chains are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Listed {
    Every,
    /// Those that no hop extends.
    Maximal,
}

/// A table by which a listing skips the nodes that lead to no chain.
pub(crate) enum Pruning {
    /// Whether a node has an antecedent, by node. This is enough if every path is a chain.
    ByAntecedents(Vec<bool>),
    /// The number of events of the longest path to a node, by node. This is enough if a path may start
    /// anywhere: the last events of the longest path are then a path of any smaller length.
    ByLength { min: usize, longest: Vec<u32> },
    /// For each layer from the second on and each node: the latest onset at which a path to the node starts, of
    /// the paths with the length of the layer.
    ByStart { bounds: Bounds, lengths: Lengths, latest: Vec<Vec<i64>> },
    /// No chain has an admitted length.
    Everything,
}

impl Pruning {
    /// Builds the table for chains that may start anywhere, and that have `min_len` events or more.
    pub(crate) fn of_any_start(engine: &Engine, scope: &Scope<'_>, min_len: usize) -> Self {
        match min_len {
            ..=2 => Self::ByAntecedents(engine.have_antecedents(scope)),
            _ => Self::ByLength { min: min_len, longest: engine.path_lengths(scope) },
        }
    }

    /// Builds the table for any bounds.
    pub(crate) fn of_bounds(
        engine: &Engine,
        bounds: &Bounds,
        lengths: Option<Lengths>,
        starts: Option<&[bool]>,
    ) -> Self {
        let Some(lengths) = lengths else { return Self::Everything };
        let bounds = match starts {
            None => bounds.clone(),
            Some(starts) => bounds.starting_with(&|node| starts[node], starts.len()),
        };
        let latest = engine.latest_starts(&Scope::new(&bounds, &engine.nodes), lengths);
        Self::ByStart { bounds, lengths, latest }
    }

    /// Returns `true` if a node may be in a chain in which `after` events come after it, and whose first event
    /// does not begin before `min_start`, in seconds.
    pub(crate) fn admits(
        &self,
        engine: &Engine,
        node: usize,
        after: usize,
        min_start: i64,
    ) -> bool {
        match self {
            Self::ByAntecedents(have) => after > 0 || have[node],
            Self::ByLength { min, longest } => longest[node] as usize + after >= *min,
            Self::ByStart { bounds, lengths, latest } => {
                lengths.layers_with_events_after(after).any(|layer| match layer {
                    1 => bounds.may_start(node) && engine.nodes.earliest.get(node) >= min_start,
                    _ => latest[layer - 2][node] >= min_start,
                })
            }
            Self::Everything => false,
        }
    }
}

impl Engine {
    /// Returns for each node whether a hop of the scope leads to it.
    pub(crate) fn have_antecedents(&self, scope: &Scope<'_>) -> Vec<bool> {
        let mut have = vec![false; self.nodes.len()];
        self.pass_forward(scope, &mut |node, antecedents: u64| {
            have[node] = antecedents > 0;
            1
        });
        have
    }

    /// Returns the latest onset of a start by layer and node: see [`Pruning::ByStart`].
    pub(crate) fn latest_starts(&self, scope: &Scope<'_>, lengths: Lengths) -> Vec<Vec<i64>> {
        let mut layers = vec![vec![i64::MIN; self.nodes.len()]; lengths.layers - 1];
        self.pass_layers(
            scope,
            lengths,
            |node| Greatest(self.nodes.earliest.get(node) as f64),
            // The identity, negative infinity, becomes the least integer.
            |layer, node, _, Greatest(start)| layers[layer - 2][node] = start as i64,
        );
        layers
    }
}
