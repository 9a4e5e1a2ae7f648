//! Every field that the builder checks, each with one wrong value.

use chrono::TimeDelta;
use escalade::{
    Actor, ActorId, Attack, Event, Level, Link, Means, Relation, Report, SpeechAct, Statement,
    Timeline, TimelineBuilder,
    model::{
        ActionKind, Amount, Assertion, Avowal, Conditional, Fact, Membership, MembershipKind,
        Munition, Pattern,
    },
    scale::Kahn,
};

use super::{problems, refused, strangers, strike};

/// Asserts that a statement with these details is refused for one reason.
fn refused_statement(place: &str, said: impl Fn(ActorId) -> Statement) {
    refused(place, |builder, a, _| {
        builder.add_event(Event::statement(a, "2024", SpeechAct::Warn).with_statement(said(a)));
    });
}

#[test]
fn every_field_of_a_membership_is_checked() {
    let stranger = strangers().0;
    let member = |of| Membership::new(MembershipKind::MemberOf, of);
    type Spoil<'a> = &'a dyn Fn(Membership, ActorId) -> Membership;
    let spoils: [(&str, Spoil<'_>); 6] = [
        ("until", &|one, _| one.until("some day")),
        ("asserted_by", &|one, _| one.asserted_by(stranger)),
        ("reports/0/path", &|one, a| one.with_report(Report::by(a).relaying(stranger))),
        ("confidence", &|one, _| one.with_confidence(101)),
        ("until", &|one, _| one.from("2024").until("2024-01")),
        ("reports/0/extraction", &|one, a| one.with_report(Report::by(a).with_extraction(-3))),
    ];
    for (field, spoil) in spoils {
        refused(&format!("actors/2/member_of/{field}"), |builder, a, _| {
            builder.add_actor(Actor::new("C").with_membership(spoil(member(a), a)));
        });
    }
    // Several of one kind are numbered, those of other kinds are not.
    use MembershipKind::{ActsFor, LocatedIn, MemberOf, PartOf};
    for (wrong, place) in [
        (MemberOf, "actors/2/member_of/1/of"),
        (PartOf, "actors/2/part_of/of"),
        (ActsFor, "actors/2/acts_for/of"),
        (LocatedIn, "actors/2/located_in/of"),
    ] {
        refused(place, |builder, a, _| {
            let actor = Actor::new("C").with_membership(member(a));
            builder.add_actor(actor.with_membership(Membership::new(wrong, stranger)));
        });
    }
}

#[test]
fn a_membership_without_time_overlaps_no_other() {
    let part = |of| Membership::new(MembershipKind::PartOf, of);
    for from in ["2024-02-01", "2024-02-02"] {
        refused("actors/2/part_of/1/until", |builder, a, b| {
            let whole = part(a).from("2024").until("2025");
            let none = part(b).from(from).until("2024-02-01");
            builder.add_actor(Actor::new("C").with_membership(whole).with_membership(none));
        });
    }
    // One that ends where the next begins.
    let mut builder = Timeline::builder();
    let [a, b] = ["A", "B"].map(|key| builder.add_actor(Actor::new(key)));
    let (first, second) = (part(a).until("2024-05"), part(b).from("2024-05"));
    builder.add_actor(Actor::new("C").with_membership(first).with_membership(second));
    assert!(builder.build().is_ok());
}

#[test]
fn every_field_of_an_event_is_checked() {
    let (stranger, _) = strangers();
    type Spoil<'a> = &'a dyn Fn(Event, ActorId) -> Event;
    let spoils: [(&str, Spoil<'_>); 13] = [
        ("attribution_date", &|event, _| event.attributed_on("once")),
        ("avowal_date", &|event, _| event.with_avowal(Avowal::Claimed).avowed_on("once")),
        ("avowal_date", &|event, _| event.avowed_on("2024")),
        ("reports/0/attributes_to", &|event, a| {
            event.with_report(Report::by(a).attributing_to(stranger))
        }),
        ("reports/1/extraction", &|event, a| {
            event
                .with_report(Report::by(a).with_extraction(100))
                .with_report(Report::by(a).with_extraction(101))
        }),
        ("details/killed", &|event, _| {
            event.with_attack(Attack::new().killing(Amount::between(2, 1)))
        }),
        ("details/injured", &|event, _| {
            event.with_attack(Attack::new().injuring(Amount::between(2, 1)))
        }),
        ("details/munitions/1/intercepted", &|event, _| {
            let intercepted = |amount| Munition::new(Means::Drone).intercepted(amount);
            let (right, wrong) = (Amount::between(1, 1), Amount::between(2, 1));
            event.with_attack(Attack::new().firing(intercepted(right)).firing(intercepted(wrong)))
        }),
        ("confidence", &|event, _| event.with_confidence(-1)),
        ("confidence", &|event, _| event.with_confidence(1_000)),
        ("levels/kahn", &|event, _| event.with_level(Kahn, 0)),
        ("target", &|event, a| event.against(vec![a; 1_001])),
        ("score", &|event, _| event.with_score(Level::from(1))),
    ];
    for (field, spoil) in spoils {
        refused(&format!("events/0/{field}"), |builder, a, b| {
            builder.add_event(spoil(strike(a, b, "2024"), a));
        });
    }
    refused("events/0/source", |builder, a, _| {
        builder.add_event(Event::attack(vec![a; 1_001], "2024", Means::Drone));
    });
    refused("events/0/candidates/1/confidence", |builder, a, b| {
        let bomb = Event::attack((), "2024", Means::Bombing).with_candidate(a, 40);
        builder.add_event(bomb.with_candidate(b, 101));
    });
    // The likeliest candidate counts as the source, which would be reported, too.
    refused("events/0/candidates/1/source", |builder, a, _| {
        let bomb = Event::attack((), "2024", Means::Bombing).with_candidate(a, 50);
        builder.add_event(bomb.with_candidate(stranger, 40));
    });
}

/// What is at the end of what is allowed is allowed.
#[test]
fn values_at_the_ends_of_their_ranges_are_accepted() {
    let mut builder = Timeline::builder();
    let [a, b, c] = ["A", "B", "C"].map(|key| builder.add_actor(Actor::new(key)));
    let share = |amount| Assertion::that(Fact::ShareIntercepted).amounting_to(amount);
    let said = Statement::new()
        .asserting(share(Amount::between(0, 100)))
        .asserting(share(Amount::at_least(100)))
        .asserting(Assertion::that(Fact::Killed).amounting_to(Amount::exactly(u64::MAX)))
        .staying_open_for(TimeDelta::zero());
    builder.add_event(
        Event::statement(vec![a; 1_000], "2024", SpeechAct::Claim)
            .against(vec![b; 1_000])
            .with_statement(said)
            .with_confidence(0)
            .with_attribution(100),
    );
    let bomb = |event: Event| event.with_candidate(a, 60).with_candidate(b, 40);
    builder.add_event(bomb(Event::attack((), "2024", Means::Bombing)));
    let both = Event::attack((), "2024", Means::Bombing).with_candidate([a, b], 50);
    builder.add_event(both.with_candidate([a, c], 10).with_candidate(a, 10));
    builder.add_event(Event::action(a, "2024", ActionKind::Other).with_level(Kahn, 1));
    builder.add_event(Event::action(a, "2024", ActionKind::Other).with_level(Kahn, 44));
    assert!(builder.build().is_ok());
}

/// Two candidates without actors lack their actors, and are not said to be alike.
#[test]
fn candidates_without_actors_are_reported_as_such_only() {
    let mut builder = Timeline::builder();
    let bomb = Event::attack((), "2024", Means::Bombing).with_candidate((), 10);
    builder.add_event(bomb.with_candidate((), 10));
    let places: Vec<_> = problems(builder).into_iter().map(|(place, _)| place).collect();
    assert_eq!(places, ["events/0/candidates/0/source", "events/0/candidates/1/source"]);
}

#[test]
fn every_field_of_a_statement_is_checked() {
    let (stranger, event) = strangers();
    refused_statement("events/0/to", |_| Statement::new().addressed_to(stranger));
    refused_statement("events/0/about", |_| Statement::about(event));
    refused_statement("events/0/asserts/1/by", |a| {
        let named = |by| Assertion::that(Fact::Attribution).naming(by);
        Statement::new().asserting(named(a)).asserting(named(stranger))
    });
    refused_statement("events/0/asserts/0/amount", |_| {
        let share = Assertion::that(Fact::ShareIntercepted).amounting_to(Amount::at_least(101));
        Statement::new().asserting(share)
    });
    refused_statement("events/0/asserts/0/date", |_| {
        Statement::new().asserting(Assertion::that(Fact::Intent).dated("then"))
    });
    refused_statement("events/0/asserts/0/reports/0/path", |_| {
        let reported = Assertion::that(Fact::Intent).with_report(Report::by(stranger));
        Statement::new().asserting(reported)
    });
    refused_statement("events/0/open_for", |_| {
        Statement::new().staying_open_for(TimeDelta::seconds(-1))
    });
    let conditions: [(&str, Conditional); 7] = [
        ("if/source", Conditional::new(Pattern::new().by(stranger), Pattern::new())),
        ("unless/source", Conditional::unless(Pattern::new().by(stranger), Pattern::new())),
        ("if/target", Conditional::new(Pattern::new().against(stranger), Pattern::new())),
        ("then/source", Conditional::new(Pattern::new(), Pattern::new().by(stranger))),
        ("then/target", Conditional::unconditional(Pattern::new().against(stranger))),
        ("then/answering", Conditional::unconditional(Pattern::new().answering(event))),
        ("then/at_least/kahn", Conditional::unconditional(Pattern::new().with_min_level(Kahn, 45))),
    ];
    for (field, conditional) in conditions {
        refused_statement(&format!("events/0/{field}"), |_| {
            Statement::new().on_condition(conditional.clone())
        });
    }
}

/// The problem is located at a field that only statements have.
#[test]
fn an_attack_with_details_of_a_statement_is_refused_at_the_first_of_them() {
    let asserting = Statement::new().asserting(Assertion::that(Fact::Intent));
    let then = Conditional::unconditional(Pattern::new());
    type Said<'a> = &'a dyn Fn(TimelineBuilder) -> (TimelineBuilder, Statement);
    let about: Said<'_> = &|mut builder| {
        let actor = builder.add_actor(Actor::new("C"));
        let event = builder.add_event(Event::action(actor, "2024", ActionKind::Other));
        (builder, Statement::about(event).asserting(Assertion::that(Fact::Intent)))
    };
    let to: Said<'_> = &|mut builder| {
        let actor = builder.add_actor(Actor::new("C"));
        (builder, Statement::new().addressed_to(actor).asserting(Assertion::that(Fact::Intent)))
    };
    let open = Statement::new().staying_open_for(TimeDelta::days(1));
    let plain = |said: &Statement| {
        let said = said.clone();
        move |builder: TimelineBuilder| (builder, said.clone())
    };
    for (field, said) in [
        ("to", to),
        ("about", about),
        ("asserts", &plain(&asserting.clone().on_condition(then.clone()))),
        ("then", &plain(&open.clone().on_condition(then))),
        ("open_for", &plain(&open)),
        ("statement", &plain(&Statement::new())),
    ] {
        let (mut builder, said) = said(Timeline::builder());
        let by = builder.add_actor(Actor::new("A"));
        let attack = Event::attack(by, "2024", Means::Drone).with_key("attack");
        builder.add_event(attack.with_statement(said));
        let problems = problems(builder);
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].0.ends_with(&format!("/{field}")), "{problems:?}");
    }
}

