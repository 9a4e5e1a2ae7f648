//! The scores of PLOVER, for PLOVER and CAMEO codes.

use super::{
    CodeInfo, Scale, ScaleSpec, ScoredEvent,
    code_tables::{published_score, sign_inverted},
};
use crate::model::{Level, ScaleName, Vocabulary};

/// The scores of the PLOVER manual (v0.8, Open Event Data Alliance), with inverted sign like
/// [`Goldstein`](super::Goldstein), so that higher levels are more hostile: an assault with
/// unconventional weapons is +10, aid is -10.
///
/// A mode without a score has the score of its event. A score that the file states for a PLOVER
/// code, such as the intensity in POLECAT, takes precedence over the table.
///
/// CAMEO codes are converted by the published crosswalk, using the nearest ancestor that is in it.
/// A score that a file states for a CAMEO code is a Goldstein score, and is ignored.
///
/// The manual prints the score of `ACCUSE` as 3. A minus sign must be missing, because its modes
/// have scores of -2 and -3.5 and it is in the class of verbal conflict; -3 is used.
///
/// ```
/// use escalade::{Code, Level, Vocabulary, model::{Act, ActionKind, EventType}, scale::{Plover, Scale, ScoredEvent}};
///
/// let level = |vocabulary, code, score| {
///     let event_type = EventType::new(Act::Action(ActionKind::Other), Some(Code::new(vocabulary, code)), score);
///     Plover.assess(ScoredEvent::of_type(&event_type)).map(Level::units)
/// };
/// assert_eq!(level(Vocabulary::Plover, "ASSAULT/drone", None), Some(9.5));
/// assert_eq!(level(Vocabulary::Plover, "ASSAULT/drone", Some(Level::from(-8))), Some(8.0), "the file's");
/// assert_eq!(level(Vocabulary::Plover, "PROTEST/vandalize", None), Some(5.0), "as PROTEST");
/// assert_eq!(level(Vocabulary::Cameo, "1381", Some(Level::from(-7))), Some(3.0), "THREATEN/restrict");
/// assert_eq!(level(Vocabulary::Cameo, "020", None), None, "PLOVER dropped appeals");
/// assert_eq!(level(Vocabulary::Mid, "16", None), None);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Plover;

impl Scale for Plover {
    fn name(&self) -> &str {
        "plover"
    }

    fn assess(&self, event: ScoredEvent<'_>) -> Option<Level> {
        let event_type = event.event_type();
        let code = event_type.code()?;
        let own = event_type.score().filter(|_| code.vocabulary() == Vocabulary::Plover);
        let published = || {
            let code = CodeInfo::of(code).in_plover()?;
            published_score(Vocabulary::Plover, code.as_str(), 0)
        };
        own.or_else(published).map(sign_inverted)
    }

    /// Returns the lowest level above 0, which is 0.1.
    fn conflict_floor(&self) -> Option<Level> {
        Some(Level::from_tenths(1))
    }

    fn spec(&self) -> Option<ScaleSpec> {
        Some(ScaleSpec::named(self.name()))
    }
}

impl From<Plover> for ScaleName {
    fn from(_: Plover) -> Self {
        "plover".into()
    }
}
