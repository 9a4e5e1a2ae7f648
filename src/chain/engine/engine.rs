//! The engine: which events an event follows, and what can be told from that without listing
//! chains.
//!
//! The hop graph is never stored. [`Engine::antecedents`] finds what one event follows on the fly,
//! each once and in total order, from key lists: a rule is a pair of keys, one of the earlier event
//! and one of the later, so the antecedents of an event are *equal key x time range x trend*.
//!
//! Answers carry one value along hops and never ask how: [`Engine::gather`] sweeps where the data
//! are plain, goes forward where all chains start at one onset, and pulls antecedents everywhere else.
//!
//! ```text
//!   key (A, B):  ──●────●──●──────●────●─►      events of the dyad, in total order
//!                     [ max_gap .. min_gap ]
//!                             e looks back with (D, C)
//! ```

use std::{
    collections::BTreeMap,
    ops::Range,
    sync::{Arc, OnceLock},
};

use crate::{
    chain::{
        engine::{
            index::Keys,
            monoid::{Gather, Leaving},
            scope::Scope,
            successors::Forward,
            sweep::{pairs::Slot, plan::Plan},
        },
        nodes::{
            bounds::Doubts,
            interruptions::Interruptions,
            nodes::{Nodes, SweptNode},
        },
        query::{
            query::{Query, ceil_to_tenths},
            rule::{Pairing, Precedence, Rule, Trend, hangs_on_authors},
        },
    },
    timeline::Dyad,
};

pub(crate) struct Engine {
    pub(crate) nodes: Arc<Nodes>,
    pub(crate) keys: Arc<Keys>,
    /// The same of the first nodes alone, for whoever asks of no others.
    pub(crate) first_keys: Keys,
    pub(crate) forward: Arc<OnceLock<Forward>>,
    pub(crate) plan: Option<Plan>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) min_gap: i64,
    pub(crate) max_gap: i64,
    pub(crate) precedence: Precedence,
    pub(crate) pairing: Pairing,
    pub(crate) rises: Range<i64>,
}

/// So many nodes can be asked one by one what they follow, and what follows them, sooner than all nodes are
/// put into lists.
pub(crate) const FIRST: usize = 1 << 12;

/// So many events of a key in a window are a crowd, where nothing bounds the length of chains.
const CROWD: usize = 32;

/// Chains estimated at so many bits hardly ever need more than 64: some keys have more events than others.
const SAFE_BITS: f64 = 48.0;

impl Engine {
    /// Shares with another engine what depends on its cast and its rules alone, where they are the same.
    pub(crate) fn new(nodes: Arc<Nodes>, query: &Query, known: Option<&Self>) -> Self {
        let rules: Vec<_> = query.rules.iter().copied().filter(|r| *r != Rule::Declared).collect();
        let (min_gap, max_gap) = query.gap_seconds();
        let (precedence, pairing) = (query.precedence, query.pairing);
        let same = known.filter(|known| Arc::ptr_eq(&known.nodes, &nodes) && known.rules == rules);
        let keys = Keys::new(nodes.len());
        let mut engine = Self {
            nodes,
            keys: same.map_or_else(|| Arc::new(keys), |known| Arc::clone(&known.keys)),
            first_keys: Keys::default(),
            forward: same.map_or_else(Arc::default, |known| Arc::clone(&known.forward)),
            plan: None,
            rules,
            min_gap,
            max_gap,
            precedence,
            pairing,
            rises: rises(query.trend),
        };
        if engine.nodes.len() > FIRST {
            let first = engine.window_after(FIRST - 1).end as usize;
            // Where that is most of all, lists of all nodes may as well be built at once.
            engine.first_keys = Keys::new(if first < engine.nodes.len() / 2 { first } else { 0 });
        }
        engine.plan = Plan::new(&engine, known);
        engine
    }

    /// Calls back for each node that the scope passes with what its antecedents passed on, joined,
    /// and passes on what comes back. A node comes after all that it follows.
    pub(crate) fn gather<G: Gather>(&self, scope: &Scope<'_>, mut pass: impl FnMut(usize, G) -> G) {
        self.try_gather(scope, |at, gathered| Some(pass(at.node, gathered)));
    }

