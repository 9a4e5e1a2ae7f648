//! The fewest events of the paths that lead to each node, and the paths themselves.
//!
//! ```text
//!   table 1   one event or more: 1 for a node at which chains begin
//!   table 2   two events or more: one more than the least of the antecedents in table 1
//!   ...       up to min_len
//! ```
//!
//! One pass fills tables 1 and 2, and each further table takes one more pass. Backward, paths lead from the last events of
//! chains, and successors take the place of antecedents.

use std::cell::RefCell;

use crate::chain::engine::{engine::Engine, monoid::Monoid, scope::Scope, values::Greatest};

/// In which direction chains are followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    /// From their first events.
    Forward,
    /// From their last events back.
    Backward,
}

/// The least number of events of paths, by node of a scope; 0 without a path.
pub(crate) struct Least<'e> {
    engine: &'e Engine,
    scope: &'e Scope<'e>,
    direction: Direction,
    tables: Vec<Vec<u32>>,
    /// The nodes with a path of at least `min` events, in total order.
    pub(crate) reached: Vec<u32>,
    /// By node of the scope, the node before it on a path of one event or more; [`UNKNOWN`] until it is looked up.
    /// Cached, since paths to several nodes have most of their events in common.
    before: RefCell<Vec<u32>>,
}

/// Stands for a node that has not been looked up.
const UNKNOWN: u32 = u32::MAX;

impl<'e> Least<'e> {
    /// Finds the paths of `min` events or more, at least 2.
    pub(crate) fn new(
        engine: &'e Engine,
        scope: &'e Scope<'e>,
        direction: Direction,
        min: usize,
    ) -> Self {
        let mut least = Self {
            engine,
            scope,
            direction,
            tables: Vec::new(),
            reached: Vec::new(),
            before: RefCell::default(),
        };
        let start = scope.nodes().start;
        let mut begins = vec![0; scope.len()];
        let mut table = vec![0; scope.len()];
        least.pass(&mut |node, before| {
            let is_start = match direction {
                Direction::Forward => scope.may_start(node),
                Direction::Backward => scope.may_end(node),
            };
            let after = before.map_or(0, |before| before + 1);
            (begins[node - start], table[node - start]) = (if is_start { 1 } else { after }, after);
            begins[node - start]
        });
        least.tables.push(begins);
        least.tables.push(table);
        while least.tables.len() < min {
            let before_last = &least.tables[least.tables.len() - 1];
            let mut table = vec![0; scope.len()];
            least.pass(&mut |node, before| {
                table[node - start] = before.map_or(0, |before| before + 1);
                before_last[node - start]
            });
            least.tables.push(table);
        }
        for (index, length) in least.tables[least.tables.len() - 1].iter().enumerate() {
            if *length > 0 {
                least.reached.push((start + index) as u32);
            }
        }
        least
    }

    /// Calls `visit` with each node and the least number that the nodes before it passed on; `None` if none did. A node
    /// passes on the number that `visit` returns, unless it is 0.
    ///
    /// `visit` is generic, so that each node costs one call through a pointer and not two.
    fn pass(&self, visit: &mut impl FnMut(usize, Option<u32>) -> u32) {
        let mut visit_packed = |node, received: Greatest| {
            let before = (received != Greatest::IDENTITY).then_some(-received.0 as u32);
            match visit(node, before) {
                0 => Greatest::IDENTITY,
                length => Greatest(-f64::from(length)),
            }
        };
        match self.direction {
            Direction::Forward => self.engine.pass_forward(self.scope, &mut visit_packed),
            Direction::Backward => {
                // Stops only if the answer is interrupted.
                let _ = self.engine.try_pass_backward(self.scope, &mut |node, received| {
                    Some(visit_packed(node.node, received))
                });
            }
        }
    }

    pub(crate) fn scope(&self) -> &Scope<'e> {
        self.scope
    }

    /// Returns the least number of events of the paths to a node, at least `min`.
    pub(crate) fn events(&self, node: u32) -> u32 {
        self.get(self.tables.len() - 1, node)
    }

    fn get(&self, table: usize, node: u32) -> u32 {
        self.tables[table][node as usize - self.scope.nodes().start]
    }

    /// Returns a path of the fewest events to a node, from the first event to the last, if an event has one node. Of
    /// several, the one whose events come first, compared from the node on.
    pub(crate) fn path(&self, node: u32) -> Vec<u32> {
        let (mut path, mut table, mut node) = (vec![node], self.tables.len() - 1, node);
        while table > 0 || self.get(0, node) > 1 {
            let before = self.before(table, node);
            if before == UNKNOWN {
                break;
            }
            path.push(before);
            (node, table) = (before, table.saturating_sub(1));
        }
        if self.direction == Direction::Forward {
            path.reverse();
        }
        path
    }

    /// Returns the node before a node on its path; [`UNKNOWN`] if there is none.
    fn before(&self, table: usize, node: u32) -> u32 {
        let place = node as usize - self.scope.nodes().start;
        let mut known = self.before.borrow_mut();
        known.resize(self.scope.len(), UNKNOWN);
        if table == 0 && known[place] != UNKNOWN {
            return known[place];
        }
        let (length, next) = (self.get(table, node), table.saturating_sub(1));
        // Neighbours are in total order.
        let neighbors = self.neighbors(node);
        let before = neighbors.into_iter().find(|other| self.get(next, *other) + 1 == length);
        if table == 0 {
            known[place] = before.unwrap_or(UNKNOWN);
        }
        before.unwrap_or(UNKNOWN)
    }

    /// Returns a path as [`path`](Self::path) does, if an event may have several nodes. `event_of` returns the event of a
    /// node.
    pub(crate) fn path_of_events(&self, node: u32, event_of: &dyn Fn(u32) -> u32) -> Vec<u32> {
        let (mut path, mut table) = (vec![node], self.tables.len() - 1);
        // All nodes of the event before which the path goes on.
        let mut nodes = vec![node];
        loop {
            let length = self.get(table, nodes[0]);
            if length <= 1 && table == 0 {
                break;
            }
            table = table.saturating_sub(1);
            let mut before = Vec::new();
            for node in &nodes {
                for other in self.neighbors(*node) {
                    if self.get(table, other) + 1 == length {
                        before.push(other);
                    }
                }
            }
            let mut event = u32::MAX;
            for node in &before {
                event = event.min(event_of(*node));
            }
            before.retain(|node| event_of(*node) == event);
            let Some(first) = before.first() else { break };
            path.push(*first);
            nodes = before;
        }
        if self.direction == Direction::Forward {
            path.reverse();
        }
        path
    }

    /// Returns the nodes of the scope from which paths lead to a node by one hop.
    fn neighbors(&self, node: u32) -> Vec<u32> {
        let mut found = Vec::new();
        match self.direction {
            Direction::Forward => self.engine.antecedents_in(self.scope, node as usize, &mut found),
            Direction::Backward => {
                self.engine.successors(node as usize, &mut found);
                found.retain(|later| {
                    let later = *later as usize;
                    self.scope.nodes().contains(&later)
                        && self.engine.may_hop(self.scope, node as usize, later)
                });
            }
        }
        found
    }
}
