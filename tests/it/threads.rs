//! Values that threads share: they can be sent and shared, and many threads that ask at once get the same bits.

use std::thread;

use chrono::TimeDelta;
use escalade::{
    Actor, Chains, Event, Means, Query, Rank, Rule, Timeline, View, chain::Trend, scale::Kahn,
    timeline::TimelineBuilder,
};

/// Checked when the tests are compiled.
#[test]
fn what_may_be_shared_is_send_and_sync() {
    fn is_shared<T: Send + Sync>() {}
    is_shared::<Timeline>();
    is_shared::<TimelineBuilder>();
    is_shared::<View<'_>>();
    is_shared::<Query>();
    is_shared::<Chains<'_>>();
    is_shared::<escalade::Chain<'_>>();
    is_shared::<escalade::explain::Explanation>();
    is_shared::<escalade::Error>();
    #[cfg(feature = "watch")]
    is_shared::<escalade::watch::Watch>();
}

fn timeline(events: u32) -> Timeline {
    let mut builder = Timeline::builder();
    let actors = ["A", "B", "C", "D", "E"].map(|key| builder.add_actor(Actor::new(key)));
    let mut state = 7_u64;
    let mut below = |bound: u64| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % bound
    };
    for nth in 0..events {
        let (source, offset) = (below(5) as usize, 1 + below(4) as usize);
        let day = chrono::NaiveDate::from_ymd_opt(2006, 1, 1).unwrap()
            + TimeDelta::days(i64::from(nth / 3));
        let attack = Event::attack(actors[source], day, Means::Drone);
        let rung = 1 + below(40) as i32;
        builder.add_event(attack.against(actors[(source + offset) % 5]).with_level(Kahn, rung));
    }
    builder.build().unwrap()
}

/// Every answer whose intermediate results are computed once and kept, asked in an order of its own by each thread.
fn answers(chains: &Chains<'_>, first: usize) -> Vec<String> {
    let asks: [&dyn Fn() -> String; 8] = [
        &|| chains.summary().to_string(),
        &|| format!("{:?}", chains.count_by_len().map_err(|problem| problem.to_string())),
        &|| chains.longest().map_or(String::new(), |chain| chain.explain().to_string()),
        &|| format!("{:?}", chains.top(Rank::GreatestRise).take(5).collect::<Vec<_>>()),
        &|| format!("{:?}", chains.iter().take(20).collect::<Vec<_>>()),
        &|| format!("{:?}", chains.maximal().take(20).collect::<Vec<_>>()),
        &|| {
            let mut nth = 0_u64;
            format!(
                "{:?}",
                chains.sample(|| {
                    nth += 1;
                    nth.wrapping_mul(0x9e37_79b9_7f4a_7c15)
                })
            )
        },
        &|| format!("{:?}", chains.by_dyad()),
    ];
    let mut answers = vec![String::new(); asks.len()];
    for nth in 0..asks.len() {
        let ask = (first + nth) % asks.len();
        answers[ask] = asks[ask]();
    }
    answers
}

#[test]
fn many_threads_get_the_same_answers() {
    let timeline = timeline(300);
    for rule in [Rule::Retaliation, Rule::Relay] {
        for trend in [Trend::Rising, Trend::Any] {
            let query = Query::escalation().on(Kahn).rules([rule]).trend(trend);
            let query = query.max_gap(TimeDelta::days(6));
            let expected = answers(&timeline.chains(&query).unwrap(), 0);
            for _ in 0..3 {
                // The timeline is new too, so that its index is built by several threads.
                let fresh = self::timeline(300);
                let chains = fresh.chains(&query).unwrap();
                thread::scope(|scope| {
                    let threads: Vec<_> = (0..8)
                        .map(|first| {
                            scope.spawn({
                                let chains = &chains;
                                move || answers(chains, first)
                            })
                        })
                        .collect();
                    for thread in threads {
                        for (got, expected) in thread.join().unwrap().iter().zip(&expected) {
                            assert_eq!(got, expected, "{query}");
                        }
                    }
                });
            }
        }
    }
}
