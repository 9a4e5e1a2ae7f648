//! Threats and their outcomes: named cases, and random ones compared with a search written from the
//! documentation alone.

pub(crate) mod drafts;
pub(crate) mod reference;

use chrono::TimeDelta;
use escalade::{
    Actor, ActorId, Chain, Chains, Event, EventKind, Level, Link, Means, Query, Rank, Relation,
    Report, Rule, SpeechAct, Statement, Timeline,
    chain::{Precedence, Trend},
    model::{ActionKind, Assertion, Avowal, Conditional, Fact, Pattern},
    scale::Kahn,
    threats::{ConditionState, Fulfilment, ThreatState, Threats},
    timeline::Granularity,
};
use proptest::test_runner::{Config, TestCaseError, TestRunner};

use drafts::{Case, build, cases, day};
use reference::{Outcome, outcomes};

/// Returns the query of a case.
pub(crate) fn query_of(case: &Case) -> Query {
    let query_draft = &case.query_draft;
    let mut query = Query::escalation().on(Kahn).rules(query_draft.rules.iter().copied());
    query = query
        .min_gap(TimeDelta::days(query_draft.gaps.0))
        .max_gap(TimeDelta::days(query_draft.gaps.1));
    query = query.precedence(if query_draft.recorded {
        Precedence::Recorded
    } else {
        Precedence::Certain
    });
    query =
        query.granularity(if query_draft.exact { Granularity::Exact } else { Granularity::State });
    if let Some(days) = query_draft.open_for {
        query = query.threats_open_for(TimeDelta::days(days));
    }
    if let Some(least) = query_draft.min_attribution {
        query = query.min_attribution(i32::from(least));
    }
    query
}

fn by_library(case: &Case) -> Vec<Outcome> {
    let timeline = build(case);
    let (query_draft, query) = (&case.query_draft, query_of(case));
    let view = timeline.view().during(day(query_draft.seen.0)..day(query_draft.seen.1));
    let threats: Threats = view.threats(&query).unwrap();
    // Other chains than those of the query are explained too: the threats are the same.
    let any = query.trend(Trend::Any);
    explanations_tell_what_is_inferred(&view.chains(&any).unwrap(), &threats);
    for nth in 0..6 {
        // Chains prepared anew: after many explanations all threats are followed at once.
        if let Some(chain) = view.chains(&any).unwrap().iter().nth(3 * nth) {
            explanation_tells_what_is_inferred(&chain, &threats);
        }
    }
    let nth = |label: &str| label[1..].parse::<usize>().unwrap();
    let outcomes_found = threats.threats.iter().map(|threat| Outcome {
        statement: nth(&threat.statement.event),
        state: threat.state,
        condition: threat.condition.as_ref().map(|condition| condition.state),
        meeting: threat.condition.as_ref().map_or(Vec::new(), |condition| {
            let meeting = condition.met_by.iter().map(|meeting| {
                let mut contested: Vec<_> = meeting.contested.iter().map(|one| one.what).collect();
                contested.sort_unstable();
                contested.dedup();
                (nth(&meeting.event.event), contested)
            });
            meeting.collect()
        }),
        carried_out: threat
            .carried_out
            .iter()
            .map(|one| (nth(&one.event.event), !one.declared.is_empty(), one.inferred))
            .collect(),
        third_party: threat.third_party,
    });
    outcomes_found.collect()
}

/// Explanations name the threats that each event carries out by rule alone, and say that they are inferred.
fn explanations_tell_what_is_inferred(chains: &Chains<'_>, threats: &Threats) {
    for event in chains.events() {
        if let Some(chain) = chains.through(event.id(), Rank::Longest) {
            explanation_tells_what_is_inferred(&chain, threats);
        }
    }
}

