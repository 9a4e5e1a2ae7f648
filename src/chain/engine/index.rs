//! The key index: for each key, the nodes that have it, in total order.
//!
//! A rule asks for a key of earlier nodes that a node may follow, and for a key of later nodes that may follow
//! it. There are three kinds of key: the dyad, its source, and its target. Each kind is indexed in linear time
//! when a rule first needs it, and serves both directions of time.
//!
//! ```text
//!   by target   starts  ▕ 0  ▕ 3      ▕ 7  ...     by actor
//!               nodes   ▕ 1 4 9 ▕ 0 2 5 8 ▕ ...    in total order
//!
//!   by dyad     starts  ▕ 0    ▕ 2  ...            by source
//!               targets ▕ B  D ▕ A  ...            in order, each with the start of its nodes
//!               nodes   ▕ 1 4 ▕ 9 ▕ 0 2 ...        in total order
//! ```

use std::{ops::Range, sync::OnceLock};

use crate::{
    chain::{
        nodes::{
            dyad_sets::DyadSet,
            nodes::{Dyad, Nodes},
        },
        query::rule::Rule,
    },
    sorting::count_before,
};

/// What nodes may have in common.
#[derive(Clone, Copy, PartialEq)]
enum Key {
    Dyad(Dyad),
    Source(u32),
    Target(u32),
}

/// Returns the key of the earlier nodes that a node of dyad C → D may follow by a rule.
fn key_before(rule: Rule, (c, d): Dyad) -> Key {
    match rule {
        Rule::Retaliation => Key::Dyad((d, c)),
        Rule::Persistence | Rule::Declared => Key::Dyad((c, d)),
        Rule::Counter | Rule::ThirdParty => Key::Source(d),
        Rule::Widening => Key::Source(c),
        Rule::Relay | Rule::Onward => Key::Target(c),
        Rule::Joining => Key::Target(d),
    }
}

/// Returns the key of the later nodes that may follow a node of dyad A → B by a rule.
fn key_after(rule: Rule, (a, b): Dyad) -> Key {
    match rule {
        Rule::Retaliation => Key::Dyad((b, a)),
        Rule::Persistence | Rule::Declared => Key::Dyad((a, b)),
        Rule::Counter | Rule::ThirdParty => Key::Target(a),
        Rule::Widening => Key::Source(a),
        Rule::Relay | Rule::Onward => Key::Source(b),
        Rule::Joining => Key::Target(b),
    }
}

/// Returns `true` if an equal key is all that a rule asks for.
pub(crate) fn key_suffices(rule: Rule) -> bool {
    matches!(rule, Rule::Retaliation | Rule::Persistence | Rule::Counter | Rule::Relay)
}

/// The index of the first nodes of a query, or of all.
#[derive(Default)]
pub(crate) struct KeyIndex {
    len: usize,
    by_dyad: OnceLock<DyadIndex>,
    by_source: OnceLock<ActorIndex>,
    by_target: OnceLock<ActorIndex>,
}

impl KeyIndex {
    /// Creates an index of the first `len` nodes. Nothing is built yet.
    pub(crate) fn of_first(len: usize) -> Self {
        Self { len, ..Self::default() }
    }

