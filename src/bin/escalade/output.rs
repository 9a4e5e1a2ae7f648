//! Where the answer goes: the standard output, or a file.

use std::{
    fs::File,
    io::{self, BufWriter, IsTerminal, StdoutLock, Write},
    path::Path,
    sync::atomic::{AtomicBool, Ordering::Relaxed},
};

use crate::{beside::Beside, files::in_file};

/// Whether the answer goes to a file that is named.
static IS_TO_FILE: AtomicBool = AtomicBool::new(false);

/// Returns `true` if the answer is printed on a terminal.
pub(crate) fn is_terminal() -> bool {
    !IS_TO_FILE.load(Relaxed) && io::stdout().is_terminal()
}

/// An output.
pub(crate) enum Output {
    Standard(BufWriter<StdoutLock<'static>>),
    /// A file that appears once it is whole.
    File(Beside),
    /// A device or a pipe, which nothing can take the place of.
    Device(BufWriter<File>),
}

impl Output {
    /// Opens the named file, or the standard output.
    pub(crate) fn open(path: Option<&Path>) -> Result<Self, String> {
        let Some(path) = path else {
            return Ok(Self::Standard(BufWriter::new(io::stdout().lock())));
        };
        IS_TO_FILE.store(true, Relaxed);
        let is_device = path.metadata().is_ok_and(|data| !data.is_file() && !data.is_dir());
        let opened = match is_device {
            true => File::options().write(true).open(path).map(BufWriter::new).map(Self::Device),
            false => Beside::create(path).map(Self::File),
        };
        opened.map_err(|problem| in_file(path, &problem))
    }

    /// Writes what is buffered, and puts a file in its place.
    pub(crate) fn finish(self) -> io::Result<()> {
        match self {
            Self::Standard(mut out) => out.flush(),
            Self::File(out) => out.finish(),
            Self::Device(mut out) => out.flush(),
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Standard(out) => out.write(bytes),
            Self::File(out) => out.write(bytes),
            Self::Device(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Standard(out) => out.flush(),
            Self::File(out) => out.flush(),
            Self::Device(out) => out.flush(),
        }
    }
}
