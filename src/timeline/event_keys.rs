//! The keys of events: one text for all, and an index by key.
//!
//! Most keys are ids of a file that ascend from row to row, as those of GDELT do. Whole numbers in ascending order
//! need no index: they are found by binary search, and a greater number is new. Such a key takes its digits and 12
//! bytes. Once another key is added, a hash table of the positions of all keys is built.

use std::{collections::hash_map::RandomState, hash::BuildHasher};

use crate::sorting::sorted_order;

/// The keys of events, in ascending order of event.
#[derive(Clone, Debug)]
pub(crate) struct EventKeys {
    /// All keys, one after the other, in UTF-8.
    text: Vec<u8>,
    /// For each key, the offset at which it ends.
    ends: Vec<u64>,
    /// For each key, its event.
    events: Vec<u32>,
    /// Whether all keys are whole numbers in ascending order, so that neither `slots` nor `sorted` is needed.
    are_ascending: bool,
    /// The last of these numbers.
    last: u64,
    /// A hash table by linear probing: positions of keys plus 1, or 0 for a free slot. Of several events with one key,
    /// it has the last.
    slots: Vec<u32>,
    hasher: RandomState,
    /// The positions of keys sorted by key, once no more keys are added.
    sorted: Vec<u32>,
}

impl Default for EventKeys {
    fn default() -> Self {
        Self {
            text: Vec::new(),
            ends: Vec::new(),
            events: Vec::new(),
            are_ascending: true,
            last: 0,
            slots: Vec::new(),
            hasher: RandomState::new(),
            sorted: Vec::new(),
        }
    }
}

impl EventKeys {
    /// Adds the key of an event, whose id must be above those of all events with keys. If another event has the
    /// key, it is found as that of the new event from now on.
    pub(super) fn push(&mut self, event: u32, key: &str) {
        let nth = self.events.len();
        if let Some(number) = self.greater_number(key.as_bytes()) {
            return self.push_number(event, key.as_bytes(), number);
        }
        if self.are_ascending {
            self.are_ascending = false;
            self.rebuild();
        }
        self.text.extend_from_slice(key.as_bytes());
        self.ends.push(self.text.len() as u64);
        self.events.push(event);
        if 4 * (nth + 1) > 3 * self.slots.len() {
            self.rebuild();
        } else {
            self.insert(nth);
        }
    }

    /// Returns the number that a key is, if all keys are whole numbers below it in ascending order.
    #[inline]
    pub(super) fn greater_number(&self, key: &[u8]) -> Option<u64> {
        let number = if self.are_ascending { number(key)? } else { return None };
        (self.events.is_empty() || self.last < number).then_some(number)
    }

    /// Adds a key that is a [greater number](Self::greater_number), without looking for it.
    #[inline]
    pub(super) fn push_number(&mut self, event: u32, key: &[u8], number: u64) {
        self.last = number;
        self.text.extend_from_slice(key);
        self.ends.push(self.text.len() as u64);
        self.events.push(event);
    }

    /// Returns the event that has a key; of several, the last. Takes O(log n) for n keys, O(1) for a number greater than
    /// all keys.
    pub(super) fn event(&self, key: &str) -> Option<u32> {
        Some(self.events[self.find(key)?])
    }

    /// Returns all keys from that of this event on, in order of event.
    #[cfg(feature = "arrow")]
    pub(super) fn starting_at(&self, event: u32) -> impl Iterator<Item = (u32, &str)> {
        let first = self.events.partition_point(|other| *other < event);
        (first..self.events.len()).map(|nth| (self.events[nth], self.key(nth)))
    }

    /// Returns the number of bytes of all keys.
    #[cfg(feature = "arrow")]
    pub(super) fn text_len(&self) -> usize {
        self.text.len()
    }

    /// Returns `true` if no event has a key.
    #[cfg(feature = "arrow")]
    pub(super) fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    /// Returns the key of an event.
    pub(super) fn of(&self, event: u32) -> Option<&str> {
        Some(self.key(self.events.binary_search(&event).ok()?))
    }

    /// Gives events their new ids, which must be in the order of the old. Keys of events without a new id are removed.
    pub(super) fn renumber(&mut self, new_id: &dyn Fn(u32) -> Option<u32>) {
        let old = std::mem::take(self);
        for (nth, event) in old.events.iter().enumerate() {
            if let Some(id) = new_id(*event) {
                self.push(id, old.key(nth));
            }
        }
    }

