//! Counts: exact as long as 1,024 bits hold them, then a logarithm that says so.

use std::{cmp::Ordering, fmt, str::FromStr};

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
    Exact(Limbs<2>),
    /// Whatever is too great for that; in a box, for most counts are not.
    ExactAndGreat(Box<Limbs<LIMBS>>),
    Log2(f64),
}

const LIMBS: usize = 16;

impl Repr {
    fn exact<const N: usize>(limbs: Limbs<N>) -> Self {
        match limbs.to_u128() {
            Some(number) => Self::Exact(Limbs::from_u128(number)),
            None => Self::ExactAndGreat(Box::new(limbs.widened())),
        }
    }
}

impl Count {
    /// Whether every digit is right.
    pub fn is_exact(&self) -> bool {
        !matches!(self.0, Repr::Log2(_))
    }

    /// The count, if it is exact and fits.
    pub fn to_u128(&self) -> Option<u128> {
        match &self.0 {
            Repr::Exact(limbs) => limbs.to_u128(),
            Repr::ExactAndGreat(_) | Repr::Log2(_) => None,
        }
    }

    /// The binary logarithm; negative infinity for no chains.
    pub fn log2(&self) -> f64 {
        match &self.0 {
            Repr::Exact(limbs) => limbs.magnitude().log2(),
            Repr::ExactAndGreat(limbs) => limbs.magnitude().log2(),
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
            Repr::ExactAndGreat(limbs) => f.pad_integral(true, "", &limbs.decimal()),
            Repr::Log2(log2) => write!(f, "2^{log2:.9}"),
        }
    }
}

impl FromStr for Count {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let parsed = match text.strip_prefix("2^") {
            Some(log2) => log2.parse().ok().filter(|log2: &f64| log2.is_finite()).map(Repr::Log2),
            None => Limbs::<LIMBS>::from_decimal(text).map(Repr::exact),
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

/// A source of random bits, 64 a call.
pub(super) type Random<'r> = &'r mut dyn FnMut() -> u64;

/// A number wide enough to be counted with, or too narrow: then adding says so.
pub(super) trait Number: Copy + Ord + Send + Sync + 'static {
    const ZERO: Self;
    const ONE: Self;
    /// Whether subtracting undoes adding.
    const IS_EXACT: bool = true;
    /// The sum, if the number is wide enough for it.
    fn plus(self, other: Self) -> Option<Self>;
    fn wrapping_plus(self, other: Self) -> Self;
    fn wrapping_minus(self, other: Self) -> Self;
    fn wrapping_times(self, other: Self) -> Self;

