//! What each null model keeps, and that it draws everything else with equal probability.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use escalade::{
    Actor, ActorId, Event, Means, Query, Relation, Rule, Timeline, Trend,
    chance::{Null, NullModel, Random, ShuffledEvents},
    scale::Kahn,
};

use super::recorded::{Arranged, Recorded};

const DAY: i64 = 86_400;

/// Returns the arrangements of a number of shuffles, by event in total order, after the observed one.
fn shuffles(
    timeline: &Timeline,
    null: NullModel,
    shuffles: u64,
) -> (Vec<Arranged>, Vec<Vec<Arranged>>) {
    let query = Query::escalation().on(Kahn).trend(Trend::Any).max_gap(TimeDelta::days(3));
    let chains = timeline.chains(&query).unwrap();
    let observed = Recorded::new(NullModel::DaysWithin(1));
    chains.against(&observed).shuffles(1).compare().unwrap();
    let recorded = Recorded::new(null);
    chains.against(&recorded).shuffles(shuffles).compare().unwrap();
    (observed.take(0, 0), (0..shuffles).map(|nth| recorded.take(0, nth)).collect())
}

fn attack(by: ActorId, day: u32, on: ActorId, level: i32) -> Event {
    let when = chrono::NaiveDate::from_ymd_opt(2020, 1, 1).unwrap() + TimeDelta::days(day.into());
    Event::attack(by, when.to_string().as_str(), Means::Drone).against(on).with_level(Kahn, level)
}

/// Thirty events of twelve dyads, three on each of ten days.
fn timeline() -> Timeline {
    let mut builder = Timeline::builder();
    let actors = ["A", "B", "C", "D"].map(|key| builder.add_actor(Actor::new(key)));
    for nth in 0..30_u32 {
        let source = nth % 4;
        let target = (source + 1 + nth / 4 % 3) % 4;
        let [by, on] = [source, target].map(|actor| actors[actor as usize]);
        builder.add_event(attack(by, nth / 3 * 3, on, nth as i32 % 5 + 1));
    }
    builder.build().unwrap()
}

/// Returns the values of events in order, by a key of the event as observed.
fn multisets<K: Ord, V: Ord>(
    observed: &[Arranged],
    events: &[Arranged],
    key: impl Fn(&Arranged) -> K,
    value: impl Fn(&Arranged) -> V,
) -> BTreeMap<K, Vec<V>> {
    let mut values: BTreeMap<K, Vec<V>> = BTreeMap::new();
    for (was, is) in observed.iter().zip(events) {
        values.entry(key(was)).or_default().push(value(is));
    }
    for list in values.values_mut() {
        list.sort_unstable();
    }
    values
}

fn day(event: &Arranged) -> i64 {
    event.earliest.div_euclid(DAY)
}

