//! Who names the author of an event, and when a chain depends on their word alone.

use chrono::TimeDelta;
use escalade::{
    Actor, ActorId, Event, Link, Means, Query, Relation, Report, SpeechAct, Statement, Timeline,
    evidence::Proposition,
    model::{Assertion, Avowal, Fact},
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

/// What a statement about the event says.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Said {
    /// That A did it.
    A,
    /// That C did it, and not A.
    C,
    NotA,
    /// A denial of the attribution that names nobody.
    NotTheSources,
    Occurred,
    /// A denial without an assertion: of the occurrence, since the speaker is no source.
    BareDenial,
}

/// Returns `true` if both cannot be true.
fn contradict(one: Said, other: Said) -> bool {
    let denies_a = |said| matches!(said, Said::NotA | Said::NotTheSources);
    let pair = |one, other| match (one, other) {
        (Said::A, Said::C) | (Said::Occurred, Said::BareDenial) => true,
        (Said::A, other) => denies_a(other),
        _ => false,
    };
    pair(one, other) || pair(other, one)
}

proptest::proptest! {
    #![proptest_config(crate::random_cases::config(2_000, 22))]

    #[test]
    fn what_a_speaker_has_corrected_counts_neither_as_accusation_nor_as_evidence(
        all in proptest::collection::vec((0..2_usize, 2..9_u32, proptest::sample::select(&[
            Said::A, Said::C, Said::NotA, Said::NotTheSources, Said::Occurred, Said::BareDenial,
        ][..])), 0..7)
    ) {
        let mut builder = Timeline::builder();
        let [a, b, c, d] = ["A", "B", "C", "D"].map(|key| builder.add_actor(Actor::new(key)));
        let strike = |by, on, day: &str, rung: i32| {
            Event::attack(by, day, Means::Drone).against(on).with_level(Kahn, rung)
        };
        let raid = builder.add_event(strike(a, b, "2024-04-01", 8));
        for (nth, (speaker, day, said)) in all.iter().enumerate() {
            let attribution = |by: &[ActorId]| {
                by.iter().fold(Assertion::that(Fact::Attribution), |one, by| one.naming(*by))
            };
            let about = Statement::about(raid);
            let (act, about) = match said {
                Said::A => (SpeechAct::Accuse, about.asserting(attribution(&[a]))),
                Said::C => (SpeechAct::Accuse, about.asserting(attribution(&[c]))),
                Said::NotA => {
                    let denial = Assertion::denial(Fact::Attribution).naming(a);
                    (SpeechAct::Deny, about.asserting(denial))
                }
                Said::NotTheSources => {
                    (SpeechAct::Deny, about.asserting(Assertion::denial(Fact::Attribution)))
                }
                Said::Occurred => (SpeechAct::Claim, about.asserting(Assertion::that(Fact::Occurred))),
                Said::BareDenial => (SpeechAct::Deny, about),
            };
            let statement = Event::statement([b, d][*speaker], format!("2024-04-{day:02}"), act);
            builder.add_event(statement.with_key(format!("s{nth}")).with_statement(about));
        }
        builder.add_event(strike(b, a, "2024-04-20", 10));
        let timeline = builder.build().unwrap();

        let stands = |nth: usize| {
            let (speaker, day, said) = all[nth];
            !all.iter().any(|(other, later, contrary)| {
                *other == speaker && *later > day && contradict(said, *contrary)
            })
        };
        let standing = |wanted: &[Said]| -> Vec<usize> {
            (0..all.len()).filter(|nth| wanted.contains(&all[*nth].2) && stands(*nth)).collect()
        };
        let speakers: std::collections::BTreeSet<ActorId> =
            standing(&[Said::A]).into_iter().map(|nth| [b, d][all[nth].0]).collect();
        let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(30));
        let chain = timeline.chains(&query).unwrap().longest().unwrap();
        let accusers: std::collections::BTreeSet<ActorId> =
            chain.accusers().into_iter().flat_map(|one| one.accusers).collect();
        assert_eq!(accusers, speakers);
        for (proposition, supports, denials) in [
            (Proposition::Attributed(raid), &[Said::A][..], &[Said::NotA, Said::NotTheSources, Said::BareDenial][..]),
            (Proposition::Occurred(raid), &[Said::Occurred][..], &[Said::BareDenial][..]),
        ] {
            let evidence = timeline.evidence(proposition).unwrap();
            assert_eq!(evidence.reports, standing(supports).len(), "{evidence}");
            let denied: std::collections::BTreeSet<String> =
                evidence.denials.into_iter().map(|one| one.statement).collect();
            let expected = standing(denials).into_iter().map(|nth| format!("s{nth}")).collect();
            assert_eq!(denied, expected);
        }
    }
}

