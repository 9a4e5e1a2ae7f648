//! The code tables, each read once, and what follows from a code.

use std::{collections::HashMap, iter, sync::LazyLock};

use super::QuadClass;
use crate::{
    model::{Act, Code, Deed, EventKind, Level, Means, SpeechAct, Vocabulary},
    table::rows,
};

/// The tables of one vocabulary.
pub(super) struct Book {
    /// Its codes, in the order of its table.
    pub(super) codes: Vec<&'static str>,
    entries: HashMap<&'static str, Entry>,
    readings: HashMap<&'static str, Reading>,
}

/// What the table of a vocabulary has of a code.
pub(super) struct Entry {
    pub(super) name: &'static str,
    /// What is published of its severity, one column a table.
    pub(super) scores: Vec<Option<Level>>,
}

/// What codes are that begin so, or descend from this one.
struct Reading {
    quad: Option<QuadClass>,
    act: Act,
}

/// The tables of a vocabulary; the user's own has none.
pub(super) fn book(vocabulary: Vocabulary) -> Option<&'static Book> {
    /// Codes with their names, so many columns of scores, and what they are.
    macro_rules! book {
        ($codes:literal, $scores:literal, $acts:literal) => {{
            static BOOK: LazyLock<Book> =
                LazyLock::new(|| Book::new(include_str!($codes), $scores, include_str!($acts)));
            &*BOOK
        }};
    }
    Some(match vocabulary {
        Vocabulary::Cameo => book!("tables/cameo.tsv", 3, "tables/cameo_acts.tsv"),
        Vocabulary::Weis => book!("tables/weis.tsv", 1, "tables/weis_acts.tsv"),
        Vocabulary::Plover => book!("tables/plover.tsv", 1, "tables/plover.tsv"),
        Vocabulary::Mid => book!("tables/mid.tsv", 1, "tables/mid.tsv"),
        Vocabulary::Ucdp => book!("tables/ucdp.tsv", 0, "tables/ucdp.tsv"),
        Vocabulary::Acled => book!("tables/acled.tsv", 0, "tables/acled.tsv"),
        Vocabulary::Icb => book!("tables/icb.tsv", 0, "tables/icb.tsv"),
        Vocabulary::Own => return None,
    })
}

impl Book {
    fn new(codes: &'static str, scores: usize, acts: &'static str) -> Self {
        let entry = |row: Vec<&'static str>| {
            let scores = row[2..2 + scores].iter().map(|text| score(text)).collect();
            (row[0], Entry { name: row[1], scores })
        };
        Self {
            codes: rows(codes).map(|row| row[0]).collect(),
            entries: rows(codes).map(entry).collect(),
            readings: rows(acts).filter_map(|row| reading(&row)).collect(),
        }
    }

    pub(super) fn entry(&self, code: &str) -> Option<&Entry> {
        self.entries.get(code)
    }
}

/// What a table has of a code itself.
pub(super) fn entry(vocabulary: Vocabulary, code: &str) -> Option<&'static Entry> {
    book(vocabulary)?.entry(code)
}

/// The codes of CAMEO, below the roots, whose name this is, in the order of the codebook.
///
/// Names are compared letter by letter, but for capitals and quotation marks, and for the words «, not
/// specified below», which files of names leave out.
#[cfg(feature = "csv")]
pub(crate) fn cameo_named(name: &str) -> &'static [&'static str] {
    static NAMED: LazyLock<HashMap<String, Vec<&str>>> = LazyLock::new(|| {
        let mut named: HashMap<String, Vec<&str>> = HashMap::new();
        for row in rows(include_str!("tables/cameo.tsv")).filter(|row| row[0].len() > 2) {
            let name = row[1].strip_suffix(", not specified below").unwrap_or(row[1]);
            named.entry(plain(name)).or_default().push(row[0]);
        }
        named
    });
    fn plain(name: &str) -> String {
        name.to_lowercase().replace(['\'', '"'], "")
    }
    NAMED.get(&plain(name)).map_or(&[], Vec::as_slice)
}

