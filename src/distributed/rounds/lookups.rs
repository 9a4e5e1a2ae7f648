//! The rules as look-ups by the source or the target of an event.
//!
//! For an earlier dyad A → B and a later one C → D there are six cases that exclude one another; each rule is one or two
//! of them. A look-up finds the earlier dyads with one equal actor, which are two cases: in one the other actors are equal
//! as well, in the other not.
//!
//! | look-up | the other actors equal | not equal |
//! | --- | --- | --- |
//! | C = B | `Retaliation` (D = A) | `Onward` |
//! | D = A | `Retaliation` (C = B) | `ThirdParty` |
//! | D = B | `Persistence` (C = A) | `Joining` |
//! | C = A | `Persistence` (D = B) | `Widening` |

use crate::{chain::Rule, timeline::Dyad};

/// One of the actors of a dyad.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Source,
    Target,
}

impl Side {
    pub(super) const BOTH: [Self; 2] = [Self::Source, Self::Target];

    pub(super) fn of(self, (source, target): Dyad) -> u32 {
        match self {
            Self::Source => source,
            Self::Target => target,
        }
    }

    /// Returns the other actor.
    pub(super) fn other(self, (source, target): Dyad) -> u32 {
        self.of((target, source))
    }
}

/// Which of the earlier dyads with an equal actor a look-up finds, by their other actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Filter {
    All,
    /// Those whose other actor is not the other actor of the later dyad.
    Except,
    /// Those whose other actor is the other actor of the later dyad.
    Only,
}

/// A look-up of earlier events by one actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LookUp {
    /// The actor of the later dyad that is looked up.
    pub(super) later: Side,
    /// The actor of the earlier dyad that it must be.
    pub(super) earlier: Side,
    pub(super) filter: Filter,
}

impl LookUp {
    /// Returns `true` if the look-up finds an earlier dyad from a later one.
    pub(super) fn finds(self, earlier: Dyad, later: Dyad) -> bool {
        let is_same = self.earlier.other(earlier) == self.later.other(later);
        self.earlier.of(earlier) == self.later.of(later)
            && match self.filter {
                Filter::All => true,
                Filter::Except => !is_same,
                Filter::Only => is_same,
            }
    }
}

/// Returns the look-ups that together find what some rules join, no dyad from another twice.
pub(super) fn look_ups(rules: &[Rule]) -> Vec<LookUp> {
    use Rule::{Counter, Joining, Onward, Persistence, Relay, Retaliation, ThirdParty, Widening};
    use Side::{Source, Target};
    let has = |any: &[Rule]| any.iter().any(|rule| rules.contains(rule));
    let is_returned = has(&[Retaliation, Relay, Counter]);
    let is_repeated = has(&[Persistence]);
    let (onward, third) = (has(&[Relay, Onward]), has(&[Counter, ThirdParty]));
    let (joining, widening) = (has(&[Joining]), has(&[Widening]));
    // The case of two equal actors goes with another case if there is one, so that a look-up needs no filter.
    let cases = [
        (Source, Target, onward, is_returned && (onward || !third)),
        (Target, Source, third, is_returned && third && !onward),
        (Target, Target, joining, is_repeated && (joining || !widening)),
        (Source, Source, widening, is_repeated && widening && !joining),
    ];
    let mut found = Vec::new();
    for (later, earlier, others, same) in cases {
        let filter = match (others, same) {
            (true, true) => Filter::All,
            (true, false) => Filter::Except,
            (false, true) => Filter::Only,
            (false, false) => continue,
        };
        found.push(LookUp { later, earlier, filter });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::look_ups;
    use crate::chain::Rule;

    /// Every set of rules, on every two dyads of three actors.
    #[test]
    fn look_ups_find_what_rules_join_once() {
        let dyads: Vec<(u32, u32)> =
            (0..9).map(|nth| (nth / 3, nth % 3)).filter(|(a, b)| a != b).collect();
        for set in 0..1_u32 << (Rule::ALL.len() - 1) {
            let is_in = |nth: &usize| set >> nth & 1 == 1;
            let rules: Vec<Rule> =
                (0..Rule::ALL.len() - 1).filter(is_in).map(|nth| Rule::ALL[nth]).collect();
            let look_ups = look_ups(&rules);
            for earlier in &dyads {
                for later in &dyads {
                    let is_joined = rules.iter().any(|rule| rule.joins(*earlier, *later));
                    let found = look_ups.iter().filter(|look_up| look_up.finds(*earlier, *later));
                    assert_eq!(found.count(), usize::from(is_joined), "{rules:?} {earlier:?}");
                }
            }
        }
    }
}