#[test]
fn each_model_keeps_what_it_says() {
    let timeline = timeline();
    let all = |_: &Arranged| ();
    let dyads = |event: &Arranged| event.dyads.clone();
    let level = |event: &Arranged| event.level;
    let pair = |event: &Arranged| {
        let (a, b) = event.dyads[0];
        (a.min(b), a.max(b))
    };
    let keeps = |null: NullModel, check: &dyn Fn(&[Arranged], &[Arranged])| {
        let (observed, shuffles) = shuffles(&timeline, null, 50);
        let differs = |events: &[Arranged]| {
            events.iter().zip(&observed).any(|(is, was)| {
                (is.earliest, is.level, &is.dyads) != (was.earliest, was.level, &was.dyads)
            })
        };
        assert!(shuffles.iter().filter(|events| differs(events)).count() > 10, "{null}");
        for events in &shuffles {
            check(&observed, events);
        }
    };
    /// Asserts that a value of each event is unchanged, or that the values of a group are.
    macro_rules! same {
        ($observed:ident, $events:ident, $value:expr) => {
            assert!($observed.iter().map($value).eq($events.iter().map($value)))
        };
        ($observed:ident, $events:ident, by $key:expr, $value:expr) => {
            assert_eq!(
                multisets($observed, $observed, $key, $value),
                multisets($observed, $events, $key, $value)
            )
        };
    }
    keeps(NullModel::Levels, &|observed, events| {
        same!(observed, events, dyads);
        same!(observed, events, day);
        same!(observed, events, by all, level);
    });
    keeps(NullModel::LevelsWithinDyads, &|observed, events| {
        same!(observed, events, day);
        same!(observed, events, by dyads, level);
    });
    keeps(NullModel::Timestamps, &|observed, events| {
        same!(observed, events, dyads);
        same!(observed, events, level);
        same!(observed, events, by all, day);
    });
    keeps(NullModel::UniformTimes, &|observed, events| {
        same!(observed, events, dyads);
        same!(observed, events, level);
        let days: Vec<i64> = observed.iter().map(day).collect();
        let span = days[0]..=days[days.len() - 1];
        assert!(events.iter().all(|event| span.contains(&day(event))));
    });
    keeps(NullModel::Rotations, &|observed, events| {
        same!(observed, events, dyads);
        same!(observed, events, level);
        let span = day(&observed[observed.len() - 1]) - day(&observed[0]) + 1;
        let mut shifts: BTreeMap<_, Vec<i64>> = BTreeMap::new();
        for (was, is) in observed.iter().zip(events) {
            let shift = (day(is) - day(was)).rem_euclid(span);
            shifts.entry(was.dyads.clone()).or_default().push(shift);
        }
        assert!(shifts.values().all(|shifts| shifts.iter().all(|shift| *shift == shifts[0])));
    });
    keeps(NullModel::DaysWithin(7), &|observed, events| {
        same!(observed, events, dyads);
        same!(observed, events, level);
        let first = day(&observed[0]);
        let block = |event: &Arranged| (day(event) - first) / 7;
        same!(observed, events, block);
    });
    keeps(NullModel::Directions, &|observed, events| {
        same!(observed, events, pair);
        same!(observed, events, day);
        same!(observed, events, level);
        same!(observed, events, by pair, dyads);
    });
    keeps(NullModel::ActorsWithinDays, &|observed, events| {
        same!(observed, events, day);
        same!(observed, events, level);
        same!(observed, events, |event: &Arranged| event.dyads[0].0);
        same!(observed, events, by day, |event: &Arranged| event.dyads[0].1);
        assert!(events.iter().all(|event| event.dyads[0].0 != event.dyads[0].1));
    });
}

/// Asserts that counts are as expected if all are equally likely. With `counts.len() - 1` degrees of freedom, the
/// distance is above the bound in less than one of ten thousand samples (Wilson and Hilferty, 1931).
fn assert_even(counts: &[u64], name: &str) {
    let total: u64 = counts.iter().sum();
    let expected = total as f64 / counts.len() as f64;
    let distance: f64 =
        counts.iter().map(|count| (*count as f64 - expected).powi(2) / expected).sum();
    let freedom = (counts.len() - 1) as f64;
    let part = 2.0 / (9.0 * freedom);
    let bound = freedom * (1.0 - part + 3.72 * part.sqrt()).powi(3);
    assert!(distance < bound, "{name}: {counts:?}, {distance} of {bound}");
}

#[test]
fn days_are_drawn_evenly() {
    let timeline = timeline();
    for (null, days) in
        [(NullModel::UniformTimes, 40), (NullModel::DaysWithin(5), 5), (NullModel::Rotations, 40)]
    {
        let (observed, shuffles) = shuffles(&timeline, null, 4_000);
        let first = day(&observed[0]);
        let span = day(&observed[observed.len() - 1]) - first + 1;
        let mut counts = vec![0_u64; if days == 40 { span as usize } else { days }];
        for events in &shuffles {
            let nth = day(&events[3]) - first;
            counts[nth as usize % if days == 40 { span as usize } else { days }] += 1;
        }
        assert_even(&counts, &null.to_string());
    }
}

#[test]
fn permutations_are_drawn_evenly() {
    let mut builder = Timeline::builder();
    let [a, b] = ["A", "B"].map(|key| builder.add_actor(Actor::new(key)));
    for (nth, level) in [(0, 1), (1, 2), (2, 3), (3, 4)] {
        let (by, on) = if nth % 2 == 0 { (a, b) } else { (b, a) };
        builder.add_event(attack(by, nth, on, level));
    }
    let timeline = builder.build().unwrap();
    for (null, arrangements) in [
        (NullModel::Levels, 24),
        (NullModel::LevelsWithinDyads, 4),
        (NullModel::Timestamps, 24),
        (NullModel::Directions, 6),
    ] {
        let (_, shuffles) = shuffles(&timeline, null, 4_000);
        let mut counts: BTreeMap<_, u64> = BTreeMap::new();
        for events in &shuffles {
            let key: Vec<_> = events
                .iter()
                .map(|event| (event.earliest, event.level, event.dyads.clone()))
                .collect();
            *counts.entry(key).or_default() += 1;
        }
        let counts: Vec<u64> = counts.into_values().collect();
        assert_eq!(counts.len(), arrangements, "{null}");
        assert_even(&counts, &null.to_string());
    }
}

