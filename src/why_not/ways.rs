//! Which dyads of two events a rule joins.

use crate::{Rule, sorting::pairs_of, timeline::Dyad};

/// The dyads of an event, sorted by source and by target.
pub(super) struct SortedDyads {
    by_source: Vec<Dyad>,
    /// As (target, source).
    by_target: Vec<Dyad>,
}

impl SortedDyads {
    pub(super) fn new(dyads: &[Dyad]) -> Self {
        let (mut by_source, mut by_target) = (dyads.to_vec(), Vec::with_capacity(dyads.len()));
        for (a, b) in dyads {
            by_target.push((*b, *a));
        }
        by_source.sort_unstable();
        by_target.sort_unstable();
        Self { by_source, by_target }
    }

    /// Returns `true` if a rule joins the dyad of an earlier event to one of these. Takes O(log n + k) for n dyads, k of
    /// which have a party in common with that dyad, since a rule joins no others.
    fn follow(&self, rule: Rule, ab: Dyad) -> bool {
        for party in [ab.0, ab.1] {
            for dyad in pairs_of(&self.by_source, party) {
                if rule.joins(ab, *dyad) {
                    return true;
                }
            }
            for (target, source) in pairs_of(&self.by_target, party) {
                if rule.joins(ab, (*source, *target)) {
                    return true;
                }
            }
        }
        false
    }
}

/// Returns `true` if a rule joins a dyad of an earlier event to one of a later event.
pub(super) fn is_joined(rule: Rule, earlier: &[Dyad], later: &SortedDyads) -> bool {
    earlier.iter().any(|ab| later.follow(rule, *ab))
}

/// Returns the dyads of an earlier event that some rules join to one of a later event.
pub(super) fn joined_dyads(rules: &[Rule], earlier: &[Dyad], later: &SortedDyads) -> Vec<Dyad> {
    let mut joined = earlier.to_vec();
    joined.retain(|ab| rules.iter().any(|rule| later.follow(*rule, *ab)));
    joined
}

/// Returns `true` if a rule joins all dyads that retaliation joins, and others.
pub(super) fn is_wide(rule: Rule) -> bool {
    rule != Rule::Retaliation && rule.joins((0, 1), (1, 0))
}
