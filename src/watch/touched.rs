//! [`Touched`]: the numbers of events that a transaction touched.

use serde::Serialize;

/// The numbers of events that a transaction touched.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub(super) struct Touched {
    pub(super) recorded: u64,
    pub(super) revised: u64,
    pub(super) withdrawn: u64,
    pub(super) late: u64,
}
