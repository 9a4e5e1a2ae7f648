//! Evidence: rules other than the built-in one, how queries name rules, and named cases. `properties::evidence` and
//! `properties::said` compare random evidence with references.

use std::sync::{Arc, Mutex};

use chrono::TimeDelta;
use escalade::{
    Actor, ActorId, Confidence, Event, EventId, Link, Means, Query, Relation, Report, SpeechAct,
    Statement, Timeline, TimelineBuilder,
    evidence::{Dempster, EvidenceRule, NamedRule, Proposition},
    model::{ActionKind, Amount, Assertion, Credibility, Fact, Reliability},
};

fn actors<const N: usize>(builder: &mut TimelineBuilder, keys: [&str; N]) -> [ActorId; N] {
    keys.map(|key| builder.add_actor(Actor::new(key)))
}

fn raid(by: ActorId) -> Event {
    Event::attack(by, "2024-04-01", Means::Drone).with_key("raid")
}

fn says(by: ActorId, day: u32, act: SpeechAct, said: Statement) -> Event {
    Event::statement(by, format!("2024-04-{day:02}"), act).with_statement(said)
}

#[test]
fn a_rule_reads_the_grades_of_supports_and_the_confidence_of_denials() {
    let mut builder = Timeline::builder();
    let [a, b, c, paper, wire, post] =
        actors(&mut builder, ["A", "B", "C", "PAPER", "WIRE", "POST"]);
    let graded = |by, credibility, reliability| {
        Report::by(by).with_credibility(credibility).with_reliability(reliability)
    };
    let event = raid(a)
        .with_report(Report::by(post))
        .with_report(graded(wire, Credibility::PossiblyTrue, Reliability::A))
        .with_report(graded(paper, Credibility::Confirmed, Reliability::C))
        .with_report(graded(paper, Credibility::Confirmed, Reliability::B))
        .with_report(graded(paper, Credibility::Doubtful, Reliability::A));
    let event = builder.add_event(event);
    let denial = |percent: i32| Assertion::denial(Fact::Occurred).with_confidence(percent);
    builder.add_event(says(
        b,
        2,
        SpeechAct::Comment,
        Statement::about(event).asserting(denial(30)).asserting(denial(20)),
    ));
    builder.add_event(says(c, 2, SpeechAct::Deny, Statement::about(event)));
    builder.add_event(says(
        post,
        2,
        SpeechAct::Deny,
        Statement::about(event).asserting(denial(90)),
    ));
    let timeline = builder.build().unwrap();
    let seen = Arc::new(Mutex::new(None));
    let rule = NamedRule::new("looks", {
        let seen = Arc::clone(&seen);
        move |testimony| {
            *seen.lock().unwrap() = Some(testimony.clone());
            None
        }
    });
    let evidence = timeline.view().evidence_by(event, &rule).unwrap();
    assert_eq!((evidence.derived, &*evidence.rule), (None, "looks"));
    let testimony = seen.lock().unwrap().take().unwrap();
    let supports: Vec<_> =
        testimony.supports().iter().map(|one| (one.credibility(), one.reliability())).collect();
    assert_eq!(
        supports,
        [
            (Some(Credibility::Confirmed), Some(Reliability::B)),
            (Some(Credibility::PossiblyTrue), Some(Reliability::A)),
            (None, None)
        ]
    );
    let denials: Vec<_> = testimony.denials().iter().map(|one| one.percent()).collect();
    assert_eq!(denials, [90, 50, 30], "each denier once; 50 where nothing is stated");

    let shared: Arc<dyn EvidenceRule> =
        Arc::new(NamedRule::new("sure", |_| Confidence::new(77).ok()));
    assert_eq!((shared.name(), shared.spec()), ("sure", None));
    let derived = timeline.view().evidence_by(event, &shared).unwrap();
    assert_eq!((derived.derived.unwrap().percent(), &*derived.rule), (77, "sure"));
    assert_eq!(Arc::new(Dempster).spec(), Dempster.spec());
    assert!(format!("{shared:?}").contains("sure"));
}

#[test]
fn certain_evidence_that_is_certainly_denied_leaves_no_confidence() {
    for (percent, derived) in [(100, 0), (0, 70)] {
        let mut builder = Timeline::builder();
        let [a, b, paper] = actors(&mut builder, ["A", "B", "PAPER"]);
        let report = Report::by(paper).with_credibility(Credibility::ProbablyTrue);
        let event = builder.add_event(raid(a).with_report(report));
        let denial = Assertion::denial(Fact::Occurred).with_confidence(percent);
        let said = Statement::about(event).asserting(denial);
        builder.add_event(says(b, 2, SpeechAct::Deny, said));
        let evidence = builder.build().unwrap().evidence(event).unwrap();
        assert_eq!(evidence.derived.unwrap().percent(), derived);
    }
}

