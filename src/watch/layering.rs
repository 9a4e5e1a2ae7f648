//! The events that a transaction touches, and adding them to a timeline as a layer, without building the timeline anew.

use super::{layers::Layer, snapshot::Snapshot, touched::Touched, transaction::Transaction};
use crate::{model::EventId, timeline::EventCopier};

impl Transaction<'_> {
    /// Returns how many events the transaction records, revises and withdraws.
    pub(super) fn touched(&self) -> Touched {
        let mut touched = Touched::default();
        for (record, draft) in &self.events {
            let was = self.watch.state.place(*record);
            match (draft, was) {
                (Some(_), None) => touched.recorded += 1,
                (Some(_), Some(_)) => touched.revised += 1,
                (None, Some(_)) => touched.withdrawn += 1,
                (None, None) => (),
            }
            if let (Some(draft), Some(time)) = (draft, self.watch.complete_to)
                && draft.when.as_ref().is_ok_and(|when| when.earliest_second() < time)
            {
                touched.late += 1;
            }
        }
        // An event that has a draft takes further reports into it.
        touched.revised += (self.touched_records().len() - self.events.len()) as u64;
        touched
    }

    /// Returns the records of the events that the transaction touches, sorted.
    pub(super) fn touched_records(&self) -> Vec<u32> {
        let mut records: Vec<u32> = self.events.keys().copied().collect();
        for (record, _) in &self.reports {
            records.push(*record);
        }
        records.sort_unstable();
        records.dedup();
        records
    }

    /// Returns the events of the transaction as a layer. Returns `None` if the timeline must be built anew: if links,
    /// memberships of known actors or coverage change, if a statement has details, which may refer to other events, or
    /// if there is a problem, whose place is that in the whole timeline.
    pub(super) fn layer(&self) -> Option<Layer> {
        let state = &self.watch.state;
        let newest = state.newest();
        let records = &self.watch.records;
        let is_plain = !state.has_statements()
            && records.links.is_empty()
            && self.links.is_empty()
            && self.changed_actors.iter().all(|actor| *actor as usize >= newest.actors().len())
            && self.builder.covered_from(newest.covered().len()).is_empty()
            && !self.builder.has_issues();
        if !is_plain {
            return None;
        }
        let mut builder = self.builder.clone_without_events();
        let (mut live, mut withdrawn) = (Vec::new(), Vec::new());
        for record in self.touched_records() {
            let id = EventId(live.len() as u32);
            match self.events.get(&record) {
                Some(Some(draft)) => {
                    let is_of_another = |key| self.record_with_key(key) != Some(record);
                    if draft.details.statement.is_some()
                        || draft.key.as_deref().is_some_and(is_of_another)
                    {
                        return None;
                    }
                    builder.add_event(draft.clone());
                }
                Some(None) => {
                    withdrawn.push(record);
                    continue;
                }
                // The event is only reported anew.
                None => {
                    let place = state.place(record)?;
                    let timeline = state.all()[place.layer as usize].timeline();
                    EventCopier::new(timeline).copy(place.event, None, &mut builder);
                }
            }
            for (reported, report) in &self.reports {
                if *reported == record {
                    builder.add_report(id, report.clone());
                }
            }
            live.push(record);
        }
        let timeline = builder.build().ok()?;
        Some(Layer::new(Snapshot::new(timeline, live), withdrawn))
    }
}
