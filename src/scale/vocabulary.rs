//! The code tables, read once, and what a code is.

use std::{collections::HashMap, iter, sync::OnceLock};

use crate::model::{Act, Code, Deed, EventKind, Level, Means, SpeechAct, Vocabulary};

/// An entry of the CAMEO codebook (1.1b3, Schrodt, 2012; and what 0.5b1 alone has).
///
/// ```
/// use escalade::scale::cameo_code;
///
/// let fight = cameo_code("190").unwrap();
/// assert_eq!(fight.name(), "Use conventional military force, not specified below");
/// assert_eq!((fight.root(), fight.quad_class()), ("19", 4));
/// assert!(cameo_code("0330").is_none(), "seen in files, in no codebook");
/// assert_eq!(fight.code(), "190");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct CameoCode {
    code: &'static str,
    name: &'static str,
}

/// The codebook's entry for a CAMEO code, if it has one.
///
/// ```
/// assert_eq!(escalade::scale::cameo_code("13").unwrap().name(), "THREATEN");
/// ```
pub fn cameo_code(code: &str) -> Option<CameoCode> {
    let entry = Cameo::get(code)?;
    Some(CameoCode { code: entry.code, name: entry.name })
}

impl CameoCode {
    /// The code.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// Its name in the codebook.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Its two-digit root: the cue category.
    pub fn root(&self) -> &'static str {
        &self.code[..2]
    }

    /// GDELT's quad class: 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4
    /// material conflict.
    pub fn quad_class(&self) -> u8 {
        match self.root() {
            "01" | "02" | "03" | "04" | "05" => 1,
            "06" | "07" | "08" => 2,
            "09" | "10" | "11" | "12" | "13" => 3,
            _ => 4,
        }
    }
}

/// A CAMEO code with its published scores, one column a table.
pub(super) struct Cameo {
    code: &'static str,
    name: &'static str,
    pub(super) scores: [Option<Level>; 3],
}

impl Cameo {
    pub(super) fn get(code: &str) -> Option<&'static Self> {
        static TABLE: OnceLock<HashMap<&str, Cameo>> = OnceLock::new();
        let table = TABLE.get_or_init(|| {
            rows(include_str!("tables/cameo.tsv"))
                .map(|row| {
                    let scores = [row[2], row[3], row[4]].map(score);
                    (row[0], Self { code: row[0], name: row[1], scores })
                })
                .collect()
        });
        table.get(code)
    }
}

/// WEIS codes with their scores.
pub(super) struct Weis;

impl Weis {
    pub(super) fn score(code: &str) -> Option<Level> {
        static TABLE: OnceLock<Scores> = OnceLock::new();
        let table = TABLE.get_or_init(|| scores(include_str!("tables/weis.tsv"), 1));
        *table.get(code)?
    }
}

/// PLOVER events and modes with their scores.
pub(super) struct Plover;

impl Plover {
    pub(super) fn score(code: &str) -> Option<Level> {
        *Self::table().get(code)?
    }

    /// The event, or event and mode, that the published crosswalk makes of a CAMEO code.
    pub(super) fn of_cameo(code: &str) -> Option<&'static str> {
        static TABLE: OnceLock<HashMap<&str, &str>> = OnceLock::new();
        let table = TABLE.get_or_init(|| {
            rows(include_str!("tables/cameo_plover.tsv")).map(|row| (row[0], row[1])).collect()
        });
        table.get(code).copied()
    }

    fn table() -> &'static Scores {
        static TABLE: OnceLock<Scores> = OnceLock::new();
        TABLE.get_or_init(|| scores(include_str!("tables/plover.tsv"), 1))
    }
}

/// MID actions with their hostility levels.
pub(super) struct Mid;

impl Mid {
    pub(super) fn hostility(code: &str) -> Option<Level> {
        *Self::table().get(code)?
    }

    fn table() -> &'static Scores {
        static TABLE: OnceLock<Scores> = OnceLock::new();
        TABLE.get_or_init(|| scores(include_str!("tables/mid.tsv"), 2))
    }
}

