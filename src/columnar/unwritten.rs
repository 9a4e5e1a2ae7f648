//! Errors of files that could not be written.

use arrow_schema::ArrowError;

use crate::error::{Error, ErrorKind, Issue, Issues};

/// Returns the error of a file that could not be written: that of the output, or what is allowed in a file.
pub(crate) fn unwritten(problem: ArrowError, allowed: &str, remedy: &str) -> Error {
    match problem {
        ArrowError::IoError(_, problem) => Error::io("the output", problem),
        other => {
            Issues::from(Issue::new("", other, allowed, remedy)).into_error(ErrorKind::Unsupported)
        }
    }
}

/// Returns an error of Parquet as one of Arrow. An error of the output remains an error of input and output.
#[cfg(feature = "parquet")]
pub(crate) fn arrow_error(problem: parquet::errors::ParquetError) -> ArrowError {
    use parquet::errors::ParquetError;
    match problem {
        ParquetError::External(inner) => match inner.downcast::<std::io::Error>() {
            Ok(problem) => ArrowError::from(*problem),
            Err(other) => ArrowError::ParquetError(other.to_string()),
        },
        other => ArrowError::ParquetError(other.to_string()),
    }
}
