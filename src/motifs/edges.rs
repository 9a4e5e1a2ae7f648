//! The dyads of the events that take part, in order of time.

use crate::{
    chain::{nodes::nodes::Nodes, query::rule::Precedence},
    sorting::{sort_by, sort_distinct},
    timeline::Dyad,
};

/// Stands for a party without an edge.
const ABSENT: u32 = u32::MAX;

/// The dyads of events: an edge for each dyad of each event, in total order. The actors are the parties of the
/// edges, numbered by first appearance.
pub(super) struct Edges {
    pub(super) from: Vec<u32>,
    pub(super) to: Vec<u32>,
    /// The node of the event of each edge.
    pub(super) node: Vec<u32>,
    /// In seconds since 1970.
    pub(super) earliest: Vec<i64>,
    pub(super) latest: Vec<i64>,
    /// The level of each event, in tenths.
    pub(super) level: Vec<i64>,
    /// By actor, the number of its party.
    pub(super) parties: Vec<u32>,
    /// The edges of each actor in order: see [`of`](Self::of).
    of_actor: Vec<u32>,
    starts: Vec<u32>,
    /// The edges, in order, that lie apart: see [`is_vague`](Self::is_vague).
    pub(super) plain: Vec<u32>,
    /// The other edges, in order.
    pub(super) vague: Vec<u32>,
}

impl Edges {
    pub(super) fn new(nodes: &Nodes) -> Self {
        let mut actors = vec![ABSENT; nodes.parties];
        let mut edges = Self {
            from: Vec::new(),
            to: Vec::new(),
            node: Vec::new(),
            earliest: Vec::new(),
            latest: Vec::new(),
            level: Vec::new(),
            parties: Vec::new(),
            of_actor: Vec::new(),
            starts: Vec::new(),
            plain: Vec::new(),
            vague: Vec::new(),
        };
        for node in 0..nodes.len() {
            for (source, target) in nodes.dyads.of(node) {
                let mut actor = |party: u32| {
                    let actor = &mut actors[party as usize];
                    if *actor == ABSENT {
                        *actor = edges.parties.len() as u32;
                        edges.parties.push(party);
                    }
                    *actor
                };
                let (source, target) = (actor(*source), actor(*target));
                edges.from.push(source);
                edges.to.push(target);
                edges.node.push(node as u32);
                edges.earliest.push(nodes.earliest.get(node));
                edges.latest.push(nodes.latest(node));
                edges.level.push(nodes.level(node));
            }
        }
        edges.list_by_actor();
        let vague = vague(nodes);
        for edge in 0..edges.len() as u32 {
            let is_vague = vague.get(edges.node[edge as usize] as usize) == Some(&true);
            if is_vague { edges.vague.push(edge) } else { edges.plain.push(edge) }
        }
        edges
    }

    /// Lists the edges of each actor, by counting sort.
    fn list_by_actor(&mut self) {
        self.starts = vec![0; self.parties.len() + 1];
        for actor in self.from.iter().chain(&self.to) {
            self.starts[*actor as usize + 1] += 1;
        }
        for actor in 0..self.parties.len() {
            self.starts[actor + 1] += self.starts[actor];
        }
        let mut next = self.starts.clone();
        self.of_actor = vec![0; 2 * self.len()];
        for edge in 0..self.len() {
            for actor in [self.from[edge], self.to[edge]] {
                self.of_actor[next[actor as usize] as usize] = edge as u32;
                next[actor as usize] += 1;
            }
        }
    }

    pub(super) fn len(&self) -> usize {
        self.from.len()
    }

    /// Returns the number of actors.
    pub(super) fn actors(&self) -> usize {
        self.parties.len()
    }

    /// Returns the edges from or to an actor, in order.
    pub(super) fn of(&self, actor: usize) -> &[u32] {
        &self.of_actor[self.starts[actor] as usize..self.starts[actor + 1] as usize]
    }

    pub(super) fn dyad(&self, edge: u32) -> Dyad {
        (self.from[edge as usize], self.to[edge as usize])
    }

    /// Returns `true` if the event of an edge precedes that of another.
    pub(super) fn precedes(&self, one: u32, other: u32, precedence: Precedence) -> bool {
        let (one, other) = (one as usize, other as usize);
        let interval = |edge: usize| (self.earliest[edge], self.latest[edge]);
        self.latest[one] <= self.earliest[other]
            || (precedence == Precedence::Recorded
                && interval(one) == interval(other)
                && self.node[one] < self.node[other])
    }

    /// Returns `true` if an edge is counted one triple at a time, since its onset interval overlaps in part that
    /// of another one. The intervals of all other edges are equal or have no instant in common.
    pub(super) fn is_vague(&self, edge: u32) -> bool {
        self.vague.binary_search(&edge).is_ok()
    }
}

/// Returns the nodes that are left out so that the onset intervals of all others are equal or have no instant in
/// common. Narrow intervals are kept first. Empty if all nodes can be kept.
fn vague(nodes: &Nodes) -> Vec<bool> {
    let follows = |node: usize| {
        let (onset, before) = (nodes.earliest.get(node), node - 1);
        nodes.latest(before) <= onset
            || (nodes.earliest.get(before), nodes.width(before)) == (onset, nodes.width(node))
    };
    if (1..nodes.len()).all(follows) {
        return Vec::new();
    }
    let mut vague = vec![true; nodes.len()];
    let mut widths: Vec<i64> = (0..nodes.len()).map(|node| nodes.width(node)).collect();
    sort_distinct(&mut widths);
    // Disjoint intervals, in order.
    let mut kept: Vec<(i64, i64)> = Vec::new();
    for width in widths {
        let mut new: Vec<(i64, i64)> = Vec::new();
        for node in (0..nodes.len()).filter(|node| nodes.width(*node) == width) {
            let interval = (nodes.earliest.get(node), nodes.latest(node));
            let overlapping = [
                kept.get(kept.partition_point(|other| other.1 <= interval.0)).copied(),
                new.last().copied().filter(|last| last.1 > interval.0),
            ];
            let fits = |other: &Option<(i64, i64)>| {
                other.is_none_or(|other| other == interval || other.0 >= interval.1)
            };
            if overlapping.iter().all(fits) {
                vague[node] = false;
                if new.last() != Some(&interval) {
                    new.push(interval);
                }
            }
        }
        if !new.is_empty() {
            kept.append(&mut new);
            sort_by(&mut kept, |a, b| a.0.cmp(&b.0));
        }
    }
    vague
}
