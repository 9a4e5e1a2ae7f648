//! Explanations as text: all that may be said of an event and of a hop, line by line.

use chrono::TimeDelta;
use escalade::{
    Actor, ActorId, Code, Event, EventKind, Link, Means, Query, Relation, Report, Rule, SpeechAct,
    Statement, Timeline, TimelineBuilder, Trend, Vocabulary,
    explain::Explanation,
    model::{Amount, Assertion, Avowal, Conditional, Fact, Membership, MembershipKind, Pattern},
    scale::Kahn,
};

fn actors<const N: usize>(builder: &mut TimelineBuilder, keys: [&str; N]) -> [ActorId; N] {
    keys.map(|key| builder.add_actor(Actor::new(key)))
}

fn strike(by: ActorId, on: ActorId, day: u32, level: i32) -> Event {
    Event::attack(by, format!("2024-04-{day:02}"), Means::Drone).against(on).with_level(Kahn, level)
}

fn query() -> Query {
    Query::escalation().on(Kahn).trend(Trend::Any).max_gap(TimeDelta::days(30))
}

fn longest(builder: TimelineBuilder, query: &Query) -> Explanation {
    builder.build().unwrap().chains(query).unwrap().longest().unwrap().explain()
}

#[test]
fn an_explanation_says_all_that_is_stated_of_each_event() {
    let mut builder = Timeline::builder();
    let [a, b, c, paper] = actors(&mut builder, ["A", "B", "C", "PAPER"]);
    let raid = strike(a, b, 1, 8)
        .with_key("raid")
        .with_text("a raid")
        .at("the border")
        .with_code(Code::new(Vocabulary::Cameo, "190"))
        .with_confidence(90)
        .with_attribution(40)
        .with_avowal(Avowal::Unclaimed)
        .with_report(Report::by(paper).quoting(c))
        .with_report(Report::coder().with_words("taken from a map"));
    let raid = builder.add_event(raid);
    let accusing = Assertion::that(Fact::Attribution).naming(a);
    let accusing = Event::statement(b, "2024-04-02", SpeechAct::Accuse)
        .with_statement(Statement::about(raid).asserting(accusing));
    builder.add_event(accusing.with_key("accusation").with_text("it was A"));
    let denial = Event::statement(a, "2024-04-03", SpeechAct::Deny);
    builder.add_event(denial.with_statement(Statement::about(raid)).with_key("denial"));
    let vow = Event::statement(b, "2024-04-03", SpeechAct::Threaten).against(a);
    let vow = builder.add_event(vow.with_key("vow"));
    let reprisal = Event::attack((), "2024-04-05", Means::AirStrike)
        .against(a)
        .with_key("reprisal")
        .with_reasoned_level(Kahn, 10, "many were killed".to_owned())
        .with_candidate(b, 60)
        .with_candidate(c, 30)
        .with_avowal(Avowal::Denied);
    let reprisal = builder.add_event(reprisal);
    builder.add_link_draft(
        Link::new(reprisal, Relation::RetaliatesFor, raid)
            .asserted_by(c)
            .with_confidence(80)
            .with_report(Report::by(paper)),
    );
    builder.add_link(reprisal, Relation::CarriesOut, vow);
    let killed = Assertion::that(Fact::Killed).amounting_to(Amount::about(20));
    let toll = Event::statement(c, "2024-04-06", SpeechAct::Claim);
    let toll =
        builder.add_event(toll.with_statement(Statement::new().asserting(killed)).with_key("toll"));
    builder.add_link(toll, Relation::About, reprisal);
    builder
        .add_event(strike(a, b, 8, 9).mutually().with_avowal(Avowal::Claimed).with_key("exchange"));
    builder.cover("2024-04-01".."2024-04-07");
    let rules = [Rule::Retaliation, Rule::Declared];
    let explained = longest(builder, &query().rules(rules));
    assert_eq!(explained.to_string(), include_str!("explanations/all_that_is_stated.txt"));
}

