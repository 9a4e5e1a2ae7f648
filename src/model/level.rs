//! Levels of severity, and the names of scales.

use std::{borrow::Cow, fmt};

use serde::{Deserialize, Deserializer, Serialize, de};

use crate::{
    error::{Error, Issue},
    safe_text::on_one_line,
};

/// A level of severity on a scale. Higher levels are more hostile.
///
/// A `Level` does not name its scale. Comparing levels of different scales is meaningless.
///
/// Levels are stored in tenths of a unit, so that comparisons and sums are exact. They are read and
/// printed in the published units of the scale (Goldstein points, rungs, deaths). The level of an event
/// lies between [`Level::MIN`] and [`Level::MAX`]. A rise is the difference of two levels, so that it may
/// be twice as large.
///
/// ```
/// use escalade::Level;
///
/// let level = Level::try_from(7.2)?;
/// assert_eq!(level.tenths(), 72);
/// assert_eq!(level.units(), 7.2);
/// assert_eq!(Level::from(12).to_string(), "12");
/// assert_eq!(Level::from(i32::MAX).to_string(), "2147483647");
/// assert!(Level::try_from(0.05).is_err());
/// assert_eq!(Level::from_tenths(72), level);
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(into = "f64")]
pub struct Level(i64);

impl Level {
    /// The lowest level that an event may have: −10¹⁴ units.
    ///
    /// ```
    /// assert_eq!(escalade::Level::MIN.units(), -1e14);
    /// ```
    pub const MIN: Self = Self(-Self::MAX.0);

    /// The highest level that an event may have: 10¹⁴ units. Every tenth up to twice this level has a
    /// binary fraction of 64 bits of its own.
    ///
    /// ```
    /// use escalade::Level;
    ///
    /// assert_eq!(Level::try_from(1e14)?, Level::MAX);
    /// let error = Level::try_from(1.1e14).unwrap_err();
    /// assert_eq!(error.issues()[0].allowed(), "a level from -100000000000000 to 100000000000000");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub const MAX: Self = Self(1_000_000_000_000_000);

    /// The range of levels, as messages state it.
    pub(crate) const RANGE: &str = "a level from -100000000000000 to 100000000000000";

    /// Creates a level from tenths of a unit.
    pub const fn from_tenths(tenths: i64) -> Self {
        Self(tenths)
    }

    /// Returns the level in tenths of a unit.
    pub const fn tenths(self) -> i64 {
        self.0
    }

    /// Returns the level in the published units of the scale.
    pub fn units(self) -> f64 {
        self.0 as f64 / 10.0
    }

    /// Returns the level nearest to a number of units, or `None` if it is out of range.
    ///
    /// Files state scores with any number of decimal places.
    pub(crate) fn nearest(units: f64) -> Option<Self> {
        let tenths = (units * 10.0).round();
        (tenths.abs() <= Self::MAX.0 as f64).then_some(Self(tenths as i64))
    }

    /// Returns the lowest level that is not below a number of units. Numbers beyond the range of levels
    /// give a level beyond it, with which every level compares as with the number.
    ///
    /// Most tenths have no exact binary fraction. A small tolerance makes a number such as 8.1 round to
    /// itself, not to the tenth above it.
    pub(crate) fn at_or_above(units: f64) -> Self {
        let tenths = units * 10.0;
        let nearest = tenths.round();
        let is_tenth = nearest / 10.0 == units || (tenths - nearest).abs() <= 1e-6;
        // The conversion to an integer saturates, far beyond every level.
        Self(if is_tenth { nearest } else { tenths.ceil() } as i64)
    }

    /// Returns the difference to another level.
    pub(crate) fn less(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// Returns what is allowed, if the level of an event cannot be this one.
    pub(crate) fn violated_range(self) -> Option<&'static str> {
        (!(Self::MIN..=Self::MAX).contains(&self)).then_some(Self::RANGE)
    }
}

/// Converts whole units, such as rungs or deaths.
impl From<i16> for Level {
    fn from(units: i16) -> Self {
        Self::from(i32::from(units))
    }
}

/// Converts whole units, such as rungs or deaths.
impl From<i32> for Level {
    fn from(units: i32) -> Self {
        Self(i64::from(units) * 10)
    }
}

/// Converts units. A number that is no whole number of tenths is an error, and so is one outside the range
/// of levels.
impl TryFrom<f64> for Level {
    type Error = Error;

    fn try_from(units: f64) -> Result<Self, Error> {
        let (allowed, remedy) = match Self::nearest(units) {
            Some(level) if (level.units() - units).abs() < 1e-9 => return Ok(level),
            Some(_) => {
                ("a number of units with at most one digit behind the point", "round it to tenths")
            }
            None => (Self::RANGE, "give a level within this range"),
        };
        Err(Error::value(Issue::new("level", units, allowed, remedy)))
    }
}

/// Reads a number of units, as [`TryFrom`] does, and rises up to twice the highest level.
impl<'de> Deserialize<'de> for Level {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let units = f64::deserialize(from)?;
        match Self::nearest(units / 2.0) {
            Some(_) if units.abs() > Self::MAX.units() => Ok(Self::at_or_above(units)),
            _ => Self::try_from(units).map_err(de::Error::custom),
        }
    }
}

impl From<Level> for f64 {
    fn from(level: Level) -> Self {
        level.units()
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.units(), f)
    }
}

/// The name of a scale, such as `kahn` or `goldstein`.
///
/// ```
/// use escalade::{model::ScaleName, scale::Kahn};
///
/// assert_eq!(ScaleName::from(Kahn), ScaleName::from("kahn"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ScaleName(Cow<'static, str>);

impl ScaleName {
    /// Returns the name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&'static str> for ScaleName {
    fn from(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }
}

impl From<String> for ScaleName {
    fn from(name: String) -> Self {
        Self(Cow::Owned(name))
    }
}

impl fmt::Display for ScaleName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&on_one_line(&self.0))
    }
}
