//! Events as columns, in order of recording: what every event has lies side by side, what only
//! some have lies in tables of its own.

use crate::model::{ActorId, Details, EventType, PlainOnset, Precision, Report, Statement, When};

/// Stands in a column for an actor that is missing.
const NOBODY: ActorId = ActorId(u32::MAX);

const PRECISION: u8 = 0b0000_0111;
const MUTUAL: u8 = 0b0000_1000;
const DETAILED: u8 = 0b0001_0000;
const SEVERAL: u8 = 0b0010_0000;
const WHEN_ASIDE: u8 = 0b0100_0000;

/// 23 bytes an event.
#[derive(Debug, Default)]
pub(crate) struct Columns {
    earliest: Vec<i64>,
    length: Vec<u32>,
    source: Vec<ActorId>,
    target: Vec<ActorId>,
    event_type: Vec<u16>,
    flags: Vec<u8>,
    types: Vec<EventType>,
    details: Aside<Details>,
    several: Aside<Parties>,
    whens: Aside<When>,
}

/// The columns that every event is in.
#[derive(Clone, Copy)]
pub(crate) struct SideBySide<'a> {
    earliest: &'a [i64],
    length: &'a [u32],
    source: &'a [ActorId],
    target: &'a [ActorId],
    event_type: &'a [u16],
    flags: &'a [u8],
}

/// An event of one source and one target at most of which no more is known.
#[derive(Clone, Copy)]
pub(crate) struct Coded {
    pub(crate) earliest: i64,
    /// How many seconds its onset is known to.
    pub(crate) length: u32,
    source: ActorId,
    target: ActorId,
    pub(crate) event_type: u16,
}

impl Coded {
    /// Its source and its target, if it has both.
    #[inline]
    pub(crate) fn parties(self) -> Option<(ActorId, ActorId)> {
        let Self { source, target, .. } = self;
        (source != NOBODY && target != NOBODY).then_some((source, target))
    }
}

impl SideBySide<'_> {
    /// The event of an id, if no more is known of it than this.
    #[inline]
    pub(crate) fn coded(self, id: usize) -> Option<Coded> {
        let is_coded = self.flags[id] & (SEVERAL | DETAILED | MUTUAL) == 0;
        is_coded.then(|| Coded {
            earliest: self.earliest[id],
            length: self.length[id],
            source: self.source[id],
            target: self.target[id],
            event_type: self.event_type[id],
        })
    }
}

/// Sources and targets where there is more than one of either.
#[derive(Debug)]
struct Parties {
    sources: Vec<ActorId>,
    targets: Vec<ActorId>,
}

/// What one event is, on its way into the columns.
pub(crate) struct Row {
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

    /// What every event has, side by side.
    pub(crate) fn side_by_side(&self) -> SideBySide<'_> {
        let Self { earliest, length, source, target, event_type, flags, .. } = self;
        SideBySide { earliest, length, source, target, event_type, flags }
    }

    /// Whether every event has one party a side at most, and these are among so many.
    pub(crate) fn are_single_among(&self, actors: usize) -> bool {
        let parties = self.source.iter().chain(&self.target);
        let strangers = parties.filter(|actor| actor.index() >= actors && **actor != NOBODY);
        self.several.len() == 0 && strangers.count() == 0
    }

    pub(crate) fn push(&mut self, row: Row) {
        let Row { when, sources, targets, event_type, mutual, details } = row;
        let id = self.len() as u32;
        let (earliest, latest) = when.seconds();
        let vague =
            PlainOnset { earliest, length: (latest - earliest) as u32, precision: Precision::Year };
        let plain = when.as_plain();
        let parties = (sources.first().copied(), targets.first().copied());
        self.push_plain(plain.unwrap_or(vague), parties.0, parties.1, event_type);
        let flags = &mut self.flags[id as usize];
        if plain.is_none() {
            *flags |= WHEN_ASIDE;
            self.whens.push(id, when);
        }
        if mutual {
            *flags |= MUTUAL;
        }
        if sources.len() > 1 || targets.len() > 1 {
            *flags |= SEVERAL;
            self.several.push(id, Parties { sources, targets });
        }
        if !details.is_empty() {
            *flags |= DETAILED;
            self.details.push(id, details);
        }
    }

    /// Adds reports to events, in this order.
    pub(crate) fn add_reports(&mut self, reports: Vec<(u32, Report)>) {
        if reports.is_empty() {
            return;
        }
        let details = &mut self.details.0;
        for (id, report) in reports {
            self.flags[id as usize] |= DETAILED;
            details.push((id, Details { reports: vec![report], ..Details::default() }));
        }
        // What each had comes first, as sorting is stable.
        details.sort_by_key(|(id, _)| *id);
        details.dedup_by(|(next, more), (id, details)| {
            let is_one = next == id;
            if is_one {
                details.reports.append(&mut more.reports);
            }
            is_one
        });
    }

    /// An event of one source and one target at most, of which no more is known.
    pub(crate) fn push_plain(
        &mut self,
        when: PlainOnset,
        source: Option<ActorId>,
        target: Option<ActorId>,
        event_type: u16,
    ) {
        self.earliest.push(when.earliest);
        self.length.push(when.length);
        self.source.push(source.unwrap_or(NOBODY));
        self.target.push(target.unwrap_or(NOBODY));
        self.event_type.push(event_type);
        self.flags.push(when.precision as u8);
    }

    /// Makes room for so many more.
    pub(crate) fn reserve(&mut self, events: usize) {
        self.earliest.reserve(events);
        self.length.reserve(events);
        self.source.reserve(events);
        self.target.reserve(events);
        self.event_type.reserve(events);
        self.flags.reserve(events);
    }

    /// Gives back the room that no event took.
    pub(crate) fn shrink(&mut self) {
        self.earliest.shrink_to_fit();
        self.length.shrink_to_fit();
        self.source.shrink_to_fit();
        self.target.shrink_to_fit();
        self.event_type.shrink_to_fit();
        self.flags.shrink_to_fit();
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
        if self.flags[id] & WHEN_ASIDE != 0
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
        side: impl Fn(&'a Parties) -> &'a [ActorId],
    ) -> &'a [ActorId] {
        if self.flags[id] & SEVERAL != 0
            && let Some(parties) = self.several.get(id)
        {
            return side(parties);
        }
        match &column[id] {
            &NOBODY => &[],
            actor => std::slice::from_ref(actor),
        }
    }
}

/// A table of what few events have, looked up by id: ids only grow, so it is sorted as it is.
#[derive(Debug)]
pub(crate) struct Aside<T>(Vec<(u32, T)>);

impl<T> Default for Aside<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Aside<T> {
    pub(crate) fn push(&mut self, id: u32, value: T) {
        self.0.push((id, value));
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn nth(&self, nth: usize) -> &(u32, T) {
        &self.0[nth]
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
