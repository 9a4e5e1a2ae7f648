//! Turning a checked builder into a timeline.

use std::sync::OnceLock;

use super::{Timeline, TimelineBuilder};

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
            let mut ids: Vec<u32> = (0..columns.len() as u32).collect();
            ids.sort_by_key(|id| columns.earliest(*id as usize));
            let mut positions = vec![0; ids.len()];
            for (position, id) in ids.iter().enumerate() {
                positions[*id as usize] = position as u32;
            }
            (ids, positions)
        });
        let mut keys_sorted: Vec<u32> = (0..keys.len() as u32).collect();
        keys_sorted.sort_unstable_by_key(|nth| &keys.nth(*nth as usize).1);
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
