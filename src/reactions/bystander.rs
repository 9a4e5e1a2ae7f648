//! The view of a timeline from beside a chain: which events are between the parties of its steps.

use std::ops::Range;

use crate::{
    chain::{nodes::onset_interval::OnsetInterval, prepared::Prepared},
    sorting::sort_distinct,
    timeline::{Dyad, EventRef, Phrases, Timeline},
};

/// An observer of what happens beside a chain: collects the reactions to its steps.
pub(crate) struct Bystander<'a, 't> {
    pub(super) prepared: &'a Prepared<'t>,
    pub(super) phrases: Phrases<'a, 't>,
}

impl<'a, 't> Bystander<'a, 't> {
    pub(crate) fn new(prepared: &'a Prepared<'t>) -> Self {
        let view = &prepared.view;
        Self { prepared, phrases: Phrases { view } }
    }

    pub(super) fn timeline(&self) -> &'t Timeline {
        self.prepared.view.timeline()
    }

    pub(super) fn dyads(&self, event: EventRef<'t>) -> Vec<Dyad> {
        let Prepared { view, query, roll_up, .. } = self.prepared;
        let mut dyads = Vec::new();
        let authors = query.authors(event);
        roll_up.dyads(event.id().index(), authors, view.is_mutual(event), &mut dyads);
        dyads
    }

    pub(super) fn is_between(&self, event: EventRef<'t>, dyads: &[Dyad]) -> bool {
        for (a, b) in self.dyads(event) {
            if dyads.contains(&(a, b)) || dyads.contains(&(b, a)) {
                return true;
            }
        }
        false
    }

    /// Returns the positions, within a range, of the events that the view shows and that may involve one of
    /// these parties, in ascending order.
    pub(super) fn positions(&self, parties: &[u32], range: &Range<usize>) -> Vec<usize> {
        let mut positions = Vec::new();
        for party in parties {
            for actor in self.prepared.roll_up.possible_members(*party) {
                for entries in self.timeline().involving(actor, range.clone()) {
                    for (_, position) in entries {
                        if self.prepared.view.sees(*position as usize) {
                            positions.push(*position as usize);
                        }
                    }
                }
            }
        }
        sort_distinct(&mut positions);
        positions
    }

    /// Returns the events within a range of positions that are on one of these dyads, in either direction.
    pub(super) fn all_between(&self, range: &Range<usize>, dyads: &[Dyad]) -> Vec<EventRef<'t>> {
        // Every such event involves the first party of its dyad.
        let mut parties = Vec::new();
        for (a, b) in dyads {
            parties.push(*a.min(b));
        }
        parties.sort_unstable();
        parties.dedup();
        let mut events = Vec::new();
        for position in self.positions(&parties, range) {
            let event = self.prepared.view.event_at(position);
            if self.is_between(event, dyads) {
                events.push(event);
            }
        }
        events
    }

    /// Returns the first event from a position on that is on one of these dyads, in either direction, and
    /// that `fits`.
    pub(super) fn first_between(
        &self,
        start: usize,
        dyads: &[Dyad],
        fits: &dyn Fn(EventRef<'t>) -> bool,
    ) -> Option<EventRef<'t>> {
        let view = &self.prepared.view;
        let mut end = self.timeline().len();
        let mut first = None;
        for dyad in dyads {
            let involving = |party: u32| {
                let (mut lists, mut count) = (Vec::new(), 0);
                for actor in self.prepared.roll_up.possible_members(party) {
                    for list in self.timeline().involving(actor, start.min(end)..end) {
                        count += list.len();
                        lists.push(list);
                    }
                }
                (lists, count)
            };
            let (one, other) = (involving(dyad.0), involving(dyad.1));
            let (fewer, _) = if one.1 <= other.1 { one } else { other };
            for (_, position) in fewer.into_iter().flatten() {
                let position = *position as usize;
                if position >= end || !view.sees(position) {
                    continue;
                }
                let event = view.event_at(position);
                if self.is_between(event, std::slice::from_ref(dyad)) && fits(event) {
                    (first, end) = (Some(event), position);
                }
            }
        }
        first
    }
}

/// Returns the interval in which an event may have begun.
pub(super) fn onset(event: EventRef<'_>) -> OnsetInterval {
    OnsetInterval {
        earliest: event.earliest().timestamp(),
        latest: event.latest().timestamp(),
        position: event.position() as u32,
    }
}
