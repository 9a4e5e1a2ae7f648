//! From codes to the rungs of Kahn's ladder, as a user has it.

use std::{collections::BTreeMap, fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::vocabulary::ancestry;
use crate::{
    error::{Error, ErrorKind, Issue, Issues, Place},
    model::{Code, Vocabulary},
};

/// A user's own way from codes to rungs of Kahn's ladder, 1 to 44: none has been published.
///
/// A code that is not in it goes by its nearest ancestor that is: CAMEO and WEIS drop final digits,
/// PLOVER the mode. As text it has a line for each code, tab-separated: vocabulary, code, rung; empty
/// lines and those that begin with `#` are passed over. In a document it is a list of these three.
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
/// let written = serde_json::to_string(&crosswalk).unwrap();
/// assert!(written.starts_with(r#"[["cameo","13",4],["cameo","138",5]"#));
/// assert_eq!(serde_json::from_str::<Crosswalk>(&written).unwrap(), crosswalk);
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Vec<Row>", into = "Vec<Row>")]
pub struct Crosswalk {
    rungs: BTreeMap<Code, u8>,
}

/// Vocabulary, code, rung.
pub(super) type Row = (String, String, i64);

impl Crosswalk {
    /// A crosswalk of these codes and no others.
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
    /// Every rung out of range, every empty code, every code that stands twice.
    pub fn new(entries: impl IntoIterator<Item = (Code, u8)>) -> Result<Self, Error> {
        let mut draft = Draft::default();
        for (nth, (code, rung)) in entries.into_iter().enumerate() {
            let entry = [code.vocabulary().as_str(), code.as_str(), &rung.to_string()];
            draft.add(entry, &place(nth));
        }
        draft.finish()
    }

    /// The rung of a code, or of its nearest ancestor that has one.
    pub fn rung(&self, code: &Code) -> Option<u8> {
        let vocabulary = code.vocabulary();
        ancestry(vocabulary, code.as_str())
            .find_map(|text| self.rungs.get(&Code::new(vocabulary, text)).copied())
    }

    /// Its codes with their rungs, by vocabulary and code.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&Code, u8)> {
        self.rungs.iter().map(|(code, rung)| (code, *rung))
    }
}

/// Where an entry stands that is on no line.
fn place(nth: usize) -> Place {
    format!("crosswalk/{nth}").into()
}

/// Entries on their way into a crosswalk, with what is wrong with them.
#[derive(Default)]
struct Draft {
    rungs: BTreeMap<Code, u8>,
    issues: Issues,
}

impl Draft {
    fn add(&mut self, [vocabulary, code, rung]: [&str; 3], place: &Place) {
        let mut refuse = |field, got: &str, allowed: &str, remedy: &str| {
            self.issues.push(Issue::new(field, got, allowed, remedy).within(place));
        };
        let known = Vocabulary::ALL.iter().find(|known| known.as_str() == vocabulary);
        if known.is_none() {
            let words: Vec<_> = Vocabulary::ALL.iter().map(|known| known.as_str()).collect();
            refuse("vocabulary", vocabulary, &words.join(", "), "name the vocabulary of the code");
        }
        let is_code = !code.is_empty() && code.trim() == code && !code.contains(char::is_control);
        if !is_code {
            let allowed = "a code, without tabs, line breaks or blanks around it";
            refuse("code", code, allowed, "write the code, or leave the entry out");
        }
        let number = rung.parse().ok().filter(|number| (1..=44).contains(number));
        if number.is_none() {
            let allowed = "a rung of Kahn's ladder, 1 to 44";
            refuse("rung", rung, allowed, "correct the rung, or leave the entry out");
        }
        if let (Some(known), true, Some(number)) = (known, is_code, number) {
            let code = Code::new(*known, code);
            let got = format!("{code} once more");
            if self.rungs.insert(code, number).is_some() {
                refuse("code", &got, "each code once", "keep one of its rungs");
            }
        }
    }

    fn finish(self) -> Result<Crosswalk, Error> {
        self.issues.check(ErrorKind::Value)?;
        Ok(Crosswalk { rungs: self.rungs })
    }
}

/// Line by line, with every problem and the line it is on.
impl FromStr for Crosswalk {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let mut draft = Draft::default();
        for (line, number) in text.lines().zip(1..) {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let place = Place::default().at_line(number);
            match line.split('\t').map(str::trim).collect::<Vec<_>>()[..] {
                [vocabulary, code, rung] => draft.add([vocabulary, code, rung], &place),
                _ => {
                    let allowed = "three fields with tabs between them: vocabulary, code, rung";
                    let remedy = "write the three, or begin the line with `#`";
                    draft.issues.push(Issue::new(place, line, allowed, remedy));
                }
            }
        }
        draft.finish()
    }
}

/// As it is read: a line for each code, by vocabulary and code.
impl fmt::Display for Crosswalk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.iter().try_for_each(|(code, rung)| {
            writeln!(f, "{}\t{}\t{rung}", code.vocabulary(), code.as_str())
        })
    }
}

impl TryFrom<Vec<Row>> for Crosswalk {
    type Error = Error;

    fn try_from(rows: Vec<Row>) -> Result<Self, Error> {
        let mut draft = Draft::default();
        for (nth, (vocabulary, code, rung)) in rows.iter().enumerate() {
            draft.add([vocabulary, code, &rung.to_string()], &place(nth));
        }
        draft.finish()
    }
}

impl From<Crosswalk> for Vec<Row> {
    fn from(crosswalk: Crosswalk) -> Self {
        let row = |(code, rung): (&Code, u8)| {
            (code.vocabulary().as_str().to_owned(), code.as_str().to_owned(), i64::from(rung))
        };
        crosswalk.iter().map(row).collect()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_is_told_with_its_line() {
        let text = "# ours\n\ncameo\t190\t0\nweis 22 12\ncow\t\ttwelve\nmid\t16\t8\nmid\t16\t8\n";
        let error = text.parse::<Crosswalk>().unwrap_err();
        let told: Vec<_> = error
            .issues()
            .iter()
            .map(|issue| (issue.place().to_string(), issue.got().to_owned()))
            .collect();
        let due = [
            ("line 3: rung", "0"),
            ("line 4", "weis 22 12"),
            ("line 5: vocabulary", "cow"),
            ("line 5: code", ""),
            ("line 5: rung", "twelve"),
            ("line 7: code", "mid 16 once more"),
        ];
        assert_eq!(told, due.map(|(place, got)| (place.to_owned(), got.to_owned())));
    }

    #[test]
    fn a_plover_code_stands_once_however_it_is_spelled() {
        let text = "plover\tASSAULT/drone\t8\nplover\tassault/DRONE\t9\n";
        assert_eq!(text.parse::<Crosswalk>().unwrap_err().issue_count(), 1);
    }

    #[test]
    fn an_empty_crosswalk_leads_nowhere() {
        let empty: Crosswalk = "# nothing yet\r\n".parse().expect("a remark alone");
        assert_eq!(empty, Crosswalk::default());
        assert_eq!(empty.rung(&Code::new(Vocabulary::Cameo, "190")), None);
    }

    #[test]
    fn a_document_is_checked_as_a_text_is() {
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
