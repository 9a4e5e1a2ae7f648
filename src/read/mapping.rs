//! Tables in no known format, read by saying which column holds what.

use std::str::FromStr;

use chrono::{
    DateTime, NaiveDate, NaiveDateTime,
    format::{Item, StrftimeItems},
};
use serde::{Deserialize, Serialize};

use super::{
    date, fields,
    intake::{Intake, Naming},
    reader::{Input, Reader},
    records::Record,
    session::head,
    table::{Layout, Row, Table, wanted},
};
use crate::{
    error::{Error, ErrorKind, Issue, Issues},
    model::{
        Act, ActorId, Amount, Attack, Code, Event, IntoWhen, Level, ScaleName, Vocabulary, When,
    },
    scale,
    timeline::document::nearest,
};

/// Where a table has something: in a column, by its name or its number from 1, or always the same.
///
/// ```
/// use escalade::read::Column;
///
/// assert_eq!(Column::from("day"), Column::Name("day".into()));
/// assert_eq!(Column::from(3), Column::Number(3));
/// assert_eq!(serde_json::to_string(&Column::always("ISR")).unwrap(), r#"{"always":"ISR"}"#);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged, expecting = "expected a column's name, its number, or an object of `always`")]
#[non_exhaustive]
pub enum Column {
    /// The column of this name, capitals aside.
    Name(String),
    /// The column of this number, counted from 1.
    Number(usize),
    /// No column: every row has this.
    Always {
        /// What every row has.
        always: String,
    },
}

impl Column {
    /// The same in every row.
    pub fn always(text: impl Into<String>) -> Self {
        Self::Always { always: text.into() }
    }
}

impl From<&str> for Column {
    fn from(name: &str) -> Self {
        Self::Name(name.to_owned())
    }
}

impl From<String> for Column {
    fn from(name: String) -> Self {
        Self::Name(name)
    }
}

impl From<usize> for Column {
    fn from(number: usize) -> Self {
        Self::Number(number)
    }
}

/// How a table writes its actors, so that those of two files are one where they are meant to be.
///
/// ```
/// use escalade::read::ActorCodes;
///
/// assert_eq!(serde_json::to_string(&ActorCodes::GleditschWard).unwrap(), "\"gleditsch-ward\"");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ActorCodes {
    /// Names: «Iran».
    #[default]
    Names,
    /// Codes of CAMEO, which tell where an actor belongs: `LBNREBHEZ`.
    Cameo,
    /// Countries in three letters (ISO 3166-1).
    Iso3,
    /// Numbers of states by the Correlates of War project.
    Cow,
    /// Numbers of states by Gleditsch and Ward.
    GleditschWard,
    /// Codes of this table alone: each stands for itself.
    Own,
}

impl ActorCodes {
    fn naming(self) -> Naming {
        match self {
            Self::Names => Naming::Name,
            Self::Cameo => Naming::Cameo,
            Self::Iso3 => Naming::Iso3,
            Self::Cow => Naming::Cow,
            Self::GleditschWard => Naming::GleditschWard,
            Self::Own => Naming::Own("own"),
        }
    }
}

