//! Views: a timeline narrowed, step by step.

mod bits;
mod coded;
mod first;
mod language;
mod mutual;
mod narrowing;
mod onsets;
mod repeats;
mod reports;
mod step;
mod tally;
mod told;
mod window;

use std::{collections::BTreeMap, fmt, sync::Arc};

pub use repeats::Field;
pub use step::ViewStep;
pub use tally::StepTally;
pub use window::Window;

use super::{Coverage, EventRef, Timeline, refs::Author};
use crate::{
    error::{Error, ErrorKind, Issues, Place},
    model::{ActorId, EventId},
};
use bits::Bits;
use mutual::Merged;
use reports::Repeats;

/// A timeline of which only some events are seen. Queries accept it wherever they accept a
/// timeline, and count what it leaves out.
///
/// Each step sees what the last let through. A view borrows the timeline alone, so steps may be
/// chained freely. Ids and positions stay those of the timeline.
///
/// A step that cannot be carried out (a bound that is no date, an empty window) lets nothing
/// through, and the first query or [`check`](Self::check) says why.
///
/// ```
/// use escalade::{Actor, Event, EventKind, Means, SpeechAct, Timeline};
///
/// let mut builder = Timeline::builder();
/// let iran = builder.add_actor(Actor::new("IRN"));
/// let threat = builder.add_event(Event::statement(iran, "2024-04-02", SpeechAct::Threaten));
/// builder.add_event(Event::attack(iran, "2024-04-13", Means::Drone));
/// let timeline = builder.build()?;
/// let view = timeline.during("2024-04-01".."2024-05").kinds([EventKind::Statement]);
/// assert_eq!(view.events().map(|event| event.id()).collect::<Vec<_>>(), [threat]);
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone)]
pub struct View<'t> {
    timeline: &'t Timeline,
    /// Nothing while everything is seen.
    seen: Option<Arc<Bits>>,
    /// Nothing while no twins were merged.
    merged: Option<Arc<Merged>>,
    /// Nothing while no reports were merged.
    repeats: Option<Arc<Repeats>>,
    /// Through each of whom a report must have come to be told.
    tellers: Vec<ActorId>,
    /// Who is supposed to have done some of the events.
    supposed: BTreeMap<EventId, Author>,
    /// The language in which texts name actors.
    language: Arc<str>,
    steps: Vec<ViewStep>,
    /// For each step what it left out, and of what it could not tell.
    counts: Vec<(u64, u64)>,
    problems: Vec<Error>,
}

impl<'t> View<'t> {
    pub(super) fn everything(timeline: &'t Timeline) -> Self {
        Self {
            timeline,
            seen: None,
            merged: None,
            repeats: None,
            tellers: Vec::new(),
            supposed: BTreeMap::new(),
            language: Arc::from("en"),
            steps: Vec::new(),
            counts: Vec::new(),
            problems: Vec::new(),
        }
    }

