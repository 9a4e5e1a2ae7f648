//! The hostility levels of Militarized Interstate Disputes (MID).

use std::sync::LazyLock;

use super::{
    Scale, ScaleSpec, ScoredEvent, Threshold, code_tables::published_score, range::violated_range,
};
use crate::model::{Level, ScaleName, Vocabulary};

/// The hostility levels of Militarized Interstate Disputes (MID 5.0 codebook; Palmer et al., 2022),
/// which follow from the action: 1 no militarized action, 2 threat to use force, 3 display of force, 4
/// use of force, 5 war.
///
/// A level that the file states for a MID code, as in its own column, takes precedence over the
/// codebook. A score that is not a level from 1 to 5, such as -9 for a missing value, is ignored.
///
/// The scale is ordinal: a difference of levels is a number of steps, not a distance.
///
/// ```
/// use escalade::{Code, Level, Vocabulary, model::{Act, ActionKind, EventType}, scale::{Hostility, Scale, ScoredEvent}};
///
/// let level = |action, score| {
///     let code = Code::new(Vocabulary::Mid, action);
///     let event_type = EventType::new(Act::Action(ActionKind::Other), Some(code), score);
///     Hostility.assess(ScoredEvent::of_type(&event_type)).map(Level::units)
/// };
/// assert_eq!(level("7", None), Some(3.0), "a show of force");
/// assert_eq!(level("17", Some(Level::from(5))), Some(5.0), "a clash that the file counts as war");
/// assert_eq!(level("17", Some(Level::from(-9))), Some(4.0));
/// assert_eq!(level("-9", None), None, "a missing action");
/// let names: Vec<_> = Hostility.thresholds().iter().map(|threshold| threshold.name()).collect();
/// assert_eq!(names, ["threat to use force", "display of force", "use of force", "war"]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Hostility;

impl Scale for Hostility {
    fn name(&self) -> &str {
        "hostility"
    }

    fn assess(&self, event: ScoredEvent<'_>) -> Option<Level> {
        let event_type = event.event_type();
        let code = event_type.code().filter(|code| code.vocabulary() == Vocabulary::Mid)?;
        let own = event_type.score().filter(|score| violated_range(self.name(), *score).is_none());
        own.or_else(|| published_score(Vocabulary::Mid, code.as_str(), 0))
    }

    fn conflict_floor(&self) -> Option<Level> {
        Some(Level::from(2))
    }

    fn thresholds(&self) -> &[Threshold] {
        static THRESHOLDS: LazyLock<Vec<Threshold>> = LazyLock::new(|| {
            vec![
                Threshold::new("threat to use force", 2),
                Threshold::new("display of force", 3),
                Threshold::new("use of force", 4),
                Threshold::new("war", 5),
            ]
        });
        &THRESHOLDS
    }

    fn spec(&self) -> Option<ScaleSpec> {
        Some(ScaleSpec::named(self.name()))
    }
}

impl From<Hostility> for ScaleName {
    fn from(_: Hostility) -> Self {
        "hostility".into()
    }
}
