//! Hops that are not found by one set of terms on the nodes themselves.

use std::{ops::Range, sync::Arc};

use crate::{
    chain::{engine::cancellation::Cancellation, query::rule::Rule},
    model::LinkId,
};

/// Where an engine takes its hops from, if its nodes and terms alone do not decide them.
///
/// A trait object, so that passes and answers are compiled once, whatever their source of hops.
pub(crate) trait HopSource: Send + Sync {
    /// Finds the antecedents of a node, in total order, each once. Clears `found` first.
    fn antecedents(&self, node: usize, found: &mut Vec<u32>);

    /// Finds the nodes that follow a node, in total order, each once. Clears `found` first.
    fn successors(&self, node: usize, found: &mut Vec<u32>);

    /// Returns the rules and links by which a node follows an earlier one.
    fn ways(&self, earlier: usize, later: usize) -> (Vec<Rule>, Vec<LinkId>);

    /// Returns all nodes that stand for the same event as a node.
    fn nodes_of_same_event(&self, node: usize) -> Range<usize> {
        node..node + 1
    }

    /// Returns the same source, whose computations a cancellation may stop.
    fn with_cancellation(&self, cancellation: &Cancellation) -> Arc<dyn HopSource>;
}
