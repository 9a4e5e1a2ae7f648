//! The tables of codes, each parsed once, and look-ups in them.

use std::{collections::HashMap, iter, sync::LazyLock};

use super::QuadClass;
#[cfg(feature = "csv")]
use crate::sorting::{count_before, sort_by};
use crate::{
    model::{Act, ActionKind, Code, EventKind, Level, Means, SpeechAct, Vocabulary},
    table::rows,
};

/// The tables of one vocabulary.
pub(super) struct CodeTable {
    /// The codes, in the order of the table.
    pub(super) codes: Vec<&'static str>,
    entries: ByCode<Entry>,
    classifications: ByCode<Classification>,
}

/// Values that are looked up by code.
struct ByCode<T> {
    /// The index of the value of each code.
    indices: HashMap<&'static str, u32>,
    values: Vec<T>,
}

impl<T> ByCode<T> {
    fn new() -> Self {
        Self { indices: HashMap::new(), values: Vec::new() }
    }

    fn insert(&mut self, code: &'static str, value: T) {
        self.indices.insert(code, self.values.len() as u32);
        self.values.push(value);
    }

    fn get(&self, code: &str) -> Option<&T> {
        Some(&self.values[*self.indices.get(code)? as usize])
    }
}

/// The row of a code.
pub(super) struct Entry {
    pub(super) name: &'static str,
    /// The published scores, one per score column.
    pub(super) scores: Vec<Option<Level>>,
}

/// What a code means. It also applies to codes that begin with this one, or descend from it.
struct Classification {
    quad: Option<QuadClass>,
    act: Act,
}

/// Returns the tables of a vocabulary, or `None` for a user's own scheme.
pub(super) fn code_table(vocabulary: Vocabulary) -> Option<&'static CodeTable> {
    /// Parses a vocabulary once: a table of codes with names, its number of score columns, and a
    /// table of classifications.
    macro_rules! code_table {
        ($codes:literal, $scores:literal, $acts:literal) => {{
            static TABLE: LazyLock<CodeTable> = LazyLock::new(|| {
                CodeTable::new(include_str!($codes), $scores, include_str!($acts))
            });
            &*TABLE
        }};
    }
    Some(match vocabulary {
        Vocabulary::Cameo => code_table!("tables/cameo.tsv", 3, "tables/cameo_acts.tsv"),
        Vocabulary::Weis => code_table!("tables/weis.tsv", 1, "tables/weis_acts.tsv"),
        Vocabulary::Plover => code_table!("tables/plover.tsv", 1, "tables/plover.tsv"),
        Vocabulary::Mid => code_table!("tables/mid.tsv", 1, "tables/mid.tsv"),
        Vocabulary::Ucdp => code_table!("tables/ucdp.tsv", 0, "tables/ucdp.tsv"),
        Vocabulary::Acled => code_table!("tables/acled.tsv", 0, "tables/acled.tsv"),
        Vocabulary::Icb => code_table!("tables/icb.tsv", 0, "tables/icb.tsv"),
        Vocabulary::Own => return None,
    })
}

impl CodeTable {
    fn new(codes: &'static str, scores: usize, acts: &'static str) -> Self {
        let mut table =
            Self { codes: Vec::new(), entries: ByCode::new(), classifications: ByCode::new() };
        // Each row has the code, its name, the score columns, and perhaps the classification.
        for row in rows(codes) {
            table.codes.push(row[0]);
            let mut entry = Entry { name: row[1], scores: Vec::new() };
            for text in &row[2..2 + scores] {
                entry.scores.push(score(text));
            }
            table.entries.insert(row[0], entry);
        }
        for row in rows(acts) {
            if let Some((code, classification)) = classification(&row) {
                table.classifications.insert(code, classification);
            }
        }
        table
    }

    pub(super) fn entry(&self, code: &str) -> Option<&Entry> {
        self.entries.get(code)
    }
}

