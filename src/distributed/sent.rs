//! What a worker has sent and kept so far.

/// What a worker has sent and kept so far.
#[derive(Default)]
pub(super) struct Sent {
    pub(super) rows: u64,
    pub(super) values: u64,
    pub(super) sums: u64,
    pub(super) rounds: u64,
    pub(super) passes: u64,
    pub(super) kept: u64,
}
