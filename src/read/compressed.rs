//! Files as they are distributed: in gzip, or one or more in a zip archive.
//!
//! Both are told by how they begin. What is unpacked is read as it comes, and never held whole.

/// How a file is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packing {
    Gzip,
    Zip,
}

/// How a file that begins so is packed, if it is.
pub(super) fn packing(head: &[u8]) -> Option<Packing> {
    match head {
        [0x1f, 0x8b, ..] => Some(Packing::Gzip),
        // The second is an archive with nothing in it.
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Some(Packing::Zip),
        _ => None,
    }
}

#[cfg(feature = "compressed")]
pub(super) use unpacking::{gunzip, unzip, unzip_held};

#[cfg(feature = "compressed")]
mod unpacking {
    use std::{
        fmt,
        io::{self, BufRead, BufReader, Cursor, ErrorKind as IoKind, Read, Seek},
    };

    use flate2::bufread::MultiGzDecoder;
    use zip::{ZipArchive, result::ZipError};

    use super::super::{
        progress::Told,
        recognise,
        session::{HEAD, Session, head},
    };
    use crate::error::{Error, ErrorKind, Issue, Issues, Location};

    /// So much is unpacked of any file, however small it is packed.
    const MOST_FREE: u64 = 16 << 20;

    /// Archives of the field hold a few files; one of a year of GDELT's 15 minutes would hold 35,000.
    const MOST_ENTRIES: usize = 10_000;

