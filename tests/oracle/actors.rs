//! As whom actors count, and what a view lets through.

use escalade::{Granularity, MembershipKind};

use super::{
    drafts::{Drafts, RawEvent, Step},
    score,
    time::{Moment, RawWhen},
};

/// What an actor belongs to at an instant in one way: the first recorded of those in force.
fn whole(drafts: &Drafts, actor: usize, kind: MembershipKind, second: i64) -> Option<usize> {
    let start_of = |day| RawWhen::at(Moment::Day(day, None)).earliest();
    let membership = drafts.actors[actor].memberships.iter().find(|membership| {
        membership.kind == kind
            && membership.from.is_none_or(|day| start_of(day) <= second)
            && membership.until.is_none_or(|day| second < start_of(day))
    });
    membership.map(|membership| membership.of)
}

/// As whom an actor counts at an instant.
fn rolled_up(drafts: &Drafts, actor: usize, granularity: Granularity, second: i64) -> usize {
    let part_of = |actor| whole(drafts, actor, MembershipKind::PartOf, second);
    // «The first recorded `LocatedIn`» is read as the first of those in force at the instant.
    let located_in = |actor| whole(drafts, actor, MembershipKind::LocatedIn, second);
    let step = |actor| match granularity {
        Granularity::Exact => None,
        Granularity::State => part_of(actor),
        Granularity::Country => part_of(actor).or_else(|| located_in(actor)),
        other => unreachable!("the oracle does not know {other:?}"),
    };
    let mut top = actor;
    while let Some(above) = step(top) {
        top = above;
    }
    top
}

/// Those who did it: of a disputed event the likeliest candidate, the first recorded among equals.
/// One whose likelihood is not stated is taken to be less likely than any for whom it is.
pub(super) fn sources(event: &RawEvent) -> &[usize] {
    let mut likeliest: Option<&(Vec<usize>, Option<u8>)> = None;
    for candidate in &event.candidates {
        if likeliest.is_none_or(|best| candidate.1 > best.1) {
            likeliest = Some(candidate);
        }
    }
    likeliest.map_or(&event.sources, |(actors, _)| actors)
}

/// Its dyads after roll-up at its own earliest onset, without self-pairs.
pub(super) fn dyads(
    drafts: &Drafts,
    event: &RawEvent,
    granularity: Granularity,
) -> Vec<(usize, usize)> {
    let top = |actor: &usize| rolled_up(drafts, *actor, granularity, event.when.earliest());
    let mut dyads = Vec::new();
    for source in sources(event).iter().map(top) {
        for target in event.targets.iter().map(top) {
            dyads.push((source, target));
            if event.mutual {
                dyads.push((target, source));
            }
        }
    }
    dyads.retain(|(source, target)| source != target);
    dyads
}

/// Whether every step of a view lets an event through.
pub(super) fn lets_through(drafts: &Drafts, view: &[Step], event: &RawEvent) -> bool {
    let onset = event.when.earliest();
    let start_of = |moment: &Moment| RawWhen::at(*moment).earliest();
    let is_within = |party: usize, wholes: &[String]| {
        let mut at = Some(party);
        while let Some(actor) = at {
            if wholes.contains(&drafts.actors[actor].key) {
                return true;
            }
            at = whole(drafts, actor, MembershipKind::PartOf, onset);
        }
        false
    };
    view.iter().all(|step| match step {
        Step::During(from, until) => start_of(from) <= onset && onset < start_of(until),
        Step::Kinds(kinds) => kinds.contains(&score::kind(event)),
        Step::Of(wholes) => {
            sources(event).iter().chain(&event.targets).any(|party| is_within(*party, wholes))
        }
    })
}
