//! Events that come in bursts: each event excites its own dyad (Hawkes, 1971). They are drawn as a
//! branching process (Hawkes and Oakes, 1974): every event has children, which have children in turn.

use rand::RngExt;
use rand_distr::{Distribution, Exp, Poisson};
use rand_pcg::Pcg64;

/// How events bring about other events.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bursts {
    /// The average number of children of an event; below one, or a burst never ends.
    pub(crate) children: f64,
    /// The probability that a child goes back from target to source; other children repeat their
    /// parent's dyad.
    pub(crate) answering: f64,
    /// The average time from an event to its child, in days.
    pub(crate) delay: f64,
}

/// The onset of an event, and its dyad.
#[derive(Clone, Copy)]
pub(super) struct Occurrence {
    pub(super) tick: i64,
    pub(super) dyad: (u32, u32),
}

impl Bursts {
    /// Four of five events are children, most of them answers, two days later.
    pub(crate) const USUAL: Self = Self { children: 0.8, answering: 0.6, delay: 2.0 };

    /// Returns `events` occurrences before the tick `end`, in the order in which they are drawn.
    ///
    /// An event without a parent is drawn with `parentless` whenever no event is left that has not had
    /// its children yet. Children that would come after the end are left out.
    pub(super) fn occurrences(
        self,
        events: usize,
        ticks_a_day: i64,
        end: i64,
        rng: &mut Pcg64,
        parentless: impl Fn(&mut Pcg64) -> Occurrence,
    ) -> Vec<Occurrence> {
        let children = Poisson::new(self.children).expect("a positive number");
        let delay = Exp::new(1.0 / (self.delay * ticks_a_day as f64)).expect("a positive delay");
        let mut drawn: Vec<Occurrence> = Vec::with_capacity(events);
        let mut parents = 0;
        while drawn.len() < events {
            let Some(&parent) = drawn.get(parents) else {
                drawn.push(parentless(rng));
                continue;
            };
            parents += 1;
            for _ in 0..children.sample(rng) as usize {
                let tick = parent.tick + delay.sample(rng) as i64;
                let is_answer = rng.random_bool(self.answering);
                if tick < end {
                    let (source, target) = parent.dyad;
                    let dyad = if is_answer { (target, source) } else { (source, target) };
                    drawn.push(Occurrence { tick, dyad });
                }
            }
        }
        drawn.truncate(events);
        drawn
    }
}
