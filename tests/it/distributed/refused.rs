//! What cannot be spread.

use std::sync::Arc;

use chrono::TimeDelta;
use escalade::{
    Actor, ErrorKind, Event, Means, Query, Relation, Rule, Timeline, Trend,
    distributed::{Cluster, Input, Question, ask},
    read::Options,
    scale::Kahn,
};

#[test]
fn what_cannot_be_spread_is_refused_before_anything_is_read() {
    let query = Query::escalation().max_gap(TimeDelta::days(7));
    let relay = query.clone().rules([Rule::Relay]).trend(Trend::Any);
    let missing = Input::files(["there-is-no-such-file"], Options::new());
    let field = |query: &Query| {
        let question = Question::new(query.clone());
        let error = ask(&Cluster::of_threads(2), &missing, &question).unwrap_err();
        assert!(!error.to_string().contains("no-such-file"), "{error}");
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        error.issues()[0].location().field().map(str::to_owned)
    };
    assert_eq!(field(&relay).as_deref(), Some("query/within"));
    assert_eq!(field(&query.clone().rules([Rule::Declared])).as_deref(), Some("query/rules"));
    assert_eq!(field(&query.clone().min_confidence(50)).as_deref(), Some("query/min_confidence"));
    let error = ask(&Cluster::of_threads(2), &missing, &Question::new(query)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Io, "this is read: {error}");
}

/// One event, with a key.
fn part(key: &str, of: Option<&str>, link: bool) -> Arc<Timeline> {
    let mut builder = Timeline::builder();
    let [b, c] = ["B", "C"].map(|key| builder.add_actor(Actor::new(key)));
    let mut a = Actor::new("A");
    if of.is_some() {
        a = a.part_of(c);
    }
    let a = builder.add_actor(a);
    let attack = |key: &str, day| {
        Event::attack(a, day, Means::Drone).against(b).with_key(key).with_level(Kahn, 3)
    };
    let first = builder.add_event(attack(key, "2024-04-01"));
    if link {
        let second = builder.add_event(attack("second", "2024-04-02").with_level(Kahn, 5));
        builder.add_link(second, Relation::RespondsTo, first);
    }
    Arc::new(builder.build().unwrap())
}

#[test]
fn parts_that_must_be_seen_whole_are_refused() {
    let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    let read = |parts: [Arc<Timeline>; 2]| {
        let question = Question::new(query.clone());
        ask(&Cluster::of_threads(2), &Input::timelines(parts), &question)
    };
    let got = |parts| {
        let error = read(parts).unwrap_err();
        error.issues().first().map_or_else(|| error.to_string(), |issue| issue.got().to_owned())
    };
    assert!(read([part("one", None, false), part("other", None, false)]).is_ok());
    let same = [part("one", None, false), part("one", None, false)];
    assert_eq!(got(same), "1 ids that occur in several parts");
    let members = [part("one", Some("C"), false), part("other", None, false)];
    assert_eq!(got(members), "other memberships of A in one part than in another");
    let linked = [part("one", None, true), part("other", None, false)];
    assert_eq!(got(linked), "links that the query follows");
}
