//! Answers that a callback stops, or does not.

use std::{
    ops::ControlFlow,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};

use chrono::{DateTime, TimeDelta};
use escalade::{
    Actor, Chains, ErrorKind, Event, Means, Predicate, Query, Rank, Relation, Rule, Timeline,
    Trend,
    chain::{Precedence, Progress},
    scale::Kahn,
};

/// Returns a timeline in which two actors attack each other in turn, once an hour.
fn exchange(events: i64) -> Timeline {
    let mut builder = Timeline::builder();
    let [a, b] = ["A", "B"].map(|key| builder.add_actor(Actor::new(key)));
    for hour in 0..events {
        let (by, on) = if hour % 2 == 0 { (a, b) } else { (b, a) };
        let attack = Event::attack(by, DateTime::UNIX_EPOCH + TimeDelta::hours(hour), Means::Drone);
        builder.add_event(attack.against(on).with_level(Kahn, (hour / 2 % 5) as i32 + 1));
    }
    builder.build().unwrap()
}

fn query() -> Query {
    Query::escalation().on(Kahn).rules([Rule::Retaliation]).max_gap(TimeDelta::days(1_000))
}

/// An answer, as text.
type Answer = (&'static str, fn(&Chains<'_>) -> String);

const ANSWERS: [Answer; 15] = [
    ("count", |chains| chains.count().to_string()),
    ("count by length", |chains| format!("{:?}", chains.count_by_len())),
    ("summary", |chains| chains.summary().to_string()),
    ("by dyad", |chains| format!("{:?}", chains.by_dyad())),
    ("longest", |chains| format!("{:?}", chains.longest())),
    ("greatest rise", |chains| format!("{:?}", chains.greatest_rise())),
    ("top", |chains| format!("{:?}", chains.top(Rank::Longest).take(20).collect::<Vec<_>>())),
    ("one per end", |chains| {
        let top = chains.top(Rank::GreatestRise).one_per_end();
        format!("{:?}", top.take(20).collect::<Vec<_>>())
    }),
    ("disjoint", |chains| {
        let top = chains.top(Rank::Longest).event_disjoint();
        format!("{:?}", top.take(20).collect::<Vec<_>>())
    }),
    ("through", |chains| {
        let event = chains.events().nth(700).unwrap().id();
        format!("{:?}", chains.through(event, Rank::Longest))
    }),
    ("pivots", |chains| format!("{:?}", chains.pivots().take(20).collect::<Vec<_>>())),
    ("sample", |chains| format!("{:?}", chains.sample(|| 1 << 40))),
    ("iter", |chains| format!("{:?}", chains.iter().skip(20_000).take(20).collect::<Vec<_>>())),
    ("maximal", |chains| format!("{:?}", chains.maximal().take(20).collect::<Vec<_>>())),
    ("hops", |chains| chains.hops().count().to_string()),
];

/// Answers that take long, some of them too long to be asked for as a whole.
const OTHERS: [Answer; 8] = [
    ("heaviest", |chains| {
        format!("{:?}", chains.best(chains.weights(|event| event.id().index() as i32 % 7)))
    }),
    ("distinct actors", |chains| chains.distinct_actors(3).count().to_string()),
    ("most confident", |chains| format!("{:?}", chains.most_confident(3))),
    ("worlds", |chains| {
        let worlds = chains.worlds();
        worlds.map_or_else(|error| error.to_string(), |worlds| format!("{:?}", worlds.count()))
    }),
    ("reach", |chains| format!("{:?}", chains.reach(first_actor(chains)))),
    ("reach backward", |chains| format!("{:?}", chains.reach_into(first_actor(chains)))),
    ("reach sizes", |chains| format!("{:?}", chains.reach_sizes())),
    ("picture", |chains| {
        let picture = escalade::render::Picture::hops(chains).at_most(500);
        escalade::render::Render::render_to_string(&escalade::render::Dot::default(), &picture)
    }),
];

fn first_actor(chains: &Chains<'_>) -> escalade::model::ActorId {
    chains.events().next().unwrap().timeline().actors().next().unwrap().id()
}

/// Queries whose answers are swept, pulled, and computed in parts.
fn queries() -> [Query; 3] {
    [
        query(),
        query().precedence(Precedence::Recorded),
        query().within(TimeDelta::hours(40)).min_len(3),
    ]
}

