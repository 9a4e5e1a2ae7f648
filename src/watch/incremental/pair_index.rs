//! [`PairIndex`]: the events of each pair of actors, whichever of them acts.

use std::collections::HashSet;

use crate::{
    model::EventId,
    timeline::{RollUp, Timeline},
};

/// Two parties, the one with the lower number first.
pub(super) type Pair = (u32, u32);

/// The events of each pair of actors in a timeline: 4 to 5 bytes for each event of one pair.
///
/// Pairs are not listed but hashed to buckets, of which each has the events of several pairs. With ten million events of
/// 5,000 actors, a list of the pairs took 3 bytes more for each event.
#[derive(Debug)]
pub(super) struct PairIndex {
    /// By bucket, the index of its first position; then the number of positions.
    starts: Vec<u32>,
    /// By bucket, the positions of its events in ascending order.
    positions: Vec<u32>,
}

/// The average number of positions in a bucket is at most this many.
const BUCKET: usize = 16;

impl PairIndex {
    /// Takes O(n) for n events.
    pub(super) fn new(timeline: &Timeline, roll_up: &RollUp<'_>) -> Self {
        let buckets = (timeline.len() / BUCKET).next_power_of_two();
        let mut pairs = Vec::new();
        let mut each = |visit: &mut dyn FnMut(usize, u32)| {
            for position in 0..timeline.len() {
                pairs_of(timeline, EventId(timeline.id_at(position)), roll_up, &mut pairs);
                for pair in &pairs {
                    visit(bucket_of(*pair, buckets), position as u32);
                }
            }
        };
        let mut starts = vec![0_u32; buckets + 1];
        each(&mut |bucket, _| starts[bucket] += 1);
        let mut len = 0;
        for start in &mut starts {
            len += std::mem::replace(start, len);
        }
        let mut positions = vec![0; len as usize];
        each(&mut |bucket, position| {
            positions[starts[bucket] as usize] = position;
            starts[bucket] += 1;
        });
        // Each start is now that of the next bucket.
        starts.rotate_right(1);
        starts[0] = 0;
        Self { starts, positions }
    }

    /// Returns the positions of the events of a pair, and of some other events, in ascending order. An event of several
    /// pairs may occur twice.
    pub(super) fn near(&self, pair: Pair) -> &[u32] {
        let bucket = bucket_of(pair, self.starts.len() - 1);
        self.in_bucket(bucket)
    }

    /// Returns the positions of the events of some pairs, and of some other events, in ascending order, each once.
    pub(super) fn near_any(&self, pairs: &HashSet<Pair>) -> Vec<u32> {
        let mut buckets = Vec::with_capacity(pairs.len());
        buckets.extend(pairs.iter().map(|pair| bucket_of(*pair, self.starts.len() - 1)));
        buckets.sort_unstable();
        buckets.dedup();
        let mut near = Vec::new();
        for bucket in buckets {
            near.extend_from_slice(self.in_bucket(bucket));
        }
        near.sort_unstable();
        near.dedup();
        near
    }

    fn in_bucket(&self, bucket: usize) -> &[u32] {
        &self.positions[self.starts[bucket] as usize..self.starts[bucket + 1] as usize]
    }
}

/// Returns the bucket of a pair among a number of buckets, which must be a power of two.
fn bucket_of((one, other): Pair, buckets: usize) -> usize {
    // Fibonacci hashing (Knuth 1973): the upper bits of a product with 2⁶⁴ over the golden ratio.
    let hash = (u64::from(one) << 32 | u64::from(other)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    ((hash >> 32) as usize) & (buckets - 1)
}

/// Writes to `pairs` the pairs of parties of an event, each once.
pub(super) fn pairs_of(
    timeline: &Timeline,
    event: EventId,
    roll_up: &RollUp<'_>,
    pairs: &mut Vec<Pair>,
) {
    let (columns, id) = (timeline.columns(), event.index());
    let second = columns.earliest(id);
    pairs.clear();
    for source in columns.sources(id) {
        let source = roll_up.at(*source, second);
        for target in columns.targets(id) {
            let target = roll_up.at(*target, second);
            if source != target {
                pairs.push((source.min(target), source.max(target)));
            }
        }
    }
    if pairs.len() > 1 {
        pairs.sort_unstable();
        pairs.dedup();
    }
}
