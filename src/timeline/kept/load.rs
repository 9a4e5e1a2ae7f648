//! Reading a timeline from a columnar file.

use std::{
    fs::File,
    io::{self, BufReader, Read, Seek, SeekFrom},
    path::Path,
};

use super::{
    actor_ids::ActorIds,
    metadata::{CHECKSUMS, VERSION, parse_metadata},
    records::Parts,
    rows::{READ, Rows, Wrong},
};
use crate::{
    columnar::{Columnar, IpcFile, Sums, find_sums},
    error::{Error, ErrorKind, Issue, Issues, Location},
    timeline::Timeline,
};

const REMEDY: &str = "restore it from a copy, or keep the timeline again from its source";

impl Timeline {
    /// Loads a timeline that [`save`](Self::save) has kept, and checks it as
    /// [`build`](crate::TimelineBuilder::build) does.
    ///
    /// Takes O(n) for n events that were recorded in order of time, otherwise O(n log n). Needs memory for the timeline
    /// and, for an Arrow file, about a megabyte, however long the file is. A Parquet file is read into memory as a
    /// whole.
    ///
    /// ```
    /// # let path = std::env::temp_dir().join(format!("escalade-load-{}.arrow", std::process::id()));
    /// let timeline = escalade::Timeline::builder().build()?;
    /// timeline.save(&path)?;
    /// assert_eq!(escalade::Timeline::load(&path)?.len(), 0);
    ///
    /// let mut bytes = std::fs::read(&path).unwrap();
    /// bytes[100] ^= 1;
    /// std::fs::write(&path, bytes).unwrap();
    /// let error = escalade::Timeline::load(&path).unwrap_err();
    /// assert!(error.to_string().contains("bytes 0 to "));
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The file cannot be read, is no kept timeline, was cut or altered, or is of a newer version of this crate. The
    /// error says which bytes were altered.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let name = path.display().to_string();
        let file = File::open(path).map_err(|problem| Error::io(path, problem))?;
        KeptFile { name: &name, input: file, size: 0 }.load()
    }

    /// Loads a timeline from an input, such as a file in memory.
    ///
    /// ```
    /// # use std::io::Cursor;
    /// let error = escalade::Timeline::load_from(Cursor::new("a text")).unwrap_err();
    /// assert_eq!(error.kind(), escalade::ErrorKind::Input);
    /// ```
    ///
    /// # Errors
    ///
    /// The same as for [`load`](Self::load).
    pub fn load_from(input: impl Read + Seek) -> Result<Self, Error> {
        Self::load_named("the input", input)
    }

    /// Loads a timeline from an input whose problems are reported under a name.
    pub(crate) fn load_named(name: &str, input: impl Read + Seek) -> Result<Self, Error> {
        KeptFile { name, input, size: 0 }.load()
    }

    /// Returns `true` if an input is a kept timeline, by its checksums.
    pub(crate) fn is_kept(input: impl Read + Seek) -> io::Result<bool> {
        let mut file = KeptFile { name: "", input, size: 0 };
        file.size = file.input.seek(SeekFrom::End(0))?;
        let Ok((_, footer_at)) = file.find_footer() else { return Ok(false) };
        let mut footer = Vec::new();
        file.input.seek(SeekFrom::Start(footer_at))?;
        file.input.read_to_end(&mut footer)?;
        Ok(find_sums(&footer).is_some())
    }
}

/// A file that should be a kept timeline.
struct KeptFile<'n, R> {
    name: &'n str,
    input: R,
    size: u64,
}

/// The number of bytes of a row that has only the columns of every kept timeline.
const LEAST_ROW: u64 = 23;

