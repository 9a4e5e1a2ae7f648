//! Chains in which no actor acts twice.

use std::{fmt, iter::FusedIterator, sync::Arc};

use crate::chain::{
    answers::list::{pruning::Listed, walk::Walk},
    chain::Chain,
    chains::Chains,
};

/// Lists the chains in which no actor acts twice: see [`Chains::distinct_actors`].
///
/// ```
/// use chrono::TimeDelta;
/// use escalade::{Query, Timeline};
///
/// let timeline = Timeline::builder().build()?;
/// let chains = timeline.chains(&Query::escalation().max_gap(TimeDelta::days(7)))?;
/// assert_eq!(chains.distinct_actors(4).count(), 0);
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone)]
pub struct DistinctActors<'t> {
    walk: Walk<'t>,
}

impl<'t> Chains<'t> {
    /// The chains of at most so many events in which no actor acts twice, lazily, in the order of
    /// [`iter`](Self::iter): how a quarrel is handed on, and not how it goes to and fro.
    ///
    /// An actor acts in an event where it is the source of one of its dyads, at the query's
    /// granularity; of a mutual event both sides act. An event without a dyad, which only a declared
    /// link can join, repeats nobody.
    ///
    /// # Cost
    ///
    /// Whether a chain of k events can be had in this way is a hard problem: finding a path on which no
    /// colour comes twice is NP-complete, also in a graph without cycles, and what is known to solve it
    /// takes time that doubles with each event of the chain (Alon, Yuster and Zwick, 1995). So each way
    /// back is tried, up to the length asked for, unless the query's own bounds rule it out: up to
    /// n × d^(most events - 1) steps where an event follows d others, of which some lead nowhere.
    /// Memory is that of one chain and the antecedents of its events.
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{Actor, Event, Means, Query, Rule, Timeline, scale::Kahn};
    /// # let mut builder = Timeline::builder();
    /// let [a, b, c] = ["A", "B", "C"].map(|key| builder.add_actor(Actor::new(key)));
    /// # let mut strike = |by, on, when: &str, rung: i32| {
    /// #     builder.add_event(Event::attack(by, when, Means::Drone).against(on).with_level(Kahn, rung))
    /// # };
    /// let raid = strike(a, b, "2024-04-01", 3);
    /// let reply = strike(b, a, "2024-04-02", 5);
    /// let revenge = strike(b, c, "2024-04-03", 6);
    /// let siege = strike(a, b, "2024-04-04", 7); // A acts again
    /// let rescue = strike(c, a, "2024-04-05", 8);
    /// # let timeline = builder.build()?;
    /// # let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    /// let chains = timeline.chains(&query.rules([Rule::Relay]))?;
    /// let listed = chains.distinct_actors(3).map(|chain| chain.events().map(|e| e.id()).collect());
    /// assert_eq!(listed.collect::<Vec<Vec<_>>>(), [
    ///     vec![raid, reply],
    ///     vec![raid, revenge],
    ///     vec![reply, siege],
    ///     vec![revenge, rescue],
    ///     vec![raid, revenge, rescue],
    /// ]);
    /// assert_eq!(chains.iter().count(), 6, "raid, reply, siege as well");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn distinct_actors(&self, most_events: usize) -> DistinctActors<'t> {
        let walk = Walk::new(Arc::clone(&self.prepared), Listed::Every);
        DistinctActors { walk: walk.of_distinct_sources(most_events) }
    }
}

impl<'t> Iterator for DistinctActors<'t> {
    type Item = Chain<'t>;

    fn next(&mut self) -> Option<Chain<'t>> {
        self.walk.next_chain().map(|chain| chain.to_chain())
    }
}

impl FusedIterator for DistinctActors<'_> {}

impl fmt::Debug for DistinctActors<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DistinctActors").field("walk", &self.walk).finish()
    }
}
