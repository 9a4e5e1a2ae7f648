//! Who is drawn in, and who led to it, read off the list of all chains.

use std::collections::{BTreeMap, BTreeSet};

use super::{actors, answers::Names, listing::Listing};

/// Whose events chains begin with or, backward, end in.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Whose {
    /// By its place in the drafts.
    Actor(usize),
    /// By its name.
    Event(u32),
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct RawReach {
    pub(crate) events: usize,
    pub(crate) actors: Vec<RawReached>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct RawReached {
    pub(crate) actor: String,
    /// Whether it is a source, and whether it is a target, of the event that reaches it; backward, it is a source.
    pub(crate) role: (bool, bool),
    pub(crate) earliest: Names,
    pub(crate) shortest: Names,
}

/// The sources and the targets of an event, as rolled up.
fn parties(listing: &Listing<'_>, event: usize) -> (BTreeSet<usize>, BTreeSet<usize>) {
    let (drafts, raw_query) = (listing.drafts, listing.raw_query);
    let node = &listing.nodes[event];
    let (mut sources, mut targets) = (BTreeSet::new(), BTreeSet::new());
    for (source, target) in &node.dyads {
        sources.insert(*source);
        targets.insert(*target);
    }
    if node.dyads.is_empty() {
        let raw = &drafts.events[node.id];
        let roll_up = (&raw_query.granularity, raw_query.patrons);
        let top = |actor: &usize| actors::rolled_up(drafts, *actor, roll_up, node.earliest);
        sources.extend(actors::authors(raw, raw_query).iter().map(top));
        targets.extend(raw.targets.iter().map(top));
    }
    (sources, targets)
}

pub(crate) fn reach(listing: &Listing<'_>, whose: Whose, is_backward: bool) -> RawReach {
    let (drafts, raw_query) = (listing.drafts, listing.raw_query);
    let is_of = |event: usize| match whose {
        Whose::Event(name) => listing.name(event) == name,
        Whose::Actor(actor) => {
            let roll_up = (&raw_query.granularity, raw_query.patrons);
            let onset = listing.nodes[event].earliest;
            let party = actors::rolled_up(drafts, actor, roll_up, onset);
            let (sources, targets) = parties(listing, event);
            sources.contains(&party) || (is_backward && targets.contains(&party))
        }
    };
    let ends = |path: &[usize]| match is_backward {
        false => (path[0], path[path.len() - 1]),
        true => (path[path.len() - 1], path[0]),
    };
    let (mut found, mut events) = (BTreeMap::<usize, Vec<&Vec<usize>>>::new(), BTreeSet::new());
    for path in listing.chains.iter().filter(|path| is_of(ends(path).0)) {
        let other = ends(path).1;
        events.insert(other);
        let (mut drawn_in, targets) = parties(listing, other);
        if !is_backward {
            drawn_in.extend(targets);
        }
        for party in drawn_in {
            found.entry(party).or_default().push(path);
        }
    }
    // From the event of the actor on.
    let order = |path: &Vec<usize>| {
        let mut order = path.clone();
        if !is_backward {
            order.reverse();
        }
        order
    };
    let mut reached = Vec::new();
    for (party, paths) in found {
        let earliest = paths.iter().min_by_key(|path| (ends(path).1, path.len(), order(path)));
        let shortest = paths.iter().min_by_key(|path| (path.len(), ends(path).1, order(path)));
        let (earliest, shortest) = (earliest.unwrap(), shortest.unwrap());
        let event = ends(earliest).1;
        let (sources, targets) = parties(listing, event);
        let role = match is_backward {
            true => (true, false),
            false => (sources.contains(&party), targets.contains(&party)),
        };
        let actor = actors::key(drafts, &raw_query.granularity, party);
        let (earliest, shortest) = (listing.names(earliest), listing.names(shortest));
        reached.push(((event, actor.clone()), RawReached { actor, role, earliest, shortest }));
    }
    reached.sort_by(|one, other| one.0.cmp(&other.0));
    RawReach { events: events.len(), actors: reached.into_iter().map(|(_, one)| one).collect() }
}
