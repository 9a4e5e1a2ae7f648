//! Forward in time: what follows an event, the mirror image of what it follows.
//!
//! ```text
//!   looks back for (A, B):  ──●────●──────●──●─────●──►   later events, in total order
//!                                [ min_gap .. max_gap ]
//!                             d of dyad (A, B)
//! ```

use std::ops::Range;

use crate::chain::{
    engine::{engine::Engine, scope::Scope},
    nodes::nodes::Nodes,
    query::rule::Pairing,
};

/// (earlier, later), sorted, of all pairs that declared links join: built when first asked for.
pub(crate) struct Forward {
    declared: Vec<(u32, u32)>,
}

impl Forward {
    fn new(nodes: &Nodes) -> Self {
        let links_back = |later: usize| {
            nodes.declared.of(later).iter().map(move |(earlier, _)| (*earlier, later as u32))
        };
        let linked = if nodes.declared.is_empty() { 0 } else { nodes.len() };
        let mut declared: Vec<_> = (0..linked).flat_map(links_back).collect();
        declared.sort_unstable();
        declared.dedup();
        Self { declared }
    }

    fn declared(&self, earlier: u32) -> impl Iterator<Item = u32> {
        let start = self.declared.partition_point(|pair| pair.0 < earlier);
        self.declared[start..].iter().take_while(move |pair| pair.0 == earlier).map(|pair| pair.1)
    }
}

impl Engine {
    /// What follows a node, in total order, each once. Clears `found` first.
    ///
    /// Under [`Pairing::Nearest`] each that may follow it is asked for its own antecedents.
    pub(crate) fn successors(&self, node: usize, found: &mut Vec<u32>) {
        found.clear();
        found.extend(self.candidates(node));
        found.sort_unstable();
        found.dedup();
        if self.pairing == Pairing::Nearest {
            let mut antecedents = Vec::new();
            found.retain(|later| {
                self.antecedents(*later as usize, &mut antecedents);
                antecedents.binary_search(&(node as u32)).is_ok()
            });
        }
    }

    /// Whether a hop of a scope leads on from a node.
    pub(crate) fn is_followed(&self, scope: &Scope<'_>, node: usize) -> bool {
        let allows = |later: u32| scope.allows(self, node, later as usize);
        match self.pairing {
            Pairing::Any => self.candidates(node).any(allows),
            Pairing::Nearest => {
                let mut found = Vec::new();
                self.successors(node, &mut found);
                found.into_iter().any(allows)
            }
        }
    }

    /// What follows a node by a rule or a link, the pairing aside: some of it more than once.
    fn candidates(&self, node: usize) -> impl Iterator<Item = u32> {
        let window = self.window_after(node);
        let by_rule = self.keys(window.end as usize).followers(node, &self.nodes, &self.rules);
        let by_rule = by_rule.flat_map(move |(rule, list)| {
            let start = list.partition_point(|later| *later < window.start);
            let joined = move |later: &u32| self.is_joined(rule, node, *later as usize);
            let near = list[start..].iter().copied();
            let end = window.end;
            near.take_while(move |later| *later < end).filter(joined)
        });
        let declared = self.forward.get_or_init(|| Forward::new(&self.nodes)).declared(node as u32);
        by_rule.chain(declared.filter(move |later| self.fits(node, *later as usize)))
    }

    /// The nodes after this one whose gap to it is within bounds.
    pub(crate) fn window_after(&self, node: usize) -> Range<u32> {
        let earliest = &self.nodes.earliest;
        let second = earliest.get(node);
        let (soonest, last) =
            (second.saturating_add(self.min_gap), second.saturating_add(self.max_gap));
        let end = earliest.end(node + 1..earliest.len(), |later| later <= last);
        let start = earliest.end(node + 1..end, |later| later < soonest);
        start as u32..end as u32
    }
}
