//! [`ChangedDyads`]: the figures of the dyads of events whose figures change.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use super::{
    dyads::DyadFigures,
    event_figures::{Ending, EventFigure},
    parts::{DyadTable, Parts},
    path_table::PathTable,
    region::Search,
};
use crate::{
    error::Error,
    parallel,
    timeline::Dyad,
    watch::query_changes::{Change, DyadChange},
};

/// The figures of the dyads of events whose figures change, before and after.
pub(super) struct ChangedDyads {
    /// Each has some of the dyads.
    parts: Vec<Change<DyadTable>>,
}

/// The dyads of at most this many events are not shared out: to begin work on another core takes about as long.
const FEW: usize = 100;

impl ChangedDyads {
    /// Returns `None` if all chains must be found again.
    pub(super) fn of(
        parts: &Parts,
        search: &Search<'_>,
        figures: &Change<Vec<EventFigure>>,
    ) -> Result<Option<Self>, Error> {
        let cores = if figures.after.len() > FEW { parallel::cores() } else { 1 };
        let found = parallel::map((0..cores).collect(), |part| {
            let is_in_part = |dyad: &&Dyad| (dyad.0 ^ dyad.1) as usize % cores == part;
            let Some(before) = dyads_before(parts, search, figures, &is_in_part)? else {
                return Ok(None);
            };
            let after = dyads_after(&before, figures, &is_in_part);
            Ok(after.map(|after| Change { before, after }))
        });
        let mut parts = Vec::with_capacity(cores);
        for part in found {
            let Some(part) = part? else { return Ok(None) };
            parts.push(part);
        }
        Ok(Some(Self { parts }))
    }

    /// Returns the dyads whose figures differ, in order of the keys of source and target.
    pub(super) fn changes(&self, search: &Search<'_>) -> Vec<DyadChange> {
        let mut names: HashMap<u32, Arc<str>> = HashMap::new();
        let mut changes = Vec::new();
        for Change { before, after } in &self.parts {
            for (dyad, figures) in after {
                let mut parties = || {
                    [dyad.0, dyad.1].map(|party| {
                        let name =
                            names.entry(party).or_insert_with(|| search.roll_up.key(party).into());
                        Arc::clone(name)
                    })
                };
                let before = before.get(dyad).and_then(|figures| figures.tally(parties()));
                let change = DyadChange { before, after: figures.tally(parties()) };
                if change.before != change.after {
                    changes.push(change);
                }
            }
        }
        changes.sort_unstable_by(|one, other| {
            (one.source(), one.target()).cmp(&(other.source(), other.target()))
        });
        changes
    }

    /// Returns the figures after the change. A dyad without events is part of them.
    pub(super) fn into_after(self) -> impl Iterator<Item = (Dyad, DyadFigures)> {
        self.parts.into_iter().flat_map(|part| part.after)
    }
}

/// Returns the figures before a change of some dyads. Returns `None` if there are too many events, or if a number of chains
/// is not exact.
fn dyads_before(
    parts: &Parts,
    search: &Search<'_>,
    figures: &Change<Vec<EventFigure>>,
    is_asked: &dyn Fn(&&Dyad) -> bool,
) -> Result<Option<DyadTable>, Error> {
    let (mut before, mut unknown) = (DyadTable::new(), DyadTable::new());
    for figure in figures.before.iter().chain(&figures.after) {
        for dyad in figure.dyads.iter().filter(is_asked) {
            let kept = parts.dyads.get(dyad);
            let is_known = kept.is_some() || parts.paths.is_none();
            let table = if is_known { &mut before } else { &mut unknown };
            table.entry(*dyad).or_insert_with(|| kept.cloned().unwrap_or_default());
        }
    }
    if let Some(paths) = parts.paths.as_ref().filter(|_| !unknown.is_empty()) {
        let Some(found) = added_up(unknown, search, paths)? else { return Ok(None) };
        before.extend(found);
    }
    Ok(Some(before))
}

/// Adds up the figures of the dyads of a table, in which they are none. Returns `None` if there are too many events, or if a
/// number of chains is not exact.
fn added_up(
    mut dyads: DyadTable,
    search: &Search<'_>,
    paths: &PathTable,
) -> Result<Option<DyadTable>, Error> {
    let pairs = dyads.keys().map(|(source, target)| (*source.min(target), *source.max(target)));
    let Some(snapshot) = search.all_in_pairs(&pairs.collect::<HashSet<_>>()) else {
        return Ok(None);
    };
    let chains = search.query.chains(&snapshot.timeline)?;
    let prepared = &*chains.prepared;
    let scope = prepared.scope();
    for node in 0..prepared.engine.nodes.len() {
        let leading = paths.get(snapshot.record(prepared.event(node).id()));
        let ending = Ending::of(prepared, &scope, node, leading);
        for dyad in prepared.engine.nodes.dyads.of(node) {
            if let Some(figures) = dyads.get_mut(dyad)
                && figures.add(&ending).is_none()
            {
                return Ok(None);
            }
        }
    }
    Ok(Some(dyads))
}

/// Returns the figures after a change of some dyads. Returns `None` if a number of chains is not exact.
fn dyads_after(
    before: &DyadTable,
    figures: &Change<Vec<EventFigure>>,
    is_asked: &dyn Fn(&&Dyad) -> bool,
) -> Option<DyadTable> {
    let mut dyads = DyadTable::new();
    for (figures, is_new) in [(&figures.before, false), (&figures.after, true)] {
        for figure in figures {
            for dyad in figure.dyads.iter().filter(is_asked) {
                let of_dyad = dyads
                    .entry(*dyad)
                    .or_insert_with(|| before.get(dyad).cloned().unwrap_or_default());
                if is_new {
                    of_dyad.add(&figure.ending)?;
                } else {
                    of_dyad.take(&figure.ending)?;
                }
            }
        }
    }
    Some(dyads)
}