    /// The same, until nothing comes back; then nothing.
    pub(crate) fn try_gather<G: Gather>(
        &self,
        scope: &Scope<'_>,
        mut pass: impl FnMut(SweptNode, G) -> Option<G>,
    ) -> Option<()> {
        if let Some(plan) = self.plan_for::<G>(scope) {
            return plan.sweep(&self.nodes, scope.run(), |at, gathered| {
                if scope.passes(at.node) { pass(at, gathered) } else { Some(G::NOTHING) }
            });
        }
        if scope.is_part() && self.pairing == Pairing::Any {
            return self.push(scope, pass);
        }
        let (nodes, mut found) = (scope.nodes(), Vec::new());
        let mut passed = vec![G::NOTHING; nodes.len()];
        for node in nodes.clone().filter(|node| scope.passes(*node)) {
            self.antecedents_in(scope, node, &mut found);
            let before = found.iter().map(|earlier| passed[*earlier as usize - nodes.start]);
            let gathered = before.fold(G::NOTHING, G::join);
            passed[node - nodes.start] = pass(self.nodes.at(node), gathered)?;
        }
        Some(())
    }

    /// As [`try_gather`](Self::try_gather), with a state for each of the parts into which plain data
    /// fall, in their order.
    pub(crate) fn fold<G: Gather, A: Send>(
        &self,
        scope: &Scope<'_>,
        begin: impl Fn() -> A + Sync + Send,
        pass: impl Fn(&mut A, SweptNode, G) -> Option<G> + Sync + Send,
    ) -> Option<Vec<A>> {
        if let Some(plan) = self.plan_for::<G>(scope) {
            let passes_all = scope.is_open(); // Not asked for each of millions.
            return plan.fold(&self.nodes, begin, move |state, at, gathered| {
                let passes = passes_all || scope.passes(at.node);
                if passes { pass(state, at, gathered) } else { Some(G::NOTHING) }
            });
        }
        let mut state = begin();
        self.try_gather(scope, |at, gathered| pass(&mut state, at, gathered))?;
        Some(vec![state])
    }

