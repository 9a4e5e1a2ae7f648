//! The crate's side of the comparison with its peers, and a program written by hand for the same
//! questions. `run.sh` runs it beside the others, and `jobs.py` says what each is asked.
//!
//! ```text
//! cargo bench --bench peers -- write 100000 events.csv
//! cargo bench --bench peers -- measure events.csv
//! cargo bench --bench peers -- write-gdelt 1000000 events.tsv
//! cargo bench --bench peers -- read events.tsv
//! ```
//!
//! Each line of the answer is a job, who did it, the seconds it took and what it found, between tabs.
//! Without arguments it measures events that are never written.

mod by_hand;
#[path = "../common/mod.rs"]
mod common;
mod file;
mod reading;

use std::{fmt::Display, io, iter, path::Path};

use chrono::TimeDelta;
use common::{Recipe, Row, median};
use escalade::{Chains, EventRef, Query, Rule, Trend};

/// Everybody's question: whoever was hit hits, harder, within a week.
const WEEK: TimeDelta = TimeDelta::days(7);
const ACTORS: u32 = 200;

fn main() -> io::Result<()> {
    let said: Vec<String> =
        std::env::args().skip(1).filter(|said| !said.starts_with('-')).collect();
    match said.iter().map(String::as_str).collect::<Vec<_>>()[..] {
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
    let ask = |query: &Query| timeline.chains(query).expect("a valid query");
    let weight = |event: EventRef<'_>| rows[event.id().index()].level;

    run("count", "escalade", || ask(&query).count().to_string());
    run("count", "escalade, timeline built anew", || {
        let timeline = common::timeline(ACTORS, rows);
        timeline.chains(&query).expect("a valid query").count()
    });
    run("count", "by hand", || by_hand::count(rows));
    run("count by length", "escalade", || by_len(ask(&query).count_by_len().expect("they rise")));
    run("count by length", "by hand", || by_len(by_hand::count_by_len(rows)));
    run("longest", "escalade", || ask(&query).longest().map_or(0, |chain| chain.len()));
    run("heaviest", "escalade", || {
        let chains = ask(&query);
        let heaviest = chains.best(chains.weights(weight));
        heaviest.map_or(0, |chain| chain.events().map(weight).sum())
    });
    let pairs = query.clone().max_len(2);
    run("links", "escalade, counted", || ask(&pairs).count());
    run("links", "escalade, listed one by one", || listed(&ask(&pairs)));
    let triples = query.clone().max_len(3);
    run("list up to 3 events", "escalade", || listed(&ask(&triples)));
    let any = query.trend(Trend::Any).max_len(2);
    run("links at any level", "escalade", || listed(&ask(&any)));
}

/// Walks all chains and counts them.
fn listed(chains: &Chains<'_>) -> usize {
    let mut walk = chains.walk();
    iter::from_fn(|| walk.next_chain().map(|chain| chain.len())).count()
}

/// Prints who did which job in what time, and what came of it.
fn run<T: Display>(job: &str, who: &str, mut ask: impl FnMut() -> T) -> T {
    let time = median(&mut ask).as_secs_f64();
    let found = ask();
    println!("{job}\t{who}\t{time:.6}\t{found}");
    found
}

/// Counts by length as all peers print them: `2:17 3:4`.
fn by_len<N: Display>(counts: impl IntoIterator<Item = (usize, N)>) -> String {
    let told: Vec<_> = counts.into_iter().map(|(len, count)| format!("{len}:{count}")).collect();
    told.join(" ")
}
