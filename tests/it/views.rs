//! Look-ups and views, compared with a plain loop over all events.

use std::ops::Bound;

use chrono::{NaiveDate, TimeDelta};
use escalade::{
    Actor, ActorId, Code, Event, EventKind, Means, Predicate, Query, Report, SpeechAct, Timeline,
    Vocabulary,
    explain::Explanation,
    model::{Membership, MembershipKind},
    scale::{Kahn, Scale, named},
    timeline::{BlocMember, Blocs, EventRef, Field, Granularity, ViewStep, Window},
};

mod steps;

/// Returns four weeks of events between five actors, recorded out of order, several at a time.
fn month() -> (Timeline, Vec<ActorId>) {
    let mut builder = Timeline::builder();
    let actors: Vec<_> =
        ["A", "B", "C", "D", "E"].map(|key| builder.add_actor(Actor::new(key))).into();
    let organ =
        Membership::new(MembershipKind::PartOf, actors[0]).from("2024-04-08").until("2024-04-22");
    builder.add_membership(actors[4], organ);
    let start = NaiveDate::from_ymd_opt(2024, 4, 1).unwrap();
    for nth in 0..200_usize {
        let day = start + TimeDelta::days((nth * 17 % 28) as i64);
        let (source, target) = (actors[nth % 5], actors[(nth / 5 + nth) % 5]);
        let mut event = match nth % 3 {
            0 => Event::attack(source, day, Means::Drone),
            1 => Event::statement([source, actors[nth % 4]], day, SpeechAct::Threaten),
            _ => Event::action(
                source,
                day.format("%Y-%m").to_string(),
                escalade::model::ActionKind::Sanction,
            ),
        };
        event = event.against(target).with_level(Kahn, (nth % 9 + 1) as i32);
        if nth % 4 == 0 {
            event = event.mutually();
        }
        if nth % 7 == 0 {
            event = event
                .with_report(Report::by(actors[3]).quoting(actors[2]))
                .with_key(format!("k{nth}"));
        }
        builder.add_event(event);
    }
    (builder.build().unwrap(), actors)
}

fn ids<'t>(events: impl Iterator<Item = EventRef<'t>>) -> Vec<usize> {
    events.map(|event| event.id().index()).collect()
}

#[test]
fn the_total_order_is_by_earliest_onset_then_by_recording() {
    let (timeline, _) = month();
    let order: Vec<_> = timeline.events().map(|event| (event.earliest(), event.id())).collect();
    assert!(order.is_sorted());
    for (position, event) in timeline.events().enumerate() {
        assert_eq!(event.position(), position);
        assert_eq!(timeline.event_at(position), timeline.event(event.id()));
    }
}

#[test]
fn keys_find_their_events() {
    let (timeline, _) = month();
    for event in timeline.events() {
        if let Some(key) = event.key() {
            assert_eq!(timeline.event_by_key(key), Some(event));
        }
    }
    assert_eq!(timeline.events().filter(|event| event.key().is_some()).count(), 29);
    assert!(timeline.event_by_key("k1").is_none());
}

#[test]
fn actors_and_dyads_find_their_events() {
    let (timeline, actors) = month();
    for a in &actors {
        let party =
            |event: &EventRef<'_>| event.sources().contains(a) || event.targets().contains(a);
        assert_eq!(ids(timeline.events_of(*a)), ids(timeline.events().filter(party)));
        for b in &actors {
            let joined = |event: &EventRef<'_>| {
                let runs =
                    |from, to| event.sources().contains(from) && event.targets().contains(to);
                runs(a, b) || event.is_mutual() && runs(b, a)
            };
            assert_eq!(ids(timeline.events_between(*a, *b)), ids(timeline.events().filter(joined)));
        }
    }
}

