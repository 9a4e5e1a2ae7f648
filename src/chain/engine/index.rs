//! Key lists: for each key the nodes that have it, in total order.
//!
//! A rule is a key: of the earlier events that one may follow, and of the later ones that may follow
//! it. There are three kinds of list, each built in linear time when a rule first asks for it, and
//! each good for looking back and for looking forward.
//!
//! ```text
//!   nodes by target        starts  ▕ 0  ▕ 3      ▕ 7  ...     by party
//!                          nodes   ▕ 1 4 9 ▕ 0 2 5 8 ▕ ...    in total order
//!
//!   nodes by dyad          starts  ▕ 0    ▕ 2  ...            by source
//!                          targets ▕ B  D ▕ A  ...            in order, with where their nodes begin
//!                          nodes   ▕ 1 4 ▕ 9 ▕ 0 2 ...        in total order
//! ```

use std::{ops::Range, sync::OnceLock};

use crate::{
    chain::{nodes::nodes::Nodes, query::rule::Rule},
    timeline::Dyad,
};

/// What nodes may have in common.
#[derive(Clone, Copy)]
enum Key {
    Dyad(Dyad),
    Source(u32),
    Target(u32),
}

/// The key of the earlier events that one with dyad C → D may follow by a rule.
fn before(rule: Rule, (c, d): Dyad) -> Key {
    match rule {
        Rule::Retaliation => Key::Dyad((d, c)),
        Rule::Persistence | Rule::Declared => Key::Dyad((c, d)),
        Rule::Counter | Rule::ThirdParty => Key::Source(d),
        Rule::Widening => Key::Source(c),
        Rule::Relay => Key::Target(c),
        Rule::Joining => Key::Target(d),
    }
}

/// The key of the later events that may follow one with dyad A → B by a rule.
fn after(rule: Rule, (a, b): Dyad) -> Key {
    match rule {
        Rule::Retaliation => Key::Dyad((b, a)),
        Rule::Persistence | Rule::Declared => Key::Dyad((a, b)),
        Rule::Counter | Rule::ThirdParty => Key::Target(a),
        Rule::Widening => Key::Source(a),
        Rule::Relay => Key::Source(b),
        Rule::Joining => Key::Target(b),
    }
}

/// Whether an equal key is all that a rule asks for.
pub(crate) fn decides(rule: Rule) -> bool {
    matches!(rule, Rule::Retaliation | Rule::Persistence | Rule::Counter | Rule::Relay)
}

/// All lists of so many nodes, the first ones.
#[derive(Default)]
pub(crate) struct Keys {
    nodes: usize,
    by_dyad: OnceLock<ByDyad>,
    by_source: OnceLock<ByParty>,
    by_target: OnceLock<ByParty>,
}

impl Keys {
    /// None is built yet.
    pub(crate) fn new(nodes: usize) -> Self {
        Self { nodes, ..Self::default() }
    }

    pub(crate) fn nodes(&self) -> usize {
        self.nodes
    }

    /// Calls back with each list in which a node's antecedents by some rule are, and says how many
    /// lists there were.
    pub(crate) fn look_ups<'a>(
        &'a self,
        node: usize,
        nodes: &'a Nodes,
        rules: &'a [Rule],
        mut visit: impl FnMut(Rule, &'a [u32]),
    ) -> usize {
        self.lists(node, nodes, rules, before).map(|(rule, list)| visit(rule, list)).count()
    }

    /// The lists in which all are that follow a node by some rule.
    pub(crate) fn followers<'a>(
        &'a self,
        node: usize,
        nodes: &'a Nodes,
        rules: &'a [Rule],
    ) -> impl Iterator<Item = (Rule, &'a [u32])> {
        self.lists(node, nodes, rules, after)
    }

    fn lists<'a>(
        &'a self,
        node: usize,
        nodes: &'a Nodes,
        rules: &'a [Rule],
        key: impl Fn(Rule, Dyad) -> Key + Copy,
    ) -> impl Iterator<Item = (Rule, &'a [u32])> {
        let of_dyad = move |dyad: &'a Dyad| {
            rules.iter().map(move |rule| (*rule, self.list(nodes, key(*rule, *dyad))))
        };
        nodes.dyads.of(node).iter().flat_map(of_dyad).filter(|(_, list)| !list.is_empty())
    }

    fn list(&self, nodes: &Nodes, key: Key) -> &[u32] {
        let Self { nodes: count, by_dyad, by_source, by_target } = self;
        let first = || FirstNodes { nodes, count: *count };
        match key {
            Key::Dyad(dyad) => by_dyad.get_or_init(|| ByDyad::new(first())).list(dyad),
            Key::Source(a) => by_source.get_or_init(|| ByParty::new(first(), |d| d.0)).list(a),
            Key::Target(b) => by_target.get_or_init(|| ByParty::new(first(), |d| d.1)).list(b),
        }
    }
}

