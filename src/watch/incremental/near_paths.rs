//! [`NearPaths`]: what leads to the events near those that a transaction touches.

use super::{
    event_figures::EventFigure,
    leading::{Leading, Paths},
    path_table::PathTable,
    region::{Region, Search, both},
};
use crate::{
    chain::{
        chains::Chains,
        engine::{monoid::Monoid, scope::Scope, values::Greatest},
        prepared::Prepared,
    },
    watch::snapshot::Snapshot,
};

/// The events near by, before and after a transaction.
pub(super) struct NearPaths<'a> {
    search: &'a Search<'a>,
    region: &'a Region,
    pub(super) table: &'a PathTable,
    pub(super) old: State<'a>,
    pub(super) new: State<'a>,
}

/// What leads to an event after the transaction.
pub(super) struct Found {
    pub(super) leading: Leading,
    /// The number of hops that were hops before too.
    pub(super) hops_stayed: u64,
    /// The number of paths that were paths before too, hop by hop.
    pub(super) paths_stayed: u128,
}

/// A hop between two nodes after the transaction, at least one of them touched, that was a hop before too. Sorted by the
/// later node.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct StayedHop {
    later: usize,
    earlier: usize,
    /// Whether a path may start with the earlier node, before and after.
    is_start: bool,
}

/// A hop with a touched event: the records of its later and of its earlier event, and their nodes in the same order.
type TouchedHop = ([u32; 2], [usize; 2]);

/// The events near by in one of two states.
pub(super) struct State<'a> {
    prepared: &'a Prepared<'a>,
    snapshot: &'a Snapshot,
    pub(super) scope: Scope<'a>,
}

impl<'a> State<'a> {
    fn of(chains: &'a Chains<'a>, snapshot: &'a Snapshot) -> Self {
        let prepared = &*chains.prepared;
        Self { prepared, snapshot, scope: prepared.scope() }
    }

    pub(super) fn node(&self, record: u32) -> Option<usize> {
        self.prepared.node(self.snapshot.event(record)?)
    }

    pub(super) fn record(&self, node: usize) -> u32 {
        self.snapshot.record(self.prepared.event(node).id())
    }

    pub(super) fn figure(&self, node: usize, leading: Leading) -> EventFigure {
        EventFigure::of(self.prepared, &self.scope, self.snapshot, node, leading)
    }

    /// Returns `true` if chains may take a hop.
    fn may_hop(&self, [later, earlier]: [usize; 2]) -> bool {
        self.prepared.engine.may_hop(&self.scope, earlier, later)
    }

    /// Passes on numbers of paths; `visit` returns how many lead to a node or start with it. Returns `None` if their
    /// total does not fit.
    fn pass_counts(&self, visit: &mut dyn FnMut(usize, u128) -> Option<u128>) -> Option<()> {
        // The checked total of all values passed on: see `engine::values`.
        let mut total: u128 = 0;
        self.prepared.engine.try_pass_forward(&self.scope, &mut |at, received| {
            let passed_on = visit(at.node, received)?;
            total = total.checked_add(passed_on)?;
            Some(passed_on)
        })
    }

    /// Returns the hops of the events of some records, sorted.
    fn hops_of(&self, records: &[u32]) -> Vec<TouchedHop> {
        let (mut hops, mut near) = (Vec::new(), Vec::new());
        for record in records {
            let Some(node) = self.node(*record) else { continue };
            self.prepared.engine.successors(node, &mut near);
            for later in &near {
                let later = *later as usize;
                hops.push(([self.record(later), *record], [later, node]));
            }
            self.prepared.engine.antecedents(node, &mut near);
            for earlier in &near {
                let earlier = *earlier as usize;
                hops.push(([*record, self.record(earlier)], [node, earlier]));
            }
        }
        hops.sort_unstable();
        // A hop between two of the events was found from both.
        hops.dedup();
        hops
    }
}

impl<'a> NearPaths<'a> {
    /// `chains` are those of the region, before and after.
    pub(super) fn new(
        table: &'a PathTable,
        search: &'a Search<'a>,
        region: &'a Region,
        [old, new]: [&'a Chains<'a>; 2],
    ) -> Self {
        let (old, new) = (State::of(old, &region.before), State::of(new, &region.after));
        Self { search, region, table, old, new }
    }

    /// Returns the records of the events that the transaction touches, sorted.
    pub(super) fn touched(&self) -> &[u32] {
        self.search.touched
    }

    pub(super) fn is_touched(&self, record: u32) -> bool {
        self.search.touched.binary_search(&record).is_ok()
    }

    /// Returns `true` if the events that may follow an event are near, with all their antecedents.
    pub(super) fn is_surrounded(&self, state: &State<'_>, node: usize) -> bool {
        let gap = self.search.locality.longest_gap;
        self.region.has_all_near(self.search, state.prepared.event(node), [gap, gap])
    }

