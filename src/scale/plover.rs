//! The scores of PLOVER, over PLOVER and CAMEO.

use super::{CodeInfo, Scale, Scored, sign_turned, vocabulary::published, written::Written};
use crate::model::{Level, ScaleName, Vocabulary};

/// The scores of the PLOVER manual (v0.8, Open Event Data Alliance), sign turned as Goldstein's is so
/// that higher is more hostile: an assault with unconventional weapons is +10, aid -10.
///
/// A mode without a score takes that of its event. A score that the file brings for a PLOVER code, as
/// POLECAT's intensity, comes before the table. CAMEO codes are led through the published crosswalk,
/// where a code that is not in it goes by its nearest ancestor; the score that a file brings for a CAMEO
/// code is Goldstein's, and has no place here.
///
/// The manual prints `ACCUSE` as 3. A minus sign must be missing, for its modes are at -2 and -3.5 and
/// it stands among verbal conflict: it is taken as -3.
///
/// ```
/// use escalade::{Act, Code, Deed, EventType, Level, Vocabulary, scale::{Plover, Scale, Scored}};
///
/// let level = |vocabulary, code, score| {
///     let event_type = EventType::new(Act::Action(Deed::Other), Some(Code::new(vocabulary, code)), score);
///     Plover.assess(Scored::of_type(&event_type)).map(Level::units)
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

    fn assess(&self, event: Scored<'_>) -> Option<Level> {
        let event_type = event.event_type();
        let code = event_type.code()?;
        let own = event_type.score().filter(|_| code.vocabulary() == Vocabulary::Plover);
        let published = || {
            let code = CodeInfo::of(code).in_plover()?;
            published(Vocabulary::Plover, code.as_str(), 0)
        };
        own.or_else(published).map(sign_turned)
    }

    /// Above 0, which in tenths is 0.1.
    fn conflict_floor(&self) -> Option<Level> {
        Some(Level::from_tenths(1))
    }

    fn written(&self) -> Option<Written> {
        Some(Written::by_name(self))
    }
}

impl From<Plover> for ScaleName {
    fn from(_: Plover) -> Self {
        "plover".into()
    }
}
