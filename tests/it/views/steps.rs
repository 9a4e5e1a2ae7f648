//! Steps about reports, authors and days, as data and in words.

use escalade::{
    Actor, ActorId, Event, Means, Report, Timeline, View,
    model::{Credibility, Membership, MembershipKind},
    timeline::{Field, Granularity, ViewStep},
};

/// Two raids of A on B, the second of which may be by C, with one and two independent reports.
fn raids() -> Timeline {
    let mut builder = Timeline::builder();
    let [a, b, c, paper, wire] =
        ["A", "B", "C", "PAPER", "WIRE"].map(|key| builder.add_actor(Actor::new(key)));
    let by = |outlet| Report::by(outlet).with_credibility(Credibility::Confirmed);
    let first = Event::attack(a, "2024-04-01", Means::Drone).against(b).with_key("first");
    builder.add_event(first.with_report(by(paper)).with_report(by(wire).relaying(paper)));
    let second = Event::attack((), "2024-04-02", Means::Drone).against(b);
    let second = second.with_candidate(a, 60).with_candidate(c, 30);
    builder.add_event(second.with_report(by(paper)).with_report(by(wire)));
    builder.build().unwrap()
}

fn shown(view: &View<'_>) -> Vec<(String, Vec<String>)> {
    let timeline = view.timeline();
    let keys = |actors: &[ActorId]| -> Vec<String> {
        actors.iter().map(|actor| timeline.actor(*actor).key().to_owned()).collect()
    };
    view.events().map(|event| (event.label(), keys(event.sources()))).collect()
}

#[test]
fn steps_about_authors_and_reports_can_be_applied_again() {
    let timeline = raids();
    let ids: Vec<_> = timeline.events().map(|event| event.id()).collect();
    let id = |key: &str| timeline.actor_by_key(key).unwrap().id();
    let everything = || timeline.view();
    for (view, words, expected) in [
        (
            everything().at_least_n_independent_reports(2),
            "with 2 or more independent reports",
            &[("#1", "A")][..],
        ),
        (
            everything().at_least_n_independent_reports(1),
            "with 1 or more independent reports",
            &[("first", "A"), ("#1", "A")],
        ),
        (
            everything().supposing(ids[1], id("C")),
            "supposing that C did #1",
            &[("first", "A"), ("#1", "C")],
        ),
        (
            everything().supposing(ids[0], ()),
            "supposing that the author of first is unknown",
            &[("first", ""), ("#1", "A")],
        ),
        (
            everything().unattributed(ids[1]),
            "without the author of #1 and the word of its accusers",
            &[("first", "A"), ("#1", "")],
        ),
        (everything().as_known_at("2024-04-01"), "as known at 2024-04-01", &[("first", "A")]),
        (
            everything().one_a_day_by([Field::Target], &Granularity::Country),
            "one a day with the same target by country",
            &[("first", "A"), ("#1", "A")],
        ),
    ] {
        assert_eq!(view.steps()[0].to_string(), words);
        let written = serde_json::to_string(view.steps()).unwrap();
        let steps: Vec<ViewStep> = serde_json::from_str(&written).unwrap();
        let again = timeline.view_from_steps(&steps).unwrap();
        for view in [&view, &again] {
            let shown: Vec<_> =
                shown(view).into_iter().map(|(event, by)| (event, by.concat())).collect();
            let wanted: Vec<_> = expected
                .iter()
                .map(|(event, by)| ((*event).to_owned(), (*by).to_owned()))
                .collect();
            assert_eq!(shown, wanted, "{words}");
        }
        assert_eq!(again.steps(), view.steps());
        assert_eq!(again.tallies(), view.tallies());
    }
}

