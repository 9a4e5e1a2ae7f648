//! The hops and chains of one state of a watch that are not in another.
//!
//! *Here* is the state whose hops and chains are counted, *there* is the other one. Two chains are the same if they have
//! the same events. A chain here is compared with those there from its last event back: as long as each hop is a hop
//! there as well, exactly one path there has the same events.
//!
//! ```text
//!   here    a ──→ b ──→ c      chains here that end in c: a b c, and b c
//!   there         b ──→ c      of these, b c is a chain there as well
//! ```
//!
//! So each node of a path here is *matched* with the node of the same event on that path there, or is *unmatched* if a
//! hop after it is no hop there. One pass in the order of time counts, for each node and each node that it may be matched
//! with, the paths here that lead to the node and are no chains there.

use std::{ops::Range, sync::Arc};

use crate::{
    chain::{
        count::Count,
        engine::{layers::Lengths, scope::Scope},
        number::{Counting, Number, widening},
        prepared::Prepared,
    },
    model::EventId,
};

/// Stands for no node in a list of counterparts.
const NONE: u32 = u32::MAX;

/// The hops and chains of one state that are not in another.
pub(super) struct Difference<'t> {
    pub(super) here: Arc<Prepared<'t>>,
    there: Arc<Prepared<'t>>,
    /// By node of the engine of hops here, the node of the same event there, or `NONE`.
    counterparts: Vec<u32>,
    /// By node of the engine of hops here, whether the event or an antecedent of it may differ there. The hops to other
    /// events are hops there as well. `None` if nothing is known.
    may_differ: Option<Vec<bool>>,
    /// The greatest span of a chain in seconds, if it may exclude one.
    within: Option<i64>,
    lengths: Option<Lengths>,
}

/// What a node is matched with: [`UNMATCHED`], or one more than the index of a node there among the nodes of its event.
type Matched = usize;

const UNMATCHED: Matched = 0;

/// What is summed over the paths to a node.
pub(super) trait Sum: Copy {
    const ZERO: Self;
    const ONE: Self;

    /// Returns the sum, or `None` if it does not fit.
    fn plus(self, other: Self) -> Option<Self>;
}

impl<N: Number> Sum for N {
    const ZERO: Self = N::ZERO;
    const ONE: Self = N::ONE;

    fn plus(self, other: Self) -> Option<Self> {
        self.checked_plus(other)
    }
}

/// Whether there is a path.
#[derive(Clone, Copy)]
pub(super) struct Exists(pub(super) bool);

impl Sum for Exists {
    const ZERO: Self = Self(false);
    const ONE: Self = Self(true);

    fn plus(self, Self(other): Self) -> Option<Self> {
        Some(Self(self.0 || other))
    }
}

/// For each node of a range and each [`Matched`] of it, the sum over the paths that lead to the node and are not the
/// beginning of a chain there, by the number of their events up to the node.
pub(super) struct PathSums<S> {
    /// The first node of the range.
    pub(super) first: usize,
    starts: Vec<usize>,
    layers: usize,
    values: Vec<S>,
}

impl<S: Sum> PathSums<S> {
    /// Returns the sum over the paths of `layer` events, at least 1, to a node.
    pub(super) fn of_layer(&self, node: usize, matched: Matched, layer: usize) -> S {
        self.values[self.starts[node - self.first] + matched * self.layers + layer - 1]
    }
}

/// The node in which the chains of a pass end, if their span is bounded.
#[derive(Clone, Copy)]
struct End {
    /// The onset there of the event of that node, in seconds; `None` if no chain there ends in it.
    onset_there: Option<i64>,
}

