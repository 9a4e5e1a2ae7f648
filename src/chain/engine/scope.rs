//! The chains that a computation is about: all within the bounds of a query, or some of them.

use std::{iter, ops::Range};

use crate::chain::nodes::{
    bounds::{Bounds, Doubts},
    nodes::{Nodes, SweptNode},
};

/// The chains within the bounds of a query, or those of them that pass or end in one node.
#[derive(Clone)]
pub(crate) struct Scope<'b> {
    bounds: &'b Bounds,
    /// If set, chains pass through one of these nodes, which are of one event.
    through: Option<Range<usize>>,
    /// If set, chains end in one of these nodes, which are of one event.
    last: Option<Range<usize>>,
    /// The nodes that chains may contain.
    nodes: Range<usize>,
    /// The nodes that chains may start with.
    starts: Range<usize>,
    /// Whether all chains start at one onset.
    starts_at_one_onset: bool,
    /// Whether chains may contain, start with and end in any node.
    is_unbounded: bool,
    /// If set, chains lie within these slots of a sweep.
    run: Option<Range<usize>>,
}

/// Scopes without a common chain.
///
/// A trait object, so that the code that consumes them is compiled once for each width of counts, and not
/// for each kind of iterator too.
pub(crate) type Parts<'s, 'b> = Box<dyn Iterator<Item = Scope<'b>> + 's>;

impl<'b> Scope<'b> {
    pub(crate) fn new(bounds: &'b Bounds, nodes: &Nodes) -> Self {
        Self {
            bounds,
            through: None,
            last: None,
            nodes: 0..nodes.len(),
            starts: 0..nodes.len(),
            starts_at_one_onset: false,
            is_unbounded: bounds.admit_all(),
            run: None,
        }
    }

    /// Restricts the scope to chains through one of the nodes of an event.
    pub(crate) fn through(self, nodes: Range<usize>) -> Self {
        Self { through: Some(nodes), is_unbounded: false, ..self }
    }

    /// Restricts the scope to chains that end in one of the nodes of an event.
    pub(crate) fn ending_in(self, nodes: Range<usize>) -> Self {
        Self { last: Some(nodes), is_unbounded: false, ..self }
    }

    /// Returns the node that its chains must pass through; `None` if there is no such condition. Where nodes are swept, an
    /// event has one node.
    pub(crate) fn node_passed(&self) -> Option<usize> {
        self.through.as_ref().map(|nodes| nodes.start)
    }

    /// Returns `true` unless chains must pass through an event that has several nodes. Such a scope cannot be swept, since
    /// there is one sweep before and one after a single node.
    pub(crate) fn passes_one_node(&self) -> bool {
        self.through.as_ref().is_none_or(|nodes| nodes.len() == 1)
    }

    /// Returns the scope without the condition that chains pass through a node.
    pub(crate) fn passing_any_node(&self) -> Self {
        Self { through: None, ..self.clone() }
    }

    /// Returns the chains within some slots: one group or more of a sweep.
    pub(crate) fn of_run(&self, run: Range<usize>) -> Self {
        Self { run: Some(run), ..self.clone() }
    }

