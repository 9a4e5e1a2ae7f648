//! What all passes over the same events have in common.

use std::ops::Range;

use crate::{distributed::peers::Peers, timeline::Dyad};

use super::{
    look_up::{Seeker, Window},
    lookups::Side,
    pass::{Listed, Pass},
    table::Table,
    value::{Sendable, Value},
};

/// What must be sent at all, the same at all workers.
#[derive(Clone, Copy)]
pub(super) struct Needs {
    /// Some event looks others up in two places.
    pub(super) sums: bool,
    /// Some event is looked up elsewhere than at its home.
    pub(super) values: bool,
}

impl Needs {
    /// Finds what must be sent. Takes a round.
    pub(super) fn of(peers: &mut Peers<'_>, table: &Table) -> Self {
        let (mut sums, mut values, mut places) = (false, false, Vec::new());
        for event in 0..table.len() {
            let home = table.home(event);
            table.later_places(event, &mut places);
            sums |= places.iter().any(|place| *place != home);
            table.earlier_places(event, &mut places);
            values |= places.iter().any(|place| *place != home);
        }
        let shared = peers.share(&[u8::from(sums), u8::from(values)]);
        let any = |nth: usize| shared.iter().any(|bytes| bytes.get(nth) == Some(&1));
        Self { sums: any(0), values: any(1) }
    }
}

/// What all passes over the same events have in common.
pub(super) struct Terms<'t> {
    pub(super) table: &'t Table,
    pub(super) lists: &'t [Listed],
    pub(super) window: Window,
    /// The level of the later event less that of the earlier must be in this range; in tenths.
    pub(super) rises: Range<i64>,
    /// All levels that occur, ascending; in tenths.
    pub(super) levels: &'t [i64],
    pub(super) needs: Needs,
    pub(super) counts_by_dyad: bool,
}

impl Terms<'_> {
    /// Returns the levels in an order in which, as one goes on, hops from ever more levels are allowed.
    pub(super) fn order_of_levels(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.levels.len()).collect();
        if self.rises.start == i64::MIN && self.rises.end != i64::MAX {
            order.reverse();
        }
        order
    }

    /// Returns `true` if the levels allow a hop.
    pub(super) fn allows(&self, earlier: usize, later: usize) -> bool {
        self.rises.contains(&(self.levels[later] - self.levels[earlier]))
    }

    pub(super) fn seeker<'e>(&self, event: u32, dyads: &'e [Dyad]) -> Seeker<'e> {
        let at = event as usize;
        let (earliest, tie) = self.table.order(at);
        Seeker { earliest, width: self.table.width(at), tie, dyads }
    }

    /// Returns what some events find here.
    pub(super) fn sums<N: Sendable>(&self, pass: &Pass<'_, N>, events: &[u32]) -> Vec<Value<N>> {
        let mut sums = vec![Value::NONE; events.len()];
        // Events that look up the same actor one after the other, so that its events are in the cache: with sums of leaves
        // that take no branch, 9.9 s of processor time in place of 12.1 (two processes of the bench `distributed`).
        let later = self.table.look_ups.first().map_or(Side::Source, |look_up| look_up.later);
        let mut order: Vec<u64> = Vec::with_capacity(events.len());
        for (nth, event) in (0..).zip(events) {
            let dyads = self.table.dyads(*event as usize);
            let actor = dyads.first().map_or(0, |dyad| later.of(*dyad));
            order.push(u64::from(actor) << 32 | nth);
        }
        order.sort_unstable();
        let mut actors = Vec::new();
        for nth in order {
            let nth = nth as u32 as usize;
            let dyads = self.table.dyads(events[nth] as usize);
            let seeker = self.seeker(events[nth], &dyads);
            sums[nth] = pass.sum(self.window, &seeker, &mut actors);
        }
        sums
    }
}
