//! The crate's side of the comparison with other programs, and a program written by hand for the
//! same queries. `run.sh` runs both and the others; `jobs.py` defines the queries.
//!
//! ```text
//! cargo bench --bench peers -- write 100000 events.csv
//! cargo bench --features motifs,watch --bench peers -- measure events.csv
//! cargo bench --bench peers -- write-gdelt 1000000 events.tsv
//! cargo bench --bench peers -- read events.tsv
//! ```
//!
//! Each line of the output is a job, the program, the seconds it took, and its result, separated by
//! tabs. Without arguments it measures events that are not written to a file.

mod by_hand;
#[path = "../common/mod.rs"]
mod common;
#[cfg(feature = "watch")]
mod feed;
mod file;
mod reading;

use std::{fmt::Display, io, iter, path::Path};

use chrono::TimeDelta;
use common::{Recipe, Row, median};
use escalade::{Chains, Query, Rule, Trend, timeline::EventRef};

/// The query of all programs: the target of an attack attacks, at a higher level, within a week.
const WEEK: TimeDelta = TimeDelta::days(7);
const ACTORS: u32 = 200;

fn main() -> io::Result<()> {
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["write", events, path] => {
            let events = events.parse().map_err(io::Error::other)?;
            file::write(Path::new(path), &Recipe::year(events).rows())
        }
        ["measure", path] => {
            measure(&file::read(Path::new(path))?);
            Ok(())
        }
        ["write-gdelt", events, path] => {
            let events = events.parse().map_err(io::Error::other)?;
            reading::write(Path::new(path), events)
        }
        ["read", path] => {
            reading::measure(Path::new(path));
            Ok(())
        }
        _ => {
            measure(&Recipe::year(common::events().min(100_000)).rows());
            Ok(())
        }
    }
}

fn measure(rows: &[Row]) {
    let timeline = common::timeline(ACTORS, rows);
    let query = Query::escalation().max_gap(WEEK).rules([Rule::Relay]);
    let chains = |query: &Query| timeline.chains(query).expect("a valid query");
    let weight = |event: EventRef<'_>| rows[event.id().index()].level;

    run("count", "escalade", || chains(&query).count().to_string());
    run("count", "escalade, timeline built anew", || {
        let timeline = common::timeline(ACTORS, rows);
        timeline.chains(&query).expect("a valid query").count()
    });
    run("count", "by hand", || by_hand::count(rows));
    run("count by length", "escalade", || {
        by_len(chains(&query).count_by_len().expect("they rise"))
    });
    run("count by length", "by hand", || by_len(by_hand::count_by_len(rows)));
    run("longest", "escalade", || chains(&query).longest().map_or(0, |chain| chain.len()));
    run("heaviest", "escalade", || {
        let chains = chains(&query);
        let heaviest = chains.best(chains.weights(weight));
        heaviest.map_or(0, |chain| chain.events().map(weight).sum())
    });
    let pairs = query.clone().max_len(2);
    run("links", "escalade, counted", || chains(&pairs).count());
    run("links", "escalade, listed one by one", || listed(&chains(&pairs)));
    let triples = query.clone().max_len(3);
    run("list up to 3 events", "escalade", || listed(&chains(&triples)));
    #[cfg(feature = "watch")]
    feed::measure(rows, &query);
    let any = query.clone().trend(Trend::Any).max_len(2);
    run("links at any level", "escalade", || listed(&chains(&any)));
    #[cfg(feature = "motifs")]
    motifs(&timeline);
    let first = timeline.actor_by_key("A0").expect("the first actor").id();
    let spread = chains(&query.trend(Trend::Any).max_len(10));
    run("actors reached in 10 events", "escalade", || {
        format!("{} actors", spread.reach(first).actors.len())
    });
}

#[cfg(feature = "motifs")]
fn motifs(timeline: &escalade::Timeline) {
    use escalade::motifs::Ties;

    let motifs = timeline.motifs(WEEK);
    run("motifs of 3 events in a week, ties excluded", "escalade", || {
        format!("{} motifs", motifs.table().expect("a valid gap").triples())
    });
    let recorded = motifs.ties(Ties::Recorded);
    run("motifs of 3 events in a week, ties in order", "escalade", || {
        format!("{} motifs", recorded.table().expect("a valid gap").triples())
    });
}

/// Walks all chains and counts them.
fn listed(chains: &Chains<'_>) -> usize {
    let mut walk = chains.walk();
    iter::from_fn(|| walk.next_chain().map(|chain| chain.len())).count()
}

/// Runs a job; prints the program, the time and the result.
fn run<T: Display>(job: &str, who: &str, mut answer: impl FnMut() -> T) -> T {
    let time = median(&mut answer).as_secs_f64();
    let found = answer();
    println!("{job}\t{who}\t{time:.6}\t{found}");
    found
}

/// Formats counts by length as all programs print them: `2:17 3:4`.
fn by_len<N: Display>(counts: impl IntoIterator<Item = (usize, N)>) -> String {
    let text: Vec<_> = counts.into_iter().map(|(len, count)| format!("{len}:{count}")).collect();
    text.join(" ")
}
