//! Columnar files, which are Arrow IPC and Parquet. They are written with checksums, under another name and then
//! renamed, and opened with the checks that the crates that decode them leave to their callers.

mod beside;
mod checksums;
mod described;
mod ipc_file;
mod ipc_layout;
mod kind;
mod unwritten;

pub(crate) use beside::write_beside;
pub(crate) use checksums::{Checked, Sums, find_sums};
pub(crate) use described::described;
pub(crate) use ipc_file::IpcFile;
pub(crate) use kind::Columnar;
#[cfg(not(feature = "parquet"))]
pub(crate) use kind::without_parquet;
#[cfg(feature = "parquet")]
pub(crate) use unwritten::arrow_error;
pub(crate) use unwritten::unwritten;
