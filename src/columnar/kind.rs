//! The kinds of columnar files.

#[cfg(not(feature = "parquet"))]
use crate::error::{Error, ErrorKind, Issue, Issues, Location};

/// The kinds of columnar files.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Columnar {
    Ipc,
    Parquet,
}

impl Columnar {
    /// Returns the kind of a columnar file by its first bytes, or `None` if it is not a columnar file.
    pub(crate) fn of(head: &[u8]) -> Option<Self> {
        [Self::Ipc, Self::Parquet].into_iter().find(|kind| head.starts_with(kind.magic()))
    }

    /// Returns the bytes with which a file of this kind begins and ends.
    pub(crate) fn magic(self) -> &'static [u8] {
        match self {
            Self::Ipc => b"ARROW1",
            Self::Parquet => b"PAR1",
        }
    }
}

/// Returns the error for a Parquet file in a library without the feature `parquet`.
#[cfg(not(feature = "parquet"))]
pub(crate) fn without_parquet(name: &str) -> Error {
    let allowed =
        "a file that this program reads, which was compiled without the feature `parquet`";
    let remedy = "compile it with the feature: for the command, `--features cli,parquet`";
    let issue = Issue::new(Location::in_file(name), "a Parquet file", allowed, remedy);
    Issues::from(issue).into_error(ErrorKind::Unsupported)
}
