//! How many were killed.

use super::{Scale, Scored, level_refused, written::Written};
use crate::model::{Level, ScaleName, Vocabulary};

/// How many an attack killed, as its details have it ([`Attack::killed`](crate::Attack::killed)).
///
/// An estimate from one number to another has three levels, so the figure is named: see [`Deaths`].
/// An event of which no number is known has no level; nor has one a statement or an action. There is no
/// conflict floor: an attack that killed nobody is at 0. More than 214,748,364 deaths count as so many.
///
/// ```
/// use escalade::{Actor, Amount, Attack, Event, Level, Means, Timeline};
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

/// Which figure of an estimate is the level.
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
    /// The best figure. UCDP publishes one beside its bounds: the score that a file brings for a UCDP
    /// code is that figure, and comes first. Elsewhere it is the least, below which no estimate goes.
    #[default]
    Best,
    /// The least it can be; none of an amount that is only bounded from above.
    Low,
    /// The most it can be; none of an amount that is only bounded from below.
    High,
}

/// The most deaths that a level can hold.
const MOST: i32 = i32::MAX / 10;

impl Fatalities {
    /// The scale by a figure chosen by name.
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

    fn assess(&self, event: Scored<'_>) -> Option<Level> {
        if self.deaths == Deaths::Best
            && let Some(best) = published(event)
        {
            return Some(best);
        }
        let killed = event.attack()?.killed()?;
        let number = match self.deaths {
            Deaths::Best | Deaths::Low => killed.least(),
            Deaths::High => killed.most(),
        };
        Some(Level::from(i32::try_from(number?).unwrap_or(MOST).min(MOST)))
    }

    fn written(&self) -> Option<Written> {
        Some(Written::by_name(self))
    }
}

/// UCDP's own best figure.
fn published(event: Scored<'_>) -> Option<Level> {
    let event_type = event.event_type();
    event_type.code().filter(|code| code.vocabulary() == Vocabulary::Ucdp)?;
    event_type.score().filter(|deaths| level_refused("fatalities", *deaths).is_none())
}

impl From<Fatalities> for ScaleName {
    fn from(scale: Fatalities) -> Self {
        scale.name().to_owned().into()
    }
}
