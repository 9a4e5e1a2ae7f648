//! Which node follows which.

use std::ops::Range;

use crate::chain::{
    engine::{engine::Engine, index::key_suffices, scope::Scope, sweep::pairs::PairSlot},
    nodes::{bounds::Doubts, nodes::Dyad},
    query::rule::{Pairing, Precedence, Rule},
};

impl Engine {
    /// Finds the antecedents of a node within a scope, in total order, each once. Clears `found` first.
    pub(crate) fn antecedents_in(&self, scope: &Scope<'_>, node: usize, found: &mut Vec<u32>) {
        match self.plan.as_ref().zip(scope.run()) {
            Some((plan, run)) => self.antecedents_among(plan.pair_slots(run), node, found),
            None => self.antecedents(node, found),
        }
        found.retain(|earlier| self.may_hop(scope, *earlier as usize, node));
    }

    /// Finds the antecedents of a node, in total order, each once. Clears `found` first.
    pub(crate) fn antecedents(&self, node: usize, found: &mut Vec<u32>) {
        found.clear();
        let declared = self.nodes.declared.of(node);
        let linked = declared
            .iter()
            .map(|(earlier, _)| *earlier)
            .filter(|earlier| self.fits(*earlier as usize, node));
        let (nodes, rules) = (&self.nodes, &self.terms.rules[..]);
        match self.terms.pairing {
            Pairing::Any => {
                let window = self.window_before(node);
                let mut lists = 0;
                for (rule, list) in self.index(node).lists_before(node, nodes, rules) {
                    found.extend(self.joined(node, rule, window.clone(), list));
                    lists += 1;
                }
                found.extend(linked);
                if lists > 1 || !declared.is_empty() {
                    found.sort_unstable();
                    found.dedup();
                }
            }
            Pairing::Nearest => {
                found.extend(linked);
                found.dedup();
                if found.is_empty() {
                    let window = self.window_before(node);
                    let mut nearest = None;
                    for (rule, list) in self.index(node).lists_before(node, nodes, rules) {
                        let last = self.joined(node, rule, window.clone(), list).next_back();
                        nearest = nearest.max(last);
                    }
                    found.extend(nearest);
                }
            }
        }
    }

    /// Finds the antecedents of a node among some slots in total order, by rules alone. Clears `found` first.
    fn antecedents_among(&self, slots: &[PairSlot], node: usize, found: &mut Vec<u32>) {
        found.clear();
        let window = self.window_before(node);
        let start = slots.partition_point(|slot| slot.node < window.start);
        for slot in &slots[start..] {
            if slot.node >= window.end {
                break;
            }
            let earlier = slot.node as usize;
            let is_joined = |rule: &Rule| self.joined_by(*rule, earlier, node).is_some();
            if self.fits(earlier, node)
                && self.precedes(earlier, node)
                && self.terms.rules.iter().any(is_joined)
            {
                found.push(slot.node);
            }
        }
    }

    /// Calls `visit` with each node in total order and its antecedents.
    pub(crate) fn for_each_with_antecedents(&self, mut visit: impl FnMut(usize, &[u32])) {
        let mut found = Vec::new();
        for node in 0..self.nodes.len() {
            self.antecedents(node, &mut found);
            visit(node, &found);
        }
    }

    /// Returns `true` if a hop is within a scope and stated with enough confidence.
    pub(crate) fn may_hop(&self, scope: &Scope<'_>, earlier: usize, later: usize) -> bool {
        scope.may_hop(earlier, later)
            && scope.doubts().is_none_or(|doubts| self.is_certain_enough(doubts, earlier, later))
    }

    /// Returns `true` if the most confident way of a hop, by a rule or a link, is stated with enough
    /// confidence, or if nothing is stated of any.
    fn is_certain_enough(&self, doubts: &Doubts, earlier: usize, later: usize) -> bool {
        let declared = self.nodes.declared.of(later);
        if declared.is_empty() && !doubts.is_doubtful(earlier) && !doubts.is_doubtful(later) {
            return true;
        }
        let rules = self.rules_between(earlier, later);
        let links = declared.iter().filter(|(node, _)| *node as usize == earlier);
        !doubts.rejects(&rules, [earlier, later], links.map(|(_, link)| link.index()))
    }

