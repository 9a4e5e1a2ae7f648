//! Possible worlds: the drafts with the author of every event fixed.

use crate::oracle::drafts::{Drafts, RawEvent};

/// Returns the possible authors of an event with the confidence in each: all candidates, and an
/// unknown author unless the candidates add up to 100 percent.
pub(crate) fn authors(event: &RawEvent) -> Vec<(Vec<usize>, Option<u8>)> {
    let unknown = (Vec::new(), None);
    if !event.candidates.is_empty() {
        let stated: u32 = event.candidates.iter().filter_map(|one| one.1).map(u32::from).sum();
        let left = (stated < 100).then_some(unknown);
        return event.candidates.iter().cloned().chain(left).collect();
    }
    let known = (event.sources.clone(), event.author_confidence);
    match event.author_confidence {
        Some(confidence) if confidence < 100 && !event.sources.is_empty() => vec![known, unknown],
        _ => vec![known],
    }
}

/// Returns the event with these authors, undisputed.
pub(crate) fn done_by(
    event: &RawEvent,
    (sources, confidence): (Vec<usize>, Option<u8>),
) -> RawEvent {
    RawEvent { sources, author_confidence: confidence, candidates: Vec::new(), ..event.clone() }
}

/// Returns every world, or `None` if there are more than `most`.
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
