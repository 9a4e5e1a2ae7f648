//! What a claim leaves possible, and how two claims stand to each other.

use super::Agreement;
use crate::{
    model::{ActorId, Amount, Assertion, Fact, Outcome},
    timeline::Timeline,
};

/// What a claim says, as far as claims can be compared.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Content {
    /// What may be true if it is, of all that may be.
    Values(Values),
    /// Who did it together, sorted.
    Authors(Vec<ActorId>),
    /// In words alone.
    Words,
}

impl Content {
    pub(super) fn of(assertion: &Assertion) -> Self {
        match assertion.fact() {
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

    pub(super) fn amount(amount: Option<&Amount>, most: u64) -> Self {
        let range = amount.and_then(|amount| amount.range(most));
        range.map_or(Self::Words, |range| Self::Values(Values { ranges: vec![range], most }))
    }

    /// What was foiled before it began did none of what it was meant to do, so it failed.
    pub(super) fn outcome(outcome: Outcome) -> Self {
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
        actors.sort_unstable();
        actors.dedup();
        Self::Authors(actors)
    }

    /// How this stands to another, each of them claimed or denied; nothing where words alone speak.
    /// Organs count as who they are part of at that second.
    pub(super) fn against(
        &self,
        denied: bool,
        other: &Self,
        other_denied: bool,
        timeline: &Timeline,
        second: i64,
    ) -> Option<Agreement> {
        match (self, other) {
            (Self::Values(one), Self::Values(other)) => {
                Some(one.standing(denied).against(&other.standing(other_denied)))
            }
            (Self::Authors(one), Self::Authors(other)) => {
                let within = |part: &[ActorId], whole: &[ActorId]| {
                    part.iter().any(|part| {
                        whole.iter().any(|whole| timeline.is_within(*part, *whole, second))
                    })
                };
                let contradict = match (denied, other_denied) {
                    (false, false) => !within(one, other) && !within(other, one),
                    (false, true) => within(one, other),
                    (true, false) => within(other, one),
                    (true, true) => false,
                };
                Some(match contradict {
                    true => Agreement::Conflicting,
                    false if one == other => Agreement::Agreeing,
                    false => Agreement::Compatible,
                })
            }
            _ => None,
        }
    }
}

/// Whole numbers from 0 to the most there can be, as ranges in order that neither meet nor touch.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Values {
    ranges: Vec<(u64, u64)>,
    most: u64,
}

impl Values {
    /// What is left possible by claiming or denying it.
    fn standing(&self, denied: bool) -> Self {
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
        ranges.extend(from.filter(|from| *from <= self.most).map(|from| (from, self.most)));
        Self { ranges, most: self.most }
    }

    fn against(&self, other: &Self) -> Agreement {
        let meets = self.ranges.iter().any(|(least, most)| {
            other
                .ranges
                .iter()
                .any(|(other_least, other_most)| least.max(other_least) <= most.min(other_most))
        });
        match meets {
            _ if self == other => Agreement::Agreeing,
            true => Agreement::Compatible,
            false => Agreement::Conflicting,
        }
    }
}
