//! Listing chains, lazily: a [`Walk`] that copies each chain it comes to.

use std::{fmt, iter::FusedIterator};

use crate::chain::{answers::list::walk::Walk, chain::Chain, chains::Chains};

/// Lists chains in the order of ties: see [`Chains::iter`](crate::Chains::iter) and
/// [`Chains::maximal`](crate::Chains::maximal).
///
/// No step is taken that cannot lead to a chain within the query's bounds. Memory is that of one chain
/// and the antecedents of its events, a megabyte at most for what has been looked up lately, and,
/// where bounds could make a step vain, a table that all listings of the same
/// [`Chains`](crate::Chains) share: four bytes for each event under `min_len`; under `within` and
/// bounds on the first event, and for maximal chains under `max_len`, eight for each event and each
/// length from 2 up to the greatest asked for or, without one, to the least. Without such bounds it is
/// one byte for each event where the data are [plain](crate::Chains#cost), once a listing has looked for
/// ends in vain among the first 4,096 events, else none. The first chain waits for the pass or the passes
/// that fill the table, and for nothing else but the lists of events that have a key in common.
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
    /// Every chain, lazily, in the order of ties: by position of the last event, then backward,
    /// earlier position first, a chain that ends before one that goes on.
    ///
    /// There may be very many: count them first.
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
        Iter::new(self.walk())
    }

    /// The chains that no hop extends at either end, lazily, in the same order. An insertion in the
    /// middle is no extension; bounds on length keep or drop whole chains, and cutting one never
    /// makes it maximal.
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
        Iter::new(self.walk_maximal())
    }
}

impl<'t> IntoIterator for &Chains<'t> {
    type Item = Chain<'t>;
    type IntoIter = Iter<'t>;

    fn into_iter(self) -> Iter<'t> {
        self.iter()
    }
}

impl<'t> Iter<'t> {
    pub(crate) fn new(walk: Walk<'t>) -> Self {
        Self { walk }
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
