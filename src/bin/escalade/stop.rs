//! When an answer is to stop: at the time limit, or when the user or the system asks the command to end.

use std::{
    error::Error,
    ops::ControlFlow,
    process,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use escalade::Chains;

use crate::{beside::remove_parts, print_problem};

/// The exit code of a command that an interrupt has ended, by the convention of shells: 128 and the number of
/// the signal.
pub(crate) const INTERRUPTED_CODE: u8 = 130;

/// Whether an answer is being computed, which ends by itself after an interrupt.
static IS_ANSWERING: AtomicBool = AtomicBool::new(false);
static IS_INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Sets what Ctrl-C and a request to terminate do: an answer stops, and a listing ends after the chains found so
/// far. A second one, and one while files are read, ends the process at once, and leaves no half-written file.
pub(crate) fn catch_interrupts() {
    // Without a handler, an interrupt ends the process, as it does by default.
    let _ = ctrlc::set_handler(|| {
        if !IS_ANSWERING.load(Relaxed) || IS_INTERRUPTED.swap(true, Relaxed) {
            remove_parts();
            print_problem("escalade: interrupted before the answer was complete");
            process::exit(INTERRUPTED_CODE.into());
        }
    });
}

pub(crate) fn is_interrupted() -> bool {
    IS_INTERRUPTED.load(Relaxed)
}

/// Stops an answer at an interrupt, or if it takes longer than the time limit.
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

    /// Lets an interrupt stop the answer instead of the process.
    pub(crate) fn begin(&self) {
        IS_ANSWERING.store(true, Relaxed);
    }

    /// Calls `answer` with chains whose computations can be stopped.
    pub(crate) fn watch<'t>(
        &self,
        chains: &Chains<'t>,
        answer: impl FnOnce(&Chains<'t>) -> Result<(), Box<dyn Error>>,
    ) -> Result<(), Box<dyn Error>> {
        self.begin();
        let stop = self.clone();
        let interrupt = move |_| match stop.is_over() {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        };
        chains.interruptible(interrupt, answer).unwrap_or_else(|_| self.check())
    }

    /// Returns `true` if the answer is to stop. It is incomplete from then on.
    pub(crate) fn is_over(&self) -> bool {
        let is_late = self.limit.is_some_and(|limit| self.start.elapsed() >= limit);
        let is_over = is_late || is_interrupted();
        if is_over {
            self.is_stopped.store(true, Relaxed);
        }
        is_over
    }

    /// Fails if a computation has been stopped, so that what it returned is incomplete.
    pub(crate) fn check(&self) -> Result<(), Box<dyn Error>> {
        if self.is_stopped.load(Relaxed) { Err(self.problem().into()) } else { Ok(()) }
    }

    pub(crate) fn problem(&self) -> String {
        if is_interrupted() {
            return "interrupted: the answer is incomplete".to_owned();
        }
        let seconds = self.limit.unwrap_or_default().as_secs_f64();
        format!(
            "the answer takes longer than the {seconds} seconds of --time-limit; allow more, or ask about \
             fewer events: a shorter --gap, --from and --to, --of"
        )
    }
}
