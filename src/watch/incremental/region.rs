//! [`Region`]: the events near those that a transaction touches, before and after it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::{
    layer_facts::LayerFacts,
    locality::Locality,
    pair_index::{Pair, pairs_of},
};
use crate::{
    model::EventId,
    parallel,
    timeline::{EventRef, RollUp},
    watch::{
        layers::{Layers, Place},
        snapshot::Snapshot,
        watched_query::WatchedQuery,
    },
};

/// A region may have this many events in any case.
pub(super) const SMALL: usize = 1_000;

/// The events near those that a transaction touches, before and after it.
pub(super) struct Region {
    pub(super) before: Snapshot,
    pub(super) after: Snapshot,
    windows: Vec<Window>,
    /// By pair, the indices of its windows: a transaction of 2,000 events may have as many windows.
    by_pair: HashMap<Pair, Vec<usize>>,
}

/// How far from the events that a transaction touches others are near, in seconds.
#[derive(Clone, Copy)]
pub(super) struct Margins {
    pub(super) before: i64,
    pub(super) after: i64,
    /// Whether events are left out that a silence separates from those that the transaction touches, if all hops are
    /// between the same two actors.
    pub(super) until_silence: bool,
}

/// A time of which a region has all events, or all of some pairs of actors.
struct Window {
    start: i64,
    end: i64,
    /// `None` stands for all pairs.
    pairs: Option<BTreeSet<Pair>>,
}

/// A transaction, and what is known to find the events near those that it touches.
pub(super) struct Search<'a> {
    pub(super) query: &'a WatchedQuery,
    pub(super) locality: &'a Locality,
    /// The greatest time from a changed event to one of a chain with it, in seconds.
    pub(super) reach: i64,
    pub(super) before: &'a Layers,
    pub(super) after: &'a Layers,
    /// The records of the events that it touches, sorted.
    pub(super) touched: &'a [u32],
    /// In seconds since 1970.
    pub(super) complete_to: Option<i64>,
    /// What is known of each layer of the state before.
    pub(super) facts: &'a [LayerFacts],
    pub(super) roll_up: &'a RollUp<'a>,
    /// The greatest number of events that a region may have.
    pub(super) most: usize,
}

/// An event that was found, with its onset in seconds.
type Found = (i64, Place);

impl Region {
    /// Returns `true` if the region has all events that a hop may join to an event: those from a time before it to a time
    /// after it.
    pub(super) fn has_all_near(
        &self,
        search: &Search<'_>,
        event: EventRef<'_>,
        [before, after]: [i64; 2],
    ) -> bool {
        let onset = event.earliest().timestamp();
        let has_all = |window: &Window| {
            window.start <= onset.saturating_sub(before)
                && onset.saturating_add(after) <= window.end
        };
        if !search.locality.is_within_pairs {
            return self.windows.iter().any(has_all);
        }
        let mut of_event = Vec::new();
        pairs_of(event.timeline(), event.id(), search.roll_up, &mut of_event);
        // No hop joins anything to an event without a pair. A window with one of several pairs has the others too, since the
        // event joins them.
        let Some(pair) = of_event.first() else { return true };
        let windows = self.by_pair.get(pair);
        windows.is_some_and(|windows| windows.iter().any(|nth| has_all(&self.windows[*nth])))
    }
}

