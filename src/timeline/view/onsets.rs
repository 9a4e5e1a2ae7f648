//! Onsets and continuations.

use std::collections::VecDeque;

use chrono::TimeDelta;

use super::{View, ViewStep, bits::Bits};
use crate::{
    error::{Error, Issue},
    model::Level,
    scale::Scale,
    timeline::{Granularity, Levels, RollUp},
};

impl View<'_> {
    /// Onsets, without the continuations: an ongoing war asserts nothing new every day.
    ///
    /// An event is a *continuation* if each of its dyads, at this granularity, has had an event at
    /// the same level or above not longer than `quiet` before: earlier in total order, by earliest
    /// onsets, `quiet` included. What opens any dyad anew is an onset, and so is what rises above all
    /// that the dyad has seen in that time. A continuation prolongs what it continues: a war is quiet
    /// only when its events are `quiet` apart. A dyad is directed, and the two directions of a mutual
    /// event are two dyads.
    ///
    /// Events without a dyad or without a level pass: they continue nothing, and nothing continues
    /// them.
    ///
    /// O(n log n) time and O(n) memory for n dyads of events.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Granularity, read::Options, scale::Goldstein}};
    /// let rows = "2006-07-12\tLBN\tISR\t138\n\
    ///             2006-07-13\tLBN\tISR\t190\n\
    ///             2006-07-20\tLBN\tISR\t190\n\
    ///             2006-07-28\tLBN\tISR\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let week = TimeDelta::days(7);
    /// let onsets = timeline.view().onsets(week, &Goldstein::default(), &Granularity::State);
    /// let days = onsets.events().map(|event| event.when().to_string());
    /// assert!(days.eq(["2006-07-12", "2006-07-13", "2006-07-28"]), "a rise; and after eight days");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    #[must_use]
    pub fn onsets(self, quiet: TimeDelta, scale: &dyn Scale, granularity: &Granularity) -> Self {
        if quiet < TimeDelta::zero() {
            let remedy = "turn the sign";
            let issue = Issue::new("onsets", quiet, "a quiet time of zero or more", remedy);
            return self.refuse(Error::value(issue));
        }
        let quiet_seconds = quiet.num_seconds().unsigned_abs();
        let step = ViewStep::Onsets {
            quiet_seconds,
            scale: scale.spec(),
            granularity: granularity.clone(),
        };
        let timeline = self.timeline;
        let roll_up = RollUp::new(timeline, granularity, false);
        let levels = Levels::new(timeline, scale);
        let (mut passes, mut told) = (Bits::none(timeline.len()), Vec::new());
        let mut dyads = Vec::new();
        for position in (0..timeline.len()).filter(|position| self.sees(*position)) {
            let id = timeline.id_at(position) as usize;
            let sources = self.event_at(position).sources();
            roll_up.dyads(id, sources, self.is_mutual_at(position), &mut dyads);
            match levels.of(id) {
                Some(level) if !dyads.is_empty() => {
                    told.extend(dyads.iter().map(|dyad| (*dyad, position as u32, level)));
                }
                _ => passes.set(position),
            }
        }
        told.sort_unstable();
        for dyad in told.chunk_by(|d, e| d.0 == e.0) {
            let mut recent = Recent::default();
            for (_, position, level) in dyad {
                let onset = timeline.columns.earliest(timeline.id_at(*position as usize) as usize);
                let since = onset.saturating_sub_unsigned(quiet_seconds);
                if recent.highest_since(since).is_none_or(|highest| highest < *level) {
                    passes.set(*position as usize);
                }
                recent.push(onset, *level);
            }
        }
        self.keep(step, |position| passes.has(position))
    }
}

/// The last events of a dyad, as far as they tell how high it went: each is higher than all that
/// follow it.
///
/// ```text
/// level  9 ┤ ●
///        7 ┤ │     ●
///        4 ┤ │ ○ ○ │ ○ ●      ○ forgotten: one as high or higher came later
///          └─┴─────┴───┴─▶ onset
/// ```
#[derive(Default)]
struct Recent(VecDeque<(i64, Level)>);

impl Recent {
    /// The highest level since an instant; asked for ever later instants.
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