impl<R: Read + Seek> KeptFile<'_, R> {
    fn load(mut self) -> Result<Timeline, Error> {
        self.size = self.seek(SeekFrom::End(0))?;
        let kind = self.check_sums()?;
        let parts = match kind {
            Columnar::Ipc => self.read_ipc()?,
            Columnar::Parquet => self.read_parquet()?,
        };
        let name = self.name;
        parts.build().map_err(|error| {
            let mut issues = Issues::default();
            issues.absorb(&error, &Location::in_file(name));
            issues.into_error(ErrorKind::Input)
        })
    }

    fn seek(&mut self, to: SeekFrom) -> Result<u64, Error> {
        self.input.seek(to).map_err(|problem| Error::io(self.name, problem))
    }

    fn read_at(&mut self, start: u64, length: u64) -> Result<Vec<u8>, Error> {
        self.seek(SeekFrom::Start(start))?;
        let mut bytes = vec![0; length as usize];
        self.input.read_exact(&mut bytes).map_err(|problem| Error::io(self.name, problem))?;
        Ok(bytes)
    }

    fn error(&self, place: &str, got: &str, allowed: &str, remedy: &str) -> Error {
        error(self.name, place, got, allowed, remedy)
    }

    /// Checks that the file is whole, before anything of it is parsed.
    fn check_sums(&mut self) -> Result<Columnar, Error> {
        let (kind, footer_at) = self.find_footer()?;
        let footer = self.read_at(footer_at, self.size - footer_at)?;
        let Some(sums) = find_sums(&footer) else {
            let remedy = "read it with `escalade::read::open`, as any other file of events";
            let allowed = "a timeline that `Timeline::save` has kept";
            return Err(self.error("", "a table of something else", allowed, remedy));
        };
        self.check_version(&sums)?;
        let Sums { body, .. } = sums;
        if body > footer_at {
            return Err(self.altered(footer_at, self.size - footer_at));
        }
        let tail = self.read_at(body, self.size - body)?;
        if !sums.is_tail(&tail, (footer_at - body) as usize) {
            return Err(self.altered(body, self.size - body));
        }
        self.seek(SeekFrom::Start(0))?;
        let part = sums.altered_part(&mut self.input);
        match part.map_err(|problem| Error::io(self.name, problem))? {
            Some((start, length)) => Err(self.altered(start, length)),
            None => Ok(kind),
        }
    }

    fn check_version(&self, sums: &Sums) -> Result<(), Error> {
        if sums.version == VERSION {
            return Ok(());
        }
        let got = format!("version {}", sums.version);
        let allowed = format!("version {VERSION}, the only one that this release reads");
        let remedy = "read it with a newer release of this library";
        Err(self.error(CHECKSUMS, &got, &allowed, remedy))
    }

    fn altered(&self, start: u64, length: u64) -> Error {
        let place = format!("bytes {start} to {}", start + length - 1);
        self.error(&place, "altered bytes", "bytes with the checksum that the file states", REMEDY)
    }

    /// Returns the kind of the file, and where its footer begins.
    fn find_footer(&mut self) -> Result<(Columnar, u64), Error> {
        let begin = self.read_at(0, self.size.min(8))?;
        let Some(kind) = Columnar::of(&begin) else {
            let allowed =
                "a timeline that `Timeline::save` has kept, which is an Arrow or Parquet file";
            let remedy = "read it with `escalade::read::open`, as any other file of events";
            return Err(self.error("", "a file of another kind", allowed, remedy));
        };
        // Both ends of a file are magic bytes. The length of the footer stands before those at the end.
        let trailer = 4 + kind.magic().len() as u64;
        let end = self.read_at(self.size - self.size.min(trailer), self.size.min(trailer))?;
        if let (Some(length), true) = (end.first_chunk(), end.ends_with(kind.magic()))
            && end.len() as u64 == trailer
            && let Some(start) =
                (self.size - trailer).checked_sub(u32::from_le_bytes(*length).into())
        {
            return Ok((kind, start));
        }
        let place = format!("byte {}", self.size);
        let allowed = "the footer of a kept timeline: this file was cut, or altered at its end";
        Err(self.error(&place, "the end of the file", allowed, REMEDY))
    }

    #[cfg(not(feature = "parquet"))]
    fn read_parquet(&mut self) -> Result<Parts, Error> {
        Err(crate::columnar::without_parquet(self.name))
    }

    #[cfg(feature = "parquet")]
    fn read_parquet(&mut self) -> Result<Parts, Error> {
        let bytes = self.read_at(0, self.size)?;
        let read = super::parquet::read(bytes);
        read.map_err(|(place, problem)| wrong(self.name, &place, &problem))
    }

    fn read_ipc(&mut self) -> Result<Parts, Error> {
        let (name, size) = (self.name, self.size);
        let io = |problem| Error::io(name, problem);
        let mut input = BufReader::new(&mut self.input);
        let opened = IpcFile::open(&mut input, size, 1).map_err(io)?;
        let wrong = |place: &str, problem: &str| wrong(name, place, problem);
        let mut file = opened.map_err(|problem| wrong("", &problem))?;
        let parsed = parse_metadata(&|key| file.metadata(key));
        let (document, types, exact) = parsed.map_err(|(key, problem)| wrong(key, &problem))?;
        let actors = ActorIds::of(&document);
        let mut columns = Vec::new();
        for (nth, field) in file.schema().fields().iter().enumerate() {
            if READ.contains(&field.name().as_str()) {
                columns.push(nth);
            }
        }
        file.project(columns);
        let mut rows = Rows::default();
        // Each row takes at least this many bytes. Reserved memory costs nothing before it is used.
        rows.reserve((size / LEAST_ROW) as usize);
        for nth in 0..file.batches() {
            let batch = file.batch(nth).map_err(io)?;
            let batch = batch.map_err(|problem| wrong(&format!("batch {nth}"), &problem))?;
            let added = rows.add(&batch, &|key| actors.find(key));
            added.map_err(|Wrong(column, problem)| wrong(column, &problem))?;
        }
        rows.sort().map_err(|Wrong(column, problem)| wrong(column, &problem))?;
        Ok(Parts { document, types, exact, rows })
    }
}

/// Returns the error of a part of a file that is not what `Timeline::save` writes.
fn wrong(name: &str, place: &str, problem: &str) -> Error {
    error(name, place, problem, "what `Timeline::save` writes", REMEDY)
}

fn error(name: &str, place: &str, got: &str, allowed: &str, remedy: &str) -> Error {
    let place = match place {
        "" => Location::in_file(name),
        place => Location::from(place).inside(&Location::in_file(name)),
    };
    Issues::from(Issue::new(place, got, allowed, remedy)).into_error(ErrorKind::Input)
}