    /// Returns what leads to each node after the transaction. Returns `None` if a number does not fit.
    pub(super) fn found(&self) -> Option<Vec<Found>> {
        let mut found = self.kept();
        let stayed = self.touched_hops(&mut found);
        let level = |node: usize| -(self.new.prepared.engine.nodes.level(node) as f64);
        let (counts, best) = both(
            found.len(),
            || Some([self.counts(&found)?, self.counts_stayed(&found, &stayed)?]),
            || {
                let longest =
                    self.greatest(&found, 1.0, &|paths| paths.longest.into(), &|_| 1.0)?;
                let lowest = |paths: Paths| -f64::from(paths.lowest);
                Some([longest, self.greatest(&found, 0.0, &lowest, &level)?])
            },
        );
        let ([counts, counts_stayed], [longest, lowest]) = (counts?, best?);
        for (node, found) in found.iter_mut().enumerate() {
            found.paths_stayed = counts_stayed[node];
            found.leading.paths = match counts[node] {
                0 => Paths::default(),
                count => Paths {
                    count,
                    longest: u16::try_from(longest[node] as i64).ok()?,
                    lowest: i16::try_from(-lowest[node] as i64).ok()?,
                },
            };
        }
        Some(found)
    }

    /// Returns by node what is kept, as if all of it stayed.
    fn kept(&self) -> Vec<Found> {
        let len = self.new.prepared.engine.nodes.len();
        let mut kept = Vec::with_capacity(len);
        for node in 0..len {
            let leading = self.table.get(self.new.record(node));
            let (hops_stayed, paths_stayed) = (leading.hops, leading.paths.count);
            kept.push(Found { leading, hops_stayed, paths_stayed });
        }
        kept
    }

    /// Returns by node the number of paths that lead to it. Returns `None` if their total does not fit.
    fn counts(&self, kept: &[Found]) -> Option<Vec<u128>> {
        let mut counts = vec![0; kept.len()];
        self.new.pass_counts(&mut |node, received| {
            counts[node] = self.led_to(node, received, kept[node].leading.paths.count);
            counts[node].checked_add(self.new.scope.may_start(node).into())
        })?;
        Some(counts)
    }

    /// Returns by node the number of paths that lead to it and were paths before too, given the hops of touched events that
    /// were hops before. Returns `None` if their total does not fit.
    fn counts_stayed(&self, kept: &[Found], hops: &[StayedHop]) -> Option<Vec<u128>> {
        let mut counts: Vec<u128> = vec![0; kept.len()];
        self.new.pass_counts(&mut |node, received| {
            let is_touched = self.is_touched(self.new.record(node));
            let mut count = if is_touched { 0 } else { received };
            let first = hops.partition_point(|hop| hop.later < node);
            for hop in hops[first..].iter().take_while(|hop| hop.later == node) {
                let passed_on = counts[hop.earlier].checked_add(hop.is_start.into())?;
                count = count.checked_add(passed_on)?;
            }
            counts[node] = self.led_to(node, count, kept[node].paths_stayed);
            // What a touched event passes on is added hop by hop.
            if is_touched {
                return Some(0);
            }
            counts[node].checked_add(self.new.scope.may_start(node).into())
        })?;
        Some(counts)
    }

    /// Returns what leads to a node by what its antecedents passed on, or what is kept if not all of them are near.
    fn led_to<T: PartialEq>(&self, node: usize, received: T, kept: T) -> T {
        let gap = self.search.locality.longest_gap;
        let event = self.new.prepared.event(node);
        // Most are as they are kept, which takes less time to find out.
        if received == kept || self.region.has_all_near(self.search, event, [gap, 0]) {
            received
        } else {
            kept
        }
    }

    /// Returns by node the greatest value of the paths that lead to it, or negative infinity. A path passes on its value
    /// and `step` for each hop. Returns `None` if the pass is to stop.
    fn greatest(
        &self,
        kept: &[Found],
        step: f64,
        value_of: &dyn Fn(Paths) -> f64,
        start: &dyn Fn(usize) -> f64,
    ) -> Option<Vec<f64>> {
        let new = &self.new;
        let mut values = vec![f64::NEG_INFINITY; kept.len()];
        new.prepared.engine.try_pass_forward(&new.scope, &mut |at, Greatest(received)| {
            let node = at.node;
            let paths = kept[node].leading.paths;
            let kept = if paths.count > 0 { value_of(paths) } else { f64::NEG_INFINITY };
            values[node] = self.led_to(node, received + step, kept);
            let value = Greatest(values[node]);
            Some(if new.scope.may_start(node) {
                value.combine(Greatest(start(node)))
            } else {
                value
            })
        })?;
        Some(values)
    }

    /// Finds how many hops lead to each node, of which there are only others if an end of them is touched. Returns the
    /// hops of touched events that chains may take both before and after, sorted.
    fn touched_hops(&self, found: &mut [Found]) -> Vec<StayedHop> {
        let touched = self.touched();
        let (before, after) = (self.old.hops_of(touched), self.new.hops_of(touched));
        let mut stayed = Vec::new();
        let mut others = before.into_iter().peekable();
        let mut gone = |[later, _]: [u32; 2]| {
            if let Some(node) = self.new.node(later) {
                found[node].leading.hops -= 1;
                found[node].hops_stayed -= 1;
            }
        };
        let mut appeared = Vec::new();
        for (records, nodes) in after {
            while let Some((records, _)) = others.next_if(|(other, _)| *other < records) {
                gone(records);
            }
            let Some((_, old)) = others.next_if(|(other, _)| *other == records) else {
                appeared.push(nodes[0]);
                continue;
            };
            if self.new.may_hop(nodes) && self.old.may_hop(old) {
                let [later, earlier] = nodes;
                let is_start =
                    self.new.scope.may_start(earlier) && self.old.scope.may_start(old[1]);
                stayed.push(StayedHop { later, earlier, is_start });
            }
        }
        others.for_each(|(records, _)| gone(records));
        for node in appeared {
            found[node].leading.hops += 1;
        }
        stayed.sort_unstable();
        stayed
    }
}
