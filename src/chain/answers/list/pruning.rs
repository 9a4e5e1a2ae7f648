//! What a way back leads to, so that none is taken in vain.

use serde::{Deserialize, Serialize};

use crate::chain::{
    engine::{
        engine::Engine,
        layers::Lengths,
        monoid::Monoid,
        scope::Scope,
        values::{Latest, Sum},
    },
    nodes::bounds::Bounds,
};

/// Which chains are listed: all of them, or those that no hop extends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Listed {
    Every,
    Maximal,
}

/// How far back paths go, wherever bounds on whole chains make some ways back vain.
pub(crate) enum Ahead {
    /// Where every way back leads to a chain, by node, whether there is one at all.
    Follows(Vec<bool>),
    /// Where a path may be cut off anywhere, so that the longest stands for all.
    Longest {
        least: usize,
        /// By node, the events of the longest path to it.
        longest: Vec<u32>,
    },
    Latest {
        bounds: Bounds,
        lengths: Lengths,
        /// By layer from the second on and node, the latest onset of a start from which a path of so
        /// many events leads there.
        latest: Vec<Vec<i64>>,
    },
    /// Where no chain is long enough.
    Nowhere,
}

impl Ahead {
    /// Where paths may start anywhere and be of any length from the least.
    pub(crate) fn of_any_start(engine: &Engine, scope: &Scope<'_>, least: usize) -> Self {
        match least {
            ..=2 => Self::Follows(engine.which_follow(scope)),
            _ => Self::Longest { least, longest: engine.path_lengths(scope) },
        }
    }

    /// Under any bounds.
    pub(crate) fn within(
        engine: &Engine,
        bounds: &Bounds,
        lengths: Option<Lengths>,
        listed: Listed,
    ) -> Self {
        let Some(lengths) = lengths else { return Self::Nowhere };
        let bounds = match listed {
            Listed::Every => bounds.clone(),
            Listed::Maximal => {
                let follows = engine.which_follow(&Scope::new(bounds, &engine.nodes));
                bounds.starting_with(|node| !follows[node], follows.len())
            }
        };
        let latest = engine.latest_starts(&Scope::new(&bounds, &engine.nodes), lengths);
        Self::Latest { bounds, lengths, latest }
    }

    /// Whether a path that goes back to a node with so many events after it can end in a chain that
    /// starts at this onset at the earliest.
    pub(crate) fn leads_on(
        &self,
        engine: &Engine,
        node: usize,
        after: usize,
        horizon: i64,
    ) -> bool {
        match self {
            Self::Follows(follows) => after > 0 || follows[node],
            Self::Longest { least, longest } => longest[node] as usize + after >= *least,
            Self::Latest { bounds, lengths, latest } => {
                lengths.layers_with_after(after).any(|layer| match layer {
                    1 => bounds.may_start(node) && engine.nodes.earliest.get(node) >= horizon,
                    _ => latest[layer - 2][node] >= horizon,
                })
            }
            Self::Nowhere => false,
        }
    }
}

impl Engine {
    /// By node, whether a hop of the scope leads to it.
    fn which_follow(&self, scope: &Scope<'_>) -> Vec<bool> {
        let mut follows = vec![false; self.nodes.len()];
        self.pass_forward(scope, &mut |node, Sum::<u64>(antecedents)| {
            follows[node] = antecedents > 0;
            Sum(1)
        });
        follows
    }

    fn latest_starts(&self, scope: &Scope<'_>, lengths: Lengths) -> Vec<Vec<i64>> {
        let Latest(never) = Latest::IDENTITY;
        let mut layers = vec![vec![never; self.nodes.len()]; lengths.layers - 1];
        self.pass_layers(
            scope,
            lengths,
            |node| Latest(self.nodes.earliest.get(node)),
            |layer, node, _, Latest(start)| layers[layer - 2][node] = start,
        );
        layers
    }
}
