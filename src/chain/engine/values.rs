//! The values that answers pass along hops: sums and optima.

use crate::chain::{
    engine::{
        monoid::{Eviction, Monoid},
        sweep::windows::{BlockedSums, MonotonicQueues, TwoStacks},
    },
    number::Number,
};

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
