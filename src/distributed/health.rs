//! What became of the connections to the other processes.

use std::sync::{
    Mutex,
    atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
};

/// The state of the connections of a process, shared by the threads that use them.
#[derive(Default)]
pub(super) struct Health {
    /// The process whose connection ended first, with the reason.
    lost: Mutex<Option<(usize, String)>>,
    /// Whether a worker of this process has ended without an answer.
    failed: AtomicBool,
    sent: AtomicU64,
}

impl Health {
    /// Notes that a connection has ended.
    pub(super) fn lose(&self, process: usize, reason: &str) {
        if let Ok(mut lost) = self.lost.lock() {
            lost.get_or_insert_with(|| (process, reason.to_owned()));
        }
    }

    /// Returns the process whose connection ended first, with the reason.
    pub(super) fn lost(&self) -> Option<(usize, String)> {
        self.lost.lock().ok().and_then(|lost| lost.clone())
    }

    pub(super) fn fail(&self) {
        self.failed.store(true, Relaxed);
    }

    pub(super) fn has_failed(&self) -> bool {
        self.failed.load(Relaxed)
    }

    pub(super) fn count_sent(&self, bytes: usize) {
        self.sent.fetch_add(bytes as u64, Relaxed);
    }

    /// Returns the number of bytes written to connections.
    pub(super) fn sent(&self) -> u64 {
        self.sent.load(Relaxed)
    }
}
