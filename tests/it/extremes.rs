//! Values at the ends of their ranges: of every public setter, of levels, lengths and spans, and of files.

use chrono::TimeDelta;
use escalade::{
    Actor, Chains, Event, Level, Means, Predicate, Query, Rank, Rule, SpeechAct, Statement,
    Timeline, Trend,
    chain::{Floor, Pairing, Precedence},
    model::{ActionKind, Amount, Assertion, Attack, Fact, Membership, MembershipKind},
    scale::{Fatalities, Kahn, ScoredEvent, named},
    threats::ThreatState,
    timeline::Granularity,
};

const SPANS: [TimeDelta; 8] = [
    TimeDelta::MIN,
    TimeDelta::seconds(-1),
    TimeDelta::nanoseconds(-1),
    TimeDelta::zero(),
    TimeDelta::nanoseconds(1),
    TimeDelta::days(1),
    TimeDelta::days(100_000_000),
    TimeDelta::MAX,
];

const NUMBERS: [usize; 8] = [0, 1, 2, 3, 1 << 40, (1 << 63) - 1, (1 << 63) + 1, usize::MAX];

const UNITS: [f64; 14] = [
    f64::NEG_INFINITY,
    f64::MIN,
    -1e14,
    -3e8,
    -0.0,
    f64::MIN_POSITIVE,
    0.1,
    3e8,
    1e14,
    2e14,
    1.5e300,
    f64::MAX,
    f64::INFINITY,
    f64::NAN,
];

/// Two states attack each other on alternate days, at these levels.
fn alternating(levels: &[Level]) -> Timeline {
    let mut builder = Timeline::builder();
    let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    let first: chrono::NaiveDate = "2020-01-01".parse().unwrap();
    for (day, level) in (0..).zip(levels) {
        let (by, on) = if day % 2 == 0 { (a, b) } else { (b, a) };
        let strike = Event::attack(by, first + chrono::Days::new(day), Means::Drone);
        builder.add_event(strike.against(on).with_level("own", *level));
    }
    builder.build().unwrap()
}

fn whole(levels: &[i32]) -> Timeline {
    alternating(&levels.iter().map(|level| Level::from(*level)).collect::<Vec<_>>())
}

fn own() -> Query {
    Query::escalation().on(named("own", |_| None)).max_gap(TimeDelta::days(7))
}

/// Asks every answer of a query: none may panic, whether or not the query is valid.
fn ask_all(timeline: &Timeline, query: &Query) {
    let _ = query.to_string();
    let _ = format!("{query:?}");
    let _ = serde_json::to_string(query);
    if let Err(error) = query.check() {
        assert!(timeline.chains(query).is_err());
        let _ = error.to_string();
        return;
    }
    let Ok(chains) = timeline.chains(query) else { return };
    let _ = chains.summary().to_string();
    let _ = chains.count_by_len();
    let _ = chains.by_dyad();
    let _ = chains.pivots().count();
    let _ = chains.maximal().count();
    let _ = chains.top(Rank::GreatestRise).count();
    let _ = chains.longest().map(|chain| chain.explain().to_string());
    let _ = chains.distinct_actors(usize::MAX).count();
    let mut draws = 0;
    let _ = chains.sample(|| {
        draws += 1;
        draws
    });
}

fn count(chains: &Chains<'_>) -> usize {
    chains.iter().count()
}