    /// Returns the number of nodes that are indexed.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// Returns the lists that contain a node's antecedents, each with its rule.
    pub(crate) fn lists_before<'a>(
        &'a self,
        node: usize,
        nodes: &'a Nodes,
        rules: &'a [Rule],
    ) -> KeyLists<'a> {
        KeyLists::new(self, nodes, node, rules, key_before)
    }

    /// Returns the lists that contain a node's successors, each with its rule.
    pub(crate) fn lists_after<'a>(
        &'a self,
        node: usize,
        nodes: &'a Nodes,
        rules: &'a [Rule],
    ) -> KeyLists<'a> {
        KeyLists::new(self, nodes, node, rules, key_after)
    }

    /// Calls `visit` with the lists that contain the antecedents of a node of many dyads, or its successors, once for
    /// each key, while it returns `true`.
    pub(crate) fn for_each_list(
        &self,
        nodes: &Nodes,
        set: DyadSet<'_>,
        rules: &[Rule],
        is_before: bool,
        visit: &mut dyn FnMut(&[u32]) -> bool,
    ) {
        let key_of = if is_before { key_before } else { key_after };
        for rule in rules {
            // Whether the key is of the second part of the dyad.
            let is_second = match rule {
                Rule::Counter | Rule::ThirdParty => is_before,
                Rule::Relay | Rule::Onward => !is_before,
                Rule::Joining => true,
                _ => false,
            };
            let mut last = None;
            for dyad in set.by_key(is_second) {
                let key = key_of(*rule, dyad);
                if last.replace(key) != Some(key) && !visit(self.list(nodes, key)) {
                    return;
                }
            }
        }
    }

    fn list(&self, nodes: &Nodes, key: Key) -> &[u32] {
        let Self { len, by_dyad, by_source, by_target } = self;
        let first = FirstNodes { nodes, len: *len };
        match key {
            Key::Dyad(dyad) => by_dyad.get_or_init(|| DyadIndex::new(first)).list(dyad),
            Key::Source(a) => ActorIndex::in_cell(by_source, first, |dyad| dyad.0).list(a),
            Key::Target(b) => ActorIndex::in_cell(by_target, first, |dyad| dyad.1).list(b),
        }
    }
}

/// The lists of the keys of a node that are not empty, each with its rule.
pub(crate) struct KeyLists<'a> {
    index: &'a KeyIndex,
    nodes: &'a Nodes,
    dyads: &'a [Dyad],
    rules: &'a [Rule],
    key: fn(Rule, Dyad) -> Key,
    /// The number of rules of the first dyad that have been looked up.
    looked_up: usize,
}

impl<'a> KeyLists<'a> {
    fn new(
        index: &'a KeyIndex,
        nodes: &'a Nodes,
        node: usize,
        rules: &'a [Rule],
        key: fn(Rule, Dyad) -> Key,
    ) -> Self {
        Self { index, nodes, dyads: nodes.dyads.of(node), rules, key, looked_up: 0 }
    }
}

impl<'a> Iterator for KeyLists<'a> {
    type Item = (Rule, &'a [u32]);

    fn next(&mut self) -> Option<Self::Item> {
        while let Some((dyad, rest)) = self.dyads.split_first() {
            while let Some(rule) = self.rules.get(self.looked_up) {
                self.looked_up += 1;
                let list = self.index.list(self.nodes, (self.key)(*rule, *dyad));
                if !list.is_empty() {
                    return Some((*rule, list));
                }
            }
            (self.dyads, self.looked_up) = (rest, 0);
        }
        None
    }
}

/// Nodes by source or by target.
struct ActorIndex {
    lists: Vec<Range<u32>>,
    nodes: Vec<u32>,
}

impl ActorIndex {
    /// Returns the index in a cell, which is computed if it is empty.
    fn in_cell<'c>(
        cell: &'c OnceLock<Self>,
        nodes: FirstNodes<'_>,
        actor: fn(Dyad) -> u32,
    ) -> &'c Self {
        cell.get_or_init(|| Self::new(nodes, actor))
    }

    fn new(nodes: FirstNodes<'_>, actor: fn(Dyad) -> u32) -> Self {
        let starts = nodes.starts(actor);
        let mut lists = Vec::with_capacity(starts.len());
        for start in &starts[..starts.len() - 1] {
            lists.push(*start..*start);
        }
        let mut listed = vec![0; starts.last().map_or(0, |end| *end as usize)];
        nodes.for_each_dyad(&mut |node, dyad| {
            let list = &mut lists[actor(dyad) as usize];
            // A node that has the actor in several dyads is listed once.
            if listed[list.start as usize..list.end as usize].last() != Some(&node) {
                listed[list.end as usize] = node;
                list.end += 1;
            }
        });
        Self { lists, nodes: listed }
    }

    fn list(&self, actor: u32) -> &[u32] {
        let list = self.lists.get(actor as usize).cloned().unwrap_or_default();
        &self.nodes[list.start as usize..list.end as usize]
    }
}