    /// Replaces the hash table by a sorted list, which takes less memory, after the last key was added.
    pub(super) fn freeze(&mut self) {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
        self.events.shrink_to_fit();
        self.slots = Vec::new();
        if self.are_ascending {
            return;
        }
        let mut sorted = Vec::with_capacity(self.events.len());
        for nth in sorted_order(self.events.len(), &|a, b| self.key(a).cmp(self.key(b))) {
            sorted.push(nth as u32);
        }
        self.sorted = sorted;
    }

    fn key(&self, nth: usize) -> &str {
        let start = if nth == 0 { 0 } else { self.ends[nth - 1] };
        let key = &self.text[start as usize..self.ends[nth] as usize];
        // Each key was a text.
        std::str::from_utf8(key).unwrap_or_default()
    }

    /// Returns the position of a key.
    fn find(&self, key: &str) -> Option<usize> {
        if self.events.is_empty() {
            return None;
        }
        if self.are_ascending {
            let number = number(key.as_bytes())?;
            let of = |nth: usize| self::number(self.key(nth).as_bytes()).unwrap_or_default();
            let (mut start, mut end) = (0, self.events.len());
            if self.last < number {
                return None;
            }
            while start < end {
                let middle = start + (end - start) / 2;
                if of(middle) < number {
                    start = middle + 1;
                } else {
                    end = middle;
                }
            }
            return (of(start) == number).then_some(start);
        }
        if !self.sorted.is_empty() {
            let at = self.sorted.binary_search_by(|nth| self.key(*nth as usize).cmp(key)).ok()?;
            return Some(self.sorted[at] as usize);
        }
        let slot = self.slot(key);
        (self.slots[slot] as usize).checked_sub(1)
    }

    /// Returns the slot of a key, or the free slot for it.
    fn slot(&self, key: &str) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = self.hasher.hash_one(key) as usize & mask;
        while let Some(nth) = (self.slots[slot] as usize).checked_sub(1) {
            if self.key(nth) == key {
                break;
            }
            slot = (slot + 1) & mask;
        }
        slot
    }

    fn insert(&mut self, nth: usize) {
        let slot = self.slot(self.key(nth));
        self.slots[slot] = nth as u32 + 1;
    }

    /// Builds the hash table anew, at most half full.
    fn rebuild(&mut self) {
        let size = (2 * self.events.len() + 2).next_power_of_two();
        self.slots.clear();
        self.slots.resize(size, 0);
        for nth in 0..self.events.len() {
            self.insert(nth);
        }
    }
}

/// Returns the whole number that a key is, if no other key is the same number.
#[inline]
fn number(bytes: &[u8]) -> Option<u64> {
    if bytes.is_empty() || bytes.len() > 19 || bytes[0] == b'0' && bytes.len() > 1 {
        return None;
    }
    let mut number = 0;
    for byte in bytes {
        if !byte.is_ascii_digit() {
            return None;
        }
        // 19 digits do not overflow.
        number = 10 * number + u64::from(byte - b'0');
    }
    Some(number)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn keys_are_found_as_in_a_map() {
        let ascending: Vec<String> = (0..500).map(|nth| (nth * 7).to_string()).collect();
        let mut mixed = ascending.clone();
        mixed.extend(
            ["x", "7", "007", "", "2024-01-01/7", "18446744073709551616", "é", "7"]
                .map(String::from),
        );
        let mut descending = ascending.clone();
        descending.reverse();
        let long = ["9999999999999999999", "10000000000000000000", "99999999999999999999"];
        for keys in [ascending, mixed, descending, long.map(String::from).to_vec(), Vec::new()] {
            let (mut all, mut map) = (EventKeys::default(), BTreeMap::new());
            for (nth, key) in keys.iter().enumerate() {
                assert_eq!(all.event(key), map.get(key).copied());
                all.push(2 * nth as u32, key);
                map.insert(key.clone(), 2 * nth as u32);
            }
            let check = |all: &EventKeys, map: &BTreeMap<String, u32>| {
                for key in
                    keys.iter().map(String::as_str).chain(["8", "0", "-1", "07", "3501", "y"])
                {
                    assert_eq!(all.event(key), map.get(key).copied(), "{key}");
                }
            };
            check(&all, &map);
            for (nth, key) in keys.iter().enumerate() {
                assert_eq!(all.of(2 * nth as u32), Some(&**key));
                assert_eq!(all.of(2 * nth as u32 + 1), None);
            }
            // Only the last event of each key is kept, under another id.
            let last: Vec<u32> = map.values().copied().collect();
            all.renumber(&|event| last.contains(&event).then_some(event / 2));
            for event in map.values_mut() {
                *event /= 2;
            }
            check(&all, &map);
            all.freeze();
            check(&all, &map);
        }
    }
}
