//! April 2024 as it became known: the records of `data/april-2024-feed.jsonl`, recorded at the times at which they were
//! learned, with the alerts that they raised and withdrew.
//!
//! ```text
//! cargo run --features watch --example feed
//! ```
//!
//! The command prints the same alerts:
//!
//! ```text
//! cd examples/data
//! escalade watch --query april-2024-query.json --alerts april-2024-rules.json < april-2024-feed.jsonl
//! ```

use std::error::Error;

use chrono::{DateTime, Utc};
use escalade::{
    Timeline,
    watch::{Alarms, AlertRule, Watch, WatchedQuery},
};
use serde::Deserialize;

const FEED: &str = include_str!("data/april-2024-feed.jsonl");
const QUERY: &str = include_str!("data/april-2024-query.json");
const RULES: &str = include_str!("data/april-2024-rules.json");

/// A line that says when the records after it became known.
#[derive(Deserialize)]
struct Known {
    known_when: DateTime<Utc>,
}

fn main() -> Result<(), Box<dyn Error>> {
    print!("{}", replay()?);
    Ok(())
}

/// Returns the alerts, each on a line.
fn replay() -> Result<String, Box<dyn Error>> {
    let query: WatchedQuery = serde_json::from_str(QUERY)?;
    let rules: Vec<AlertRule> = serde_json::from_str(RULES)?;
    let mut watch = Watch::new(Timeline::builder().build()?, [query])?;
    let mut alarms = Alarms::new(rules, &watch)?;
    let mut alerts = String::new();
    let (mut learned, mut records) = (DateTime::<Utc>::UNIX_EPOCH, Vec::new());
    let mut commit = |learned, records: &mut Vec<&str>| -> Result<(), escalade::Error> {
        let mut transaction = watch.transaction();
        for record in records.drain(..) {
            transaction.add_record(record)?;
        }
        transaction.commit()?;
        for alert in alarms.update(&watch, learned)? {
            alerts.push_str(&format!("{alert}\n"));
        }
        Ok(())
    };
    for line in FEED.lines() {
        if let Ok(Known { known_when }) = serde_json::from_str(line) {
            commit(learned, &mut records)?;
            learned = known_when;
        } else {
            records.push(line);
        }
    }
    commit(learned, &mut records)?;
    Ok(alerts)
}

#[test]
fn the_alerts_are_those_of_the_command() {
    assert_eq!(replay().expect("the feed is valid"), include_str!("data/april-2024-alerts.txt"));
}
