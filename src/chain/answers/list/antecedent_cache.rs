//! A direct-mapped cache of antecedents. A listing comes back to the same few nodes many times: without the
//! cache, listing by relay takes twice as long (bench `chains`, rows `walk`).

use crate::chain::engine::{engine::Engine, scope::Scope};

/// The greatest number of cache lines, a power of two. They take 1 MiB.
const MAX_LINES: usize = 1 << 14;

/// How many antecedents a line holds, so that it is as long as a cache line of the processor. A node with more
/// is not cached: finding them takes little time compared with listing the chains that they lead to.
const LINE_LEN: usize = 14;

/// The node plus one, or 0 if the line is empty; the number of antecedents; the antecedents.
///
/// An array of integers, since the allocator then returns memory that is zero already: a short listing touches
/// only the lines that it fills (the first maximal chain of 10,000 events takes half the instructions, bench
/// `chains`, rows `first maximal`).
type Line = [u32; 2 + LINE_LEN];

/// The antecedents of some nodes. A node has one line, which it shares with the nodes of the same remainder
/// modulo the number of lines.
#[derive(Clone)]
pub(crate) struct AntecedentCache {
    lines: Vec<Line>,
    /// The antecedents found last.
    found: Vec<u32>,
}

impl AntecedentCache {
    pub(crate) fn new(engine: &Engine) -> Self {
        let lines = engine.nodes.len().next_power_of_two().min(MAX_LINES);
        Self { lines: vec![[0; 2 + LINE_LEN]; lines], found: Vec::new() }
    }

    /// Returns the antecedents of a node within a scope, in total order and without duplicates. Every call
    /// must pass the same engine and scope.
    pub(crate) fn antecedents(
        &mut self,
        engine: &Engine,
        scope: &Scope<'_>,
        node: usize,
    ) -> &[u32] {
        let Self { lines, found } = self;
        let index = node & (lines.len() - 1);
        let [key, count, antecedents @ ..] = &mut lines[index];
        if *key != node as u32 + 1 {
            engine.antecedents_in(scope, node, found);
            if found.len() > LINE_LEN {
                return found;
            }
            *key = node as u32 + 1;
            *count = found.len() as u32;
            antecedents[..found.len()].copy_from_slice(found);
        }
        &antecedents[..*count as usize]
    }
}
