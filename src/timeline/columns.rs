//! Events in columns, in order of recording. Values that every event has are stored in dense columns,
//! values that only some have in sparse columns.

use super::removal::{renumber, retain};
use crate::{
    model::{ActorId, Details, EventId, EventType, PlainOnset, Precision, Report, Statement, When},
    sorting::sort_by,
};

/// Marks a missing actor in a dense column.
pub(super) const NO_ACTOR: ActorId = ActorId(u32::MAX);

// Bits of the column `flags`.
pub(super) const PRECISION: u8 = 0b0000_0111;
pub(super) const MUTUAL: u8 = 0b0000_1000;
pub(super) const DETAILED: u8 = 0b0001_0000;
pub(super) const MULTIPLE_PARTIES: u8 = 0b0010_0000;
pub(super) const SPARSE_WHEN: u8 = 0b0100_0000;

/// The columns of all events: 23 bytes for each event, more for those with sparse values.
#[derive(Debug, Default)]
pub(crate) struct Columns {
    /// In seconds since 1970.
    pub(super) earliest: Vec<i64>,
    /// In seconds, from the earliest to the latest onset.
    pub(super) length: Vec<u32>,
    pub(super) source: Vec<ActorId>,
    pub(super) target: Vec<ActorId>,
    /// Indices into `types`.
    pub(super) event_type: Vec<u16>,
    pub(super) flags: Vec<u8>,
    pub(super) types: Vec<EventType>,
    pub(super) details: SparseColumn<Details>,
    pub(super) multiple: SparseColumn<MultipleParties>,
    pub(super) whens: SparseColumn<When>,
}

/// The dense columns, borrowed.
#[derive(Clone, Copy)]
pub(crate) struct DenseColumns<'a> {
    earliest: &'a [i64],
    length: &'a [u32],
    source: &'a [ActorId],
    target: &'a [ActorId],
    event_type: &'a [u16],
    flags: &'a [u8],
}

/// An event with at most one source and one target that is not mutual and has no details.
#[derive(Clone, Copy)]
pub(crate) struct PlainEvent {
    pub(crate) earliest: i64,
    /// The time from the earliest to the latest onset, in seconds.
    pub(crate) length: u32,
    source: ActorId,
    target: ActorId,
    pub(crate) event_type: u16,
}

impl PlainEvent {
    /// Returns the source and the target, if the event has both.
    #[inline]
    pub(crate) fn parties(self) -> Option<(ActorId, ActorId)> {
        let Self { source, target, .. } = self;
        (source != NO_ACTOR && target != NO_ACTOR).then_some((source, target))
    }
}

impl DenseColumns<'_> {
    /// Returns the event with this id, if it is plain.
    #[inline]
    pub(crate) fn plain(self, id: usize) -> Option<PlainEvent> {
        let is_plain = self.flags[id] & (MULTIPLE_PARTIES | DETAILED | MUTUAL) == 0;
        is_plain.then(|| PlainEvent {
            earliest: self.earliest[id],
            length: self.length[id],
            source: self.source[id],
            target: self.target[id],
            event_type: self.event_type[id],
        })
    }
}

/// All sources and targets of an event with more than one of either.
#[derive(Debug)]
pub(super) struct MultipleParties {
    pub(super) sources: Vec<ActorId>,
    pub(super) targets: Vec<ActorId>,
}

/// The values of one event, to be added to the columns.
pub(crate) struct EventRow {
    pub(crate) when: When,
    pub(crate) sources: Vec<ActorId>,
    pub(crate) targets: Vec<ActorId>,
    pub(crate) event_type: u16,
    pub(crate) mutual: bool,
    pub(crate) details: Details,
}

impl Columns {
    pub(crate) fn len(&self) -> usize {
        self.earliest.len()
    }

    pub(crate) fn is_in_order(&self) -> bool {
        self.earliest.is_sorted()
    }