#[test]
fn an_author_below_the_minimum_and_the_steps_of_the_view_are_named() {
    let mut builder = Timeline::builder();
    let [a, b] = actors(&mut builder, ["A", "B"]);
    let raid = builder.add_event(strike(a, b, 1, 3).with_key("raid").with_attribution(49));
    let reprisal = builder.add_event(strike(b, a, 2, 5).with_key("reprisal").with_attribution(50));
    builder.add_link(reprisal, Relation::RespondsTo, raid);
    builder.add_event(strike(b, a, 20, 5));
    let timeline = builder.build().unwrap();
    let view = timeline.view().during(.."2024-04-10");
    let query = query().rules([Rule::Retaliation, Rule::Declared]).min_attribution(50);
    let explained = view.chains(&query).unwrap().longest().unwrap().explain();
    let text = explained.to_string();
    let minimum =
        "the author of raid counts as unknown: its attribution to A, 49%, is below 50%\n├─ 1. raid";
    assert!(text.contains(minimum), "{text}");
    assert!(text.contains("attack: drone, unknown → B") && text.contains("50% that B did it"));
    assert!(
        text.contains("─ why: declared by the coder: it responds to raid, after 1 day, rising 2\n")
    );
    assert!(text.ends_with("\nview: until 2024-04-10: 1 left out\n"), "{text}");
}

/// Four statements are printed, and the others counted; all are in the data.
#[test]
fn statements_of_third_parties_are_printed_up_to_a_number() {
    let text = |statements: u32| {
        let mut builder = Timeline::builder();
        let [a, b, c, d] = actors(&mut builder, ["A", "B", "C", "D"]);
        let raid = builder.add_event(strike(a, b, 1, 3).with_key("raid"));
        let comment = |day: u32, nth: u32| {
            let day = format!("2024-04-{day:02}");
            Event::statement(c, day, SpeechAct::Comment).with_key(format!("comment-{nth}"))
        };
        for nth in 0..statements {
            builder.add_event(comment(2, nth).against(a));
        }
        // About the parties, or the later event, and not by a party.
        let addressed = Statement::new().addressed_to(b);
        builder.add_event(comment(3, 20).with_statement(addressed));
        let later = strike(b, a, 9, 5).with_key("reprisal");
        // None of these: before the first, of others, about the first alone, by nobody, by a party.
        builder.add_event(comment(1, 30).against(d));
        builder.add_event(comment(3, 31).against(d));
        builder.add_event(comment(3, 32).against(b).with_statement(Statement::about(raid)));
        let by_nobody = Event::statement((), "2024-04-03", SpeechAct::Comment).against(a);
        builder.add_event(by_nobody.with_key("comment-33"));
        let by_party = Event::statement(a, "2024-04-03", SpeechAct::Comment).against(b);
        builder.add_event(by_party.with_key("comment-34"));
        builder.add_event(later);
        builder.add_event(comment(10, 35).against(a));
        let explained = longest(builder, &query());
        let step = &explained.steps[1];
        let labels: Vec<_> = step.meanwhile.iter().map(|one| one.event.clone()).collect();
        (labels, explained.to_string())
    };
    for statements in [3, 4, 5] {
        let (labels, text) = text(statements);
        let more = statements - 3;
        assert_eq!(text.contains("more statement"), more > 0, "{text}");
        assert_eq!(text.matches("meanwhile: comment").count(), 4, "{text}");
        if more > 0 {
            assert!(text.contains(&format!("meanwhile: {more} more statement")), "{text}");
        }
        let mut expected: Vec<_> = (0..statements).map(|nth| format!("comment-{nth}")).collect();
        expected.push("comment-20".to_owned());
        assert_eq!(labels, expected);
    }
}

/// The course of a chain goes by way of its peak only if it falls after it.
#[test]
fn the_peak_of_a_chain_is_named_if_the_chain_falls_after_it() {
    let course = |levels: &[i32]| {
        let mut builder = Timeline::builder();
        let [a, b] = actors(&mut builder, ["A", "B"]);
        for (nth, level) in (0..).zip(levels) {
            let (by, on) = if nth % 2 == 0 { (a, b) } else { (b, a) };
            builder.add_event(strike(by, on, nth + 1, *level));
        }
        let explained = longest(builder, &query()).to_string();
        let marked: Vec<_> = explained.lines().map(|line| line.contains("(the peak)")).collect();
        (explained.lines().next().unwrap().to_owned(), marked.iter().filter(|one| **one).count())
    };
    let head = |course: &str| format!("{course} on Kahn's scale; confidence: none stated");
    for (levels, words, peaks) in [
        (&[3, 5][..], "2 events in 1 day, rising 2", 0),
        (&[3, 5, 5], "3 events in 2 days, rising 2", 0),
        (&[5, 5, 3], "3 events in 2 days, falling 2", 0),
        (&[3, 7, 7, 4], "4 events in 3 days, rising 4 to its peak, #1, then falling 3", 1),
        (&[5, 4, 5], "3 events in 2 days, at the same level", 0),
    ] {
        assert_eq!(course(levels), (head(words), peaks), "{levels:?}");
    }
}

