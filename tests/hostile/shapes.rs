//! Timelines of shapes that hurt: every answer stays within its bound of memory, and nothing recurses as deep as the
//! data are long.

use std::{ops::ControlFlow, thread};

use chrono::{DateTime, Days, NaiveDate, TimeDelta};
use escalade::{
    Actor, ActorId, Chains, Code, ErrorKind, Event, Means, Predicate, Query, Rank, Relation,
    Report, Rule, Timeline, TimelineBuilder, Trend, Vocabulary,
    chain::{Floor, Precedence},
    model::{Membership, MembershipKind},
    scale::{Flat, Kahn},
    timeline::Granularity,
};

use super::{MEGABYTE, MEMORY, alone};

/// A stack on which recursion as deep as the data are long would overflow.
const STACK: usize = 512 << 10;

/// Builds a timeline and asks about it, on a small stack, and asserts how much memory the answers hold at most beyond
/// that of the timeline and the prepared query, and how much these two hold.
fn assert_bounded(
    name: &str,
    most: (usize, usize),
    build: impl FnOnce() -> (Timeline, Query) + Send,
    ask: impl FnOnce(&Timeline, &Chains<'_>) + Send,
) {
    let _alone = alone();
    let before = MEMORY.current_usage();
    let run = || {
        let (timeline, query) = build();
        let chains = timeline.chains(&query).unwrap();
        let held = MEMORY.current_usage().saturating_sub(before);
        MEMORY.reset_peak_usage();
        ask(&timeline, &chains);
        (held, MEMORY.peak_usage().saturating_sub(before + held))
    };
    let (held, more) = thread::scope(|scope| {
        let small = thread::Builder::new().stack_size(STACK);
        small.spawn_scoped(scope, run).unwrap().join().unwrap()
    });
    println!("{name}: {held} bytes are held, and {more} more by the answers");
    assert!(held <= most.0, "{name}: {held} bytes are held, {} may be", most.0);
    assert!(more <= most.1, "{name}: {more} more bytes are held by the answers, {} may be", most.1);
}

/// Asks the answers that look at all events.
fn ask_all(_: &Timeline, chains: &Chains<'_>) {
    let summary = chains.summary().to_string();
    assert!(summary.contains("chains"), "{summary}");
    let _ = chains.by_dyad();
    let _ = chains.pivots().next();
    let _ = chains.top(Rank::GreatestRise).take(3).count();
    let _ = chains.reach_sizes().unwrap();
    let _ = chains.maximal().take(100).count();
    let _ = chains.iter().take(10_000).count();
    let _ = chains.hops().take(10_000).count();
    let _ = chains.threats();
    let mut draws = 0;
    let _ = chains.sample(|| {
        draws += 1;
        draws
    });
}

fn two(builder: &mut TimelineBuilder) -> [ActorId; 2] {
    ["A", "B"].map(|key| builder.add_actor(Actor::new(key)))
}

/// Events of two actors in turn, at these times, as the rows of a file.
fn rows(events: i64, time: impl Fn(i64) -> i64) -> Timeline {
    let mut builder = Timeline::builder();
    let [a, b] = two(&mut builder);
    let codes = ["138", "150", "172", "190", "195"]
        .map(|code| builder.add_code(Code::new(Vocabulary::Cameo, code), None));
    for nth in 0..events {
        let (by, on) = if nth % 2 == 0 { (a, b) } else { (b, a) };
        let onset = DateTime::from_timestamp(time(nth), 0).unwrap();
        builder.add_row(by, on, onset, codes[nth as usize / 2 % 5]);
    }
    builder.build().unwrap()
}

const DAY: i64 = 86_400;

#[test]
fn one_day_and_one_dyad() {
    let day = || {
        let mut builder = Timeline::builder();
        let [a, b] = two(&mut builder);
        for nth in 0..50_000 {
            let (by, on) = if nth % 2 == 0 { (a, b) } else { (b, a) };
            let attack = Event::attack(by, "2024-04-13", Means::Drone).against(on);
            builder.add_event(attack.with_level(Kahn, nth * 29 % 44 + 1));
        }
        builder.build().unwrap()
    };
    let week = || Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    // An event with a level that a coder assigned takes about 1.5 KiB.
    let bounds = (100 * MEGABYTE, 60 * MEGABYTE);
    assert_bounded("one day, certain", bounds, || (day(), week()), ask_all);
    let recorded = || week().precedence(Precedence::Recorded);
    assert_bounded(
        "one day, recorded",
        bounds,
        || (day(), recorded()),
        |_, chains| {
            let _ = chains.summary();
            let _ = chains.by_dyad();
            let _ = chains.iter().take(10_000).count();
            let _ = chains.hops().take(10_000).count();
        },
    );
    let one_way = || {
        let mut builder = Timeline::builder();
        let [a, b] = two(&mut builder);
        let code = builder.add_code(Code::new(Vocabulary::Cameo, "190"), None);
        for nth in 0..100_000 {
            builder.add_row(a, b, DateTime::from_timestamp(nth * DAY / 4, 0).unwrap(), code);
        }
        (builder.build().unwrap(), Query::escalation().max_gap(TimeDelta::days(7)))
    };
    assert_bounded("one dyad", (10 * MEGABYTE, 60 * MEGABYTE), one_way, ask_all);
}

#[test]
fn a_pair_over_thirty_years() {
    let years = 30 * 365 * DAY;
    let build = move || {
        let timeline = rows(1_000_000, |nth| nth * years / 1_000_000);
        (timeline, Query::escalation().max_gap(TimeDelta::days(7)))
    };
    assert_bounded(
        "one pair over thirty years",
        (100 * MEGABYTE, 200 * MEGABYTE),
        build,
        |_, chains| {
            assert!(chains.count().is_exact());
            let _ = chains.by_dyad();
            let _ = chains.longest().unwrap();
            let _ = chains.greatest_rise().unwrap();
            let _ = chains.iter().take(10_000).count();
        },
    );
}

#[test]
fn nine_hundred_actors_on_each_side() {
    let build = || {
        let mut builder = Timeline::builder();
        let actors: Vec<_> =
            (0..1_800).map(|nth| builder.add_actor(Actor::new(format!("A{nth}")))).collect();
        for nth in 0..4_u64 {
            let day = NaiveDate::default() + Days::new(nth);
            let (by, on) = actors.split_at(900);
            let (by, on) = if nth % 2 == 0 { (by, on) } else { (on, by) };
            let attack = Event::attack(by.to_vec(), day, Means::Drone).against(on.to_vec());
            builder.add_event(attack.with_level(Kahn, nth as i32 + 1));
        }
        let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
        (builder.build().unwrap(), query)
    };
    // Eight bytes for each dyad of an event, as the guide says, and the dyads that are returned.
    let bounds = (4 * 810_000 * 8 + 60 * MEGABYTE, 600 * MEGABYTE);
    assert_bounded("900 actors on each side", bounds, build, |_, chains| {
        // Each event answers those of the other side before it: 1, 2, 3 and 5 walks end in the four events.
        assert_eq!(chains.count().to_u128(), Some(1 + 2 + 3 + 5 - 4));
        let _ = chains.longest().unwrap().explain().to_string();
        assert_eq!(chains.by_dyad().len(), 2 * 810_000);
    });
}

#[test]
fn as_many_links_as_events() {
    let linked = || {
        let mut builder = Timeline::builder();
        let actors = two(&mut builder);
        let mut last = None;
        for nth in 0..200_000_usize {
            let day = NaiveDate::default() + Days::new(nth as u64 / 100);
            let attack = Event::attack(actors[nth % 2], day, Means::Drone);
            let attack = attack.against(actors[1 - nth % 2]);
            let event = builder.add_event(attack.with_level(Kahn, (nth * 29 % 44) as i32 + 1));
            if let Some(last) = last.replace(event) {
                builder.add_link(event, Relation::RespondsTo, last);
            }
        }
        let query = Query::escalation().on(Kahn).trend(Trend::Any).rules([Rule::Declared]);
        (builder.build().unwrap(), query.max_gap(TimeDelta::days(7)))
    };
    let bounds = (450 * MEGABYTE, 600 * MEGABYTE);
    assert_bounded("200,000 declared links", bounds, linked, |_, chains| {
        let longest = chains.longest().unwrap();
        assert_eq!(longest.len(), 200_000);
        assert!(longest.explain().to_string().len() > 1_000_000);
        let _ = chains.summary();
        let _ = chains.by_dyad();
        let _ = chains.maximal().take(10).count();
    });
}

#[test]
fn a_hundred_thousand_reports_of_one_event() {
    let reported = || {
        let mut builder = Timeline::builder();
        let [a, b] = two(&mut builder);
        let mut raid = Event::attack(a, "2024-04-01", Means::Drone).against(b);
        for nth in 0..100_000 {
            let outlet = builder.add_actor(Actor::new(format!("O{nth}")));
            raid = raid.with_report(Report::by(outlet).attributing_to(a));
        }
        builder.add_event(raid.with_key("raid").with_level(Kahn, 3));
        let reply = Event::attack(b, "2024-04-02", Means::Drone).against(a);
        builder.add_event(reply.with_level(Kahn, 4));
        let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
        let first = Predicate::at_least_n_independent_reports(90_000);
        (builder.build().unwrap(), query.first(first))
    };
    let bounds = (120 * MEGABYTE, 300 * MEGABYTE);
    assert_bounded("100,000 reports of one event", bounds, reported, |timeline, chains| {
        let raid = timeline.event_by_key("raid").unwrap();
        assert!(timeline.evidence(raid.id()).unwrap().to_string().len() > 1_000);
        let chain = chains.longest().unwrap();
        assert!(chain.explain().to_string().len() > 100);
        let _ = timeline.claims(raid.id()).unwrap();
    });
}

#[test]
fn a_chain_of_a_hundred_thousand_events() {
    // Each event is near the one before it alone.
    let build = || {
        let timeline = rows(100_000, |nth| nth * DAY / 2);
        let query = Query::escalation().on(Flat).floor(Floor::None).trend(Trend::Any);
        (timeline, query.max_gap(TimeDelta::hours(12)))
    };
    // Explanations, as text, as JSON and read again.
    let bounds = (20 * MEGABYTE, 800 * MEGABYTE);
    assert_bounded("a chain of 100,000 events", bounds, build, |timeline, chains| {
        let longest = chains.longest().unwrap();
        assert_eq!(longest.len(), 100_000);
        let explanation = longest.explain();
        assert!(explanation.to_string().lines().count() > 100_000);
        let json = serde_json::to_string(&explanation).unwrap();
        assert!(serde_json::from_str::<escalade::explain::Explanation>(&json).is_ok());
        assert_eq!(chains.count().to_u128(), Some(100_000 * 99_999 / 2));
        assert_eq!(chains.maximal().count(), 1);
        let last = timeline.event_at(99_999).id();
        assert_eq!(chains.ending_in(last, Rank::Longest).unwrap().len(), 100_000);
        assert_eq!(chains.through(last, Rank::Longest).unwrap().len(), 100_000);
        assert_eq!(chains.reach_to(last).unwrap().actors.len(), 2);
        assert_eq!(chains.top(Rank::Longest).take(3).count(), 3);
        let mut draws = 7;
        let _ = chains.sample(|| {
            draws += 1;
            draws
        });
        let _ = longest.reactions();
        let picture = escalade::render::Picture::hops(chains).at_most(1_000);
        let dot = escalade::render::Dot::default();
        let _ = escalade::render::Render::render_to_string(&dot, &picture);
    });
}

#[test]
fn memberships_a_hundred_thousand_deep() {
    for kind in [MembershipKind::PartOf, MembershipKind::MemberOf, MembershipKind::ActsFor] {
        let deep = || {
            let mut builder = Timeline::builder();
            let actors: Vec<_> =
                (0..100_000).map(|nth| builder.add_actor(Actor::new(format!("A{nth}")))).collect();
            for pair in actors.windows(2) {
                builder.add_membership(pair[0], Membership::new(kind, pair[1]));
            }
            let other = builder.add_actor(Actor::new("Z"));
            for (day, by, on, level) in
                [("2020-01-01", actors[0], other, 3), ("2020-01-02", other, actors[0], 4)]
            {
                let attack = Event::attack(by, day, Means::Drone).against(on);
                builder.add_event(attack.with_level(Kahn, level));
            }
            let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7)).with_patrons();
            (builder.build().unwrap(), query.granularity(Granularity::Country))
        };
        let bounds = (160 * MEGABYTE, 250 * MEGABYTE);
        assert_bounded(
            &format!("memberships 100,000 deep, {kind:?}"),
            bounds,
            deep,
            |timeline, chains| {
                let mut document = Vec::new();
                escalade::read::json::write(timeline, &mut document).unwrap();
                let read = escalade::read::json::from_str(std::str::from_utf8(&document).unwrap());
                assert_eq!(read.unwrap().actors().len(), 100_001);
                let _ = chains.summary();
                let _ = chains.longest().unwrap().explain().to_string();
            },
        );
    }
}