fn explanation_tells_what_is_inferred(chain: &Chain<'_>, threats: &Threats) {
    for step in chain.explain().steps {
        let mut told: Vec<_> = step.carries_out.iter().map(String::as_str).collect();
        told.retain(|line| line.contains("inferred"));
        let mut wanted = Vec::new();
        for threat in &threats.threats {
            let fulfilled = &threat.carried_out;
            let by_rule = |one: &&Fulfilment| {
                one.event.event == step.event && one.inferred && one.declared.is_empty()
            };
            if let Some(one) = fulfilled.iter().find(by_rule) {
                let falls_short =
                    one.beyond_threatened.is_some_and(|beyond| beyond < Level::from(0));
                wanted.push((format!("{}, ", threat.statement.event), falls_short));
            }
        }
        assert_eq!(told.len(), wanted.len(), "{told:?}, {wanted:?}");
        for (statement, falls_short) in wanted {
            let line = told.iter().find(|line| line.starts_with(&statement)).unwrap();
            assert_eq!(line.contains("in part"), falls_short, "{line}");
        }
    }
}

#[test]
fn an_explanation_tells_a_threat_that_no_link_says_was_carried_out() {
    let mut builder = Timeline::builder();
    let [a, b] = ["A", "B"].map(|key| builder.add_actor(Actor::new(key)));
    let attack = |by, day, rung| Event::attack(by, day, Means::Drone).with_level(Kahn, rung);
    builder.add_event(attack(a, "2024-04-01", 3).against(b).with_key("raid"));
    let threat = Event::statement(b, "2024-04-02", SpeechAct::Threaten).against(a);
    builder.add_event(threat.with_key("vow"));
    builder.add_event(attack(b, "2024-04-05", 5).against(a).with_key("reprisal"));
    let timeline = builder.build().unwrap();
    let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(30));
    let chains = timeline.chains(&query).unwrap();
    let explanation = chains.longest().unwrap().explain();
    assert_eq!(
        explanation.steps[1].carries_out,
        [
            "vow, 2024-04-02, B → A, statement: threaten; inferred: the first event that fits it, which no link declares"
        ]
    );
    assert!(explanation.to_string().contains("carries out: vow"), "{explanation}");

    // Long before the chain, and open for a time of its own or until a deadline.
    let (mut builder, attack_on_b) = (Timeline::builder(), Pattern::new().by(a).against(b));
    let [a, b] = ["A", "B"].map(|key| builder.add_actor(Actor::new(key)));
    let vow = Event::statement(a, "2024-01-01", SpeechAct::Threaten).against(b);
    builder.add_event(vow.with_statement(Statement::new().staying_open_for(TimeDelta::days(120))));
    let demand = Event::statement(a, "2024-01-02", SpeechAct::Ultimatum).against(b);
    let met = Pattern::new().by(b).of_kind(EventKind::Action);
    let unless = Conditional::unless(met, attack_on_b).by("2024-04-01");
    builder.add_event(demand.with_statement(Statement::new().on_condition(unless)));
    builder.add_event(attack(b, "2024-04-01", 3).against(a));
    builder.add_event(attack(a, "2024-04-05", 5).against(b));
    let timeline = builder.build().unwrap();
    let explanation = timeline.chains(&query).unwrap().longest().unwrap().explain();
    let told = &explanation.steps[1].carries_out;
    assert!(told[0].starts_with("#0, ") && told[1].starts_with("#1, "), "{told:?}");
    assert_eq!(told.len(), 2);
    let timeline_of_threats = timeline.threats(&query).unwrap();
    explanations_tell_what_is_inferred(&timeline.chains(&query).unwrap(), &timeline_of_threats);
}

