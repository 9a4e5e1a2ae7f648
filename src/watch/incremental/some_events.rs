//! What is kept of some events, for alert rules.

use std::collections::{BTreeSet, HashSet};

use super::{
    kept::{KeptFigures, most, roll_up},
    region::Search,
};
use crate::{
    error::Error,
    timeline::Dyad,
    watch::{
        figures::ThreatStanding,
        layers::Layers,
        snapshot::{OrderKey, Snapshot},
        watched_query::WatchedQuery,
    },
};

impl KeptFigures {
    /// Returns those of some events in which a chain of a narrower query ends, by record, in total order. Returns `None` if
    /// what is kept does not tell.
    ///
    /// The narrower query may differ from that of the figures in the line that chains cross, the least number of their
    /// events, and what their last event must be.
    pub(in crate::watch) fn ends_among(
        &self,
        query: &WatchedQuery,
        narrower: &WatchedQuery,
        state: &Layers,
        events: &BTreeSet<OrderKey>,
    ) -> Result<Option<Vec<u32>>, Error> {
        let Self::InParts(parts, _) = self else { return Ok(None) };
        let line = narrower.query().crossing_level();
        let is_narrower =
            query.query().crosses.is_none() || query.query().crosses == narrower.query().crosses;
        let Some(table) = parts.paths.as_ref().filter(|_| is_narrower) else { return Ok(None) };
        let mut records: Vec<u32> = events.iter().map(|(_, record)| *record).collect();
        records.sort_unstable();
        records.dedup();
        let mut places = Vec::with_capacity(records.len());
        for record in records {
            places.extend(state.place(record));
        }
        let snapshot = state.copied(&places);
        let chains = narrower.chains(&snapshot.timeline)?;
        let prepared = &*chains.prepared;
        let scope = prepared.scope();
        let mut ends = Vec::new();
        for node in 0..prepared.engine.nodes.len() {
            let record = snapshot.record(prepared.event(node).id());
            let paths = table.get(record).paths;
            let is_end = paths.count > 0
                && usize::from(paths.longest) >= narrower.query().min_len
                && line.is_none_or(|line| i64::from(paths.lowest) < line.tenths())
                && scope.may_end(node);
            if is_end {
                ends.push(record);
            }
        }
        Ok(Some(ends))
    }

    /// Returns the events of some dyads, among others. Returns `None` if what is kept does not tell, or if there are too
    /// many.
    pub(in crate::watch) fn events_of(
        &self,
        query: &WatchedQuery,
        state: &Layers,
        dyads: &BTreeSet<Dyad>,
    ) -> Option<Snapshot> {
        let Self::InParts(parts, _) = self else { return None };
        let has_pairs = parts.facts.iter().all(|facts| facts.pairs.is_some());
        if !has_pairs || state.newest().actors().len() != parts.actors {
            return None;
        }
        let mut pairs = HashSet::new();
        for (source, target) in dyads {
            pairs.insert((*source.min(target), *source.max(target)));
        }
        let search = Search {
            query,
            locality: &parts.locality,
            reach: 0,
            before: state,
            after: state,
            touched: &[],
            complete_to: None,
            facts: &parts.facts,
            roll_up: &roll_up(query, state),
            most: most(state),
        };
        search.all_in_pairs(&pairs)
    }

    /// Returns what became of some threats. Returns `None` if what is kept does not tell.
    pub(in crate::watch) fn threats_among(
        &self,
        threats: &BTreeSet<OrderKey>,
    ) -> Option<Vec<(OrderKey, &ThreatStanding)>> {
        let Self::InParts(parts, _) = self else { return None };
        let mut standings = Vec::new();
        for key in threats {
            standings.extend(parts.threats.get(key).map(|standing| (*key, standing)));
        }
        Some(standings)
    }
}
