//! What became of the connections to the other processes.

use std::sync::{
    Mutex,
    atomic::{AtomicBool, Ordering::Relaxed},
};

/// The state of the connections of a process, shared by the threads that use them.
#[derive(Default)]
pub(super) struct Health {
    /// The process whose connection ended first, with the reason.
    lost: Mutex<Option<(usize, String)>>,
    /// Whether a worker of this process has ended without an answer, and why.
    failed: AtomicBool,
    failure: Mutex<Option<String>>,
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

    /// Notes that a worker has ended without an answer.
    pub(super) fn fail(&self, reason: &str) {
        self.failed.store(true, Relaxed);
        if let Ok(mut failure) = self.failure.lock() {
            failure.get_or_insert_with(|| reason.to_owned());
        }
    }

    pub(super) fn has_failed(&self) -> bool {
        self.failed.load(Relaxed)
    }

    /// Returns why the first worker that failed did.
    pub(super) fn failure(&self) -> Option<String> {
        self.failure.lock().ok().and_then(|failure| failure.clone())
    }
}