/// The most confident of several ways counts.
#[test]
fn the_confidence_of_a_hop_is_that_of_its_most_confident_way() {
    let explained = |stated: [Option<i32>; 2]| {
        let mut builder = Timeline::builder();
        let [a, b] = actors(&mut builder, ["A", "B"]);
        let attributed = |event: Event, percent: Option<i32>| match percent {
            Some(percent) => event.with_attribution(percent),
            None => event,
        };
        let one = builder.add_event(attributed(strike(a, b, 1, 3), stated[0]));
        let two = builder.add_event(strike(b, a, 2, 5));
        let link = Link::new(two, Relation::RespondsTo, one);
        builder.add_link_draft(match stated[1] {
            Some(percent) => link.with_confidence(percent),
            None => link,
        });
        longest(builder, &query().rules([Rule::Retaliation, Rule::Declared])).to_string()
    };
    let way = "of these ways the most confident counts: ";
    assert!(explained([Some(60), Some(80)]).contains(&format!("{way}80%")));
    for stated in [[None, None], [Some(60), None], [None, Some(80)]] {
        assert!(!explained(stated).contains(way), "{stated:?}");
    }
    let text = explained([Some(60), Some(80)]);
    assert!(text.contains("confidence: 80% at most; not stated for 2 of its 3 parts"), "{text}");
}

/// A membership that was not in force, or is not the one followed, says nothing.
#[test]
fn who_says_that_an_actor_belongs_to_another_is_that_of_the_membership_in_force() {
    let mut builder = Timeline::builder();
    let [patron, foe, paper, c] = actors(&mut builder, ["PATRON", "FOE", "PAPER", "C"]);
    let acts = || Membership::new(MembershipKind::ActsFor, patron);
    let proxy = Actor::new("PROXY")
        .with_membership(acts().until("2023").asserted_by(foe))
        .with_membership(Membership::new(MembershipKind::MemberOf, patron).with_confidence(1))
        .with_membership(
            acts()
                .from("2024")
                .asserted_by(c)
                .with_report(Report::by(paper))
                .with_report(Report::coder())
                .with_confidence(70),
        );
    let proxy = builder.add_actor(proxy);
    builder.add_event(strike(proxy, foe, 1, 3));
    builder.add_event(strike(foe, proxy, 2, 4));
    let explained = longest(builder, &query().with_patrons());
    for step in &explained.steps {
        assert_eq!(
            step.counted_as,
            ["PROXY counts as PATRON: acts for it, as C says, reported by PAPER (70%)"]
        );
    }
}

/// An event carries out a statement in part if it is below the level that the statement announces.
#[test]
fn an_event_carries_out_a_statement_in_part_or_as_announced() {
    for (level, words) in [(8, "; in part, inferred"), (9, "; inferred"), (10, "; inferred")] {
        let mut builder = Timeline::builder();
        let [a, b] = actors(&mut builder, ["A", "B"]);
        let announced =
            Pattern::new().by(a).against(b).of_kind(EventKind::Attack).with_min_level("kahn", 9);
        let vow = Statement::new().on_condition(Conditional::unconditional(announced));
        builder.add_event(strike(b, a, 1, 7));
        let vow =
            Event::statement(a, "2024-04-02", SpeechAct::Threaten).against(b).with_statement(vow);
        builder.add_event(vow.with_key("vow"));
        builder.add_event(strike(a, b, 4, level));
        let text = longest(builder, &query()).to_string();
        let line = text.lines().find(|line| line.contains("vow") && line.contains("inferred"));
        assert_eq!(line.map(|line| line.contains(words)), Some(true), "{level}: {text}");
    }
}