    /// The number, or zero where a mask has no bits, which it has all or none of: without a branch, where
    /// one would often be foretold wrong.
    #[inline]
    fn masked(self, mask: u64) -> Self {
        if mask == 0 { Self::ZERO } else { self }
    }
    /// A number below this one, which is above zero, all equally likely.
    fn draw_below(self, random: Random<'_>) -> Self;
    /// The first 53 of its bits.
    fn magnitude(self) -> Magnitude;
    fn into_count(self) -> Count;

    /// The fraction that it is of another, to the last of 53 bits or two; nothing of nothing is none.
    fn fraction_of(self, whole: Self) -> f64 {
        let (part, whole) = (self.magnitude(), whole.magnitude());
        if part == Magnitude::ZERO {
            return 0.0;
        }
        let halvings = (whole.power - part.power).clamp(-1, 2_000) as i32;
        // In two steps, for a power of two below 2^-1022 has no full precision by itself.
        let half = halvings / 2;
        let fraction = part.fraction / whole.fraction;
        (fraction * 0.5_f64.powi(half) * 0.5_f64.powi(halvings - half)).min(1.0)
    }
}

/// How often a number too great is drawn before a source counts as broken: fair bits are it less often
/// than once in 2^128 times.
const DRAWS: usize = 128;

/// The first number drawn that is no greater than the greatest, which is drawn from a source broken.
fn drawn<N: Number>(greatest: N, draw: impl FnMut() -> N) -> N {
    let draws = std::iter::repeat_with(draw).take(DRAWS);
    draws.into_iter().find(|drawn| *drawn <= greatest).unwrap_or(greatest)
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

            fn wrapping_times(self, other: Self) -> Self {
                self.wrapping_mul(other)
            }

            #[inline]
            fn masked(self, mask: u64) -> Self {
                self & mask as i64 as Self
            }

            fn draw_below(self, random: Random<'_>) -> Self {
                Limbs::<2>::from_u128(self.into()).draw_below(random).low() as Self
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
        fits.then(|| self.low())
    }

    /// The first 128 bits from the least on.
    fn low(self) -> u128 {
        u128::from(self.0[0]) | u128::from(self.0[1]) << 64
    }

    /// The place of its greatest limb, if it is not zero.
    fn top(self) -> Option<usize> {
        self.0.iter().rposition(|limb| *limb != 0)
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

    fn wrapping_times(self, other: Self) -> Self {
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

    fn draw_below(self, random: Random<'_>) -> Self {
        let greatest = self.wrapping_minus(Self::ONE);
        let Some(top) = greatest.top() else { return Self::ZERO };
        let spare = greatest.0[top].leading_zeros();
        drawn(greatest, || {
            let mut limbs = [0; N];
            limbs[..=top].fill_with(&mut *random);
            limbs[top] >>= spare;
            Self(limbs)
        })
    }

    fn magnitude(self) -> Magnitude {
        self.top().map_or(Magnitude::ZERO, |top| {
            let below = if top > 0 { self.0[top - 1] } else { 0 };
            let high = u128::from(self.0[top]) << 64 | u128::from(below);
            Magnitude::new(high as f64, 64 * (top as i64 - 1))
        })
    }

    fn into_count(self) -> Count {
        Count(Repr::exact(self))
    }
}

impl<const N: usize> Ord for Limbs<N> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.iter().rev().cmp(other.0.iter().rev())
    }
}

impl<const N: usize> PartialOrd for Limbs<N> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A positive number by magnitude: a fraction in [1, 2) and a power of two. Adding never fails and
/// never subtracts, so that n additions lose at most n halves of the last of 53 bits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Magnitude {
    fraction: f64,
    power: i64,
}

impl Magnitude {
    /// A number above zero, not among the least of all, times a power of two.
    fn new(number: f64, power: i64) -> Self {
        const DIGITS: u64 = (1 << 52) - 1;
        let bits = number.to_bits();
        let fraction = f64::from_bits(bits & DIGITS | 1.0_f64.to_bits());
        Self { fraction, power: power + (bits >> 52) as i64 - 1023 }
    }

    fn log2(self) -> f64 {
        self.fraction.log2() + self.power as f64
    }
}

// A fraction is never «not a number».
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

    fn wrapping_times(self, other: Self) -> Self {
        if self == Self::ZERO || other == Self::ZERO {
            return Self::ZERO;
        }
        Self::new(self.fraction * other.fraction, self.power + other.power)
    }

    fn draw_below(self, random: Random<'_>) -> Self {
        match random() >> 11 {
            0 => Self::ZERO,
            bits => self.wrapping_times(Self::new(bits as f64, -53)),
        }
    }

    fn magnitude(self) -> Magnitude {
        self
    }

    fn into_count(self) -> Count {
        Count(Repr::Log2(self.log2()))
    }
}

/// Something that can be counted with numbers of any width.
pub(super) trait Counting {
    type Told;

    /// Whether counts are so likely to be beyond 64 bits that these are not worth trying.
    fn is_vast(&self) -> bool {
        false
    }

    /// What the counts tell, or nothing where the numbers are too narrow.
    fn run<N: Number>(&self) -> Option<Self::Told>;
}

/// Counts with ever wider numbers until one is wide enough; the widest always is.
pub(super) fn widening<C: Counting>(job: &C) -> Option<C::Told> {
    let narrow = if job.is_vast() { None } else { job.run::<u64>() };
    narrow
        .or_else(|| job.run::<u128>())
        .or_else(|| job.run::<Limbs<4>>())
        .or_else(|| job.run::<Limbs<8>>())
        .or_else(|| job.run::<Limbs<LIMBS>>())
        .or_else(|| job.run::<Magnitude>())
}
