//! What is measured of the data and of every shuffle.

use std::sync::Arc;

use super::{
    events::ShuffledEvents,
    lag_counts::{LagCounter, LagCounts},
    shuffler::Shuffler,
    wanted::Wanted,
};
use crate::chain::{
    answers::{
        by_dyad::counting::{CountByDyad, Dyads},
        by_length::counting::CountByLen,
        count::counting::AllChains,
    },
    count::Count,
    engine::{engine::Engine, layers::Lengths, monoid::Monoid, scope::Scope, values::Greatest},
    nodes::nodes::SweptNode,
    number::widening,
    query::rule::Rule,
};

/// What is measured of some events.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Measured {
    pub(crate) hops: u64,
    pub(crate) chains: f64,
    /// The number of events of the longest chain; 0 if there is none.
    pub(crate) longest: u64,
    /// In tenths; `None` if there is no chain.
    pub(crate) greatest_rise: Option<i64>,
    /// The numbers of chains of two events, of three, and so on.
    pub(crate) by_len: Vec<f64>,
    /// The number of hops by each rule of the query.
    pub(crate) by_rule: Vec<u64>,
    pub(crate) lags: LagCounts,
    /// By dyad.
    pub(crate) dyad_hops: Vec<u64>,
    /// By dyad.
    pub(crate) dyad_chains: Vec<f64>,
}

/// Returns a count as a number: exact below 2^53, at most 2^1000.
fn number(count: &Count) -> f64 {
    match count.to_u128() {
        Some(exact) => exact as f64,
        None => count.log2().min(1_000.0).exp2(),
    }
}

impl Measured {
    /// Counts chains by dyad. Returns the sum of these counts, if it fits into 128 bits.
    fn count_by_dyad(&mut self, chains: &AllChains<'_>, dyads: &Dyads) -> Option<f64> {
        let AllChains { engine, scope, lengths } = chains;
        let chains = AllChains { engine, scope: scope.clone(), lengths: *lengths };
        let counted = widening(&CountByDyad { chains, dyads });
        let mut sum = Some(0_u128);
        for count in counted.unwrap_or_default() {
            let exact = count.to_u128();
            sum = sum.zip(exact).and_then(|(sum, exact)| sum.checked_add(exact));
            self.dyad_chains.push(number(&count));
        }
        sum.map(|sum| sum as f64)
    }
}

impl Shuffler<'_, '_> {
    /// Measures shuffled events.
    pub(crate) fn measure(&self, events: &ShuffledEvents<'_>, wanted: &Wanted) -> Measured {
        let copied = self.copied(events);
        let (engine, query) = (&copied.engine, &self.prepared.query);
        let (paths, bounds, dyads) = copied.paths();
        let scope = Scope::new(bounds, &paths.nodes);
        let lengths = match (query.min_len, query.max_len) {
            (2, None) => Lengths::new(2, None, usize::MAX),
            (min, max) => {
                let longest = paths.path_lengths(&scope).into_iter().max().unwrap_or(0);
                Lengths::new(min, max, longest as usize)
            }
        };
        let mut measured = Measured {
            hops: 0,
            chains: 0.0,
            longest: 0,
            greatest_rise: None,
            by_len: Vec::new(),
            by_rule: Vec::new(),
            lags: LagCounts::default(),
            dyad_hops: Vec::new(),
            dyad_chains: Vec::new(),
        };
        let has_one_dyad_each = engine.nodes.dyads.one_each().is_some() && !events.changed.pairs;
        if wanted.by_dyad {
            measured.dyad_hops = engine.hops_by_dyad(&copied.dyads);
        }
        measured.hops = match wanted.by_dyad && has_one_dyad_each {
            true => measured.dyad_hops.iter().sum(),
            false => engine.hops(),
        };
        if let Some(lengths) = lengths {
            let chains = AllChains { engine: paths, scope, lengths };
            let level = |node: usize| copied.level_of_path(node, events);
            let total_by_dyad = wanted.by_dyad.then(|| measured.count_by_dyad(&chains, &dyads));
            let total = total_by_dyad.flatten().filter(|_| has_one_dyad_each);
            self.measure_chains(&chains, total, wanted, &level, &mut measured);
        }
        if wanted.by_dyad && measured.dyad_chains.is_empty() {
            measured.dyad_chains = vec![0.0; self.dyads.all.len()];
        }
        if wanted.by_rule {
            measured.by_rule = self.hops_by_rule(engine);
        }
        if let Some(days) = wanted.lags {
            let counter = LagCounter { shuffler: self, copied: &copied, events, wanted, days };
            measured.lags = counter.count();
        }
        measured
    }

