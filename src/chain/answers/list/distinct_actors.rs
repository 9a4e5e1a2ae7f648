//! Chains in which no actor acts twice.

use std::{fmt, iter::FusedIterator};

use crate::chain::{answers::list::walk::Walk, chain::Chain, chains::Chains};

/// An iterator over the chains in which no actor acts twice: see [`Chains::distinct_actors`].
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
    /// Returns an iterator over the chains with at most `most_events` events in which no actor acts twice, in
    /// the order of [`iter`](Self::iter). Such chains show how a conflict spreads, rather than how two actors
    /// respond to each other.
    ///
    /// An actor acts in an event if it is the source of a dyad of the event, at the granularity of the query.
    /// In a mutual event both sides act. In an event without a dyad, which only declared links can join, no
    /// actor acts.
    ///
    /// # Cost
    ///
    /// To decide whether there is such a chain of k events is hard. Finding a path without a repeated colour
    /// is NP-complete, even in an acyclic graph, and the known algorithms take time that doubles with each
    /// event of the chain (Alon, Yuster and Zwick, 1995). So this is a depth-first search over all paths up to
    /// the greatest length, as far as the bounds of the query admit them. It takes up to n × d^(k - 1) steps
    /// if each event has d antecedents and k is `most_events`, and some steps lead to no chain. Memory is that
    /// of one chain and the antecedents of its events.
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
        DistinctActors { walk: self.walk().with_distinct_sources(most_events) }
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