/// Which column of a table holds what. Only the date must be said; a file may hold it too, as JSON.
///
/// ```
/// use escalade::{Vocabulary, read::{Column, Columns, Options}};
///
/// let rows = "when,who,whom,what\n2006-07-12,Hezbollah,Israel,190\n2006-07-13,Israel,Hezbollah,195\n";
/// let columns: Columns = serde_json::from_str(r#"{
///     "date": "when", "source": "who", "target": 3, "code": "what", "vocabulary": "cameo",
///     "score": { "always": "-10" }
/// }"#).unwrap();
/// let said = Columns::new("when")
///     .source("who")
///     .target(3)
///     .code("what", Vocabulary::Cameo)
///     .score(Column::always("-10"));
/// assert_eq!(columns, said);
/// let reading = Options::new().columns(columns).read("rows.csv", rows.as_bytes())?;
/// assert_eq!(reading.timeline.event_at(0).event_type().code().unwrap().as_str(), "190");
///
/// // What is not there is told at once, beside what is.
/// let columns = Columns::new("date").source("who").target("whim");
/// let error = Options::new().columns(columns).read("rows.csv", rows.as_bytes()).unwrap_err();
/// assert_eq!(error.issue_count(), 2);
/// assert!(error.issues()[1].allowed().contains("when, who, whom, what"));
/// assert!(error.issues()[1].remedy().contains("`whom`"));
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[must_use]
pub struct Columns {
    date: Column,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    end: Option<Column>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    date_format: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<Column>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    target: Option<Column>,
    #[serde(default, skip_serializing_if = "is_default")]
    actors: ActorCodes,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    separator: Option<char>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    code: Option<Column>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    vocabulary: Option<Vocabulary>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    score: Option<Column>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    level: Option<Column>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    scale: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mutual: Option<Column>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    killed: Option<Column>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    confidence: Option<Column>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<Column>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    place: Option<Column>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<Column>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    delimiter: Option<char>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    header: Option<bool>,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// The parts of a row, as they stand in [`Columns::parts`].
const DATE: usize = 0;
const END: usize = 1;
const SOURCE: usize = 2;
const TARGET: usize = 3;
const CODE: usize = 4;
const SCORE: usize = 5;
const LEVEL: usize = 6;
const MUTUAL: usize = 7;
const KILLED: usize = 8;
const CONFIDENCE: usize = 9;
const TEXT: usize = 10;
const PLACE: usize = 11;
const ID: usize = 12;
const NAMES: [&str; 13] = [
    "date",
    "end",
    "source",
    "target",
    "code",
    "score",
    "level",
    "mutual",
    "killed",
    "confidence",
    "text",
    "place",
    "id",
];

impl Columns {
    /// The date stands here: as EDTF (`2024-04-13`, `2024-04`, `2024-04-13T20:15Z`), `YYYYMMDD` or
    /// `YYMMDD`, unless [`date_format`](Self::date_format) says otherwise.
    pub fn new(date: impl Into<Column>) -> Self {
        Self {
            date: date.into(),
            end: None,
            date_format: None,
            source: None,
            target: None,
            actors: ActorCodes::default(),
            separator: None,
            code: None,
            vocabulary: None,
            score: None,
            level: None,
            scale: None,
            mutual: None,
            killed: None,
            confidence: None,
            text: None,
            place: None,
            id: None,
            delimiter: None,
            header: None,
        }
    }

    /// How dates are written, in the signs of [`chrono::format::strftime`]: `%d/%m/%Y`. Times of day are
    /// in UTC unless the format has an offset.
    pub fn date_format(mut self, format: impl Into<String>) -> Self {
        self.date_format = Some(format.into());
        self
    }

    /// When it was over, written as the date is.
    pub fn end(mut self, column: impl Into<Column>) -> Self {
        self.end = Some(column.into());
        self
    }

    /// Who did it.
    pub fn source(mut self, column: impl Into<Column>) -> Self {
        self.source = Some(column.into());
        self
    }

    /// Whom it is directed at.
    pub fn target(mut self, column: impl Into<Column>) -> Self {
        self.target = Some(column.into());
        self
    }

    /// How actors are written: as names unless set.
    pub fn actors(mut self, codes: ActorCodes) -> Self {
        self.actors = codes;
        self
    }

    /// What stands between several actors on one side; without it there is one.
    pub fn separator(mut self, separator: char) -> Self {
        self.separator = Some(separator);
        self
    }

    /// What happened, as a code of a vocabulary. Without it every row is an action of no particular kind.
    pub fn code(mut self, column: impl Into<Column>, vocabulary: Vocabulary) -> Self {
        self.code = Some(column.into());
        self.vocabulary = Some(vocabulary);
        self
    }

    /// The score that the file brings for the code, in the published units and sign of its vocabulary.
    pub fn score(mut self, column: impl Into<Column>) -> Self {
        self.score = Some(column.into());
        self
    }

    /// The coder's level, on a scale.
    pub fn level(mut self, column: impl Into<Column>, scale: impl Into<String>) -> Self {
        self.level = Some(column.into());
        self.scale = Some(scale.into());
        self
    }

    /// Whether it runs both ways: `true`, `yes`, `1`, or `false`, `no`, `0` or nothing.
    pub fn mutual(mut self, column: impl Into<Column>) -> Self {
        self.mutual = Some(column.into());
        self
    }

    /// How many were killed; of what is no attack, this is not kept, and the report says so.
    pub fn killed(mut self, column: impl Into<Column>) -> Self {
        self.killed = Some(column.into());
        self
    }

    /// How sure it is that it occurred, from 0 to 100, or nothing.
    pub fn confidence(mut self, column: impl Into<Column>) -> Self {
        self.confidence = Some(column.into());
        self
    }

    /// What happened, in words.
    pub fn text(mut self, column: impl Into<Column>) -> Self {
        self.text = Some(column.into());
        self
    }

    /// Where it happened.
    pub fn place(mut self, column: impl Into<Column>) -> Self {
        self.place = Some(column.into());
        self
    }

