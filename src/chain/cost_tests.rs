//! Which terms are swept, and what is counted in parts: as [the guide](crate::guide::cost) has it.

use chrono::TimeDelta;

use crate::{
    Actor, Crossing, Event, Granularity, Link, Means, Pairing, Precedence, Predicate, Query,
    Relation, Rule, Timeline, Trend, scale::Kahn,
};

/// A week of blow and counterblow, of one of which the hour is known. One may be changed, and another
/// declared to answer what came before it.
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
    if let Some((relation, sure)) = link {
        let link = Link::new(strikes[1], relation, strikes[0]);
        builder.add_link_draft(link.with_confidence(sure));
    }
    builder.build().expect("valid events")
}

fn plain() -> Timeline {
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
fn rules_are_swept_where_one_key_says_it_all() {
    use Rule::{Counter, Declared, Joining, Persistence, Relay, Retaliation, ThirdParty, Widening};
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
        (vec![Retaliation, ThirdParty], false),
        (vec![Retaliation, Joining], false),
        (vec![Retaliation, Widening], false),
    ] {
        expect(&plain(), &query().rules(rules), is_swept);
    }
}

#[test]
fn these_terms_are_swept() {
    for query in [
        query().trend(Trend::Any),
        query().trend(Trend::RisingBy(1.0)),
        query().trend(Trend::NotFalling),
        query().min_gap(TimeDelta::days(1)),
        query().granularity(Granularity::Country).with_patrons().min_attribution(10),
        query().first(Predicate::sources(["A"])).last(Predicate::sources(["B"])),
        query().every(Predicate::parties(["A"])),
        query().crosses(Crossing::At(3.0)),
        query().min_len(3),
        query().max_len(3),
        query().unless(Predicate::place("nowhere")),
        query().min_confidence(50),
    ] {
        expect(&plain(), &query, true);
    }
}

#[test]
fn these_terms_are_pulled() {
    for query in [
        query().pairing(Pairing::Nearest),
        query().precedence(Precedence::Recorded),
        query().unless(Predicate::at_least(Kahn, 7.0)),
    ] {
        expect(&plain(), &query, false);
    }
}

#[test]
fn data_are_pulled_that_are_not_plain() {
    expect(&week(Event::mutually, None), &query(), false);
    expect(&week(|event| event.with_confidence(40), None), &query().min_confidence(50), true);
    expect(&week(|event| event.with_attribution(40), None), &query().min_confidence(50), false);
}

#[test]
fn a_link_is_pulled_where_it_is_asked_for() {
    let answered = week(|event| event, Some((Relation::RespondsTo, 40)));
    expect(&answered, &query(), false);
    expect(&answered, &query().rules([Rule::Retaliation]), true);
    expect(&answered, &query().relations([Relation::PartOf]), true);
    expect(&answered, &query().rules([Rule::Retaliation]).min_confidence(50), false);
}

#[test]
fn a_span_is_counted_in_parts_where_it_is_a_bound() {
    let is_in_parts = |query: Query| {
        let timeline = plain();
        let chains = timeline.chains(&query).expect("a valid query");
        let prepared = &chains.prepared;
        prepared.scope().parts(&prepared.engine.nodes).any(|part| part.is_part())
    };
    assert!(is_in_parts(query().within(TimeDelta::days(4))));
    assert!(!is_in_parts(query().within(TimeDelta::days(6))), "as long as the data");
    assert!(!is_in_parts(query().within(TimeDelta::days(4)).max_len(3)), "two gaps of two days");
}
