//! Every answer on a million synthetic events, next to a plain scan of the same events.
//!
//! `ESCALADE_BENCH_EVENTS` sets their number. `ESCALADE_BENCH_FILE` names a file of any format that
//! [`escalade::read`] supports, on which the same queries are run.

mod common;

use std::{hint::black_box, time::Duration};

use chrono::TimeDelta;
use common::{Columns, Recipe};
use criterion::{
    BatchSize, BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main,
    measurement::WallTime,
};
use escalade::{
    Chains, Predicate, Query, Rank, Rule, Timeline,
    chain::{Pairing, QueryStep},
    scale::Goldstein,
    timeline::EventRef,
};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

type Group<'c> = BenchmarkGroup<'c, WallTime>;

fn chains(c: &mut Criterion) {
    let timeline = Recipe::decade(common::events()).timeline();
    let mut group = group_of(c, "chains", &timeline);
    let columns = Columns::of(&timeline);
    group.bench_function("scan", |b| b.iter(|| black_box(&columns).scan()));
    answers(&mut group, &timeline);
    general(&mut group, &timeline);
}

fn bursts(c: &mut Criterion) {
    let timeline = Recipe::bursts(common::events()).timeline();
    answers(&mut group_of(c, "bursts", &timeline), &timeline);
}

fn file(c: &mut Criterion) {
    if let Some(timeline) = common::file() {
        answers(&mut group_of(c, "file", &timeline), &timeline);
    }
}

fn group_of<'c>(c: &'c mut Criterion, name: &str, timeline: &Timeline) -> Group<'c> {
    let mut group = c.benchmark_group(name);
    group.throughput(Throughput::Elements(timeline.len() as u64)).sample_size(10);
    group.warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(3));
    group
}

fn week() -> Query {
    Query::escalation().max_gap(TimeDelta::days(7))
}

/// Every answer, for the two rules that differ most: one joins events of a pair of actors, the
/// other any event against an actor with any event by that actor.
fn answers(group: &mut Group<'_>, timeline: &Timeline) {
    for (rule, name) in [(Rule::Retaliation, "retaliation"), (Rule::Relay, "relay")] {
        let query = week().rules([rule]);
        group.bench_function(format!("{name}/prepare"), |b| b.iter(|| timeline.chains(&query)));
        numbers(group, name, timeline, &query);
        listings(group, name, &timeline.chains(&query).expect("a valid query"));
    }
}

/// Answers other than lists. Each is computed on new chains, which have no other answer prepared.
fn numbers(group: &mut Group<'_>, name: &str, timeline: &Timeline, query: &Query) {
    let mut answer = |answer: &str, answer_with: &dyn Fn(&Chains<'_>)| {
        group.bench_function(format!("{name}/{answer}"), |b| {
            b.iter_batched(
                || timeline.chains(query).expect("a valid query"),
                |chains| {
                    answer_with(&chains);
                    chains
                },
                BatchSize::PerIteration,
            );
        });
    };
    answer("count", &|chains| {
        black_box(chains.count());
    });
    answer("count by length", &|chains| {
        let _ = black_box(chains.count_by_len());
    });
    answer("longest", &|chains| {
        black_box(chains.longest());
    });
    answer("rise", &|chains| {
        black_box(chains.greatest_rise());
    });
    answer("heaviest", &|chains| {
        black_box(chains.best(chains.weights(weight)));
    });
    answer("top 100", &|chains| {
        black_box(chains.top(Rank::Longest).nth(99));
    });
    answer("top 100 rises", &|chains| {
        black_box(chains.top(Rank::GreatestRise).nth(99));
    });
    answer("top 100 heaviest", &|chains| {
        black_box(chains.top(chains.weights(weight)).nth(99));
    });
    answer("first", &|chains| {
        black_box(chains.iter().next());
    });
    answer("first maximal", &|chains| {
        black_box(chains.maximal().next());
    });
    answer("first pivot", &|chains| {
        black_box(chains.pivots().next());
    });
    answer("first sample", &|chains| {
        black_box(chains.sample(|| 20_240_413));
    });
}

/// An arbitrary weight that differs between events.
fn weight(event: EventRef<'_>) -> i32 {
    event.id().index() as i32 % 10
}

