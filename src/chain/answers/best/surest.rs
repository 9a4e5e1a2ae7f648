//! The surest chains first.

use std::{cmp::Reverse, collections::BTreeSet};

use crate::{
    chain::{chain::Chain, chains::Chains, prepared::Prepared},
    model::Confidence,
};

impl<'t> Chains<'t> {
    /// The surest chains, so many at most: by the weakest of what is stated along each, which is an upper
    /// bound of how sure it is; of equals by the product, which holds if all of it is independent; of
    /// equals again in the order of ties. Chains of which nothing is stated come last. Both figures are
    /// those of [`Chain::confidence`].
    ///
    /// Lists the chains that are no less sure than the last one given, and those once more for each
    /// lesser confidence that is stated and had to be gone down to; memory is that of the chains given.
    /// Few of many are quick, all of many are not: count them first.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Actor, Event, Means, Query, Timeline, scale::Kahn}};
    /// # let mut builder = Timeline::builder();
    /// # let [a, b] = ["A", "B"].map(|key| builder.add_actor(Actor::new(key)));
    /// let strike = |by, on, day: &str, rung: i32| Event::attack(by, day, Means::Drone).against(on).with_level(Kahn, rung);
    /// builder.add_event(strike(a, b, "2024-04-01", 3).with_confidence(90));
    /// builder.add_event(strike(b, a, "2024-04-02", 5).with_confidence(80));
    /// builder.add_event(strike(a, b, "2024-04-03", 7).with_confidence(60));
    /// let timeline = builder.build()?;
    /// let chains = timeline.chains(&Query::escalation().on(Kahn).max_gap(TimeDelta::days(7)))?;
    /// let figures = |chain: &escalade::Chain<'_>| {
    ///     let sure = chain.confidence();
    ///     (sure.weakest().unwrap().percent(), format!("{:.3}", sure.product().unwrap()))
    /// };
    /// let told: Vec<_> = chains.surest(2).iter().map(figures).collect();
    /// assert_eq!(told, [(80, "0.720".to_owned()), (60, "0.480".to_owned())]);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn surest(&self, most: usize) -> Vec<Chain<'t>> {
        let Prepared { view, query, engine, .. } = &*self.prepared;
        let mut stated: BTreeSet<Option<Confidence>> = BTreeSet::from([None]);
        for node in 0..engine.nodes.len() {
            let event = engine.nodes.event(view, node);
            stated.extend([
                view.occurred(event, query.evidence_rule()),
                view.attributed(event, query.evidence_rule()),
            ]);
        }
        stated.extend(
            view.timeline().links().map(|(_, link)| view.holds(link, query.evidence_rule())),
        );
        let mut given: Vec<Chain<'t>> = Vec::new();
        for weakest in stated.into_iter().rev() {
            if given.len() >= most {
                break;
            }
            let asked = query.least_confidence();
            let Ok(chains) = self.with_query(&match weakest.max(asked) {
                Some(least) => query.clone().min_confidence(least),
                None => query.clone(),
            }) else {
                break;
            };
            given.extend(chains.of_weakest(weakest, most - given.len()));
        }
        given
    }

    /// Those of which the weakest is this, with the greatest products.
    fn of_weakest(&self, weakest: Option<Confidence>, most: usize) -> Vec<Chain<'t>> {
        let mut best: Vec<(Reverse<u64>, Chain<'t>)> = Vec::new();
        for chain in self {
            let sure = chain.confidence();
            if sure.weakest() != weakest {
                continue;
            }
            // Products are not below 0, where bits have the order of numbers.
            let rank = Reverse(sure.product().unwrap_or_default().to_bits());
            let at = best.partition_point(|(other, _)| *other <= rank);
            if at < most {
                best.insert(at, (rank, chain));
                best.truncate(most);
            }
        }
        best.into_iter().map(|(_, chain)| chain).collect()
    }
}