impl Search<'_> {
    /// Returns the region of the events with these records, which must be sorted. Returns `None` if it has more events
    /// than it may, or no bound.
    pub(super) fn region(&self, records: &[u32], margins: Margins) -> Option<Region> {
        let after = self.after;
        let touched = [self.before, after].map(|state| places(state, records));
        // The events of each set of pairs are looked for at a time, so that an event of long ago does not widen the time
        // in which the events near others are looked for.
        let mut onsets: BTreeMap<Vec<Pair>, Vec<i64>> = BTreeMap::new();
        for (state, places) in [self.before, after].into_iter().zip(&touched) {
            for place in places {
                let (event, mut pairs) = (state.event(*place), Vec::new());
                if self.locality.is_within_pairs {
                    pairs_of(event.timeline(), event.id(), self.roll_up, &mut pairs);
                    if pairs.is_empty() {
                        continue;
                    }
                }
                onsets.entry(pairs).or_default().push(event.earliest().timestamp());
            }
        }
        let (mut near, mut windows) = (Vec::new(), Vec::new());
        let apart = margins.before.saturating_add(margins.after);
        for (pairs, mut onsets) in onsets {
            onsets.sort_unstable();
            for onsets in onsets.chunk_by(|one, next| next - one <= apart) {
                let (mut found, window) = match self.locality.is_within_pairs {
                    true if margins.until_silence => {
                        self.until_silence(records, onsets, margins, &pairs)?
                    }
                    true => self.in_pairs(records, widened(onsets, margins), &pairs)?,
                    false => self.in_time(records, widened(onsets, margins))?,
                };
                near.append(&mut found);
                windows.push(window);
                if near.len() > 2 * self.most {
                    near.sort_unstable();
                    near.dedup();
                }
                if near.len() > 2 * self.most {
                    return None;
                }
            }
        }
        near.sort_unstable();
        near.dedup();
        let with = |state: &Layers, mut places: Vec<Place>| {
            for (_, place) in &near {
                places.push(*place);
            }
            places.sort_unstable();
            state.copied(&places)
        };
        let [old, new] = touched;
        let (before, after) = both(near.len(), || with(self.before, old), || with(after, new));
        let mut by_pair: HashMap<Pair, Vec<usize>> = HashMap::new();
        for (nth, window) in windows.iter().enumerate() {
            for pair in window.pairs.iter().flatten() {
                by_pair.entry(*pair).or_default().push(nth);
            }
        }
        Some(Region { before, after, windows, by_pair })
    }

    /// Returns `true` if the transaction may change the best path to the event of a record. Returns `None` if too many events
    /// are near it.
    pub(super) fn may_lead_to(&self, last: u32) -> Option<bool> {
        let (after, records) = (self.after, self.touched);
        let end = after.event(after.place(last)?);
        let onset = end.earliest().timestamp();
        let since = onset.saturating_sub(self.reach);
        let mut near = Vec::new();
        for state in [self.before, after] {
            for place in places(state, records) {
                let event = state.event(place);
                if (since..=onset).contains(&event.earliest().timestamp()) {
                    near.push(event);
                }
            }
        }
        if near.is_empty() || !self.locality.is_within_pairs {
            return Some(!near.is_empty());
        }
        let mut pairs = Vec::new();
        pairs_of(end.timeline(), end.id(), self.roll_up, &mut pairs);
        let (_, window) = self.in_pairs(records, (since, onset), &pairs)?;
        let known = window.pairs.unwrap_or_default();
        Some(near.into_iter().any(|event| {
            pairs_of(event.timeline(), event.id(), self.roll_up, &mut pairs);
            pairs.iter().any(|pair| known.contains(pair))
        }))
    }

    /// Finds the events of a time.
    fn in_time(&self, records: &[u32], (start, end): (i64, i64)) -> Option<(Vec<Found>, Window)> {
        let mut found = Vec::new();
        for (layer, one) in self.before.all().iter().enumerate() {
            let positions = one.timeline().positions_during(start, end.saturating_add(1));
            if found.len() + positions.len() > self.most {
                return None;
            }
            for position in positions {
                self.add(records, layer, position, &mut found);
            }
        }
        Some((found, Window { start, end, pairs: None }))
    }

    /// Adds the event of a layer at a position, if it is part of the state and has none of the records.
    fn add(&self, records: &[u32], layer: usize, position: usize, found: &mut Vec<Found>) {
        let one = &self.before.all()[layer];
        let event = EventId(one.timeline().id_at(position));
        let record = one.snapshot.record(event);
        let place = Place { record, layer: layer as u32, event };
        if records.binary_search(&record).is_err() && self.before.is_current(place) {
            found.push((one.timeline().columns().earliest(event.index()), place));
        }
    }

    /// Finds the events of some pairs of actors near some onsets, which must be sorted. Looks ever further until both
    /// sides end with a silence that is longer than any hop or threat.
    fn until_silence(
        &self,
        records: &[u32],
        onsets: &[i64],
        margins: Margins,
        pairs: &[Pair],
    ) -> Option<(Vec<Found>, Window)> {
        let silence = self.locality.longest_gap.max(self.locality.open);
        let mut width = silence.saturating_mul(4);
        loop {
            let reached = Margins {
                before: width.min(margins.before),
                after: width.min(margins.after),
                ..margins
            };
            let window = widened(onsets, reached);
            let (mut found, whole) = self.in_pairs(records, window, pairs)?;
            let mut times = onsets.to_vec();
            for (onset, _) in &found {
                times.push(*onset);
            }
            times.sort_unstable();
            let at = |onset: i64| times.partition_point(|time| *time < onset);
            let (mut first, mut last) = (at(onsets[0]), at(onsets[onsets.len() - 1]));
            while first > 0 && times[first] - times[first - 1] <= silence {
                first -= 1;
            }
            while last + 1 < times.len() && times[last + 1] - times[last] <= silence {
                last += 1;
            }
            let (first, last) = (times[first], times[last]);
            let is_silent = [
                first.saturating_sub(silence) >= window.0 || reached.before == margins.before,
                last.saturating_add(silence) <= window.1 || reached.after == margins.after,
            ];
            if is_silent == [true, true] {
                found.retain(|(onset, _)| (first..=last).contains(onset));
                return Some((found, whole));
            }
            width = width.saturating_mul(4);
        }
    }

    /// Calls `visit` with the layer and position of each event of a pair of actors in a time, and with all its pairs. An event
    /// of several pairs may occur twice, and some events may not be part of the state. Stops and returns `None` if `visit`
    /// does.
    fn each_of_pair(
        &self,
        pair: Pair,
        (start, end): (i64, i64),
        mut visit: impl FnMut(usize, usize, &[Pair]) -> Option<()>,
    ) -> Option<()> {
        let mut of_event = Vec::new();
        for (layer, facts) in self.facts.iter().enumerate() {
            let Some(index) = &facts.pairs else { continue };
            let timeline = self.before.all()[layer].timeline();
            let id = |position: u32| timeline.id_at(position as usize);
            let onset = |position: u32| timeline.columns().earliest(id(position) as usize);
            let near = index.near(pair);
            let first = near.partition_point(|position| onset(*position) < start);
            for position in &near[first..] {
                if onset(*position) > end {
                    break;
                }
                pairs_of(timeline, EventId(id(*position)), self.roll_up, &mut of_event);
                if of_event.contains(&pair) {
                    visit(layer, *position as usize, &of_event)?;
                }
            }
        }
        Some(())
    }

    /// Returns the events of some pairs of actors at any time, as they were before the transaction. Returns `None` if there
    /// are more than a region may have.
    ///
    /// Events are read in the order in which they are in memory, not pair by pair: a batch of 2,000 events by relay takes 0.8
    /// times as long (bench `watch`).
    pub(super) fn all_in_pairs(&self, pairs: &HashSet<Pair>) -> Option<Snapshot> {
        let (mut found, mut of_event) = (Vec::new(), Vec::new());
        for (layer, facts) in self.facts.iter().enumerate() {
            let Some(index) = &facts.pairs else { continue };
            let timeline = self.before.all()[layer].timeline();
            for position in index.near_any(pairs) {
                let position = position as usize;
                pairs_of(timeline, EventId(timeline.id_at(position)), self.roll_up, &mut of_event);
                if of_event.iter().any(|pair| pairs.contains(pair)) {
                    self.add(&[], layer, position, &mut found);
                    if found.len() > self.most {
                        return None;
                    }
                }
            }
        }
        let mut places = Vec::with_capacity(found.len());
        for (_, place) in found {
            places.push(place);
        }
        places.sort_unstable();
        Some(self.before.copied(&places))
    }

    /// Finds the events of some pairs of actors in a time, and those of the pairs that an event of several pairs joins to
    /// them.
    fn in_pairs(
        &self,
        records: &[u32],
        (start, end): (i64, i64),
        pairs: &[Pair],
    ) -> Option<(Vec<Found>, Window)> {
        let mut found = Vec::new();
        let mut open = pairs.to_vec();
        let mut known: BTreeSet<Pair> = pairs.iter().copied().collect();
        while let Some(pair) = open.pop() {
            self.each_of_pair(pair, (start, end), |layer, position, of_event| {
                self.add(records, layer, position, &mut found);
                for other in of_event {
                    if known.insert(*other) {
                        open.push(*other);
                    }
                }
                (found.len() <= self.most).then_some(())
            })?;
        }
        found.sort_unstable();
        found.dedup();
        Some((found, Window { start, end, pairs: Some(known) }))
    }
}