/// Returns the row of exactly this code.
pub(super) fn entry(vocabulary: Vocabulary, code: &str) -> Option<&'static Entry> {
    code_table(vocabulary)?.entry(code)
}

/// Returns the CAMEO codes below the roots with the given name, in the order of the codebook.
///
/// Comparison ignores case, quotation marks, and the suffix ", not specified below", which some
/// files omit.
#[cfg(feature = "csv")]
pub(crate) fn cameo_named(name: &str) -> &'static [&'static str] {
    /// The names in ascending order, and the code of each.
    static NAMED: LazyLock<(Vec<String>, Vec<&str>)> = LazyLock::new(|| {
        let mut named = Vec::new();
        for row in rows(include_str!("tables/cameo.tsv")) {
            if row[0].len() > 2 {
                let name = row[1].strip_suffix(", not specified below").unwrap_or(row[1]);
                named.push((normalised(name), row[0]));
            }
        }
        sort_by(&mut named, |one, other| one.0.cmp(&other.0));
        named.into_iter().unzip()
    });
    // The files of names and the codebook differ in capitals and quotation marks.
    fn normalised(name: &str) -> String {
        let mut name = name.to_lowercase();
        name.retain(|letter| !matches!(letter, '\'' | '"'));
        name
    }
    let (names, codes) = &*NAMED;
    let name = normalised(name.strip_suffix(", not specified below").unwrap_or(name));
    let first = count_before(names.len(), &|at| names[at] < name);
    let after = count_before(names.len(), &|at| names[at] <= name);
    &codes[first..after]
}

/// Returns the score of a code in a score column, or that of its nearest ancestor with a score.
pub(super) fn published_score(vocabulary: Vocabulary, code: &str, column: usize) -> Option<Level> {
    for code in ancestry(vocabulary, code) {
        if let Some(score) = entry(vocabulary, code).and_then(|entry| entry.scores[column]) {
            return Some(score);
        }
    }
    None
}

/// Returns `true` if one of the published tables of CAMEO gives this code this score.
#[cfg_attr(not(feature = "csv"), allow(dead_code))]
pub(crate) fn has_cameo_score(code: &str, score: Level) -> bool {
    entry(Vocabulary::Cameo, code).is_some_and(|entry| entry.scores.contains(&Some(score)))
}

/// Returns the PLOVER code for a CAMEO code in the published crosswalk, using its nearest ancestor
/// listed there.
pub(super) fn plover_of_cameo(code: &str) -> Option<&'static str> {
    static TABLE: LazyLock<ByCode<&str>> = LazyLock::new(|| {
        let mut table = ByCode::new();
        for row in rows(include_str!("tables/cameo_plover.tsv")) {
            table.insert(row[0], row[1]);
        }
        table
    });
    nearest_listed(&TABLE, Vocabulary::Cameo, code).copied()
}

/// Returns the value of a code, or else that of its nearest ancestor that has one.
fn nearest_listed<'t, T>(
    table: &'t ByCode<T>,
    vocabulary: Vocabulary,
    code: &str,
) -> Option<&'t T> {
    for code in ancestry(vocabulary, code) {
        if let Some(value) = table.get(code) {
            return Some(value);
        }
    }
    None
}

/// Returns what a code means. Unknown codes mean an action of kind `Other`.
pub(crate) fn act_of(code: &Code) -> Act {
    classification_of(code).map_or(Act::Action(ActionKind::Other), |class| class.act)
}

pub(super) fn quad_class_of(code: &Code) -> Option<QuadClass> {
    classification_of(code)?.quad
}

