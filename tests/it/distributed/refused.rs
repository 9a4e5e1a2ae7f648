//! What cannot be spread.

use std::sync::Arc;

use chrono::TimeDelta;
use escalade::{
    ErrorKind, Query, Rule, Trend,
    distributed::{Cluster, Input, Question, ask},
    read::Options,
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

#[test]
fn parts_that_no_process_sees_whole_are_refused() {
    let part = |rows: &str| Arc::new(Options::new().read("rows", rows.as_bytes()).unwrap().timeline);
    let query = Query::escalation().max_gap(TimeDelta::days(7));
    let rows = "event_id\tdate\tsource\ttarget\tcode\nX\t2006-07-01\tLBN\tISR\t138\n";
    let read = |input: Input| ask(&Cluster::of_threads(2), &input, &Question::new(query.clone()));
    let twice = [part(rows), part(rows)];
    assert!(twice[0].event_by_key("X").is_some());
    let error = read(Input::timelines(twice)).unwrap_err();
    assert_eq!(error.issues()[0].got(), "1 ids that occur in several parts");
}