/// What a column of the table scores a code, or its nearest scored ancestor.
pub(super) fn published(vocabulary: Vocabulary, code: &str, column: usize) -> Option<Level> {
    ancestry(vocabulary, code).find_map(|code| entry(vocabulary, code)?.scores[column])
}

/// The event, or event and mode, that the published crosswalk makes of a CAMEO code.
pub(super) fn plover_of_cameo(code: &str) -> Option<&'static str> {
    static TABLE: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
        rows(include_str!("tables/cameo_plover.tsv")).map(|row| (row[0], row[1])).collect()
    });
    ancestry(Vocabulary::Cameo, code).find_map(|code| TABLE.get(code).copied())
}

/// Statement, attack or action, as follows from the code; what no table knows is an action of no
/// particular kind.
pub(crate) fn act_of(code: &Code) -> Act {
    reading_of(code).map_or(Act::Action(Deed::Other), |reading| reading.act)
}

pub(super) fn quad_of(code: &Code) -> Option<QuadClass> {
    reading_of(code)?.quad
}

/// CAMEO and WEIS are decided by the longest listed prefix, so that a code in no codebook is still what
/// its category is; the others by the code itself, else by its nearest ancestor.
fn reading_of(code: &Code) -> Option<&'static Reading> {
    let (vocabulary, text) = (code.vocabulary(), code.as_str());
    let readings = &book(vocabulary)?.readings;
    match vocabulary {
        Vocabulary::Cameo | Vocabulary::Weis => {
            (2..=text.len()).rev().find_map(|length| readings.get(text.get(..length)?))
        }
        _ => ancestry(vocabulary, text).find_map(|code| readings.get(code)),
    }
}

/// Whether the vocabulary's tables have this very code. The words of the columns of `ICBe` are in no
/// table: there the column decides.
pub(crate) fn is_known(code: &Code) -> bool {
    let (vocabulary, text) = (code.vocabulary(), code.as_str());
    match vocabulary {
        Vocabulary::Own => true,
        Vocabulary::Icb => ancestry(vocabulary, text).any(|code| entry(vocabulary, code).is_some()),
        _ => entry(vocabulary, text).is_some(),
    }
}

/// A code and its ancestors, nearest first: CAMEO and WEIS drop final digits, PLOVER drops the mode,
/// ACLED the sub-event type, `ICBe` the word. The codes of other vocabularies have none.
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

fn score(text: &str) -> Option<Level> {
    text.parse().ok().and_then(Level::nearest)
}