    /// The id of the row, kept as the event's key where
    /// [`native_ids`](super::Options::native_ids) asks for it.
    pub fn id(mut self, column: impl Into<Column>) -> Self {
        self.id = Some(column.into());
        self
    }

    /// What stands between fields. Unless set, the first line tells: whichever of tab, comma, semicolon
    /// and `|` it has most of.
    pub fn delimiter(mut self, delimiter: char) -> Self {
        self.delimiter = Some(delimiter);
        self
    }

    /// Whether the first line names the columns. Unless set, it does if a column is asked for by name, or
    /// if there is no date where the date should stand.
    pub fn header(mut self, has_header: bool) -> Self {
        self.header = Some(has_header);
        self
    }

    fn parts(&self) -> [Option<&Column>; NAMES.len()] {
        let Self { date, end, source, target, code, score, level, mutual, killed, .. } = self;
        let Self { confidence, text, place, id, .. } = self;
        let optional =
            [end, source, target, code, score, level, mutual, killed, confidence, text, place, id];
        let mut parts = [Some(date); NAMES.len()];
        for (part, column) in parts[1..].iter_mut().zip(optional) {
            *part = column.as_ref();
        }
        parts
    }

    /// What is wrong with the columns themselves, whatever the file.
    fn check(&self) -> Result<(), Error> {
        let mut issues = Issues::default();
        if let Some(format) = &self.date_format
            && StrftimeItems::new(format).any(|item| item == Item::Error)
        {
            let allowed = "signs of strftime, as %d/%m/%Y";
            issues.push(Issue::new("columns/date_format", format, allowed, "correct it"));
        }
        if self.level.is_some() && self.scale.is_none() {
            let remedy = "name the scale, as `kahn`";
            issues.push(Issue::new("columns/scale", "", "the scale of the levels", remedy));
        }
        if self.score.is_some() && self.code.is_none() {
            let remedy = "say which column holds the code, or give a level";
            issues.push(Issue::new("columns/score", "a score", "a score beside a code", remedy));
        }
        if let Some(separator) = self.separator.filter(|sign| !sign.is_ascii()) {
            let allowed = "a sign of ASCII";
            issues.push(Issue::new("columns/separator", separator, allowed, "choose another"));
        }
        if let Some(delimiter) = self.delimiter.filter(|sign| !sign.is_ascii() || *sign == '"') {
            let allowed = "a sign of ASCII that is no quote";
            issues.push(Issue::new("columns/delimiter", delimiter, allowed, "choose another"));
        }
        issues.check(ErrorKind::Input)
    }

    /// Whether the first record names columns, and why.
    fn has_header(&self, first: &Record) -> (bool, &'static str) {
        let by_name = |column: &Option<&Column>| matches!(column, Some(Column::Name(_)));
        if let Some(header) = self.header {
            return (header, "so it was said");
        }
        if self.parts().iter().any(by_name) {
            return (true, "columns are asked for by name");
        }
        match &self.date {
            Column::Number(nth) if (1..=first.len()).contains(nth) => {
                match self.when(first.field(nth - 1)) {
                    Some(_) => (false, "it has a date"),
                    None => (true, "it has no date"),
                }
            }
            _ => (false, "nothing is asked for by name"),
        }
    }

    /// Onset and end, or one issue more.
    fn span(&self, date: &[u8], end: &[u8], issues: &mut Vec<Issue>) -> Option<When> {
        let mut read = |part: usize, field: &[u8]| {
            let when = self.when(field.trim_ascii());
            if when.is_none() {
                let got = String::from_utf8_lossy(field);
                let allowed = match &self.date_format {
                    Some(format) => format!("a date as {format}"),
                    None => {
                        "a date as 2024-04-13, 2024-04, 20240413 or 2024-04-13T20:15Z".to_owned()
                    }
                };
                issues.push(Issue::new(NAMES[part], got, allowed, "correct it, or say its format"));
            }
            when
        };
        let onset = read(DATE, date)?;
        if end.trim_ascii().is_empty() {
            return Some(onset);
        }
        let over = read(END, end)?;
        let span = format!("{onset}/{over}");
        let when = span.parse().ok();
        if when.is_none() {
            issues.push(Issue::new(
                NAMES[END],
                span,
                "an end after the onset",
                "correct the dates",
            ));
        }
        when
    }

