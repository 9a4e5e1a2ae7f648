//! The journal of a watch: all that is recorded, on disk, one line for each transaction.

mod directory;
mod entries;
mod frame;
#[expect(clippy::module_inception, reason = "the type `Journal`")]
mod journal;
mod methods;
mod records;
mod replay;
mod snapshot;

pub(super) use journal::Journal;
pub use methods::{DroppedTail, Reopened};
