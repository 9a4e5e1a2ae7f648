//! Answers that depend on attributions: possible worlds, compared with timelines in which the
//! authors are fixed.

use std::collections::BTreeSet;

use escalade::{Chain, Chains, ErrorKind, Timeline, chain::Pairing};

use super::{
    Question, check,
    fixed_authors::{done_by, worlds},
};
use crate::oracle::{
    drafts::{Drafts, RawQuery},
    engine::{build, to_query},
    listing::Listing,
};

/// The events of a chain: name, sources, and confidence in the attribution.
type EventAuthors = Vec<(u32, Vec<usize>, Option<u8>)>;

fn authors_of(chain: &Chain<'_>) -> EventAuthors {
    let authors_of = |event: escalade::timeline::EventRef<'_>| {
        let sources = event.sources().iter().map(|actor| actor.index()).collect();
        let confidence = event.attribution().map(escalade::Confidence::percent);
        (event.key().unwrap().parse().unwrap(), sources, confidence)
    };
    chain.events().map(authors_of).collect()
}

fn names(chain: &Chain<'_>) -> Vec<u32> {
    authors_of(chain).into_iter().map(|event| event.0).collect()
}

/// Returns the query without a view and without the terms under which a chain depends on other
/// events.
fn plain(raw_query: &RawQuery) -> RawQuery {
    let mut raw_query = RawQuery { view: Vec::new(), pairing: Pairing::Any, ..raw_query.clone() };
    raw_query.terms.unless = None;
    raw_query
}

/// Returns `true` if no event has two candidates of the same actors, which would be
/// indistinguishable.
fn are_distinct(drafts: &Drafts) -> bool {
    drafts.events.iter().all(|event| {
        let sets: BTreeSet<BTreeSet<usize>> =
            event.candidates.iter().map(|one| one.0.iter().copied().collect()).collect();
        sets.len() == event.candidates.len()
    })
}

fn chains<'t>(timeline: &'t Timeline, raw_query: &RawQuery) -> Chains<'t> {
    timeline.chains(&to_query(raw_query)).unwrap()
}

#[test]
fn the_chains_of_a_world_equal_those_of_a_timeline_with_fixed_authors() {
    check(10_000, |question| {
        let Question { drafts, raw_query, .. } = question;
        let raw_query = plain(raw_query);
        let Some(worlds) = worlds(drafts, 24).filter(|_| are_distinct(drafts)) else {
            return Ok(());
        };
        let timeline = build(drafts);
        let listed: Vec<Chain<'_>> =
            chains(&timeline, &raw_query).worlds().unwrap().iter().collect();
        let counted = chains(&timeline, &raw_query).worlds().unwrap().count().to_u128();
        if counted != Some(listed.len() as u128) {
            return Err(format!("{counted:?} of {}", listed.len()));
        }
        let mut seen = BTreeSet::new();
        for world in worlds {
            let author = |name: u32| world.events.iter().find(|event| event.name == name).unwrap();
            let is_here = |chain: &&Chain<'_>| {
                authors_of(chain).iter().all(|(name, sources, confidence)| {
                    let author = author(*name);
                    let both_unknown = sources.is_empty() && author.sources.is_empty();
                    both_unknown
                        || (sources, confidence) == (&author.sources, &author.author_confidence)
                })
            };
            let here: Vec<_> = listed.iter().filter(is_here).collect();
            seen.extend(here.iter().map(|chain| authors_of(chain)));
            let actual: Vec<_> = here.iter().map(|chain| names(chain)).collect();
            let expected = Listing::of(&world, &raw_query).named();
            if actual != expected {
                return Err(format!("in the world{world}\n{actual:?}\n{expected:?}"));
            }
            let fixed = build(&world);
            let confidence = |chain: &Chain<'_>| chain.confidence();
            let of_fixed: Vec<_> =
                chains(&fixed, &raw_query).iter().map(|chain| confidence(&chain)).collect();
            let of_world: Vec<_> = here.iter().map(|chain| confidence(chain)).collect();
            if of_fixed != of_world {
                return Err(format!("in the world{world}\n{of_world:?}\n{of_fixed:?}"));
            }
            let mut view = timeline.view();
            for (event, fixed) in drafts.events.iter().zip(&world.events) {
                if (&event.sources, &event.candidates) != (&fixed.sources, &fixed.candidates) {
                    let id = timeline.event_by_key(&event.name.to_string()).unwrap().id();
                    let by = fixed
                        .sources
                        .iter()
                        .map(|actor| timeline.actors().nth(*actor).unwrap().id());
                    view = view.supposing(id, by.collect::<Vec<_>>());
                }
            }
            let supposed: Vec<_> = view
                .chains(&to_query(&raw_query))
                .unwrap()
                .iter()
                .map(|chain| names(&chain))
                .collect();
            if supposed != expected {
                return Err(format!("supposing{world}\n{supposed:?}\n{expected:?}"));
            }
        }
        let of_no_world = listed.iter().find(|chain| !seen.contains(&authors_of(chain)));
        of_no_world.map_or(Ok(()), |chain| Err(format!("{chain:?} is of no world")))
    });
}