#[test]
#[cfg(feature = "json")]
fn documents_can_state_conditions() {
    use escalade::{
        model::Clause,
        read::{Format, Options},
    };
    let read = |fields: &str| {
        let document = format!(
            r#"{{"escalade": 1, "actors": [{{"key": "A"}}], "events": [
                {{"when": "2024", "statement": "ultimatum", "source": "A", {fields}}}]}}"#
        );
        let options = Options::new().format(Format::Json);
        options.read("document", document.as_bytes()).map(|reading| reading.timeline)
    };
    for (fields, clause) in [
        (r#""if": {}, "then": {}"#, Clause::If),
        (r#""unless": {"source": "A"}, "then": {}, "deadline": "2024-05""#, Clause::Unless),
        (r#""then": {"words": "war"}, "deadline": "2024-05""#, Clause::Unconditional),
        (r#""then": {"words": "war"}, "open_for": "P30DT12H""#, Clause::Unconditional),
    ] {
        let timeline = read(fields).unwrap();
        let said = timeline.event_at(0).statement().unwrap().conditional().unwrap();
        assert_eq!(said.clause(), clause);
        let mut written = Vec::new();
        escalade::read::json::write(&timeline, &mut written).unwrap();
        let again =
            Options::new().format(Format::Json).read("written", &*written).unwrap().timeline;
        let mut twice = Vec::new();
        escalade::read::json::write(&again, &mut twice).unwrap();
        assert_eq!(String::from_utf8(twice).unwrap(), String::from_utf8(written).unwrap());
    }
    for (fields, place) in [
        (r#""if": {}"#, "events/0/then"),
        (r#""unless": {}"#, "events/0/then"),
        (r#""deadline": "2024-05""#, "events/0/then"),
        (r#""if": {}, "unless": {}, "then": {}"#, "events/0/unless"),
        (r#""open_for": "30 days""#, "events/0/open_for"),
    ] {
        let error = read(fields).unwrap_err();
        let outcomes_found =
            error.issues().iter().map(|issue| issue.location().to_string()).collect::<Vec<_>>();
        assert!(
            outcomes_found.len() == 1 && outcomes_found[0].contains(place),
            "{fields}: {outcomes_found:?}"
        );
    }
}

/// Returns the state of a threat by A on the 2nd that no event carries out, with an event of C a
/// month later.
fn unfulfilled(cover: impl FnOnce(&mut escalade::TimelineBuilder)) -> ThreatState {
    let mut builder = Timeline::builder();
    let [a, b, c] = ["A", "B", "C"].map(|key| builder.add_actor(Actor::new(key)));
    builder.add_event(Event::statement(a, "2024-04-02", SpeechAct::Threaten).against(b));
    builder.add_event(Event::action(c, "2024-05-02", ActionKind::Meeting));
    cover(&mut builder);
    let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    builder.build().unwrap().threats(&query).unwrap().threats[0].state
}

#[test]
fn threats_beyond_the_coverage_are_open() {
    assert_eq!(unfulfilled(|_| ()), ThreatState::Lapsed, "nothing is said of what is covered");
    assert_eq!(unfulfilled(|builder| builder.cover("2024-04".."2024-06")), ThreatState::Lapsed);
    assert_eq!(unfulfilled(|builder| builder.cover("2024-04-05".."2024-06")), ThreatState::Open);
}

#[test]
fn an_ultimatum_lapses_or_is_averted() {
    let state = |withdrawn: bool, end: &str| {
        let mut builder = Timeline::builder();
        let [a, b] = ["A", "B"].map(|key| builder.add_actor(Actor::new(key)));
        let withdrawal = Pattern::new().of_kind(EventKind::Action).by(b).against(a);
        let attack = Pattern::new().of_kind(EventKind::Attack).against(b);
        let unless = Conditional::unless(withdrawal, attack).by("2024-04-05");
        let ultimatum = Event::statement(a, "2024-04-01", SpeechAct::Ultimatum).against(b);
        builder.add_event(ultimatum.with_statement(Statement::new().on_condition(unless)));
        if withdrawn {
            builder.add_event(Event::action(b, "2024-04-05", ActionKind::Concession).against(a));
        }
        builder.add_event(Event::action(b, end, ActionKind::Meeting));
        let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
        let threats = builder.build().unwrap().threats(&query).unwrap();
        (threats.threats[0].state, threats.threats[0].condition.as_ref().unwrap().state)
    };
    assert_eq!(state(false, "2024-04-05"), (ThreatState::Open, ConditionState::Open));
    assert_eq!(state(false, "2024-04-06"), (ThreatState::Open, ConditionState::Lapsed));
    assert_eq!(state(false, "2024-05"), (ThreatState::Lapsed, ConditionState::Lapsed));
    assert_eq!(state(true, "2024-05"), (ThreatState::Averted, ConditionState::Met));
}

#[test]
fn threats_can_be_written_and_read_back() {
    let mut builder = Timeline::builder();
    let [a, b] = ["A", "B"].map(|key| builder.add_actor(Actor::new(key)));
    builder.add_event(Event::statement(a, "2024-04-02", SpeechAct::Threaten).against(b));
    builder.add_event(Event::attack(a, "2024-04-03", Means::Drone).against(b).with_level(Kahn, 9));
    let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    let threats = builder.build().unwrap().threats(&query).unwrap();
    let written = serde_json::to_string(&threats).unwrap();
    assert_eq!(serde_json::from_str::<Threats>(&written).unwrap(), threats);
}

#[test]
fn threats_are_followed_as_by_the_reference_search() {
    let config = Config { max_shrink_iters: 20_000, ..crate::random_cases::config(5_000, 6) };
    let result = TestRunner::new(config).run(&cases(), |case| {
        let (reference, library) = (outcomes(&case), by_library(&case));
        let differs =
            reference.iter().zip(&library).find(|(reference, library)| reference != library);
        if reference.len() != library.len() || differs.is_some() {
            return Err(TestCaseError::fail(format!(
                "{differs:#?}\n{} and {}",
                reference.len(),
                library.len()
            )));
        }
        Ok(())
    });
    result.unwrap_or_else(|error| panic!("{error}"));
}

/// A scale that is not built in is known by the levels of coders alone.
#[test]
fn a_condition_may_be_on_a_scale_of_coders_alone() {
    let state = |levels: &[(&'static str, i32)]| {
        let mut builder = Timeline::builder();
        let [a, b] = ["A", "B"].map(|key| builder.add_actor(Actor::new(key)));
        let harm = |by, on| Pattern::new().by(by).against(on).with_min_level("harm", 5);
        let conditional = Conditional::new(harm(b, a), harm(a, b));
        let threat = Event::statement(a, "2024-04-01", SpeechAct::Threaten).against(b);
        builder.add_event(threat.with_statement(Statement::new().on_condition(conditional)));
        for (day, (by, on)) in [(3, (b, a)), (5, (a, b))] {
            let event = Event::action(by, day_of(day), ActionKind::Other).against(on);
            let level = |event: Event, (scale, level): &(&'static str, i32)| {
                event.with_level(*scale, *level)
            };
            builder.add_event(levels.iter().fold(event.with_level(Kahn, 30), level));
        }
        let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
        let threats = builder.build().unwrap().threats(&query).unwrap();
        let threat = &threats.threats[0];
        let beyond = threat.carried_out.first().and_then(|one| one.beyond_threatened);
        (threat.condition.as_ref().unwrap().state, threat.state, beyond)
    };
    let unmet = (ConditionState::Open, ThreatState::Open, None);
    assert_eq!(state(&[]), unmet, "no level on the scale");
    assert_eq!(state(&[("other", 9)]), unmet, "a level on another scale");
    assert_eq!(state(&[("harm", 4)]), unmet);
    for (level, beyond) in [(5, 0), (6, 1)] {
        let met = (ConditionState::Met, ThreatState::CarriedOut, Some(Level::from(beyond)));
        assert_eq!(state(&[("other", 1), ("harm", level)]), met);
    }
}

fn day_of(nth: u32) -> String {
    format!("2024-04-{nth:02}")
}

#[test]
fn threats_are_printed_with_all_that_is_contested() {
    let mut builder = Timeline::builder();
    let [a, b, c, paper] = ["A", "B", "C", "PAPER"].map(|key| builder.add_actor(Actor::new(key)));
    let says = |by, day, act, on| Event::statement(by, day_of(day), act).against(on);
    let attack = |by, on| Pattern::new().of_kind(EventKind::Attack).by(by).against(on);
    let strike = |by: ActorId, on, day, level: i32| {
        Event::attack(by, day_of(day), Means::Drone).against(on).with_level(Kahn, level)
    };
    let first = builder.add_event(strike(a, b, 1, 4).with_key("first"));
    // Meets its condition by an event whose author, occurrence and answer are contested.
    let condition = attack(b, a).answering(first).in_words("B answers");
    let consequence = attack(a, b).with_min_level(Kahn, 9).in_words("A strikes hard");
    let conditional = Conditional::new(condition, consequence).by("2024-04-10");
    let coder = Report::coder().with_words("read as a threat");
    let vow = says(a, 2, SpeechAct::Threaten, b).with_key("vow").with_report(coder);
    let vow = builder.add_event(vow.with_statement(Statement::new().on_condition(conditional)));
    let answer = Event::attack((), day_of(4), Means::Drone)
        .against(a)
        .with_key("answer")
        .with_candidate(b, 60)
        .with_candidate(c, 30)
        .with_avowal(Avowal::Unclaimed)
        .with_report(Report::by(paper).quoting(a))
        .with_report(Report::public_record().quoting(a))
        .with_report(Report::coder());
    let answer = builder.add_event(answer);
    let link = Link::new(answer, Relation::RespondsTo, first).asserted_by(c).with_confidence(70);
    builder.add_link_draft(link);
    for (by, assertion, key) in [
        (c, Assertion::denial(Fact::Occurred), "c-denies"),
        (b, Assertion::denial(Fact::Attribution).naming(b), "b-denies"),
        (a, Assertion::that(Fact::Attribution).naming(b), "a-accuses"),
    ] {
        let about = Statement::about(answer).asserting(assertion);
        builder.add_event(says(by, 5, SpeechAct::Comment, a).with_key(key).with_statement(about));
    }
    let deed = builder.add_event(strike(a, b, 6, 7).with_key("deed").with_attribution(80));
    builder.add_link_draft(Link::new(deed, Relation::CarriesOut, vow).asserted_by(b));
    builder.add_event(strike(a, b, 7, 9).with_key("second-deed"));
    // A warning by a third party, with a time of its own.
    let warned = Conditional::new(attack(a, b), attack(b, a));
    let warning = says(c, 3, SpeechAct::Warn, a).with_key("warning");
    let open = Statement::new().on_condition(warned).staying_open_for(TimeDelta::days(4));
    builder.add_event(warning.with_statement(open));
    // A demand that is met, and threats without a stated consequence.
    let demand = Conditional::unless(Pattern::new().by(a).of_kind(EventKind::Attack), attack(c, a));
    let demand = Statement::new().on_condition(demand.by("2024-04-07"));
    builder
        .add_event(says(c, 3, SpeechAct::Ultimatum, a).with_key("demand").with_statement(demand));
    builder.add_event(says(a, 5, SpeechAct::Threaten, b).with_key("bare"));
    builder.add_event(says(b, 8, SpeechAct::Promise, a).with_key("promise"));
    builder.add_event(strike(c, paper, 28, 3).with_key("end"));
    let timeline = builder.build().unwrap();
    let query =
        Query::escalation().on(Kahn).trend(Trend::Any).rules([Rule::Declared, Rule::Retaliation]);
    let text = |query: &Query| timeline.threats(query).unwrap().to_string();
    let (by_gap, by_time) = (
        text(&query.clone().max_gap(TimeDelta::days(7))),
        text(&query.max_gap(TimeDelta::days(7)).threats_open_for(TimeDelta::days(30))),
    );
    assert_eq!(by_gap, include_str!("threats/printed.txt"));
    assert!(
        by_time.contains("stays open for 30 days: 2 carried out, 1 averted, 1 lapsed, 1 open\n")
    );
    let promise = "promise, 2024-04-08, B → A, statement: promise: open until 2024-05-08\n";
    assert!(by_time.ends_with(promise), "{by_time}");
}
