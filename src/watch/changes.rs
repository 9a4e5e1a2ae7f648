//! [`Changes`]: what a transaction changed.

use super::transaction::Touched;

/// What a [`Transaction`](super::Transaction) changed.
#[derive(Clone, Debug)]
pub struct Changes {
    pub(super) touched: Touched,
}

impl Changes {
    /// Returns the number of events that were recorded, or recorded again after they were withdrawn.
    pub fn recorded(&self) -> u64 {
        self.touched.recorded
    }

    /// Returns the number of events that were revised, by a new draft or a further report.
    pub fn revised(&self) -> u64 {
        self.touched.revised
    }

    /// Returns the number of events that were withdrawn.
    pub fn withdrawn(&self) -> u64 {
        self.touched.withdrawn
    }

    /// Returns the number of events, among those recorded and revised by a draft, whose earliest onset is before the
    /// time to which the watch [was complete](super::Transaction::complete_to).
    pub fn late(&self) -> u64 {
        self.touched.late
    }
}
