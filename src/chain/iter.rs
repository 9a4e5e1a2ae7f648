//! Listing chains, lazily: a [`Walk`] that copies each chain it comes to.

use std::{fmt, iter::FusedIterator};

use super::{Bookmark, Chain, Walk};

/// Lists chains in the order of ties: see [`Chains::iter`](super::Chains::iter) and
/// [`Chains::maximal`](super::Chains::maximal).
///
/// No step is taken that cannot lead to a chain within the query's bounds. Memory is that of one chain
/// and the antecedents of its events, a megabyte at most for what has been looked up lately, and,
/// where bounds could make a step vain, a table that all listings of the same
/// [`Chains`](super::Chains) share: four bytes for each event under `min_len`; under `within` and
/// bounds on the first event, and for maximal chains under `max_len`, eight for each event and each
/// length from 2 up to the greatest asked for or, without one, to the least. Without such bounds it is
/// one byte for each event where the data are [plain](super::Chains#cost), once a listing has looked for
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
    walk: Walk<'t>,
}

impl<'t> Iter<'t> {
    pub(super) fn new(walk: Walk<'t>) -> Self {
        Self { walk }
    }

    /// Where the listing stands, to go on from there with [`Chains::resume`](super::Chains::resume);
    /// nothing before the first chain.
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{Actor, Event, Means, Query, Timeline, scale::Kahn};
    /// # let mut builder = Timeline::builder();
    /// # let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// # let mut strike = |by, on, when: &str, rung: i32| {
    /// #     builder.add_event(Event::attack(by, when, Means::Drone).against(on).with_level(Kahn, rung))
    /// # };
    /// # strike(a, b, "2024-04-01", 3);
    /// # strike(b, a, "2024-04-02", 5);
    /// # strike(a, b, "2024-04-03", 7);
    /// # let timeline = builder.build()?;
    /// # let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    /// let chains = timeline.chains(&query)?;
    /// let mut iter = chains.iter();
    /// assert_eq!(iter.bookmark(), None);
    /// let page: Vec<_> = iter.by_ref().take(2).collect();
    /// let next_page = chains.resume(&iter.bookmark().unwrap())?;
    /// assert_eq!((page.len(), next_page.count()), (2, 1));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn bookmark(&self) -> Option<Bookmark> {
        self.walk.bookmark()
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