/// Returns the results of two jobs about a number of events. They run at the same time only if that pays: otherwise a
/// transaction of one event takes twice as long by retaliation (bench `watch`, feature `parallel`).
pub(super) fn both<A: Send, B: Send>(
    events: usize,
    one: impl FnOnce() -> A + Send,
    other: impl FnOnce() -> B + Send,
) -> (A, B) {
    if events > SMALL { parallel::join(one, other) } else { (one(), other()) }
}

/// Returns `true` if more than `most` events are within margins of the events with some records, whichever actors they are
/// of.
pub(super) fn are_many_near(
    [before, after]: [&Layers; 2],
    records: &[u32],
    margins: Margins,
    most: usize,
) -> bool {
    let mut onsets = Vec::new();
    for state in [before, after] {
        for place in places(state, records) {
            onsets.push(state.event(place).earliest().timestamp());
        }
    }
    onsets.sort_unstable();
    let apart = margins.before.saturating_add(margins.after);
    let mut near = 0;
    for onsets in onsets.chunk_by(|one, next| next - one <= apart) {
        let (start, end) = widened(onsets, margins);
        for layer in before.all() {
            near += layer.timeline().positions_during(start, end.saturating_add(1)).len();
        }
    }
    near > most
}

/// Returns the places of the events with some records, as far as they are part of a state.
fn places(state: &Layers, records: &[u32]) -> Vec<Place> {
    let mut places = Vec::with_capacity(records.len());
    for record in records {
        places.extend(state.place(*record));
    }
    places
}

/// Returns the time from the first to the last of some onsets, which must be sorted, with margins.
fn widened(onsets: &[i64], margins: Margins) -> (i64, i64) {
    let first = onsets.first().copied().unwrap_or_default();
    let last = onsets.last().copied().unwrap_or_default();
    (first.saturating_sub(margins.before), last.saturating_add(margins.after))
}
