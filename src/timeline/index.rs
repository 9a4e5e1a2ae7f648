//! The index of a timeline: events by actor and by dyad, links and statements by event.

use std::ops::Range;

use super::columns::Columns;
use crate::{
    model::{ActorId, EventId, Link},
    sorting::{count_before, pairs_of},
};

/// Sorted tables that are searched by binary search. Built on first use, as many queries need none.
#[derive(Debug)]
pub(super) struct Index {
    /// (actor, position)
    actors: Vec<(u32, u32)>,
    /// (source, target, position)
    dyads: Vec<(u32, u32, u32)>,
    /// (event, link that starts from it)
    links_out: Vec<(u32, u32)>,
    /// (event, link that leads to it)
    links_in: Vec<(u32, u32)>,
    /// (event, statement about it)
    statements: Vec<(u32, u32)>,
    /// (actor, position) of the events that an actor is addressed in or a candidate of.
    indirect: Vec<(u32, u32)>,
}

impl Index {
    pub(super) fn new(columns: &Columns, links: &[Link], id_at: impl Fn(usize) -> u32) -> Self {
        let mut actors = Vec::new();
        let mut dyads = Vec::new();
        let mut indirect = Vec::new();
        for position in 0..columns.len() {
            let (id, position) = (id_at(position) as usize, position as u32);
            let (sources, targets) = (columns.sources(id), columns.targets(id));
            for target in targets {
                actors.push((target.0, position));
            }
            for source in sources {
                actors.push((source.0, position));
                for target in targets {
                    dyads.push((source.0, target.0, position));
                    if columns.is_mutual(id) {
                        dyads.push((target.0, source.0, position));
                    }
                }
            }
            let Some(details) = columns.details(id) else { continue };
            for candidate in &details.candidates {
                for actor in candidate.actors() {
                    indirect.push((actor.0, position));
                }
            }
            if let Some(statement) = &details.statement {
                for actor in statement.addressees() {
                    indirect.push((actor.0, position));
                }
            }
        }
        // An event may name an actor twice, or a dyad in both directions.
        actors.sort_unstable();
        actors.dedup();
        dyads.sort_unstable();
        dyads.dedup();
        let (mut links_out, mut links_in) = (Vec::new(), Vec::new());
        for (id, link) in (0..).zip(links) {
            links_out.push((link.from().0, id));
            links_in.push((link.to().0, id));
        }
        let mut statements = Vec::new();
        for (id, details) in columns.all_details() {
            let Some(statement) = &details.statement else { continue };
            for subject in statement.subjects() {
                statements.push((subject.0, id as u32));
            }
        }
        links_out.sort_unstable();
        links_in.sort_unstable();
        statements.sort_unstable();
        statements.dedup();
        indirect.sort_unstable();
        indirect.dedup();
        Self { actors, dyads, links_out, links_in, statements, indirect }
    }

    /// Returns an entry for each link that starts from the event; the link is the second component.
    pub(super) fn links_out(&self, event: EventId) -> &[(u32, u32)] {
        pairs_of(&self.links_out, event.0)
    }

    /// Returns an entry for each link that leads to the event; the link is the second component.
    pub(super) fn links_in(&self, event: EventId) -> &[(u32, u32)] {
        pairs_of(&self.links_in, event.0)
    }

    /// Returns an entry for each statement about the event; the statement is the second component.
    pub(super) fn statements_about(&self, event: EventId) -> &[(u32, u32)] {
        pairs_of(&self.statements, event.0)
    }

    /// Returns the positions of the events of an actor, in ascending order.
    pub(super) fn of(&self, actor: ActorId) -> impl ExactSizeIterator<Item = usize> {
        pairs_of(&self.actors, actor.0).iter().map(|entry| entry.1 as usize)
    }

    /// Returns the entries, within a range of positions, of the events that an actor takes part in, and of
    /// those that it is addressed in or a candidate of; the position is the second component. Both lists
    /// are in ascending order, and may share events.
    pub(super) fn involving(&self, actor: ActorId, range: Range<usize>) -> [&[(u32, u32)]; 2] {
        let within = |entries| {
            let entries: &[(u32, u32)] = pairs_of(entries, actor.0);
            let before = |position: usize| {
                count_before(entries.len(), &|at| (entries[at].1 as usize) < position)
            };
            let start = before(range.start);
            &entries[start..before(range.end).max(start)]
        };
        [within(&self.actors), within(&self.indirect)]
    }

    /// Returns the positions of the events of a dyad, in ascending order.
    pub(super) fn between(
        &self,
        source: ActorId,
        target: ActorId,
    ) -> impl ExactSizeIterator<Item = usize> {
        let dyad = (source.0, target.0);
        let dyad_at = |at: usize| (self.dyads[at].0, self.dyads[at].1);
        let start = count_before(self.dyads.len(), &|at| dyad_at(at) < dyad);
        let end = count_before(self.dyads.len(), &|at| dyad_at(at) <= dyad);
        self.dyads[start..end].iter().map(|entry| entry.2 as usize)
    }
}
