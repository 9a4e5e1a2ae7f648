//! Compressed files: gzip, and zip archives of one or more files.
//!
//! Both are recognised by their first bytes. Files are unpacked while they are read, and never held
//! unpacked in memory.

/// How a file is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Compression {
    Gzip,
    Zip,
}

/// Returns the compression of a file by its first bytes, or `None` if it is not compressed.
pub(super) fn compression(head: &[u8]) -> Option<Compression> {
    match head {
        [0x1f, 0x8b, ..] => Some(Compression::Gzip),
        // The second signature is that of an empty archive.
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Some(Compression::Zip),
        _ => None,
    }
}

#[cfg(feature = "compressed")]
pub(super) use unpacking::{gunzip, unzip, unzip_in_memory};

#[cfg(feature = "compressed")]
mod unpacking {
    use std::{
        fmt,
        io::{self, BufReader, Cursor, ErrorKind as IoKind, Read},
    };

    use flate2::{bufread::MultiGzDecoder, read::DeflateDecoder};
    use rawzip::{
        CompressionMethod, ErrorKind as ZipErrorKind, RECOMMENDED_BUFFER_SIZE, ZipArchive,
        ZipArchiveEntryWayfinder,
    };

    use super::super::{
        peek::{Chunks, HEAD_BYTES, read_to_end},
        progress::{ProgressSink, Source, TrackedInput},
    };
    use crate::error::{Error, ErrorKind, Issue, Issues, Location};

    /// Number of unpacked bytes that are always read, however small the compressed file is.
    const ALWAYS_UNPACKED: u64 = 16 << 20;

    /// Maximum number of files in an archive. Archives of event data hold a few files; an archive of one
    /// year of GDELT's 15-minute files would hold 35,000.
    const MAX_ENTRIES: usize = 10_000;

    /// Unpacks a gzip file of one or more members, and passes its content to `read`.
    pub(in super::super) fn gunzip(
        name: &str,
        input: &mut TrackedInput<'_, '_>,
        max_expansion: u32,
        read: impl FnOnce(&mut dyn Chunks) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut packed = MultiGzDecoder::new(input);
        let mut unpack = |buffer: &mut [u8]| {
            let read = packed.read(buffer)?;
            let allowed = packed.get_ref().bytes_read().saturating_mul(max_expansion.into());
            Ok((read, ALWAYS_UNPACKED.saturating_add(allowed)))
        };
        let mut text = Unpacker::new(&mut unpack);
        let result = read(&mut text);
        text.into_inner().checked(name, result)
    }

    /// A file of an archive.
    struct Entry {
        name: String,
        method: CompressionMethod,
        is_encrypted: bool,
        location: ZipArchiveEntryWayfinder,
    }

    /// The content of a file of an archive, unpacked while it is read.
    enum Content<R> {
        Stored(R),
        Deflated(Box<DeflateDecoder<R>>),
    }

