//! Tests of which queries are swept, pulled or counted in parts, as [the guide](crate::guide::cost) says.

use chrono::TimeDelta;

use crate::{
    Actor, Event, Link, Means, Predicate, Query, Relation, Rule, Timeline, Trend,
    chain::{Crossing, Pairing, Precedence, QueryStep},
    scale::Kahn,
    timeline::Granularity,
};

/// Builds a week of daily attacks that alternate between two actors. The hour is known of one of them.
/// `change` edits the third attack. `link` makes the second a declared response to the first, with a
/// relation and a confidence.
fn week(change: impl Fn(Event) -> Event, link: Option<(Relation, i64)>) -> Timeline {
    let mut builder = Timeline::builder();
    let [a, b] = ["A", "B"].map(|key| builder.add_actor(Actor::new(key)));
    let mut strikes = Vec::new();
    for day in 1..=7 {
        let (by, on) = if day % 2 == 0 { (a, b) } else { (b, a) };
        let hour = if day == 5 { "T10:00Z" } else { "" };
        let when = format!("2024-04-{day:02}{hour}");
        let attack = Event::attack(by, when.as_str(), Means::Drone);
        let attack = attack.against(on).with_level(Kahn, day);
        strikes.push(builder.add_event(if day == 3 { change(attack) } else { attack }));
    }
    if let Some((relation, confidence)) = link {
        let link = Link::new(strikes[1], relation, strikes[0]);
        builder.add_link_draft(link.with_confidence(confidence));
    }
    builder.build().expect("valid events")
}

fn plain_week() -> Timeline {
    week(|event| event, None)
}

fn query() -> Query {
    Query::escalation().on(Kahn).max_gap(TimeDelta::days(2))
}

#[track_caller]
fn expect(timeline: &Timeline, query: &Query, is_swept: bool) {
    let chains = timeline.chains(query).expect("a valid query");
    let prepared = &chains.prepared;
    assert_eq!(prepared.engine.sweeps(&prepared.scope()), is_swept, "{query}");
    assert!(chains.count().to_u128() > Some(0), "{query}");
}

#[test]
fn sweeps_rules_that_compare_one_key() {
    use Rule::{
        Counter, Declared, Joining, Onward, Persistence, Relay, Retaliation, ThirdParty, Widening,
    };
    for (rules, is_swept) in [
        (vec![Retaliation], true),
        (vec![Persistence], true),
        (vec![Retaliation, Persistence], true),
        (vec![Persistence, Retaliation, Declared], true),
        (vec![Relay], true),
        (vec![Counter], true),
        (vec![Relay, Retaliation], true),
        (vec![Counter, Retaliation, Declared], true),
        (vec![Relay, Counter], false),
        (vec![Relay, Persistence], false),
        (vec![Retaliation, ThirdParty], true),
        (vec![Retaliation, Onward], true),
        (vec![Relay, Onward], true),
        (vec![Counter, Retaliation, ThirdParty], true),
        (vec![Retaliation, Joining], false),
        (vec![Retaliation, Widening], false),
        (vec![Persistence, Onward], false),
        (vec![Relay, ThirdParty], false),
    ] {
        expect(&plain_week(), &query().rules(rules), is_swept);
    }
}

#[test]
fn sweeps_most_terms() {
    for query in [
        query().trend(Trend::Any),
        query().trend(Trend::RisingBy(1.0)),
        query().trend(Trend::NotFalling),
        query().min_gap(TimeDelta::days(1)),
        query().precedence(Precedence::Recorded),
        query().precedence(Precedence::Recorded).min_gap(TimeDelta::days(1)),
        query().granularity(Granularity::Country).with_patrons().min_attribution(10),
        query().first(Predicate::sources(["A"])).last(Predicate::sources(["B"])),
        query().every(Predicate::parties(["A"])),
        query().crosses(Crossing::At(3.0)),
        query().min_len(3),
        query().max_len(3),
        query().unless(Predicate::place("nowhere")),
        query().min_confidence(50),
    ] {
        expect(&plain_week(), &query, true);
    }
}