/// Returns the classification of a code.
///
/// CAMEO and WEIS use the longest listed prefix, so that a code that is not in the codebook still
/// has the classification of its category. Other vocabularies use the code itself or its nearest
/// ancestor.
fn classification_of(code: &Code) -> Option<&'static Classification> {
    let (vocabulary, text) = (code.vocabulary(), code.as_str());
    let classifications = &code_table(vocabulary)?.classifications;
    match vocabulary {
        Vocabulary::Cameo | Vocabulary::Weis => {
            // Categories have two digits, so shorter prefixes are never listed.
            for length in (2..=text.len()).rev() {
                if let Some(found) = text.get(..length).and_then(|code| classifications.get(code)) {
                    return Some(found);
                }
            }
            None
        }
        _ => nearest_listed(classifications, vocabulary, text),
    }
}

/// Returns `true` if the vocabulary contains this exact code. The words of `ICBe` columns are not
/// listed in a table; such a code is known if its column is.
pub(crate) fn is_known(code: &Code) -> bool {
    let (vocabulary, text) = (code.vocabulary(), code.as_str());
    match vocabulary {
        Vocabulary::Own => true,
        Vocabulary::Icb => code_table(vocabulary)
            .is_some_and(|table| nearest_listed(&table.entries, vocabulary, text).is_some()),
        _ => entry(vocabulary, text).is_some(),
    }
}

/// Returns a code and its ancestors, nearest first.
///
/// CAMEO and WEIS drop final digits, PLOVER drops the mode, ACLED the sub-event type, and `ICBe`
/// the word. Other vocabularies have no ancestors.
pub(super) fn ancestry(vocabulary: Vocabulary, code: &str) -> impl Iterator<Item = &str> {
    iter::successors(Some(code), move |code| match vocabulary {
        Vocabulary::Cameo | Vocabulary::Weis => {
            code.strip_suffix(|last: char| last.is_ascii_digit())
        }
        Vocabulary::Plover => code.split_once('/').map(|(event, _)| event),
        Vocabulary::Acled | Vocabulary::Icb => code.split_once(": ").map(|(whole, _)| whole),
        // The codes of these are not hierarchical, although those of MID are digits.
        Vocabulary::Mid | Vocabulary::Ucdp | Vocabulary::Own => None,
    })
}

/// Converts a published score, in which cooperation is positive, to a level, in which hostility is
/// positive.
pub(super) fn sign_inverted(score: Level) -> Level {
    Level::from(0).less(score)
}

/// Parses a score. The tables have `-` where there is none.
fn score(text: &str) -> Option<Level> {
    text.parse().ok().and_then(Level::nearest)
}

