//! Finding what a transaction changes along the paths from the events that it touches.
//!
//! The number of paths to an event, its longest path and the lowest start follow from those of its antecedents, which
//! are [kept](super::path_table). So only the events after those that the transaction touches are looked at, in total
//! order, and only as long as the paths to them change.

use std::collections::{HashMap, HashSet};

use super::{
    event_figures::EventFigure,
    outcome::Outcome,
    path_table::{PathTable, Paths},
    region::{Margins, Region, Search},
};
use crate::{
    chain::{chains::Chains, count::Count, engine::scope::Scope, prepared::Prepared},
    error::Error,
    watch::{
        query_changes::{Change, Differences},
        snapshot::Snapshot,
    },
};

/// Returns `None` if too many events must be looked at, or if a number does not fit.
pub(super) fn by_paths(table: &PathTable, search: &Search<'_>) -> Result<Option<Outcome>, Error> {
    let before = search.locality.longest_gap.max(search.locality.open);
    let mut margins = Margins { before, after: before.saturating_mul(2), until_silence: false };
    loop {
        let Some(region) = search.region(search.touched, margins) else { return Ok(None) };
        let old = search.query.chains(&region.before.timeline)?;
        let new = search.query.chains(&region.after.timeline)?;
        let chains = Change { before: &old, after: &new };
        let mut spread = Spread {
            search,
            region: &region,
            table,
            old: State::of(&old, &region.before),
            new: State::of(&new, &region.after),
            paths: HashMap::new(),
            stayed: HashMap::new(),
            hops_stayed: 0,
            chains_stayed: 0,
            figures: Change { before: Vec::new(), after: Vec::new() },
        };
        match spread.from(search.touched) {
            Ok(()) => {
                let Spread { figures, paths, hops_stayed, chains_stayed, .. } = spread;
                let differences =
                    |sums: &Change<(u64, Count)>| differences(sums, hops_stayed, chains_stayed);
                let outcome =
                    Outcome::of(&region, chains, figures, differences, search.complete_to);
                return Ok(outcome.map(|mut outcome| {
                    outcome.paths = paths.into_iter().collect();
                    outcome
                }));
            }
            Err(Stop::TooNear) if margins.after < i64::MAX / 4 => margins.after *= 4,
            Err(_) => return Ok(None),
        }
    }
}

fn differences(
    sums: &Change<(u64, Count)>,
    hops_stayed: u64,
    chains_stayed: u64,
) -> Option<Differences> {
    let stayed = Count::from(u128::from(chains_stayed));
    Some(Differences {
        hops: Change {
            before: sums.before.0.checked_sub(hops_stayed)?,
            after: sums.after.0.checked_sub(hops_stayed)?,
        },
        chains: Change { before: sums.before.1.less(&stayed)?, after: sums.after.1.less(&stayed)? },
    })
}

/// Why paths cannot be followed.
enum Stop {
    /// They lead beyond the region.
    TooNear,
    /// A number does not fit.
    TooWide,
}

/// The events near by in one of two states.
struct State<'a> {
    prepared: &'a Prepared<'a>,
    snapshot: &'a Snapshot,
    scope: Scope<'a>,
    /// By record.
    nodes: HashMap<u32, u32>,
}

impl<'a> State<'a> {
    fn of(chains: &'a Chains<'a>, snapshot: &'a Snapshot) -> Self {
        let prepared = &*chains.prepared;
        let len = prepared.engine.nodes.len();
        let mut nodes = HashMap::with_capacity(len);
        for node in 0..len {
            nodes.insert(snapshot.record(prepared.event(node).id()), node as u32);
        }
        Self { prepared, snapshot, scope: prepared.scope(), nodes }
    }

    fn node(&self, record: u32) -> Option<usize> {
        self.nodes.get(&record).map(|node| *node as usize)
    }

    fn record(&self, node: u32) -> u32 {
        self.snapshot.record(self.prepared.event(node as usize).id())
    }

    /// Returns the records of the antecedents of a node: by all hops, or by those that chains may take.
    fn antecedents(&self, node: usize, in_chains: bool) -> Vec<u32> {
        let mut found = Vec::new();
        if in_chains {
            self.prepared.engine.antecedents_in(&self.scope, node, &mut found);
        } else {
            self.prepared.engine.antecedents(node, &mut found);
        }
        for node in &mut found {
            *node = self.record(*node);
        }
        found
    }