#[test]
fn every_setter_of_a_query_takes_extreme_values() {
    let timeline = whole(&[1, 5, 3, 9, 2]);
    for span in SPANS {
        ask_all(&timeline, &own().min_gap(span));
        ask_all(&timeline, &own().max_gap(span));
        ask_all(&timeline, &own().within(span));
        ask_all(&timeline, &own().precedence(Precedence::Recorded).max_gap(span).min_gap(span));
        ask_all(&timeline, &own().pairing(Pairing::Nearest).max_gap(span));
    }
    for number in NUMBERS {
        ask_all(&timeline, &own().min_len(number));
        ask_all(&timeline, &own().max_len(number));
        ask_all(&timeline, &own().max_len(number).within(TimeDelta::days(1)));
        ask_all(&timeline, &own().trend(Trend::Any).min_len(number).max_len(number));
        let reported = Predicate::at_least_n_independent_reports(number);
        ask_all(&timeline, &own().last(reported));
        if let Ok(chains) = timeline.chains(&own()) {
            let _ = chains.most_confident(number.min(1_000));
            assert!(chains.distinct_actors(number).count() <= 10);
        }
    }
    for units in UNITS {
        ask_all(&timeline, &own().trend(Trend::RisingBy(units)));
        ask_all(&timeline, &own().floor(Floor::At(units)));
        ask_all(&timeline, &own().crosses(units));
        let own_scale = || named("own", |_| None);
        ask_all(&timeline, &own().first(Predicate::at_least(own_scale(), units)));
        ask_all(&timeline, &own().every(Predicate::at_most(own_scale(), units)));
    }
    for percent in [i32::MIN, -1, 0, 100, 101, i32::MAX] {
        ask_all(&timeline, &own().min_confidence(percent));
        ask_all(&timeline, &own().min_attribution(percent));
    }
    ask_all(&timeline, &own().rules([]));
    ask_all(&timeline, &own().rules(Rule::ALL.iter().copied()).relations([]));
}

#[test]
fn every_setter_of_a_view_takes_extreme_values() {
    let timeline = whole(&[1, 5, 3, 9, 2]);
    let scale = named("own", |_| None);
    for span in SPANS {
        let onsets = timeline.view().onsets(span, &scale, &Granularity::State);
        assert_eq!(onsets.check().is_err(), span < TimeDelta::zero());
        let lag = timeline.view().max_lag(span);
        assert_eq!(lag.check().is_err(), span < TimeDelta::zero());
        let phases = timeline.phases(span, &scale, &Granularity::State, Level::MIN);
        assert_eq!(phases.is_err(), span < TimeDelta::zero());
        let everything = Level::from_tenths(i64::MIN);
        let _ = timeline.phases(span, &scale, &Granularity::State, everything);
    }
    for mentions in [0, 1, u64::MAX] {
        assert_eq!(timeline.view().min_mentions(mentions).len(), 5, "none is stated");
    }
    for least in NUMBERS {
        let kept = timeline.view().at_least_n_independent_reports(least).len();
        assert_eq!(kept, if least == 0 { 5 } else { 0 });
    }
    let _ = timeline.view().during("0000".."9999").len();
}

#[cfg(all(feature = "html", feature = "text", feature = "csv"))]
#[test]
fn every_setter_of_a_picture_takes_extreme_values() {
    use escalade::render::{Gexf, Html, Picture, Render, Svg, Text};

    let mut builder = Timeline::builder();
    builder.reserve(usize::MAX);
    builder.count_unreadable(u64::MAX);
    let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    let long =
        "[2024-04-13T20:15:09+03:00~..2024-04-13T20:15:10+03:00~]/2024-04-13T20:15:11+03:00~";
    for (when, by, on, tenths) in [
        ("0000", a, b, -1_000_000_000_000_000),
        (long, b, a, 1),
        ("9999-12-31", a, b, 1_000_000_000_000_000),
    ] {
        let strike = Event::attack(by, when, Means::Drone).against(on);
        builder.add_event(strike.with_level("own", Level::from_tenths(tenths)));
    }
    let timeline = builder.build().unwrap();
    let query = own().max_gap(TimeDelta::MAX).floor(Floor::None);
    let chains = timeline.chains(&query).unwrap();
    let _ = chains.summary().to_string();
    let render = |format: &dyn Render, most: usize| {
        let picture = Picture::hops(&chains).at_most(most);
        assert!(!format.render_to_string(&picture).is_empty());
        assert!(!format.render_to_string(&Picture::events(&chains)).is_empty());
    };
    for number in NUMBERS {
        render(&Text::new().width(number), number);
        for svg in [Svg::ladder(), Svg::lanes(), Svg::dyads()] {
            let width = u32::try_from(number).unwrap_or(u32::MAX);
            render(&svg.width(width).labels(number).lines(number).rows(number), number);
        }
        render(&Gexf::hops(), number);
        render(&Html::new(), number);
    }
}

