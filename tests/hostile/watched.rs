//! The memory that a watch holds beside its timeline.

use chrono::{DateTime, TimeDelta};
use escalade::{
    Actor, Code, Event, Level, Query, Rule, Timeline, Vocabulary,
    scale::Goldstein,
    watch::{Watch, WatchedQuery},
};
use rand::{RngExt, SeedableRng};
use rand_distr::{Distribution, Zipf};
use rand_pcg::Pcg64;

use super::{MEMORY, alone};

const EVENTS: i64 = 300_000;
const ACTORS: u32 = 5_000;
/// Two thousand and seven hundred events a day, as in ten years of ten million.
const SECONDS: i64 = EVENTS / 2_700 * 86_400;

/// Coded events in order of time, of actors by Zipf's law.
fn timeline() -> Timeline {
    let mut rng = Pcg64::seed_from_u64(20240413);
    let zipf = Zipf::new(f64::from(ACTORS), 0.8).unwrap();
    let mut builder = Timeline::builder();
    let actors: Vec<_> =
        (0..ACTORS).map(|nth| builder.add_actor(Actor::new(format!("A{nth}")))).collect();
    let codes: Vec<_> = (1..=40)
        .map(|level| {
            let code = Code::new(Vocabulary::Cameo, "190");
            builder.add_code(code, Some(Level::from_tenths(-level)))
        })
        .collect();
    builder.reserve(EVENTS as usize);
    for nth in 0..EVENTS {
        let onset = DateTime::from_timestamp(1_400_000_000 + nth * SECONDS / EVENTS, 0).unwrap();
        let mut actor = || zipf.sample(&mut rng) as usize - 1;
        let (source, mut target) = (actor(), actor());
        while target == source {
            target = actor();
        }
        let code = codes[rng.random_range(0..40)];
        builder.add_row(actors[source], actors[target], onset, code);
    }
    builder.build().unwrap()
}

#[test]
fn a_watch_holds_at_most_one_and_a_half_times_its_timeline() {
    let _alone = alone();
    for rule in [Rule::Retaliation, Rule::Relay] {
        let before = MEMORY.current_usage();
        let timeline = timeline();
        let of_timeline = MEMORY.current_usage() - before;
        let query = Query::escalation().on(Goldstein::default()).rules([rule]);
        let query = WatchedQuery::new("query", query.max_gap(TimeDelta::days(7)));
        let mut watch = Watch::new(timeline, [query]).unwrap();
        // From the first transaction on, it keeps what leads to each event.
        for actor in ["A0", "A1"] {
            let mut transaction = watch.transaction();
            let (source, target) = (transaction.actor(actor), transaction.actor("A2"));
            let code = Code::new(Vocabulary::Cameo, "190");
            let event = Event::coded(source, target, "2014-08-31", code);
            transaction.push(event.with_score(Level::from_tenths(-5)));
            let changes = transaction.commit().unwrap();
            let compared = changes.queries()[0].events_compared().unwrap();
            assert!(compared < 100_000, "{compared} events were compared");
        }
        let held = MEMORY.current_usage() - before;
        println!("{}: {of_timeline} bytes, and {held} with the watch", rule.as_str());
        assert!(2 * held <= 3 * of_timeline, "{held} bytes are held beside {of_timeline}");
    }
}
