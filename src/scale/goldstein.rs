//! Goldstein's conflict-cooperation scale for CAMEO and WEIS codes.

use super::{
    Scale, ScaleSpec, ScoredEvent,
    code_tables::{published_score, sign_inverted},
};
use crate::model::{Level, ScaleName, Vocabulary};

/// The scale of Goldstein (*A Conflict-Cooperation Scale for WEIS Events Data*, 1992), with
/// inverted sign, so that higher levels are more hostile: war is +10, the extension of aid is below
/// 0.
///
/// There are several published tables for CAMEO, see [`GoldsteinTable`], and one for WEIS. A score
/// that the file states for a CAMEO or WEIS code, such as GDELT's own column, takes precedence over
/// the table.
///
/// ```
/// use escalade::{Code, Level, SpeechAct, Vocabulary, model::{Act, EventType}};
/// use escalade::scale::{Goldstein, GoldsteinTable, Scale, ScoredEvent};
///
/// let code = Code::new(Vocabulary::Cameo, "016");
/// let denial = EventType::new(Act::Statement(SpeechAct::Deny), Some(code), None);
/// let level = |scale: Goldstein| scale.assess(ScoredEvent::of_type(&denial)).unwrap().units();
/// assert_eq!(level(Goldstein::default()), -3.4);
/// assert_eq!(level(Goldstein::over(GoldsteinTable::Icews)), 5.0, "the code changed its meaning");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Goldstein {
    table: GoldsteinTable,
}

/// A published table of Goldstein scores for CAMEO codes.
///
/// ```
/// use escalade::scale::{Goldstein, GoldsteinTable, Scale};
///
/// assert_eq!(Goldstein::over(GoldsteinTable::Keds).name(), "goldstein-keds");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum GoldsteinTable {
    /// The table published by GDELT for CAMEO 1.1b3 (2013).
    #[default]
    Gdelt,
    /// The table of the ICEWS coding tools, for CAMEO 1.1b3.
    Icews,
    /// The table of KEDS, for CAMEO 0.5b1.
    Keds,
}

impl Goldstein {
    /// Creates the scale with the given table for CAMEO codes.
    ///
    /// ```
    /// use escalade::scale::{Goldstein, GoldsteinTable};
    ///
    /// assert_eq!(Goldstein::over(GoldsteinTable::Gdelt), Goldstein::default());
    /// ```
    pub fn over(table: GoldsteinTable) -> Self {
        Self { table }
    }

    fn published(self, vocabulary: Vocabulary, code: &str) -> Option<Level> {
        let column = if vocabulary == Vocabulary::Cameo { self.table as usize } else { 0 };
        published_score(vocabulary, code, column)
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

    fn assess(&self, event: ScoredEvent<'_>) -> Option<Level> {
        let event_type = event.event_type();
        let code = event_type.code()?;
        if !matches!(code.vocabulary(), Vocabulary::Cameo | Vocabulary::Weis) {
            return None;
        }
        let score =
            event_type.score().or_else(|| self.published(code.vocabulary(), code.as_str()))?;
        Some(sign_inverted(score))
    }

    /// Returns the lowest level above 0, which is 0.1.
    fn conflict_floor(&self) -> Option<Level> {
        Some(Level::from_tenths(1))
    }

    fn spec(&self) -> Option<ScaleSpec> {
        Some(ScaleSpec::named(self.name()))
    }
}

impl From<Goldstein> for ScaleName {
    fn from(scale: Goldstein) -> Self {
        scale.name().to_owned().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Act, ActionKind, Code, EventType};

    #[test]
    fn a_code_takes_the_score_of_its_nearest_scored_ancestor() {
        let level = |vocabulary, code| {
            let code = Some(Code::new(vocabulary, code));
            let event_type = EventType::new(Act::Action(ActionKind::Other), code, None);
            Goldstein::default().assess(ScoredEvent::of_type(&event_type)).map(Level::units)
        };
        let cameo = |code| level(Vocabulary::Cameo, code);
        assert_eq!(cameo("1951"), Some(10.0), "from 195");
        assert_eq!(cameo("0330"), Some(-5.2), "from 033, though no table has the code");
        assert_eq!(cameo("176"), Some(7.0), "from 17");
        assert_eq!(cameo("13y"), None, "no final digit to drop");
        assert_eq!(cameo(""), None);
        let weis = |code| level(Vocabulary::Weis, code);
        assert_eq!((weis("223"), weis("2239")), (Some(10.0), Some(10.0)));
        assert_eq!((weis("220"), weis("99")), (Some(9.0), None));
        assert_eq!(level(Vocabulary::Mid, "16"), None);
    }

    #[test]
    fn the_icews_table_differs_in_five_codes() {
        let score = |table, code| Goldstein::over(table).published(Vocabulary::Cameo, code);
        let tenths = |table, code| score(table, code).map(Level::tenths);
        for (code, gdelt, icews) in [
            ("016", 34, -50), // The code means "deny responsibility", but expressed empathy in an older codebook.
            ("124", -50, -40),
            ("163", -65, -80),
            ("164", -70, -65),
            ("166", -80, -70),
        ] {
            assert_eq!(tenths(GoldsteinTable::Gdelt, code), Some(gdelt), "{code}");
            assert_eq!(tenths(GoldsteinTable::Keds, code), Some(gdelt), "{code}");
            assert_eq!(tenths(GoldsteinTable::Icews, code), Some(icews), "{code}");
        }
        let has_own_score = |code| {
            let rows = include_str!("tables/cameo.tsv").lines().map(|row| row.split('\t'));
            let mut rows = rows.filter_map(|mut row| (row.next() == Some(code)).then_some(row));
            let scores: Vec<_> = rows.next().into_iter().flatten().skip(1).take(3).collect();
            scores.iter().any(|score| *score != "-")
        };
        assert!(has_own_score("190"));
        for code in ["1214", "155", "176", "1834", "1951", "1952"] {
            assert!(!has_own_score(code), "{code} has a score");
            assert!(
                tenths(GoldsteinTable::Gdelt, code).is_some(),
                "{code} takes the score of its parent"
            );
        }
    }

    #[test]
    fn inverting_the_lowest_score_does_not_overflow() {
        let code = Some(Code::new(Vocabulary::Cameo, "190"));
        let event_type = EventType::new(Act::Action(ActionKind::Other), code, Some(Level::MIN));
        let level = Goldstein::default().assess(ScoredEvent::of_type(&event_type));
        assert_eq!(level, Some(Level::MAX));
    }
}
