//! The formats that can be read.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Issue};

/// A format that can be read. Tables with a header may be delimited by commas, tabs or semicolons, because
/// other programs export them again: the header shows which. They may also be [records in
/// JSON](super#tables-in-other-forms) or sheets of Excel workbooks.
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
    /// The native document, which can hold every part of a timeline: see [`json`](super::json). Needs the
    /// feature `json`.
    Json,
    /// The records of the native document, one per line: see [`jsonl`](super::jsonl). Needs the feature
    /// `json`.
    Jsonl,
    /// The tab-separated rows of the Kansas Event Data System: date, source, target, code, and in some
    /// files a description. As other programs save them, they may have other delimiters, names of the rows before them,
    /// a header with other names, or be records in JSON with the fields `date`, `source`, `target` and `code`: in these
    /// forms, only codes of digits are read. Needs the feature `csv`.
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
    /// A file may have rows of several widths, such as a file joined from others. A file exported from a
    /// database may have a header, with any of the columns in any order; the columns of day, actors and
    /// code are required. Without these names, a table of all columns in order may have other delimiters, a header of
    /// numbers, and names of the rows. These columns of a row become an event:
    ///
    /// | column | becomes |
    /// | --- | --- |
    /// | `SQLDATE` | the day of the event |
    /// | `Actor1Code`, `Actor2Code` | source and target, with the memberships that the CAMEO code implies. Many rows lack one of them: the event is kept, without that actor |
    /// | `EventCode` | the type, in CAMEO. A leading zero that another program removed is restored where `EventRootCode` shows it: `10` with the root `01` is `010` |
    /// | `GoldsteinScale` | the file's own score, rounded to the tenth: the Goldstein scale prefers it to the score in its table. If it is empty, the table is used |
    /// | `GLOBALEVENTID` | the key |
    /// | `IsRootEvent`, `NumMentions`, `NumSources`, `NumArticles`, `DATEADDED` | [`Extras`](crate::model::Extras), with [`keep`](super::Options::keep); [`max_lag`](super::Options::max_lag) skips rows by `DATEADDED` |
    ///
    /// No other column is kept: not the names and attributes of the actors, places, tone or URL. GDELT may
    /// record one event several times, each with an id of its own: every row is an event, until a view
    /// [merges](crate::View::merged_reports) them.
    ///
    /// Files of mentions have 16 columns separated by tabs, or by commas with a header. They can be read
    /// after the files of events, unless [`without_ids`](super::Options::without_ids) leaves out the ids: each mention
    /// becomes a [`Report`](crate::Report) of its event.
    ///
    /// | column | becomes |
    /// | --- | --- |
    /// | `GLOBALEVENTID` | the event; mentions of events that were not read are [counted](super::ReadReport::unmatched_mentions) |
    /// | `MentionSourceName` | the outlet, an actor |
    /// | `MentionIdentifier` | the URL, or another identifier of the article |
    /// | `MentionTimeDate` | the date |
    /// | `Confidence` | the confidence of GDELT in the [extraction](crate::Report::extraction), not in the event |
    ///
    /// A file with the name under which GDELT distributes it covers the day or the 15 minutes in its name:
    /// see [`Timeline::covered`](crate::Timeline::covered).
    Gdelt,
    /// The coded events of ICEWS (Boschee et al., 2015): 20 tab-separated columns in any order, with a
    /// header. Needs the feature `csv`.
    ///
    /// | column | becomes |
    /// | --- | --- |
    /// | `Event Date` | the day of the event |
    /// | `Source Name`, `Target Name` | source and target, by their names |
    /// | `Source Sectors`, `Source Country`, `Target Sectors`, `Target Country` | the membership: `PartOf` the country for the sectors of a state (government, military, police, judiciary, legislature, a party in government), unless one of the sectors is of dissidents or insurgents; `LocatedIn` for all others. If the rows of a later day differ, the membership changes on that day |
    /// | `CAMEO Code` | the type, in CAMEO. If the code is missing or in no table, `Event Text` gives it by name. Otherwise a code that begins with a category, such as `13y`, is kept as an unknown code, and a row with any other code is bad |
    /// | `Intensity` | the file's own score, rounded to the tenth |
    /// | `Event Text` | the text, with [`descriptions`](super::Options::descriptions) |
    /// | `Event ID` | with the date, the key: `2018-06-01/32889836`. The id is unique on its day only |
    ///
    /// An empty field, `NA`, `NULL` or `---` is a missing value. An event without a source or a target is
    /// kept, without that actor. No other column is kept: not story, publisher or place. One sentence may be
    /// coded as two rows that mirror one another: [`merge_mutual`](crate::View::merge_mutual) joins
    /// them.
    Icews,
    /// Militarized Interstate Disputes 5.0 and 5.01 of the Correlates of War project (Palmer et al.,
    /// 2022), tables with a header: incidents (MIDI) and their participants (MIDIP), which must be read
    /// together in any order, and optionally the disputes (MIDA). Needs the feature `csv`.
    ///
    /// An incident is an event:
    ///
    /// | column | becomes |
    /// | --- | --- |
    /// | `stday`, `stmon`, `styear` | the onset: a day, or a month or a year where -9 marks a missing part |
    /// | `endday`, `endmon`, `endyear` | the end, if it differs from the onset. An end before the start is left out, and reported |
    /// | `ccode`, `insidea` | the states of side A are the sources, those of side B the targets. A side that took no militarized action (`action` 0) is the target. If both sides act, as in a clash, the event is mutual |
    /// | `action` | the type: that of the incident, even if a participant has another |
    /// | `hostlev` | the file's own score, on the scale of hostility |
    /// | `fatalpre`, else `fatality` | the number of deaths, exact or between the bounds of the fatality level, if the event is an attack; else the coder's levels on the scales of fatalities |
    /// | `incidnum`, else `ord_incidnum` | the key, and the number that joins the files: the older one, which all editions have, if both files have it |
    ///
    /// A dispute is an event too, and its incidents have a declared link to it as parts of it. Its dates and
    /// hostility level are those of MIDA; without MIDA, it lasts from the first of its incidents to the
    /// last, at the highest of their levels. It has no actors, so it is in no chain. Its
    /// key is `dispnum`. Disputes without incidents, such as all before 1993, are left out and reported.
    ///
    /// Without files of incidents, MIDA and MIDB, or MIDB alone, are read at the level of disputes: each dispute is one
    /// event, from the states of side A (`sidea` 1) to those of side B, with the type `hiact`, the level `hostlev` and
    /// the deaths of MIDA. A side of which no state took a militarized action (`hiact` 0) is the target; if both acted,
    /// the event is mutual. MIDB alone shows no deaths. MIDA alone names no states, and is refused.
    Mid,
    /// The Georeferenced Event Dataset of the Uppsala Conflict Data Program (Sundberg and Melander,
    /// 2013; Davies, Pettersson and Öberg, 2023), and its candidate releases: 49 comma-separated columns,
    /// in any order with a header, or in the order of GED 23.1 without one. Needs the feature `csv`.
    ///
    /// | column | becomes |
    /// | --- | --- |
    /// | `type_of_violence` | the type. The sides give no direction: types 1 and 2 are mutual. Type 3 goes from side A to the civilians |
    /// | `side_a`, `side_b`, with `side_a_new_id`, `side_b_new_id`, `gwnoa`, `gwnob` | the states with these numbers of Gleditsch and Ward, each for its government; else an actor by its id, such as `ucdp:4456`, with its name. A force whose name says its state is part of it, a group with a country in parentheses at the end of its name is located in it. All others belong to no country, so that a rebellion is not a domestic event |
    /// | `date_start`, `date_end`, `date_prec` | the day; for an exact date of several days, onset and end. Otherwise an unknown day from the first to the last, or in the month or year if these are its first and last days |
    /// | `best` | the file's own score, on the scale of fatalities |
    /// | `low`, `high` | the number of deaths, from the lower to the higher: in some rows the two are swapped, or `best` is outside them, which is reported |
    /// | `where_coordinates`, `adm_2`, `adm_1`, `country` | the place |
    /// | `source_headline`, else `source_article` | the text, with [`descriptions`](super::Options::descriptions) |
    /// | `id` | the key |
    ///
    /// All civilians are one actor, `ucdp:1`, as in the data. No other column is kept.
    Ucdp,
    /// POLECAT, events coded by machine in PLOVER (Halterman et al., 2023): a tab-separated table with a
    /// header, in UTF-8 or ISO 8859-1. Needs the feature `csv`.
    ///
    /// | column | becomes |
    /// | --- | --- |
    /// | `Event Date` | the day |
    /// | `Event Type`, `Event Mode` | the type, in PLOVER: `ASSAULT/drone` |
    /// | `Intensity` | the file's own score, from -10 to 10, rounded to the tenth |
    /// | `Actor Name`, `Recipient Name` | source and target, by name; several names are separated by semicolons. Without a name, country and sector form a CAMEO code: `RUSMIL` |
    /// | `Actor Country`, `Recipient Country` | the membership: part of the country if the sector is an organ of its state, else located in it. A name that occurs with a second country is another actor there, `NAME (COUNTRY)` |
    /// | `Primary Actor Sector`, `Primary Recipient Sector` | whether the actor is an organ of the state: GOV, MIL, SPY, COP, JUD and LEG are |
    /// | `Contexts`, `Placename` | text and place, with [`descriptions`](super::Options::descriptions) |
    /// | `Event ID` | the key |
    ///
    /// No other column is kept. The names of the columns are those of the codebook; the values in them could
    /// not be checked against a file.
    Polecat,
    /// Gold-standard records of PLOVER (Open Event Data Alliance, 2016): an array of JSON objects, one per
    /// event. Needs the feature `json`.
    ///
    /// | field | becomes |
    /// | --- | --- |
    /// | `date` | the date, in EDTF |
    /// | `event`, `mode` | the type, in PLOVER. Words of older versions are read as those of the manual v0.8: `FIGHT` as `ASSAULT`, `DEMAND` as `REQUEST`, `DISAPPROVE` and `INVESTIGATE` as those modes of `ACCUSE`; among the modes, `assassinate` as `targeted`, `ban` as `restrict`, `confiscate` as `seize`, `detain` as `arrest`, `host` as `visit`, `demo-org` and `demo-spon` as `demo`, `riot-org` and `riot-spon` as `riot`, `strike-gen` as `strike`, `strike-hun` as `hunger`, and `COERCE/destroy` as `ASSAULT/destroy`. A mode of neither version is kept as an unknown code |
    /// | `source`, `target` | the actors: `code` and `sector` form a CAMEO code. If the code is missing or generic, such as IGO or NGO, the name in `actorText` is used. Several sources without a target act on each other: the first is the source, the others are the targets, and the event is mutual |
    /// | `dead`, `injured` | the numbers of killed and injured, for attacks only |
    /// | `text`, `eventLoc` | text and place, with [`descriptions`](super::Options::descriptions) |
    /// | `id` | the key |
    ///
    /// Records of the event `DOCUMENT` describe the file, and are counted separately. Other fields are
    /// ignored. The records may also be one a line, or a list inside an object.
    Plover,
    /// ACLED, the Armed Conflict Location & Event Data (Raleigh et al., 2010): a comma-separated table with a
    /// header. Needs the feature `csv`.
    ///
    /// | column | becomes |
    /// | --- | --- |
    /// | `event_date` | the day, written as 2024-04-13 or 13 April 2024 |
    /// | `time_precision` | the precision of the day: 1 exact, 2 the week with that day in the middle, 3 the month |
    /// | `event_type`, `sub_event_type` | the type, in ACLED: `Battles: Armed clash` |
    /// | `actor1`, `actor2` | the sides, by name. ACLED gives them no direction, so that the event is mutual. Exceptions: remote violence goes from the first to the second, violence against civilians to the civilians, and excessive force to the protesters |
    /// | `assoc_actor_1`, `assoc_actor_2` | further actors of each side, separated by semicolons |
    /// | `inter1`, `inter2` | the side of the civilians or protesters, as a number or word |
    /// | `fatalities` | the number of killed, for attacks only. The deaths of other events are counted in the report |
    /// | `notes`, `location` | text and place, with [`descriptions`](super::Options::descriptions) |
    /// | `event_id_cnty` | the key |
    ///
    /// Event types of before 2019 are read as those that replaced them, and counted: `Battle-No change of territory` is
    /// `Battles: Armed clash`, and `Riots/Protests` is the one of the two that its actors show.
    ///
    /// No other column is kept. This follows the codebook of 2019 and later from memory, and could not be
    /// checked against a file.
    Acled,
    /// `ICBe`, events of international crises (Douglass et al., 2022): a comma-separated table with a header.
    /// Needs the feature `csv`.
    ///
    /// | column | becomes |
    /// | --- | --- |
    /// | `event_type` | action, speech or thought, which decides which of the other columns are read |
    /// | `date_earliest_year`, `_month`, `_day`, `date_latest_…` | an unknown time from the earliest to the latest date, each a day, a month or a year |
    /// | `do_actor_a`, `do_actor_b`; `say_actor_a`, `say_actor_b`; `think_actor_a` | source and target, by name; several names are separated by semicolons. A thought has no target |
    /// | `interact_escalate`, `act_escalate`, `interact_decreasecoop`, `act_uncooperative`, `interact_deescalate`, `act_deescalate`, `interact_increasecoop`, `act_cooperative` | of an action, the type: the first value in the first of these columns that is not empty |
    /// | `sayintkind`, `thinkkind` | of speech and thought, the type |
    /// | `sentence_span_text`, `interact_location` | text and place, with [`descriptions`](super::Options::descriptions) |
    ///
    /// No other column is kept, and no row has an id of its own. The names of the columns are those of the
    /// codebook; the form of dates and lists in them could not be checked against a file.
    Icbe,
    /// Quadruples of a temporal knowledge graph, such as the benchmarks made from ICEWS (García-Durán et
    /// al., 2018; Jin et al., 2020): source, relation, target and time separated by tabs, with an optional
    /// fifth field that is not read. The rows may be in any order. Needs the feature `csv`.
    ///
    /// | field | becomes |
    /// | --- | --- |
    /// | source, target | the actors, by name or by number |
    /// | relation | the type: the CAMEO code of this name, ignoring case, quotation marks and the words «, not specified below». A name of no code is an unknown code; of several codes with one name, the first is taken. The report lists both |
    /// | time | a day, or a number of hours or days since [`start_date`](super::Options::start_date): hours if all are multiples of 24, else days |
    ///
    /// Files of names and numbers separated by tabs (`entity2id.txt`, `relation2id.txt`) that are
    /// [read together](super::Options::open_all) with the quadruples, in any order, give the numbers names.
    /// Without them, relations have no level. A row takes 24 bytes until all files are read. Chains in a
    /// benchmark that is a random sample of events mean nothing.
    ///
    /// Tables that other programs saved are read as well: with a header of `source`, `head` or `subject`, `relation`,
    /// `target`, `tail` or `object`, and `time`, `timestamp` or `date`, in any order; as records in JSON; and, where
    /// relations have the names of CAMEO codes, in this order between other delimiters and after names of the rows.
    Tkg,
    /// The Global Terrorism Database (`LaFree` and Dugan, 2007): a table with a header. Needs the feature `csv`.
    ///
    /// | column | becomes |
    /// | --- | --- |
    /// | `iyear`, `imonth`, `iday` | the day; the month or year where the others are 0, for unknown |
    /// | `gname`, `gname2`, `gname3` | the sources, by name. `Unknown` is nobody |
    /// | `target1`, `target2`, `target3` | the targets, by name. `Unknown` is nobody |
    /// | `attacktype1_txt` | the type, a code of one's own. Every event is an attack, unless [`Options::kind_of`](super::Options::kind_of) states otherwise |
    /// | `nkill`, `nwound` | the numbers of killed and injured. A negative number is unknown |
    /// | `summary` | the text |
    /// | `city`, `provstate`, `country_txt` | the place |
    /// | `eventid` | the key |
    ///
    /// No other column is read, and the report names them: not `doubtterr`, `success`, `guncertain1` or `resolution`.
    /// [`Columns`](super::Columns) describe the table in another way, such as with `natlty1_txt` as the target.
    Gtd,
    /// The Social Conflict Analysis Database (Salehyan et al., 2012): a table with a header. Needs the feature `csv`.
    ///
    /// | column | becomes |
    /// | --- | --- |
    /// | `styr`, `stmo`, `stday`; `eyr`, `emo`, `eday` | onset and end |
    /// | `actor1`, `actor2`, `actor3` | the sources, by name. `Unknown` is nobody |
    /// | `target1`, `target2` | the targets, by name |
    /// | `etype` | the type, a code of one's own: 1 to 6, demonstrations, riots and strikes, are protests; 7 to 10, violence, are attacks; others are actions |
    /// | `ndeath` | the number of killed, for attacks. A negative number is unknown |
    /// | `issuenote` | the text |
    /// | `elocal`, `countryname` | the place |
    /// | `eventid` | the key |
    Scad,
    /// Rows of the coders PETRARCH (Schrodt et al., 2014) and of Phoenix data: tab-separated rows of 7, 8 or 26 columns
    /// without a header, or a table with one. Needs the feature `csv`.
    ///
    /// | column | becomes |
    /// | --- | --- |
    /// | the first of 7 or 8; `Date`, `story_date`, else `Year`, `Month`, `Day` | the day |
    /// | the second and third of 7 or 8; `SourceActorFull`, `source`; `TargetActorFull`, `target` | source and target, with the memberships that the CAMEO code implies |
    /// | the fourth of 7 or 8; `EventCode`, `code` | the type, in CAMEO |
    /// | `GoldsteinScore`, `goldstein` | the file's own score |
    /// | `LocationName`, `placename` | the place |
    /// | `EventID`, `eid` | the key |
    Phoenix,
    /// Exports of Timesketch, a tool for forensic timelines: a table with a header, or JSON Lines with the same fields.
    /// Needs the feature `csv`.
    ///
    /// | column | becomes |
    /// | --- | --- |
    /// | `datetime`, else `timestamp` in microseconds | the time |
    /// | `timestamp_desc` | the type, a code of one's own |
    /// | `message` | the text |
    ///
    /// No column names actors: [`Columns`](super::Columns) describe those that do in a file.
    Timesketch,
    /// Results of queries of Wikidata, as a table with a header or in JSON, whose variables bear the names of their
    /// properties. Needs the feature `csv`.
    ///
    /// | column | becomes |
    /// | --- | --- |
    /// | `point_in_time`, `date`, `start_time` or `start`; `end_time` or `end` | onset and end |
    /// | `precision`, or the name of the date with `_precision` | the precision of the onset: 11 day, 10 month, 9 year |
    /// | `participantLabel`, `perpetratorLabel` or `participant`; `targetLabel` or `target` | source and target, by name |
    /// | `itemLabel` or `eventLabel` | the text |
    /// | `locationLabel`, `placeLabel` or `countryLabel` | the place |
    /// | `item` or `event` | the key |
    Wikidata,
    /// Sheets of `TimelineJS` (Knight Lab), as a table with a header or in JSON. Needs the feature `csv`, and `json` for
    /// JSON.
    ///
    /// | column | becomes |
    /// | --- | --- |
    /// | `Year`, `Month`, `Day`, `Time`; `End Year`, `End Month`, `End Day`, `End Time` | onset and end, in UTC |
    /// | `Headline`, `Text` | the text |
    /// | `Group` | the source, by name |
    ///
    /// Rows of the type `title` or `era` are no events. Media and backgrounds are not read.
    TimelineJs,
    /// STIX 2.1 bundles (OASIS, 2021), such as those that the feature `standards` writes. Needs the feature
    /// `standards`.
    ///
    /// | object | becomes |
    /// | --- | --- |
    /// | `incident` | an event. A label such as `attack: drone` says what it is; without one it is an attack of unspecified means, and reported |
    /// | `sighting` of an incident | onset and end of the incident, from `first_seen` to `last_seen`, and its targets: `where_sighted_refs` |
    /// | `sighting` of an actor | an attack by that actor |
    /// | `relationship` `attributed-to`, `targets` | a source of the incident with its confidence, or a target. Several sources of different confidences, at most 100 together, are candidates that exclude one another, and reported |
    /// | `relationship` `part-of`, `member-of`, `acts-for`, `located-in` | a membership |
    /// | `relationship` between incidents and notes | a link, if its type is one of this crate |
    /// | `identity`, `threat-actor`, `intrusion-set` | an actor, by name |
    /// | `note` | a statement of its author about the incidents and notes that it refers to; a denial if an `opinion` of the same author disagrees with them |
    /// | `report` | a report of the incidents and notes that it refers to, by its author, with its date and the first address |
    /// | `confidence` of an incident or note | the confidence that it occurred |
    ///
    /// `created` is when a record was written, not when something happened: an incident without a sighting, and without a
    /// description that begins with its date and a colon, is a bad record. No other object is read; the report counts
    /// them by type. The module `standards` says what a bundle cannot hold.
    Stix,
    /// Any delimited table, with [`Columns`](super::Columns) that describe it: see
    /// [`Options::columns`](super::Options::columns). This format is never recognised by content. Needs the
    /// feature `csv`.
    Csv,
}

