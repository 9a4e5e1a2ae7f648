//! The episodes of random timelines, compared with their definition tested on every run of events.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use escalade::{
    Actor, ActorId, ErrorKind, Event, Level, Timeline,
    model::{ActionKind, Membership, MembershipKind},
    scale::Kahn,
    timeline::{Coverage, Episode, EventRef, Granularity},
};
use proptest::{
    collection::vec,
    option,
    prelude::{Just, Strategy, any, prop_oneof},
    test_runner::{TestCaseError, TestRunner},
};

/// The day of April from which the last of four actors is an organ of the first.
const JOINS: i64 = 6;
const DAY: i64 = 86_400;

#[derive(Clone, Debug)]
struct Raw {
    /// The day of April, from 1; `None` for the whole month.
    day: Option<i64>,
    /// The hour of the day; `None` for the whole day.
    hour: Option<i64>,
    sources: Vec<usize>,
    targets: Vec<usize>,
    mutual: bool,
    level: Option<i32>,
}

#[derive(Clone, Debug)]
struct Question {
    events: Vec<Raw>,
    exact: bool,
    quiet: i64,
    floor: i32,
    /// The first day of the view, in April.
    from: Option<i64>,
    /// The periods that are covered, if stated: from the start of one day to the start of another.
    covered: Vec<(i64, i64)>,
}

/// An episode as plain data: actors; the events of rise, peak and fall by order of recording; the
/// highest level; the coverage of the silences around it.
type EpisodeData = ([String; 2], [Vec<usize>; 3], i32, [Coverage; 2]);

impl Raw {
    /// Returns the onset in seconds from the beginning of April.
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
        let ids = |list: &[usize]| list.iter().map(|actor| actors[*actor]).collect::<Vec<_>>();
        let mut event = Event::action(ids(&raw.sources), raw.when(), ActionKind::Other);
        event = event.against(ids(&raw.targets));
        if raw.mutual {
            event = event.mutually();
        }
        if let Some(level) = raw.level {
            event = event.with_level(Kahn, level);
        }
        builder.add_event(event);
    }
    builder.build().unwrap()
}

/// Returns the pairs of actors that an event joins, each once.
fn pairs(raw: &Raw, exact: bool) -> Vec<(usize, usize)> {
    let party = |actor: &usize| match actor {
        3 if !exact && raw.onset() >= (JOINS - 1) * DAY => 0,
        actor => *actor,
    };
    let mut pairs = Vec::new();
    for (a, b) in (0..4).flat_map(|a| (a + 1..4).map(move |b| (a, b))) {
        let joined = |one_side: &[usize], other_side: &[usize]| {
            one_side.iter().any(|actor| party(actor) == a)
                && other_side.iter().any(|actor| party(actor) == b)
        };
        if joined(&raw.sources, &raw.targets) || joined(&raw.targets, &raw.sources) {
            pairs.push((a, b));
        }
    }
    pairs
}

/// Returns the coverage of a time range, in seconds of April, tested wherever a period begins or
/// ends.
fn coverage(question: &Question, (start, end): (i64, i64)) -> Coverage {
    let second = |day: i64| (day - 1) * DAY;
    let edges =
        question.covered.iter().flat_map(|(from, until)| [*from, *until]).chain(question.from);
    let edges = edges.map(second).filter(|edge| start < *edge && *edge < end);
    let points: Vec<i64> = edges.chain([start]).collect();
    let is_seen = |point: &i64| question.from.is_none_or(|day| second(day) <= *point);
    let is_covered = |point: &i64| {
        let mut periods = question.covered.iter();
        periods.any(|(from, until)| second(*from) <= *point && *point < second(*until))
    };
    let is_not_stated = question.covered.is_empty();
    let known = |point: &&i64| is_seen(point) && (is_not_stated || is_covered(point));
    match points.iter().filter(known).count() {
        0 => Coverage::Not,
        all if all < points.len() => Coverage::Partly,
        _ if is_not_stated => Coverage::NotStated,
        _ => Coverage::Covered,
    }
}

