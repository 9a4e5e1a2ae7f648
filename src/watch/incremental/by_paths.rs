//! Finding what a transaction changes along the paths from the events that it touches.
//!
//! The number of paths to an event, its longest path and the lowest start follow from those of its antecedents, and are
//! [kept](super::path_table) for all events. One sweep for each of them through the events near by finds it anew. An event
//! whose antecedents are not all near by is as it is kept; of the others, those that differ from what is kept change.
//!
//! ```text
//!   onset   ──────────────────────────────────────────────────────────►
//!           │   kept    │       found by the sweep        │  must stay │
//!           start   start + gap        touched        end - gap      end of the events near by
//! ```

use super::{
    event_figures::EventFigure,
    leading::Leading,
    locality::Locality,
    near_paths::{Found, NearPaths},
    outcome::Outcome,
    path_table::PathTable,
    region::{Margins, SMALL, Search},
};
use crate::{
    chain::count::Count,
    error::Error,
    watch::query_changes::{Change, Differences},
};

/// Returns `None` if too many events are near, or if a number does not fit.
pub(super) fn by_paths(table: &PathTable, search: &Search<'_>) -> Result<Option<Outcome>, Error> {
    let search = &Search { most: most_near(search.most), ..*search };
    let mut margins = least_margins(search.locality);
    loop {
        let Some(region) = search.region(search.touched, margins) else { return Ok(None) };
        let old = search.query.chains(&region.before.timeline)?;
        let new = search.query.chains(&region.after.timeline)?;
        let near = NearPaths::new(table, search, &region, [&old, &new]);
        let Some(found) = near.found() else { return Ok(None) };
        match ChangedPaths::of(&near, &found) {
            Ok(ChangedPaths { figures, paths, hops_stayed, chains_stayed }) => {
                let differences = |sums: &Change<(u64, Count)>| {
                    let (hops, chains) = &sums.after;
                    let hops = hops.checked_sub(hops_stayed)?;
                    Differences::of(sums, (hops, chains.less(&Count::from(chains_stayed))?))
                };
                let chains = Change { before: &old, after: &new };
                let outcome =
                    Outcome::of(&region, chains, figures, differences, search.complete_to);
                return Ok(outcome.map(|outcome| Outcome { paths, ..outcome }));
            }
            Err(Stop::TooNear) if margins.after < i64::MAX / 4 => margins.after *= 4,
            Err(_) => return Ok(None),
        }
    }
}

/// Returns the number of events that may be near, given how many may be looked at at all. Those near are copied and swept
/// twice, and the region may grow fourfold several times.
pub(super) fn most_near(most: usize) -> usize {
    (most / 4).max(SMALL)
}

/// Returns how far from the events that a transaction touches others are near at first.
pub(super) fn least_margins(locality: &Locality) -> Margins {
    let before = locality.longest_gap.max(locality.open);
    Margins { before, after: before.saturating_mul(2), until_silence: false }
}

/// Why changes cannot be told.
enum Stop {
    /// They lead beyond the events near by.
    TooNear,
    /// A number does not fit.
    TooWide,
}

/// What changes at the events near by.
struct ChangedPaths {
    figures: Change<Vec<EventFigure>>,
    /// What leads to events after the transaction, by record.
    paths: Vec<(u32, Leading)>,
    /// The number of hops to these events, and of chains that end in them, that were there before too.
    hops_stayed: u64,
    chains_stayed: u128,
}

impl ChangedPaths {
    fn of(near: &NearPaths<'_>, found: &[Found]) -> Result<Self, Stop> {
        let NearPaths { table, old, new, .. } = near;
        let figures = Change { before: Vec::new(), after: Vec::new() };
        let mut changed = Self { figures, paths: Vec::new(), hops_stayed: 0, chains_stayed: 0 };
        for record in near.touched() {
            let Some(node) = old.node(*record) else { continue };
            if !near.is_surrounded(old, node) {
                return Err(Stop::TooNear);
            }
            if new.node(*record).is_none() {
                changed.figures.before.push(old.figure(node, table.get(*record)));
                changed.paths.push((*record, Leading::default()));
            }
        }
        for (node, found) in found.iter().enumerate() {
            let (record, leading) = (new.record(node), found.leading);
            let kept = table.get(record);
            let is_passed_on = near.is_touched(record)
                || leading.paths != kept.paths
                || found.paths_stayed != kept.paths.count;
            if is_passed_on && !near.is_surrounded(new, node) {
                return Err(Stop::TooNear);
            }
            if !is_passed_on && leading.hops == kept.hops && found.hops_stayed == kept.hops {
                continue;
            }
            if let Some(before) = old.node(record) {
                changed.figures.before.push(old.figure(before, kept));
                changed.hops_stayed += found.hops_stayed;
                if new.scope.may_end(node) && old.scope.may_end(before) {
                    let sum = changed.chains_stayed.checked_add(found.paths_stayed);
                    changed.chains_stayed = sum.ok_or(Stop::TooWide)?;
                }
            }
            changed.figures.after.push(new.figure(node, leading));
            changed.paths.push((record, leading));
        }
        Ok(changed)
    }
}
