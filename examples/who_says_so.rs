//! Prints what is claimed in a timeline.

use chrono::TimeDelta;
use escalade::{scale::Kahn, *};
fn main() -> Result<(), Error> {
    let timeline = read::open("examples/data/crisis-2024.json")?.timeline;
    let barrage = timeline.event_by_key("barrage").unwrap().id();
    println!("{}", timeline.claims(barrage)?);
    println!("{}", timeline.claims(timeline.event_by_key("killing").unwrap().id())?);
    let q = Query::escalation().on(Kahn).max_gap(TimeDelta::days(30));
    println!("{}", timeline.threats(&q)?);
    Ok(())
}
