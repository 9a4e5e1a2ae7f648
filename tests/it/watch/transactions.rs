//! What transactions record, refuse and leave as it was.

use chrono::TimeDelta;
use escalade::{
    Event, Means, Query, Relation, Report, SpeechAct, Statement, Timeline,
    scale::Kahn,
    watch::{EventName, Watch, WatchedQuery},
};

fn weekly() -> WatchedQuery {
    WatchedQuery::new("weekly", Query::escalation().on(Kahn).max_gap(TimeDelta::days(7)))
}

fn empty() -> Watch {
    Watch::new(Timeline::builder().build().unwrap(), [weekly()]).unwrap()
}

fn labels(watch: &Watch) -> Vec<String> {
    watch.timeline().events().map(|event| watch.name_of(event).to_string()).collect()
}

#[test]
fn a_transaction_that_does_not_build_lists_every_problem_and_changes_nothing() {
    let mut watch = empty();
    let mut transaction = watch.transaction();
    let a = transaction.actor("A");
    let raid = transaction.upsert("raid", Event::attack(a, "2024-04-02", Means::Drone));
    transaction.commit().unwrap();

    let mut transaction = watch.transaction();
    let b = transaction.actor("B");
    let earlier = transaction.push(Event::attack(b, "2024-04-01", Means::Drone));
    transaction.add_link(earlier, Relation::RetaliatesFor, raid);
    transaction.push(Event::attack(b, "1 April", Means::Drone).with_key("raid"));
    transaction.retract("raid");
    transaction.upsert("raid", Event::attack(a, "2024-04-02", Means::Drone));
    transaction.complete_to("soon");
    let far = (0..9).map(|_| transaction.push(Event::attack(b, "2024-04-05", Means::Drone))).last();
    transaction.add_report(far.unwrap(), Report::by(b));
    let error = transaction.commit().unwrap_err();
    let places: Vec<_> = error.issues().iter().map(|issue| issue.location().to_string()).collect();
    assert_eq!(places, ["complete_to", "events/2/when", "events/2/key", "links/0"]);
    assert_eq!((labels(&watch), watch.complete_to()), (vec!["raid".to_owned()], None));
    assert!(watch.timeline().actor_by_key("B").is_none());

    // Numbers of a refused transaction are used again.
    let mut transaction = watch.transaction();
    assert_eq!(transaction.push(Event::attack(a, "2024-04-03", Means::Drone)).index(), 1);
    transaction.add_link(far.unwrap(), Relation::About, raid);
    transaction.revise(far.unwrap(), Event::attack(a, "2024-04-03", Means::Drone));
    let error = transaction.commit().unwrap_err();
    let places: Vec<_> = error.issues().iter().map(|issue| issue.location().to_string()).collect();
    assert_eq!(places, ["events", "links/0/from"]);
}

#[test]
fn events_without_keys_are_revised_and_withdrawn_by_id_and_keep_their_numbers() {
    let mut watch = empty();
    let mut transaction = watch.transaction();
    let a = transaction.actor("A");
    let ids: Vec<_> = ["2024-04-01", "2024-04-02", "2024-04-03"]
        .map(|day| transaction.push(Event::attack(a, day, Means::Drone)))
        .into();
    transaction.commit().unwrap();
    assert_eq!(labels(&watch), ["#0", "#1", "#2"]);

    let mut transaction = watch.transaction();
    assert!(transaction.retract_event(ids[0]));
    assert!(!transaction.retract_event(ids[0]), "withdrawn already");
    transaction.revise(ids[2], Event::attack(a, "2024-03-01", Means::Rocket));
    let changes = transaction.commit().unwrap();
    assert_eq!((changes.recorded(), changes.revised(), changes.withdrawn()), (0, 1, 1));
    assert_eq!(labels(&watch), ["#2", "#1"]);
    let last = watch.event(ids[2]).unwrap();
    assert_eq!((last.id().index(), watch.id_of(last), watch.event(ids[0])), (1, ids[2], None));
    assert_eq!(watch.name_of(last), EventName::Number(2));

    let mut transaction = watch.transaction();
    transaction.revise(ids[0], Event::attack(a, "2024-04-01", Means::Drone));
    assert_eq!(transaction.commit().unwrap().recorded(), 1);
    assert_eq!(labels(&watch), ["#2", "#0", "#1"]);
}