#[test]
fn a_greatest_length_of_any_size_keeps_the_bound_on_the_span() {
    let timeline = whole(&[3, 4, 5]);
    for most in NUMBERS.into_iter().filter(|most| *most >= 2) {
        for days in [0, 1, 2] {
            let query = own().within(TimeDelta::days(days)).max_len(most);
            let expected = match (days, most) {
                (0, _) => 0,
                (1, _) | (_, 2) => 2,
                _ => 3,
            };
            assert_eq!(count(&timeline.chains(&query).unwrap()), expected, "{days} {most}");
        }
    }
}

#[test]
fn levels_over_the_whole_range_are_exact() {
    let tenths = [-1_000_000_000_000_000, -1, 0, 1, 3_000_000_000, 1_000_000_000_000_000];
    for low in tenths {
        for high in tenths {
            let levels = [low, high].map(Level::from_tenths);
            for level in levels {
                assert_eq!(Level::try_from(level.units()).unwrap(), level);
            }
            let timeline = alternating(&levels);
            let rise = high - low;
            let chains = timeline.chains(&own().floor(Floor::None).trend(Trend::Any)).unwrap();
            let chain = chains.longest().unwrap();
            assert_eq!(chain.rise(), Level::from_tenths(rise));
            assert_eq!(chains.by_dyad()[1].greatest_rise(), Some(Level::from_tenths(rise)));
            assert_eq!(chains.summary().greatest_rise(), Some(Level::from_tenths(rise)));
            let summary = serde_json::to_string(&chains.summary()).unwrap();
            let read: escalade::chain::Summary = serde_json::from_str(&summary).unwrap();
            assert_eq!(read, chains.summary());
            for other in tenths.into_iter().chain([low + 1, high - 1, rise, rise + 1]) {
                let units = other as f64 / 10.0;
                let hops = |query: Query| timeline.chains(&query).map(|chains| count(&chains));
                let any = || own().floor(Floor::None).trend(Trend::Any);
                let expected = |joins: bool| usize::from(joins);
                if (0..=2_000_000_000_000_000).contains(&other) {
                    let query = own().floor(Floor::None).trend(Trend::RisingBy(units));
                    assert_eq!(
                        hops(query).unwrap(),
                        expected(rise >= other),
                        "{low} {high} {other}"
                    );
                }
                if !(-1_000_000_000_000_000..=1_000_000_000_000_000).contains(&other) {
                    assert!(hops(any().floor(Floor::At(units))).is_err());
                    assert!(hops(any().crosses(units)).is_err());
                    continue;
                }
                let above = low >= other && high >= other;
                assert_eq!(hops(any().floor(Floor::At(units))).unwrap(), expected(above));
                let crosses = low < other && other <= high;
                assert_eq!(hops(any().crosses(units)).unwrap(), expected(crosses));
            }
        }
    }
}

