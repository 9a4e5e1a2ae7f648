//! [`Snapshot`]: one state of a watch, with the record number of each event.

use std::sync::Arc;

use super::chain_key::{ChainKey, EventName};
use crate::{
    chain::chain::Chain,
    model::EventId,
    timeline::{EventRef, Timeline},
};

/// The place of an event in total order: its earliest onset, in seconds since 1970, and its record.
pub(super) type OrderKey = (i64, u32);

/// A state of a watch: its timeline, and the number of the record of each event.
#[derive(Clone, Debug)]
pub(super) struct Snapshot {
    pub(super) timeline: Arc<Timeline>,
    /// By event, the number of its record, in ascending order. `None` if each number is the id of the event, which saves
    /// 4 bytes for each event.
    numbers: Option<Arc<Vec<u32>>>,
}

impl Snapshot {
    /// Creates the state of a timeline whose events are these records, in ascending order.
    pub(super) fn new(timeline: Timeline, records: Vec<u32>) -> Self {
        let is_same = records.last().is_none_or(|last| *last as usize + 1 == records.len());
        let numbers = (!is_same).then(|| Arc::new(records));
        Self { timeline: Arc::new(timeline), numbers }
    }

    /// Creates the state of a timeline in which the number of each record is the id of its event.
    pub(super) fn of_all(timeline: Timeline) -> Self {
        Self { timeline: Arc::new(timeline), numbers: None }
    }

    /// Returns the number of the record of an event.
    pub(super) fn record(&self, event: EventId) -> u32 {
        self.numbers.as_ref().map_or(event.0, |numbers| numbers[event.index()])
    }

    /// Returns the event of a record; `None` if it is withdrawn or does not exist.
    pub(super) fn event(&self, record: u32) -> Option<EventId> {
        match &self.numbers {
            None => ((record as usize) < self.timeline.len()).then_some(EventId(record)),
            Some(numbers) => numbers.binary_search(&record).ok().map(|nth| EventId(nth as u32)),
        }
    }

    /// Returns the records of all events, in ascending order.
    pub(super) fn records(&self) -> impl Iterator<Item = u32> {
        (0..self.timeline.len()).map(|id| self.record(EventId(id as u32)))
    }

    /// Returns the place of an event in total order, which does not depend on the other events.
    pub(super) fn order_key(&self, event: EventRef<'_>) -> OrderKey {
        (event.earliest().timestamp(), self.record(event.id()))
    }

    /// Returns the name of an event of this state.
    pub(super) fn name(&self, event: EventRef<'_>) -> EventName {
        match event.key() {
            Some(key) => EventName::Key(key.to_owned()),
            None => EventName::Number(self.record(event.id())),
        }
    }

    /// Returns the name of a chain of this state.
    pub(super) fn chain_key(&self, chain: &Chain<'_>) -> ChainKey {
        ChainKey(chain.events().map(|event| self.name(event)).collect())
    }
}
