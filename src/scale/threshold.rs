//! Named thresholds between levels.

use std::borrow::Cow;

use crate::model::Level;

/// A named threshold between levels of a scale.
///
/// A threshold is below its level. It is crossed by going from a lower level to its level or above.
///
/// ```
/// use escalade::{Level, scale::{Kahn, Scale, Threshold}};
///
/// let first = &Kahn.thresholds()[0];
/// assert_eq!(first, &Threshold::new("Don't Rock the Boat Threshold", 4));
/// assert_eq!((first.name(), first.level()), ("Don't Rock the Boat Threshold", Level::from(4)));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Threshold {
    name: Cow<'static, str>,
    level: Level,
}

impl Threshold {
    /// Creates a threshold below a level.
    pub fn new(name: impl Into<Cow<'static, str>>, level: impl Into<Level>) -> Self {
        Self { name: name.into(), level: level.into() }
    }

    /// Returns the name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the lowest level above the threshold.
    pub fn level(&self) -> Level {
        self.level
    }

    /// Returns `true` if going from level `first` to level `last` crosses the threshold upwards:
    /// `first` is below the level of the threshold, and `last` is at that level or above.
    ///
    /// ```
    /// use escalade::{Level, scale::Threshold};
    ///
    /// let use_of_force = Threshold::new("use of force", 4);
    /// assert!(use_of_force.is_crossed(Level::from(3), Level::from(4)));
    /// assert!(!use_of_force.is_crossed(Level::from(4), Level::from(5)), "it was crossed before");
    /// assert!(!use_of_force.is_crossed(Level::from(4), Level::from(3)), "on the way down");
    /// ```
    pub fn is_crossed(&self, first: Level, last: Level) -> bool {
        first < self.level && self.level <= last
    }
}