#[test]
fn a_window_is_half_open_over_earliest_onsets() {
    let (timeline, _) = month();
    let day = |event: &EventRef<'_>| event.earliest().format("%Y-%m-%d").to_string();
    let within = |event: &EventRef<'_>| ("2024-04-08".."2024-04-15").contains(&&*day(event));
    let expected = ids(timeline.events().filter(within));
    assert!(!expected.is_empty());
    assert_eq!(ids(timeline.events_during("2024-04-08".."2024-04-15").unwrap()), expected);
    assert_eq!(ids(timeline.events_during("2024-04-08"..="2024-04-14").unwrap()), expected);
    assert_eq!(ids(timeline.view().during("2024-04-08".."2024-04-15").events()), expected);
    assert_eq!(timeline.view().during("2024-04"..).len(), 200);
    assert_eq!(timeline.view().during(.."2024-04").len(), 0);
    assert_eq!(
        timeline.view().during("2024-04-01".."2024-04").check().unwrap_err().issue_count(),
        1
    );
}

#[test]
fn an_actor_includes_its_organs_during_their_membership() {
    let (timeline, actors) = month();
    let (a, e) = (actors[0], actors[4]);
    let expected = |event: &EventRef<'_>| {
        let day = event.earliest().format("%Y-%m-%d").to_string();
        let organ = ("2024-04-08".."2024-04-22").contains(&&*day);
        let is_a = |actor: &ActorId| *actor == a || organ && *actor == e;
        event.sources().iter().chain(event.targets()).any(is_a)
    };
    assert_eq!(ids(timeline.view().of([a]).events()), ids(timeline.events().filter(expected)));
}

#[test]
fn each_step_acts_on_the_events_left_by_the_last() {
    let (timeline, actors) = month();
    let view = timeline
        .view()
        .only(Predicate::kinds([EventKind::Attack, EventKind::Statement]))
        .during("2024-04-08"..)
        .reported_by(actors[2])
        .filter("even", |event| event.id().index() % 2 == 0);
    let expected = |event: &EventRef<'_>| {
        event.act().kind() != EventKind::Action
            && event.earliest().format("%d").to_string().as_str() >= "08"
            && !event.reports().is_empty()
            && event.id().index() % 2 == 0
    };
    assert_eq!(ids(view.events()), ids(timeline.events().filter(expected)));
    assert_eq!(view.len(), view.events().count());
    assert_eq!(view.steps().len(), 4);
    assert_eq!(view.steps()[3], ViewStep::Filter { name: "even".into() });
    let written = serde_json::to_string(view.steps()).unwrap();
    assert_eq!(serde_json::from_str::<Vec<ViewStep>>(&written).unwrap(), view.steps());
    for event in timeline.events() {
        assert_eq!(view.contains(event), expected(&event));
    }
}

#[test]
fn invalid_steps_give_an_empty_view_and_an_error() {
    let (timeline, _) = month();
    let view = timeline.view().during("2024-04-31"..).during("2024-05".."2024-04");
    assert!(view.is_empty());
    let error = view.chains(&Query::escalation().min_len(0)).unwrap_err();
    let places: Vec<_> = error.issues().iter().map(|issue| issue.location().to_string()).collect();
    assert_eq!(places, ["view/during", "view/during", "query/max_gap", "query/min_len"]);
    let mut other = Timeline::builder();
    let stranger = (0..9).map(|nth| other.add_actor(Actor::new(format!("X{nth}")))).last().unwrap();
    assert!(timeline.view().of([stranger]).check().is_err());
    assert!(timeline.view().reported_by(stranger).check().is_err());
}

