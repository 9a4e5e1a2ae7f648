//! Files that are written under another name in the same folder and renamed once they are whole, so that nobody finds
//! half a file, and a file that was there before stays until then.

use std::{
    fs::{self, File},
    io::{self, BufWriter, ErrorKind, Write},
    path::{Path, PathBuf},
    sync::Mutex,
};

/// The files under their other names, for the interrupt that ends the process without dropping anything.
static PARTS: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// A file that is being written. Unless it is finished, it is removed, and nothing takes its place.
pub(crate) struct Beside {
    path: PathBuf,
    part: PathBuf,
    out: BufWriter<File>,
}

impl Beside {
    pub(crate) fn create(path: &Path) -> io::Result<Self> {
        // A link stays: what it points to is replaced.
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let (part, file) = create_part(&path)?;
        if let Ok(before) = fs::metadata(&path) {
            // A file system without permissions has none to keep.
            let _ = file.set_permissions(before.permissions());
        }
        Ok(Self { path, part, out: BufWriter::new(file) })
    }

    /// Puts the file in its place.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        self.out.flush()?;
        self.out.get_ref().sync_all()?;
        fs::rename(&self.part, &self.path)
    }
}

impl Write for Beside {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        // After the renaming there is none.
        let _ = fs::remove_file(&self.part);
        if let Ok(mut parts) = PARTS.lock() {
            parts.retain(|part| *part != self.part);
        }
    }
}

/// Creates a new file in the folder of another.
fn create_part(path: &Path) -> io::Result<(PathBuf, File)> {
    if path.is_dir() {
        return Err(ErrorKind::IsADirectory.into());
    }
    let name = path.file_name().ok_or(ErrorKind::InvalidInput)?;
    let mut parts = PARTS.lock().map_err(|_| ErrorKind::Other)?;
    let mut number = 0_u32;
    loop {
        let mut part = name.to_owned();
        part.push(format!(".{}-{number}.part", std::process::id()));
        let part = path.with_file_name(part);
        match File::options().write(true).create_new(true).open(&part) {
            Err(problem) if problem.kind() == ErrorKind::AlreadyExists && number < 1_000 => {
                number += 1;
            }
            Err(problem) => return Err(problem),
            Ok(file) => {
                parts.push(part.clone());
                return Ok((part, file));
            }
        }
    }
}

/// Removes what is not finished, before the process ends.
pub(crate) fn remove_parts() {
    if let Ok(parts) = PARTS.try_lock() {
        for part in parts.iter() {
            let _ = fs::remove_file(part);
        }
    }
}

/// Writes a text in place of a file.
pub(crate) fn replace(file: &Path, text: &str) -> io::Result<()> {
    let mut out = Beside::create(file)?;
    out.write_all(text.as_bytes())?;
    out.finish()
}
