//! The hops and chains of one state of a watch that are not in another.
//!
//! Two chains are the same if they have the same events. A chain is matched with those of the other state from its last
//! event back: as long as each hop is one there as well, there is exactly one path there with the same events.
//!
//! ```text
//!   here    a ──→ b ──→ c      ways to reach c here: from a and b, and from b alone
//!   there         b ──→ c      of these, b and c are a chain there as well
//! ```
//!
//! So a path of one state has, beside its node, either the node of the same event on the path there, or none, once the
//! paths have parted. One pass in the order of time counts for each node and each such state the paths that lead to it
//! and are no chains there.

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
    /// The greatest span of a chain in seconds, if it may exclude one.
    within: Option<i64>,
    lengths: Option<Lengths>,
}

/// What a path is followed with: the node there of the same event, counted from the first node of that event, or 0 if
/// the paths have parted; the others are counted from 1.
type State = usize;

const PARTED: State = 0;

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

/// For each node of a range and each of its states, the paths that lead to it and, with what comes after, are no chains
/// there, by the number of their events up to the node.
pub(super) struct Ways<S> {
    /// The first node of the range.
    pub(super) first: usize,
    starts: Vec<usize>,
    layers: usize,
    sums: Vec<S>,
}

impl<S: Sum> Ways<S> {
    /// Returns the sum of the paths of so many events, 1 or more.
    pub(super) fn of_layer(&self, node: usize, state: State, layer: usize) -> S {
        self.sums[self.starts[node - self.first] + state * self.layers + layer - 1]
    }
}

/// The end of the chains that a pass is about, if their span is bounded.
#[derive(Clone, Copy)]
struct End {
    /// The onset there of the event in which they end, in seconds; `None` if no chain ends in it there.
    onset_there: Option<i64>,
}

impl<'t> Difference<'t> {
    /// Creates the difference of two states. `counterpart` returns the event there of an event here.
    pub(super) fn new(
        here: Arc<Prepared<'t>>,
        there: Arc<Prepared<'t>>,
        counterpart: &dyn Fn(EventId) -> Option<EventId>,
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
        Self { here, there, counterparts, within, lengths }
    }

    /// Returns the lengths of chains here; `None` if there is no chain.
    pub(super) fn lengths(&self) -> Option<Lengths> {
        self.lengths
    }

    /// Returns the node there of the event of a node here.
    fn counterpart(&self, node: u32) -> Option<u32> {
        Some(self.counterparts[node as usize]).filter(|other| *other != NONE)
    }

    /// Returns the number of pairs of events that are a hop here and not there.
    pub(super) fn hops(&self) -> u64 {
        let (mut hops, mut there) = (0, Vec::new());
        self.here.engine.for_each_with_antecedents(|node, antecedents| {
            there.clear();
            if let Some(other) = self.counterpart(node as u32) {
                self.there.engine.antecedents(other as usize, &mut there);
            }
            for earlier in antecedents {
                let other = self.counterpart(*earlier);
                let is_there = other.is_some_and(|other| there.binary_search(&other).is_ok());
                hops += u64::from(!is_there);
            }
        });
        hops
    }

    /// Returns the number of chains that are not chains there.
    pub(super) fn chains(&self) -> Count {
        widening(self).unwrap_or_else(|| Count::from(0))
    }

    /// Returns the nodes in which chains end here, in total order, each with the state in which it is followed.
    pub(super) fn next_end(&self, from: usize) -> Option<(usize, State)> {
        let scope = self.here.scope();
        let node = (from..self.here.path_engine().nodes.len()).find(|node| scope.may_end(*node))?;
        let there = self.there.scope();
        let state = self.nodes_there(node).and_then(|mut nodes| {
            let first = nodes.start;
            Some(nodes.find(|other| there.may_end(*other))? - first + 1)
        });
        Some((node, state.unwrap_or(PARTED)))
    }

    /// Returns the nodes there of the event of a node here.
    fn nodes_there(&self, node: usize) -> Option<Range<usize>> {
        let event = self.here.node_of_path(node as u32);
        self.there.path_nodes(self.counterpart(event)? as usize)
    }