#[test]
fn a_level_out_of_range_is_refused_for_that_reason() {
    let error = Level::try_from(3e15).unwrap_err();
    assert!(error.issues()[0].allowed().starts_with("a level from"), "{error}");
    for (query, field) in [
        (own().trend(Trend::RisingBy(1e300)), "query/trend"),
        (own().floor(Floor::At(-1e300)), "query/floor"),
        (own().crosses(1e15), "query/crosses"),
    ] {
        let error = query.check().unwrap_err();
        assert_eq!(error.issues()[0].location().field(), Some(field));
        assert!(error.issues()[0].allowed().contains("00000000000000"), "{error}");
    }
    let document = r#"{"escalade":1,"actors":[{"key":"A"},{"key":"B"}],"events":[{"when":"2020",
        "attack":"drone","source":"A","target":"B","levels":{"own":1e15}}]}"#;
    let error = escalade::read::json::from_str(document).unwrap_err();
    assert!(error.to_string().contains("a level from"), "{error}");
    let mut builder = Timeline::builder();
    let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    let strike = Event::attack(a, "2020", Means::Drone).against(b);
    builder.add_event(strike.clone().with_level("own", Level::from_tenths(i64::MIN)));
    assert_eq!(builder.build().unwrap_err().issue_count(), 1);

    let mut builder = Timeline::builder();
    let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    let deaths = |number| Attack::new().killing(Amount::exactly(number));
    builder.add_event(strike.with_attack(deaths(u64::MAX)));
    builder.add_event(Event::attack(b, "2021", Means::Drone).against(a).with_attack(deaths(1)));
    let timeline = builder.build().unwrap();
    let years = TimeDelta::days(4_000);
    for query in [
        Query::escalation().on(Fatalities::default()).max_gap(years),
        Query::escalation()
            .on(named("huge", |_: ScoredEvent<'_>| Some(Level::from_tenths(i64::MIN))))
            .max_gap(years),
    ] {
        let error = timeline.chains(&query).unwrap_err();
        assert_eq!(error.issues()[0].location().field(), Some("query/scale"), "{error}");
    }
}

#[test]
fn a_span_is_printed_whatever_its_length() {
    let timeline = whole(&[1, 2]);
    let mut explanation = timeline.chains(&own()).unwrap().longest().unwrap().explain();
    let mut value = serde_json::to_value(&explanation).unwrap();
    for seconds in [i64::MIN, -1, i64::MAX] {
        value["span_seconds"] = seconds.into();
        if let Ok(read) = serde_json::from_value(value.clone()) {
            explanation = read;
            let _ = explanation.to_string();
        }
    }
}

#[test]
fn predicates_joined_one_by_one_are_one_list() {
    let place = |nth: usize| Predicate::place(format!("place {nth}"));
    let (mut all, mut any, mut nots) = (place(0), place(0), place(0));
    let mut alternating = place(0);
    for nth in 1..20_000 {
        all = all.and(place(nth));
        any = place(nth).or(any);
        nots = !nots;
        alternating =
            if nth % 2 == 0 { alternating.and(place(nth)) } else { alternating.or(place(nth)) };
    }
    let timeline = whole(&[1, 2]);
    // A small stack, on which recursion through 20,000 levels would overflow.
    let on_small_stack = std::thread::Builder::new().stack_size(256 << 10);
    let handle = on_small_stack.spawn(move || {
        for (flat, parts) in [(&all, 20_000), (&any, 20_000)] {
            assert!(flat.clone().to_string().len() > parts);
            let written = serde_json::to_string(flat).unwrap();
            assert_eq!(&serde_json::from_str::<Predicate>(&written).unwrap(), flat);
            assert_eq!(timeline.view().only(flat.clone()).len(), 0);
            assert!(timeline.chains(&own().last(flat.clone())).is_ok());
        }
        for deep in [&nots, &alternating] {
            let error = own().last(deep.clone()).check().unwrap_err();
            assert!(error.to_string().contains("at most 50 levels"), "{error}");
            assert!(timeline.view().only(deep.clone()).check().is_err());
            assert!(timeline.chains(&own().unless(deep.clone())).is_err());
            assert!(serde_json::to_string(deep).is_err());
            let _ = deep.to_string();
        }
        drop((all, any, nots, alternating));
    });
    handle.unwrap().join().unwrap();
}

#[test]
fn a_predicate_nested_too_deep_is_refused_where_it_is_read() {
    let nested =
        |depth: usize| r#"{"not":"#.repeat(depth) + r#"{"place":"x"}"# + &"}".repeat(depth);
    assert!(serde_json::from_str::<Predicate>(&nested(50)).is_ok());
    for depth in [51, 60, 20_000] {
        assert!(serde_json::from_str::<Predicate>(&nested(depth)).is_err(), "{depth}");
    }
    let error = serde_json::from_str::<Predicate>(&nested(51)).unwrap_err();
    assert!(error.to_string().contains("at most 50 levels"), "{error}");
    assert!(serde_json::from_str::<Predicate>(&nested(50)).is_ok(), "a failure leaves no trace");
    let many = vec!["place=x"; 20_000].join(",");
    assert!(many.parse::<Predicate>().is_ok());
    assert!(vec!["!place=x"; 20_000].join(",").parse::<Predicate>().is_ok());
}

/// A chain of memberships as deep as there are actors, and its end.
fn chain_of(
    kind: MembershipKind,
    actors: usize,
    closes: bool,
) -> Result<Timeline, escalade::Error> {
    let mut builder = Timeline::builder();
    let ids: Vec<_> =
        (0..actors).map(|nth| builder.add_actor(Actor::new(format!("A{nth}")))).collect();
    let z = builder.add_actor(Actor::new("Z"));
    for pair in ids.windows(2) {
        builder.add_membership(pair[0], Membership::new(kind, pair[1]));
    }
    if closes {
        builder.add_membership(ids[actors - 1], Membership::new(kind, ids[0]));
    }
    for (day, by, on) in [("2020-01-01", ids[0], z), ("2020-01-02", z, ids[0])] {
        let day_of = day.ends_with('2');
        let strike = Event::attack(by, day, Means::Drone).against(on);
        builder.add_event(strike.with_level(Kahn, 3 + i32::from(day_of)));
    }
    builder.build()
}

#[test]
fn deep_memberships_take_linear_time() {
    use MembershipKind::{ActsFor, LocatedIn, MemberOf, PartOf};
    let started = std::time::Instant::now();
    for kind in [PartOf, MemberOf, ActsFor, LocatedIn] {
        let timeline = chain_of(kind, 100_000, false).unwrap();
        let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7)).with_patrons();
        let chains = timeline.chains(&query.granularity(Granularity::Country)).unwrap();
        let party = chains.by_dyad()[0].source().to_owned();
        assert_eq!(party, if kind == MemberOf { "A0" } else { "A99999" });
        let error = chain_of(kind, 100_000, true).unwrap_err();
        assert_eq!(error.issue_count(), 100_000, "each is in the cycle");
    }
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}

