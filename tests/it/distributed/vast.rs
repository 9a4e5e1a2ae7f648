//! Counts beyond 1,024 bits, of which the binary logarithm is kept.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta};
use escalade::{
    Actor, Count, Event, Level, Means, Query, Rule, Timeline,
    chain::Floor,
    distributed::{Answer, Question, Spread},
    scale::Goldstein,
};

use super::asked;

/// The events of a part of all, in order of time: at each of 200 levels 36 of each of two pairs of parties in either
/// direction, each of which follows all of the other direction at lower levels.
fn part(nth: usize, parts: usize) -> Arc<Timeline> {
    let mut builder = Timeline::builder();
    let actors = ["A", "B", "C", "D"].map(|key| builder.add_actor(Actor::new(key)));
    let mut minute = 0;
    for tenth in 0..200 {
        let level = Level::try_from(f64::from(tenth) / 10.0 - 10.0).unwrap();
        for event in 0..144 {
            minute += 1;
            if minute as usize % parts != nth {
                continue;
            }
            let (pair, way) = (event % 2 * 2, event / 2 % 2);
            let (source, target) = (actors[pair + way], actors[pair + 1 - way]);
            let when = DateTime::from_timestamp(minute * 60, 0).unwrap();
            let event = Event::attack(source, when, Means::Drone).against(target);
            builder.add_event(event.with_level(Goldstein::default(), level));
        }
    }
    Arc::new(builder.build().unwrap())
}

#[test]
fn logarithms_of_vast_counts_differ_in_the_ninth_digit_at_most() {
    let query = Query::escalation().on(Goldstein::default()).max_gap(TimeDelta::days(30));
    let query = query.floor(Floor::None);
    let count = |answer| match answer {
        Answer::Summary(summary) => summary.chains().clone(),
        other => panic!("{other:?}"),
    };
    for (rule, spread) in [(Rule::Relay, Spread::LevelRounds), (Rule::Retaliation, Spread::Pairs)] {
        let query = query.clone().rules([rule]);
        let whole = part(0, 1).chains(&query).unwrap().count();
        let expected = 4_f64.log2() + 200.0 * 37_f64.log2();
        assert!(!whole.is_exact() && (whole.log2() - expected).abs() < 1e-8, "{whole}");
        let question = Question::new(query).spread_by(spread);
        let parts = [0, 1, 2].map(|nth| part(nth, 3));
        let spread: Count = count(asked(&parts, 2, &question));
        assert!((spread.log2() - whole.log2()).abs() <= 1e-9, "{spread}, not {whole}");
    }
}
