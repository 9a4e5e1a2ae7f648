//! Coverage, compared with a loop over every day.

use chrono::TimeDelta;
use escalade::{
    Actor, ActorId, Event, Query, Timeline,
    explain::Explanation,
    model::{ActionKind, Membership, MembershipKind},
    read::{Options, json},
    scale::Kahn,
    timeline::{Coverage, Granularity, Window},
};
use proptest::{
    collection::vec,
    option,
    prelude::Strategy,
    test_runner::{TestCaseError, TestRunner},
};

const ACTORS: usize = 4;

/// A membership or a covered period: from one day of April until another, either missing.
type Days = (Option<u32>, Option<u32>);

#[derive(Clone, Debug)]
struct Question {
    /// The wholes of the second and of the third actor: which actor each is part of until a day,
    /// and which one then.
    parts: Vec<(usize, u32, usize)>,
    covered: Vec<(Option<Vec<usize>>, Days)>,
    actors: (usize, usize),
    /// First day, and number of days.
    window: (u32, u32),
}

fn day(day: u32) -> String {
    format!("2024-04-{day:02}")
}

fn questions() -> impl Strategy<Value = Question> {
    // A whole comes before its parts, so that there is no circle.
    let parts = vec((0..2_usize, 1..20_u32, 0..2_usize), 2);
    let actors = option::weighted(0.7, vec(0..ACTORS, 1..=2));
    let days = (option::weighted(0.8, 1..18_u32), option::weighted(0.8, 1..8_u32))
        .prop_map(|(from, days)| (from, days.map(|days| from.unwrap_or(1) + days)));
    let window = (1..20_u32, 1..6_u32);
    (parts, vec((actors, days), 0..5), (0..ACTORS, 0..ACTORS), window)
        .prop_map(|(parts, covered, actors, window)| Question { parts, covered, actors, window })
}

fn built(question: &Question) -> (Timeline, Vec<ActorId>) {
    let mut builder = Timeline::builder();
    let actors: Vec<_> =
        (0..ACTORS).map(|nth| builder.add_actor(Actor::new(format!("A{nth}")))).collect();
    for (nth, (first, until, then)) in question.parts.iter().enumerate() {
        // The third and the fourth actor are part of earlier ones.
        let part = |of: usize| Membership::new(MembershipKind::PartOf, actors[of]);
        builder.add_membership(actors[nth + 2], part(*first).until(day(*until)));
        builder.add_membership(actors[nth + 2], part(then + nth).from(day(*until)));
    }
    for (wholes_covered, (from, until)) in &question.covered {
        let from = from.map_or("2024-03-01".to_owned(), day);
        let until = until.map_or("2024-06-01".to_owned(), day);
        match wholes_covered {
            None => builder.cover(&*from..&*until),
            Some(wholes_covered) => {
                let wholes_covered: Vec<_> =
                    wholes_covered.iter().map(|nth| actors[*nth]).collect();
                builder.cover_actors(wholes_covered, &*from..&*until);
            }
        }
    }
    (builder.build().unwrap(), actors)
}

/// Returns the actors that an actor is part of on a day, itself included.
fn wholes(question: &Question, mut actor: usize, on: u32) -> Vec<usize> {
    let mut wholes = vec![actor];
    while actor >= 2 {
        let (first, until, then) = question.parts[actor - 2];
        actor = if on < until { first } else { then + actor - 2 };
        wholes.push(actor);
    }
    wholes
}

fn expected(question: &Question, actors: &[usize]) -> Coverage {
    if question.covered.is_empty() {
        return Coverage::NotStated;
    }
    let is_covered = |on: u32| {
        question.covered.iter().any(|(wholes_covered, (from, until))| {
            from.is_none_or(|from| from <= on)
                && until.is_none_or(|until| on < until)
                && wholes_covered.as_ref().is_none_or(|wholes_covered| {
                    let mut wholes = actors.iter().flat_map(|actor| wholes(question, *actor, on));
                    wholes.any(|whole| wholes_covered.contains(&whole))
                })
        })
    };
    let (first, days) = question.window;
    match (first..first + days).filter(|day| is_covered(*day)).count() as u32 {
        0 => Coverage::Not,
        covered if covered == days => Coverage::Covered,
        _ => Coverage::Partly,
    }
}

