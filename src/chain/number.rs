//! The types that chains are counted with, from 64 bits up.
//!
//! Counting with narrow integers is faster (bench `peers`), and no bound says in advance how wide a count
//! gets. So a count is computed with 64 bits first; where a checked addition overflows, it is computed
//! again with twice as many or more.

use crate::chain::{
    count::Count,
    engine::{
        monoid::{Monoid, Window},
        sweep::windows::{BlockedSums, TwoStacks},
    },
    limbs::{Limbs, top},
    magnitude::Magnitude,
    unbounded::Unbounded,
};

/// A source of random bits, 64 at each call.
pub(crate) type Random<'r> = &'r mut dyn FnMut() -> u64;

/// A number to count with. Checked addition returns `None` if the number is too narrow.
pub(crate) trait Number: Copy + Ord + Send + Sync + 'static {
    const ZERO: Self;
    const ONE: Self;
    /// Whether subtraction undoes addition.
    const HAS_INVERSE: bool = true;
    /// The window that keeps values made of such numbers, if they leave in the order in which they enter.
    type InOrder<M: Monoid>: Window<Value = M>;

    fn checked_plus(self, other: Self) -> Option<Self>;
    fn wrapping_plus(self, other: Self) -> Self;
    fn wrapping_minus(self, other: Self) -> Self;
    fn wrapping_times(self, other: Self) -> Self;

    /// Returns `self` if `mask` has all bits set, or zero if it has none, without a branch.
    #[inline]
    fn masked(self, mask: u64) -> Self {
        if mask == 0 { Self::ZERO } else { self }
    }

    /// Returns a random number below `self`, which is not zero; all are equally likely.
    fn random_below(self, random: Random<'_>) -> Self;
    /// Returns the number rounded to 53 bits.
    fn magnitude(self) -> Magnitude;
    fn into_count(self) -> Count;
}

macro_rules! machine_number {
    ($($number:ty)*) => {$(
        impl Number for $number {
            const ZERO: Self = 0;
            const ONE: Self = 1;
            type InOrder<M: Monoid> = BlockedSums<M>;

            fn checked_plus(self, other: Self) -> Option<Self> {
                self.checked_add(other)
            }

            fn wrapping_plus(self, other: Self) -> Self {
                self.wrapping_add(other)
            }

            fn wrapping_minus(self, other: Self) -> Self {
                self.wrapping_sub(other)
            }

            fn wrapping_times(self, other: Self) -> Self {
                self.wrapping_mul(other)
            }

            #[inline]
            fn masked(self, mask: u64) -> Self {
                self & mask as i64 as Self
            }

            fn random_below(self, random: Random<'_>) -> Self {
                let below = Limbs::<2>::from_u128(self.into()).random_below(random);
                below.to_u128().unwrap_or(0) as Self
            }

            fn magnitude(self) -> Magnitude {
                Limbs::<2>::from_u128(self.into()).magnitude()
            }

            fn into_count(self) -> Count {
                Count::from(u128::from(self))
            }
        }
    )*};
}

machine_number!(u64 u128);

/// How many random numbers are rejected before the source counts as broken. Fair bits are rejected with
/// a probability below one half each time.
const ATTEMPTS: usize = 128;

impl<const N: usize> Number for Limbs<N> {
    const ZERO: Self = Self::ZERO;
    const ONE: Self = Self::ONE;
    type InOrder<M: Monoid> = BlockedSums<M>;

    fn checked_plus(self, other: Self) -> Option<Self> {
        let (sum, overflowed) = self.overflowing_add(other);
        (!overflowed).then_some(sum)
    }

    fn wrapping_plus(self, other: Self) -> Self {
        self.overflowing_add(other).0
    }

    fn wrapping_minus(self, other: Self) -> Self {
        self.overflowing_sub(other).0
    }

    fn wrapping_times(self, other: Self) -> Self {
        self.wrapping_mul(other)
    }

    /// Samples by rejection, with as many bits as the greatest allowed number has.
    fn random_below(self, random: Random<'_>) -> Self {
        let greatest = self.wrapping_minus(Self::ONE);
        let Some(top) = top(&greatest.0) else { return Self::ZERO };
        let unused_bits = greatest.0[top].leading_zeros();
        for _ in 0..ATTEMPTS {
            let mut sampled = Self::ZERO;
            for limb in &mut sampled.0[..=top] {
                *limb = random();
            }
            sampled.0[top] >>= unused_bits;
            if sampled <= greatest {
                return sampled;
            }
        }
        greatest
    }

    fn magnitude(self) -> Magnitude {
        self.magnitude()
    }

    fn into_count(self) -> Count {
        Count::from_limbs(self)
    }
}

impl Number for Unbounded {
    const ZERO: Self = Self::ZERO;
    const ONE: Self = Self::ONE;
    const HAS_INVERSE: bool = false;
    type InOrder<M: Monoid> = TwoStacks<M>;

    fn checked_plus(self, other: Self) -> Option<Self> {
        Some(self.plus(other))
    }

    fn wrapping_plus(self, other: Self) -> Self {
        self.plus(other)
    }

    fn wrapping_minus(self, _: Self) -> Self {
        self
    }

    fn wrapping_times(self, other: Self) -> Self {
        self.times(other)
    }

    /// Samples exactly below a number that fits, and with 53 random bits below one that does not.
    fn random_below(self, random: Random<'_>) -> Self {
        if let Some(exact) = self.exact {
            let exact = exact.random_below(random);
            return Self { exact: Some(exact), rounded: exact.magnitude() };
        }
        Self::from(match random() >> 11 {
            0 => Magnitude::ZERO,
            bits => self.rounded.times(Magnitude::new(bits as f64, -53)),
        })
    }

    fn magnitude(self) -> Magnitude {
        self.rounded
    }

    fn into_count(self) -> Count {
        match self.exact {
            Some(exact) => Count::from_limbs(exact),
            None => Count::from_log2(self.rounded.log2()),
        }
    }
}

/// Returns numbers as counts.
pub(crate) fn into_counts<N: Number>(numbers: &[N]) -> Vec<Count> {
    let mut counts = Vec::with_capacity(numbers.len());
    for number in numbers {
        counts.push(number.into_count());
    }
    counts
}

/// A computation that works with numbers of any width.
pub(crate) trait Counting {
    type Output;

    /// Whether numbers of 256 bits are tried before those of 1,024 bits. Counts of a hundred million events need them,
    /// and are computed in a third of the time with them. Each answer that has them is compiled once more.
    const HAS_256_BITS: bool = true;

    /// Returns the width to begin with, in bits.
    fn min_bits(&self) -> u32;

    /// Returns the result, or `None` if the numbers are too narrow.
    fn run<N: Number>(&self) -> Option<Self::Output>;
}

/// Runs a computation with ever wider numbers until one is wide enough. [`Unbounded`] always is, so that
/// `None` means that the computation itself has no result.
pub(crate) fn widening<C: Counting>(job: &C) -> Option<C::Output> {
    let min_bits = job.min_bits();
    let mut result = None;
    if min_bits <= 64 {
        result = job.run::<u64>();
    }
    if result.is_none() && min_bits <= 128 {
        result = job.run::<u128>();
    }
    if const { C::HAS_256_BITS } && result.is_none() && min_bits <= 256 {
        result = job.run::<Limbs<4>>();
    }
    if result.is_none() && min_bits <= 1_024 {
        result = job.run::<Limbs<16>>();
    }
    if result.is_none() { job.run::<Unbounded>() } else { result }
}
