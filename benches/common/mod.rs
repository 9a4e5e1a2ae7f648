//! What benches share: the events they are run on, and the plain scan they are held against.

// Each bench takes of these what it needs.
#![allow(dead_code, unused_imports)]

mod bursts;
mod clock;
pub(crate) mod files;
mod recipe;
mod scan;

use escalade::{Timeline, read};

pub(crate) use clock::{median, once};
pub(crate) use recipe::{Recipe, Row, timeline};
pub(crate) use scan::Columns;

/// Whether the benches are only tried out: `cargo bench -- --test`, or no `cargo bench` at all.
pub(crate) fn trying() -> bool {
    let said = |flag: &str| std::env::args().any(|argument| argument == flag);
    said("--test") || !said("--bench")
}

/// How many events are asked for: `ESCALADE_BENCH_EVENTS`, a million unless said.
pub(crate) fn events() -> usize {
    let said = std::env::var("ESCALADE_BENCH_EVENTS").ok();
    let usual = if trying() { 10_000 } else { 1_000_000 };
    said.and_then(|number| number.parse().ok()).unwrap_or(usual)
}

/// The user's own events: the file that `ESCALADE_BENCH_FILE` names, if it names one.
pub(crate) fn file() -> Option<Timeline> {
    let path = std::env::var_os("ESCALADE_BENCH_FILE")?;
    let reading = read::open(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Some(reading.timeline)
}
