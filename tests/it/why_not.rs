//! Why events are no hop or no chain, in words. `properties::why_not` has random questions.

use chrono::TimeDelta;
use escalade::{
    Actor, Event, EventId, EventKind, Means, Predicate, Query, Relation, Rule, Timeline, Trend,
    chain::{Floor, Pairing, Precedence},
    model::{ActionKind, Membership, MembershipKind},
    scale::Kahn,
    why_not::Term,
};

/// Each term in words, with the value found, the value asked for and the remedies.
#[test]
fn terms_that_fail_are_named_with_their_remedies() {
    let mut builder = Timeline::builder();
    let [a, b, c] = ["A", "B", "C"].map(|key| builder.add_actor(Actor::new(key)));
    let land = builder.add_actor(Actor::new("LAND"));
    let located = Membership::new(MembershipKind::LocatedIn, land);
    let band = builder.add_actor(Actor::new("BAND").with_membership(located));
    let proxy = Membership::new(MembershipKind::ActsFor, a);
    let proxy = builder.add_actor(Actor::new("PROXY").with_membership(proxy));
    let army = builder.add_actor(Actor::new("A-ARMY").part_of(a));
    let strike = |by, on, day: &str, level: i32| {
        Event::attack(by, day, Means::Drone).against(on).with_level(Kahn, level)
    };
    let raid = builder.add_event(strike(a, b, "2024-04-01", 5).with_key("raid"));
    let vague = strike(b, a, "[2024-04-01..2024-04-03]", 6).with_key("vague");
    let vague = builder.add_event(vague);
    let same_day = builder.add_event(strike(b, a, "2024-04-01", 6).with_key("same-day"));
    let truce = Event::action(c, "2024-04-02", ActionKind::Meeting).against([a, b]);
    builder.add_event(truce.with_key("visit"));
    let truce = Event::action(b, "2024-04-03", ActionKind::Agreement).against(a).mutually();
    builder.add_event(truce.with_level(Kahn, 1).with_key("truce"));
    let reprisal = builder.add_event(strike(b, a, "2024-04-05", 4).with_key("reprisal"));
    let doubted = strike(b, a, "2024-04-06", 7).with_attribution(30).with_key("doubted");
    let doubted = builder.add_event(doubted);
    let unlevelled = Event::attack(b, "2024-04-07", Means::Drone).against(a).with_key("no-level");
    let unlevelled = builder.add_event(unlevelled);
    let nobody =
        builder.add_event(Event::attack((), "2024-04-07", Means::Drone).with_key("nobody"));
    let no_target =
        builder.add_event(Event::attack(b, "2024-04-07", Means::Drone).with_key("no-target"));
    let no_source = Event::attack((), "2024-04-07", Means::Drone).against(a).with_key("no-source");
    let no_source = builder.add_event(no_source);
    let own = builder.add_event(strike(army, a, "2024-04-07", 8).with_key("own"));
    let of_proxy = builder.add_event(strike(b, proxy, "2024-04-08", 8).with_key("of-proxy"));
    let of_band = builder.add_event(strike(b, band, "2024-04-08", 8).with_key("of-band"));
    let of_land = builder.add_event(strike(land, b, "2024-04-09", 9).with_key("of-land"));
    let elsewhere = builder.add_event(strike(c, land, "2024-04-09", 9).with_key("elsewhere"));
    let late = builder.add_event(strike(b, a, "2024-05-30", 9).with_key("late"));
    builder.add_link(elsewhere, Relation::RespondsTo, raid);
    builder.add_link(late, Relation::CarriesOut, raid);
    let timeline = builder.build().unwrap();
    let view = timeline.view();
    let week = Query::escalation().on(Kahn).max_gap(TimeDelta::days(10));
    let peaceful = Predicate::kinds([EventKind::Action]);
    let mut texts = Vec::new();
    let mut ask = |query: &Query, earlier, later| {
        texts.push(view.chains(query).unwrap().why_not(earlier, later).to_string());
    };
    ask(&week, raid, raid);
    ask(&week, reprisal, raid);
    ask(&week, raid, vague);
    ask(&week, raid, same_day);
    ask(&week.clone().precedence(Precedence::Recorded), raid, vague);
    ask(&week, raid, late);
    ask(&week.clone().min_gap(TimeDelta::days(5)), raid, reprisal);
    ask(&week.clone().min_attribution(50), raid, doubted);
    ask(&week.clone().trend(Trend::NotFalling), raid, reprisal);
    ask(&week.clone().trend(Trend::RisingBy(3.0)), raid, doubted);
    ask(&week.clone().floor(Floor::At(6.0)), raid, doubted);
    for event in [unlevelled, nobody, no_target, no_source, own, of_proxy] {
        ask(&week, raid, event);
    }
    ask(&week, of_band, of_land);
    ask(&week, raid, elsewhere);
    ask(&week.clone().rules([Rule::Retaliation, Rule::Declared]), raid, elsewhere);
    ask(&week.clone().rules([Rule::Declared]).relations([Relation::RespondsTo]), raid, late);
    ask(&week.clone().unless(peaceful), raid, doubted);
    ask(&week.clone().pairing(Pairing::Nearest), raid, doubted);
    let whole = |query: &Query, events: &[EventId]| {
        view.chains(query).unwrap().why_not_chain(events).to_string()
    };
    let mine = Predicate::sources(["C"]);
    for query in [
        week.clone().first(mine.clone()).last(mine.clone()).every(mine),
        week.clone().crosses(8.0),
        week.clone().within(TimeDelta::days(2)),
        week.clone().min_len(3),
        week.clone().max_len(2).min_confidence(50),
    ] {
        texts.push(whole(&query, &[raid, doubted]));
    }
    texts.push(whole(&week, &[raid]));
    let all = texts.concat();
    assert_eq!(all, include_str!("why_not/terms.txt"));
}

/// Ids of a larger timeline are of no event, that of the number of events included.
#[test]
fn events_of_another_timeline_are_named_as_such() {
    let (mut builder, mut larger) = (Timeline::builder(), Timeline::builder());
    let [a, b] = ["A", "B"].map(|key| builder.add_actor(Actor::new(key)));
    let by = larger.add_actor(Actor::new("A"));
    let strike = |by, on| Event::attack(by, "2024-04-01", Means::Drone).against(on);
    let (one, two) = (builder.add_event(strike(a, b)), builder.add_event(strike(b, a)));
    let others: Vec<_> = (0..4).map(|_| larger.add_event(strike(by, by))).collect();
    let timeline = builder.build().unwrap();
    let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(10));
    let view = timeline.view().during("2024-05"..);
    let chains = view.chains(&query).unwrap();
    for stranger in &others[2..] {
        let answer = chains.why_not(one, *stranger);
        assert_eq!(answer.events.len(), 1);
        let found: Vec<_> = answer.reasons.iter().map(|one| (one.term, &*one.found)).collect();
        let left_out = found[0].1;
        assert!(left_out.starts_with("left out by the view (") && left_out.contains("2024-05"));
        assert_eq!(found[1..], [(Term::View, "no event of this timeline")]);
        let answer = chains.why_not_chain(&[one, *stranger, two]);
        assert_eq!((answer.events.len(), answer.reasons.len()), (2, 3), "{answer}");
    }
}
