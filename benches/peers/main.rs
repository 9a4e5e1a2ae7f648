//! The crate's side of the comparison with its peers, and a program written by hand for the same
//! questions. `run.sh` runs it beside the others; the page beside it says what is compared.
//!
//! ```text
//! cargo bench --bench peers -- write 100000 events.csv
//! cargo bench --bench peers -- measure events.csv
//! ```
//!
//! Each line of the answer is a job, who did it, the seconds it took and what it found, between tabs.
//! Without arguments it measures events that are never written.

mod by_hand;
#[path = "../common/mod.rs"]
mod common;
mod file;

use std::{fmt::Display, io, path::Path};

use chrono::TimeDelta;
use common::{Recipe, Row, median};
use escalade::{Chains, Query, Rule, Trend};

/// Everybody's question: whoever was hit hits, harder, within a week.
const WEEK: TimeDelta = TimeDelta::days(7);
const ACTORS: u32 = 200;
const LEVELS: usize = 10;

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

    run("build", "escalade", || common::timeline(ACTORS, rows).len());
    let count = run("count", "escalade", || ask(&query).count().to_string());
    let by_hand = run("count", "by hand", || by_hand::count(rows));
    assert_eq!(count, by_hand.to_string(), "two programs, one number");
    run("count", "escalade, from rows", || {
        let timeline = common::timeline(ACTORS, rows);
        timeline.chains(&query).expect("a valid query").count()
    });
    run("by length", "by hand", || by_len(by_hand::count_by_len(rows)));
    run("longest", "escalade", || longest(&ask(&query)));
    let any = query.trend(Trend::Any);
    run("event graph", "escalade", || ask(&any).to_graph().edge_count());
}

/// Prints who did which job in what time, and what came of it.
fn run<T: Display>(job: &str, who: &str, mut ask: impl FnMut() -> T) -> T {
    let time = median(&mut ask).as_secs_f64();
    let found = ask();
    println!("{job}\t{who}\t{time:.6}\t{found}");
    found
}

fn longest(chains: &Chains<'_>) -> usize {
    chains.longest().map_or(0, |chain| chain.len())
}

/// Counts by length as all peers print them: `2:17 3:4`.
fn by_len(counts: [u128; LEVELS + 1]) -> String {
    let occurring = (0..).zip(counts).filter(|(_, count)| *count > 0);
    let told: Vec<_> = occurring.map(|(len, count): (usize, _)| format!("{len}:{count}")).collect();
    told.join(" ")
}
