//! The step that merges mirrored events into one mutual event.

use std::{
    borrow::Cow,
    collections::{HashMap, VecDeque},
    sync::Arc,
};

use super::{actor_set::actor_set, base::View, merges::MutualMerges, step::ViewStep};
use crate::{model::ActorId, timeline::EventRef};

impl<'t> View<'t> {
    /// Merges mirrored events: of two events that mirror each other, the view shows the first in total
    /// order, as mutual, and hides the other.
    ///
    /// Coders of clashes and meetings often write two rows, one from each side. In the KEDS Levant data
    /// nearly every fourth row has such a mirror. Without this step, the two rows answer each other where
    /// precedence is as recorded, and each event counts twice.
    ///
    /// Two events *mirror* each other if
    ///
    /// - their onsets are the same interval,
    /// - their types are equal (what happened, the code, and the file's own score),
    /// - the sources of each are the targets of the other, and
    /// - neither is mutual.
    ///
    /// Events are paired one to one in total order, each with the earliest unpaired event before it that
    /// mirrors it. The reports, levels, details and links of the hidden event are hidden with it;
    /// [`merged_into`](Self::merged_into) returns the event that stands for it. The step also merges two
    /// attacks that two sides did make in the same way on the same day, so it is never applied by default.
    ///
    /// O(n) time and memory for n events.
    ///
    /// ```
    /// # use escalade::read::Options;
    /// let rows = "2006-07-12\tLBN\tISR\t190\n2006-07-12\tISR\tLBN\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let view = timeline.view().merge_mutual();
    /// let [first, mirror] = [0, 1].map(|position| timeline.event_at(position));
    /// assert!(view.events().eq([first]));
    /// assert!(view.is_mutual(first) && !first.is_mutual());
    /// assert_eq!(view.merged_into(mirror), Some(first));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    #[must_use]
    pub fn merge_mutual(self) -> Self {
        let mut merges = match &self.mutual_merges {
            Some(merges) => MutualMerges::clone(merges),
            None => MutualMerges::new(self.timeline.len()),
        };
        let before = self.clone();
        // Events come in order of earliest onset, and only events with the same onset mirror each other.
        let (mut onset, mut unpaired) = (i64::MIN, HashMap::<_, VecDeque<u32>>::new());
        let mut view = self.keep_events(ViewStep::MergeMutual, |event| {
            let Some(key) = MirrorKey::of(event, &before) else { return true };
            let earliest = event.earliest().timestamp();
            if earliest != onset {
                onset = earliest;
                unpaired.clear();
            }
            let position = event.position() as u32;
            let mirror = unpaired.get_mut(&key.mirrored()).and_then(VecDeque::pop_front);
            match mirror {
                Some(first) => merges.merge(position, first),
                None => unpaired.entry(key).or_default().push_back(position),
            }
            mirror.is_none()
        });
        merges.finish();
        view.mutual_merges = Some(Arc::new(merges));
        view
    }

    /// Returns `true` if this view shows an event as mutual: it is recorded as mutual, or a mirrored event
    /// was [merged](Self::merge_mutual) into it.
    pub fn is_mutual(&self, event: EventRef<'_>) -> bool {
        if self.has_same_timeline(event) {
            self.is_mutual_at(event.position())
        } else {
            event.is_mutual()
        }
    }

    /// Returns the event that stands for a hidden one, or `None` if it was not merged into another by
    /// [`merge_mutual`](Self::merge_mutual) or [`merged_reports`](Self::merged_reports). If that event was
    /// itself merged later, the last one is returned. O(log n) for each step of these kinds.
    pub fn merged_into(&self, hidden: EventRef<'_>) -> Option<EventRef<'t>> {
        if !self.has_same_timeline(hidden) {
            return None;
        }
        let next = |at: &u32| {
            let mutual = self.mutual_merges.as_ref().and_then(|merges| merges.merged_into(*at));
            let reports = || self.report_merges.as_ref()?.merged_into(*at);
            mutual.or_else(reports)
        };
        let last = std::iter::successors(next(&(hidden.position() as u32)), next).last()?;
        Some(self.timeline.event_at(last as usize))
    }

    /// Returns `true` if the view may show an event as mutual that is not recorded as mutual.
    pub(crate) fn merges_mirrored(&self) -> bool {
        self.mutual_merges.is_some()
    }

    /// Like `is_mutual`, for the event at a position.
    pub(crate) fn is_mutual_at(&self, position: usize) -> bool {
        let timeline = self.timeline;
        timeline.columns.is_mutual(timeline.id_at(position) as usize)
            || self.mutual_merges.as_ref().is_some_and(|merges| merges.is_mutual(position))
    }
}

/// The values that identify an event and its mirror, among the events with one earliest onset.
#[derive(Clone, PartialEq, Eq, Hash)]
struct MirrorKey<'t> {
    latest: i64,
    event_type: usize,
    sources: Cow<'t, [ActorId]>,
    targets: Cow<'t, [ActorId]>,
}

impl<'t> MirrorKey<'t> {
    /// Returns `None` for an event that cannot have a mirror: it is mutual, lacks a source or a target, or
    /// has the same actors on both sides.
    fn of(event: EventRef<'t>, view: &View<'t>) -> Option<Self> {
        let (sources, targets) = (actor_set(event.sources()), actor_set(event.targets()));
        let is_one_way = !sources.is_empty() && !targets.is_empty() && sources != targets;
        (is_one_way && !view.is_mutual(event)).then(|| Self {
            latest: event.latest().timestamp(),
            event_type: view.timeline.columns.type_index(event.id().index()),
            sources,
            targets,
        })
    }

    fn mirrored(&self) -> Self {
        Self { sources: self.targets.clone(), targets: self.sources.clone(), ..self.clone() }
    }
}
