//! Transactions of a watch, beside building the timeline anew and asking the same.
//!
//! ```sh
//! cargo bench --features journal,parallel --bench watch
//! ESCALADE_BENCH_EVENTS=10000000 cargo bench --features journal,parallel --bench watch
//! ```
//!
//! `anew` builds the timeline from rows and asks for the answers that a watch keeps. `one event` revises one event,
//! `2,000 events` as many at any time. Then a thousand transactions, by relay a hundred, each record, revise or
//! withdraw an event, at any time or on the last day, and the bench prints how long 50 and 99 in 100 of them take at
//! most, and the updates of alarms with four rules, none of which comes to apply, after them. It also prints the time
//! of batches of 2,000 events as of a feed, and of the first transaction. `time alone` states to what time the data are complete. `journal` revises one
//! event in a watch that writes it to disk, and waits for the disk. The example `memory` measures what a watch holds.

mod common;

use std::{fs, hint::black_box, time::Duration};

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use common::{Recipe, Row, once};
use criterion::{
    BenchmarkGroup, Criterion, criterion_group, criterion_main, measurement::WallTime,
};
use escalade::{
    Code, Event, EventId, Level, Query, Rule, Timeline, Vocabulary,
    scale::Goldstein,
    watch::{Alarms, AlertRule, Ground, Transaction, Watch, WatchedQuery, WeeklyRise},
};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

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
        let mut watch = opened(common::timeline(recipe.actors, &rows), query.clone(), rule);
        revisions(&mut group, &mut watch, "one event", 1);
        if rule == Rule::Retaliation {
            revisions(&mut group, &mut watch, "2,000 events", 2_000);
        }
        single_events(&mut watch, &rows, rule, "at any time", 0);
        let last_day = rows.partition_point(|row| row.onset < rows[rows.len() - 1].onset - 86_400);
        single_events(&mut watch, &rows, rule, "on the last day", last_day);
        batches(&mut watch, &rows, rule, last_day);
        let mut minute = 0;
        group.bench_function("time alone", |b| {
            b.iter(|| {
                minute += 1;
                let mut transaction = watch.transaction();
                transaction.complete_to(first_moment() + TimeDelta::minutes(minute));
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

fn first_moment() -> DateTime<Utc> {
    first_day().and_time(NaiveTime::MIN).and_utc()
}

/// Opens a watch, with some events that have keys, and an actor without events.
fn opened(timeline: Timeline, query: Query, rule: Rule) -> Watch {
    let mut watch =
        Watch::new(timeline, [WatchedQuery::new("query", query)]).expect("a valid query");
    let mut transaction = watch.transaction();
    transaction.actor("nobody");
    transaction.commit().expect("a valid transaction");
    let first = once(|| revise(&mut watch, 2_000, 0));
    println!("watch/{}/the first transaction, 2,000 events of all times: {first:?}", rule.as_str());
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

/// Measures transactions that each record, revise or withdraw one event like those of the rows from one on.
fn single_events(watch: &mut Watch, rows: &[Row], rule: Rule, when: &str, from: usize) {
    let ids: Vec<EventId> = watch.timeline().events().map(|event| watch.id_of(event)).collect();
    let mut rng = Pcg64::seed_from_u64(20240413);
    let mut alarms = alarms(watch);
    let (mut times, mut updates) = (Vec::new(), Vec::new());
    let mut compared = 0;
    let count = match rule {
        _ if common::is_trial_run() => 10,
        // Each of these changes the paths to many events.
        Rule::Relay => 100,
        _ => 1_000,
    };
    for nth in 0..count {
        let at = rng.random_range(from..rows.len());
        let time = once(|| {
            let mut transaction = watch.transaction();
            let event = recorded(&mut transaction, rows[at]);
            match nth % 4 {
                0 | 1 => drop(transaction.push(event)),
                2 => transaction.revise(ids[at], event),
                _ => drop(transaction.retract_event(ids[at])),
            }
            let changes = transaction.commit().expect("a valid transaction");
            compared += changes.queries()[0].events_compared().unwrap_or(rows.len() as u64);
        });
        times.push(time);
        updates.push(once(|| {
            let alerts = alarms.update(watch, DateTime::UNIX_EPOCH).expect("a valid query");
            assert!(alerts.is_empty(), "no rule comes to apply");
        }));
    }
    times.sort_unstable();
    updates.sort_unstable();
    let of = |times: &[Duration]| [count / 2, count - count / 100 - 1].map(|nth| times[nth]);
    let [median, most] = of(&times);
    println!(
        "watch/{}/one event {when}: half take at most {median:?}, 99 in 100 at most {most:?}, the longest {:?}; \
         {} events compared on average",
        rule.as_str(),
        times[count - 1],
        compared / count as u64,
    );
    let [median, most] = of(&updates);
    println!(
        "watch/{}/alarms after one event {when}: half take at most {median:?}, 99 in 100 at most {most:?}",
        rule.as_str(),
    );
}

/// Measures batches of 2,000 events: 10 in 100 late by up to a fiftieth of all time, 10 that revise an event, 5 that withdraw
/// one, and the others of the last day.
fn batches(watch: &mut Watch, rows: &[Row], rule: Rule, last_day: usize) {
    let mut rng = Pcg64::seed_from_u64(20240413);
    let ids: Vec<EventId> = watch.timeline().events().map(|event| watch.id_of(event)).collect();
    let late = rows.len() - rows.len() / 50;
    let mut times = Vec::new();
    for _ in 0..if common::is_trial_run() { 1 } else { 10 } {
        times.push(once(|| {
            let mut transaction = watch.transaction();
            for nth in 0..2_000 {
                let from = if nth % 20 < 5 { late } else { last_day };
                let at = rng.random_range(from..rows.len());
                let event = recorded(&mut transaction, rows[at]);
                match nth % 20 {
                    2..4 => transaction.revise(ids[at], event),
                    4 => drop(transaction.retract_event(ids[at])),
                    _ => drop(transaction.push(event)),
                }
            }
            transaction.commit().expect("a valid transaction");
        }));
    }
    times.sort_unstable();
    let half = times[times.len() / 2];
    println!(
        "watch/{}/batches of 2,000: half take at most {half:?}, the longest {:?}; {:.0} times as fast as one in 15 minutes",
        rule.as_str(),
        times[times.len() - 1],
        900.0 / half.as_secs_f64(),
    );
}

/// Returns an event like a row.
fn recorded(transaction: &mut Transaction<'_>, row: Row) -> Event {
    let Row { onset, source, target, level } = row;
    let onset = DateTime::from_timestamp(onset, 0).expect("a valid time");
    let [source, target] = [source, target].map(|nth| transaction.actor(&format!("A{nth}")));
    let fight = Code::new(Vocabulary::Cameo, "190");
    Event::coded(source, target, onset, fight).with_score(Level::from_tenths((-level).into()))
}

/// Returns alarms of rules that never come to apply.
fn alarms(watch: &Watch) -> Alarms {
    let rise = WeeklyRise { by: 1e9, weeks: 4, until: None };
    let grounds = [
        Ground::Crosses(1e6.into()),
        Ground::Reaches(1_000),
        Ground::EndsWith(vec!["nobody".to_owned()]),
        Ground::Rises(rise),
    ];
    let rules = (0..).zip(grounds);
    let rules =
        rules.map(|(nth, ground): (usize, _)| AlertRule::new(nth.to_string(), "query", ground));
    Alarms::new(rules, watch).expect("valid rules")
}

fn revise(watch: &mut Watch, events: usize, times: i64) {
    let mut transaction = watch.transaction();
    for nth in 0..events {
        let key = |nth: usize| format!("A{}", nth % 50);
        let [source, target] = [nth, nth + 1].map(|nth| transaction.actor(&key(nth)));
        let day = first_day() + TimeDelta::days((nth as i64 + times) % 3_000);
        let fight = Code::new(Vocabulary::Cameo, "190");
        transaction.upsert(nth.to_string(), Event::coded(source, target, day, fight));
    }
    black_box(transaction.commit().expect("a valid transaction"));
}

criterion_group!(benches, watch);
criterion_main!(benches);
