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

/// What a count must read of every event, as plain columns.
struct Columns {
    onset: Vec<i64>,
    source: Vec<usize>,
    target: Vec<usize>,
}

impl Columns {
    fn of(timeline: &Timeline) -> Self {
        let events = || timeline.events();
        Self {
            onset: events().map(|event| event.earliest().timestamp()).collect(),
            source: events().map(|event| event.sources()[0].index()).collect(),
            target: events().map(|event| event.targets()[0].index()).collect(),
        }
    }

    fn scan(&self) -> (i64, usize) {
        let onsets = self.onset.iter().fold(0, |sum: i64, onset| sum.wrapping_add(*onset));
        let dyads = self.source.iter().zip(&self.target);
        (onsets, dyads.fold(0, |sum: usize, (a, b)| sum.wrapping_add(a ^ b)))
    }
}

fn chains(c: &mut Criterion) {
    let timeline = common::Recipe::decade(events()).timeline();
    let mut group = c.benchmark_group("chains");
    group.throughput(Throughput::Elements(timeline.len() as u64)).sample_size(10);
    group.warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(5));
    let columns = Columns::of(&timeline);
    group.bench_function("scan", |b| b.iter(|| black_box(&columns).scan()));

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
    let month = week.clone().rules([Rule::Retaliation]).within(TimeDelta::days(30));
    let chains = timeline.chains(&month).expect("a valid query");
    group.bench_function("retaliation/within a month/count", |b| b.iter(|| chains.count()));
    let nearest = week.rules([Rule::Retaliation]).pairing(Pairing::Nearest);
    let chains = timeline.chains(&nearest).expect("a valid query");
    group.bench_function("retaliation/nearest/count", |b| b.iter(|| chains.count()));
    group.finish();
}

criterion_group!(benches, chains);
criterion_main!(benches);