/// Four events of a day: every assignment of the targets in which no actor acts on itself is equally likely.
#[test]
fn targets_are_exchanged_evenly() {
    let mut builder = Timeline::builder();
    let [a, b, c, d] = ["A", "B", "C", "D"].map(|key| builder.add_actor(Actor::new(key)));
    for (by, on) in [(a, b), (b, c), (c, d), (d, a)] {
        builder.add_event(attack(by, 0, on, 3));
    }
    let timeline = builder.build().unwrap();
    let (_, shuffles) = shuffles(&timeline, NullModel::ActorsWithinDays, 4_000);
    let mut counts: BTreeMap<_, u64> = BTreeMap::new();
    for events in &shuffles {
        let targets: Vec<_> = events.iter().map(|event| event.dyads[0].1).collect();
        *counts.entry(targets).or_default() += 1;
    }
    // The derangements of four.
    assert_eq!(counts.len(), 9);
    assert_even(&counts.into_values().collect::<Vec<_>>(), "targets");
}

#[test]
fn linked_and_undated_events_stay() {
    let mut builder = Timeline::builder();
    let [a, b] = ["A", "B"].map(|key| builder.add_actor(Actor::new(key)));
    let first = builder.add_event(attack(a, 0, b, 1));
    for nth in 1..20 {
        let (by, on) = if nth % 2 == 0 { (a, b) } else { (b, a) };
        builder.add_event(attack(by, nth, on, nth as i32 % 3 + 1));
    }
    let answer = builder.add_event(attack(b, 30, a, 5));
    builder.add_link(answer, Relation::RetaliatesFor, first);
    builder.add_event(Event::attack(a, "2020-01", Means::Drone).against(b).with_level(Kahn, 3));
    let timeline = builder.build().unwrap();
    let place = |id| timeline.events().position(|event| event.id() == id).unwrap();
    let month = timeline.events().position(|event| event.when().to_string() == "2020-01").unwrap();
    let query = Query::escalation().on(Kahn).trend(Trend::Any).max_gap(TimeDelta::days(40));
    let comparison = timeline
        .chains(&query)
        .unwrap()
        .against(&NullModel::UniformTimes)
        .shuffles(9)
        .compare()
        .unwrap();
    assert_eq!((comparison.fixed(), comparison.undated()), (2, 1));
    for null in
        [NullModel::Levels, NullModel::Timestamps, NullModel::UniformTimes, NullModel::Rotations]
    {
        let (observed, shuffles) = shuffles(&timeline, null, 20);
        for events in shuffles {
            for id in [first, answer] {
                let (was, is) = (&observed[place(id)], &events[place(id)]);
                assert_eq!(
                    (was.earliest, was.level, &was.dyads),
                    (is.earliest, is.level, &is.dyads)
                );
            }
            if null == NullModel::UniformTimes {
                assert_eq!(observed[month].earliest, events[month].earliest);
            }
        }
    }
}

/// Days are drawn from those that the timeline covers for the dyad.
#[test]
fn covered_days_alone_are_drawn() {
    let mut builder = Timeline::builder();
    let [a, b, c] = ["A", "B", "C"].map(|key| builder.add_actor(Actor::new(key)));
    builder.add_event(attack(a, 0, c, 3));
    builder.add_event(attack(a, 12, b, 3));
    builder.add_event(attack(a, 39, c, 3));
    builder.cover_actors([a, b], "2020-01-11".."2020-01-16");
    let timeline = builder.build().unwrap();
    let (observed, shuffles) = shuffles(&timeline, NullModel::UniformTimes, 2_000);
    let first = day(&observed[0]);
    let mut counts = [0_u64; 5];
    for events in shuffles {
        counts[(day(&events[1]) - first - 10) as usize] += 1;
    }
    assert_even(&counts, "the days from 10 to 14");
}

