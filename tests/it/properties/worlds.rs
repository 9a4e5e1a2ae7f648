//! What hangs on who did what: possible worlds against timelines in which that is fixed.

use std::collections::BTreeSet;

use escalade::{Chain, Chains, ErrorKind, Pairing, Timeline};

use super::{
    Question,
    fixed::{done_by, worlds},
    hold,
};
use crate::oracle::{
    drafts::{Ask, Drafts},
    engine::{build, query},
    listing::Listing,
};

/// Its events by name, and by whom each is done how surely.
type Told = Vec<(u32, Vec<usize>, Option<u8>)>;

fn told(chain: &Chain<'_>) -> Told {
    let told = |event: escalade::EventRef<'_>| {
        let sources = event.sources().iter().map(|actor| actor.index()).collect();
        let sure = event.attribution().map(escalade::Confidence::percent);
        (event.key().unwrap().parse().unwrap(), sources, sure)
    };
    chain.events().map(told).collect()
}

fn names(chain: &Chain<'_>) -> Vec<u32> {
    told(chain).into_iter().map(|event| event.0).collect()
}

/// Without the terms under which a chain may hang on events beside it, and without a view.
fn plain(ask: &Ask) -> Ask {
    let mut ask = Ask { view: Vec::new(), pairing: Pairing::Any, ..ask.clone() };
    ask.terms.unless = None;
    ask
}

/// Whether no event has two candidates of the same actors, which could not be told apart.
fn are_distinct(drafts: &Drafts) -> bool {
    drafts.events.iter().all(|event| {
        let sets: BTreeSet<BTreeSet<usize>> =
            event.candidates.iter().map(|one| one.0.iter().copied().collect()).collect();
        sets.len() == event.candidates.len()
    })
}

fn chains<'t>(timeline: &'t Timeline, ask: &Ask) -> Chains<'t> {
    timeline.chains(&query(ask)).unwrap()
}

#[test]
fn the_chains_of_a_world_are_those_of_the_timeline_with_its_authors_fixed() {
    hold(20_000, |question| {
        let Question { drafts, ask, .. } = question;
        let ask = plain(ask);
        let Some(worlds) = worlds(drafts, 24).filter(|_| are_distinct(drafts)) else {
            return Ok(());
        };
        let timeline = build(drafts);
        let listed: Vec<Chain<'_>> = chains(&timeline, &ask).worlds().unwrap().iter().collect();
        let counted = chains(&timeline, &ask).worlds().unwrap().count().to_u128();
        if counted != Some(listed.len() as u128) {
            return Err(format!("{counted:?} of {}", listed.len()));
        }
        let mut seen = BTreeSet::new();
        for world in worlds {
            let author = |name: u32| world.events.iter().find(|event| event.name == name).unwrap();
            let is_here = |chain: &&Chain<'_>| {
                told(chain).iter().all(|(name, sources, sure)| {
                    let author = author(*name);
                    let nobody = sources.is_empty() && author.sources.is_empty();
                    nobody || (sources, sure) == (&author.sources, &author.author_sure)
                })
            };
            let here: Vec<_> = listed.iter().filter(is_here).collect();
            seen.extend(here.iter().map(|chain| told(chain)));
            let given: Vec<_> = here.iter().map(|chain| names(chain)).collect();
            let due = Listing::of(&world, &ask).named();
            if given != due {
                return Err(format!("in the world{world}\n{given:?}\n{due:?}"));
            }
            let fixed = build(&world);
            let sure = |chain: &Chain<'_>| chain.confidence();
            let of_fixed: Vec<_> = chains(&fixed, &ask).iter().map(|chain| sure(&chain)).collect();
            let of_world: Vec<_> = here.iter().map(|chain| sure(chain)).collect();
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
            let supposed: Vec<_> =
                view.chains(&query(&ask)).unwrap().iter().map(|chain| names(&chain)).collect();
            if supposed != due {
                return Err(format!("supposing{world}\n{supposed:?}\n{due:?}"));
            }
        }
        let of_no_world = listed.iter().find(|chain| !seen.contains(&told(chain)));
        of_no_world.map_or(Ok(()), |chain| Err(format!("{chain:?} is of no world")))
    });
}

#[test]
fn worlds_are_refused_where_chains_hang_on_events_beside_them() {
    hold(300, |question| {
        let timeline = build(&question.drafts);
        let ask = Ask { view: Vec::new(), ..question.ask.clone() };
        let hangs = ask.pairing == Pairing::Nearest || ask.terms.unless.is_some();
        match chains(&timeline, &ask).worlds() {
            Ok(_) if !hangs => Ok(()),
            Err(error) if hangs && error.kind() == ErrorKind::Unsupported => Ok(()),
            other => Err(format!("{other:?}")),
        }
    });
}

#[test]
fn a_chain_hangs_on_an_attribution_without_which_it_is_none() {
    hold(2000, |question| {
        let Question { drafts, ask, .. } = question;
        let ask = Ask { view: Vec::new(), ..ask.clone() };
        let timeline = build(drafts);
        for chain in chains(&timeline, &ask).iter().take(5) {
            let hangs_on: Vec<_> = chain.hangs_on().iter().map(escalade::EventRef::id).collect();
            for event in chain.events() {
                let name: u32 = event.key().unwrap().parse().unwrap();
                let mut nameless = drafts.clone();
                for raw in nameless.events.iter_mut().filter(|raw| raw.name == name) {
                    *raw = done_by(raw, (Vec::new(), None));
                }
                let left = Listing::of(&nameless, &ask);
                let remains = left.named().contains(&names(&chain));
                if remains == hangs_on.contains(&event.id()) {
                    return Err(format!("{chain:?} hangs on {hangs_on:?}, not {name}"));
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
                let given: Vec<_> = chain.without(event.id()).unwrap().iter().map(names).collect();
                // A hop that is nearest stays one of the chain's, be another nearer or not.
                if given != parts {
                    return Err(format!("{chain:?} without {name}: {given:?}, not {parts:?}"));
                }
                let without = chains(&timeline, &ask).without(event.id()).unwrap();
                let given: Vec<_> = without.iter().map(|chain| names(&chain)).collect();
                if given != left.named() {
                    return Err(format!("without {name}: {given:?}, not {:?}", left.named()));
                }
            }
        }
        Ok(())
    });
}

#[test]
fn raising_a_confidence_threshold_never_adds_a_chain() {
    hold(1000, |question| {
        let timeline = build(&question.drafts);
        let listed = |least: u8| {
            let mut ask = Ask { view: Vec::new(), ..question.ask.clone() };
            ask.terms.min_confidence = Some(least);
            chains(&timeline, &ask).iter().map(|chain| names(&chain)).collect::<Vec<_>>()
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
fn the_surest_are_the_first_of_all_chains_sorted() {
    hold(2000, |question| {
        let timeline = build(&question.drafts);
        let ask = plain(&question.ask);
        let chains = chains(&timeline, &ask);
        let mut listed: Vec<_> = chains.worlds().unwrap().iter().take(400).collect();
        if listed.len() == 400 {
            return Ok(());
        }
        listed.sort_by(|one, other| {
            let sure =
                |chain: &Chain<'_>| (chain.confidence().weakest(), chain.confidence().product());
            sure(other).partial_cmp(&sure(one)).unwrap()
        });
        for most in [1, 3, listed.len()] {
            let given = chains.worlds().unwrap().surest(most);
            let due = &listed[..most.min(listed.len())];
            if given != due {
                return Err(format!("{most}: {given:?}\n{due:?}"));
            }
        }
        Ok(())
    });
}
