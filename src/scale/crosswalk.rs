//! Crosswalks of the user from codes to rungs of Kahn's ladder.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::code_tables::ancestry;
use crate::{
    error::{Error, ErrorKind, Issue, Issues, Location},
    model::{Code, Vocabulary},
};

/// A user's mapping of codes to rungs of Kahn's ladder, 1 to 44. No such mapping has been
/// published.
///
/// A code that is not in the crosswalk has the rung of its nearest ancestor that is: CAMEO and WEIS
/// drop final digits, PLOVER drops the mode.
///
/// As text, a crosswalk has one line per code: vocabulary, code and rung, separated by tabs. Empty
/// lines and lines that begin with `#` are ignored. In JSON, it is a list of such triples.
///
/// ```
/// use escalade::{Code, Vocabulary, scale::Crosswalk};
///
/// let text = "# After the reading of our own handbook.\n\
///             cameo\t13\t4\n\
///             cameo\t138\t5\n\
///             plover\tASSAULT/drone\t8\n";
/// let crosswalk: Crosswalk = text.parse()?;
/// let rung = |vocabulary, code| crosswalk.rung(&Code::new(vocabulary, code));
/// assert_eq!(rung(Vocabulary::Cameo, "138"), Some(5));
/// assert_eq!(rung(Vocabulary::Cameo, "1381"), Some(5), "as 138");
/// assert_eq!(rung(Vocabulary::Cameo, "139"), Some(4), "as 13");
/// assert_eq!(rung(Vocabulary::Plover, "ASSAULT/firearms"), None);
///
/// assert_eq!(crosswalk.to_string().parse::<Crosswalk>()?, crosswalk);
/// let json = serde_json::to_string(&crosswalk).unwrap();
/// assert!(json.starts_with(r#"[["cameo","13",4],["cameo","138",5]"#));
/// assert_eq!(serde_json::from_str::<Crosswalk>(&json).unwrap(), crosswalk);
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Vec<CrosswalkRow>", into = "Vec<CrosswalkRow>")]
pub struct Crosswalk {
    /// Sorted by code.
    rungs: Vec<(Code, u8)>,
}

/// A serialized entry: vocabulary, code, rung.
pub(super) type CrosswalkRow = (String, String, i64);

impl Crosswalk {
    /// Creates a crosswalk from codes and their rungs.
    ///
    /// ```
    /// use escalade::{Code, Vocabulary, scale::Crosswalk};
    ///
    /// let code = |text| Code::new(Vocabulary::Mid, text);
    /// assert_eq!(Crosswalk::new([(code("7"), 5), (code("16"), 8)])?.iter().count(), 2);
    /// let error = Crosswalk::new([(code("7"), 45), (code(""), 8), (code("16"), 0)]).unwrap_err();
    /// assert_eq!(error.issue_count(), 3);
    /// assert_eq!(error.issues()[0].allowed(), "a rung of Kahn's ladder, 1 to 44");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error that lists all rungs out of range, all empty codes, and all codes that
    /// occur twice.
    pub fn new(entries: impl IntoIterator<Item = (Code, u8)>) -> Result<Self, Error> {
        let mut draft = Draft::default();
        for (nth, (code, rung)) in entries.into_iter().enumerate() {
            let entry = [code.vocabulary().as_str(), code.as_str(), &rung.to_string()];
            draft.add(entry, &entry_location(nth));
        }
        draft.finish()
    }

    /// Returns the rung of a code, or of its nearest ancestor in the crosswalk.
    pub fn rung(&self, code: &Code) -> Option<u8> {
        let vocabulary = code.vocabulary();
        for text in ancestry(vocabulary, code.as_str()) {
            let code = Code::new(vocabulary, text);
            if let Ok(at) = self.rungs.binary_search_by(|entry| entry.0.cmp(&code)) {
                return Some(self.rungs[at].1);
            }
        }
        None
    }

    /// Returns an iterator over the codes and their rungs, ordered by vocabulary and code.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&Code, u8)> {
        self.rungs.iter().map(|(code, rung)| (code, *rung))
    }
}

/// Returns the location of an entry that is not on a line of text.
fn entry_location(nth: usize) -> Location {
    format!("crosswalk/{nth}").into()
}

/// A crosswalk under construction, with the problems found so far.
#[derive(Default)]
struct Draft {
    rungs: Vec<(Code, u8)>,
    issues: Issues,
}

