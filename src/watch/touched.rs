//! [`Touched`]: how many events a transaction recorded, revised and withdrew.

use serde::Serialize;

/// The numbers of events that a transaction recorded, revised and withdrew, and of late ones among them.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub(super) struct Touched {
    pub(super) recorded: u64,
    pub(super) revised: u64,
    pub(super) withdrawn: u64,
    pub(super) late: u64,
}