impl Format {
    /// All formats.
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
        Self::Gtd,
        Self::Scad,
        Self::Phoenix,
        Self::Timesketch,
        Self::Wikidata,
        Self::TimelineJs,
        Self::Stix,
        Self::Csv,
    ];

    /// Returns the name of the format.
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
            Self::Gtd => "gtd",
            Self::Scad => "scad",
            Self::Phoenix => "phoenix",
            Self::Timesketch => "timesketch",
            Self::Wikidata => "wikidata",
            Self::TimelineJs => "timeline-js",
            Self::Stix => "stix",
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
        for format in Self::ALL {
            if format.as_str() == name {
                return Ok(*format);
            }
        }
        let mut names = Vec::new();
        for format in Self::ALL {
            names.push(format.as_str());
        }
        let remedy = "use one of these names, or none to recognise the format by content";
        Err(Error::value(Issue::new("format", name, names.join(", "), remedy)))
    }
}

/// Returns the name of the GDELT export whose rows have this number of columns, or `None` if none has.
pub(super) fn gdelt_version(columns: usize) -> Option<&'static str> {
    match columns {
        57 => Some("GDELT 1.0, historical"),
        58 => Some("GDELT 1.0, daily"),
        61 => Some("GDELT 2.0"),
        _ => None,
    }
}