impl Draft {
    fn add(&mut self, [vocabulary, code, rung]: [&str; 3], location: &Location) {
        let mut reject = |field, got: &str, allowed: &str, remedy: &str| {
            self.issues.push(Issue::new(field, got, allowed, remedy).within(location));
        };
        let known = Vocabulary::from_word(vocabulary);
        if known.is_none() {
            reject(
                "vocabulary",
                vocabulary,
                &Vocabulary::WORDS.join(", "),
                "name the vocabulary of the code",
            );
        }
        let is_code = !code.is_empty() && code.trim() == code && !code.contains(char::is_control);
        if !is_code {
            let allowed = "a code, without tabs, line breaks or blanks around it";
            reject("code", code, allowed, "write the code, or leave the entry out");
        }
        let number = rung.parse().ok().filter(|number| (1..=44).contains(number));
        if number.is_none() {
            let allowed = "a rung of Kahn's ladder, 1 to 44";
            reject("rung", rung, allowed, "correct the rung, or leave the entry out");
        }
        if let (Some(known), true, Some(number)) = (known, is_code, number) {
            let code = Code::new(known, code);
            match self.rungs.binary_search_by(|entry| entry.0.cmp(&code)) {
                Ok(_) => {
                    let got = format!("{code} once more");
                    reject("code", &got, "each code once", "keep one of its rungs");
                }
                Err(at) => self.rungs.insert(at, (code, number)),
            }
        }
    }

    fn finish(self) -> Result<Crosswalk, Error> {
        self.issues.check(ErrorKind::Value)?;
        Ok(Crosswalk { rungs: self.rungs })
    }
}

/// Parses a crosswalk line by line. The error lists all problems, each with its line.
impl FromStr for Crosswalk {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let mut draft = Draft::default();
        for (line, number) in text.lines().zip(1..) {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let location = Location::default().at_line(number);
            let mut fields = line.split('\t').map(str::trim);
            match (fields.next(), fields.next(), fields.next(), fields.next()) {
                (Some(vocabulary), Some(code), Some(rung), None) => {
                    draft.add([vocabulary, code, rung], &location);
                }
                _ => {
                    let allowed = "three fields with tabs between them: vocabulary, code, rung";
                    let remedy = "write the three, or begin the line with `#`";
                    draft.issues.push(Issue::new(location, line, allowed, remedy));
                }
            }
        }
        draft.finish()
    }
}

/// Writes one line per code, ordered by vocabulary and code, in the format that is parsed.
impl fmt::Display for Crosswalk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (code, rung) in &self.rungs {
            writeln!(f, "{}\t{}\t{rung}", code.vocabulary(), code.as_str())?;
        }
        Ok(())
    }
}

impl TryFrom<Vec<CrosswalkRow>> for Crosswalk {
    type Error = Error;

    fn try_from(rows: Vec<CrosswalkRow>) -> Result<Self, Error> {
        let mut draft = Draft::default();
        for (nth, (vocabulary, code, rung)) in rows.iter().enumerate() {
            draft.add([vocabulary, code, &rung.to_string()], &entry_location(nth));
        }
        draft.finish()
    }
}

impl From<Crosswalk> for Vec<CrosswalkRow> {
    fn from(crosswalk: Crosswalk) -> Self {
        let mut rows = Vec::with_capacity(crosswalk.rungs.len());
        for (code, rung) in crosswalk.rungs {
            let vocabulary = code.vocabulary().as_str().to_owned();
            rows.push((vocabulary, code.as_str().to_owned(), i64::from(rung)));
        }
        rows
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_is_reported_with_its_line() {
        let text = "# ours\n\ncameo\t190\t0\nweis 22 12\ncow\t\ttwelve\nmid\t16\t8\nmid\t16\t8\n";
        let error = text.parse::<Crosswalk>().unwrap_err();
        let found: Vec<_> = error
            .issues()
            .iter()
            .map(|issue| (issue.location().to_string(), issue.got().to_owned()))
            .collect();
        let expected = [
            ("line 3: rung", "0"),
            ("line 4", "weis 22 12"),
            ("line 5: vocabulary", "cow"),
            ("line 5: code", ""),
            ("line 5: rung", "twelve"),
            ("line 7: code", "mid 16 once more"),
        ];
        assert_eq!(found, expected.map(|(location, got)| (location.to_owned(), got.to_owned())));
    }

    #[test]
    fn rejects_the_same_plover_code_in_different_case() {
        let text = "plover\tASSAULT/drone\t8\nplover\tassault/DRONE\t9\n";
        assert_eq!(text.parse::<Crosswalk>().unwrap_err().issue_count(), 1);
    }

    #[test]
    fn an_empty_crosswalk_maps_no_code() {
        let empty: Crosswalk = "# nothing yet\r\n".parse().expect("a comment line only");
        assert_eq!(empty, Crosswalk::default());
        assert_eq!(empty.rung(&Code::new(Vocabulary::Cameo, "190")), None);
    }

    #[test]
    fn json_is_checked_like_text() {
        for (bad, why) in [
            (r#"[["cameo","190",45]]"#, "got «45»"),
            (r#"[["cameo","190",-1]]"#, "got «-1»"),
            (r#"[["cow","190",4]]"#, "got «cow»"),
            (r#"[["cameo","190",4],["cameo","190",4]]"#, "crosswalk/1/code"),
        ] {
            let error = serde_json::from_str::<Crosswalk>(bad).unwrap_err().to_string();
            assert!(error.contains(why), "{error}");
        }
    }
}