    /// Returns the rules by which a node follows an earlier one. Links do not count.
    pub(crate) fn rules_between(&self, earlier: usize, later: usize) -> Vec<Rule> {
        if !self.fits(earlier, later) || !self.precedes(earlier, later) {
            return Vec::new();
        }
        let is_joined = |rule: &Rule| self.joined_by(*rule, earlier, later).is_some();
        self.terms.rules.iter().copied().filter(is_joined).collect()
    }

    /// Returns the nodes of a list within `window` that `node` follows by a rule. The list has the nodes with
    /// the key that the rule asks for.
    fn joined<'a>(
        &'a self,
        node: usize,
        rule: Rule,
        window: Range<u32>,
        list: &'a [u32],
    ) -> impl DoubleEndedIterator<Item = u32> + 'a {
        let start = list.partition_point(|earlier| *earlier < window.start);
        let end = list.partition_point(|earlier| *earlier < window.end);
        let near = list[start..end.max(start)].iter().copied();
        near.filter(move |earlier| self.is_joined(rule, *earlier as usize, node))
    }

    /// Returns `true` if a rule joins two nodes that have the keys it asks for and whose gap is within bounds.
    pub(crate) fn is_joined(&self, rule: Rule, earlier: usize, later: usize) -> bool {
        let keys_suffice = key_suffices(rule) && self.nodes.interruptions.is_none();
        self.rises(earlier, later)
            && self.precedes(earlier, later)
            && (keys_suffice || self.joined_by(rule, earlier, later).is_some())
    }

    /// Returns the nodes before this one whose gap to it is within bounds.
    fn window_before(&self, node: usize) -> Range<u32> {
        let earliest = &self.nodes.earliest;
        let onset = earliest.get(node);
        let oldest = onset.saturating_sub(self.terms.max_gap);
        let newest = onset.saturating_sub(self.terms.min_gap);
        let start = earliest.start(0..node, |earlier| earlier >= oldest);
        let end = earliest.end(start..node, |earlier| earlier <= newest);
        start as u32..end as u32
    }

    /// Returns the nodes after this one whose gap to it is within bounds.
    pub(crate) fn window_after(&self, node: usize) -> Range<u32> {
        let earliest = &self.nodes.earliest;
        let onset = earliest.get(node);
        let first = onset.saturating_add(self.terms.min_gap);
        let last = onset.saturating_add(self.terms.max_gap);
        let end = earliest.end(node + 1..earliest.len(), |later| later <= last);
        let start = earliest.end(node + 1..end, |later| later < first);
        start as u32..end as u32
    }

    /// Returns `true` if the gap and the trend between two nodes are within bounds.
    pub(crate) fn fits(&self, earlier: usize, later: usize) -> bool {
        let gap = self.nodes.earliest.get(later) - self.nodes.earliest.get(earlier);
        (self.terms.min_gap..=self.terms.max_gap).contains(&gap) && self.rises(earlier, later)
    }

    fn rises(&self, earlier: usize, later: usize) -> bool {
        let level = |node| i64::from(self.nodes.level(node));
        self.terms.rises.contains(&(level(later) - level(earlier)))
    }

    #[inline]
    fn precedes(&self, earlier: usize, later: usize) -> bool {
        let nodes = &self.nodes;
        // This comparison decides most hops, and reads less than the two onset intervals.
        nodes.latest(earlier) <= nodes.earliest.get(later)
            || (self.terms.precedence == Precedence::Recorded
                && nodes.onset(earlier).precedes(nodes.onset(later), Precedence::Recorded))
    }

    /// Returns the first dyads of two nodes that a rule joins, if no event between them interrupts.
    pub(crate) fn joined_by(
        &self,
        rule: Rule,
        earlier: usize,
        later: usize,
    ) -> Option<(Dyad, Dyad)> {
        let nodes = &self.nodes;
        let second = nodes.dyads.of(later);
        nodes.dyads.of(earlier).iter().find_map(|ab| {
            let cd = second.iter().find(|cd| rule.joins(*ab, **cd))?;
            let is_interrupted = nodes.interruptions.as_ref().is_some_and(|interruptions| {
                let (from, to) = (nodes.onset(earlier), nodes.onset(later));
                interruptions.any_between(*ab, self.terms.precedence, from, to)
            });
            (!is_interrupted).then_some((*ab, *cd))
        })
    }
}
