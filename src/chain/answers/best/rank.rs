//! The criteria by which chains are ranked.

use std::{fmt, ptr, sync::Arc};

use serde::{Deserialize, Serialize};

use crate::{
    chain::{answers::best::objective::Objective, chains::Chains, prepared::Prepared},
    timeline::EventRef,
};

/// The criterion by which chains are ranked. [`Chains::weights`] ranks chains by weights of the caller
/// instead.
///
/// ```
/// use escalade::Rank;
///
/// assert_eq!(serde_json::to_string(&Rank::GreatestRise).unwrap(), "\"greatest-rise\"");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Rank {
    /// The number of events: more is better.
    Longest,
    /// The level of the last event minus that of the first: more is better.
    GreatestRise,
}

/// A rank by the sum of the weights of a chain's events: more is better. [`Chains::weights`] returns it.
///
/// It belongs to the chains that returned it. If it ranks other chains, an event that takes part there
/// but not here has a weight of 0. Cloning is cheap.
#[derive(Clone)]
pub struct Weights<'t> {
    prepared: Arc<Prepared<'t>>,
    by_node: Arc<[i32]>,
}

impl<'t> Chains<'t> {
    /// Returns a rank by the sum of the weights of a chain's events, such as the number of deaths, or 1 for
    /// each event of some kind. Weights and sums may be negative. No sum overflows.
    ///
    /// Calls `weight` once for each event that takes part, before it returns.
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
    /// let third = strike(a, b, "2024-04-03", 7);
    /// # let timeline = builder.build()?;
    /// # let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    /// let chains = timeline.chains(&query)?;
    /// let heaviest = chains.best(chains.weights(|event| [-1, 2, 3][event.id().index()])).unwrap();
    /// assert!(heaviest.events().map(|event| event.id()).eq([second, third]), "5, or 4 with the first");
    ///
    /// let weights = chains.weights(|event| if event.id().index() == 1 { -10 } else { 4 });
    /// assert!(chains.top(weights).map(|chain| chain.len()).eq([3, 2, 2]), "-2, and -6 twice");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn weights(&self, weight: impl Fn(EventRef<'t>) -> i32) -> Weights<'t> {
        let by_node = self.events().map(weight).collect();
        Weights { prepared: Arc::clone(&self.prepared), by_node }
    }
}

impl fmt::Debug for Weights<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Weights").field(&self.by_node).finish()
    }
}

/// The type of rank arguments: [`Rank`] or [`Weights`]. The trait is sealed.
///
/// ```
/// use chrono::TimeDelta;
/// use escalade::{Query, Rank, read::Options};
///
/// let rows = "2006-07-01\tLBN\tISR\t138\n2006-07-02\tISR\tLBN\t150\n2006-07-03\tLBN\tISR\t190\n";
/// let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
/// let chains = timeline.chains(&Query::escalation().max_gap(TimeDelta::days(7)))?;
/// let weights = chains.weights(|event| if event.id().index() == 0 { -1 } else { 1 });
/// assert_eq!(chains.best(Rank::Longest).unwrap().len(), 3);
/// assert_eq!(chains.best(weights).unwrap().len(), 2);
/// # Ok::<(), escalade::Error>(())
/// ```
pub trait IntoRank<'t>: sealed::Sealed {
    #[doc(hidden)]
    fn into_rank(self) -> AnyRank<'t>;
}

/// A rank argument of either type.
#[doc(hidden)]
#[derive(Debug)]
pub enum AnyRank<'t> {
    Rank(Rank),
    Weights(Weights<'t>),
}

mod sealed {
    use super::{Rank, Weights};

    pub trait Sealed {}
    impl Sealed for Rank {}
    impl Sealed for Weights<'_> {}
}

impl<'t> IntoRank<'t> for Rank {
    fn into_rank(self) -> AnyRank<'t> {
        AnyRank::Rank(self)
    }
}

impl<'t> IntoRank<'t> for Weights<'t> {
    fn into_rank(self) -> AnyRank<'t> {
        AnyRank::Weights(self)
    }
}

impl AnyRank<'_> {
    pub(crate) fn objective(self, prepared: &Prepared<'_>) -> Objective {
        match self {
            Self::Rank(Rank::Longest) => Objective::length(&prepared.path_engine().nodes),
            Self::Rank(Rank::GreatestRise) => Objective::rise(&prepared.path_engine().nodes),
            Self::Weights(weights) => Objective::weight(weights.of_nodes(prepared)),
        }
    }
}

impl Weights<'_> {
    /// Returns the weights of the nodes of the paths of a query.
    fn of_nodes(self, prepared: &Prepared<'_>) -> Arc<[i32]> {
        let by_node = self.by_event(prepared);
        let Some(matching) = &prepared.matching else { return by_node };
        let mut weights = Vec::with_capacity(matching.events().len());
        for event in matching.events() {
            weights.push(by_node[*event as usize]);
        }
        weights.into()
    }

    /// Returns the weights of the events of a query.
    fn by_event(self, prepared: &Prepared<'_>) -> Arc<[i32]> {
        if ptr::addr_eq(Arc::as_ptr(&self.prepared), prepared) {
            return self.by_node;
        }
        // Nodes are numbered anew for each query, so other chains find weights by event.
        let mut weights = Vec::with_capacity(prepared.engine.nodes.len());
        for node in 0..prepared.engine.nodes.len() {
            let known = self.prepared.node(prepared.event(node).id());
            weights.push(known.map_or(0, |known| self.by_node[known]));
        }
        weights.into()
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use crate::{Actor, Event, Means, Query, Timeline, chain::Floor, scale::Kahn};

    #[test]
    fn weights_rank_the_chains_of_another_query_by_event() {
        let mut builder = Timeline::builder();
        let [a, b] = ["A", "B"].map(|key| builder.add_actor(Actor::new(key)));
        for (day, level) in [(1, 1), (2, 5), (3, 6), (4, 7)] {
            let (by, on) = if day % 2 == 0 { (a, b) } else { (b, a) };
            let when = format!("2024-04-{day:02}");
            builder.add_event(
                Event::attack(by, when, Means::Drone).against(on).with_level(Kahn, level),
            );
        }
        let timeline = builder.build().expect("valid events");
        let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(2));
        let all = timeline.chains(&query).expect("a valid query");
        let severe = all.with_query(&query.floor(Floor::At(4.0))).expect("a valid query");
        let recorded = |chain: crate::Chain<'_>| -> Vec<usize> {
            chain.events().map(|event| event.id().index()).collect()
        };
        // Weights of all four events rank the chains of the last three.
        let by_all = all.weights(|event| [0, -1, 1, 1][event.id().index()]);
        assert_eq!(severe.best(by_all).map(recorded), Some(vec![2, 3]));
        // The first event has no weight among the last three.
        let by_severe = severe.weights(|event| [9, 2, -1, -1][event.id().index()]);
        assert_eq!(all.best(by_severe).map(recorded), Some(vec![0, 1]));
    }
}
