//! Timelines of the shapes that are hard to answer: many parties, deep memberships, one busy day, many links, long
//! chains.

use chrono::{DateTime, TimeDelta};
use escalade::{
    Actor, ActorId, Event, Means, Predicate, Query, Relation, Report, Rule, Timeline, Trend,
    chain::Precedence,
    model::{Membership, MembershipKind},
    scale::Kahn,
};

/// A shape: its name, what its size counts, and the timeline and query of a size.
pub(crate) struct Shape {
    pub(crate) name: &'static str,
    pub(crate) size: &'static str,
    pub(crate) sizes: [usize; 3],
    pub(crate) build: fn(usize) -> (Timeline, Query),
}

pub(crate) const SHAPES: [Shape; 14] = [
    Shape {
        name: "20 parties on each side, third-party",
        size: "events",
        sizes: [50, 200, 800],
        build: |size| (coalitions(size), query().rules([Rule::ThirdParty])),
    },
    Shape {
        name: "20 parties on each side, `unless`",
        size: "events",
        sizes: [50, 200, 800],
        build: |size| {
            let query = query().rules([Rule::Retaliation]);
            (coalitions(size), query.unless(Predicate::at_least(Kahn, 40.0)))
        },
    },
    Shape {
        name: "a chain of `PartOf`",
        size: "actors",
        sizes: [10_000, 100_000, 1_000_000],
        build: |size| (deep(size, MembershipKind::PartOf), query()),
    },
    Shape {
        name: "a chain of `MemberOf`",
        size: "actors",
        sizes: [10_000, 100_000, 1_000_000],
        build: |size| (deep(size, MembershipKind::MemberOf), query()),
    },
    Shape {
        name: "an actor in many bodies",
        size: "bodies",
        sizes: [10_000, 100_000, 1_000_000],
        build: |size| (member_of_many(size), query()),
    },
    Shape {
        name: "one pair on one day, recorded",
        size: "events",
        sizes: [10_000, 100_000, 1_000_000],
        build: |size| (one_day(size), query().precedence(Precedence::Recorded)),
    },
    Shape {
        name: "a link from each event to the one before",
        size: "links",
        sizes: [10_000, 100_000, 1_000_000],
        build: |size| (linked(size), query().rules([Rule::Declared])),
    },
    Shape {
        name: "the same links beside retaliation",
        size: "links",
        sizes: [2_000, 20_000, 200_000],
        build: |size| (linked(size), query().rules([Rule::Retaliation, Rule::Declared])),
    },
    Shape {
        name: "one pair in ten years, days and seconds, `unless`",
        size: "events",
        sizes: [1_000, 10_000, 20_000],
        build: |size| {
            let query = query().max_gap(TimeDelta::days(3_650)).rules([Rule::Retaliation]);
            (days_and_seconds(size), query.unless(Predicate::at_least(Kahn, 44.0)))
        },
    },
    Shape {
        name: "one pair over thirty years",
        size: "events",
        sizes: [10_000, 100_000, 1_000_000],
        build: |size| (thirty_years(size), query()),
    },
    Shape {
        name: "900 parties on each side",
        size: "events",
        sizes: [2, 8, 32],
        build: |size| (parties(size, 900), query()),
    },
    Shape {
        name: "one event with many reports, counted if independent",
        size: "reports",
        sizes: [1_000, 10_000, 100_000],
        build: |size| {
            let reported = Predicate::at_least_n_independent_reports(size / 2);
            (reported_by(size), query().first(reported))
        },
    },
    Shape {
        name: "one chain of all events",
        size: "events",
        sizes: [10_000, 100_000, 1_000_000],
        build: |size| {
            let query = query().trend(Trend::Any).rules([Rule::Retaliation]);
            (hours_apart(size), query.max_gap(TimeDelta::hours(1)))
        },
    },
    Shape {
        name: "a predicate of many joined by `or`",
        size: "predicates",
        sizes: [2_000, 20_000, 200_000],
        build: |size| (deep(10, MembershipKind::PartOf), query().last(joined(size))),
    },
];

fn query() -> Query {
    Query::escalation().on(Kahn).max_gap(TimeDelta::days(7))
}

fn actors(builder: &mut escalade::TimelineBuilder, number: usize) -> Vec<ActorId> {
    (0..number).map(|nth| builder.add_actor(Actor::new(format!("A{nth}")))).collect()
}

/// Events of 20 of 60 states against 20 others, ten a day.
fn coalitions(events: usize) -> Timeline {
    let mut builder = Timeline::builder();
    let actors = actors(&mut builder, 60);
    for nth in 0..events {
        let start = nth * 7 % 60;
        let party = |offset: usize| actors[(start + offset * (1 + 6 * (nth % 2))) % 60];
        let day = chrono::NaiveDate::default() + chrono::Days::new(nth as u64 / 10);
        let by: Vec<_> = (0..20).map(party).collect();
        let on: Vec<_> = (20..40).map(party).collect();
        let attack = Event::attack(by, day, Means::Drone).against(on);
        builder.add_event(attack.with_level(Kahn, (nth * 29 % 44) as i32 + 1));
    }
    builder.build().expect("valid events")
}

fn two_attacks(builder: &mut escalade::TimelineBuilder, a: ActorId, b: ActorId) {
    for (day, by, on, rung) in [("2020-01-01", a, b, 3), ("2020-01-02", b, a, 4)] {
        builder.add_event(Event::attack(by, day, Means::Drone).against(on).with_level(Kahn, rung));
    }
}

