//! Events in groups.

use crate::sorting::sorted_order;

/// Events in groups: in the order of the events within each, and the groups in the order of their keys.
pub(crate) struct Groups {
    starts: Vec<u32>,
    members: Vec<u32>,
}

impl Groups {
    pub(crate) fn by(events: &[u32], key: &dyn Fn(usize) -> i64) -> Self {
        let key_at = |at: usize| key(events[at] as usize);
        let order = sorted_order(events.len(), &|a, b| key_at(a).cmp(&key_at(b)));
        let (mut starts, mut members) = (vec![0], Vec::with_capacity(events.len()));
        for (nth, at) in order.iter().enumerate() {
            if nth > 0 && key_at(order[nth - 1]) != key_at(*at) {
                starts.push(nth as u32);
            }
            members.push(events[*at]);
        }
        if !members.is_empty() {
            starts.push(members.len() as u32);
        }
        Self { starts, members }
    }

    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = &[u32]> {
        self.starts.windows(2).map(|ends| &self.members[ends[0] as usize..ends[1] as usize])
    }
}
