//! Reading of several files into one timeline: each file is recognised and passed to the reader of its
//! format.

#[cfg(feature = "csv")]
use encoding_rs::Encoding;
use std::{
    fs::File,
    io::{self, BufRead, BufReader},
    path::Path,
    time::SystemTime,
};

#[cfg(not(feature = "compressed"))]
use super::compressed::unsupported;
#[cfg(feature = "compressed")]
use super::compressed::{Compression, gunzip, unzip, unzip_in_memory};
#[cfg(feature = "excel")]
use super::rows::{RowText, Sheet, note_other_sheets, open_workbook, possible_sheets};
use super::{
    compressed::{compression, unread_workbook, workbook},
    format::Format,
    ingest::Ingest,
    options::Options,
    peek::{Chunks, HEAD_BYTES, peek},
    progress::{Source, TrackedInput},
    reader::{Input, Reader},
    readers::reader_of,
    recognise,
    report::{FileReport, ReadReport},
};
#[cfg(feature = "csv")]
use super::{
    encoding::{DecodedInput, marked_encoding, unmarked_encoding},
    escaped_quotes::{DoubledQuotes, has_escaped_quotes},
};
#[cfg(all(feature = "json", feature = "csv"))]
use super::{
    json_head::{JsonHead, json_head},
    rows::{read_json, read_timeline_js},
};
#[cfg(feature = "arrow")]
use crate::columnar::Columnar;
use crate::{
    error::{Error, ErrorKind, Issue, Issues, Location},
    timeline::Timeline,
};

/// Returns the size and the time of change of a file.
fn change_of(file: &File) -> Option<(u64, SystemTime)> {
    let data = file.metadata().ok()?;
    Some((data.len(), data.modified().ok()?))
}

/// Returns the result of a reading, or an error if the callback has stopped it.
fn unless_stopped(
    input: &TrackedInput<'_, '_>,
    name: &str,
    result: Result<(), Error>,
) -> Result<(), Error> {
    if !input.is_stopped() {
        return result;
    }
    let issue = Issue::new(
        Location::in_file(name),
        "an interruption by the callback",
        "a file that is read to its end",
        "let the callback go on, or read less",
    );
    Err(Issues::from(issue).into_error(ErrorKind::Interrupted))
}

/// Files being read into one timeline.
pub(super) struct Session<'o> {
    pub(super) ingest: Ingest<'o>,
    /// The reader of each format that occurred, in ascending order of format.
    readers: Vec<(Format, Box<dyn Reader>)>,
    /// The size of the file that is being read, if it is known and the file is not compressed.
    size: Option<u64>,
}

impl<'o> Session<'o> {
    pub(super) fn new(options: &'o Options) -> Self {
        Self { ingest: Ingest::new(options), readers: Vec::new(), size: None }
    }

    /// Reads the file at a path.
    pub(super) fn open(&mut self, path: &Path) -> Result<(), Error> {
        let file = File::open(path).map_err(|error| Error::io(path, error))?;
        // A pipe has no size.
        let size = file.metadata().ok().filter(std::fs::Metadata::is_file).map(|data| data.len());
        // The same file, if another is renamed into its place meanwhile.
        let same = size.and_then(|_| file.try_clone().ok());
        let before = same.as_ref().and_then(change_of);
        let source = Source::File(BufReader::with_capacity(HEAD_BYTES, file));
        self.read_source(&path.display().to_string(), source, size)?;
        if same.as_ref().and_then(change_of) != before {
            let changed =
                "it changed while it was read; read it again once it is complete, or a copy of it";
            return Err(Error::io(path, io::Error::other(changed)));
        }
        Ok(())
    }

    /// Reads an input, which may be compressed.
    pub(super) fn read(&mut self, name: &str, input: &mut dyn BufRead) -> Result<(), Error> {
        self.read_source(name, Source::Stream(input), None)
    }

    /// Reads a source, which may be compressed. Only the size of a file that can seek is known.
    fn read_source(
        &mut self,
        name: &str,
        source: Source<'_>,
        size: Option<u64>,
    ) -> Result<(), Error> {
        let options = self.ingest.options;
        let mut input = TrackedInput::new(source, &options.progress, name, size);
        let head = peek(&mut input);
        let head = match head {
            Ok(head) => head,
            Err(error) => return unless_stopped(&input, name, Err(Error::io(name, error))),
        };
        #[cfg(feature = "arrow")]
        if let Some(kind) = Columnar::of(head) {
            let read = self.read_columnar(name, &mut input, size, kind);
            input.skip_to_end();
            input.report();
            return unless_stopped(&input, name, read);
        }
        if let Some((what, is_readable)) = workbook(head) {
            return match is_readable {
                #[cfg(feature = "excel")]
                true => {
                    let read = self.read_workbook(name, &mut input);
                    unless_stopped(&input, name, read)
                }
                _ => Err(unread_workbook(name, what)),
            };
        }
        let compression = compression(head);
        self.size = size.filter(|_| compression.is_none());
        let result = match compression {
            None => self.read_text(name, &mut input),
            #[cfg(feature = "compressed")]
            Some(Compression::Gzip) => {
                gunzip(name, &mut input, options.max_expansion, |text| self.read_text(name, text))
            }
            #[cfg(feature = "compressed")]
            Some(Compression::Zip) => {
                let max_expansion = options.max_expansion;
                let mut read_entry =
                    |name: &str, text: &mut dyn Chunks| self.read_archived(name, text);
                if let Some(size) = size {
                    // A file can seek, so that an archive need not be held in memory.
                    unzip(name, size, &mut input, max_expansion, &mut read_entry)?;
                    input.skip_to_end();
                    Ok(())
                } else {
                    unzip_in_memory(name, &mut input, max_expansion, &mut read_entry)
                }
            }
            #[cfg(not(feature = "compressed"))]
            Some(_) => Err(unsupported(name)),
        };
        input.report();
        unless_stopped(&input, name, result)
    }

