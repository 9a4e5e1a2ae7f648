//! The options of reading.

use std::{collections::BTreeMap, ops::ControlFlow};

use chrono::{NaiveDate, TimeDelta};

#[cfg(feature = "csv")]
use super::columns::Columns;
#[cfg(feature = "names")]
use super::known_actors::KnownActors;
#[cfg(feature = "csv")]
use super::leading_zeros::LeadingZeros;
use super::{
    bad_records::BadRecords,
    date_order::DateOrder,
    extra::Extra,
    format::Format,
    progress::{Progress, ProgressSink},
};
#[cfg(feature = "names")]
use crate::timeline::Timeline;
use crate::{
    model::{EventKind, MembershipKind, Vocabulary},
    sorting::count_before,
    timeline::Window,
};

/// Options of reading. No option changes a file.
///
/// ```
/// use escalade::read::Options;
///
/// let rows = "2006-07-12\tLBNREDHEZ\tISRMIL\t190\n2006-07-13\tISRMIL\tLBNREBHEZ\t195\n";
/// let reading = Options::new().alias("LBNREDHEZ", "LBNREBHEZ").read("rows", rows.as_bytes())?;
/// assert!(reading.timeline.actor_by_key("LBNREDHEZ").is_none());
/// assert_eq!(reading.report.replaced_aliases["LBNREDHEZ"], 1);
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Options {
    pub(super) format: Option<Format>,
    pub(super) bad_records: BadRecords,
    pub(super) vocabulary: Option<Vocabulary>,
    pub(super) aliases: BTreeMap<String, String>,
    /// Members with the kind and the whole, in ascending order of member.
    memberships: Vec<(String, MembershipKind, String)>,
    #[cfg(feature = "names")]
    pub(super) known_actors: Option<std::sync::Arc<KnownActors>>,
    pub(super) descriptions: bool,
    pub(super) without_ids: bool,
    pub(super) keep_repeated_ids: bool,
    pub(super) one_event_per_id: bool,
    pub(super) max_lag: Option<TimeDelta>,
    pub(super) extras: Vec<Extra>,
    pub(super) covered: Vec<Window>,
    pub(super) start_date: Option<NaiveDate>,
    pub(super) date_order: Option<DateOrder>,
    #[cfg(feature = "csv")]
    pub(super) leading_zeros: Option<LeadingZeros>,
    pub(super) missing: Vec<String>,
    pub(super) encoding: Option<String>,
    #[cfg(feature = "excel")]
    pub(super) sheet: Option<String>,
    pub(super) kinds: BTreeMap<String, EventKind>,
    #[cfg(feature = "csv")]
    pub(super) columns: Option<Columns>,
    pub(super) longest_line: usize,
    pub(super) largest_document: u64,
    pub(super) max_expansion: u32,
    #[cfg(feature = "parquet")]
    pub(super) row_groups_of: Option<Window>,
    pub(super) progress: ProgressSink,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            format: None,
            bad_records: BadRecords::Fail,
            vocabulary: None,
            aliases: BTreeMap::new(),
            memberships: Vec::new(),
            #[cfg(feature = "names")]
            known_actors: None,
            descriptions: false,
            without_ids: false,
            keep_repeated_ids: false,
            one_event_per_id: false,
            max_lag: None,
            extras: Vec::new(),
            covered: Vec::new(),
            start_date: None,
            date_order: None,
            #[cfg(feature = "csv")]
            leading_zeros: None,
            missing: Vec::new(),
            encoding: None,
            #[cfg(feature = "excel")]
            sheet: None,
            kinds: BTreeMap::new(),
            #[cfg(feature = "csv")]
            columns: None,
            longest_line: 1 << 16,
            largest_document: 1 << 30,
            max_expansion: 100,
            #[cfg(feature = "parquet")]
            row_groups_of: None,
            progress: ProgressSink::default(),
        }
    }
}

impl Options {
    /// Creates the default options: format and vocabulary are recognised by the content, and bad records
    /// fail the reading.
    ///
    /// ```
    /// use escalade::read::{Format, Options};
    ///
    /// let rows = "2006-07-12\tLBN\tISR\t190\n";
    /// let reading = Options::new().read("rows", rows.as_bytes())?;
    /// assert_eq!(reading.report.files[0].format, Format::Keds, "recognised by the content");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the same options without the callback that is told how far the reading is.
    #[cfg(feature = "distributed")]
    pub(crate) fn without_progress(&self) -> Self {
        Self { progress: ProgressSink::default(), ..self.clone() }
    }

