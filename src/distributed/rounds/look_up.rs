//! Looking up the antecedents of an event among the events that are here.

use std::ops::Range;

use crate::chain::{Precedence, number::Number};

use super::{
    lists::{Events, first_after, first_after_all},
    lookups::{Filter, LookUp, Side},
    pass::{Listed, Pass},
    table::Table,
    value::Value,
};
use crate::timeline::Dyad;

/// The terms that decide which events are near enough before another.
#[derive(Clone, Copy)]
pub(super) struct Window {
    /// In seconds.
    pub(super) min_gap: i64,
    pub(super) max_gap: i64,
    pub(super) precedence: Precedence,
}

/// An event that looks others up.
#[derive(Clone, Copy)]
pub(super) struct Seeker<'e> {
    pub(super) earliest: i64,
    pub(super) width: i64,
    /// What orders it among events with the same earliest onset: see [`Table::tie`].
    pub(super) tie: u64,
    pub(super) dyads: &'e [Dyad],
}

impl Window {
    /// Calls `visit` with each stretch of places, among the events of an actor, from which a hop to an event may come.
    fn for_each_stretch(
        self,
        table: &Table,
        events: &Events,
        actor: u32,
        seeker: &Seeker<'_>,
        visit: &mut dyn FnMut(Range<usize>),
    ) {
        let Seeker { earliest, width, tie, .. } = *seeker;
        let earliest_of = |place| table.earliest.get(events.event(place) as usize);
        let is_before = |place| table.order(events.event(place) as usize) < (earliest, tie);
        events.for_each_width(table, actor, &mut |class, stretch| {
            let stretch_width = table.widths[class];
            // An event is followed from its latest onset on.
            let oldest = earliest.saturating_sub(self.max_gap);
            let newest = earliest.saturating_sub(self.min_gap.max(stretch_width));
            let start = first_after_all(stretch.clone(), |place| earliest_of(place) < oldest);
            let end = first_after(start..stretch.end, |place| {
                earliest_of(place) <= newest && is_before(place)
            });
            if start < end {
                visit(start..end);
            }
            let may_be_same = self.precedence == Precedence::Recorded && self.min_gap <= 0;
            if may_be_same && width > 0 && width == stretch_width {
                let start = first_after_all(stretch.clone(), |place| earliest_of(place) < earliest);
                let end = first_after(start..stretch.end, is_before);
                if start < end {
                    visit(start..end);
                }
            }
        });
    }
}

/// Returns the first look-up, in order, by which a later event finds an earlier one, with the actor.
///
/// Two events of several dyads may find one another in several ways, at several workers: this one counts.
fn first_way(look_ups: &[LookUp], earlier: &[Dyad], later: &[Dyad]) -> Option<(usize, u32)> {
    look_ups.iter().enumerate().find_map(|(nth, look_up)| {
        let found = later
            .iter()
            .find(|later| earlier.iter().any(|earlier| look_up.finds(*earlier, **later)));
        found.map(|later| (nth, look_up.later.of(*later)))
    })
}

