//! The comparable content of a claim, and how two claims agree.

use super::{Agreement, Version};
use crate::{
    model::{ActorId, Amount, Assertion, Fact, Means, Outcome},
    sorting::sort_distinct,
};

/// A fact, and the means that its amounts count, if stated.
pub(super) type FactKey = (Fact, Option<Means>);

/// Returns `true` if the first actor is the second or an organ of it at the time of the event.
pub(super) type IsWithin<'a> = &'a dyn Fn(ActorId, ActorId) -> bool;

/// A version, with its content in comparable form.
pub(super) type ComparableVersion = (Content, Version);

/// The content of a claim that can be compared with that of other claims.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Content {
    /// The values that are possible if the claim is true.
    Values(Values),
    /// The actors that did it together, sorted and without duplicates.
    Authors(Vec<ActorId>),
    /// Words alone, which are not compared.
    Words,
}

impl Content {
    pub(super) fn new(assertion: &Assertion) -> Self {
        match assertion.fact() {
            // 1 for an event that occurred, 0 for one that did not.
            Fact::Occurred => Self::Values(Values { ranges: vec![(1, 1)], most: 1 }),
            Fact::Attribution if !assertion.actors().is_empty() => {
                Self::authors(assertion.actors())
            }
            Fact::Outcome => assertion.outcome().map_or(Self::Words, Self::outcome),
            Fact::Launched | Fact::Intercepted | Fact::Killed | Fact::Injured => {
                Self::amount(assertion.amount(), u64::MAX)
            }
            Fact::ShareIntercepted => Self::amount(assertion.amount(), 100),
            Fact::Attribution | Fact::Intent | Fact::Other => Self::Words,
        }
    }

    /// Returns the content of an amount of at most `most`.
    pub(super) fn amount(amount: Option<&Amount>, most: u64) -> Self {
        let range = amount.and_then(|amount| amount.range(most));
        range.map_or(Self::Words, |range| Self::Values(Values { ranges: vec![range], most }))
    }

    pub(super) fn outcome(outcome: Outcome) -> Self {
        // Outcomes as ranges on a scale from 0 to 4. An attack that was foiled also failed, so `Failed`
        // includes `Foiled`.
        let range = match outcome {
            Outcome::Succeeded => (0, 0),
            Outcome::PartlySucceeded => (1, 1),
            Outcome::LargelyFailed => (2, 2),
            Outcome::Failed => (3, 4),
            Outcome::Foiled => (4, 4),
        };
        Self::Values(Values { ranges: vec![range], most: 4 })
    }

    pub(super) fn authors(actors: &[ActorId]) -> Self {
        let mut actors = actors.to_vec();
        sort_distinct(&mut actors);
        Self::Authors(actors)
    }

    /// Returns how far two contents agree, each of them either claimed or denied, or `None` if they
    /// cannot be compared. An organ counts as the actors that it is part of.
    pub(super) fn compare(
        &self,
        denied: bool,
        other: &Self,
        other_denied: bool,
        is_within: IsWithin<'_>,
    ) -> Option<Agreement> {
        match (self, other) {
            (Self::Values(one), Self::Values(other)) => {
                Some(one.possible(denied).compare(&other.possible(other_denied)))
            }
            (Self::Authors(one), Self::Authors(other)) => {
                let within = |part: &[ActorId], whole: &[ActorId]| {
                    part.iter().any(|part| whole.iter().any(|whole| is_within(*part, *whole)))
                };
                let conflict = match (denied, other_denied) {
                    (false, false) => !within(one, other) && !within(other, one),
                    (false, true) => within(one, other),
                    (true, false) => within(other, one),
                    (true, true) => false,
                };
                Some(match conflict {
                    true => Agreement::Conflicting,
                    false if one == other => Agreement::Agreeing,
                    false => Agreement::Compatible,
                })
            }
            _ => None,
        }
    }
}

/// A set of whole numbers from 0 to `most`, as sorted ranges with gaps between them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Values {
    ranges: Vec<(u64, u64)>,
    most: u64,
}

impl Values {
    /// Returns the values left possible: the set itself, or its complement if it is denied.
    fn possible(&self, denied: bool) -> Self {
        if !denied {
            return self.clone();
        }
        let (mut ranges, mut from) = (Vec::new(), Some(0));
        for (least, most) in &self.ranges {
            if let Some(from) = from.filter(|from| from < least) {
                ranges.push((from, least - 1));
            }
            from = most.checked_add(1);
        }
        if let Some(from) = from.filter(|from| *from <= self.most) {
            ranges.push((from, self.most));
        }
        Self { ranges, most: self.most }
    }

    fn compare(&self, other: &Self) -> Agreement {
        let overlap = self.ranges.iter().any(|(least, most)| {
            other
                .ranges
                .iter()
                .any(|(other_least, other_most)| least.max(other_least) <= most.min(other_most))
        });
        match overlap {
            _ if self == other => Agreement::Agreeing,
            true => Agreement::Compatible,
            false => Agreement::Conflicting,
        }
    }
}
