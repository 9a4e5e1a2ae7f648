//! Formats, by their names.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Issue};

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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
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
    /// | `IsRootEvent`, `NumMentions`, `NumSources`, `NumArticles`, `DATEADDED` | [`Extras`](crate::Extras), where [`keep`](super::Options::keep) asks for them; [`max_lag`](super::Options::max_lag) leaves rows out by the last |
    ///
    /// No other column is kept: names and attributes of the actors, places, tone and
    /// URL. GDELT may take up one event several times, each under an id of its own: every row is an
    /// event, until a view [merges](crate::View::merged_reports) them.
    ///
    /// A file that bears the name under which it is distributed covers what GDELT took up on the day or
    /// in the 15 minutes that it is named after: [`Timeline::covered`](crate::Timeline::covered).
    Gdelt,
}

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
