//! How much memory a timeline and its answers take, in bytes per event, beside what they may.
//!
//! ```text
//! cargo run --release --example memory -- 10000000
//! ```
//!
//! A million synthetic events unless said. «At its peak» is the most that was held at any moment of
//! an answer beyond what was there before it, «kept» what was still held after it. A block that
//! grows counts twice while it is moved.

#[path = "../benches/common/mod.rs"]
mod common;

use std::{hint::black_box, process::ExitCode};

use chrono::TimeDelta;
use common::Recipe;
use escalade::{Chains, Query, Rule};
use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

fn main() -> ExitCode {
    let said = std::env::args().nth(1);
    let events = said.map_or(Ok(1_000_000), |number| number.parse());
    let Ok(events) = events else {
        eprintln!("how many events? a number, such as 10000000");
        return ExitCode::FAILURE;
    };
    println!("{events} events\n");
    println!("| bytes per event | at its peak | kept | at most |");
    println!("| --- | ---: | ---: | ---: |");
    let mut table = Table { events, all_hold: true };

    let rows = Recipe::decade(events).rows();
    let timeline = table.row("timeline, kept", 32, Held::Kept, || common::timeline(5_000, &rows));
    drop(rows);
    for (rule, name) in [(Rule::Retaliation, "retaliation"), (Rule::Relay, "relay")] {
        let query = Query::escalation().max_gap(TimeDelta::days(7)).rules([rule]);
        let mut answer = |answer: &str, most: usize, ask: &dyn Fn(&Chains<'_>)| {
            table.row(&format!("{name}: {answer}"), most, Held::AtPeak, || {
                let chains = timeline.chains(&query).expect("a valid query");
                ask(&chains);
                chains
            });
        };
        let middle = timeline.event_at(events / 2).id();
        answer("prepare, count", 32, &|chains| {
            let _ = chains.count();
        });
        answer("prepare, longest", 32, &|chains| drop(chains.longest()));
        answer("prepare, greatest rise", 32, &|chains| drop(chains.greatest_rise()));
        answer("prepare, share", 64, &|chains| {
            black_box(chains.share(middle));
        });
        answer("prepare, pivots", 64, &|chains| {
            let _ = chains.pivots().nth(99);
        });
        answer("prepare, sample", 64, &|chains| drop(chains.sample(|| 20_240_413)));
    }
    if table.all_hold { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Which of the two must stay within the limit.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Held {
    AtPeak,
    Kept,
}

struct Table {
    events: usize,
    all_hold: bool,
}

impl Table {
    /// Measures one job and prints what it takes.
    fn row<T>(&mut self, name: &str, most: usize, held: Held, job: impl FnOnce() -> T) -> T {
        let before = MEMORY.current_usage();
        MEMORY.reset_peak_usage();
        let done = job();
        let per_event = |bytes: usize| bytes.saturating_sub(before) as f64 / self.events as f64;
        let at_peak = per_event(MEMORY.peak_usage());
        let kept = per_event(MEMORY.current_usage());
        let holds = most as f64 >= if held == Held::Kept { kept } else { at_peak };
        let but = if holds { "" } else { ", not held" };
        println!("| {name} | {at_peak:.1} | {kept:.1} | {most}{but} |");
        self.all_hold &= holds;
        done
    }
}