    /// Returns the figure of a node, and the paths that it passes on. Returns `None` if a number does not fit.
    fn figure(&self, node: usize, of: &dyn Fn(u32) -> Paths) -> Option<(EventFigure, Paths)> {
        let mut received = Paths::default();
        for record in self.antecedents(node, true) {
            received = received.and(of(record))?;
        }
        let engine = &self.prepared.engine;
        let level = engine.nodes.level(node);
        let mut passed = received.extended()?;
        if self.scope.may_start(node) {
            passed = passed.and(Paths::of_start(level)?)?;
        }
        let is_end = received.count > 0 && self.scope.may_end(node);
        let best = [i64::from(passed.longest), level - i64::from(received.lowest)];
        let chains = if is_end { received.count } else { 0 };
        let figure = EventFigure {
            key: self.snapshot.order_key(self.prepared.event(node)),
            dyads: engine.nodes.dyads.of(node).to_vec(),
            hops: self.antecedents(node, false).len() as u64,
            chains: Count::from(u128::from(chains)),
            best: best.map(|value| is_end.then_some(value)),
        };
        Some((figure, passed))
    }
}

/// What is known of the events on the way.
struct Spread<'a> {
    search: &'a Search<'a>,
    region: &'a Region,
    table: &'a PathTable,
    old: State<'a>,
    new: State<'a>,
    /// By record, the paths after the transaction, where they were looked at.
    paths: HashMap<u32, Paths>,
    /// By record, the number of these that were paths before too, hop by hop.
    stayed: HashMap<u32, u64>,
    hops_stayed: u64,
    chains_stayed: u64,
    figures: Change<Vec<EventFigure>>,
}

impl Spread<'_> {
    fn from(&mut self, touched: &[u32]) -> Result<(), Stop> {
        let mut is_open = vec![false; self.new.prepared.engine.nodes.len()];
        for record in touched {
            if let Some(node) = self.old.node(*record) {
                self.open_successors(&mut is_open, node, false)?;
                if self.new.node(*record).is_none() {
                    let table = self.table;
                    let figure = self.old.figure(node, &|record| table.get(record));
                    self.figures.before.push(figure.ok_or(Stop::TooWide)?.0);
                    self.paths.insert(*record, Paths::default());
                }
            }
            if let Some(node) = self.new.node(*record) {
                is_open[node] = true;
            }
        }
        for node in 0..is_open.len() {
            if is_open[node] {
                self.look_at(node, touched, &mut is_open)?;
            }
        }
        Ok(())
    }

    /// Finds the figures of an event after the transaction, and before it.
    fn look_at(&mut self, node: usize, touched: &[u32], is_open: &mut [bool]) -> Result<(), Stop> {
        let record = self.new.record(node as u32);
        let (table, paths) = (self.table, &self.paths);
        let of = |record: u32| paths.get(&record).copied().unwrap_or_else(|| table.get(record));
        let (figure, passed) = self.new.figure(node, &of).ok_or(Stop::TooWide)?;
        let mut stayed = 0;
        if let Some(old) = self.old.node(record) {
            let (before, _) =
                self.old.figure(old, &|record| table.get(record)).ok_or(Stop::TooWide)?;
            stayed = self.stayed_to(node, old).ok_or(Stop::TooWide)?;
            self.figures.before.push(before);
        }
        self.figures.after.push(figure);
        let known = table.get(record);
        let is_touched = touched.binary_search(&record).is_ok();
        self.paths.insert(record, passed);
        self.stayed.insert(record, stayed);
        let are_same = passed == known && stayed == known.count;
        if is_touched || !are_same {
            self.open_successors(is_open, node, true)?;
        }
        Ok(())
    }

    /// Counts the hops and chains to an event that were hops and chains before too, and returns the number of such paths
    /// that it passes on.
    fn stayed_to(&mut self, node: usize, old: usize) -> Option<u64> {
        let common = |in_chains: bool| {
            let before: HashSet<u32> = self.old.antecedents(old, in_chains).into_iter().collect();
            let mut records = self.new.antecedents(node, in_chains);
            records.retain(|record| before.contains(record));
            records
        };
        let mut received: u64 = 0;
        for record in common(true) {
            let stayed = self.stayed.get(&record).copied();
            let stayed = stayed.unwrap_or_else(|| self.table.get(record).count);
            received = received.checked_add(stayed)?;
        }
        self.hops_stayed += common(false).len() as u64;
        if self.new.scope.may_end(node) && self.old.scope.may_end(old) {
            self.chains_stayed = self.chains_stayed.checked_add(received)?;
        }
        let may_start = self.new.scope.may_start(node) && self.old.scope.may_start(old);
        received.checked_add(u64::from(may_start))
    }

    /// Marks the events that follow an event, before or after the transaction, to be looked at.
    fn open_successors(
        &self,
        is_open: &mut [bool],
        node: usize,
        is_after: bool,
    ) -> Result<(), Stop> {
        let state = if is_after { &self.new } else { &self.old };
        let event = state.prepared.event(node);
        // Those that follow must be in the region, and so must their antecedents.
        let time = self.search.locality.longest_gap;
        if !self.region.surrounds(self.search, event, time) {
            return Err(Stop::TooNear);
        }
        let mut found = Vec::new();
        state.prepared.engine.successors(node, &mut found);
        for later in found {
            if let Some(node) = self.new.node(state.record(later)) {
                is_open[node] = true;
            }
        }
        Ok(())
    }
}
