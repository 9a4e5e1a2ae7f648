//! Comparison of the actors on one side of an event.

use std::borrow::Cow;

use crate::{model::ActorId, sorting::sort_distinct};

/// Returns the actors sorted and without duplicates, so that two lists of the same actors are equal.
pub(super) fn actor_set(actors: &[ActorId]) -> Cow<'_, [ActorId]> {
    // Nearly every event has at most one source and one target: those need no allocation.
    if actors.len() < 2 {
        return Cow::Borrowed(actors);
    }
    let mut actors = actors.to_vec();
    sort_distinct(&mut actors);
    Cow::Owned(actors)
}
