//! Unsigned integers of a fixed number of 64-bit limbs.
//!
//! The standard library stops at 128 bits, and counts of chains pass 2^168 at a hundred million events.
//! A crate of wide integers would be a fifth dependency of the core, for the few lines below.

use std::cmp::Ordering;

use crate::chain::magnitude::Magnitude;

/// An unsigned integer of `64 * N` bits, least significant limb first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Limbs<const N: usize>(pub(crate) [u64; N]);

impl<const N: usize> Limbs<N> {
    pub(crate) const ZERO: Self = Self([0; N]);
    pub(crate) const ONE: Self = {
        let mut limbs = [0; N];
        limbs[0] = 1;
        Self(limbs)
    };

    pub(crate) fn from_u128(number: u128) -> Self {
        let mut limbs = [0; N];
        limbs[0] = number as u64;
        limbs[1] = (number >> 64) as u64;
        Self(limbs)
    }

    pub(crate) fn to_u128(self) -> Option<u128> {
        let fits = top(&self.0).is_none_or(|top| top < 2);
        fits.then(|| u128::from(self.0[0]) | u128::from(self.0[1]) << 64)
    }

    /// Returns the same number with more limbs.
    pub(crate) fn widened<const M: usize>(self) -> Limbs<M> {
        let mut limbs = [0; M];
        limbs[..N].copy_from_slice(&self.0);
        Limbs(limbs)
    }

    pub(crate) fn magnitude(self) -> Magnitude {
        magnitude(&self.0)
    }

    /// Returns the decimal digits.
    pub(crate) fn decimal(mut self) -> String {
        decimal(&mut self.0)
    }

    /// Parses decimal digits. Returns `None` for other text and for numbers of more than `64 * N` bits.
    pub(crate) fn from_decimal(text: &str) -> Option<Self> {
        let mut number = Self::ZERO;
        add_decimal(&mut number.0, text).then_some(number)
    }

    /// Returns the sum modulo `2^(64 * N)` and whether it overflowed.
    pub(crate) fn overflowing_add(self, other: Self) -> (Self, bool) {
        self.limb_by_limb(other, u64::overflowing_add)
    }

    /// Returns the difference modulo `2^(64 * N)` and whether it was below zero.
    pub(crate) fn overflowing_sub(self, other: Self) -> (Self, bool) {
        self.limb_by_limb(other, u64::overflowing_sub)
    }

    fn limb_by_limb(self, other: Self, step: impl Fn(u64, u64) -> (u64, bool)) -> (Self, bool) {
        let mut limbs = self.0;
        let mut carry = false;
        for (limb, other) in limbs.iter_mut().zip(other.0) {
            let (partial, overflowed) = step(*limb, other);
            let (result, overflowed_again) = step(partial, u64::from(carry));
            *limb = result;
            carry = overflowed || overflowed_again;
        }
        (Self(limbs), carry)
    }

    /// Returns the product modulo `2^(64 * N)`, by long multiplication.
    pub(crate) fn wrapping_mul(self, other: Self) -> Self {
        let mut limbs = [0; N];
        for (at, factor) in self.0.iter().enumerate() {
            let mut carry = 0;
            for (limb, other) in limbs[at..].iter_mut().zip(other.0) {
                let value = u128::from(*factor) * u128::from(other) + u128::from(*limb) + carry;
                *limb = value as u64;
                carry = value >> 64;
            }
        }
        Self(limbs)
    }

    /// Returns the product, or `None` if it has more than `64 * N` bits.
    pub(crate) fn checked_mul(self, other: Self) -> Option<Self> {
        let mut product = Self::ZERO;
        checked_product(&self.0, &other.0, &mut product.0).then_some(product)
    }
}

// The functions below take slices, so that they are compiled once and not for each number of limbs.

/// Returns the index of the most significant limb that is not zero, or `None` for zero.
pub(crate) fn top(limbs: &[u64]) -> Option<usize> {
    limbs.iter().rposition(|limb| *limb != 0)
}

fn magnitude(limbs: &[u64]) -> Magnitude {
    let Some(top) = top(limbs) else { return Magnitude::ZERO };
    let below = if top > 0 { limbs[top - 1] } else { 0 };
    let high = u128::from(limbs[top]) << 64 | u128::from(below);
    Magnitude::new(high as f64, 64 * (top as i64 - 1))
}

/// Returns the decimal digits, and zero in place of the number. They are computed 19 at a time, as many as always
/// fit in a limb.
fn decimal(rest: &mut [u64]) -> String {
    const DIGITS: usize = 19;
    let mut digits = String::new();
    while top(rest).is_some() {
        let mut remainder = 0;
        for limb in rest.iter_mut().rev() {
            let value = remainder << 64 | u128::from(*limb);
            *limb = (value / 10_u128.pow(DIGITS as u32)) as u64;
            remainder = value % 10_u128.pow(DIGITS as u32);
        }
        digits.insert_str(0, &format!("{remainder:0DIGITS$}"));
    }
    match digits.trim_start_matches('0') {
        "" => "0".to_owned(),
        digits => digits.to_owned(),
    }
}

/// Appends decimal digits to a number. Returns `false` for other text, for none, and if the number overflows.
fn add_decimal(limbs: &mut [u64], text: &str) -> bool {
    for digit in text.bytes() {
        if !digit.is_ascii_digit() {
            return false;
        }
        let mut carry = u128::from(digit - b'0');
        for limb in &mut *limbs {
            let value = u128::from(*limb) * 10 + carry;
            *limb = value as u64;
            carry = value >> 64;
        }
        if carry != 0 {
            return false;
        }
    }
    !text.is_empty()
}

/// Adds a product to `limbs`, which is zero. Returns `false` if the product has more limbs.
fn checked_product(factors: &[u64], others: &[u64], limbs: &mut [u64]) -> bool {
    let (Some(top), Some(other_top)) = (top(factors), top(others)) else { return true };
    for (at, factor) in factors[..=top].iter().enumerate() {
        let mut carry = 0;
        for (beside, other) in others[..=other_top].iter().enumerate() {
            let value = u128::from(*factor) * u128::from(*other) + carry;
            let value = value + u128::from(limbs.get(at + beside).copied().unwrap_or(0));
            match limbs.get_mut(at + beside) {
                Some(limb) => *limb = value as u64,
                None if value as u64 != 0 => return false,
                None => {}
            }
            carry = value >> 64;
        }
        match limbs.get_mut(at + other_top + 1) {
            Some(limb) => *limb = carry as u64,
            None if carry != 0 => return false,
            None => {}
        }
    }
    true
}

impl<const N: usize> Ord for Limbs<N> {
    fn cmp(&self, other: &Self) -> Ordering {
        for (limb, other) in self.0.iter().zip(&other.0).rev() {
            if limb != other {
                return limb.cmp(other);
            }
        }
        Ordering::Equal
    }
}

impl<const N: usize> PartialOrd for Limbs<N> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
