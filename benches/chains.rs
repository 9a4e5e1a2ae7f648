//! Counting and optima on synthetic events, beside a plain scan of the same events.
//!
//! `ESCALADE_BENCH_EVENTS` sets their number, a million unless said.

mod common;

use std::{hint::black_box, time::Duration};

use chrono::TimeDelta;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use escalade::{Pairing, Query, Rule, Timeline};

fn events() -> usize {
    let said = std::env::var("ESCALADE_BENCH_EVENTS").ok();
    said.and_then(|number| number.parse().ok()).unwrap_or(1_000_000)
}

/// Reads what a count reads of every event, and no more.
fn scan(timeline: &Timeline) -> i64 {
    let read = |event: escalade::EventRef<'_>| {
        let parties = event.sources()[0].index() ^ event.targets()[0].index();
        event.earliest().timestamp() ^ event.latest().timestamp() ^ parties as i64
    };
    timeline.events().map(read).fold(0, i64::wrapping_add)
}

fn chains(c: &mut Criterion) {
    let timeline = common::Recipe::decade(events()).timeline();
    let mut group = c.benchmark_group("chains");
    group.throughput(Throughput::Elements(timeline.len() as u64)).sample_size(10);
    group.warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(5));
    group.bench_function("scan", |b| b.iter(|| scan(black_box(&timeline))));

    let week = Query::escalation().max_gap(TimeDelta::days(7));
    for (name, rule) in [("retaliation", Rule::Retaliation), ("relay", Rule::Relay)] {
        let query = week.clone().rules([rule]);
        group.bench_function(format!("{name}/prepare"), |b| b.iter(|| timeline.chains(&query)));
        let chains = timeline.chains(&query).expect("a valid query");
        group.bench_function(format!("{name}/count"), |b| b.iter(|| chains.count()));
        group.bench_function(format!("{name}/longest"), |b| b.iter(|| chains.longest()));
        group
            .bench_function(format!("{name}/greatest rise"), |b| b.iter(|| chains.greatest_rise()));
    }
    let nearest = week.rules([Rule::Retaliation]).pairing(Pairing::Nearest);
    let chains = timeline.chains(&nearest).expect("a valid query");
    group.bench_function("retaliation/nearest/count", |b| b.iter(|| chains.count()));
    group.finish();
}

criterion_group!(benches, chains);
criterion_main!(benches);
