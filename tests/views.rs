//! Looking things up, and narrowing: against what a plain walk over all events finds.

#![allow(clippy::unwrap_used)]

use chrono::{NaiveDate, TimeDelta};
use escalade::{
    Actor, ActorId, BlocMember, Blocs, Event, EventKind, EventRef, Explanation, Granularity, Means,
    Membership, MembershipKind, Query, Report, SpeechAct, Timeline, ViewStep, scale::Kahn,
};

/// Four weeks of events between five actors, recorded out of order, several of them at a time.
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
            _ => Event::action(source, day.format("%Y-%m").to_string(), escalade::Deed::Sanction),
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
            assert_eq!(ids(timeline.between(*a, *b)), ids(timeline.events().filter(joined)));
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
    assert_eq!(ids(timeline.during("2024-04-08".."2024-04-15").events()), expected);
    assert_eq!(timeline.during("2024-04"..).len(), 200);
    assert_eq!(timeline.during(.."2024-04").len(), 0);
    assert_eq!(timeline.during("2024-04-01".."2024-04").check().unwrap_err().issue_count(), 1);
}

#[test]
fn an_actor_acts_through_its_organs_while_they_are_its_own() {
    let (timeline, actors) = month();
    let (a, e) = (actors[0], actors[4]);
    let expected = |event: &EventRef<'_>| {
        let day = event.earliest().format("%Y-%m-%d").to_string();
        let organ = ("2024-04-08".."2024-04-22").contains(&&*day);
        let is_a = |actor: &ActorId| *actor == a || organ && *actor == e;
        event.sources().iter().chain(event.targets()).any(is_a)
    };
    assert_eq!(ids(timeline.of([a]).events()), ids(timeline.events().filter(expected)));
}

#[test]
fn each_step_sees_what_the_last_let_through() {
    let (timeline, actors) = month();
    let view = timeline
        .kinds([EventKind::Attack, EventKind::Statement])
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
fn what_cannot_be_carried_out_lets_nothing_through_and_says_why() {
    let (timeline, _) = month();
    let view = timeline.during("2024-04-31"..).during("2024-05".."2024-04");
    assert!(view.is_empty());
    let error = view.chains(&Query::escalation().min_len(0)).unwrap_err();
    let places: Vec<_> = error.issues().iter().map(|issue| issue.place().to_string()).collect();
    assert_eq!(places, ["view/during", "view/during", "query/max_gap", "query/min_len"]);
    let mut other = Timeline::builder();
    let stranger = (0..9).map(|nth| other.add_actor(Actor::new(format!("X{nth}")))).last().unwrap();
    assert!(timeline.of([stranger]).check().is_err());
    assert!(timeline.reported_by(stranger).check().is_err());
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
        (Query::escalation().max_gap(day).floor(escalade::Floor::At(f64::INFINITY)), "query/floor"),
        (Query::escalation().max_gap(day).min_gap(-day), "query/min_gap"),
    ] {
        let error = timeline.chains(&query).unwrap_err();
        let places: Vec<_> = error.issues().iter().map(|issue| issue.place().to_string()).collect();
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
    let attack = |by, on, when: &str, rung: i32| {
        Event::attack(by, when, Means::Drone).against(on).with_level(Kahn, rung)
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
    assert!(counted(query()).is_empty(), "parts of a whole are told by the dyads");
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
fn blocs_are_read_as_they_are_made() {
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
