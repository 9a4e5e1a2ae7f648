//! The share of chains through each event, and the events with the greatest shares.

use std::{fmt, iter::FusedIterator, sync::Arc, vec};

use crate::{
    chain::{
        answers::share::path_counts::{CountByNode, NodeCounts},
        chains::Chains,
        count::Count,
        number::widening,
        prepared::Prepared,
    },
    model::EventId,
    sorting::sort_first,
    timeline::EventRef,
};

impl<'t> Chains<'t> {
    /// Returns the fraction of all chains that pass through an event, from 0 to 1; 0 if there is no chain.
    ///
    /// The share does not say what would have happened without the event: other chains may join the same
    /// events around it.
    ///
    /// The first call counts forward and backward for all events: twice the [passes](Chains#cost) of
    /// [`count`](Self::count), at the same time with the feature `parallel`. It needs memory for two counts
    /// for each event and length, or only for the events of some pairs of actors at a time if pairs are
    /// swept separately. One count for each event is kept, so that further calls take O(log n). Counts are
    /// exact up to 1,024 bits, and only the final division is rounded.
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
    /// strike(a, b, "2024-04-03", 7);
    /// let unanswered = strike(b, a, "2024-06-01", 9);
    /// # let timeline = builder.build()?;
    /// # let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    /// let chains = timeline.chains(&query)?;
    /// assert_eq!(chains.share(second), 1.0, "all of 3 to 5, 5 to 7, and 3 to 5 to 7");
    /// assert_eq!(chains.share(first), 2.0 / 3.0);
    /// assert_eq!(chains.share(unanswered), 0.0);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn share(&self, event: EventId) -> f64 {
        let counts = self.prepared.node_counts().zip(self.prepared.node(event));
        counts.map_or(0.0, |(counts, node)| counts.share(node))
    }

    /// Returns the events that chains pass through, by the fraction of all chains that do: the greatest
    /// first, equal ones by position.
    ///
    /// Costs as much as the first call of [`share`](Self::share). The iterator sorts the events in blocks
    /// as it reaches them: the first block takes O(n + 1,024 log 1,024), and each further one is twice as
    /// long.
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
    /// strike(b, a, "2024-06-01", 9); // in no chain
    /// # let timeline = builder.build()?;
    /// # let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    /// let chains = timeline.chains(&query)?;
    /// let pivots: Vec<_> = chains.pivots().map(|pivot| (pivot.event().id(), pivot.share())).collect();
    /// assert_eq!(pivots, [(second, 1.0), (first, 2.0 / 3.0), (third, 2.0 / 3.0)]);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn pivots(&self) -> Pivots<'t> {
        let mut unsorted = Vec::new();
        if let Some(counts) = self.prepared.node_counts() {
            for node in 0..self.prepared.engine.nodes.len() as u32 {
                if counts.has_chains(node as usize) {
                    unsorted.push(node);
                }
            }
        }
        Pivots {
            prepared: Arc::clone(&self.prepared),
            sorted: Vec::new().into_iter(),
            unsorted,
            block_len: FIRST_BLOCK,
        }
    }
}

impl Prepared<'_> {
    /// Returns the number of chains through each node, counted once. `None` if no chain has an admitted
    /// length.
    fn node_counts(&self) -> Option<&dyn NodeCounts> {
        let count = || {
            let nodes = self.engine.nodes.len();
            let events = self.matching.as_ref().map(|matching| (matching.events(), nodes));
            widening(&CountByNode { chains: self.all_chains()?, events })
        };
        self.cached.node_counts.get_or_init(count).as_deref()
    }
}

/// The number of events in the first block that is sorted. Each further block is twice as long.
const FIRST_BLOCK: usize = 1_024;

/// An iterator over the events that chains pass through, those with the most chains first: see
/// [`Chains::pivots`].
///
/// ```
/// use chrono::TimeDelta;
/// use escalade::{Query, Timeline};
///
/// let timeline = Timeline::builder().build()?;
/// let chains = timeline.chains(&Query::escalation().max_gap(TimeDelta::days(7)))?;
/// assert_eq!(chains.pivots().len(), 0);
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone)]
pub struct Pivots<'t> {
    prepared: Arc<Prepared<'t>>,
    /// The rest of the current block of nodes.
    sorted: vec::IntoIter<u32>,
    /// The nodes of all further blocks, in no order.
    unsorted: Vec<u32>,
    /// The length of the next block.
    block_len: usize,
}

impl<'t> Iterator for Pivots<'t> {
    type Item = Pivot<'t>;

    fn next(&mut self) -> Option<Pivot<'t>> {
        let counts = self.prepared.node_counts()?;
        if self.sorted.len() == 0 && !self.unsorted.is_empty() {
            let mut block = std::mem::take(&mut self.unsorted);
            // The block is split off in linear time, so that a few pivots need no sort of all events.
            sort_first(&mut block, self.block_len, &|one, other| {
                let descending = counts.compare(other as usize, one as usize);
                descending.then(one.cmp(&other))
            });
            self.unsorted = block.split_off(self.block_len.min(block.len()));
            self.sorted = block.into_iter();
            self.block_len *= 2;
        }
        let node = self.sorted.next()? as usize;
        let event = self.prepared.event(node);
        Some(Pivot { event, share: counts.share(node), chains: counts.count(node) })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.sorted.len() + self.unsorted.len();
        (left, Some(left))
    }
}

impl ExactSizeIterator for Pivots<'_> {}

impl FusedIterator for Pivots<'_> {}

impl fmt::Debug for Pivots<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pivots").field("left", &self.len()).finish_non_exhaustive()
    }
}

/// An event that chains pass through: see [`Chains::pivots`].
///
/// The share is not a counterfactual: without the event, its chains would not exist, but others might.
///
/// ```
/// # use chrono::TimeDelta;
/// # use escalade::{Actor, Event, Means, Query, Timeline, scale::Kahn};
/// # let mut builder = Timeline::builder();
/// # let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
/// # let mut strike = |by, on, when: &str, rung: i32| {
/// #     builder.add_event(Event::attack(by, when, Means::Drone).against(on).with_level(Kahn, rung))
/// # };
/// strike(a, b, "2024-04-01", 3);
/// let second = strike(b, a, "2024-04-02", 5);
/// strike(a, b, "2024-04-03", 7);
/// # let timeline = builder.build()?;
/// # let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
/// let chains = timeline.chains(&query)?;
/// let most = chains.pivots().next().unwrap();
/// assert_eq!((most.event().id(), most.chains().to_u128(), most.share()), (second, Some(3), 1.0));
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Pivot<'t> {
    event: EventRef<'t>,
    share: f64,
    chains: Count,
}

impl<'t> Pivot<'t> {
    /// Returns the event.
    pub fn event(&self) -> EventRef<'t> {
        self.event
    }

    /// Returns the fraction of all chains that pass through the event; above 0 and at most 1.
    pub fn share(&self) -> f64 {
        self.share
    }

    /// Returns the number of chains that pass through the event.
    pub fn chains(&self) -> &Count {
        &self.chains
    }
}
