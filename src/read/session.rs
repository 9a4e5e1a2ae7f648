//! From files to readers: each is recognised and handed to the reader of its format.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    fs::File,
    io::{self, BufRead, BufReader, ErrorKind as IoKind},
    path::Path,
};

#[cfg(feature = "compressed")]
use super::compressed::Packing;
use super::{
    FileReport, Format, Options, Reading,
    compressed::{self, packing},
    intake::Intake,
    progress::Told,
    reader::{Input, Reader},
    recognise,
};
use crate::error::{Error, ErrorKind, Issues};

/// How much of a file is looked at to recognise its format.
pub(super) const HEAD: usize = 1 << 16;

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
    /// As [`open`](super::open).
    pub fn open(&self, path: impl AsRef<Path>) -> Result<Reading, Error> {
        self.open_all([path])
    }

    /// Reads several files into one timeline, in this order. Each may have a format of its own; how
    /// documents go together with others, [`jsonl`](super::jsonl#several-files) says.
    ///
    /// A state is one actor in all files, whether they write it in codes of CAMEO or ISO 3166, in the
    /// numbers of the Correlates of War or of Gleditsch and Ward, or by name, and has the key of its
    /// [`State`](crate::states::State). What else has the same code in two files is one actor if the
    /// files name actors in the same way. The codes of WEIS are nobody else's: what came second has the
    /// key `weis:AUS`, or `state:AUS`.
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
    /// As [`open`](super::open), for each of the files.
    pub fn open_all(
        &self,
        paths: impl IntoIterator<Item = impl AsRef<Path>>,
    ) -> Result<Reading, Error> {
        let mut session = Session::new(self);
        for path in paths {
            session.open(path.as_ref())?;
        }
        session.finish()
    }

    /// Reads anything that can be read, under a name for problems to be placed in.
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
    /// As [`open`](super::open).
    pub fn read(&self, name: &str, input: impl BufRead) -> Result<Reading, Error> {
        self.read_all([(name, input)])
    }

    /// Reads several named inputs into one timeline, as [`open_all`](Self::open_all) reads files.
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
    /// As [`open`](super::open), for each of the inputs.
    pub fn read_all<N: AsRef<str>>(
        &self,
        inputs: impl IntoIterator<Item = (N, impl BufRead)>,
    ) -> Result<Reading, Error> {
        let mut session = Session::new(self);
        for (name, mut input) in inputs {
            session.read(name.as_ref(), &mut input, None)?;
        }
        session.finish()
    }
}

/// Files being read into one timeline.
pub(super) struct Session<'o> {
    intake: Intake<'o>,
    readers: BTreeMap<Format, Box<dyn Reader>>,
}

impl<'o> Session<'o> {
    pub(super) fn new(options: &'o Options) -> Self {
        Self { intake: Intake::new(options), readers: BTreeMap::new() }
    }

    pub(super) fn open(&mut self, path: &Path) -> Result<(), Error> {
        let failed = |error| Error::io(path, error);
        let file = File::open(path).map_err(failed)?;
        let size = file.metadata().ok().filter(std::fs::Metadata::is_file).map(|data| data.len());
        let mut input = BufReader::with_capacity(HEAD, file);
        let name = path.display().to_string();
        #[cfg(feature = "compressed")]
        if let Some(size) = size
            && packing(head(&mut input).map_err(failed)?) == Some(Packing::Zip)
        {
            let mut input = Told::new(input, &self.options().teller, &name, Some(size));
            compressed::unzip(self, &name, size, &mut input)?;
            input.tell_end();
            return Ok(());
        }
        self.read(&name, &mut input, size)
    }

    pub(super) fn read(
        &mut self,
        name: &str,
        input: &mut dyn BufRead,
        size: Option<u64>,
    ) -> Result<(), Error> {
        let mut input = Told::new(input, &self.options().teller, name, size);
        let read = match packing(head(&mut input).map_err(|error| Error::io(name, error))?) {
            None => self.text(name, &mut input),
            #[cfg(feature = "compressed")]
            Some(Packing::Gzip) => compressed::gunzip(self, name, &mut input),
            #[cfg(feature = "compressed")]
            Some(Packing::Zip) => compressed::unzip_held(self, name, &mut input),
            #[cfg(not(feature = "compressed"))]
            Some(_) => Err(compressed::refused(name)),
        };
        input.tell();
        read
    }

    pub(super) fn options(&self) -> &'o Options {
        self.intake.options
    }

    /// Reads an input that is not compressed.
    pub(super) fn text(&mut self, name: &str, input: &mut dyn BufRead) -> Result<(), Error> {
        match self.recognise(name, input)? {
            Some((format, why)) => self.read_as(name, input, format, why),
            None => {
                let head = head(input).map_err(|error| Error::io(name, error))?;
                Err(Issues::from(recognise::unknown(name, head)).into_error(ErrorKind::Input))
            }
        }
    }

    /// The format of an input, and why, if it is in one.
    pub(super) fn recognise(
        &self,
        name: &str,
        input: &mut dyn BufRead,
    ) -> Result<Option<(Format, String)>, Error> {
        const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();
        let failed = |error| Error::io(name, error);
        if head(input).map_err(failed)?.starts_with(BYTE_ORDER_MARK) {
            input.consume(BYTE_ORDER_MARK.len());
        }
        match self.options().format {
            Some(format) => Ok(Some((format, "it was chosen by name".to_owned()))),
            None => Ok(recognise::format_of(head(input).map_err(failed)?)),
        }
    }

    pub(super) fn read_as(
        &mut self,
        name: &str,
        input: &mut dyn BufRead,
        format: Format,
        why: String,
    ) -> Result<(), Error> {
        let reader = match self.readers.entry(format) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => entry.insert(format.reader()?),
        };
        self.intake.begin(FileReport { name: name.to_owned(), format, why, rows: 0 });
        reader.read(&mut Input { name, text: input }, &mut self.intake)
    }

    pub(super) fn decide(&mut self, what: String) {
        self.intake.decide(what);
    }

    pub(super) fn finish(mut self) -> Result<Reading, Error> {
        for reader in self.readers.values_mut() {
            reader.finish(&mut self.intake)?;
        }
        let (timeline, report) = self.intake.build()?;
        Ok(Reading { timeline, report })
    }
}

/// The first bytes of the input, still to be read.
pub(super) fn head(input: &mut (impl BufRead + ?Sized)) -> io::Result<&[u8]> {
    loop {
        match input.fill_buf() {
            Err(error) if error.kind() == IoKind::Interrupted => {}
            Err(error) => return Err(error),
            Ok(_) => break,
        }
    }
    input.fill_buf()
}
