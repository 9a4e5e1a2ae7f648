//! Who is drawn in, as tables.

use super::{
    batches::Batches,
    columns::{Col, Kind},
};
use crate::chain::{Chain, Reach, ReachSize};

const REACH: &[Col] = &[
    Col::new("actor", Kind::Text, "", "the key of the actor, or the name of its bloc"),
    Col::new("role", Kind::Text, "", "what it is in the event: source, target, source and target"),
    Col::new(
        "event",
        Kind::U32,
        "",
        "the order of recording of the event that draws it in first, from 0; backward, of its first act",
    ),
    Col::maybe("key", Kind::Text, "", "the key of this event"),
    Col::new("when", Kind::Text, "", "its onset, and its end if it is known, in EDTF"),
    Col::new("earliest", Kind::Time, "ms", "the earliest time of its onset"),
    Col::new("span", Kind::I64, "s", "the span of the chain that reaches it first"),
    Col::new("length", Kind::U64, "1", "the number of events of this chain"),
    Col::new("chain", Kind::Texts, "", "its events, by their keys or numbers"),
    Col::new("shortest_length", Kind::U64, "1", "the number of events of the shortest chain"),
    Col::new("shortest_chain", Kind::Texts, "", "its events, by their keys or numbers"),
];

/// Returns who is drawn in by an actor or an event, or who led to it, as a table with a row for each actor.
///
/// ```
/// use {chrono::TimeDelta, escalade::{Query, Rule, arrow, read::Options}};
///
/// let rows = "2006-07-12\tLBN\tISR\t138\n2006-07-13\tISR\tSYR\t190\n";
/// let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
/// let query = Query::escalation().rules([Rule::Relay]).max_gap(TimeDelta::days(7));
/// let reach = timeline.chains(&query)?.reach(timeline.actor_by_key("LBN").unwrap().id());
/// let batch = arrow::reach(&reach).next().unwrap().unwrap();
/// assert_eq!(batch.num_rows(), 2, "Israel and Syria");
/// # Ok::<(), escalade::Error>(())
/// ```
pub fn reach<'a>(reach: &'a Reach<'_>) -> Batches<'a> {
    let mut actors = reach.actors.iter();
    Batches::new(REACH, move |table| {
        let Some(reached) = actors.next() else { return false };
        let event = reached.event();
        table.text(Some(&reached.actor));
        table.text(Some(reached.role.as_str()));
        table.u32(Some(event.id().index() as u32));
        table.text(event.key());
        table.printed(Some(event.when()));
        table.time(Some(event.earliest()));
        table.i64(Some(reached.earliest.span().num_seconds()));
        for chain in [&reached.earliest, &reached.shortest] {
            table.u64(Some(chain.len() as u64));
            let labels = labels(chain);
            let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
            table.texts(Some(&labels));
        }
        true
    })
}

fn labels(chain: &Chain<'_>) -> Vec<String> {
    chain.events().map(|event| event.label()).collect()
}

const SIZES: &[Col] = &[
    Col::new("actor", Kind::Text, "", "the key of the actor, or the name of its bloc"),
    Col::new("reaches", Kind::U64, "1", "other actors that it draws in"),
    Col::new("reached_by", Kind::U64, "1", "other actors that draw it in"),
    Col::new("starts", Kind::U64, "1", "its acts at which a chain may begin"),
    Col::maybe("events", Kind::U64, "1", "events in which such a chain ends; missing if estimated"),
    Col::new(
        "is_estimated",
        Kind::Bool,
        "",
        "whether the first two numbers are estimates, with a relative standard error of 6.3%",
    ),
];

/// Returns how many actors each actor draws in as a table with a row for each, in the order given.
///
/// ```
/// use {chrono::TimeDelta, escalade::{Query, Rule, arrow, read::Options}};
///
/// let rows = "2006-07-12\tLBN\tISR\t138\n2006-07-13\tISR\tSYR\t190\n";
/// let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
/// let query = Query::escalation().rules([Rule::Relay]).max_gap(TimeDelta::days(7));
/// let sizes = timeline.chains(&query)?.reach_sizes()?;
/// let batch = arrow::reach_sizes(&sizes).next().unwrap().unwrap();
/// assert_eq!(batch.num_rows(), 3);
/// # Ok::<(), escalade::Error>(())
/// ```
pub fn reach_sizes(sizes: &[ReachSize]) -> Batches<'_> {
    let mut sizes = sizes.iter();
    Batches::new(SIZES, move |table| {
        let Some(size) = sizes.next() else { return false };
        table.text(Some(&size.actor));
        table.u64(Some(size.reaches));
        table.u64(Some(size.reached_by));
        table.u64(Some(size.starts));
        table.u64(size.events);
        table.bool(Some(size.is_estimated));
        true
    })
}
