//! Reporting how far reading has come.

#[cfg(feature = "compressed")]
use std::io::{Cursor, ErrorKind, Seek, SeekFrom};
use std::{
    fmt,
    fs::File,
    io::{self, BufRead, BufReader, Read},
    ops::ControlFlow,
    sync::Arc,
};

/// How far the reading of a file has come. See [`Options::progress`](super::Options::progress).
///
/// ```
/// use escalade::read::Options;
///
/// let options = Options::new().progress(|progress| {
///     let read = progress.bytes();
///     match progress.size() {
///         Some(size) => eprintln!("{}: {read} of {size} bytes", progress.file()),
///         None => eprintln!("{}: {read} bytes", progress.file()),
///     }
/// });
/// assert_eq!(options.read("rows", "2006-07-12\tLBN\tISR\t190\n".as_bytes())?.timeline.len(), 1);
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Progress<'p> {
    file: &'p str,
    bytes: u64,
    size: Option<u64>,
}

impl<'p> Progress<'p> {
    /// Returns the name of the file.
    pub fn file(&self) -> &'p str {
        self.file
    }

    /// Returns the number of bytes read so far. For a compressed file these are compressed bytes.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Returns the size of the file in bytes, or `None` if it is unknown.
    pub fn size(&self) -> Option<u64> {
        self.size
    }
}

type Callback = dyn Fn(&Progress<'_>) -> ControlFlow<()> + Send + Sync;

/// The callback that receives progress, if the user has set one.
#[derive(Clone, Default)]
pub(super) struct ProgressSink(Option<Arc<Callback>>);

impl ProgressSink {
    pub(super) fn new(
        callback: impl Fn(&Progress<'_>) -> ControlFlow<()> + Send + Sync + 'static,
    ) -> Self {
        Self(Some(Arc::new(callback)))
    }
}

impl fmt::Debug for ProgressSink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "callback" } else { "none" })
    }
}

/// Where bytes are read from. One type for all, so that decompression is compiled once.
pub(super) enum Source<'i> {
    /// An input of the caller, which cannot seek.
    Stream(&'i mut dyn BufRead),
    File(BufReader<File>),
    #[cfg(feature = "compressed")]
    Memory(Cursor<Vec<u8>>),
}

/// An input that reports its progress while it is read.
pub(super) struct TrackedInput<'i, 's> {
    source: Source<'s>,
    sink: &'i ProgressSink,
    file: &'i str,
    size: Option<u64>,
    bytes: u64,
    reported: u64,
    /// Whether the callback has asked for an end of the reading.
    is_stopped: bool,
}

impl<'i, 's> TrackedInput<'i, 's> {
    /// Number of bytes between two reports.
    const STEP: u64 = 1 << 20;

    /// Wraps an input, and reports that its reading begins.
    pub(super) fn new(
        source: Source<'s>,
        sink: &'i ProgressSink,
        file: &'i str,
        size: Option<u64>,
    ) -> Self {
        let mut tracked =
            Self { source, sink, file, size, bytes: 0, reported: 0, is_stopped: false };
        tracked.report();
        tracked
    }

    /// Reports the bytes read so far.
    pub(super) fn report(&mut self) {
        if let Some(callback) = &self.sink.0 {
            // After seeking back in an archive, more bytes may be read than there are.
            let bytes = self.bytes.min(self.size.unwrap_or(u64::MAX));
            let progress = Progress { file: self.file, bytes, size: self.size };
            self.is_stopped |= callback(&progress).is_break();
        }
    }

    /// Returns `true` if the callback has asked for an end of the reading.
    pub(super) fn is_stopped(&self) -> bool {
        self.is_stopped
    }

    /// Fails if the callback has asked for an end of the reading. The error is replaced by one that says so.
    fn go_on(&self) -> io::Result<()> {
        if self.is_stopped { Err(io::ErrorKind::Other.into()) } else { Ok(()) }
    }

    /// Returns another handle of the file, if it is one.
    #[cfg(feature = "parquet")]
    pub(super) fn file(&self) -> io::Result<Option<File>> {
        match &self.source {
            Source::File(file) => file.get_ref().try_clone().map(Some),
            _ => Ok(None),
        }
    }

    /// Returns the number of bytes read so far.
    #[cfg(feature = "compressed")]
    pub(super) fn bytes_read(&self) -> u64 {
        self.bytes
    }

    /// Counts the whole file as read, even if some bytes of it never were: an archive has parts that need
    /// not be read.
    #[cfg(feature = "compressed")]
    pub(super) fn skip_to_end(&mut self) {
        self.bytes = self.size.unwrap_or(self.bytes);
    }

    /// Counts bytes read, and reports them if enough have come together.
    fn count(&mut self, bytes: usize) {
        self.bytes += bytes as u64;
        if self.bytes - self.reported >= Self::STEP {
            self.reported = self.bytes;
            self.report();
        }
    }
}

impl Read for TrackedInput<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.go_on()?;
        let read = match &mut self.source {
            Source::Stream(input) => input.read(buffer),
            Source::File(file) => file.read(buffer),
            #[cfg(feature = "compressed")]
            Source::Memory(bytes) => bytes.read(buffer),
        }?;
        self.count(read);
        Ok(read)
    }
}

impl BufRead for TrackedInput<'_, '_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.go_on()?;
        match &mut self.source {
            Source::Stream(input) => input.fill_buf(),
            Source::File(file) => file.fill_buf(),
            #[cfg(feature = "compressed")]
            Source::Memory(bytes) => bytes.fill_buf(),
        }
    }

    fn consume(&mut self, amount: usize) {
        match &mut self.source {
            Source::Stream(input) => input.consume(amount),
            Source::File(file) => file.consume(amount),
            #[cfg(feature = "compressed")]
            Source::Memory(bytes) => bytes.consume(amount),
        }
        self.count(amount);
    }
}

/// Bytes read again after seeking back are counted again. A zip archive is read that way: the list of its
/// files is at its end.
#[cfg(feature = "compressed")]
impl Seek for TrackedInput<'_, '_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match &mut self.source {
            Source::Stream(_) => Err(ErrorKind::NotSeekable.into()),
            Source::File(file) => file.seek(to),
            Source::Memory(bytes) => bytes.seek(to),
        }
    }
}
