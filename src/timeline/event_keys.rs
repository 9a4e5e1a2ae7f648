//! The keys of events: one text for all, and an index by key.
//!
//! Most keys are ids of a file that ascend from row to row, as those of GDELT do. Whole numbers in ascending order
//! need no index: they are found by binary search, and a greater number is new. Such a key takes its digits alone if all
//! have the same number of digits and every event has one, else up to 12 bytes more. Once another key is added, a hash
//! table of the positions of all keys is built.

use std::{collections::hash_map::RandomState, hash::BuildHasher};

use crate::sorting::sorted_order;

/// The keys of events, in ascending order of event.
#[derive(Clone, Debug)]
pub(crate) struct EventKeys {
    /// All keys, one after the other, in UTF-8.
    text: Vec<u8>,
    /// For each key, the offset at which it ends; empty while all keys have the same number of bytes.
    ends: Vec<u64>,
    /// For each key, its event; empty while the events follow one another.
    events: Vec<u32>,
    /// The number of keys.
    count: usize,
    /// The event of the first key.
    first: u32,
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
            count: 0,
            first: 0,
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
        let nth = self.count;
        if let Some(number) = self.greater_number(key.as_bytes()) {
            return self.push_number(event, key.as_bytes(), number);
        }
        if self.are_ascending {
            self.are_ascending = false;
            self.rebuild();
        }
        self.append(event, key.as_bytes());
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
        (self.count == 0 || self.last < number).then_some(number)
    }

    /// Adds a key that is a [greater number](Self::greater_number), without looking for it.
    #[inline]
    pub(super) fn push_number(&mut self, event: u32, key: &[u8], number: u64) {
        self.last = number;
        self.append(event, key);
    }

    #[inline]
    fn append(&mut self, event: u32, key: &[u8]) {
        self.note(event, 1, key.len());
        self.text.extend_from_slice(key);
        if !self.ends.is_empty() {
            self.ends.push(self.text.len() as u64);
        }
    }

    /// Notes that so many keys of successive events follow, each of `width` bytes.
    #[inline]
    fn note(&mut self, event: u32, keys: usize, width: usize) {
        let count = self.count;
        if count == 0 {
            self.first = event;
        }
        // The offset at which the next key would end if all had one width.
        if self.ends.is_empty() && self.text.len() != count * width {
            self.list_ends();
        }
        if self.events.is_empty() && event as usize != self.first as usize + count {
            for nth in 0..count as u32 {
                self.events.push(self.first + nth);
            }
        }
        if !self.events.is_empty() {
            for nth in 0..keys as u32 {
                self.events.push(event + nth);
            }
        }
        self.count += keys;
    }

    /// Lists the ends of all keys so far, which have the same number of bytes.
    #[cold]
    fn list_ends(&mut self) {
        let width = self.text.len() / self.count.max(1);
        for nth in 1..=self.count {
            self.ends.push((nth * width) as u64);
        }
    }

    /// Returns the event of a key.
    fn event_of(&self, nth: usize) -> u32 {
        self.events.get(nth).copied().unwrap_or(self.first + nth as u32)
    }

    /// Adds the keys of successive events. Returns `false`, and adds none, unless the numbers ascend and are above all
    /// keys, which then are whole numbers in ascending order.
    #[cfg(feature = "parquet")]
    pub(super) fn push_numbers(&mut self, first: u32, numbers: &[i64]) -> bool {
        let Some((least, greatest)) = numbers.first().zip(numbers.last()) else { return true };
        let is_above = *least >= 0 && (self.count == 0 || self.last < *least as u64);
        // Also of equal numbers.
        let ascend = numbers.windows(2).all(|pair| pair[0] < pair[1]);
        if !self.are_ascending || !is_above || !ascend {
            return false;
        }
        let (mut digits, mut rest, mut event) = (Digits::of(*least as u64), numbers, first);
        while let Some(number) = rest.first() {
            digits.advance(*number as u64);
            let bound = 10_u64.saturating_pow(digits.len as u32);
            let alike = rest.partition_point(|number| (*number as u64) < bound);
            self.note(event, alike, digits.len);
            for number in &rest[..alike] {
                digits.advance(*number as u64);
                digits.write(&mut self.text);
                if !self.ends.is_empty() {
                    self.ends.push(self.text.len() as u64);
                }
            }
            rest = &rest[alike..];
            event += alike as u32;
        }
        self.last = *greatest as u64;
        true
    }

    /// Returns the event that has a key; of several, the last. Takes O(log n) for n keys, O(1) for a number greater than
    /// all keys.
    pub(super) fn event(&self, key: &str) -> Option<u32> {
        Some(self.event_of(self.find(key)?))
    }

    /// Returns all keys from that of this event on, in order of event.
    #[cfg(feature = "arrow")]
    pub(super) fn starting_at(&self, event: u32) -> impl Iterator<Item = (u32, &str)> {
        (self.first_from(event)..self.count).map(|nth| (self.event_of(nth), self.key(nth)))
    }

    /// Returns the number of bytes of all keys.
    #[cfg(feature = "arrow")]
    pub(super) fn text_len(&self) -> usize {
        self.text.len()
    }

    /// Returns `true` if no event has a key.
    #[cfg(feature = "arrow")]
    pub(super) fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Returns the key of an event.
    pub(super) fn of(&self, event: u32) -> Option<&str> {
        let nth = self.first_from(event);
        (nth < self.count && self.event_of(nth) == event).then(|| self.key(nth))
    }

    /// Returns the first key of this event or one after it.
    fn first_from(&self, event: u32) -> usize {
        match self.events.is_empty() {
            true => self.count.min(event.saturating_sub(self.first) as usize),
            false => self.events.partition_point(|other| *other < event),
        }
    }

    /// Gives events their new ids, which must be in the order of the old. Keys of events without a new id are removed.
    pub(super) fn renumber(&mut self, new_id: &dyn Fn(u32) -> Option<u32>) {
        let old = std::mem::take(self);
        for nth in 0..old.count {
            if let Some(id) = new_id(old.event_of(nth)) {
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
        let mut sorted = Vec::with_capacity(self.count);
        for nth in sorted_order(self.count, &|a, b| self.key(a).cmp(self.key(b))) {
            sorted.push(nth as u32);
        }
        self.sorted = sorted;
    }

    fn key(&self, nth: usize) -> &str {
        let end = |keys: usize| match keys.checked_sub(1).and_then(|nth| self.ends.get(nth)) {
            Some(end) => *end as usize,
            None => keys * (self.text.len() / self.count),
        };
        let key = &self.text[end(nth)..end(nth + 1)];
        // Each key was a text.
        std::str::from_utf8(key).unwrap_or_default()
    }

    /// Returns the position of a key.
    fn find(&self, key: &str) -> Option<usize> {
        if self.count == 0 {
            return None;
        }
        if self.are_ascending {
            let number = number(key.as_bytes())?;
            let of = |nth: usize| self::number(self.key(nth).as_bytes()).unwrap_or_default();
            let (mut start, mut end) = (0, self.count);
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
        let size = (2 * self.count + 2).next_power_of_two();
        self.slots.clear();
        self.slots.resize(size, 0);
        for nth in 0..self.count {
            self.insert(nth);
        }
    }
}

/// The digits of a number that ascends in small steps: mostly the last digit alone changes. To divide by ten for each digit
/// took 7 in 100 of the time of reading (`benches/common/gdelt_parquet.py`).
#[cfg(feature = "parquet")]
struct Digits {
    number: u64,
    /// The digits, from the first on.
    buffer: [u8; 20],
    len: usize,
}

#[cfg(feature = "parquet")]
impl Digits {
    fn of(number: u64) -> Self {
        let (mut reversed, mut len, mut rest) = ([0; 20], 0, number);
        while len == 0 || rest > 0 {
            reversed[len] = b'0' + (rest % 10) as u8;
            rest /= 10;
            len += 1;
        }
        let mut digits = Self { number, buffer: [0; 20], len };
        for (at, digit) in reversed[..len].iter().rev().enumerate() {
            digits.buffer[at] = *digit;
        }
        digits
    }

    /// Goes on to a number that is as great or greater.
    #[inline]
    fn advance(&mut self, number: u64) {
        let step = number - self.number;
        let last = &mut self.buffer[self.len - 1];
        if step < 10 && u64::from(*last - b'0') + step < 10 {
            *last += step as u8;
            self.number = number;
        } else {
            *self = Self::of(number);
        }
    }

    #[inline]
    fn write(&self, text: &mut Vec<u8>) {
        let start = text.len();
        // A copy of a known length takes less time than one of nine bytes.
        text.extend_from_slice(&self.buffer);
        text.truncate(start + self.len);
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

    #[cfg(feature = "parquet")]
    #[test]
    fn numbers_added_together_are_those_added_one_by_one() {
        let step = |nth: i64| nth * nth % 13 + 1;
        let mut numbers = vec![0];
        for nth in 0..2_000 {
            numbers.push(numbers[nth as usize] + step(nth));
        }
        numbers.extend([i64::MAX - 1, i64::MAX]);
        let (mut together, mut one_by_one) = (EventKeys::default(), EventKeys::default());
        for (event, number) in (7..).zip(&numbers) {
            one_by_one.push(event, &number.to_string());
        }
        assert!(together.push_numbers(7, &numbers[..900]));
        for refused in [[5, 4], [numbers[899], i64::MAX], [-3, 2], [i64::MAX, i64::MAX]] {
            assert!(!together.push_numbers(907, &refused), "{refused:?}");
        }
        assert!(together.push_numbers(907, &numbers[900..]));
        assert_eq!((&together.text, &together.ends), (&one_by_one.text, &one_by_one.ends));
        assert_eq!((&together.events, together.last), (&one_by_one.events, one_by_one.last));
    }

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
