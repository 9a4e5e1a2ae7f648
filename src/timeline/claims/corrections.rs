//! Corrections: the later of two contradictory claims by the same speakers stands.

use super::{
    Agreement,
    content::{ComparableVersion, Content, FactKey, IsWithin},
};
use crate::{
    model::{ActorId, Assertion, EventId, Fact},
    sorting::sorted_order,
    timeline::EventRef,
};

/// A claim or denial, by its place in the order in which claims were added.
pub(super) struct DatedClaim {
    pub(super) speakers: Vec<ActorId>,
    /// The statement; `None` for an avowal.
    pub(super) statement: Option<EventId>,
    /// The key of the statement or, for an avowal, of the event.
    pub(super) label: String,
    /// When it was made; `None` for an avowal without a date.
    pub(super) time: Option<ClaimTime>,
}

/// The time of a claim, and the position that orders claims of the same onset.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ClaimTime {
    /// In seconds since 1970.
    pub(super) earliest: i64,
    /// In seconds since 1970, excluded.
    pub(super) latest: i64,
    pub(super) position: usize,
}

impl ClaimTime {
    pub(super) fn of(statement: EventRef<'_>) -> Self {
        Self {
            earliest: statement.earliest().timestamp(),
            latest: statement.latest().timestamp(),
            position: statement.position(),
        }
    }
}

/// The claims and denials about an event that later ones by the same speakers correct, so that they stand no
/// longer.
#[derive(Default)]
pub(in crate::timeline) struct Corrected(pub(super) Vec<CorrectedClaim>);

/// A claim or denial that no longer stands.
pub(super) struct CorrectedClaim {
    pub(super) statement: EventId,
    pub(super) denied: bool,
    pub(super) fact: FactKey,
    pub(super) content: Content,
    /// The words of a claim in words alone.
    pub(super) words: Option<String>,
}

impl Corrected {
    /// Returns `true` if an assertion of a statement no longer stands.
    pub(in crate::timeline) fn has(&self, statement: EventId, assertion: &Assertion) -> bool {
        let fact = (assertion.fact(), assertion.means());
        // A denial that names no author means those that its speakers are.
        let is_nameless =
            fact.0 == Fact::Attribution && assertion.is_denial() && assertion.actors().is_empty();
        let content = Content::new(assertion);
        self.0.iter().any(|one| {
            one.statement == statement
                && one.denied == assertion.is_denial()
                && one.fact == fact
                && (is_nameless || one.content == content)
                && (content != Content::Words
                    || is_nameless
                    || one.words.as_deref() == assertion.words())
        })
    }

    /// Returns `true` if the denial of the whole event by a statement no longer stands: that it occurred or, if there
    /// are authors, that one of these did it.
    pub(in crate::timeline) fn has_denial_of_event(
        &self,
        statement: EventId,
        authors: &[&[ActorId]],
    ) -> bool {
        let is_meant = |one: &CorrectedClaim| match one.fact {
            (Fact::Occurred, None) => authors.is_empty(),
            (Fact::Attribution, None) => {
                authors.iter().any(|actors| one.content == Content::authors(actors))
            }
            _ => false,
        };
        self.0.iter().any(|one| one.statement == statement && one.denied && is_meant(one))
    }
}

/// A claimant among the versions of a fact: the index of the version, whether it denies the version, and its
/// index among those that do the same.
type ClaimantIndex = (usize, bool, usize);

/// A claim under one of its speakers: the version and side, the place in the order of time, and the claimant.
type SpokenClaim = (ActorId, (usize, bool), usize, ClaimantIndex);