/// FirstNodes by a party of their dyads.
struct ByParty {
    lists: Vec<Range<u32>>,
    nodes: Vec<u32>,
}

impl ByParty {
    fn new(nodes: FirstNodes<'_>, party: impl Fn(Dyad) -> u32) -> Self {
        let starts = nodes.starts(&party);
        let mut lists: Vec<_> = starts.windows(2).map(|pair| pair[0]..pair[0]).collect();
        let mut listed = vec![0; starts.last().map_or(0, |end| *end as usize)];
        nodes.for_each_dyad(|node, dyad| {
            let list = &mut lists[party(dyad) as usize];
            // A party that a node has in several dyads counts once.
            if listed[list.start as usize..list.end as usize].last() != Some(&node) {
                listed[list.end as usize] = node;
                list.end += 1;
            }
        });
        Self { lists, nodes: listed }
    }

    fn list(&self, party: u32) -> &[u32] {
        let list = self.lists.get(party as usize).cloned().unwrap_or_default();
        &self.nodes[list.start as usize..list.end as usize]
    }
}

/// FirstNodes by dyad.
struct ByDyad {
    /// By source, where its targets start.
    starts: Vec<u32>,
    /// Each with where its nodes start.
    targets: Vec<(u32, u32)>,
    nodes: Vec<u32>,
}

impl ByDyad {
    /// Sorts by target, then by source, each time keeping the order that there was.
    fn new(nodes: FirstNodes<'_>) -> Self {
        let mut next = nodes.starts(|dyad| dyad.1);
        let mut by_target = vec![((0, 0), 0); next.last().map_or(0, |end| *end as usize)];
        nodes.for_each_dyad(|node, dyad| {
            by_target[take(&mut next[dyad.1 as usize])] = (dyad, node);
        });
        let of_source = nodes.starts(|dyad| dyad.0);
        let mut next = of_source.clone();
        let mut entries = vec![(0, 0); by_target.len()];
        for ((a, b), node) in by_target {
            entries[take(&mut next[a as usize])] = (b, node);
        }
        let mut targets: Vec<(u32, u32)> = Vec::new();
        let mut starts = vec![0];
        for source in of_source.windows(2) {
            let (from, to) = (source[0] as usize, source[1] as usize);
            let mut at = source[0];
            for same in entries[from..to].chunk_by(|one, other| one.0 == other.0) {
                targets.push((same[0].0, at));
                at += same.len() as u32;
            }
            starts.push(targets.len() as u32);
        }
        targets.push((u32::MAX, entries.len() as u32));
        Self { starts, targets, nodes: entries.into_iter().map(|(_, node)| node).collect() }
    }

    fn list(&self, (a, b): Dyad) -> &[u32] {
        let Some(&[start, end]) = self.starts.get(a as usize..a as usize + 2) else { return &[] };
        let targets = &self.targets[start as usize..end as usize];
        let Ok(found) = targets.binary_search_by_key(&b, |(target, _)| *target) else {
            return &[];
        };
        let at = start as usize + found;
        &self.nodes[self.targets[at].1 as usize..self.targets[at + 1].1 as usize]
    }
}

/// The first nodes of a cast.
#[derive(Clone, Copy)]
struct FirstNodes<'c> {
    nodes: &'c Nodes,
    count: usize,
}

impl FirstNodes<'_> {
    /// Calls back with the dyads of all, in total order.
    fn for_each_dyad(self, mut visit: impl FnMut(u32, Dyad)) {
        let Self { nodes, count } = self;
        match nodes.dyads.one_each() {
            Some(dyads) => (0..).zip(&dyads[..count]).for_each(|(node, dyad)| visit(node, *dyad)),
            None => {
                for node in 0..count {
                    nodes.dyads.of(node).iter().for_each(|dyad| visit(node as u32, *dyad));
                }
            }
        }
    }

    /// By party, where the dyads that have it start when they are sorted by it; then where they end.
    fn starts(self, party: impl Fn(Dyad) -> u32) -> Vec<u32> {
        let mut starts = vec![0; self.nodes.parties + 1];
        self.for_each_dyad(|_, dyad| starts[party(dyad) as usize + 1] += 1);
        let mut before = 0;
        for start in &mut starts {
            before += *start;
            *start = before;
        }
        starts
    }
}

/// The number, which is one more from then on.
fn take(next: &mut u32) -> usize {
    *next += 1;
    *next as usize - 1
}
