//! The index of a timeline: events by actor and by dyad, links and statements by event.

use super::columns::Columns;
use crate::model::{ActorId, EventId, Link, LinkId};

/// Sorted tables that are searched by binary search. Built on first use, as many queries need none.
#[derive(Debug)]
pub(super) struct Index {
    /// (actor, position)
    actors: Vec<(u32, u32)>,
    /// (source, target, position)
    dyads: Vec<(u32, u32, u32)>,
    /// (event, link that starts from it)
    links_out: Vec<(EventId, LinkId)>,
    /// (event, link that leads to it)
    links_in: Vec<(EventId, LinkId)>,
    /// (event, statement about it)
    statements: Vec<(EventId, EventId)>,
}

impl Index {
    pub(super) fn new(columns: &Columns, links: &[Link], id_at: impl Fn(usize) -> u32) -> Self {
        let mut actors = Vec::new();
        let mut dyads = Vec::new();
        for position in 0..columns.len() {
            let (id, position) = (id_at(position) as usize, position as u32);
            let (sources, targets) = (columns.sources(id), columns.targets(id));
            for actor in sources.iter().chain(targets) {
                actors.push((actor.0, position));
            }
            for source in sources {
                for target in targets {
                    dyads.push((source.0, target.0, position));
                    if columns.is_mutual(id) {
                        dyads.push((target.0, source.0, position));
                    }
                }
            }
        }
        // An event may name an actor twice, or a dyad in both directions.
        actors.sort_unstable();
        actors.dedup();
        dyads.sort_unstable();
        dyads.dedup();
        let numbered = || (0..).map(LinkId).zip(links);
        let mut links_out: Vec<_> = numbered().map(|(id, link)| (link.from(), id)).collect();
        let mut links_in: Vec<_> = numbered().map(|(id, link)| (link.to(), id)).collect();
        let mut statements: Vec<_> = columns
            .all_details()
            .filter_map(|(id, details)| Some((EventId(id as u32), details.statement.as_ref()?)))
            .flat_map(|(id, statement)| {
                statement.subjects().iter().map(move |subject| (*subject, id))
            })
            .collect();
        links_out.sort_unstable();
        links_in.sort_unstable();
        statements.sort_unstable();
        statements.dedup();
        Self { actors, dyads, links_out, links_in, statements }
    }

    pub(super) fn links_out(&self, event: EventId) -> impl Iterator<Item = LinkId> {
        values_of(&self.links_out, event)
    }

    pub(super) fn links_in(&self, event: EventId) -> impl Iterator<Item = LinkId> {
        values_of(&self.links_in, event)
    }

    pub(super) fn statements_about(&self, event: EventId) -> impl Iterator<Item = EventId> {
        values_of(&self.statements, event)
    }

    /// Returns the positions of the events of an actor, in ascending order.
    pub(super) fn of(&self, actor: ActorId) -> impl ExactSizeIterator<Item = usize> {
        let start = self.actors.partition_point(|entry| entry.0 < actor.0);
        let end = self.actors.partition_point(|entry| entry.0 <= actor.0);
        self.actors[start..end].iter().map(|entry| entry.1 as usize)
    }

    /// Returns the positions of the events of a dyad, in ascending order.
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

/// Returns the second components of the pairs whose first is `event`. The pairs must be sorted.
fn values_of<T: Copy>(pairs: &[(EventId, T)], event: EventId) -> impl Iterator<Item = T> {
    let start = pairs.partition_point(|pair| pair.0 < event);
    pairs[start..].iter().take_while(move |pair| pair.0 == event).map(|pair| pair.1)
}
