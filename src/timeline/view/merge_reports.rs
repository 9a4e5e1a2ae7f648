//! The step that merges repeated reports of one event into one event with all the reports.

use std::{
    borrow::Cow,
    collections::{HashMap, hash_map::Entry},
    sync::Arc,
};

use chrono::TimeDelta;

use super::{actor_set::actor_set, base::View, step::ViewStep};
use crate::{
    model::{ActorId, Extras, Report},
    timeline::{EventRef, refs},
};

impl<'t> View<'t> {
    /// Merges repeated reports of one event: of the events that are alike, the view shows the first in
    /// total order, with the reports of all, and hides the others.
    ///
    /// Machine-coded event data often record one event again for each text that differs a little. GDELT
    /// gives the same day, actors and code several ids, ICEWS several rows.
    ///
    /// Events are *alike* if
    ///
    /// - their onsets are the same interval,
    /// - their types are equal (what happened, the code, and the file's own score),
    /// - their sources are the same actors, each as itself, and so are their targets,
    /// - their places are equal as written, and
    /// - all or none of them are mutual; the two sides of mutual events may be exchanged.
    ///
    /// An event without a source or without a target is not like any other.
    ///
    /// The first event has the [`reports`](Self::reports) and [`extras`](Self::extras) of the hidden events
    /// in addition to its own, in this view and in every later step: mentions, sources and articles add
    /// up. The levels, details and links of the hidden events are hidden with them;
    /// [`merged_into`](Self::merged_into) returns the event that stands for them. The step also merges two
    /// attacks of one kind on one day if their places do not differ, so it is never applied by default.
    ///
    /// O(n) time and memory for n events.
    ///
    /// ```
    /// # use escalade::{Actor, Event, Means, Timeline, model::Extras};
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
        let mut merges = before.report_merges.as_deref().cloned().unwrap_or_default();
        // Events come in order of earliest onset, and only events with the same onset are alike.
        let (mut onset, mut firsts) = (i64::MIN, HashMap::new());
        let mut view = self.keep_events(ViewStep::MergedReports, |event| {
            let Some(key) = RepeatKey::of(event, &before) else { return true };
            let earliest = event.earliest().timestamp();
            if earliest != onset {
                onset = earliest;
                firsts.clear();
            }
            let position = event.position() as u32;
            match firsts.entry(key) {
                Entry::Vacant(entry) => {
                    entry.insert(position);
                    true
                }
                Entry::Occupied(first) => {
                    merges.merge(position, *first.get());
                    false
                }
            }
        });
        merges.finish();
        view.report_merges = Some(Arc::new(merges));
        view
    }

    /// Returns the events that were [merged](Self::merged_reports) into this one, directly or through
    /// others, in total order.
    pub fn repeats(&self, event: EventRef<'_>) -> Vec<EventRef<'t>> {
        let Some(merges) = self.report_merges.as_ref().filter(|_| self.has_same_timeline(event))
        else {
            return Vec::new();
        };
        let mut repeats = Vec::new();
        for position in merges.repeats(event.position() as u32) {
            repeats.push(self.timeline.event_at(position as usize));
        }
        repeats
    }

    /// Returns the reports of an event, followed by those of the events that were
    /// [merged](Self::merged_reports) into it, in total order. After [`reported_by`](Self::reported_by),
    /// only the reports of that reporter are returned.
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
        let mut reports = self.selected_reports(event.reports());
        for repeat in self.repeats(event) {
            reports.extend(self.selected_reports(repeat.reports()));
        }
        reports
    }

    /// Returns the extras of an event together with those of the events that were
    /// [merged](Self::merged_reports) into it.
    ///
    /// Mentions, sources and articles add up, so a source that reported two of the events is counted
    /// twice. The result is a root event if one of the events is, and has the earliest of the days on
    /// which they were added.
    pub fn extras(&self, event: EventRef<'_>) -> Extras {
        let mut extras = event.extras();
        for repeat in self.repeats(event) {
            extras = extras.and(repeat.extras());
        }
        extras
    }

    /// Returns the time from the first day on which an event may have happened to the day on which it,
    /// or an event that was [merged](Self::merged_reports) into it, was first added to the data. `None`
    /// if no such day is stated.
    pub fn lag(&self, event: EventRef<'_>) -> Option<TimeDelta> {
        refs::lag(self.extras(event), event.earliest())
    }
}

/// The values in which alike events are equal, among the events with one earliest onset.
#[derive(PartialEq, Eq, Hash)]
struct RepeatKey<'t> {
    latest: i64,
    event_type: usize,
    place: Option<&'t str>,
    mutual: bool,
    sides: [Cow<'t, [ActorId]>; 2],
}

impl<'t> RepeatKey<'t> {
    /// Returns `None` for an event without a source or without a target.
    fn of(event: EventRef<'t>, view: &View<'t>) -> Option<Self> {
        let mut sides = [actor_set(event.sources()), actor_set(event.targets())];
        if sides.iter().any(|side| side.is_empty()) {
            return None;
        }
        let mutual = view.is_mutual(event);
        // A mutual event is the same from either side.
        if mutual && sides[1] < sides[0] {
            sides.swap(0, 1);
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
