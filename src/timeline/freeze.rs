//! Turning a checked builder into a timeline.

use std::sync::OnceLock;

use super::{Timeline, TimelineBuilder};
use crate::sorting::sorted_order;

impl Timeline {
    /// Returns an empty builder.
    ///
    /// ```
    /// assert!(escalade::Timeline::builder().is_empty());
    /// ```
    pub fn builder() -> TimelineBuilder {
        TimelineBuilder::default()
    }

    /// Sorts the events and moves everything from the builder into a timeline.
    pub(super) fn freeze(builder: TimelineBuilder) -> Self {
        let TimelineBuilder {
            title,
            actors,
            actor_keys,
            mut columns,
            mut extras,
            keys,
            links,
            covered,
            unreadable,
            ..
        } = builder;
        columns.shrink();
        extras.shrink();
        // If events were recorded in order of time, positions equal ids and need not be stored.
        let order = (!columns.is_in_order()).then(|| {
            let mut by_time = Vec::with_capacity(columns.len());
            for id in 0..columns.len() {
                by_time.push((columns.earliest(id), id as u32));
            }
            by_time.sort_unstable();
            let mut ids = Vec::with_capacity(columns.len());
            let mut positions = vec![0; columns.len()];
            for (position, (_, id)) in by_time.into_iter().enumerate() {
                ids.push(id);
                positions[id as usize] = position as u32;
            }
            (ids, positions)
        });
        let key = |nth: usize| &keys.nth(nth).1;
        let mut keys_sorted = Vec::with_capacity(keys.len());
        for nth in sorted_order(keys.len(), &|a, b| key(a).cmp(key(b))) {
            keys_sorted.push(nth as u32);
        }
        Self {
            title,
            actors,
            actor_keys,
            columns,
            extras,
            keys,
            keys_sorted,
            order,
            links,
            covered,
            unreadable,
            index: OnceLock::new(),
        }
    }
}
