//! How the time of answers grows with the number of events: a table from 100,000 events on, in
//! powers of ten.
//!
//! ```text
//! ESCALADE_BENCH_EVENTS=100000000 cargo bench --bench growth
//! ```
//!
//! goes up to a hundred million events; the default is a million. Each cell is wall time in
//! seconds, the median of as many runs as take half a second, and millions of events per second.
//!
//! A second table has the shapes that are hard to answer, each in three sizes: the time to build the timeline, to
//! prepare the query, and to find the summary, in seconds. Where the size grows tenfold, so should the time; the
//! events of many parties have hops that grow with the square of their number.
//!
//! A third table is about events of one pair of actors, each of which is near all others: where a pass looks
//! at each near pair, its time grows with the square of their number. Answers are stopped after ten seconds.

mod common;

use std::{
    hint::black_box,
    iter,
    ops::ControlFlow,
    time::{Duration, Instant},
};

use chrono::TimeDelta;
use common::{Columns, Recipe, Shape, median, once};
use escalade::{
    Chains, ErrorKind, Predicate, Query, Rank, Rule, Timeline, Trend, chain::Precedence,
    scale::Goldstein,
};

fn main() {
    let most = common::events();
    let least = if common::is_trial_run() { 1_000 } else { 100_000 };
    println!("| events | build | scan | rule | prepare | count | longest | greatest rise |");
    println!("| ---: | ---: | ---: | --- | ---: | ---: | ---: | ---: |");
    iter::successors(Some(least), |events| Some(events * 10))
        .take_while(|events| *events <= most)
        .for_each(grow);
    println!("\n| shape | size | build | prepare | summary |");
    println!("| --- | ---: | ---: | ---: | ---: |");
    common::SHAPES.iter().for_each(measure);
    println!("\n| events | of one pair of actors | seconds |");
    println!("| ---: | --- | ---: |");
    iter::successors(Some(least / 10), |events| Some(events * 10))
        .take_while(|events| *events <= most.min(1_000_000))
        .for_each(one_pair);
}

/// Prints the times of a shape, one row for each size.
fn measure(shape: &Shape) {
    let sizes = if common::is_trial_run() { &shape.sizes[..1] } else { &shape.sizes[..] };
    for size in sizes {
        let mut built = None;
        let build = once(|| built = Some((shape.build)(*size)));
        let (timeline, query) = built.expect("it ran once");
        let mut prepared = None;
        let prepare = once(|| prepared = Some(timeline.chains(&query).expect("a valid query")));
        let chains = prepared.expect("it ran once");
        let summary = once(|| drop(black_box(chains.summary())));
        let [build, prepare, summary] =
            [build, prepare, summary].map(|time| format!("{:.4}", time.as_secs_f64()));
        let Shape { name, size: what, .. } = shape;
        println!("| {name} | {size} {what} | {build} | {prepare} | {summary} |");
    }
}

fn grow(events: usize) {
    let recipe = Recipe::decade(events);
    let rows = recipe.rows();
    let mut built = None;
    let build = once(|| built = Some(common::timeline(recipe.actors, &rows)));
    let timeline = built.expect("it ran once");
    drop(rows);
    let columns = Columns::of(&timeline);
    let scan = median(|| black_box(&columns).scan());
    drop(columns);

    let cell = |time: Duration| {
        let seconds = time.as_secs_f64();
        format!("{seconds:.5} s, {:.1}", events as f64 / seconds / 1e6)
    };
    for (rule, name) in [(Rule::Retaliation, "retaliation"), (Rule::Relay, "relay")] {
        let answers = answers(&timeline, rule).map(cell).join(" | ");
        println!("| {events} | {} | {} | {name} | {answers} |", cell(build), cell(scan));
    }
}

fn answers(timeline: &Timeline, rule: Rule) -> [Duration; 4] {
    let query = Query::escalation().max_gap(TimeDelta::days(7)).rules([rule]);
    let prepare = median(|| timeline.chains(&query));
    let chains = timeline.chains(&query).expect("a valid query");
    let count = median(|| chains.count());
    let longest = median(|| chains.longest());
    let rise = median(|| chains.greatest_rise());
    [prepare, count, longest, rise]
}

/// An answer that is computed and dropped.
type Job<'j> = &'j dyn Fn(&Chains<'_>);

/// Answers about events of two actors, by terms that a pass treats differently.
fn one_pair(events: usize) {
    let recipe = Recipe { actors: 2, levels: 10, ..Recipe::decade(events) };
    let timeline = recipe.timeline();
    let middle = timeline.event_at(events / 2).id();
    let rising = || Query::escalation().rules([Rule::Retaliation]).max_gap(TimeDelta::days(3_650));
    let truce = || Predicate::at_least(Goldstein::default(), 1.0);
    let count: Job<'_> = &|chains| drop(chains.count());
    let answers: [(&str, Query, Job<'_>); 13] = [
        ("count", rising(), count),
        ("count, any trend", rising().trend(Trend::Any), count),
        ("count, unless", rising().unless(truce()), count),
        ("count, recorded", rising().precedence(Precedence::Recorded), count),
        ("count, recorded, any trend", recorded_any(rising()), count),
        ("count, within 30 days", rising().within(TimeDelta::days(30)), count),
        ("pivots", rising(), &|chains| drop(chains.pivots().next())),
        ("pivots, any trend", rising().trend(Trend::Any), &|chains| drop(chains.pivots().next())),
        ("through", rising(), &|chains| drop(chains.through(middle, Rank::Longest))),
        ("threats", rising(), &|chains| drop(chains.threats())),
        ("the first 1,000 hops", rising(), &|chains| drop(chains.hops().nth(999))),
        ("the first 100,000 chains", rising(), &|chains| drop(chains.iter().nth(99_999))),
        ("the first 100 samples explained", rising(), &|chains| {
            let mut seed = 20_240_413_u64;
            for _ in 0..100 {
                let mut next = || {
                    seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    seed
                };
                black_box(chains.sample(&mut next).map(|chain| chain.explain().to_string()));
            }
        }),
    ];
    for (name, query, answer) in answers {
        let chains = timeline.chains(&query).expect("a valid query");
        let limit = if common::is_trial_run() { 0.1 } else { 10.0 };
        let time = once_within(Duration::from_secs_f64(limit), &chains, answer);
        let cell = time.map_or(format!("stopped after {limit}"), |time| format!("{time:.4}"));
        println!("| {events} | {name} | {cell} |");
        // What the callback costs where every near pair is counted.
        if name == "count, recorded" && events == 10_000 {
            let plain = median(|| chains.count());
            let go_on = |_| ControlFlow::Continue(());
            let watched = median(|| chains.interruptible(go_on, Chains::count));
            let cost = 100.0 * (watched.as_secs_f64() / plain.as_secs_f64() - 1.0);
            println!("| {events} | the callback of {name}, in percent | {cost:.1} |");
        }
    }
}

fn recorded_any(query: Query) -> Query {
    query.precedence(Precedence::Recorded).trend(Trend::Any)
}

/// Returns the seconds that one run of an answer takes, or `None` if it takes longer than a limit.
fn once_within(limit: Duration, chains: &Chains<'_>, answer: Job<'_>) -> Option<f64> {
    let start = Instant::now();
    let in_time = move |_| match start.elapsed() < limit {
        true => ControlFlow::Continue(()),
        false => ControlFlow::Break(()),
    };
    match chains.interruptible(in_time, answer) {
        Ok(()) => Some(start.elapsed().as_secs_f64()),
        Err(error) if error.kind() == ErrorKind::Interrupted => None,
        Err(error) => panic!("{error}"),
    }
}
