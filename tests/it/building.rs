//! Errors of a builder: all problems are reported together, each with its location and its remedy.

use chrono::{DateTime, NaiveDate, Utc};
use escalade::{
    Actor, Attack, Code, Event, Level, Link, Means, Relation, Report, SpeechAct, Statement,
    Timeline, TimelineBuilder, Vocabulary, When,
    model::{Amount, Assertion, Conditional, Fact, Membership, MembershipKind, Pattern},
    scale::{Goldstein, Kahn},
    timeline::EventRef,
};

mod fields;

/// Returns the location of each problem, and what is allowed there.
fn problems(builder: TimelineBuilder) -> Vec<(String, String)> {
    let error = builder.build().unwrap_err();
    assert_eq!(error.issue_count(), error.issues().len(), "few enough to be listed in full");
    for issue in error.issues() {
        assert!(!issue.remedy().is_empty() && !issue.allowed().is_empty(), "{issue}");
        assert!(error.to_string().contains(issue.remedy()), "the message has each remedy");
    }
    let pair =
        |issue: &escalade::error::Issue| (issue.location().to_string(), issue.allowed().to_owned());
    error.issues().iter().map(pair).collect()
}

/// Asserts that a builder with two actors is refused for one reason only, reported at this
/// location.
fn refused(
    place: &str,
    spoil: impl FnOnce(&mut TimelineBuilder, escalade::ActorId, escalade::ActorId),
) {
    let mut builder = Timeline::builder();
    let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    spoil(&mut builder, a, b);
    let problems = problems(builder);
    let places: Vec<_> = problems.iter().map(|(place, _)| place.as_str()).collect();
    assert_eq!(places, [place], "{problems:?}");
}

fn strike(source: escalade::ActorId, target: escalade::ActorId, when: &str) -> Event {
    Event::attack(source, when, Means::Drone).against(target)
}

/// Ids that a builder of one actor and one event never returned.
fn strangers() -> (escalade::ActorId, escalade::EventId) {
    let mut other = Timeline::builder();
    let actor = (0..9).map(|nth| other.add_actor(Actor::new(format!("X{nth}")))).last().unwrap();
    let event = (0..9).map(|_| other.add_event(strike(actor, actor, "2024"))).last().unwrap();
    (actor, event)
}

#[test]
fn empty_codes_are_refused() {
    refused("events/1/code", |builder, a, b| {
        builder.add_event(Event::coded(a, b, "2024", Code::new(Vocabulary::Cameo, "190")));
        builder.add_event(Event::coded(a, b, "2024", Code::new(Vocabulary::Cameo, " ")));
    });
}

#[test]
fn empty_and_repeated_keys_are_refused() {
    refused("actors/2/key", |builder, _, _| {
        builder.add_actor(Actor::new("A"));
    });
    refused("actors/2/key", |builder, _, _| {
        builder.add_actor(Actor::new(""));
    });
    refused("events/1/key", |builder, a, b| {
        builder.add_event(strike(a, b, "2024").with_key("k"));
        builder.add_event(strike(b, a, "2024").with_key("k"));
    });
    refused("events/0/key", |builder, a, b| {
        builder.add_event(strike(a, b, "2024").with_key(""));
    });
}

#[test]
fn ids_of_another_builder_are_refused() {
    let (actor, event) = strangers();
    refused("events/0/source", |builder, _, b| {
        builder.add_event(strike(actor, b, "2024"));
    });
    refused("events/0/target", |builder, a, _| {
        builder.add_event(strike(a, actor, "2024"));
    });
    refused("actors/2/part_of/of", |builder, _, _| {
        builder.add_actor(Actor::new("C").part_of(actor));
    });
    refused("memberships", |builder, a, _| {
        builder.add_membership(actor, Membership::new(MembershipKind::PartOf, a));
    });
    refused("links/0/to", |builder, a, b| {
        let one = builder.add_event(strike(a, b, "2024"));
        builder.add_link(one, Relation::About, event);
    });
    refused("links/0/asserted_by", |builder, a, b| {
        let one = builder.add_event(strike(a, b, "2024-01"));
        let two = builder.add_event(strike(b, a, "2024-02"));
        builder.add_link_draft(Link::new(two, Relation::RespondsTo, one).asserted_by(actor));
    });
    refused("events/0/reports/0/path", |builder, a, b| {
        builder.add_event(strike(a, b, "2024").with_report(Report::by(a).quoting(actor)));
    });
    refused("events/0/about", |builder, a, _| {
        let said =
            Event::statement(a, "2024", SpeechAct::Deny).with_statement(Statement::about(event));
        builder.add_event(said);
    });
    refused("events/0/if/answering", |builder, a, _| {
        let threat = Conditional::new(Pattern::new().answering(event), Pattern::new());
        let said = Statement::new().on_condition(threat);
        builder.add_event(Event::statement(a, "2024", SpeechAct::Threaten).with_statement(said));
    });
}

