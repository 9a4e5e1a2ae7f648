//! Drawing a chain at random.

use std::sync::Arc;

use crate::chain::{
    answers::sample::sampler::Drawing,
    chain::Chain,
    chains::Chains,
    number::{Random, widening},
};

impl<'t> Chains<'t> {
    /// A chain drawn at random, each as likely as any other; nothing where there is none.
    ///
    /// The closure gives 64 random bits a call, from whatever generator it likes. The same bits give
    /// the same chain.
    ///
    /// The first sample counts, as [`count`](Self::count) does, and keeps how many ways lead to each
    /// event. Each sample after it only follows the hops that lead to the events of its chain. Under
    /// `within` it also counts anew from one onset.
    ///
    /// It is drawn in whole numbers, with no rounding, as long as 1,024 bits hold them; beyond that
    /// each step is drawn with 53 bits.
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{Actor, Event, Means, Query, Timeline, scale::Kahn};
    /// # let mut builder = Timeline::builder();
    /// # let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// # let mut strike = |by, on, when: &str, rung: i32| {
    /// #     builder.add_event(Event::attack(by, when, Means::Drone).against(on).with_level(Kahn, rung))
    /// # };
    /// use rand::{Rng, SeedableRng};
    ///
    /// strike(a, b, "2024-04-01", 3);
    /// strike(b, a, "2024-04-02", 5);
    /// strike(a, b, "2024-04-03", 7);
    /// # let timeline = builder.build()?;
    /// # let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    /// let chains = timeline.chains(&query)?;
    /// let mut random = rand_pcg::Pcg64::seed_from_u64(1);
    /// let samples = (0..3_000).filter_map(|_| chains.sample(|| random.next_u64()));
    /// let long = samples.filter(|chain| chain.len() == 3).count();
    /// assert!((900..1_100).contains(&long), "one in three has three events");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn sample(&self, mut random: impl FnMut() -> u64) -> Option<Chain<'t>> {
        self.draw(&mut random)
    }

    /// Apart from whatever gives the bits, so that it is compiled once.
    fn draw(&self, random: Random<'_>) -> Option<Chain<'t>> {
        let prepared = &self.prepared;
        let made = prepared.drawing.get_or_init(|| widening(&Drawing(prepared.all_chains()?)));
        let nodes = made.as_ref()?.draw(&prepared.engine, &prepared.scope(), random)?;
        Some(Chain { prepared: Arc::clone(prepared), nodes })
    }
}