/// Parses the first column (the code) and the last three (the classification) of a row.
fn classification(row: &[&'static str]) -> Option<(&'static str, Classification)> {
    match *row {
        [code, .., quad, kind, word] => {
            let quad = quad.parse().ok().and_then(QuadClass::from_number);
            Some((code, Classification { quad, act: act(kind, word)? }))
        }
        _ => None,
    }
}

/// Parses the kind of an event and the word for its kind of statement, means or action.
fn act(kind: &str, word: &str) -> Option<Act> {
    Some(match EventKind::from_word(kind)? {
        EventKind::Statement => Act::Statement(SpeechAct::from_word(word)?),
        EventKind::Attack => Act::Attack(Means::from_word(word)?),
        EventKind::Action => Act::Action(ActionKind::from_word(word)?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each table, with its number of score columns, and whether it has classifications.
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
    fn every_row_of_the_tables_is_parsed() {
        for (table, scores, acts) in TABLES {
            let mut codes: Vec<_> = rows(table).map(|row| row[0]).collect();
            codes.sort_unstable();
            codes.dedup();
            assert_eq!(codes.len(), rows(table).count(), "a code occurs twice");
            for row in rows(table) {
                let name = usize::from(!table.contains("prefix\t"));
                assert_eq!(row.len(), 1 + name + scores + 3 * usize::from(acts), "{row:?}");
                let scores = &row[1 + name..][..scores];
                assert!(scores.iter().all(|text| *text == "-" || score(text).is_some()), "{row:?}");
                if acts {
                    let quad = row[row.len() - 3];
                    assert_eq!(
                        classification(&row).expect("an act").1.quad.is_none(),
                        quad == "-",
                        "{row:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn every_code_has_a_classification() {
        for vocabulary in Vocabulary::ALL {
            for text in code_table(*vocabulary).map_or(&[][..], |table| &table.codes) {
                let code = Code::new(*vocabulary, *text);
                assert_eq!(code.as_str(), *text, "codes are in canonical spelling");
                assert!(is_known(&code) && classification_of(&code).is_some(), "{code}");
            }
        }
        for row in rows(include_str!("tables/cameo.tsv")) {
            let code = Code::new(Vocabulary::Cameo, row[0]);
            assert_eq!(act_of(&code) == Act::Action(ActionKind::Other), row[0] == "128", "{row:?}");
        }
    }

    #[test]
    fn the_crosswalk_maps_cameo_codes_to_plover_codes() {
        for row in rows(include_str!("tables/cameo_plover.tsv")) {
            assert!(row.len() == 2 && entry(Vocabulary::Cameo, row[0]).is_some(), "{row:?}");
            assert_eq!(
                Code::new(Vocabulary::Plover, row[1]).as_str(),
                row[1],
                "codes are in canonical spelling"
            );
            assert!(published_score(Vocabulary::Plover, row[1], 0).is_some(), "{row:?}");
        }
    }

    #[test]
    fn a_code_determines_the_act() {
        let act = |vocabulary, code| act_of(&Code::new(vocabulary, code));
        assert_eq!(act(Vocabulary::Plover, "ASSAULT/drone"), Act::Attack(Means::Drone));
        assert_eq!(act(Vocabulary::Plover, "ASSAULT/massacre"), Act::Attack(Means::Unspecified));
        assert_eq!(act(Vocabulary::Plover, "RIOT"), Act::Action(ActionKind::Other));
        assert_eq!(act(Vocabulary::Mid, "1"), Act::Statement(SpeechAct::Threaten));
        assert_eq!(act(Vocabulary::Mid, "12"), Act::Action(ActionKind::Mobilisation));
        assert_eq!(act(Vocabulary::Mid, "17"), Act::Attack(Means::Unspecified));
        assert_eq!(act(Vocabulary::Mid, "18"), Act::Statement(SpeechAct::Announce));
        assert_eq!(
            act(Vocabulary::Mid, "161"),
            Act::Action(ActionKind::Other),
            "no code has ancestors"
        );
        assert_eq!(act(Vocabulary::Ucdp, "3"), Act::Attack(Means::Unspecified));
        assert_eq!(act(Vocabulary::Ucdp, "4"), Act::Action(ActionKind::Other));
        assert_eq!(act(Vocabulary::Acled, "Riots: Mob violence"), Act::Attack(Means::Assault));
        assert_eq!(act(Vocabulary::Acled, "Battles: Siege"), Act::Attack(Means::Unspecified));
        assert_eq!(
            act(Vocabulary::Icb, "interact_escalate: raid"),
            Act::Attack(Means::Unspecified)
        );
    }

    #[test]
    fn ancestors_are_listed_nearest_first() {
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
    fn codes_outside_the_tables_are_unknown() {
        let known = |vocabulary, code| is_known(&Code::new(vocabulary, code));
        assert!(known(Vocabulary::Plover, "protest/Vandalize"), "listed, though it has no score");
        assert!(!known(Vocabulary::Plover, "ASSAULT/massacre"));
        assert!(known(Vocabulary::Mid, "-9") && !known(Vocabulary::Mid, "22"));
        assert!(known(Vocabulary::Ucdp, "1") && !known(Vocabulary::Ucdp, "0"));
        assert!(known(Vocabulary::Acled, "Riots") && !known(Vocabulary::Acled, "Riots: Other"));
        assert!(known(Vocabulary::Icb, "thinkkind: fear") && !known(Vocabulary::Icb, "fear"));
    }
}