impl<'t> Difference<'t> {
    /// Creates the difference of two states. `counterpart` returns the event there of an event here. `touched` has the
    /// events here that may differ there, if whether two others are a hop is known to be the same.
    pub(super) fn new(
        here: Arc<Prepared<'t>>,
        there: Arc<Prepared<'t>>,
        counterpart: &dyn Fn(EventId) -> Option<EventId>,
        touched: Option<&[EventId]>,
    ) -> Self {
        let len = here.engine.nodes.len();
        let mut counterparts = Vec::with_capacity(len);
        for node in 0..len {
            let other = counterpart(here.event(node).id()).and_then(|event| there.node(event));
            counterparts.push(other.map_or(NONE, |node| node as u32));
        }
        let is_bounded = [&here, &there].iter().any(|one| !one.scope().has_unbounded_span());
        let within = here.query.within.filter(|_| is_bounded).map(|within| within.num_seconds());
        let lengths = here.lengths();
        let may_differ = touched.map(|touched| may_differ(&here, touched));
        Self { here, there, counterparts, may_differ, within, lengths }
    }

    /// Returns the lengths of chains here; `None` if there is no chain.
    pub(super) fn lengths(&self) -> Option<Lengths> {
        self.lengths
    }

    /// Returns the node there of the event of a node here.
    fn counterpart(&self, node: u32) -> Option<u32> {
        Some(self.counterparts[node as usize]).filter(|other| *other != NONE)
    }

    /// Returns the number of hops here that are no hops there.
    pub(super) fn hops(&self) -> u64 {
        let (mut hops, mut antecedents, mut there) = (0, Vec::new(), Vec::new());
        for node in 0..self.here.engine.nodes.len() {
            if !self.may_differ(node) {
                continue;
            }
            self.here.engine.antecedents(node, &mut antecedents);
            there.clear();
            if let Some(other) = self.counterpart(node as u32) {
                self.there.engine.antecedents(other as usize, &mut there);
            }
            for earlier in &antecedents {
                let other = self.counterpart(*earlier);
                let is_there = other.is_some_and(|other| there.binary_search(&other).is_ok());
                hops += u64::from(!is_there);
            }
        }
        hops
    }

    /// Returns `true` unless the hops to a node here are known to be hops there.
    fn may_differ(&self, node: usize) -> bool {
        self.may_differ.as_ref().is_none_or(|may_differ| may_differ[node])
    }

    /// Returns the number of chains here that are chains there too. Returns `None` if it is not known which events may
    /// differ, or if chains are bounded or have steps.
    ///
    /// One sweep passes on the number of paths that are paths there too. Only to the events that may differ and to those
    /// that follow them are the hops compared one by one.
    pub(super) fn chains_in_both(&self) -> Option<Count> {
        let Lengths { min, layers, is_open } = self.lengths?;
        let is_any_length = (min, layers, is_open) == (2, 2, true);
        let is_known = self.may_differ.is_some() && self.within.is_none() && !self.has_steps();
        if is_known && is_any_length { widening(&InBoth(self)) } else { None }
    }

    /// Returns `true` if events may have several nodes.
    fn has_steps(&self) -> bool {
        self.here.matching.is_some() || self.there.matching.is_some()
    }

    /// Returns the number of chains here that are no chains there.
    pub(super) fn chains(&self) -> Count {
        widening(self).unwrap_or_else(|| Count::from(0))
    }

    /// Returns the first node from `from` on in which chains here may end, with what it is matched with.
    pub(super) fn next_end(&self, from: usize) -> Option<(usize, Matched)> {
        let scope = self.here.scope();
        let node = (from..self.here.path_engine().nodes.len()).find(|node| scope.may_end(*node))?;
        let there = self.there.scope();
        let matched = self.nodes_there(node).and_then(|mut nodes| {
            let first = nodes.start;
            Some(nodes.find(|other| there.may_end(*other))? - first + 1)
        });
        Some((node, matched.unwrap_or(UNMATCHED)))
    }

    /// Returns the nodes there of the event of a node here.
    fn nodes_there(&self, node: usize) -> Option<Range<usize>> {
        let event = self.here.node_of_path(node as u32);
        self.there.path_nodes(self.counterpart(event)? as usize)
    }

