//! The description of the columns of a table in no known format.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::naming::Naming;
use crate::model::{EventKind, Vocabulary};

/// The source of a value in a table: a column, by its name or its number from 1, or a constant.
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
    /// The column of this name, ignoring case.
    Name(String),
    /// The column of this number, counted from 1.
    Number(usize),
    /// No column: a value that is the same for all rows.
    Always {
        /// The value.
        always: String,
    },
}

impl Column {
    /// Returns a value that is the same for all rows.
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

/// The system in which a table writes its actors, by which actors of several files are identified.
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
    /// CAMEO codes, which imply memberships: `LBNREBHEZ`.
    Cameo,
    /// Country codes of three letters (ISO 3166-1).
    Iso3,
    /// State numbers of the Correlates of War project.
    Cow,
    /// State numbers of Gleditsch and Ward.
    GleditschWard,
    /// The table's own codes, which identify no actor of other files.
    Own,
}

impl ActorCodes {
    /// Returns the naming system of these codes.
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

/// A description of the columns of a table. Only the column of the date is required. A description can be
/// stored as JSON.
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
/// // All missing columns are reported at once, with the columns that the file has.
/// let columns = Columns::new("date").source("who").target("whim");
/// let error = Options::new().columns(columns).read("rows.csv", rows.as_bytes()).unwrap_err();
/// assert_eq!(error.issue_count(), 2);
/// assert!(error.issues()[1].allowed().contains("when, who, whom, what"));
/// assert!(error.issues()[1].remedy().contains("`whom`"));
/// # Ok::<(), escalade::Error>(())
/// ```
///
/// # As a file
///
/// On the command line, `--columns FILE` reads a description from a file in JSON, whose fields have the names of the
/// methods below; an unknown field is refused. A column is its name, its number from 1, or `{"always": "value"}` for all
/// rows. This one describes the Global Terrorism Database with the nationality of the first target as the target, which
/// the [format](super::Format::Gtd) of that name does not:
///
/// ```
/// use escalade::{EventKind, read::{Columns, Options}};
///
/// let file = r#"{
///     "date": "iyear", "month": "imonth", "day": "iday",
///     "source": "gname", "target": "natlty1_txt", "actors": "names",
///     "code": "attacktype1_txt", "vocabulary": "own",
///     "kinds": { "Armed Assault": "attack", "Bombing/Explosion": "attack" },
///     "killed": "nkill", "injured": "nwound",
///     "text": "summary", "place": "country_txt", "id": "eventid"
/// }"#;
/// let rows = "eventid,iyear,imonth,iday,country_txt,natlty1_txt,gname,attacktype1_txt,summary,nkill,nwound\n\
///     1,1999,4,0,Northland,Southland,Front A,Armed Assault,Shots at a post,1,\n\
///     2,1999,4,5,Northland,Southland,Unknown,Bombing/Explosion,A bomb,5.0,2\n";
/// let columns: Columns = serde_json::from_str(file).unwrap();
/// let options = Options::new().columns(columns).missing(["Unknown"]);
/// let timeline = options.read("gtd.csv", rows.as_bytes())?.timeline;
/// let bomb = timeline.event_by_key("2").unwrap();
/// assert_eq!((bomb.act().kind(), bomb.when().to_string()), (EventKind::Attack, "1999-04-05".to_owned()));
/// assert_eq!((bomb.sources().len(), bomb.targets().len()), (0, 1));
/// assert_eq!(bomb.attack().unwrap().killed().unwrap().least(), Some(5));
/// assert_eq!(timeline.event_by_key("1").unwrap().when().to_string(), "1999-04");
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
    pub(super) month: Option<Column>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) day: Option<Column>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) end_month: Option<Column>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) end_day: Option<Column>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) time: Option<Column>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) end_time: Option<Column>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) precision: Option<Column>,
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
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) kinds: BTreeMap<String, EventKind>,
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
    pub(super) injured: Option<Column>,
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
    /// Creates a description with the column of the date. Dates are written in EDTF (`2024-04-13`, `2024-04`,
    /// `2024-04-13T20:15Z`), as `YYYYMMDD`, or in another of the notations of [plain cells](super#plain-cells),
    /// unless [`date_format`](Self::date_format) is set. With a column of the [`month`](Self::month), it is the
    /// column of the year.
    pub fn new(date: impl Into<Column>) -> Self {
        Self {
            date: date.into(),
            end: None,
            month: None,
            day: None,
            end_month: None,
            end_day: None,
            time: None,
            end_time: None,
            precision: None,
            date_format: None,
            source: None,
            target: None,
            actors: ActorCodes::default(),
            separator: None,
            code: None,
            vocabulary: None,
            kinds: BTreeMap::new(),
            score: None,
            level: None,
            scale: None,
            mutual: None,
            killed: None,
            injured: None,
            confidence: None,
            text: None,
            place: None,
            id: None,
            delimiter: None,
            header: None,
        }
    }

    /// Sets the format of dates, in the syntax of [`chrono::format::strftime`]: `%d/%m/%Y`. Times of day are
    /// in UTC unless the format contains an offset.
    pub fn date_format(mut self, format: impl Into<String>) -> Self {
        self.date_format = Some(format.into());
        self
    }

    /// Sets the column of the end of the event, in the same format as the date.
    pub fn end(mut self, column: impl Into<Column>) -> Self {
        self.end = Some(column.into());
        self
    }

    /// Sets the columns of month and day, where the column of the date is that of the year. A month or day that is
    /// empty, 0 or negative is unknown, so that the event is in that year or month.
    ///
    /// ```
    /// use escalade::read::{Columns, Options};
    ///
    /// let rows = "iyear,imonth,iday,gname\n1999,4,0,Front\n1999,4,3,Front\n";
    /// let columns = Columns::new("iyear").month("imonth", "iday").source("gname");
    /// let timeline = Options::new().columns(columns).read("gtd.csv", rows.as_bytes())?.timeline;
    /// let dates: Vec<_> = timeline.events().map(|event| event.when().to_string()).collect();
    /// assert_eq!(dates, ["1999-04", "1999-04-03"]);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn month(mut self, month: impl Into<Column>, day: impl Into<Column>) -> Self {
        self.month = Some(month.into());
        self.day = Some(day.into());
        self
    }

    /// Sets the columns of month and day of the end, where the column of the end is that of its year.
    pub fn end_month(mut self, month: impl Into<Column>, day: impl Into<Column>) -> Self {
        self.end_month = Some(month.into());
        self.end_day = Some(day.into());
        self
    }

    /// Sets the column of the time of day in UTC, where month and day have columns of their own: `20:15`, `20:15:09` or
    /// `8:15 PM`. An empty field is an unknown time.
    ///
    /// ```
    /// use escalade::read::{Columns, Options};
    ///
    /// let rows = "y,m,d,t,u\n2024,4,13,20:15,9:30 PM\n";
    /// let columns = Columns::new("y").month("m", "d").time("t");
    /// let timeline = Options::new().columns(columns).read("rows.csv", rows.as_bytes())?.timeline;
    /// assert_eq!(timeline.event_at(0).when().to_string(), "2024-04-13T20:15Z");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn time(mut self, column: impl Into<Column>) -> Self {
        self.time = Some(column.into());
        self
    }

    /// Sets the column of the time of day of the end, as [`time`](Self::time) does of the onset.
    pub fn end_time(mut self, column: impl Into<Column>) -> Self {
        self.end_time = Some(column.into());
        self
    }

    /// Sets the column of the precision of the date: `day`, `month` or `year`, or 11, 10 or 9, as Wikidata numbers
    /// them. An empty field is the precision of the date as it is written.
    pub fn precision(mut self, column: impl Into<Column>) -> Self {
        self.precision = Some(column.into());
        self
    }

    /// Sets the column of the source actor.
    pub fn source(mut self, column: impl Into<Column>) -> Self {
        self.source = Some(column.into());
        self
    }

    /// Sets the column of the target actor.
    pub fn target(mut self, column: impl Into<Column>) -> Self {
        self.target = Some(column.into());
        self
    }

    /// Sets the system in which actors are written: names by default.
    pub fn actors(mut self, codes: ActorCodes) -> Self {
        self.actors = codes;
        self
    }

    /// Sets the separator between several actors in one field. By default a field is one actor.
    pub fn separator(mut self, separator: char) -> Self {
        self.separator = Some(separator);
        self
    }

    /// Sets the column of the event type, and the vocabulary of its codes. By default every row is an action
    /// of no particular kind.
    pub fn code(mut self, column: impl Into<Column>, vocabulary: Vocabulary) -> Self {
        self.code = Some(column.into());
        self.vocabulary = Some(vocabulary);
        self
    }

    /// States what the events of a code are: statements, attacks or other actions. By default the vocabulary says it;
    /// codes of a vocabulary of one's own are actions. See also [`Options::kind_of`](super::Options::kind_of).
    ///
    /// ```
    /// use escalade::{EventKind, Vocabulary, read::{Columns, Options}};
    ///
    /// let rows = "day,who,what,dead\n2024-04-01,Front,Armed Assault,2\n2024-04-02,Front,Rally,\n";
    /// let columns = Columns::new("day").source("who").code("what", Vocabulary::Own).killed("dead");
    /// let columns = columns.kind_of("Armed Assault", EventKind::Attack);
    /// let timeline = Options::new().columns(columns).read("rows.csv", rows.as_bytes())?.timeline;
    /// let kinds: Vec<_> = timeline.events().map(|event| event.act().kind()).collect();
    /// assert_eq!(kinds, [EventKind::Attack, EventKind::Action]);
    /// assert_eq!(timeline.event_at(0).attack().unwrap().killed().unwrap().least(), Some(2));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn kind_of(mut self, code: impl Into<String>, kind: EventKind) -> Self {
        self.kinds.insert(code.into(), kind);
        self
    }

    /// Sets the column of the file's own score for the code, in the published units and sign of the
    /// vocabulary.
    pub fn score(mut self, column: impl Into<Column>) -> Self {
        self.score = Some(column.into());
        self
    }

    /// Sets the column of the coder's level, and its scale.
    pub fn level(mut self, column: impl Into<Column>, scale: impl Into<String>) -> Self {
        self.level = Some(column.into());
        self.scale = Some(scale.into());
        self
    }

    /// Sets the column that shows whether the event is mutual: `true`, `yes` or `1`; or `false`, `no`, `0` or
    /// an empty field.
    pub fn mutual(mut self, column: impl Into<Column>) -> Self {
        self.mutual = Some(column.into());
        self
    }

    /// Sets the column of the number of killed. It is kept for attacks only; the report counts the others.
    pub fn killed(mut self, column: impl Into<Column>) -> Self {
        self.killed = Some(column.into());
        self
    }

    /// Sets the column of the number of injured, which is kept for attacks only.
    pub fn injured(mut self, column: impl Into<Column>) -> Self {
        self.injured = Some(column.into());
        self
    }

    /// Sets the column of the confidence that the event occurred: 0 to 100, or an empty field.
    pub fn confidence(mut self, column: impl Into<Column>) -> Self {
        self.confidence = Some(column.into());
        self
    }

    /// Sets the column of the text that describes the event.
    pub fn text(mut self, column: impl Into<Column>) -> Self {
        self.text = Some(column.into());
        self
    }

    /// Sets the column of the place of the event.
    pub fn place(mut self, column: impl Into<Column>) -> Self {
        self.place = Some(column.into());
        self
    }

    /// Sets the column of the row's id, which becomes the key of the event, except with
    /// [`without_ids`](super::Options::without_ids).
    pub fn id(mut self, column: impl Into<Column>) -> Self {
        self.id = Some(column.into());
        self
    }

    /// Sets the delimiter of fields. By default it is the most frequent of tab, comma, semicolon and `|` in
    /// the first line.
    pub fn delimiter(mut self, delimiter: char) -> Self {
        self.delimiter = Some(delimiter);
        self
    }

    /// Sets whether the first line is a header. By default it is one if this description uses a name of a
    /// column, or if the first line has no date in the column of the date.
    pub fn header(mut self, has_header: bool) -> Self {
        self.header = Some(has_header);
        self
    }
}
