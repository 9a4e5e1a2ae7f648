//! Which node follows which.

use std::ops::Range;

use crate::{
    chain::{
        engine::{engine::Engine, index::key_suffices, scope::Scope, sweep::pairs::PairSlot},
        nodes::{bounds::Doubts, nodes::Dyad},
        query::rule::{Pairing, Precedence, Rule},
    },
    model::LinkId,
};

/// The greatest number of dyads of an event that are compared one by one.
const FEW_DYADS: usize = 8;

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
        if let Some(source) = &self.source {
            source.antecedents(node, found);
            self.cancellation.count(found.len());
            return;
        }
        found.clear();
        let declared = self.declared_before(node);
        let (nodes, rules) = (&self.nodes, &self.terms.rules[..]);
        match self.terms.pairing {
            Pairing::Any => {
                let window = self.window_before(node);
                let mut lists = 0;
                if self.has_many_dyads(node) {
                    found.append(&mut self.joined_to_many(node, true));
                    self.cancellation.count(found.len());
                    lists = 1;
                } else {
                    for (rule, list) in self.index(node).lists_before(node, nodes, rules) {
                        let list = within(list, &window);
                        self.cancellation.count(list.len());
                        for earlier in list {
                            if self.is_joined(rule, *earlier as usize, node) {
                                found.push(*earlier);
                            }
                        }
                        lists += 1;
                    }
                }
                self.push_linked(node, found);
                if lists > 1 || !declared.is_empty() {
                    found.sort_unstable();
                    found.dedup();
                }
            }
            Pairing::Nearest => {
                self.push_linked(node, found);
                found.dedup();
                if found.is_empty() && self.has_many_dyads(node) {
                    if let Some(last) = self.joined_to_many(node, true).last() {
                        found.push(*last);
                    }
                } else if found.is_empty() {
                    let window = self.window_before(node);
                    let mut nearest = None;
                    for (rule, list) in self.index(node).lists_before(node, nodes, rules) {
                        let list = within(list, &window);
                        let is_joined =
                            |earlier: &u32| self.is_joined(rule, *earlier as usize, node);
                        let last = list.iter().rposition(is_joined);
                        self.cancellation.count(list.len() - last.unwrap_or(0));
                        nearest = nearest.max(last.map(|last| list[last]));
                    }
                    if let Some(nearest) = nearest {
                        found.push(nearest);
                    }
                }
            }
        }
    }

    /// Returns the earlier nodes to which links join a node, with the links, if hops follow links.
    fn declared_before(&self, node: usize) -> &[(u32, LinkId)] {
        if self.terms.follows_links { self.nodes.declared.of(node) } else { &[] }
    }

    /// Appends the earlier nodes to which links join a node.
    fn push_linked(&self, node: usize, found: &mut Vec<u32>) {
        for (earlier, _) in self.declared_before(node) {
            if self.fits(*earlier as usize, node) {
                found.push(*earlier);
            }
        }
    }

    /// Returns the antecedents or the successors of a node of many dyads, by rule, in total order, each once.
    ///
    /// Another node of many dyads is in many lists, but it is tested once. Where the lists are longer together than
    /// the window, the nodes of the window are tested instead.
    pub(crate) fn joined_to_many(&self, node: usize, is_before: bool) -> Vec<u32> {
        let (nodes, rules) = (&self.nodes, &self.terms.rules[..]);
        let window = if is_before { self.window_before(node) } else { self.window_after(node) };
        let mut candidates: Vec<u32> = Vec::new();
        let index = self.index(window.end.max(node as u32 + 1) as usize);
        index.for_each_list(nodes, nodes.dyad_set(node), rules, is_before, &mut |list| {
            let near = within(list, &window);
            if candidates.len() + near.len() > window.len() {
                candidates.clear();
                candidates.extend(window.clone());
                return false;
            }
            candidates.extend_from_slice(near);
            true
        });
        candidates.sort_unstable();
        candidates.dedup();
        candidates.retain(|other| {
            let other = *other as usize;
            let (earlier, later) = if is_before { (other, node) } else { (node, other) };
            let is_joined = |rule: &Rule| self.joined_by(*rule, earlier, later).is_some();
            self.rises(earlier, later)
                && self.precedes(earlier, later)
                && rules.iter().any(is_joined)
        });
        candidates
    }

    /// Returns `true` if a node has so many dyads that it is compared with others by keys.
    pub(crate) fn has_many_dyads(&self, node: usize) -> bool {
        self.nodes.dyads.of(node).len() > FEW_DYADS
    }

    /// Finds the antecedents of a node among some slots in total order, by rules alone. Clears `found` first.
    fn antecedents_among(&self, slots: &[PairSlot], node: usize, found: &mut Vec<u32>) {
        found.clear();
        let window = self.window_before(node);
        let start = slots.partition_point(|slot| slot.node < window.start);
        let end = slots.partition_point(|slot| slot.node < window.end);
        let near = &slots[start..end.max(start)];
        self.cancellation.count(near.len());
        for slot in near {
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
            if self.cancellation.is_stopped() {
                break;
            }
            self.cancellation.count(1);
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
        let may_be_linked = self.source.is_some() || !self.declared_before(later).is_empty();
        if !may_be_linked && !doubts.is_doubtful(earlier) && !doubts.is_doubtful(later) {
            return true;
        }
        let (rules, links) = self.ways(earlier, later);
        !doubts.rejects(&rules, [earlier, later], links.into_iter().map(LinkId::index))
    }

    /// Returns the rules and links by which a node follows an earlier one, in order.
    pub(crate) fn ways(&self, earlier: usize, later: usize) -> (Vec<Rule>, Vec<LinkId>) {
        if let Some(source) = &self.source {
            return source.ways(earlier, later);
        }
        let links = match self.terms.follows_links && self.fits(earlier, later) {
            true => self.nodes.links_between(earlier, later),
            false => Vec::new(),
        };
        (self.rules_between(earlier, later), links)
    }

    /// Returns the rules by which a node follows an earlier one. Links do not count.
    fn rules_between(&self, earlier: usize, later: usize) -> Vec<Rule> {
        if !self.fits(earlier, later) || !self.precedes(earlier, later) {
            return Vec::new();
        }
        let mut rules = Vec::new();
        for rule in &self.terms.rules {
            if self.joined_by(*rule, earlier, later).is_some() {
                rules.push(*rule);
            }
        }
        rules
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
        let rise = self.nodes.level(later) - self.nodes.level(earlier);
        self.terms.rises.contains(&rise)
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
        let (first, second) = (nodes.dyads.of(earlier), nodes.dyads.of(later));
        let is_uninterrupted = |ab: &Dyad| {
            !nodes.interruptions.as_ref().is_some_and(|interruptions| {
                let (from, to) = (nodes.onset(earlier), nodes.onset(later));
                interruptions.any_between(*ab, self.terms.precedence, from, to)
            })
        };
        // Few dyads are compared one by one.
        let few_after = |ab: Dyad| second.iter().copied().find(|cd| rule.joins(ab, *cd));
        match (first.len() > FEW_DYADS, second.len() > FEW_DYADS) {
            (false, false) => first.iter().find_map(|ab| {
                let cd = few_after(*ab)?;
                is_uninterrupted(ab).then_some((*ab, cd))
            }),
            (_, true) => first.iter().find_map(|ab| {
                let cd = nodes.dyad_set(later).first_after(rule, *ab)?;
                is_uninterrupted(ab).then_some((*ab, cd))
            }),
            (true, false) => {
                let set = nodes.dyad_set(earlier);
                let mut first = None;
                for cd in second {
                    let before = set.all_before(rule, *cd).find(is_uninterrupted);
                    if before.is_some() && (first.is_none() || before < first) {
                        first = before;
                    }
                }
                let ab = first?;
                Some((ab, few_after(ab)?))
            }
        }
    }
}

/// Returns the part of a sorted list that is within a window.
pub(super) fn within<'a>(list: &'a [u32], window: &Range<u32>) -> &'a [u32] {
    let start = list.partition_point(|node| *node < window.start);
    let end = list.partition_point(|node| *node < window.end);
    &list[start..end.max(start)]
}
