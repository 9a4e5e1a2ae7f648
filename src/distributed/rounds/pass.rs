//! One computation of the values of all events, with numbers of one width.

use crate::chain::number::Number;

use super::{
    leaves::Leaves,
    lists::Events,
    lookups::{Filter, Side},
    table::Table,
};

/// The lists of the events that are looked up by one of their actors.
pub(super) struct Listed {
    pub(super) side: Side,
    /// The events of one dyad.
    pub(super) single: Events,
    /// The events of several dyads, which are compared one by one.
    pub(super) several: Events,
}

/// The lists of a worker, for each side by which events are looked up.
pub(super) fn lists(table: &Table) -> Vec<Listed> {
    let mut lists = Vec::new();
    for side in Side::BOTH {
        let mut of_side = table.look_ups.iter().filter(|look_up| look_up.earlier == side);
        let is_filtered =
            table.look_ups.iter().any(|one| one.earlier == side && one.filter != Filter::All);
        if of_side.next().is_some() {
            lists.push(Listed {
                side,
                single: Events::new(table, side, true, is_filtered),
                several: Events::new(table, side, false, false),
            });
        }
    }
    lists
}

/// The values of the events that are looked up here, with numbers of one width.
///
/// Sums wrap. Each worker keeps a checked total of the values that it computes, of which, over all workers, every sum is a
/// part: if the sum of the totals overflows, the values are computed again with wider numbers.
pub(super) struct Pass<'t, N> {
    pub(super) table: &'t Table,
    pub(super) lists: &'t [Listed],
    /// By list, the values of the events of one dyad and of several.
    pub(super) leaves: Vec<[Leaves<N>; 2]>,
}

impl<'t, N: Number> Pass<'t, N> {
    pub(super) fn new(table: &'t Table, lists: &'t [Listed]) -> Self {
        let mut leaves = Vec::new();
        for list in lists {
            let levels = table.level_starts.len() - 1;
            let of = |events: &Events| Leaves::new(events.len(table), levels);
            leaves.push([of(&list.single), of(&list.several)]);
        }
        Self { table, lists, leaves }
    }
}
