//! Formats, and how to tell them apart.

use std::{fmt, str::FromStr};

use super::date;
use crate::error::{Error, Issue, Place};

/// A format that can be read.
///
/// ```
/// use escalade::read::Format;
///
/// assert_eq!("keds".parse::<Format>()?, Format::Keds);
/// assert_eq!(Format::Json.to_string(), "json");
/// assert_eq!(Format::Keds.as_str(), "keds");
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// The native document, which holds all that a timeline holds. Needs the feature `json`.
    Json,
    /// The tab-separated rows of the Kansas Event Data System: date, source, target, code, and in
    /// some files a description. Needs the feature `csv`.
    Keds,
}

/// How many lines are looked at to recognise a format.
const LINES: usize = 20;

impl Format {
    /// Every format, in the order in which they are tried.
    pub const ALL: &[Self] = &[Self::Json, Self::Keds];

    /// The name by which it is chosen.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Keds => "keds",
        }
    }

    /// The format of a file that begins so, and why.
    pub(super) fn recognise(head: &[u8]) -> Option<(Self, String)> {
        let mut lines = head
            .split(|byte| *byte == b'\n')
            .map(<[u8]>::trim_ascii)
            .filter(|line| !line.is_empty())
            .take(LINES)
            .peekable();
        if lines.peek()?.starts_with(b"{") {
            return Some((Self::Json, "it begins with `{`, as a document does".into()));
        }
        // A header or a bad row may come first.
        let row = lines.position(is_keds_row)? + 1;
        Some((Self::Keds, format!("line {row} is a date and three codes between tabs")))
    }

    /// That none of the formats was recognised.
    pub(super) fn unknown(file: &str, head: &[u8]) -> Issue {
        let first = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let got = String::from_utf8_lossy(&first[..first.len().min(400)]).into_owned();
        let allowed = "a native document, which begins with `{`, or KEDS rows, which are a date and three codes between tabs";
        let remedy = "choose its format by name, or convert it to one of these";
        Issue::new(Place::in_file(file).at_line(1), got, allowed, remedy)
    }
}

fn has_keds_width(line: &[u8]) -> bool {
    matches!(line.split(|byte| *byte == b'\t').count(), 4 | 5)
}

fn is_keds_row(line: &[u8]) -> bool {
    let date = line.split(|byte| *byte == b'\t').next().unwrap_or_default();
    has_keds_width(line) && date::day(date.trim_ascii()).is_some()
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Format {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        Self::ALL.iter().copied().find(|format| format.as_str() == name).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(|format| format.as_str()).collect();
            let remedy = "use one of these names, or none, and the content decides";
            Error::value(Issue::new("format", name, names.join(", "), remedy))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_decides() {
        let format = |head: &str| Format::recognise(head.as_bytes()).map(|(format, _)| format);
        assert_eq!(format("\n  {\"escalade\": 1}"), Some(Format::Json));
        assert_eq!(format("790415\tISR\tJOR\t190\r\n"), Some(Format::Keds));
        assert_eq!(format("a\tb\tc\td\n19790415\tISR\tJOR\t190\tclash"), Some(Format::Keds));
        assert_eq!(format("790415\tISR\tJOR\n790415\tISR\tJOR\t190\n"), Some(Format::Keds));
        assert_eq!(format("a\tb\tc\td\ne\tf\tg\th\n"), None);
        assert_eq!(format("1979-04-15,ISR,JOR,190\n"), None);
        assert_eq!(format(""), None);
    }
}
