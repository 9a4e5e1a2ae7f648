//! Events that come in bursts: each excites its own dyad (Hawkes, 1971), drawn as families of
//! children and children's children (Hawkes and Oakes, 1974).

use rand::RngExt;
use rand_distr::{Distribution, Exp, Poisson};

use super::recipe::{Dice, Recipe, Row, TICKS_A_DAY};

/// How events beget others.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bursts {
    /// How many children an event has, on average; below one, or a burst never ends.
    pub(crate) children: f64,
    /// How often a child answers, from target to source; others carry on from source to target.
    pub(crate) answering: f64,
    /// How many days pass before a child, on average.
    pub(crate) delay: f64,
}

impl Bursts {
    /// Of five events four are begotten, most of them answers, two days later.
    pub(crate) const USUAL: Self = Self { children: 0.8, answering: 0.6, delay: 2.0 };

    /// As many events as the recipe says, in order of time: families in full, but for children born
    /// after its last day, and the last family.
    pub(super) fn rows(self, recipe: Recipe, dice: &mut Dice) -> Vec<Row> {
        let children = Poisson::new(self.children).expect("a positive number");
        let delay = Exp::new(1.0 / (self.delay * TICKS_A_DAY as f64)).expect("a positive delay");
        let last = recipe.days * TICKS_A_DAY;
        let mut born: Vec<Born> = Vec::with_capacity(recipe.events);
        let mut parents = 0;
        while born.len() < recipe.events {
            let Some(&parent) = born.get(parents) else {
                let (tick, dyad) = (dice.tick(), dice.dyad());
                born.push(Born { tick, dyad });
                continue;
            };
            parents += 1;
            for _ in 0..children.sample(&mut dice.rng) as usize {
                let tick = parent.tick + delay.sample(&mut dice.rng) as i64;
                let answers = dice.rng.random_bool(self.answering);
                if tick < last {
                    born.push(Born { tick, dyad: parent.turned_if(answers) });
                }
            }
        }
        born.truncate(recipe.events);
        let mut rows: Vec<Row> =
            born.into_iter().map(|one| Row::new(one.tick, one.dyad, dice.level())).collect();
        rows.sort_unstable();
        rows
    }
}

/// When an event was born, and on which dyad.
#[derive(Clone, Copy)]
struct Born {
    tick: i64,
    dyad: (u32, u32),
}

impl Born {
    fn turned_if(self, turned: bool) -> (u32, u32) {
        let (source, target) = self.dyad;
        if turned { (target, source) } else { (source, target) }
    }
}
