//! Chains counted by their number of events, and by the dyads in which they end.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{
    chain::{
        answers::by_dyad::counting::{ByDyad, Dyads},
        chains::Chains,
        count::Count,
        number::widening,
        prepared::Prepared,
    },
    model::Level,
    parallel,
};

impl Chains<'_> {
    /// What each directed dyad comes to, in order of the keys of source and target.
    ///
    /// An event of several dyads counts in each of them, one without a dyad in none.
    /// [Passes](Chains#cost) as for [`summary`](Self::summary).
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
    /// let [back, forth] = &tallies[..] else { panic!("two dyads") };
    /// assert_eq!((back.source(), back.target(), back.events(), back.hops()), ("A", "B", 2, 1));
    /// assert_eq!((forth.source(), forth.target(), forth.events(), forth.hops()), ("B", "A", 1, 1));
    /// assert_eq!((back.chains().to_u128(), forth.chains().to_u128()), (Some(2), Some(1)));
    /// assert_eq!(back.greatest_rise().unwrap().units(), 4.0);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn by_dyad(&self) -> Vec<DyadTally> {
        let Prepared { engine, roll_up, .. } = &*self.prepared;
        let ranks = roll_up.key_order();
        let dyads = Dyads::new(engine, &ranks);
        let ending = self.prepared.all_chains().map(|chains| ByDyad { chains, dyads: &dyads });
        let chains = || ending.as_ref().and_then(widening);
        let rises = || ending.as_ref().map(ByDyad::greatest_rises);
        let (hops, (chains, rises)) =
            parallel::join(|| engine.hops_by_dyad(&dyads), || parallel::join(chains, rises));
        let (events, number_of) = (dyads.events(), dyads.all.len());
        let chains = chains.unwrap_or_else(|| vec![Count::from(0); number_of]);
        let rises = rises.unwrap_or_else(|| vec![None; number_of]);
        let mut keys: Vec<Option<Arc<str>>> = vec![None; ranks.len()];
        let mut key = |party: u32| {
            let key = keys[party as usize].get_or_insert_with(|| roll_up.key(party).into());
            Arc::clone(key)
        };
        let tally = |(number, chains): (usize, Count)| {
            let (source, target) = dyads.all[number];
            DyadTally {
                source: key(source),
                target: key(target),
                events: events[number],
                hops: hops[number],
                chains,
                greatest_rise: rises[number].map(Level::from_tenths),
            }
        };
        chains.into_iter().enumerate().map(tally).collect()
    }
}

/// What a directed dyad comes to: see [`Chains::by_dyad`].
///
/// Hops are all hops; the bounds on whole chains leave them alone. The chains are those within bounds.
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
    /// The key of the source, as rolled up: that of an actor, or the name of a bloc.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The key of the target, as rolled up.
    pub fn target(&self) -> &str {
        &self.target
    }

    /// The events of this dyad that take part.
    pub fn events(&self) -> u64 {
        self.events
    }

    /// The hops that lead to them.
    pub fn hops(&self) -> u64 {
        self.hops
    }

    /// The chains that end in one of them.
    pub fn chains(&self) -> &Count {
        &self.chains
    }

    /// The greatest rise of these chains, in the scale's units; nothing where there is none.
    pub fn greatest_rise(&self) -> Option<Level> {
        self.greatest_rise
    }
}