#[test]
fn every_field_of_a_link_is_checked() {
    let (stranger, event) = strangers();
    type Spoil<'a> = &'a dyn Fn(Link) -> Link;
    let spoils: [(&str, Spoil<'_>); 4] = [
        ("asserted_by", &|link| link.asserted_by(stranger)),
        ("reports/0/path", &|link| link.with_report(Report::by(stranger))),
        ("date", &|link| link.dated("then")),
        ("confidence", &|link| link.with_confidence(101)),
    ];
    for (field, spoil) in spoils {
        refused(&format!("links/0/{field}"), |builder, a, b| {
            let one = builder.add_event(strike(a, b, "2024-01"));
            let two = builder.add_event(strike(b, a, "2024-02"));
            builder.add_link_draft(spoil(Link::new(two, Relation::About, one)));
        });
    }
    refused("links/0/from", |builder, a, b| {
        let one = builder.add_event(strike(a, b, "2024-01"));
        builder.add_link(event, Relation::RespondsTo, one);
    });
    // Of events without a date the order is not known, so that nothing is said of the links.
    for response in [true, false] {
        refused("events/0/when", |builder, a, b| {
            let one = builder.add_event(strike(a, b, "some day"));
            let two = builder.add_event(strike(b, a, "2024-02"));
            let ends = if response { (two, one) } else { (one, two) };
            builder.add_link(ends.0, Relation::RespondsTo, ends.1);
        });
    }
}
