//! Tables in Arrow and Parquet, for other programs.

use std::{error::Error, io::Write};

/// The kinds of files of tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TableFile {
    Arrow,
    Parquet,
}

impl TableFile {
    /// Returns an error if such files cannot be written: the features that write them are not in `cli`, or the output is
    /// a terminal.
    pub(crate) fn check(self) -> Result<(), String> {
        let (name, is_compiled) = match self {
            Self::Arrow => ("arrow", cfg!(feature = "arrow")),
            Self::Parquet => ("parquet", cfg!(feature = "parquet")),
        };
        if !is_compiled {
            return Err(format!(
                "--output {name}: this program was compiled without it; install it with `cargo install --path . --features cli,parquet`"
            ));
        }
        if crate::output::is_terminal() && !cfg!(test) {
            return Err(format!(
                "--output {name}: such a file is no text; write it to a file: --into FILE.{name}"
            ));
        }
        Ok(())
    }
}

/// Writes record batches as a file.
#[cfg(feature = "arrow")]
pub(crate) fn write(
    batches: escalade::arrow::Batches<'_>,
    file: TableFile,
    out: &mut dyn Write,
) -> Result<(), Box<dyn Error>> {
    match file {
        TableFile::Arrow => Ok(batches.write_ipc(out)?),
        #[cfg(feature = "parquet")]
        TableFile::Parquet => {
            let mut bytes = Vec::new();
            batches.write_parquet(&mut bytes)?;
            Ok(out.write_all(&bytes)?)
        }
        #[cfg(not(feature = "parquet"))]
        TableFile::Parquet => Ok(file.check()?),
    }
}

/// Writes a timeline as a file that is kept.
pub(crate) fn write_timeline(
    timeline: &escalade::Timeline,
    file: TableFile,
    out: &mut dyn Write,
) -> Result<(), Box<dyn Error>> {
    file.check()?;
    #[cfg(feature = "arrow")]
    match file {
        TableFile::Arrow => timeline.write_ipc(out)?,
        #[cfg(feature = "parquet")]
        TableFile::Parquet => {
            let mut bytes = Vec::new();
            timeline.write_parquet(&mut bytes)?;
            out.write_all(&bytes)?;
        }
        #[cfg(not(feature = "parquet"))]
        TableFile::Parquet => {}
    }
    #[cfg(not(feature = "arrow"))]
    let _ = (timeline, out);
    Ok(())
}
