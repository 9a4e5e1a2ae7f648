//! Corrections: the later of two contradictory claims by the same speakers stands.

use super::{
    Agreement,
    content::{ComparableVersion, FactKey},
};
use crate::{
    model::ActorId,
    sorting::sorted_order,
    timeline::{EventRef, Timeline},
};

/// A claim or denial, by its place in the order in which claims were added.
pub(super) struct DatedClaim {
    pub(super) speakers: Vec<ActorId>,
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

/// A claimant among the versions of a fact: the index of the version, whether it denies the version, and its
/// index among those that do the same.
type ClaimantIndex = (usize, bool, usize);

/// Numbers the claims in order of time, and marks each that a later one corrects. A later claim corrects one if
/// it is certainly later, all speakers of the earlier one make it, it is about the same fact, and both cannot be
/// true. `second` is the time of the event, in seconds since 1970.
pub(super) fn find_corrections(
    timeline: &Timeline,
    second: i64,
    made: &[DatedClaim],
    facts: &mut [(FactKey, Vec<ComparableVersion>)],
) {
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
        let mut claimants: Vec<ClaimantIndex> = Vec::new();
        for (nth, (_, version)) in versions.iter().enumerate() {
            for at in 0..version.claimed_by.len() {
                claimants.push((nth, false, at));
            }
            for at in 0..version.denied_by.len() {
                claimants.push((nth, true, at));
            }
        }
        let claim_of = |(version, denied, at): ClaimantIndex| {
            let (_, version) = &versions[version];
            if denied { version.denied_by[at].order } else { version.claimed_by[at].order }
        };
        let conflict = |one: ClaimantIndex, other: ClaimantIndex| {
            if one.0 == other.0 {
                return one.1 != other.1;
            }
            let (first, latter) = (&versions[one.0].0, &versions[other.0].0);
            first.compare(one.1, latter, other.1, timeline, second) == Some(Agreement::Conflicting)
        };
        let mut corrected: Vec<(ClaimantIndex, Option<String>)> = Vec::new();
        for earlier in &claimants {
            let claim = &made[claim_of(*earlier)];
            let mut first: Option<usize> = None;
            for later in &claimants {
                let nth = claim_of(*later);
                let (Some(before), Some(after)) = (claim.time, made[nth].time) else { continue };
                let corrects = before.latest <= after.earliest
                    && claim.speakers.iter().all(|speaker| made[nth].speakers.contains(speaker))
                    && !claim.speakers.is_empty()
                    && conflict(*earlier, *later);
                if corrects && first.is_none_or(|first| number[nth] < number[first]) {
                    first = Some(nth);
                }
            }
            corrected.push((*earlier, first.map(|nth| made[nth].label.clone())));
        }
        for ((version, denied, at), later) in corrected {
            let (_, version) = &mut versions[version];
            let side = if denied { &mut version.denied_by } else { &mut version.claimed_by };
            side[at].order = number[side[at].order];
            side[at].corrected_by = later;
        }
    }
}
