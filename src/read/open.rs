//! The functions that read files and inputs.

use std::{io::BufRead, path::Path};

use super::{options::Options, report::ReadReport, session::Session};
use crate::{error::Error, timeline::Timeline};

/// The result of reading: a timeline, and a report of how it was read.
///
/// ```
/// use escalade::read::{Options, Reading};
///
/// let rows = "1979-04-15\tISRMIL\tJOR\t190\n";
/// let Reading { timeline, report, .. } = Options::new().read("rows", rows.as_bytes())?;
/// assert_eq!((timeline.len(), report.rows), (1, 1));
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct Reading {
    /// The timeline.
    pub timeline: Timeline,
    /// The report: counts, problems, and decisions that the content of the files made necessary.
    pub report: ReadReport,
}

/// Reads a file of any known format, with the default [`Options`].
///
/// ```
/// # let path = std::env::temp_dir().join(format!("escalade-open-{}.tsv", std::process::id()));
/// std::fs::write(&path, "2006-07-12\tLBN\tISR\t190\n2006-07-13\tISR\tLBN\t195\n").unwrap();
/// let reading = escalade::read::open(&path)?;
/// assert_eq!((reading.timeline.len(), reading.report.missing_actor), (2, 0));
/// # std::fs::remove_file(&path).unwrap();
/// # Ok::<(), escalade::Error>(())
/// ```
///
/// # Errors
///
/// The file cannot be opened or read, changes while it is read, is in no known format, or does not follow its format. All
/// problems are reported at once.
pub fn open(path: impl AsRef<Path>) -> Result<Reading, Error> {
    Options::new().open(path)
}

impl Options {
    /// Reads a file.
    ///
    /// ```
    /// use escalade::read::{Format, Options};
    ///
    /// # let path = std::env::temp_dir().join(format!("escalade-options-{}.tsv", std::process::id()));
    /// std::fs::write(&path, "2006-07-12\tLBN\tISR\t190\n").unwrap();
    /// let reading = Options::new().format(Format::Keds).open(&path)?;
    /// assert_eq!(reading.timeline.len(), 1);
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The same as for [`open`](super::open).
    pub fn open(&self, path: impl AsRef<Path>) -> Result<Reading, Error> {
        self.open_all([path])
    }

    /// Reads several files into one timeline, in this order. Each file may have a format of its own.
    /// [`jsonl`](super::jsonl#several-files) explains how native documents combine with other files.
    ///
    /// A state is one actor in all files: whether a file writes it as a CAMEO code, an ISO 3166 code, a
    /// number of the Correlates of War or of Gleditsch and Ward, or by name, its key is that of its
    /// [`State`](crate::states::State). Any other code that occurs in two files is one actor if both files
    /// write actors in the same system. WEIS codes never identify a state: where WEIS and another system
    /// use the same code, the second to be read gets the key `weis:AUS` or `state:AUS`.
    ///
    /// ```
    /// use escalade::read::Options;
    ///
    /// # let name = |part| std::env::temp_dir().join(format!("escalade-{part}-{}.tsv", std::process::id()));
    /// let (july, august) = (name("july"), name("august"));
    /// std::fs::write(&july, "2006-07-12\tLBNREBHEZ\tISR\t190\n").unwrap();
    /// std::fs::write(&august, "2006-08-02\tISR\tLBNREBHEZ\t195\n").unwrap();
    /// let reading = Options::new().open_all([&july, &august])?;
    /// assert_eq!((reading.timeline.len(), reading.report.files.len()), (2, 2));
    /// # std::fs::remove_file(&july).and(std::fs::remove_file(&august)).unwrap();
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The same as for [`open`](super::open), for each of the files.
    pub fn open_all(
        &self,
        paths: impl IntoIterator<Item = impl AsRef<Path>>,
    ) -> Result<Reading, Error> {
        let mut session = Session::new(self);
        for path in paths {
            session.open(path.as_ref())?;
        }
        let (timeline, report) = session.finish()?;
        Ok(Reading { timeline, report })
    }