/// Nodes by dyad.
struct DyadIndex {
    /// By source, the start of its targets.
    starts: Vec<u32>,
    /// Targets, each with the start of its nodes.
    targets: Vec<(u32, u32)>,
    nodes: Vec<u32>,
}

impl DyadIndex {
    /// Sorts nodes by dyad with two stable counting sorts, by target and then by source.
    fn new(nodes: FirstNodes<'_>) -> Self {
        let mut next = nodes.starts(|dyad| dyad.1);
        let mut by_target = vec![((0, 0), 0); next.last().map_or(0, |end| *end as usize)];
        nodes.for_each_dyad(&mut |node, dyad| {
            by_target[post_increment(&mut next[dyad.1 as usize])] = (dyad, node);
        });
        let of_source = nodes.starts(|dyad| dyad.0);
        let mut next = of_source.clone();
        let mut entries = vec![(0, 0); by_target.len()];
        for ((source, target), node) in by_target {
            entries[post_increment(&mut next[source as usize])] = (target, node);
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
        // A sentinel: the end of the last target's nodes.
        targets.push((u32::MAX, entries.len() as u32));
        let mut nodes = Vec::with_capacity(entries.len());
        for (_, node) in entries {
            nodes.push(node);
        }
        Self { starts, targets, nodes }
    }

    fn list(&self, (source, target): Dyad) -> &[u32] {
        let source = source as usize;
        let Some(&[start, end]) = self.starts.get(source..source + 2) else { return &[] };
        let targets = &self.targets[start as usize..end as usize];
        let Ok(found) = targets.binary_search_by_key(&target, |(target, _)| *target) else {
            return &[];
        };
        let at = start as usize + found;
        &self.nodes[self.targets[at].1 as usize..self.targets[at + 1].1 as usize]
    }
}

/// The first nodes of a query.
#[derive(Clone, Copy)]
struct FirstNodes<'n> {
    nodes: &'n Nodes,
    len: usize,
}

impl FirstNodes<'_> {
    /// Calls `visit` with each node and each of its dyads, in total order.
    fn for_each_dyad(self, visit: &mut impl FnMut(u32, Dyad)) {
        let Self { nodes, len } = self;
        match nodes.dyads.one_each() {
            Some(dyads) => {
                for (node, dyad) in (0..).zip(&dyads[..len]) {
                    visit(node, *dyad);
                }
            }
            None => {
                for node in 0..len {
                    for dyad in nodes.dyads.of(node) {
                        visit(node as u32, *dyad);
                    }
                }
            }
        }
    }

    /// Returns, by actor, the start of its dyads when they are sorted by it, and the end of the last.
    fn starts(self, actor: fn(Dyad) -> u32) -> Vec<u32> {
        let mut starts = vec![0; self.nodes.parties + 1];
        self.for_each_dyad(&mut |_, dyad| starts[actor(dyad) as usize + 1] += 1);
        let mut before = 0;
        for start in &mut starts {
            before += *start;
            *start = before;
        }
        starts
    }
}

/// Adds one to a number and returns what it was before.
fn post_increment(next: &mut u32) -> usize {
    *next += 1;
    *next as usize - 1
}

/// The pairs of nodes that declared links join, sorted by the earlier node.
pub(crate) struct DeclaredSuccessors {
    pairs: Vec<(u32, u32)>,
}

impl DeclaredSuccessors {
    pub(crate) fn new(nodes: &Nodes) -> Self {
        let mut pairs = Vec::new();
        let linked = if nodes.declared.is_empty() { 0 } else { nodes.len() };
        for later in 0..linked {
            for (earlier, _) in nodes.declared.of(later) {
                pairs.push((*earlier, later as u32));
            }
        }
        pairs.sort_unstable();
        pairs.dedup();
        Self { pairs }
    }

    /// Returns the later nodes that links join to an earlier one.
    pub(crate) fn of(&self, earlier: u32) -> impl Iterator<Item = u32> {
        let start = count_before(self.pairs.len(), &|at| self.pairs[at].0 < earlier);
        self.pairs[start..].iter().take_while(move |pair| pair.0 == earlier).map(|pair| pair.1)
    }
}
