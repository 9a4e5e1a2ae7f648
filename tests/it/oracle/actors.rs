//! As whom actors count.

use escalade::MembershipKind;

use super::{
    drafts::{Ask, Drafts, Grain, RawEvent, RawStay},
    time::{Moment, RawWhen},
};

/// Whether a period from the start of one day until the start of another holds an instant.
fn holds(from: Option<i64>, until: Option<i64>, second: i64) -> bool {
    let start_of = |day| RawWhen::at(Moment::Day(day, None)).earliest();
    from.is_none_or(|day| start_of(day) <= second) && until.is_none_or(|day| second < start_of(day))
}

/// What an actor belongs to at an instant in one way: the first recorded of those in force.
fn whole(drafts: &Drafts, actor: usize, kind: MembershipKind, second: i64) -> Option<usize> {
    let membership = drafts.actors[actor].memberships.iter().find(|membership| {
        membership.kind == kind && holds(membership.from, membership.until, second)
    });
    membership.map(|membership| membership.of)
}

/// The bloc that an actor is in at an instant, the first recorded of those in force: the actor of
/// that key, else a party numbered beyond the actors.
fn bloc(drafts: &Drafts, actor: usize, stays: &[RawStay], second: i64) -> Option<usize> {
    let key = &drafts.actors[actor].key;
    let in_force = |stay: &&RawStay| stay.actor == *key && holds(stay.from, stay.until, second);
    let name = &stays.iter().find(in_force)?.bloc;
    let of_actors = drafts.actors.iter().position(|actor| actor.key == *name);
    let beyond = || drafts.actors.len() + stays.iter().position(|stay| stay.bloc == *name).unwrap();
    Some(of_actors.unwrap_or_else(beyond))
}

/// As whom an actor counts at an instant. Patrons come after wholes and before countries.
fn rolled_up(drafts: &Drafts, actor: usize, as_whom: (&Grain, bool), second: i64) -> usize {
    let (grain, patrons) = as_whom;
    let mut top = actor;
    loop {
        if let Grain::Blocs(stays) = grain
            && let Some(bloc) = bloc(drafts, top, stays, second)
        {
            return bloc;
        }
        // «The first recorded `LocatedIn`» is read as the first of those in force at the instant.
        let ways = [
            (MembershipKind::PartOf, *grain != Grain::Exact),
            (MembershipKind::ActsFor, patrons),
            (MembershipKind::LocatedIn, *grain == Grain::Country),
        ];
        let mut above = None;
        for (kind, followed) in ways {
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

/// The key of the actor that a party is, or the name of the bloc.
pub(super) fn key(drafts: &Drafts, grain: &Grain, party: usize) -> String {
    match (drafts.actors.get(party), grain) {
        (Some(actor), _) => actor.key.clone(),
        (None, Grain::Blocs(stays)) => stays[party - drafts.actors.len()].bloc.clone(),
        (None, _) => unreachable!("only blocs are no actors"),
    }
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

/// How sure it is who did it, if stated: of a disputed event, its likeliest candidate.
pub(super) fn author_sure(event: &RawEvent) -> Option<u8> {
    if event.candidates.is_empty() {
        return event.author_sure;
    }
    event.candidates.iter().filter_map(|candidate| candidate.1).max()
}

/// Those who did it, or nobody where that is less sure than asked for.
pub(super) fn authors<'e>(event: &'e RawEvent, ask: &Ask) -> &'e [usize] {
    let sure = author_sure(event).zip(ask.terms.min_attribution);
    if sure.is_some_and(|(sure, least)| sure < least) { &[] } else { sources(event) }
}

/// The dyads of an event as it is seen, after roll-up at its own earliest onset, without self-pairs.
pub(super) fn dyads(
    drafts: &Drafts,
    event: &RawEvent,
    sources: &[usize],
    as_whom: (&Grain, bool),
) -> Vec<(usize, usize)> {
    let top = |actor: &usize| rolled_up(drafts, *actor, as_whom, event.when.earliest());
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

/// Whether an actor has one of these keys, or is part of one who has it then.
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
