//! Hops by any of several sets of terms: rules, gaps and trend.

use std::sync::Arc;

use crate::{
    chain::{
        engine::{cancellation::Cancellation, engine::Engine, hop_source::HopSource},
        query::rule::{Pairing, Rule},
    },
    model::LinkId,
    sorting::sort_distinct,
};

/// One engine for each set of terms, on the same nodes; at most eight. These are not the
/// [relations](crate::model::Relation) of links: a number named `relations` has one bit for each set of terms.
#[derive(Clone)]
pub(crate) struct Relations(pub(crate) Arc<Vec<Engine>>);

impl Relations {
    /// Finds the antecedents of a node, in total order, each with the terms that make the hop, one bit for each.
    pub(crate) fn antecedents(&self, node: usize, found: &mut Vec<(u32, u32)>) {
        merge(&self.0, &mut |engine, found| engine.antecedents(node, found), found);
    }

    /// Finds the successors of a node, in total order, each with the terms that make the hop, one bit for each.
    pub(crate) fn successors(&self, node: usize, found: &mut Vec<(u32, u32)>) {
        merge(&self.0, &mut |engine, found| engine.successors(node, found), found);
    }

    /// Returns the terms that make a hop from a node to a later one, one bit for each.
    pub(crate) fn between(&self, earlier: usize, later: usize) -> u32 {
        let mut relations = 0;
        for (nth, engine) in self.0.iter().enumerate() {
            if follows(engine, earlier, later) {
                relations |= 1 << nth;
            }
        }
        relations
    }

    /// Returns the terms that make such a hop by a link for which `is_kept` returns `true`, one bit for each.
    pub(crate) fn by_link(
        &self,
        earlier: usize,
        later: usize,
        is_kept: &dyn Fn(&LinkId) -> bool,
    ) -> u32 {
        let mut relations = 0;
        for (nth, engine) in self.0.iter().enumerate() {
            if engine.ways(earlier, later).1.iter().any(is_kept) {
                relations |= 1 << nth;
            }
        }
        relations
    }

    /// Returns the rules and links by which a node follows an earlier one, by any of the terms, each once and in order.
    pub(crate) fn ways(&self, earlier: usize, later: usize) -> (Vec<Rule>, Vec<LinkId>) {
        let (mut rules, mut links) = (Vec::new(), Vec::new());
        for engine in self.0.iter() {
            if follows(engine, earlier, later) {
                let (mut by_rules, mut by_links) = engine.ways(earlier, later);
                rules.append(&mut by_rules);
                links.append(&mut by_links);
            }
        }
        sort_distinct(&mut rules);
        sort_distinct(&mut links);
        (rules, links)
    }

    pub(crate) fn with_cancellation(&self, cancellation: &Cancellation) -> Self {
        let mut engines = Vec::with_capacity(self.0.len());
        for engine in &*self.0 {
            engines.push(engine.with_cancellation(cancellation.clone()));
        }
        Self(Arc::new(engines))
    }
}

/// Returns `true` if a node follows an earlier one by the terms of an engine.
fn follows(engine: &Engine, earlier: usize, later: usize) -> bool {
    let (rules, links) = engine.ways(earlier, later);
    if rules.is_empty() && links.is_empty() || engine.terms.pairing == Pairing::Any {
        return !rules.is_empty() || !links.is_empty();
    }
    let mut found = Vec::new();
    engine.antecedents(later, &mut found);
    found.binary_search(&(earlier as u32)).is_ok()
}

/// Merges what each engine finds, and marks each node with the engines that found it.
fn merge(
    engines: &[Engine],
    find: &mut dyn FnMut(&Engine, &mut Vec<u32>),
    merged: &mut Vec<(u32, u32)>,
) {
    merged.clear();
    let mut found = Vec::new();
    for (nth, engine) in engines.iter().enumerate() {
        find(engine, &mut found);
        merged.extend(found.iter().map(|node| (*node, 1 << nth)));
    }
    if engines.len() < 2 {
        return;
    }
    merged.sort_unstable();
    let mut kept = 0;
    for nth in 0..merged.len() {
        let (node, mark) = merged[nth];
        if kept > 0 && merged[kept - 1].0 == node {
            merged[kept - 1].1 |= mark;
        } else {
            merged[kept] = (node, mark);
            kept += 1;
        }
    }
    merged.truncate(kept);
}

/// The hops by any of the terms.
pub(crate) struct Union(pub(crate) Relations);

impl HopSource for Union {
    fn antecedents(&self, node: usize, found: &mut Vec<u32>) {
        let mut marked = Vec::new();
        self.0.antecedents(node, &mut marked);
        found.clear();
        found.extend(marked.into_iter().map(|(node, _)| node));
    }

    fn successors(&self, node: usize, found: &mut Vec<u32>) {
        let mut marked = Vec::new();
        self.0.successors(node, &mut marked);
        found.clear();
        found.extend(marked.into_iter().map(|(node, _)| node));
    }

    fn ways(&self, earlier: usize, later: usize) -> (Vec<Rule>, Vec<LinkId>) {
        self.0.ways(earlier, later)
    }

    fn with_cancellation(&self, cancellation: &Cancellation) -> Arc<dyn HopSource> {
        Arc::new(Self(self.0.with_cancellation(cancellation)))
    }
}
