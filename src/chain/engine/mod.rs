//! The engine: which events an event follows, and what can be told from that without listing
//! chains.
//!
//! The hop graph is never stored. [`Engine::antecedents`] finds what one event follows on the fly,
//! each once and in total order, from key lists: a rule is a pair of keys, one of the earlier event
//! and one of the later, so the antecedents of an event are *equal key x time range x trend*.
//!
//! Answers carry one value along hops and never ask how: [`Engine::gather`] sweeps where the data
//! are plain, and pulls antecedents everywhere else.
//!
//! ```text
//!   key (A, B):  ──●────●──●──────●────●─►      events of the dyad, in total order
//!                     [ max_gap .. min_gap ]
//!                             e looks back with (D, C)
//! ```

mod forward;
pub(super) mod gather;
mod keys;
pub(super) mod paths;
mod sweep;

use super::{
    cast::Cast,
    query::{Query, tenths_up},
    rule::{Pairing, Precedence, Rule, Trend},
};
use forward::Forward;
use gather::Gather;
use keys::Keys;
use std::{ops::Range, sync::OnceLock};
use sweep::Plan;

pub(super) struct Engine {
    pub(super) cast: Cast,
    keys: OnceLock<Keys>,
    forward: OnceLock<Forward>,
    plan: Option<Plan>,
    rules: Vec<Rule>,
    min_gap: i64,
    max_gap: i64,
    precedence: Precedence,
    pairing: Pairing,
    rises: Range<i64>,
}

impl Engine {
    pub(super) fn new(cast: Cast, query: &Query) -> Self {
        let rules: Vec<_> = query.rules.iter().copied().filter(|r| *r != Rule::Declared).collect();
        let (min_gap, max_gap) = query.gap_seconds();
        let (precedence, pairing) = (query.precedence, query.pairing);
        let mut engine = Self {
            cast,
            keys: OnceLock::new(),
            forward: OnceLock::new(),
            plan: None,
            rules,
            min_gap,
            max_gap,
            precedence,
            pairing,
            rises: rises(query.trend),
        };
        engine.plan = Plan::new(&engine.cast, &engine);
        engine
    }

    /// Calls back for each node with what its antecedents passed on, joined, and passes on what
    /// comes back. A node comes after all that it follows.
    ///
    /// With a waist, only paths that pass that node are walked: no hop leaps over it.
    pub(super) fn gather<G: Gather>(
        &self,
        waist: Option<usize>,
        mut pass: impl FnMut(usize, G) -> G,
    ) {
        if let Some(plan) = self.plan.as_ref().filter(|plan| waist.is_none() && plan.suits::<G>()) {
            return plan.sweep(self.max_gap, pass);
        }
        let mut passed = vec![G::NOTHING; self.cast.len()];
        self.for_each(|node, antecedents| {
            let gathered = beyond_waist(waist, node, antecedents)
                .iter()
                .fold(G::NOTHING, |sum, earlier| sum.join(passed[*earlier as usize]));
            passed[node] = pass(node, gathered);
        });
    }

    /// The rules by which one node follows an earlier one, links aside.
    pub(super) fn rules_between(&self, earlier: usize, later: usize) -> Vec<Rule> {
        if !self.fits(earlier, later) || !self.precedes(earlier, later) {
            return Vec::new();
        }
        self.rules.iter().copied().filter(|rule| self.joined_by(*rule, earlier, later)).collect()
    }

    /// What a node follows, in total order, each once. Clears `found` first.
    pub(super) fn antecedents(&self, node: usize, found: &mut Vec<u32>) {
        found.clear();
        let declared = self.cast.declared.of(node);
        let joins = |earlier: &&(u32, _)| self.fits(earlier.0 as usize, node);
        match self.pairing {
            Pairing::Any => {
                let window = self.window(node);
                let lists = self.keys().look_ups(node, &self.cast, &self.rules, |rule, list| {
                    found.extend(self.followed(node, rule, window.clone(), list));
                });
                found.extend(declared.iter().filter(joins).map(|(earlier, _)| *earlier));
                if lists > 1 || !declared.is_empty() {
                    found.sort_unstable();
                    found.dedup();
                }
            }
            Pairing::Nearest => {
                found.extend(declared.iter().filter(joins).map(|(earlier, _)| *earlier));
                found.dedup();
                if found.is_empty() {
                    let window = self.window(node);
                    let mut nearest = None;
                    self.keys().look_ups(node, &self.cast, &self.rules, |rule, list| {
                        nearest = nearest
                            .max(self.followed(node, rule, window.clone(), list).next_back());
                    });
                    found.extend(nearest);
                }
            }
        }
    }

