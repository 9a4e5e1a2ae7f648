//! Sorting of lists that are sorted once per answer, and small sets.
//!
//! Each sort and each set of the standard library is compiled anew for every element type. The lists here
//! share one compiled sort of indices, at the cost of a call through a pointer for each comparison.

use std::{cmp::Ordering, fmt, ops::Deref};

use serde::{Deserialize, Serialize};

/// Sorts a list. The sort is stable.
pub(crate) fn sort_by<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let order = sorted_order(items.len(), &|a, b| compare(&items[a], &items[b]));
    permute(items, order);
}

/// Sorts a list and leaves out repeated values.
pub(crate) fn sort_distinct<T: Ord>(items: &mut Vec<T>) {
    sort_by(items, Ord::cmp);
    remove_repeated(items);
}

/// Removes each value that equals the one before it. `Vec::dedup` is compiled into four times the code.
pub(crate) fn remove_repeated<T: PartialEq>(items: &mut Vec<T>) {
    let mut kept = 1;
    for at in 1..items.len() {
        if items[at] != items[kept - 1] {
            items.swap(at, kept);
            kept += 1;
        }
    }
    items.truncate(kept);
}

/// Returns the indices from 0 to `len`, excluded, in ascending order by `compare`. The sort is stable.
pub(crate) fn sorted_order(len: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..len).collect();
    order.sort_by(|a, b| compare(*a, *b));
    order
}

/// Moves the first `count` of some indices by `compare` to the front and sorts them. The others follow in no order.
///
/// O(n + k log k) time for n indices, of which the first k are sorted.
pub(crate) fn sort_first(
    indices: &mut [u32],
    count: usize,
    compare: &dyn Fn(u32, u32) -> Ordering,
) {
    // Selection splits off the first in linear time.
    if count < indices.len() {
        indices.select_nth_unstable_by(count, |one, other| compare(*one, *other));
    }
    let end = count.min(indices.len());
    sort_by(&mut indices[..end], |one, other| compare(*one, *other));
}

/// Moves the item at index `order[to]` to each index `to`. O(n) time.
pub(crate) fn permute<T>(items: &mut [T], order: Vec<usize>) {
    for (one, other) in swaps(order) {
        items.swap(one, other);
    }
}

/// Returns the swaps that move the item at index `order[to]` to each index `to`, one cycle of the permutation
/// after another.
fn swaps(mut order: Vec<usize>) -> Vec<(usize, usize)> {
    let mut swaps = Vec::with_capacity(order.len());
    for start in 0..order.len() {
        let mut to = start;
        while order[to] != start {
            let from = std::mem::replace(&mut order[to], to);
            swaps.push((to, from));
            to = from;
        }
        order[to] = to;
    }
    swaps
}

/// Returns how many of `len` items come before a point, by binary search. `is_before` must be true for the
/// items before the point, and for no other. Unlike `slice::partition_point`, it is compiled once.
pub(crate) fn count_before(len: usize, is_before: &dyn Fn(usize) -> bool) -> usize {
    let (mut start, mut end) = (0, len);
    while start < end {
        let middle = start + (end - start) / 2;
        if is_before(middle) {
            start = middle + 1;
        } else {
            end = middle;
        }
    }
    start
}

/// Returns the pairs whose first component is `key`. The pairs must be sorted by it.
pub(crate) fn pairs_of(pairs: &[(u32, u32)], key: u32) -> &[(u32, u32)] {
    let start = count_before(pairs.len(), &|at| pairs[at].0 < key);
    let end = count_before(pairs.len(), &|at| pairs[at].0 <= key);
    &pairs[start..end]
}

/// Returns the second component of the first pair whose first component is `key`. The pairs must be sorted.
pub(crate) fn paired_with(pairs: &[(u32, u32)], key: u32) -> Option<u32> {
    Some(pairs_of(pairs, key).first()?.1)
}

/// Returns the lesser of two values, either of which may be missing.
pub(crate) fn lesser<T: Ord>(one: Option<T>, other: Option<T>) -> Option<T> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

/// A set of few values, stored as a sorted list.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<T>", bound(deserialize = "T: Ord + Deserialize<'de>"))]
pub(crate) struct SmallSet<T>(Vec<T>);

impl<T: Ord> From<Vec<T>> for SmallSet<T> {
    fn from(values: Vec<T>) -> Self {
        values.into_iter().collect()
    }
}

impl<T: Ord> FromIterator<T> for SmallSet<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        let mut set = Vec::new();
        for value in values {
            if let Err(at) = set.binary_search(&value) {
                set.insert(at, value);
            }
        }
        Self(set)
    }
}

impl<T> Deref for SmallSet<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T: fmt::Debug> fmt::Debug for SmallSet<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(&self.0).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::sort_by;

    #[test]
    fn equal_items_keep_their_order() {
        let mut items: Vec<_> = (0..100).map(|nth| (nth * 37 % 11, nth)).collect();
        let mut expected = items.clone();
        expected.sort_by_key(|item| item.0);
        sort_by(&mut items, |a, b| a.0.cmp(&b.0));
        assert_eq!(items, expected);
    }
}
