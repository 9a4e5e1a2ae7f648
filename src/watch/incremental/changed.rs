//! [`Changed`]: what a transaction changes in the figures of a query.

use std::{cmp::Reverse, collections::BTreeMap};

use super::{
    by_paths::by_paths,
    by_region::by_region,
    changed_dyads::ChangedDyads,
    event_figures::{EventFigure, RANKS},
    leading::Leading,
    outcome::Outcome,
    parts::{BestChains, Parts},
    region::{Margins, Search},
    top_ends::{BestEnd, End},
};
use crate::{
    chain::answers::{best::rank::Rank, summary::Summary},
    error::Error,
    model::Level,
    watch::{
        change_log::Touches,
        figures::{BestChain, ThreatStanding},
        query_changes::{Change, QueryChanges},
        snapshot::OrderKey,
    },
};

/// What a transaction changes in the figures of a query.
pub(in crate::watch) struct Changed {
    pub(super) changes: QueryChanges,
    pub(super) summary: Summary,
    /// The figures of the dyads that change. A dyad without events is removed.
    pub(super) dyads: ChangedDyads,
    /// By rank, the ends of best chains that are no more, and those that are new; sorted.
    pub(super) ends: Change<[Vec<End>; 2]>,
    pub(super) best: BestChains,
    /// What becomes of threats; `None` for one that is no longer followed.
    pub(super) threats: BTreeMap<OrderKey, Option<ThreatStanding>>,
    /// What leads to events where it changes, by record.
    pub(super) paths: Vec<(u32, Leading)>,
    touches: Touches,
    pub(super) actors: usize,
}

impl Changed {
    /// Returns the events, dyads and threats whose figures change.
    pub(in crate::watch) fn touches(&self) -> &Touches {
        &self.touches
    }

    /// Returns `None` if all chains must be found again.
    pub(super) fn of(parts: &Parts, search: &Search<'_>) -> Result<Option<Self>, Error> {
        let outcome = match &parts.paths {
            Some(table) => by_paths(table, search)?,
            None => by_region(search)?,
        };
        let Some(outcome) = outcome else { return Ok(None) };
        let Some(dyads) = ChangedDyads::of(parts, search, &outcome.figures)? else {
            return Ok(None);
        };
        let ends =
            Change { before: ends(&outcome.figures.before), after: ends(&outcome.figures.after) };
        let Some(best) = best_after(parts, search, &ends)? else {
            return Ok(None);
        };
        let value = |rank: usize| best[rank].as_ref().map(|((Reverse(value), _), _)| *value);
        let summary = parts.summary.after(
            [&outcome.summaries.before, &outcome.summaries.after],
            value(0).map_or(0, |events| events as usize),
            value(1).map(Level::from_tenths),
        );
        let Some(summary) = summary else { return Ok(None) };
        let touches = touches(&outcome);
        let chain = |best: &Option<(End, BestChain)>| best.as_ref().map(|(_, chain)| chain.clone());
        let changes = QueryChanges::of_parts(
            search.query.name(),
            search.query.query().crossing_level(),
            outcome.differences,
            Change { before: parts.summary.clone(), after: summary.clone() },
            [0, 1].map(|nth| Change { before: chain(&parts.best[nth]), after: chain(&best[nth]) }),
            dyads.changes(search),
            outcome.threat_changes,
        );
        Ok(Some(Self {
            touches,
            changes: changes.found_among(outcome.compared),
            summary,
            dyads,
            ends,
            best,
            threats: outcome.threats,
            paths: outcome.paths,
            actors: search.after.newest().actors().len(),
        }))
    }
}

fn touches(outcome: &Outcome) -> Touches {
    let figures = || outcome.figures.before.iter().chain(&outcome.figures.after);
    Touches {
        events: figures().map(|figure| figure.key).collect(),
        dyads: figures().flat_map(|figure| &figure.dyads).copied().collect(),
        threats: Some(outcome.threats.keys().copied().collect()),
    }
}

/// Returns by rank the ends of the best chains of some events, sorted.
fn ends(figures: &[EventFigure]) -> [Vec<End>; 2] {
    [0, 1].map(|rank| {
        let mut ends: Vec<End> = Vec::new();
        for figure in figures {
            ends.extend(figure.ending.best[rank].map(|value| (Reverse(value), figure.key)));
        }
        ends.sort_unstable();
        ends
    })
}

/// Returns by rank the best chain after a change. Returns `None` if all chains must be searched for it.
fn best_after(
    parts: &Parts,
    search: &Search<'_>,
    ends: &Change<[Vec<End>; 2]>,
) -> Result<Option<BestChains>, Error> {
    let mut best = [None, None];
    for (nth, rank) in RANKS.into_iter().enumerate() {
        let kept = &parts.ends[nth];
        let BestEnd::Known(end) = kept.best_after(&ends.before[nth], &ends.after[nth]) else {
            return Ok(None);
        };
        let Some(end) = end else { continue };
        let record = end.1.1;
        if let Some(known) = parts.best[nth].as_ref().filter(|(known, _)| *known == end) {
            // Its events are the same, unless another best path may lead to the last of them.
            let Some(is_near) = search.may_lead_to(record) else {
                return Ok(None);
            };
            if !is_near {
                best[nth] = Some(known.clone());
                continue;
            }
        }
        let Some(chain) = best_chain(search, record, rank)? else {
            return Ok(None);
        };
        best[nth] = Some((end, chain));
    }
    Ok(Some(best))
}

/// Returns the best chain that ends in the event of a record, found among the events near it.
fn best_chain(search: &Search<'_>, record: u32, rank: Rank) -> Result<Option<BestChain>, Error> {
    if search.reach == i64::MAX && !search.locality.is_within_pairs {
        return Ok(None);
    }
    let mut records = search.touched.to_vec();
    if let Err(at) = records.binary_search(&record) {
        records.insert(at, record);
    }
    let margins = Margins { before: search.reach, after: 0, until_silence: true };
    let Some(region) = search.region(&records, margins) else { return Ok(None) };
    let chains = search.query.chains(&region.after.timeline)?;
    let event = region.after.event(record);
    let chain = event.and_then(|event| chains.ending_in(event, rank));
    Ok(chain.map(|chain| BestChain::of(&chain, &region.after)))
}