    /// Calls back with each node in total order and what it follows.
    pub(super) fn for_each(&self, mut visit: impl FnMut(usize, &[u32])) {
        let mut found = Vec::new();
        for node in 0..self.cast.len() {
            self.antecedents(node, &mut found);
            visit(node, &found);
        }
    }

    /// The nodes of a list that a node follows, as far as gap, precedence and trend go, and the
    /// part of the rule that is not in the key.
    fn followed<'a>(
        &'a self,
        node: usize,
        rule: Rule,
        window: Range<u32>,
        list: &'a [u32],
    ) -> impl DoubleEndedIterator<Item = u32> + 'a {
        let start = list.partition_point(|earlier| *earlier < window.start);
        let end = list.partition_point(|earlier| *earlier < window.end);
        list[start..end.max(start)].iter().copied().filter(move |earlier| {
            let earlier = *earlier as usize;
            self.rises(earlier, node)
                && self.precedes(earlier, node)
                && (keys::decides(rule) || self.joined_by(rule, earlier, node))
        })
    }

    /// The nodes before this one whose gap to it is within bounds.
    fn window(&self, node: usize) -> Range<u32> {
        let earliest = &self.cast.earliest[..node];
        let second = self.cast.earliest[node];
        let oldest = second.saturating_sub(self.max_gap);
        let newest = second.saturating_sub(self.min_gap);
        // Windows are short beside the whole, so look near the node first.
        let start = gallop_back(earliest, |earlier| earlier >= oldest);
        let end = start + earliest[start..].partition_point(|earlier| *earlier <= newest);
        start as u32..end as u32
    }

    fn keys(&self) -> &Keys {
        self.keys.get_or_init(|| Keys::of_earlier(&self.cast, &self.rules))
    }

    /// From which onset on a later node may follow this one by a rule.
    fn enters_at(&self, node: usize) -> i64 {
        self.cast.latest[node].max(self.cast.earliest[node].saturating_add(self.min_gap))
    }

    fn fits(&self, earlier: usize, later: usize) -> bool {
        let gap = self.cast.earliest[later] - self.cast.earliest[earlier];
        (self.min_gap..=self.max_gap).contains(&gap) && self.rises(earlier, later)
    }

    fn rises(&self, earlier: usize, later: usize) -> bool {
        let rise = i64::from(self.cast.level[later]) - i64::from(self.cast.level[earlier]);
        self.rises.contains(&rise)
    }

    fn precedes(&self, earlier: usize, later: usize) -> bool {
        let cast = &self.cast;
        cast.latest[earlier] <= cast.earliest[later]
            || (self.precedence == Precedence::Recorded
                && cast.earliest[earlier] == cast.earliest[later]
                && cast.latest[earlier] == cast.latest[later]
                && earlier < later)
    }

    fn joined_by(&self, rule: Rule, earlier: usize, later: usize) -> bool {
        let (first, second) = (self.cast.dyads.of(earlier), self.cast.dyads.of(later));
        first.iter().any(|ab| second.iter().any(|cd| rule.joins(*ab, *cd)))
    }
}

/// What of a node's antecedents lies on paths through the waist.
pub(super) fn beyond_waist(waist: Option<usize>, node: usize, antecedents: &[u32]) -> &[u32] {
    match waist {
        Some(waist) if node > waist => {
            &antecedents[antecedents.partition_point(|earlier| (*earlier as usize) < waist)..]
        }
        _ => antecedents,
    }
}

/// The rises that a trend allows, in tenths.
fn rises(trend: Trend) -> Range<i64> {
    match trend {
        Trend::Rising => 1..i64::MAX,
        Trend::NotFalling => 0..i64::MAX,
        Trend::RisingBy(units) => i64::from(tenths_up(units).tenths())..i64::MAX,
        Trend::Any => i64::MIN..i64::MAX,
        Trend::NotRising => i64::MIN..1,
        Trend::Falling => i64::MIN..0,
    }
}

/// Where a sorted slice begins to satisfy a condition, found from its end.
fn gallop_back(sorted: &[i64], holds: impl Fn(i64) -> bool) -> usize {
    let mut width = 1;
    while width < sorted.len() && holds(sorted[sorted.len() - width]) {
        width *= 2;
    }
    let from = sorted.len().saturating_sub(width);
    from + sorted[from..].partition_point(|value| !holds(*value))
}
