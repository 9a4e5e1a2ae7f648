//! Goldstein's conflict-cooperation scale over CAMEO and WEIS.

use super::{
    Scale, Scored,
    vocabulary::{self, Cameo, Weis},
};
use crate::model::{Level, ScaleName, Vocabulary};

/// The scale of Goldstein (*A Conflict-Cooperation Scale for WEIS Events Data*, 1992), sign turned
/// so that higher is more hostile: war is +10, the extension of aid below 0.
///
/// Published tables for CAMEO differ, so the table is named; WEIS has one. A score that the file
/// brings for a CAMEO or WEIS code, as GDELT's own column, comes before the table.
///
/// ```
/// use escalade::{Act, Code, EventType, Level, SpeechAct, Vocabulary};
/// use escalade::scale::{Goldstein, GoldsteinTable, Scale, Scored};
///
/// let code = Code::new(Vocabulary::Cameo, "016");
/// let denial = EventType::new(Act::Statement(SpeechAct::Deny), Some(code), None);
/// let level = |scale: Goldstein| scale.assess(Scored::of_type(&denial)).unwrap().units();
/// assert_eq!(level(Goldstein::default()), -3.4);
/// assert_eq!(level(Goldstein::over(GoldsteinTable::Icews)), 5.0, "the code changed its meaning");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Goldstein {
    table: GoldsteinTable,
}

/// Which published table gives CAMEO codes their Goldstein scores.
///
/// ```
/// use escalade::scale::{Goldstein, GoldsteinTable, Scale};
///
/// assert_eq!(Goldstein::over(GoldsteinTable::Keds).name(), "goldstein-keds");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum GoldsteinTable {
    /// The table GDELT publishes for CAMEO 1.1b3 (2013).
    #[default]
    Gdelt,
    /// The table of the ICEWS coding tools for CAMEO 1.1b3.
    Icews,
    /// The table of KEDS for CAMEO 0.5b1.
    Keds,
}

impl Goldstein {
    /// The scale over a table chosen by name.
    ///
    /// ```
    /// use escalade::scale::{Goldstein, GoldsteinTable};
    ///
    /// assert_eq!(Goldstein::over(GoldsteinTable::Gdelt), Goldstein::default());
    /// ```
    pub fn over(table: GoldsteinTable) -> Self {
        Self { table }
    }

    pub(super) fn by_name(name: &str) -> Option<Self> {
        [GoldsteinTable::Gdelt, GoldsteinTable::Icews, GoldsteinTable::Keds]
            .map(Self::over)
            .into_iter()
            .find(|scale| scale.name() == name)
    }

    fn published(self, vocabulary: Vocabulary, code: &str) -> Option<Level> {
        match vocabulary {
            Vocabulary::Cameo => {
                let column = self.table as usize;
                vocabulary::scored(code, |code| Cameo::get(code)?.scores[column])
            }
            Vocabulary::Weis => vocabulary::scored(code, Weis::score),
            _ => None,
        }
    }
}

impl Scale for Goldstein {
    fn name(&self) -> &str {
        match self.table {
            GoldsteinTable::Gdelt => "goldstein",
            GoldsteinTable::Icews => "goldstein-icews",
            GoldsteinTable::Keds => "goldstein-keds",
        }
    }

    fn assess(&self, event: Scored<'_>) -> Option<Level> {
        let event_type = event.event_type();
        let code = event_type.code()?;
        if !matches!(code.vocabulary(), Vocabulary::Cameo | Vocabulary::Weis) {
            return None;
        }
        let score =
            event_type.score().or_else(|| self.published(code.vocabulary(), code.as_str()))?;
        Some(Level::from_tenths(-score.tenths()))
    }

    /// Above 0, which in tenths is 0.1.
    fn conflict_floor(&self) -> Option<Level> {
        Some(Level::from_tenths(1))
    }
}

impl From<Goldstein> for ScaleName {
    fn from(scale: Goldstein) -> Self {
        scale.name().to_owned().into()
    }
}
