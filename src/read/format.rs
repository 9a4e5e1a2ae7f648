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
    /// | `DATEADDED` | nothing, but [`max_lag`](super::Options::max_lag) leaves rows out by it |
    ///
    /// No other column is kept: names and attributes of the actors, `IsRootEvent`, places, mentions,
    /// tone and URL. GDELT may take up one event several times, each under an id of its own: every
    /// row is an event.
    Gdelt,
    /// The coded events of ICEWS (Boschee et al., 2015): 20 columns between tabs, in any order,
    /// below a header. Needs the feature `csv`.
    ///
    /// | column | becomes |
    /// | --- | --- |
    /// | `Event Date` | the day it happened |
    /// | `Source Name`, `Target Name` | source and target, by their names |
    /// | `Source Sectors`, `Source Country`, `Target Sectors`, `Target Country` | the membership: `PartOf` the country for the sectors of a state (government, military, police, judiciary, legislature, a party in government), unless one of them is of dissidents or insurgents; `LocatedIn` for all others. Where rows of a later day say otherwise, the membership changes on that day |
    /// | `CAMEO Code` | the type, in CAMEO. A code that is missing or in no table is what `Event Text` names; else one that begins as a category does, such as `13y`, is kept as an unknown code, and a row with any other is bad |
    /// | `Intensity` | the file's own score, to the tenth |
    /// | `Event Text` | the text, where [`descriptions`](super::Options::descriptions) ask for it |
    /// | `Event ID` | with the date, the key, where [`native_ids`](super::Options::native_ids) asks for it: `2018-06-01/32889836`. It is unique on one day only |
    ///
    /// `NA`, `NULL`, `---` and nothing at all stand for what is missing; an event without a source or a
    /// target is kept, and is partyless. No other column is kept: story, publisher, place. One sentence
    /// may give two rows that mirror one another: [`merge_mutual`](crate::Timeline::merge_mutual) joins
    /// them.
    Icews,
    /// Militarized Interstate Disputes 5.0 and 5.01 of the Correlates of War project (Palmer et al.,
    /// 2022): incidents (MIDI) and their participants (MIDIP), given together and in any order, and the
    /// disputes (MIDA) where that is wanted; between commas, below a header. Needs the feature `csv`.
    ///
    /// An incident is an event:
    ///
    /// | column | becomes |
    /// | --- | --- |
    /// | `stday`, `stmon`, `styear` | the onset: a day, or the month or the year where -9 stands for what is missing |
    /// | `endday`, `endmon`, `endyear` | the end, where it is another. One before the start is left out, and reported |
    /// | `ccode`, `insidea` | the states of side A are the sources, those of the other side the targets. A side that took no militarized action (`action` 0) is the target and does nothing; where both sides act, as in a clash, the event is mutual |
    /// | `action` | the type. The incident's own is taken, also where a participant has another |
    /// | `hostlev` | the file's own score, on the scale of hostility |
    /// | `fatalpre`, else `fatality` | the number of deaths, precise or between the bounds of its level, if it is an attack; else the coder's levels on the scales of fatalities |
    /// | `incidnum`, else `ord_incidnum` | the key, where [`native_ids`](super::Options::native_ids) asks for it, and what joins the files: the older number, which all editions have, if both files do |
    ///
    /// A dispute is an event too, of which its incidents are declared to be a part. It lasts as MIDA
    /// says and is as hostile, or else from the first of its incidents to the last, at the highest of
    /// their levels. It has no parties, so that it takes no part in chains, and counts as partyless. Its
    /// key is `dispnum`. Disputes without incidents, as all before 1993, are left out and reported.
    Mid,
    /// The Georeferenced Event Dataset of the Uppsala Conflict Data Program (Sundberg and Melander,
    /// 2013; Davies, Pettersson and Öberg, 2023), and its candidate releases: 49 columns between commas,
    /// in any order below a header, or in the order of GED 23.1 without one. Needs the feature `csv`.
    ///
    /// | column | becomes |
    /// | --- | --- |
    /// | `type_of_violence` | the type. Sides are no directions: types 1 and 2 are mutual. Type 3 goes from side A to the civilians |
    /// | `side_a`, `side_b`, with `side_a_new_id`, `side_b_new_id`, `gwnoa`, `gwnob` | the states of the numbers by Gleditsch and Ward, each for its government; else an actor by its id, as `ucdp:4456`, with its name. It belongs to no country: a rebellion is not domestic |
    /// | `date_start`, `date_end`, `date_prec` | the day, or, of an exact date that lasts, onset and end. Otherwise some day from the first to the last, a month or a year where these are all of it |
    /// | `best` | the file's own score, on the scale of fatalities |
    /// | `low`, `high` | the number of deaths, from the lower to the higher: some rows have them crossed, which is reported |
    /// | `where_coordinates`, `adm_2`, `adm_1`, `country` | the place |
    /// | `source_headline`, else `source_article` | the text, where [`descriptions`](super::Options::descriptions) ask for it |
    /// | `id` | the key, where [`native_ids`](super::Options::native_ids) asks for it |
    ///
    /// All civilians are one actor, `ucdp:1`, as they are in the data. No other column is kept.
    Ucdp,
}

impl Format {
    /// Every format, in the order in which they are tried.
    pub const ALL: &[Self] =
        &[Self::Json, Self::Ucdp, Self::Mid, Self::Icews, Self::Keds, Self::Gdelt];

    /// The name by which it is chosen.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Keds => "keds",
            Self::Gdelt => "gdelt",
            Self::Icews => "icews",
            Self::Mid => "mid",
            Self::Ucdp => "ucdp",
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
