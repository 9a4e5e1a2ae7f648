//! Columnar files: Arrow IPC and Parquet, written beside their place and renamed, with checksums, and opened with the
//! checks that the crates that read them leave to their callers.

mod beside;
mod checksums;
mod ipc_file;
mod ipc_layout;

pub(crate) use beside::write_beside;
pub(crate) use checksums::{Checked, Sums, find_sums};
pub(crate) use ipc_file::IpcFile;
