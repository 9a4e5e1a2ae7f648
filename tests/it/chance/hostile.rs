//! Comparisons of what nobody means to compare: odd specifications, hardly any events, damaged records.

use chrono::TimeDelta;
use escalade::{
    Actor, Event, Means, Predicate, Query, Relation, Rule, Timeline, TimelineBuilder, Trend,
    chain::Floor,
    chance::{NullModel, Record},
    scale::Kahn,
    timeline::Field,
};
use serde_json::{Value, json};

const NULLS: [NullModel; 9] = [
    NullModel::Levels,
    NullModel::LevelsWithinDyads,
    NullModel::Timestamps,
    NullModel::UniformTimes,
    NullModel::Rotations,
    NullModel::DaysWithin(1),
    NullModel::DaysWithin(10_000_000),
    NullModel::Directions,
    NullModel::ActorsWithinDays,
];

fn query() -> Query {
    Query::escalation().on(Kahn).trend(Trend::Any).max_gap(TimeDelta::days(7)).max_len(4)
}

#[test]
fn null_models_are_read_from_their_own_names_alone() {
    for null in NULLS {
        assert_eq!(null.to_string().parse::<NullModel>().unwrap(), null);
    }
    for text in [
        "",
        "NaN",
        "uniform ",
        "Uniform",
        "days-within",
        "days-within=",
        "days-within=NaN",
        "days-within=inf",
        "days-within=0",
        "days-within=-1",
        "days-within=+30",
        "days-within=1e3",
        "days-within=30.5",
        "days-within= 30",
        "days-within=3_0",
        "days-within=٣",
        "days-within=10000001",
        "days-within=99999999999999999999",
        "levels=3",
        "nothing",
        "\u{202e}\0",
    ] {
        let error = text.parse::<NullModel>().unwrap_err();
        let text = error.to_string();
        assert!(text.contains("days-within=") && !text.contains('\0'), "{text}");
    }
}

/// Compares a timeline with every null model, in every way. Returns the numbers of events and hops, of fixed and
/// of undated events.
fn compare_all(name: &str, timeline: &Timeline, query: &Query) -> (u64, f64, u64, u64) {
    let chains = timeline.chains(query).unwrap();
    let mut numbers = None;
    for null in NULLS {
        let against = chains.against(&null).shuffles(19).by_dyad().extremes().by_len().by_rule();
        let comparison = against.lags(9).lag_dyads(usize::MAX).compare().unwrap();
        let hops = comparison.hops();
        assert_eq!(hops.observed(), chains.summary().hops() as f64, "{name} {null}");
        assert_eq!(chains.count().to_u128(), Some(comparison.chains().observed() as u128));
        let all = |statistic: &escalade::chance::Statistic| {
            let ps = [statistic.p(), statistic.p_two_sided(), statistic.p_less().unwrap()];
            let (low, high) = statistic.p_interval();
            assert!(ps.iter().all(|p| (0.05..=1.0).contains(p)), "{name} {null} {ps:?}");
            assert!(low <= statistic.p() && statistic.p() <= high, "{name} {null}");
        };
        all(hops);
        all(comparison.chains());
        for dyad in comparison.by_dyad().unwrap() {
            all(&dyad.hops);
            all(&dyad.chains);
            assert!(
                dyad.hops.q_by() >= dyad.hops.q_bh() && dyad.hops.q_bh() >= Some(dyad.hops.p())
            );
        }
        let printed = [comparison.to_string(), serde_json::to_string(&comparison).unwrap()];
        assert!(
            printed.iter().all(|text| !text.contains("NaN") && !text.contains("inf")),
            "{printed:?}"
        );
        let now = (comparison.events(), hops.observed(), comparison.fixed(), comparison.undated());
        assert_eq!(*numbers.get_or_insert(now), now, "{name} {null}");
    }
    numbers.unwrap()
}

fn built(build: impl FnOnce(&mut TimelineBuilder)) -> Timeline {
    let mut builder = Timeline::builder();
    build(&mut builder);
    builder.build().unwrap()
}