    /// Parts of a scope that have no chain in common: those that [`Scope::parts`] tells, or runs of groups,
    /// where values of this kind are swept group by group.
    pub(crate) fn parts<'b, G: Gather>(
        &self,
        scope: &Scope<'b>,
    ) -> impl Iterator<Item = Scope<'b>> {
        let plan = self.plan_for::<G>(scope).filter(|_| scope.is_endless());
        let runs = plan.and_then(|plan| plan.runs(&self.nodes));
        let others = runs.is_none().then(|| scope.parts(self));
        let runs = runs.into_iter().flatten().map(|run| scope.of_run(run));
        runs.chain(others.into_iter().flatten())
    }

    /// Whether chains are likely to be too many for 64 bits, by how many events are in a window at once.
    pub(crate) fn is_vast(&self) -> bool {
        let Some(at_once) = self.plan.as_ref().and_then(Plan::at_once) else { return false };
        if !self.is_strict() {
            return at_once > CROWD;
        }
        // On each level a chain has one of the events there in a window, or none.
        let levels = self.nodes.levels.values.len() as f64;
        let ending_in_each = levels * (1.0 + at_once as f64 / levels).log2();
        ending_in_each + (self.nodes.len() as f64).log2() > SAFE_BITS
    }

    /// The plan, if values of this kind can be swept in a scope.
    pub(crate) fn plan_for<G: Gather>(&self, scope: &Scope<'_>) -> Option<&Plan> {
        self.plan.as_ref().filter(|_| scope.is_wide() && G::LEAVING != Leaving::Never)
    }

    /// The same by going forward from where chains start, which calls back for none but the nodes that
    /// can be reached from there: few, where a part of a scope is small.
    pub(crate) fn push<G: Gather>(
        &self,
        scope: &Scope<'_>,
        mut pass: impl FnMut(SweptNode, G) -> Option<G>,
    ) -> Option<()> {
        let mut found = Vec::new();
        let starts = scope.starts().filter(|node| scope.may_start(*node));
        let mut gathered: BTreeMap<usize, G> = starts.map(|node| (node, G::NOTHING)).collect();
        while let Some((node, value)) = gathered.pop_first() {
            let value = pass(self.nodes.at(node), value)?;
            self.successors(node, &mut found);
            for later in found.iter().map(|later| *later as usize) {
                if scope.nodes().contains(&later) && scope.allows(self, node, later) {
                    let before = gathered.entry(later).or_insert(G::NOTHING);
                    *before = before.join(value);
                }
            }
        }
        Some(())
    }

    /// What a node of a scope follows there, in total order, each once. Clears `found` first.
    pub(crate) fn antecedents_in(&self, scope: &Scope<'_>, node: usize, found: &mut Vec<u32>) {
        match self.plan.as_ref().zip(scope.run()) {
            Some((plan, group)) => self.antecedents_among(plan.slots_of(group), node, found),
            None => self.antecedents(node, found),
        }
        found.retain(|earlier| scope.allows(self, *earlier as usize, node));
    }

    /// What a node follows of some slots in total order, by rules alone. Clears `found` first.
    pub(crate) fn antecedents_among(&self, slots: &[Slot], node: usize, found: &mut Vec<u32>) {
        let window = self.window(node);
        let start = slots.partition_point(|slot| slot.node < window.start);
        let nodes = slots[start..].iter().map(|slot| slot.node);
        let near = nodes.take_while(|earlier| *earlier < window.end);
        let joins = |rule: &Rule, earlier: u32| {
            let earlier = earlier as usize;
            self.fits(earlier, node)
                && self.precedes(earlier, node)
                && self.joined_by(*rule, earlier, node).is_some()
        };
        found.clear();
        found.extend(near.filter(|earlier| self.rules.iter().any(|rule| joins(rule, *earlier))));
    }

    /// Whether what is stated of a hop is sure enough: by rule, that those who did the two events did
    /// them, where every rule hangs on that; by links alone, that one of them holds.
    pub(crate) fn is_sure(&self, doubts: &Doubts, earlier: usize, later: usize) -> bool {
        let sure = [!doubts.authors[earlier], !doubts.authors[later]];
        let declared = self.nodes.declared.of(later);
        if sure == [true; 2] && declared.is_empty() {
            return true;
        }
        let rules = self.rules_between(earlier, later);
        if rules.is_empty() {
            let links = declared.iter().filter(|(node, _)| *node as usize == earlier);
            return !doubts.links(links.map(|(_, link)| link.index()));
        }
        let hangs = hangs_on_authors(&rules, sure);
        (sure[0] || !hangs[0]) && (sure[1] || !hangs[1])
    }

    /// The rules by which one node follows an earlier one, links aside.
    pub(crate) fn rules_between(&self, earlier: usize, later: usize) -> Vec<Rule> {
        if !self.fits(earlier, later) || !self.precedes(earlier, later) {
            return Vec::new();
        }
        let holds = |rule: &Rule| self.joined_by(*rule, earlier, later).is_some();
        self.rules.iter().copied().filter(holds).collect()
    }

    /// What a node follows, in total order, each once. Clears `found` first.
    pub(crate) fn antecedents(&self, node: usize, found: &mut Vec<u32>) {
        found.clear();
        let declared = self.nodes.declared.of(node);
        let joins = |earlier: &&(u32, _)| self.fits(earlier.0 as usize, node);
        match self.pairing {
            Pairing::Any => {
                let window = self.window(node);
                let lists =
                    self.keys(node).look_ups(node, &self.nodes, &self.rules, |rule, list| {
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
                    self.keys(node).look_ups(node, &self.nodes, &self.rules, |rule, list| {
                        nearest = nearest
                            .max(self.followed(node, rule, window.clone(), list).next_back());
                    });
                    found.extend(nearest);
                }
            }
        }
    }

    /// Calls back with each node in total order and what it follows.
    pub(crate) fn for_each(&self, mut visit: impl FnMut(usize, &[u32])) {
        let mut found = Vec::new();
        for node in 0..self.nodes.len() {
            self.antecedents(node, &mut found);
            visit(node, &found);
        }
    }

    /// The nodes of a list that a node follows, as far as gap, precedence and trend go, and the
    /// part of the rule that is not in the key.
    pub(crate) fn followed<'a>(
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

    /// Whether a rule joins two nodes of which one has the key that the rule asks of the other, and
    /// whose gap is within bounds.
    pub(crate) fn is_joined(&self, rule: Rule, earlier: usize, later: usize) -> bool {
        let key_decides = super::index::decides(rule) && self.nodes.interruptions.is_none();
        self.rises(earlier, later)
            && self.precedes(earlier, later)
            && (key_decides || self.joined_by(rule, earlier, later).is_some())
    }

    /// The nodes before this one whose gap to it is within bounds.
    pub(crate) fn window(&self, node: usize) -> Range<u32> {
        let earliest = &self.nodes.earliest;
        let second = earliest.get(node);
        let oldest = second.saturating_sub(self.max_gap);
        let newest = second.saturating_sub(self.min_gap);
        let start = earliest.start(0..node, |earlier| earlier >= oldest);
        let end = earliest.end(start..node, |earlier| earlier <= newest);
        start as u32..end as u32
    }

    /// Lists of all nodes before one at least.
    pub(crate) fn keys(&self, end: usize) -> &Keys {
        if end <= self.first_keys.nodes() { &self.first_keys } else { &self.keys }
    }

    pub(crate) fn fits(&self, earlier: usize, later: usize) -> bool {
        let gap = self.nodes.earliest.get(later) - self.nodes.earliest.get(earlier);
        (self.min_gap..=self.max_gap).contains(&gap) && self.rises(earlier, later)
    }

    pub(crate) fn rises(&self, earlier: usize, later: usize) -> bool {
        let rise = i64::from(self.nodes.level(later)) - i64::from(self.nodes.level(earlier));
        self.rises.contains(&rise)
    }

    pub(crate) fn precedes(&self, earlier: usize, later: usize) -> bool {
        let nodes = &self.nodes;
        nodes.latest(earlier) <= nodes.earliest.get(later)
            || (self.precedence == Precedence::Recorded
                && nodes.earliest.get(earlier) == nodes.earliest.get(later)
                && nodes.width(earlier) == nodes.width(later)
                && nodes.position(earlier) < nodes.position(later))
    }

    /// The first dyads of both by which a rule joins them with nothing in between that undoes it.
    pub(crate) fn joined_by(
        &self,
        rule: Rule,
        earlier: usize,
        later: usize,
    ) -> Option<(Dyad, Dyad)> {
        let (first, second) = (self.nodes.dyads.of(earlier), self.nodes.dyads.of(later));
        let uninterrupted = |ab: &Dyad| {
            let (from, to) = (self.nodes.onset(earlier), self.nodes.onset(later));
            let between = |found: &Interruptions| found.between(*ab, self.precedence, from, to);
            !self.nodes.interruptions.as_ref().is_some_and(between)
        };
        first.iter().find_map(|ab| {
            let cd = second.iter().find(|cd| rule.joins(*ab, **cd))?;
            uninterrupted(ab).then_some((*ab, *cd))
        })
    }
}

/// The rises that a trend allows, in tenths.
fn rises(trend: Trend) -> Range<i64> {
    match trend {
        Trend::Rising => 1..i64::MAX,
        Trend::NotFalling => 0..i64::MAX,
        Trend::RisingBy(units) => i64::from(ceil_to_tenths(units).tenths())..i64::MAX,
        Trend::Any => i64::MIN..i64::MAX,
        Trend::NotRising => i64::MIN..1,
        Trend::Falling => i64::MIN..0,
    }
}
