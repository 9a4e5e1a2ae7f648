//! Wall time.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

/// Returns the time of one run of a job.
pub(crate) fn once<T>(job: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    black_box(job());
    start.elapsed()
}

/// Returns the median time of as many runs of a job as take half a second, at least one.
pub(crate) fn median<T>(mut job: impl FnMut() -> T) -> Duration {
    let mut times = vec![once(&mut job)];
    while !super::is_trial_run() && times.iter().sum::<Duration>() < Duration::from_millis(500) {
        times.push(once(&mut job));
    }
    times.sort_unstable();
    times[times.len() / 2]
}
