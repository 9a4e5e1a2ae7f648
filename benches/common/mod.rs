//! Code shared by the benches: synthetic events, timing, and the plain scan for comparison.

// Each bench uses only a part of these.
#![allow(dead_code, unused_imports)]

mod bursts;
mod clock;
pub(crate) mod files;
mod recipe;
mod scan;
mod shapes;

use escalade::{Timeline, read};

pub(crate) use clock::{median, once};
pub(crate) use recipe::{Recipe, Row, timeline};
pub(crate) use scan::Columns;
pub(crate) use shapes::{SHAPES, Shape};

/// Returns `true` if the benches are only checked to run: with `cargo bench -- --test`, or without
/// `cargo bench`.
pub(crate) fn is_trial_run() -> bool {
    let has = |flag: &str| std::env::args().any(|argument| argument == flag);
    has("--test") || !has("--bench")
}

/// Returns the number of events: `ESCALADE_BENCH_EVENTS`, or a million.
pub(crate) fn events() -> usize {
    let stated = std::env::var("ESCALADE_BENCH_EVENTS").ok();
    let default = if is_trial_run() { 10_000 } else { 1_000_000 };
    stated.and_then(|number| number.parse().ok()).unwrap_or(default)
}

/// Returns the timeline of the file that `ESCALADE_BENCH_FILE` names, if it is set.
pub(crate) fn file() -> Option<Timeline> {
    let path = std::env::var_os("ESCALADE_BENCH_FILE")?;
    let reading = read::open(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Some(reading.timeline)
}
