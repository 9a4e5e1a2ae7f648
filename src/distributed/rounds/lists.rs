//! The events of each actor that other events look up, in total order.

use std::ops::Range;

use super::{lookups::Side, table::Table};

/// The events that have an actor on one side, by actor, then by width of the onset interval, then in total order. The
/// place of an event in the list is where its value is kept.
pub(super) struct Events {
    side: Side,
    kind: Kind,
    /// The places of events, by actor, then by the other actor, ascending; empty unless asked for.
    by_other: Vec<u32>,
}

enum Kind {
    /// The events of one dyad as the table orders them: the place of an event is its number.
    OfTable,
    Listed {
        /// By actor, the start of its events, and the end of the last.
        starts: Vec<u32>,
        events: Vec<u32>,
    },
}

impl Events {
    /// Lists the events of a table whose actor on a side is kept here: those of one dyad, or those of several.
    pub(super) fn new(table: &Table, side: Side, of_one_dyad: bool, by_other: bool) -> Self {
        let kind = match of_one_dyad && side == table.side {
            true => Kind::OfTable,
            false => listed(table, side, of_one_dyad),
        };
        let mut list = Self { side, kind, by_other: Vec::new() };
        if by_other {
            let mut places: Vec<u32> = (0..list.len(table) as u32).collect();
            for actor in 0..table.workers.len() as u32 {
                // Stable, so that events with one other actor stay in order.
                places[list.of(table, actor)].sort_by_key(|at| list.other(table, *at as usize));
            }
            list.by_other = places;
        }
        list
    }

    /// Returns the number of events.
    pub(super) fn len(&self, table: &Table) -> usize {
        match &self.kind {
            Kind::OfTable => table.starts.last().map_or(0, |end| *end as usize),
            Kind::Listed { events, .. } => events.len(),
        }
    }

    /// Returns the event at a place.
    #[inline]
    pub(super) fn event(&self, place: usize) -> u32 {
        match &self.kind {
            Kind::OfTable => place as u32,
            Kind::Listed { events, .. } => events[place],
        }
    }

    /// Returns the places of the events of an actor.
    pub(super) fn of(&self, table: &Table, actor: u32) -> Range<usize> {
        let Kind::Listed { starts, .. } = &self.kind else { return table.of_actor(actor) };
        let at = actor as usize;
        match starts.get(at..at + 2) {
            Some(&[start, end]) => start as usize..end as usize,
            _ => 0..0,
        }
    }

    /// Returns the place of an event among those of an actor, or `None` if it is not there.
    pub(super) fn place(&self, table: &Table, actor: u32, event: u32) -> Option<usize> {
        let range = self.of(table, actor);
        let Kind::Listed { events, .. } = &self.kind else {
            return Some(event as usize).filter(|place| range.contains(place));
        };
        let sought = key(table, event);
        let at = range.start
            + events[range.clone()].partition_point(|other| key(table, *other) < sought);
        (at < range.end && events[at] == event).then_some(at)
    }

    /// Calls `visit` with each stretch of events of an actor that have one width.
    pub(super) fn for_each_width(
        &self,
        table: &Table,
        actor: u32,
        visit: &mut dyn FnMut(usize, Range<usize>),
    ) {
        let Range { mut start, end } = self.of(table, actor);
        let class_of = |place: usize| table.class(self.event(place) as usize);
        while start < end {
            let class = class_of(start);
            let until = match table.widths.len() {
                1 => end,
                _ => first_after(start..end, |place| class_of(place) <= class),
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
        let places = &self.by_other[self.of(table, actor)];
        let other_of = |at: &u32| self.other(table, *at as usize);
        let start = places.partition_point(|at| other_of(at) < other);
        let end = places.partition_point(|at| other_of(at) <= other);
        let places = &places[start..end];
        let start = places.partition_point(|at| (*at as usize) < within.start);
        let end = places.partition_point(|at| (*at as usize) < within.end);
        &places[start..end.max(start)]
    }

    /// Returns the actor on the other side of the event of one dyad at a place.
    fn other(&self, table: &Table, place: usize) -> u32 {
        let dyads = table.dyads(self.event(place) as usize);
        self.side.other(dyads.first().copied().unwrap_or_default())
    }
}

fn listed(table: &Table, side: Side, of_one_dyad: bool) -> Kind {
    let parties = table.workers.len();
    let mut starts = vec![0; parties + 1];
    let range = match of_one_dyad {
        true => 0..table.pairs.len(),
        false => table.pairs.len()..table.len(),
    };
    let visit = |add: &mut dyn FnMut(u32, u32)| {
        let mut actors = Vec::new();
        for event in range.clone() {
            actors.clear();
            for dyad in &*table.dyads(event) {
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
    for actor in starts.windows(2) {
        events[actor[0] as usize..actor[1] as usize]
            .sort_unstable_by_key(|event| key(table, *event));
    }
    Kind::Listed { starts, events }
}

/// Returns what the events of an actor are ordered by.
fn key(table: &Table, event: u32) -> (usize, (i64, u64), u32) {
    (table.class(event as usize), table.order(event as usize), event)
}

/// Returns the first place in a range for which a condition does not hold, or its end. It must hold for none after that.
///
/// The search is exponential, since what is sought is often near the start.
pub(super) fn first_after(range: Range<usize>, holds: impl Fn(usize) -> bool) -> usize {
    let (mut from, mut to, mut step) = (range.start, range.start, 1);
    while to < range.end && holds(to) {
        (from, to) = (to + 1, range.end.min(to + step));
        step *= 2;
    }
    first_after_all(from..to, holds)
}

/// The same, by binary search, if what is sought may be anywhere.
pub(super) fn first_after_all(range: Range<usize>, holds: impl Fn(usize) -> bool) -> usize {
    let Range { start: mut from, end: mut to } = range;
    while from < to {
        let middle = from + (to - from) / 2;
        match holds(middle) {
            true => from = middle + 1,
            false => to = middle,
        }
    }
    from
}
