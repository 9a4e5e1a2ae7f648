//! Transactions of plain events, whose changes are found among the events near them: the changes and figures are those
//! found among all events, and those of a timeline built anew.

use std::cell::Cell;

use escalade::{
    Predicate, Query,
    watch::{QueryChanges, Watch, WatchedQuery},
};
use serde_json::Value;

use super::{
    model::{Model, actors},
    replay::{Replay, sparse_replays},
};
use crate::{
    oracle::{
        drafts::Drafts,
        engine::{build, to_query, to_view},
    },
    properties::check_all,
};

/// Returns the same query with a predicate that every event passes. What a closure looks at is not known, so that all
/// chains are found again after each transaction.
fn asked_of_all(query: &Query, replay: &Replay) -> Option<Query> {
    let terms = &replay.raw_query.terms;
    let all = || Predicate::named("all", |_| true);
    match (&terms.first, &terms.last, &terms.every) {
        (None, _, _) => Some(query.clone().first(all())),
        (_, None, _) => Some(query.clone().last(all())),
        (_, _, None) => Some(query.clone().every(all())),
        _ => None,
    }
}

pub(super) fn without_name(changes: &QueryChanges) -> Value {
    let mut value = serde_json::to_value(changes).unwrap();
    let fields = value.as_object_mut().unwrap();
    fields.remove("query");
    fields.remove("events_compared");
    value
}

#[test]
fn changes_found_near_by_are_those_found_among_all_events() {
    let (transactions, near) = (Cell::new(0), Cell::new(0));
    check_all(sparse_replays(), 1500, |replay| {
        let given = &replay.given;
        let opened = Drafts { events: Vec::new(), ..given.clone() };
        let timeline = build(&opened);
        let steps = to_view(&timeline, &replay.raw_query).steps().to_vec();
        let query = to_query(&replay.raw_query);
        let Some(of_all) = asked_of_all(&query, replay) else { return Ok(()) };
        let queries = [("near", query), ("all", of_all)]
            .map(|(name, query)| WatchedQuery::new(name, query).seen_through(steps.clone()));
        let mut watch = Watch::new(timeline, queries).unwrap();
        let mut model = Model::of(&opened);
        let actors = actors(&watch);
        for operations in &replay.transactions {
            let mut transaction = watch.transaction();
            for operation in operations {
                model.apply(operation, given, &actors, &mut transaction);
            }
            let changes = transaction.commit().unwrap();
            let [of_near, of_all] = ["near", "all"].map(|name| changes.of(name).unwrap());
            if without_name(of_near) != without_name(of_all) {
                return Err(format!("near {of_near:?}\nall {of_all:?}"));
            }
            let [figures, of_all] = ["near", "all"].map(|name| watch.figures(name).unwrap());
            if figures != of_all {
                return Err(format!("near {figures:?}\nall {of_all:?}"));
            }
            transactions.set(transactions.get() + 1);
            near.set(near.get() + usize::from(of_near.events_compared().is_some()));
        }
        let anew = build(&model.drafts(given));
        let [actual, expected] =
            [watch.timeline(), &anew].map(|timeline| serde_json::to_string(timeline).unwrap());
        if actual == expected { Ok(()) } else { Err(format!("{actual}\n{expected}")) }
    });
    let (transactions, near) = (transactions.get(), near.get());
    assert!(3 * near > transactions, "{near} of {transactions} transactions");
}
