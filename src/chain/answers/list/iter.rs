//! Listing chains as owned values: a [`Walk`] that copies each chain.

use std::{fmt, iter::FusedIterator};

use crate::chain::{answers::list::walk::Walk, chain::Chain, chains::Chains};

/// An iterator over chains in their [order](Chains#order): see [`Chains::iter`] and [`Chains::maximal`].
///
/// Every step of the search leads to a chain within the bounds of the query. A chain of k events takes O(k)
/// time to copy.
///
/// # Memory
///
/// An iterator holds one chain, the antecedents of its events, and a cache of at most 1 MiB. All listings of
/// the same [`Chains`] share a table, which the first call of `next` fills in one or several passes:
///
/// - under `within`, under bounds on the first event, and for maximal chains under `max_len`: eight bytes for
///   each event and each length from 2 to `max_len` or, if there is none, to `min_len`;
/// - otherwise under `min_len`: four bytes for each event;
/// - otherwise if the data are [plain](Chains#cost): one byte for each event, once a listing gets beyond the
///   first 4,096 events;
/// - otherwise there is no table.
///
/// ```
/// use chrono::TimeDelta;
/// use escalade::{Query, Timeline};
///
/// let timeline = Timeline::builder().build()?;
/// let chains = timeline.chains(&Query::escalation().max_gap(TimeDelta::days(7)))?;
/// assert_eq!(chains.iter().count(), 0);
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone)]
pub struct Iter<'t> {
    pub(crate) walk: Walk<'t>,
}

impl<'t> Chains<'t> {
    /// Returns an iterator over all chains in their [order](Chains#order): by position of the last event,
    /// then by position of the event before, and so on backward. A chain that ends where the other goes on
    /// comes first.
    ///
    /// The number of chains can be exponential in the number of events: [count](Self::count) them first.
    /// [`walk`](Self::walk) lists the same chains without copying them.
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
    /// let second = strike(b, a, "2024-04-02", 5);
    /// let third = strike(a, b, "2024-04-03", 7);
    /// # let timeline = builder.build()?;
    /// # let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    /// let chains = timeline.chains(&query)?;
    /// let mut listed = Vec::new();
    /// for chain in &chains {
    ///     listed.push(chain.events().map(|event| event.id()).collect::<Vec<_>>());
    /// }
    /// assert_eq!(listed, [vec![first, second], vec![second, third], vec![first, second, third]]);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn iter(&self) -> Iter<'t> {
        self.walk().into_iter()
    }

    /// Returns an iterator over the maximal chains, which no hop extends at either end, in the order of
    /// [`iter`](Self::iter): short for `walk().maximal().into_iter()`.
    ///
    /// A chain is maximal even if an event fits between two of its events. Bounds on length only keep or drop
    /// whole chains: a part of a longer chain is never maximal.
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
    /// let second = strike(b, a, "2024-04-02", 5);
    /// let third = strike(a, b, "2024-04-03", 7);
    /// # let timeline = builder.build()?;
    /// # let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    /// let chains = timeline.chains(&query)?;
    /// let maximal: Vec<_> = chains.maximal().collect();
    /// assert_eq!((chains.iter().count(), maximal.len()), (3, 1));
    /// assert!(maximal[0].events().map(|event| event.id()).eq([first, second, third]));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn maximal(&self) -> Iter<'t> {
        self.walk().maximal().into_iter()
    }
}

impl<'t> IntoIterator for &Chains<'t> {
    type Item = Chain<'t>;
    type IntoIter = Iter<'t>;

    fn into_iter(self) -> Iter<'t> {
        self.iter()
    }
}

impl<'t> IntoIterator for Walk<'t> {
    type Item = Chain<'t>;
    type IntoIter = Iter<'t>;

    /// Returns an iterator over the chains that remain, as owned values.
    fn into_iter(self) -> Iter<'t> {
        Iter { walk: self }
    }
}

impl<'t> Iterator for Iter<'t> {
    type Item = Chain<'t>;

    fn next(&mut self) -> Option<Chain<'t>> {
        self.walk.next_chain().map(|chain| chain.to_chain())
    }
}

impl FusedIterator for Iter<'_> {}

impl fmt::Debug for Iter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Iter").field("walk", &self.walk).finish()
    }
}