    /// Returns the dense columns.
    pub(crate) fn dense(&self) -> DenseColumns<'_> {
        let Self { earliest, length, source, target, event_type, flags, .. } = self;
        DenseColumns { earliest, length, source, target, event_type, flags }
    }

    /// Returns `true` if no event has more than one actor on a side, and all ids of actors are below
    /// `actors`. Checks whole columns, which is faster than checking event by event.
    pub(crate) fn are_single_and_known(&self, actors: usize) -> bool {
        let mut unknown = 0;
        for column in [&self.source, &self.target] {
            for actor in column {
                unknown += usize::from(actor.index() >= actors && *actor != NO_ACTOR);
            }
        }
        self.multiple.len() == 0 && unknown == 0
    }

    pub(crate) fn push(&mut self, row: EventRow) {
        let EventRow { when, sources, targets, event_type, mutual, details } = row;
        let id = self.len() as u32;
        let (earliest, latest) = when.seconds();
        // Bounds of a date that the dense columns cannot express. The date itself goes to `whens`, so
        // that the precision given here is never read.
        let bounds =
            PlainOnset { earliest, length: (latest - earliest) as u32, precision: Precision::Year };
        let plain = when.as_plain();
        let parties = (sources.first().copied(), targets.first().copied());
        self.push_plain(plain.unwrap_or(bounds), parties.0, parties.1, event_type);
        let flags = &mut self.flags[id as usize];
        if plain.is_none() {
            *flags |= SPARSE_WHEN;
            self.whens.push(id, when);
        }
        if mutual {
            *flags |= MUTUAL;
        }
        if sources.len() > 1 || targets.len() > 1 {
            *flags |= MULTIPLE_PARTIES;
            self.multiple.push(id, MultipleParties { sources, targets });
        }
        if !details.is_empty() {
            *flags |= DETAILED;
            self.details.push(id, details);
        }
    }

    /// Adds reports to events. Each report comes with the id of its event.
    pub(crate) fn add_reports(&mut self, reports: Vec<(u32, Report)>) {
        if reports.is_empty() {
            return;
        }
        let details = &mut self.details.0;
        for (id, report) in reports {
            self.flags[id as usize] |= DETAILED;
            details.push((id, Details { reports: vec![report], ..Details::default() }));
        }
        // The sort is stable: the details that an event had before stay in first place.
        sort_by(details, |one, other| one.0.cmp(&other.0));
        details.dedup_by(|(next, more), (id, details)| {
            let is_same_event = next == id;
            if is_same_event {
                details.reports.append(&mut more.reports);
            }
            is_same_event
        });
    }

    /// Adds an event with at most one source and one target and without details.
    pub(crate) fn push_plain(
        &mut self,
        when: PlainOnset,
        source: Option<ActorId>,
        target: Option<ActorId>,
        event_type: u16,
    ) {
        self.earliest.push(when.earliest);
        self.length.push(when.length);
        self.source.push(source.unwrap_or(NO_ACTOR));
        self.target.push(target.unwrap_or(NO_ACTOR));
        self.event_type.push(event_type);
        self.flags.push(when.precision as u8);
    }

    /// Reserves memory for this many more events, if there is as much: otherwise columns grow as needed.
    pub(crate) fn reserve(&mut self, events: usize) {
        let _ = self.earliest.try_reserve(events);
        let _ = self.length.try_reserve(events);
        let _ = self.source.try_reserve(events);
        let _ = self.target.try_reserve(events);
        let _ = self.event_type.try_reserve(events);
        let _ = self.flags.try_reserve(events);
    }

    /// Frees unused capacity.
    pub(crate) fn shrink(&mut self) {
        self.earliest.shrink_to_fit();
        self.length.shrink_to_fit();
        self.source.shrink_to_fit();
        self.target.shrink_to_fit();
        self.event_type.shrink_to_fit();
        self.flags.shrink_to_fit();
    }

    /// Removes the events that have no new id.
    pub(super) fn renumber(&mut self, kept: &[u32], new_id: &dyn Fn(u32) -> Option<u32>) {
        retain(&mut self.earliest, kept);
        retain(&mut self.length, kept);
        retain(&mut self.source, kept);
        retain(&mut self.target, kept);
        retain(&mut self.event_type, kept);
        retain(&mut self.flags, kept);
        self.details.renumber(new_id);
        self.multiple.renumber(new_id);
        self.whens.renumber(new_id);
    }

    /// Replaces the events that statements refer to.
    pub(super) fn replace_events(&mut self, replacement: &dyn Fn(EventId) -> Option<EventId>) {
        for (_, details) in &mut self.details.0 {
            if let Some(statement) = &mut details.statement {
                statement.replace_events(replacement);
            }
        }
    }

    pub(crate) fn push_type(&mut self, event_type: EventType) {
        self.types.push(event_type);
    }

    #[inline]
    pub(crate) fn earliest(&self, id: usize) -> i64 {
        self.earliest[id]
    }

    #[inline]
    pub(crate) fn latest(&self, id: usize) -> i64 {
        self.earliest[id] + i64::from(self.length[id])
    }

    pub(crate) fn when(&self, id: usize) -> When {
        if self.flags[id] & SPARSE_WHEN != 0
            && let Some(when) = self.whens.get(id)
        {
            return when.clone();
        }
        When::from_plain(self.earliest[id], Precision::from_bits(self.flags[id] & PRECISION))
    }

    #[inline]
    pub(crate) fn is_mutual(&self, id: usize) -> bool {
        self.flags[id] & MUTUAL != 0
    }

    #[inline]
    pub(crate) fn type_index(&self, id: usize) -> usize {
        usize::from(self.event_type[id])
    }

    pub(crate) fn types(&self) -> &[EventType] {
        &self.types
    }

    #[inline]
    pub(crate) fn details(&self, id: usize) -> Option<&Details> {
        if self.flags[id] & DETAILED == 0 { None } else { self.details.get(id) }
    }

    pub(crate) fn statement_mut(&mut self, id: usize) -> Option<&mut Statement> {
        let nth = self.details.0.binary_search_by_key(&(id as u32), |(id, _)| *id).ok()?;
        self.details.0[nth].1.statement.as_mut()
    }

    pub(crate) fn all_details(&self) -> impl Iterator<Item = (usize, &Details)> {
        self.details.0.iter().map(|(id, details)| (*id as usize, details))
    }

    #[inline]
    pub(crate) fn sources(&self, id: usize) -> &[ActorId] {
        self.parties(id, &self.source, |parties| &parties.sources)
    }

    #[inline]
    pub(crate) fn targets(&self, id: usize) -> &[ActorId] {
        self.parties(id, &self.target, |parties| &parties.targets)
    }

    #[inline]
    fn parties<'a>(
        &'a self,
        id: usize,
        column: &'a [ActorId],
        side: impl Fn(&'a MultipleParties) -> &'a [ActorId],
    ) -> &'a [ActorId] {
        if self.flags[id] & MULTIPLE_PARTIES != 0
            && let Some(parties) = self.multiple.get(id)
        {
            return side(parties);
        }
        match &column[id] {
            &NO_ACTOR => &[],
            actor => std::slice::from_ref(actor),
        }
    }
}

/// A column of values that few events have, sorted by id, for binary search.
///
/// Values must be added in ascending order of id.
#[derive(Debug)]
pub(crate) struct SparseColumn<T>(Vec<(u32, T)>);

impl<T> Default for SparseColumn<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> SparseColumn<T> {
    pub(crate) fn push(&mut self, id: u32, value: T) {
        self.0.push((id, value));
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Removes the values of events that have no new id.
    pub(super) fn renumber(&mut self, new_id: &dyn Fn(u32) -> Option<u32>) {
        renumber(&mut self.0, new_id);
    }

    pub(crate) fn get(&self, id: usize) -> Option<&T> {
        let at = self.0.binary_search_by_key(&(id as u32), |(id, _)| *id).ok()?;
        Some(&self.0[at].1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_event_takes_23_bytes() {
        fn width<T>(_: &[T]) -> usize {
            size_of::<T>()
        }
        let Columns { earliest, length, source, target, event_type, flags, .. } =
            Columns::default();
        let widths = [width(&earliest), width(&length), width(&source), width(&target)];
        let width = widths.iter().sum::<usize>() + width(&event_type) + width(&flags);
        assert_eq!(width, 23);
    }
}