#[test]
fn answers_are_the_same_under_a_callback_that_never_stops() {
    let timeline = exchange(1_500);
    for query in queries() {
        let chains = timeline.chains(&query).unwrap();
        for (name, answer) in ANSWERS {
            let watched = chains.interruptible(|_| ControlFlow::Continue(()), answer).unwrap();
            assert_eq!(watched, answer(&chains), "{name}: {query}");
        }
    }
}

#[test]
fn every_answer_stops_soon_after_the_callback_asks_for_it() {
    let timeline = exchange(1_500);
    for query in queries() {
        let chains = timeline.chains(&query).unwrap();
        for (name, answer) in ANSWERS {
            // How many steps the whole answer takes.
            let steps = Arc::new(AtomicU64::new(0));
            let counted = Arc::clone(&steps);
            let count = move |progress: Progress| {
                counted.fetch_max(progress.steps(), Relaxed);
                ControlFlow::Continue(())
            };
            chains.interruptible(count, answer).unwrap();
            let all = steps.load(Relaxed);
            // A callback is called once for 65,536 steps; fewer need no stop.
            for at in [0, all / 3, all.saturating_sub(1 << 17)] {
                if all == 0 {
                    continue;
                }
                let last = Arc::new(AtomicU64::new(0));
                let seen = Arc::clone(&last);
                let stop = move |progress: Progress| {
                    seen.fetch_max(progress.steps(), Relaxed);
                    if progress.steps() < at {
                        return ControlFlow::Continue(());
                    }
                    ControlFlow::Break(())
                };
                let error = chains.interruptible(stop, answer).unwrap_err();
                assert_eq!(error.kind(), ErrorKind::Interrupted, "{name}: {query}");
                assert!(last.load(Relaxed) <= at + (1 << 18), "{name}: {query}");
            }
        }
    }
}

/// Returns a timeline like [`exchange`], in which half of the events are known to the day only, and each responds to
/// the event before it by a declared link.
fn mixed_and_linked(events: i64) -> Timeline {
    let mut builder = Timeline::builder();
    let [a, b] = ["A", "B"].map(|key| builder.add_actor(Actor::new(key)));
    let mut last = None;
    for nth in 0..events {
        let (by, on) = if nth % 2 == 0 { (a, b) } else { (b, a) };
        let onset = DateTime::UNIX_EPOCH + TimeDelta::days(nth);
        let attack = match nth % 4 {
            0 | 1 => Event::attack(by, onset.date_naive(), Means::Drone),
            _ => Event::attack(by, onset, Means::Drone),
        };
        let attack = attack.against(on).with_level(Kahn, (nth / 2 % 5) as i32 + 1);
        let event = builder.add_event(attack);
        if let Some(last) = last.replace(event) {
            builder.add_link(event, Relation::RespondsTo, last);
        }
    }
    builder.build().unwrap()
}

/// Each is asked of so many events that it takes more than the 65,536 steps after which the callback is called first.
#[test]
fn a_callback_stops_reach_pictures_and_searches() {
    let timeline = mixed_and_linked(900);
    let query = query().rules([Rule::Retaliation, Rule::Declared]);
    let chains = timeline.chains(&query).unwrap();
    for (name, answer) in OTHERS {
        let stopped = chains.interruptible(|_| ControlFlow::Break(()), answer);
        assert_eq!(stopped.unwrap_err().kind(), ErrorKind::Interrupted, "{name}");
    }
}

