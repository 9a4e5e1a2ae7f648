//! The episodes of random timelines, against what their definition gives when it is tried on every
//! stretch of events.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use chrono::TimeDelta;
use escalade::{
    Actor, ActorId, Coverage, Deed, Episode, ErrorKind, Event, EventRef, Granularity, Level,
    Membership, MembershipKind, Timeline, scale::Kahn,
};
use proptest::{
    collection::vec,
    option,
    prelude::{Just, Strategy, any, prop_oneof},
    test_runner::{Config, RngSeed, TestCaseError, TestRunner},
};

/// The last of four actors is an organ of the first from this day of April on.
const JOINS: i64 = 6;
const DAY: i64 = 86_400;

#[derive(Clone, Debug)]
struct Raw {
    /// Of April, from 1; the whole month where there is none.
    day: Option<i64>,
    /// Of the day; the whole day where there is none.
    hour: Option<i64>,
    sources: Vec<usize>,
    targets: Vec<usize>,
    mutual: bool,
    rung: Option<i32>,
}

#[derive(Clone, Debug)]
struct Asked {
    events: Vec<Raw>,
    exact: bool,
    quiet: i64,
    floor: i32,
    /// Only from this day of April on.
    from: Option<i64>,
    /// The days that are covered, if that is said: from the start of one to the start of another.
    covered: Vec<(i64, i64)>,
}

/// An episode as plain data: actors, then events of rise, peak and fall by order of recording, the
/// greatest rung, and whether the silences around it are covered.
type Told = ([String; 2], [Vec<usize>; 3], i32, [Coverage; 2]);

impl Raw {
    /// Seconds from the beginning of April.
    fn onset(&self) -> i64 {
        self.day.map_or(0, |day| (day - 1) * DAY + self.hour.unwrap_or(0) * 3600)
    }

    fn when(&self) -> String {
        match (self.day, self.hour) {
            (None, _) => "2024-04".to_owned(),
            (Some(day), None) => format!("2024-04-{day:02}"),
            (Some(day), Some(hour)) => format!("2024-04-{day:02}T{hour:02}:00Z"),
        }
    }
}

fn built(events: &[Raw], covered: &[(i64, i64)]) -> Timeline {
    let mut builder = Timeline::builder();
    for (from, until) in covered {
        builder.cover(format!("2024-04-{from:02}")..format!("2024-04-{until:02}"));
    }
    let actors: Vec<ActorId> =
        (0..4).map(|nth| builder.add_actor(Actor::new(format!("A{nth}")))).collect();
    let part_of = Membership::new(MembershipKind::PartOf, actors[0]);
    builder.add_membership(actors[3], part_of.from(format!("2024-04-{JOINS:02}")));
    for raw in events {
        let those = |list: &[usize]| list.iter().map(|actor| actors[*actor]).collect::<Vec<_>>();
        let mut event = Event::action(those(&raw.sources), raw.when(), Deed::Other);
        event = event.against(those(&raw.targets));
        if raw.mutual {
            event = event.mutually();
        }
        if let Some(rung) = raw.rung {
            event = event.with_level(Kahn, rung);
        }
        builder.add_event(event);
    }
    builder.build().unwrap()
}

/// The two whom an event joins, each pair once.
fn pairs(raw: &Raw, exact: bool) -> Vec<(usize, usize)> {
    let party = |actor: &usize| match actor {
        3 if !exact && raw.onset() >= (JOINS - 1) * DAY => 0,
        actor => *actor,
    };
    let mut pairs = Vec::new();
    for (a, b) in (0..4).flat_map(|a| (a + 1..4).map(move |b| (a, b))) {
        let joined = |these: &[usize], those: &[usize]| {
            these.iter().any(|actor| party(actor) == a)
                && those.iter().any(|actor| party(actor) == b)
        };
        if joined(&raw.sources, &raw.targets) || joined(&raw.targets, &raw.sources) {
            pairs.push((a, b));
        }
    }
    pairs
}

/// Whether a time is covered, seconds of April: looked at wherever anything begins or ends.
fn coverage(asked: &Asked, (start, end): (i64, i64)) -> Coverage {
    let second = |day: i64| (day - 1) * DAY;
    let edges = asked.covered.iter().flat_map(|(from, until)| [*from, *until]).chain(asked.from);
    let edges = edges.map(second).filter(|edge| start < *edge && *edge < end);
    let points: Vec<i64> = edges.chain([start]).collect();
    let is_seen = |point: &i64| asked.from.is_none_or(|day| second(day) <= *point);
    let is_covered = |point: &i64| {
        let mut periods = asked.covered.iter();
        periods.any(|(from, until)| second(*from) <= *point && *point < second(*until))
    };
    let nobody_says = asked.covered.is_empty();
    let known = |point: &&i64| is_seen(point) && (nobody_says || is_covered(point));
    match points.iter().filter(known).count() {
        0 => Coverage::Not,
        all if all < points.len() => Coverage::Partly,
        _ if nobody_says => Coverage::NotStated,
        _ => Coverage::Covered,
    }
}

