//! [`PairIndex`]: the events of each pair of actors, whichever of them acts.

use crate::{
    model::EventId,
    timeline::{EventRef, RollUp, Timeline},
};

/// Two parties, the one with the lower number first.
pub(super) type Pair = (u32, u32);

/// The events of each pair of actors in a timeline: 4 bytes for each event of one pair.
#[derive(Debug)]
pub(super) struct PairIndex {
    /// In ascending order.
    pairs: Vec<Pair>,
    /// By pair, the index of its first position; then the number of positions.
    starts: Vec<u32>,
    /// By pair, the positions of its events in ascending order.
    positions: Vec<u32>,
}

impl PairIndex {
    /// Takes O(n log n) for n events.
    pub(super) fn new(timeline: &Timeline, roll_up: &RollUp<'_>) -> Self {
        let mut entries = Vec::with_capacity(timeline.len());
        let mut pairs = Vec::new();
        for position in 0..timeline.len() {
            let event = timeline.event(EventId(timeline.id_at(position)));
            pairs_of(event, roll_up, &mut pairs);
            for (one, other) in &pairs {
                entries.push((*one, *other, position as u32));
            }
        }
        entries.sort_unstable();
        let mut index = Self {
            pairs: Vec::new(),
            starts: Vec::new(),
            positions: Vec::with_capacity(entries.len()),
        };
        for (one, other, position) in entries {
            if index.pairs.last() != Some(&(one, other)) {
                index.pairs.push((one, other));
                index.starts.push(index.positions.len() as u32);
            }
            index.positions.push(position);
        }
        index.starts.push(index.positions.len() as u32);
        index
    }

    /// Returns the positions of the events of a pair, in ascending order.
    pub(super) fn of(&self, pair: Pair) -> &[u32] {
        match self.pairs.binary_search(&pair) {
            Ok(nth) => &self.positions[self.starts[nth] as usize..self.starts[nth + 1] as usize],
            Err(_) => &[],
        }
    }
}

/// Writes to `pairs` the pairs of parties of an event, each once.
pub(super) fn pairs_of(event: EventRef<'_>, roll_up: &RollUp<'_>, pairs: &mut Vec<Pair>) {
    pairs.clear();
    let second = event.earliest().timestamp();
    for source in event.sources() {
        let source = roll_up.at(*source, second);
        for target in event.targets() {
            let target = roll_up.at(*target, second);
            if source != target {
                pairs.push((source.min(target), source.max(target)));
            }
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
}
