//! How severe: vocabularies, and scales over them.
//!
//! A [`Scale`] maps an event to a [`Level`], or to none. A level that the coder gave on that very
//! scale wins; then the score that the file itself brought; then the scale's table, where a code
//! without a score takes that of its nearest scored ancestor.

mod codes;
mod crosswalk;
mod custom;
mod fatalities;
mod goldstein;
mod hostility;
mod kahn;
mod plover;
mod threshold;
mod vocabulary;
pub(crate) mod written;

use std::{fmt, sync::Arc};

pub use codes::{CodeInfo, PLOVER_CONTEXTS, QuadClass, codes};
pub use crosswalk::Crosswalk;
pub use custom::{Named, named};
pub use fatalities::{Deaths, Fatalities};
pub use goldstein::{Goldstein, GoldsteinTable};
pub use hostility::Hostility;
pub use kahn::{Kahn, KahnThrough, Rung};
pub use plover::Plover;
pub use threshold::Threshold;
pub use written::Written;

#[cfg(feature = "csv")]
pub(crate) use vocabulary::cameo_named;
pub(crate) use vocabulary::{act_of, is_known};

use crate::model::{Attack, Details, EventType, Level, ScaleName, Statement};

/// A measure of severity.
///
/// Built in are [`Goldstein`], [`Plover`], [`Hostility`], [`Kahn`], [`Fatalities`] and [`Flat`];
/// [`named`] makes one of a closure.
///
/// ```
/// use escalade::{Code, EventType, Level, Act, Means, Vocabulary, scale::{Goldstein, Scale, Scored}};
///
/// let code = Code::new(Vocabulary::Cameo, "1951"); // unscored in itself: 195 lends it its score
/// let strike = EventType::new(Act::Attack(Means::AirStrike), Some(code), None);
/// assert_eq!(Goldstein::default().assess(Scored::of_type(&strike)), Some(Level::from(10)));
///
/// // A scale of one's own: attacks are at 1, all else at 0.
/// #[derive(Debug)]
/// struct Force;
///
/// impl Scale for Force {
///     fn name(&self) -> &str {
///         "force"
///     }
///
///     fn assess(&self, event: Scored<'_>) -> Option<Level> {
///         Some(Level::from(i32::from(matches!(event.event_type().act(), Act::Attack(_)))))
///     }
/// }
///
/// assert_eq!(Force.assess(Scored::of_type(&strike)), Some(Level::from(1)));
/// assert_eq!(Force.conflict_floor(), None, "unless it is said");
/// ```
pub trait Scale: fmt::Debug + Send + Sync {
    /// The name by which levels, queries and files know it.
    fn name(&self) -> &str;

    /// The level of an event, leaving aside any that its coder gave.
    ///
    /// It is asked once for each distinct type and once more for each event that has details of
    /// its own, so it must answer from what it is handed alone.
    fn assess(&self, event: Scored<'_>) -> Option<Level>;

    /// The least level that counts as conflict, if the scale knows one.
    fn conflict_floor(&self) -> Option<Level> {
        None
    }

    /// The lines between levels that it has names for, from the lowest up.
    fn thresholds(&self) -> &[Threshold] {
        &[]
    }

    /// How a query writes it. A scale of the user's own cannot be written.
    fn written(&self) -> Option<Written> {
        None
    }
}

/// A shared scale, as [`by_name`] gives it.
impl<S: Scale + ?Sized> Scale for Arc<S> {
    fn name(&self) -> &str {
        (**self).name()
    }

    fn assess(&self, event: Scored<'_>) -> Option<Level> {
        (**self).assess(event)
    }

    fn thresholds(&self) -> &[Threshold] {
        (**self).thresholds()
    }

    fn conflict_floor(&self) -> Option<Level> {
        (**self).conflict_floor()
    }

    fn written(&self) -> Option<Written> {
        (**self).written()
    }
}

/// What a scale may look at.
///
/// ```
/// use escalade::{Act, Deed, EventType, scale::Scored};
///
/// let meeting = EventType::new(Act::Action(Deed::Meeting), None, None);
/// assert!(Scored::of_type(&meeting).attack().is_none());
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Scored<'a> {
    event_type: &'a EventType,
    details: Option<&'a Details>,
}

impl<'a> Scored<'a> {
    /// An event of which only the type is known, as most coded events are.
    ///
    /// ```
    /// use escalade::{Act, EventType, Means, scale::Scored};
    ///
    /// let strike = EventType::new(Act::Attack(Means::AirStrike), None, None);
    /// let scored = Scored::of_type(&strike);
    /// assert_eq!(scored.event_type().act(), Act::Attack(Means::AirStrike));
    /// assert!(scored.attack().is_none(), "nothing more is known of it");
    /// ```
    pub fn of_type(event_type: &'a EventType) -> Self {
        Self { event_type, details: None }
    }

    pub(crate) fn detailed(event_type: &'a EventType, details: &'a Details) -> Self {
        Self { event_type, details: Some(details) }
    }