/// Exchanges the sources and targets of all events.
struct Reversed;

impl Null for Reversed {
    fn name(&self) -> String {
        "reversed".to_owned()
    }

    fn shuffle(&self, events: &mut ShuffledEvents<'_>, _: &mut Random) {
        for event in 0..events.len() {
            let before = events.dyads_of(event).to_vec();
            events.reverse(event);
            let mut expected: Vec<_> = before.iter().map(|(a, b)| (*b, *a)).collect();
            expected.sort_unstable();
            assert_eq!(events.dyads_of(event), expected);
        }
    }
}

/// Whether or not some event has the reversed dyads already.
#[test]
fn reversed_events_have_reversed_dyads() {
    let mut builder = Timeline::builder();
    let [a, b, c, d] = ["A", "B", "C", "D"].map(|key| builder.add_actor(Actor::new(key)));
    let dyads = [(a, b, 1), (b, a, 2), (a, c, 3), (c, d, 4), (a, b, 5), (d, b, 1), (c, d, 2)];
    for (day, (by, on, level)) in (0..).zip(dyads) {
        builder.add_event(attack(by, day, on, level));
    }
    builder.add_event(attack(a, 7, b, 3).against(c));
    let timeline = builder.build().unwrap();
    let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(9)).rules([Rule::Relay]);
    let chains = timeline.chains(&query).unwrap();
    let comparison = chains.against(&Reversed).shuffles(2).compare().unwrap();
    // A target that acts next becomes an actor that is acted on next.
    let mut expected = 0;
    let mut rows = dyads.map(|(by, on, level)| (vec![on], vec![by], level)).to_vec();
    rows.push((vec![b, c], vec![a], 3));
    for (later, (sources, _, above)) in rows.iter().enumerate() {
        for (_, targets, below) in &rows[..later] {
            expected += u64::from(below < above && targets.iter().any(|one| sources.contains(one)));
        }
    }
    assert!(expected > 0);
    let record = serde_json::to_value(comparison.record()).unwrap();
    for row in record["rows"].as_array().unwrap() {
        assert_eq!(row["hops"], expected as f64);
    }
}

/// Exchanges the actors of each event with those of the next, so that the first event's go to the end.
struct Shifted;

impl Null for Shifted {
    fn name(&self) -> String {
        "shifted".to_owned()
    }

    fn shuffle(&self, events: &mut ShuffledEvents<'_>, _: &mut Random) {
        assert!(!events.is_empty());
        let before: Vec<_> = (0..events.len()).map(|n| events.dyads_of(n).to_vec()).collect();
        let movable: Vec<_> = (0..events.len()).filter(|n| !events.is_fixed(*n)).collect();
        for pair in movable.windows(2) {
            events.swap_actors(pair[0], pair[1]);
            // Those of a fixed event stay.
            if let Some(fixed) = (0..events.len()).find(|n| events.is_fixed(*n)) {
                events.swap_actors(fixed, pair[0]);
            }
        }
        for (nth, event) in movable.iter().enumerate() {
            let from = movable[(nth + 1) % movable.len()];
            assert_eq!(events.dyads_of(*event), before[from]);
        }
        assert_eq!(movable, [1, 2, 3]);
        let dated: Vec<_> = (0..events.len()).map(|n| events.is_dated(n)).collect();
        assert_eq!(dated, [false, true, true, false, false], "a fixed event is not moved in time");
    }
}

#[test]
fn actors_are_exchanged_among_events_that_are_not_fixed() {
    let mut builder = Timeline::builder();
    let [a, b, c] = ["A", "B", "C"].map(|key| builder.add_actor(Actor::new(key)));
    let first = builder.add_event(attack(a, 0, b, 1));
    builder.add_event(attack(b, 1, a, 2).against(c));
    builder.add_event(attack(c, 2, a, 3));
    let month = Event::attack(a, "2020-02", Means::Drone).against(c).with_level(Kahn, 3);
    builder.add_event(month);
    let last = builder.add_event(attack(b, 60, c, 5));
    builder.add_link(last, Relation::RetaliatesFor, first);
    let timeline = builder.build().unwrap();
    let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(9));
    timeline.chains(&query).unwrap().against(&Shifted).shuffles(1).compare().unwrap();
}
