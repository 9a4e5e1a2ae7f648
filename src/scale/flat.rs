//! A scale without differences.

use super::{Scale, ScaleSpec, ScoredEvent};
use crate::model::{Level, ScaleName};

/// A scale on which every event is at level 0.
///
/// For chains on this scale, the query needs a trend that does not require a rise.
///
/// ```
/// use escalade::{Level, model::{Act, ActionKind, EventType}, scale::{Flat, Scale, ScoredEvent}};
///
/// let any = EventType::new(Act::Action(ActionKind::Aid), None, None);
/// assert_eq!(Flat.assess(ScoredEvent::of_type(&any)), Some(Level::from(0)));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Flat;

impl Scale for Flat {
    fn name(&self) -> &str {
        "flat"
    }

    fn assess(&self, _: ScoredEvent<'_>) -> Option<Level> {
        Some(Level::from(0))
    }

    fn spec(&self) -> Option<ScaleSpec> {
        Some(ScaleSpec::named(self.name()))
    }
}

impl From<Flat> for ScaleName {
    fn from(_: Flat) -> Self {
        "flat".into()
    }
}
