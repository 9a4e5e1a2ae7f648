//! Passing values along hops: each node receives the combination of what its antecedents passed on.

use std::{
    cmp::{Ordering, Reverse},
    collections::BinaryHeap,
    ops::Range,
};

use crate::{
    chain::{
        engine::{
            engine::Engine,
            monoid::{Eviction, Monoid},
            node_map::NodeMap,
            scope::{Parts, Scope},
            sweep::plan::Plan,
            values::Greatest,
        },
        nodes::nodes::SweptNode,
        query::rule::Pairing,
    },
    parallel,
    sorting::lesser,
};

/// How values are passed along the hops of a scope.
pub(crate) enum Pass<'e> {
    /// Plain data and bounds on nodes alone: one sweep through the nodes, which looks at no hop.
    Sweep(&'e Plan),
    /// All chains start at one onset, so that few nodes are reached: from each node reached, push its value
    /// to its successors. If nodes are swept pair by pair, sweep the pairs with a start.
    Push,
    /// For each node, look up its antecedents and combine what they passed on.
    Pull,
}

impl Engine {
    /// Decides how values with this [`EVICTION`](Monoid::EVICTION) are passed forward within a scope.
    pub(crate) fn pass(&self, scope: &Scope<'_>, eviction: Eviction) -> Pass<'_> {
        match self.plan.as_deref() {
            Some(plan)
                if scope.bounds_nodes_only()
                    && scope.passes_one_node()
                    && (eviction != Eviction::InOrder || plan.enters_in_order()) =>
            {
                Pass::Sweep(plan)
            }
            _ if scope.starts_at_one_onset() && self.terms.pairing == Pairing::Any => Pass::Push,
            _ => Pass::Pull,
        }
    }

    /// Returns `true` if numbers of 64 bits are swept within a scope.
    pub(crate) fn sweeps(&self, scope: &Scope<'_>) -> bool {
        matches!(self.pass(scope, u64::EVICTION), Pass::Sweep(_))
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
        self.go_on(scope)?;
        self.pass_run(scope, None, visit)
    }

    /// Passes values forward within a scope, or within some slots of it if they are swept.
    fn pass_run<M: Monoid>(
        &self,
        scope: &Scope<'_>,
        run: Option<Range<usize>>,
        visit: &mut dyn FnMut(&SweptNode, M) -> Option<M>,
    ) -> Option<()> {
        match self.pass(scope, M::EVICTION) {
            Pass::Sweep(plan) => self.sweep(plan, scope, run.or(scope.run()), visit),
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
        self.go_on(scope)?;
        // Inlining `visit` pays for numbers of 64 bits; the sums of wider ones take longer than a call.
        if const { size_of::<M>() <= 8 }
            && scope.node_passed().is_none()
            && let Pass::Sweep(plan) = self.pass(scope, M::EVICTION)
        {
            // Read once, since it is needed for each of millions of nodes.
            let is_unbounded = scope.is_unbounded();
            return plan.fold(&self.nodes, begin, move |state, node, received| {
                let is_in = is_unbounded || scope.may_contain(node.node);
                if is_in { visit(state, node, received) } else { Some(M::IDENTITY) }
            });
        }
        let fold_run = |run| {
            let mut state = begin();
            self.pass_run(scope, run, &mut |node, received| visit(&mut state, node, received))?;
            Some(state)
        };
        match self.pass(scope, M::EVICTION) {
            Pass::Sweep(plan) => {
                parallel::try_map(&plan.runs(&self.nodes), |run| fold_run(Some(run.clone())))
            }
            Pass::Push | Pass::Pull => Some(vec![fold_run(None)?]),
        }
    }

    /// Counts the steps of a pass. Returns `None` if the pass is to stop.
    ///
    /// A pull counts each near pair as well. A sweep is counted once, as a whole, since it takes a fraction of a second
    /// for a million nodes.
    fn go_on(&self, scope: &Scope<'_>) -> Option<()> {
        // A pass that pushes reaches few of the nodes of its scope, and counts these.
        self.go_on_for(if scope.starts_at_one_onset() { 1 } else { scope.len() })
    }

    /// Counts steps of a computation. Returns `None` if it is to stop.
    pub(crate) fn go_on_for(&self, steps: usize) -> Option<()> {
        self.cancellation.count(steps);
        (!self.cancellation.is_stopped()).then_some(())
    }

    fn sweep<M: Monoid>(
        &self,
        plan: &Plan,
        scope: &Scope<'_>,
        run: Option<Range<usize>>,
        visit: &mut dyn FnMut(&SweptNode, M) -> Option<M>,
    ) -> Option<()> {
        let Some(passed) = scope.node_passed() else {
            return plan.sweep(&self.nodes, run, |node, received| {
                if scope.may_contain(node.node) { visit(node, received) } else { Some(M::IDENTITY) }
            });
        };
        // No hop skips the node. So one sweep goes as far as to the node, and another begins with it.
        let (scope, mut value) = (scope.passing_any_node(), M::IDENTITY);
        self.sweep(plan, &scope, run.clone(), &mut |node, received| {
            if node.node > passed {
                return Some(M::IDENTITY);
            }
            let passed_on = visit(node, received)?;
            if node.node == passed {
                value = passed_on;
            }
            Some(passed_on)
        })?;
        self.sweep(plan, &scope, run, &mut |node, received| match node.node.cmp(&passed) {
            Ordering::Less => Some(M::IDENTITY),
            Ordering::Equal => Some(value),
            Ordering::Greater => visit(node, received),
        })
    }

    /// Splits a scope into parts without a common chain: by onset of the start if the span is bounded, else by
    /// runs of groups if values with this eviction are swept group by group.
    pub(crate) fn parts<'s, 'b>(
        &'s self,
        scope: &'s Scope<'b>,
        eviction: Eviction,
    ) -> Parts<'s, 'b> {
        match self.pass(scope, eviction) {
            Pass::Sweep(plan)
                if eviction == Eviction::Subtract
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
        let Range { start, end } = scope.nodes();
        let mut passed = vec![M::IDENTITY; end - start];
        let mut pulled = PulledNodes { next: start, antecedents: Vec::new(), all_visited: None };
        while let Some(node) = pulled.next(self, scope) {
            let received = combined_at(&passed, &pulled.antecedents, start);
            passed[node - start] = visit(&self.nodes.at(node), received)?;
        }
        pulled.all_visited
    }

    /// Calls `sweep` with the slots of each pair of actors of the starts, and returns whether the pass went through.
    /// Returns `None` if pairs cannot be swept.
    ///
    /// In a busy pair this takes a step for each node, where pushing takes one for each hop: a summary of the
    /// chains within 30 days among 40,000 events of one pair takes less than a second instead of more than a
    /// minute (bench `growth` has rows for it).
    fn sweep_pairs(
        &self,
        scope: &Scope<'_>,
        sweep: &mut dyn FnMut(&Plan, Range<usize>) -> Option<()>,
    ) -> Option<Option<()>> {
        let plan = self.plan.as_deref().filter(|_| scope.doubts().is_none())?;
        let mut starts = scope.starts().filter(|node| scope.may_start(*node));
        for slots in plan.slots_of_pairs(&self.nodes, &mut starts, &scope.nodes())? {
            self.cancellation.count(slots.len());
            if self.cancellation.is_stopped() || sweep(plan, slots).is_none() {
                return Some(None);
            }
        }
        Some(Some(()))
    }

    /// Visits only the nodes that the starts of the scope lead to, or those of their pairs of actors.
    fn push<M: Monoid>(
        &self,
        scope: &Scope<'_>,
        visit: &mut dyn FnMut(&SweptNode, M) -> Option<M>,
    ) -> Option<()> {
        let swept = self.sweep_pairs(scope, &mut |plan, slots| match slots.len() {
            // The usual case: no other event of the pair lies within the span.
            1 => visit(&plan.node_at(&self.nodes, slots.start), M::IDENTITY).map(|_| ()),
            _ => self.sweep(plan, scope, Some(slots), visit),
        });
        if let Some(swept) = swept {
            return swept;
        }
        let mut reached = ReachedNodes { starts: scope.starts(), ..ReachedNodes::default() };
        let mut received: Vec<M> = Vec::new();
        while let Some((node, index)) = reached.next(self, scope) {
            let of_node = index.map_or(M::IDENTITY, |index| received[index]);
            let value = visit(&self.nodes.at(node), of_node)?;
            while received.len() < reached.indices.len() {
                received.push(M::IDENTITY);
            }
            combine_into(&mut received, &reached.successors, value);
        }
        reached.all_visited
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
        self.go_on(scope)?;
        match self.pass(scope, M::EVICTION) {
            Pass::Sweep(plan)
                if scope.node_passed().is_none()
                    && (const { matches!(M::EVICTION, Eviction::Subtract) }
                        || plan.has_one_delay(&self.nodes)) =>
            {
                plan.sweep_backward(&self.nodes, scope.run(), &mut |node, received| {
                    if scope.may_contain(node.node) {
                        visit(node, received)
                    } else {
                        Some(M::IDENTITY)
                    }
                })
            }
            _ if scope.starts_at_one_onset() => {
                let mut reached = Vec::new();
                self.pass_forward(scope, &mut |node, received: Greatest| {
                    let is_reached = received != Greatest::IDENTITY || scope.may_start(node);
                    if !is_reached {
                        return Greatest::IDENTITY;
                    }
                    reached.push(node as u32);
                    Greatest(0.0)
                });
                // Pairs of actors are swept one after the other.
                reached.sort_unstable();
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
        for at in (0..nodes.len()).rev() {
            let node = nodes[at] as usize;
            self.find_indices_before(scope, node, nodes, &mut found)?;
            let value = visit(&self.nodes.at(node), received[at])?;
            combine_into(&mut received, &found, value);
        }
        Some(())
    }

    /// Finds the indices, in a list in total order, of the antecedents of a node that are in it. Returns `None` if
    /// the pass is to stop.
    fn find_indices_before(
        &self,
        scope: &Scope<'_>,
        node: usize,
        nodes: &[u32],
        found: &mut Vec<u32>,
    ) -> Option<()> {
        if self.cancellation.is_stopped() {
            return None;
        }
        self.antecedents_in(scope, node, found);
        let mut kept = 0;
        for nth in 0..found.len() {
            if let Ok(at) = nodes.binary_search(&found[nth]) {
                found[kept] = at as u32;
                kept += 1;
            }
        }
        found.truncate(kept);
        Some(())
    }
}

/// Returns the combination of the values at some indices, which are counted from `first`.
fn combined_at<M: Monoid>(values: &[M], indices: &[u32], first: usize) -> M {
    let mut combined = M::IDENTITY;
    for index in indices {
        combined = combined.combine(values[*index as usize - first]);
    }
    combined
}

/// Combines the values at some indices with one value each.
fn combine_into<M: Monoid>(values: &mut [M], indices: &[u32], value: M) {
    for index in indices {
        let received = &mut values[*index as usize];
        *received = received.combine(value);
    }
}

/// The nodes of a scope in total order.
///
/// Like [`ReachedNodes`], it does not contain the values, so that it is compiled once and not for each type of value.
struct PulledNodes {
    next: usize,
    /// The antecedents of the node that was returned last.
    antecedents: Vec<u32>,
    all_visited: Option<()>,
}

impl PulledNodes {
    /// Returns the next node of the scope, and finds its antecedents. Returns `None` after the last or if the pass is
    /// to stop.
    fn next(&mut self, engine: &Engine, scope: &Scope<'_>) -> Option<usize> {
        if engine.cancellation.is_stopped() {
            return None;
        }
        let Some(node) = (self.next..scope.nodes().end).find(|node| scope.may_contain(*node))
        else {
            self.all_visited = Some(());
            return None;
        };
        self.next = node + 1;
        engine.antecedents_in(scope, node, &mut self.antecedents);
        Some(node)
    }
}

/// The nodes that a push has reached: the starts, and the successors of those before, each with the index of what it
/// receives.
///
/// Starts get no index, so that those without a successor, which most are in data of many actors, are visited without
/// hashing or allocation: counting by relay within 30 days takes a fifth less (bench `chains`).
#[derive(Default)]
struct ReachedNodes {
    /// The nodes not yet visited among which starts are looked for.
    starts: Range<usize>,
    /// The successors not yet visited, the first on top.
    waiting: BinaryHeap<Reverse<u32>>,
    indices: NodeMap<usize>,
    /// The indices of the successors of the node that was returned last.
    successors: Vec<u32>,
    all_visited: Option<()>,
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

    /// Returns the first node in total order that is not yet visited, with the index of what it receives if it is a
    /// successor, and finds its successors in the scope. Returns `None` after the last or if the pass is to stop.
    fn next(&mut self, engine: &Engine, scope: &Scope<'_>) -> Option<(usize, Option<usize>)> {
        if engine.cancellation.is_stopped() {
            return None;
        }
        while !self.starts.is_empty() && !scope.may_start(self.starts.start) {
            self.starts.start += 1;
        }
        let start = (!self.starts.is_empty()).then_some(self.starts.start);
        let waiting = self.waiting.peek().map(|Reverse(node)| *node as usize);
        let Some(node) = lesser(start, waiting) else {
            self.all_visited = Some(());
            return None;
        };
        if start == Some(node) {
            self.starts.start += 1;
        }
        let index = (waiting == Some(node)).then(|| self.indices[&(node as u32)]);
        if index.is_some() {
            self.waiting.pop();
        }
        engine.cancellation.count(1);
        let mut successors = std::mem::take(&mut self.successors);
        engine.successors(node, &mut successors);
        successors.retain(|later| {
            let later = *later as usize;
            scope.nodes().contains(&later) && engine.may_hop(scope, node, later)
        });
        for later in &mut successors {
            *later = self.insert(*later) as u32;
        }
        self.successors = successors;
        Some((node, index))
    }
}