    /// Returns the sums for the chains that end in any node or, if their span is bounded, in a node that is followed in
    /// a state. Returns `None` if they do not fit.
    pub(super) fn ways<S: Sum>(&self, last: usize, state: State) -> Option<Ways<S>> {
        let Some(within) = self.within else {
            return self.ways_in(0..self.here.path_engine().nodes.len(), None);
        };
        let earliest = &self.here.path_engine().nodes.earliest;
        let least = earliest.get(last).saturating_sub(within);
        let first = earliest.end(0..last, |onset| onset < least);
        let other = (state != PARTED).then(|| self.nodes_there(last)).flatten();
        let onsets = &self.there.path_engine().nodes.earliest;
        let onset_there = other.map(|nodes| onsets.get(nodes.start + state - 1));
        self.ways_in(first..last + 1, Some(End { onset_there }))
    }

    fn ways_in<S: Sum>(&self, range: Range<usize>, end: Option<End>) -> Option<Ways<S>> {
        let lengths = self.lengths.unwrap_or(Lengths::ANY);
        let scope = self.here.scope();
        let mut ways = Ways {
            first: range.start,
            starts: Vec::with_capacity(range.len()),
            layers: lengths.layers,
            sums: Vec::new(),
        };
        let (mut antecedents, mut there) = (Vec::new(), Vec::new());
        for node in range.clone() {
            ways.starts.push(ways.sums.len());
            self.antecedents_here(&scope, node, range.start, &mut antecedents);
            let others = self.nodes_there(node).unwrap_or_default();
            for state in 0..=others.len() {
                let other = others.start + state.saturating_sub(1);
                self.follow(state, other, &antecedents, &mut there);
                let is_start =
                    scope.may_start(node) && (state == PARTED || !self.may_start_there(other, end));
                ways.sums.push(if is_start { S::ONE } else { S::ZERO });
                for layer in 2..=lengths.layers {
                    let mut sum = S::ZERO;
                    for (earlier, state) in &there {
                        for before in lengths.layers_before(layer) {
                            // This node itself is not complete yet, but no antecedent of itself.
                            sum = sum.plus(ways.of_layer(*earlier as usize, *state, before))?;
                        }
                    }
                    ways.sums.push(sum);
                }
            }
        }
        Some(ways)
    }

    /// Finds the antecedents of a node here from a first node on, in total order. Clears `found` first.
    fn antecedents_here(&self, scope: &Scope<'_>, node: usize, first: usize, found: &mut Vec<u32>) {
        let engine = self.here.path_engine();
        engine.antecedents(node, found);
        found.retain(|earlier| {
            *earlier as usize >= first && engine.may_hop(scope, *earlier as usize, node)
        });
    }

    /// Finds the antecedents, from a first node on, of a node that is followed in a state, each with its own state.
    pub(super) fn antecedents(
        &self,
        node: usize,
        state: State,
        first: usize,
        found: &mut Vec<(u32, State)>,
    ) {
        let mut antecedents = Vec::new();
        self.antecedents_here(&self.here.scope(), node, first, &mut antecedents);
        let others = self.nodes_there(node).unwrap_or_default();
        self.follow(state, others.start + state.saturating_sub(1), &antecedents, found);
    }

    /// Pairs antecedents of a node with their states, if the node is followed in a state by a node there.
    fn follow(
        &self,
        state: State,
        other: usize,
        antecedents: &[u32],
        found: &mut Vec<(u32, State)>,
    ) {
        found.clear();
        let mut there = Vec::new();
        if state != PARTED {
            let (engine, scope) = (self.there.path_engine(), self.there.scope());
            engine.antecedents(other, &mut there);
            there.retain(|earlier| engine.may_hop(&scope, *earlier as usize, other));
        }
        for earlier in antecedents {
            let event = self.counterpart(self.here.node_of_path(*earlier));
            let same = event.and_then(|event| {
                // Nodes are ordered by event, and an event is an antecedent by one node at most.
                let at = there.binary_search_by_key(&event, |node| self.there.node_of_path(*node));
                let nodes = self.there.path_nodes(event as usize)?;
                Some(there[at.ok()?] as usize - nodes.start + 1)
            });
            found.push((*earlier, same.unwrap_or(PARTED)));
        }
    }

    /// Returns `true` if a chain there may start with a node there, if it ends in an end.
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

    /// Returns `true` if each end has sums of its own.
    pub(super) fn is_bounded(&self) -> bool {
        self.within.is_some()
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
        let mut ways: Option<Ways<N>> = None;
        while let Some((last, state)) = self.next_end(from) {
            if ways.is_none() || self.is_bounded() {
                ways = Some(self.ways(last, state)?);
            }
            if let Some(ways) = &ways {
                for layer in lengths.min..=lengths.layers {
                    total = total.checked_plus(ways.of_layer(last, state, layer))?;
                }
            }
            from = last + 1;
        }
        Some(total.into_count())
    }
}
