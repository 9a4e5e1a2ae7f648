//! The type [`View`], and what its steps have in common.

use std::{fmt, sync::Arc};

use super::{
    bitset::BitSet,
    merges::{MutualMerges, ReportMerges},
    step::ViewStep,
    tally::StepTally,
};
use crate::{
    error::{Error, ErrorKind, Issues, Location},
    model::{ActorId, EventId, LinkId},
    timeline::{Coverage, EventRef, Timeline, refs::Author},
};

/// A timeline of which only some events are shown. Queries accept a view wherever they accept a
/// timeline, and count the events that it leaves out.
///
/// Each step looks only at the events that the steps before it have kept. A view borrows the timeline
/// and nothing else, so steps can be chained freely. Ids and positions stay those of the timeline.
///
/// A step with an invalid argument (a bound that is not a date, an empty window) leaves out every
/// event. The next query, or [`check`](Self::check), returns the error.
///
/// ```
/// use escalade::{Actor, Event, EventKind, Means, Predicate, SpeechAct, Timeline};
///
/// let mut builder = Timeline::builder();
/// let iran = builder.add_actor(Actor::new("IRN"));
/// let threat = builder.add_event(Event::statement(iran, "2024-04-02", SpeechAct::Threaten));
/// builder.add_event(Event::attack(iran, "2024-04-13", Means::Drone));
/// let timeline = builder.build()?;
/// let statements = Predicate::kinds([EventKind::Statement]);
/// let view = timeline.view().during("2024-04-01".."2024-05").only(statements);
/// assert_eq!(view.events().map(|event| event.id()).collect::<Vec<_>>(), [threat]);
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone)]
pub struct View<'t> {
    pub(super) timeline: &'t Timeline,
    /// The positions of the events shown. `None` if all events are shown, to spare the allocation.
    shown: Option<Arc<BitSet>>,
    /// `None` if no mirrored events were merged.
    pub(super) mutual_merges: Option<Arc<MutualMerges>>,
    /// `None` if no repeated reports were merged.
    pub(super) report_merges: Option<Arc<ReportMerges>>,
    /// A report counts only if each of these reporters is in its path.
    pub(super) reporters: Vec<ActorId>,
    /// The supposed authors of some events, which replace the recorded ones. Sorted by event.
    pub(super) supposed: Vec<(EventId, Author)>,
    /// What was said at this second or later, in Unix time, is hidden. `None` if nothing is hidden for its date.
    pub(super) known_until: Option<i64>,
    /// Links that are not shown, sorted.
    pub(super) hidden_links: Vec<LinkId>,
    /// The language in which texts name actors.
    pub(super) language: Arc<str>,
    pub(super) steps: Vec<ViewStep>,
    /// For each step, the number of events that it left out, and of those that it kept because the
    /// data do not state what it tests.
    pub(super) counts: Vec<(u64, u64)>,
    problems: Vec<Error>,
}

impl<'t> View<'t> {
    /// Creates a view that shows all events.
    pub(in crate::timeline) fn everything(timeline: &'t Timeline) -> Self {
        Self {
            timeline,
            shown: None,
            mutual_merges: None,
            report_merges: None,
            reporters: Vec::new(),
            supposed: Vec::new(),
            known_until: None,
            hidden_links: Vec::new(),
            language: Arc::from("en"),
            steps: Vec::new(),
            counts: Vec::new(),
            problems: Vec::new(),
        }
    }

