//! Texts of predicates and of steps.

use std::{collections::BTreeSet, str};

use escalade::{EventId, Predicate, Query, chain::Steps};

use crate::{EVERYTHING, count};

/// Reads a text as a predicate and as steps. What is read is the same once it is written as JSON and read again; a comma
/// joins conditions and a `!` negates one, for every event.
pub fn predicate(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    if let Ok(steps) = text.parse::<Steps>() {
        let query = Query::escalation().max_gap(chrono::TimeDelta::days(7)).steps(steps);
        let written = serde_json::to_string(&query).expect("a query without closures");
        // A query that the engine refuses is also refused when it is read.
        if let Ok(again) = serde_json::from_str::<Query>(&written) {
            assert_eq!(query.to_string(), again.to_string());
        } else {
            assert!(query.check().is_err(), "{written}");
        }
        count(&EVERYTHING, &query);
    }
    let conditions: Vec<_> = text.split(',').map(|part| part.parse::<Predicate>()).collect();
    let unread = conditions.iter().filter(|condition| condition.is_err()).count();
    let predicate = match text.parse::<Predicate>() {
        Ok(predicate) => predicate,
        Err(error) => return assert_eq!(error.issue_count(), unread, "{error}"),
    };
    assert_eq!(unread, 0);
    let written = serde_json::to_string(&predicate).expect("a predicate without closures");
    let again: Predicate = serde_json::from_str(&written).expect("what was written can be read");
    assert_eq!(predicate, again);
    assert_eq!(predicate.to_string(), again.to_string());

    let mut passing_all = Some(EVERYTHING.events().map(|event| event.id()).collect());
    for (text, condition) in text.split(',').zip(conditions.into_iter().flatten()) {
        let passing = passing(condition);
        if !text.trim_start().starts_with('!') {
            let negated: Predicate = format!("!{}", text.trim_start()).parse().expect("as above");
            let others = self::passing(negated);
            assert_eq!(passing.is_some(), others.is_some());
            if let (Some(passing), Some(others)) = (&passing, &others) {
                assert!(others.is_disjoint(passing));
                assert_eq!(others.len() + passing.len(), EVERYTHING.len());
            }
        }
        passing_all = passing_all.zip(passing).map(|(all, passing)| &all & &passing);
    }
    assert_eq!(passing(predicate), passing_all);
    assert_eq!(passing(again), passing_all);
}

/// Returns the events that pass; `None` if the predicate names an actor that the timeline does not have.
fn passing(predicate: Predicate) -> Option<BTreeSet<EventId>> {
    let view = EVERYTHING.view().only(predicate);
    view.check().is_ok().then(|| view.events().map(|event| event.id()).collect())
}