#[test]
fn steps_about_unknown_events_and_actors_are_refused() {
    let timeline = raids();
    let supposing = |event: &str, by: &[&str]| ViewStep::Supposing {
        event: event.to_owned(),
        by: by.iter().map(|key| (*key).to_owned()).collect(),
    };
    let unattributed = |event: &str| ViewStep::Unattributed { event: event.to_owned() };
    for (step, place, got) in [
        (supposing("nowhere", &["A"]), "view/supposing", "nowhere"),
        (supposing("#2", &["A"]), "view/supposing", "#2"),
        (supposing("first", &["D"]), "view/supposing", "D"),
        (supposing("first", &["C"]), "view/supposing", "C"),
        (supposing("#1", &["A", "C"]), "view/supposing", "A and C"),
        (unattributed("2"), "view/unattributed", "2"),
        (unattributed("#2"), "view/unattributed", "#2"),
        (ViewStep::ReportedBy { reporter: "D".to_owned() }, "view/reported_by", "D"),
    ] {
        let error = timeline.view_from_steps(&[step]).unwrap_err();
        let issue = &error.issues()[0];
        assert_eq!((&*issue.location().to_string(), issue.got()), (place, got));
        assert_eq!(error.issues().len(), 1);
    }
    for step in [
        supposing("first", &["A"]),
        supposing("#0", &["A"]),
        supposing("#1", &[]),
        supposing("#1", &["C"]),
        unattributed("#1"),
    ] {
        assert!(timeline.view_from_steps(&[step]).is_ok());
    }
    let allowed = timeline.view_from_steps(&[supposing("#1", &["B"])]).unwrap_err();
    assert_eq!(allowed.issues()[0].allowed(), "an author of #1: A, C, or none");
    let allowed = timeline.view_from_steps(&[supposing("first", &["B"])]).unwrap_err();
    assert_eq!(allowed.issues()[0].allowed(), "an author of first: A, or none");
}

/// Ids of a larger timeline, that of the number of events or actors included.
#[test]
fn ids_of_another_timeline_are_refused() {
    let (timeline, mut larger) = (raids(), Timeline::builder());
    let actor = (0..6).map(|nth| larger.add_actor(Actor::new(format!("X{nth}")))).last().unwrap();
    let raid = |_| larger.add_event(Event::attack(actor, "2024-04-01", Means::Drone));
    let event = (0..3).map(raid).last().unwrap();
    let other = larger.build().unwrap();
    for view in [
        timeline.view().of([actor]),
        timeline.view().reported_by(actor),
        timeline.view().supposing(event, ()),
        timeline.view().supposing(timeline.event_at(0).id(), actor),
        timeline.view().unattributed(event),
    ] {
        assert_eq!(view.check().unwrap_err().issues().len(), 1);
        assert!(view.is_empty());
    }
    // An event of another timeline is neither shown nor merged, and is mutual if it is recorded so.
    let (view, foreign) = (timeline.view().merge_mutual().merged_reports(), other.event_at(0));
    assert!(!view.contains(foreign) && !view.is_mutual(foreign));
    assert!(view.merged_into(foreign).is_none() && view.repeats(foreign).is_empty());
}

/// One a day of the same parties, with each actor counted as the state that it is part of at that time.
#[test]
fn one_a_day_may_compare_actors_as_states() {
    let mut builder = Timeline::builder();
    let [a, b] = ["A", "B"].map(|key| builder.add_actor(Actor::new(key)));
    let army = builder.add_actor(Actor::new("ARMY").part_of(a));
    let guest = Membership::new(MembershipKind::LocatedIn, a);
    let guest = builder.add_actor(Actor::new("GUEST").with_membership(guest));
    let raid = |by: &[ActorId], when: &str| Event::attack(by, when, Means::Drone).against(b);
    builder.add_event(raid(&[a], "2024-04-01T01:00Z"));
    builder.add_event(raid(&[army], "2024-04-01T02:00Z"));
    builder.add_event(raid(&[guest], "2024-04-01T03:00Z"));
    builder.add_event(raid(&[guest, army], "2024-04-01T04:00Z"));
    builder.add_event(raid(&[army, guest], "2024-04-01T05:00Z"));
    builder.add_event(raid(&[a], "2024-04-01T06:00Z").mutually());
    builder.add_event(raid(&[a], "2024-04-02T00:00Z"));
    builder.add_event(raid(&[army], "[2024-04-02T01:00Z..2024-04-03T01:00Z]"));
    builder.add_event(raid(&[a], "[2024-04-02T01:00Z..2024-04-03T01:00Z]"));
    builder.add_event(raid(&[a], "[2024-04-02T01:00Z..2024-04-03T02:00Z]"));
    builder.add_event(raid(&[a], "[2024-04-02T02:00Z..2024-04-02T23:00Z]"));
    let timeline = builder.build().unwrap();
    let kept = |granularity: &Granularity| -> Vec<_> {
        let view = timeline.view().one_a_day_by([Field::Source], granularity);
        view.events().map(|event| event.id().index()).collect()
    };
    assert_eq!(kept(&Granularity::Exact), [0, 1, 2, 3, 5, 6, 7, 8, 9]);
    assert_eq!(kept(&Granularity::State), [0, 2, 3, 5, 6, 7, 9]);
    assert_eq!(kept(&Granularity::Country), [0, 5, 6, 7, 9]);
}
