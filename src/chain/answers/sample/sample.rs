//! A random chain.

use std::sync::Arc;

use crate::chain::{
    answers::sample::sampler::PrepareSampler,
    chain::Chain,
    chains::Chains,
    number::{Random, widening},
};

impl<'t> Chains<'t> {
    /// Returns a random chain, each with equal probability. `None` if there is no chain.
    ///
    /// `random` returns 64 random bits at each call, from any generator. The same bits give the same chain.
    ///
    /// The first call costs as much as [`count`](Self::count). It keeps the number of paths to each event,
    /// for each length if lengths are bounded. Each further call only looks up the hops that lead to the
    /// events of its chain. If the query has `within`, it also counts the paths from one onset again.
    ///
    /// Probabilities are exact as long as the numbers of paths fit into 1,024 bits. Beyond that, each
    /// choice is made with 53 random bits.
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
        self.sample_dyn(&mut random)
    }

    /// Like [`sample`](Self::sample), but compiled once for all types of generators.
    fn sample_dyn(&self, random: Random<'_>) -> Option<Chain<'t>> {
        let prepared = &self.prepared;
        let prepare = || widening(&PrepareSampler(prepared.all_chains()?));
        let sampler = prepared.cached.sampler.get_or_init(prepare).as_ref()?;
        let engine = prepared.path_engine();
        let path = sampler.sample(engine, &prepared.scope(), random)?;
        // After an interruption, the distribution lacks chains.
        let is_stopped = engine.cancellation.is_stopped();
        let nodes = prepared.nodes_of_path(path);
        (!is_stopped).then(|| Chain { prepared: Arc::clone(prepared), nodes })
    }
}