fn due(asked: &Asked) -> Vec<Told> {
    let order = |event: &usize| (asked.events[*event].onset(), *event);
    let mut of_pairs: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    for (event, raw) in asked.events.iter().enumerate() {
        let seen = asked.from.is_none_or(|day| raw.onset() >= (day - 1) * DAY);
        if seen && raw.rung.is_some_and(|rung| rung >= asked.floor) {
            for pair in pairs(raw, asked.exact) {
                of_pairs.entry(pair).or_default().push(event);
            }
        }
    }
    let mut told = Vec::new();
    for ((a, b), mut events) in of_pairs {
        events.sort_by_key(order);
        let onset = |nth: usize| asked.events[events[nth]].onset();
        let is_run = |first: usize, last: usize| {
            (first..last).all(|nth| onset(nth + 1) - onset(nth) <= asked.quiet)
        };
        for first in 0..events.len() {
            for last in first..events.len() {
                let longer_before = first > 0 && is_run(first - 1, last);
                let longer_after = last + 1 < events.len() && is_run(first, last + 1);
                if !is_run(first, last) || longer_before || longer_after {
                    continue;
                }
                let run = &events[first..=last];
                let rung = |event: &usize| asked.events[*event].rung.unwrap();
                let worst = run.iter().map(rung).max().unwrap();
                let (mut parts, mut left) = ([vec![], vec![], vec![]], run.to_vec());
                while rung(&left[0]) < worst {
                    parts[0].push(left.remove(0));
                }
                while rung(left.last().unwrap()) < worst {
                    parts[2].insert(0, left.pop().unwrap());
                }
                parts[1] = left;
                let silences = [
                    (onset(first) - asked.quiet, onset(first) + 1),
                    (onset(last), onset(last) + asked.quiet + 1),
                ];
                let silences = silences.map(|silence| coverage(asked, silence));
                told.push((run[0], a, b, parts, worst, silences));
            }
        }
    }
    told.sort_by_key(|(first, a, b, ..)| (order(first), *a, *b));
    told.into_iter()
        .map(|(_, a, b, parts, worst, silences)| {
            ([a, b].map(|actor| format!("A{actor}")), parts, worst, silences)
        })
        .collect()
}

fn told(episode: &Episode<'_>) -> Told {
    fn ids<'t>(events: impl Iterator<Item = EventRef<'t>>) -> Vec<usize> {
        events.map(|event| event.id().index()).collect()
    }
    let parts = [ids(episode.rise()), ids(episode.peak()), ids(episode.fall())];
    let events = ids(episode.events());
    assert_eq!(parts.concat(), events);
    assert_eq!(episode.onset().id().index(), events[0]);
    assert_eq!(episode.end().id().index(), *events.last().unwrap());
    let worst = episode.peak_level().tenths() / 10;
    let silences = [episode.silence_before(), episode.silence_after()];
    (episode.actors().map(str::to_owned), parts, worst, silences)
}

fn asked() -> impl Strategy<Value = Asked> {
    let side = || prop_oneof![6 => vec(0..4_usize, 1), 2 => vec(0..4_usize, 0..=3)];
    let when = (option::weighted(0.95, 1..15_i64), option::weighted(0.3, 0..24_i64));
    let event = (when, side(), side(), any::<bool>(), option::weighted(0.9, 1..7)).prop_map(
        |((day, hour), sources, targets, mutual, rung)| Raw {
            day,
            hour,
            sources,
            targets,
            mutual,
            rung,
        },
    );
    let quiet = prop_oneof![(0..4_i64).prop_map(|days| days * DAY), Just(12 * 3600), Just(1)];
    let from = option::weighted(0.3, 1..10_i64);
    let covered = vec((1..14_i64, 1..8_i64).prop_map(|(from, days)| (from, from + days)), 0..4);
    (vec(event, 0..25), any::<bool>(), quiet, 1..5, from, covered).prop_map(
        |(events, exact, quiet, floor, from, covered)| Asked {
            events,
            exact,
            quiet,
            floor,
            from,
            covered,
        },
    )
}

#[test]
fn episodes_are_the_longest_runs_without_a_long_silence() {
    let config = Config {
        cases: 1500,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(2024),
        ..Config::default()
    };
    let held = TestRunner::new(config).run(&asked(), |asked| {
        let timeline = built(&asked.events, &asked.covered);
        let view = match asked.from {
            Some(day) => timeline.view().during(format!("2024-04-{day:02}")..),
            None => timeline.view(),
        };
        let granularity = if asked.exact { Granularity::Exact } else { Granularity::State };
        let quiet = TimeDelta::seconds(asked.quiet);
        let episodes = view.phases(quiet, &Kahn, &granularity, asked.floor).unwrap();
        let given: Vec<Told> = episodes.iter().map(told).collect();
        let due = due(&asked);
        if given == due {
            return Ok(());
        }
        Err(TestCaseError::fail(format!("given {given:?}\ndue   {due:?}")))
    });
    if let Err(failure) = held {
        panic!("{failure}");
    }
}

#[test]
fn what_cannot_be_carried_out_is_refused() {
    let timeline = built(&[], &[]);
    let asked = |view: escalade::View<'_>, quiet| {
        let episodes = view.phases(quiet, &Kahn, &Granularity::State, Level::MIN);
        episodes.map(|episodes| episodes.len()).map_err(|error| error.kind())
    };
    assert_eq!(asked(timeline.view(), TimeDelta::zero()), Ok(0));
    assert_eq!(asked(timeline.view(), TimeDelta::milliseconds(-1)), Err(ErrorKind::Query));
    assert_eq!(asked(timeline.view().during("May"..), TimeDelta::days(1)), Err(ErrorKind::Query));
}
