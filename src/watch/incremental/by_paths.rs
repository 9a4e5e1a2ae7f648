//! Finding what a transaction changes along the paths from the events that it touches.
//!
//! The number of paths to an event, its longest path and the lowest start follow from those of its antecedents, which
//! are [kept](super::path_table). So only the events after those that the transaction touches are looked at, in total
//! order, and only as long as the paths to them change.

use std::collections::HashMap;

use super::{
    event_figures::EventFigure,
    leading::{Leading, Paths},
    outcome::Outcome,
    path_table::PathTable,
    region::{Margins, Region, SMALL, Search},
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
        let (old, new) = (State::of(&old, &region.before), State::of(&new, &region.after));
        let mut spread = Spread {
            search,
            region: &region,
            table,
            is_touched: vec![false; new.len()],
            is_open: vec![false; new.len()],
            seen: vec![None; new.len()],
            old,
            new,
            withdrawn: Vec::new(),
            hops_stayed: 0,
            chains_stayed: 0,
            figures: Change { before: Vec::new(), after: Vec::new() },
        };
        match spread.from(search.touched) {
            Ok(()) => {
                let paths = spread.changed_paths();
                let Spread { figures, hops_stayed, chains_stayed, .. } = spread;
                let differences = |sums: &Change<(u64, Count)>| {
                    let (hops, chains) = &sums.after;
                    let hops = hops.checked_sub(hops_stayed)?;
                    Differences::of(sums, (hops, chains.less(&Count::from(chains_stayed))?))
                };
                let outcome =
                    Outcome::of(&region, chains, figures, differences, search.complete_to);
                return Ok(outcome.map(|outcome| Outcome { paths, ..outcome }));
            }
            Err(Stop::TooNear) if margins.after < i64::MAX / 4 => margins.after *= 4,
            Err(_) => return Ok(None),
        }
    }
}

/// Why paths cannot be followed.
enum Stop {
    /// They lead beyond the region.
    TooNear,
    /// A number does not fit, or too many events change.
    TooWide,
}

/// The events near by in one of two states.
struct State<'a> {
    prepared: &'a Prepared<'a>,
    snapshot: &'a Snapshot,
    scope: Scope<'a>,
    /// By node.
    records: Vec<u32>,
    /// By record.
    nodes: HashMap<u32, u32>,
}

impl<'a> State<'a> {
    fn of(chains: &'a Chains<'a>, snapshot: &'a Snapshot) -> Self {
        let prepared = &*chains.prepared;
        let len = prepared.engine.nodes.len();
        let (mut records, mut nodes) = (Vec::with_capacity(len), HashMap::with_capacity(len));
        for node in 0..len {
            let record = snapshot.record(prepared.event(node).id());
            records.push(record);
            nodes.insert(record, node as u32);
        }
        Self { prepared, snapshot, scope: prepared.scope(), records, nodes }
    }

    fn len(&self) -> usize {
        self.prepared.engine.nodes.len()
    }

    fn node(&self, record: u32) -> Option<usize> {
        self.nodes.get(&record).map(|node| *node as usize)
    }

    fn record(&self, node: usize) -> u32 {
        self.records[node]
    }

    fn antecedents(&self, node: usize) -> Vec<u32> {
        let mut found = Vec::new();
        self.prepared.engine.antecedents(node, &mut found);
        found
    }

    /// Returns `true` if chains may take a hop.
    fn may_hop(&self, earlier: usize, later: usize) -> bool {
        self.prepared.engine.may_hop(&self.scope, earlier, later)
    }

    fn figure(&self, node: usize, leading: Leading) -> EventFigure {
        EventFigure::of(self.prepared, &self.scope, self.snapshot, node, leading)
    }
}

/// What was found of an event that was looked at.
#[derive(Clone, Copy)]
struct Seen {
    /// What leads to it after the transaction.
    leading: Leading,
    /// The number of these paths that were paths before too, hop by hop.
    stayed: u128,
}

/// What is known of the events on the way. Nodes are those after the transaction, unless said otherwise.
struct Spread<'a> {
    search: &'a Search<'a>,
    region: &'a Region,
    table: &'a PathTable,
    old: State<'a>,
    new: State<'a>,
    /// By node.
    is_touched: Vec<bool>,
    /// By node, whether it is to be looked at.
    is_open: Vec<bool>,
    /// By node.
    seen: Vec<Option<Seen>>,
    /// The records of events that take part no more.
    withdrawn: Vec<u32>,
    hops_stayed: u64,
    chains_stayed: u128,
    figures: Change<Vec<EventFigure>>,
}

