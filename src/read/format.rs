//! Formats, by their names.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Issue};

/// A format that can be read. Tables with a header are read between commas, tabs or semicolons, whichever
/// the header has: files are exported again by other programs.
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
    /// The same, a record a line: see [`jsonl`](super::jsonl). Needs the feature `json`.
    Jsonl,
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
    /// A file may have rows of several widths, as one that was joined of others has; and one that a
    /// database exported may have any of the columns below a header, of which day, actors and code are
    /// needed. Of each row these columns become an event:
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
    /// Files of mentions, 16 columns between tabs, or between commas below a header, may be read beside
    /// those of events and after them, where [`native_ids`](super::Options::native_ids) keeps the ids:
    /// each mention becomes a [`Report`](crate::Report) of its event.
    ///
    /// | column | becomes |
    /// | --- | --- |
    /// | `GLOBALEVENTID` | the event it is of; mentions of events that were not read are [counted](super::ReadReport::strays) |
    /// | `MentionSourceName` | the outlet, an actor |
    /// | `MentionIdentifier` | the URL, or what else it is found by |
    /// | `MentionTimeDate` | the date |
    /// | `Confidence` | how sure GDELT is of the [extraction](crate::Report::extraction), not of the event |
    ///
    /// A file that bears the name under which it is distributed covers what GDELT took up on the day or
    /// in the 15 minutes that it is named after: [`Timeline::covered`](crate::Timeline::covered).
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
    /// may give two rows that mirror one another: [`merge_mutual`](crate::View::merge_mutual) joins
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
    /// POLECAT, events coded by machine after PLOVER (Halterman et al., 2023): a table between tabs with a
    /// header, in UTF-8 or ISO 8859-1. Needs the feature `csv`.
    ///
    /// | column | becomes |
    /// | --- | --- |
    /// | `Event Date` | the day |
    /// | `Event Type`, `Event Mode` | the type, in PLOVER: `ASSAULT/drone` |
    /// | `Intensity` | the file's own score, from -10 to 10, to the tenth |
    /// | `Actor Name`, `Recipient Name` | source and target, by name; several stand between semicolons. Where there is no name, country and sector make a code as of CAMEO: `RUSMIL` |
    /// | `Actor Country`, `Recipient Country` | where the actor belongs: part of the country if the sector is an organ of its state, else located in it. A name that is met in a second country is another actor there, `NAME (COUNTRY)` |
    /// | `Primary Actor Sector`, `Primary Recipient Sector` | whether that is so: GOV, MIL, SPY, COP, JUD and LEG are organs |
    /// | `Contexts`, `Placename` | text and place, where [`descriptions`](super::Options::descriptions) asks for them |
    /// | `Event ID` | the key, where [`native_ids`](super::Options::native_ids) asks for it |
    ///
    /// No other column is kept. The names of the columns are those of the codebook; what stands in them
    /// could not be checked against a file.
    Polecat,
    /// Gold-standard records of PLOVER (Open Event Data Alliance, 2016): a list of JSON objects, an event
    /// each. Needs the feature `json`.
    ///
    /// | field | becomes |
    /// | --- | --- |
    /// | `date` | when it was, in EDTF |
    /// | `event`, `mode` | the type, in PLOVER. Older words are read as those of the manual v0.8: `FIGHT` as `ASSAULT`, `DEMAND` as `REQUEST`, `DISAPPROVE` and `INVESTIGATE` as those modes of `ACCUSE`; of the modes `assassinate` as `targeted`, `ban` as `restrict`, `confiscate` as `seize`, `detain` as `arrest`, `host` as `visit`, `demo-org` and its like as `demo`, `riot`, `strike` and `hunger`, and `COERCE/destroy` as `ASSAULT/destroy`. A mode that is in neither list is kept, and is an unknown code |
    /// | `source`, `target` | the actors, of whom `code` and `sector` make a code as of CAMEO; those whose code is no more than IGO, NGO or the like go by `actorText`. Several sources without a target act on each other: the first is the source, the others are the targets, and the event is mutual |
    /// | `dead`, `injured` | how many were killed and injured, of attacks |
    /// | `text`, `eventLoc` | text and place, where [`descriptions`](super::Options::descriptions) asks for them |
    /// | `id` | the key, where [`native_ids`](super::Options::native_ids) asks for it |
    ///
    /// Records of the event `DOCUMENT` are about the file, and counted apart. Other fields are let pass.
    Plover,
    /// ACLED, the Armed Conflict Location & Event Data (Raleigh et al., 2010): a table between commas with
    /// a header. Needs the feature `csv`.
    ///
    /// | column | becomes |
    /// | --- | --- |
    /// | `event_date` | the day, as 2024-04-13 or 13 April 2024 |
    /// | `time_precision` | how well it is known: 1 the day, 2 the week with that day in the middle, 3 the month |
    /// | `event_type`, `sub_event_type` | the type, in ACLED: `Battles: Armed clash` |
    /// | `actor1`, `actor2` | the sides, by name. ACLED gives them no direction, so that the event is mutual; but remote violence goes from the first to the second, violence against civilians to the civilians, and excessive force to the protesters |
    /// | `assoc_actor_1`, `assoc_actor_2` | further actors of each side, between semicolons |
    /// | `inter1`, `inter2` | on which side the civilians or protesters stand, as number or word |
    /// | `fatalities` | how many were killed, of attacks. Those of other events are counted in the report |
    /// | `notes`, `location` | text and place, where [`descriptions`](super::Options::descriptions) asks for them |
    /// | `event_id_cnty` | the key, where [`native_ids`](super::Options::native_ids) asks for it |
    ///
    /// No other column is kept. All this was written from memory of the codebook of 2019 and later, and
    /// could not be checked against a file.
    Acled,
    /// `ICBe`, events of international crises (Douglass et al., 2022): a table between commas with a header.
    /// Needs the feature `csv`.
    ///
    /// | column | becomes |
    /// | --- | --- |
    /// | `event_type` | which of the other columns are read: action, speech or thought |
    /// | `date_earliest_year`, `_month`, `_day`, `date_latest_…` | when it was: somewhere from the earliest to the latest date, each a day, a month or a year |
    /// | `do_actor_a`, `do_actor_b`; `say_actor_a`, `say_actor_b`; `think_actor_a` | source and target, by name; several stand between semicolons. A thought has no target |
    /// | `interact_escalate`, `act_escalate`, `interact_decreasecoop`, `act_uncooperative`, `interact_deescalate`, `act_deescalate`, `interact_increasecoop`, `act_cooperative` | of an action, the type: the first of these that says something, and the first it says |
    /// | `sayintkind`, `thinkkind` | of speech and thought, the type |
    /// | `sentence_span_text`, `interact_location` | text and place, where [`descriptions`](super::Options::descriptions) asks for them |
    ///
    /// No other column is kept, and no row has an id of its own. The names of the columns are those of the
    /// codebook; how dates and lists are written in them could not be checked against a file.
    Icbe,
    /// Quadruples of a temporal knowledge graph, as benchmarks of that field cut ICEWS (García-Durán et
    /// al., 2018; Jin et al., 2020): source, relation, target and time between tabs, in any order, and
    /// perhaps a fifth field that is not read. Needs the feature `csv`.
    ///
    /// | field | becomes |
    /// | --- | --- |
    /// | source, target | the actors, by name or by number |
    /// | relation | the type: the code of CAMEO that has this name, capitals, quotation marks and the words «, not specified below» aside. A name that none has is an unknown code; of several codes the first counts. The report names both |
    /// | time | the day, or so many hours or days from [`start_date`](super::Options::start_date): hours if all are multiples of 24, else days |
    ///
    /// Numbers get names from files of names and numbers between tabs (`entity2id.txt`, `relation2id.txt`)
    /// that are [read together](super::Options::open_all) with the quadruples, before or after; without
    /// them, relations have no level. A row takes 24 bytes until all is read. What benchmarks cut at random
    /// is good for reading, and tells nothing of chains.
    Tkg,
    /// Any table between commas, tabs, semicolons or the like, by [`Columns`](super::Columns) that say what
    /// its columns hold: see [`Options::columns`](super::Options::columns). Never told by content. Needs the
    /// feature `csv`.
    Csv,
}

impl Format {
    /// Every format, in the order in which they are tried.
    pub const ALL: &[Self] = &[
        Self::Json,
        Self::Jsonl,
        Self::Plover,
        Self::Ucdp,
        Self::Mid,
        Self::Acled,
        Self::Icbe,
        Self::Icews,
        Self::Polecat,
        Self::Keds,
        Self::Tkg,
        Self::Gdelt,
        Self::Csv,
    ];

    /// The name by which it is chosen.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Keds => "keds",
            Self::Gdelt => "gdelt",
            Self::Icews => "icews",
            Self::Mid => "mid",
            Self::Ucdp => "ucdp",
            Self::Polecat => "polecat",
            Self::Plover => "plover",
            Self::Acled => "acled",
            Self::Icbe => "icbe",
            Self::Tkg => "tkg",
            Self::Csv => "csv",
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
