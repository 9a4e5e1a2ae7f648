//! The chains of the greatest confidence.

use std::{cmp::Reverse, sync::Arc};

use crate::{
    chain::{chain::Chain, chains::Chains, prepared::Prepared},
    model::Confidence,
    sorting::{count_before, sort_distinct},
};

impl<'t> Chains<'t> {
    /// Returns the `most` chains of the greatest confidence, best first, or all if there are fewer.
    ///
    /// Chains are compared by the lowest confidence stated along them, which is an upper bound of the
    /// confidence in the chain, then by the product of the confidences, which is exact if they are
    /// independent, then by the [order](Chains#order) of chains. Chains without a stated confidence come
    /// last. [`Chain::confidence`] returns both figures.
    ///
    /// For each stated confidence, from the highest down, lists the chains with at least this confidence, until
    /// `most` are found. So the cost grows with the number of chains whose lowest confidence is at least that
    /// of the last chain returned. The number can be exponential: [count](Self::count) them first. Memory is
    /// O(`most`) chains.
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
    /// let listed: Vec<_> = chains.most_confident(2).iter().map(figures).collect();
    /// assert_eq!(listed, [(80, "0.720".to_owned()), (60, "0.480".to_owned())]);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn most_confident(&self, most: usize) -> Vec<Chain<'t>> {
        let mut best: Vec<Chain<'t>> = Vec::new();
        for lowest in self.stated_confidences().iter().rev().copied() {
            let cancellation = &self.prepared.engine.cancellation;
            if best.len() >= most || cancellation.is_stopped() {
                break;
            }
            let query = self.prepared.query.clone();
            let Ok(chains) = self.with_query(&match lowest.max(query.least_confidence()) {
                Some(least) => query.min_confidence(least),
                None => query,
            }) else {
                break;
            };
            // A callback that may stop these chains may stop those of the other query too.
            let prepared = chains.prepared.with_cancellation(cancellation);
            let chains = Self { prepared: Arc::new(prepared) };
            best.extend(chains.with_lowest(lowest, most - best.len()));
        }
        best
    }

    /// Returns the confidences that are stated of events, attributions and links, and `None`.
    fn stated_confidences(&self) -> Vec<Option<Confidence>> {
        let Prepared { view, query, engine, .. } = &*self.prepared;
        let rule = query.evidence_rule();
        let mut stated = vec![None];
        for node in 0..engine.nodes.len() {
            let event = engine.nodes.event(view, node);
            stated.push(view.occurred(event, rule));
            stated.push(view.attributed(event, rule));
        }
        for (_, link) in view.timeline().links() {
            stated.push(view.holds(link, rule));
        }
        sort_distinct(&mut stated);
        stated
    }

    /// Returns the `most` chains with the greatest products among those whose lowest confidence is `lowest`.
    fn with_lowest(&self, lowest: Option<Confidence>, most: usize) -> Vec<Chain<'t>> {
        let mut best: Vec<(Reverse<u64>, Chain<'t>)> = Vec::new();
        for chain in self {
            let confidence = chain.confidence();
            if confidence.weakest() != lowest {
                continue;
            }
            // Products are not negative, so their bits have the order of the numbers.
            let product = Reverse(confidence.product().unwrap_or_default().to_bits());
            // After equal products, since chains are listed in the order of ties.
            let index = count_before(best.len(), &|at| best[at].0 <= product);
            if index < most {
                best.insert(index, (product, chain));
                best.truncate(most);
            }
        }
        let mut chains = Vec::with_capacity(best.len());
        for (_, chain) in best {
            chains.push(chain);
        }
        chains
    }
}
