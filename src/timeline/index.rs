//! Which positions an actor or a dyad stands at, built on first use.

use super::Timeline;
use crate::model::ActorId;

#[derive(Debug)]
pub(super) struct Index {
    /// (actor, position), sorted.
    actors: Vec<(u32, u32)>,
    /// (source, target, position), sorted.
    dyads: Vec<(u32, u32, u32)>,
}

impl Index {
    pub(super) fn new(timeline: &Timeline) -> Self {
        let mut actors = Vec::new();
        let mut dyads = Vec::new();
        for position in 0..timeline.len() {
            let (id, at) = (timeline.id_at(position) as usize, position as u32);
            let (sources, targets) = (timeline.columns.sources(id), timeline.columns.targets(id));
            for actor in sources.as_slice().iter().chain(targets.as_slice()) {
                actors.push((actor.0, at));
            }
            for source in sources.as_slice() {
                for target in targets.as_slice() {
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
        Self { actors, dyads }
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
