//! The step that keeps onsets and leaves out continuations.

use std::collections::VecDeque;

use chrono::TimeDelta;

use super::{base::View, bitset::BitSet, step::ViewStep};
use crate::{
    error::{Error, Issue},
    model::Level,
    scale::Scale,
    timeline::{Granularity, Levels, RollUp},
};

impl View<'_> {
    /// Keeps onsets and leaves out continuations, such as the daily events of an ongoing war.
    ///
    /// An event is a *continuation* if, in each of its dyads at this granularity, an earlier event at the
    /// same level or above began at most `quiet` before it. Earlier means earlier in total order, and the
    /// time is measured between earliest onsets. Every other event is an *onset*: in at least one of its
    /// dyads it is the first event after a quiet time, or is above all levels reached within that time.
    ///
    /// Continuations count as earlier events, too, so the events of a war are continuations for as long
    /// as they are at most `quiet` apart. A dyad is directed, and a mutual event belongs to two dyads.
    ///
    /// Events without a dyad or without a level are kept. They are no continuations and have none.
    ///
    /// O(n log n) time and O(n) memory for n pairs of an event and a dyad.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{read::Options, scale::Goldstein, timeline::Granularity}};
    /// let rows = "2006-07-12\tLBN\tISR\t138\n\
    ///             2006-07-13\tLBN\tISR\t190\n\
    ///             2006-07-20\tLBN\tISR\t190\n\
    ///             2006-07-28\tLBN\tISR\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let week = TimeDelta::days(7);
    /// let onsets = timeline.view().onsets(week, &Goldstein::default(), &Granularity::State);
    /// let days = onsets.events().map(|event| event.when().to_string());
    /// assert!(days.eq(["2006-07-12", "2006-07-13", "2006-07-28"]), "a higher level; and after eight days");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    #[must_use]
    pub fn onsets(self, quiet: TimeDelta, scale: &dyn Scale, granularity: &Granularity) -> Self {
        if quiet < TimeDelta::zero() {
            let remedy = "remove the minus sign";
            let issue = Issue::new("onsets", quiet, "a quiet time of zero or more", remedy);
            return self.fail(Error::value(issue));
        }
        let quiet_seconds = quiet.num_seconds().unsigned_abs();
        let step = ViewStep::Onsets {
            quiet_seconds,
            scale: scale.spec(),
            granularity: granularity.clone(),
        };
        let timeline = self.timeline;
        let roll_up = RollUp::new(&self, granularity, false);
        let levels = Levels::new(timeline, scale);
        let mut passes = BitSet::new(timeline.len());
        // Each dyad of each event, with the position of the event.
        let mut by_dyad = Vec::new();
        let mut dyads = Vec::new();
        for position in (0..timeline.len()).filter(|position| self.sees(*position)) {
            let id = timeline.id_at(position) as usize;
            let sources = self.event_at(position).sources();
            roll_up.dyads(id, sources, self.is_mutual_at(position), &mut dyads);
            match levels.of(id) {
                Some(_) if !dyads.is_empty() => {
                    for (a, b) in &dyads {
                        by_dyad.push((*a, *b, position as u32));
                    }
                }
                _ => passes.insert(position),
            }
        }
        by_dyad.sort_unstable();
        for events in by_dyad.chunk_by(|one, other| (one.0, one.1) == (other.0, other.1)) {
            let mut recent = RecentMaximum::default();
            for (_, _, position) in events {
                let id = timeline.id_at(*position as usize) as usize;
                let Some(level) = levels.of(id) else { continue };
                let onset = timeline.columns.earliest(id);
                let since = onset.saturating_sub_unsigned(quiet_seconds);
                if recent.highest_since(since).is_none_or(|highest| highest < level) {
                    passes.insert(*position as usize);
                }
                recent.push(onset, level);
            }
        }
        self.keep(step, passes, 0)
    }
}

/// The sliding-window maximum of the levels of a dyad, kept in a monotonic queue: each event in the
/// queue has a higher level than all events after it.
///
/// ```text
/// level  9 ┤ ●
///        7 ┤ │     ●
///        4 ┤ │ ○ ○ │ ○ ●      ○ removed: a later event has the same level or a higher one
///          └─┴─────┴───┴─▶ onset
/// ```
#[derive(Default)]
struct RecentMaximum(VecDeque<(i64, Level)>);

impl RecentMaximum {
    /// Returns the highest level since an instant. The instant must never decrease between calls, as
    /// older events are removed.
    fn highest_since(&mut self, since: i64) -> Option<Level> {
        while self.0.front().is_some_and(|(onset, _)| *onset < since) {
            self.0.pop_front();
        }
        self.0.front().map(|(_, level)| *level)
    }

    fn push(&mut self, onset: i64, level: Level) {
        while self.0.back().is_some_and(|(_, last)| *last <= level) {
            self.0.pop_back();
        }
        self.0.push_back((onset, level));
    }
}
