//! How to read where there is a choice.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, BufRead, BufReader, ErrorKind as IoKind},
    path::Path,
};

use super::{Format, Reading};
use crate::{
    error::{Error, ErrorKind, Issue, Issues, Place},
    model::{MembershipKind, Vocabulary},
};

/// How much of a file is looked at to recognise its format.
const HEAD: usize = 1 << 16;

/// What becomes of a record that cannot be read.
///
/// ```
/// use escalade::read::{BadRecords, Options};
///
/// let rows = "1979-04-15\tISRMIL\tJOR\t190\n1979-04-31\tJOR\tISRMIL\t190\n";
/// let error = Options::new().read("rows", rows.as_bytes()).unwrap_err();
/// assert_eq!(error.issues()[0].place().line(), Some(2));
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
                let place = Place::in_file(file);
                let limit = Issue::new(place, got, allowed, "correct them, or allow more");
                let mut issues = Issues::from(limit);
                issues.absorb(&problems, &Place::default());
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
    pub(super) descriptions: bool,
    pub(super) longest_line: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            format: None,
            bad_records: BadRecords::Fail,
            vocabulary: None,
            aliases: BTreeMap::new(),
            memberships: BTreeMap::new(),
            descriptions: false,
            longest_line: 1 << 16,
        }
    }
}

impl Options {
    /// The format and the vocabulary are told by the content, and bad records fail.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads in this format, whatever the content looks like.
    pub fn format(mut self, format: Format) -> Self {
        self.format = Some(format);
        self
    }

    /// What becomes of records that cannot be read. A native document is always read whole or not
    /// at all: its records point at each other.
    pub fn bad_records(mut self, policy: BadRecords) -> Self {
        self.bad_records = policy;
        self
    }

    /// The vocabulary of the codes in a file that does not name it, as KEDS files do not. Without
    /// it, the content decides, and the report says why.
    pub fn vocabulary(mut self, vocabulary: Vocabulary) -> Self {
        self.vocabulary = Some(vocabulary);
        self
    }

    /// Reads one actor code as another, to mend a typing error that splits an actor in two. Coded
    /// rows only.
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

    /// Keeps the descriptions that some files add to their rows, as the texts of the events.
    pub fn descriptions(mut self) -> Self {
        self.descriptions = true;
        self
    }

    /// The longest line that is read, in bytes; a longer one is a bad record. 65,536 unless set.
    pub fn longest_line(mut self, bytes: usize) -> Self {
        self.longest_line = bytes;
        self
    }

    /// Reads a file.
    ///
    /// # Errors
    ///
    /// As [`open`](super::open).
    pub fn open(&self, path: impl AsRef<Path>) -> Result<Reading, Error> {
        let path = path.as_ref();
        let file = File::open(path).map_err(|error| Error::io(path, error))?;
        self.read(&path.display().to_string(), BufReader::with_capacity(HEAD, file))
    }

    /// Reads anything that can be read, under a name for problems to be placed in.
    ///
    /// # Errors
    ///
    /// As [`open`](super::open).
    pub fn read(&self, name: &str, mut input: impl BufRead) -> Result<Reading, Error> {
        const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();
        let failed = |error| Error::io(name, error);
        if head(&mut input).map_err(failed)?.starts_with(BYTE_ORDER_MARK) {
            input.consume(BYTE_ORDER_MARK.len());
        }
        let (format, why) = match self.format {
            Some(format) => (format, "it was chosen by name".to_owned()),
            None => {
                let head = head(&mut input).map_err(failed)?;
                Format::recognise(head).ok_or_else(|| {
                    Issues::from(Format::unknown(name, head)).into_error(ErrorKind::Input)
                })?
            }
        };
        let (timeline, report) = match format {
            Format::Json => super::json::read(name, input)?,
            Format::Keds => super::keds::read(name, input, self)?,
        };
        Ok(Reading { timeline, report, format, why })
    }
}

/// The first bytes of the input, still to be read.
fn head(input: &mut impl BufRead) -> io::Result<&[u8]> {
    loop {
        match input.fill_buf() {
            Err(error) if error.kind() == IoKind::Interrupted => {}
            Err(error) => return Err(error),
            Ok(_) => break,
        }
    }
    input.fill_buf()
}