#[test]
fn a_query_is_checked_as_a_whole() {
    let timeline = Timeline::builder().build().unwrap();
    let day = TimeDelta::days(1);
    for (query, place) in [
        (Query::escalation(), "query/max_gap"),
        (Query::escalation().max_gap(day).min_gap(day * 2), "query/max_gap"),
        (Query::escalation().max_gap(day).rules([]), "query/rules"),
        (Query::escalation().max_gap(day).relations([]), "query/relations"),
        (Query::escalation().max_gap(day).min_len(1), "query/min_len"),
        (Query::escalation().max_gap(day).min_len(4).max_len(3), "query/max_len"),
        (
            Query::escalation().max_gap(day).trend(escalade::Trend::RisingBy(f64::NAN)),
            "query/trend",
        ),
        (Query::escalation().max_gap(day).trend(escalade::Trend::RisingBy(-1.0)), "query/trend"),
        (
            Query::escalation().max_gap(day).floor(escalade::chain::Floor::At(f64::INFINITY)),
            "query/floor",
        ),
        (Query::escalation().max_gap(day).min_gap(-day), "query/min_gap"),
    ] {
        let error = timeline.chains(&query).unwrap_err();
        let places: Vec<_> =
            error.issues().iter().map(|issue| issue.location().to_string()).collect();
        assert_eq!(places, [place], "{query:?}");
    }
    let declared = Query::escalation().rules([escalade::Rule::Declared]);
    assert!(timeline.chains(&declared).is_ok(), "declared links alone need no longest gap");
}

#[test]
fn an_explanation_says_as_whom_actors_count() {
    let mut builder = Timeline::builder();
    let add =
        |builder: &mut escalade::TimelineBuilder, key, belongs: &[(MembershipKind, ActorId)]| {
            let actor = Actor::new(key);
            let actor = belongs.iter().fold(actor, |actor, (kind, of)| {
                actor.with_membership(Membership::new(*kind, *of))
            });
            builder.add_actor(actor)
        };
    let land = add(&mut builder, "LAND", &[]);
    let patron = add(&mut builder, "PATRON", &[]);
    let group = add(
        &mut builder,
        "GROUP",
        &[(MembershipKind::ActsFor, patron), (MembershipKind::LocatedIn, land)],
    );
    let cell = add(&mut builder, "CELL", &[(MembershipKind::PartOf, group)]);
    let foe = add(&mut builder, "FOE", &[]);
    let army = add(&mut builder, "ARMY", &[(MembershipKind::PartOf, foe)]);
    let attack = |by, on, when: &str, level: i32| {
        Event::attack(by, when, Means::Drone).against(on).with_level(Kahn, level)
    };
    builder.add_event(attack(cell, army, "2024-04-01", 8));
    builder.add_event(attack(army, cell, "2024-04-02", 9));
    let timeline = builder.build().unwrap();
    let counted = |query: Query| -> Vec<String> {
        let query = query.on(Kahn).max_gap(TimeDelta::days(7));
        let explained = timeline.chains(&query).unwrap().longest().unwrap().explain();
        let read: Explanation =
            serde_json::from_str(&serde_json::to_string(&explained).unwrap()).unwrap();
        assert_eq!(read, explained);
        for line in &explained.steps[0].counted_as {
            assert!(explained.to_string().contains(&format!("─ {line}\n")), "{explained}");
        }
        explained.steps[0].counted_as.clone()
    };
    let query = Query::escalation;
    assert!(counted(query()).is_empty(), "parts of a whole are seen in the dyads");
    assert_eq!(
        counted(query().granularity(Granularity::Country)),
        ["CELL counts as LAND: is part of GROUP, which is located in it"]
    );
    assert_eq!(
        counted(query().with_patrons()),
        ["CELL counts as PATRON: is part of GROUP, which acts for it"]
    );
    let blocs = [("CELL", "REBELS"), ("FOE", "PACT"), ("PATRON", "PACT")];
    let blocs = Blocs::new(blocs.map(|(actor, bloc)| BlocMember::new(actor, bloc))).unwrap();
    assert_eq!(
        counted(query().granularity(Granularity::Bloc(blocs))),
        ["CELL counts as REBELS: is in it", "ARMY counts as PACT: is part of FOE, which is in it"]
    );
}

