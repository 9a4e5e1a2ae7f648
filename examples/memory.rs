//! Measures how much memory a timeline and its answers take, in bytes per event, and compares it with limits.
//!
//! ```text
//! cargo run --release --features watch --example memory -- 10000000
//! ```
//!
//! The argument is the number of synthetic events, a million by default. «At its peak» is the largest amount
//! of memory in use while an answer was computed, less the amount in use before it; «kept» is the amount
//! still in use after it, less the same. A block that is moved as it grows counts twice during the move. A watch takes its
//! timeline, so that its rows state what it holds besides.

#[path = "../benches/common/mod.rs"]
mod common;

use std::{hint::black_box, process::ExitCode};

use chrono::TimeDelta;
use common::Recipe;
use escalade::{Chains, Query, Rule};
#[cfg(feature = "watch")]
use escalade::{
    Code, Event, Timeline, Vocabulary,
    scale::Goldstein,
    watch::{Watch, WatchedQuery},
};
use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

fn main() -> ExitCode {
    let argument = std::env::args().nth(1);
    let events = argument.map_or(Ok(1_000_000), |number| number.parse());
    let Ok(events) = events else {
        eprintln!("write the number of events, such as 10000000");
        return ExitCode::FAILURE;
    };
    println!("{events} events\n");
    println!("| bytes per event | at its peak | kept | at most |");
    println!("| --- | ---: | ---: | ---: |");
    let mut table = Table { events, all_hold: true };

    let rows = Recipe::decade(events).rows();
    let timeline =
        table.row("timeline, kept", 32, Limited::Kept, || common::timeline(5_000, &rows));
    drop(rows);
    for (rule, name) in [(Rule::Retaliation, "retaliation"), (Rule::Relay, "relay")] {
        let query = Query::escalation().max_gap(TimeDelta::days(7)).rules([rule]);
        let mut answer = |answer: &str, limit: usize, compute: &dyn Fn(&Chains<'_>)| {
            table.row(&format!("{name}: {answer}"), limit, Limited::Peak, || {
                let chains = timeline.chains(&query).expect("a valid query");
                compute(&chains);
                // Dropped by the caller after the measurement, since «kept» includes it.
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
    drop(timeline);
    #[cfg(feature = "watch")]
    for (rule, name) in [(Rule::Retaliation, "retaliation"), (Rule::Relay, "relay")] {
        let timeline = Recipe::decade(events).timeline();
        let query = Query::escalation().on(Goldstein::default()).max_gap(TimeDelta::days(7));
        table.row(&format!("{name}: watch, beside its timeline"), 12, Limited::Kept, || {
            watched(timeline, query.rules([rule]))
        });
    }
    if table.all_hold { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Opens a watch and commits a transaction: from the first one on, a watch keeps what leads to each event.
#[cfg(feature = "watch")]
fn watched(timeline: Timeline, query: Query) -> Watch {
    let mut watch =
        Watch::new(timeline, [WatchedQuery::new("query", query)]).expect("a valid query");
    let mut transaction = watch.transaction();
    let (source, target) = (transaction.actor("A1"), transaction.actor("A2"));
    let fight = Code::new(Vocabulary::Cameo, "190");
    transaction.push(Event::coded(source, target, "2024-04-13", fight));
    transaction.commit().expect("a valid transaction");
    watch
}

/// Which of the two amounts the limit is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Limited {
    Peak,
    Kept,
}

struct Table {
    events: usize,
    /// Whether every row so far is within its limit.
    all_hold: bool,
}

impl Table {
    /// Measures one job and prints its row of the table.
    fn row<T>(&mut self, name: &str, limit: usize, limited: Limited, job: impl FnOnce() -> T) -> T {
        let before = MEMORY.current_usage();
        MEMORY.reset_peak_usage();
        let result = job();
        let per_event = |bytes: usize| bytes.saturating_sub(before) as f64 / self.events as f64;
        let at_peak = per_event(MEMORY.peak_usage());
        let kept = per_event(MEMORY.current_usage());
        let holds = limit as f64 >= if limited == Limited::Kept { kept } else { at_peak };
        let remark = if holds { "" } else { ", not held" };
        println!("| {name} | {at_peak:.1} | {kept:.1} | {limit}{remark} |");
        self.all_hold &= holds;
        result
    }
}
