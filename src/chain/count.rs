//! Counts: exact up to 1,024 bits, beyond that a binary logarithm.

use std::{cmp::Ordering, fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{
    chain::limbs::Limbs,
    error::{Error, Issue},
};

/// A number of chains.
///
/// Exact up to 1,024 bits. A greater count holds its binary logarithm to nine decimal digits, is printed
/// as `2^1234.567890123`, and [`is_exact`](Self::is_exact) returns `false`.
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
    /// Counts of more than 128 bits. Boxed, since most counts are small: a `Count` takes 24 bytes
    /// instead of 136, which matters to [`by_dyad`](crate::Chains::by_dyad) with millions of counts.
    Wide(Box<Limbs<16>>),
    Log2(f64),
}

impl Count {
    pub(crate) fn from_limbs<const N: usize>(limbs: Limbs<N>) -> Self {
        Self(match limbs.to_u128() {
            Some(number) => Repr::Exact(Limbs::from_u128(number)),
            None => Repr::Wide(Box::new(limbs.widened())),
        })
    }

    pub(crate) fn from_log2(log2: f64) -> Self {
        Self(Repr::Log2(log2))
    }

    /// Returns the sum of two counts; `None` if it has more than 1,024 bits or one of them is not exact.
    #[cfg(any(feature = "watch", feature = "distributed"))]
    pub(crate) fn plus(&self, other: &Self) -> Option<Self> {
        self.combined(other, Limbs::overflowing_add)
    }

    /// Returns the difference of two counts; `None` if it is below zero or one of them is not exact.
    #[cfg(feature = "watch")]
    pub(crate) fn less(&self, other: &Self) -> Option<Self> {
        self.combined(other, Limbs::overflowing_sub)
    }

    #[cfg(any(feature = "watch", feature = "distributed"))]
    fn combined(
        &self,
        other: &Self,
        combine: fn(Limbs<16>, Limbs<16>) -> (Limbs<16>, bool),
    ) -> Option<Self> {
        let (number, overflowed) = combine(self.limbs()?, other.limbs()?);
        (!overflowed).then(|| Self::from_limbs(number))
    }

    /// Returns the sum of two counts: exact if both are and it has at most 1,024 bits, else its binary logarithm.
    #[cfg(feature = "distributed")]
    pub(crate) fn sum(&self, other: &Self) -> Self {
        self.plus(other).unwrap_or_else(|| {
            let (greater, lesser) = (self.log2().max(other.log2()), self.log2().min(other.log2()));
            Self::from_log2(greater + (lesser - greater).exp2().ln_1p() / std::f64::consts::LN_2)
        })
    }

    /// Returns the number, if it is exact.
    fn limbs(&self) -> Option<Limbs<16>> {
        match &self.0 {
            Repr::Exact(limbs) => Some(limbs.widened::<16>()),
            Repr::Wide(limbs) => Some(**limbs),
            Repr::Log2(_) => None,
        }
    }

    /// Returns `true` if the count is exact, to the last digit.
    pub fn is_exact(&self) -> bool {
        !matches!(self.0, Repr::Log2(_))
    }

    /// Returns the count if it is exact and below 2^128.
    pub fn to_u128(&self) -> Option<u128> {
        match &self.0 {
            Repr::Exact(limbs) => limbs.to_u128(),
            Repr::Wide(_) | Repr::Log2(_) => None,
        }
    }

    /// Returns the binary logarithm of the count; negative infinity for zero.
    pub fn log2(&self) -> f64 {
        match &self.0 {
            Repr::Exact(limbs) => limbs.magnitude().log2(),
            Repr::Wide(limbs) => limbs.magnitude().log2(),
            Repr::Log2(log2) => *log2,
        }
    }
}

/// Exact counts are compared exactly, others by their logarithms. Of an exact count and a logarithm of the same
/// value, the exact one is less.
///
/// ```
/// use escalade::Count;
///
/// let vast: Count = "2^1500.25".parse()?;
/// assert!(Count::from(7) < Count::from(8) && Count::from(8) < vast);
/// # Ok::<(), escalade::Error>(())
/// ```
impl PartialOrd for Count {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        if let (Some(one), Some(other)) = (self.limbs(), other.limbs()) {
            return Some(one.cmp(&other));
        }
        let by_value = self.log2().partial_cmp(&other.log2())?;
        Some(by_value.then(other.is_exact().cmp(&self.is_exact())))
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
            Repr::Wide(limbs) => f.pad_integral(true, "", &limbs.decimal()),
            Repr::Log2(log2) => write!(f, "2^{log2:.9}"),
        }
    }
}

impl FromStr for Count {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let parsed = match text.strip_prefix("2^") {
            Some(log2) => {
                log2.parse().ok().filter(|log2: &f64| log2.is_finite()).map(Self::from_log2)
            }
            None => Limbs::<16>::from_decimal(text).map(Self::from_limbs),
        };
        parsed.ok_or_else(|| {
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