const KEYS: [&str; 6] = ["A", "A-ORGAN", "B", "B-ORGAN", "C", "PAPER"];

/// Returns which actors are accusers of a raid of A on B: those whose links to it are hidden where it has no author.
/// `add` adds what is said of it, and may change the raid.
fn accusers_of(
    change: impl FnOnce(Event, &[ActorId]) -> Event,
    add: impl FnOnce(&mut escalade::TimelineBuilder, escalade::EventId, &[ActorId]),
) -> Vec<&'static str> {
    let mut builder = Timeline::builder();
    let mut actors: Vec<ActorId> = Vec::new();
    for key in KEYS {
        let actor = Actor::new(key);
        actors.push(builder.add_actor(match key {
            "A-ORGAN" => actor.part_of(actors[0]),
            "B-ORGAN" => actor.part_of(actors[2]),
            _ => actor,
        }));
    }
    let raid = Event::attack(actors[0], "2024-04-01", Means::Drone).against(actors[2]);
    let raid = builder.add_event(change(raid, &actors));
    let later = Event::attack(actors[2], "2024-04-09", Means::Drone).against(actors[0]);
    let later = builder.add_event(later);
    add(&mut builder, raid, &actors);
    for actor in &actors {
        builder.add_link_draft(Link::new(later, Relation::RespondsTo, raid).asserted_by(*actor));
    }
    let timeline = builder.build().unwrap();
    let view = timeline.view().unattributed(raid);
    assert!(view.sources(timeline.event(raid)).is_empty());
    let shown: Vec<ActorId> =
        view.links().flat_map(|(_, link)| link.asserters().to_vec()).collect();
    (0..KEYS.len()).filter(|nth| !shown.contains(&actors[*nth])).map(|nth| KEYS[nth]).collect()
}

#[test]
fn accusers_are_those_who_say_that_the_sources_did_it() {
    let unchanged = |event: Event, _: &[ActorId]| event;
    let said = |speaker: usize, named: Vec<usize>, denied: bool, how: u8| {
        accusers_of(unchanged, move |builder, raid, actors| {
            let that = if denied { Assertion::denial } else { Assertion::that };
            let that =
                named.iter().fold(that(Fact::Attribution), |one, nth| one.naming(actors[*nth]));
            let said = match how {
                0 => Statement::about(raid),
                _ => Statement::new(),
            };
            let statement = Event::statement(actors[speaker], "2024-04-02", SpeechAct::Claim);
            let statement = builder.add_event(statement.with_statement(said.asserting(that)));
            let relation = match how {
                0 => return,
                1 => Relation::About,
                _ => Relation::Corroborates,
            };
            builder.add_link_draft(Link::new(statement, relation, raid).asserted_by(actors[1]));
        })
    };
    let b = vec!["B", "B-ORGAN"];
    assert_eq!(said(2, vec![0], false, 0), b, "an actor and its parts count as one");
    assert_eq!(said(3, vec![0], false, 0), b);
    assert_eq!(said(2, vec![4, 0], false, 0), b);
    assert_eq!(said(2, vec![0], false, 1), b, "about it by a link");
    for nobody in [
        said(2, vec![0], false, 2),
        said(2, vec![0], true, 0),
        said(2, vec![4], false, 0),
        said(2, vec![1], false, 0),
        said(0, vec![0], false, 0),
        said(1, vec![0], false, 0),
    ] {
        assert!(nobody.is_empty(), "{nobody:?}");
    }
    // That it occurred is no accusation.
    let nobody = accusers_of(unchanged, |builder, raid, actors| {
        let claim = Statement::about(raid).asserting(Assertion::that(Fact::Occurred));
        let by = Event::statement(actors[2], "2024-04-02", SpeechAct::Claim);
        builder.add_event(by.with_statement(claim));
    });
    assert!(nobody.is_empty());
}