    /// Measures the chains. `total` is their number, if it is known.
    fn measure_chains(
        &self,
        chains: &AllChains<'_>,
        total: Option<f64>,
        wanted: &Wanted,
        level: &dyn Fn(usize) -> i64,
        measured: &mut Measured,
    ) {
        let AllChains { engine, scope, lengths } = chains;
        let query = &self.prepared.query;
        measured.chains = total.unwrap_or_else(|| widening(chains).map_or(0.0, |n| number(&n)));
        if let Some(max_len) = wanted.by_len {
            let counts = CountByLen { engine, scope: scope.clone(), max_len }.counts();
            for (len, count) in (2..).zip(counts) {
                measured.by_len.push(if len < query.min_len { 0.0 } else { number(&count) });
            }
            while measured.by_len.last() == Some(&0.0) {
                measured.by_len.pop();
            }
        }
        if wanted.extremes {
            measured.longest = longest(engine, scope, query.min_len, query.max_len);
            measured.greatest_rise = greatest_rise(engine, scope, *lengths, level);
        }
    }

    /// Returns the number of hops by each rule of the query. A hop by several rules counts for each.
    fn hops_by_rule(&self, engine: &Engine) -> Vec<u64> {
        let query = &self.prepared.query;
        let mut counts = vec![0; query.rules.len()];
        if query.rules.len() == 1 {
            return vec![engine.hops()];
        }
        if engine.nodes.declared.is_empty() && engine.terms.pairing == Default::default() {
            for (count, rule) in counts.iter_mut().zip(query.rules.iter()) {
                if *rule != Rule::Declared {
                    let query = query.clone().rules([*rule]);
                    let nodes = Arc::clone(&engine.nodes);
                    *count = Engine::new(nodes, &query, engine.tuning, Some(engine)).hops();
                }
            }
            return counts;
        }
        engine.for_each_with_antecedents(|node, antecedents| {
            for earlier in antecedents {
                let (rules, links) = engine.ways(*earlier as usize, node);
                let is_linked = !links.is_empty();
                for (count, rule) in counts.iter_mut().zip(query.rules.iter()) {
                    let holds = match rule {
                        Rule::Declared => is_linked,
                        rule => rules.contains(rule),
                    };
                    *count += u64::from(holds);
                }
            }
        });
        counts
    }
}

/// Returns the number of events of the longest chain; 0 if there is none.
fn longest(engine: &Engine, scope: &Scope<'_>, min: usize, max: Option<usize>) -> u64 {
    if let Some(max_len) = max {
        // A part of a longer path need not start where chains may, so that lengths are counted.
        let counts = CountByLen { engine, scope: scope.clone(), max_len }.counts();
        let is_some = |count: &Count| count.to_u128() != Some(0);
        let last = counts.iter().rposition(is_some).map_or(0, |at| at + 2);
        return if last < min { 0 } else { last as u64 };
    }
    let mut longest = 0;
    for part in scope.split_by_onset(&engine.nodes) {
        let lengths = engine.path_lengths(&part);
        for (node, length) in part.nodes().zip(lengths) {
            if length as usize >= min.max(2) && part.may_end(node) {
                longest = longest.max(u64::from(length));
            }
        }
    }
    longest
}

/// Returns the greatest rise of a chain in tenths, or `None` if there is none. `level` returns the level of
/// a node.
fn greatest_rise(
    engine: &Engine,
    scope: &Scope<'_>,
    lengths: Lengths,
    level: &dyn Fn(usize) -> i64,
) -> Option<i64> {
    let mut greatest = None;
    for part in scope.split_by_onset(&engine.nodes) {
        // Nodes receive the lowest level at which a chain that reaches them starts, negated.
        let start = |node| Greatest(-(level(node) as f64));
        let visit = |layer, at: &SweptNode, _, received: Greatest| {
            if received != Greatest::IDENTITY && lengths.may_end(&part, layer, at.node) {
                greatest = greatest.max(Some(level(at.node) + received.0 as i64));
            }
            Some(())
        };
        engine.try_pass_layers(&part, lengths, start, visit);
    }
    greatest
}
