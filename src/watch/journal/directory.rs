//! The directory of a journal: the lock that keeps a second writer out, and files that are replaced as a whole.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use fs4::{FileExt, TryLockError};

use crate::error::{Error, Issue, Location};

/// A directory that no other process writes to.
#[derive(Debug)]
pub(super) struct Directory {
    path: PathBuf,
    /// Held as long as the directory is in use.
    _lock: File,
}

impl Directory {
    /// Opens a directory, which is created if it does not exist, and locks it.
    pub(super) fn open(path: &Path) -> Result<Self, Error> {
        fs::create_dir_all(path).map_err(|error| Error::io(path, error))?;
        let file = path.join("lock");
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&file)
            .map_err(|error| Error::io(&file, error))?;
        match FileExt::try_lock(&lock) {
            Ok(()) => Ok(Self { path: path.to_owned(), _lock: lock }),
            Err(TryLockError::Error(error)) => Err(Error::io(&file, error)),
            Err(TryLockError::WouldBlock) => {
                let place = Location::in_file(path.display().to_string());
                let allowed = "one writer at a time";
                let remedy = "end the other program, or use another directory";
                Err(Error::value(Issue::new(place, "a journal in use", allowed, remedy)))
            }
        }
    }

    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Writes a file under another name, and renames it to this name once all of it is on disk.
    pub(super) fn replace(
        &self,
        name: &str,
        write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        let beside = self.file(&format!("{name}.new"));
        let mut out = BufWriter::new(File::create(&beside)?);
        write(&mut out)?;
        out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        fs::rename(&beside, self.file(name))?;
        self.sync()
    }

    /// Waits until the names of the files in the directory are on disk.
    fn sync(&self) -> io::Result<()> {
        // Only Unix systems open directories as files.
        if cfg!(unix) { File::open(&self.path)?.sync_all() } else { Ok(()) }
    }
}
