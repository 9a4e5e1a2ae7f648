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
    pub(super) fn new(cast: &Cast, rules: &[Rule]) -> Self {
        let mut entries: Vec<(Dyad, u32)> = Vec::new();
        for wanted in [Part::Dyad, Part::Source, Part::Target] {
            if !rules.iter().any(|rule| part(*rule) == wanted) {
                continue;
            }
            for node in 0..cast.len() {
                for (a, b) in cast.dyads.of(node) {
                    let key = match wanted {
                        Part::Dyad => (*a, *b),
                        Part::Source => (*a, ANY),
                        Part::Target => (ANY, *b),
                    };
                    entries.push((key, node as u32));
                }
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
                if let Some((start, end)) = self.ranges.get(&key(*rule, *dyad)) {
                    visit(*rule, &self.nodes[*start as usize..*end as usize]);
                    lists += 1;
                }
            }
        }
        lists
    }
}
