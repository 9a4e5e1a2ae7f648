//! Where actors and dyads stand, and what points at an event: built on first use.

use super::Timeline;
use crate::model::{ActorId, EventId, LinkId};

#[derive(Debug)]
pub(super) struct Index {
    /// (actor, position), sorted.
    actors: Vec<(u32, u32)>,
    /// (source, target, position), sorted.
    dyads: Vec<(u32, u32, u32)>,
    /// (event, link that starts from it or leads to it), sorted.
    out: Vec<(EventId, LinkId)>,
    into: Vec<(EventId, LinkId)>,
    /// (event, statement about it), sorted.
    about: Vec<(EventId, EventId)>,
}

impl Index {
    pub(super) fn new(timeline: &Timeline) -> Self {
        let mut actors = Vec::new();
        let mut dyads = Vec::new();
        for position in 0..timeline.len() {
            let (id, at) = (timeline.id_at(position) as usize, position as u32);
            let (sources, targets) = (timeline.columns.sources(id), timeline.columns.targets(id));
            for actor in sources.iter().chain(targets) {
                actors.push((actor.0, at));
            }
            for source in sources {
                for target in targets {
                    dyads.push((source.0, target.0, at));
                    if timeline.columns.is_mutual(id) {
                        dyads.push((target.0, source.0, at));
                    }
                }
            }
        }
        actors.sort_unstable();
        actors.dedup();
        dyads.sort_unstable();
        dyads.dedup();
        let mut out: Vec<_> = timeline.links().map(|(id, link)| (link.from(), id)).collect();
        let mut into: Vec<_> = timeline.links().map(|(id, link)| (link.to(), id)).collect();
        let mut about: Vec<_> = timeline
            .columns
            .all_details()
            .filter_map(|(id, details)| Some((EventId(id as u32), details.statement.as_ref()?)))
            .flat_map(|(id, said)| said.subjects().iter().map(move |subject| (*subject, id)))
            .collect();
        out.sort_unstable();
        into.sort_unstable();
        about.sort_unstable();
        about.dedup();
        Self { actors, dyads, out, into, about }
    }

    pub(super) fn links_out(&self, event: EventId) -> impl Iterator<Item = LinkId> {
        beside(&self.out, event)
    }

    pub(super) fn links_in(&self, event: EventId) -> impl Iterator<Item = LinkId> {
        beside(&self.into, event)
    }

    pub(super) fn statements_about(&self, event: EventId) -> impl Iterator<Item = EventId> {
        beside(&self.about, event)
    }

    pub(super) fn of(&self, actor: ActorId) -> impl ExactSizeIterator<Item = usize> {
        let start = self.actors.partition_point(|entry| entry.0 < actor.0);
        let end = self.actors.partition_point(|entry| entry.0 <= actor.0);
        self.actors[start..end].iter().map(|entry| entry.1 as usize)
    }

    pub(super) fn between(
        &self,
        source: ActorId,
        target: ActorId,
    ) -> impl ExactSizeIterator<Item = usize> {
        let dyad = (source.0, target.0);
        let start = self.dyads.partition_point(|entry| (entry.0, entry.1) < dyad);
        let end = self.dyads.partition_point(|entry| (entry.0, entry.1) <= dyad);
        self.dyads[start..end].iter().map(|entry| entry.2 as usize)
    }
}

/// What stands beside an event in sorted pairs.
fn beside<T: Copy>(pairs: &[(EventId, T)], event: EventId) -> impl Iterator<Item = T> {
    let start = pairs.partition_point(|pair| pair.0 < event);
    pairs[start..].iter().take_while(move |pair| pair.0 == event).map(|pair| pair.1)
}
