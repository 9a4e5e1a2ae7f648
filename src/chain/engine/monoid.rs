//! The values that are passed along hops.
//!
//! A node receives the combination of what its antecedents passed on, so that a value needs an associative
//! and commutative operation with an identity: a monoid. How a value leaves a sliding window again decides
//! which window can keep it.

use crate::chain::{
    engine::sweep::windows::{BlockedSums, MonotonicQueues, TwoStacks, Window},
    number::Number,
};

/// A value with an associative and commutative operation.
pub(crate) trait Monoid: Copy + PartialEq {
    /// What a node without antecedents receives.
    const IDENTITY: Self;

    /// How a value leaves a sliding window.
    const EVICTION: Eviction;

    /// The window that keeps values which leave in the order in which they enter.
    type InOrder: Window<Value = Self>;

    /// The window that keeps values which leave in any order.
    type AnyOrder: Window<Value = Self>;

    fn combine(self, other: Self) -> Self;

    /// Combines with `other` if `mask` has all bits set, or returns `self` if it has none.
    #[inline]
    fn combine_masked(self, mask: u64, other: Self) -> Self {
        if mask == 0 { self } else { self.combine(other) }
    }

    /// Returns `true` if `other` adds nothing to `self`.
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
    /// Neither holds, so that the value cannot be swept.
    Impossible,
}

/// A sum. Additions wrap: the caller keeps a checked total of all values passed on, of which every sum in
/// the engine is a part, so that an overflow of the total is found before a wrapped sum is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sum<N>(pub(crate) N);

impl<N: Number> Monoid for Sum<N> {
    const IDENTITY: Self = Self(N::ZERO);
    const EVICTION: Eviction = if N::IS_EXACT { Eviction::Subtract } else { Eviction::Impossible };
    type InOrder = BlockedSums<Self>;
    type AnyOrder = BlockedSums<Self>;

    fn combine(self, other: Self) -> Self {
        Self(self.0.wrapping_plus(other.0))
    }

    #[inline]
    fn combine_masked(self, mask: u64, other: Self) -> Self {
        Self(self.0.wrapping_plus(other.0.masked(mask)))
    }

    fn subtract(self, other: Self) -> Self {
        Self(self.0.wrapping_minus(other.0))
    }
}

/// Implements [`Monoid`] for a wrapper of a number by its maximum or minimum.
macro_rules! optimum {
    ($(#[$doc:meta])* $name:ident($number:ty), $identity:expr, $operation:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) struct $name(pub(crate) $number);

        impl Monoid for $name {
            const IDENTITY: Self = Self($identity);
            const EVICTION: Eviction = Eviction::Dominate;
            type InOrder = TwoStacks<Self>;
            type AnyOrder = MonotonicQueues<Self>;

            fn combine(self, other: Self) -> Self {
                Self(self.0.$operation(other.0))
            }
        }
    };
}

optimum!(
    /// The greatest length of a path.
    Greatest(u32), 0, max
);
optimum!(
    /// The lowest level, in tenths.
    Least(i32), i32::MAX, min
);
optimum!(
    /// The latest instant, in seconds.
    Latest(i64), i64::MIN, max
);