    /// Reads what is in a gzip file, of one member or several.
    pub(in super::super) fn gunzip<R: BufRead>(
        session: &mut Session<'_>,
        name: &str,
        input: &mut Told<'_, R>,
    ) -> Result<(), Error> {
        let times = u64::from(session.options().max_expansion);
        let most = |packed: &MultiGzDecoder<&mut Told<'_, R>>| {
            MOST_FREE.saturating_add(packed.get_ref().passed().saturating_mul(times))
        };
        let mut text = Bounded::over(MultiGzDecoder::new(input), most);
        let read = session.text(name, &mut text);
        text.into_inner().told(name, read)
    }

    /// Reads a zip archive that must be held in memory, because it cannot be read from its end.
    pub(in super::super) fn unzip_held(
        session: &mut Session<'_>,
        name: &str,
        input: &mut impl BufRead,
    ) -> Result<(), Error> {
        let mut packed = Vec::new();
        input.read_to_end(&mut packed).map_err(|error| Error::io(name, error))?;
        let size = packed.len() as u64;
        unzip(session, name, size, Cursor::new(packed))
    }

    /// Reads the files in a zip archive, in the order in which it lists them.
    pub(in super::super) fn unzip(
        session: &mut Session<'_>,
        name: &str,
        size: u64,
        packed: impl Read + Seek,
    ) -> Result<(), Error> {
        let mut archive = ZipArchive::new(packed).map_err(|error| refused(name, error))?;
        if archive.len() > MOST_ENTRIES {
            let got = format!("{} files", archive.len());
            let allowed = format!("at most {MOST_ENTRIES} files in one archive");
            return Err(damaged(name, got, allowed, "unpack it, and read the files you want"));
        }
        let times = u64::from(session.options().max_expansion);
        let mut most = MOST_FREE.saturating_add(size.saturating_mul(times));
        let mut unknown = Vec::new();
        let mut read_any = false;
        for nth in 0..archive.len() {
            let entry = archive.by_index(nth).map_err(|error| refused(name, error))?;
            let inner = entry.name().map_err(|error| refused(name, error))?;
            if entry.is_dir() || is_of_a_file_manager(&inner) {
                continue;
            }
            let inner = format!("{name}/{}", printable(&inner));
            let mut text = Bounded::over(entry, |_| most);
            let read = match session.recognise(&inner, &mut text) {
                Ok(Some((format, why))) => {
                    read_any = true;
                    session.read_as(&inner, &mut text, format, why)
                }
                Ok(None) => {
                    let head = head(&mut text).unwrap_or_default();
                    unknown.push(recognise::unknown(&inner, head));
                    session.decide(format!("{inner} left out: it is in no known format"));
                    Ok(())
                }
                Err(error) => Err(error),
            };
            let text = text.into_inner();
            let unpacked = text.unpacked;
            text.told(&inner, read)?;
            most -= unpacked;
        }
        if read_any {
            return Ok(());
        }
        let mut issues = Issues::default();
        if unknown.is_empty() {
            let allowed = "an archive with files in it";
            return Err(damaged(name, "no file", allowed, "fetch it again"));
        }
        unknown.into_iter().for_each(|issue| issues.push(issue));
        Err(issues.into_error(ErrorKind::Input))
    }

    /// What unpacks, up to so many bytes; and what went wrong with that.
    struct Bounded<R, F> {
        packed: R,
        most: F,
        unpacked: u64,
        trouble: Option<String>,
    }

    impl<R: Read, F: Fn(&R) -> u64> Bounded<R, F> {
        fn over(packed: R, most: F) -> BufReader<Self> {
            BufReader::with_capacity(HEAD, Self { packed, most, unpacked: 0, trouble: None })
        }

        /// What came of reading, in which a damaged file is an error of the input, not of the system.
        fn told(self, name: &str, read: Result<(), Error>) -> Result<(), Error> {
            let Some(trouble) = self.trouble else { return read };
            let got = format!("{trouble}, after {} bytes unpacked", self.unpacked);
            let allowed = "a whole compressed file, that does not grow beyond all measure";
            let remedy =
                "fetch it again; if it is meant to be so, unpack it or raise `max_expansion`";
            Err(damaged(name, got, allowed, remedy))
        }
    }

    impl<R: Read, F: Fn(&R) -> u64> Read for Bounded<R, F> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let read = self.packed.read(buffer).inspect_err(|error| {
                if is_damage(error) {
                    self.trouble = Some(error.to_string());
                }
            })?;
            self.unpacked += read as u64;
            let most = (self.most)(&self.packed);
            if self.unpacked > most {
                let trouble = format!("more than {most} bytes");
                self.trouble = Some(trouble.clone());
                return Err(io::Error::other(trouble));
            }
            Ok(read)
        }
    }

    /// Whether what unpacks found fault, and not the system: what it says then is of these kinds.
    fn is_damage(error: &io::Error) -> bool {
        use IoKind::{InvalidData, InvalidInput, Other, UnexpectedEof, Unsupported};
        let kinds = [InvalidData, InvalidInput, Other, UnexpectedEof, Unsupported];
        error.raw_os_error().is_none() && kinds.contains(&error.kind())
    }

    fn refused(name: &str, error: ZipError) -> Error {
        match error {
            ZipError::Io(error) if !is_damage(&error) => Error::io(name, error),
            error => {
                let allowed = "a whole zip archive, neither encrypted nor in parts, with files stored or deflated";
                damaged(name, error, allowed, "fetch it again, or unpack it with another program")
            }
        }
    }

    fn damaged(
        name: &str,
        got: impl fmt::Display,
        allowed: impl fmt::Display,
        remedy: &str,
    ) -> Error {
        let issue = Issue::new(Location::in_file(name), got, allowed, remedy);
        Issues::from(issue).into_error(ErrorKind::Input)
    }

    /// What systems put into archives beside the files meant.
    fn is_of_a_file_manager(name: &str) -> bool {
        name.starts_with("__MACOSX/") || name.rsplit('/').next() == Some(".DS_Store")
    }

    /// A name that neither fills a message nor writes to the terminal.
    fn printable(name: &str) -> String {
        name.chars().filter(|letter| !letter.is_control()).take(200).collect()
    }
}

/// That the library was built without what unpacks.
#[cfg(not(feature = "compressed"))]
pub(super) fn refused(name: &str) -> crate::error::Error {
    use crate::error::{ErrorKind, Issue, Issues, Location};
    let allowed = "a file that is not compressed, where the library was built without that";
    let remedy = "enable the feature `compressed` of this library, or unpack the file";
    let issue = Issue::new(Location::in_file(name), "a compressed file", allowed, remedy);
    Issues::from(issue).into_error(ErrorKind::Unsupported)
}
