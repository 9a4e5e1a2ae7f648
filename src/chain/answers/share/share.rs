//! What most chains pass.

use std::{fmt, iter::FusedIterator, sync::Arc, vec};

use crate::{
    chain::{
        answers::share::path_counts::{ByNode, Passing},
        chains::Chains,
        count::Count,
        number::widening,
        prepared::Prepared,
    },
    model::EventId,
    timeline::EventRef,
};

impl<'t> Chains<'t> {
    /// The fraction of all chains that pass an event, from 0 to 1; 0 where there are none.
    ///
    /// It tells how much goes through the event, not what would have come of it without: chains that
    /// pass it may have others beside them.
    ///
    /// The first share counts forward and backward, for all events at once: twice the
    /// [passes](Chains#cost) of [`count`](Self::count), at once with the feature `parallel`, and
    /// memory for two counts of each event and length, of which one for each event is kept; where pairs are
    /// swept one by one, for two of each event of some pairs. The others are looked up. Counts are exact up to
    /// 1,024 bits, and only the last division is rounded.
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
        let passing = self.prepared.passing().zip(self.prepared.node(event));
        passing.map_or(0.0, |(passing, node)| passing.share(node))
    }

    /// The events that chains pass, by the fraction of all chains that do: greatest first, equals by
    /// position.
    ///
    /// As [`share`](Self::share), of all events; the next few are put in order when they are asked for.
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
    /// strike(b, a, "2024-06-01", 9); // follows nothing, and nothing follows
    /// # let timeline = builder.build()?;
    /// # let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    /// let chains = timeline.chains(&query)?;
    /// let pivots: Vec<_> = chains.pivots().map(|pivot| (pivot.event().id(), pivot.share())).collect();
    /// assert_eq!(pivots, [(second, 1.0), (first, 2.0 / 3.0), (third, 2.0 / 3.0)]);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn pivots(&self) -> Pivots<'t> {
        let passed = self.prepared.passing().map_or_else(Vec::new, |passing| {
            let nodes = 0..self.prepared.engine.nodes.len() as u32;
            nodes.filter(|node| passing.passes(*node as usize)).collect()
        });
        Pivots {
            prepared: Arc::clone(&self.prepared),
            in_order: Vec::new().into_iter(),
            rest: passed,
            next: FIRST_IN_ORDER,
        }
    }
}

impl Prepared<'_> {
    /// How many chains pass each node, counted once.
    fn passing(&self) -> Option<&dyn Passing> {
        self.passing.get_or_init(|| widening(&ByNode(self.all_chains()?))).as_deref()
    }
}

/// How many pivots are put in order first; then twice as many each time.
const FIRST_IN_ORDER: usize = 1_024;

/// The events that chains pass, what most pass first: see [`Chains::pivots`].
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
    in_order: vec::IntoIter<u32>,
    /// All that come after these, in no order.
    rest: Vec<u32>,
    next: usize,
}

impl<'t> Iterator for Pivots<'t> {
    type Item = Pivot<'t>;

    fn next(&mut self) -> Option<Pivot<'t>> {
        let passing = self.prepared.passing()?;
        if self.in_order.len() == 0 && !self.rest.is_empty() {
            let order = |one: &u32, other: &u32| {
                let greater = passing.compare(*one as usize, *other as usize).reverse();
                greater.then(one.cmp(other))
            };
            let mut block = std::mem::take(&mut self.rest);
            if self.next < block.len() {
                block.select_nth_unstable_by(self.next, order);
                self.rest = block.split_off(self.next);
            }
            block.sort_unstable_by(order);
            self.in_order = block.into_iter();
            self.next *= 2;
        }
        let node = self.in_order.next()? as usize;
        let event = self.prepared.event(node);
        Some(Pivot { event, share: passing.share(node), chains: passing.count(node) })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.in_order.len() + self.rest.len();
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

/// An event that chains pass: see [`Chains::pivots`].
///
/// It is no counterfactual: were the event not, its chains would not be, but others might.
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
    /// The event.
    pub fn event(&self) -> EventRef<'t> {
        self.event
    }

    /// The fraction of all chains that pass it, at most 1.
    pub fn share(&self) -> f64 {
        self.share
    }

    /// How many chains pass it.
    pub fn chains(&self) -> &Count {
        &self.chains
    }
}
