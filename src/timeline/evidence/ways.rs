//! Which reports are independent: on how many ways that have no teller in common something came to be
//! known.
//!
//! Tellers are the points of a graph in which one leads to another if a report says that the other had
//! it from the one. A way leads from an original speaker to an outlet. The most ways without a common
//! point are a flow where each point lets one through (Menger, 1927; Ford and Fulkerson, 1956), found
//! origin by origin: those that can be joined to outlets at once form a matroid (a gammoid: Perfect,
//! 1968), so that taking the surest that still fits, again and again, gives the surest set.
//!
//! ```text
//!   OFFICIAL ──► CNN ──► PAPER       two outlets, one speaker: one way
//!        └─────► WIRE
//!   WITNESS  ──► WIRE                WIRE is taken by one of the two: CNN and WIRE, two ways
//! ```

use std::collections::{BTreeMap, VecDeque};

use crate::model::ActorId;

/// One who tells: an actor, or nobody in particular, as public record.
pub(super) type Teller = Option<ActorId>;

/// Who told it, from the outlet to the original speakers: those of one layer had it from each of the
/// next.
pub(super) type Layers = Vec<Vec<Teller>>;

/// Of origins, the surest first, those that can all be joined to outlets on ways of their own.
pub(super) fn independent(origins: &[Teller], heard: &[&Layers]) -> Vec<bool> {
    let mut network = Network::default();
    for layers in heard {
        network.add(layers);
    }
    origins.iter().map(|origin| network.join(*origin)).collect()
}

/// Each teller as two points, one to come in and one to go out by, joined by an edge that lets one
/// through.
#[derive(Default)]
struct Network {
    tellers: BTreeMap<Teller, usize>,
    /// By point, the edges that leave it.
    from: Vec<Vec<usize>>,
    /// Where an edge leads, and whether it lets one through; its reverse is the edge beside it.
    edges: Vec<(usize, bool)>,
}

/// The point at which all ways end.
const END: usize = 0;

impl Network {
    fn add(&mut self, layers: &Layers) {
        for outlet in layers.first().into_iter().flatten() {
            let point = self.point(*outlet);
            self.lead(point + 1, END);
        }
        for pair in layers.windows(2) {
            for nearer in &pair[0] {
                for farther in &pair[1] {
                    let (nearer, farther) = (self.point(*nearer), self.point(*farther));
                    self.lead(farther + 1, nearer);
                }
            }
        }
    }

    /// By which a teller is come to; the next is by which he is left.
    fn point(&mut self, teller: Teller) -> usize {
        if self.from.is_empty() {
            self.from.push(Vec::new());
        }
        if let Some(point) = self.tellers.get(&teller) {
            return *point;
        }
        let point = self.from.len();
        self.tellers.insert(teller, point);
        self.from.extend([Vec::new(), Vec::new()]);
        self.lead(point, point + 1);
        point
    }

    fn lead(&mut self, from: usize, to: usize) {
        if from == to
            || self.from[from].iter().any(|edge| edge % 2 == 0 && self.edges[*edge].0 == to)
        {
            return;
        }
        self.from[from].push(self.edges.len());
        self.edges.push((to, true));
        self.from[to].push(self.edges.len());
        self.edges.push((from, false));
    }

    /// Joins an origin to the end beside those that are joined, if there is a way; it may lead them
    /// elsewhere.
    fn join(&mut self, origin: Teller) -> bool {
        let start = self.point(origin);
        let mut came_by = vec![None; self.from.len()];
        let mut open = VecDeque::from([start]);
        while let Some(point) = open.pop_front() {
            for edge in &self.from[point] {
                let (to, is_open) = self.edges[*edge];
                if is_open && to != start && came_by[to].is_none() {
                    came_by[to] = Some(*edge);
                    open.push_back(to);
                }
            }
        }
        let mut point = END;
        while let Some(edge) = came_by[point] {
            self.edges[edge].1 = false;
            self.edges[edge ^ 1].1 = true;
            point = self.edges[edge ^ 1].0;
        }
        point == start
    }
}
