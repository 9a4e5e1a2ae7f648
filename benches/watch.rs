//! Transactions of a watch, beside building the timeline anew and asking the same.
//!
//! ```sh
//! cargo bench --features journal --bench watch
//! ESCALADE_BENCH_EVENTS=10000000 cargo bench --features journal --bench watch
//! ```
//!
//! `anew` builds the timeline from rows and asks for the answers that a watch keeps. `one event` revises one event,
//! `2,000 events` a batch of fifteen minutes. `time alone` states to what time the data are complete. `journal` revises one
//! event in a watch that writes it to disk, and waits for the disk.

mod common;

use std::{fs, hint::black_box, time::Duration};

use chrono::{NaiveDate, TimeDelta};
use common::Recipe;
use criterion::{
    BenchmarkGroup, Criterion, criterion_group, criterion_main, measurement::WallTime,
};
use escalade::{
    Code, Event, Query, Rule, Timeline, Vocabulary,
    scale::Goldstein,
    watch::{Watch, WatchedQuery},
};

fn watch(c: &mut Criterion) {
    let recipe = Recipe::decade(common::events() / 10);
    let rows = recipe.rows();
    for rule in [Rule::Retaliation, Rule::Relay] {
        let query =
            Query::escalation().on(Goldstein::default()).rules([rule]).max_gap(TimeDelta::days(7));
        let mut group = c.benchmark_group(format!("watch/{}", rule.as_str()));
        group.sample_size(10).warm_up_time(Duration::from_millis(500));
        group.measurement_time(Duration::from_secs(2));
        group.bench_function("anew", |b| {
            b.iter(|| {
                let timeline = common::timeline(recipe.actors, &rows);
                black_box(asked(&timeline, &query));
            });
        });
        let mut watch = opened(common::timeline(recipe.actors, &rows), query.clone());
        revisions(&mut group, &mut watch, "one event", 1);
        revisions(&mut group, &mut watch, "2,000 events", 2_000);
        let mut day = 0;
        group.bench_function("time alone", |b| {
            b.iter(|| {
                day += 1;
                let mut transaction = watch.transaction();
                transaction.complete_to(first_day() + TimeDelta::days(day));
                black_box(transaction.commit().expect("a valid transaction"));
            });
        });
        let directory = std::env::temp_dir().join(format!("escalade-bench-{}", std::process::id()));
        watch.keep_journal(&directory).expect("a directory for temporary files");
        revisions(&mut group, &mut watch, "journal", 1);
        drop(watch);
        fs::remove_dir_all(directory).expect("the directory was written");
        group.finish();
    }
}

/// Asks for the answers that a watch keeps.
fn asked(timeline: &Timeline, query: &Query) -> usize {
    let chains = timeline.chains(query).expect("a valid query");
    let best = [chains.longest(), chains.greatest_rise()];
    let lengths = best.iter().flatten().map(escalade::Chain::len).sum::<usize>();
    lengths + chains.by_dyad().len() + black_box(chains.summary()).longest()
}

fn first_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2014, 5, 13).expect("a day of the calendar")
}

/// Opens a watch, with some events that have keys.
fn opened(timeline: Timeline, query: Query) -> Watch {
    let mut watch =
        Watch::new(timeline, [WatchedQuery::new("query", query)]).expect("a valid query");
    revise(&mut watch, 2_000, 0);
    watch
}

/// Measures transactions that revise the dates of some events.
fn revisions(
    group: &mut BenchmarkGroup<'_, WallTime>,
    watch: &mut Watch,
    name: &str,
    events: usize,
) {
    let mut times = 0;
    group.bench_function(name, |b| {
        b.iter(|| {
            times += 1;
            revise(watch, events, times);
        });
    });
}

fn revise(watch: &mut Watch, events: usize, times: i64) {
    let keys: Vec<String> =
        watch.timeline().actors().take(50).map(|actor| actor.key().to_owned()).collect();
    let mut transaction = watch.transaction();
    for nth in 0..events {
        let key = |nth: usize| &keys[nth % keys.len()];
        let [source, target] = [nth, nth + 1].map(|nth| transaction.actor(key(nth)));
        let day = first_day() + TimeDelta::days((nth as i64 + times) % 3_000);
        let fight = Code::new(Vocabulary::Cameo, "190");
        transaction.upsert(nth.to_string(), Event::coded(source, target, day, fight));
    }
    black_box(transaction.commit().expect("a valid transaction"));
}

criterion_group!(benches, watch);
criterion_main!(benches);
