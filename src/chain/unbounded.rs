//! Numbers of any size, for counts of which some do not fit into the widest integer.

use std::cmp::Ordering;

use crate::chain::{limbs::Limbs, magnitude::Magnitude};

/// The number of limbs of an exact count.
pub(crate) const EXACT_LIMBS: usize = 16;

/// A number of any size: exact as long as it has at most 1,024 bits, and rounded to 53 bits in any case.
///
/// So a count that fits is exact although another count of the same answer does not fit. Numbers are only
/// added and multiplied: once a number does not fit, no number made of it does.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unbounded {
    /// `None` if the number does not fit.
    pub(crate) exact: Option<Limbs<EXACT_LIMBS>>,
    pub(crate) rounded: Magnitude,
}

impl Unbounded {
    pub(crate) const ZERO: Self = Self { exact: Some(Limbs::ZERO), rounded: Magnitude::ZERO };
    pub(crate) const ONE: Self = Self { exact: Some(Limbs::ONE), rounded: Magnitude::ONE };

    pub(crate) fn plus(self, other: Self) -> Self {
        let sum = |one: Limbs<EXACT_LIMBS>, other| one.overflowing_add(other);
        let exact = match (self.exact, other.exact) {
            (Some(one), Some(other)) => Some(sum(one, other)).filter(|sum| !sum.1).map(|sum| sum.0),
            _ => None,
        };
        Self { exact, rounded: self.rounded.plus(other.rounded) }
    }

    pub(crate) fn times(self, other: Self) -> Self {
        let rounded = self.rounded.times(other.rounded);
        let exact = match (self.exact, other.exact) {
            (Some(one), Some(other)) => one.checked_mul(other),
            // Zero times a number that does not fit.
            _ if rounded == Magnitude::ZERO => Some(Limbs::ZERO),
            _ => None,
        };
        Self { exact, rounded }
    }
}

/// Takes a rounded number as exact if it fits, so that it compares with exact ones. Fractions are cut off.
impl From<Magnitude> for Unbounded {
    fn from(rounded: Magnitude) -> Self {
        const FRACTION_BITS: i64 = 52;
        if rounded.power >= 64 * EXACT_LIMBS as i64 {
            return Self { exact: None, rounded };
        }
        if rounded.power < 0 {
            return Self::ZERO;
        }
        // The fraction is in [1, 2), so that this is an integer of 53 bits.
        let digits = (rounded.fraction * (1_u64 << FRACTION_BITS) as f64) as u64;
        let mut limbs = [0; EXACT_LIMBS];
        for bit in 0..=FRACTION_BITS {
            let power = rounded.power - FRACTION_BITS + bit;
            if digits >> bit & 1 == 1 && power >= 0 {
                limbs[(power / 64) as usize] |= 1 << (power % 64);
            }
        }
        let exact = Limbs(limbs);
        Self { exact: Some(exact), rounded: exact.magnitude() }
    }
}

impl Ord for Unbounded {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.exact, other.exact) {
            (Some(one), Some(other)) => one.cmp(&other),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => self.rounded.cmp(&other.rounded),
        }
    }
}

impl PartialOrd for Unbounded {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Unbounded {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Unbounded {}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns two to a power below 1,024.
    fn power_of_two(power: usize) -> Unbounded {
        let mut limbs = [0; EXACT_LIMBS];
        limbs[power / 64] = 1 << (power % 64);
        let exact = Limbs(limbs);
        Unbounded { exact: Some(exact), rounded: exact.magnitude() }
    }

    #[test]
    fn sums_and_products_are_exact_as_long_as_they_fit() {
        let half = power_of_two(1_023);
        assert_eq!(half.plus(half).exact, None);
        assert_eq!(half.plus(half).rounded.log2(), 1_024.0);
        assert!(half.plus(Unbounded::ONE).exact.is_some());
        assert_eq!(power_of_two(511).times(power_of_two(512)), half);
        assert_eq!(power_of_two(512).times(power_of_two(512)).exact, None);
        assert_eq!(half.plus(half).times(Unbounded::ZERO), Unbounded::ZERO);
    }

    #[test]
    fn a_rounded_number_is_exact_if_it_fits() {
        for power in [0, 1, 52, 53, 63, 64, 700, 1_023] {
            let number = power_of_two(power);
            assert_eq!(Unbounded::from(number.rounded).exact, number.exact, "2^{power}");
        }
        let three = Unbounded::ONE.plus(Unbounded::ONE).plus(Unbounded::ONE);
        let third = three.rounded.times(Magnitude::new(0.5, 0));
        assert_eq!(Unbounded::from(third), Unbounded::ONE, "1.5 without its fraction");
        assert_eq!(Unbounded::from(Magnitude::new(0.5, 0)), Unbounded::ZERO);
        assert_eq!(Unbounded::from(Magnitude::new(1.0, 1_024)).exact, None);
    }

    #[test]
    fn a_number_that_does_not_fit_is_greater_than_any_that_does() {
        let half = power_of_two(1_023);
        let vast = half.plus(half);
        assert_eq!(vast.cmp(&half), Ordering::Greater);
        assert_eq!(half.cmp(&vast), Ordering::Less);
        assert_eq!(vast.plus(vast).cmp(&vast), Ordering::Greater);
    }
}
