//! [`Parts`]: the figures of a query in a form that a change of a few events can be applied to.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashMap},
};

use super::{
    dyads::DyadFigures,
    event_figures::{Ending, RANKS, best_values},
    layer_facts::LayerFacts,
    locality::Locality,
    path_table::PathTable,
    top_ends::{BestEnd, End, TopEnds},
};
use crate::{
    chain::{
        answers::{by_dyad::counting::Dyads, summary::Summary},
        chains::Chains,
    },
    timeline::Dyad,
    watch::{
        figures::{BestChain, Figures, ThreatStanding, threats},
        snapshot::{OrderKey, Snapshot},
    },
};

/// By rank, the best chain and the event in which it ends.
pub(super) type BestChains = [Option<(End, BestChain)>; 2];

/// The figures of dyads that are kept.
pub(super) type DyadTable = HashMap<Dyad, DyadFigures>;

/// The figures in parts, to which changes are applied.
#[derive(Debug)]
pub(in crate::watch) struct Parts {
    pub(super) locality: Locality,
    pub(super) summary: Summary,
    /// The figures of all dyads or, if what leads to each event is kept, only of dyads of more than [`BUSY`] events. Those
    /// of other dyads are added up when they change: there may be nearly as many dyads as events.
    pub(super) dyads: DyadTable,
    /// If the query is one whose chains they tell.
    pub(super) paths: Option<PathTable>,
    /// By rank, the events in which the best chains end.
    pub(super) ends: [TopEnds; 2],
    /// By rank, the best chain and the event in which it ends.
    pub(super) best: BestChains,
    pub(super) threats: BTreeMap<OrderKey, ThreatStanding>,
    /// The number of actors, by which blocs that are no actors are numbered.
    pub(super) actors: usize,
    pub(super) facts: Vec<LayerFacts>,
}

/// The figures of dyads of more events than this are kept: with ten million events of 5,000 actors, those of 25,000 dyads.
pub(super) const BUSY: u64 = 31;

impl Parts {
    /// Returns `None` if the number of chains is not exact.
    pub(super) fn of(
        chains: &Chains<'_>,
        snapshot: &Snapshot,
        figures: &Figures,
        locality: Locality,
        complete_to: Option<i64>,
    ) -> Option<Self> {
        let prepared = &*chains.prepared;
        let (engine, roll_up) = (&prepared.engine, &prepared.roll_up);
        if !figures.summary().chains().is_exact() {
            return None;
        }
        let paths = match PathTable::suits(&prepared.query) {
            true => PathTable::of_all(prepared, snapshot),
            false => None,
        };
        let by_dyad = Dyads::new(engine, &roll_up.key_order());
        let mut dyads = DyadTable::new();
        if let Some(table) = &paths {
            let events = by_dyad.events();
            let scope = prepared.scope();
            for node in 0..engine.nodes.len() {
                if by_dyad.of(node).any(|dyad| events[dyad] > BUSY) {
                    let leading = table.get(snapshot.record(prepared.event(node).id()));
                    let ending = Ending::of(prepared, &scope, node, leading);
                    for dyad in by_dyad.of(node).filter(|dyad| events[*dyad] > BUSY) {
                        dyads.entry(by_dyad.all[dyad]).or_default().add(&ending)?;
                    }
                }
            }
        } else {
            // Both are in order of the keys of source and target.
            for (dyad, tally) in by_dyad.all.iter().zip(chains.by_dyad()) {
                let chains = tally.chains().clone();
                dyads.insert(*dyad, DyadFigures::new(tally.events(), tally.hops(), chains));
            }
        }
        let order_key = |node: usize| snapshot.order_key(prepared.event(node));
        let mut ends = [TopEnds::default(), TopEnds::default()];
        for (nth, rank) in RANKS.into_iter().enumerate() {
            for (node, value) in best_values(prepared, rank).into_iter().enumerate() {
                let Some(value) = value else { continue };
                ends[nth].add((Reverse(value), order_key(node)));
                if nth == 1 && paths.is_none() {
                    for dyad in by_dyad.of(node) {
                        dyads.entry(by_dyad.all[dyad]).or_default().add_rise(value)?;
                    }
                }
            }
        }
        let known = [figures.longest(), figures.greatest_rise()];
        let mut best = [None, None];
        for (nth, chain) in known.into_iter().enumerate() {
            if let (Some(chain), BestEnd::Known(Some(end))) =
                (chain, ends[nth].best_after(&[], &[]))
            {
                best[nth] = Some((end, chain.clone()));
            }
        }
        Some(Self {
            locality,
            summary: figures.summary().clone(),
            dyads,
            paths,
            ends,
            best,
            threats: threats(chains, snapshot, complete_to).into_iter().collect(),
            actors: snapshot.timeline.actors().len(),
            facts: Vec::new(),
        })
    }

    pub(super) fn figures(&self) -> Figures {
        let best = self.best.each_ref().map(|best| best.as_ref().map(|(_, chain)| chain.clone()));
        let threats = self.threats.values().cloned().collect();
        Figures::of_parts(self.summary.clone(), best, threats)
    }
}
