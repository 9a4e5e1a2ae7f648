//! [`Parts`]: the figures of a query in a form that a change of a few events can be applied to.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use super::{
    dyads::DyadFigures,
    event_figures::{RANKS, best_values},
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

/// The keys of parties.
pub(super) type PartyKeys = HashMap<u32, Arc<str>>;

/// By rank, the best chain and the event in which it ends.
pub(super) type BestChains = [Option<(End, BestChain)>; 2];

/// The figures in parts, to which changes are applied.
#[derive(Debug)]
pub(in crate::watch) struct Parts {
    pub(super) locality: Locality,
    pub(super) summary: Summary,
    pub(super) dyads: HashMap<Dyad, DyadFigures>,
    /// The keys of the parties of dyads.
    pub(super) names: PartyKeys,
    /// By rank, the events in which the best chains end.
    pub(super) ends: [TopEnds; 2],
    /// By rank, the best chain and the event in which it ends.
    pub(super) best: BestChains,
    pub(super) threats: BTreeMap<OrderKey, ThreatStanding>,
    /// The number of actors, by which blocs that are no actors are numbered.
    pub(super) actors: usize,
    /// If the query is one whose chains they tell.
    pub(super) paths: Option<PathTable>,
    pub(super) facts: Vec<LayerFacts>,
}

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
        let by_dyad = Dyads::new(engine, &roll_up.key_order());
        // Both are in order of the keys of source and target.
        let mut dyads = Vec::with_capacity(by_dyad.all.len());
        for tally in figures.by_dyad() {
            dyads.push(DyadFigures::new(tally.events(), tally.hops(), tally.chains().clone()));
        }
        let order_key = |node: usize| snapshot.order_key(prepared.event(node));
        let mut ends = [TopEnds::default(), TopEnds::default()];
        for (nth, rank) in RANKS.into_iter().enumerate() {
            for (node, value) in best_values(prepared, rank).into_iter().enumerate() {
                let Some(value) = value else { continue };
                ends[nth].add((Reverse(value), order_key(node)));
                if nth == 1 {
                    for dyad in by_dyad.of(node) {
                        dyads[dyad].add_rise(value);
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
        let mut names = HashMap::new();
        for (source, target) in &by_dyad.all {
            for party in [*source, *target] {
                names.entry(party).or_insert_with(|| Arc::from(roll_up.key(party)));
            }
        }
        Some(Self {
            locality,
            summary: figures.summary().clone(),
            dyads: by_dyad.all.iter().copied().zip(dyads).collect(),
            names,
            ends,
            best,
            threats: threats(chains, snapshot, complete_to).into_iter().collect(),
            actors: snapshot.timeline.actors().len(),
            paths: PathTable::suits(&prepared.query)
                .then(|| PathTable::of(prepared, snapshot))
                .flatten(),
            facts: Vec::new(),
        })
    }

    pub(super) fn figures(&self) -> Figures {
        let mut by_dyad = Vec::with_capacity(self.dyads.len());
        for (dyad, figures) in &self.dyads {
            by_dyad.extend(figures.tally(self.parties(*dyad)));
        }
        by_dyad.sort_by(|one, other| {
            (one.source(), one.target()).cmp(&(other.source(), other.target()))
        });
        let best = self.best.each_ref().map(|best| best.as_ref().map(|(_, chain)| chain.clone()));
        let threats = self.threats.values().cloned().collect();
        Figures::of_parts(self.summary.clone(), by_dyad, best, threats)
    }

    /// Returns the keys of the parties of a dyad.
    fn parties(&self, (source, target): Dyad) -> [Arc<str>; 2] {
        [source, target].map(|party| self.names.get(&party).cloned().unwrap_or_default())
    }
}
