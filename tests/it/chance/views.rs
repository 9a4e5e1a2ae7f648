//! One event a day, compared at a granularity.

use std::collections::BTreeSet;

use escalade::{
    Actor, Event, Means, Timeline,
    model::{Membership, MembershipKind},
    scale::Kahn,
    timeline::{Field, Granularity, ViewStep},
};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

#[test]
fn one_a_day_by_state_is_one_for_each_pair_of_states() {
    let mut random = Pcg64::seed_from_u64(5);
    for _ in 0..50 {
        let mut builder = Timeline::builder();
        let states = ["A", "B", "C"].map(|key| builder.add_actor(Actor::new(key)));
        let mut actors: Vec<_> = states.iter().map(|state| (*state, *state)).collect();
        for (nth, state) in states.iter().cycle().take(6).enumerate() {
            let organ = builder.add_actor(Actor::new(format!("organ{nth}")));
            builder.add_membership(organ, Membership::new(MembershipKind::PartOf, *state));
            actors.push((organ, *state));
        }
        let (mut kept, mut rows) = (BTreeSet::new(), Vec::new());
        for _ in 0..random.random_range(1..80) {
            let mut actor = || actors[random.random_range(0..actors.len())];
            let ((source, by), (target, on)) = (actor(), actor());
            let day = random.random_range(1..6);
            let when = format!("2020-01-0{day}");
            let event = Event::attack(source, when.as_str(), Means::Drone).against(target);
            let id = builder.add_event(event.with_level(Kahn, 3));
            rows.push((day, id, by, on));
        }
        rows.sort_unstable();
        let mut expected = Vec::new();
        for (day, id, by, on) in rows {
            if kept.insert((day, by, on)) {
                expected.push(id);
            }
        }
        let timeline = builder.build().unwrap();
        let fields = [Field::Source, Field::Target];
        let view = timeline.view().one_a_day_by(fields, &Granularity::State);
        let ids: Vec<_> = view.events().map(|event| event.id()).collect();
        assert_eq!(ids, expected);
        let again = timeline.view_from_steps(view.steps()).unwrap();
        assert!(again.events().map(|event| event.id()).eq(expected));
    }
}

#[test]
fn steps_written_before_there_was_a_granularity_are_read() {
    let step: ViewStep = serde_json::from_str(r#"{"one-a-day":{"fields":["source"]}}"#).unwrap();
    let (fields, granularity) = (vec![Field::Source], Granularity::Exact);
    assert_eq!(step, ViewStep::OneADay { fields, granularity });
    assert_eq!(serde_json::to_string(&step).unwrap(), r#"{"one-a-day":{"fields":["source"]}}"#);
    let by_state =
        ViewStep::OneADay { fields: vec![Field::Source], granularity: Granularity::State };
    let text = serde_json::to_string(&by_state).unwrap();
    assert_eq!(serde_json::from_str::<ViewStep>(&text).unwrap(), by_state);
    assert_eq!(by_state.to_string(), "one a day with the same source by state");
}
