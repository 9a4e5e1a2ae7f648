//! Who names the author of an event, and when a chain depends on their word alone.

use chrono::TimeDelta;
use escalade::{
    Actor, ActorId, Event, Means, Query, Report, SpeechAct, Statement, Timeline,
    model::{Assertion, Fact},
    scale::Kahn,
};

/// An event by `A` that `B` answers, with statements of who did it by some actors, and a report. Returns the
/// accusers, and whether only they name the author.
fn accusers(
    speakers: &[&str],
    report: Option<fn(ActorId) -> Report>,
) -> Option<(Vec<String>, bool)> {
    let mut builder = Timeline::builder();
    let [a, b] = ["A", "B"].map(|key| builder.add_actor(Actor::new(key)));
    builder.add_actor(Actor::new("ORGAN").part_of(a));
    let strike = |by, on, day: &str, rung: i32| {
        Event::attack(by, day, Means::Drone).against(on).with_level(Kahn, rung)
    };
    let raid = strike(a, b, "2024-04-01", 8);
    let raid = builder.add_event(match report {
        Some(report) => raid.with_report(report(a)),
        None => raid,
    });
    for speaker in speakers {
        let that_they_did = Assertion::that(Fact::Attribution).naming(a);
        let speaker = builder.actor_by_key(speaker).unwrap();
        let statement = Event::statement(speaker, "2024-04-03", SpeechAct::Claim);
        let about = Statement::about(raid).asserting(that_they_did);
        builder.add_event(statement.with_statement(about));
    }
    builder.add_event(strike(b, a, "2024-04-10", 10));
    let timeline = builder.build().unwrap();
    let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(30));
    let chain = timeline.chains(&query).unwrap().longest().unwrap();
    let hangs_on = chain.explain().hangs_on;
    let found = chain.accusers().into_iter().next().map(|found| {
        let keys = found.accusers.iter().map(|actor| timeline.actor(*actor).key().to_owned());
        (keys.collect(), found.accusers_only)
    });
    assert_eq!(hangs_on.is_empty(), found.as_ref().is_none_or(|(_, accusers_only)| !accusers_only));
    found
}

#[test]
fn an_accusation_alone_is_what_the_chain_depends_on() {
    assert_eq!(accusers(&["B"], None), Some((vec!["B".to_owned()], true)));
    assert_eq!(accusers(&[], None), None);
}

#[test]
fn an_author_who_says_so_or_whose_organ_does_is_no_accuser() {
    for speaker in ["A", "ORGAN"] {
        assert_eq!(accusers(&[speaker], None), None, "{speaker}");
        assert_eq!(
            accusers(&["B", speaker], None),
            Some((vec!["B".to_owned()], false)),
            "{speaker}"
        );
    }
}

#[test]
fn a_public_record_that_names_the_author_confirms_an_accusation() {
    let found = accusers(&["B"], Some(|a| Report::public_record().attributing_to([a])));
    assert_eq!(found, Some((vec!["B".to_owned()], false)));
    assert_eq!(accusers(&["B"], Some(|_| Report::coder())), Some((vec!["B".to_owned()], true)));
}