/// Of a query, the JSON with its rule of evidence replaced by a name.
#[cfg(feature = "json")]
fn naming_a_rule(name: serde_json::Value) -> Result<Query, serde_json::Error> {
    let query = Query::escalation().max_gap(TimeDelta::days(7)).deriving(Dempster);
    let mut written = serde_json::to_value(&query).unwrap();
    assert_eq!(written["deriving"], "dempster");
    written["deriving"] = name;
    serde_json::from_value(written)
}

#[test]
#[cfg(feature = "json")]
fn a_query_names_its_rule_of_evidence() {
    let named = naming_a_rule("dempster".into()).unwrap();
    let without = naming_a_rule(serde_json::Value::Null).unwrap();
    assert_eq!(
        named.to_string(),
        Query::escalation().max_gap(TimeDelta::days(7)).deriving(Dempster).to_string()
    );
    assert_ne!(named.to_string(), without.to_string());
    assert!(serde_json::to_value(&without).unwrap()["deriving"].is_null());

    let refused = naming_a_rule("bayes".into()).unwrap_err().to_string();
    assert!(
        ["bayes", "dempster", "deriving"].iter().all(|word| refused.contains(word)),
        "{refused}"
    );

    let own = NamedRule::new("two sources", |_| None);
    let refused = serde_json::to_string(&Query::escalation().deriving(own)).unwrap_err();
    assert!(refused.to_string().contains("«two sources» is not built in"), "{refused}");

    // The rule that was read derives confidences.
    let mut builder = Timeline::builder();
    let [a, b, paper] = actors(&mut builder, ["A", "B", "PAPER"]);
    for (day, by, on) in [(1, a, b), (2, b, a)] {
        let strike = Event::attack(by, format!("2024-04-{day:02}"), Means::Drone).against(on);
        let report = Report::by(paper).with_credibility(Credibility::ProbablyTrue);
        let level = escalade::scale::Kahn;
        builder.add_event(strike.with_level(level, day).with_report(report));
    }
    let timeline = builder.build().unwrap();
    let occurred = |query: &Query| {
        let query = query.clone().on(escalade::scale::Kahn);
        let explained = timeline.chains(&query).unwrap().longest().unwrap().explain();
        explained.steps[0].confidence.map(Confidence::percent)
    };
    assert_eq!((occurred(&named), occurred(&without)), (Some(70), None));
}

#[test]
fn what_is_not_in_the_timeline_has_no_evidence() {
    let (mut builder, mut larger) = (Timeline::builder(), Timeline::builder());
    let [a] = actors(&mut builder, ["A"]);
    let [b] = actors(&mut larger, ["B"]);
    let event = builder.add_event(raid(a));
    let claim = Statement::about(event).asserting(Assertion::that(Fact::Occurred));
    let claim = builder.add_event(says(a, 2, SpeechAct::Claim, claim).with_key("claim"));
    let link = builder.add_link(claim, Relation::About, event);
    let others: Vec<EventId> =
        (0..3).map(|_| larger.add_event(Event::action(b, "2024", ActionKind::Other))).collect();
    larger.add_link(others[1], Relation::About, others[0]);
    let other_link = larger.add_link(others[2], Relation::About, others[0]);
    let timeline = builder.build().unwrap();
    let refused = |of: Proposition| {
        let error = timeline.evidence(of).unwrap_err();
        (error.issues()[0].got().to_owned(), error.issues()[0].allowed().to_owned())
    };
    for of in [Proposition::Occurred(others[2]), Proposition::Attributed(others[2])] {
        assert_eq!(refused(of).1, "one of 2 events");
    }
    let nth = |statement, nth| Proposition::Claimed { statement, nth };
    assert_eq!(refused(nth(others[2], 0)).1, "one of 2 events");
    assert_eq!(refused(other_link.into()).1, "one of 1 links");
    assert_eq!(refused(nth(claim, 1)), ("1".into(), "one of 1 assertions of claim".into()));
    assert_eq!(refused(nth(event, 0)).1, "one of 0 assertions of raid");

    let of = |of: Proposition| timeline.evidence(of).unwrap().of;
    assert_eq!(of(nth(claim, 0)), "that assertion 0 of claim is true");
    assert_eq!(of(Proposition::Attributed(event)), "that A did raid");
    assert_eq!(of(link.into()), "that claim is about raid");
    let nobody = timeline.view().supposing(event, ()).evidence(Proposition::Attributed(event));
    assert_eq!(nobody.unwrap().reports, 0);
}