#[test]
fn what_refers_to_a_withdrawn_event_comes_back_with_it() {
    let mut watch = empty();
    let mut transaction = watch.transaction();
    let [a, b] = ["A", "B"].map(|key| transaction.actor(key));
    let raid = || Event::attack(a, "2024-04-01", Means::Drone).against(b);
    let id = transaction.upsert("raid", raid());
    let reply = Event::attack(b, "2024-04-02", Means::Drone).against(a);
    let reply = transaction.upsert("reply", reply);
    let denial = Event::statement(a, "2024-04-03", SpeechAct::Deny);
    transaction.upsert("denial", denial.with_statement(Statement::about(id)));
    let link = transaction.add_link(reply, Relation::RetaliatesFor, id);
    transaction.add_report(id, Report::public_record());
    transaction.commit().unwrap();
    let state = |watch: &Watch| {
        let timeline = watch.timeline();
        let subjects = timeline.event_by_key("denial").unwrap().statement().unwrap().subjects();
        let reports = timeline.event_by_key("raid").map(|raid| raid.reports().len());
        (timeline.links().len(), subjects.len(), reports)
    };
    assert_eq!(state(&watch), (1, 1, Some(1)));

    let mut transaction = watch.transaction();
    transaction.retract("raid");
    transaction.commit().unwrap();
    assert_eq!(state(&watch), (0, 0, None));

    let mut transaction = watch.transaction();
    assert_eq!(transaction.push(raid().with_key("raid")), id, "recorded again in its place");
    transaction.commit().unwrap();
    assert_eq!(state(&watch), (1, 1, Some(0)), "reports are part of the draft");

    let mut transaction = watch.transaction();
    transaction.upsert("new", raid());
    assert!(transaction.retract("new"), "within one transaction");
    transaction.add_report(id, Report::public_record());
    transaction.add_report(id, Report::public_record());
    assert!(transaction.retract_link(link));
    assert!(!transaction.retract_link(link));
    let changes = transaction.commit().unwrap();
    assert_eq!((changes.recorded(), changes.revised(), changes.withdrawn()), (0, 1, 0));
    assert_eq!(state(&watch), (0, 1, Some(2)));
    let mut transaction = watch.transaction();
    assert_eq!(transaction.upsert("new", raid()).index(), 3, "the place of its first record");
}

#[test]
fn the_time_to_which_data_are_complete_never_goes_back_and_late_events_are_counted() {
    let mut watch = empty();
    for (time, day, late) in [
        ("2024-04-10", "2024-04-05", 0),
        ("2024-04-01", "2024-04-05", 1),
        ("2024-04-11", "2024-04-10", 0),
    ] {
        let mut transaction = watch.transaction();
        let a = transaction.actor("A");
        transaction.push(Event::attack(a, day, Means::Drone));
        transaction.complete_to(time);
        assert_eq!(transaction.commit().unwrap().late(), late);
    }
    assert_eq!(watch.complete_to().unwrap().date_naive().to_string(), "2024-04-11");
}

#[test]
fn queries_are_checked_when_the_watch_is_opened() {
    let open = |queries: Vec<WatchedQuery>| {
        let error = Watch::new(Timeline::builder().build().unwrap(), queries).unwrap_err();
        error.issues().iter().map(|issue| issue.location().to_string()).collect::<Vec<_>>()
    };
    assert_eq!(open(Vec::new()), ["queries"]);
    let without_gap = WatchedQuery::new("weekly", Query::escalation());
    assert_eq!(open(vec![weekly(), without_gap]), ["queries/1/name", "queries/1/query/max_gap"]);
    assert_eq!(empty().chains("monthly").unwrap_err().issues()[0].location().to_string(), "query");
}
