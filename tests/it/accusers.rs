//! Who names the author of an event, and when a chain depends on their word alone.

use chrono::TimeDelta;
use escalade::{
    Actor, ActorId, Event, Means, Query, Report, SpeechAct, Statement, Timeline,
    evidence::Proposition,
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
