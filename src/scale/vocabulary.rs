//! The code tables, read once, and what a code is.

use std::{collections::HashMap, sync::OnceLock};

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
        static TABLE: OnceLock<HashMap<&str, Option<Level>>> = OnceLock::new();
        let table = TABLE.get_or_init(|| {
            rows(include_str!("tables/weis.tsv")).map(|row| (row[0], score(row[1]))).collect()
        });
        *table.get(code)?
    }
}

/// Statement, attack or action, as follows from the code.
///
/// CAMEO and WEIS are decided by the longest listed prefix, so that a code in no codebook is still
/// what its category is; anything else is an action of no particular kind.
pub(crate) fn act_of(code: &Code) -> Act {
    type Prefixes = HashMap<&'static str, Act>;
    fn read(table: &'static str) -> Prefixes {
        rows(table).filter_map(|row| Some((row[0], act(row[1], row[2])?))).collect()
    }
    static CAMEO: OnceLock<Prefixes> = OnceLock::new();
    static WEIS: OnceLock<Prefixes> = OnceLock::new();
    let prefixes = match code.vocabulary() {
        Vocabulary::Cameo => CAMEO.get_or_init(|| read(include_str!("tables/cameo_acts.tsv"))),
        Vocabulary::Weis => WEIS.get_or_init(|| read(include_str!("tables/weis_acts.tsv"))),
        Vocabulary::Own => return Act::Action(Deed::Other),
    };
    let text = code.as_str();
    (2..=text.len())
        .rev()
        .find_map(|length| prefixes.get(text.get(..length)?).copied())
        .unwrap_or(Act::Action(Deed::Other))
}

/// Whether the vocabulary's tables have this very code.
pub(crate) fn is_known(code: &Code) -> bool {
    match code.vocabulary() {
        Vocabulary::Cameo => Cameo::get(code.as_str()).is_some(),
        Vocabulary::Weis => Weis::score(code.as_str()).is_some(),
        Vocabulary::Own => true,
    }
}

/// The score of a code, or of its nearest scored ancestor: final digits are dropped until one has.
pub(super) fn scored(code: &str, table: impl Fn(&str) -> Option<Level>) -> Option<Level> {
    let mut code = code;
    loop {
        if let Some(score) = table(code) {
            return Some(score);
        }
        code = code.strip_suffix(|last: char| last.is_ascii_digit())?;
    }
}

/// The rows of a table inside the crate: tab-separated, below `#` lines and a header.
pub(crate) fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table
        .lines()
        .filter(|line| !line.starts_with('#'))
        .skip(1)
        .map(|line| line.split('\t').collect())
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
    fn every_listed_prefix_names_an_act() {
        for table in [include_str!("tables/cameo_acts.tsv"), include_str!("tables/weis_acts.tsv")] {
            for row in rows(table) {
                assert!(act(row[1], row[2]).is_some(), "{row:?}");
            }
        }
    }

    #[test]
    fn every_score_of_the_tables_is_read() {
        for row in rows(include_str!("tables/cameo.tsv")) {
            assert_eq!(row.len(), 5, "{row:?}");
            assert!(row[2..].iter().all(|text| *text == "-" || score(text).is_some()), "{row:?}");
            let code = Code::new(Vocabulary::Cameo, row[0]);
            assert!(is_known(&code));
            assert_eq!(act_of(&code) == Act::Action(Deed::Other), row[0] == "128", "{row:?}");
        }
        for row in rows(include_str!("tables/weis.tsv")) {
            assert!(score(row[1]).is_some(), "{row:?}");
        }
    }

    #[test]
    fn a_code_takes_the_score_of_its_nearest_scored_ancestor() {
        let gdelt = |code| scored(code, |code| Cameo::get(code)?.scores[0]).map(Level::units);
        assert_eq!(gdelt("1951"), Some(-10.0), "from 195");
        assert_eq!(gdelt("0330"), Some(5.2), "from 033, though no table has the code");
        assert_eq!(gdelt("176"), Some(-7.0), "from 17");
        assert_eq!(gdelt("13y"), None, "no final digit to drop");
        assert_eq!(gdelt(""), None);
        assert_eq!(scored("223", Weis::score).map(Level::units), Some(-10.0));
        assert_eq!(scored("2239", Weis::score).map(Level::units), Some(-10.0));
        assert_eq!(scored("220", Weis::score).map(Level::units), Some(-9.0));
        assert_eq!(scored("99", Weis::score), None);
    }
}
