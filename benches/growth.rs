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

mod common;

use std::{hint::black_box, iter, time::Duration};

use chrono::TimeDelta;
use common::{Columns, Recipe, Shape, median, once};
use escalade::{Query, Rule, Timeline};

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
