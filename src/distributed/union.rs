//! Joining keys that one event has.

use std::collections::HashMap;

/// What decides where an event is kept: a pair of parties, or one party, which is paired with itself.
pub(super) type Key = (u32, u32);

/// Sets of keys that must be kept in one place, because events have several of them.
#[derive(Default)]
pub(super) struct Joined {
    numbers: HashMap<Key, u32>,
    /// By number of a key, another key of its set; itself, if it stands for the set. It is the least of the set, so
    /// that the result does not depend on the order in which keys are joined.
    parents: Vec<u32>,
}

impl Joined {
    /// Returns the sets of some keys, each of which has a set of its own. The keys are sorted.
    pub(super) fn of(keys: &[Key]) -> Self {
        let mut joined = Self::default();
        for (number, key) in (0..).zip(keys) {
            joined.numbers.insert(*key, number);
            joined.parents.push(number);
        }
        joined
    }

    fn root(&mut self, mut number: u32) -> u32 {
        while self.parents[number as usize] != number {
            let parent = self.parents[number as usize];
            self.parents[number as usize] = self.parents[parent as usize];
            number = parent;
        }
        number
    }

    /// Joins the sets of two keys.
    pub(super) fn join(&mut self, one: Key, other: Key) {
        let (Some(one), Some(other)) =
            (self.numbers.get(&one).copied(), self.numbers.get(&other).copied())
        else {
            return;
        };
        let (one, other) = (self.root(one), self.root(other));
        self.parents[one.max(other) as usize] = one.min(other);
    }

    /// Makes every key point to the one that stands for its set.
    pub(super) fn finish(&mut self) {
        for number in 0..self.parents.len() as u32 {
            let root = self.root(number);
            self.parents[number as usize] = root;
        }
    }

    /// Returns the number of the set of a key, once [finished](Self::finish); `None` if the key is in no set.
    pub(super) fn set_of(&self, key: Key) -> Option<u32> {
        if self.numbers.is_empty() {
            return None;
        }
        self.numbers.get(&key).map(|number| self.parents[*number as usize])
    }
}

#[cfg(test)]
mod tests {
    use super::Joined;

    #[test]
    fn the_order_of_joining_does_not_matter() {
        let keys = [(0, 1), (0, 2), (1, 2), (2, 3), (4, 5)];
        let sets = |joins: &[usize]| {
            let mut joined = Joined::of(&keys);
            for nth in joins {
                joined.join(keys[*nth], keys[nth + 1]);
            }
            joined.finish();
            keys.map(|key| joined.set_of(key))
        };
        let expected = [Some(0), Some(0), Some(0), Some(3), Some(4)];
        assert_eq!([sets(&[0, 1]), sets(&[1, 0])], [expected; 2]);
        assert_eq!(Joined::of(&keys).set_of((7, 8)), None);
    }
}