/// Numbers the claims in order of time, and marks each that a later one corrects. A later claim corrects one if
/// it is certainly later, all speakers of the earlier one make it, it is about the same fact, and both cannot be
/// true. Returns the index of each claim, in order of time.
///
/// Takes O(k v log k) for k claims of v versions.
pub(super) fn find_corrections(
    made: &[DatedClaim],
    facts: &mut [(FactKey, Vec<ComparableVersion>)],
    is_within: IsWithin<'_>,
) -> Vec<usize> {
    // The order in which claims were added decides among those of the same time.
    let order = sorted_order(made.len(), &|a, b| {
        let start = |nth: usize| made[nth].time.map(|time| (time.earliest, time.position));
        start(a).cmp(&start(b))
    });
    let mut number = vec![0; made.len()];
    for (nth, claim) in order.iter().enumerate() {
        number[*claim] = nth;
    }
    for (_, versions) in facts {
        let corrected = corrected_claims(made, &number, versions, is_within);
        for (_, version) in &mut *versions {
            for side in [&mut version.claimed_by, &mut version.denied_by] {
                for claim in side {
                    claim.order = number[claim.order];
                }
            }
        }
        for ((version, denied, at), later) in corrected {
            let (_, version) = &mut versions[version];
            let side = if denied { &mut version.denied_by } else { &mut version.claimed_by };
            side[at].corrected_by = Some(made[order[later]].label.clone());
        }
    }
    order
}

/// Returns the claims about one fact that later ones correct, each with the place in the order of time of the first
/// that does.
fn corrected_claims(
    made: &[DatedClaim],
    number: &[usize],
    versions: &[ComparableVersion],
    is_within: IsWithin<'_>,
) -> Vec<(ClaimantIndex, usize)> {
    let mut unsorted: Vec<SpokenClaim> = Vec::new();
    for (nth, (_, version)) in versions.iter().enumerate() {
        for (denied, side) in [(false, &version.claimed_by), (true, &version.denied_by)] {
            for (at, claim) in side.iter().enumerate() {
                for speaker in &made[claim.order].speakers {
                    unsorted.push((
                        *speaker,
                        (nth, denied),
                        number[claim.order],
                        (nth, denied, at),
                    ));
                }
            }
        }
    }
    let mut spoken = Vec::with_capacity(unsorted.len());
    for nth in sorted_order(unsorted.len(), &|a, b| unsorted[a].cmp(&unsorted[b])) {
        spoken.push(unsorted[nth]);
    }
    let claim_of = |(version, denied, at): ClaimantIndex| {
        let (_, version) = &versions[version];
        let side = if denied { &version.denied_by } else { &version.claimed_by };
        &made[side[at].order]
    };
    let conflict = |one: (usize, bool), other: (usize, bool)| {
        if one.0 == other.0 {
            return one.1 != other.1;
        }
        let (first, latter) = (&versions[one.0].0, &versions[other.0].0);
        first.compare(one.1, latter, other.1, is_within) == Some(Agreement::Conflicting)
    };
    // For each of the claims spoken, the place of the first that corrects it.
    let mut first_later = vec![usize::MAX; spoken.len()];
    let (mut sides, mut end) = (Vec::new(), 0);
    while end < spoken.len() {
        let speaker = spoken[end].0;
        sides.clear();
        while end < spoken.len() && spoken[end].0 == speaker {
            let (side, start) = (spoken[end].1, end);
            while end < spoken.len() && (spoken[end].0, spoken[end].1) == (speaker, side) {
                end += 1;
            }
            sides.push((start, end));
        }
        for earlier in &sides {
            for later in &sides {
                if !conflict(spoken[earlier.0].1, spoken[later.0].1) {
                    continue;
                }
                let later = &spoken[later.0..later.1];
                for nth in earlier.0..earlier.1 {
                    let claim = claim_of(spoken[nth].3);
                    // A claim of several speakers is looked at under the first of them.
                    let (true, Some(before)) = (claim.speakers[0] == speaker, claim.time) else {
                        continue;
                    };
                    let start = later.partition_point(|one| {
                        let time = claim_of(one.3).time;
                        time.is_none_or(|time| time.earliest < before.latest)
                    });
                    for (_, _, place, one) in &later[start..] {
                        let by = &claim_of(*one).speakers;
                        if claim.speakers.iter().all(|speaker| by.contains(speaker)) {
                            first_later[nth] = first_later[nth].min(*place);
                            break;
                        }
                    }
                }
            }
        }
    }
    let mut corrected = Vec::new();
    for (nth, later) in first_later.iter().enumerate() {
        if *later != usize::MAX {
            corrected.push((spoken[nth].3, *later));
        }
    }
    corrected
}
