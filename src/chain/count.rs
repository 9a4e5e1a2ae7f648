//! Counts: exact as long as 1,024 bits hold them, then a logarithm that says so.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Issue};

/// How many chains there are.
///
/// Exact up to 1,024 bits. Beyond that, the binary logarithm to nine digits, printed as
/// `2^1234.567890123`, and [`is_exact`](Self::is_exact) is false.
///
/// ```
/// use escalade::Count;
///
/// let count: Count = "340282366920938463463374607431768211456".parse()?; // 2^128
/// assert_eq!(count.to_u128(), None, "one too many for 128 bits");
/// assert_eq!(count.log2(), 128.0);
/// assert!(count.is_exact());
/// assert_eq!(Count::from(7_u128).to_string(), "7");
///
/// let vast: Count = "2^1500.25".parse()?;
/// assert_eq!((vast.is_exact(), vast.to_u128(), vast.log2()), (false, None, 1500.25));
/// assert_eq!(Count::from(0).log2(), f64::NEG_INFINITY);
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Count(Repr);

#[derive(Clone, Debug, PartialEq)]
enum Repr {
    Exact(Limbs<LIMBS>),
    Log2(f64),
}

const LIMBS: usize = 16;

impl Count {
    /// Whether every digit is right.
    pub fn is_exact(&self) -> bool {
        matches!(self.0, Repr::Exact(_))
    }

    /// The count, if it is exact and fits.
    pub fn to_u128(&self) -> Option<u128> {
        match &self.0 {
            Repr::Exact(limbs) => limbs.to_u128(),
            Repr::Log2(_) => None,
        }
    }

    /// The binary logarithm; negative infinity for no chains.
    pub fn log2(&self) -> f64 {
        match &self.0 {
            Repr::Exact(limbs) => limbs.log2(),
            Repr::Log2(log2) => *log2,
        }
    }
}

impl From<u128> for Count {
    fn from(count: u128) -> Self {
        Self(Repr::Exact(Limbs::from_u128(count)))
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Repr::Exact(limbs) => f.pad_integral(true, "", &limbs.decimal()),
            Repr::Log2(log2) => write!(f, "2^{log2:.9}"),
        }
    }
}

impl FromStr for Count {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let parsed = match text.strip_prefix("2^") {
            Some(log2) => log2.parse().ok().filter(|log2: &f64| log2.is_finite()).map(Repr::Log2),
            None => Limbs::from_decimal(text).map(Repr::Exact),
        };
        parsed.map(Self).ok_or_else(|| {
            let allowed = "a decimal number below 2^1024, or 2^ and a number";
            Error::value(Issue::new("count", text, allowed, "write digits alone"))
        })
    }
}

impl TryFrom<String> for Count {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

impl From<Count> for String {
    fn from(count: Count) -> Self {
        count.to_string()
    }
}

/// A number wide enough to be counted with, or too narrow: then adding says so.
pub(super) trait Number: Copy + PartialEq {
    const ZERO: Self;
    const ONE: Self;
    /// Whether subtracting undoes adding.
    const IS_EXACT: bool = true;
    /// The sum, if the number is wide enough for it.
    fn plus(self, other: Self) -> Option<Self>;
    fn wrapping_plus(self, other: Self) -> Self;
    fn wrapping_minus(self, other: Self) -> Self;
    fn into_count(self) -> Count;
}

/// The machine's own: 64 bits for hops, of which no timeline has more, 128 to begin counting with.
macro_rules! machine_number {
    ($($number:ty)*) => {$(
        impl Number for $number {
            const ZERO: Self = 0;
            const ONE: Self = 1;

            fn plus(self, other: Self) -> Option<Self> {
                self.checked_add(other)
            }

            fn wrapping_plus(self, other: Self) -> Self {
                self.wrapping_add(other)
            }

            fn wrapping_minus(self, other: Self) -> Self {
                self.wrapping_sub(other)
            }

            fn into_count(self) -> Count {
                Count::from(u128::from(self))
            }
        }
    )*};
}

machine_number!(u64 u128);

/// An unsigned number of `64 * N` bits, least limb first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Limbs<const N: usize>([u64; N]);

impl<const N: usize> Limbs<N> {
    fn from_u128(number: u128) -> Self {
        let mut limbs = [0; N];
        limbs[0] = number as u64;
        limbs[1] = (number >> 64) as u64;
        Self(limbs)
    }

    fn to_u128(self) -> Option<u128> {
        let fits = self.0[2..].iter().all(|limb| *limb == 0);
        fits.then(|| u128::from(self.0[0]) | u128::from(self.0[1]) << 64)
    }

