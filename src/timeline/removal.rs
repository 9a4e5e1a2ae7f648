//! Removal of events from a builder, when a later record replaces an earlier one.

use super::TimelineBuilder;
use crate::{
    model::EventId,
    sorting::{count_before, paired_with},
};

impl TimelineBuilder {
    /// Replaces an event by one that was added later. The later event takes its key, and the earlier one is removed
    /// when the timeline is built. Links and statements that refer to the earlier event then refer to the later one.
    #[cfg_attr(not(feature = "csv"), allow(dead_code))]
    pub(crate) fn supersede(&mut self, old: EventId, new: EventId, key: &str) {
        if self.keys.event(key) == Some(old.0) {
            self.keys.push(new.0, key);
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
            if let Some(last) = paired_with(&removed, removed[nth].1) {
                removed[nth].1 = last;
            }
        }
        let removed_before = |id: u32| count_before(removed.len(), &|at| removed[at].0 < id) as u32;
        let new_id = |id: u32| match paired_with(&removed, id) {
            Some(_) => None,
            None => Some(id - removed_before(id)),
        };
        let referred = |id: EventId| {
            let id = paired_with(&removed, id.0).unwrap_or(id.0);
            EventId(id - removed_before(id))
        };
        let mut kept = Vec::with_capacity(self.len() - removed.len());
        for id in 0..self.len() as u32 {
            if new_id(id).is_some() {
                kept.push(id);
            }
        }
        self.columns.renumber(&kept, &new_id);
        self.columns.replace_events(&|id| Some(referred(id)));
        self.extras.retain(&kept);
        self.keys.renumber(&new_id);
        renumber(&mut self.reports, &new_id);
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

/// Replaces the ids of the events with a value, and removes the values of removed events.
pub(super) fn renumber<T>(values: &mut Vec<(u32, T)>, new_id: &dyn Fn(u32) -> Option<u32>) {
    let mut kept = 0;
    for nth in 0..values.len() {
        if let Some(id) = new_id(values[nth].0) {
            values[nth].0 = id;
            values.swap(kept, nth);
            kept += 1;
        }
    }
    values.truncate(kept);
}

/// Removes the values of all events but these, in ascending order, from a column. The column may end before
/// the last event.
pub(super) fn retain<T: Copy>(column: &mut Vec<T>, kept: &[u32]) {
    let mut len = 0;
    for id in kept {
        let Some(value) = column.get(*id as usize).copied() else { break };
        column[len] = value;
        len += 1;
    }
    column.truncate(len);
}
