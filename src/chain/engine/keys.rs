//! Key lists: for each key the nodes that have it, in total order.

use std::collections::HashMap;

use super::super::{
    cast::{Cast, Dyad},
    rule::Rule,
};

/// Which part of the earlier event's dyad a rule looks up.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Dyad,
    Source,
    Target,
}

impl Part {
    const ALL: [Self; 3] = [Self::Dyad, Self::Source, Self::Target];

    /// The key of an earlier event with dyad A → B.
    fn key(self, (a, b): Dyad) -> Dyad {
        match self {
            Self::Dyad => (a, b),
            Self::Source => (a, ANY),
            Self::Target => (ANY, b),
        }
    }
}

/// The parts that some of these rules look up.
fn parts(rules: &[Rule]) -> impl Iterator<Item = Part> {
    Part::ALL.into_iter().filter(|wanted| rules.iter().any(|rule| part(*rule) == *wanted))
}

/// The part that a rule looks up.
fn part(rule: Rule) -> Part {
    match rule {
        Rule::Retaliation | Rule::Persistence | Rule::Declared => Part::Dyad,
        Rule::Counter | Rule::ThirdParty | Rule::Widening => Part::Source,
        Rule::Relay | Rule::Joining => Part::Target,
    }
}

/// The key under which a later event with dyad C → D looks for the earlier ones.
fn key(rule: Rule, (c, d): Dyad) -> Dyad {
    match rule {
        Rule::Retaliation => (d, c),
        Rule::Persistence | Rule::Declared => (c, d),
        Rule::Counter | Rule::ThirdParty => (d, ANY),
        Rule::Widening => (c, ANY),
        Rule::Relay => (ANY, c),
        Rule::Joining => (ANY, d),
    }
}

/// Whether an equal key is all that a rule asks for.
pub(super) fn decides(rule: Rule) -> bool {
    matches!(rule, Rule::Retaliation | Rule::Persistence | Rule::Counter | Rule::Relay)
}

/// Stands in a key for whichever actor.
const ANY: u32 = u32::MAX;

#[derive(Default)]
pub(super) struct Keys {
    ranges: HashMap<Dyad, (u32, u32)>,
    nodes: Vec<u32>,
}

impl Keys {
    /// Lists by the keys of earlier events.
    pub(super) fn of_earlier(cast: &Cast, rules: &[Rule]) -> Self {
        Self::new(cast, |dyad| parts(rules).map(move |part| part.key(dyad)))
    }

    /// Lists by the keys under which later events look for the earlier.
    pub(super) fn of_later(cast: &Cast, rules: &[Rule]) -> Self {
        Self::new(cast, |dyad| rules.iter().map(move |rule| key(*rule, dyad)))
    }

    fn new<K: Iterator<Item = Dyad>>(cast: &Cast, keys: impl Fn(Dyad) -> K) -> Self {
        let mut entries: Vec<(Dyad, u32)> = Vec::new();
        for node in 0..cast.len() {
            for dyad in cast.dyads.of(node) {
                entries.extend(keys(*dyad).map(|key| (key, node as u32)));
            }
        }
        entries.sort_unstable();
        entries.dedup();
        let mut ranges = HashMap::new();
        let mut start = 0;
        for same in entries.chunk_by(|x, y| x.0 == y.0) {
            let end = start + same.len() as u32;
            ranges.insert(same[0].0, (start, end));
            start = end;
        }
        Self { ranges, nodes: entries.into_iter().map(|(_, node)| node).collect() }
    }

    /// Calls back with each list in which a node's antecedents by some rule are, and says how many
    /// lists there were.
    pub(super) fn look_ups<'a>(
        &'a self,
        node: usize,
        cast: &Cast,
        rules: &[Rule],
        mut visit: impl FnMut(Rule, &'a [u32]),
    ) -> usize {
        let mut lists = 0;
        for dyad in cast.dyads.of(node) {
            for rule in rules {
                if let Some(list) = self.list(key(*rule, *dyad)) {
                    visit(*rule, list);
                    lists += 1;
                }
            }
        }
        lists
    }

    /// Of lists by later events, those in which all are that follow a node by some rule.
    pub(super) fn followers<'a>(
        &'a self,
        node: usize,
        cast: &'a Cast,
        rules: &'a [Rule],
    ) -> impl Iterator<Item = &'a [u32]> {
        let lists = move |dyad| parts(rules).filter_map(move |part| self.list(part.key(dyad)));
        cast.dyads.of(node).iter().copied().flat_map(lists)
    }

    fn list(&self, key: Dyad) -> Option<&[u32]> {
        let (start, end) = self.ranges.get(&key)?;
        Some(&self.nodes[*start as usize..*end as usize])
    }
}