    /// Reads a sheet of a workbook: the one that the options name, else the first that is in a known format.
    #[cfg(feature = "excel")]
    fn read_workbook(&mut self, name: &str, input: &mut TrackedInput<'_, '_>) -> Result<(), Error> {
        let options = self.ingest.options;
        let (limit, expansion) = (options.largest_document, options.max_expansion);
        let mut workbook = open_workbook(name, input, limit, expansion)?;
        input.report();
        let sheets = possible_sheets(name, &mut workbook, options.sheet.as_deref())?;
        let mut issues = Issues::default();
        for chosen in &sheets {
            let inner = format!("{name}/{chosen}");
            let mut sheet = Sheet::open(&inner, &mut workbook, chosen)?;
            let mut text = RowText::new(&mut sheet);
            let found = self.recognise(&inner, &mut text)?;
            let read = match found {
                Some((format, why)) => {
                    note_other_sheets(name, chosen, &sheets, &mut self.ingest);
                    Some(self.read_rows(&inner, &mut text, format, why, Some("")))
                }
                None => {
                    let head = peek(&mut text).unwrap_or_default();
                    issues.push(recognise::unknown_format(&inner, head));
                    None
                }
            };
            // A sheet that could not be read to its end explains any other problem.
            let finished = sheet.finish(&inner, &mut self.ingest);
            if let Some(read) = read {
                return finished.and(read);
            }
            finished?;
        }
        Err(issues.into_error(ErrorKind::Input))
    }

    /// Reads an input that is not compressed.
    fn read_text(&mut self, name: &str, input: &mut dyn Chunks) -> Result<(), Error> {
        #[cfg(feature = "csv")]
        if let Some(encoding) = self.encoding_of(name, input)? {
            return self.read_decoded(name, input, encoding);
        }
        self.read_utf8(name, input)
    }

