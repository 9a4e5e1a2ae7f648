//! The roles of a chain's events in the steps of a query, before the automaton is determinised.

use crate::chain::query::{query::Query, step::QueryStep};

/// A set of roles, one bit for each: bit n for step n, and bit `BETWEEN` + n for the others that come before
/// step n. A query has at most 32 steps.
pub(crate) type Roles = u64;

/// The bit of the others before the first step.
const BETWEEN: usize = 32;

/// The roles of the others before any step.
const ALL_BETWEEN: Roles = u64::MAX << BETWEEN;

/// Which roles come before which.
pub(crate) struct Automaton {
    /// By role, the roles of the event before.
    before: Vec<Roles>,
    /// The roles of the first event of a chain.
    pub(crate) firsts: Roles,
    /// The roles of the last event of a chain.
    pub(crate) lasts: Roles,
    /// By role, the index of the terms of the hops that lead to it; 0 if no hop does.
    relations: Vec<usize>,
}

impl Automaton {
    pub(crate) fn new(query: &Query) -> Self {
        let steps = &query.steps[..];
        let (indices, _) = query.hop_queries();
        let index = |nth: usize| indices.get(nth).copied().flatten().unwrap_or(0);
        let mut automaton = Self {
            before: vec![0; 2 * BETWEEN],
            firsts: 0,
            lasts: 0,
            relations: vec![index(steps.len()); 2 * BETWEEN],
        };
        for (nth, step) in steps.iter().enumerate() {
            automaton.relations[nth] = index(nth);
            // The steps from which a chain may go on to this one: back to one that cannot be left out.
            let mut earlier: Roles = 0;
            let mut may_be_first = true;
            for (other, step) in steps[..nth].iter().enumerate().rev() {
                earlier |= 1 << other;
                if !step.optional {
                    may_be_first = false;
                    break;
                }
            }
            if step.after_others {
                let others = 1 << (BETWEEN + nth);
                automaton.before[BETWEEN + nth] = earlier | others;
                earlier |= others;
            }
            if step.repeated {
                earlier |= 1 << nth;
            }
            automaton.before[nth] = earlier;
            if may_be_first {
                automaton.firsts |= 1 << nth;
            }
            if steps[nth + 1..].iter().all(|step: &QueryStep| step.optional) {
                automaton.lasts |= 1 << nth;
            }
        }
        automaton
    }

    /// Returns the roles that an event may have, given the steps whose predicates it passes.
    pub(crate) fn possible(passed: u32) -> Roles {
        Roles::from(passed) | ALL_BETWEEN
    }

    /// Returns the roles before those of a subset, by the terms of the hops between.
    pub(crate) fn before(&self, subset: Roles, relations: usize) -> Vec<Roles> {
        let mut before = vec![0; relations];
        for role in bits(subset) {
            before[self.relations[role]] |= self.before[role];
        }
        before
    }

    /// Returns the roles of a subset that may come after some of those before, by one of some terms of hops.
    pub(crate) fn after(&self, before: Roles, subset: Roles, relations: u32) -> Roles {
        let mut after = 0;
        for role in bits(subset) {
            let follows = self.before[role] & before != 0;
            if follows && relations >> self.relations[role] & 1 == 1 {
                after |= 1 << role;
            }
        }
        after
    }
}

/// Returns the roles of a subset in their order.
fn bits(subset: Roles) -> impl Iterator<Item = usize> {
    let mut left = subset;
    std::iter::from_fn(move || {
        let role = left.trailing_zeros() as usize;
        (left != 0).then(|| left &= left - 1)?;
        Some(role)
    })
}

/// Returns the role of the earliest step of a subset, or all of the subset if no role is of a step.
pub(crate) fn earliest(subset: Roles) -> Roles {
    let steps = subset & !ALL_BETWEEN;
    if steps == 0 { subset } else { steps & steps.wrapping_neg() }
}

/// Returns the step of the earliest role of a subset; `None` if it is of the others before a step.
pub(crate) fn step_at(subset: Roles) -> Option<usize> {
    bits(subset).next().filter(|role| *role < BETWEEN)
}