#[test]
fn an_event_has_a_thousand_actors_on_a_side_at_most() {
    refused("events/0/target", |builder, a, b| {
        builder.add_event(Event::attack(a, "2024", Means::Drone).against(vec![b; 1_001]));
    });
}

#[test]
fn text_that_is_not_a_date_is_reported_with_its_location() {
    for text in ["13 April", "2024-02-30", "", "2024-04-14/2024-04-13", "[2024-05..2024-04]"] {
        refused("events/0/when", |builder, a, b| {
            builder.add_event(strike(a, b, text));
        });
    }
    refused("events/0/reports/0/date", |builder, a, b| {
        builder.add_event(strike(a, b, "2024").with_report(Report::by(a).dated("soon")));
    });
    refused("actors/2/member_of/from", |builder, a, _| {
        let since = Membership::new(MembershipKind::MemberOf, a).from("long ago");
        builder.add_actor(Actor::new("C").with_membership(since));
    });
    refused("events/0/deadline", |builder, a, _| {
        let threat = Conditional::new(Pattern::new(), Pattern::new()).by("Friday");
        let said = Statement::new().on_condition(threat);
        builder.add_event(Event::statement(a, "2024", SpeechAct::Ultimatum).with_statement(said));
    });
}

#[test]
fn impossible_amounts_are_refused() {
    refused("events/0/details/killed", |builder, a, b| {
        let killed = Attack::new().killing(Amount::between(5, 3));
        builder.add_event(strike(a, b, "2024").with_attack(killed));
    });
    refused("events/0/details/munitions/0/launched", |builder, a, b| {
        let drones = escalade::model::Munition::new(Means::Drone).launched(Amount::between(9, 8));
        builder.add_event(strike(a, b, "2024").with_attack(Attack::new().firing(drones)));
    });
    refused("events/0/asserts/0/amount", |builder, a, _| {
        let share = Assertion::that(Fact::ShareIntercepted).amounting_to(Amount::exactly(140));
        let claim = Event::statement(a, "2024", SpeechAct::Claim);
        builder.add_event(claim.with_statement(Statement::new().asserting(share)));
    });
}

#[test]
fn incomplete_and_circular_memberships_are_refused() {
    refused("actors/2/part_of", |builder, a, b| {
        builder.add_actor(Actor::new("C").part_of(a).part_of(b));
    });
    refused("actors/2/part_of/until", |builder, a, _| {
        let office = Membership::new(MembershipKind::PartOf, a).from("2024").until("2023");
        builder.add_actor(Actor::new("C").with_membership(office));
    });
    let mut builder = Timeline::builder();
    let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    builder.add_membership(a, Membership::new(MembershipKind::PartOf, b));
    builder.add_membership(b, Membership::new(MembershipKind::LocatedIn, a));
    assert_eq!(problems(builder).len(), 2, "reported at both actors of the circle");
}

/// Roll-up may follow memberships of all kinds in turn.
#[test]
fn circles_through_memberships_of_different_kinds_are_refused() {
    use MembershipKind::{ActsFor, LocatedIn, PartOf};
    for kinds in [[PartOf, ActsFor], [ActsFor, LocatedIn], [ActsFor, ActsFor]] {
        let mut builder = Timeline::builder();
        let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
        builder.add_membership(a, Membership::new(kinds[0], b));
        builder.add_membership(b, Membership::new(kinds[1], a));
        assert_eq!(problems(builder).len(), 2, "{kinds:?}");
    }
    // A place that is never reached, because the patron comes first, still makes a circle when
    // patrons are not followed.
    let mut builder = Timeline::builder();
    let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    let c = builder.add_actor(Actor::new("C"));
    builder.add_membership(a, Membership::new(ActsFor, c));
    builder.add_membership(a, Membership::new(LocatedIn, b));
    builder.add_membership(b, Membership::new(PartOf, a));
    assert_eq!(problems(builder).len(), 2);
}

