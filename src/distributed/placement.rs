//! Which worker keeps which keys.
//!
//! Keys fall into 65,536 groups by a hash, so that their number does not matter, and the keys that some event joins into
//! sets. Groups and sets are assigned from the largest to the smallest, each to the worker with the fewest events so
//! far. All workers compute the same from the sizes that they tell each other.

use std::{cmp::Reverse, collections::BTreeMap, collections::BinaryHeap};

use super::{
    codec::{Reader, Writer},
    peers::Peers,
    union::{Joined, Key},
};
use crate::sorting::sort_distinct;

const GROUP_BITS: u32 = 16;

/// Returns the group of a key, by multiplicative hashing (Knuth).
fn group_of((a, b): Key) -> u32 {
    let number = u64::from(a) << 32 | u64::from(b);
    let mixed = (number ^ number >> 29).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    ((mixed ^ mixed >> 32).wrapping_mul(0x94d0_49bb_1331_11eb) >> (64 - GROUP_BITS)) as u32
}

/// The sizes of the groups and sets of keys, while they are counted.
pub(super) struct Sizes {
    joined: Joined,
    /// By group, and after these by set.
    counts: Vec<u64>,
}

impl Sizes {
    /// Joins the keys of the events that have several, of all workers. `several` has the keys of each such event of this
    /// worker. Takes a round.
    pub(super) fn joining(peers: &mut Peers<'_>, several: &mut Vec<Vec<Key>>) -> Self {
        sort_distinct(several);
        let mut writer = Writer::default();
        for keys in &*several {
            writer.put(keys.len() as u64);
            for (a, b) in keys {
                writer.put(u64::from(*a));
                writer.put(u64::from(*b));
            }
        }
        let mut all: Vec<Vec<Key>> = Vec::new();
        for bytes in peers.share(&writer.bytes) {
            let mut reader = Reader::new(&bytes);
            while !reader.is_at_end() {
                let mut keys = Vec::new();
                for _ in 0..reader.get().min(reader.left() as u64) {
                    keys.push((reader.get() as u32, reader.get() as u32));
                }
                all.push(keys);
            }
        }
        let mut keys: Vec<Key> = all.iter().flatten().copied().collect();
        sort_distinct(&mut keys);
        let mut joined = Joined::of(&keys);
        for keys in all {
            for pair in keys.windows(2) {
                joined.join(pair[0], pair[1]);
            }
        }
        joined.finish();
        let sets = keys.len();
        Self { joined, counts: vec![0; (1 << GROUP_BITS) + sets] }
    }

    /// Counts events with a key.
    pub(super) fn add(&mut self, key: Key) {
        self.counts[unit_of(&self.joined, key) as usize] += 1;
    }

    /// Assigns all keys to workers. Takes a round.
    pub(super) fn assign(self, peers: &mut Peers<'_>) -> Placement {
        let mut writer = Writer::default();
        for (unit, count) in self.counts.iter().enumerate() {
            if *count > 0 {
                writer.put(unit as u64);
                writer.put(*count);
            }
        }
        let mut counts: BTreeMap<u32, u64> = BTreeMap::new();
        for bytes in peers.share(&writer.bytes) {
            let mut reader = Reader::new(&bytes);
            while !reader.is_at_end() {
                let (unit, count) = (reader.get() as u32, reader.get());
                *counts.entry(unit).or_default() += count;
            }
        }
        let mut by_size: Vec<(Reverse<u64>, u32)> = Vec::with_capacity(counts.len());
        for (unit, count) in counts {
            by_size.push((Reverse(count), unit));
        }
        by_size.sort_unstable();
        let mut loads = BinaryHeap::new();
        for worker in 0..peers.count() {
            loads.push(Reverse((0_u64, worker)));
        }
        let mut workers =
            vec![0; by_size.iter().map(|(_, unit)| *unit as usize + 1).max().unwrap_or(0)];
        for (Reverse(count), unit) in by_size {
            if let Some(Reverse((load, worker))) = loads.pop() {
                workers[unit as usize] = worker as u32;
                loads.push(Reverse((load + count, worker)));
            }
        }
        Placement { joined: self.joined, workers }
    }
}

/// Returns the number of the group or set of a key.
fn unit_of(joined: &Joined, key: Key) -> u32 {
    match joined.set_of(key) {
        Some(set) => (1 << GROUP_BITS) + set,
        None => group_of(key),
    }
}

/// Which worker keeps the events of each key.
pub(super) struct Placement {
    joined: Joined,
    /// By group, and after these by set.
    workers: Vec<u32>,
}

impl Placement {
    /// Returns the worker that keeps the events of a key. A key that no event has may be anywhere.
    pub(super) fn worker(&self, key: Key) -> usize {
        let unit = unit_of(&self.joined, key) as usize;
        self.workers.get(unit).map_or(0, |worker| *worker as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distributed::{Cluster, run::run};

    /// Returns how many events each worker keeps, of keys of which the nth has 1,000 / n events.
    fn kept(workers: usize, joined: &'static [[Key; 2]]) -> Vec<Vec<u64>> {
        run(&Cluster::of_threads(workers), 0, move |peers| {
            let mut several = joined.iter().map(|keys| keys.to_vec()).collect();
            let mut sizes = Sizes::joining(peers, &mut several);
            let counts = (1..=200_u32).map(|nth| ((nth, nth + 1), 1_000 / nth));
            for (key, count) in counts.clone() {
                for _ in 0..count {
                    sizes.add(key);
                }
            }
            let placement = sizes.assign(peers);
            let mut kept = vec![0; peers.count()];
            for (key, count) in counts {
                kept[placement.worker(key)] += u64::from(count);
            }
            for keys in joined {
                assert_eq!(placement.worker(keys[0]), placement.worker(keys[1]));
            }
            kept
        })
        .expect("workers")
    }

    #[test]
    fn events_are_divided_evenly_and_alike_at_all_workers() {
        for workers in [1, 2, 3, 4] {
            let kept = kept(workers, &[]);
            assert!(kept.iter().all(|one| *one == kept[0]));
            let (least, most) = (kept[0].iter().min(), kept[0].iter().max());
            let total: u64 = kept[0].iter().sum();
            assert!(most <= Some(&(total / workers as u64 + 20)), "{least:?} {most:?}");
        }
    }

    #[test]
    fn joined_keys_are_in_one_place() {
        kept(3, &[[(1, 2), (2, 3)], [(9, 10), (2, 3)], [(4, 5), (100, 101)]]);
    }
}
