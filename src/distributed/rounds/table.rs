//! The events that a worker has for rounds, and where else they are.

use std::ops::Range;

use crate::{
    chain::nodes::lists::Lists,
    distributed::rows::{MAY_CONTAIN, MAY_END, MAY_START, USUAL},
    timeline::Dyad,
};

use super::{
    columns::{Dyads, Pairs, Small, Times},
    lookups::{LookUp, Side},
};

/// The events that a worker has. An event is also at other workers.
///
/// Events of one dyad come first. Those that are looked up here by the [`side`](Self::side) come before the others if
/// no other side is looked up; then they are ordered by their actor on that side, by width, and in total order, so that
/// the events among which one looks are side by side. All workers list the events that they have in common in the same
/// order.
///
/// Of most events it takes nine bytes.
pub(super) struct Table {
    pub(super) earliest: Times,
    /// By event, the index of its width; `None` if there is one width.
    pub(super) classes: Option<Small>,
    /// The widths of onset intervals, ascending, in seconds.
    pub(super) widths: Vec<i64>,
    pub(super) levels: Small,
    pub(super) pairs: Pairs,
    /// The dyads of the events after those of one dyad.
    pub(super) several: Lists<Dyad>,
    /// Empty if all are [`USUAL`].
    pub(super) flags: Vec<u8>,
    pub(super) ties: Ties,
    /// The events by level; empty if there are few levels, so that a level is found as fast without.
    pub(super) by_level: Vec<u32>,
    /// By level, the start of its events in `by_level`, and the end of the last.
    pub(super) level_starts: Vec<u32>,
    /// By actor, the start of its events of one dyad that are looked up here, and the end of the last.
    pub(super) starts: Vec<u32>,
    /// The side by whose actors events are ordered.
    pub(super) side: Side,
    pub(super) look_ups: Vec<LookUp>,
    /// By party, the worker where its events are found.
    pub(super) workers: Vec<u32>,
    /// The number of this worker.
    pub(super) worker: usize,
}

/// What orders events with the same earliest onset.
pub(super) enum Ties {
    /// Nothing, since no answer depends on it.
    None,
    /// By event, the number of events here that are before it in total order.
    Orders(Vec<u32>),
    /// By event, its record.
    Records(Vec<u64>),
}

/// The greatest number of levels, and of widths of onset intervals.
pub(super) const MOST: usize = 65_000;

/// If there are more levels, a list of the events by level is kept: four bytes for each, in place of reading the levels
/// of all events once for each level.
pub(super) const FEW_LEVELS: usize = 64;

impl Table {
    pub(super) fn len(&self) -> usize {
        self.levels.len()
    }

    pub(super) fn class(&self, event: usize) -> usize {
        self.classes.as_ref().map_or(0, |classes| classes.get(event))
    }

    pub(super) fn width(&self, event: usize) -> i64 {
        self.widths[self.class(event)]
    }

    pub(super) fn level(&self, event: usize) -> usize {
        self.levels.get(event)
    }

    /// Returns what orders an event among those with the same earliest onset.
    pub(super) fn tie(&self, event: usize) -> u64 {
        match &self.ties {
            Ties::None => 0,
            Ties::Orders(orders) => u64::from(orders[event]),
            Ties::Records(records) => records[event],
        }
    }

    /// Returns what the total order compares, as far as answers depend on it.
    pub(super) fn order(&self, event: usize) -> (i64, u64) {
        (self.earliest.get(event), self.tie(event))
    }

    pub(super) fn dyads(&self, event: usize) -> Dyads<'_> {
        let singles = self.pairs.len();
        match event < singles {
            true => Dyads::One([self.pairs.get(event)]),
            false => Dyads::Several(self.several.of(event - singles)),
        }
    }

    pub(super) fn has_one_dyad(&self, event: usize) -> bool {
        event < self.pairs.len()
    }

    /// Returns the events of a level, ascending.
    pub(super) fn of_level(&self, level: usize) -> Vec<u32> {
        let mut events = Vec::new();
        if self.by_level.is_empty() {
            let [start, end] = [level, level + 1].map(|at| self.level_starts[at] as usize);
            events.reserve_exact(end - start);
            self.levels.find(level, &mut events);
        } else {
            let [start, end] = [level, level + 1].map(|at| self.level_starts[at] as usize);
            events.extend_from_slice(&self.by_level[start..end]);
        }
        events
    }

    /// Returns the events of one dyad that have an actor on the [`side`](Self::side), if they are looked up here.
    pub(super) fn of_actor(&self, actor: u32) -> Range<usize> {
        let at = actor as usize;
        match self.starts.get(at..at + 2) {
            Some(&[start, end]) => start as usize..end as usize,
            _ => 0..0,
        }
    }

    fn has(&self, event: usize, flag: u8) -> bool {
        self.flags.get(event).unwrap_or(&USUAL) & flag != 0
    }

    pub(super) fn may_contain(&self, event: usize) -> bool {
        self.has(event, MAY_CONTAIN)
    }

    pub(super) fn may_start(&self, event: usize) -> bool {
        self.may_contain(event) && self.has(event, MAY_START)
    }

    pub(super) fn may_end(&self, event: usize) -> bool {
        self.may_contain(event) && self.has(event, MAY_END)
    }

    /// Returns the worker where an actor's events are found.
    pub(super) fn worker_of(&self, actor: u32) -> usize {
        worker_of(&self.workers, actor)
    }

    /// Returns the worker that computes the value of an event.
    pub(super) fn home(&self, event: usize) -> usize {
        home(&self.look_ups, &self.workers, &self.dyads(event))
    }

    /// Writes to `workers` those where an event looks others up, each once.
    pub(super) fn later_places(&self, event: usize, workers: &mut Vec<usize>) {
        self.places(event, |look_up| look_up.later, workers);
    }

    /// Writes to `workers` those where an event is looked up, each once.
    pub(super) fn earlier_places(&self, event: usize, workers: &mut Vec<usize>) {
        self.places(event, |look_up| look_up.earlier, workers);
    }

    fn places(&self, event: usize, side: fn(&LookUp) -> Side, workers: &mut Vec<usize>) {
        workers.clear();
        let dyads = self.dyads(event);
        for look_up in &self.look_ups {
            for dyad in &*dyads {
                let worker = self.worker_of(side(look_up).of(*dyad));
                if !workers.contains(&worker) {
                    workers.push(worker);
                }
            }
        }
        workers.sort_unstable();
    }
}

/// Returns the worker where an actor's events are found.
pub(super) fn worker_of(workers: &[u32], actor: u32) -> usize {
    workers.get(actor as usize).map_or(0, |worker| *worker as usize)
}

/// Returns the worker that computes the value of an event: where it looks others up. If that is in two places, the one
/// where it is looked up as well, if there is one such, so that less is sent. `workers` are those of the parties.
pub(super) fn home(look_ups: &[LookUp], workers: &[u32], dyads: &[Dyad]) -> usize {
    let Some(dyad) = dyads.first() else { return 0 };
    let is_later = |side: &Side| look_ups.iter().any(|look_up| look_up.later == *side);
    let is_earlier = |side: &Side| look_ups.iter().any(|look_up| look_up.earlier == *side);
    let both = Side::BOTH.iter().find(|side| is_later(side) && is_earlier(side));
    let side = both.or_else(|| Side::BOTH.iter().find(|side| is_later(side)));
    worker_of(workers, side.unwrap_or(&Side::Source).of(*dyad))
}
