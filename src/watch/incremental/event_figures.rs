//! [`EventFigure`]: what the chains that end in one event add to the figures of a query.

use super::leading::Leading;
use crate::{
    chain::{
        answers::best::{
            best_paths::Ranking,
            rank::{IntoRank, Rank},
        },
        count::Count,
        engine::scope::Scope,
        prepared::Prepared,
    },
    timeline::Dyad,
    watch::snapshot::{OrderKey, Snapshot},
};

/// The ranks by which the best chains are kept.
pub(super) const RANKS: [Rank; 2] = [Rank::Longest, Rank::GreatestRise];

/// What the chains that end in one event add to the figures of a query.
#[derive(PartialEq)]
pub(super) struct EventFigure {
    pub(super) key: OrderKey,
    pub(super) dyads: Vec<Dyad>,
    pub(super) ending: Ending,
}

/// The hops and chains that end in an event.
#[derive(PartialEq)]
pub(super) struct Ending {
    pub(super) hops: u64,
    pub(super) chains: Count,
    /// By rank, the value of the best of these chains: its number of events, or its rise in tenths. `None` if there is none.
    pub(super) best: [Option<i64>; 2],
}

impl EventFigure {
    /// Returns the figure of a node, given what leads to its event.
    pub(super) fn of(
        prepared: &Prepared<'_>,
        scope: &Scope<'_>,
        snapshot: &Snapshot,
        node: usize,
        leading: Leading,
    ) -> Self {
        Self {
            key: snapshot.order_key(prepared.event(node)),
            dyads: prepared.engine.nodes.dyads.of(node).to_vec(),
            ending: Ending::of(prepared, scope, node, leading),
        }
    }
}

impl Ending {
    /// Returns the hops and chains that end in a node, given what leads to its event.
    pub(super) fn of(
        prepared: &Prepared<'_>,
        scope: &Scope<'_>,
        node: usize,
        Leading { hops, paths }: Leading,
    ) -> Self {
        let is_end = paths.count > 0 && scope.may_end(node);
        let rise = prepared.engine.nodes.level(node) - i64::from(paths.lowest);
        Self {
            hops,
            chains: Count::from(if is_end { paths.count } else { 0 }),
            best: [i64::from(paths.longest), rise].map(|value| is_end.then_some(value)),
        }
    }
}

/// Returns for each node the value of the best chain that ends in its event, as in [`Ending::best`].
pub(super) fn best_values(prepared: &Prepared<'_>, rank: Rank) -> Vec<Option<i64>> {
    let mut best = vec![None; prepared.engine.nodes.len()];
    let Some(lengths) = prepared.lengths() else { return best };
    let (engine, scope) = (prepared.path_engine(), prepared.scope());
    let objective = rank.into_rank().objective(prepared);
    for part in (Ranking { engine, scope, lengths, objective: &objective }).parts() {
        let paths = part.best_paths();
        for index in 0..paths.len() {
            if let Some(end) = part.end_at(&paths, index) {
                let best = &mut best[prepared.node_of_path(end.node()) as usize];
                *best = (*best).max(Some(end.value));
            }
        }
    }
    best
}