fn expected(question: &Question) -> Vec<EpisodeData> {
    let order = |event: &usize| (question.events[*event].onset(), *event);
    let mut of_pairs: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    for (event, raw) in question.events.iter().enumerate() {
        let seen = question.from.is_none_or(|day| raw.onset() >= (day - 1) * DAY);
        if seen && raw.level.is_some_and(|level| level >= question.floor) {
            for pair in pairs(raw, question.exact) {
                of_pairs.entry(pair).or_default().push(event);
            }
        }
    }
    let mut episodes = Vec::new();
    for ((a, b), mut events) in of_pairs {
        events.sort_by_key(order);
        let onset = |nth: usize| question.events[events[nth]].onset();
        let is_run = |first: usize, last: usize| {
            (first..last).all(|nth| onset(nth + 1) - onset(nth) <= question.quiet)
        };
        for first in 0..events.len() {
            for last in first..events.len() {
                let longer_before = first > 0 && is_run(first - 1, last);
                let longer_after = last + 1 < events.len() && is_run(first, last + 1);
                if !is_run(first, last) || longer_before || longer_after {
                    continue;
                }
                let run = &events[first..=last];
                let level = |event: &usize| question.events[*event].level.unwrap();
                let highest = run.iter().map(level).max().unwrap();
                let (mut parts, mut left) = ([vec![], vec![], vec![]], run.to_vec());
                while level(&left[0]) < highest {
                    parts[0].push(left.remove(0));
                }
                while level(left.last().unwrap()) < highest {
                    parts[2].insert(0, left.pop().unwrap());
                }
                parts[1] = left;
                let silences = [
                    (onset(first) - question.quiet, onset(first) + 1),
                    (onset(last), onset(last) + question.quiet + 1),
                ];
                let silences = silences.map(|silence| coverage(question, silence));
                episodes.push((run[0], a, b, parts, highest, silences));
            }
        }
    }
    episodes.sort_by_key(|(first, a, b, ..)| (order(first), *a, *b));
    episodes
        .into_iter()
        .map(|(_, a, b, parts, highest, silences)| {
            ([a, b].map(|actor| format!("A{actor}")), parts, highest, silences)
        })
        .collect()
}

fn data(episode: &Episode<'_>) -> EpisodeData {
    fn ids<'t>(events: impl Iterator<Item = EventRef<'t>>) -> Vec<usize> {
        events.map(|event| event.id().index()).collect()
    }
    let parts = [ids(episode.rise()), ids(episode.peak()), ids(episode.fall())];
    let events = ids(episode.events());
    assert_eq!(parts.concat(), events);
    assert_eq!(episode.onset().id().index(), events[0]);
    assert_eq!(episode.end().id().index(), *events.last().unwrap());
    let highest = i32::try_from(episode.peak_level().tenths() / 10).unwrap();
    let silences = [episode.silence_before(), episode.silence_after()];
    (episode.actors().map(str::to_owned), parts, highest, silences)
}

fn questions() -> impl Strategy<Value = Question> {
    let side = || prop_oneof![6 => vec(0..4_usize, 1), 2 => vec(0..4_usize, 0..=3)];
    let when = (option::weighted(0.95, 1..15_i64), option::weighted(0.3, 0..24_i64));
    let event = (when, side(), side(), any::<bool>(), option::weighted(0.9, 1..7)).prop_map(
        |((day, hour), sources, targets, mutual, level)| Raw {
            day,
            hour,
            sources,
            targets,
            mutual,
            level,
        },
    );
    let quiet = prop_oneof![(0..4_i64).prop_map(|days| days * DAY), Just(12 * 3600), Just(1)];
    let from = option::weighted(0.3, 1..10_i64);
    let covered = vec((1..14_i64, 1..8_i64).prop_map(|(from, days)| (from, from + days)), 0..4);
    (vec(event, 0..25), any::<bool>(), quiet, 1..5, from, covered).prop_map(
        |(events, exact, quiet, floor, from, covered)| Question {
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
    let config = crate::random_cases::config(1_500, 2024);
    let held = TestRunner::new(config).run(&questions(), |question| {
        let timeline = built(&question.events, &question.covered);
        let view = match question.from {
            Some(day) => timeline.view().during(format!("2024-04-{day:02}")..),
            None => timeline.view(),
        };
        let granularity = if question.exact { Granularity::Exact } else { Granularity::State };
        let quiet = TimeDelta::seconds(question.quiet);
        let episodes = view.phases(quiet, &Kahn, &granularity, question.floor).unwrap();
        let actual: Vec<EpisodeData> = episodes.iter().map(data).collect();
        let expected = expected(&question);
        if actual == expected {
            return Ok(());
        }
        Err(TestCaseError::fail(format!("actual {actual:?}\nexpected {expected:?}")))
    });
    if let Err(failure) = held {
        panic!("{failure}");
    }
}

#[test]
fn invalid_episode_queries_are_refused() {
    let timeline = built(&[], &[]);
    let result = |view: escalade::View<'_>, quiet| {
        let episodes = view.phases(quiet, &Kahn, &Granularity::State, Level::MIN);
        episodes.map(|episodes| episodes.len()).map_err(|error| error.kind())
    };
    assert_eq!(result(timeline.view(), TimeDelta::zero()), Ok(0));
    assert_eq!(result(timeline.view(), TimeDelta::milliseconds(-1)), Err(ErrorKind::Query));
    assert_eq!(result(timeline.view().during("May"..), TimeDelta::days(1)), Err(ErrorKind::Query));
}
