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
    /// The event exports of the GDELT Project (<https://www.gdeltproject.org>; Leetaru and Schrodt,
    /// 2013): tab-separated, without a header. Needs the feature `csv`.
    ///
    /// | columns | export |
    /// | --- | --- |
    /// | 57 | GDELT 1.0, the historical backfiles |
    /// | 58 | GDELT 1.0, the daily files |
    /// | 61 | GDELT 2.0, the files of every 15 minutes |
    ///
    /// A file may have rows of several widths, as one that was joined of others has. Of each row
    /// these columns become an event:
    ///
    /// | column | becomes |
    /// | --- | --- |
    /// | `SQLDATE` | the day it happened |
    /// | `Actor1Code`, `Actor2Code` | source and target, with the memberships that the CAMEO code tells. Many rows lack one of them: the event is kept, and is partyless |
    /// | `EventCode` | the type, in CAMEO. A leading zero that was lost on the way is put back where `EventRootCode` shows that: `10` under `01` is `010` |
    /// | `GoldsteinScale` | the file's own score, to the tenth: the Goldstein scale takes it before any table. Where it is empty, the table scores |
    /// | `GLOBALEVENTID` | the key, where [`native_ids`](super::Options::native_ids) asks for it |
    /// | `DATEADDED` | nothing, but [`max_lag`](super::Options::max_lag) leaves rows out by it |
    ///
    /// No other column is kept: names and attributes of the actors, `IsRootEvent`, places, mentions,
    /// tone and URL. GDELT may take up one event several times, each under an id of its own: every
    /// row is an event.
    Gdelt,
}

/// Which export of GDELT has rows of so many columns.
pub(super) fn gdelt_version(columns: usize) -> Option<&'static str> {
    match columns {
        57 => Some("GDELT 1.0, historical"),
        58 => Some("GDELT 1.0, daily"),
        61 => Some("GDELT 2.0"),
        _ => None,
    }
}

/// How many lines are looked at to recognise a format.
const LINES: usize = 20;

impl Format {
    /// Every format, in the order in which they are tried.
    pub const ALL: &[Self] = &[Self::Json, Self::Keds, Self::Gdelt];

    /// The name by which it is chosen.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Keds => "keds",
            Self::Gdelt => "gdelt",
        }
    }

    /// The format of a file that begins so, and why.
    pub(super) fn recognise(head: &[u8]) -> Option<(Self, String)> {
        let mut lines = (1..)
            .zip(head.split(|byte| *byte == b'\n'))
            .filter(|(_, line)| !line.trim_ascii().is_empty())
            .take(LINES)
            .peekable();
        if lines.peek()?.1.trim_ascii_start().starts_with(b"{") {
            return Some((Self::Json, "it begins with `{`, as a document does".into()));
        }
        // A header or a bad row may come first.
        lines.find_map(|(number, line): (u64, _)| {
            let fields: Vec<_> =
                line.split(|byte| *byte == b'\t').map(<[u8]>::trim_ascii).collect();
            if is_keds_row(&fields) {
                let why = format!("line {number} is a date and three codes between tabs");
                return Some((Self::Keds, why));
            }
            let version = gdelt_version(fields.len()).filter(|_| is_gdelt_row(&fields))?;
            let columns = fields.len();
            let why =
                format!("line {number} has {columns} columns, a date in the second: {version}");
            Some((Self::Gdelt, why))
        })
    }

    /// That none of the formats was recognised.
    pub(super) fn unknown(file: &str, head: &[u8]) -> Issue {
        let first = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let got = String::from_utf8_lossy(&first[..first.len().min(400)]).into_owned();
        let allowed = "a native document, which begins with `{`, KEDS rows, which are a date and three codes between tabs, or GDELT rows of 57, 58 or 61 columns between tabs";
        let remedy = "choose its format by name, or convert it to one of these";
        Issue::new(Place::in_file(file).at_line(1), got, allowed, remedy)
    }
}

fn is_keds_row(fields: &[&[u8]]) -> bool {
    matches!(fields.len(), 4 | 5) && date::day(fields[0]).is_some()
}

/// An id and a date.
fn is_gdelt_row(fields: &[&[u8]]) -> bool {
    fields[0].iter().all(u8::is_ascii_digit) && date::eight_digits(fields[1]).is_some()
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
        let gdelt = |columns: usize| format!("7\t20191024{}\r\n", "\t".repeat(columns - 2));
        for columns in [57, 58, 61] {
            assert_eq!(format(&gdelt(columns)), Some(Format::Gdelt), "{columns}");
            assert_eq!(format(&gdelt(columns).replace("24", "32")), None, "no such day");
        }
        assert_eq!(format(&gdelt(60)), None);
        assert_eq!(format("a\tb\tc\td\ne\tf\tg\th\n"), None);
        assert_eq!(format("1979-04-15,ISR,JOR,190\n"), None);
        assert_eq!(format(""), None);
    }

    #[test]
    fn the_line_that_tells_is_named() {
        let why = |head: &str| Format::recognise(head.as_bytes()).map(|(_, why)| why);
        let row = "790415\tISR\tJOR\t190\n";
        assert!(why(&format!("\n \na\tb\tc\td\n{row}")).is_some_and(|why| why.contains("line 4")));
        let row = format!("7\t20191024{}\n", "\t".repeat(59));
        assert!(why(&format!("\n{row}")).is_some_and(|why| why.contains("line 2 has 61")));
    }
}