#[test]
fn blocs_written_and_read_are_unchanged() {
    for (written, problems) in [
        (r#"[{"actor":"A","bloc":""}]"#, &["blocs/0/bloc"][..]),
        (r#"[{"actor":"","bloc":"B","from":"April"}]"#, &["blocs/0/actor", "blocs/0/from"]),
        (
            r#"[{"actor":"A","bloc":"B"},{"actor":"A","bloc":"B","from":"2024","until":"2024"}]"#,
            &["blocs/1/until"],
        ),
        (r#"[{"actor":"A","bloc":"B","since":"2024"}]"#, &["since"]),
    ] {
        let written = format!(r#"{{"granularity":{{"bloc":{written}}},"max_gap":1}}"#);
        let error = serde_json::from_str::<Query>(&written).unwrap_err().to_string();
        assert!(problems.iter().all(|problem| error.contains(problem)), "{error}");
    }
}

#[test]
fn places_are_equal_if_spelled_alike() {
    let mut builder = Timeline::builder();
    let a = builder.add_actor(Actor::new("A"));
    for place in [Some("Damascus"), None, Some("Aleppo"), None, Some("Damascus")] {
        let event = Event::attack(a, "2024-04-01", Means::Drone);
        builder.add_event(match place {
            Some(place) => event.at(place),
            None => event,
        });
    }
    let timeline = builder.build().unwrap();
    assert_eq!(ids(timeline.view().one_a_day([Field::Place]).events()), [0, 1, 2]);
    assert_eq!(ids(timeline.view().one_a_day([Field::Code]).events()), [0]);
    assert_eq!(ids(timeline.view().one_a_day([]).events()), [0], "one a day, whatever it is");
}

#[test]
fn events_are_distinguished_by_code_or_else_by_act() {
    let mut builder = Timeline::builder();
    let a = builder.add_actor(Actor::new("A"));
    let code = |vocabulary| Code::new(vocabulary, "190");
    for event in [
        Event::attack(a, "2024-04-01", Means::Drone),
        Event::attack(a, "2024-04-01", Means::Rocket),
        Event::attack(a, "2024-04-01", Means::Drone),
        Event::attack(a, "2024-04-01", Means::Drone).with_code(code(Vocabulary::Cameo)),
        Event::attack(a, "2024-04-01", Means::Rocket).with_code(code(Vocabulary::Cameo)),
        Event::attack(a, "2024-04-01", Means::Drone).with_code(code(Vocabulary::Own)),
    ] {
        builder.add_event(event);
    }
    let timeline = builder.build().unwrap();
    assert_eq!(ids(timeline.view().one_a_day(Field::DYAD_AND_CODE).events()), [0, 1, 3, 5]);
}

#[test]
fn a_merged_event_is_shown_as_mutual() {
    let (timeline, actors) = two_sides();
    let view = timeline.view().merge_mutual();
    let [clash, twin, answer] = [0, 1, 2].map(|position| timeline.event_at(position));
    assert_eq!(ids(view.events()), [0, 2]);
    assert!(view.is_mutual(clash) && !clash.is_mutual());
    assert!(!view.is_mutual(answer) && !timeline.view().is_mutual(clash));
    assert_eq!(view.merged_into(twin), Some(clash));
    assert_eq!((view.merged_into(clash), timeline.view().merged_into(twin)), (None, None));

    let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    let explained = view.chains(&query).unwrap().longest().unwrap().explain();
    assert!(explained.steps[0].mutual && !explained.steps[1].mutual);
    assert!(explained.to_string().contains("A ↔ B"), "{explained}");
    assert_eq!(timeline.chains(&query).unwrap().count().to_u128(), Some(1), "the mirrored event");

    let narrower =
        view.clone().of([actors[0]]).merge_mutual().only(Predicate::kinds([EventKind::Attack]));
    assert!(narrower.is_mutual(clash), "also further down");
    assert_eq!(narrower.merged_into(twin), Some(clash));
    let other = two_sides().0;
    assert!(!view.is_mutual(other.event_at(0)), "an event of another timeline is as it is");
    assert_eq!(view.merged_into(other.event_at(1)), None);
}

/// A and B clash, recorded from both sides; then A strikes.
fn two_sides() -> (Timeline, [ActorId; 2]) {
    let mut builder = Timeline::builder();
    let actors = ["A", "B"].map(|key| builder.add_actor(Actor::new(key)));
    let [a, b] = actors;
    for (by, on, when, level) in
        [(a, b, "2024-04-01", 8), (b, a, "2024-04-01", 8), (a, b, "2024-04-02", 9)]
    {
        let event = Event::attack(by, when, Means::SmallArms).against(on);
        builder.add_event(event.with_level(Kahn, level));
    }
    (builder.build().unwrap(), actors)
}

#[test]
fn repeating_the_steps_gives_the_same_view() {
    let (timeline, actors) = month();
    let week = TimeDelta::days(7);
    let view = timeline
        .view()
        .during("2024-04-01"..="2024-04-27")
        .of([actors[0], actors[1]])
        .only(Predicate::kinds([EventKind::Attack, EventKind::Statement]))
        .reported_by(actors[2])
        .one_a_day(Field::DYAD_AND_CODE)
        .merge_mutual()
        .onsets(week, &Kahn, &Granularity::Exact);
    let written = serde_json::to_string(view.steps()).unwrap();
    assert_eq!(
        written,
        "[{\"during\":{\"from\":\"2024-04-01\",\"until\":\"2024-04-28\"}},\
         {\"of\":{\"actors\":[\"A\",\"B\"]}},{\"only\":{\"predicate\":{\"kinds\":[\"attack\",\"statement\"]}}},\
         {\"reported-by\":{\"teller\":\"C\"}},\
         {\"one-a-day\":{\"fields\":[\"source\",\"target\",\"code\"]}},\"merge-mutual\",\
         {\"onsets\":{\"quiet_seconds\":604800,\"scale\":\"kahn\",\"granularity\":\"exact\"}}]"
    );
    let steps: Vec<ViewStep> = serde_json::from_str(&written).unwrap();
    let again = timeline.view_from_steps(&steps).unwrap();
    assert!(!view.is_empty());
    assert_eq!(ids(again.events()), ids(view.events()));
    assert_eq!(again.steps(), view.steps());
}

#[test]
fn serialized_windows_keep_their_bounds() {
    let (timeline, _) = month();
    let everywhere = timeline.view();
    for range in [
        (Bound::Included("2024-04-08"), Bound::Included("2024-04")),
        (Bound::Excluded("2024-04-08"), Bound::Excluded("2024-04-15T12:00+03:00")),
        (Bound::Excluded("2024-04-08T12:00:30Z"), Bound::Unbounded),
        (Bound::Unbounded, Bound::Included("9999")),
    ] {
        let view = everywhere.clone().during::<&str>(range);
        let written = serde_json::to_string(view.steps()).unwrap();
        let steps: Vec<ViewStep> = serde_json::from_str(&written).unwrap();
        assert_eq!(
            ids(timeline.view_from_steps(&steps).unwrap().events()),
            ids(view.events()),
            "{written}"
        );
        let window = Window::new::<&str>(range).unwrap();
        assert_eq!(ids(everywhere.clone().during(window).events()), ids(view.events()));
    }
    assert!(
        Window::new::<&str>((Bound::Excluded("9999"), Bound::Unbounded)).is_err(),
        "nothing is left"
    );
}

#[test]
fn invalid_steps_are_reported() {
    let (timeline, _) = month();
    let steps = [
        ViewStep::Of { actors: vec!["A".into(), "AA".into(), "Zaire".into()] },
        ViewStep::ReportedBy { reporter: "BB".into() },
        ViewStep::Filter { name: "even".into() },
        ViewStep::Onsets {
            quiet_seconds: 1,
            scale: named("richter", |_| None).spec(),
            granularity: Granularity::State,
        },
    ];
    let error = timeline.view_from_steps(&steps).unwrap_err();
    let issues: Vec<_> =
        error.issues().iter().map(|issue| (issue.location().to_string(), issue.got())).collect();
    let expected = [
        ("view/of", "AA"),
        ("view/of", "Zaire"),
        ("view/reported_by", "BB"),
        ("view/filter", "even"),
        ("view/onsets", "a scale of the user's own"),
    ];
    assert_eq!(issues, expected.map(|(place, got)| (place.to_owned(), got)));
    assert!(error.issues()[3].allowed().contains("cannot be read back"));

    let backward = timeline.view().onsets(-TimeDelta::days(1), &Kahn, &Granularity::State);
    assert_eq!(backward.check().unwrap_err().issues()[0].location().to_string(), "view/onsets");
    assert!(backward.is_empty() && backward.steps().is_empty());
}

#[test]
fn unknown_steps_are_not_read() {
    for written in [
        r#"{"during":{"from":"April"}}"#,
        r#"{"during":{"from":"2024-05","until":"2024-04"}}"#,
        r#"{"during":{"since":"2024-05"}}"#,
        r#"{"kinds":{"kinds":["wedding"]}}"#,
        r#"{"one-a-day":{"fields":["mood"]}}"#,
        r#"{"onsets":{"quiet_seconds":-1,"scale":"kahn","granularity":"state"}}"#,
        r#"{"onsets":{"quiet_seconds":1,"scale":"richter","granularity":"state"}}"#,
        r#"{"onsets":{"quiet_seconds":1,"scale":"kahn","granularity":{"bloc":[{"actor":"A","bloc":""}]}}}"#,
        r#"{"of":{"actors":["A"],"organs":false}}"#,
        r#""blink""#,
    ] {
        assert!(serde_json::from_str::<ViewStep>(written).is_err(), "{written}");
    }
}

/// Long wars with pauses.
#[test]
fn onsets_equal_those_of_a_plain_loop() {
    let mut builder = Timeline::builder();
    let actors = ["A", "B", "C"].map(|key| builder.add_actor(Actor::new(key)));
    let start = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
    let mut issues = Vec::new();
    let mut day = 0;
    for nth in 0..900_usize {
        day += if nth % 97 == 96 { 11 } else { (nth * 7 % 5 / 3) as i64 };
        let (pair, level) =
            ([[0, 1], [1, 0], [0, 2]][nth * 13 % 3], (nth * 29 % 31 / 4) as i32 + 1);
        let event = Event::attack(actors[pair[0]], start + TimeDelta::days(day), Means::Drone);
        builder.add_event(event.against(actors[pair[1]]).with_level(Kahn, level));
        issues.push((pair, day, level));
    }
    let timeline = builder.build().unwrap();
    for quiet in [0, 1, 10, 1000] {
        let goes_on = |nth: usize| {
            let (pair, day, level) = issues[nth];
            let before =
                |d: &([usize; 2], i64, i32)| d.0 == pair && d.1 >= day - quiet && d.2 >= level;
            issues[..nth].iter().any(before)
        };
        let expected: Vec<_> = (0..issues.len()).filter(|nth| !goes_on(*nth)).collect();
        let onsets = timeline.view().onsets(TimeDelta::days(quiet), &Kahn, &Granularity::State);
        assert_eq!(ids(onsets.events()), expected, "{quiet} days");
    }
}

#[test]
fn predicates_can_test_reports_and_places() {
    let mut builder = Timeline::builder();
    let [a, b, paper, agency, speaker] =
        ["A", "B", "PAPER", "AGENCY", "SPEAKER"].map(|key| builder.add_actor(Actor::new(key)));
    let raid = |day| Event::attack(a, day, Means::Drone).against(b);
    let report = Report::by(paper).relaying(agency).quoting(speaker);
    builder.add_event(raid("2024-04-01").at("Damascus").with_report(report));
    builder.add_event(raid("2024-04-02").at("Damascus, old town"));
    let timeline = builder.build().unwrap();
    let passing = |predicate| timeline.view().only(predicate).len();
    for reporter in ["PAPER", "AGENCY", "SPEAKER"] {
        assert_eq!(passing(Predicate::reported_by(reporter)), 1, "{reporter}");
    }
    assert_eq!(passing(Predicate::reported_by("A")), 0);
    assert_eq!(passing(Predicate::place("Damascus")), 1);
    assert_eq!(passing(!Predicate::place("Damascus")), 1);
}
