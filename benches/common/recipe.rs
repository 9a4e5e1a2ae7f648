//! Synthetic events, the same in every run: actors by Zipf's law, low levels more frequent than high ones.

use chrono::DateTime;
use escalade::{Actor, Code, Level, Timeline, Vocabulary};
use rand::{RngExt, SeedableRng};
use rand_distr::{Distribution, Zipf, weighted::WeightedIndex};
use rand_pcg::Pcg64;

use super::bursts::{Bursts, Occurrence};

/// The first onset possible, in seconds since 1970: in May 2014.
const START: i64 = 1_400_000_000;
/// Onsets are multiples of 15 minutes, as in news feeds published every 15 minutes.
const TICK: i64 = 15 * 60;
const TICKS_A_DAY: i64 = 96;

/// The parameters of a synthetic timeline.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Recipe {
    pub(crate) events: usize,
    pub(crate) actors: u32,
    /// The number of levels, each 0.93 times as frequent as the one below.
    pub(crate) levels: usize,
    pub(crate) days: i64,
    /// How events bring about others; `None` if they are independent and uniformly distributed over time.
    pub(crate) bursts: Option<Bursts>,
}

/// A synthetic event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Row {
    /// In seconds since 1970.
    pub(crate) onset: i64,
    pub(crate) source: u32,
    pub(crate) target: u32,
    /// From 1 on.
    pub(crate) level: i32,
}

impl Recipe {
    /// Ten years of 15-minute ticks between 5,000 actors.
    pub(crate) fn decade(events: usize) -> Self {
        Self { events, actors: 5_000, levels: 40, days: 3_652, bursts: None }
    }

    /// As `decade`, but most events come in bursts.
    pub(crate) fn bursts(events: usize) -> Self {
        Self { bursts: Some(Bursts::USUAL), ..Self::decade(events) }
    }

    /// A year of 200 actors, so that each has many events.
    pub(crate) fn year(events: usize) -> Self {
        Self { events, actors: 200, levels: 10, days: 365, bursts: None }
    }

    /// Returns the timeline of the events.
    pub(crate) fn timeline(self) -> Timeline {
        timeline(self.actors, &self.rows())
    }

    /// Returns the events in order of time.
    pub(crate) fn rows(self) -> Vec<Row> {
        let mut rng = Pcg64::seed_from_u64(20240413);
        let odds = Distributions::new(self);
        match self.bursts {
            Some(bursts) => self.in_bursts(bursts, &odds, &mut rng),
            None => self.independent(&odds, &mut rng),
        }
    }

    fn independent(self, odds: &Distributions, rng: &mut Pcg64) -> Vec<Row> {
        let mut ticks: Vec<i64> = (0..self.events).map(|_| odds.tick(rng)).collect();
        ticks.sort_unstable();
        let row = |tick| Row::new(tick, odds.dyad(rng), odds.level(rng));
        ticks.into_iter().map(row).collect()
    }

    fn in_bursts(self, bursts: Bursts, odds: &Distributions, rng: &mut Pcg64) -> Vec<Row> {
        let end = self.days * TICKS_A_DAY;
        let parentless =
            |rng: &mut Pcg64| Occurrence { tick: odds.tick(rng), dyad: odds.dyad(rng) };
        let occurrences = bursts.occurrences(self.events, TICKS_A_DAY, end, rng, parentless);
        let row = |one: Occurrence| Row::new(one.tick, one.dyad, odds.level(rng));
        let mut rows: Vec<Row> = occurrences.into_iter().map(row).collect();
        rows.sort_unstable();
        rows
    }
}

impl Row {
    fn new(tick: i64, (source, target): (u32, u32), level: i32) -> Self {
        Self { onset: START + TICK * tick, source, target, level }
    }
}

/// The distributions that events are drawn from.
struct Distributions {
    ticks: i64,
    actors: Zipf<f64>,
    levels: WeightedIndex<f64>,
}

impl Distributions {
    fn new(recipe: Recipe) -> Self {
        let weights = (0..recipe.levels).map(|level| 0.93_f64.powi(level as i32));
        Self {
            ticks: recipe.days * TICKS_A_DAY,
            actors: Zipf::new(f64::from(recipe.actors), 0.8).expect("a valid exponent"),
            levels: WeightedIndex::new(weights).expect("positive weights"),
        }
    }

    fn tick(&self, rng: &mut Pcg64) -> i64 {
        rng.random_range(0..self.ticks)
    }

    fn level(&self, rng: &mut Pcg64) -> i32 {
        self.levels.sample(rng) as i32 + 1
    }

    fn dyad(&self, rng: &mut Pcg64) -> (u32, u32) {
        let mut actor = || self.actors.sample(rng) as u32 - 1;
        let (source, mut target) = (actor(), actor());
        while target == source {
            target = actor();
        }
        (source, target)
    }
}

/// Builds the timeline of synthetic events between `actors` actors.
pub(crate) fn timeline(actors: u32, rows: &[Row]) -> Timeline {
    let mut builder = Timeline::builder();
    let ids: Vec<_> =
        (0..actors).map(|nth| builder.add_actor(Actor::new(format!("A{nth}")))).collect();
    let most = rows.iter().map(|row| row.level).max().unwrap_or(0);
    let code = Code::new(Vocabulary::Cameo, "190");
    let scores = (1..=most).map(|level| Some(Level::from_tenths((-level).into())));
    let codes: Vec<_> = scores.map(|score| builder.add_code(code.clone(), score)).collect();
    builder.reserve(rows.len());
    for row in rows {
        let when = DateTime::from_timestamp(row.onset, 0).expect("a valid time");
        let (source, target) = (ids[row.source as usize], ids[row.target as usize]);
        builder.add_row(source, target, when, codes[row.level as usize - 1]);
    }
    builder.build().expect("synthetic events are valid")
}
