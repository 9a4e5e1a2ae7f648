//! What a way back leads to, so that none is taken in vain.

use serde::{Deserialize, Serialize};

use super::{
    super::bounds::Bounds,
    Engine,
    gather::{Gather, Latest, Sum},
    layers::Lengths,
    scope::Scope,
};

/// Which chains are listed: all of them, or those that no hop extends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in super::super) enum Listed {
    Every,
    Maximal,
}

/// How far back chains can begin, wherever bounds on whole chains make some ways back vain.
pub(in super::super) struct Ahead {
    bounds: Bounds,
    /// Nothing where no chain is long enough.
    lengths: Option<Lengths>,
    /// By layer from the second on and node, the latest onset of a start from which a path of so many
    /// events leads there.
    latest: Vec<Vec<i64>>,
}

impl Ahead {
    pub(in super::super) fn new(
        engine: &Engine,
        bounds: &Bounds,
        lengths: Option<Lengths>,
        listed: Listed,
    ) -> Self {
        let bounds = match listed {
            Listed::Every => bounds.clone(),
            Listed::Maximal => {
                let follows = engine.which_follow(&Scope::new(bounds, engine));
                bounds.starting_with(|node| !follows[node], follows.len())
            }
        };
        let latest = lengths.map_or_else(Vec::new, |lengths| {
            engine.latest_starts(&Scope::new(&bounds, engine), lengths)
        });
        Self { bounds, lengths, latest }
    }

    /// Whether a path that goes back to a node with so many events after it can end in a chain that
    /// starts at this onset at the earliest.
    pub(in super::super) fn leads_on(
        &self,
        engine: &Engine,
        node: usize,
        after: usize,
        horizon: i64,
    ) -> bool {
        self.lengths.is_some_and(|lengths| {
            lengths.layers_after(after).any(|layer| match layer {
                1 => self.bounds.may_start(node) && engine.cast.earliest[node] >= horizon,
                _ => self.latest[layer - 2][node] >= horizon,
            })
        })
    }
}

impl Engine {
    /// By node, whether a hop of the scope leads to it.
    fn which_follow(&self, scope: &Scope<'_>) -> Vec<bool> {
        let mut follows = vec![false; self.cast.len()];
        self.gather(scope, |node, Sum::<u64>(antecedents)| {
            follows[node] = antecedents > 0;
            Sum(1)
        });
        follows
    }

    fn latest_starts(&self, scope: &Scope<'_>, lengths: Lengths) -> Vec<Vec<i64>> {
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
