//! Synthetic events, the same for the same seed: actors by Zipf, levels with a heavy low end.

use chrono::DateTime;
use escalade::{Actor, Code, Level, Timeline, Vocabulary};
use rand::{RngExt, SeedableRng};
use rand_distr::{Distribution, Zipf, weighted::WeightedIndex};
use rand_pcg::Pcg64;

use super::bursts::Bursts;

/// The first second of synthetic time: May 2014.
const START: i64 = 1_400_000_000;
/// Onsets fall on ticks of 15 minutes, as in feeds that bring news so often.
const TICK: i64 = 15 * 60;
pub(super) const TICKS_A_DAY: i64 = 96;

/// What a synthetic timeline is made of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Recipe {
    pub(crate) events: usize,
    pub(crate) actors: u32,
    /// How many levels occur, each 0.93 times as frequent as the one below.
    pub(crate) levels: usize,
    pub(crate) days: i64,
    /// How events beget others; nothing where each comes by itself, at any time alike.
    pub(crate) bursts: Option<Bursts>,
}

/// One synthetic event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Row {
    /// In seconds since 1970.
    pub(crate) onset: i64,
    pub(crate) source: u32,
    pub(crate) target: u32,
    /// From 1 up.
    pub(crate) level: i32,
}

impl Recipe {
    /// Ten years of 15-minute ticks between 5,000 actors.
    pub(crate) fn decade(events: usize) -> Self {
        Self { events, actors: 5_000, levels: 40, days: 3_652, bursts: None }
    }

    /// The same decade, but most events come in bursts.
    pub(crate) fn bursts(events: usize) -> Self {
        Self { bursts: Some(Bursts::USUAL), ..Self::decade(events) }
    }

    /// A year of few actors, so that all of them are busy.
    pub(crate) fn year(events: usize) -> Self {
        Self { events, actors: 200, levels: 10, days: 365, bursts: None }
    }

    pub(crate) fn timeline(self) -> Timeline {
        timeline(self.actors, &self.rows())
    }

    /// The events in order of time.
    pub(crate) fn rows(self) -> Vec<Row> {
        let mut dice = Dice::new(self);
        match self.bursts {
            Some(bursts) => bursts.rows(self, &mut dice),
            None => self.scattered(&mut dice),
        }
    }

    fn scattered(self, dice: &mut Dice) -> Vec<Row> {
        let mut ticks: Vec<i64> = (0..self.events).map(|_| dice.tick()).collect();
        ticks.sort_unstable();
        ticks.into_iter().map(|tick| dice.row(tick)).collect()
    }
}

impl Row {
    pub(super) fn new(tick: i64, (source, target): (u32, u32), level: i32) -> Self {
        Self { onset: START + TICK * tick, source, target, level }
    }
}

/// All that is left to chance.
pub(super) struct Dice {
    pub(super) rng: Pcg64,
    ticks: i64,
    actors: Zipf<f64>,
    levels: WeightedIndex<f64>,
}

impl Dice {
    fn new(recipe: Recipe) -> Self {
        let weights = (0..recipe.levels).map(|level| 0.93_f64.powi(level as i32));
        Self {
            rng: Pcg64::seed_from_u64(20240413),
            ticks: recipe.days * TICKS_A_DAY,
            actors: Zipf::new(f64::from(recipe.actors), 0.8).expect("a valid exponent"),
            levels: WeightedIndex::new(weights).expect("positive weights"),
        }
    }

    pub(super) fn tick(&mut self) -> i64 {
        self.rng.random_range(0..self.ticks)
    }

    pub(super) fn row(&mut self, tick: i64) -> Row {
        Row::new(tick, self.dyad(), self.level())
    }

    pub(super) fn level(&mut self) -> i32 {
        self.levels.sample(&mut self.rng) as i32 + 1
    }

    pub(super) fn dyad(&mut self) -> (u32, u32) {
        let mut draw = || self.actors.sample(&mut self.rng) as u32 - 1;
        let (source, mut target) = (draw(), draw());
        while target == source {
            target = draw();
        }
        (source, target)
    }
}

/// The timeline of such events.
pub(crate) fn timeline(actors: u32, rows: &[Row]) -> Timeline {
    let mut builder = Timeline::builder();
    let ids: Vec<_> =
        (0..actors).map(|nth| builder.add_actor(Actor::new(format!("A{nth}")))).collect();
    let most = rows.iter().map(|row| row.level).max().unwrap_or(0);
    let code = Code::new(Vocabulary::Cameo, "190");
    let scores = (1..=most).map(|level| Some(Level::from_tenths(-level)));
    let codes: Vec<_> = scores.map(|score| builder.add_code(code.clone(), score)).collect();
    builder.reserve(rows.len());
    for row in rows {
        let when = DateTime::from_timestamp(row.onset, 0).expect("a valid time");
        let (source, target) = (ids[row.source as usize], ids[row.target as usize]);
        builder.add_row(source, target, when, codes[row.level as usize - 1]);
    }
    builder.build().expect("synthetic events are valid")
}
