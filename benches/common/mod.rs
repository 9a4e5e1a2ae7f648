//! Synthetic events, the same for the same seed: actors by Zipf, levels with a heavy low end.

use chrono::{DateTime, TimeDelta, Utc};
use escalade::{Actor, Code, Event, Level, Timeline, Vocabulary};
use rand::{RngExt, SeedableRng};
use rand_distr::{Distribution, Zipf, weighted::WeightedIndex};
use rand_pcg::Pcg64;

/// What a synthetic timeline is made of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Recipe {
    pub(crate) events: usize,
    pub(crate) actors: u32,
    /// How many levels occur, each 0.93 times as frequent as the one below.
    pub(crate) levels: usize,
    pub(crate) days: i64,
}

impl Recipe {
    /// Ten years of 15-minute ticks between 5,000 actors.
    pub(crate) fn decade(events: usize) -> Self {
        Self { events, actors: 5_000, levels: 40, days: 3_652 }
    }

    pub(crate) fn timeline(self) -> Timeline {
        let mut rng = Pcg64::seed_from_u64(20240413);
        let actors = Zipf::new(f64::from(self.actors), 0.8).expect("a valid exponent");
        let weights = (0..self.levels).map(|level| 0.93_f64.powi(level as i32));
        let levels = WeightedIndex::new(weights).expect("positive weights");
        let start: DateTime<Utc> =
            DateTime::from_timestamp(1_400_000_000, 0).expect("a valid time");
        let ticks = self.days * 96;
        let mut onsets: Vec<i64> = (0..self.events).map(|_| rng.random_range(0..ticks)).collect();
        onsets.sort_unstable();

        let mut builder = Timeline::builder();
        let ids: Vec<_> =
            (0..self.actors).map(|nth| builder.add_actor(Actor::new(format!("A{nth}")))).collect();
        for onset in onsets {
            let mut draw = || ids[actors.sample(&mut rng) as usize - 1];
            let (source, mut target) = (draw(), draw());
            while target == source {
                target = draw();
            }
            let when = start + TimeDelta::minutes(15 * onset);
            let level = levels.sample(&mut rng) as i32 + 1;
            let code = Code::new(Vocabulary::Cameo, "190");
            let event = Event::coded(source, target, when, code);
            builder.add_event(event.with_score(Level::from_tenths(-level)));
        }
        builder.build().expect("synthetic events are valid")
    }
}
