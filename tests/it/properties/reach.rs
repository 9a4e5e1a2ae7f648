//! Who is drawn in and who led to it, compared with the list of all chains.

use chrono::TimeDelta;
use escalade::{Chains, ErrorKind, EventId, Query, Timeline, read::Options};

use super::{Question, check, check_views};
use crate::oracle::{
    engine::{self, build, chains_of, to_query, to_view},
    listing::Listing,
    reach::{RawReach, Whose, reach},
};

fn answered(
    timeline: &Timeline,
    chains: &Chains<'_>,
    question: &Question,
    whose: Whose,
    is_backward: bool,
) -> RawReach {
    let found = match whose {
        Whose::Actor(actor) => {
            let key = &question.drafts.actors[actor].key;
            let actor = timeline.actor_by_key(key).unwrap().id();
            Some(if is_backward { chains.reach_into(actor) } else { chains.reach(actor) })
        }
        Whose::Event(name) => {
            let named = |id: &EventId| engine::name(timeline.event(*id).key()) == name;
            let id = timeline.events().map(|event| event.id()).find(named).unwrap();
            if is_backward { chains.reach_to(id) } else { chains.reach_from(id) }
        }
    };
    found.map_or_else(RawReach::default, |found| engine::reach::reach(&found))
}

fn compare(question: &Question) -> Result<(), String> {
    let Question { drafts, raw_query, .. } = question;
    let timeline = build(drafts);
    let chains = chains_of(&to_view(&timeline, raw_query), &to_query(raw_query));
    let listing = Listing::of(drafts, raw_query);
    let actors = (0..drafts.actors.len()).map(Whose::Actor);
    let all = actors.chain(drafts.events.iter().map(|event| Whose::Event(event.name)));
    for whose in all {
        for is_backward in [false, true] {
            let expected = reach(&listing, whose, is_backward);
            let actual = answered(&timeline, &chains, question, whose, is_backward);
            if actual != expected {
                let direction = if is_backward { "backward" } else { "forward" };
                return Err(format!(
                    "{drafts}{raw_query}\n{whose:?}, {direction}\nactual   {actual:?}\nexpected {expected:?}"
                ));
            }
        }
    }
    // The sizes of all at once are those of each by itself.
    for size in chains.reach_sizes().unwrap() {
        let Some(actor) = timeline.actor_by_key(&size.actor) else { continue };
        let place = drafts.actors.iter().position(|draft| draft.key == size.actor).unwrap();
        // An actor that counts as another at some time is not one party.
        let rolls_up = !drafts.actors[place].memberships.is_empty();
        if rolls_up || raw_query.granularity != crate::oracle::drafts::RawGranularity::State {
            continue;
        }
        let others = |reach: &escalade::chain::Reach<'_>| {
            reach.actors.iter().filter(|one| one.actor != size.actor).count() as u64
        };
        let (reach, into) = (chains.reach(actor.id()), chains.reach_into(actor.id()));
        let expected = (others(&reach), others(&into), reach.starts, Some(reach.events));
        let actual = (size.reaches, size.reached_by, size.starts, size.events);
        if actual != expected {
            return Err(format!("{drafts}{raw_query}\n{}: {actual:?}, {expected:?}", size.actor));
        }
    }
    Ok(())
}

#[test]
fn reach_equals_the_oracles() {
    check(4_000, compare);
}

#[test]
fn reach_in_a_view_equals_the_oracles() {
    check_views(1_500, compare);
}

/// A bound on length makes the sizes of all at once take one search for each acting party.
#[test]
fn too_many_searches_are_refused() {
    let mut rows = String::new();
    for nth in 0..64_000 {
        rows.push_str(&format!("2024-04-{:02}\tq{nth}\tqx\t190\n", nth % 30 + 1));
    }
    let timeline = Options::new().read("rows", rows.as_bytes()).unwrap().timeline;
    let query = Query::escalation().max_gap(TimeDelta::days(7)).max_len(3);
    let refused = timeline.chains(&query).unwrap().reach_sizes().unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Unsupported);
    assert_eq!(refused.issues()[0].got(), "64000 acting parties and 64000 events");
    // Without it all sizes are estimated at once.
    let unbounded = Query::escalation().max_gap(TimeDelta::days(7));
    let sizes = timeline.chains(&unbounded).unwrap().reach_sizes().unwrap();
    assert_eq!(sizes.len(), 64_001);
    assert!(sizes.iter().all(|size| size.is_estimated && size.events.is_none()));
    assert!(sizes.iter().all(|size| (size.reaches, size.reached_by) == (0, 0)), "none acts twice");
    let view = timeline.view().during("2024-04-01".."2024-04-03");
    assert_eq!(view.chains(&query).unwrap().reach_sizes().unwrap().len(), 4_269);
}