#[test]
fn an_actor_may_be_in_a_hundred_thousand_blocs() {
    let started = std::time::Instant::now();
    let mut builder = Timeline::builder();
    let member = builder.add_actor(Actor::new("A"));
    for nth in 0..100_000 {
        let bloc = builder.add_actor(Actor::new(format!("M{nth}")));
        builder.add_membership(member, Membership::new(MembershipKind::MemberOf, bloc));
        let part = Membership::new(MembershipKind::PartOf, bloc);
        let year =
            |nth: i32| format!("{:04}-{:02}-{:02}", nth / 336, nth / 28 % 12 + 1, nth % 28 + 1);
        builder.add_membership(member, part.from(year(nth)).until(year(nth + 1)));
    }
    assert_eq!(builder.build().unwrap().actors().len(), 100_001);
    assert!(started.elapsed().as_secs() < 30, "{:?}", started.elapsed());
}

/// Threats that are all more severe than the acts after them.
#[test]
fn threats_of_a_busy_pair_do_not_look_at_every_act() {
    let started = std::time::Instant::now();
    let mut builder = Timeline::builder();
    let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    for _ in 0..30_000 {
        let threat = Event::statement(a, "2024-04-01", SpeechAct::Threaten).against(b);
        builder.add_event(threat.with_level(Kahn, 40));
    }
    for nth in 0..30_000 {
        let act = Event::action(a, "2024-04-02", ActionKind::Mobilisation).against(b);
        builder.add_event(act.with_level(Kahn, 1 + nth % 39));
    }
    let timeline = builder.build().unwrap();
    let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    let threats = timeline.threats(&query).unwrap();
    assert_eq!(threats.in_state(ThreatState::Open).count(), 30_000);
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}

#[test]
fn claims_about_one_event_are_not_all_compared() {
    let started = std::time::Instant::now();
    let mut builder = Timeline::builder();
    let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    let raid = builder.add_event(Event::attack(a, "2024-04-01", Means::Drone).against(b));
    let first: chrono::NaiveDate = "2024-04-02".parse().unwrap();
    for nth in 0..50_000 {
        let assertion = match nth {
            49_999 => Assertion::that(Fact::Attribution),
            _ => Assertion::denial(Fact::Attribution),
        };
        let said = Statement::about(raid).asserting(assertion.naming(a));
        let day = first + chrono::Days::new(nth / 100);
        builder.add_event(Event::statement(a, day, SpeechAct::Comment).with_statement(said));
    }
    let claims = builder.build().unwrap().claims(raid).unwrap();
    let denials = &claims.of(Fact::Attribution).next().unwrap().versions[0].denied_by;
    let standing = denials.iter().filter(|one| one.corrected_by.is_none()).count();
    assert_eq!((denials.len(), standing), (49_999, 99), "those of the last day stand");
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}
