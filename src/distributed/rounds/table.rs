//! The events that a worker has for rounds, and where else they are.

use crate::{
    chain::nodes::{lists::Lists, onsets::Onsets},
    distributed::{
        merge_rows::MergedRows,
        placement::Placement,
        rows::{MAY_CONTAIN, MAY_END, MAY_START, Row, USUAL},
    },
    timeline::Dyad,
};

use super::lookups::{LookUp, Side};

/// The events that a worker has, in total order. An event is also at other workers.
pub(super) struct Table {
    pub(super) earliest: Onsets,
    /// By event, the index of its width; empty if there is one width.
    classes: Vec<u16>,
    /// The widths of onset intervals, in seconds.
    pub(super) widths: Vec<i64>,
    pub(super) levels: Vec<u16>,
    pub(super) dyads: Lists<Dyad>,
    /// Empty while all are [`USUAL`].
    flags: Vec<u8>,
    /// By event, its record; empty unless chains are listed.
    pub(super) records: Vec<u64>,
    /// The events by level, each level in total order.
    by_level: Vec<u32>,
    /// By level, the start of its events, and the end of the last.
    starts: Vec<u32>,
    pub(super) look_ups: Vec<LookUp>,
    pub(super) placement: Placement,
    /// The number of this worker.
    pub(super) worker: usize,
}

/// The greatest number of levels, and of widths of onset intervals.
pub(super) const MOST: usize = 65_000;

impl Table {
    /// Takes the rows of a worker. `levels` are all levels that occur. Returns `None` if there are too many widths.
    pub(super) fn new(
        mut rows: MergedRows,
        levels: &[i64],
        look_ups: Vec<LookUp>,
        (placement, worker): (Placement, usize),
        keeps_records: bool,
    ) -> Option<Self> {
        let mut table = Self {
            earliest: Onsets::default(),
            classes: Vec::new(),
            widths: Vec::new(),
            levels: Vec::new(),
            dyads: Lists::default(),
            flags: Vec::new(),
            records: Vec::new(),
            by_level: Vec::new(),
            starts: vec![0; levels.len() + 1],
            look_ups,
            placement,
            worker,
        };
        let count = rows.count;
        table.earliest.reserve(count);
        table.levels.reserve_exact(count);
        table.dyads.reserve(count);
        let mut row = Row::default();
        while rows.take(&mut row) {
            let class = table.class_of(row.width)?;
            if class > 0 || !table.classes.is_empty() {
                table.classes.resize(table.levels.len(), 0);
                table.classes.push(class);
            }
            table.earliest.extend([row.earliest].into_iter());
            let level = levels.binary_search(&row.level).unwrap_or(0);
            table.starts[level + 1] += 1;
            table.levels.push(level as u16);
            table.dyads.push(&row.dyads);
            if row.flags != USUAL || !table.flags.is_empty() {
                table.flags.resize(table.levels.len() - 1, USUAL);
                table.flags.push(row.flags);
            }
            if keeps_records {
                table.records.push(row.record);
            }
        }
        for level in 0..levels.len() {
            table.starts[level + 1] += table.starts[level];
        }
        let mut next = table.starts.clone();
        table.by_level = vec![0; table.levels.len()];
        for (event, level) in (0..).zip(&table.levels) {
            let at = &mut next[usize::from(*level)];
            table.by_level[*at as usize] = event;
            *at += 1;
        }
        Some(table)
    }

    fn class_of(&mut self, width: i64) -> Option<u16> {
        // The last width is the most likely.
        if let Some(class) = self.widths.iter().rposition(|known| *known == width) {
            return Some(class as u16);
        }
        self.widths.push(width);
        (self.widths.len() <= MOST).then(|| self.widths.len() as u16 - 1)
    }

    pub(super) fn len(&self) -> usize {
        self.levels.len()
    }

    pub(super) fn class(&self, event: usize) -> usize {
        self.classes.get(event).map_or(0, |class| usize::from(*class))
    }

    pub(super) fn width(&self, event: usize) -> i64 {
        self.widths[self.class(event)]
    }

    pub(super) fn level(&self, event: usize) -> usize {
        usize::from(self.levels[event])
    }

    /// Returns the events of a level, in total order.
    pub(super) fn of_level(&self, level: usize) -> &[u32] {
        &self.by_level[self.starts[level] as usize..self.starts[level + 1] as usize]
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

    pub(super) fn has_one_dyad(&self, event: usize) -> bool {
        self.dyads.of(event).len() == 1
    }

    /// Returns the worker where an actor's events are found.
    pub(super) fn worker_of(&self, actor: u32) -> usize {
        self.placement.worker((actor, actor))
    }

    /// Returns the worker that computes the value of an event.
    pub(super) fn home(&self, event: usize) -> usize {
        home(&self.look_ups, &self.placement, self.dyads.of(event))
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
        for look_up in &self.look_ups {
            for dyad in self.dyads.of(event) {
                let worker = self.worker_of(side(look_up).of(*dyad));
                if !workers.contains(&worker) {
                    workers.push(worker);
                }
            }
        }
        workers.sort_unstable();
    }
}

/// Returns the worker that computes the value of an event: where it looks others up. If that is in two places, the one
/// where it is looked up as well, if there is one such, so that less is sent.
pub(super) fn home(look_ups: &[LookUp], placement: &Placement, dyads: &[Dyad]) -> usize {
    let Some(dyad) = dyads.first() else { return 0 };
    let is_later = |side: &Side| look_ups.iter().any(|look_up| look_up.later == *side);
    let is_earlier = |side: &Side| look_ups.iter().any(|look_up| look_up.earlier == *side);
    let both = Side::BOTH.iter().find(|side| is_later(side) && is_earlier(side));
    let side = both.or_else(|| Side::BOTH.iter().find(|side| is_later(side)));
    let actor = side.unwrap_or(&Side::Source).of(*dyad);
    placement.worker((actor, actor))
}