    fn log2(self) -> f64 {
        let Some(top) = self.0.iter().rposition(|limb| *limb != 0) else {
            return f64::NEG_INFINITY;
        };
        let high =
            u128::from(self.0[top]) << 64 | u128::from(if top > 0 { self.0[top - 1] } else { 0 });
        (high as f64).log2() + 64.0 * (top as f64 - 1.0)
    }

    fn decimal(self) -> String {
        const DIGITS: usize = 19;
        let mut rest = self.0;
        let mut groups = Vec::new();
        while rest.iter().any(|limb| *limb != 0) {
            let mut remainder = 0;
            for limb in rest.iter_mut().rev() {
                let value = remainder << 64 | u128::from(*limb);
                *limb = (value / 10_u128.pow(DIGITS as u32)) as u64;
                remainder = value % 10_u128.pow(DIGITS as u32);
            }
            groups.push(format!("{remainder:0DIGITS$}"));
        }
        let digits: String = groups.into_iter().rev().collect();
        match digits.trim_start_matches('0') {
            "" => "0".to_owned(),
            digits => digits.to_owned(),
        }
    }

    fn from_decimal(text: &str) -> Option<Self> {
        if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        text.bytes().try_fold(Self([0; N]), |number, digit| {
            let mut carry = u128::from(digit - b'0');
            let mut limbs = number.0;
            for limb in &mut limbs {
                let value = u128::from(*limb) * 10 + carry;
                *limb = value as u64;
                carry = value >> 64;
            }
            (carry == 0).then_some(Self(limbs))
        })
    }

    /// Adds or subtracts limb by limb, and says whether a carry or borrow was left over.
    fn stepwise(self, other: Self, step: impl Fn(u64, u64) -> (u64, bool)) -> (Self, bool) {
        let mut limbs = self.0;
        let mut carry = false;
        for (limb, other) in limbs.iter_mut().zip(other.0) {
            let (once, over) = step(*limb, other);
            let (twice, over_again) = step(once, u64::from(carry));
            *limb = twice;
            carry = over || over_again;
        }
        (Self(limbs), carry)
    }

    fn widened<const M: usize>(self) -> Limbs<M> {
        let mut limbs = [0; M];
        limbs[..N].copy_from_slice(&self.0);
        Limbs(limbs)
    }
}

impl<const N: usize> Number for Limbs<N> {
    const ZERO: Self = Self([0; N]);
    const ONE: Self = {
        let mut limbs = [0; N];
        limbs[0] = 1;
        Self(limbs)
    };

    fn plus(self, other: Self) -> Option<Self> {
        let (sum, carry) = self.stepwise(other, u64::overflowing_add);
        (!carry).then_some(sum)
    }

    fn wrapping_plus(self, other: Self) -> Self {
        self.stepwise(other, u64::overflowing_add).0
    }

    fn wrapping_minus(self, other: Self) -> Self {
        self.stepwise(other, u64::overflowing_sub).0
    }

    fn into_count(self) -> Count {
        Count(Repr::Exact(self.widened()))
    }
}

/// A positive number by magnitude: a fraction in [1, 2) and a power of two. Adding never fails and
/// never subtracts, so that n additions lose at most n halves of the last of 53 bits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Magnitude {
    fraction: f64,
    power: i64,
}

impl Number for Magnitude {
    const ZERO: Self = Self { fraction: 0.0, power: i64::MIN / 2 };
    const ONE: Self = Self { fraction: 1.0, power: 0 };
    const IS_EXACT: bool = false;

    fn plus(self, other: Self) -> Option<Self> {
        Some(self.wrapping_plus(other))
    }

    /// Never subtracted: what cannot be undone is never asked to be.
    fn wrapping_minus(self, _: Self) -> Self {
        self
    }

    fn wrapping_plus(self, other: Self) -> Self {
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

    fn into_count(self) -> Count {
        Count(Repr::Log2(self.fraction.log2() + self.power as f64))
    }
}

/// Something that can be counted with numbers of any width.
pub(super) trait Counting {
    /// The count, or nothing where the numbers are too narrow.
    fn run<N: Number>(&self) -> Option<Count>;
}

/// Counts with ever wider numbers until one is wide enough.
pub(super) fn widening(job: &impl Counting) -> Count {
    job.run::<u64>()
        .or_else(|| job.run::<u128>())
        .or_else(|| job.run::<Limbs<4>>())
        .or_else(|| job.run::<Limbs<8>>())
        .or_else(|| job.run::<Limbs<LIMBS>>())
        .or_else(|| job.run::<Magnitude>())
        .unwrap_or_else(|| Count::from(0))
}
