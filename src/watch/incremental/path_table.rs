//! [`PathTable`]: the hops and paths that lead to each event, kept from one transaction to the next.

use super::column::Column;
use crate::{
    chain::{
        engine::{layers::Lengths, monoid::Monoid, scope::Scope, values::Greatest},
        nodes::bounds::Bounds,
        prepared::Prepared,
        query::query::Query,
    },
    watch::snapshot::Snapshot,
};

/// Paths along hops that begin where a chain may start and lead to an event.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Paths {
    /// The number of paths.
    pub(super) count: u128,
    /// The number of events of the longest, that event included; 0 if there is none.
    pub(super) longest: u16,
    /// The lowest level at which one starts, in tenths; 0 if there is none.
    pub(super) lowest: i16,
}

/// The hops to an event, and the paths along them: those of two or more events, so that each is a chain if one may end in
/// the event.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Leading {
    /// The number of hops.
    pub(super) hops: u64,
    pub(super) paths: Paths,
}

/// What leads to each event, by record: 4 bytes for each event or more, as the numbers need.
#[derive(Debug)]
pub(super) struct PathTable {
    hops: Column,
    counts: Column,
    longest: Column,
    lowest: Column,
}

impl Paths {
    /// Returns the paths that go on from any of two sets of paths. Returns `None` if the numbers do not fit.
    pub(super) fn and(self, other: Self) -> Option<Self> {
        let (one, other) = match (self.count, other.count) {
            (0, _) => return Some(other),
            (_, 0) => return Some(self),
            _ => (self, other),
        };
        Some(Self {
            count: one.count.checked_add(other.count)?,
            longest: one.longest.max(other.longest),
            lowest: one.lowest.min(other.lowest),
        })
    }

    /// Returns the path of an event alone, with a level in tenths.
    pub(super) fn of_start(level: i64) -> Option<Self> {
        Some(Self { count: 1, longest: 1, lowest: level.try_into().ok()? })
    }

    /// Returns the same paths, each with an event more.
    pub(super) fn extended(self) -> Option<Self> {
        match self.count {
            0 => Some(self),
            _ => Some(Self { longest: self.longest.checked_add(1)?, ..self }),
        }
    }
}

impl PathTable {
    /// Returns `true` if the paths to an event tell which chains end in it: the query bounds neither the number of
    /// events of a chain nor its span, and has no steps.
    pub(super) fn suits(query: &Query) -> bool {
        query.min_len == 2
            && query.max_len.is_none()
            && query.within.is_none()
            && query.steps.is_empty()
    }

    /// Returns `true` if a table of this many records is too large for a number of events: a journal may hold any number
    /// of a record.
    pub(super) fn is_sparse(records: usize, events: usize) -> bool {
        records > 8 * events + (1 << 20)
    }

    /// Finds what leads to all events. Returns `None` if a number does not fit, or if most records have no event.
    pub(super) fn of(prepared: &Prepared<'_>, snapshot: &Snapshot) -> Option<Self> {
        let (engine, scope) = (&prepared.engine, prepared.scope());
        let nodes = engine.nodes.len();
        let mut records = Vec::with_capacity(nodes);
        let mut end = 0;
        for node in 0..nodes {
            let record = snapshot.record(prepared.event(node).id());
            records.push(record);
            end = end.max(record as usize + 1);
        }
        if Self::is_sparse(end, snapshot.timeline.len()) {
            return None;
        }
        let [mut hops, mut counts, mut longest, mut lowest] = [(); 4].map(|()| Column::new(end));
        let bounds = Bounds::default();
        engine.pass_forward(&Scope::new(&bounds, &engine.nodes), &mut |node, found: u64| {
            hops.set(records[node], found.into());
            1
        });
        engine.count_paths::<u128>(&scope, Lengths::ANY, &mut |_, at, received| {
            counts.set(records[at.node], received);
            Some(())
        })?;
        let level = |node| Greatest(-(engine.nodes.level(node) as f64));
        let mut fits = true;
        engine.pass_layers(&scope, Lengths::ANY, level, |_, node, _, received| {
            if received != Greatest::IDENTITY {
                match i16::try_from(-received.0 as i64) {
                    Ok(level) => lowest.set(records[node], zigzag(level)),
                    Err(_) => fits = false,
                }
            }
        });
        for (node, events) in engine.path_lengths(&scope).into_iter().enumerate() {
            fits = fits && u16::try_from(events).is_ok();
            if events > 1 {
                longest.set(records[node], events.into());
            }
        }
        fits.then_some(Self { hops, counts, longest, lowest })
    }

    pub(super) fn get(&self, record: u32) -> Leading {
        let hops = self.hops.get(record) as u64;
        let count = self.counts.get(record);
        let (longest, lowest) = match count {
            0 => (0, 0),
            _ => (self.longest.get(record) as u16, level(self.lowest.get(record))),
        };
        Leading { hops, paths: Paths { count, longest, lowest } }
    }

    pub(super) fn set(&mut self, record: u32, Leading { hops, paths }: Leading) {
        self.hops.set(record, hops.into());
        self.counts.set(record, paths.count);
        self.longest.set(record, paths.longest.into());
        self.lowest.set(record, zigzag(paths.lowest));
    }
}

/// Returns the place of a level in 0, -1, 1, -2, 2, …, so that levels near 0 are small numbers.
fn zigzag(level: i16) -> u128 {
    let twice = i64::from(level) << 1;
    (twice ^ (twice >> 63)) as u128
}

fn level(zigzag: u128) -> i16 {
    let half = (zigzag >> 1) as i64;
    (half ^ -((zigzag & 1) as i64)) as i16
}
