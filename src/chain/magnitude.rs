//! Floating-point numbers with an exponent of 64 bits, for counts beyond the widest integer.

use std::cmp::Ordering;

/// A number of zero or more: `fraction * 2^power`, with `fraction` in [1, 2), or 0 for zero.
///
/// Every operation rounds to 53 bits. Sums never cancel, so that `n` additions have a relative error of
/// at most `n * 2^-53`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Magnitude {
    pub(crate) fraction: f64,
    pub(crate) power: i64,
}

impl Magnitude {
    pub(crate) const ZERO: Self = Self { fraction: 0.0, power: i64::MIN / 2 };
    pub(crate) const ONE: Self = Self { fraction: 1.0, power: 0 };

    /// Returns `number * 2^power`. `number` is positive and normal.
    pub(crate) fn new(number: f64, power: i64) -> Self {
        const MANTISSA: u64 = (1 << 52) - 1;
        let bits = number.to_bits();
        let fraction = f64::from_bits(bits & MANTISSA | 1.0_f64.to_bits());
        Self { fraction, power: power + (bits >> 52) as i64 - 1023 }
    }

    pub(crate) fn log2(self) -> f64 {
        self.fraction.log2() + self.power as f64
    }

    pub(crate) fn plus(self, other: Self) -> Self {
        let (large, small) = if self.power >= other.power { (self, other) } else { (other, self) };
        let shift = large.power - small.power;
        if shift > 1000 {
            return large;
        }
        let fraction = large.fraction + small.fraction * 2_f64.powi(-(shift as i32));
        if fraction >= 2.0 {
            Self { fraction: fraction / 2.0, power: large.power + 1 }
        } else {
            Self { fraction, power: large.power }
        }
    }

    pub(crate) fn times(self, other: Self) -> Self {
        if self == Self::ZERO || other == Self::ZERO {
            return Self::ZERO;
        }
        Self::new(self.fraction * other.fraction, self.power + other.power)
    }

    /// Returns `self / whole`, at most 1, to within two units in the last place; 0 if `self` is zero.
    pub(crate) fn fraction_of(self, whole: Self) -> f64 {
        if self == Self::ZERO {
            return 0.0;
        }
        let halvings = (whole.power - self.power).clamp(-1, 2_000) as i32;
        // Scaled in two steps, since a power of two below 2^-1022 is subnormal and loses precision.
        let half = halvings / 2;
        let fraction = self.fraction / whole.fraction;
        (fraction * 0.5_f64.powi(half) * 0.5_f64.powi(halvings - half)).min(1.0)
    }
}

// A fraction is never NaN.
impl Eq for Magnitude {}

impl Ord for Magnitude {
    fn cmp(&self, other: &Self) -> Ordering {
        self.power.cmp(&other.power).then(self.fraction.total_cmp(&other.fraction))
    }
}

impl PartialOrd for Magnitude {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
