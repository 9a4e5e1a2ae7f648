//! Making a table of the rows that a worker has received.

use std::collections::BTreeSet;

use crate::{
    chain::{Precedence, nodes::lists::Lists},
    distributed::{
        merge_rows::MergedRows,
        rows::{Row, RowReader, USUAL},
        ship::Received,
    },
};

use super::{
    columns::{Pairs, Small, Times, reorder},
    look_up::Window,
    lookups::{LookUp, Side},
    table::{FEW_LEVELS, MOST, Table, Ties, worker_of},
};

/// What decides how rows are arranged.
pub(super) struct Plan<'p> {
    /// All levels that occur, ascending; in tenths.
    pub(super) levels: &'p [i64],
    pub(super) look_ups: Vec<LookUp>,
    /// By party, the worker where its events are found.
    pub(super) workers: Vec<u32>,
    /// The number of this worker.
    pub(super) worker: usize,
    pub(super) window: Window,
    pub(super) keeps_records: bool,
}

/// What is known of all rows before the first is taken.
struct Survey {
    /// The first and the last earliest onset.
    first: i64,
    last: i64,
    /// The widths of onset intervals.
    widths: BTreeSet<i64>,
    is_usual: bool,
    /// By place of an actor, the number of events of one dyad; and the number of all others.
    singles: Vec<u32>,
    several: usize,
}

impl Plan<'_> {
    /// Returns the side by whose actors events are ordered.
    fn side(&self) -> Side {
        self.look_ups.first().map_or(Side::Target, |look_up| look_up.earlier)
    }

    /// Returns the place of a row of one dyad among the groups of those with the same actor.
    fn group(&self, row: &Row, one_sided: bool) -> usize {
        let actor = row.dyads.first().map_or(0, |dyad| self.side().of(*dyad));
        let is_elsewhere = one_sided && worker_of(&self.workers, actor) != self.worker;
        actor as usize + if is_elsewhere { self.workers.len() } else { 0 }
    }

    /// Returns `true` if events are looked up by one side alone.
    fn is_one_sided(&self) -> bool {
        self.look_ups.iter().all(|look_up| look_up.earlier == self.side())
    }

    fn survey(&self, received: &Received) -> Survey {
        let mut survey = Survey {
            first: i64::MAX,
            last: i64::MIN,
            widths: BTreeSet::new(),
            is_usual: true,
            singles: vec![0; 2 * self.workers.len() + 1],
            several: 0,
        };
        let one_sided = self.is_one_sided();
        let (mut row, mut known) = (Row::default(), None);
        for (_, bytes) in received.packets.iter() {
            let mut reader = RowReader::new(bytes);
            while reader.next(&mut row) {
                survey.first = survey.first.min(row.earliest);
                survey.last = survey.last.max(row.earliest);
                if known != Some(row.width) {
                    survey.widths.insert(row.width);
                    known = Some(row.width);
                }
                survey.is_usual &= row.flags == USUAL;
                match row.dyads.len() {
                    1 => survey.singles[self.group(&row, one_sided) + 1] += 1,
                    _ => survey.several += 1,
                }
            }
        }
        survey
    }

    /// Makes a table of rows. Returns `None` if there are too many widths.
    pub(super) fn arrange(self, received: Received) -> Option<Table> {
        let Survey { first, last, widths, is_usual, singles: mut starts, several } =
            self.survey(&received);
        if widths.len() > MOST {
            return None;
        }
        let len = received.rows as usize;
        let (parties, one_sided) = (self.workers.len(), self.is_one_sided());
        for group in 0..2 * parties {
            starts[group + 1] += starts[group];
        }
        let singles = len - several;
        let Window { min_gap, precedence, .. } = self.window;
        // Else all that an event follows is earlier.
        let has_ties = min_gap <= 0 && (precedence == Precedence::Recorded || widths.contains(&0));
        let mut table = Table {
            earliest: Times::new(len, first, last),
            classes: (widths.len() > 1).then(|| Small::zeros(len, widths.len())),
            widths: widths.into_iter().collect(),
            levels: Small::zeros(len, self.levels.len()),
            pairs: Pairs::new(singles, parties),
            several: Lists::default(),
            flags: if is_usual { Vec::new() } else { vec![0; len] },
            ties: match (self.keeps_records, has_ties) {
                (true, _) => Ties::Records(vec![0; len]),
                (false, true) => Ties::Orders(vec![0; len]),
                (false, false) => Ties::None,
            },
            by_level: Vec::new(),
            level_starts: vec![0; self.levels.len() + 1],
            starts: starts[..=parties].to_vec(),
            side: self.side(),
            look_ups: Vec::new(),
            workers: Vec::new(),
            worker: self.worker,
        };
        let (mut rows, mut next) = (MergedRows::new(received), starts.clone());
        let (mut row, mut next_several) = (Row::default(), singles);
        let mut order = 0;
        while rows.take(&mut row) {
            let at = match row.dyads.len() {
                1 => {
                    let next = &mut next[self.group(&row, one_sided)];
                    *next += 1;
                    *next as usize - 1
                }
                _ => {
                    table.several.push(&row.dyads);
                    next_several += 1;
                    next_several - 1
                }
            };
            table.put(at, &row, order, self.levels);
            order += 1;
        }
        if table.widths.len() > 1 {
            for group in starts.windows(2) {
                table.sort_by_width(group[0] as usize..group[1] as usize);
            }
        }
        table.list_levels(self.levels.len());
        Some(Table { look_ups: self.look_ups, workers: self.workers, ..table })
    }
}

