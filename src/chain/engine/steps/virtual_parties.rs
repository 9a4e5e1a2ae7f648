//! Sweeping the nodes of chains that fill steps.
//!
//! A sweep joins two nodes whose keys are equal. A chain goes on from a node to a later one if a key of their dyads
//! is equal, and if the subset that the earlier node is labelled by is that of the later. Both are one condition on
//! *virtual parties*, pairs of a key and a subset:
//!
//! ```text
//!   node of A → B      source: the key that it looks up, and its own subset
//!                      target: the key under which it is found, and the subset of the event after it
//! ```
//!
//! A later node follows an earlier one if its virtual source is the virtual target of the earlier one, as by the rule
//! `Relay`.

use crate::chain::{
    engine::{steps::product::Product, sweep::layout::KeyRule},
    nodes::nodes::{Dyad, Nodes},
    query::rule::Rule,
};

/// Returns the virtual dyad of each node, or `None` if hops do not follow from one key, or if there are too many
/// virtual parties.
pub(crate) fn virtual_dyads(nodes: &Nodes, rules: &[Rule], product: &Product) -> Option<Vec<Dyad>> {
    let (dyads, rule) = (nodes.dyads.one_each()?, KeyRule::of(rules)?);
    let keys = Keys::new(dyads, rule);
    let all = product.subsets.all_roles();
    // The label 0 stands for no event after.
    let number = |roles: u64| match all.binary_search(&roles) {
        Ok(at) => at as u32 + 1,
        Err(_) => 0,
    };
    let subsets = u32::try_from(all.len() + 1).ok()?;
    keys.number.checked_add(1)?.checked_mul(subsets)?;
    let mut virtual_dyads = Vec::with_capacity(product.events.len());
    for (node, event) in product.events.iter().enumerate() {
        let (subset, (before, own)) = (product.subset(node), keys.of(dyads[*event as usize]));
        // No event has the key of this dyad: `keys.number` is a key under which no node is found.
        let before = before.unwrap_or(keys.number);
        let (source, target) = (number(subset.roles), number(subset.label));
        virtual_dyads.push((before * subsets + source, own * subsets + target));
    }
    Some(virtual_dyads)
}

/// The keys of dyads under a rule.
struct Keys {
    rule: KeyRule,
    /// The dyads that occur, each once and in order, if these are the keys.
    distinct: Vec<Dyad>,
    /// One more than the greatest key.
    number: u32,
}

impl Keys {
    fn new(dyads: &[Dyad], rule: KeyRule) -> Self {
        let mut distinct = Vec::new();
        let mut number = 0;
        if rule.is_of_pairs() {
            distinct.extend(dyads.iter().map(|dyad| key_of_pair(*dyad, rule)));
            distinct.sort_unstable();
            distinct.dedup();
            number = distinct.len() as u32;
        } else {
            for (a, b) in dyads {
                number = number.max(*a.max(b) + 1);
            }
        }
        Self { rule, distinct, number }
    }

    /// Returns the key that a dyad looks up, if any dyad has it, and the key under which it is found.
    fn of(&self, (a, b): Dyad) -> (Option<u32>, u32) {
        let number = |dyad: Dyad| {
            let found = self.distinct.binary_search(&key_of_pair(dyad, self.rule));
            found.ok().map(|at| at as u32)
        };
        match self.rule {
            KeyRule::Target => (Some(a), b),
            KeyRule::Source => (Some(b), a),
            KeyRule::OppositeDirection => (number((b, a)), number((a, b)).unwrap_or_default()),
            KeyRule::SameDirection | KeyRule::EitherDirection => {
                (number((a, b)), number((a, b)).unwrap_or_default())
            }
        }
    }
}

/// Returns what two dyads have in common if the rule, of a pair of actors, may join them.
fn key_of_pair((a, b): Dyad, rule: KeyRule) -> Dyad {
    if rule == KeyRule::EitherDirection { (a.min(b), a.max(b)) } else { (a, b) }
}
