//! CAMEO codes whose leading zero another program removed, because it took them for numbers.
//!
//! All codes of CAMEO begin with a category from 01 to 20. Most codes show whether they lost a zero: `43` was
//! `043`, and `190` is whole. Only 10 to 20 are both categories and what is left of 010 to 020, so that something
//! beside the code must decide.

use serde::{Deserialize, Serialize};

use super::{
    bytes::are_digits,
    cell_rule::CellRule,
    plain::{Outcome, Question},
};
use crate::{
    model::{Code, Level, Vocabulary},
    scale,
};

/// How CAMEO codes from 10 to 20 are read in a table where nothing shows whether they lost a leading zero: see
/// [`Options::leading_zeros`](super::Options::leading_zeros).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum LeadingZeros {
    /// Restores the zero: `19` is read as `019`, *express accord*.
    Restore,
    /// Keeps the code: `19` is read as category 19, *fight*.
    Keep,
}

const QUESTION: Question = Question {
    allowed: "a CAMEO code with its leading zero: another program may have removed it, and neither the row nor the first rows of the file show whether",
    remedy: "say what codes from 10 to 20 are with `Options::leading_zeros`, on the command line --leading-zeros restore (19 is 019, express accord) or keep (19 is fight)",
};

/// What else a row and its file show about its code.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct CodeFacts<'r> {
    /// The root category, with or without its zero; empty if unknown.
    pub(super) root: &'r [u8],
    /// The quad class; empty if unknown.
    pub(super) quad: &'r [u8],
    /// The score on the Goldstein scale; empty if unknown.
    pub(super) score: &'r [u8],
    /// Whether the first rows of the file have a code with its leading zero, so that the file lost none.
    pub(super) has_zeros: bool,
    /// What the user said.
    pub(super) said: Option<LeadingZeros>,
}

/// Whether a code lost its leading zero.
enum Verdict {
    /// It did, as this rule shows.
    Lost(CellRule),
    /// It did not.
    Whole,
    /// It is taken as a category, as the options say.
    KeptByOption,
    /// Nothing shows whether it did.
    Unknown,
}

/// Makes a code plain. Appends it to `out` if the outcome is [`Outcome::Written`].
pub(super) fn plain_code(code: &[u8], facts: &CodeFacts<'_>, out: &mut Vec<u8>) -> Outcome {
    if code.is_empty() || code.len() > 3 || !are_digits(code) {
        return Outcome::AsIs;
    }
    let verdict = match code {
        // No category has one digit, and none is above 20.
        [b'1' | b'2'] | [b'3'..=b'9', ..] | [b'2', b'1'..=b'9', ..] => {
            let code = std::str::from_utf8(code).unwrap_or_default();
            match scale::is_known(&Code::new(Vocabulary::Cameo, format!("0{code}"))) {
                true => Verdict::Lost(CellRule::ZeroRestored),
                false => Verdict::Whole,
            }
        }
        [b'1', _] | [b'2', b'0'] => decide(code, facts),
        _ => Verdict::Whole,
    };
    let rule = match verdict {
        Verdict::Whole => return Outcome::AsIs,
        Verdict::Unknown => return Outcome::Asked(&QUESTION),
        Verdict::KeptByOption => CellRule::CategoryKeptByOption,
        Verdict::Lost(rule) => {
            out.push(b'0');
            rule
        }
    };
    out.extend_from_slice(code);
    Outcome::Written(rule)
}

/// Returns whether a code from 10 to 20 lost its zero.
fn decide(code: &[u8], facts: &CodeFacts<'_>) -> Verdict {
    let by_row = |is_lost| match is_lost {
        true => Verdict::Lost(CellRule::ZeroRestoredByRow),
        false => Verdict::Whole,
    };
    let root = facts.root.strip_prefix(b"0").unwrap_or(facts.root);
    match (root, facts.quad) {
        ([digit @ b'1'..=b'9'], _) => by_row(code[0] == *digit),
        // 010 to 020 are verbal cooperation, 10 to 20 verbal or material conflict.
        ([b'1' | b'2', _], _) | (_, b"3" | b"4") => Verdict::Whole,
        (_, b"1") => by_row(true),
        _ => match (by_score(code, facts.score), facts.said) {
            (Some(is_lost), _) => by_row(is_lost),
            _ if facts.has_zeros => Verdict::Whole,
            (None, Some(LeadingZeros::Restore)) => Verdict::Lost(CellRule::ZeroRestoredByOption),
            (None, Some(LeadingZeros::Keep)) => Verdict::KeptByOption,
            (None, None) => Verdict::Unknown,
        },
    }
}

/// Returns whether the score is that of the code with a zero before it, rather than that of the code.
fn by_score(code: &[u8], score: &[u8]) -> Option<bool> {
    let score: f64 = std::str::from_utf8(score).ok()?.trim().parse().ok()?;
    let (score, code) = (Level::nearest(score)?, std::str::from_utf8(code).ok()?);
    let with = scale::has_cameo_score(&format!("0{code}"), score);
    // A score of both or of neither shows nothing.
    (with != scale::has_cameo_score(code, score)).then_some(with)
}

/// Returns `true` if a cell shows that its file lost no leading zero.
pub(super) fn shows_zeros(code: &[u8]) -> bool {
    code.len() >= 2 && code[0] == b'0' && are_digits(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lost_zero_is_restored_where_something_shows_it() {
        let none = CodeFacts::default();
        let root = |root: &'static [u8]| CodeFacts { root, ..none };
        let quad = |quad: &'static [u8]| CodeFacts { quad, ..none };
        let score = |score: &'static [u8]| CodeFacts { score, ..none };
        let said = |said| CodeFacts { said: Some(said), ..none };
        let zeros = CodeFacts { has_zeros: true, ..none };
        for (code, facts, expected) in [
            ("1", none, "01"),
            ("43", none, "043"),
            ("231", none, "0231"),
            ("356", none, "0356"),
            ("190", none, "="),
            ("203", none, "="),
            ("210", none, "="),
            ("99", none, "="),
            ("043", none, "="),
            ("0231", none, "="),
            ("1823", none, "="),
            ("x19", none, "="),
            ("19", none, "?"),
            ("20", none, "?"),
            ("19", root(b"01"), "019"),
            ("19", root(b"1"), "019"),
            ("19", root(b"19"), "="),
            ("20", root(b"2"), "020"),
            ("20", root(b"20"), "="),
            ("19", quad(b"1"), "019"),
            ("19", quad(b"4"), "="),
            ("10", quad(b"3"), "="),
            ("19", score(b"3.4"), "019"),
            ("19", score(b"-10.0"), "="),
            ("19", score(b"7.3"), "?"),
            ("19", zeros, "="),
            ("19", said(LeadingZeros::Restore), "019"),
            ("19", said(LeadingZeros::Keep), "19"),
        ] {
            let mut out = Vec::new();
            let made = match plain_code(code.as_bytes(), &facts, &mut out) {
                Outcome::AsIs => "=".to_owned(),
                Outcome::Written(_) => String::from_utf8(out).expect("digits"),
                Outcome::Asked(_) => "?".to_owned(),
            };
            assert_eq!(made, expected, "{code} {facts:?}");
        }
        assert!(
            shows_zeros(b"043") && shows_zeros(b"01") && !shows_zeros(b"43") && !shows_zeros(b"0")
        );
    }
}
