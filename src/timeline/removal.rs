//! Removal of events from a builder, when a later record replaces an earlier one.

use super::TimelineBuilder;
use crate::model::EventId;

impl TimelineBuilder {
    /// Replaces an event by one that was added later. The later event takes its key, and the earlier one is removed
    /// when the timeline is built. Links and statements that refer to the earlier event then refer to the later one.
    #[cfg_attr(not(feature = "csv"), allow(dead_code))]
    pub(crate) fn supersede(&mut self, old: EventId, new: EventId, key: &str) {
        if let Some(id) = self.event_keys.get_mut(key).filter(|id| **id == old.0) {
            *id = new.0;
            self.keys.push(new.0, key.into());
        }
        self.superseded.push((old.0, new.0));
    }

    /// Removes the events that were replaced. Takes O(n) for n events, if there are any.
    pub(super) fn remove_superseded(&mut self) {
        let mut removed = std::mem::take(&mut self.superseded);
        if removed.is_empty() {
            return;
        }
        removed.sort_unstable();
        removed.dedup_by_key(|(old, _)| *old);
        // A replacement may be replaced in turn. It is later, so its own replacement is known first.
        for nth in (0..removed.len()).rev() {
            if let Ok(next) = removed.binary_search_by_key(&removed[nth].1, |(old, _)| *old) {
                removed[nth].1 = removed[next].1;
            }
        }
        let removed_before = |id: u32| removed.partition_point(|(old, _)| *old < id);
        let new_id = |id: u32| {
            let before = removed_before(id);
            let is_removed = removed.get(before).is_some_and(|(old, _)| *old == id);
            (!is_removed).then(|| id - before as u32)
        };
        let referred = |id: EventId| {
            let nth = removed.binary_search_by_key(&id.0, |(old, _)| *old);
            let id = nth.map_or(id.0, |nth| removed[nth].1);
            EventId(id - removed_before(id) as u32)
        };
        self.columns.renumber(&new_id);
        self.columns.replace_events(&|id| Some(referred(id)));
        self.extras.renumber(&new_id);
        self.keys.renumber(&new_id);
        for id in self.event_keys.values_mut() {
            *id = new_id(*id).unwrap_or(*id);
        }
        self.reports.retain_mut(|(id, _)| renumbered(id, &new_id));
        for link in &mut self.links {
            (link.from, link.to) = (referred(link.from), referred(link.to));
        }
        for id in std::mem::take(&mut self.undated) {
            if let Some(id) = new_id(id) {
                self.undated.insert(id);
            }
        }
    }
}

/// Replaces an id by the new one; returns `false` if its event is removed.
pub(super) fn renumbered(id: &mut u32, new_id: &dyn Fn(u32) -> Option<u32>) -> bool {
    match new_id(*id) {
        Some(new) => {
            *id = new;
            true
        }
        None => false,
    }
}

/// Removes the values of removed events from a column of all events.
pub(super) fn retain<T>(column: &mut Vec<T>, new_id: &dyn Fn(u32) -> Option<u32>) {
    let mut id = 0;
    column.retain(|_| {
        id += 1;
        new_id(id - 1).is_some()
    });
}