    /// Returns the sums for the chains that end in any node or, if their span is bounded, in this node with this match.
    /// Returns `None` if a sum does not fit its type.
    pub(super) fn path_sums<S: Sum>(&self, last: usize, matched: Matched) -> Option<PathSums<S>> {
        let Some(within) = self.within else {
            return self.sums_in(0..self.here.path_engine().nodes.len(), None);
        };
        let earliest = &self.here.path_engine().nodes.earliest;
        let least = earliest.get(last).saturating_sub(within);
        let first = earliest.end(0..last, |onset| onset < least);
        let other = (matched != UNMATCHED).then(|| self.nodes_there(last)).flatten();
        let onsets = &self.there.path_engine().nodes.earliest;
        let onset_there = other.map(|nodes| onsets.get(nodes.start + matched - 1));
        self.sums_in(first..last + 1, Some(End { onset_there }))
    }

    fn sums_in<S: Sum>(&self, range: Range<usize>, end: Option<End>) -> Option<PathSums<S>> {
        let lengths = self.lengths.unwrap_or(Lengths::ANY);
        let scope = self.here.scope();
        let mut sums = PathSums {
            first: range.start,
            starts: Vec::with_capacity(range.len()),
            layers: lengths.layers,
            values: Vec::new(),
        };
        let (mut antecedents, mut there) = (Vec::new(), Vec::new());
        for node in range.clone() {
            sums.starts.push(sums.values.len());
            self.antecedents_here(&scope, node, range.start, &mut antecedents);
            let others = self.nodes_there(node).unwrap_or_default();
            for matched in 0..=others.len() {
                let other = others.start + matched.saturating_sub(1);
                self.follow(node, matched, other, &antecedents, &mut there);
                let is_start = scope.may_start(node)
                    && (matched == UNMATCHED || !self.may_start_there(other, end));
                sums.values.push(if is_start { S::ONE } else { S::ZERO });
                for layer in 2..=lengths.layers {
                    let mut sum = S::ZERO;
                    for (earlier, matched) in &there {
                        for before in lengths.layers_before(layer) {
                            // This node itself is not complete yet, but no antecedent of itself.
                            sum = sum.plus(sums.of_layer(*earlier as usize, *matched, before))?;
                        }
                    }
                    sums.values.push(sum);
                }
            }
        }
        Some(sums)
    }

    /// Finds the antecedents of a node here from a first node on, in total order. Clears `found` first.
    fn antecedents_here(&self, scope: &Scope<'_>, node: usize, first: usize, found: &mut Vec<u32>) {
        let engine = self.here.path_engine();
        engine.antecedents(node, found);
        found.retain(|earlier| {
            *earlier as usize >= first && engine.may_hop(scope, *earlier as usize, node)
        });
    }

    /// Finds the antecedents, from a first node on, of a node with this match, each with what it is matched with.
    pub(super) fn antecedents(
        &self,
        node: usize,
        matched: Matched,
        first: usize,
        found: &mut Vec<(u32, Matched)>,
    ) {
        let mut antecedents = Vec::new();
        self.antecedents_here(&self.here.scope(), node, first, &mut antecedents);
        let others = self.nodes_there(node).unwrap_or_default();
        let other = others.start + matched.saturating_sub(1);
        self.follow(node, matched, other, &antecedents, found);
    }

    /// Pairs the antecedents of a node with what they are matched with. `other` is the node there that the node is
    /// matched with; it is not read if the node is unmatched.
    fn follow(
        &self,
        node: usize,
        matched: Matched,
        other: usize,
        antecedents: &[u32],
        found: &mut Vec<(u32, Matched)>,
    ) {
        found.clear();
        if matched == UNMATCHED || !self.has_steps() && !self.may_differ(node) {
            for earlier in antecedents {
                found.push((*earlier, matched));
            }
            return;
        }
        let mut there = Vec::new();
        let (engine, scope) = (self.there.path_engine(), self.there.scope());
        engine.antecedents(other, &mut there);
        there.retain(|earlier| engine.may_hop(&scope, *earlier as usize, other));
        for earlier in antecedents {
            let event = self.counterpart(self.here.node_of_path(*earlier));
            let same = event.and_then(|event| {
                // Nodes are ordered by event, and an event is an antecedent by one node at most.
                let at = there.binary_search_by_key(&event, |node| self.there.node_of_path(*node));
                let nodes = self.there.path_nodes(event as usize)?;
                Some(there[at.ok()?] as usize - nodes.start + 1)
            });
            found.push((*earlier, same.unwrap_or(UNMATCHED)));
        }
    }