    /// Returns the chains within each of some runs of slots.
    pub(crate) fn runs<'s>(&'s self, runs: Vec<Range<usize>>) -> Parts<'s, 'b> {
        Box::new(runs.into_iter().map(|run| self.of_run(run)))
    }

    /// Returns the slots within which its chains lie, if they lie within some.
    pub(crate) fn run(&self) -> Option<Range<usize>> {
        self.run.clone()
    }

    /// Returns the range of nodes that its chains may contain.
    pub(crate) fn nodes(&self) -> Range<usize> {
        self.nodes.clone()
    }

    /// Returns the nodes that the bounds allow its chains to contain, in total order.
    pub(crate) fn members(&self) -> Vec<u32> {
        let mut members = Vec::with_capacity(self.nodes.len());
        for node in self.nodes() {
            if self.may_contain(node) {
                members.push(node as u32);
            }
        }
        members
    }

    /// Returns the number of nodes that its chains may contain.
    pub(crate) fn len(&self) -> usize {
        self.run.as_ref().unwrap_or(&self.nodes).len()
    }

    /// Returns the index of a node in a table of [`len`](Self::len) entries.
    #[inline]
    pub(crate) fn offset(&self, node: &SweptNode) -> usize {
        match &self.run {
            Some(run) => node.slot - run.start,
            None => node.node - self.nodes.start,
        }
    }

    /// Returns the nodes that its chains may start with.
    pub(crate) fn starts(&self) -> Range<usize> {
        self.starts.clone()
    }

    /// Returns `true` if all its chains start at one onset.
    pub(crate) fn starts_at_one_onset(&self) -> bool {
        self.starts_at_one_onset
    }

    /// Returns `true` if chains may contain, start with and end in any node.
    pub(crate) fn is_unbounded(&self) -> bool {
        self.is_unbounded
    }

    /// Returns `true` if chains may contain a node.
    #[inline]
    pub(crate) fn may_contain(&self, node: usize) -> bool {
        self.is_unbounded || self.bounds.may_contain(node)
    }

    /// Returns `true` if chains may start with a node.
    #[inline]
    pub(crate) fn may_start(&self, node: usize) -> bool {
        self.is_unbounded || self.is_start_within_bounds(node)
    }

    // Out of line, so that a visitor that calls this stays small enough to be inlined into a sweep: counting
    // by retaliation among 50,000 events takes 0.17 ms instead of 0.27 ms (`benches/chains.rs`, rows `count`).
    #[inline(never)]
    fn is_start_within_bounds(&self, node: usize) -> bool {
        self.starts.contains(&node)
            && self.through.as_ref().is_none_or(|through| node < through.end)
            && self.bounds.may_start(node)
    }

    /// Returns `true` if chains may end in a node.
    #[inline]
    pub(crate) fn may_end(&self, node: usize) -> bool {
        self.is_unbounded || self.is_end_within_bounds(node)
    }

    // Out of line for the same reason.
    #[inline(never)]
    fn is_end_within_bounds(&self, node: usize) -> bool {
        self.through.as_ref().is_none_or(|through| node >= through.start)
            && self.last.as_ref().is_none_or(|last| last.contains(&node))
            && self.bounds.may_end(node)
    }

    /// Returns `true` if a hop neither leaves the scope nor skips the node that chains pass through. Its
    /// [doubts](Self::doubts) are for the caller to check.
    pub(crate) fn may_hop(&self, earlier: usize, later: usize) -> bool {
        let through = self.through.as_ref();
        let skips = through.is_some_and(|through| earlier < through.start && through.end <= later);
        earlier >= self.nodes.start
            && self.may_contain(earlier)
            && self.may_contain(later)
            && !skips
    }

    /// Returns what is stated with less confidence than the query requires; `None` if there is no such bound.
    pub(crate) fn doubts(&self) -> Option<&Doubts> {
        self.bounds.doubts.as_deref()
    }

    /// Returns `true` if only nodes are bounded, so that no hop needs to be looked at. A node that chains pass
    /// through needs a sweep on each side of it.
    pub(crate) fn bounds_nodes_only(&self) -> bool {
        self.bounds.doubts.is_none() && !self.starts_at_one_onset
    }

    /// Returns `true` if the span of chains is not bounded.
    pub(crate) fn has_unbounded_span(&self) -> bool {
        self.bounds.within.is_none()
    }

    /// Splits the scope into parts without a common chain, one for each onset at which chains may start. In
    /// each, every path from a start to an end is within the greatest span. If the span is not bounded, the
    /// scope stays whole.
    pub(crate) fn split_by_onset<'s>(&'s self, nodes: &'s Nodes) -> Parts<'s, 'b> {
        if self.bounds.within.is_none() {
            return Box::new(iter::once(self.clone()));
        }
        let first = self.starting_at_onset_of(nodes, 0);
        let parts =
            iter::successors(first, |part| self.starting_at_onset_of(nodes, part.starts.end));
        Box::new(parts.filter(Self::has_starts))
    }

    /// Returns the scope of the chains that start at the onset of `first`, which is the first node with that
    /// onset. Returns `None` if the span is not bounded or there is no such node.
    pub(crate) fn starting_at_onset_of(&self, nodes: &Nodes, first: usize) -> Option<Self> {
        self.bounds.within?;
        let earliest = &nodes.earliest;
        let onset = (first < earliest.len()).then(|| earliest.get(first))?;
        let end = earliest.end(first..earliest.len(), |other| other == onset);
        Some(self.starting_with(nodes, first..end))
    }

    /// Returns the scope of the chains that start with these nodes, which have one onset.
    pub(crate) fn starting_with(&self, nodes: &Nodes, starts: Range<usize>) -> Self {
        let earliest = &nodes.earliest;
        let within = self.bounds.within.unwrap_or(i64::MAX);
        let latest = earliest.get(starts.start).saturating_add(within);
        let nodes = starts.start..earliest.end(starts.end..earliest.len(), |other| other <= latest);
        Self { nodes, starts, starts_at_one_onset: true, is_unbounded: false, ..self.clone() }
    }

    /// Returns `true` if a chain may start in this scope and pass the nodes that it must.
    fn has_starts(&self) -> bool {
        let is_within = |nodes: &Option<Range<usize>>| {
            nodes.as_ref().is_none_or(|nodes| self.nodes.contains(&nodes.start))
        };
        is_within(&self.through)
            && is_within(&self.last)
            && self.starts.clone().any(|node| self.may_start(node))
    }
}
