//! Mirrored twins as one mutual event.

use std::{
    borrow::Cow,
    collections::{HashMap, VecDeque},
    sync::Arc,
};

use super::{View, ViewStep, bits::Bits, repeats::as_set};
use crate::{model::ActorId, timeline::EventRef};

/// Which events stand for themselves and a twin.
#[derive(Clone, Debug)]
pub(super) struct Merged {
    firsts: Bits,
    /// Positions of hidden twins with those of the events they were merged into, sorted.
    twins: Vec<(u32, u32)>,
}

impl<'t> View<'t> {
    /// Mirrored twins as one: of two events that are each other's mirror, the first in total order is
    /// seen as mutual and stands for both, the other is hidden.
    ///
    /// Coders of clashes and meetings write the same row twice, once from each side: in the KEDS
    /// Levant data nearly every fourth row has such a twin. Left as they are, twins answer each other
    /// where precedence is as recorded, and count double everywhere.
    ///
    /// Two events are *mirrored* if their onset is the same interval, their type the same (what it
    /// was, code and the file's own score), and the sources of each the targets of the other; neither
    /// is mutual already. They are paired one to one: in total order, each event with the earliest
    /// before it that is its mirror and not yet taken. What else the hidden twin has, its reports,
    /// levels, details and links, is hidden with it; [`merged_into`](Self::merged_into) tells where
    /// it went. Two attacks that two sides did make in the same way on the same day are told as one,
    /// so it is yours to choose.
    ///
    /// O(n) time and memory.
    ///
    /// ```
    /// # use escalade::read::Options;
    /// let rows = "2006-07-12\tLBN\tISR\t190\n2006-07-12\tISR\tLBN\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let view = timeline.view().merge_mutual();
    /// let [first, twin] = [0, 1].map(|position| timeline.event_at(position));
    /// assert!(view.events().eq([first]));
    /// assert!(view.is_mutual(first) && !first.is_mutual());
    /// assert_eq!(view.merged_into(twin), Some(first));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    #[must_use]
    pub fn merge_mutual(self) -> Self {
        let mut merged = match &self.merged {
            Some(merged) => Merged::clone(merged),
            None => Merged { firsts: Bits::none(self.timeline.len()), twins: Vec::new() },
        };
        let before = self.clone();
        let (mut tick, mut waiting) = (i64::MIN, HashMap::<_, VecDeque<u32>>::new());
        let mut view = self.keep(ViewStep::MergeMutual, |position| {
            let event = before.event_at(position);
            let Some(form) = Form::of(event, &before) else { return true };
            let earliest = event.earliest().timestamp();
            if earliest != tick {
                tick = earliest;
                waiting.clear();
            }
            let twin = waiting.get_mut(&form.mirrored()).and_then(VecDeque::pop_front);
            match twin {
                Some(first) => {
                    merged.firsts.set(first as usize);
                    merged.twins.push((position as u32, first));
                }
                None => waiting.entry(form).or_default().push_back(position as u32),
            }
            twin.is_none()
        });
        merged.twins.sort_unstable();
        view.merged = Some(Arc::new(merged));
        view
    }

    /// Whether an event runs both ways as it is seen here: by itself, or with a twin that was
    /// [merged](Self::merge_mutual) into it.
    pub fn is_mutual(&self, event: EventRef<'_>) -> bool {
        if self.is_of(event) { self.is_mutual_at(event.position()) } else { event.is_mutual() }
    }

    /// The event that stands for a hidden one: the one that a twin was
    /// [merged](Self::merge_mutual) into, or [what was taken up again](Self::merged_reports), and so on
    /// to the last. O(log n) for each step of that kind.
    pub fn merged_into(&self, hidden: EventRef<'_>) -> Option<EventRef<'t>> {
        if !self.is_of(hidden) {
            return None;
        }
        let next = |at: &u32| self.twin_of(*at).or_else(|| self.repeat_of(*at));
        let last = std::iter::successors(next(&(hidden.position() as u32)), next).last()?;
        Some(self.timeline.event_at(last as usize))
    }

    fn twin_of(&self, hidden: u32) -> Option<u32> {
        let twins = &self.merged.as_ref()?.twins;
        let at = twins.binary_search_by_key(&hidden, |(hidden, _)| *hidden).ok()?;
        Some(twins[at].1)
    }

    /// Whether it sees some events as mutual that are not.
    pub(crate) fn merges_twins(&self) -> bool {
        self.merged.is_some()
    }

    pub(crate) fn is_mutual_at(&self, position: usize) -> bool {
        let timeline = self.timeline;
        timeline.columns.is_mutual(timeline.id_at(position) as usize)
            || self.merged.as_ref().is_some_and(|merged| merged.firsts.has(position))
    }
}

/// What the mirror of an event shares with it, among events of one earliest onset.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Form<'t> {
    latest: i64,
    event_type: usize,
    sources: Cow<'t, [ActorId]>,
    targets: Cow<'t, [ActorId]>,
}

impl<'t> Form<'t> {
    /// Nothing for an event that has no mirror: mutual, partyless, or its own.
    fn of(event: EventRef<'t>, view: &View<'t>) -> Option<Self> {
        let (sources, targets) = (as_set(event.sources()), as_set(event.targets()));
        let one_way = !sources.is_empty() && !targets.is_empty() && sources != targets;
        (one_way && !view.is_mutual(event)).then(|| Self {
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