impl<N: Number> Pass<'_, N> {
    /// Returns the sum of the values of the antecedents of an event that are found here.
    ///
    /// `actors` is memory that is used again.
    pub(super) fn sum(
        &self,
        window: Window,
        seeker: &Seeker<'_>,
        actors: &mut Vec<u32>,
    ) -> Value<N> {
        let mut sum = Value::NONE;
        for (nth, look_up) in self.table.look_ups.iter().enumerate() {
            let found = self.lists.iter().position(|list| list.side == look_up.earlier);
            let Some(list) = found else { continue };
            self.actors_here(look_up.later, seeker.dyads, actors);
            for actor in &*actors {
                if let [dyad] = seeker.dyads {
                    let single = self.sum_of_single(window, (nth, list), *actor, seeker, *dyad);
                    sum = sum.plus(single);
                } else {
                    sum = sum.plus(self.sum_one_by_one(window, (nth, list, 0), *actor, seeker));
                }
                sum = sum.plus(self.sum_one_by_one(window, (nth, list, 1), *actor, seeker));
            }
        }
        sum
    }

    /// Writes to `actors` those on a side of some dyads whose events are found here, each once.
    fn actors_here(&self, side: Side, dyads: &[Dyad], actors: &mut Vec<u32>) {
        actors.clear();
        for dyad in dyads {
            let actor = side.of(*dyad);
            if self.table.worker_of(actor) == self.table.worker && !actors.contains(&actor) {
                actors.push(actor);
            }
        }
    }

    /// Returns the sum over the antecedents of one dyad of an event of one dyad, by a look-up.
    fn sum_of_single(
        &self,
        window: Window,
        (nth, list): (usize, usize),
        actor: u32,
        seeker: &Seeker<'_>,
        dyad: Dyad,
    ) -> Value<N> {
        let look_up = self.table.look_ups[nth];
        let (events, leaves) = (&self.lists[list].single, &self.leaves[list][0]);
        let other = look_up.later.other(dyad);
        let mut sum = Value::NONE;
        window.for_each_stretch(self.table, events, actor, seeker, &mut |stretch| {
            let same = || events.with_other(self.table, actor, other, &stretch);
            match look_up.filter {
                Filter::All => sum = sum.plus(leaves.sum(stretch.start, stretch.end)),
                Filter::Only => {
                    for at in same() {
                        sum = sum.plus(leaves.get(*at as usize));
                    }
                }
                Filter::Except => {
                    let mut start = stretch.start;
                    for at in same() {
                        sum = sum.plus(leaves.sum(start, *at as usize));
                        start = *at as usize + 1;
                    }
                    sum = sum.plus(leaves.sum(start, stretch.end));
                }
            }
        });
        sum
    }

    /// Returns the sum over the antecedents in a list, each of which is compared with the event.
    fn sum_one_by_one(
        &self,
        window: Window,
        (nth, list, which): (usize, usize, usize),
        actor: u32,
        seeker: &Seeker<'_>,
    ) -> Value<N> {
        let mut sum = Value::NONE;
        self.for_each(window, (nth, list, which), actor, seeker, &mut |_, value| {
            sum = sum.plus(value);
        });
        sum
    }

    /// Calls `visit` with each antecedent of an event in a list that a look-up is the first to find, and its value.
    fn for_each(
        &self,
        window: Window,
        (nth, list, which): (usize, usize, usize),
        actor: u32,
        seeker: &Seeker<'_>,
        visit: &mut dyn FnMut(u32, Value<N>),
    ) {
        let Listed { single, several, .. } = &self.lists[list];
        let events = if which == 0 { single } else { several };
        let (table, leaves) = (self.table, &self.leaves[list][which]);
        window.for_each_stretch(table, events, actor, seeker, &mut |stretch| {
            for at in stretch {
                let (event, value) = (events.event(at), leaves.get(at));
                // An empty leaf is of a level that is not below.
                let is_filled = value != Value::NONE;
                let earlier = table.dyads(event as usize);
                if is_filled
                    && first_way(&table.look_ups, &earlier, seeker.dyads) == Some((nth, actor))
                {
                    visit(event, value);
                }
            }
        });
    }

    /// Calls `visit` with each antecedent of an event that is found here, and its value.
    pub(super) fn for_each_antecedent(
        &self,
        window: Window,
        seeker: &Seeker<'_>,
        visit: &mut dyn FnMut(u32, Value<N>),
    ) {
        let mut actors = Vec::new();
        for (nth, look_up) in self.table.look_ups.iter().enumerate() {
            let found = self.lists.iter().position(|list| list.side == look_up.earlier);
            let Some(list) = found else { continue };
            self.actors_here(look_up.later, seeker.dyads, &mut actors);
            for actor in &actors {
                for which in [0, 1] {
                    self.for_each(window, (nth, list, which), *actor, seeker, visit);
                }
            }
        }
    }

    /// Gives an event its value wherever it is looked up here. `actors` is memory that is used again.
    pub(super) fn fill(&mut self, event: u32, value: Value<N>, actors: &mut Vec<u32>) {
        let which = usize::from(!self.table.has_one_dyad(event as usize));
        for (nth, list) in self.lists.iter().enumerate() {
            let dyads = self.table.dyads(event as usize);
            self.actors_here(list.side, &dyads, actors);
            let events = if which == 0 { &list.single } else { &list.several };
            for actor in &*actors {
                if let Some(place) = events.place(self.table, *actor, event) {
                    self.leaves[nth][which].fill(place, value);
                }
            }
        }
    }

    pub(super) fn clear(&mut self) {
        for leaves in self.leaves.iter_mut().flatten() {
            leaves.clear();
        }
    }
}
