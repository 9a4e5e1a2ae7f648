//! Cancellation of long computations: counts their steps, and asks a callback whether they go on.

use std::{
    fmt,
    ops::ControlFlow,
    sync::{
        Arc,
        atomic::{AtomicU8, AtomicU64, Ordering::Relaxed},
    },
};

/// How much work a computation has done: the argument of the callback of
/// [`Chains::interruptible`](crate::Chains::interruptible).
///
/// ```
/// use chrono::TimeDelta;
/// use escalade::{Query, chain::Progress, read::Options};
/// use std::ops::ControlFlow;
///
/// let rows = "2006-07-01\tLBN\tISR\t138\n2006-07-03\tISR\tLBN\t150\n2006-07-12\tLBN\tISR\t190\n";
/// let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
/// let chains = timeline.chains(&Query::escalation().max_gap(TimeDelta::days(9)))?;
/// let at_most = |progress: Progress| match progress.steps() {
///     0..1_000_000_000 => ControlFlow::Continue(()),
///     _ => ControlFlow::Break(()),
/// };
/// assert_eq!(chains.interruptible(at_most, |chains| chains.count())?.to_u128(), Some(3));
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    steps: u64,
}

impl Progress {
    /// Returns the number of steps so far. A step is an event that a pass visits, or an event that is looked
    /// at because it may be the antecedent or the successor of another.
    pub fn steps(self) -> u64 {
        self.steps
    }
}

/// Decides whether a computation goes on.
pub(crate) type Interrupt = dyn Fn(Progress) -> ControlFlow<()> + Send + Sync;

/// Counts the steps of the computations of an engine, and stops them if an [`Interrupt`] says so. Without an
/// [`Interrupt`] it does neither. Clones share their state.
#[derive(Clone, Default)]
pub(crate) struct Cancellation(Option<Arc<StepCount>>);

/// The number of steps so far, and whether the computations go on.
struct StepCount {
    steps: AtomicU64,
    /// [`RUNNING`], [`STOPPED`] or [`OVER`].
    phase: AtomicU8,
    interrupt: Box<Interrupt>,
}

const RUNNING: u8 = 0;
const STOPPED: u8 = 1;
/// The interrupt is not asked any more.
const OVER: u8 = 2;

/// The number of steps after which the interrupt is asked again, which take between a tenth of a millisecond and a
/// few milliseconds.
const STEPS: u64 = 1 << 16;

impl Cancellation {
    pub(crate) fn new(interrupt: Box<Interrupt>) -> Self {
        let (steps, phase) = (AtomicU64::new(0), AtomicU8::new(RUNNING));
        Self(Some(Arc::new(StepCount { steps, phase, interrupt })))
    }

    /// Counts some steps, and asks the interrupt if enough of them have been made since it was asked last.
    #[inline]
    pub(crate) fn count(&self, steps: usize) {
        if let Some(count) = &self.0 {
            count.add(steps as u64);
        }
    }

    /// Returns `true` if the computation is to stop: what it has computed is incomplete.
    #[inline]
    pub(crate) fn is_stopped(&self) -> bool {
        self.0.as_ref().is_some_and(|count| count.phase.load(Relaxed) == STOPPED)
    }

    /// Ends the counting. Returns `true` if a computation was stopped. The interrupt is not asked any more.
    pub(crate) fn end(&self) -> bool {
        self.0.as_ref().is_some_and(|count| count.phase.swap(OVER, Relaxed) == STOPPED)
    }
}

impl StepCount {
    fn add(&self, steps: u64) {
        let before = self.steps.fetch_add(steps, Relaxed);
        let steps = before.wrapping_add(steps);
        let is_due = before / STEPS != steps / STEPS;
        if is_due
            && self.phase.load(Relaxed) == RUNNING
            && (self.interrupt)(Progress { steps }).is_break()
        {
            // Does nothing if another thread has called `end` meanwhile.
            let _ = self.phase.compare_exchange(RUNNING, STOPPED, Relaxed, Relaxed);
        }
    }
}

impl fmt::Debug for Cancellation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Cancellation").field(&self.0.is_some()).finish()
    }
}
