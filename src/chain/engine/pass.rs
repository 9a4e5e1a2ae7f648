//! Passing values along hops: each node receives the combination of what its antecedents passed on.

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, HashMap},
    ops::Range,
};

use crate::{
    chain::{
        engine::{
            engine::Engine,
            monoid::{Eviction, Monoid},
            scope::{Parts, Scope},
            sweep::plan::Plan,
            values::Sum,
        },
        nodes::nodes::SweptNode,
        query::rule::Pairing,
    },
    parallel,
};

/// How values are passed along the hops of a scope.
pub(crate) enum Pass<'e> {
    /// Plain data and bounds on nodes alone: one sweep through the nodes, which looks at no hop.
    Sweep(&'e Plan),
    /// All chains start at one onset, so that few nodes are reached: from each node reached, push its value
    /// to its successors.
    Push,
    /// For each node, look up its antecedents and combine what they passed on.
    Pull,
}

impl Engine {
    /// Decides how values of type `M` are passed forward within a scope.
    pub(crate) fn pass<M: Monoid>(&self, scope: &Scope<'_>) -> Pass<'_> {
        match &self.plan {
            Some(plan)
                if scope.bounds_nodes_only()
                    && (M::EVICTION != Eviction::InOrder || plan.enters_in_order()) =>
            {
                Pass::Sweep(plan)
            }
            _ if scope.starts_at_one_onset() && self.terms.pairing == Pairing::Any => Pass::Push,
            _ => Pass::Pull,
        }
    }

    /// Returns `true` if values are swept within a scope.
    pub(crate) fn sweeps(&self, scope: &Scope<'_>) -> bool {
        matches!(self.pass::<Sum<u64>>(scope), Pass::Sweep(_))
    }

    /// Passes values forward: calls `visit` with each node of the scope and what it receives, and passes on
    /// what `visit` returns. A node comes after all its antecedents.
    pub(crate) fn pass_forward<M: Monoid>(
        &self,
        scope: &Scope<'_>,
        visit: &mut dyn FnMut(usize, M) -> M,
    ) {
        self.try_pass_forward(scope, &mut |node, received| Some(visit(node.node, received)));
    }

    /// Like [`pass_forward`](Self::pass_forward), but stops and returns `None` when `visit` does.
    ///
    /// `visit` is a trait object, so that this is compiled once for each type of value. Where a call for
    /// each node costs too much, use [`fold`](Self::fold).
    pub(crate) fn try_pass_forward<M: Monoid>(
        &self,
        scope: &Scope<'_>,
        visit: &mut dyn FnMut(&SweptNode, M) -> Option<M>,
    ) -> Option<()> {
        match self.pass::<M>(scope) {
            Pass::Sweep(plan) => self.sweep(plan, scope, scope.run(), visit),
            Pass::Push => self.push(scope, visit),
            Pass::Pull => self.pull(scope, visit),
        }
    }

    /// Like [`try_pass_forward`](Self::try_pass_forward), with a state for each independent run of nodes, which
    /// different threads take. Returns the states in the order of the runs.
    pub(crate) fn fold<M: Monoid, A: Send>(
        &self,
        scope: &Scope<'_>,
        begin: impl Fn() -> A + Sync + Send,
        visit: impl Fn(&mut A, &SweptNode, M) -> Option<M> + Sync + Send,
    ) -> Option<Vec<A>> {
        match self.pass::<M>(scope) {
            // Inlining `visit` pays for numbers of 64 bits; the sums of wider ones take longer than a call.
            Pass::Sweep(plan) if const { size_of::<M>() <= 8 } => {
                // Read once, since it is needed for each of millions of nodes.
                let is_unbounded = scope.is_unbounded();
                plan.fold(&self.nodes, begin, move |state, node, received| {
                    let is_in = is_unbounded || scope.may_contain(node.node);
                    if is_in { visit(state, node, received) } else { Some(M::IDENTITY) }
                })
            }
            Pass::Sweep(plan) => parallel::try_map(plan.runs(&self.nodes), |run| {
                let mut state = begin();
                let mut visit = |node: &SweptNode, received| visit(&mut state, node, received);
                self.sweep(plan, scope, Some(run), &mut visit)?;
                Some(state)
            }),
            _ => {
                let mut state = begin();
                self.try_pass_forward(scope, &mut |node, received| {
                    visit(&mut state, node, received)
                })?;
                Some(vec![state])
            }
        }
    }

    fn sweep<M: Monoid>(
        &self,
        plan: &Plan,
        scope: &Scope<'_>,
        run: Option<Range<usize>>,
        visit: &mut dyn FnMut(&SweptNode, M) -> Option<M>,
    ) -> Option<()> {
        plan.sweep(&self.nodes, run, |node, received| {
            if scope.may_contain(node.node) { visit(node, received) } else { Some(M::IDENTITY) }
        })
    }

    /// Splits a scope into parts without a common chain: by onset of the start if the span is bounded, else by
    /// runs of groups if values of type `M` are swept group by group.
    pub(crate) fn parts<'s, 'b, M: Monoid>(&'s self, scope: &'s Scope<'b>) -> Parts<'s, 'b> {
        match self.pass::<M>(scope) {
            Pass::Sweep(plan)
                if M::EVICTION == Eviction::Subtract
                    && scope.has_unbounded_span()
                    && plan.has_groups() =>
            {
                scope.runs(plan.runs(&self.nodes))
            }
            _ => scope.split_by_onset(&self.nodes),
        }
    }

    fn pull<M: Monoid>(
        &self,
        scope: &Scope<'_>,
        visit: &mut dyn FnMut(&SweptNode, M) -> Option<M>,
    ) -> Option<()> {
        let (nodes, mut found) = (scope.nodes(), Vec::new());
        let mut passed = vec![M::IDENTITY; nodes.len()];
        for node in nodes.clone() {
            if !scope.may_contain(node) {
                continue;
            }
            self.antecedents_in(scope, node, &mut found);
            let mut received = M::IDENTITY;
            for earlier in &found {
                received = received.combine(passed[*earlier as usize - nodes.start]);
            }
            passed[node - nodes.start] = visit(&self.nodes.at(node), received)?;
        }
        Some(())
    }

    /// Visits only the nodes that the starts of the scope lead to.
    fn push<M: Monoid>(
        &self,
        scope: &Scope<'_>,
        visit: &mut dyn FnMut(&SweptNode, M) -> Option<M>,
    ) -> Option<()> {
        let mut found = Vec::new();
        let mut reached = ReachedNodes::default();
        let mut received: Vec<M> = Vec::new();
        for node in scope.starts() {
            if scope.may_start(node) {
                reached.insert(node as u32);
                received.push(M::IDENTITY);
            }
        }
        while let Some((node, index)) = reached.pop_first() {
            let node = node as usize;
            let value = visit(&self.nodes.at(node), received[index])?;
            self.successors(node, &mut found);
            for later in &found {
                let is_in_scope = scope.nodes().contains(&(*later as usize));
                if is_in_scope && self.may_hop(scope, node, *later as usize) {
                    let index = reached.insert(*later);
                    if index == received.len() {
                        received.push(M::IDENTITY);
                    }
                    received[index] = received[index].combine(value);
                }
            }
        }
        Some(())
    }

    /// Passes values backward: calls `visit` with each node of the scope and the combination of what its
    /// successors passed back, and passes back what `visit` returns. A node comes after all its successors.
    /// Stops and returns `None` when `visit` does. If all chains [start at one
    /// onset](Scope::starts_at_one_onset), nodes that no start leads to may be left out.
    pub(crate) fn try_pass_backward<M: Monoid>(
        &self,
        scope: &Scope<'_>,
        visit: &mut dyn FnMut(&SweptNode, M) -> Option<M>,
    ) -> Option<()> {
        match self.pass::<M>(scope) {
            Pass::Sweep(plan) if const { matches!(M::EVICTION, Eviction::Subtract) } => plan
                .sweep_backward(&self.nodes, scope.run(), &mut |node, received| {
                    if scope.may_contain(node.node) {
                        visit(node, received)
                    } else {
                        Some(M::IDENTITY)
                    }
                }),
            _ if scope.starts_at_one_onset() => {
                let mut reached = Vec::new();
                self.pass_forward(scope, &mut |node, identity: Sum<u64>| {
                    reached.push(node as u32);
                    identity
                });
                self.pull_backward(scope, &reached, visit)
            }
            _ => self.pull_backward(scope, &scope.members(), visit),
        }
    }

    /// Passes values backward among some nodes, given in total order.
    fn pull_backward<M: Monoid>(
        &self,
        scope: &Scope<'_>,
        nodes: &[u32],
        visit: &mut dyn FnMut(&SweptNode, M) -> Option<M>,
    ) -> Option<()> {
        let mut found = Vec::new();
        let mut received = vec![M::IDENTITY; nodes.len()];
        for (at, node) in nodes.iter().enumerate().rev() {
            let value = visit(&self.nodes.at(*node as usize), received[at])?;
            self.antecedents_in(scope, *node as usize, &mut found);
            for earlier in &found {
                if let Ok(at) = nodes.binary_search(earlier) {
                    received[at] = received[at].combine(value);
                }
            }
        }
        Some(())
    }
}

/// The nodes that a push has reached, each with the index of what it receives.
///
/// It does not contain the values, so that it is compiled once and not for each type of value.
#[derive(Default)]
struct ReachedNodes {
    /// The nodes not yet visited, the first on top.
    waiting: BinaryHeap<Reverse<u32>>,
    indices: HashMap<u32, usize>,
}

impl ReachedNodes {
    /// Adds a node if it is new, and returns its index. New nodes have consecutive indices.
    fn insert(&mut self, node: u32) -> usize {
        let next = self.indices.len();
        *self.indices.entry(node).or_insert_with(|| {
            self.waiting.push(Reverse(node));
            next
        })
    }

    /// Removes the first node in total order that is not yet visited, and returns it with its index.
    fn pop_first(&mut self) -> Option<(u32, usize)> {
        let Reverse(node) = self.waiting.pop()?;
        Some((node, self.indices[&node]))
    }
}