    impl<R: Read> Read for Content<R> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            match self {
                Self::Stored(reader) => reader.read(buffer),
                Self::Deflated(reader) => reader.read(buffer),
            }
        }
    }

    /// A function that reads a file of an archive, given with its name. It returns an issue for a file in no
    /// known format.
    type ReadEntry<'r> = dyn FnMut(&str, &mut dyn Chunks) -> Result<Option<Issue>, Error> + 'r;

    /// Unpacks a zip archive of an input that cannot seek, which is held in memory compressed.
    pub(in super::super) fn unzip_in_memory(
        name: &str,
        input: &mut dyn Chunks,
        max_expansion: u32,
        read_entry: &mut ReadEntry<'_>,
    ) -> Result<(), Error> {
        let mut packed = Vec::new();
        read_to_end(input, u64::MAX, &mut packed).map_err(|error| Error::io(name, error))?;
        let size = packed.len() as u64;
        let unreported = ProgressSink::default();
        let source = Source::Memory(Cursor::new(packed));
        let mut packed = TrackedInput::new(source, &unreported, name, Some(size));
        unzip(name, size, &mut packed, max_expansion, read_entry)
    }

    /// Unpacks the files of a zip archive in the order in which it lists them, and passes each to
    /// `read_entry` with its name.
    ///
    /// # Errors
    ///
    /// The archive is damaged, unpacks to too many bytes, or holds no file in a known format.
    pub(in super::super) fn unzip(
        name: &str,
        size: u64,
        packed: &mut TrackedInput<'_, '_>,
        max_expansion: u32,
        read_entry: &mut ReadEntry<'_>,
    ) -> Result<(), Error> {
        let mut buffer = vec![0; RECOMMENDED_BUFFER_SIZE];
        let archive = ZipArchive::from_seekable(packed, &mut buffer)
            .map_err(|error| zip_error(name, error))?;
        // The limit applies to all files of the archive together.
        let limit = ALWAYS_UNPACKED.saturating_add(size.saturating_mul(max_expansion.into()));
        let (mut entries, mut stated) = (Vec::new(), 0_u64);
        let mut listed = archive.entries(&mut buffer);
        while let Some(entry) = listed.next_entry().map_err(|error| zip_error(name, error))? {
            if entries.len() == MAX_ENTRIES {
                let got = format!("{} files", archive.entries_hint());
                let allowed = format!("at most {MAX_ENTRIES} files in one archive");
                let remedy = "unpack it, and read the files you want";
                return Err(input_error(name, got, allowed, remedy));
            }
            let inner = String::from_utf8_lossy(entry.file_path().as_bytes()).into_owned();
            if entry.is_dir() || is_file_manager_data(&inner) {
                continue;
            }
            // An archive that states too large a size is refused before any file of it is read.
            stated = stated.saturating_add(entry.uncompressed_size_hint());
            if stated > limit {
                return Err(too_large(
                    name,
                    format!("more than {limit} bytes unpacked, by the sizes that it states"),
                ));
            }
            entries.push(Entry {
                name: format!("{name}/{}", printable(&inner)),
                method: entry.compression_method(),
                is_encrypted: entry.flags().is_encrypted(),
                location: entry.wayfinder(),
            });
        }
        let mut remaining = limit;
        let mut unknown = Vec::new();
        let mut read_any = false;
        for Entry { name: inner, method, is_encrypted, location } in entries {
            if is_encrypted {
                return Err(not_whole(&inner, "an encrypted file"));
            }
            let entry = archive.get_entry(location).map_err(|error| zip_error(&inner, error))?;
            let unpacked = match method {
                CompressionMethod::STORE => Content::Stored(entry.reader()),
                CompressionMethod::DEFLATE => {
                    Content::Deflated(Box::new(DeflateDecoder::new(entry.reader())))
                }
                _ => {
                    let got = format!("compression method {method}");
                    return Err(not_whole(&inner, got));
                }
            };
            let mut unpacked = entry.verifying_reader(unpacked);
            let mut unpack = |buffer: &mut [u8]| Ok((unpacked.read(buffer)?, remaining));
            let mut text = Unpacker::new(&mut unpack);
            let result = read_entry(&inner, &mut text).map(|issue| match issue {
                Some(issue) => unknown.push(issue),
                None => read_any = true,
            });
            let text = text.into_inner();
            let unpacked = text.unpacked;
            text.checked(&inner, result)?;
            remaining -= unpacked;
        }
        if read_any {
            return Ok(());
        }
        if unknown.is_empty() {
            let allowed = "an archive with files in it";
            return Err(input_error(name, "no file", allowed, "download it again"));
        }
        let mut issues = Issues::default();
        for issue in unknown {
            issues.push(issue);
        }
        Err(issues.into_error(ErrorKind::Input))
    }

    /// A function that unpacks into a buffer. It returns the number of bytes unpacked, and the limit for all
    /// bytes unpacked so far, which may grow with the compressed bytes read.
    type Unpack<'u> = dyn FnMut(&mut [u8]) -> io::Result<(usize, u64)> + 'u;

    /// A reader that unpacks at most a limited number of bytes, and keeps the reason if unpacking fails.
    struct Unpacker<'u> {
        unpack: &'u mut Unpack<'u>,
        unpacked: u64,
        failure: Option<String>,
    }

    impl<'u> Unpacker<'u> {
        fn new(unpack: &'u mut Unpack<'u>) -> BufReader<Self> {
            let unpacker = Self { unpack, unpacked: 0, failure: None };
            BufReader::with_capacity(HEAD_BYTES, unpacker)
        }

        /// Returns the result of reading the unpacked text. If unpacking failed, this is an error of the
        /// file, not of the operating system as the reader of the text reported it.
        fn checked(self, name: &str, result: Result<(), Error>) -> Result<(), Error> {
            let Some(failure) = self.failure else { return result };
            Err(too_large(name, format!("{failure}, after {} bytes unpacked", self.unpacked)))
        }
    }

    impl Read for Unpacker<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let (read, limit) = (self.unpack)(buffer).inspect_err(|error| {
                if is_damage(error) {
                    self.failure = Some(error.to_string());
                }
            })?;
            self.unpacked += read as u64;
            if self.unpacked > limit {
                let failure = format!("more than {limit} bytes");
                self.failure = Some(failure.clone());
                return Err(io::Error::other(failure));
            }
            Ok(read)
        }
    }

    /// Returns `true` if the decompressor reports damage, as opposed to an error of the operating system.
    fn is_damage(error: &io::Error) -> bool {
        use IoKind::{InvalidData, InvalidInput, Other, UnexpectedEof, Unsupported};
        let kinds = [InvalidData, InvalidInput, Other, UnexpectedEof, Unsupported];
        error.raw_os_error().is_none() && kinds.contains(&error.kind())
    }

    /// Returns the error of a file that unpacks to too many bytes, or is damaged.
    fn too_large(name: &str, got: String) -> Error {
        let allowed = "a whole compressed file that does not unpack to too many bytes";
        let remedy =
            "download it again; if its size is intended, unpack it or raise `max_expansion`";
        input_error(name, got, allowed, remedy)
    }

    fn zip_error(name: &str, error: rawzip::Error) -> Error {
        match error.kind() {
            ZipErrorKind::IO(io) if !is_damage(io) => Error::io(name, io::Error::other(error)),
            _ => not_whole(name, error),
        }
    }

    /// Returns the error of an archive that is damaged, or of a kind that is not read.
    fn not_whole(name: &str, got: impl fmt::Display) -> Error {
        let allowed =
            "a whole zip archive, neither encrypted nor split, with files stored or deflated";
        let remedy = "download it again, or unpack it with another program";
        input_error(name, got, allowed, remedy)
    }

    fn input_error(
        name: &str,
        got: impl fmt::Display,
        allowed: impl fmt::Display,
        remedy: &str,
    ) -> Error {
        let issue = Issue::new(Location::in_file(name), got, allowed, remedy);
        Issues::from(issue).into_error(ErrorKind::Input)
    }

    /// Returns `true` for files that file managers add to archives.
    fn is_file_manager_data(name: &str) -> bool {
        name.starts_with("__MACOSX/") || name.rsplit('/').next() == Some(".DS_Store")
    }

    /// Returns a name without control characters, cut to 200 characters, so that a hostile archive cannot
    /// fill a message or control the terminal.
    fn printable(name: &str) -> String {
        let (mut printable, mut count) = (String::new(), 0);
        for letter in name.chars() {
            if count < 200 && !letter.is_control() {
                printable.push(letter);
                count += 1;
            }
        }
        printable
    }
}

/// Returns the error for a compressed file where the feature `compressed` is off.
#[cfg(not(feature = "compressed"))]
pub(super) fn unsupported(name: &str) -> crate::error::Error {
    use crate::error::{ErrorKind, Issue, Issues, Location};
    let allowed = "a file that is not compressed, as the library was built without the feature";
    let remedy = "enable the feature `compressed` of this library, or unpack the file";
    let issue = Issue::new(Location::in_file(name), "a compressed file", allowed, remedy);
    Issues::from(issue).into_error(ErrorKind::Unsupported)
}
