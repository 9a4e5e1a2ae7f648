//! Reporting how far reading has come.

use std::{
    fmt,
    io::{self, BufRead, Read, Seek, SeekFrom},
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

type Callback = dyn Fn(&Progress<'_>) + Send + Sync;

/// The callback that receives progress, if the user has set one.
#[derive(Clone, Default)]
pub(super) struct ProgressSink(Option<Arc<Callback>>);

impl ProgressSink {
    pub(super) fn new(callback: impl Fn(&Progress<'_>) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(callback)))
    }
}

impl fmt::Debug for ProgressSink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "callback" } else { "none" })
    }
}

/// An input that reports its progress while it is read.
pub(super) struct TrackedInput<'i, R: ?Sized> {
    input: &'i mut R,
    sink: &'i ProgressSink,
    file: &'i str,
    size: Option<u64>,
    bytes: u64,
    reported: u64,
}

impl<'i, R: BufRead + ?Sized> TrackedInput<'i, R> {
    /// Number of bytes between two reports.
    const STEP: u64 = 1 << 20;

    /// Wraps an input, and reports that its reading begins.
    pub(super) fn new(
        input: &'i mut R,
        sink: &'i ProgressSink,
        file: &'i str,
        size: Option<u64>,
    ) -> Self {
        let tracked = Self { input, sink, file, size, bytes: 0, reported: 0 };
        tracked.report();
        tracked
    }

    /// Reports the bytes read so far.
    pub(super) fn report(&self) {
        if let Some(callback) = &self.sink.0 {
            // After seeking back in an archive, more bytes may be read than there are.
            let bytes = self.bytes.min(self.size.unwrap_or(u64::MAX));
            callback(&Progress { file: self.file, bytes, size: self.size });
        }
    }

    /// Returns the number of bytes read so far.
    pub(super) fn bytes_read(&self) -> u64 {
        self.bytes
    }

    /// Reports that the file is read, even if some bytes of it never were: an archive has parts that need
    /// not be read.
    pub(super) fn report_end(&mut self) {
        self.bytes = self.size.unwrap_or(self.bytes);
        self.report();
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

impl<R: BufRead + ?Sized> Read for TrackedInput<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        self.count(read);
        Ok(read)
    }
}

impl<R: BufRead + ?Sized> BufRead for TrackedInput<'_, R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.input.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.input.consume(amount);
        self.count(amount);
    }
}

/// Bytes read again after seeking back are counted again. A zip archive is read that way: the list of its
/// files is at its end.
impl<R: BufRead + Seek> Seek for TrackedInput<'_, R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.input.seek(to)
    }
}