/// The first column, and what the last three have of it.
fn reading(row: &[&'static str]) -> Option<(&'static str, Reading)> {
    match *row {
        [code, .., quad, kind, word] => {
            let quad = quad.parse().ok().and_then(QuadClass::from_number);
            Some((code, Reading { quad, act: act(kind, word)? }))
        }
        _ => None,
    }
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

    /// Every table: how many columns of scores it has, and whether it says itself what codes are.
    const TABLES: [(&str, usize, bool); 9] = [
        (include_str!("tables/cameo.tsv"), 3, false),
        (include_str!("tables/cameo_acts.tsv"), 0, true),
        (include_str!("tables/weis.tsv"), 1, false),
        (include_str!("tables/weis_acts.tsv"), 0, true),
        (include_str!("tables/plover.tsv"), 1, true),
        (include_str!("tables/mid.tsv"), 1, true),
        (include_str!("tables/ucdp.tsv"), 0, true),
        (include_str!("tables/acled.tsv"), 0, true),
        (include_str!("tables/icb.tsv"), 0, true),
    ];

    #[test]
    fn every_row_of_the_tables_is_read() {
        for (table, scores, acts) in TABLES {
            let mut codes: Vec<_> = rows(table).map(|row| row[0]).collect();
            codes.sort_unstable();
            codes.dedup();
            assert_eq!(codes.len(), rows(table).count(), "a code stands twice");
            for row in rows(table) {
                let name = usize::from(!table.contains("prefix\t"));
                assert_eq!(row.len(), 1 + name + scores + 3 * usize::from(acts), "{row:?}");
                let scores = &row[1 + name..][..scores];
                assert!(scores.iter().all(|text| *text == "-" || score(text).is_some()), "{row:?}");
                if acts {
                    let quad = row[row.len() - 3];
                    assert_eq!(
                        reading(&row).expect("an act").1.quad.is_none(),
                        quad == "-",
                        "{row:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn every_code_is_read_as_its_category() {
        for vocabulary in Vocabulary::ALL {
            for text in book(*vocabulary).map_or(&[][..], |book| &book.codes) {
                let code = Code::new(*vocabulary, *text);
                assert_eq!(code.as_str(), *text, "as it is spelled");
                assert!(is_known(&code) && reading_of(&code).is_some(), "{code}");
            }
        }
        for row in rows(include_str!("tables/cameo.tsv")) {
            let code = Code::new(Vocabulary::Cameo, row[0]);
            assert_eq!(act_of(&code) == Act::Action(Deed::Other), row[0] == "128", "{row:?}");
        }
    }

    #[test]
    fn the_crosswalk_leads_from_codes_of_cameo_to_events_of_plover() {
        for row in rows(include_str!("tables/cameo_plover.tsv")) {
            assert!(row.len() == 2 && entry(Vocabulary::Cameo, row[0]).is_some(), "{row:?}");
            assert_eq!(Code::new(Vocabulary::Plover, row[1]).as_str(), row[1], "as it is spelled");
            assert!(published(Vocabulary::Plover, row[1], 0).is_some(), "{row:?}");
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
        assert_eq!(act(Vocabulary::Acled, "Riots: Mob violence"), Act::Attack(Means::Assault));
        assert_eq!(act(Vocabulary::Acled, "Battles: Siege"), Act::Attack(Means::Unspecified));
        assert_eq!(
            act(Vocabulary::Icb, "interact_escalate: raid"),
            Act::Attack(Means::Unspecified)
        );
    }

    #[test]
    fn a_code_descends_from_shorter_ones() {
        let codes = |vocabulary, code| ancestry(vocabulary, code).collect::<Vec<_>>();
        assert_eq!(codes(Vocabulary::Cameo, "1951"), ["1951", "195", "19", "1", ""]);
        assert_eq!(codes(Vocabulary::Cameo, "13y"), ["13y"], "no final digit to drop");
        assert_eq!(codes(Vocabulary::Weis, "22"), ["22", "2", ""]);
        assert_eq!(codes(Vocabulary::Plover, "ASSAULT/drone"), ["ASSAULT/drone", "ASSAULT"]);
        assert_eq!(codes(Vocabulary::Mid, "16"), ["16"], "1 is no ancestor of it: a threat");
        assert_eq!(codes(Vocabulary::Acled, "Riots: Other: x"), ["Riots: Other: x", "Riots"]);
        assert_eq!(codes(Vocabulary::Own, "16"), ["16"]);
    }

    #[test]
    fn unknown_codes_are_told_from_known_ones() {
        let known = |vocabulary, code| is_known(&Code::new(vocabulary, code));
        assert!(known(Vocabulary::Plover, "protest/Vandalize"), "listed, though it has no score");
        assert!(!known(Vocabulary::Plover, "ASSAULT/massacre"));
        assert!(known(Vocabulary::Mid, "-9") && !known(Vocabulary::Mid, "22"));
        assert!(known(Vocabulary::Ucdp, "1") && !known(Vocabulary::Ucdp, "0"));
        assert!(known(Vocabulary::Acled, "Riots") && !known(Vocabulary::Acled, "Riots: Other"));
        assert!(known(Vocabulary::Icb, "thinkkind: fear") && !known(Vocabulary::Icb, "fear"));
    }
}