    /// Returns the timeline that this is a view of.
    pub fn timeline(&self) -> &'t Timeline {
        self.timeline
    }

    /// Returns the steps that led to this view, as data. Steps that failed are not among them.
    pub fn steps(&self) -> &[ViewStep] {
        &self.steps
    }

    /// Returns the steps in words, each with the number of events that it left out. The sum of these
    /// numbers is the number of events that the view does not show.
    pub fn tallies(&self) -> Vec<StepTally> {
        let mut tallies = Vec::with_capacity(self.steps.len());
        for (step, (left_out, not_stated)) in self.steps.iter().zip(&self.counts) {
            tallies.push(StepTally {
                step: step.to_string(),
                left_out: *left_out,
                not_stated: *not_stated,
            });
        }
        tallies
    }

    /// Returns `true` if the view shows an event.
    ///
    /// ```
    /// # use escalade::{Actor, Event, Means, Timeline};
    /// # let mut builder = Timeline::builder();
    /// # let iran = builder.add_actor(Actor::new("IRN"));
    /// let barrage = builder.add_event(Event::attack(iran, "2024-04-13", Means::Drone));
    /// let timeline = builder.build()?;
    /// assert!(timeline.view().during("2024-04".."2024-05").contains(timeline.event(barrage)));
    /// assert!(!timeline.view().during("2024-05"..).contains(timeline.event(barrage)));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn contains(&self, event: EventRef<'_>) -> bool {
        self.has_same_timeline(event) && self.sees(event.position())
    }

    /// Returns the events that the view shows, in total order.
    ///
    /// ```
    /// # use escalade::{Actor, Event, Means, Timeline};
    /// # let mut builder = Timeline::builder();
    /// # let iran = builder.add_actor(Actor::new("IRN"));
    /// builder.add_event(Event::attack(iran, "2024-04-13", Means::Drone));
    /// let october = builder.add_event(Event::attack(iran, "2024-10-01", Means::BallisticMissile));
    /// let timeline = builder.build()?;
    /// assert!(timeline.view().during("2024-05"..).events().map(|event| event.id()).eq([october]));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn events(&self) -> impl DoubleEndedIterator<Item = EventRef<'t>> + use<'t> {
        // The iterator owns its view: a borrowed one could not outlive a view that is a temporary.
        let view = self.clone();
        (0..self.timeline.len()).filter_map(move |position| view.shown_event_at(position))
    }

    /// Returns the number of events that the view shows. O(n / 64) for a timeline of n events.
    ///
    /// ```
    /// # use escalade::{Actor, Event, Means, Timeline};
    /// # let mut builder = Timeline::builder();
    /// # let iran = builder.add_actor(Actor::new("IRN"));
    /// builder.add_event(Event::attack(iran, "2024-04-13", Means::Drone));
    /// builder.add_event(Event::attack(iran, "2024-10-01", Means::BallisticMissile));
    /// let timeline = builder.build()?;
    /// assert_eq!((timeline.view().len(), timeline.view().during("2024-05"..).len()), (2, 1));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn len(&self) -> usize {
        self.shown.as_ref().map_or(self.timeline.len(), |shown| shown.count())
    }

    /// Returns `true` if the view shows no event.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Checks that no step failed.
    ///
    /// ```
    /// # use escalade::Timeline;
    /// let timeline = Timeline::builder().build()?;
    /// assert!(timeline.view().during("2024-04".."2024-05").check().is_ok());
    /// let error = timeline.view().during("April".."2024-05").check().unwrap_err();
    /// assert_eq!(error.issues()[0].got(), "April");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If a step failed. The error lists the problems of all steps: a bound that is not a date, an empty
    /// window, an actor of another timeline, a negative quiet time.
    pub fn check(&self) -> Result<(), Error> {
        let mut issues = Issues::default();
        for problem in &self.problems {
            issues.absorb(problem, &Location::from("view"));
        }
        issues.check(ErrorKind::Query)
    }

    /// Returns `true` if this view is a copy of another, and so shows the same.
    ///
    /// The comparison is cheap: it compares pointers, not events. Two views that were made separately
    /// by equal steps count as different.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        fn is_shared<T>(one: &Option<Arc<T>>, other: &Option<Arc<T>>) -> bool {
            one.as_ref().map(Arc::as_ptr) == other.as_ref().map(Arc::as_ptr)
        }
        std::ptr::eq(self.timeline, other.timeline)
            && is_shared(&self.shown, &other.shown)
            && is_shared(&self.mutual_merges, &other.mutual_merges)
            && (&self.reporters, &self.supposed) == (&other.reporters, &other.supposed)
            && self.hidden_links == other.hidden_links
            && self.known_until == other.known_until
    }

    /// Returns how far the timeline covers a half-open window of Unix times, in seconds, for at least one of
    /// these actors. Times outside the windows of the view count as not covered.
    pub(in crate::timeline) fn covers_any(
        &self,
        actors: &[ActorId],
        window: (i64, i64),
    ) -> Coverage {
        let mut shown = window;
        for step in &self.steps {
            if let ViewStep::During(window) = step {
                let (start, end) = window.seconds();
                shown = (shown.0.max(start), shown.1.min(end));
            }
        }
        if shown.0 >= shown.1 {
            return Coverage::Not;
        }
        match self.timeline.covers_any(actors, shown) {
            coverage if shown == window => coverage,
            Coverage::Not => Coverage::Not,
            _ => Coverage::Partly,
        }
    }

    pub(super) fn has_same_timeline(&self, event: EventRef<'_>) -> bool {
        std::ptr::eq(event.timeline(), self.timeline)
    }

    /// Returns `true` if the view shows the event at a position.
    #[inline]
    pub(crate) fn sees(&self, position: usize) -> bool {
        self.shown.as_ref().is_none_or(|shown| shown.contains(position))
    }

    /// Returns the event at a position, or `None` if the view does not show it.
    fn shown_event_at(&self, position: usize) -> Option<EventRef<'t>> {
        self.sees(position).then(|| self.event_at(position))
    }

    /// Applies a step that keeps the events for which `keep` returns `true`. `keep` is called for the
    /// events shown, in total order.
    pub(super) fn keep_events(
        self,
        step: ViewStep,
        mut keep: impl FnMut(EventRef<'t>) -> bool,
    ) -> Self {
        self.keep_unless_false(step, &mut |event| Some(keep(event)))
    }

    /// Like `keep_events`, but also keeps, and counts, the events for which `keep` returns `None`: the data
    /// do not state what the step tests.
    pub(super) fn keep_unless_false(
        self,
        step: ViewStep,
        keep: &mut dyn FnMut(EventRef<'t>) -> Option<bool>,
    ) -> Self {
        let mut not_stated = 0;
        let mut kept = BitSet::new(self.timeline.len());
        for position in 0..self.timeline.len() {
            if self.sees(position) {
                let passes = keep(self.event_at(position));
                not_stated += u64::from(passes.is_none());
                if passes.unwrap_or(true) {
                    kept.insert(position);
                }
            }
        }
        self.keep(step, kept, not_stated)
    }

    /// Applies a step that keeps the events at these positions. The view must show all of them.
    /// `not_stated` is the number of those that are kept because the data do not state what the step
    /// tests.
    pub(super) fn keep(mut self, step: ViewStep, kept: BitSet, not_stated: u64) -> Self {
        let left_out = (self.len() - kept.count()) as u64;
        self.shown = Some(Arc::new(kept));
        self.steps.push(step);
        self.counts.push((left_out, not_stated));
        self
    }

    /// Records why a step failed, and leaves out every event.
    pub(super) fn fail(mut self, problem: Error) -> Self {
        self.problems.push(problem);
        self.shown = Some(Arc::new(BitSet::new(self.timeline.len())));
        self
    }
}

impl fmt::Debug for View<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("View")
            .field("steps", &self.steps)
            .field("len", &self.len())
            .finish_non_exhaustive()
    }
}