#[test]
fn accusers_are_quoted_or_are_outlets_that_name_the_sources() {
    let reported = |report: &dyn Fn(&[ActorId]) -> Report| {
        accusers_of(|event, actors| event.with_report(report(actors)), |_, _, _| ())
    };
    let by = |actors: &[ActorId]| Report::by(actors[5]);
    assert!(reported(&by).is_empty(), "an outlet that names nobody");
    assert_eq!(reported(&|all| by(all).attributing_to(all[0])), ["PAPER"]);
    assert!(reported(&|all| by(all).attributing_to(all[4])).is_empty());
    assert!(reported(&|all| by(all).attributing_to(())).is_empty());
    assert_eq!(reported(&|all| by(all).quoting(all[4])), ["C"]);
    assert_eq!(reported(&|all| by(all).quoting(all[4]).attributing_to(all[0])), ["C"]);
    assert!(reported(&|all| by(all).quoting(all[4]).attributing_to(all[2])).is_empty());
    assert!(reported(&|all| by(all).quoting(all[1])).is_empty(), "an organ of the author");
    assert!(reported(&|_| Report::public_record()).is_empty());
    let claimed = accusers_of(
        |event, actors| {
            event.with_report(by(actors).quoting(actors[4])).with_avowal(Avowal::Claimed)
        },
        |_, _, _| (),
    );
    assert!(claimed.is_empty(), "its author claims it");
}

#[test]
fn a_link_is_hidden_if_only_accusers_assert_it() {
    let is_hidden = |leads_in: bool, make: &dyn Fn(Link, &[ActorId]) -> Link| {
        let mut builder = Timeline::builder();
        let actors = KEYS.map(|key| builder.add_actor(Actor::new(key)));
        let raid = Event::attack(actors[0], "2024-04-05", Means::Drone).against(actors[2]);
        let raid = builder.add_event(raid.with_report(Report::by(actors[5]).quoting(actors[2])));
        let when = if leads_in { "2024-04-09" } else { "2024-04-01" };
        let other = Event::attack(actors[2], when, Means::Drone).against(actors[0]);
        let other = builder.add_event(other);
        let (from, to) = if leads_in { (other, raid) } else { (raid, other) };
        builder.add_link_draft(make(Link::new(from, Relation::RespondsTo, to), &actors));
        let timeline = builder.build().unwrap();
        timeline.view().unattributed(raid).links().count() == 0
    };
    type Make<'a> = &'a dyn Fn(Link, &[ActorId]) -> Link;
    let cases: [(bool, Make<'_>); 11] = [
        (true, &|link, all| link.asserted_by(all[2])),
        (false, &|link, all| link.asserted_by(all[4])),
        (false, &|link, all| link.asserted_by(all[2]).asserted_by(all[4])),
        (false, &|link, _| link),
        (false, &|link, _| link.with_report(Report::coder())),
        (true, &|link, all| link.with_report(Report::by(all[2]))),
        (true, &|link, all| link.with_report(Report::by(all[5]).quoting(all[2]))),
        (true, &|link, all| link.with_report(Report::by(all[2])).with_report(Report::coder())),
        (false, &|link, all| link.with_report(Report::by(all[2])).with_report(Report::by(all[4]))),
        (false, &|link, all| {
            link.with_report(Report::by(all[2])).with_report(Report::public_record())
        }),
        (true, &|link, all| link.with_report(Report::public_record().quoting(all[2]))),
    ];
    for (nth, (hidden, make)) in cases.into_iter().enumerate() {
        assert_eq!([true, false].map(|leads_in| is_hidden(leads_in, make)), [hidden; 2], "{nth}");
    }
    let (timeline, mut larger) = (Timeline::builder().build().unwrap(), Timeline::builder());
    let stranger = larger.add_event(Event::attack((), "2024", Means::Drone));
    assert!(timeline.view().unattributed(stranger).check().is_err());
}

/// A report in its own voice says so itself, and an author that is quoted too.
#[test]
fn reports_confirm_an_accusation_if_they_say_so_themselves() {
    let only = |report: Option<fn(ActorId) -> Report>| accusers(&["B"], report).unwrap().1;
    assert!(only(Some(|_| Report::coder())));
    assert!(!only(Some(|_| Report::public_record())));
    assert!(only(Some(|_| Report::public_record().attributing_to(()))), "it names nobody");
    assert!(!only(Some(Report::by)), "an outlet that does not say whom it follows");
    assert!(!only(Some(|a| Report::public_record().quoting(a))), "the author says so");
}
