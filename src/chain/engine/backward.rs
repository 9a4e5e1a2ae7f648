//! Backward in time: what is gathered from all that follows a node.

use crate::chain::{
    engine::{
        engine::Engine,
        monoid::{Gather, Leaving, Sum},
        scope::Scope,
    },
    nodes::nodes::SweptNode,
};

impl Engine {
    /// As [`try_gather`](Self::try_gather) with time turned round: calls back for each node that the
    /// scope passes with what its successors passed on, joined, and passes on what comes back, until
    /// nothing does; then nothing. A node comes after all that follow it. In a part, those that no
    /// start leads to may be left out.
    pub(crate) fn try_gather_back<G: Gather>(
        &self,
        scope: &Scope<'_>,
        mut pass: impl FnMut(SweptNode, G) -> Option<G>,
    ) -> Option<()> {
        if let Some(plan) = self.plan_for::<G>(scope).filter(|_| G::LEAVING == Leaving::Undo) {
            return plan.sweep_back(&self.nodes, scope.run(), |at, gathered| {
                if scope.passes(at.node) { pass(at, gathered) } else { Some(G::NOTHING) }
            });
        }
        if scope.is_part() {
            return self.push_back(scope, pass);
        }
        let (nodes, mut found) = (scope.nodes(), Vec::new());
        let mut gathered = vec![G::NOTHING; nodes.len()];
        for node in nodes.clone().rev().filter(|node| scope.passes(*node)) {
            let value = pass(self.nodes.at(node), gathered[node - nodes.start])?;
            self.antecedents_in(scope, node, &mut found);
            for earlier in &found {
                let before = &mut gathered[*earlier as usize - nodes.start];
                *before = before.join(value);
            }
        }
        Some(())
    }

    /// The same for none but the nodes that can be reached from the starts of a part.
    fn push_back<G: Gather>(
        &self,
        part: &Scope<'_>,
        mut pass: impl FnMut(SweptNode, G) -> Option<G>,
    ) -> Option<()> {
        let (reached, mut found) = (self.reached(part), Vec::new());
        let mut gathered = vec![G::NOTHING; reached.len()];
        for (at, node) in reached.iter().enumerate().rev() {
            let value = pass(self.nodes.at(*node as usize), gathered[at])?;
            self.antecedents_in(part, *node as usize, &mut found);
            for before in found.iter().filter_map(|earlier| reached.binary_search(earlier).ok()) {
                gathered[before] = gathered[before].join(value);
            }
        }
        Some(())
    }

    /// The nodes of a part that its starts lead to, in total order.
    fn reached(&self, part: &Scope<'_>) -> Vec<u32> {
        let mut reached = Vec::new();
        self.gather(part, |node, nothing: Sum<u64>| {
            reached.push(node as u32);
            nothing
        });
        reached
    }
}
