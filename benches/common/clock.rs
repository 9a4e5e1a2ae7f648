//! Wall time.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

/// What a job takes, once.
pub(crate) fn once<T>(job: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    black_box(job());
    start.elapsed()
}

/// What a job takes: the median of the runs that half a second holds, of one where it holds none.
pub(crate) fn median<T>(mut job: impl FnMut() -> T) -> Duration {
    let mut times = vec![once(&mut job)];
    while !super::trying() && times.iter().sum::<Duration>() < Duration::from_millis(500) {
        times.push(once(&mut job));
    }
    times.sort_unstable();
    times[times.len() / 2]
}
