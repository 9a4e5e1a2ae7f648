//! The text form of steps, what queries with steps are refused, and large numbers of chains that fill them.

use chrono::TimeDelta;
use escalade::{
    Actor, ErrorKind, Event, EventKind, Means, Predicate, Query, Rule, Timeline, Trend,
    chain::{QueryStep, Steps},
    scale::Kahn,
};

fn attack() -> QueryStep {
    QueryStep::new(Predicate::kinds([EventKind::Attack]))
}

fn query() -> Query {
    Query::escalation().on(Kahn).trend(Trend::Any).max_gap(TimeDelta::days(1_000))
}

/// Attacks that alternate between two actors, one a day.
fn attacks(number: u64) -> Timeline {
    let mut builder = Timeline::builder();
    let [a, b] = ["A", "B"].map(|key| builder.add_actor(Actor::new(key)));
    for nth in 0..number {
        let (by, on) = if nth % 2 == 0 { (a, b) } else { (b, a) };
        let day = chrono::NaiveDate::default() + chrono::Days::new(nth);
        let rung = (nth % 5) as i32 + 1;
        builder.add_event(Event::attack(by, day, Means::Drone).against(on).with_level(Kahn, rung));
    }
    builder.build().unwrap()
}

#[test]
fn text_and_steps_say_the_same() {
    let statement = || QueryStep::new(Predicate::kinds([EventKind::Statement]));
    for (text, expected) in [
        ("kind=attack", vec![attack()]),
        (
            "kind=attack+ > kind=attack? > kind=attack*",
            vec![attack().repeated(), attack().optional(), attack().repeated().optional()],
        ),
        (
            "  threat: kind=statement   >>  kind=attack ",
            vec![statement().named("threat"), attack().after_others()],
        ),
        (
            "any >[hop=onward|retaliation gap>=1 gap<=2.5 trend=by=3] kind=attack",
            vec![
                QueryStep::any_event(),
                attack()
                    .rules([Rule::Retaliation, Rule::Onward])
                    .min_gap(TimeDelta::days(1))
                    .max_gap(TimeDelta::hours(60))
                    .trend(Trend::RisingBy(3.0)),
            ],
        ),
        (
            "[gap<=1] any+ >>[trend=falling] any",
            vec![
                QueryStep::any_event().repeated().max_gap(TimeDelta::days(1)),
                QueryStep::any_event().after_others().trend(Trend::Falling),
            ],
        ),
        (
            "place=Tel Aviv,level>=4 > code=cameo:13|17",
            vec![
                QueryStep::new("place=Tel Aviv,level>=4".parse().unwrap()),
                QueryStep::new("code=cameo:13|17".parse().unwrap()),
            ],
        ),
    ] {
        let read: Vec<QueryStep> = text.parse::<Steps>().unwrap().into_iter().collect();
        assert_eq!(read, expected, "{text}");
    }
}

#[test]
fn text_that_is_no_step_is_refused_with_its_place() {
    for (text, places) in [
        ("", vec!["steps/0"]),
        ("any >", vec!["steps/1"]),
        ("any > > any", vec!["steps/1"]),
        ("kind=atack >> any > by", vec!["steps/0", "steps/2"]),
        ("any >[gap<=x] any", vec!["steps/1"]),
        ("any >[hop=onwards] any", vec!["steps/1"]),
        ("any >[trend=up] any", vec!["steps/1"]),
        ("any >[speed=3] any", vec!["steps/1"]),
        ("any+?", vec!["steps/0"]),
    ] {
        let error = text.parse::<Steps>().unwrap_err();
        let found: Vec<_> =
            error.issues().iter().map(|issue| issue.location().to_string()).collect();
        assert_eq!(found, places, "{text}: {error}");
    }
}

#[test]
fn steps_that_no_chain_can_fill_are_refused() {
    let step = QueryStep::any_event;
    let negative = TimeDelta::days(-1);
    for (query, places) in [
        (query().steps([step()]), vec!["query/steps"]),
        (query().min_len(3).steps([step(), step()]), vec!["query/steps"]),
        (query().max_len(2).steps([step(), step(), step()]), vec!["query/max_len"]),
        (query().steps([step().after_others(), step()]), vec!["query/steps/0/after_others"]),
        (query().steps([step().trend(Trend::Any), step()]), vec!["query/steps/0"]),
        (query().steps(vec![step(); 33]), vec!["query/steps"]),
        (query().steps([step(), step().rules([])]), vec!["query/steps/1/rules"]),
        (query().steps([step(), step().min_gap(negative)]), vec!["query/steps/1/min_gap"]),
        (
            query().steps([step(), step().min_gap(TimeDelta::days(2_000))]),
            vec!["query/steps/1/max_gap"],
        ),
        (query().steps([step(), step().trend(Trend::RisingBy(-1.0))]), vec!["query/steps/1/trend"]),
        (query().steps([step(), Predicate::kinds([]).into()]), vec!["query/steps/1/predicate"]),
        (Query::escalation().on(Kahn).steps([step(), step().max_gap(TimeDelta::days(1))]), vec![]),
    ] {
        let found: Vec<String> = match query.check() {
            Ok(()) => Vec::new(),
            Err(error) => error.issues().iter().map(|issue| issue.location().to_string()).collect(),
        };
        assert_eq!(found, places, "{query}");
    }
    let unknown = query().steps([step(), Predicate::sources(["C"]).into()]);
    let error = attacks(2).chains(&unknown).unwrap_err();
    assert_eq!(error.issues()[0].location().to_string(), "query/steps/1/predicate");
}

#[test]
fn steps_that_can_be_filled_in_too_many_ways_are_refused() {
    // Which of the last eighteen events were severe must be remembered, so that subsets are too many.
    let severe = || QueryStep::new(Predicate::at_least(Kahn, 4.0));
    let mut steps = vec![QueryStep::any_event(); 18];
    steps.push(severe());
    steps.push(QueryStep::any_event().repeated());
    let error = attacks(60).chains(&query().steps(steps)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert_eq!(error.issues()[0].location().to_string(), "query/steps");
}

#[test]
fn counts_of_any_size_are_exact() {
    // Of 400 attacks, each follows all those of the other side before it.
    let timeline = attacks(400);
    let all = timeline.chains(&query()).unwrap();
    let any = QueryStep::any_event;
    let every = timeline.chains(&query().steps([any().repeated()])).unwrap();
    assert_eq!(every.count(), all.count());
    assert!(all.count().log2() > 200.0);
    let two_ways = query().steps([any().repeated(), any().repeated().after_others()]);
    assert_eq!(
        timeline.chains(&two_ways).unwrap().count(),
        all.count(),
        "one chain, however many ways"
    );

    // Severe events are one in five: chains through them alone are those of a timeline of them alone.
    let severe = Predicate::at_least(Kahn, 5.0);
    let steps = query().steps([QueryStep::new(severe.clone()).repeated()]);
    let expected = timeline.chains(&query().every(severe)).unwrap();
    let actual = timeline.chains(&steps).unwrap();
    assert_eq!(actual.count(), expected.count());
    assert_eq!(actual.longest(), expected.longest());
    assert_eq!(actual.summary().hops(), all.summary().hops());
}
