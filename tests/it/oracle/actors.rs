//! Roll-up of actors.

use escalade::model::MembershipKind;

use super::{
    drafts::{Drafts, RawBlocMember, RawEvent, RawGranularity, RawQuery},
    time::{Moment, RawWhen},
};

/// Returns `true` if a period from the start of one day until the start of another contains an
/// instant.
fn holds(from: Option<i64>, until: Option<i64>, second: i64) -> bool {
    let start_of = |day| RawWhen::at(Moment::Day(day, None)).earliest();
    from.is_none_or(|day| start_of(day) <= second) && until.is_none_or(|day| second < start_of(day))
}

/// Returns what an actor belongs to at an instant by memberships of one kind: the first recorded of
/// those in force.
fn whole(drafts: &Drafts, actor: usize, kind: MembershipKind, second: i64) -> Option<usize> {
    let membership = drafts.actors[actor].memberships.iter().find(|membership| {
        membership.kind == kind && holds(membership.from, membership.until, second)
    });
    membership.map(|membership| membership.of)
}

/// Returns the bloc of an actor at an instant, the first recorded of those in force: the actor of
/// that key, or else a party numbered beyond the actors.
fn bloc(drafts: &Drafts, actor: usize, members: &[RawBlocMember], second: i64) -> Option<usize> {
    let key = &drafts.actors[actor].key;
    let in_force = |member_of_bloc: &&RawBlocMember| {
        member_of_bloc.actor == *key && holds(member_of_bloc.from, member_of_bloc.until, second)
    };
    let name = &members.iter().find(in_force)?.bloc;
    let of_actors = drafts.actors.iter().position(|actor| actor.key == *name);
    let beyond = || {
        drafts.actors.len()
            + members.iter().position(|member_of_bloc| member_of_bloc.bloc == *name).unwrap()
    };
    Some(of_actors.unwrap_or_else(beyond))
}

/// Returns the party that an actor counts as at an instant. Patrons come after wholes and before
/// countries.
pub(super) fn rolled_up(
    drafts: &Drafts,
    actor: usize,
    roll_up: (&RawGranularity, bool),
    second: i64,
) -> usize {
    let (raw_granularity, patrons) = roll_up;
    let mut top = actor;
    loop {
        if let RawGranularity::Blocs(members) = raw_granularity
            && let Some(bloc) = bloc(drafts, top, members, second)
        {
            return bloc;
        }
        // "The first recorded `LocatedIn`" is read as the first of those in force at the instant.
        let followed_kinds = [
            (MembershipKind::PartOf, *raw_granularity != RawGranularity::Exact),
            (MembershipKind::ActsFor, patrons),
            (MembershipKind::LocatedIn, *raw_granularity == RawGranularity::Country),
        ];
        let mut above = None;
        for (kind, followed) in followed_kinds {
            if followed && above.is_none() {
                above = whole(drafts, top, kind, second);
            }
        }
        match above {
            Some(above) => top = above,
            None => return top,
        }
    }
}

/// Returns the key of a party: that of an actor, or the name of a bloc.
pub(super) fn key(drafts: &Drafts, raw_granularity: &RawGranularity, party: usize) -> String {
    match (drafts.actors.get(party), raw_granularity) {
        (Some(actor), _) => actor.key.clone(),
        (None, RawGranularity::Blocs(members)) => members[party - drafts.actors.len()].bloc.clone(),
        (None, _) => unreachable!("only blocs are no actors"),
    }
}

/// Returns the authors of an event: of a disputed event the likeliest candidate, the first recorded
/// among equals. A candidate without a stated confidence is less likely than any with one.
pub(super) fn sources(event: &RawEvent) -> &[usize] {
    let mut likeliest: Option<&(Vec<usize>, Option<u8>)> = None;
    for candidate in &event.candidates {
        if likeliest.is_none_or(|best| candidate.1 > best.1) {
            likeliest = Some(candidate);
        }
    }
    likeliest.map_or(&event.sources, |(actors, _)| actors)
}

/// Returns the confidence in the attribution, if stated: of a disputed event, that of the likeliest
/// candidate.
pub(super) fn author_confidence(event: &RawEvent) -> Option<u8> {
    if event.candidates.is_empty() {
        return event.author_confidence;
    }
    event.candidates.iter().filter_map(|candidate| candidate.1).max()
}

/// Returns the authors of an event, or none if the attribution is below the requested confidence.
pub(super) fn authors<'e>(event: &'e RawEvent, raw_query: &RawQuery) -> &'e [usize] {
    let confidence = author_confidence(event).zip(raw_query.terms.min_attribution);
    if confidence.is_some_and(|(confidence, least)| confidence < least) {
        &[]
    } else {
        sources(event)
    }
}

/// Returns the dyads of an event, after roll-up at its own earliest onset, without self-pairs.
pub(super) fn dyads(
    drafts: &Drafts,
    event: &RawEvent,
    sources: &[usize],
    roll_up: (&RawGranularity, bool),
) -> Vec<(usize, usize)> {
    let top = |actor: &usize| rolled_up(drafts, *actor, roll_up, event.when.earliest());
    let mut dyads = Vec::new();
    for source in sources.iter().map(top) {
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

/// Returns `true` if an actor has one of these keys, or is part at that time of an actor that has.
pub(super) fn is_within(drafts: &Drafts, party: usize, keys: &[String], second: i64) -> bool {
    let mut at = Some(party);
    while let Some(actor) = at {
        if keys.contains(&drafts.actors[actor].key) {
            return true;
        }
        at = whole(drafts, actor, MembershipKind::PartOf, second);
    }
    false
}
