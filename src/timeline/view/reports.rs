//! One event that was taken up more than once, as one event with more reports.

use std::{
    borrow::Cow,
    collections::{HashMap, hash_map::Entry},
    sync::Arc,
};

use chrono::TimeDelta;

use super::{View, ViewStep, repeats::as_set};
use crate::{
    model::{ActorId, Extras, Report},
    timeline::{EventRef, refs},
};

/// Which events stand for others, by position.
#[derive(Clone, Debug, Default)]
pub(super) struct Repeats {
    /// Each that was hidden, with the one it was merged into; sorted.
    into: Vec<(u32, u32)>,
    /// The same the other way round; sorted.
    of: Vec<(u32, u32)>,
}

impl<'t> View<'t> {
    /// What was taken up more than once as one event with more reports: of the events that are alike,
    /// the first in total order stands for all, the others are hidden.
    ///
    /// Machines that code the news take one event up again with every text that differs a little:
    /// GDELT gives the same day, parties and code several ids, ICEWS several rows.
    ///
    /// Events are *alike* if their onset is the same interval, their type the same (what it was, code
    /// and the file's own score), their sources and their targets the same actors, each as itself, and
    /// their places the same as written; and all or none mutual, where the sides of mutual ones may be
    /// exchanged. One without a source or without a target is like no other: a missing actor equals
    /// nothing.
    ///
    /// The event that stands for others has their [`reports`](Self::reports) and
    /// [`extras`](Self::extras) besides its own, here and in every later step: mentions, sources and
    /// articles add up. What else the hidden ones have, levels, details and links, is hidden with them;
    /// [`merged_into`](Self::merged_into) tells where they went. Two blows of one kind on one day that
    /// no place tells apart are told as one, so it is yours to choose.
    ///
    /// O(n) time and memory.
    ///
    /// ```
    /// # use escalade::{Actor, Event, Extras, Means, Timeline};
    /// # let mut builder = Timeline::builder();
    /// # let [a, b] = ["A", "B"].map(|key| builder.add_actor(Actor::new(key)));
    /// for mentions in [4, 6] {
    ///     let attack = Event::attack(a, "2024-04-13", Means::Drone).against(b);
    ///     builder.add_event(attack.with_extras(Extras::new().with_mentions(mentions)));
    /// }
    /// let timeline = builder.build()?;
    /// let view = timeline.view().merged_reports();
    /// let [first, again] = [0, 1].map(|position| timeline.event_at(position));
    /// assert!(view.events().eq([first]));
    /// assert_eq!(view.extras(first).mentions(), Some(10));
    /// assert_eq!(view.merged_into(again), Some(first));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    #[must_use]
    pub fn merged_reports(self) -> Self {
        let before = self.clone();
        let mut repeats = before.repeats.as_deref().cloned().unwrap_or_default();
        let (mut tick, mut firsts) = (i64::MIN, HashMap::new());
        let mut view = self.keep(ViewStep::MergedReports, |position| {
            let event = before.event_at(position);
            let Some(likeness) = Likeness::of(event, &before) else { return true };
            let earliest = event.earliest().timestamp();
            if earliest != tick {
                tick = earliest;
                firsts.clear();
            }
            match firsts.entry(likeness) {
                Entry::Vacant(place) => {
                    place.insert(position as u32);
                    true
                }
                Entry::Occupied(first) => {
                    repeats.into.push((position as u32, *first.get()));
                    repeats.of.push((*first.get(), position as u32));
                    false
                }
            }
        });
        repeats.into.sort_unstable();
        repeats.of.sort_unstable();
        view.repeats = Some(Arc::new(repeats));
        view
    }

    /// The events that this one stands for besides itself, in total order: those that were
    /// [merged](Self::merged_reports) into it.
    pub fn repeats(&self, event: EventRef<'_>) -> Vec<EventRef<'t>> {
        let Some(repeats) = self.repeats.as_ref().filter(|_| self.is_of(event)) else {
            return Vec::new();
        };
        // What stands for others may be merged itself by a later step.
        let mut found = vec![event.position() as u32];
        let mut next = 0;
        while let Some(first) = found.get(next).copied() {
            let start = repeats.of.partition_point(|pair| pair.0 < first);
            let hidden = repeats.of[start..].iter().take_while(|pair| pair.0 == first);
            found.extend(hidden.map(|pair| pair.1));
            next += 1;
        }
        found.remove(0);
        found.sort_unstable();
        found.into_iter().map(|position| self.timeline.event_at(position as usize)).collect()
    }

    /// The reports of an event, and of those that were [merged](Self::merged_reports) into it, in their
    /// order; as [one actor alone](Self::reported_by) tells it, those that it tells.
    ///
    /// ```
    /// # use escalade::{Actor, Event, Means, Report, Timeline};
    /// # let mut builder = Timeline::builder();
    /// # let [a, b, irna, cnn] = ["A", "B", "IRNA", "CNN"].map(|key| builder.add_actor(Actor::new(key)));
    /// for outlet in [irna, cnn] {
    ///     let attack = Event::attack(a, "2024-04-13", Means::Drone).against(b);
    ///     builder.add_event(attack.with_report(Report::by(outlet)));
    /// }
    /// let timeline = builder.build()?;
    /// let (view, first) = (timeline.view().merged_reports(), timeline.event_at(0));
    /// assert_eq!((first.reports().len(), view.reports(first).len()), (1, 2));
    /// assert_eq!(view.reported_by(cnn).len(), 1, "later steps see it too");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn reports<'e>(&self, event: EventRef<'e>) -> Vec<&'e Report>
    where
        't: 'e,
    {
        let repeats = self.repeats(event);
        let repeated = repeats.iter().flat_map(|repeat| self.told(repeat.reports()));
        self.told(event.reports()).chain(repeated).collect()
    }

    /// How much was written of an event, and of those that were [merged](Self::merged_reports) into it.
    /// Mentions, sources and articles add up, so that who told two of them is counted twice; it is a
    /// root event if one of them is, and was taken up when the first of them was.
    pub fn extras(&self, event: EventRef<'_>) -> Extras {
        self.repeats(event).iter().map(EventRef::extras).fold(event.extras(), Extras::and)
    }

    /// How long after the first day on which it may have happened an event, or one that was
    /// [merged](Self::merged_reports) into it, was taken up first.
    pub fn lag(&self, event: EventRef<'_>) -> Option<TimeDelta> {
        refs::lag(self.extras(event), event.earliest())
    }

    pub(super) fn repeat_of(&self, hidden: u32) -> Option<u32> {
        let into = &self.repeats.as_ref()?.into;
        let at = into.binary_search_by_key(&hidden, |pair| pair.0).ok()?;
        Some(into[at].1)
    }
}

/// What is the same of events that are alike, among those of one earliest onset.
#[derive(PartialEq, Eq, Hash)]
struct Likeness<'t> {
    latest: i64,
    event_type: usize,
    place: Option<&'t str>,
    mutual: bool,
    sides: [Cow<'t, [ActorId]>; 2],
}

impl<'t> Likeness<'t> {
    /// Nothing for an event that lacks a party.
    fn of(event: EventRef<'t>, view: &View<'t>) -> Option<Self> {
        let mut sides = [as_set(event.sources()), as_set(event.targets())];
        if sides.iter().any(|side| side.is_empty()) {
            return None;
        }
        let mutual = view.is_mutual(event);
        if mutual {
            sides.sort_unstable();
        }
        Some(Self {
            latest: event.latest().timestamp(),
            event_type: view.timeline.columns.type_index(event.id().index()),
            place: event.place(),
            mutual,
            sides,
        })
    }
}
