//! Items in the order of a number that several of them may have.

use crate::sorting::{count_before, sort_by};

/// The positions of items, with the number of each, in ascending order of number. Items of the same number
/// remain in their order.
pub(super) struct Numbered(Vec<(i64, usize)>);

impl Numbered {
    /// Sorts the positions below `count` by number, and leaves out those without a number.
    pub(super) fn new(count: usize, number: &dyn Fn(usize) -> Option<i64>) -> Self {
        let mut items = Vec::with_capacity(count);
        for nth in 0..count {
            if let Some(number) = number(nth) {
                items.push((number, nth));
            }
        }
        // The sort is stable: items of the same number stay in their order.
        sort_by(&mut items, |one, other| one.0.cmp(&other.0));
        Self(items)
    }

    /// Returns all items, each with its number.
    pub(super) fn all(&self) -> &[(i64, usize)] {
        &self.0
    }

    /// Returns the items with a number.
    pub(super) fn with(&self, number: i64) -> &[(i64, usize)] {
        let start = count_before(self.0.len(), &|at| self.0[at].0 < number);
        let end = count_before(self.0.len(), &|at| self.0[at].0 <= number);
        &self.0[start..end]
    }

    /// Returns the items of each number, in ascending order of number.
    pub(super) fn groups(&self) -> impl Iterator<Item = &[(i64, usize)]> {
        self.0.chunk_by(|(one, _), (other, _)| one == other)
    }
}
