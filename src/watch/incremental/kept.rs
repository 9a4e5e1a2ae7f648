//! [`KeptFigures`]: the figures of a query, to which changes are applied.

use std::sync::{Arc, OnceLock};

use super::{
    by_paths::{least_margins, most_near},
    changed::Changed,
    layer_facts::{LayerFacts, find_facts},
    locality::{Locality, levels},
    parts::{BUSY, Parts},
    path_table::PathTable,
    region::{SMALL, Search, are_many_near},
};
use crate::{
    chain::{answers::summary::Summary, chains::Chains},
    error::Error,
    timeline::RollUp,
    watch::{
        figures::{Figures, ThreatStanding},
        layers::Layers,
        query_changes::QueryChanges,
        snapshot::{OrderKey, Snapshot},
        watched_query::WatchedQuery,
    },
};

/// The figures of a query about all events of a watch.
#[derive(Debug)]
pub(in crate::watch) enum KeptFigures {
    /// As the watch returns them.
    Whole(Figures),
    /// In parts, and as the watch returns them once they are asked for.
    InParts(Box<Parts>, OnceLock<Figures>),
}

impl KeptFigures {
    /// Finds the figures of all chains.
    pub(in crate::watch) fn of(
        chains: &Chains<'_>,
        snapshot: &Snapshot,
        complete_to: Option<i64>,
    ) -> Self {
        Self::Whole(Figures::of(chains, snapshot, complete_to))
    }

    /// Returns the figures. Takes O(t) for t threats after a change was applied.
    pub(in crate::watch) fn figures(&self) -> &Figures {
        match self {
            Self::Whole(figures) => figures,
            Self::InParts(parts, figures) => figures.get_or_init(|| parts.figures()),
        }
    }

    pub(in crate::watch) fn summary(&self) -> &Summary {
        match self {
            Self::Whole(figures) => figures.summary(),
            Self::InParts(parts, _) => &parts.summary,
        }
    }

    /// Returns what became of each threat, in total order.
    pub(in crate::watch) fn threats(&self) -> Vec<ThreatStanding> {
        match self {
            Self::Whole(figures) => figures.threats().to_vec(),
            Self::InParts(parts, _) => parts.threats.values().cloned().collect(),
        }
    }

    /// Replaces what became of all threats.
    pub(in crate::watch) fn replace_threats(&mut self, threats: Vec<(OrderKey, ThreatStanding)>) {
        match self {
            Self::Whole(figures) => figures.replace_threats(threats),
            Self::InParts(parts, figures) => {
                figures.take();
                parts.threats = threats.into_iter().collect();
            }
        }
    }

    /// Returns `true` if there are threats, whose state depends on the time to which the data are complete.
    pub(in crate::watch) fn has_threats(&self) -> bool {
        match self {
            Self::Whole(figures) => !figures.threats().is_empty(),
            Self::InParts(parts, _) => !parts.threats.is_empty(),
        }
    }

    /// Returns what a transaction changes, found among the events near those that it touches. `touched` are their
    /// records, sorted. Returns `None` if all chains must be found again.
    ///
    /// The first call also takes two passes for the best chain that ends in each event, and three for the paths to it.
    pub(in crate::watch) fn changed(
        &mut self,
        query: &WatchedQuery,
        [before, after]: [&Layers; 2],
        touched: &[u32],
        complete_to: Option<i64>,
    ) -> Result<Option<Changed>, Error> {
        let records = touched.last().map_or(0, |last| *last as usize + 1);
        if PathTable::is_sparse(records, after.len()) {
            return Ok(None);
        }
        if let Self::Whole(figures) = self {
            let Some(locality) = Locality::of(query) else { return Ok(None) };
            // To find what is to be kept takes several times as long as to find all chains: not for a transaction that it
            // does not help.
            let is_swept = !locality.is_within_pairs && PathTable::suits(query.query());
            let (margins, most) = (least_margins(&locality), most_near(most(before)));
            if is_swept && are_many_near([before, after], touched, margins, most) {
                return Ok(None);
            }
            let snapshot = before.whole();
            let chains = query.chains(&snapshot.timeline)?;
            let parts = Parts::of(&chains, snapshot, figures, locality, complete_to);
            let Some(parts) = parts else { return Ok(None) };
            *self = Self::InParts(Box::new(parts), OnceLock::new());
        }
        // The state may have been put together since they were last found.
        self.find_facts(query, before);
        match self {
            Self::Whole(_) => Ok(None),
            Self::InParts(parts, _) => changed(parts, query, [before, after], touched, complete_to),
        }
    }

    /// Finds what is to be known of the layers of the state, as far as it is not known.
    pub(in crate::watch) fn find_facts(&mut self, query: &WatchedQuery, state: &Layers) {
        if let Self::InParts(parts, _) = self
            && !parts.facts.iter().map(LayerFacts::layer).eq(state.all().iter().map(Arc::as_ptr))
        {
            let has_pairs = parts.locality.is_within_pairs || parts.paths.is_some();
            find_facts(&mut parts.facts, query, state, &roll_up(query, state), has_pairs);
        }
    }

    /// Applies a change.
    pub(in crate::watch) fn apply(&mut self, changed: Changed) -> QueryChanges {
        let Self::InParts(parts, figures) = self else { return changed.changes };
        figures.take();
        parts.summary = changed.summary;
        parts.actors = changed.actors;
        let least = if parts.paths.is_some() { BUSY } else { 0 };
        for (dyad, figures) in changed.dyads.into_after() {
            if u64::from(figures.events) > least {
                parts.dyads.insert(dyad, figures);
            } else {
                parts.dyads.remove(&dyad);
            }
        }
        for (nth, ends) in parts.ends.iter_mut().enumerate() {
            for end in &changed.ends.before[nth] {
                ends.take(*end);
            }
            for end in &changed.ends.after[nth] {
                ends.add(*end);
            }
        }
        parts.best = changed.best;
        if let Some(table) = &mut parts.paths {
            for (record, leading) in changed.paths {
                table.set(record, leading);
            }
        }
        for (key, threat) in changed.threats {
            match threat {
                Some(threat) => drop(parts.threats.insert(key, threat)),
                None => drop(parts.threats.remove(&key)),
            }
        }
        changed.changes
    }
}

/// Returns what a transaction changes, or `None` if all chains must be found again.
fn changed(
    parts: &Parts,
    query: &WatchedQuery,
    [before, after]: [&Layers; 2],
    touched: &[u32],
    complete_to: Option<i64>,
) -> Result<Option<Changed>, Error> {
    let newest = after.newest();
    if newest.actors().len() != parts.actors && query.query().granularity.blocs().is_some() {
        return Ok(None);
    }
    let roll_up = roll_up(query, after);
    let mut all_levels = levels(newest, query.query());
    for facts in &parts.facts {
        all_levels.extend(&facts.levels);
    }
    let search = Search {
        query,
        after,
        touched,
        complete_to,
        locality: &parts.locality,
        reach: parts.locality.reach(all_levels.len()),
        before,
        facts: &parts.facts,
        roll_up: &roll_up,
        most: most(before),
    };
    Changed::of(parts, &search)
}

pub(super) fn roll_up<'t>(query: &WatchedQuery, state: &'t Layers) -> RollUp<'t> {
    let asked = query.query();
    RollUp::new(&state.newest().view(), &asked.granularity, asked.patrons)
}

/// Returns the number of events that may be looked at in a state.
pub(super) fn most(state: &Layers) -> usize {
    (state.len() / 2).max(SMALL)
}
