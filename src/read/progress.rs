//! How far reading has come.

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
    /// The name of the file.
    pub fn file(&self) -> &'p str {
        self.file
    }

    /// Bytes read of it, as they lie in the file: of a compressed one, compressed.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Bytes it has, where that is known.
    pub fn size(&self) -> Option<u64> {
        self.size
    }
}

type Tell = dyn Fn(&Progress<'_>) + Send + Sync;

/// Who is told, if anyone is.
#[derive(Clone, Default)]
pub(super) struct Teller(Option<Arc<Tell>>);

impl Teller {
    pub(super) fn new(tell: impl Fn(&Progress<'_>) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(tell)))
    }
}

impl fmt::Debug for Teller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "told" } else { "nobody" })
    }
}

/// An input whose progress is told.
pub(super) struct Told<'i, R> {
    input: R,
    teller: &'i Teller,
    file: &'i str,
    size: Option<u64>,
    bytes: u64,
    told: u64,
}

impl<'i, R: BufRead> Told<'i, R> {
    /// Bytes between one telling and the next.
    const STEP: u64 = 1 << 20;

    pub(super) fn new(input: R, teller: &'i Teller, file: &'i str, size: Option<u64>) -> Self {
        let told = Self { input, teller, file, size, bytes: 0, told: 0 };
        told.tell();
        told
    }

    pub(super) fn tell(&self) {
        if let Some(tell) = &self.teller.0 {
            let bytes = self.bytes.min(self.size.unwrap_or(u64::MAX));
            tell(&Progress { file: self.file, bytes, size: self.size });
        }
    }

    /// Bytes read so far.
    pub(super) fn passed(&self) -> u64 {
        self.bytes
    }

    /// Tells that the end was reached, for an archive of which not everything is read.
    pub(super) fn tell_end(&mut self) {
        self.bytes = self.size.unwrap_or(self.bytes);
        self.tell();
    }

    fn count(&mut self, bytes: usize) {
        self.bytes += bytes as u64;
        if self.bytes - self.told >= Self::STEP {
            self.told = self.bytes;
            self.tell();
        }
    }
}

impl<R: BufRead> Read for Told<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        self.count(read);
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Told<'_, R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.input.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.input.consume(amount);
        self.count(amount);
    }
}

/// What is read after going back counts again: an archive tells at its end what is in it.
impl<R: BufRead + Seek> Seek for Told<'_, R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.input.seek(to)
    }
}
