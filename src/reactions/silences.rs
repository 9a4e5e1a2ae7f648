//! The longest silence after a step of a chain.

use std::ops::Range;

use crate::{
    reactions::bystander::{Bystander, onset},
    timeline::{Dyad, EventRef},
};

/// The longest time in which certainly neither party acted on or addressed the other.
pub(super) struct LongestSilence<'t> {
    /// The start, in seconds since 1970.
    pub(super) since: i64,
    /// The end, excluded, in seconds since 1970.
    pub(super) until: i64,
    /// The first event between the parties after it, if there is one.
    pub(super) event: Option<EventRef<'t>>,
}

impl<'t> Bystander<'_, 't> {
    /// Returns the longest silence after a step that begins before the end of a range of positions. `None` if
    /// there is none, or if no parties are known.
    ///
    /// An event dated to a day or a month may have begun at any time in it. A silence is certain only from
    /// the latest possible onset of one event to the earliest of the next, and only while the timeline
    /// covers the parties.
    pub(super) fn longest_silence(
        &self,
        step: EventRef<'t>,
        next: Option<EventRef<'t>>,
        range: &Range<usize>,
        dyads: &[Dyad],
    ) -> Option<LongestSilence<'t>> {
        if dyads.is_empty() {
            return None;
        }
        let mut ends = Vec::new();
        for event in self.all_between(range, dyads) {
            ends.push((onset(event), Some(event)));
        }
        // A silence after the last step may outlast the longest gap.
        match next.or_else(|| self.first_between(range.end, dyads, &|_| true)) {
            Some(event) => ends.push((onset(event), Some(event))),
            None => {
                if let Some(last) = self.prepared.view.events().next_back() {
                    ends.push((onset(last), None));
                }
            }
        }
        let mut since = onset(step).latest;
        let mut longest: Option<LongestSilence<'t>> = None;
        for (onset, event) in ends {
            for (from, until) in self.covered(dyads, (since, onset.earliest)) {
                let length = longest.as_ref().map_or(0, |one| one.until - one.since);
                if until - from > length {
                    longest = Some(LongestSilence { since: from, until, event });
                }
            }
            since = since.max(onset.latest);
        }
        longest
    }

    /// Returns the times in a window at which the timeline covers all of these dyads; the whole window if the
    /// timeline states nothing about its coverage. Returns none if the window is empty.
    fn covered(&self, dyads: &[Dyad], window: (i64, i64)) -> Vec<(i64, i64)> {
        if window.0 >= window.1 {
            return Vec::new();
        }
        let mut times = vec![window];
        for dyad in dyads {
            let Some(covered) = self.prepared.covered_times(*dyad, window) else { continue };
            let mut both = Vec::new();
            for (from, until) in times {
                for (start, end) in &covered {
                    let (from, until) = (from.max(*start), until.min(*end));
                    if from < until {
                        both.push((from, until));
                    }
                }
            }
            times = both;
        }
        times
    }
}
