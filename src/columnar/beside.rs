//! Files that are written under another name in the same folder and then renamed, so that a reader never finds a part
//! of a file.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use crate::error::Error;

/// Writes a file by `write`, first under another name in the same folder. If that fails, a file that was there before
/// stays as it was.
///
/// # Errors
///
/// The file cannot be written or renamed, or `write` fails.
pub(crate) fn write_beside(
    path: &Path,
    write: &mut dyn FnMut(&mut (dyn Write + Send)) -> Result<(), Error>,
) -> Result<(), Error> {
    let (part, file) = create_beside(path).map_err(|problem| Error::io(path, problem))?;
    let mut out = BufWriter::with_capacity(1 << 16, file);
    let written = write(&mut out)
        .and_then(|()| out.flush().map_err(|problem| Error::io(path, problem)))
        .and_then(|()| fs::rename(&part, path).map_err(|problem| Error::io(path, problem)));
    if written.is_err() {
        // The first error is returned, not one of removing the file.
        let _ = fs::remove_file(&part);
    }
    written
}

/// Creates a new file in the same folder. Two writers of the same path never write to the same new file.
fn create_beside(path: &Path) -> io::Result<(PathBuf, File)> {
    let name = path.file_name().ok_or_else(|| io::Error::from(io::ErrorKind::IsADirectory))?;
    let mut number = 0_u32;
    loop {
        let mut part = name.to_owned();
        part.push(format!(".{}-{number}.part", std::process::id()));
        let part = path.with_file_name(part);
        match File::options().write(true).create_new(true).open(&part) {
            Err(problem) if problem.kind() == io::ErrorKind::AlreadyExists && number < 1_000 => {
                number += 1;
            }
            Err(problem) => return Err(problem),
            Ok(file) => return Ok((part, file)),
        }
    }
}
