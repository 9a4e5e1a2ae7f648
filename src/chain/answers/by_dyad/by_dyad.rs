//! Events, hops and chains by dyad.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{
    chain::{
        answers::by_dyad::counting::{CountByDyad, Dyads},
        chains::Chains,
        count::Count,
        number::widening,
        prepared::Prepared,
    },
    model::Level,
    parallel,
};

impl Chains<'_> {
    /// Returns the events, hops and chains of each dyad, in order of the keys of source and target.
    ///
    /// A hop or a chain belongs to the dyads of the event in which it ends. An event of several dyads
    /// counts in each of them; an event without a dyad counts in none.
    ///
    /// One [pass](Chains#cost) each for hops, chains and rises. Bounds on length multiply the passes for
    /// chains and rises as in [`count`](Self::count).
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
    /// strike(b, a, "2024-04-02", 5);
    /// strike(a, b, "2024-04-03", 7);
    /// # let timeline = builder.build()?;
    /// # let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    /// let tallies = timeline.chains(&query)?.by_dyad();
    /// let [a_to_b, b_to_a] = &tallies[..] else { panic!("two dyads") };
    /// assert_eq!((a_to_b.source(), a_to_b.target(), a_to_b.events(), a_to_b.hops()), ("A", "B", 2, 1));
    /// assert_eq!((b_to_a.source(), b_to_a.target(), b_to_a.events(), b_to_a.hops()), ("B", "A", 1, 1));
    /// assert_eq!((a_to_b.chains().to_u128(), b_to_a.chains().to_u128()), (Some(2), Some(1)));
    /// assert_eq!(a_to_b.greatest_rise().unwrap().units(), 4.0);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn by_dyad(&self) -> Vec<DyadTally> {
        let Prepared { engine, roll_up, .. } = &*self.prepared;
        let key_order = roll_up.key_order();
        let dyads = Dyads::new(engine, &key_order);
        let all_chains = self.prepared.all_chains();
        let of_paths =
            self.prepared.matching.as_ref().map(|matching| dyads.repeated(matching.events()));
        let of_paths = of_paths.as_ref().unwrap_or(&dyads);
        let by_dyad = all_chains.map(|chains| CountByDyad { chains, dyads: of_paths });
        let chains = || by_dyad.as_ref().and_then(widening);
        let rises = || by_dyad.as_ref().map(CountByDyad::greatest_rises);
        let (hops, (chains, rises)) =
            parallel::join(|| engine.hops_by_dyad(&dyads), || parallel::join(chains, rises));
        let (events, len) = (dyads.events(), dyads.all.len());
        let chains = chains.unwrap_or_else(|| vec![Count::from(0); len]);
        let rises = rises.unwrap_or_else(|| vec![None; len]);
        // A party occurs in many dyads: its key is allocated once.
        let mut keys: Vec<Option<Arc<str>>> = vec![None; key_order.len()];
        let mut key = |party: u32| {
            let key = keys[party as usize].get_or_insert_with(|| roll_up.key(party).into());
            Arc::clone(key)
        };
        let mut tallies = Vec::with_capacity(len);
        for (index, chains) in chains.into_iter().enumerate() {
            let (source, target) = dyads.all[index];
            tallies.push(DyadTally {
                source: key(source),
                target: key(target),
                events: events[index],
                hops: hops[index],
                chains,
                greatest_rise: rises[index].map(Level::from_tenths),
            });
        }
        tallies
    }
}

/// The events, hops and chains of a dyad: see [`Chains::by_dyad`].
///
/// [`hops`](Self::hops) counts all hops, whatever bounds the query has on whole chains. The chains are
/// those within these bounds.
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
/// strike(b, a, "2024-04-02", 5);
/// # let timeline = builder.build()?;
/// # let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
/// let tallies = timeline.chains(&query.min_len(3))?.by_dyad();
/// assert_eq!((tallies[1].hops(), tallies[1].chains().to_u128()), (1, Some(0)));
/// assert_eq!(tallies[1].greatest_rise(), None);
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DyadTally {
    source: Arc<str>,
    target: Arc<str>,
    events: u64,
    hops: u64,
    chains: Count,
    greatest_rise: Option<Level>,
}

impl DyadTally {
    /// Puts the figures of a dyad together.
    #[cfg(any(feature = "watch", feature = "distributed"))]
    pub(crate) fn new(
        [source, target]: [Arc<str>; 2],
        events: u64,
        hops: u64,
        chains: Count,
        greatest_rise: Option<Level>,
    ) -> Self {
        Self { source, target, events, hops, chains, greatest_rise }
    }

    /// Returns the source as rolled up: the key of an actor or the name of a bloc.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Returns the target as rolled up: the key of an actor or the name of a bloc.
    pub fn target(&self) -> &str {
        &self.target
    }

    /// Returns the number of events of this dyad that take part.
    pub fn events(&self) -> u64 {
        self.events
    }

    /// Returns the number of hops that lead to these events.
    pub fn hops(&self) -> u64 {
        self.hops
    }

    /// Returns the number of chains that end in one of these events.
    pub fn chains(&self) -> &Count {
        &self.chains
    }

    /// Returns the greatest rise of these chains, in units of the scale. `None` if there is no such chain.
    pub fn greatest_rise(&self) -> Option<Level> {
        self.greatest_rise
    }
}
