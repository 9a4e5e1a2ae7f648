//! Onsets and continuations.

use std::collections::{HashMap, VecDeque};

use chrono::TimeDelta;

use super::{View, ViewStep};
use crate::{
    error::{Error, Issue},
    model::Level,
    scale::Scale,
    timeline::{Dyad, Granularity, Levels, RollUp},
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
    /// O(n) time and memory for n dyads of events.
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
    pub fn onsets(
        mut self,
        quiet: TimeDelta,
        scale: &dyn Scale,
        granularity: &Granularity,
    ) -> Self {
        let Ok(quiet_seconds) = u64::try_from(quiet.num_seconds()) else {
            let remedy = "turn the sign";
            let issue = Issue::new("onsets", quiet, "a quiet time of zero or more", remedy);
            return self.refuse(Error::value(issue));
        };
        self.steps.push(ViewStep::Onsets {
            quiet_seconds,
            scale: scale.written(),
            granularity: granularity.clone(),
        });
        let timeline = self.timeline;
        let before = self.clone();
        let (roll_up, levels) =
            (RollUp::new(timeline, granularity, false), Levels::new(timeline, scale));
        let (mut dyads, mut recent) = (Vec::new(), HashMap::<Dyad, Recent>::new());
        self.keep(|position| {
            let id = timeline.id_at(position) as usize;
            let Some(level) = levels.of(id) else { return true };
            let onset = timeline.columns.earliest(id);
            let since = onset.saturating_sub_unsigned(quiet_seconds);
            let sources = timeline.columns.sources(id);
            roll_up.dyads(id, sources, before.is_mutual_at(position), &mut dyads);
            let mut opens = dyads.is_empty();
            for dyad in &dyads {
                let recent = recent.entry(*dyad).or_default();
                opens |= recent.highest_since(since).is_none_or(|highest| highest < level);
                recent.push(onset, level);
            }
            opens
        })
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
