//! The time limit.

use std::{
    error::Error,
    ops::ControlFlow,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use escalade::Chains;

/// Stops an answer that takes longer than the time limit.
#[derive(Clone)]
pub(crate) struct Stop {
    limit: Option<Duration>,
    start: Instant,
    is_stopped: Arc<AtomicBool>,
}

impl Stop {
    /// Begins the time limit, if there is one.
    pub(crate) fn after(limit: Option<Duration>) -> Self {
        Self { limit, start: Instant::now(), is_stopped: Arc::default() }
    }

    /// Calls `answer` with chains whose computations stop at the time limit.
    pub(crate) fn watch<'t>(
        &self,
        chains: &Chains<'t>,
        answer: impl FnOnce(&Chains<'t>) -> Result<(), Box<dyn Error>>,
    ) -> Result<(), Box<dyn Error>> {
        if self.limit.is_none() {
            return answer(chains);
        }
        let stop = self.clone();
        let interrupt = move |_| match stop.is_over() {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        };
        chains.interruptible(interrupt, answer).unwrap_or_else(|_| self.check())
    }

    /// Returns `true` if the time limit is over. The answer is incomplete from then on.
    pub(crate) fn is_over(&self) -> bool {
        let is_over = self.limit.is_some_and(|limit| self.start.elapsed() >= limit);
        if is_over {
            self.is_stopped.store(true, Relaxed);
        }
        is_over
    }

    /// Fails if the time limit has stopped a computation, so that what it returned is incomplete.
    pub(crate) fn check(&self) -> Result<(), Box<dyn Error>> {
        if self.is_stopped.load(Relaxed) { Err(self.problem().into()) } else { Ok(()) }
    }

    /// Returns `true` if there is a time limit.
    pub(crate) fn is_limited(&self) -> bool {
        self.limit.is_some()
    }

    pub(crate) fn problem(&self) -> String {
        let seconds = self.limit.unwrap_or_default().as_secs_f64();
        format!(
            "the answer takes longer than the {seconds} seconds of --time-limit; allow more, or ask about \
             fewer events: a shorter --gap, --from and --to, --of"
        )
    }
}