    /// Returns `true` if rows with the id of another row are events of their own, without an id.
    #[cfg(feature = "distributed")]
    pub(crate) fn keeps_repeated_ids(&self) -> bool {
        self.keep_repeated_ids
    }

    /// Sets the format, which is then not recognised by the content.
    ///
    /// ```
    /// use escalade::read::{Format, Options};
    ///
    /// let text = r#"{ "actors": [{ "key": "IRN" }] }"#;
    /// let reading = Options::new().format(Format::Json).read("text", text.as_bytes())?;
    /// assert_eq!(reading.report.files[0].why, "the caller chose it by name");
    /// assert!(Options::new().format(Format::Keds).read("text", text.as_bytes()).is_err());
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn format(mut self, format: Format) -> Self {
        self.format = Some(format);
        self
    }

    /// Sets the treatment of records that cannot be read. A native document is always read whole or not at
    /// all, because its records refer to each other.
    ///
    /// ```
    /// use escalade::read::{BadRecords, Options};
    ///
    /// let rows = "1979-04-15\tISRMIL\tJOR\t190\n1979-04-31\tJOR\tISRMIL\t190\n"; // no 31 April
    /// let options = Options::new().bad_records(BadRecords::Skip { at_most: 1 });
    /// let report = options.read("rows", rows.as_bytes())?.report;
    /// assert_eq!((report.rows, report.events, report.skipped), (2, 1, 1));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn bad_records(mut self, policy: BadRecords) -> Self {
        self.bad_records = policy;
        self
    }

    /// Sets the vocabulary of the codes in files that do not name it, such as KEDS files. By default it is
    /// recognised by the content, and the report gives the reason.
    ///
    /// ```
    /// use escalade::{Vocabulary, read::Options};
    ///
    /// let rows = "1982-06-06\tISR\tLBN\t190\n";
    /// let timeline = Options::new().vocabulary(Vocabulary::Weis).read("rows", rows.as_bytes())?.timeline;
    /// assert_eq!(timeline.types()[0].code().unwrap().to_string(), "weis 190");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn vocabulary(mut self, vocabulary: Vocabulary) -> Self {
        self.vocabulary = Some(vocabulary);
        self
    }

    /// Reads one actor code or name as another, for example to correct a typing error that splits an actor in
    /// two. Applies to coded rows only. `state:AUT` is the [`State`](crate::states::State) of that key in
    /// files of all formats. [`alias_file`](Self::alias_file) adds the aliases in a file.
    ///
    /// ```
    /// use escalade::read::Options;
    ///
    /// let rows = "2006-07-12\tLBNREDHEZ\tISR\t190\n";
    /// let timeline = Options::new().alias("LBNREDHEZ", "LBNREBHEZ").read("rows", rows.as_bytes())?.timeline;
    /// assert!(timeline.actor_by_key("LBNREBHEZ").is_some());
    ///
    /// let rows = "1990-08-03\tAUS\tIRQ\t223\n"; // in WEIS, where this is Austria
    /// let timeline = Options::new().alias("AUS", "state:AUT").read("gulf.tsv", rows.as_bytes())?.timeline;
    /// assert_eq!(timeline.actor_by_key("AUT").unwrap().name_in("en"), "Austria");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn alias(mut self, written: impl Into<String>, meant: impl Into<String>) -> Self {
        self.aliases.insert(written.into(), meant.into());
        self
    }

    /// Adds a membership of an actor of coded rows. Memberships set here replace the one that the actor's code
    /// implies.
    ///
    /// ```
    /// use escalade::{model::MembershipKind, read::Options};
    ///
    /// let rows = "1990-08-02\tIRQ\tKUR\t223\n";
    /// let options = Options::new().membership("KUR", MembershipKind::LocatedIn, "IRQ");
    /// let timeline = options.read("gulf.tsv", rows.as_bytes())?.timeline;
    /// let kurds = timeline.actor_by_key("KUR").unwrap();
    /// assert_eq!(kurds.memberships()[0].kind(), MembershipKind::LocatedIn);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn membership(
        mut self,
        member: impl Into<String>,
        kind: MembershipKind,
        whole: impl Into<String>,
    ) -> Self {
        let member = member.into();
        let nth = self.count_memberships(&|other| other <= member.as_str());
        self.memberships.insert(nth, (member, kind, whole.into()));
        self
    }

    /// Returns the memberships that the user has chosen for an actor, in the order of the calls.
    pub(super) fn memberships_of(&self, member: &str) -> &[(String, MembershipKind, String)] {
        let start = self.count_memberships(&|other| other < member);
        &self.memberships[start..self.count_memberships(&|other| other <= member)]
    }

    /// Returns the number of chosen memberships whose members come before a point.
    fn count_memberships(&self, is_before: &dyn Fn(&str) -> bool) -> usize {
        count_before(self.memberships.len(), &|at| is_before(&self.memberships[at].0))
    }

    /// Identifies the actors of files with those of a timeline, such as a document written by hand. An actor
    /// whose name in a file is a name of a known actor, in any language and spelling, is that actor, with its
    /// key, names, kind and memberships; [`Timeline::actors_named`] explains how names are compared. A state
    /// whose key is that of a known actor is that actor too. A name that several known actors have identifies
    /// none of them, and is reported among the decisions. Applies to coded rows only. Needs the feature
    /// `names`.
    ///
    /// ```
    /// use escalade::{Actor, Timeline, read::Options};
    ///
    /// let mut builder = Timeline::builder();
    /// builder.add_actor(Actor::new("IRN").with_name("fa", "ایران").with_note("as our analysts see it"));
    /// let document = builder.build()?;
    /// let rows = "2006-07-12\tISR\tIRN\t138\n";
    /// let timeline = Options::new().with_known_actors(&document).read("rows", rows.as_bytes())?.timeline;
    /// assert_eq!(timeline.actor_named("إيران")?.note(), Some("as our analysts see it"));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    #[cfg(feature = "names")]
    pub fn with_known_actors(mut self, timeline: &Timeline) -> Self {
        self.known_actors = Some(std::sync::Arc::new(KnownActors::of(timeline)));
        self
    }

    /// Keeps the descriptions and places that a file gives its events as text, such as the descriptions in
    /// some KEDS files or the notes of ACLED. The tables of [`Format`] list what each format has. Texts take
    /// many times the memory of a coded event.
    ///
    /// ```
    /// use escalade::read::Options;
    ///
    /// let rows = "2006-07-12\tLBNREBHEZ\tISRMIL\t190\t(FIGHT)\n";
    /// let timeline = Options::new().descriptions().read("rows", rows.as_bytes())?.timeline;
    /// assert_eq!(timeline.event_at(0).text(), Some("(FIGHT)"));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn descriptions(mut self) -> Self {
        self.descriptions = true;
        self
    }

    /// Leaves out the ids that a file gives its events. By default they are the keys of the events, and rows with the
    /// same id are one event, in one file or in several: the newest row, unless
    /// [`keep_repeated_ids`](Self::keep_repeated_ids) says otherwise. The tables of [`Format`] list the column of the
    /// id in each format.
    ///
    /// An id of GDELT takes 22 bytes of memory and its event 23, so that 100 million rows take about 4.5 GB with
    /// their ids and 2.3 GB without. Ids that are not whole numbers in ascending order, such as those of ACLED,
    /// take up to 12 bytes more for their index while files are read.
    ///
    /// ```
    /// use escalade::read::Options;
    ///
    /// # let row = |id: u32| {
    /// #     let mut columns = vec![String::new(); 58];
    /// #     (columns[0], columns[1], columns[26]) = (id.to_string(), "20160728".into(), "190".into());
    /// #     columns.join("\t") + "\n"
    /// # };
    /// let rows = row(564111644) + &row(564111644); // 58 columns, of which the first is the id
    /// let timeline = Options::new().read("export.csv", rows.as_bytes())?.timeline;
    /// assert_eq!((timeline.len(), timeline.event_at(0).key()), (1, Some("564111644")));
    /// let timeline = Options::new().without_ids().read("export.csv", rows.as_bytes())?.timeline;
    /// assert_eq!((timeline.len(), timeline.event_at(0).key()), (2, None));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn without_ids(mut self) -> Self {
        self.without_ids = true;
        self
    }

    /// Skips events that were added to their file longer after their day than `lag`, and counts them:
    /// [`ReadReport::late`](super::ReadReport::late). Applies only to the daily and 15-minute files of GDELT,
    /// which have a column `DATEADDED`; its time of day is ignored.
    ///
    /// Some rows are dated exactly a day, a week, a month, a year or ten years before they were added, because
    /// the article said, for example, «last week». Such dates create spurious gaps of these lengths.
    ///
    /// ```
    /// use chrono::{NaiveDate, TimeDelta};
    /// use escalade::read::Options;
    ///
    /// # let row = |day: &str, added: &str| {
    /// #     let mut columns = vec![String::new(); 58];
    /// #     (columns[1], columns[26], columns[56]) = (day.into(), "190".into(), added.into());
    /// #     columns.join("\t") + "\n"
    /// # };
    /// // Days and DATEADDED: a day later, and ten years.
    /// let rows = row("20160727", "20160728") + &row("20060731", "20160728");
    /// let options = Options::new().max_lag(TimeDelta::days(1)); // included
    /// let report = options.read("export.csv", rows.as_bytes())?.report;
    /// assert_eq!((report.rows, report.events, report.late), (2, 1, 1));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn max_lag(mut self, lag: TimeDelta) -> Self {
        self.max_lag = Some(lag);
        self
    }

    /// Keeps these extras of each row: the amount of reporting, whether the event led its article, and when it
    /// was added. Views select events by them: [`View::min_mentions`](crate::View::min_mentions),
    /// [`View::root_events`](crate::View::root_events), [`View::max_lag`](crate::View::max_lag). Applies to
    /// GDELT events only. Extras that are not kept take no memory.
    ///
    /// ```
    /// use escalade::read::{Extra, Options};
    ///
    /// # let row = |root: &str, mentions: &str| {
    /// #     let mut columns = vec![String::new(); 58];
    /// #     (columns[1], columns[26], columns[56]) = ("20160728".into(), "190".into(), "20160728".into());
    /// #     (columns[25], columns[31]) = (root.into(), mentions.into());
    /// #     columns.join("\t") + "\n"
    /// # };
    /// // IsRootEvent and NumMentions.
    /// let rows = row("1", "10") + &row("0", "2");
    /// let options = Options::new().keep([Extra::Mentions, Extra::Root]);
    /// let timeline = options.read("export.csv", rows.as_bytes())?.timeline;
    /// assert_eq!((timeline.view().root_events().len(), timeline.view().min_mentions(2).len()), (1, 2));
    /// assert_eq!(timeline.event_at(0).extras().added(), None, "not kept");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn keep(mut self, extras: impl IntoIterator<Item = Extra>) -> Self {
        for extra in extras {
            if let Err(nth) = self.extras.binary_search(&extra) {
                self.extras.insert(nth, extra);
            }
        }
        self
    }

    /// Adds a window that the files cover completely, within the scope of their source. Coverage distinguishes
    /// «no response» from «no data» in [episodes](crate::View::phases), summaries and explanations. Applies to
    /// coded rows only: a native document states its coverage itself.
    ///
    /// By default, GDELT files with the names under which they are distributed (`20160728.export.CSV`,
    /// `20191024143000.export.CSV`) cover the day or the 15 minutes in their names. The coverage of other
    /// files is unknown.
    ///
    /// ```
    /// use escalade::{read::Options, timeline::{Coverage, Window}};
    ///
    /// let rows = "2006-07-12\tLBN\tISR\t190\n";
    /// let july = Window::new("2006-07".."2006-08")?;
    /// let timeline = Options::new().covering(july.clone()).read("rows", rows.as_bytes())?.timeline;
    /// let lebanon = timeline.actor_by_key("LBN").unwrap().id();
    /// assert_eq!(timeline.covers(lebanon, &july), Coverage::Covered);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn covering(mut self, window: Window) -> Self {
        self.covered.push(window);
        self
    }

    /// Skips the row groups of Parquet files that have no event in a window, by the least and greatest date that the file
    /// states for each. The report says how many rows were skipped so.
    ///
    /// Only row groups are skipped: of those that reach into the window all rows are read, and so is every other file.
    /// Narrow the view with [`View::during`](crate::View::during) as well. This is for exports of GDELT and tables with
    /// [described](Self::columns) columns. Rows are numbered without those skipped. Needs the feature `parquet`.
    ///
    /// ```
    /// use escalade::{read::Options, timeline::Window};
    ///
    /// let july = Window::new("2006-07".."2006-08")?;
    /// let options = Options::new().row_groups_of(july);
    /// let rows = "2006-06-12\tLBN\tISR\t190\n";
    /// assert_eq!(options.read("rows", rows.as_bytes())?.timeline.len(), 1, "no Parquet file");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    #[cfg(feature = "parquet")]
    pub fn row_groups_of(mut self, window: Window) -> Self {
        self.row_groups_of = Some(window);
        self
    }

    /// Sets the start date of files whose dates are numbers of hours or days, such as quadruples of
    /// [`Format::Tkg`]: 1 January 2018 for ICEWS18. By default it is 1 January 1970, and the report says so.
    ///
    /// ```
    /// use chrono::NaiveDate;
    /// use escalade::read::Options;
    ///
    /// let rows = "459\t173\t471\t24\t0\n471\t173\t459\t48\t0\n"; // entity, relation, entity, hours
    /// let options = Options::new().start_date(NaiveDate::from_ymd_opt(2018, 1, 1).unwrap());
    /// let timeline = options.read("train.txt", rows.as_bytes())?.timeline;
    /// assert_eq!(timeline.event_at(1).when().to_string(), "2018-01-03");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn start_date(mut self, day: NaiveDate) -> Self {
        self.start_date = Some(day);
        self
    }

    /// Reads tables in no known format by a description of their columns: see [`Columns`].
    ///
    /// ```
    /// use escalade::{Vocabulary, read::{Columns, Options}};
    ///
    /// let rows = "day;who;whom;what\n12/07/2006;Hezbollah;Israel;190\n";
    /// let columns = Columns::new("day")
    ///     .date_format("%d/%m/%Y")
    ///     .source("who")
    ///     .target("whom")
    ///     .code("what", Vocabulary::Cameo);
    /// let timeline = Options::new().columns(columns).read("rows.csv", rows.as_bytes())?.timeline;
    /// assert_eq!(timeline.event_at(0).when().to_string(), "2006-07-12");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    #[cfg(feature = "csv")]
    pub fn columns(mut self, columns: Columns) -> Self {
        self.format = Some(Format::Csv);
        self.columns = Some(columns);
        self
    }

    /// Sets a callback that receives the progress of reading: at the start of each file, about once per
    /// megabyte, and at its end.
    ///
    /// ```
    /// use std::sync::{Arc, Mutex};
    /// use escalade::read::Options;
    ///
    /// let calls = Arc::new(Mutex::new(Vec::new()));
    /// let sink = Arc::clone(&calls);
    /// let options = Options::new().progress(move |progress| {
    ///     sink.lock().unwrap().push((progress.file().to_owned(), progress.bytes()));
    /// });
    /// options.read("rows", "2006-07-12\tLBN\tISR\t190\n".as_bytes())?;
    /// assert_eq!(*calls.lock().unwrap(), [("rows".to_owned(), 0), ("rows".to_owned(), 23)]);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn progress(self, callback: impl Fn(&Progress<'_>) + Send + Sync + 'static) -> Self {
        self.interruptible(move |progress| {
            callback(progress);
            ControlFlow::Continue(())
        })
    }

    /// Calls a function as [`progress`](Self::progress) does, in its place, which can also stop the reading: if it
    /// returns [`ControlFlow::Break`], no more is read, and the reading fails with
    /// [`ErrorKind::Interrupted`](crate::ErrorKind::Interrupted).
    ///
    /// What is read when the bytes of the last file have come, such as links to later records, is not interrupted, and
    /// neither is the building of the timeline. A Parquet file can be stopped before it is read, and not while it is.
    ///
    /// ```
    /// use std::ops::ControlFlow;
    /// use escalade::{ErrorKind, read::Options};
    ///
    /// let rows = "2006-07-12\tLBN\tISR\t190\n".repeat(100_000);
    /// let options = Options::new().interruptible(|progress| match progress.bytes() {
    ///     0..1_000_000 => ControlFlow::Continue(()),
    ///     _ => ControlFlow::Break(()),
    /// });
    /// let error = options.read("rows", rows.as_bytes()).unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::Interrupted);
    /// ```
    pub fn interruptible(
        mut self,
        callback: impl Fn(&Progress<'_>) -> ControlFlow<()> + Send + Sync + 'static,
    ) -> Self {
        self.progress = ProgressSink::new(callback);
        self
    }
}