    /// The timeline it is a view of.
    pub fn timeline(&self) -> &'t Timeline {
        self.timeline
    }

    /// The steps that led to it, as data; those that could not be carried out are not among them.
    pub fn steps(&self) -> &[ViewStep] {
        &self.steps
    }

    /// The same steps in words, each with how many events it left out of those that the steps before
    /// let through: all together are those that the view does not show.
    pub fn tallies(&self) -> Vec<StepTally> {
        let tally = |(step, (left_out, not_stated)): (&ViewStep, &(u64, u64))| StepTally {
            step: step.to_string(),
            left_out: *left_out,
            not_stated: *not_stated,
        };
        self.steps.iter().zip(&self.counts).map(tally).collect()
    }

    /// Whether an event is seen.
    ///
    /// ```
    /// # use escalade::{Actor, Event, Means, Timeline};
    /// # let mut builder = Timeline::builder();
    /// # let iran = builder.add_actor(Actor::new("IRN"));
    /// let barrage = builder.add_event(Event::attack(iran, "2024-04-13", Means::Drone));
    /// let timeline = builder.build()?;
    /// assert!(timeline.during("2024-04".."2024-05").contains(timeline.event(barrage)));
    /// assert!(!timeline.during("2024-05"..).contains(timeline.event(barrage)));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn contains(&self, event: EventRef<'_>) -> bool {
        self.is_of(event) && self.sees(event.position())
    }

    /// The events seen, in total order.
    ///
    /// ```
    /// # use escalade::{Actor, Event, Means, Timeline};
    /// # let mut builder = Timeline::builder();
    /// # let iran = builder.add_actor(Actor::new("IRN"));
    /// builder.add_event(Event::attack(iran, "2024-04-13", Means::Drone));
    /// let october = builder.add_event(Event::attack(iran, "2024-10-01", Means::BallisticMissile));
    /// let timeline = builder.build()?;
    /// assert!(timeline.during("2024-05"..).events().map(|event| event.id()).eq([october]));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn events(&self) -> impl DoubleEndedIterator<Item = EventRef<'t>> + use<'t> {
        let (seen, view) = (self.clone(), self.clone());
        (0..self.timeline.len())
            .filter(move |position| seen.sees(*position))
            .map(move |position| view.event_at(position))
    }

    /// How many events are seen. O(n / 64).
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
        self.seen.as_ref().map_or(self.timeline.len(), |seen| seen.count())
    }

    /// Whether no event is seen.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether every step could be carried out.
    ///
    /// ```
    /// # use escalade::Timeline;
    /// let timeline = Timeline::builder().build()?;
    /// assert!(timeline.during("2024-04".."2024-05").check().is_ok());
    /// let error = timeline.during("April".."2024-05").check().unwrap_err();
    /// assert_eq!(error.issues()[0].got(), "April");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Every problem at once: a bound that is no date, an empty window, an actor of another timeline, a
    /// quiet time below zero.
    pub fn check(&self) -> Result<(), Error> {
        let mut issues = Issues::default();
        for problem in &self.problems {
            issues.absorb(problem, &Place::from("view"));
        }
        issues.check(ErrorKind::Query)
    }

    /// Whether it came about by the very same steps as another, so that it shows the same.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        fn is_one<T>(one: &Option<Arc<T>>, other: &Option<Arc<T>>) -> bool {
            one.as_ref().map(Arc::as_ptr) == other.as_ref().map(Arc::as_ptr)
        }
        std::ptr::eq(self.timeline, other.timeline)
            && is_one(&self.seen, &other.seen)
            && is_one(&self.merged, &other.merged)
            && (&self.tellers, &self.supposed) == (&other.tellers, &other.supposed)
    }

    /// Whether in a half-open window of seconds one of these actors or everyone is always covered, by
    /// the timeline, and within the windows of the view.
    pub(super) fn covers_any(&self, actors: &[ActorId], window: (i64, i64)) -> Coverage {
        let windows = self.steps.iter().filter_map(|step| match step {
            ViewStep::During(window) => Some(window.seconds()),
            _ => None,
        });
        let seen = windows.fold(window, |(a, b), (start, end)| (a.max(start), b.min(end)));
        if seen.0 >= seen.1 {
            return Coverage::Not;
        }
        match self.timeline.covers_any(actors, seen) {
            told if seen == window => told,
            Coverage::Not => Coverage::Not,
            _ => Coverage::Partly,
        }
    }

    fn is_of(&self, event: EventRef<'_>) -> bool {
        std::ptr::eq(event.timeline(), self.timeline)
    }

    #[inline]
    pub(crate) fn sees(&self, position: usize) -> bool {
        self.seen.as_ref().is_none_or(|seen| seen.has(position))
    }

    /// Takes a step that keeps some of the events seen, asked for in total order.
    fn keep_events(self, step: ViewStep, mut keep: impl FnMut(EventRef<'t>) -> bool) -> Self {
        self.judge(step, |event| Some(keep(event)))
    }

    /// The same, where there may be no telling of some: they are kept, and counted.
    fn judge(self, step: ViewStep, mut judge: impl FnMut(EventRef<'t>) -> Option<bool>) -> Self {
        let before = self.clone();
        self.step(step, |position| judge(before.event_at(position)))
    }

    /// Takes a step that keeps some of the positions seen, asked for in total order.
    fn keep(self, step: ViewStep, mut keep: impl FnMut(usize) -> bool) -> Self {
        self.step(step, |position| Some(keep(position)))
    }

    fn step(mut self, step: ViewStep, mut judge: impl FnMut(usize) -> Option<bool>) -> Self {
        let (mut left_out, mut not_stated) = (0, 0);
        let mut kept = Bits::none(self.timeline.len());
        for position in (0..self.timeline.len()).filter(|position| self.sees(*position)) {
            match judge(position) {
                Some(false) => left_out += 1,
                told => {
                    not_stated += u64::from(told.is_none());
                    kept.set(position);
                }
            }
        }
        self.seen = Some(Arc::new(kept));
        self.steps.push(step);
        self.counts.push((left_out, not_stated));
        self
    }

    /// Takes no step, for a reason that is told, and lets nothing through.
    fn refuse(mut self, problem: Error) -> Self {
        self.problems.push(problem);
        self.seen = Some(Arc::new(Bits::none(self.timeline.len())));
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
