//! The values that are passed along hops.
//!
//! A node receives the combination of what its antecedents passed on, so that a value needs an associative
//! and commutative operation with an identity: a monoid. How a value can leave a sliding window decides which window can
//! keep it.

use std::ops::Range;

/// A value with an associative and commutative operation.
pub(crate) trait Monoid: Copy + PartialEq {
    /// What a node without antecedents receives.
    const IDENTITY: Self;

    /// How a value leaves a sliding window.
    const EVICTION: Eviction;

    /// The window that keeps values which leave in the order in which they enter.
    type InOrder: Window<Value = Self>;

    /// The window that keeps values which leave in any order. Not used with [`Eviction::InOrder`].
    type AnyOrder: Window<Value = Self>;

    /// Whether one sweep is compiled for both layouts. Combining two numbers of more than 16 bytes takes longer than
    /// a branch at each slot. Several lengths that are counted in one pass (`Lanes`) are swept without that branch, which would
    /// make counting by length take 1.8 times as long (bench `chains`, rows `count by length`).
    const IS_SWEPT_ONCE: bool = false;

    /// Combines two values. The order does not matter.
    fn combine(self, other: Self) -> Self;

    /// Combines with `other` if `mask` has all bits set, or returns `self` if it has none.
    #[inline]
    fn combine_masked(self, mask: u64, other: Self) -> Self {
        if mask == 0 { self } else { self.combine(other) }
    }

    /// Returns `true` if combining with `other` leaves `self` as it is.
    fn dominates(self, other: Self) -> bool {
        self.combine(other) == self
    }

    /// Undoes [`combine`](Self::combine), if [`EVICTION`](Self::EVICTION) is [`Eviction::Subtract`].
    fn subtract(self, _: Self) -> Self {
        self
    }
}

/// How a value leaves a sliding window.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Eviction {
    /// The operation has an inverse: subtract the value.
    Subtract,
    /// The operation returns one of its operands: keep the values that may still be returned.
    Dominate,
    /// Neither holds: values leave in the order in which they entered, and what remains is combined again.
    InOrder,
}

/// The values that are in a window of time, by cell.
pub(crate) trait Window {
    type Value: Monoid;

    /// Creates a window of `keys` rows of `row` cells, which never holds more than `capacity` values. The
    /// capacity is a power of two.
    fn new(keys: usize, row: usize, capacity: usize) -> Self;

    /// Adds the value of a slot to a cell.
    fn enter(&mut self, cell: usize, slot: usize, value: Self::Value);

    /// Removes the value of a slot from its cell. Slots leave in ascending order.
    fn leave(&mut self, cell: usize, slot: usize, value: Self::Value);

    /// Combines the values in some cells, which begin a row.
    fn combined(&self, cells: Range<usize>) -> Self::Value;
}