    /// Returns `true` if a chain there may start with a node there, given the end of the chain.
    fn may_start_there(&self, node: usize, end: Option<End>) -> bool {
        let onset = self.there.path_engine().nodes.earliest.get(node);
        let is_near = match (self.within, end) {
            (Some(within), Some(End { onset_there })) => {
                onset_there.is_some_and(|last| last - onset <= within)
            }
            _ => true,
        };
        is_near && self.there.scope().may_start(node)
    }

    /// Returns `true` if each end needs sums of its own, since spans are bounded.
    pub(super) fn is_bounded(&self) -> bool {
        self.within.is_some()
    }
}

/// Returns by node whether it is one of some events, or follows one of them.
fn may_differ(here: &Prepared<'_>, touched: &[EventId]) -> Vec<bool> {
    let mut may_differ = vec![false; here.engine.nodes.len()];
    let mut successors = Vec::new();
    for event in touched {
        let Some(node) = here.node(*event) else { continue };
        may_differ[node] = true;
        here.engine.successors(node, &mut successors);
        for later in &successors {
            may_differ[*later as usize] = true;
        }
    }
    may_differ
}

/// The chains that are in both states: see [`Difference::chains_in_both`].
struct InBoth<'d, 't>(&'d Difference<'t>);

impl Counting for InBoth<'_, '_> {
    type Output = Count;

    fn min_bits(&self) -> u32 {
        self.0.min_bits()
    }

    fn run<N: Number>(&self) -> Option<Count> {
        let Self(difference) = self;
        let engine = difference.here.path_engine();
        let (here, there) = (difference.here.scope(), difference.there.scope());
        let start = |node: usize| {
            let other = difference.counterpart(node as u32);
            let is_start =
                here.may_start(node) && other.is_some_and(|other| there.may_start(other as usize));
            if is_start { N::ONE } else { N::ZERO }
        };
        // By node, the number of paths of two or more events that lead to it in both states.
        let mut paths = vec![N::ZERO; engine.nodes.len()];
        let (mut passed, mut total, mut followed) = (N::ZERO, N::ZERO, Vec::new());
        engine.try_pass_forward(&here, &mut |at, received: N| {
            let node = at.node;
            let Some(other) = difference.counterpart(node as u32) else { return Some(N::ZERO) };
            let mut sum = received;
            if difference.may_differ(node) {
                sum = N::ZERO;
                difference.antecedents(node, 1, 0, &mut followed);
                for (earlier, matched) in &followed {
                    if *matched != UNMATCHED {
                        let earlier = *earlier as usize;
                        sum = sum.checked_plus(paths[earlier])?.checked_plus(start(earlier))?;
                    }
                }
            }
            paths[node] = sum;
            // The checked total of all values passed on: see `engine::values`.
            passed = passed.checked_plus(start(node))?.checked_plus(sum)?;
            if here.may_end(node) && there.may_end(other as usize) {
                total = total.checked_plus(sum)?;
            }
            Some(start(node).wrapping_plus(sum))
        })?;
        Some(total.into_count())
    }
}

impl Counting for Difference<'_> {
    type Output = Count;

    fn min_bits(&self) -> u32 {
        self.here.path_engine().min_bits()
    }

    fn run<N: Number>(&self) -> Option<Count> {
        let Some(lengths) = self.lengths else { return Some(Count::from(0)) };
        let (mut total, mut from) = (N::ZERO, 0);
        let mut sums: Option<PathSums<N>> = None;
        while let Some((last, matched)) = self.next_end(from) {
            if sums.is_none() || self.is_bounded() {
                sums = Some(self.path_sums(last, matched)?);
            }
            if let Some(sums) = &sums {
                for layer in lengths.min..=lengths.layers {
                    total = total.checked_plus(sums.of_layer(last, matched, layer))?;
                }
            }
            from = last + 1;
        }
        Some(total.into_count())
    }
}