/// Statement, attack or action, as follows from the code.
///
/// CAMEO and WEIS are decided by the longest listed prefix, so that a code in no codebook is still
/// what its category is; PLOVER by the mode, else by the event. Anything else is an action of no
/// particular kind.
pub(crate) fn act_of(code: &Code) -> Act {
    static CAMEO: OnceLock<Acts> = OnceLock::new();
    static WEIS: OnceLock<Acts> = OnceLock::new();
    static PLOVER: OnceLock<Acts> = OnceLock::new();
    static MID: OnceLock<Acts> = OnceLock::new();
    static ACLED: OnceLock<Acts> = OnceLock::new();
    static ICB: OnceLock<Acts> = OnceLock::new();
    let (vocabulary, text) = (code.vocabulary(), code.as_str());
    let table = match vocabulary {
        Vocabulary::Cameo => CAMEO.get_or_init(|| acts(include_str!("tables/cameo_acts.tsv"))),
        Vocabulary::Weis => WEIS.get_or_init(|| acts(include_str!("tables/weis_acts.tsv"))),
        Vocabulary::Plover => PLOVER.get_or_init(|| acts(include_str!("tables/plover.tsv"))),
        Vocabulary::Mid => MID.get_or_init(|| acts(include_str!("tables/mid.tsv"))),
        Vocabulary::Acled => ACLED.get_or_init(|| acts(include_str!("tables/acled.tsv"))),
        Vocabulary::Icb => ICB.get_or_init(|| acts(include_str!("tables/icb.tsv"))),
        // By what means is not coded.
        Vocabulary::Ucdp if is_known(code) => return Act::Attack(Means::Unspecified),
        Vocabulary::Ucdp | Vocabulary::Own => return Act::Action(Deed::Other),
    };
    let listed = match vocabulary {
        Vocabulary::Cameo | Vocabulary::Weis => {
            (2..=text.len()).rev().find_map(|length| table.get(text.get(..length)?))
        }
        _ => ancestry(vocabulary, text).find_map(|code| table.get(code)),
    };
    listed.copied().unwrap_or(Act::Action(Deed::Other))
}

/// Whether the vocabulary's tables have this very code.
pub(crate) fn is_known(code: &Code) -> bool {
    let text = code.as_str();
    match code.vocabulary() {
        Vocabulary::Cameo => Cameo::get(text).is_some(),
        Vocabulary::Weis => Weis::score(text).is_some(),
        Vocabulary::Plover => Plover::table().contains_key(text),
        Vocabulary::Mid => Mid::table().contains_key(text),
        Vocabulary::Ucdp => matches!(text, "1" | "2" | "3"),
        Vocabulary::Acled => rows(include_str!("tables/acled.tsv")).any(|row| row[0] == text),
        Vocabulary::Icb => ancestry(Vocabulary::Icb, text)
            .any(|code| rows(include_str!("tables/icb.tsv")).any(|row| row[0] == code)),
        Vocabulary::Own => true,
    }
}

/// A code and its ancestors, nearest first: CAMEO and WEIS drop final digits, PLOVER drops the mode,
/// ACLED the sub-event type, ICBe the word.
/// The codes of other vocabularies have none.
pub(super) fn ancestry(vocabulary: Vocabulary, code: &str) -> impl Iterator<Item = &str> {
    iter::successors(Some(code), move |code| match vocabulary {
        Vocabulary::Cameo | Vocabulary::Weis => {
            code.strip_suffix(|last: char| last.is_ascii_digit())
        }
        Vocabulary::Plover => code.split_once('/').map(|(event, _)| event),
        Vocabulary::Acled | Vocabulary::Icb => code.split_once(": ").map(|(whole, _)| whole),
        Vocabulary::Mid | Vocabulary::Ucdp | Vocabulary::Own => None,
    })
}

/// The rows of a table inside the crate: tab-separated, below `#` lines and a header.
pub(crate) fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table
        .lines()
        .filter(|line| !line.starts_with('#'))
        .skip(1)
        .map(|line| line.split('\t').collect())
}

type Scores = HashMap<&'static str, Option<Level>>;
type Acts = HashMap<&'static str, Act>;

/// Codes with what a column scores them, if it does.
fn scores(table: &'static str, column: usize) -> Scores {
    rows(table).map(|row| (row[0], score(row[column]))).collect()
}

/// Codes with what they are, as the last two columns have it.
fn acts(table: &'static str) -> Acts {
    rows(table)
        .filter_map(|row| match row[..] {
            [code, .., kind, word] => Some((code, act(kind, word)?)),
            _ => None,
        })
        .collect()
}

fn score(text: &str) -> Option<Level> {
    text.parse().ok().and_then(Level::nearest)
}

