//! The events that a worker keeps, as the nodes of the engine of one process.

use std::{ops::Range, sync::Arc};

use super::{
    merge_rows::MergedRows,
    rows::{INTERRUPTS, MAY_CONTAIN, MAY_END, MAY_START, Row},
};
use crate::{
    chain::{
        Chains, Query, Tuning,
        engine::steps::matching::{Matching, StepClasses, hop_engine},
        nodes::{
            bounds::Bounds,
            interruptions::Interruptions,
            nodes::{Dyad, NodeRow, Nodes},
            onset_interval::OnsetInterval,
        },
        prepared::{Cached, Prepared},
    },
    error::Error,
    timeline::{Granularity, RollUp, Timeline},
};

/// The events that a worker keeps.
pub(super) struct Holding<'t> {
    pub(super) chains: Chains<'t>,
    /// By node, its record; empty unless chains are to be listed.
    pub(super) records: Vec<u64>,
    /// The nodes in which chains may start and whose hops count: all, or those of a slice of time.
    pub(super) core: Range<usize>,
}

/// A slice of time that contains all events, half-open, in seconds since 1970.
pub(super) const ALL_TIME: (i64, i64) = (i64::MIN, i64::MAX);

/// Rows between two calls of [`Nodes::append`].
const BLOCK: usize = 512;

#[derive(Default)]
struct Building {
    nodes: Nodes,
    rows: Vec<(NodeRow, Dyad)>,
    interruptions: Vec<(Dyad, OnsetInterval)>,
    /// Empty while chains may contain, start with and end in all nodes.
    flags: Vec<[bool; 3]>,
    steps_passed: Vec<u32>,
    records: Vec<u64>,
    len: usize,
    /// The number of nodes before the slice, and that of those in it or before it.
    before: usize,
    within: usize,
}

impl Building {
    fn add(&mut self, row: &Row, position: u32, (from, until): (i64, i64)) {
        let (earliest, width) = (row.earliest, row.width);
        if row.has(INTERRUPTS) {
            let onset = OnsetInterval { earliest, latest: row.latest(), position };
            for dyad in &row.dyads {
                self.interruptions.push((*dyad, onset));
            }
            return;
        }
        let level_index = self.nodes.levels.provisional_index(row.level);
        let node = NodeRow { position, earliest, width, level_index };
        if let [dyad] = row.dyads[..] {
            self.rows.push((node, dyad));
            if self.rows.len() == BLOCK {
                self.nodes.append(&mut self.rows);
            }
        } else {
            self.nodes.append(&mut self.rows);
            self.nodes.push(node, &row.dyads, None);
        }
        self.before += usize::from(earliest < from);
        self.within += usize::from(earliest < until);
        let is_in_slice = from <= earliest && earliest < until;
        let may_start = row.has(MAY_START) && is_in_slice;
        let flags = [row.has(MAY_CONTAIN), may_start, row.has(MAY_END)];
        if flags != [true; 3] || !self.flags.is_empty() {
            self.flags.resize(self.len, [true; 3]);
            self.flags.push(flags);
        }
        self.len += 1;
    }
}

impl<'t> Holding<'t> {
    /// Makes nodes of rows, and the engine of a query. `empty` is a timeline without events: what an answer needs of
    /// events is in the rows. Chains start in the slice of time from `slice.0` until `slice.1`.
    pub(super) fn new(
        mut rows: MergedRows,
        query: &Query,
        empty: &'t Timeline,
        slice: (i64, i64),
        keeps_records: bool,
    ) -> Result<Self, Error> {
        let mut building = Building::default();
        building.nodes.reserve(rows.count);
        let (mut row, mut position, mut last) = (Row::default(), 0, None);
        while rows.take(&mut row) {
            let is_node = !row.has(INTERRUPTS);
            // An event that takes part and interrupts has two rows.
            position += u32::from(last.is_some_and(|last| last != row.record));
            last = Some(row.record);
            building.add(&row, position, slice);
            if is_node && keeps_records {
                building.records.push(row.record);
            }
            if is_node && !query.steps.is_empty() {
                building.steps_passed.push(row.steps);
            }
        }
        let Building { mut nodes, mut rows, interruptions, flags, steps_passed, records, .. } =
            building;
        nodes.append(&mut rows);
        nodes.finish();
        if !interruptions.is_empty() {
            nodes.interruptions = Some(Arc::new(Interruptions::new(interruptions)));
        }
        let longest = nodes.earliest.span().min(query.most_span());
        let within = query.within.map(|within| within.num_seconds());
        let within = within.filter(|within| *within < longest);
        let bounds = Bounds::of_flags(&flags, within);
        let nodes = Arc::new(nodes);
        let (engine, relations) = hop_engine(&nodes, query, Tuning::default(), None);
        let matching = match relations {
            Some(relations) => {
                let classes = StepClasses::new(query, &steps_passed)?;
                Some(Matching::new(&relations, &classes, &bounds))
            }
            None => None,
        };
        let view = empty.view();
        let prepared = Prepared {
            roll_up: Arc::new(RollUp::new(&view, &Granularity::Exact, false)),
            view,
            query: query.clone(),
            in_worlds: false,
            engine,
            bounds,
            matching,
            cached: Cached::default(),
        };
        let core = building.before..building.within;
        Ok(Self { chains: Chains { prepared: Arc::new(prepared) }, records, core })
    }
}
