//! The engine of one query on one view.

use std::{
    ops::Range,
    sync::{Arc, OnceLock},
};

use crate::chain::{
    engine::{
        cancellation::Cancellation,
        hop_source::HopSource,
        index::{DeclaredSuccessors, KeyIndex},
        sweep::plan::Plan,
        terms::HopTerms,
        tuning::Tuning,
    },
    nodes::nodes::Nodes,
    query::query::Query,
};

/// The engine of one query: its nodes, the terms of a hop, and what is computed once from both.
///
/// The hop graph is never stored. Hops are found from a [`KeyIndex`], or swept without looking at any.
#[derive(Clone)]
pub(crate) struct Engine {
    pub(crate) nodes: Arc<Nodes>,
    pub(crate) terms: HopTerms,
    pub(crate) tuning: Tuning,
    /// An index of all nodes, built when it is first used.
    index: Arc<KeyIndex>,
    /// An index of the first nodes only, so that a short listing need not build the whole index: the first
    /// chain among ten million events takes 0.4 ms instead of 150 (bench `growth`, `first_chain`).
    first_index: Arc<KeyIndex>,
    pub(crate) declared_successors: Arc<OnceLock<DeclaredSuccessors>>,
    pub(crate) plan: Option<Arc<Plan>>,
    /// Where hops come from, if not from the nodes and terms.
    pub(crate) source: Option<Arc<dyn HopSource>>,
    /// Counts the steps of all that the engine computes, and may stop it.
    pub(crate) cancellation: Cancellation,
}

/// The number of nodes of a key in a window from which counts are likely to pass 64 bits, if nothing bounds
/// the length of chains.
const MANY_IN_WINDOW: usize = 32;

/// The estimated number of bits of a count from which it may need more than 64: the estimate is an average,
/// and some keys have more nodes than others.
const MAX_ESTIMATED_BITS: f64 = 48.0;

impl Engine {
    /// Creates an engine. If its nodes and rules are those of `known`, both share the indexes. Its plan reuses the slots
    /// of `known` if it can.
    pub(crate) fn new(
        nodes: Arc<Nodes>,
        query: &Query,
        tuning: Tuning,
        known: Option<&Self>,
    ) -> Self {
        let terms = HopTerms::new(query);
        let same = known
            .filter(|known| Arc::ptr_eq(&known.nodes, &nodes) && known.terms.rules == terms.rules);
        let known_plan = known.and_then(|known| Some((&known.nodes, known.plan.as_deref()?)));
        let plan = Plan::new(&nodes, &terms, tuning, known_plan);
        let all = || Arc::new(KeyIndex::of_first(nodes.len()));
        let mut engine = Self {
            index: same.map_or_else(all, |known| Arc::clone(&known.index)),
            first_index: Arc::default(),
            declared_successors: same
                .map_or_else(Arc::default, |known| Arc::clone(&known.declared_successors)),
            nodes,
            terms,
            tuning,
            plan: plan.map(Arc::new),
            source: None,
            cancellation: Cancellation::default(),
        };
        if engine.nodes.len() > tuning.first_nodes && tuning.first_nodes > 0 {
            let end = engine.window_after(tuning.first_nodes - 1).end as usize;
            // If that is most of the nodes, the index of all costs little more.
            if end < engine.nodes.len() / 2 {
                engine.first_index = Arc::new(KeyIndex::of_first(end));
            }
        }
        engine
    }

    /// Creates an engine that takes its hops from a source. Of the terms, it uses the pairing alone.
    pub(crate) fn from_source(
        nodes: Arc<Nodes>,
        terms: HopTerms,
        tuning: Tuning,
        source: Arc<dyn HopSource>,
    ) -> Self {
        Self {
            nodes,
            terms,
            tuning,
            index: Arc::default(),
            first_index: Arc::default(),
            declared_successors: Arc::default(),
            plan: None,
            source: Some(source),
            cancellation: Cancellation::default(),
        }
    }

    /// Returns the same engine, whose computations a cancellation may stop.
    pub(crate) fn with_cancellation(&self, cancellation: Cancellation) -> Self {
        let source = self.source.as_ref().map(|source| source.with_cancellation(&cancellation));
        Self { cancellation, source, ..self.clone() }
    }

    /// Returns all nodes that stand for the same event as a node.
    pub(crate) fn nodes_of_same_event(&self, node: usize) -> Range<usize> {
        match &self.source {
            Some(source) => source.nodes_of_same_event(node),
            None => node..node + 1,
        }
    }

    /// Returns the same engine with another plan.
    pub(crate) fn with_plan(&self, plan: Plan) -> Self {
        Self { plan: Some(Arc::new(plan)), ..self.clone() }
    }

    /// Returns an index that has at least the first `end` nodes.
    pub(crate) fn index(&self, end: usize) -> &KeyIndex {
        if end <= self.first_index.len() { &self.first_index } else { &self.index }
    }

    /// Returns the width with which all chains are counted first, in bits.
    pub(crate) fn min_bits(&self) -> u32 {
        if self.is_vast() { self.tuning.min_bits.max(128) } else { self.tuning.min_bits }
    }

    /// Returns `true` if counts are likely to pass 64 bits, as estimated from the fullest window.
    fn is_vast(&self) -> bool {
        let in_window = self.plan.as_deref().and_then(Plan::in_window_per_key);
        let Some(in_window) = in_window else { return false };
        if !self.terms.is_strict() {
            return in_window > MANY_IN_WINDOW;
        }
        // On each level, a chain has one of the nodes in a window, or none.
        let levels = self.nodes.levels.values.len() as f64;
        let bits_per_end = levels * (1.0 + in_window as f64 / levels).log2();
        bits_per_end + (self.nodes.len() as f64).log2() > MAX_ESTIMATED_BITS
    }
}
