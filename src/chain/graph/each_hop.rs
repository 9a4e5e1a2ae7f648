//! An iterator over all hops of a query, which holds no graph.

use std::{fmt, iter::FusedIterator, sync::Arc};

use crate::chain::{chains::Chains, hop::Hop, prepared::Prepared};

/// An iterator over the hops of a query, ordered by the later event and then by the earlier: see
/// [`Chains::hops`].
///
/// It holds the antecedents of one event, four bytes each.
///
/// ```
/// use chrono::TimeDelta;
/// use escalade::{Query, Timeline};
///
/// let timeline = Timeline::builder().build()?;
/// let chains = timeline.chains(&Query::escalation().max_gap(TimeDelta::days(7)))?;
/// assert_eq!(chains.hops().count(), 0);
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone)]
pub struct Hops<'t> {
    prepared: Arc<Prepared<'t>>,
    /// The next node whose antecedents are not yet found. The one before it is the later end of a hop.
    next: usize,
    antecedents: Vec<u32>,
    /// How many of the antecedents were returned.
    returned: usize,
}

impl<'t> Chains<'t> {
    /// Returns an iterator over all hops of the query, ordered by the later event and then by the earlier, both
    /// in total order. Terms that select whole chains, such as [`Query::min_len`](crate::Query::min_len), do
    /// not change them.
    ///
    /// These are the edges of [`graph`](Self::graph) and of [`to_graph`](Self::to_graph), in the same order. The
    /// iterator finds them as it goes: it takes one [look-up of antecedents](crate::graph::HopGraph#cost) for each
    /// event, and holds those of one event. [`Summary::hops`](crate::chain::Summary::hops) counts them, without
    /// listing them if the data are [plain](Self#cost).
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{Actor, Event, Means, Query, Timeline, scale::Kahn};
    /// # let mut builder = Timeline::builder();
    /// # let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// # let mut strike = |by, on, when: &str, rung: i32| {
    /// #     builder.add_event(Event::attack(by, when, Means::Drone).against(on).with_level(Kahn, rung))
    /// # };
    /// let first = strike(a, b, "2024-04-01", 3);
    /// let second = strike(a, b, "2024-04-02", 4);
    /// let third = strike(b, a, "2024-04-03", 5);
    /// let fourth = strike(a, b, "2024-04-04", 7);
    /// # let timeline = builder.build()?;
    /// # let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    /// let chains = timeline.chains(&query)?;
    /// let hops = chains.hops().map(|hop| (hop.from(), hop.to()));
    /// assert!(hops.eq([(first, third), (second, third), (third, fourth)]));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn hops(&self) -> Hops<'t> {
        let prepared = Arc::clone(&self.prepared);
        Hops { prepared, next: 0, antecedents: Vec::new(), returned: 0 }
    }
}

impl Iterator for Hops<'_> {
    type Item = Hop;

    fn next(&mut self) -> Option<Hop> {
        let engine = &self.prepared.engine;
        while self.returned == self.antecedents.len() {
            // What was found is complete, also after an interruption.
            if self.next == engine.nodes.len() || engine.cancellation.is_stopped() {
                return None;
            }
            engine.cancellation.count(1);
            engine.antecedents(self.next, &mut self.antecedents);
            self.returned = 0;
            self.next += 1;
        }
        let earlier = self.antecedents[self.returned];
        self.returned += 1;
        Some(self.prepared.hop(earlier, self.next as u32 - 1))
    }
}

impl FusedIterator for Hops<'_> {}

impl fmt::Debug for Hops<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let later = self.next.checked_sub(1).map(|node| self.prepared.event(node).label());
        f.debug_struct("Hops").field("later", &later).finish_non_exhaustive()
    }
}
