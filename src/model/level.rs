//! Levels of severity, and the names of scales.

use std::{borrow::Cow, fmt};

use serde::{Deserialize, Serialize};

use crate::{
    error::{Error, Issue},
    safe_text::on_one_line,
};

/// A level of severity on a scale. Higher levels are more hostile.
///
/// A `Level` does not name its scale. Comparing levels of different scales is meaningless.
///
/// Levels are stored in tenths of a unit, so that comparisons and sums are exact. They are read and
/// printed in the published units of the scale (Goldstein points, rungs, deaths).
///
/// ```
/// use escalade::Level;
///
/// let level = Level::try_from(7.2)?;
/// assert_eq!(level.tenths(), 72);
/// assert_eq!(level.units(), 7.2);
/// assert_eq!(Level::from(12).to_string(), "12");
/// assert!(Level::try_from(0.05).is_err());
/// assert_eq!(Level::from_tenths(72), level);
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(try_from = "f64", into = "f64")]
pub struct Level(i32);

impl Level {
    /// The lowest level.
    pub const MIN: Self = Self(i32::MIN);

    /// Creates a level from tenths of a unit.
    pub const fn from_tenths(tenths: i32) -> Self {
        Self(tenths)
    }

    /// Returns the level in tenths of a unit.
    pub const fn tenths(self) -> i32 {
        self.0
    }

    /// Returns the level in the published units of the scale.
    pub fn units(self) -> f64 {
        f64::from(self.0) / 10.0
    }

    /// Returns the level nearest to a number of units, or `None` if it is out of range.
    ///
    /// Files state scores with any number of decimal places.
    pub(crate) fn nearest(units: f64) -> Option<Self> {
        let tenths = (units * 10.0).round();
        (tenths.abs() < f64::from(i32::MAX)).then_some(Self(tenths as i32))
    }
}

/// Converts whole units, such as rungs or deaths.
impl From<i16> for Level {
    fn from(units: i16) -> Self {
        Self(i32::from(units) * 10)
    }
}

/// Converts whole units, saturating at about ±214,748,364.
impl From<i32> for Level {
    fn from(units: i32) -> Self {
        Self(units.saturating_mul(10))
    }
}

impl TryFrom<f64> for Level {
    type Error = Error;

    fn try_from(units: f64) -> Result<Self, Error> {
        Self::nearest(units).filter(|level| (level.units() - units).abs() < 1e-9).ok_or_else(|| {
            let allowed = "a number of units with at most one digit behind the point";
            Error::value(Issue::new("level", units, allowed, "round it to tenths"))
        })
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
