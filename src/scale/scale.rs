//! The trait of all scales, and the events they assess.

use std::{fmt, sync::Arc};

use super::{ScaleSpec, Threshold};
use crate::model::{Attack, Details, EventType, Level, Statement};

/// A scale of severity.
///
/// The built-in scales are [`Goldstein`](super::Goldstein), [`Plover`](super::Plover),
/// [`Hostility`](super::Hostility), [`Kahn`](super::Kahn), [`Fatalities`](super::Fatalities) and
/// [`Flat`](super::Flat). [`named`](super::named) creates a scale from a closure.
///
/// ```
/// use escalade::{Code, Level, Means, Vocabulary, model::{EventType, Act}, scale::{Goldstein, Scale, ScoredEvent}};
///
/// let code = Code::new(Vocabulary::Cameo, "1951"); // it has no score of its own, but its parent 195 has
/// let strike = EventType::new(Act::Attack(Means::AirStrike), Some(code), None);
/// assert_eq!(Goldstein::default().assess(ScoredEvent::of_type(&strike)), Some(Level::from(10)));
///
/// // A scale of your own: attacks are at level 1, all other events at level 0.
/// #[derive(Debug)]
/// struct Force;
///
/// impl Scale for Force {
///     fn name(&self) -> &str {
///         "force"
///     }
///
///     fn assess(&self, event: ScoredEvent<'_>) -> Option<Level> {
///         Some(Level::from(i32::from(matches!(event.event_type().act(), Act::Attack(_)))))
///     }
/// }
///
/// assert_eq!(Force.assess(ScoredEvent::of_type(&strike)), Some(Level::from(1)));
/// assert_eq!(Force.conflict_floor(), None, "the default");
/// ```
pub trait Scale: fmt::Debug + Send + Sync {
    /// Returns the name by which levels, queries and files refer to the scale.
    fn name(&self) -> &str;

    /// Returns the level of an event, or `None` if the scale does not assess it. Levels assigned by
    /// the coder are not considered here.
    ///
    /// This method is called once for each distinct type, and once more for each event that has
    /// details. It must depend on its argument only.
    fn assess(&self, event: ScoredEvent<'_>) -> Option<Level>;

    /// Returns the lowest level that counts as conflict, if the scale defines one.
    fn conflict_floor(&self) -> Option<Level> {
        None
    }

    /// Returns the named thresholds between levels, from the lowest to the highest.
    fn thresholds(&self) -> &[Threshold] {
        &[]
    }

    /// Returns the specification by which queries serialize the scale, or `None` if the scale is
    /// not built in.
    fn spec(&self) -> Option<ScaleSpec> {
        None
    }
}

/// A shared scale, as [`by_name`](super::by_name) returns it.
impl<S: Scale + ?Sized> Scale for Arc<S> {
    fn name(&self) -> &str {
        (**self).name()
    }

    fn assess(&self, event: ScoredEvent<'_>) -> Option<Level> {
        (**self).assess(event)
    }

    fn thresholds(&self) -> &[Threshold] {
        (**self).thresholds()
    }

    fn conflict_floor(&self) -> Option<Level> {
        (**self).conflict_floor()
    }

    fn spec(&self) -> Option<ScaleSpec> {
        (**self).spec()
    }
}

/// The view of an event that a [`Scale`] assesses: its type, and its details if there are any.
///
/// ```
/// use escalade::{model::{Act, ActionKind, EventType}, scale::ScoredEvent};
///
/// let meeting = EventType::new(Act::Action(ActionKind::Meeting), None, None);
/// assert!(ScoredEvent::of_type(&meeting).attack().is_none());
/// ```
#[derive(Clone, Copy, Debug)]
pub struct ScoredEvent<'a> {
    event_type: &'a EventType,
    details: Option<&'a Details>,
}

impl<'a> ScoredEvent<'a> {
    /// Creates a view of an event of which only the type is known, as is the case for most coded
    /// events.
    ///
    /// ```
    /// use escalade::{Means, model::{Act, EventType}, scale::ScoredEvent};
    ///
    /// let strike = EventType::new(Act::Attack(Means::AirStrike), None, None);
    /// let scored = ScoredEvent::of_type(&strike);
    /// assert_eq!(scored.event_type().act(), Act::Attack(Means::AirStrike));
    /// assert!(scored.attack().is_none(), "no details are known");
    /// ```
    pub fn of_type(event_type: &'a EventType) -> Self {
        Self { event_type, details: None }
    }

    pub(crate) fn detailed(event_type: &'a EventType, details: &'a Details) -> Self {
        Self { event_type, details: Some(details) }
    }

    /// Returns the type of the event: what it is, its code, and the score stated by the file.
    pub fn event_type(&self) -> &'a EventType {
        self.event_type
    }

    /// Returns the details of the attack, if the event is an attack and has any.
    ///
    /// ```
    /// # use escalade::{Actor, Attack, Event, Level, Means, Timeline, model::Amount, scale::named};
    /// # let mut builder = Timeline::builder();
    /// # let a = builder.add_actor(Actor::new("A"));
    /// let strike = Event::attack(a, "2024-04-01", Means::AirStrike);
    /// let strike = builder.add_event(strike.with_attack(Attack::new().killing(Amount::exactly(16))));
    /// let deaths = named("deaths", |event| {
    ///     let killed = event.attack()?.killed()?.least()?;
    ///     Some(Level::from(i32::try_from(killed).ok()?))
    /// });
    /// let timeline = builder.build()?;
    /// assert_eq!(timeline.event(strike).level(&deaths), Some(Level::from(16)));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn attack(&self) -> Option<&'a Attack> {
        self.details.and_then(|details| details.attack.as_ref())
    }

    /// Returns the details of the statement, if the event is a statement and has any.
    ///
    /// ```
    /// # use escalade::{Actor, Event, Level, SpeechAct, Statement, Timeline, scale::named};
    /// # let mut builder = Timeline::builder();
    /// # let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// let warning = Event::statement(a, "2024-04-01", SpeechAct::Warn);
    /// let warning = builder.add_event(warning.with_statement(Statement::new().addressed_to(b)));
    /// let audience = named("audience", |event| {
    ///     Some(Level::from(i32::try_from(event.statement()?.addressees().len()).ok()?))
    /// });
    /// let timeline = builder.build()?;
    /// assert_eq!(timeline.event(warning).level(&audience), Some(Level::from(1)));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn statement(&self) -> Option<&'a Statement> {
        self.details.and_then(|details| details.statement.as_ref())
    }

    /// Returns the level on a scale. A level assigned by the coder takes precedence over
    /// [`Scale::assess`].
    ///
    /// ```
    /// use escalade::{Level, Means, model::{Act, EventType}, scale::{Flat, Kahn, ScoredEvent}};
    ///
    /// let strike = EventType::new(Act::Attack(Means::AirStrike), None, None);
    /// assert_eq!(ScoredEvent::of_type(&strike).level(&Flat), Some(Level::from(0)));
    /// assert_eq!(ScoredEvent::of_type(&strike).level(&Kahn), None, "the coder assigned no rung");
    /// ```
    pub fn level(&self, scale: &dyn Scale) -> Option<Level> {
        let coder = self.details.and_then(|details| {
            details.levels.iter().find(|given| given.scale.as_str() == scale.name())
        });
        coder.map_or_else(|| scale.assess(*self), |given| Some(given.level))
    }
}