impl Table {
    /// Writes a row to a place.
    fn put(&mut self, at: usize, row: &Row, order: u32, levels: &[i64]) {
        self.earliest.set(at, row.earliest);
        if let Some(classes) = &mut self.classes {
            classes.set(at, self.widths.binary_search(&row.width).unwrap_or(0));
        }
        let level = levels.binary_search(&row.level).unwrap_or(0);
        self.levels.set(at, level);
        self.level_starts[level + 1] += 1;
        if let [dyad] = row.dyads[..] {
            self.pairs.set(at, dyad);
        }
        if let Some(flags) = self.flags.get_mut(at) {
            *flags = row.flags;
        }
        match &mut self.ties {
            Ties::None => {}
            Ties::Orders(orders) => orders[at] = order,
            Ties::Records(records) => records[at] = row.record,
        }
    }

    /// Sorts the events of one actor by width. The sort is stable, so that events of one width stay in total order.
    fn sort_by_width(&mut self, range: std::ops::Range<usize>) {
        let mut order: Vec<u32> = (0..range.len() as u32).collect();
        order.sort_by_key(|nth| self.class(range.start + *nth as usize));
        self.earliest.reorder(range.clone(), &order);
        self.levels.reorder(range.clone(), &order);
        self.pairs.reorder(range.clone(), &order);
        if let Some(classes) = &mut self.classes {
            classes.reorder(range.clone(), &order);
        }
        if !self.flags.is_empty() {
            reorder(&mut self.flags[range.clone()], &order);
        }
        match &mut self.ties {
            Ties::None => {}
            Ties::Orders(orders) => reorder(&mut orders[range], &order),
            Ties::Records(records) => reorder(&mut records[range], &order),
        }
    }

    /// Lists the events by level.
    fn list_levels(&mut self, levels: usize) {
        for level in 0..levels {
            self.level_starts[level + 1] += self.level_starts[level];
        }
        if levels <= FEW_LEVELS {
            return;
        }
        let mut next = self.level_starts.clone();
        self.by_level = vec![0; self.len()];
        for event in 0..self.len() {
            let at = &mut next[self.level(event)];
            self.by_level[*at as usize] = event as u32;
            *at += 1;
        }
    }
}
