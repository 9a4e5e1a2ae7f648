//! How to read where there is a choice.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, TimeDelta};

#[cfg(feature = "csv")]
use super::Columns;
use super::{Extra, Format, Progress, progress::Teller};
#[cfg(feature = "names")]
use crate::timeline::Timeline;
use crate::{
    error::{Error, ErrorKind, Issue, Issues, Location},
    model::{MembershipKind, Vocabulary},
    timeline::Window,
};

/// What becomes of a record that cannot be read.
///
/// ```
/// use escalade::read::{BadRecords, Options};
///
/// let rows = "1979-04-15\tISRMIL\tJOR\t190\n1979-04-31\tJOR\tISRMIL\t190\n";
/// let error = Options::new().read("rows", rows.as_bytes()).unwrap_err();
/// assert_eq!(error.issues()[0].location().line(), Some(2));
///
/// let lenient = Options::new().bad_records(BadRecords::Skip { at_most: 10 });
/// let reading = lenient.read("rows", rows.as_bytes())?;
/// assert_eq!((reading.timeline.len(), reading.timeline.unreadable()), (1, 1));
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BadRecords {
    /// The file is refused, and every problem in it is reported.
    #[default]
    Fail,
    /// Such records are left out, counted and reported, unless there are more than so many.
    Skip {
        /// How many may be left out before the file is refused after all.
        at_most: usize,
    },
}

impl BadRecords {
    /// The problems of the records left out, or the error that refuses the file.
    pub(super) fn judge(
        self,
        file: &str,
        bad: usize,
        problems: Issues,
    ) -> Result<Vec<Issue>, Error> {
        let problems = problems.into_error(ErrorKind::Input);
        match self {
            Self::Fail if bad > 0 => Err(problems),
            Self::Skip { at_most } if bad > at_most => {
                let got = format!("{bad} bad records");
                let allowed = format!("{at_most} at most, as was asked for");
                let place = Location::in_file(file);
                let limit = Issue::new(place, got, allowed, "correct them, or allow more");
                let mut issues = Issues::from(limit);
                issues.absorb(&problems, &Location::default());
                Err(issues.into_error(ErrorKind::Input))
            }
            _ => Ok(problems.issues().to_vec()),
        }
    }
}

/// How to read, where there is a choice. All are choices of the reader: none changes a file.
///
/// ```
/// use escalade::read::Options;
///
/// let rows = "2006-07-12\tLBNREDHEZ\tISRMIL\t190\n2006-07-13\tISRMIL\tLBNREBHEZ\t195\n";
/// let reading = Options::new().alias("LBNREDHEZ", "LBNREBHEZ").read("rows", rows.as_bytes())?;
/// assert!(reading.timeline.actor_by_key("LBNREDHEZ").is_none());
/// assert_eq!(reading.report.mended["LBNREDHEZ"], 1);
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Options {
    pub(super) format: Option<Format>,
    pub(super) bad_records: BadRecords,
    pub(super) vocabulary: Option<Vocabulary>,
    pub(super) aliases: BTreeMap<String, String>,
    pub(super) memberships: BTreeMap<String, Vec<(MembershipKind, String)>>,
    #[cfg(feature = "names")]
    pub(super) roster: Option<std::sync::Arc<super::roster::Roster>>,
    pub(super) descriptions: bool,
    pub(super) native_ids: bool,
    pub(super) max_lag: Option<TimeDelta>,
    pub(super) extras: BTreeSet<Extra>,
    pub(super) covered: Vec<Window>,
    pub(super) start_date: Option<NaiveDate>,
    #[cfg(feature = "csv")]
    pub(super) columns: Option<Columns>,
    pub(super) longest_line: usize,
    pub(super) max_expansion: u32,
    pub(super) teller: Teller,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            format: None,
            bad_records: BadRecords::Fail,
            vocabulary: None,
            aliases: BTreeMap::new(),
            memberships: BTreeMap::new(),
            #[cfg(feature = "names")]
            roster: None,
            descriptions: false,
            native_ids: false,
            max_lag: None,
            extras: BTreeSet::new(),
            covered: Vec::new(),
            start_date: None,
            #[cfg(feature = "csv")]
            columns: None,
            longest_line: 1 << 16,
            max_expansion: 100,
            teller: Teller::default(),
        }
    }
}

