//! What may be said of the columns of a table in no known format.

use serde::{Deserialize, Serialize};

use super::intake::Naming;
use crate::model::Vocabulary;

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
    pub(super) fn naming(self) -> Naming {
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
    pub(super) date: Column,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) end: Option<Column>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) date_format: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) source: Option<Column>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) target: Option<Column>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub(super) actors: ActorCodes,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) separator: Option<char>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) code: Option<Column>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) vocabulary: Option<Vocabulary>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) score: Option<Column>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) level: Option<Column>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) scale: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) mutual: Option<Column>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) killed: Option<Column>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) confidence: Option<Column>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) text: Option<Column>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) place: Option<Column>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<Column>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) delimiter: Option<char>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) header: Option<bool>,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

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
}
