//! Backward in time: what is gathered from all that follows a node.

use super::{
    Engine,
    gather::{Gather, Leaving},
    scope::Scope,
};

impl Engine {
    /// As [`gather`](Self::gather) with time turned round: calls back for each node that the scope
    /// passes with what its successors passed on, joined, and passes on what comes back. A node comes
    /// after all that follow it.
    pub(in super::super) fn gather_back<G: Gather>(
        &self,
        scope: &Scope<'_>,
        mut pass: impl FnMut(usize, G) -> G,
    ) {
        if let Some(plan) =
            self.plan.as_ref().filter(|_| scope.is_wide() && G::LEAVING == Leaving::Undo)
        {
            plan.sweep_back(&self.cast, |node, gathered| {
                Some(if scope.passes(node) { pass(node, gathered) } else { G::NOTHING })
            });
            return;
        }
        let (nodes, mut found) = (scope.nodes(), Vec::new());
        let mut gathered = vec![G::NOTHING; nodes.len()];
        for node in nodes.clone().rev().filter(|node| scope.passes(*node)) {
            let value = pass(node, gathered[node - nodes.start]);
            self.antecedents_in(scope, node, &mut found);
            for earlier in &found {
                let before = &mut gathered[*earlier as usize - nodes.start];
                *before = before.join(value);
            }
        }
    }
}