impl Options {
    /// The format and the vocabulary are told by the content, and bad records fail.
    ///
    /// ```
    /// use escalade::read::{Format, Options};
    ///
    /// let rows = "2006-07-12\tLBN\tISR\t190\n";
    /// let reading = Options::new().read("rows", rows.as_bytes())?;
    /// assert_eq!(reading.report.files[0].format, Format::Keds, "told by the content");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads in this format, whatever the content looks like.
    ///
    /// ```
    /// use escalade::read::{Format, Options};
    ///
    /// let text = r#"{ "actors": [{ "key": "IRN" }] }"#;
    /// let reading = Options::new().format(Format::Json).read("text", text.as_bytes())?;
    /// assert_eq!(reading.report.files[0].why, "it was chosen by name");
    /// assert!(Options::new().format(Format::Keds).read("text", text.as_bytes()).is_err());
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn format(mut self, format: Format) -> Self {
        self.format = Some(format);
        self
    }

    /// What becomes of records that cannot be read. A native document is always read whole or not
    /// at all: its records point at each other.
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

    /// The vocabulary of the codes in a file that does not name it, as KEDS files do not. Without
    /// it, the content decides, and the report says why.
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

    /// Reads one actor code or name as another, to mend a typing error that splits an actor in two.
    /// Coded rows only. `state:AUT` means the [`State`](crate::states::State) of that key, however the
    /// file writes its actors.
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