#[test]
fn a_window_is_covered_if_every_day_is() {
    let config = crate::random_cases::config(5_000, 2024);
    let held = TestRunner::new(config).run(&questions(), |question| {
        let (timeline, actors) = built(&question);
        let (first, days) = question.window;
        let window = Window::new(day(first)..day(first + days)).unwrap();
        let (one, other) = question.actors;
        let mut written = Vec::new();
        json::write(&timeline, &mut written).unwrap();
        let again = json::from_str(std::str::from_utf8(&written).unwrap()).unwrap();
        for timeline in [&timeline, &again] {
            let actual = (
                timeline.covers(actors[one], &window),
                timeline.covers_dyad(actors[one], actors[other], &window),
            );
            let expected = (expected(&question, &[one]), expected(&question, &[one, other]));
            if actual != expected {
                return Err(TestCaseError::fail(format!(
                    "actual {actual:?}\nexpected {expected:?}"
                )));
            }
        }
        let same = again.covered() == timeline.covered();
        if same { Ok(()) } else { Err(TestCaseError::fail("read again it covers something else")) }
    });
    if let Err(failure) = held {
        panic!("{failure}");
    }
}

#[test]
fn invalid_periods_are_reported() {
    let mut builder = Timeline::builder();
    let a = builder.add_actor(Actor::new("A"));
    let mut other = Timeline::builder();
    let stranger = (0..3).map(|nth| other.add_actor(Actor::new(format!("X{nth}")))).last().unwrap();
    builder.cover("April".."2024-05");
    builder.cover_actors(a, "2024-05".."2024-04");
    builder.cover_actors([], "2024"..);
    builder.cover_actors([a, stranger], "2024"..);
    let error = builder.build().unwrap_err();
    let places: Vec<_> = error.issues().iter().map(|issue| issue.location().to_string()).collect();
    assert_eq!(
        places,
        ["coverage/0/during", "coverage/1/during", "coverage/2/actors", "coverage/3/actors"]
    );

    let text = r#"{
        "actors": [{ "key": "A" }],
        "coverage": [
            { "actors": "B", "from": "2024" },
            { "actors": [] },
            { "from": "2024-05", "until": "2024-04" },
            { "since": "2024" }
        ]
    }"#;
    let error = json::from_str(text).unwrap_err();
    let places: Vec<_> = error.issues().iter().map(|issue| issue.location().to_string()).collect();
    assert_eq!(
        places,
        [
            "line 4: coverage/0/actors",
            "line 5: coverage/1/actors",
            "line 6: coverage/2/during",
            "line 7: coverage/3/since"
        ]
    );
}

#[test]
fn files_with_dated_names_cover_their_periods() {
    let row = include_str!("../../data/gdelt2.tsv").lines().next().unwrap();
    let read = |names: &[&str]| {
        let inputs = names.iter().map(|name| (*name, row.as_bytes()));
        Options::new().read_all(inputs).unwrap().timeline
    };
    let periods = |timeline: &Timeline| {
        timeline.covered().iter().map(|period| period.window().to_string()).collect::<Vec<_>>()
    };
    let three = read(&[
        "20191024143000.export.CSV",
        "20191024150000.export.CSV",
        "20191024144500.export.CSV",
        "some.csv",
    ]);
    assert_eq!(periods(&three), ["from 2019-10-24T14:30:00Z until 2019-10-24T15:15:00Z"]);
    let days = read(&["20191024.export.CSV", "20191027.export.CSV", "20191025.export.CSV"]);
    assert_eq!(
        periods(&days),
        ["from 2019-10-24 until 2019-10-26", "from 2019-10-27 until 2019-10-28"]
    );
    assert!(read(&["some.csv"]).covered().is_empty());
}

