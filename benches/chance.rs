//! Shuffles beside counts of a prepared query, and beside the same shuffles in numpy.
//!
//! ```sh
//! cargo bench --features chance --bench chance
//! ESCALADE_BENCH_FILE=levant.cameo.tsv cargo bench --features chance --bench chance
//! ```
//!
//! `counts` counts hops, chains and both by dyad of a prepared query: what a shuffle counts anew. Each null model
//! shuffles and counts the same. The numpy script counts hops alone; it is left out where `python3` has no numpy.

mod common;

use std::{
    fs,
    hint::black_box,
    process::Command,
    time::{Duration, Instant},
};

use chrono::TimeDelta;
use common::Recipe;
use criterion::{
    BenchmarkGroup, Criterion, criterion_group, criterion_main, measurement::WallTime,
};
use escalade::{Chains, Query, Rule, Timeline, Trend, chance::NullModel};

const SHUFFLES: u64 = 20;

const NULLS: [NullModel; 8] = [
    NullModel::Levels,
    NullModel::LevelsWithinDyads,
    NullModel::Timestamps,
    NullModel::UniformTimes,
    NullModel::Rotations,
    NullModel::DaysWithin(30),
    NullModel::Directions,
    NullModel::ActorsWithinDays,
];

fn chance(c: &mut Criterion) {
    let timeline =
        common::file().unwrap_or_else(|| Recipe::decade(common::events() / 10).timeline());
    let rising = Query::escalation().rules([Rule::Retaliation]).max_gap(TimeDelta::days(7));
    let any = rising.clone().trend(Trend::Any).min_gap(TimeDelta::days(1));
    for (name, query) in [("rising", rising), ("any", any.max_len(2))] {
        let mut group = c.benchmark_group(format!("chance/{name}"));
        group.sample_size(10).warm_up_time(Duration::from_millis(500));
        group.measurement_time(Duration::from_secs(2));
        let chains = timeline.chains(&query).expect("a valid query");
        rows(&mut group, &chains);
        if name == "any" {
            numpy(&mut group, &timeline, &chains);
        }
        group.finish();
    }
}

fn rows(group: &mut BenchmarkGroup<'_, WallTime>, chains: &Chains<'_>) {
    group.bench_function("counts", |b| {
        b.iter(|| {
            let hops = chains.by_dyad().iter().map(escalade::chain::DyadTally::hops).sum::<u64>();
            black_box((hops, chains.count()))
        });
    });
    group.bench_function("count_alone", |b| b.iter(|| black_box(chains.count())));
    for null in &NULLS {
        group.bench_function(null.to_string(), |b| {
            // The time of one shuffle: of many, less that of one, which contains the preparation.
            b.iter_custom(|times| {
                let time = |shuffles: u64| {
                    let start = Instant::now();
                    let compared = chains.against(null).by_dyad().shuffles(shuffles).compare();
                    black_box(compared.expect("valid settings"));
                    start.elapsed()
                };
                let mut total = Duration::ZERO;
                for _ in 0..times {
                    total += time(SHUFFLES + 1).saturating_sub(time(1)) / SHUFFLES as u32;
                }
                total
            });
        });
    }
}

/// The same events in numpy, which counts hops by sorting and binary search.
fn numpy(group: &mut BenchmarkGroup<'_, WallTime>, timeline: &Timeline, chains: &Chains<'_>) {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/common/shuffles.py");
    let has_numpy = Command::new("python3").args(["-c", "import numpy"]).output();
    if !has_numpy.is_ok_and(|output| output.status.success()) {
        eprintln!("python3 has no numpy: its rows are left out");
        return;
    }
    let file = std::env::temp_dir().join(format!("escalade-chance-{}.tsv", std::process::id()));
    let mut rows = String::new();
    for event in chains.events() {
        let state = |actor: escalade::ActorId| timeline.actor(actor).key().to_owned();
        let (Some(source), Some(target)) = (event.sources().first(), event.targets().first())
        else {
            continue;
        };
        let day = event.earliest().timestamp().div_euclid(86_400);
        rows.push_str(&format!("{day}\t{}\t{}\n", state(*source), state(*target)));
    }
    fs::write(&file, rows).expect("a writable directory for temporary files");
    for null in ["timestamps", "uniform", "days-within=30"] {
        group.bench_function(format!("numpy/{null}"), |b| {
            b.iter_custom(|times| {
                let shuffles = (times * 5).to_string();
                let mut python = Command::new("python3");
                let output = python.arg(script).arg(&file).arg(null).arg(&shuffles).output();
                let output = output.expect("python3 ran before");
                let text = String::from_utf8_lossy(&output.stdout);
                let seconds: f64 = text.trim().parse().expect("the seconds of all shuffles");
                Duration::from_secs_f64(seconds / 5.0)
            });
        });
    }
    let _ = fs::remove_file(&file);
}

criterion_group!(benches, chance);
criterion_main!(benches);