#[test]
fn worlds_are_refused_where_chains_depend_on_other_events() {
    check(300, |question| {
        let timeline = build(&question.drafts);
        let raw_query = RawQuery { view: Vec::new(), ..question.raw_query.clone() };
        let depends = raw_query.pairing == Pairing::Nearest || raw_query.terms.unless.is_some();
        match chains(&timeline, &raw_query).worlds() {
            Ok(_) if !depends => Ok(()),
            Err(error) if depends && error.kind() == ErrorKind::Unsupported => Ok(()),
            other => Err(format!("{other:?}")),
        }
    });
}

#[test]
fn a_chain_depends_on_the_attributions_it_cannot_do_without() {
    check(2000, |question| {
        let Question { drafts, raw_query, .. } = question;
        let raw_query = RawQuery { view: Vec::new(), ..raw_query.clone() };
        let timeline = build(drafts);
        for chain in chains(&timeline, &raw_query).iter().take(5) {
            let dependent: Vec<_> = chain
                .author_dependent_events()
                .iter()
                .map(escalade::timeline::EventRef::id)
                .collect();
            for event in chain.events() {
                let name: u32 = event.key().unwrap().parse().unwrap();
                let mut nameless = drafts.clone();
                for raw in nameless.events.iter_mut().filter(|raw| raw.name == name) {
                    *raw = done_by(raw, (Vec::new(), None));
                }
                let left = Listing::of(&nameless, &raw_query);
                let remains = left.named().contains(&names(&chain));
                if remains == dependent.contains(&event.id()) {
                    return Err(format!(
                        "{chain:?} depends on the authors of {dependent:?}, not {name}"
                    ));
                }
                let has_hop = |from: u32, to: u32| {
                    left.hops.iter().any(|hop| (hop.2.from, hop.2.to) == (from, to))
                };
                let mut parts: Vec<Vec<u32>> = vec![Vec::new()];
                for name in names(&chain) {
                    let part = parts.last().unwrap();
                    if part.last().is_some_and(|last| !has_hop(*last, name)) {
                        parts.push(Vec::new());
                    }
                    parts.last_mut().unwrap().push(name);
                }
                parts.retain(|part| part.len() > 1);
                let actual: Vec<_> = chain.without(event.id()).unwrap().iter().map(names).collect();
                // The hop of a nearest antecedent stays, whether another is nearer or not.
                if actual != parts {
                    return Err(format!("{chain:?} without {name}: {actual:?}, not {parts:?}"));
                }
                let without = chains(&timeline, &raw_query).without(event.id()).unwrap();
                let actual: Vec<_> = without.iter().map(|chain| names(&chain)).collect();
                if actual != left.named() {
                    return Err(format!("without {name}: {actual:?}, not {:?}", left.named()));
                }
            }
        }
        Ok(())
    });
}

#[test]
fn raising_a_confidence_threshold_never_adds_a_chain() {
    check(1000, |question| {
        let timeline = build(&question.drafts);
        let listed = |least: u8| {
            let mut raw_query = RawQuery { view: Vec::new(), ..question.raw_query.clone() };
            raw_query.terms.min_confidence = Some(least);
            chains(&timeline, &raw_query).iter().map(|chain| names(&chain)).collect::<Vec<_>>()
        };
        let mut before = listed(0);
        for least in [1, 20, 21, 34, 50, 71, 100] {
            let here = listed(least);
            if let Some(added) = here.iter().find(|chain| !before.contains(chain)) {
                return Err(format!("{added:?} at {least}"));
            }
            before = here;
        }
        Ok(())
    });
}

#[test]
fn the_most_confident_chains_come_first_in_the_sorted_list() {
    check(2000, |question| {
        let timeline = build(&question.drafts);
        let raw_query = plain(&question.raw_query);
        let chains = chains(&timeline, &raw_query);
        let mut listed: Vec<_> = chains.worlds().unwrap().iter().take(400).collect();
        if listed.len() == 400 {
            return Ok(());
        }
        listed.sort_by(|one, other| {
            let confidence =
                |chain: &Chain<'_>| (chain.confidence().weakest(), chain.confidence().product());
            confidence(other).partial_cmp(&confidence(one)).unwrap()
        });
        for most in [1, 3, listed.len()] {
            let actual = chains.worlds().unwrap().most_confident(most);
            let expected = &listed[..most.min(listed.len())];
            if actual != expected {
                return Err(format!("{most}: {actual:?}\n{expected:?}"));
            }
        }
        Ok(())
    });
}