    /// A date as the file writes it.
    fn when(&self, written: &[u8]) -> Option<When> {
        let text = std::str::from_utf8(written).ok()?;
        let Some(format) = &self.date_format else {
            return match date::day(written) {
                Some(day) => day.into_when().ok(),
                None => text.parse().ok(),
            };
        };
        let zoned = || DateTime::parse_from_str(text, format).ok()?.into_when().ok();
        let timed = || NaiveDateTime::parse_from_str(text, format).ok()?.and_utc().into_when().ok();
        let daily = || NaiveDate::parse_from_str(text, format).ok()?.into_when().ok();
        zoned().or_else(timed).or_else(daily)
    }
}

/// The reader of tables by their columns.
#[derive(Default)]
pub(super) struct Mapped {
    deaths_not_kept: u64,
}

impl Reader for Mapped {
    fn read(&mut self, input: &mut Input<'_>, into: &mut Intake<'_>) -> Result<(), Error> {
        let (name, options) = (input.name, into.options);
        let Some(columns) = &options.columns else {
            let allowed = "a table, and which of its columns holds what";
            let remedy = "say it with `Options::columns`";
            let issue = Issue::new("format", "csv", allowed, remedy);
            return Err(Issues::from(issue).into_error(ErrorKind::Unsupported));
        };
        columns.check()?;
        let delimiter = match columns.delimiter {
            Some(delimiter) => delimiter as u8,
            None => told(head(input.text).map_err(|error| Error::io(name, error))?),
        };
        let sign = char::from(delimiter).escape_default();
        into.decide(format!("{name}: fields taken to stand between `{sign}`"));
        let (parts, wanted) = (columns.parts(), NAMES.map(wanted));
        let layout =
            Layout { delimiter, is_quoted: true, is_latin1: false, columns: &wanted, order: &[] };
        let mut header = (false, "");
        let table = Table::open_by(input, options, layout, |table| {
            header = columns.has_header(table.first());
            table.find_columns(header.0, |nth, names, issues| {
                find(NAMES[nth], parts[nth]?, names, issues)
            })
        })?;
        if let (true, why) = header {
            into.decide(format!("{name}: first record taken as a header: {why}"));
        }
        table.each(into, |row, into| self.row(columns, &parts, row, into))
    }

