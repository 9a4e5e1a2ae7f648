//! What cannot be spread.

use std::sync::Arc;

use chrono::TimeDelta;
use escalade::{
    Actor, ErrorKind, Event, Means, Predicate, Query, Relation, Rule, Timeline, Trend,
    distributed::{Answer, Cluster, Input, Question, ask},
    read::{Columns, Options},
    scale::Kahn,
    timeline::ViewStep,
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
    let attack = |key: &str, day, level| {
        Event::attack(a, day, Means::Drone).against(b).with_key(key).with_level(Kahn, level)
    };
    let first = builder.add_event(attack(key, "2024-04-01", 3));
    if link {
        let second = builder.add_event(attack("second", "2024-04-02", 5));
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
    let folder = crate::test_folder::TestFolder::new("repeated-ids");
    let rows = "id,day,who,whom\n7,2024-04-01,A,B\n";
    let paths = ["one.csv", "other.csv"].map(|name| folder.0.join(name));
    paths.iter().for_each(|path| std::fs::write(path, rows).unwrap());
    let columns = Columns::new("day").source("who").target("whom").id("id");
    for (options, is_kept) in [
        (Options::new().columns(columns.clone()), false),
        (Options::new().columns(columns).keep_repeated_ids(), true),
    ] {
        let input = Input::files(&paths, options);
        let question = Question::new(query.clone());
        assert_eq!(ask(&Cluster::of_threads(2), &input, &question).is_ok(), is_kept);
    }
    let linked = [part("one", None, true), part("other", None, false)];
    assert_eq!(got(linked), "links that the query follows");
}

/// The actors that a view or a query names need not be in every part, but in one.
#[test]
fn an_actor_of_one_part_may_be_named() {
    let folder = std::env::temp_dir().join(format!("escalade-{}-named", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let written = [
        ("one.tsv", "2006-07-01\tLBN\tISR\t138\n2006-07-02\tISRMIL\tLBN\t150\n"),
        ("two.tsv", "2006-07-03\tLBN\tSYR\t170\n2006-07-04\tSYR\tLBN\t190\n"),
    ];
    let paths = written.map(|(name, rows)| {
        std::fs::write(folder.join(name), rows).unwrap();
        folder.join(name)
    });
    let whole = Options::new().open_all(&paths).unwrap().timeline;
    let query = Query::escalation().rules([Rule::Relay]).max_gap(TimeDelta::days(7));
    let ask_for = |query: &Query, steps: &[ViewStep]| {
        let question = Question::new(query.clone()).seen_through(steps.to_vec());
        ask(&Cluster::of_threads(2), &Input::files(&paths, Options::new()), &question)
    };
    let of = |keys: &[&str]| {
        vec![ViewStep::Of { actors: keys.iter().map(|key| (*key).into()).collect() }]
    };
    let syrian = query.clone().last(Predicate::sources(["SYR"]));
    for (query, steps) in [
        (&query, of(&["ISR"])),
        (&query, of(&["ISR", "SYR"])),
        (&query, vec![ViewStep::Only { predicate: !Predicate::sources(["SYR"]) }]),
        (&syrian, Vec::new()),
    ] {
        let expected = whole.view_from_steps(&steps).unwrap().chains(query).unwrap().summary();
        let answer = ask_for(query, &steps).unwrap().answer;
        assert_eq!(answer, Some(Answer::Summary(expected)), "{steps:?}");
    }
    let error = ask_for(&query, &of(&["SYD"])).unwrap_err();
    assert_eq!(error.issues()[0].got(), "SYD");
    std::fs::remove_dir_all(&folder).unwrap();
}
