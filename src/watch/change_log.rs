//! [`ChangeLog`]: what the last transactions changed, so that what follows from a state need not be found again.

use std::{
    collections::{BTreeSet, VecDeque},
    sync::Arc,
};

use super::snapshot::OrderKey;
use crate::timeline::Dyad;

/// What changed in the answers to a query.
#[derive(Clone, Debug, Default)]
pub(super) struct Touches {
    /// The events whose figures changed, at their places before and after.
    pub(super) events: BTreeSet<OrderKey>,
    /// The dyads of these events.
    pub(super) dyads: BTreeSet<Dyad>,
    /// The threats of which something else became; `None` if any may be one.
    pub(super) threats: Option<BTreeSet<OrderKey>>,
}

/// Identifies one state of one watch.
pub(super) type StateMark = Arc<()>;

/// What the last transactions changed, by query.
#[derive(Debug, Default)]
pub(super) struct ChangeLog {
    entries: VecDeque<Entry>,
    /// The number of events and threats in all entries.
    len: usize,
    state: StateMark,
}

#[derive(Debug)]
struct Entry {
    /// The state before the transaction.
    before: StateMark,
    /// By query; `None` if anything may have changed.
    queries: Vec<Option<Touches>>,
}

/// The greatest number of events and threats that are remembered. To look at more of them costs no less than to look at
/// all events of most timelines.
const MOST: usize = 100_000;

impl Touches {
    fn len(&self) -> usize {
        self.events.len() + self.threats.as_ref().map_or(0, BTreeSet::len)
    }
}

impl ChangeLog {
    /// Notes what a transaction changed.
    pub(super) fn push(&mut self, queries: Vec<Option<Touches>>) {
        let before = std::mem::take(&mut self.state);
        self.len += len(&queries);
        self.entries.push_back(Entry { before, queries });
        while self.len > MOST || self.entries.len() > MOST {
            let Some(oldest) = self.entries.pop_front() else { break };
            self.len -= len(&oldest.queries);
        }
    }

    /// Returns the mark of the state that there is now.
    pub(super) fn state(&self) -> &StateMark {
        &self.state
    }

    /// Returns what changed in the answers to the nth query since a state. Returns `None` if that is not known: anything may
    /// have changed.
    pub(super) fn since(&self, state: &StateMark, query: usize) -> Option<Touches> {
        let mut all = Touches { threats: Some(BTreeSet::new()), ..Touches::default() };
        if Arc::ptr_eq(state, &self.state) {
            return Some(all);
        }
        let first = self.entries.iter().rposition(|entry| Arc::ptr_eq(state, &entry.before))?;
        for entry in self.entries.range(first..) {
            let Touches { events, dyads, threats } = entry.queries.get(query)?.as_ref()?;
            all.events.extend(events);
            all.dyads.extend(dyads);
            all.threats = match (all.threats, threats) {
                (Some(mut known), Some(threats)) => {
                    known.extend(threats);
                    Some(known)
                }
                _ => None,
            };
        }
        Some(all)
    }
}

fn len(queries: &[Option<Touches>]) -> usize {
    queries.iter().flatten().map(Touches::len).sum()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::{collections::BTreeSet, sync::Arc};

    use super::{ChangeLog, MOST, StateMark, Touches};

    fn touching(events: std::ops::Range<usize>) -> Vec<Option<Touches>> {
        let events = events.map(|nth| (nth as i64, 0)).collect();
        vec![Some(Touches { events, threats: Some(BTreeSet::new()), ..Touches::default() })]
    }

    fn since(log: &ChangeLog, state: &StateMark) -> Option<usize> {
        log.since(state, 0).map(|touches| touches.events.len())
    }

    #[test]
    fn what_changed_since_a_state_is_known_for_some_time() {
        let mut log = ChangeLog::default();
        let states: Vec<_> = (0..3)
            .map(|nth| {
                let state = Arc::clone(log.state());
                log.push(touching(10 * nth..10 * nth + 4));
                state
            })
            .collect();
        assert_eq!(since(&log, log.state()), Some(0));
        assert_eq!([0, 1, 2].map(|nth| since(&log, &states[nth])), [Some(12), Some(8), Some(4)]);
        log.push(touching(100..100 + MOST - 8));
        let known = [0, 1, 2].map(|nth| since(&log, &states[nth]));
        assert_eq!(known, [None, Some(MOST), Some(MOST - 4)], "the oldest is forgotten");
        log.push(vec![None]);
        assert_eq!(since(&log, &states[2]), None, "anything may have changed");
    }

    #[test]
    fn transactions_that_change_no_event_are_forgotten_as_well() {
        let mut log = ChangeLog::default();
        let first = Arc::clone(log.state());
        for _ in 0..MOST {
            log.push(touching(0..0));
        }
        assert!(log.since(&first, 0).is_some());
        log.push(touching(0..0));
        assert!(log.since(&first, 0).is_none());
    }
}