fn act(kind: &str, word: &str) -> Option<Act> {
    let kind = EventKind::ALL.iter().find(|known| known.as_str() == kind)?;
    Some(match kind {
        EventKind::Statement => {
            Act::Statement(*SpeechAct::ALL.iter().find(|known| known.as_str() == word)?)
        }
        EventKind::Attack => Act::Attack(*Means::ALL.iter().find(|known| known.as_str() == word)?),
        EventKind::Action => Act::Action(*Deed::ALL.iter().find(|known| known.as_str() == word)?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_code_names_an_act() {
        for table in [
            include_str!("tables/cameo_acts.tsv"),
            include_str!("tables/weis_acts.tsv"),
            include_str!("tables/plover.tsv"),
            include_str!("tables/mid.tsv"),
            include_str!("tables/acled.tsv"),
            include_str!("tables/icb.tsv"),
        ] {
            assert_eq!(acts(table).len(), rows(table).count(), "an act or a code is mistyped");
        }
    }

    #[test]
    fn every_score_of_the_tables_is_read() {
        let is_score = |text: &str| text == "-" || score(text).is_some();
        for row in rows(include_str!("tables/cameo.tsv")) {
            assert_eq!(row.len(), 5, "{row:?}");
            assert!(row[2..].iter().all(|text| is_score(text)), "{row:?}");
            let code = Code::new(Vocabulary::Cameo, row[0]);
            assert!(is_known(&code));
            assert_eq!(act_of(&code) == Act::Action(Deed::Other), row[0] == "128", "{row:?}");
        }
        for row in rows(include_str!("tables/weis.tsv")) {
            assert!(score(row[1]).is_some(), "{row:?}");
        }
        for row in rows(include_str!("tables/plover.tsv")) {
            assert!(row.len() == 4 && is_score(row[1]), "{row:?}");
            assert_eq!(Code::new(Vocabulary::Plover, row[0]).as_str(), row[0], "as it is spelled");
        }
        for row in rows(include_str!("tables/mid.tsv")) {
            assert!(row.len() == 5 && is_score(row[2]), "{row:?}");
        }
    }

    #[test]
    fn the_crosswalk_leads_from_codes_of_cameo_to_events_of_plover() {
        for row in rows(include_str!("tables/cameo_plover.tsv")) {
            assert!(row.len() == 2 && Cameo::get(row[0]).is_some(), "{row:?}");
            assert_eq!(Code::new(Vocabulary::Plover, row[1]).as_str(), row[1], "as it is spelled");
            let event = ancestry(Vocabulary::Plover, row[1]).last();
            assert!(event.is_some_and(|event| Plover::score(event).is_some()), "{row:?}");
        }
    }

    #[test]
    fn what_a_code_is_follows_from_it() {
        let act = |vocabulary, code| act_of(&Code::new(vocabulary, code));
        assert_eq!(act(Vocabulary::Plover, "ASSAULT/drone"), Act::Attack(Means::Drone));
        assert_eq!(act(Vocabulary::Plover, "ASSAULT/massacre"), Act::Attack(Means::Unspecified));
        assert_eq!(act(Vocabulary::Plover, "RIOT"), Act::Action(Deed::Other));
        assert_eq!(act(Vocabulary::Mid, "1"), Act::Statement(SpeechAct::Threaten));
        assert_eq!(act(Vocabulary::Mid, "12"), Act::Action(Deed::Mobilisation));
        assert_eq!(act(Vocabulary::Mid, "17"), Act::Attack(Means::Unspecified));
        assert_eq!(act(Vocabulary::Mid, "18"), Act::Statement(SpeechAct::Announce));
        assert_eq!(act(Vocabulary::Mid, "161"), Act::Action(Deed::Other), "no code has ancestors");
        assert_eq!(act(Vocabulary::Ucdp, "3"), Act::Attack(Means::Unspecified));
        assert_eq!(act(Vocabulary::Ucdp, "4"), Act::Action(Deed::Other));
    }

    #[test]
    fn a_code_descends_from_shorter_ones() {
        let codes = |vocabulary, code| ancestry(vocabulary, code).collect::<Vec<_>>();
        assert_eq!(codes(Vocabulary::Cameo, "1951"), ["1951", "195", "19", "1", ""]);
        assert_eq!(codes(Vocabulary::Cameo, "13y"), ["13y"], "no final digit to drop");
        assert_eq!(codes(Vocabulary::Weis, "22"), ["22", "2", ""]);
        assert_eq!(codes(Vocabulary::Plover, "ASSAULT/drone"), ["ASSAULT/drone", "ASSAULT"]);
        assert_eq!(codes(Vocabulary::Mid, "16"), ["16"], "1 is no ancestor of it: a threat");
        assert_eq!(codes(Vocabulary::Own, "16"), ["16"]);
    }

    #[test]
    fn unknown_codes_are_told_from_known_ones() {
        let known = |vocabulary, code| is_known(&Code::new(vocabulary, code));
        assert!(known(Vocabulary::Plover, "protest/Vandalize"), "listed, though it has no score");
        assert!(!known(Vocabulary::Plover, "ASSAULT/massacre"));
        assert!(known(Vocabulary::Mid, "-9") && !known(Vocabulary::Mid, "22"));
        assert!(known(Vocabulary::Ucdp, "1") && !known(Vocabulary::Ucdp, "0"));
    }
}