/// A timeline of events between A and B on these days of April.
fn april(days: &[u32], cover: impl FnOnce(&mut escalade::TimelineBuilder)) -> Timeline {
    let mut builder = Timeline::builder();
    let [a, b] = ["A", "B"].map(|key| builder.add_actor(Actor::new(key)));
    for (nth, on) in days.iter().enumerate() {
        let (by, on_whom) = if nth % 2 == 0 { (a, b) } else { (b, a) };
        let event = Event::action(by, day(*on), ActionKind::Other).against(on_whom);
        builder.add_event(event.with_level(Kahn, nth as i32 + 1));
    }
    cover(&mut builder);
    builder.build().unwrap()
}

#[test]
fn no_chains_and_no_data_are_distinguished() {
    let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(5));
    let not_covered = |timeline: &Timeline| {
        let summary = timeline.chains(&query).unwrap().summary();
        assert_eq!(summary.to_string().contains("not covered"), summary.not_covered() > 0);
        summary.not_covered()
    };
    let days = [2, 5, 9, 20];
    assert_eq!(not_covered(&april(&days, |_| {})), 0, "coverage is not stated");
    assert_eq!(not_covered(&april(&days, |builder| builder.cover("2024-04".."2024-05"))), 0);
    let until = |until: &'static str| {
        move |builder: &mut escalade::TimelineBuilder| builder.cover("2024-04"..until)
    };
    assert_eq!(not_covered(&april(&days, until("2024-04-25"))), 1, "the last could be answered");
    assert_eq!(not_covered(&april(&days, until("2024-04-25T00:00:01Z"))), 0);
    assert_eq!(not_covered(&april(&days, until("2024-04-12"))), 2);
}

#[test]
fn a_chain_that_leaves_the_coverage_has_a_warning() {
    let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(5));
    let warned = |timeline: &Timeline| {
        let explained = timeline.chains(&query).unwrap().longest().unwrap().explain();
        let written = serde_json::to_string(&explained).unwrap();
        assert_eq!(serde_json::from_str::<Explanation>(&written).unwrap(), explained);
        for gap in &explained.not_covered {
            assert!(explained.to_string().ends_with(&format!("warning: {gap}\n")), "{explained}");
        }
        explained.not_covered
    };
    let days = [2, 5, 9];
    assert!(warned(&april(&days, |_| {})).is_empty());
    assert!(warned(&april(&days, |builder| builder.cover("2024-04-02".."2024-04-10"))).is_empty());
    assert_eq!(
        warned(&april(&days, |builder| builder.cover("2024-04-02".."2024-04-09"))),
        ["the time of this chain is covered only in part between A and B"]
    );
    assert_eq!(
        warned(&april(&days, |builder| builder.cover("2025"..))),
        ["the time of this chain is covered not at all between A and B"]
    );
}

#[test]
fn the_end_of_an_episode_depends_on_coverage() {
    let silences = |timeline: &Timeline, during: Option<(u32, u32)>| {
        let view = match during {
            Some((from, until)) => timeline.view().during(day(from)..day(until)),
            None => timeline.view(),
        };
        let episodes = view.phases(TimeDelta::days(3), &Kahn, &Granularity::State, 1).unwrap();
        let silences = episodes.iter().map(|one| (one.silence_before(), one.silence_after()));
        silences.collect::<Vec<_>>()
    };
    use Coverage::{Covered, Not, NotStated, Partly};
    let days = [5, 7, 20];
    let unknown = april(&days, |_| {});
    assert_eq!(silences(&unknown, None), [(NotStated, NotStated); 2]);
    // The window of a view acts as the end of the data.
    assert_eq!(silences(&unknown, Some((5, 21))), [(Partly, NotStated), (NotStated, Partly)]);
    assert_eq!(silences(&unknown, Some((2, 24))), [(NotStated, NotStated); 2]);

    let covered = april(&days, |builder| {
        builder.cover("2024-04-02".."2024-04-10");
        builder.cover("2024-04-20".."2024-04-24");
    });
    assert_eq!(silences(&covered, None), [(Covered, Partly), (Partly, Covered)]);
    assert_eq!(silences(&covered, Some((3, 30))), [(Partly, Partly), (Partly, Covered)]);
    let elsewhere = april(&days, |builder| builder.cover("2024-04-14".."2024-04-16"));
    assert_eq!(silences(&elsewhere, None), [(Not, Not), (Not, Not)]);
}
