//! Counting hops by lag.

use std::sync::Arc;

use chrono::TimeDelta;

use super::{
    events::{DAY, ShuffledEvents},
    shuffler::{Copied, Shuffler},
    wanted::{Wanted, lag},
};
use crate::chain::engine::{
    engine::Engine,
    sweep::{layout::KeyRule, pairs::PairSlot},
};

/// The numbers of hops by lag, in days from 0 on.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct LagCounts {
    pub(crate) all: Vec<u64>,
    /// By level of the earlier event, for every level that occurs.
    pub(crate) by_level: Vec<Vec<u64>>,
    /// By dyad of the later event, for the dyads that are wanted.
    pub(crate) by_dyad: Vec<Vec<u64>>,
}

/// Counts the hops of a query with gaps from 0 to some number of days.
pub(crate) struct LagCounter<'c, 's> {
    pub(crate) shuffler: &'c Shuffler<'s, 's>,
    pub(crate) copied: &'c Copied<'c>,
    pub(crate) events: &'c ShuffledEvents<'c>,
    pub(crate) wanted: &'c Wanted,
    pub(crate) days: u32,
}

impl LagCounter<'_, '_> {
    pub(crate) fn count(&self) -> LagCounts {
        let (engine, lags) = (&self.copied.engine, self.days as usize + 1);
        let levels = engine.nodes.levels.values.len();
        let mut counts = LagCounts {
            all: vec![0; lags],
            by_level: vec![vec![0; lags]; levels],
            by_dyad: vec![vec![0; lags]; self.wanted.lag_dyads.len()],
        };
        // By dyad, its place among those that are wanted.
        let mut places = vec![None; self.copied.dyads.all.len()];
        for (place, dyad) in self.wanted.lag_dyads.iter().enumerate() {
            places[*dyad as usize] = Some(place);
        }
        let mut visit = |earlier: usize, later: usize, gap: i64| {
            let lag = lag(gap);
            counts.all[lag] += 1;
            let level = self.events.levels[self.copied.event(earlier)];
            counts.by_level[level as usize][lag] += 1;
            for dyad in self.copied.dyads.indices().of(later) {
                if let Some(place) = places[*dyad as usize] {
                    counts.by_dyad[place][lag] += 1;
                }
            }
        };
        match engine.plan.as_deref() {
            Some(plan) if self.copied.is_refilled() => {
                let slots = plan.pair_slots(0..engine.nodes.len());
                self.scan(slots, &mut visit);
            }
            _ => {
                let last = TimeDelta::seconds((i64::from(self.days) + 1) * DAY - 1);
                let mut query = self.shuffler.prepared.query.clone().max_gap(last);
                query.min_gap = None;
                let nodes = Arc::clone(&engine.nodes);
                let engine = Engine::new(nodes, &query, engine.tuning, Some(engine));
                engine.for_each_with_antecedents(|node, antecedents| {
                    for earlier in antecedents {
                        let earlier = *earlier as usize;
                        let onset = |node: usize| engine.nodes.earliest.get(node);
                        visit(earlier, node, onset(node) - onset(earlier));
                    }
                });
            }
        }
        counts
    }

    /// Visits the hops among slots of pairs, in which the nodes of each pair are in order.
    fn scan(&self, slots: &[PairSlot], visit: &mut dyn FnMut(usize, usize, i64)) {
        let Engine { nodes, terms, .. } = &self.copied.engine;
        let width = nodes.same_width().unwrap_or(0);
        let (rule, values) = (KeyRule::of(&terms.rules), &nodes.levels.values);
        let longest = (i64::from(self.days) + 1) * DAY - 1;
        let mut start = 0;
        for (nth, later) in slots.iter().enumerate() {
            for earlier in slots[start..nth].iter().rev() {
                let gap = i64::from(later.onset) - i64::from(earlier.onset);
                if gap > longest {
                    break;
                }
                let is_joined = match rule {
                    Some(KeyRule::OppositeDirection) => {
                        earlier.is_descending() != later.is_descending()
                    }
                    Some(KeyRule::SameDirection) => {
                        earlier.is_descending() == later.is_descending()
                    }
                    _ => true,
                };
                let rise = values[later.level_index()] - values[earlier.level_index()];
                if is_joined && gap >= width && terms.rises.contains(&rise) {
                    visit(earlier.node as usize, later.node as usize, gap);
                }
            }
            if later.is_last() {
                start = nth + 1;
            }
        }
    }
}
