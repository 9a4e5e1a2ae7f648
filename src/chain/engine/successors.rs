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
        if let Some(source) = &self.source {
            source.successors(node, found);
            self.cancellation.count(found.len());
            return;
        }
        found.clear();
        self.any_candidate(node, |later| {
            found.push(later);
            false
        });
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
            Pairing::Any if self.source.is_none() => self.any_candidate(node, may_hop),
            _ => {
                let mut found = Vec::new();
                self.successors(node, &mut found);
                found.into_iter().any(may_hop)
            }
        }
    }

    /// Calls `visit` with the nodes that follow a node by a rule or a link, whatever the pairing, until it returns
    /// `true`. Returns `true` if it does. A node may come twice.
    fn any_candidate(&self, node: usize, mut visit: impl FnMut(u32) -> bool) -> bool {
        if self.has_many_dyads(node) {
            for later in self.joined_to_many(node, false) {
                if visit(later) {
                    return true;
                }
            }
        } else {
            let window = self.window_after(node);
            let index = self.index(window.end as usize);
            for (rule, list) in index.lists_after(node, &self.nodes, &self.terms.rules) {
                let near = within(list, &window);
                self.cancellation.count(near.len());
                for later in near {
                    if self.is_joined(rule, node, *later as usize) && visit(*later) {
                        return true;
                    }
                }
            }
        }
        if !self.terms.follows_links {
            return false;
        }
        let declared =
            self.declared_successors.get_or_init(|| DeclaredSuccessors::new(&self.nodes));
        for later in declared.of(node as u32) {
            if self.fits(node, later as usize) && visit(later) {
                return true;
            }
        }
        false
    }
}
