//! Scales defined by the user with a closure.

use std::{borrow::Cow, fmt};

use super::{Scale, ScoredEvent, Threshold};
use crate::model::{Level, ScaleName};

/// A scale defined by a closure. See [`named`].
///
/// ```
/// use escalade::{Level, scale::{Scale, named}};
///
/// let deaths = named("deaths", |event| {
///     let killed = event.attack()?.killed()?.least()?;
///     Some(Level::from(i32::try_from(killed).ok()?))
/// });
/// assert_eq!(deaths.with_conflict_floor(1).conflict_floor(), Some(Level::from(1)));
/// ```
#[derive(Clone)]
pub struct NamedScale<F> {
    name: ScaleName,
    assess: F,
    conflict_floor: Option<Level>,
    thresholds: Vec<Threshold>,
}

/// Creates a scale from a name and a closure that assesses events.
///
/// Levels assigned by coders refer to the scale by its name. A query on such a scale cannot be
/// serialized.
///
/// ```
/// use escalade::{EventKind, Level, model::{Act, ActionKind, EventType}, scale::{Scale, ScoredEvent, named}};
///
/// let force = named("force", |event| {
///     Some(Level::from(i32::from(event.event_type().act().kind() == EventKind::Attack)))
/// });
/// let meeting = EventType::new(Act::Action(ActionKind::Meeting), None, None);
/// assert_eq!(force.assess(ScoredEvent::of_type(&meeting)), Some(Level::from(0)));
/// ```
pub fn named<F>(name: impl Into<ScaleName>, assess: F) -> NamedScale<F>
where
    F: Fn(ScoredEvent<'_>) -> Option<Level> + Send + Sync + 'static,
{
    NamedScale { name: name.into(), assess, conflict_floor: None, thresholds: Vec::new() }
}

impl<F> NamedScale<F> {
    /// Sets the lowest level that counts as conflict.
    ///
    /// ```
    /// use escalade::{Level, scale::{Scale, named}};
    ///
    /// let severity = named("severity", |_| None); // the coder gives every level
    /// assert_eq!(severity.conflict_floor(), None);
    /// assert_eq!(severity.with_conflict_floor(3).conflict_floor(), Some(Level::from(3)));
    /// ```
    #[must_use]
    pub fn with_conflict_floor(mut self, floor: impl Into<Level>) -> Self {
        self.conflict_floor = Some(floor.into());
        self
    }

    /// Adds a named threshold below a level.
    ///
    /// ```
    /// use escalade::{Level, scale::{Scale, Threshold, named}};
    ///
    /// let deaths = named("deaths", |_| None); // the coder gives every level
    /// let deaths = deaths.with_threshold("war", 1000).with_threshold("minor conflict", 25);
    /// let due = [Threshold::new("minor conflict", 25), Threshold::new("war", 1000)];
    /// assert_eq!(deaths.thresholds(), due);
    /// ```
    #[must_use]
    pub fn with_threshold(
        mut self,
        name: impl Into<Cow<'static, str>>,
        level: impl Into<Level>,
    ) -> Self {
        self.thresholds.push(Threshold::new(name, level));
        self.thresholds.sort_by_key(Threshold::level);
        self
    }
}

impl<F> Scale for NamedScale<F>
where
    F: Fn(ScoredEvent<'_>) -> Option<Level> + Send + Sync + 'static,
{
    fn name(&self) -> &str {
        self.name.as_str()
    }

    fn assess(&self, event: ScoredEvent<'_>) -> Option<Level> {
        (self.assess)(event)
    }

    fn conflict_floor(&self) -> Option<Level> {
        self.conflict_floor
    }

    fn thresholds(&self) -> &[Threshold] {
        &self.thresholds
    }
}

impl<F> fmt::Debug for NamedScale<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NamedScale").field("name", &self.name).finish_non_exhaustive()
    }
}
