//! The events of each actor that other events look up, in total order.

use std::ops::Range;

use super::{lookups::Side, table::Table};

/// The events that have an actor on one side, by actor, then by width of the onset interval, then in total order.
pub(super) struct Events {
    side: Side,
    /// By actor, the start of its events, and the end of the last.
    starts: Vec<u32>,
    pub(super) events: Vec<u32>,
    /// The places of events in `events`, by actor, then by the other actor, ascending; empty unless asked for.
    by_other: Vec<u32>,
}

impl Events {
    /// Lists the events of a table whose actor on a side is kept here: those of one dyad, or those of several.
    pub(super) fn new(
        table: &Table,
        side: Side,
        parties: usize,
        of_one_dyad: bool,
        by_other: bool,
    ) -> Self {
        let mut starts = vec![0; parties + 1];
        let visit = |add: &mut dyn FnMut(u32, u32)| {
            let mut actors = Vec::new();
            for event in 0..table.len() {
                if table.has_one_dyad(event) != of_one_dyad {
                    continue;
                }
                actors.clear();
                for dyad in table.dyads.of(event) {
                    actors.push(side.of(*dyad));
                }
                actors.sort_unstable();
                actors.dedup();
                for actor in &actors {
                    if table.worker_of(*actor) == table.worker {
                        add(*actor, event as u32);
                    }
                }
            }
        };
        visit(&mut |actor, _| starts[actor as usize + 1] += 1);
        for actor in 0..parties {
            starts[actor + 1] += starts[actor];
        }
        let mut next = starts.clone();
        let mut events = vec![0; starts[parties] as usize];
        visit(&mut |actor, event| {
            let at = &mut next[actor as usize];
            events[*at as usize] = event;
            *at += 1;
        });
        let mut listed = Self { side, starts, events, by_other: Vec::new() };
        for actor in 0..parties as u32 {
            let range = listed.of(actor);
            if table.widths.len() > 1 {
                // Stable, so that events of one width stay in total order.
                listed.events[range].sort_by_key(|event| table.class(*event as usize));
            }
        }
        if by_other {
            listed.by_other = (0..listed.events.len() as u32).collect();
            for actor in 0..parties as u32 {
                let range = listed.of(actor);
                let events = &listed.events;
                listed.by_other[range]
                    .sort_by_key(|at| listed.side.other(dyad(table, events[*at as usize])));
            }
        }
        listed
    }

    /// Returns the places of the events of an actor.
    pub(super) fn of(&self, actor: u32) -> Range<usize> {
        let at = actor as usize;
        match self.starts.get(at..at + 2) {
            Some(&[start, end]) => start as usize..end as usize,
            _ => 0..0,
        }
    }

    /// Returns the place of an event among those of an actor, or `None` if it is not there.
    pub(super) fn place(&self, table: &Table, actor: u32, event: u32) -> Option<usize> {
        let range = self.of(actor);
        let sought = (table.class(event as usize), event);
        let events = &self.events[range.clone()];
        let at = events.partition_point(|other| (table.class(*other as usize), *other) < sought);
        (events.get(at) == Some(&event)).then_some(range.start + at)
    }

    /// Calls `visit` with each stretch of events of an actor that have one width.
    pub(super) fn for_each_width(
        &self,
        table: &Table,
        actor: u32,
        visit: &mut dyn FnMut(usize, Range<usize>),
    ) {
        let Range { mut start, end } = self.of(actor);
        while start < end {
            let class = table.class(self.events[start] as usize);
            let rest = &self.events[start..end];
            let until = match table.widths.len() {
                1 => end,
                _ => start + rest.partition_point(|event| table.class(*event as usize) <= class),
            };
            visit(class, start..until);
            start = until;
        }
    }

    /// Returns the places of the events of an actor that have another actor on the other side, within a stretch.
    pub(super) fn with_other(
        &self,
        table: &Table,
        actor: u32,
        other: u32,
        within: &Range<usize>,
    ) -> &[u32] {
        let places = &self.by_other[self.of(actor)];
        let other_of = |at: &u32| self.side.other(dyad(table, self.events[*at as usize]));
        let start = places.partition_point(|at| other_of(at) < other);
        let end = places.partition_point(|at| other_of(at) <= other);
        let places = &places[start..end];
        let start = places.partition_point(|at| (*at as usize) < within.start);
        let end = places.partition_point(|at| (*at as usize) < within.end);
        &places[start..end.max(start)]
    }
}

/// Returns the dyad of an event that has one.
fn dyad(table: &Table, event: u32) -> (u32, u32) {
    table.dyads.of(event as usize).first().copied().unwrap_or_default()
}