    fn finish(&mut self, into: &mut Intake<'_>) -> Result<(), Error> {
        if self.deaths_not_kept > 0 {
            let deaths = self.deaths_not_kept;
            into.decide(format!("{deaths} deaths are not kept: they are of what is no attack"));
        }
        Ok(())
    }
}

impl Mapped {
    fn row(
        &mut self,
        columns: &Columns,
        parts: &[Option<&Column>],
        row: &Row<'_>,
        into: &mut Intake<'_>,
    ) -> Result<(), Vec<Issue>> {
        let mut issues = Vec::new();
        let field = |part: usize| match parts[part] {
            Some(Column::Always { always }) => always.as_bytes(),
            _ => row.field(part),
        };
        let is_there = |part: usize| parts[part].is_some();
        let when = columns.span(field(DATE), field(END), &mut issues);
        // No field holds a NUL, so that without a separator there is one actor.
        let separator = columns.separator.map_or(0, |separator| separator as u8);
        let mut side = |part| fields::names(NAMES[part], field(part), separator, &mut issues);
        let (sources, targets) = (side(SOURCE), side(TARGET));
        let code = match is_there(CODE) {
            true => fields::event(NAMES[CODE], field(CODE), &mut issues).map(Some),
            false => Some(None),
        };
        let score = fields::goldstein(NAMES[SCORE], field(SCORE), &mut issues);
        let mut issue = |part: usize, allowed: &str| {
            let got = String::from_utf8_lossy(field(part));
            issues.push(Issue::new(NAMES[part], got, allowed, "correct it"));
        };
        let level = parsed(field(LEVEL))
            .map(|level| level.and_then(|units: f64| Level::try_from(units).ok()));
        let killed: Option<Option<u64>> = parsed(field(KILLED));
        let confidence: Option<Option<u8>> = parsed(field(CONFIDENCE));
        let is_mutual = truth(field(MUTUAL));
        if level == Some(None) {
            issue(LEVEL, "a number with at most one digit behind the point, or nothing");
        }
        if killed == Some(None) {
            issue(KILLED, "a whole number, or nothing");
        }
        if confidence.is_some_and(|percent| percent.is_none_or(|percent| percent > 100)) {
            issue(CONFIDENCE, "a whole number from 0 to 100, or nothing");
        }
        if is_mutual.is_none() {
            issue(MUTUAL, "true, yes or 1, or false, no, 0 or nothing");
        }
        let text = fields::text(NAMES[TEXT], field(TEXT), &mut issues);
        let place = fields::text(NAMES[PLACE], field(PLACE), &mut issues);
        let key =
            if is_there(ID) { into.key(NAMES[ID], field(ID), &mut issues) } else { Some(None) };
        if !issues.is_empty() {
            return Err(issues);
        }
        let (
            Some(when),
            Some(sources),
            Some(targets),
            Some(code),
            Some(score),
            Some(is_mutual),
            Some(text),
            Some(place),
            Some(key),
        ) = (when, sources, targets, code, score, is_mutual, text, place, key)
        else {
            return Err(issues);
        };

        let (naming, day) = (columns.actors.naming(), when.earliest().date_naive());
        let mut actors = |names: Vec<&str>| -> Vec<ActorId> {
            names.into_iter().map(|name| into.actor_on(naming, name, day)).collect()
        };
        let (sources, targets) = (actors(sources), actors(targets));
        let vocabulary = columns.vocabulary.unwrap_or(Vocabulary::Own);
        let code = code.map(|text| Code::new(vocabulary, text));
        let is_attack =
            code.as_ref().is_some_and(|code| matches!(scale::act_of(code), Act::Attack(_)));
        let mut event = Event::draft(sources, Ok(when), None, code);
        event.targets = targets;
        event.score = score;
        event.mutual = is_mutual;
        if let (Some(Some(level)), Some(scale)) = (level, &columns.scale) {
            event = event.with_level(ScaleName::from(scale.clone()), level);
        }
        if let Some(Some(killed)) = killed {
            if is_attack {
                event = event.with_attack(Attack::new().killing(Amount::exactly(killed)));
            } else {
                self.deaths_not_kept += killed;
            }
        }
        if let Some(Some(percent)) = confidence {
            event = event.with_confidence(i64::from(percent));
        }
        event.details.text = Some(text.to_owned()).filter(|text| !text.is_empty());
        event.details.place = Some(place.to_owned()).filter(|place| !place.is_empty());
        let id = into.builder.add_event(event);
        into.name(id, key);
        Ok(())
    }
}

/// The delimiter of a file that begins so: the one its first line has most of.
fn told(head: &[u8]) -> u8 {
    let line = head.split(|byte| *byte == b'\n').find(|line| !line.trim_ascii().is_empty());
    let count = |sign: &u8| line.unwrap_or_default().iter().filter(|byte| *byte == sign).count();
    // Of equals the first counts.
    [b'|', b';', b',', b'\t'].into_iter().max_by_key(count).unwrap_or(b',')
}

/// Where a column stands in the first record, or how it could be asked for.
fn find(what: &str, column: &Column, names: &[String], issues: &mut Vec<Issue>) -> Option<usize> {
    const SHOWN: usize = 64;
    let mut refused = |got: &str, allowed: String, remedy: String| {
        issues.push(Issue::new(format!("columns/{what}"), got, allowed, remedy));
        None
    };
    match column {
        Column::Always { .. } => None,
        Column::Number(nth) if (1..=names.len()).contains(nth) => Some(nth - 1),
        Column::Number(nth) => {
            let allowed = format!("the number of a column, 1 to {}", names.len());
            refused(&nth.to_string(), allowed, "correct it".to_owned())
        }
        Column::Name(name) => {
            let is_it = |nth: &usize| names[*nth].trim().eq_ignore_ascii_case(name.trim());
            let mut places = (0..names.len()).filter(is_it);
            if let (Some(nth), None) = (places.next(), places.next()) {
                return Some(nth);
            }
            let mut shown = names[..names.len().min(SHOWN)].join(", ");
            if names.len() > SHOWN {
                shown += ", …";
            }
            let allowed = format!("the name of one of the file's columns: {shown}");
            let remedy = match nearest(name, names.iter().map(String::as_str)) {
                Some(near) if near.eq_ignore_ascii_case(name) => {
                    "there are several: ask for it by its number".to_owned()
                }
                Some(near) => format!("write `{near}` if that is meant"),
                None => "use one of these, or a number, counted from 1".to_owned(),
            };
            refused(name, allowed, remedy)
        }
    }
}

/// What a field says where it says anything, or that it cannot be read.
fn parsed<T: FromStr>(field: &[u8]) -> Option<Option<T>> {
    let text = std::str::from_utf8(field).unwrap_or("?").trim();
    (!fields::is_missing(text)).then(|| text.parse().ok())
}

fn truth(field: &[u8]) -> Option<bool> {
    let is = |word: &&str| field.eq_ignore_ascii_case(word.as_bytes());
    if ["true", "yes", "1"].iter().any(is) {
        return Some(true);
    }
    ["false", "no", "0", ""].iter().any(is).then_some(false)
}