    /// The type: what it is, its code, the file's own score.
    pub fn event_type(&self) -> &'a EventType {
        self.event_type
    }

    /// What only an attack has, if it is one and anything is known.
    ///
    /// ```
    /// # use escalade::{Actor, Amount, Attack, Event, Level, Means, Timeline, scale::named};
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

    /// What only a statement has, if it is one and anything is known.
    ///
    /// ```
    /// # use escalade::{Actor, Event, Level, SpeechAct, Statement, Timeline, scale::named};
    /// # let mut builder = Timeline::builder();
    /// # let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// let warning = Event::statement(a, "2024-04-01", SpeechAct::Warn);
    /// let warning = builder.add_event(warning.saying(Statement::new().told_to(b)));
    /// let told = named("told", |event| {
    ///     Some(Level::from(i32::try_from(event.statement()?.addressees().len()).ok()?))
    /// });
    /// let timeline = builder.build()?;
    /// assert_eq!(timeline.event(warning).level(&told), Some(Level::from(1)));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn statement(&self) -> Option<&'a Statement> {
        self.details.and_then(|details| details.statement.as_ref())
    }

    /// The level on a scale, the coder's own first.
    ///
    /// ```
    /// use escalade::{Act, EventType, Level, Means, scale::{Flat, Kahn, Scored}};
    ///
    /// let strike = EventType::new(Act::Attack(Means::AirStrike), None, None);
    /// assert_eq!(Scored::of_type(&strike).level(&Flat), Some(Level::from(0)));
    /// assert_eq!(Scored::of_type(&strike).level(&Kahn), None, "no coder gave it a rung");
    /// ```
    pub fn level(&self, scale: &dyn Scale) -> Option<Level> {
        let coder = self.details.and_then(|details| {
            details.levels.iter().find(|given| given.scale.as_str() == scale.name())
        });
        coder.map_or_else(|| scale.assess(*self), |given| Some(given.level))
    }
}

/// No differences: every event is at level 0. Chains over it need a trend that allows no rise.
///
/// ```
/// use escalade::{Act, Deed, EventType, Level, scale::{Flat, Scale, Scored}};
///
/// let any = EventType::new(Act::Action(Deed::Aid), None, None);
/// assert_eq!(Flat.assess(Scored::of_type(&any)), Some(Level::from(0)));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Flat;

impl Scale for Flat {
    fn name(&self) -> &str {
        "flat"
    }

    fn assess(&self, _: Scored<'_>) -> Option<Level> {
        Some(Level::from(0))
    }

    fn written(&self) -> Option<Written> {
        Some(Written::by_name(self))
    }
}

impl From<Flat> for ScaleName {
    fn from(_: Flat) -> Self {
        "flat".into()
    }
}

/// The built-in scale of a name, if there is one.
///
/// ```
/// use escalade::scale;
///
/// for name in scale::NAMES {
///     assert_eq!(scale::by_name(name).unwrap().name(), *name);
/// }
/// assert!(scale::by_name("richter").is_none());
/// ```
pub fn by_name(name: &str) -> Option<Arc<dyn Scale>> {
    Some(match name {
        "goldstein" => Arc::new(Goldstein::over(GoldsteinTable::Gdelt)),
        "goldstein-icews" => Arc::new(Goldstein::over(GoldsteinTable::Icews)),
        "goldstein-keds" => Arc::new(Goldstein::over(GoldsteinTable::Keds)),
        "plover" => Arc::new(Plover),
        "hostility" => Arc::new(Hostility),
        "kahn" => Arc::new(Kahn),
        "fatalities" => Arc::new(Fatalities::counting(Deaths::Best)),
        "fatalities-low" => Arc::new(Fatalities::counting(Deaths::Low)),
        "fatalities-high" => Arc::new(Fatalities::counting(Deaths::High)),
        "flat" => Arc::new(Flat),
        _ => return None,
    })
}

/// The names of the built-in scales.
///
/// ```
/// assert!(escalade::scale::NAMES.contains(&"goldstein"));
/// ```
pub const NAMES: &[&str] = &[
    "goldstein",
    "goldstein-icews",
    "goldstein-keds",
    "plover",
    "hostility",
    "kahn",
    "fatalities",
    "fatalities-low",
    "fatalities-high",
    "flat",
];

/// What levels a coder may give on a built-in scale, where this is not one of them.
pub(crate) fn level_refused(scale: &str, level: Level) -> Option<&'static str> {
    let (least, most, step, allowed) = match scale {
        "plover" => (-100, 100, 1, "-10 to 10 on the PLOVER scale, sign turned: assault is 9"),
        "hostility" => (10, 50, 10, "a hostility level of MID, 1 to 5"),
        "kahn" => (10, 440, 10, "a rung of Kahn's ladder, 1 to 44"),
        "fatalities" | "fatalities-low" | "fatalities-high" => {
            (0, i32::MAX, 10, "a number of deaths, 0 or more")
        }
        "flat" => (0, 0, 10, "0, the only level of the flat scale"),
        name if name.starts_with("goldstein") => {
            (-100, 100, 1, "-10 to 10 on the Goldstein scale, sign turned: war is 10")
        }
        _ => return None,
    };
    let fits = (least..=most).contains(&level.tenths()) && level.tenths() % step == 0;
    (!fits).then_some(allowed)
}

/// A published score, in which cooperation is positive, as a level.
fn sign_turned(score: Level) -> Level {
    Level::from_tenths(score.tenths().saturating_neg())
}
