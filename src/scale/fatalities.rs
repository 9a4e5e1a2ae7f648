//! The number of people killed, as a scale.

use super::{Scale, ScaleSpec, ScoredEvent, range::violated_range};
use crate::model::{Level, ScaleName, Vocabulary};

/// The number of people killed in an attack ([`Attack::killed`](crate::Attack::killed)).
///
/// An estimate given as a range contains three figures; choose one with [`Deaths`]. Events without
/// a number have no level, nor have statements and actions.
///
/// The scale has no conflict floor: an attack that killed no one is at level 0. The level saturates
/// at 214,748,364 deaths.
///
/// ```
/// use escalade::{Actor, Attack, Event, Level, Means, Timeline, model::Amount};
/// use escalade::scale::{Deaths, Fatalities};
///
/// let mut builder = Timeline::builder();
/// let iran = builder.add_actor(Actor::new("IRN"));
/// let raid = |killed| Event::attack(iran, "2024-04-01", Means::Drone).with_attack(Attack::new().killing(killed));
/// let estimated = builder.add_event(raid(Amount::between(12, 16)));
/// let bounded = builder.add_event(raid(Amount::at_least(30)));
/// let unknown = builder.add_event(raid(Amount::in_words("dozens")));
/// let timeline = builder.build()?;
/// let levels = |event| {
///     [Deaths::Best, Deaths::Low, Deaths::High]
///         .map(|deaths| timeline.event(event).level(&Fatalities::counting(deaths)).map(Level::units))
/// };
/// assert_eq!(levels(estimated), [Some(12.0), Some(12.0), Some(16.0)]);
/// assert_eq!(levels(bounded), [Some(30.0), Some(30.0), None]);
/// assert_eq!(levels(unknown), [None; 3]);
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Fatalities {
    deaths: Deaths,
}

/// The figure of an estimate that is used as the level.
///
/// ```
/// use escalade::scale::{Deaths, Fatalities, Scale};
///
/// assert_eq!(Fatalities::default().name(), "fatalities");
/// assert_eq!(Fatalities::counting(Deaths::High).name(), "fatalities-high");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Deaths {
    /// The best estimate. For UCDP codes, this is the score stated by the file, since UCDP
    /// publishes a best estimate besides its bounds. Otherwise it is the lower bound.
    #[default]
    Best,
    /// The lower bound. An amount that is only bounded from above has no level.
    Low,
    /// The upper bound. An amount that is only bounded from below has no level.
    High,
}

impl Fatalities {
    /// Creates a scale that uses the given figure.
    ///
    /// ```
    /// use escalade::scale::{Deaths, Fatalities};
    ///
    /// assert_eq!(Fatalities::counting(Deaths::Best), Fatalities::default());
    /// ```
    pub fn counting(deaths: Deaths) -> Self {
        Self { deaths }
    }
}

impl Scale for Fatalities {
    fn name(&self) -> &str {
        match self.deaths {
            Deaths::Best => "fatalities",
            Deaths::Low => "fatalities-low",
            Deaths::High => "fatalities-high",
        }
    }

    fn assess(&self, event: ScoredEvent<'_>) -> Option<Level> {
        if self.deaths == Deaths::Best
            && let Some(best) = ucdp_best(event)
        {
            return Some(best);
        }
        let killed = event.attack()?.killed()?;
        let number = match self.deaths {
            Deaths::Best | Deaths::Low => killed.least(),
            Deaths::High => killed.most(),
        };
        // A number beyond the range of levels gives a level beyond it, which the query refuses.
        let tenths = i64::try_from(number?).ok().and_then(|number| number.checked_mul(10));
        Some(Level::from_tenths(tenths.unwrap_or(i64::MAX)))
    }

    fn spec(&self) -> Option<ScaleSpec> {
        Some(ScaleSpec::named(self.name()))
    }
}

/// Returns the best estimate published by UCDP, if the event has one.
fn ucdp_best(event: ScoredEvent<'_>) -> Option<Level> {
    let event_type = event.event_type();
    event_type.code().filter(|code| code.vocabulary() == Vocabulary::Ucdp)?;
    event_type.score().filter(|deaths| violated_range("fatalities", *deaths).is_none())
}

impl From<Fatalities> for ScaleName {
    fn from(scale: Fatalities) -> Self {
        scale.name().to_owned().into()
    }
}
