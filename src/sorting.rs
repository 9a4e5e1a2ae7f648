//! Sorting of lists that are sorted once per answer.
//!
//! Each sort of the standard library is compiled anew for every element type and every comparison. The
//! lists here are short, so they share one compiled sort of indices, at the cost of a call through a
//! pointer for each comparison.

use std::cmp::Ordering;

/// Sorts a list. The sort is stable.
pub(crate) fn sort_by<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let order = sorted_order(items.len(), &|a, b| compare(&items[a], &items[b]));
    permute(items, order);
}

/// Returns the indices from 0 to `len`, excluded, in ascending order by `compare`. The sort is stable.
pub(crate) fn sorted_order(len: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..len).collect();
    order.sort_by(|a, b| compare(*a, *b));
    order
}

/// Moves the item at `order[place]` to each `place`. Takes O(n), one cycle of the permutation after
/// another.
pub(crate) fn permute<T>(items: &mut [T], mut order: Vec<usize>) {
    for start in 0..order.len() {
        let mut place = start;
        while order[place] != start {
            let from = std::mem::replace(&mut order[place], place);
            items.swap(place, from);
            place = from;
        }
        order[place] = place;
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
