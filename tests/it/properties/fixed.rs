//! Possible worlds, one by one: the drafts with everyone who did something fixed.

use crate::oracle::drafts::{Drafts, RawEvent};

/// By whom an event may have been done, and how sure that is: all who may have, and nobody who is named
/// unless one of them must have.
pub(crate) fn authors(event: &RawEvent) -> Vec<(Vec<usize>, Option<u8>)> {
    let nobody = (Vec::new(), None);
    if !event.candidates.is_empty() {
        let stated: u32 = event.candidates.iter().filter_map(|one| one.1).map(u32::from).sum();
        let left = (stated < 100).then_some(nobody);
        return event.candidates.iter().cloned().chain(left).collect();
    }
    let known = (event.sources.clone(), event.author_sure);
    match event.author_sure {
        Some(sure) if sure < 100 && !event.sources.is_empty() => vec![known, nobody],
        _ => vec![known],
    }
}

/// An event done by these, beyond dispute as to whom.
pub(crate) fn done_by(event: &RawEvent, (sources, sure): (Vec<usize>, Option<u8>)) -> RawEvent {
    RawEvent { sources, author_sure: sure, candidates: Vec::new(), ..event.clone() }
}

/// Every world, if there are not too many.
pub(crate) fn worlds(drafts: &Drafts, most: usize) -> Option<Vec<Drafts>> {
    let mut worlds = vec![drafts.clone()];
    for (nth, event) in drafts.events.iter().enumerate() {
        let mut next = Vec::new();
        for world in &worlds {
            for author in authors(event) {
                let mut world = world.clone();
                world.events[nth] = done_by(event, author);
                next.push(world);
            }
        }
        if next.len() > most {
            return None;
        }
        worlds = next;
    }
    Some(worlds)
}
