//! The confidence in a chain, compared with every way to take its hops.

use std::collections::BTreeSet;

use escalade::{Chain, Chains, Rule, Timeline, chain::Pairing};

use super::{Question, check};
use crate::oracle::{
    answers::RawHop,
    drafts::{Drafts, RawLink, RawQuery},
    engine::{build, names, to_query},
    listing::Listing,
    terms::{author_confidence, hop_confidence},
};

/// What a way needs: the author of an event, by name, or a link, by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Needed {
    Author(u32),
    Link(usize),
}

fn without_a_view(raw_query: &RawQuery) -> RawQuery {
    RawQuery { view: Vec::new(), ..raw_query.clone() }
}

fn chains<'t>(timeline: &'t Timeline, raw_query: &RawQuery) -> Chains<'t> {
    timeline.chains(&to_query(raw_query)).unwrap()
}

fn stated(drafts: &Drafts, needed: Needed) -> Option<u8> {
    match needed {
        Needed::Author(name) => author_confidence(drafts, name),
        Needed::Link(nth) => drafts.links[nth].confidence,
    }
}

/// Returns the ways of a hop that count: those of which something is stated or, without any, the rules or
/// else the links.
fn ways(drafts: &Drafts, hop: &RawHop) -> Vec<Vec<Needed>> {
    let by_rule = |rule: &Rule| match rule {
        Rule::Relay => vec![Needed::Author(hop.to)],
        Rule::Counter => vec![Needed::Author(hop.from)],
        _ => vec![Needed::Author(hop.from), Needed::Author(hop.to)],
    };
    let rules: Vec<_> = hop.rules.iter().map(by_rule).collect();
    let links: Vec<_> = hop.links.iter().map(|nth| vec![Needed::Link(*nth)]).collect();
    let is_stated = |way: &Vec<Needed>| way.iter().any(|one| stated(drafts, *one).is_some());
    let all_stated: Vec<_> =
        rules.iter().chain(&links).filter(|way| is_stated(way)).cloned().collect();
    match (all_stated.is_empty(), rules.is_empty()) {
        (false, _) => all_stated,
        (true, false) => rules,
        (true, true) => links,
    }
}

/// Returns, for every choice of ways along a chain, what it needs; `None` if there are too many.
fn choices(drafts: &Drafts, hops: &[&RawHop]) -> Option<Vec<BTreeSet<Needed>>> {
    let mut choices = vec![BTreeSet::new()];
    for hop in hops {
        let mut longer = Vec::new();
        for choice in &choices {
            for way in ways(drafts, hop) {
                longer.push(choice.iter().copied().chain(way).collect());
            }
        }
        if longer.len() > 2_000 {
            return None;
        }
        choices = longer;
    }
    Some(choices)
}

fn product(percents: impl Iterator<Item = u8>) -> f64 {
    percents.map(|percent| f64::from(percent) / 100.0).product()
}

#[test]
fn the_confidence_in_a_chain_is_that_of_the_most_confident_ways() {
    check(6_000, |question| {
        let Question { drafts, raw_query, .. } = question;
        let raw_query = without_a_view(raw_query);
        let timeline = build(drafts);
        let listing = Listing::of(drafts, &raw_query);
        for chain in chains(&timeline, &raw_query).iter().take(10) {
            let names = names(&chain);
            let hop = |pair: &[u32]| {
                let all = listing.hops.iter().map(|hop| &hop.2);
                all.clone().find(|hop| (hop.from, hop.to) == (pair[0], pair[1])).unwrap()
            };
            let hops: Vec<&RawHop> = names.windows(2).map(hop).collect();
            let occurred: Vec<Option<u8>> = names
                .iter()
                .map(|name| {
                    drafts.events.iter().find(|event| event.name == *name).unwrap().occurred
                })
                .collect();
            let of_hops = hops.iter().filter_map(|hop| hop_confidence(drafts, hop));
            let weakest = occurred.iter().flatten().copied().chain(of_hops).min();
            let actual = chain.confidence();
            if actual.weakest().map(escalade::Confidence::percent) != weakest {
                return Err(format!("{names:?}: {actual:?}, not {weakest:?}"));
            }
            let Some(choices) = choices(drafts, &hops) else { continue };
            let figures = |choice: &BTreeSet<Needed>| {
                let needed: Vec<_> = choice.iter().map(|one| stated(drafts, *one)).collect();
                let all: Vec<_> = needed.iter().chain(&occurred).copied().collect();
                let number = all.iter().flatten().count();
                (product(all.iter().flatten().copied()), number, all.len() - number)
            };
            let figures: Vec<_> = choices.iter().map(figures).collect();
            let greatest = figures.iter().map(|one| one.0).fold(0.0, f64::max);
            let is_actual = |one: &&(f64, usize, usize)| {
                let same = (one.1, one.2) == (actual.stated(), actual.not_stated());
                same && (one.0 - greatest).abs() < 1e-9
            };
            let found = figures.iter().find(is_actual);
            let same = (actual.product().unwrap_or(1.0) - greatest).abs() < 1e-9;
            if found.is_none() || !same {
                return Err(format!("{names:?}: {actual:?}, not {greatest} of {figures:?}"));
            }
        }
        Ok(())
    });
}

#[test]
fn adding_a_way_never_lowers_a_stated_confidence() {
    check(6_000, |question| {
        let Question { drafts, raw_query, shuffle } = question;
        // Under the nearest antecedent, a link changes which event follows which.
        let raw_query = RawQuery { pairing: Pairing::Any, ..without_a_view(raw_query) };
        if !raw_query.rules.contains(&Rule::Declared) {
            return Ok(());
        }
        let listing = Listing::of(drafts, &raw_query);
        let is_stated = |hop: &&(usize, usize, RawHop)| hop_confidence(drafts, &hop.2).is_some();
        let Some((_, _, hop)) = listing.hops.iter().find(is_stated) else { return Ok(()) };
        let nth = |name: u32| drafts.events.iter().position(|event| event.name == name).unwrap();
        let confidence = Some(shuffle[0] % 101).filter(|_| shuffle[1] % 4 > 0);
        let mut linked = drafts.clone();
        let relation = raw_query.relations[0];
        linked.links.push(RawLink { from: nth(hop.to), relation, to: nth(hop.from), confidence });
        let (before, after) = (build(drafts), build(&linked));
        let after: Vec<Chain<'_>> = chains(&after, &raw_query).iter().collect();
        for chain in chains(&before, &raw_query).iter().take(50) {
            let Some(same) = after.iter().find(|other| names(other) == names(&chain)) else {
                return Err(format!("{chain:?} is lost by {confidence:?}"));
            };
            let (before, after) = (chain.confidence(), same.confidence());
            let product = |one: escalade::chain::ChainConfidence| one.product().unwrap_or(1.0);
            if after.weakest() < before.weakest() || product(after) < product(before) - 1e-9 {
                return Err(format!("{chain:?}: {before:?}, then {after:?} by {confidence:?}"));
            }
        }
        Ok(())
    });
}