    /// Reads an input. Problems are reported under the given name.
    ///
    /// ```
    /// use escalade::read::Options;
    ///
    /// let rows = "2006-07-12\tLBN\tISR\t190\nyesterday\tISR\tLBN\t195\n";
    /// let error = Options::new().read("july.tsv", rows.as_bytes()).unwrap_err();
    /// let place = error.issues()[0].location();
    /// assert_eq!((place.file(), place.line(), place.field()), (Some("july.tsv"), Some(2), Some("date")));
    /// ```
    ///
    /// # Errors
    ///
    /// The same as for [`open`](super::open).
    pub fn read(&self, name: &str, input: impl BufRead) -> Result<Reading, Error> {
        self.read_all([(name, input)])
    }

    /// Reads several named inputs into one timeline, in the same way as [`open_all`](Self::open_all).
    ///
    /// ```
    /// use escalade::read::Options;
    ///
    /// let july = "2006-07-12\tLBNREBHEZ\tISR\t190\n";
    /// let august = "2006-08-02\tISR\tLBNREBHEZ\t195\n";
    /// let inputs = [("july", july.as_bytes()), ("august", august.as_bytes())];
    /// let reading = Options::new().read_all(inputs)?;
    /// assert_eq!(reading.timeline.actors().len(), 3, "Lebanon, Hezbollah, Israel");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The same as for [`open`](super::open), for each of the inputs.
    pub fn read_all<N: AsRef<str>>(
        &self,
        inputs: impl IntoIterator<Item = (N, impl BufRead)>,
    ) -> Result<Reading, Error> {
        let mut session = Session::new(self);
        for (name, mut input) in inputs {
            session.read(name.as_ref(), &mut input)?;
        }
        let (timeline, report) = session.finish()?;
        Ok(Reading { timeline, report })
    }

    /// Reads record batches of Arrow, as a table whose columns have the names of the fields: of a known format, or
    /// [described](Self::columns). Problems are reported under the given name, each with the number of the row.
    ///
    /// Texts, numbers, dates, times, booleans and dictionaries of these are cells as those of a table in text; columns of
    /// other types, such as lists, are left out, and the report says so. Needs the feature `arrow`.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use escalade::{
    ///     arrow::arrow_array::{Float64Array, Int64Array, RecordBatch, RecordBatchIterator, StringArray},
    ///     read::{Format, Options},
    /// };
    ///
    /// let batch = RecordBatch::try_from_iter([
    ///     ("SQLDATE", Arc::new(Int64Array::from(vec![20060712, 20060713])) as _),
    ///     ("Actor1Code", Arc::new(StringArray::from(vec!["LBN", "ISR"])) as _),
    ///     ("Actor2Code", Arc::new(StringArray::from(vec!["ISR", "LBN"])) as _),
    ///     ("EventCode", Arc::new(StringArray::from(vec!["190", "195"])) as _),
    ///     ("GoldsteinScale", Arc::new(Float64Array::from(vec![-10.0, -10.0])) as _),
    /// ]).unwrap();
    /// let schema = batch.schema();
    /// let batches = RecordBatchIterator::new([Ok(batch)], schema);
    /// let reading = Options::new().read_record_batches("rows", batches)?;
    /// assert_eq!(reading.report.files[0].format, Format::Gdelt);
    /// assert_eq!(reading.timeline.len(), 2);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The same as for [`open`](super::open).
    #[cfg(feature = "arrow")]
    pub fn read_record_batches(
        &self,
        name: &str,
        batches: impl arrow_array::RecordBatchReader,
    ) -> Result<Reading, Error> {
        let schema = batches.schema();
        let mut batches = batches.map(|batch| batch.map_err(|problem| problem.to_string()));
        let mut session = Session::new(self);
        session.read_batches(name, schema, &mut batches)?;
        let (timeline, report) = session.finish()?;
        Ok(Reading { timeline, report })
    }
}
