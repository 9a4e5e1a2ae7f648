//! Systems of codes and names in which files write their actors.

use chrono::NaiveDate;

#[cfg(feature = "csv")]
use super::cameo_actor;
use crate::states::State;

/// The system in which a file writes its actors. The same letters may mean different actors in two
/// systems. All systems but the last identify states of the registry, so that a state is one actor in
/// all files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Naming {
    /// CAMEO codes, composed of parts: `LBNREBHEZ`.
    Cameo,
    /// State numbers of the Correlates of War project.
    Cow,
    /// State numbers of Gleditsch and Ward.
    GleditschWard,
    /// Country codes of three letters (ISO 3166-1).
    Iso3,
    /// English names.
    Name,
    /// Codes or names of one kind of file, named here. They identify no state of the registry.
    Own(&'static str),
}

impl Naming {
    /// Returns the state that a code or name identifies on a day, or `None` if it identifies no state.
    pub(super) fn state(self, written: &str, on: NaiveDate) -> Option<&'static State> {
        match self {
            Self::Cameo => State::by_cameo(written),
            Self::Cow => State::by_cow(written.parse().ok()?, on),
            Self::GleditschWard => State::by_gw(written.parse().ok()?, on),
            Self::Iso3 => State::by_iso3(written),
            Self::Name => State::by_name(written),
            Self::Own(_) => None,
        }
    }

    /// Returns a code of this system that is written in small letters in capitals; `None` if it is none.
    pub(super) fn in_capitals(self, written: &str) -> Option<String> {
        if !written.bytes().any(|byte| byte.is_ascii_lowercase()) {
            return None;
        }
        match self {
            #[cfg(feature = "csv")]
            Self::Cameo => cameo_actor::in_capitals(written),
            Self::Iso3 => {
                let code = written.to_ascii_uppercase();
                State::by_iso3(&code).is_some().then_some(code)
            }
            _ => None,
        }
    }

    /// Returns `true` if the same number may identify different states on different days.
    pub(super) fn depends_on_day(self) -> bool {
        matches!(self, Self::Cow | Self::GleditschWard)
    }

    /// Returns the prefix of an actor's key where an actor of another system already has that key.
    pub(super) fn prefix(self) -> &'static str {
        match self {
            Self::Cameo => "cameo",
            Self::Cow => "cow",
            Self::GleditschWard => "gw",
            Self::Iso3 => "iso3",
            Self::Name => "name",
            Self::Own(name) => name,
        }
    }
}