#[test]
fn the_confidence_that_is_stated_comes_before_the_derived_one() {
    let mut builder = Timeline::builder();
    let [a, b, paper] = actors(&mut builder, ["A", "B", "PAPER"]);
    let report = || Report::by(paper).with_credibility(Credibility::Confirmed);
    let event = raid(a).with_confidence(40).with_attribution(30).with_report(report());
    let event = builder.add_event(event);
    let killed = |percent: i32| {
        Assertion::that(Fact::Killed).amounting_to(Amount::exactly(3)).with_confidence(percent)
    };
    let said = Statement::about(event).asserting(killed(20)).asserting(killed(10));
    let said = builder.add_event(says(b, 2, SpeechAct::Claim, said).with_report(report()));
    let link = Link::new(said, Relation::About, event).with_confidence(5).with_report(report());
    let link = builder.add_link_draft(link);
    let timeline = builder.build().unwrap();
    for (of, stated) in [
        (Proposition::Occurred(event), 40),
        (Proposition::Attributed(event), 30),
        (Proposition::Claimed { statement: said, nth: 1 }, 10),
        (Proposition::Linked(link), 5),
    ] {
        let evidence = timeline.evidence(of).unwrap();
        assert_eq!(evidence.stated.unwrap().percent(), stated, "{evidence}");
        assert_eq!(evidence.confidence(), evidence.stated);
        assert_eq!(evidence.derived.unwrap().percent(), 90, "{evidence}");
    }
}

#[test]
fn evidence_is_printed_with_grades_and_denials() {
    let mut builder = Timeline::builder();
    let [a, b, c, d, paper, wire] = actors(&mut builder, ["A", "B", "C", "D", "PAPER", "WIRE"]);
    let quoting = |by| Report::by(by).quoting(c).with_credibility(Credibility::ProbablyTrue);
    let event = raid(a)
        .with_report(quoting(paper).with_reliability(Reliability::B))
        .with_report(Report::by(paper))
        .with_report(Report::public_record().relaying(wire));
    let event = builder.add_event(event);
    let denial = Assertion::denial(Fact::Occurred).with_confidence(30);
    builder.add_event(says(b, 2, SpeechAct::Deny, Statement::about(event).asserting(denial)));
    let nobody = Event::statement((), "2024-04-03", SpeechAct::Deny).with_key("leaflet");
    builder.add_event(nobody.with_statement(Statement::about(event)));
    let claim = Statement::about(event).asserting(Assertion::that(Fact::Occurred));
    builder.add_event(says(d, 4, SpeechAct::Claim, claim));
    let evidence = builder.build().unwrap().evidence(event).unwrap();
    assert_eq!(
        evidence.to_string(),
        "that raid occurred: not stated by the coder, 44% by dempster; 3 independent of 4 reports, denied by 2\n\
         ├─ C, reliability B, credibility 2: PAPER, quoting C\n\
         ├─ PAPER (not independent of the others): PAPER\n\
         ├─ WIRE: public record, relaying WIRE\n\
         ├─ D: its own statement\n\
         ├─ denied by B: #1 (30%)\n\
         └─ denied by an unknown actor: leaflet\n"
    );
}

/// A statement that names no event, and is about one by a link alone, makes claims about it.
#[test]
fn statements_that_a_link_says_are_about_an_event_count() {
    let mut builder = Timeline::builder();
    let [a, b, c] = actors(&mut builder, ["A", "B", "C"]);
    let event = builder.add_event(raid(a));
    let other = builder.add_event(raid(b).with_key("other"));
    let claim = || Statement::new().asserting(Assertion::that(Fact::Attribution).naming(a));
    let linked = builder.add_event(says(b, 2, SpeechAct::Claim, claim()));
    builder.add_link(linked, Relation::About, event);
    let denial = builder.add_event(says(c, 2, SpeechAct::Deny, Statement::new()).with_key("no"));
    builder.add_link(denial, Relation::About, event);
    // A statement that names its subject is about that alone, whatever its links.
    let elsewhere = builder.add_event(says(c, 3, SpeechAct::Claim, claim().and_about(other)));
    builder.add_link(elsewhere, Relation::About, event);
    // Other links do not say what a statement is about.
    let part = builder.add_event(says(c, 3, SpeechAct::Claim, claim()));
    builder.add_link(part, Relation::PartOf, event);
    let timeline = builder.build().unwrap();
    let evidence = timeline.evidence(Proposition::Attributed(event)).unwrap();
    let origins: Vec<_> = evidence.by_origin.iter().map(|one| &*one.origin).collect();
    assert_eq!(origins, ["B"], "{evidence}");
    assert_eq!(timeline.evidence(event).unwrap().denials[0].statement, "no");
    let claims = timeline.claims(event).unwrap();
    let authors = claims.of(Fact::Attribution).next().unwrap();
    let by: Vec<_> = authors.versions[0].claimed_by.iter().flat_map(|one| &one.by).collect();
    assert_eq!(by, ["B"], "{claims}");
}