    /// Returns the encoding of an input that must be decoded as a whole: the one that the user stated, or the one
    /// that a byte order mark shows.
    #[cfg(feature = "csv")]
    fn encoding_of(
        &self,
        name: &str,
        input: &mut dyn Chunks,
    ) -> Result<Option<&'static Encoding>, Error> {
        let head = peek(input).map_err(|error| Error::io(name, error))?;
        if let Some(encoding) = marked_encoding(head) {
            return Ok(Some(encoding));
        }
        let Some(label) = &self.ingest.options.encoding else { return Ok(unmarked_encoding(head)) };
        let encoding = Encoding::for_label(label.as_bytes()).ok_or_else(|| {
            let allowed = "a name of the WHATWG Encoding Standard";
            let remedy = "use one, such as `windows-1252`, `utf-16le` or `shift_jis`";
            Issues::from(Issue::new("encoding", label, allowed, remedy))
                .into_error(ErrorKind::Value)
        })?;
        Ok(Some(encoding).filter(|encoding| *encoding != encoding_rs::UTF_8))
    }

    /// Reads an input in another encoding than UTF-8.
    #[cfg(feature = "csv")]
    fn read_decoded(
        &mut self,
        name: &str,
        input: &mut dyn Chunks,
        encoding: &'static Encoding,
    ) -> Result<(), Error> {
        let why = match &self.ingest.options.encoding {
            Some(_) => "the caller chose it, or a byte order mark shows it",
            None => "its first bytes show it",
        };
        self.ingest.note_decision(format!("{name}: text taken as {}: {why}", encoding.name()));
        let mut decoded = DecodedInput::new(input, encoding);
        let result = self.read_utf8(name, &mut decoded);
        if decoded.has_errors {
            let text = format!("{name}: some bytes are no text in {}", encoding.name());
            self.ingest.note_decision(text);
        }
        result
    }

    /// Reads an input in UTF-8.
    fn read_utf8(&mut self, name: &str, input: &mut dyn Chunks) -> Result<(), Error> {
        #[cfg(feature = "csv")]
        if has_escaped_quotes(peek(input).map_err(|error| Error::io(name, error))?) {
            self.note_escaped_quotes(name);
            return self.read_plain(name, &mut DoubledQuotes::new(input));
        }
        self.read_plain(name, input)
    }

    #[cfg(feature = "csv")]
    fn note_escaped_quotes(&mut self, name: &str) {
        self.ingest.note_decision(format!(
            "{name}: quotes after backslashes taken as quotes inside texts, as R and Spark write them"
        ));
    }

    /// Reads an input in UTF-8 whose quotes inside texts are doubled.
    fn read_plain(&mut self, name: &str, input: &mut dyn Chunks) -> Result<(), Error> {
        match self.recognise(name, input)? {
            Some((format, why)) => self.read_as(name, input, format, why),
            None => {
                let head = peek(input).map_err(|error| Error::io(name, error))?;
                let issue = recognise::unknown_format(name, head);
                Err(Issues::from(issue).into_error(ErrorKind::Input))
            }
        }
    }

    /// Reads a file of an archive. Returns an issue if the file is in no known format.
    #[cfg(feature = "compressed")]
    fn read_archived(
        &mut self,
        name: &str,
        input: &mut dyn Chunks,
    ) -> Result<Option<Issue>, Error> {
        #[cfg(feature = "csv")]
        if let Some(encoding) = self.encoding_of(name, input)? {
            return self.read_decoded(name, input, encoding).map(|()| None);
        }
        #[cfg(feature = "csv")]
        if has_escaped_quotes(peek(input).map_err(|error| Error::io(name, error))?) {
            self.note_escaped_quotes(name);
            return self.read_plain(name, &mut DoubledQuotes::new(input)).map(|()| None);
        }
        if let Some((format, why)) = self.recognise(name, input)? {
            self.read_as(name, input, format, why)?;
            return Ok(None);
        }
        let issue = recognise::unknown_format(name, peek(input).unwrap_or_default());
        self.ingest.note_decision(format!("{name} left out: it is in no known format"));
        Ok(Some(issue))
    }

    /// Returns the format of an input with the reason for it, or `None` if no format fits.
    pub(super) fn recognise(
        &self,
        name: &str,
        input: &mut dyn Chunks,
    ) -> Result<Option<(Format, String)>, Error> {
        const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();
        let io_error = |error| Error::io(name, error);
        if peek(input).map_err(io_error)?.starts_with(BYTE_ORDER_MARK) {
            input.skip(BYTE_ORDER_MARK.len());
        }
        match self.ingest.options.format {
            Some(format) => Ok(Some((format, "the caller chose it by name".to_owned()))),
            None => Ok(recognise::format_of(peek(input).map_err(io_error)?)),
        }
    }

    /// Reads an input with the reader of a format.
    fn read_as(
        &mut self,
        name: &str,
        input: &mut dyn Chunks,
        format: Format,
        why: String,
    ) -> Result<(), Error> {
        self.read_rows(name, input, format, why, None)
    }

    /// Like [`read_as`](Self::read_as), for a text that is made from rows of another form: see [`Input::rows`].
    pub(super) fn read_rows(
        &mut self,
        name: &str,
        input: &mut dyn Chunks,
        format: Format,
        why: String,
        rows: Option<&str>,
    ) -> Result<(), Error> {
        self.ingest.begin_file(FileReport { name: name.to_owned(), format, why, rows: 0 });
        self.read_begun(name, input, format, rows)
    }

    /// Reads a text that is made from rows of another form, of a file that was begun.
    pub(super) fn read_begun(
        &mut self,
        name: &str,
        input: &mut dyn Chunks,
        format: Format,
        rows: Option<&str>,
    ) -> Result<(), Error> {
        let nth = self.readers.partition_point(|(other, _)| *other < format);
        if self.readers.get(nth).is_none_or(|(other, _)| *other != format) {
            self.readers.insert(nth, (format, reader_of(format)?));
        }
        let (_, reader) = &mut self.readers[nth];
        let mut input = Input { name, text: input, size: self.size, rows };
        #[cfg(all(feature = "json", feature = "csv"))]
        if let (true, Some(json)) = (has_named_columns(format), head_of_json(&mut input)?) {
            let is_timeline = format == Format::TimelineJs && json.has_field("start_date");
            let read = if is_timeline { read_timeline_js } else { read_json };
            read(&mut **reader, &mut input, &mut self.ingest)?;
            return self.ingest.questions.check();
        }
        reader.read(&mut input, &mut self.ingest)?;
        self.ingest.questions.check()
    }

    /// Returns the timeline of all files, with the report.
    pub(super) fn finish(mut self) -> Result<(Timeline, ReadReport), Error> {
        for (_, reader) in &mut self.readers {
            reader.finish(&mut self.ingest)?;
        }
        self.ingest.build()
    }
}

/// Returns `true` if the reader of a format finds columns by their names, so that it reads records in JSON as well.
#[cfg(all(feature = "json", feature = "csv"))]
fn has_named_columns(format: Format) -> bool {
    !matches!(format, Format::Json | Format::Jsonl | Format::Plover | Format::Stix)
}

/// Returns what the first bytes of an input show if it begins as records in JSON do.
#[cfg(all(feature = "json", feature = "csv"))]
fn head_of_json(input: &mut Input<'_>) -> Result<Option<JsonHead>, Error> {
    let head = peek(input.text).map_err(|error| Error::io(input.name, error))?;
    Ok(json_head(head).filter(|json| json.fields.is_some() || json.is_empty_list))
}