/// The answers whose time grows with the square of the events of a pair of actors: the guide's page on cost says of
/// each that a callback can stop it.
#[test]
fn a_callback_stops_each_answer_that_looks_at_all_near_pairs() {
    let query = query().max_gap(TimeDelta::days(2_000));
    let hourly = exchange(2_000);
    let mixed = mixed_and_linked(2_000);
    let pivots: Answer = ("pivots", |chains| format!("{:?}", chains.pivots().next()));
    let summary: Answer = ("summary", |chains| chains.summary().to_string());
    let cases = [
        ("beyond 1,024 bits, mixed precision", &mixed, query.clone().trend(Trend::Any), pivots),
        (
            "unless, mixed precision",
            &mixed,
            query.clone().unless(Predicate::at_least(Kahn, 5.0)).trend(Trend::Any),
            summary,
        ),
        (
            "links beside a rule",
            &mixed,
            query.clone().rules([Rule::Retaliation, Rule::Declared]),
            summary,
        ),
    ];
    for (name, timeline, query, (_, answer)) in cases {
        let chains = timeline.chains(&query).unwrap();
        let steps = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&steps);
        let count = move |progress: Progress| {
            counted.fetch_max(progress.steps(), Relaxed);
            ControlFlow::Continue(())
        };
        chains.interruptible(count, answer).unwrap();
        // One step for each near pair: about half of the square of the events of each side.
        let all = steps.load(Relaxed);
        assert!(all >= 1 << 19, "{name}: {all}");
        let stop = move |progress: Progress| match progress.steps() < all / 2 {
            true => ControlFlow::Continue(()),
            false => ControlFlow::Break(()),
        };
        let error = chains.interruptible(stop, answer).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Interrupted, "{name}");
    }
    let chains = hourly.chains(&query.trend(Trend::Any)).unwrap();
    assert_eq!(chains.count().to_u128(), None);
    assert!(chains.count().to_string().starts_with("2^"), "{}", chains.count());
}

#[test]
fn a_listing_that_is_stopped_has_returned_the_first_chains() {
    let timeline = exchange(600);
    let chains = timeline.chains(&query().trend(Trend::Any)).unwrap();
    let listed = Arc::new(std::sync::Mutex::new(Vec::new()));
    let kept = Arc::clone(&listed);
    let at = |progress: Progress| match progress.steps() {
        0..300_000 => ControlFlow::Continue(()),
        _ => ControlFlow::Break(()),
    };
    let error = chains.interruptible(at, |chains| {
        for chain in chains {
            kept.lock().unwrap().push(format!("{chain:?}"));
        }
    });
    assert_eq!(error.unwrap_err().kind(), ErrorKind::Interrupted);
    let listed = listed.lock().unwrap();
    assert!(listed.len() > 1_000);
    assert!(chains.iter().zip(&*listed).all(|(chain, listed)| format!("{chain:?}") == *listed));
}

#[test]
fn the_callback_is_not_called_once_the_answer_is_there() {
    let timeline = exchange(1_500);
    let chains = timeline.chains(&query().precedence(Precedence::Recorded)).unwrap();
    let is_over = Arc::new(AtomicU64::new(0));
    let seen = Arc::clone(&is_over);
    let stop_later = move |_| match seen.load(Relaxed) {
        0 => ControlFlow::Continue(()),
        _ => ControlFlow::Break(()),
    };
    let kept = chains.interruptible(stop_later, Clone::clone).unwrap();
    is_over.store(1, Relaxed);
    assert_eq!(kept.count().to_string(), chains.count().to_string());
}

/// The reading of a file stops at once, whatever form it has, and the error names the file.
#[cfg(all(feature = "csv", feature = "compressed"))]
#[test]
fn a_callback_stops_the_reading_of_a_file() {
    use std::io::Write;

    use escalade::read::Options;

    let rows = "2006-07-12\tLBN\tISR\t190\n".repeat(200_000);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    packed.write_all(rows.as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    let document = format!("{{\"escalade\": 1, \"title\": \"{}\"}}", "x".repeat(4 << 20));
    for input in [rows.as_bytes(), &packed, document.as_bytes()] {
        for most in [0, 2 << 20] {
            let seen = Arc::new(AtomicU64::new(0));
            let last = Arc::clone(&seen);
            let options = Options::new().interruptible(move |progress| {
                assert_eq!(progress.file(), "the file");
                last.fetch_max(progress.bytes(), Relaxed);
                match progress.bytes() < most {
                    true => ControlFlow::Continue(()),
                    false => ControlFlow::Break(()),
                }
            });
            let chunks = std::io::BufReader::with_capacity(1 << 16, input);
            let error = options.read("the file", chunks).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Interrupted, "{error}");
            assert_eq!(error.issues()[0].location().file(), Some("the file"));
            let seen = seen.load(Relaxed);
            assert!((most..=most + (2 << 20)).contains(&seen), "{most} {seen}");
        }
        let went_on = Options::new().interruptible(|_| ControlFlow::Continue(()));
        assert!(went_on.read("the file", input).is_ok());
    }
}
