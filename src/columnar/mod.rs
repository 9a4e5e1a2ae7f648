//! Columnar files, which are Arrow IPC and Parquet. They are written with checksums, under another name and then
//! renamed, and opened with the checks that the crates that decode them leave to their callers.

mod beside;
mod checksums;
mod ipc_file;
mod ipc_layout;

pub(crate) use beside::write_beside;
pub(crate) use checksums::{Checked, Sums, find_sums};
pub(crate) use ipc_file::IpcFile;