#[test]
fn hardly_any_events_are_compared() {
    let of = |build: &dyn Fn(&mut TimelineBuilder)| built(build);
    let attack =
        |by, when: &str, on| Event::attack(by, when, Means::Drone).against(on).with_level(Kahn, 3);
    let none = of(&|_| ());
    assert_eq!(compare_all("none", &none, &query()), (0, 0.0, 0, 0));
    let one = of(&|builder| {
        let [a, b] = ["A", "B"].map(|key| builder.add_actor(Actor::new(key)));
        builder.add_event(attack(a, "2024-01-01", b));
    });
    assert_eq!(compare_all("one", &one, &query()), (1, 0.0, 0, 0));
    let same_day = of(&|builder| {
        let [a, b] = ["A", "B"].map(|key| builder.add_actor(Actor::new(key)));
        builder.add_event(attack(a, "2024-01-01", b));
        builder.add_event(attack(b, "2024-01-01", a));
    });
    assert_eq!(compare_all("one day", &same_day, &query()), (2, 0.0, 0, 0));
    let months = of(&|builder| {
        let [a, b] = ["A", "B"].map(|key| builder.add_actor(Actor::new(key)));
        for (month, by, on) in [(1, a, b), (2, b, a), (3, a, b)] {
            builder.add_event(attack(by, &format!("2024-{month:02}"), on));
        }
    });
    let longer = query().max_gap(TimeDelta::days(40));
    assert_eq!(compare_all("months", &months, &longer), (3, 2.0, 0, 3));
    // Joined by declared links alone: without an actor, and of one state.
    let linked = of(&|builder| {
        let [a, b] = ["A", "B"].map(|key| builder.add_actor(Actor::new(key)));
        let nobody = Event::attack([], "2024-01-01", Means::Drone).against(b).with_level(Kahn, 3);
        let first = builder.add_event(nobody);
        let second = builder.add_event(attack(a, "2024-01-03", a));
        let third = builder.add_event(attack(b, "2024-01-05", a));
        builder.add_link(second, Relation::RespondsTo, first);
        builder.add_link(third, Relation::RespondsTo, second);
    });
    let declared = query().rules([Rule::Declared]).floor(Floor::None);
    assert_eq!(compare_all("links", &linked, &declared).1, 2.0);
    assert_eq!(compare_all("links", &linked, &declared).2, 3, "all are fixed");
    let parties = of(&|builder| {
        let [a, b, c] = ["A", "B", "C"].map(|key| builder.add_actor(Actor::new(key)));
        builder.add_event(attack(a, "2024-01-01", b).against(c));
        builder.add_event(attack(b, "2024-01-02", a).mutually());
        builder.add_event(attack(c, "2024-01-03T12:00Z", a));
        builder.add_event(attack(c, "[2024-01-05..2024-01-08]", b));
        builder.add_event(attack(a, "2024-01-07", b));
    });
    let truce = query().unless(Predicate::at_most(Kahn, 1.0));
    for query in [query(), truce, query().rules([Rule::Relay, Rule::Persistence, Rule::ThirdParty])]
    {
        assert_eq!(compare_all("parties", &parties, &query).3, 1);
    }
}

/// A block that is longer than the data is one block.
#[test]
fn blocks_longer_than_the_span_are_the_span() {
    let timeline = built(|builder| {
        let [a, b] = ["A", "B"].map(|key| builder.add_actor(Actor::new(key)));
        for day in 1..29 {
            let (by, on) = if day % 3 == 0 { (a, b) } else { (b, a) };
            let when = format!("2024-02-{day:02}");
            builder.add_event(
                Event::attack(by, when.as_str(), Means::Drone).against(on).with_level(Kahn, 3),
            );
        }
    });
    for view in [timeline.view(), timeline.view().one_a_day([Field::Source])] {
        let chains = view.chains(&query()).unwrap();
        let hops =
            |null: NullModel| chains.against(&null).shuffles(50).compare().unwrap().record().hops();
        let uniform = hops(NullModel::UniformTimes);
        for days in [28, 29, 10_000_000] {
            assert_eq!(hops(NullModel::DaysWithin(days)), uniform, "{days}");
        }
        assert_ne!(hops(NullModel::DaysWithin(27)), uniform);
    }
}