impl Spread<'_> {
    fn from(&mut self, touched: &[u32]) -> Result<(), Stop> {
        for record in touched {
            let node = self.new.node(*record);
            if let Some(old) = self.old.node(*record) {
                self.open_successors(old, false)?;
                if node.is_none() {
                    self.figures.before.push(self.old.figure(old, self.table.get(*record)));
                    self.withdrawn.push(*record);
                }
            }
            if let Some(node) = node {
                (self.is_open[node], self.is_touched[node]) = (true, true);
            }
        }
        // To look at an event takes about 25 times as long as to find it anew with all others (relay, bench `watch`).
        let most = (self.search.most / 16).max(SMALL);
        let mut looked_at = 0;
        for node in 0..self.new.len() {
            if self.is_open[node] {
                looked_at += 1;
                if looked_at > most {
                    return Err(Stop::TooWide);
                }
                self.look_at(node)?;
            }
        }
        Ok(())
    }

    /// Finds what leads to an event after the transaction, and what changes by that.
    fn look_at(&mut self, node: usize) -> Result<(), Stop> {
        let record = self.new.record(node);
        let old = self.old.node(record);
        let antecedents = self.new.antecedents(node);
        let leading = self.leading(node, &antecedents).ok_or(Stop::TooWide)?;
        let (mut hops, mut stayed) = (0, 0);
        if let Some(old) = old {
            (hops, stayed) = self.stayed(node, old, &antecedents).ok_or(Stop::TooWide)?;
        }
        self.seen[node] = Some(Seen { leading, stayed });
        let known = self.table.get(record);
        let is_touched = self.is_touched[node];
        if !is_touched && leading == known && (hops, stayed) == (known.hops, known.paths.count) {
            return Ok(());
        }
        if let Some(old) = old {
            self.figures.before.push(self.old.figure(old, known));
            self.hops_stayed += hops;
            if self.new.scope.may_end(node) && self.old.scope.may_end(old) {
                let sum = self.chains_stayed.checked_add(stayed);
                self.chains_stayed = sum.ok_or(Stop::TooWide)?;
            }
        }
        self.figures.after.push(self.new.figure(node, leading));
        if is_touched || leading.paths != known.paths || stayed != known.paths.count {
            self.open_successors(node, true)?;
        }
        Ok(())
    }

    /// Returns what leads to an event by the hops from some antecedents. Returns `None` if a number does not fit.
    fn leading(&self, node: usize, antecedents: &[u32]) -> Option<Leading> {
        let new = &self.new;
        let mut paths = Paths::default();
        for earlier in antecedents {
            let earlier = *earlier as usize;
            if !new.may_hop(earlier, node) {
                continue;
            }
            let received = match &self.seen[earlier] {
                Some(seen) => seen.leading.paths,
                None => self.table.get(new.record(earlier)).paths,
            };
            paths = paths.and(received)?;
            if new.scope.may_start(earlier) {
                paths = paths.and(Paths::of_start(new.prepared.engine.nodes.level(earlier))?)?;
            }
        }
        Some(Leading { hops: antecedents.len() as u64, paths: paths.extended()? })
    }

    /// Returns the number of hops to an event, and of paths to it, that were there before too, hop by hop. `old` is its
    /// node before the transaction. Returns `None` if a number does not fit.
    fn stayed(&self, node: usize, old: usize, antecedents: &[u32]) -> Option<(u64, u128)> {
        let (mut hops, mut paths) = (0_u64, 0_u128);
        let mut before = None;
        for earlier in antecedents {
            let earlier = *earlier as usize;
            let record = self.new.record(earlier);
            let mut may_hop = self.new.may_hop(earlier, node);
            let mut may_start = self.new.scope.may_start(earlier);
            // Whether two events are a hop depends on them alone: a hop between two that are not touched was one before.
            // To look for all antecedents before as well would take as long again for most events.
            if self.is_touched[node] || self.is_touched[earlier] {
                let Some(earlier) = self.old.node(record) else { continue };
                let before = before.get_or_insert_with(|| self.old.antecedents(old));
                if before.binary_search(&(earlier as u32)).is_err() {
                    continue;
                }
                may_hop = may_hop && self.old.may_hop(earlier, old);
                may_start = may_start && self.old.scope.may_start(earlier);
            }
            hops += 1;
            if may_hop {
                let received = match &self.seen[earlier] {
                    Some(seen) => seen.stayed,
                    None => self.table.get(record).paths.count,
                };
                paths = paths.checked_add(received)?.checked_add(may_start.into())?;
            }
        }
        Some((hops, paths))
    }

    /// Marks the events that follow an event, before or after the transaction, to be looked at. `node` is that of the
    /// state.
    fn open_successors(&mut self, node: usize, is_after: bool) -> Result<(), Stop> {
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
            if is_after {
                self.is_open[later as usize] = true;
            } else if let Some(node) = self.new.node(state.record(later as usize)) {
                self.is_open[node] = true;
            }
        }
        Ok(())
    }

    /// Returns what leads to the events that were looked at, by record.
    fn changed_paths(&self) -> Vec<(u32, Leading)> {
        let mut changed = Vec::new();
        for record in &self.withdrawn {
            changed.push((*record, Leading::default()));
        }
        for (node, seen) in self.seen.iter().enumerate() {
            if let Some(seen) = seen {
                changed.push((self.new.record(node), seen.leading));
            }
        }
        changed
    }
}