fn deep(number: usize, kind: MembershipKind) -> Timeline {
    let mut builder = Timeline::builder();
    let actors = actors(&mut builder, number);
    let other = builder.add_actor(Actor::new("Z"));
    for pair in actors.windows(2) {
        builder.add_membership(pair[0], Membership::new(kind, pair[1]));
    }
    two_attacks(&mut builder, actors[0], other);
    builder.build().expect("no cycle")
}

fn member_of_many(number: usize) -> Timeline {
    let mut builder = Timeline::builder();
    let actors = actors(&mut builder, number + 2);
    for body in &actors[2..] {
        builder.add_membership(actors[0], Membership::new(MembershipKind::MemberOf, *body));
    }
    two_attacks(&mut builder, actors[0], actors[1]);
    builder.build().expect("no cycle")
}

fn one_day(events: usize) -> Timeline {
    let mut builder = Timeline::builder();
    let actors = actors(&mut builder, 2);
    for nth in 0..events {
        let (by, on) = (actors[nth % 2], actors[1 - nth % 2]);
        let attack = Event::attack(by, "2020-01-01", Means::Drone).against(on);
        builder.add_event(attack.with_level(Kahn, (nth * 29 % 44) as i32 + 1));
    }
    builder.build().expect("valid events")
}

/// A hundred events a day between two states, each a response to the one before.
fn linked(events: usize) -> Timeline {
    let mut builder = Timeline::builder();
    let actors = actors(&mut builder, 2);
    let mut last = None;
    for nth in 0..events {
        let (by, on) = (actors[nth % 2], actors[1 - nth % 2]);
        let day = chrono::NaiveDate::default() + chrono::Days::new(nth as u64 / 100);
        let attack = Event::attack(by, day, Means::Drone).against(on);
        let event = builder.add_event(attack.with_level(Kahn, (nth * 29 % 44) as i32 + 1));
        if let Some(last) = last.replace(event) {
            builder.add_link(event, Relation::RespondsTo, last);
        }
    }
    builder.build().expect("valid links")
}

/// Events of two states over ten years: of each four, two are known to the day and two to the second.
fn days_and_seconds(events: usize) -> Timeline {
    let mut builder = Timeline::builder();
    let actors = actors(&mut builder, 2);
    for nth in 0..events {
        let (by, on) = (actors[nth % 2], actors[1 - nth % 2]);
        let day = chrono::NaiveDate::default() + chrono::Days::new((nth * 3_650 / events) as u64);
        let when = if nth % 4 < 2 { day.to_string() } else { format!("{day}T12:00:00Z") };
        let attack = Event::attack(by, when.as_str(), Means::Drone).against(on);
        builder.add_event(attack.with_level(Kahn, (nth * 29 % 44) as i32 + 1));
    }
    builder.build().expect("valid events")
}

/// Events of two states in turn, as far apart as thirty years allow.
fn thirty_years(events: usize) -> Timeline {
    in_turn(events, 30 * 365 * 86_400 / events as i64)
}

fn hours_apart(events: usize) -> Timeline {
    in_turn(events, 3_600)
}

fn in_turn(events: usize, seconds: i64) -> Timeline {
    let mut builder = Timeline::builder();
    let actors = actors(&mut builder, 2);
    for nth in 0..events {
        let (by, on) = (actors[nth % 2], actors[1 - nth % 2]);
        let onset = DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds * nth as i64);
        let attack = Event::attack(by, onset, Means::Drone).against(on);
        builder.add_event(attack.with_level(Kahn, (nth * 29 % 44) as i32 + 1));
    }
    builder.build().expect("valid events")
}

/// Daily events of as many parties on each side, which act in turn.
fn parties(events: usize, number: usize) -> Timeline {
    let mut builder = Timeline::builder();
    let actors = actors(&mut builder, 2 * number);
    let (one, other) = actors.split_at(number);
    for nth in 0..events {
        let (by, on) = if nth % 2 == 0 { (one, other) } else { (other, one) };
        let day = chrono::NaiveDate::default() + chrono::Days::new(nth as u64);
        let attack = Event::attack(by.to_vec(), day, Means::Drone).against(on.to_vec());
        builder.add_event(attack.with_level(Kahn, (nth * 29 % 44) as i32 + 1));
    }
    builder.build().expect("valid events")
}

fn reported_by(reports: usize) -> Timeline {
    let mut builder = Timeline::builder();
    let outlets = actors(&mut builder, reports);
    let [a, b] = ["Y", "Z"].map(|key| builder.add_actor(Actor::new(key)));
    let mut attack = Event::attack(a, "2020-01-01", Means::Drone).against(b).with_level(Kahn, 3);
    for outlet in outlets {
        attack = attack.with_report(Report::by(outlet));
    }
    builder.add_event(attack);
    let answer = Event::attack(b, "2020-01-02", Means::Drone).against(a).with_level(Kahn, 4);
    builder.add_event(answer);
    builder.build().expect("valid reports")
}

fn joined(number: usize) -> Predicate {
    let place = |nth: usize| Predicate::place(format!("place {nth}"));
    (1..number).fold(place(0), |joined, nth| joined.or(place(nth)))
}