#[test]
fn more_numbers_than_memory_holds_are_refused() {
    let timeline = built(|builder| {
        let [a, b] = ["A", "B"].map(|key| builder.add_actor(Actor::new(key)));
        builder
            .add_event(Event::attack(a, "2024-01-01", Means::Drone).against(b).with_level(Kahn, 3));
    });
    let chains = timeline.chains(&query()).unwrap();
    let null = NullModel::Levels;
    let against = chains.against(&null).lags(3_660).lag_dyads(usize::MAX);
    let error = against.shuffles(10_000_000).compare().unwrap_err();
    assert!(error.issues()[0].to_string().contains("numbers are kept"), "{error}");
    assert!(chains.against(&null).shuffles(999_999_999).compare().is_err());
    let error = chains.against(&null).sweep_blocks([0, 5, 10_000_001]).unwrap_err();
    assert_eq!(error.issue_count(), 2);
    for level in [f64::NAN, 0.0, -1.0, f64::NEG_INFINITY] {
        assert_eq!(chains.against(&null).shuffles_needed(level).benjamini_hochberg, u64::MAX);
    }
}

/// Every number of a record, and every list, changed in turn: it is refused when it is read or resumed, or, where
/// the number could be that of a shuffle, used.
#[test]
fn damaged_records_are_refused() {
    let timeline = built(|builder| {
        let [a, b] = ["A", "B"].map(|key| builder.add_actor(Actor::new(key)));
        for day in 1..20 {
            let (by, on) = if day % 3 == 0 { (a, b) } else { (b, a) };
            let when = format!("2024-02-{day:02}");
            builder.add_event(
                Event::attack(by, when.as_str(), Means::Drone).against(on).with_level(Kahn, 3),
            );
        }
    });
    let chains = timeline.chains(&query()).unwrap();
    let null = NullModel::Timestamps;
    let against = || {
        let against = chains.against(&null).shuffles(4).by_dyad().extremes().by_len().by_rule();
        against.lags(2).lag_dyads(1)
    };
    let comparison = against().compare().unwrap();
    let record = serde_json::to_value(comparison.record()).unwrap();
    let mut pointers = Vec::new();
    collect(&record, "", &mut pointers);
    assert!(pointers.len() > 100);
    let (mut refused, mut used) = (0, 0);
    for pointer in &pointers {
        for bad in [
            json!(null),
            json!(-1),
            json!(0.5),
            json!(u64::MAX),
            json!([]),
            json!("x"),
            json!(1e300),
        ] {
            let mut damaged = record.clone();
            *damaged.pointer_mut(pointer).unwrap() = bad.clone();
            if damaged == record {
                continue;
            }
            let read = serde_json::from_value::<Record>(damaged);
            match read.ok().map(|record| against().shuffles(6).resume(&record)) {
                Some(Ok(comparison)) => {
                    used += 1;
                    assert!(
                        pointer.starts_with("/rows/") || pointer.starts_with("/dyads/"),
                        "{pointer} {bad}"
                    );
                    assert!(!comparison.to_string().contains("NaN"));
                }
                Some(Err(_)) | None => refused += 1,
            }
        }
    }
    assert!(refused > 4 * used, "{refused} refused, {used} used");
    // One shuffle less, and a dyad less.
    for list in ["/rows", "/dyads", "/dyads/0/hops/values"] {
        let mut damaged = record.clone();
        damaged.pointer_mut(list).unwrap().as_array_mut().unwrap().pop();
        let damaged: Record = serde_json::from_value(damaged).unwrap();
        assert!(against().resume(&damaged).is_err(), "{list}");
    }
    // Another query with the same numbers: here without any hop.
    let short = chains.with_query(&query().max_gap(TimeDelta::hours(1))).unwrap();
    let shorter = chains.with_query(&query().max_gap(TimeDelta::hours(2))).unwrap();
    let record = short.against(&null).shuffles(3).compare().unwrap().record().clone();
    let error = shorter.against(&null).shuffles(5).resume(&record).unwrap_err();
    assert_eq!(error.issues()[0].location().to_string(), "record/query");
}

/// Collects the JSON pointers of all values.
fn collect(value: &Value, pointer: &str, pointers: &mut Vec<String>) {
    pointers.push(pointer.to_owned());
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                collect(field, &format!("{pointer}/{name}"), pointers);
            }
        }
        Value::Array(items) => {
            for (nth, item) in items.iter().enumerate() {
                collect(item, &format!("{pointer}/{nth}"), pointers);
            }
        }
        _ => {}
    }
}
