//! Levels: how severe, in tenths.

use std::{borrow::Cow, fmt};

use serde::{Deserialize, Serialize};

use crate::{
    error::{Error, Issue},
    safe_text::on_one_line,
};

/// How severe an event is on some scale; higher is more hostile.
///
/// Held in tenths, so that comparing and adding are exact; written and read in the scale's own
/// published units (Goldstein points, rungs, deaths).
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
    /// The least level.
    pub const MIN: Self = Self(i32::MIN);

    /// A level of so many tenths of a unit.
    pub const fn from_tenths(tenths: i32) -> Self {
        Self(tenths)
    }

    /// This level in tenths of a unit.
    pub const fn tenths(self) -> i32 {
        self.0
    }

    /// This level in the scale's published units.
    pub fn units(self) -> f64 {
        f64::from(self.0) / 10.0
    }

    /// The nearest level to a number of units: readers meet scores of any number of digits.
    pub(crate) fn nearest(units: f64) -> Option<Self> {
        let tenths = (units * 10.0).round();
        (tenths.abs() < f64::from(i32::MAX)).then_some(Self(tenths as i32))
    }
}

/// Whole units: rungs of a ladder, deaths.
impl From<i16> for Level {
    fn from(units: i16) -> Self {
        Self(i32::from(units) * 10)
    }
}

/// Whole units, up to 214,748,364 in size and no further.
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

/// The name by which a coder's level finds its scale: `kahn`, `goldstein`.
///
/// ```
/// use escalade::{ScaleName, scale::Kahn};
///
/// assert_eq!(ScaleName::from(Kahn), ScaleName::from("kahn"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ScaleName(Cow<'static, str>);

impl ScaleName {
    /// The name as text.
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