/// A later statement corrects what it contradicts, and nothing else that the same statement denies.
#[test]
fn a_denial_of_an_event_stands_if_another_denial_of_the_statement_is_corrected() {
    let denials = |withdrawn: bool| {
        let mut builder = Timeline::builder();
        let [a, b] = actors(&mut builder, ["A", "B"]);
        let event = builder.add_event(raid(a));
        let killed = |assertion: Assertion| {
            Statement::about(event).asserting(assertion.amounting_to(Amount::exactly(3)))
        };
        let denying = killed(Assertion::denial(Fact::Killed));
        let denying = builder.add_event(says(b, 2, SpeechAct::Comment, denying));
        builder.add_link(denying, Relation::Denies, event);
        let mut later = killed(Assertion::that(Fact::Killed));
        if withdrawn {
            later = later.asserting(Assertion::that(Fact::Occurred));
        }
        builder.add_event(says(b, 3, SpeechAct::Claim, later));
        builder.build().unwrap().evidence(event).unwrap().denials.len()
    };
    assert_eq!((denials(false), denials(true)), (1, 0));
}

/// To support an event is not to say who did it.
#[test]
fn what_corroborates_an_event_does_not_support_its_attribution() {
    let mut builder = Timeline::builder();
    let [a, b] = actors(&mut builder, ["A", "B"]);
    let event = builder.add_event(raid(a));
    let other = builder.add_event(says(b, 2, SpeechAct::Comment, Statement::new()));
    builder.add_link(other, Relation::Corroborates, event);
    let timeline = builder.build().unwrap();
    let reports = |of: Proposition| timeline.evidence(of).unwrap().reports;
    assert_eq!(reports(Proposition::Occurred(event)), 1);
    assert_eq!(reports(Proposition::Attributed(event)), 0);
}

/// What is stated comes first; where nothing is, a query that names a rule derives it from the reports.
#[test]
fn a_query_derives_what_is_not_stated_of_events_authors_and_links() {
    let confidences = |stated: Option<i32>, query: &Query| {
        let mut builder = Timeline::builder();
        let [a, b, paper, wire] = actors(&mut builder, ["A", "B", "PAPER", "WIRE"]);
        let graded = |by, credibility| Report::by(by).with_credibility(credibility);
        let strike = |by, on, day: u32| {
            let strike = Event::attack(by, format!("2024-04-{day:02}"), Means::Drone).against(on);
            strike.with_level(escalade::scale::Kahn, day as i32)
        };
        let first = strike(a, b, 1)
            .with_report(graded(paper, Credibility::ProbablyTrue))
            .with_report(graded(wire, Credibility::PossiblyTrue).attributing_to(()));
        let first = builder.add_event(match stated {
            Some(percent) => first.with_confidence(percent).with_attribution(percent + 1),
            None => first,
        });
        let second = builder.add_event(strike(b, a, 2));
        let link = Link::new(second, Relation::RespondsTo, first)
            .with_report(graded(paper, Credibility::Doubtful));
        builder.add_link_draft(match stated {
            Some(percent) => link.with_confidence(percent + 2),
            None => link,
        });
        let timeline = builder.build().unwrap();
        let explained = timeline.chains(query).unwrap().longest().unwrap().explain();
        let (step, why) = (&explained.steps[0], explained.steps[1].why.as_ref().unwrap());
        [step.confidence, step.attribution, why.rules[0].confidence, why.links[0].confidence]
            .map(|one| one.map(Confidence::percent))
    };
    let query = || {
        let rules = [escalade::Rule::Retaliation, escalade::Rule::Declared];
        let query = Query::escalation().on(escalade::scale::Kahn).rules(rules);
        query.max_gap(TimeDelta::days(7))
    };
    assert_eq!(confidences(None, &query()), [None; 4]);
    // 1 - 0.3 * 0.5 that it occurred; the wire does not say who did it.
    let derived = [Some(85), Some(70), Some(70), Some(30)];
    assert_eq!(confidences(None, &query().deriving(Dempster)), derived);
    let stated = [Some(10), Some(11), Some(11), Some(12)];
    assert_eq!(confidences(Some(10), &query()), stated);
    assert_eq!(confidences(Some(10), &query().deriving(Dempster)), stated);
}
