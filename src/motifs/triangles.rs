//! Counting triangles: one event between each two of three parties.
//!
//! ```text
//!         c            The first two edges of a triangle share an actor c. While both are in the window, the pair
//!        ╱ ╲           is counted under the two other actors, {a, b}. A third edge between these closes as many
//!      a ─── b         triangles as there are pairs, which is one look-up.
//! ```
//!
//! As in FAST (Gao et al., *Scalable Motif Counting for Large-scale Temporal Graphs*, ICDE 2022), the work is that of
//! the pairs of neighbouring edges within the gap. FAST searches the edges that close each pair; here each pair is
//! counted when it enters and when it leaves.

use super::{
    edges::Edges,
    motif::Motif,
    sweep::{Counter, Relation, sweep},
};

/// Two actors without an edge between them.
const NONE: u32 = u32::MAX;

/// The greatest number of cells of a table of all pairs of actors: 64 MiB.
const MAX_CELLS: usize = 1 << 24;

/// The numbers of pairs of actors that have an edge.
enum ActorPairs {
    /// By the numbers of both actors.
    Table(usize, Vec<u32>),
    /// By actor, its neighbours, sorted, each with the number of the pair.
    Lists(Vec<Vec<(u32, u32)>>),
}

impl ActorPairs {
    /// Numbers the pairs of the edges, and returns how many there are.
    fn new(edges: &Edges, swept: &[u32]) -> (Self, usize) {
        let (actors, mut number) = (edges.actors(), 0);
        if actors.saturating_mul(actors) <= MAX_CELLS {
            let mut table = vec![NONE; actors * actors];
            for edge in swept {
                let (a, b) = edges.dyad(*edge);
                let (a, b) = (a as usize, b as usize);
                if table[a * actors + b] == NONE {
                    table[a * actors + b] = number;
                    table[b * actors + a] = number;
                    number += 1;
                }
            }
            return (Self::Table(actors, table), number as usize);
        }
        let mut lists: Vec<Vec<(u32, u32)>> = vec![Vec::new(); actors];
        let mut neighbours = Vec::new();
        for actor in 0..actors as u32 {
            neighbours.clear();
            for edge in edges.of(actor as usize) {
                let (a, b) = edges.dyad(*edge);
                neighbours.push(if a == actor { b } else { a });
            }
            neighbours.sort_unstable();
            neighbours.dedup();
            for other in neighbours.iter().filter(|other| **other > actor) {
                // Actors come in ascending order, so that the lists are sorted.
                lists[actor as usize].push((*other, number));
                lists[*other as usize].push((actor, number));
                number += 1;
            }
        }
        (Self::Lists(lists), number as usize)
    }

    #[inline]
    fn get(&self, a: u32, b: u32) -> u32 {
        match self {
            Self::Table(actors, table) => table[a as usize * actors + b as usize],
            Self::Lists(lists) => {
                crate::sorting::paired_with(&lists[a as usize], b).unwrap_or(NONE)
            }
        }
    }
}

struct Triangles<'e> {
    edges: &'e Edges,
    pairs: ActorPairs,
    /// The edges of each actor: twice the number of the neighbour, and one more if they run into the actor.
    ends: Vec<u32>,
    /// By actor, the part of its edges that is in the window.
    windows: Vec<(u32, u32)>,
    /// By pair of actors, the number of pairs of edges that an edge between them closes to a triangle. The index is
    /// twice that of the first edge's neighbour, 0 for the lower one, and so on: see [`place`].
    open: Vec<[u64; 8]>,
    /// By the direction of the third edge, 0 from the lower actor to the higher.
    closed: [[u128; 8]; 2],
}

/// Returns the index of a pair of edges by its first neighbour, whether it is the higher one, and the directions.
#[inline]
fn place(is_higher: bool, first: u32, second: u32) -> usize {
    usize::from(is_higher) << 2 | ((first & 1) << 1 | second & 1) as usize
}

impl Triangles<'_> {
    /// Adds or removes the pairs of an edge with all edges in the windows of its actors.
    #[inline]
    fn change(&mut self, edge: usize, is_first: bool) {
        let (from, to) = (self.edges.from[edge], self.edges.to[edge]);
        for (centre, neighbour, direction) in [(from, to, 0), (to, from, 1)] {
            let (start, end) = self.windows[centre as usize];
            for other in &self.ends[start as usize..end as usize] {
                let (far, far_direction) = (other >> 1, other & 1);
                if far == neighbour {
                    continue;
                }
                let pair = self.pairs.get(neighbour, far);
                if pair == NONE {
                    continue;
                }
                let open = &mut self.open[pair as usize];
                if is_first {
                    open[place(neighbour > far, direction, far_direction)] -= 1;
                } else {
                    open[place(far > neighbour, far_direction, direction)] += 1;
                }
            }
        }
    }
}

impl Counter for Triangles<'_> {
    fn look_up(&mut self, _: usize, edge: usize) {
        let (from, to) = (self.edges.from[edge], self.edges.to[edge]);
        let closed = &mut self.closed[usize::from(from > to)];
        for (closed, open) in closed.iter_mut().zip(&self.open[self.pairs.get(from, to) as usize]) {
            *closed += u128::from(*open);
        }
    }

    fn pair(&mut self, _: usize, edge: usize) {
        self.change(edge, false);
    }

    fn insert(&mut self, _: usize, edge: usize) {
        for actor in [self.edges.from[edge], self.edges.to[edge]] {
            self.windows[actor as usize].1 += 1;
        }
    }

    fn remove(&mut self, _: usize, edge: usize) {
        for actor in [self.edges.from[edge], self.edges.to[edge]] {
            self.windows[actor as usize].0 += 1;
        }
    }

    fn unpair(&mut self, _: usize, edge: usize) {
        self.change(edge, true);
    }
}

/// Adds the triangles of plain edges to `counts`, by motif.
pub(super) fn count_triangles(edges: &Edges, relation: Relation, counts: &mut [u128]) {
    let (pairs, number) = ActorPairs::new(edges, &edges.plain);
    let (mut ends, mut windows) = (Vec::with_capacity(2 * edges.len()), Vec::new());
    for actor in 0..edges.actors() {
        windows.push((ends.len() as u32, ends.len() as u32));
        for edge in edges.of(actor) {
            if edges.vague.is_empty() || !edges.is_vague(*edge) {
                let (from, to) = edges.dyad(*edge);
                let is_inward = from as usize != actor;
                ends.push(if is_inward { from << 1 | 1 } else { to << 1 });
            }
        }
    }
    let open = vec![[0; 8]; number];
    let mut counter = Triangles { edges, pairs, ends, windows, open, closed: [[0; 8]; 2] };
    sweep(edges, &edges.plain, relation, &mut counter);
    // The centre is 0, the lower of its neighbours 1, the higher one 2.
    for (third, closed) in counter.closed.iter().enumerate() {
        for (place, count) in closed.iter().enumerate() {
            let (near, far) = if place >> 2 == 0 { (1, 2) } else { (2, 1) };
            let event = |neighbour: u8, is_inward: usize| {
                if is_inward == 1 { (neighbour, 0) } else { (0, neighbour) }
            };
            let last = if third == 0 { (1, 2) } else { (2, 1) };
            let events = [event(near, place >> 1 & 1), event(far, place & 1), last];
            if let Some(motif) = Motif::of(events) {
                counts[motif.index()] += count;
            }
        }
    }
}
