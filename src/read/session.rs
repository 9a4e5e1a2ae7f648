//! From files to readers: each is recognised and handed to the reader of its format.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    fs::File,
    io::{self, BufRead, BufReader, ErrorKind as IoKind},
    path::Path,
};

use super::{
    FileReport, Format, Options, Reading,
    intake::Intake,
    progress::Told,
    reader::{Input, Reader},
    recognise,
};
use crate::error::{Error, ErrorKind, Issues};

/// How much of a file is looked at to recognise its format.
const HEAD: usize = 1 << 16;

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
        self.read(&path.display().to_string(), &mut input, size)
    }

    pub(super) fn read(
        &mut self,
        name: &str,
        input: &mut dyn BufRead,
        size: Option<u64>,
    ) -> Result<(), Error> {
        const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();
        let options = self.intake.options;
        let mut input = Told::new(input, &options.teller, name, size);
        let failed = |error| Error::io(name, error);
        if head(&mut input).map_err(failed)?.starts_with(BYTE_ORDER_MARK) {
            input.consume(BYTE_ORDER_MARK.len());
        }
        let (format, why) = match options.format {
            Some(format) => (format, "it was chosen by name".to_owned()),
            None => {
                let head = head(&mut input).map_err(failed)?;
                recognise::format_of(head).ok_or_else(|| {
                    Issues::from(recognise::unknown(name, head)).into_error(ErrorKind::Input)
                })?
            }
        };
        let reader = match self.readers.entry(format) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => entry.insert(format.reader()?),
        };
        self.intake.begin(FileReport { name: name.to_owned(), format, why, rows: 0 });
        let read = reader.read(&mut Input { name, text: &mut input }, &mut self.intake);
        input.tell();
        read
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