    /// Says where an actor of coded rows belongs, in place of what its code says. Several are
    /// added up.
    ///
    /// ```
    /// use escalade::{MembershipKind, read::Options};
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
        self.memberships.entry(member.into()).or_default().push((kind, whole.into()));
        self
    }

    /// Joins the actors of files to those of a timeline, as of a document that was written by hand: whom a
    /// file calls by a name that one of them has, in any language and however it is written
    /// ([`Timeline::actors_named`] tells how names are compared), is that actor, with its key, names, kind
    /// and memberships; and a state that has the key of one, however a file writes it, is that one. A name
    /// that several of them have is told among the decisions, and is none of them. Coded rows only. Needs
    /// the feature `names`.
    ///
    /// ```
    /// use escalade::{Actor, Timeline, read::Options};
    ///
    /// let mut builder = Timeline::builder();
    /// builder.add_actor(Actor::new("IRN").with_name("fa", "ایران").with_note("as our analysts see it"));
    /// let document = builder.build()?;
    /// let rows = "2006-07-12\tISR\tIRN\t138\n";
    /// let timeline = Options::new().knowing(&document).read("rows", rows.as_bytes())?.timeline;
    /// assert_eq!(timeline.actor_named("إيران")?.note(), Some("as our analysts see it"));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    #[cfg(feature = "names")]
    pub fn knowing(mut self, timeline: &Timeline) -> Self {
        self.roster = Some(std::sync::Arc::new(super::roster::Roster::of(timeline)));
        self
    }

    /// Keeps what a file says of its events in words, and of where they were, as their texts and places:
    /// the descriptions that some KEDS files add to their rows, the notes of ACLED. The tables of
    /// [`Format`] say what each has. Words take memory, many times what a coded event takes.
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

    /// Keeps the ids that a file gives its events, as their keys, where it gives any: of GDELT files they
    /// are the column `GLOBALEVENTID`. A row whose id an earlier one has is then a bad record.
    ///
    /// Keys take memory: more than 100 bytes an event, where an event without one takes 23.
    ///
    /// ```
    /// use escalade::read::Options;
    ///
    /// # let row = |id: u32| {
    /// #     let mut columns = vec![String::new(); 58];
    /// #     (columns[0], columns[1], columns[26]) = (id.to_string(), "20160728".into(), "190".into());
    /// #     columns.join("\t") + "\n"
    /// # };
    /// let rows = row(564111644); // 58 columns, of which the first is the id
    /// let timeline = Options::new().read("export.csv", rows.as_bytes())?.timeline;
    /// assert_eq!(timeline.event_at(0).key(), None);
    /// let timeline = Options::new().native_ids().read("export.csv", rows.as_bytes())?.timeline;
    /// assert_eq!(timeline.event_at(0).key(), Some("564111644"));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn native_ids(mut self) -> Self {
        self.native_ids = true;
        self
    }

    /// Leaves out events that a file took up longer after their day than this, and counts them:
    /// [`ReadReport::late`](super::ReadReport::late). Rows of the daily and 15-minute files of GDELT
    /// only, whose column `DATEADDED` tells; its time of day is not looked at.
    ///
    /// Some rows are dated a day, a week, a month, a year or ten years before they were added, to
    /// the day: the text said «last week». They meet gaps of a week where nothing happened.
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

    /// Keeps what the rows tell of these: how much was written of an event, whether it led its article,
    /// when it was taken up. Views go by it: [`View::min_mentions`](crate::View::min_mentions),
    /// [`View::root_events`](crate::View::root_events), [`View::max_lag`](crate::View::max_lag). GDELT
    /// events only. What is not asked for takes no memory.
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
    /// assert_eq!(timeline.event_at(0).extras().added(), None, "not asked for");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn keep(mut self, extras: impl IntoIterator<Item = Extra>) -> Self {
        self.extras.extend(extras);
        self
    }

    /// Says that the files hold all that happened in a window, as far as their makers looked: so «no
    /// answer» and «no data» differ, in [episodes](crate::View::phases), summaries and explanations.
    /// Several are added up. Coded rows only: a native document says it itself.
    ///
    /// Without it, files of GDELT that bear the names under which they are distributed
    /// (`20160728.export.CSV`, `20191024143000.export.CSV`) cover the day or the 15 minutes they are
    /// named after; of others nothing is known.
    ///
    /// ```
    /// use escalade::{Coverage, Window, read::Options};
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

    /// The day from which a file counts that has numbers of hours or days for dates, as the quadruples of
    /// [`Format::Tkg`] may have: of ICEWS18 it is 1 January 2018. Without it they are counted from 1
    /// January 1970, and the report says so.
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

    /// Reads tables in no known format by saying which column holds what: see [`Columns`].
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

    /// The longest line that is read, in bytes; a longer one is a bad record. 65,536 unless set.
    ///
    /// ```
    /// use escalade::read::Options;
    ///
    /// let rows = "2006-07-12\tLBN\tISR\t190\n"; // 22 bytes, the line end aside
    /// assert!(Options::new().longest_line(22).read("rows", rows.as_bytes()).is_ok());
    /// assert!(Options::new().longest_line(21).read("rows", rows.as_bytes()).is_err());
    /// ```
    pub fn longest_line(mut self, bytes: usize) -> Self {
        self.longest_line = bytes;
        self
    }

    /// How many times its own size a compressed file may have unpacked, beyond the first 16 MiB, which
    /// are always read; the error says so where it has more. 100 unless set: tables of events have 5 to
    /// 10, and a file made to fill a disk has 1,000.
    ///
    /// Files in gzip and zip are told by how they begin, whatever their names, and need the feature
    /// `compressed`. Each file in a zip archive is one named `archive.zip/name`, and there may be
    /// 10,000 of them; one in no known format is left out, and the report says so. An archive that is
    /// not opened by its path is held in memory, packed.
    ///
    /// ```
    /// use escalade::read::Options;
    ///
    /// # #[cfg(feature = "compressed")] {
    /// # use std::io::Write;
    /// let rows = format!("2006-07-12\tLBN\tISR\t190\t{}\n", "again ".repeat(10_000)).repeat(400);
    /// # let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    /// # packed.write_all(rows.as_bytes()).unwrap();
    /// # let packed = packed.finish().unwrap();
    /// assert!(rows.len() > 300 * packed.len(), "24 MB are packed in 70 kB");
    /// assert!(Options::new().read("rows.gz", &packed[..]).is_err());
    /// assert!(Options::new().max_expansion(1_000).read("rows.gz", &packed[..]).is_ok());
    /// # }
    /// ```
    pub fn max_expansion(mut self, times: u32) -> Self {
        self.max_expansion = times;
        self
    }

    /// Tells how far reading has come: at the start of each file, about every megabyte of it, and
    /// at its end.
    ///
    /// ```
    /// use std::sync::{Arc, Mutex};
    /// use escalade::read::Options;
    ///
    /// let told = Arc::new(Mutex::new(Vec::new()));
    /// let hears = Arc::clone(&told);
    /// let options = Options::new().progress(move |progress| {
    ///     hears.lock().unwrap().push((progress.file().to_owned(), progress.bytes()));
    /// });
    /// options.read("rows", "2006-07-12\tLBN\tISR\t190\n".as_bytes())?;
    /// assert_eq!(*told.lock().unwrap(), [("rows".to_owned(), 0), ("rows".to_owned(), 23)]);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn progress(mut self, tell: impl Fn(&Progress<'_>) + Send + Sync + 'static) -> Self {
        self.teller = Teller::new(tell);
        self
    }
}
