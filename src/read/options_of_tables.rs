//! The options that state what tables leave open.

use super::{date_order::DateOrder, options::Options};
#[cfg(feature = "csv")]
use super::{fields, leading_zeros::LeadingZeros};
#[cfg(feature = "csv")]
use crate::error::Issue;
use crate::model::EventKind;

impl Options {
    /// Sets the order of day and month in dates such as 04/05/2024. By default the first rows of a file must prove
    /// it, as 12/31/2017 proves that the month is first; else the file is refused.
    ///
    /// ```
    /// use escalade::read::{Columns, DateOrder, Options};
    ///
    /// let rows = "day,who\n04/05/2024,A\n";
    /// let options = Options::new().columns(Columns::new("day").source("who"));
    /// let error = options.read("rows.csv", rows.as_bytes()).unwrap_err();
    /// assert!(error.issues()[0].remedy().contains("--date-order"));
    /// let timeline = options.date_order(DateOrder::DayFirst).read("rows.csv", rows.as_bytes())?.timeline;
    /// assert_eq!(timeline.event_at(0).when().to_string(), "2024-05-04");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn date_order(mut self, order: DateOrder) -> Self {
        self.date_order = Some(order);
        self
    }

    /// Sets what CAMEO codes from 10 to 20 are in tables where nothing shows whether they lost a leading zero:
    /// `19` may be the category 19 or `019`. By default such a file is refused. Other codes show it, and so may the
    /// columns of the root code, quad class and score.
    ///
    /// ```
    /// use escalade::read::{LeadingZeros, Options};
    ///
    /// let rows = "SQLDATE,Actor1Code,Actor2Code,EventCode\n20240401,ISR,IRN,19\n";
    /// assert!(Options::new().read("rows.csv", rows.as_bytes()).is_err());
    /// let options = Options::new().leading_zeros(LeadingZeros::Restore);
    /// let timeline = options.read("rows.csv", rows.as_bytes())?.timeline;
    /// assert_eq!(timeline.types()[0].code().unwrap().as_str(), "019");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    #[cfg(feature = "csv")]
    pub fn leading_zeros(mut self, zeros: LeadingZeros) -> Self {
        self.leading_zeros = Some(zeros);
        self
    }

    /// Adds words that mean a missing value in tables, in addition to those that all programs write, such as `NA`
    /// and `NULL`. They are compared with whole cells and with each actor of a list, ignoring case.
    ///
    /// A table with an actor called `Unknown`, or a word like it, is refused until the user says what it means: a
    /// word given here is nobody, an [`alias`](Self::alias) of the word to itself one actor.
    ///
    /// ```
    /// use escalade::read::{Columns, Options};
    ///
    /// let rows = "day,who,whom\n2020-01-01,Unknown,Police\n2020-01-04,Police,Unknown\n";
    /// let options = Options::new().columns(Columns::new("day").source("who").target("whom"));
    /// assert!(options.read("rows.csv", rows.as_bytes()).is_err());
    /// let report = options.missing(["Unknown"]).read("rows.csv", rows.as_bytes())?.report;
    /// assert_eq!(report.missing_actor, 2);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn missing(mut self, words: impl IntoIterator<Item = impl Into<String>>) -> Self {
        for word in words {
            self.missing.push(word.into().to_lowercase());
        }
        self
    }

    /// Returns `true` if the user said that a word means a missing value.
    #[inline]
    pub(super) fn is_missing(&self, word: &str) -> bool {
        !self.missing.is_empty() && self.missing.contains(&word.to_lowercase())
    }

    /// Parses the code of an actor, whose bytes are UTF-8; `Some(None)` if it is missing, also by the words of the options.
    /// Returns `None` and adds an issue if it cannot be read.
    #[cfg(feature = "csv")]
    pub(super) fn party<'r>(
        &self,
        name: &str,
        field: &'r [u8],
        issues: &mut Vec<Issue>,
    ) -> Option<Option<&'r [u8]>> {
        let code = fields::code_bytes(name, field, issues)?;
        let is_missing = code.is_empty()
            || fields::is_missing_word(code)
            || !self.missing.is_empty() && self.is_missing(&String::from_utf8_lossy(code));
        Some((!is_missing).then_some(code))
    }

    /// Sets the encoding of the files, by a name of the WHATWG Encoding Standard, such as `windows-1251`. By
    /// default a file is in UTF-8, in UTF-16 if it has its mark, and records that are not in UTF-8 are taken as
    /// Windows-1252 where their bytes allow it. Needs the feature `csv`.
    ///
    /// ```
    /// use escalade::read::Options;
    ///
    /// # #[cfg(feature = "csv")] {
    /// let rows = b"2014-03-06\t\xd3\xea\xf0\xe0\xe8\xed\xe0\tIsrael\t190\n"; // in Cyrillic letters
    /// let timeline = Options::new().encoding("windows-1251").read("rows", &rows[..]).unwrap().timeline;
    /// assert!(timeline.actor_by_key("Украина").is_some());
    /// # }
    /// ```
    pub fn encoding(mut self, name: impl Into<String>) -> Self {
        self.encoding = Some(name.into());
        self
    }

    /// Keeps each row whose id occurred before as an event of its own, without a key; the first row keeps the id as
    /// its key. By default, rows with the same id are one event: the newest row by ACLED's column `timestamp`,
    /// otherwise the last row. [`without_ids`](Self::without_ids) keeps all rows, too, and no ids.
    ///
    /// ```
    /// use escalade::read::Options;
    ///
    /// let header = "event_id_cnty,event_date,event_type,actor1,actor2,timestamp\n";
    /// let january = format!("{header}YEM1,2025-03-01,Battles,A,B,1758000000\n");
    /// let february = format!("{header}YEM1,2025-03-02,Battles,A,B,1759000000\n");
    /// let files = [("january", january.as_bytes()), ("february", february.as_bytes())];
    /// let timeline = Options::new().read_all(files)?.timeline;
    /// assert_eq!((timeline.len(), timeline.event_at(0).when().to_string()), (1, "2025-03-02".into()));
    /// assert_eq!(Options::new().keep_repeated_ids().read_all(files)?.timeline.len(), 2);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn keep_repeated_ids(mut self) -> Self {
        self.keep_repeated_ids = true;
        self
    }

    /// Takes an id of ICEWS to identify its event on all days, so that of the rows of an id on several days the last
    /// is kept. By default, an id identifies an event on its day only, and the report counts such ids.
    ///
    /// ```
    /// use escalade::read::Options;
    ///
    /// let rows = "Event ID\tEvent Date\tSource Name\tTarget Name\tCAMEO Code\n\
    ///             7\t2013-11-12\tSyria\tTurkey\t190\n7\t2014-01-01\tSyria\tTurkey\t190\n";
    /// assert_eq!(Options::new().read("events.tab", rows.as_bytes())?.timeline.len(), 2);
    /// let options = Options::new().one_event_per_id();
    /// assert_eq!(options.read("events.tab", rows.as_bytes())?.timeline.len(), 1);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn one_event_per_id(mut self) -> Self {
        self.one_event_per_id = true;
        self
    }

    /// Sets the sheet of Excel workbooks that is read. By default it is the first that has data, and the report names the
    /// others.
    ///
    /// A sheet is read as a table of text is: the first row with data is the header, and places in the report are rows
    /// of the sheet. Cells with a date are that date, and cells with an error, such as `#REF!`, are missing values.
    ///
    /// ```no_run
    /// use escalade::read::Options;
    ///
    /// let reading = Options::new().sheet("Events").open("events.xlsx")?;
    /// # Ok::<(), escalade::Error>(())
    /// ```
    #[cfg(feature = "excel")]
    pub fn sheet(mut self, name: impl Into<String>) -> Self {
        self.sheet = Some(name.into());
        self
    }

    /// States what the events of a code are in tables that are read by a description of their columns: statements,
    /// attacks or other actions. This precedes [`Columns::kind_of`](super::Columns::kind_of) and what the vocabulary
    /// says. A code that occurs in no such table is reported.
    ///
    /// ```
    /// use escalade::{EventKind, read::Options};
    ///
    /// let rows = "eventid,iyear,imonth,iday,gname,attacktype1_txt\n1,1999,4,0,Front,Hijacking\n";
    /// let options = Options::new().kind_of("Hijacking", EventKind::Action);
    /// let timeline = options.read("gtd.csv", rows.as_bytes())?.timeline;
    /// assert_eq!(timeline.event_at(0).act().kind(), EventKind::Action);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn kind_of(mut self, code: impl Into<String>, kind: EventKind) -> Self {
        self.kinds.insert(code.into(), kind);
        self
    }
}
