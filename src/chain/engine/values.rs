//! The values that answers pass along hops: sums and greatest numbers.

use crate::chain::{
    engine::{
        monoid::{Eviction, Monoid},
        sweep::windows::{MonotonicQueues, TwoStacks},
    },
    number::Number,
};

/// Numbers are added. Additions wrap: the caller keeps a checked total of all values passed on, of which every
/// sum in the engine is a part, so that an overflow of the total is found before a wrapped sum is used.
impl<N: Number> Monoid for N {
    const IDENTITY: Self = N::ZERO;
    const EVICTION: Eviction = if N::HAS_INVERSE { Eviction::Subtract } else { Eviction::InOrder };
    const IS_SWEPT_ONCE: bool = size_of::<N>() > 16;
    type InOrder = N::InOrder<Self>;
    type AnyOrder = N::InOrder<Self>;

    fn combine(self, other: Self) -> Self {
        self.wrapping_plus(other)
    }

    #[inline]
    fn combine_masked(self, mask: u64, other: Self) -> Self {
        self.wrapping_plus(other.masked(mask))
    }

    fn subtract(self, other: Self) -> Self {
        self.wrapping_minus(other)
    }
}

/// The greatest of some numbers.
///
/// One type carries lengths, levels, instants and packed paths, so that sweeps are compiled for one kind of
/// optimum: each of these is a double that is exact. Processors find the greater of two doubles, and of two
/// pairs at once, while many have no such instruction for integers of 64 bits: the longest chain by relay takes
/// 0.6 times as long (bench `chains`, rows `longest`).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Greatest(pub(crate) f64);

impl Monoid for Greatest {
    const IDENTITY: Self = Self(f64::NEG_INFINITY);
    const EVICTION: Eviction = Eviction::Dominate;
    type InOrder = TwoStacks<Self>;
    type AnyOrder = MonotonicQueues<Self>;

    // Not `f64::max`, which also handles NaN: none occurs here.
    #[inline]
    fn combine(self, other: Self) -> Self {
        if self.0 > other.0 { self } else { other }
    }
}
