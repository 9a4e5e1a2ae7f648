//! The order in which counters see edges enter and leave a window of time.
//!
//! ```text
//!   edges ──►  ┌───────── gap ─────────┐
//!              first ...  second ...   third      look up: how many pairs (first, second) are there?
//!   leave: first, with its pairs       pair: with how many first edges does it form pairs?
//!                                      insert: it may now be first
//! ```

use super::edges::Edges;

/// When edges that are tied form triples.
#[derive(Clone, Copy)]
pub(super) struct Relation {
    /// The longest time from the first onset to the last, in seconds.
    pub(super) gap: i64,
    /// Whether the first edge must begin before the second, and the second before the third. Otherwise tied edges
    /// are in order.
    pub(super) first: bool,
    pub(super) last: bool,
    /// Whether two edges of one event form no triple.
    pub(super) by_event: bool,
}

/// Counts the triples of edges in a window that moves through time. `at` is the place of an edge among the edges
/// that are swept.
pub(super) trait Counter {
    /// The edge may be the third of triples: counts them.
    fn look_up(&mut self, at: usize, edge: usize);
    /// The edge becomes the second of pairs with all that were inserted.
    fn pair(&mut self, at: usize, edge: usize);
    /// The edge may now be the first of pairs.
    fn insert(&mut self, at: usize, edge: usize);
    /// The edge leaves the window.
    fn remove(&mut self, at: usize, edge: usize);
    /// The pairs of which the edge is the first leave the window. What is inserted comes after it.
    fn unpair(&mut self, at: usize, edge: usize);
}

/// Sweeps some edges in order, whose onset intervals are equal or have no instant in common. At the end the window
/// is empty.
pub(super) fn sweep(edges: &Edges, swept: &[u32], relation: Relation, counter: &mut impl Counter) {
    let edge = |at: usize| swept[at] as usize;
    let onset = |at: usize| edges.earliest[edge(at)];
    // Returns the end of the edges that are tied with one.
    let tied = |at: usize| {
        let mut end = at + 1;
        while end < swept.len() && onset(end) == onset(at) {
            end += 1;
        }
        end
    };
    // Returns the end of the edges that form no triple with one, though they are in order.
    let unit = |at: usize| {
        let node = |at: usize| edges.node[edge(at)];
        let mut end = at + 1;
        while relation.by_event && end < swept.len() && node(end) == node(at) {
            end += 1;
        }
        end
    };
    let (mut start, mut at) = (0, 0);
    loop {
        // Leave.
        let oldest =
            if at < swept.len() { onset(at).saturating_sub(relation.gap) } else { i64::MAX };
        while start < at && onset(start) < oldest {
            let end = if relation.first { tied(start) } else { unit(start) };
            for leaving in start..end {
                counter.remove(leaving, edge(leaving));
            }
            for leaving in start..end {
                counter.unpair(leaving, edge(leaving));
            }
            start = end;
        }
        if at == swept.len() {
            break;
        }
        let end = tied(at);
        if relation.last {
            for third in at..end {
                counter.look_up(third, edge(third));
            }
        }
        let mut next = at;
        while next < end {
            let members = next..unit(next);
            next = members.end;
            if !relation.last {
                for third in members.clone() {
                    counter.look_up(third, edge(third));
                }
            }
            for second in members.clone() {
                counter.pair(second, edge(second));
            }
            if !relation.first {
                for first in members {
                    counter.insert(first, edge(first));
                }
            }
        }
        if relation.first {
            for first in at..end {
                counter.insert(first, edge(first));
            }
        }
        at = end;
    }
}
