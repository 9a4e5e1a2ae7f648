//! The dyads of a node as sets of keys, so that two events of many parties are compared in the number of dyads
//! of one of them, not in the product of both.

use crate::{
    chain::{nodes::lists::Lists, query::rule::Rule},
    sorting::pairs_of,
    timeline::Dyad,
};

/// The dyads of one node, in two orders.
#[derive(Clone, Copy)]
pub(crate) struct DyadSet<'a> {
    /// By source, then by target.
    by_source: &'a [Dyad],
    /// Reversed: by target, then by source.
    by_target: &'a [Dyad],
}

/// The dyads of all nodes, each reversed, sorted by target. Empty if every node has one dyad.
pub(crate) fn by_target(dyads: &Lists<Dyad>, nodes: usize) -> Lists<Dyad> {
    let mut reversed = Lists::default();
    if dyads.one_each().is_none() {
        let mut list = Vec::new();
        for node in 0..nodes {
            list.clear();
            list.extend(dyads.of(node).iter().map(|(source, target)| (*target, *source)));
            list.sort_unstable();
            reversed.push(&list);
        }
    }
    reversed
}

impl<'a> DyadSet<'a> {
    pub(crate) fn new(by_source: &'a [Dyad], by_target: &'a [Dyad]) -> Self {
        Self { by_source, by_target }
    }

    /// Returns the first dyad of the set that follows A → B by a rule. O(log n) time for n dyads.
    pub(crate) fn first_after(self, rule: Rule, (a, b): Dyad) -> Option<Dyad> {
        let Self { by_source, by_target } = self;
        // Passes over the dyad whose other actor is excluded, if it is the first.
        let other_than = |sorted: &[Dyad], first: u32, excluded: u32| match pairs_of(sorted, first)
        {
            [(_, other), rest @ ..] if *other == excluded => rest.first().copied(),
            dyads => dyads.first().copied(),
        };
        match rule {
            Rule::Retaliation => by_source.binary_search(&(b, a)).is_ok().then_some((b, a)),
            Rule::Persistence => by_source.binary_search(&(a, b)).is_ok().then_some((a, b)),
            Rule::Relay => pairs_of(by_source, b).first().copied(),
            Rule::Widening => other_than(by_source, a, b),
            Rule::Onward => other_than(by_source, b, a),
            Rule::Counter => pairs_of(by_target, a).first().copied().map(reversed),
            Rule::ThirdParty => other_than(by_target, a, b).map(reversed),
            Rule::Joining => other_than(by_target, b, a).map(reversed),
            Rule::Declared => None,
        }
    }
}

impl<'a> DyadSet<'a> {
    /// Returns the dyads of the set that C → D follows by a rule, in order. O(log n) time for n dyads, and
    /// O(1) for each dyad that has the key of the rule.
    pub(crate) fn all_before(self, rule: Rule, (c, d): Dyad) -> impl Iterator<Item = Dyad> + 'a {
        let Self { by_source, by_target } = self;
        let is_by_target = matches!(rule, Rule::Relay | Rule::Onward | Rule::Joining);
        let (sorted, first) = match rule {
            Rule::Relay | Rule::Onward => (by_target, c),
            Rule::Joining => (by_target, d),
            Rule::Persistence | Rule::Widening => (by_source, c),
            _ => (by_source, d),
        };
        let with_key = pairs_of(sorted, first).iter();
        with_key
            .map(move |pair| if is_by_target { reversed(*pair) } else { *pair })
            .filter(move |ab| rule.joins(*ab, (c, d)))
    }

    /// Returns the dyads in an order in which those with the same key of a rule, for what comes before them or
    /// after them, are next to each other.
    pub(crate) fn by_key(self, is_target: bool) -> impl Iterator<Item = Dyad> + 'a {
        let sorted = if is_target { self.by_target } else { self.by_source };
        sorted.iter().map(move |pair| if is_target { reversed(*pair) } else { *pair })
    }
}

fn reversed((target, source): Dyad) -> Dyad {
    (source, target)
}

#[cfg(test)]
mod tests {
    use super::{DyadSet, by_target};
    use crate::chain::{nodes::lists::Lists, query::rule::Rule};

    #[test]
    fn the_first_dyad_that_follows_is_that_of_the_rule() {
        let all: Vec<_> = (0..5).flat_map(|c| (0..5).map(move |d| (c, d))).collect();
        let all: Vec<_> = all.into_iter().filter(|(c, d)| c != d).collect();
        let mut lists = Lists::default();
        for mask in [0b1u32, 0b10110, 0xFFFFF, 0b1001_0010_0110_1001_0111, 0x8_8421, 0] {
            let of_mask = all.iter().enumerate().filter(|(nth, _)| mask >> nth & 1 == 1);
            lists.push(&of_mask.map(|(_, dyad)| *dyad).collect::<Vec<_>>());
        }
        let by_target = by_target(&lists, 6);
        for node in 0..6 {
            let set = DyadSet::new(lists.of(node), by_target.of(node));
            for rule in Rule::ALL {
                for ab in &all {
                    let expected = lists.of(node).iter().find(|cd| rule.joins(*ab, **cd));
                    assert_eq!(set.first_after(*rule, *ab), expected.copied(), "{rule:?} {ab:?}");
                    let expected = lists.of(node).iter().filter(|other| rule.joins(**other, *ab));
                    assert!(set.all_before(*rule, *ab).eq(expected.copied()), "{rule:?} {ab:?}");
                }
            }
        }
    }
}
