//! The number of chains.

use crate::chain::{chains::Chains, count::Count, number::widening};

impl Chains<'_> {
    /// Returns the number of chains, exact up to 1,024 bits. Chains are not listed.
    ///
    /// One [pass](Chains#cost) without bounds on length, at most `max_len` passes with a greatest length,
    /// or `min_len` with a least one only. The numbers have 64 bits, or 128 if many events share a window.
    /// If that is too few, the passes are repeated with more bits.
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{Actor, Event, Means, Query, Timeline, scale::Kahn};
    /// # let mut builder = Timeline::builder();
    /// # let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// # let mut strike = |by, on, when: &str, rung: i32| {
    /// #     builder.add_event(Event::attack(by, when, Means::Drone).against(on).with_level(Kahn, rung))
    /// # };
    /// for rung in 1..=44 {
    ///     let (by, on) = if rung % 2 == 1 { (a, b) } else { (b, a) };
    ///     strike(by, on, &format!("2024-04-01T20:{rung:02}Z"), rung);
    /// }
    /// # let timeline = builder.build()?;
    /// # let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    /// let chains = timeline.chains(&query)?;
    /// assert_eq!(chains.count().to_u128(), Some(2_971_215_027));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn count(&self) -> Count {
        let counted = self.prepared.all_chains().and_then(|chains| widening(&chains));
        counted.unwrap_or_else(|| Count::from(0))
    }
}
