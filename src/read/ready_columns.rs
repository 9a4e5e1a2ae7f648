//! The columns of formats whose tables need no reader of their own: what each of them becomes, as data.

use super::{
    columns::{ActorCodes, Column, Columns},
    format::Format,
    mapping_parts::{
        CODE, DATE, DAY, END, END_DAY, END_MONTH, END_TIME, ID, INJURED, KILLED, MONTH, PLACE,
        PRECISION, SCORE, SOURCE, TARGET, TEXT, TIME,
    },
    plain::Cell,
    records::find_column,
};
use crate::model::{Act, ActionKind, Means, Vocabulary};

/// A further column of a table.
pub(super) struct Further {
    /// The part to whose actors or text it is added; `None` if it shows what other cells mean.
    pub(super) part: Option<usize>,
    pub(super) name: &'static str,
    pub(super) cell: Cell,
}

/// The description of the columns of a format.
pub(super) struct ReadyColumns {
    pub(super) format: Format,
    /// What the table is, in words.
    pub(super) what: &'static str,
    /// The names of columns by which a header is recognised, in one or several forms.
    pub(super) headers: &'static [&'static [&'static str]],
    /// The columns in order of tables without a header, by their number.
    without_header: &'static [&'static [&'static str]],
    /// The part of an event that a column becomes. Of several names, the first that the table has is taken.
    parts: &'static [(usize, &'static [&'static str])],
    /// Further columns: of actors and texts, which are added to those above, or that show what others mean.
    pub(super) further: &'static [Further],
    actors: ActorCodes,
    vocabulary: Vocabulary,
    /// What the events of a code are, unless the vocabulary says it.
    acts: &'static [(&'static str, Act)],
    /// What all other events are.
    pub(super) other_act: Option<Act>,
    /// The words by which the format writes missing values, which need no report.
    pub(super) missing: &'static [&'static str],
    /// Whether `Unknown` in place of an actor is how the format writes that nobody is known.
    pub(super) is_nobody_missing: bool,
    /// A column and the words in it that mark rows of no event, among `further`.
    not_events: Option<(&'static str, &'static [&'static str])>,
    /// What the report says of the columns.
    pub(super) note: &'static str,
}

/// Columns that hold the year of a date.
const YEARS: [&str; 3] = ["iyear", "styr", "Year"];

const OTHER: Act = Act::Action(ActionKind::Other);
const PROTEST: Act = Act::Action(ActionKind::Protest);
const VIOLENCE: Act = Act::Attack(Means::Unspecified);

/// A format without particulars.
const PLAIN: ReadyColumns = ReadyColumns {
    format: Format::Csv,
    what: "",
    headers: &[],
    without_header: &[],
    parts: &[],
    further: &[],
    actors: ActorCodes::Names,
    vocabulary: Vocabulary::Own,
    acts: &[],
    other_act: None,
    missing: &[],
    is_nobody_missing: false,
    not_events: None,
    note: "",
};

/// All formats that are described here.
pub(super) const READY: &[ReadyColumns] = &[
    ReadyColumns {
        format: Format::Gtd,
        what: "the Global Terrorism Database",
        headers: &[&["eventid", "iyear", "imonth", "iday", "gname"]],
        parts: &[
            (ID, &["eventid"]),
            (DATE, &["iyear"]),
            (MONTH, &["imonth"]),
            (DAY, &["iday"]),
            (SOURCE, &["gname"]),
            (TARGET, &["target1"]),
            (CODE, &["attacktype1_txt"]),
            (KILLED, &["nkill"]),
            (INJURED, &["nwound"]),
            (TEXT, &["summary"]),
            (PLACE, &["city"]),
        ],
        further: &[
            Further { part: Some(SOURCE), name: "gname2", cell: Cell::Party },
            Further { part: Some(SOURCE), name: "gname3", cell: Cell::Party },
            Further { part: Some(TARGET), name: "target2", cell: Cell::Party },
            Further { part: Some(TARGET), name: "target3", cell: Cell::Party },
            Further { part: Some(PLACE), name: "provstate", cell: Cell::Text },
            Further { part: Some(PLACE), name: "country_txt", cell: Cell::Text },
        ],
        acts: &[
            ("Assassination", Act::Attack(Means::Assassination)),
            ("Armed Assault", Act::Attack(Means::SmallArms)),
            ("Bombing/Explosion", Act::Attack(Means::Bombing)),
            ("Hijacking", Act::Attack(Means::Abduction)),
            ("Hostage Taking (Barricade Incident)", Act::Attack(Means::Abduction)),
            ("Hostage Taking (Kidnapping)", Act::Attack(Means::Abduction)),
            ("Unarmed Assault", Act::Attack(Means::Assault)),
        ],
        other_act: Some(VIOLENCE),
        is_nobody_missing: true,
        note: "`doubtterr`, `success` and `guncertain1` are not read: leave rows out by them before reading if you mean to",
        ..PLAIN
    },
    ReadyColumns {
        format: Format::Scad,
        what: "the Social Conflict Analysis Database",
        headers: &[&["eventid", "etype", "styr", "stmo", "actor1", "target1"]],
        parts: &[
            (ID, &["eventid"]),
            (DATE, &["styr"]),
            (MONTH, &["stmo"]),
            (DAY, &["stday"]),
            (END, &["eyr"]),
            (END_MONTH, &["emo"]),
            (END_DAY, &["eday"]),
            (SOURCE, &["actor1"]),
            (TARGET, &["target1"]),
            (CODE, &["etype"]),
            (KILLED, &["ndeath"]),
            (TEXT, &["issuenote"]),
            (PLACE, &["elocal"]),
        ],
        further: &[
            Further { part: Some(SOURCE), name: "actor2", cell: Cell::Party },
            Further { part: Some(SOURCE), name: "actor3", cell: Cell::Party },
            Further { part: Some(TARGET), name: "target2", cell: Cell::Party },
            Further { part: Some(PLACE), name: "countryname", cell: Cell::Text },
        ],
        acts: &[
            ("1", PROTEST),
            ("2", PROTEST),
            ("3", PROTEST),
            ("4", PROTEST),
            ("5", PROTEST),
            ("6", PROTEST),
            ("7", Act::Attack(Means::Repression)),
            ("8", VIOLENCE),
            ("9", VIOLENCE),
            ("10", VIOLENCE),
        ],
        other_act: Some(OTHER),
        is_nobody_missing: true,
        note: "`escalation`, `repress` and `npart` are not read, and a row for each place of an event is an event of its own",
        ..PLAIN
    },
    ReadyColumns {
        format: Format::Phoenix,
        what: "rows of PETRARCH or Phoenix",
        headers: &[
            &["Date", "SourceActorFull", "TargetActorFull", "EventCode"],
            &["Year", "Month", "Day", "SourceActorFull", "TargetActorFull", "EventCode"],
            &["story_date", "source", "target", "code", "root_code"],
            &["date", "source", "target", "code", "issues"],
        ],
        without_header: &[
            &["date", "source", "target", "code", "issues", "ids", "outlet"],
            &["date", "source", "target", "code", "issues", "ids", "url", "outlet"],
            &["Year", "Month", "Day", "source", "target", "code", "issues", "ids", "outlet"],
            &["Year", "Month", "Day", "source", "target", "code", "issues", "ids", "url", "outlet"],
            &[
                "EventID",
                "Date",
                "Year",
                "Month",
                "Day",
                "SourceActorFull",
                "SourceActorEntity",
                "SourceActorRole",
                "SourceActorAttribute",
                "TargetActorFull",
                "TargetActorEntity",
                "TargetActorRole",
                "TargetActorAttribute",
                "EventCode",
                "EventRootCode",
                "PentaClass",
                "GoldsteinScore",
                "Issues",
                "Lat",
                "Lon",
                "LocationName",
                "StateName",
                "CountryCode",
                "SentenceID",
                "URLs",
                "NewsSources",
            ],
        ],
        parts: &[
            (ID, &["EventID", "eid"]),
            (DATE, &["Date", "story_date", "DateStamp", "Year"]),
            (MONTH, &["Month"]),
            (DAY, &["Day"]),
            (SOURCE, &["SourceActorFull", "source"]),
            (TARGET, &["TargetActorFull", "target"]),
            (CODE, &["EventCode", "code"]),
            (SCORE, &["GoldsteinScore", "GoldsteinScale", "goldstein"]),
            (PLACE, &["LocationName", "placename"]),
        ],
        further: &[
            Further { part: None, name: "EventRootCode", cell: Cell::CameoRoot },
            // `root_code` in other editions is the same name to the search for columns.
            Further { part: None, name: "rootcode", cell: Cell::CameoRoot },
        ],
        actors: ActorCodes::Cameo,
        vocabulary: Vocabulary::Cameo,
        missing: &["---"],
        note: "the issues, ids of stories and outlets of a row are not read",
        ..PLAIN
    },
    ReadyColumns {
        format: Format::Timesketch,
        what: "an export of Timesketch",
        headers: &[
            &["message", "datetime", "timestamp_desc"],
            &["message", "timestamp", "timestamp_desc"],
        ],
        parts: &[
            (DATE, &["datetime", "timestamp"]),
            (CODE, &["timestamp_desc"]),
            (TEXT, &["message"]),
        ],
        note: "no column of Timesketch names actors: to have them, describe the columns yourself, with `source` and `target`",
        ..PLAIN
    },
    ReadyColumns {
        format: Format::Wikidata,
        what: "the result of a query of Wikidata",
        headers: &[
            &["item", "itemLabel", "point_in_time"],
            &["item", "itemLabel", "date"],
            &["item", "itemLabel", "start_time"],
            &["item", "itemLabel", "start"],
            &["event", "eventLabel", "point_in_time"],
            &["event", "eventLabel", "date"],
        ],
        parts: &[
            (ID, &["item", "event"]),
            (DATE, &["point_in_time", "date", "start_time", "start"]),
            (END, &["end_time", "end"]),
            (
                PRECISION,
                &[
                    "precision",
                    "time_precision",
                    "date_precision",
                    "point_in_time_precision",
                    "start_time_precision",
                ],
            ),
            (SOURCE, &["participantLabel", "perpetratorLabel", "participant"]),
            (TARGET, &["targetLabel", "target"]),
            (KILLED, &["deaths", "number_of_deaths", "numberOfDeaths"]),
            (TEXT, &["itemLabel", "eventLabel"]),
            (PLACE, &["locationLabel", "placeLabel", "countryLabel"]),
        ],
        other_act: Some(OTHER),
        note: "an item with several values is several rows, each an event of its own",
        ..PLAIN
    },
    ReadyColumns {
        format: Format::TimelineJs,
        what: "a sheet of TimelineJS",
        headers: &[&["Year", "Month", "Day", "Headline"]],
        parts: &[
            (DATE, &["Year"]),
            (MONTH, &["Month"]),
            (DAY, &["Day"]),
            (TIME, &["Time"]),
            (END, &["End Year"]),
            (END_MONTH, &["End Month"]),
            (END_DAY, &["End Day"]),
            (END_TIME, &["End Time"]),
            (SOURCE, &["Group"]),
            (TEXT, &["Headline"]),
        ],
        further: &[
            Further { part: Some(TEXT), name: "Text", cell: Cell::Text },
            Further { part: None, name: "Type", cell: Cell::Text },
        ],
        other_act: Some(OTHER),
        not_events: Some(("Type", &["title", "era"])),
        note: "`Group` is taken as the source; media and backgrounds are not read",
        ..PLAIN
    },
];

/// Returns the description of the columns of a format, or `None` if it has a reader of its own.
pub(super) fn ready_columns(format: Format) -> Option<&'static ReadyColumns> {
    READY.iter().find(|ready| ready.format == format)
}

impl ReadyColumns {
    /// Returns the description of a table by its header: with the columns that it has.
    pub(super) fn columns(&self, names: &[String]) -> Columns {
        let mut columns = Columns::new("");
        let mut is_whole_date = false;
        for (part, known) in self.parts {
            let mut found = known.iter().filter(|name| find_column(names, name).is_some());
            let Some(name) = found.next() else { continue };
            let column = Some(Column::from(*name));
            match *part {
                DATE => {
                    // Another column with the whole date makes those of month and day superfluous.
                    is_whole_date = !YEARS.contains(name);
                    columns.date = Column::from(*name);
                }
                MONTH if !is_whole_date => columns.month = column,
                DAY if !is_whole_date => columns.day = column,
                END => columns.end = column,
                END_MONTH => columns.end_month = column,
                END_DAY => columns.end_day = column,
                TIME => columns.time = column,
                END_TIME => columns.end_time = column,
                PRECISION => columns.precision = column,
                SOURCE => columns.source = column,
                TARGET => columns.target = column,
                CODE => columns.code = column,
                SCORE => columns.score = column,
                KILLED => columns.killed = column,
                INJURED => columns.injured = column,
                TEXT => columns.text = column,
                PLACE => columns.place = column,
                ID => columns.id = column,
                _ => {}
            }
        }
        columns.actors = self.actors;
        columns.vocabulary = columns.code.is_some().then_some(self.vocabulary);
        columns
    }