#[test]
fn memberships_of_different_periods_make_no_circle_and_no_conflict() {
    let mut builder = Timeline::builder();
    let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    let c = builder.add_actor(Actor::new("C"));
    builder.add_membership(a, Membership::new(MembershipKind::PartOf, b).until("2024"));
    builder.add_membership(a, Membership::new(MembershipKind::PartOf, c).from("2024"));
    builder.add_membership(b, Membership::new(MembershipKind::PartOf, a).from("2024"));
    assert!(builder.build().is_ok());
}

#[test]
fn confidences_outside_0_to_100_are_refused_and_candidates_sum_to_at_most_100() {
    refused("events/0/confidence", |builder, a, b| {
        builder.add_event(strike(a, b, "2024").with_confidence(101));
    });
    refused("events/0/attribution", |builder, a, b| {
        builder.add_event(strike(a, b, "2024").with_attribution(-1));
    });
    refused("events/0/candidates", |builder, a, b| {
        let bomb =
            Event::attack((), "2024", Means::Bombing).with_candidate(a, 60).with_candidate(b, 41);
        builder.add_event(bomb);
    });
    refused("events/0/candidates", |builder, a, b| {
        builder.add_event(strike(a, b, "2024").with_candidate(b, 60));
    });
    refused("events/0/candidates/0/source", |builder, _, b| {
        builder
            .add_event(Event::attack((), "2024", Means::Bombing).against(b).with_candidate((), 60));
    });
    for pair in [[0, 1], [1, 0]] {
        refused("events/0/candidates/1/source", |builder, a, b| {
            let [one, other] = pair.map(|nth| [a, b][nth]);
            let bomb = Event::attack((), "2024", Means::Bombing).with_candidate([a, b], 60);
            builder.add_event(bomb.with_candidate([one, other], 30));
        });
    }
    refused("events/0/attribution", |builder, a, b| {
        let bomb = Event::attack((), "2024", Means::Bombing).with_candidate(a, 60);
        builder.add_event(bomb.with_candidate(b, 30).with_attribution(60));
    });
    refused("links/0/confidence", |builder, a, b| {
        let one = builder.add_event(strike(a, b, "2024-01"));
        let two = builder.add_event(strike(b, a, "2024-02"));
        builder.add_link_draft(Link::new(two, Relation::RespondsTo, one).with_confidence(300));
    });
    refused("events/0/asserts/0/confidence", |builder, a, _| {
        let fact =
            Assertion::that(Fact::Killed).amounting_to(Amount::exactly(3)).with_confidence(101);
        let said = Statement::new().asserting(fact);
        builder.add_event(Event::statement(a, "2024", SpeechAct::Claim).with_statement(said));
    });
}

#[test]
fn levels_outside_their_scale_are_refused() {
    refused("events/0/levels/kahn", |builder, a, b| {
        builder.add_event(strike(a, b, "2024").with_level(Kahn, 45));
    });
    refused("events/0/levels/kahn", |builder, a, b| {
        builder.add_event(strike(a, b, "2024").with_level(Kahn, Level::from_tenths(85)));
    });
    refused("events/0/levels/goldstein", |builder, a, b| {
        builder.add_event(strike(a, b, "2024").with_level(Goldstein::default(), 11));
    });
    refused("events/0/levels/kahn", |builder, a, b| {
        builder.add_event(strike(a, b, "2024").with_level(Kahn, 8).with_level(Kahn, 9));
    });
    refused("events/0/score", |builder, a, b| {
        builder.add_event(strike(a, b, "2024").with_score(Level::from(-10)));
    });
}

#[test]
fn details_of_another_kind_of_event_are_refused() {
    refused("events/0/statement", |builder, a, b| {
        builder.add_event(strike(a, b, "2024").with_statement(Statement::new()));
    });
    refused("events/0/details", |builder, a, _| {
        builder.add_event(Event::statement(a, "2024", SpeechAct::Warn).with_attack(Attack::new()));
    });
}

#[test]
fn a_response_before_its_antecedent_is_refused() {
    refused("links/0", |builder, a, b| {
        let one = builder.add_event(strike(a, b, "2024-01"));
        let two = builder.add_event(strike(b, a, "2024-02"));
        builder.add_link(one, Relation::RespondsTo, two);
    });
    refused("links/0", |builder, a, b| {
        let day = builder.add_event(strike(a, b, "2024-04-13"));
        let month = builder.add_event(strike(b, a, "2024-04"));
        builder.add_link(month, Relation::RetaliatesFor, day);
    });
    refused("links/0", |builder, a, b| {
        let one = builder.add_event(strike(a, b, "2024"));
        builder.add_link(one, Relation::RespondsTo, one);
    });
    let mut builder = Timeline::builder();
    let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    let one = builder.add_event(strike(a, b, "2024-04-13"));
    let two = builder.add_event(strike(b, a, "2024-04-13"));
    builder.add_link(two, Relation::RespondsTo, one);
    builder.add_link(one, Relation::PartOf, two);
    assert!(
        builder.build().is_ok(),
        "the order of recording settles ties; other relations point anywhere"
    );
}