#[test]
fn pulls_nearest_antecedents_and_interruptions() {
    for query in [query().pairing(Pairing::Nearest), query().unless(Predicate::at_least(Kahn, 7.0))]
    {
        expect(&plain_week(), &query, false);
    }
}

#[test]
fn sweeps_interruptions_of_pairs_if_onsets_are_equally_precise() {
    let mut builder = Timeline::builder();
    let [a, b] = ["A", "B"].map(|key| builder.add_actor(Actor::new(key)));
    for day in 1..=7 {
        let (by, on) = if day % 2 == 0 { (a, b) } else { (b, a) };
        let attack = Event::attack(by, format!("2024-04-{day:02}"), Means::Drone);
        builder.add_event(attack.against(on).with_level(Kahn, day));
    }
    let timeline = builder.build().expect("valid events");
    let unless = |query: Query| query.unless(Predicate::at_least(Kahn, 7.0));
    expect(&timeline, &unless(query()), true);
    expect(&timeline, &unless(query()).min_gap(TimeDelta::days(1)), true);
    let days = TimeDelta::days(3);
    expect(&timeline, &unless(query()).max_gap(days).min_gap(days), false);
    expect(&timeline, &unless(query()).rules([Rule::Relay]), false);
}

#[test]
fn sweeps_steps_if_all_hops_have_the_same_terms() {
    use Rule::{Counter, Joining, Persistence, Relay, Retaliation};
    let is_swept = |query: Query| {
        let timeline = plain_week();
        let chains = timeline.chains(&query).expect("a valid query");
        assert!(chains.count().to_u128() > Some(0), "{query}");
        chains.prepared.path_engine().sweeps(&chains.prepared.scope())
    };
    let any = QueryStep::any_event;
    for (rules, expected) in [
        (vec![Retaliation], true),
        (vec![Persistence], true),
        (vec![Retaliation, Persistence], true),
        (vec![Relay], true),
        (vec![Counter], true),
        (vec![Joining, Retaliation], false),
    ] {
        let steps = [any().repeated(), any().after_others()];
        assert_eq!(is_swept(query().rules(rules).steps(steps)), expected);
    }
    assert!(!is_swept(query().steps([any(), any(), any().trend(Trend::Any)])));
    assert!(!is_swept(query().pairing(Pairing::Nearest).steps([any(), any()])));
}

#[test]
fn sweeps_chains_through_an_event() {
    let timeline = plain_week();
    for rule in [Rule::Retaliation, Rule::Relay] {
        let chains = timeline.chains(&query().rules([rule])).expect("a valid query");
        let prepared = &chains.prepared;
        assert!(prepared.engine.sweeps(&prepared.scope().through(3..4)));
    }
}

#[test]
fn pulls_mutual_events_and_doubtful_attributions() {
    expect(&week(Event::mutually, None), &query(), false);
    expect(&week(|event| event.with_confidence(40), None), &query().min_confidence(50), true);
    expect(&week(|event| event.with_attribution(40), None), &query().min_confidence(50), false);
}

#[test]
fn pulls_links_of_the_relations_that_the_query_follows() {
    let linked = week(|event| event, Some((Relation::RespondsTo, 40)));
    expect(&linked, &query(), false);
    expect(&linked, &query().rules([Rule::Retaliation]), true);
    expect(&linked, &query().relations([Relation::PartOf]), true);
    expect(&linked, &query().rules([Rule::Retaliation]).min_confidence(50), false);
}

#[test]
fn counts_in_parts_only_if_the_span_is_a_bound() {
    let is_in_parts = |query: Query| {
        let timeline = plain_week();
        let chains = timeline.chains(&query).expect("a valid query");
        let prepared = &chains.prepared;
        prepared
            .scope()
            .split_by_onset(&prepared.engine.nodes)
            .any(|part| part.starts_at_one_onset())
    };
    assert!(is_in_parts(query().within(TimeDelta::days(4))));
    assert!(!is_in_parts(query().within(TimeDelta::days(6))), "as long as the data");
    assert!(!is_in_parts(query().within(TimeDelta::days(4)).max_len(3)), "two gaps of two days");
}