/// Walks over a million chains, then samples after a first one has been taken.
fn listings(group: &mut Group<'_>, name: &str, chains: &Chains<'_>) {
    let events = Throughput::Elements(chains.events().len() as u64);
    group.throughput(Throughput::Elements(walk(chains)));
    group.bench_function(format!("{name}/walk"), |b| b.iter(|| walk(chains)));
    let mut rng = Pcg64::seed_from_u64(20240413);
    group.throughput(Throughput::Elements(1));
    group.bench_function(format!("{name}/sample"), |b| b.iter(|| chains.sample(|| rng.random())));
    group.throughput(events);
}

fn walk(chains: &Chains<'_>) -> u64 {
    let mut walk = chains.walk();
    let mut steps = 0;
    while steps < 1_000_000 && walk.next_chain().is_some() {
        steps += 1;
    }
    steps
}

/// Terms that the engine handles by separate algorithms.
fn general(group: &mut Group<'_>, timeline: &Timeline) {
    let query = week().rules([Rule::Retaliation]);
    let mut count = |name: &str, query: Query| {
        let chains = timeline.chains(&query).expect("a valid query");
        group.bench_function(format!("retaliation/{name}"), |b| b.iter(|| chains.count()));
    };
    count("within a month/count", query.clone().within(TimeDelta::days(30)));
    count("nearest/count", query.pairing(Pairing::Nearest));
}

/// Motifs and reach among at most 100,000 events of 200 actors in a year, as in `peers`.
fn patterns(c: &mut Criterion) {
    let timeline = Recipe::year(common::events().min(100_000)).timeline();
    let mut group = group_of(c, "patterns", &timeline);
    #[cfg(feature = "motifs")]
    motifs(&mut group, &timeline);
    let query = Query::escalation().max_gap(TimeDelta::days(7)).rules([Rule::Relay]);
    let chains = timeline.chains(&query).expect("a valid query");
    let first = timeline.actors().next().expect("an actor").id();
    group.bench_function("relay/count", |b| b.iter(|| chains.count()));
    group.bench_function("relay/longest", |b| b.iter(|| chains.longest()));
    group.bench_function("relay/reach", |b| b.iter(|| chains.reach(first)));
    group.bench_function("relay/reach into", |b| b.iter(|| chains.reach_into(first)));
    group.bench_function("relay/reach of all", |b| b.iter(|| chains.reach_sizes()));
}

#[cfg(feature = "motifs")]
fn motifs(group: &mut Group<'_>, timeline: &Timeline) {
    use escalade::{chance::NullModel, motifs::Ties};

    let week = TimeDelta::days(7);
    for ties in [Ties::Excluded, Ties::Recorded, Ties::Range] {
        let motifs = timeline.motifs(week).ties(ties);
        group.bench_function(format!("motifs/{ties:?}"), |b| b.iter(|| motifs.table()));
    }
    let motifs = timeline.motifs(week);
    group.bench_function("motifs/by dyad", |b| b.iter(|| motifs.by_dyad(10)));
    group.bench_function("motifs/by triad", |b| b.iter(|| motifs.by_triad(10)));
    group.bench_function("motifs/shifts", |b| b.iter(|| motifs.shifts()));
    let rotations = NullModel::Rotations;
    let against = motifs.against(&rotations).shuffles(1);
    group.bench_function("motifs/table and one shuffle", |b| b.iter(|| against.compare()));
}

/// Counting chains that fill steps, beside counting all.
fn steps(c: &mut Criterion) {
    let timeline = Recipe::decade(common::events().min(100_000)).timeline();
    let mut group = group_of(c, "steps", &timeline);
    let any = QueryStep::any_event;
    let severe = || QueryStep::new(Predicate::at_least(Goldstein::default(), 2.0));
    for (rule, name) in [(Rule::Retaliation, "retaliation"), (Rule::Relay, "relay")] {
        let query = week().rules([rule]);
        let mut count = |steps: &str, query: Query| {
            let chains = timeline.chains(&query).expect("a valid query");
            group.bench_function(format!("{name}/{steps}/prepare"), |b| {
                b.iter(|| timeline.chains(&query));
            });
            group.bench_function(format!("{name}/{steps}/count"), |b| b.iter(|| chains.count()));
        };
        count("none", query.clone());
        count("two", query.clone().steps([any(), severe()]));
        count("three", query.clone().steps([any(), any().repeated(), severe()]));
        let later = severe().after_others().repeated();
        count("four", query.clone().steps([any(), any().optional(), later, any()]));
        let day = any().max_gap(TimeDelta::days(1));
        count("two, own gap", query.steps([any(), day]));
    }
}

criterion_group!(benches, chains, bursts, patterns, steps, file);
criterion_main!(benches);
