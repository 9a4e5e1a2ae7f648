//! The library's reach, in the types of the oracle.

use escalade::chain::{Reach, Role};

use super::name;
use crate::oracle::reach::{RawReach, RawReached};

pub(crate) fn reach(reach: &Reach<'_>) -> RawReach {
    let names =
        |chain: &escalade::Chain<'_>| chain.events().map(|event| name(event.key())).collect();
    let actors = reach.actors.iter().map(|one| RawReached {
        actor: one.actor.clone(),
        role: (one.role != Role::Target, one.role != Role::Source),
        earliest: names(&one.earliest),
        shortest: names(&one.shortest),
    });
    RawReach { events: reach.events as usize, actors: actors.collect() }
}