/// Listings of more chains than there are atoms: the first ones take no more memory, however many are taken, and the
/// rest can be stopped.
#[test]
fn exponential_listings() {
    let build = || {
        let timeline = rows(2_000, |nth| nth * DAY / 10);
        let query = Query::escalation().on(Flat).floor(Floor::None).trend(Trend::Any);
        (timeline, query.max_gap(TimeDelta::days(200)))
    };
    let bounds = (4 * MEGABYTE, 24 * MEGABYTE);
    assert_bounded("listings", bounds, build, |_, chains| {
        let stopped = |most: u64, list: &dyn Fn(&Chains<'_>) -> usize| {
            let stop = move |progress: escalade::chain::Progress| match progress.steps() < most {
                true => ControlFlow::Continue(()),
                false => ControlFlow::Break(()),
            };
            let error = chains.interruptible(stop, |chains| list(chains)).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Interrupted);
        };
        assert!(chains.count().log2() > 1_000.0);
        assert_eq!(chains.iter().take(50_000).count(), 50_000);
        assert_eq!(chains.maximal().take(5_000).count(), 5_000);
        assert_eq!(chains.top(Rank::Longest).take(200).count(), 200);
        stopped(3_000_000, &|chains| chains.iter().count());
        stopped(3_000_000, &|chains| chains.maximal().count());
        stopped(3_000_000, &|chains| chains.top(Rank::Longest).count());
        stopped(500_000, &|chains| chains.hops().count());
    });
}
