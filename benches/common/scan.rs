//! A plain scan of all events, as a lower bound for the time of a count.

use escalade::{ActorId, Timeline};

/// The columns that a count must read of every event.
pub(crate) struct Columns {
    onset: Vec<i64>,
    source: Vec<usize>,
    target: Vec<usize>,
}

impl Columns {
    pub(crate) fn of(timeline: &Timeline) -> Self {
        let events = || timeline.events();
        let first = |actors: &[ActorId]| actors.first().map_or(0, |actor| actor.index());
        Self {
            onset: events().map(|event| event.earliest().timestamp()).collect(),
            source: events().map(|event| first(event.sources())).collect(),
            target: events().map(|event| first(event.targets())).collect(),
        }
    }

    pub(crate) fn scan(&self) -> (i64, usize) {
        let onsets = self.onset.iter().fold(0, |sum: i64, onset| sum.wrapping_add(*onset));
        let dyads = self.source.iter().zip(&self.target);
        (onsets, dyads.fold(0, |sum: usize, (a, b)| sum.wrapping_add(a ^ b)))
    }
}