    /// Returns what the events of a code are; `None` if the vocabulary says it.
    pub(super) fn act(&self, code: &str) -> Option<Act> {
        let listed = self.acts.iter().find(|(known, _)| *known == code);
        listed.map(|(_, act)| *act).or(self.other_act)
    }

    /// Returns the names of the columns of a table without a header, by its first record; `None` if it has one, or if
    /// no table without a header has as many columns.
    pub(super) fn names_without_header(&self, first: &[String]) -> Option<Vec<String>> {
        let names = self.without_header.iter().find(|names| names.len() == first.len())?;
        let is_header = self.headers.iter().any(|header| has_all(first, header));
        let mut owned = Vec::new();
        for name in *names {
            owned.push((*name).to_owned());
        }
        (!is_header).then_some(owned)
    }

    /// Returns `true` if a row says that it is no event, by the fields of the further columns.
    pub(super) fn is_no_event<'r>(&self, field: &dyn Fn(usize) -> &'r [u8]) -> bool {
        let Some((column, words)) = self.not_events else { return false };
        let nth = self.further.iter().position(|further| further.name == column);
        nth.is_some_and(|nth| {
            words.iter().any(|word| field(nth).eq_ignore_ascii_case(word.as_bytes()))
        })
    }
}

/// Returns `true` if a header has all of these columns.
pub(super) fn has_all(names: &[String], columns: &[&str]) -> bool {
    columns.iter().all(|column| find_column(names, column).is_some())
}
