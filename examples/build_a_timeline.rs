//! Builds the timeline of a small crisis, corrects a mistake in it, and explains how the crisis escalated.
//!
//! ```text
//! cargo run --release --example build_a_timeline
//! ```

use chrono::TimeDelta;
use escalade::{
    Actor, Error, Event, Link, Means, Query, Relation, Report, SpeechAct, Statement, Timeline,
    model::{ActionKind, ActorKind, Amount, Assertion, Dni, Fact, Membership, MembershipKind},
    scale::Kahn,
};

fn main() -> Result<(), Error> {
    // The builder reports all problems at once, each with a remedy: a date that does not exist, and a
    // confidence above 100%.
    let mistaken =
        border_incident("2031-02-30", 140).expect_err("the date and the confidence are invalid");
    println!("{mistaken}\n");

    let timeline = border_incident("2031-02-28", 70)?;
    println!("{}: {} events\n", timeline.title().unwrap_or_default(), timeline.len());

    let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(14));
    for chain in timeline.chains(&query)?.maximal() {
        println!("{}", chain.explain());
    }
    Ok(())
}

fn border_incident(shelling_day: &str, attribution: i32) -> Result<Timeline, Error> {
    let mut builder = Timeline::builder();
    builder.set_title("An invented incident on an invented border");

    // Actors, and which actor is part of which. A membership may have dates, such as a term of office.
    let north = builder
        .add_actor(Actor::new("NOR").with_kind(ActorKind::State).with_name("en", "Northland"));
    let south = builder
        .add_actor(Actor::new("SOU").with_kind(ActorKind::State).with_name("en", "Southland"));
    let army = builder.add_actor(
        Actor::new("NORMIL")
            .with_kind(ActorKind::Military)
            .with_name("en", "Northern army")
            .part_of(north),
    );
    let minister = builder.add_actor(
        Actor::new("MINISTER")
            .with_kind(ActorKind::Person)
            .with_name("en", "the minister")
            .with_membership(
                Membership::new(MembershipKind::PartOf, south).from("2029-06-01").until("2033"),
            ),
    );
    let paper = builder.add_actor(
        Actor::new("HERALD").with_kind(ActorKind::NewsOutlet).with_name("en", "The Herald"),
    );

    // Events: an action, a threat, an attack, a claim. Each may have reports and confidences.
    let patrol = builder.add_event(
        Event::action(south, "2031-02-20", ActionKind::Mobilisation)
            .with_key("patrol")
            .against(north)
            .with_level(Kahn, 5),
    );
    let threat = builder.add_event(
        Event::statement(army, "2031-02-22", SpeechAct::Threaten)
            .with_key("threat")
            .against(south)
            .with_level(Kahn, 6)
            .with_text("Any patrol beyond the river will be met with fire.")
            .with_report(Report::by(paper).quoting(army)),
    );
    let shelling = builder.add_event(
        Event::attack(army, shelling_day, Means::Artillery)
            .with_key("shelling")
            .against(south)
            .with_level(Kahn, 8)
            .with_attribution(attribution)
            .with_confidence(Dni::AlmostCertain)
            .with_report(Report::by(paper)),
    );
    builder.add_event(
        Event::statement(minister, "2031-03-01", SpeechAct::Claim)
            .with_key("toll")
            .with_statement(
                Statement::about(shelling)
                    .asserting(Assertion::that(Fact::Killed).amounting_to(Amount::at_least(3)))
                    .asserting(Assertion::that(Fact::Attribution).naming(army)),
            )
            .with_report(Report::by(paper).quoting(minister)),
    );
    let raid = builder.add_event(
        Event::attack(south, "2031-03-04T02:30+02:00", Means::AirStrike)
            .with_key("raid")
            .against(army)
            .with_level(Kahn, 9),
    );

    // Links: relations between events that a person declares. Hops that a rule infers need no link.
    builder.add_link(threat, Relation::RespondsTo, patrol);
    builder.add_link_draft(
        Link::new(raid, Relation::RetaliatesFor, shelling)
            .asserted_by(south)
            .with_report(Report::by(paper)),
    );
    builder.build()
}
