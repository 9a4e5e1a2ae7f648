//! Which nodes follow a node.
//!
//! ```text
//!   d of dyad (A, B):   d ────────[ min_gap .. max_gap ]──────►
//!                                    ●──────●──●                 later nodes that look up (A, B)
//! ```

use crate::chain::{
    engine::{engine::Engine, hops::within, index::DeclaredSuccessors, scope::Scope},
    query::rule::Pairing,
};

impl Engine {
    /// Finds the nodes that follow a node, in total order, each once. Clears `found` first.
    ///
    /// With [`Pairing::Nearest`], the antecedents of every candidate are looked up.
    pub(crate) fn successors(&self, node: usize, found: &mut Vec<u32>) {
        found.clear();
        found.extend(self.candidates(node));
        found.sort_unstable();
        found.dedup();
        if self.terms.pairing == Pairing::Nearest {
            let mut antecedents = Vec::new();
            found.retain(|later| {
                self.antecedents(*later as usize, &mut antecedents);
                antecedents.binary_search(&(node as u32)).is_ok()
            });
        }
    }

    /// Returns `true` if a hop of a scope leads on from a node.
    pub(crate) fn is_followed(&self, scope: &Scope<'_>, node: usize) -> bool {
        let may_hop = |later: u32| self.may_hop(scope, node, later as usize);
        match self.terms.pairing {
            Pairing::Any => self.candidates(node).any(may_hop),
            Pairing::Nearest => {
                let mut found = Vec::new();
                self.successors(node, &mut found);
                found.into_iter().any(may_hop)
            }
        }
    }

    /// Returns the nodes that follow a node by a rule or a link, whatever the pairing. A node may come twice.
    fn candidates(&self, node: usize) -> impl Iterator<Item = u32> {
        let window = self.window_after(node);
        let index = self.index(window.end as usize);
        let has_many = self.has_many_dyads(node);
        let of_many = if has_many { self.joined_to_many(node, false) } else { Vec::new() };
        let rules = if has_many { &[] } else { &self.terms.rules[..] };
        let by_rule = index.lists_after(node, &self.nodes, rules);
        let by_rule = by_rule.flat_map(move |(rule, list)| {
            let near = within(list, &window);
            self.watch.count(near.len());
            let is_joined = move |later: &u32| self.is_joined(rule, node, *later as usize);
            near.iter().copied().filter(is_joined)
        });
        let declared =
            self.declared_successors.get_or_init(|| DeclaredSuccessors::new(&self.nodes));
        let linked = declared.of(node as u32).filter(move |later| self.fits(node, *later as usize));
        by_rule.chain(of_many).chain(linked)
    }
}
