//! Named lines between levels.

use std::borrow::Cow;

use crate::model::Level;

/// A line between levels that a scale has a name for.
///
/// It stands below its level: what goes from below it to that level or above crosses it.
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
    /// A threshold below a level.
    pub fn new(name: impl Into<Cow<'static, str>>, level: impl Into<Level>) -> Self {
        Self { name: name.into(), level: level.into() }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The least level above it.
    pub fn level(&self) -> Level {
        self.level
    }

    /// Whether one crosses it in going from one level to another: the first is below its level, the
    /// last at or above it.
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