#[test]
fn all_problems_are_counted_and_a_bounded_number_is_listed() {
    let mut builder = Timeline::builder();
    let (actor, _) = strangers();
    for nth in 0..300 {
        let event = Event::attack(actor, format!("day {nth}"), Means::Drone).with_confidence(101);
        builder.add_event(event.with_attack(Attack::new()));
    }
    let error = builder.build().unwrap_err();
    assert_eq!((error.issues().len(), error.issue_count()), (escalade::error::MAX_ISSUES, 900));
    assert!(error.to_string().ends_with("and 800 more"), "{error}");
}

#[test]
fn messages_are_short_and_free_of_control_characters() {
    let mut builder = Timeline::builder();
    let hostile = format!("\u{1b}[31m{}", "x".repeat(10_000));
    builder.add_event(Event::attack((), hostile, Means::Drone));
    let message = builder.build().unwrap_err().to_string();
    assert!(message.len() < 500, "{} bytes", message.len());
    assert!(!message.contains('\u{1b}'));
}

#[test]
fn an_error_is_one_word_long_and_send_and_sync() {
    fn goes_everywhere<T: Clone + Send + Sync + 'static>() {}
    goes_everywhere::<escalade::Error>();
    assert_eq!(size_of::<escalade::Error>(), size_of::<usize>());
}

/// Returns a description of an event.
fn description(event: EventRef<'_>) -> String {
    let (sources, targets) = (event.sources(), event.targets());
    let (when, until) = (event.when(), event.latest());
    format!("{:?} {sources:?} {targets:?} {when} {until}", event.event_type())
}

#[test]
fn a_row_is_a_coded_event() {
    let fight = Code::new(Vocabulary::Cameo, "190");
    let score = Level::from_tenths(-90);
    let day = NaiveDate::from_ymd_opt(2006, 7, 12).unwrap();
    let instant: DateTime<Utc> = "2006-07-12T20:15:07Z".parse().unwrap();
    let vague: When = "[2006-07-12..2006-07-14~]/2006-08".parse().unwrap();
    let (mut events, mut rows) = (Timeline::builder(), Timeline::builder());
    let [a, b] = ["A", "B"].map(|key| {
        events.add_actor(Actor::new(key));
        rows.add_actor(Actor::new(key))
    });
    let (plain, scored) =
        (rows.add_code(fight.clone(), None), rows.add_code(fight.clone(), Some(score)));
    macro_rules! add {
        ($($when:expr),*) => {$(
            for (source, target) in [(Some(a), Some(b)), (None, Some(a)), (Some(b), None)] {
                let event = || Event::coded(source, target, $when, fight.clone());
                events.add_event(event());
                events.add_event(event().with_score(score));
                rows.add_row(source, target, $when, plain);
                rows.add_row(source, target, $when, scored);
            }
        )*};
    }
    add!(day, instant, vague.clone(), "2006-07", "2006-07-12T23:00+03:00");
    let (events, rows) = (events.build().unwrap(), rows.build().unwrap());
    assert_eq!(events.len(), 30);
    assert!(events.events().map(description).eq(rows.events().map(description)));
}

#[test]
fn a_row_is_refused_for_the_same_reasons_as_an_event() {
    let day = "2006-07-12";
    let stranger = strangers().0;
    let code = |builder: &mut TimelineBuilder, code: &str| {
        builder.add_code(Code::new(Vocabulary::Cameo, code), None)
    };
    refused("events/0/when", |builder, a, b| {
        let fight = code(builder, "190");
        builder.add_row(a, b, "12 July", fight);
    });
    refused("events/0/when", |builder, a, b| {
        let fight = code(builder, "190");
        builder.add_row(a, b, NaiveDate::MIN, fight);
    });
    refused("events/0/source", |builder, _, b| {
        let fight = code(builder, "190");
        builder.add_row(stranger, b, day, fight);
    });
    refused("events/0/code", |builder, a, b| {
        let mut other = Timeline::builder();
        let codes = ["190", "191"].map(|number| code(&mut other, number));
        code(builder, "190");
        builder.add_row(a, b, day, codes[1]);
    });
}
