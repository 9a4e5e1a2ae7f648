//! Independent reports: the largest set of paths from original speakers to outlets that have no
//! reporter in common.
//!
//! Reporters are the vertices of a directed graph. An edge leads from one reporter to another if a
//! report says that the second had it from the first. A path leads from an original speaker to an
//! outlet.
//!
//! The largest number of vertex-disjoint paths equals the max-flow of the network in which each
//! vertex lets one unit through (Menger, 1927). The flow grows along augmenting paths (Ford and
//! Fulkerson, 1956), one origin after another. The sets of origins that disjoint paths can join to
//! outlets are the independent sets of a matroid (a gammoid: Perfect, 1968). Therefore the greedy
//! algorithm is exact: taking the most credible origin that still fits, again and again, gives the
//! most credible set.
//!
//! ```text
//!   OFFICIAL ──► CNN ──► PAPER       without WITNESS: two outlets, one speaker, one path
//!        └─────► WIRE
//!   WITNESS  ──► WIRE                with WITNESS: two paths, one to PAPER and one to WIRE
//! ```
//!
//! The max-flow functions of `petgraph` start from an empty flow, so the greedy algorithm would have
//! to call them once for each origin. That was slower wherever some reports depend on others.

use super::numbers::Numbers;
use crate::model::ActorId;

/// An actor that reports, or `None` for public record.
pub(super) type Reporter = Option<ActorId>;

/// The path of one report, from the outlet to the original speakers. Each reporter of a layer had it
/// from each reporter of the next layer.
pub(super) type ReportPath = Vec<Vec<Reporter>>;

/// A flow network with unit capacities.
///
/// Each reporter is two vertices, an entry and an exit, joined by one edge. The edge limits the flow
/// through the reporter to one unit, which makes the paths vertex-disjoint.
#[derive(Default)]
pub(super) struct Network {
    /// The reporter with number `nth` has the entry vertex `2 * nth + 1` and the exit vertex after it.
    reporters: Numbers,
    /// For each vertex, the indices of the edges that leave it.
    outgoing: Vec<Vec<usize>>,
    /// Each edge is followed by its reverse: edges 0 and 1 belong together, 2 and 3, and so on.
    edges: Vec<Edge>,
    /// The vertices that each edge joins, without the reverse edges.
    joined: Numbers,
    /// For each vertex, the edge by which a search reached it; none between searches.
    reached_by: Vec<Option<usize>>,
}

struct Edge {
    to: usize,
    /// Whether the edge has capacity left.
    is_open: bool,
}

/// The vertex at which all paths end.
const SINK: usize = 0;

impl Network {
    pub(super) fn add_path(&mut self, path: &ReportPath) {
        for outlet in path.first().into_iter().flatten() {
            let entry = self.entry(*outlet);
            self.add_edge(entry + 1, SINK);
        }
        for layers in path.windows(2) {
            for nearer in &layers[0] {
                for farther in &layers[1] {
                    let (nearer, farther) = (self.entry(*nearer), self.entry(*farther));
                    if nearer != farther {
                        self.add_edge(farther + 1, nearer);
                    }
                }
            }
        }
    }

    /// Returns the entry vertex of a reporter, after adding both of its vertices if they are missing.
    fn entry(&mut self, reporter: Reporter) -> usize {
        if self.outgoing.is_empty() {
            self.outgoing.push(Vec::new()); // The sink.
        }
        let (nth, is_new) = self.reporters.of_reporter(reporter);
        let entry = 2 * nth + 1;
        if !is_new {
            return entry;
        }
        self.outgoing.push(Vec::new());
        self.outgoing.push(Vec::new());
        self.add_edge(entry, entry + 1);
        entry
    }

    /// Adds an edge and its reverse, unless there is such an edge: several reports may state the same.
    fn add_edge(&mut self, from: usize, to: usize) {
        if !self.joined.of((from as u64) << 32 | to as u64).1 {
            return;
        }
        self.outgoing[from].push(self.edges.len());
        self.edges.push(Edge { to, is_open: true });
        self.outgoing[to].push(self.edges.len());
        self.edges.push(Edge { to: from, is_open: false });
    }

    /// Adds a path from an origin to an outlet to the flow. Paths found before stay, but may be
    /// rerouted. Returns `false` if there is no such path.
    pub(super) fn connect(&mut self, origin: Reporter) -> bool {
        let start = self.entry(origin);
        // Breadth-first search over the edges with capacity left.
        self.reached_by.resize(self.outgoing.len(), None);
        let reached_by = &mut self.reached_by;
        let (mut queue, mut visited) = (vec![start], 0);
        'search: while let Some(vertex) = queue.get(visited).copied() {
            visited += 1;
            for edge in &self.outgoing[vertex] {
                let Edge { to, is_open } = self.edges[*edge];
                if is_open && to != start && reached_by[to].is_none() {
                    reached_by[to] = Some(*edge);
                    // Behind the sink there are only the paths found before.
                    if to == SINK {
                        break 'search;
                    }
                    queue.push(to);
                }
            }
        }
        // From the sink back to the origin, reverse each edge of the path.
        let mut vertex = SINK;
        while let Some(edge) = reached_by[vertex] {
            let reverse = edge ^ 1;
            self.edges[edge].is_open = false;
            self.edges[reverse].is_open = true;
            vertex = self.edges[reverse].to;
        }
        reached_by[SINK] = None;
        for reached in queue {
            reached_by[reached] = None;
        }
        vertex == start
    }
}
