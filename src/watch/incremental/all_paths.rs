//! Finding the hops and paths that lead to all events, for a [`PathTable`].

use super::{
    leading::{Leading, Paths},
    path_table::PathTable,
};
use crate::{
    chain::{
        engine::{layers::Lengths, monoid::Monoid, scope::Scope, values::Greatest},
        nodes::bounds::Bounds,
        prepared::Prepared,
        query::query::Query,
    },
    watch::snapshot::Snapshot,
};

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
    pub(super) fn of_all(prepared: &Prepared<'_>, snapshot: &Snapshot) -> Option<Self> {
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
        let (mut hops, mut counts) = (vec![0_u64; end], vec![0_u128; end]);
        let (mut longest, mut lowest) = (vec![0_u16; end], vec![0_i16; end]);
        let bounds = Bounds::default();
        engine.pass_forward(&Scope::new(&bounds, &engine.nodes), &mut |node, found: u64| {
            hops[records[node] as usize] = found;
            1
        });
        engine.count_paths::<u128>(&scope, Lengths::ANY, &mut |_, at, received| {
            counts[records[at.node] as usize] = received;
            Some(())
        })?;
        let level = |node| Greatest(-(engine.nodes.level(node) as f64));
        let mut fits = true;
        engine.pass_layers(&scope, Lengths::ANY, level, |_, node, _, received| {
            if received != Greatest::IDENTITY {
                match i16::try_from(-received.0 as i64) {
                    Ok(level) => lowest[records[node] as usize] = level,
                    Err(_) => fits = false,
                }
            }
        });
        for (node, events) in engine.path_lengths(&scope).into_iter().enumerate() {
            match u16::try_from(events) {
                Ok(events) => longest[records[node] as usize] = events,
                Err(_) => fits = false,
            }
        }
        fits.then(|| {
            Self::of((0..end).map(|nth| {
                let paths =
                    Paths { count: counts[nth], longest: longest[nth], lowest: lowest[nth] };
                Leading { hops: hops[nth], paths }
            }))
        })
    }
}
