//! [`PathTable`]: the paths along hops that lead to each event, kept from one transaction to the next.

use crate::{
    chain::{
        engine::{layers::Lengths, monoid::Monoid, values::Greatest},
        prepared::Prepared,
        query::query::Query,
    },
    watch::snapshot::Snapshot,
};

/// The paths along hops that begin where a chain may start and lead to an event: what the event passes on to those that
/// follow it. A chain that ends in a later event goes along such a path.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Paths {
    /// The number of paths, that of the event alone included.
    pub(super) count: u64,
    /// The number of events of the longest.
    pub(super) longest: u16,
    /// The lowest level at which one starts, in tenths.
    pub(super) lowest: i16,
}

/// The paths that lead to each event, by record: 12 bytes for each.
#[derive(Debug, Default)]
pub(super) struct PathTable {
    counts: Vec<u64>,
    longest: Vec<u16>,
    lowest: Vec<i16>,
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

    /// Finds the paths to all events. Returns `None` if a number does not fit.
    pub(super) fn of(prepared: &Prepared<'_>, snapshot: &Snapshot) -> Option<Self> {
        let (engine, scope) = (&prepared.engine, prepared.scope());
        let len = engine.nodes.len();
        let (mut counts, mut lowest) = (vec![0; len], vec![None; len]);
        engine.count_paths::<u64>(&scope, Lengths::ANY, &mut |_, at, received| {
            counts[at.node] = received.checked_add(u64::from(scope.may_start(at.node)))?;
            Some(())
        })?;
        let level = |node| Greatest(-(engine.nodes.level(node) as f64));
        engine.pass_layers(&scope, Lengths::ANY, level, |_, node, own, received| {
            let combined = own.combine(received);
            if combined != Greatest::IDENTITY {
                lowest[node] = Some(-combined.0 as i64);
            }
        });
        let mut table = Self::default();
        for (node, longest) in engine.path_lengths(&scope).into_iter().enumerate() {
            let Some(lowest) = lowest[node] else { continue };
            table.set(
                snapshot.record(prepared.event(node).id()),
                Paths {
                    count: counts[node],
                    longest: longest.try_into().ok()?,
                    lowest: lowest.try_into().ok()?,
                },
            );
        }
        Some(table)
    }

    pub(super) fn get(&self, record: u32) -> Paths {
        let nth = record as usize;
        match self.counts.get(nth) {
            Some(count) => {
                Paths { count: *count, longest: self.longest[nth], lowest: self.lowest[nth] }
            }
            None => Paths::default(),
        }
    }

    pub(super) fn set(&mut self, record: u32, paths: Paths) {
        let nth = record as usize;
        if nth >= self.counts.len() {
            self.counts.resize(nth + 1, 0);
            self.longest.resize(nth + 1, 0);
            self.lowest.resize(nth + 1, 0);
        }
        self.counts[nth] = paths.count;
        self.longest[nth] = paths.longest;
        self.lowest[nth] = paths.lowest;
    }
}
