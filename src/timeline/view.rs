//! Views: a timeline narrowed, step by step.

use std::{
    fmt,
    ops::{Bound, RangeBounds},
    sync::Arc,
};

use serde::{Deserialize, Serialize};

use super::{EventRef, Predicate, Timeline};
use crate::{
    error::{Error, ErrorKind, Issue, Issues, Place},
    model::{ActorId, EventKind, IntoWhen},
};

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
    /// One bit a position; nothing while everything is seen.
    seen: Option<Arc<[u64]>>,
    steps: Vec<ViewStep>,
    problems: Vec<Error>,
}

/// One step of a view, as data.
///
/// ```
/// use escalade::{Timeline, ViewStep};
///
/// let timeline = Timeline::builder().build()?;
/// let view = timeline.filter("in Damascus", |event| event.place() == Some("Damascus"));
/// assert_eq!(view.steps(), [ViewStep::Filter { name: "in Damascus".into() }]);
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ViewStep {
    /// Onsets in a half-open window of instants, open where a bound is missing.
    During {
        /// The first instant.
        from: Option<String>,
        /// The instant after the last.
        until: Option<String>,
    },
    /// Events of some actors, by key.
    Of {
        /// The keys.
        actors: Vec<String>,
    },
    /// Statements, attacks or actions.
    Kinds {
        /// The kinds let through.
        kinds: Vec<EventKind>,
    },
    /// Events that one actor tells of, by key.
    ReportedBy {
        /// The key.
        teller: String,
    },
    /// Events that pass a predicate.
    Only {
        /// The predicate.
        predicate: Predicate,
    },
    /// A closure, by its name.
    Filter {
        /// The name.
        name: String,
    },
}

impl<'t> View<'t> {
    pub(super) fn everything(timeline: &'t Timeline) -> Self {
        Self { timeline, seen: None, steps: Vec::new(), problems: Vec::new() }
    }

    /// The timeline it is a view of.
    pub fn timeline(&self) -> &'t Timeline {
        self.timeline
    }

    /// The steps that led to it, as data.
    pub fn steps(&self) -> &[ViewStep] {
        &self.steps
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
        std::ptr::eq(event.timeline(), self.timeline) && self.sees(event.position())
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
        let (timeline, view) = (self.timeline, self.clone());
        (0..timeline.len())
            .filter(move |position| view.sees(*position))
            .map(|position| timeline.event_at(position))
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
        self.seen.as_ref().map_or(self.timeline.len(), |words| {
            words.iter().map(|word| word.count_ones() as usize).sum()
        })
    }

    /// Whether no event is seen.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Events whose earliest onset lies in a window.
    ///
    /// A bound stands for its earliest instant, so that `"2024-04".."2024-05"` is the month of
    /// April; the end of an inclusive range, `"2024-04-01"..="2024-04-13"`, for the whole of it.
    ///
    /// ```
    /// # use escalade::{Actor, Event, Means, Timeline};
    /// # let mut builder = Timeline::builder();
    /// # let iran = builder.add_actor(Actor::new("IRN"));
    /// builder.add_event(Event::attack(iran, "2024-04-13T20:00Z", Means::Drone));
    /// let timeline = builder.build()?;
    /// assert_eq!(timeline.view().during("2024-04-01".."2024-04-13").len(), 0);
    /// assert_eq!(timeline.view().during("2024-04-01"..="2024-04-13").len(), 1);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    #[must_use]
    pub fn during<W: IntoWhen + Clone>(mut self, window: impl RangeBounds<W>) -> Self {
        let written = |bound: Bound<&W>| match bound {
            Bound::Included(when) | Bound::Excluded(when) => {
                when.clone().into_when().ok().map(|when| when.to_string())
            }
            Bound::Unbounded => None,
        };
        self.steps.push(ViewStep::During {
            from: written(window.start_bound()),
            until: written(window.end_bound()),
        });
        match seconds(&window) {
            Ok((start, end)) => {
                let positions = self.timeline.positions_during(start, end);
                self.keep(|position| positions.contains(&position))
            }
            Err(problem) => self.refuse(problem),
        }
    }

    /// Events in which at least one of these actors is source or target, itself or through an organ
    /// that is `PartOf` it at the event's earliest onset.
    ///
    /// ```
    /// # use escalade::{Actor, Event, Means, Timeline};
    /// # let mut builder = Timeline::builder();
    /// # let (iran, israel) = (builder.add_actor(Actor::new("IRN")), builder.add_actor(Actor::new("ISR")));
    /// let army = builder.add_actor(Actor::new("IRGC").part_of(iran));
    /// builder.add_event(Event::attack(army, "2024-04-13", Means::Drone));
    /// builder.add_event(Event::attack(israel, "2024-04-19", Means::AirStrike));
    /// let timeline = builder.build()?;
    /// assert_eq!(timeline.view().of([iran]).len(), 1);
    /// assert_eq!(timeline.view().of([iran, israel]).len(), 2);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    #[must_use]
    pub fn of(mut self, actors: impl IntoIterator<Item = ActorId>) -> Self {
        let timeline = self.timeline;
        let (known, unknown): (Vec<_>, Vec<_>) =
            actors.into_iter().partition(|actor| actor.index() < timeline.actors.len());
        let keys = known.iter().map(|actor| timeline.actor(*actor).key().to_owned()).collect();
        self.steps.push(ViewStep::Of { actors: keys });
        if let Some(stranger) = unknown.first() {
            let remedy = "look the actor up by its key in this timeline";
            let issue = Issue::new("of", stranger, "an actor of this timeline", remedy);
            return self.refuse(Error::value(issue));
        }
        self.keep(|position| {
            let id = timeline.id_at(position) as usize;
            let second = timeline.columns.earliest(id);
            let (sources, targets) = (timeline.columns.sources(id), timeline.columns.targets(id));
            sources
                .iter()
                .chain(targets)
                .any(|party| known.iter().any(|whole| timeline.is_within(*party, *whole, second)))
        })
    }

    /// Statements, attacks or actions.
    ///
    /// ```
    /// # use escalade::{Actor, Event, EventKind, Means, SpeechAct, Timeline};
    /// # let mut builder = Timeline::builder();
    /// # let iran = builder.add_actor(Actor::new("IRN"));
    /// builder.add_event(Event::statement(iran, "2024-04-02", SpeechAct::Threaten));
    /// builder.add_event(Event::attack(iran, "2024-04-13", Means::Drone));
    /// let timeline = builder.build()?;
    /// assert_eq!(timeline.view().kinds([EventKind::Attack]).len(), 1);
    /// assert_eq!(timeline.view().kinds([EventKind::Attack, EventKind::Statement]).len(), 2);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    #[must_use]
    pub fn kinds(mut self, kinds: impl IntoIterator<Item = EventKind>) -> Self {
        let kinds: Vec<_> = kinds.into_iter().collect();
        self.steps.push(ViewStep::Kinds { kinds: kinds.clone() });
        self.keep_events(|event| kinds.contains(&event.act().kind()))
    }

    /// Events of which at least one report comes from, through, or out of the mouth of this actor:
    /// the timeline as one outlet tells it.
    ///
    /// ```
    /// # use escalade::{Actor, Event, Means, Report, Timeline};
    /// # let mut builder = Timeline::builder();
    /// # let iran = builder.add_actor(Actor::new("IRN"));
    /// # let (paper, cnn) = (builder.add_actor(Actor::new("PAPER")), builder.add_actor(Actor::new("CNN")));
    /// let report = Report::by(paper).relaying(cnn);
    /// builder.add_event(Event::attack(iran, "2024-04-13", Means::Drone).with_report(report));
    /// let timeline = builder.build()?;
    /// assert_eq!((timeline.view().reported_by(paper).len(), timeline.view().reported_by(cnn).len()), (1, 1));
    /// assert!(timeline.view().reported_by(iran).is_empty());
    /// # Ok::<(), escalade::Error>(())
    /// ```
    #[must_use]
    pub fn reported_by(mut self, teller: ActorId) -> Self {
        if teller.index() >= self.timeline.actors.len() {
            let remedy = "look the actor up by its key in this timeline";
            let issue = Issue::new("reported_by", teller, "an actor of this timeline", remedy);
            return self.refuse(Error::value(issue));
        }
        let key = self.timeline.actor(teller).key().to_owned();
        self.steps.push(ViewStep::ReportedBy { teller: key });
        self.keep_events(|event| {
            event.reports().iter().any(|report| report.path().contains(&teller))
        })
    }

    /// Events that pass a predicate.
    ///
    /// ```
    /// # use escalade::{Actor, Event, Means, Predicate, Timeline};
    /// # let mut builder = Timeline::builder();
    /// # let israel = builder.add_actor(Actor::new("ISR"));
    /// builder.add_event(Event::attack(israel, "2024-04-01", Means::AirStrike).at("Damascus"));
    /// builder.add_event(Event::attack(israel, "2024-04-19", Means::AirStrike).at("Isfahan"));
    /// let timeline = builder.build()?;
    /// assert_eq!(timeline.view().only(Predicate::place("Isfahan")).len(), 1);
    /// let error = timeline.view().only(Predicate::sources(["IST"])).check().unwrap_err();
    /// assert_eq!(error.issues()[0].remedy(), "perhaps «ISR» is meant");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    #[must_use]
    pub fn only(mut self, predicate: Predicate) -> Self {
        self.steps.push(ViewStep::Only { predicate: predicate.clone() });
        match predicate.check().and_then(|()| predicate.in_timeline(self.timeline)) {
            Ok(passes) => self.keep_events(passes),
            Err(problem) => self.refuse(problem),
        }
    }

    /// Events that a closure keeps, under a name that tells readers of an answer what was left out.
    ///
    /// ```
    /// # use escalade::{Actor, Event, Means, Timeline, ViewStep};
    /// # let mut builder = Timeline::builder();
    /// # let israel = builder.add_actor(Actor::new("ISR"));
    /// builder.add_event(Event::attack(israel, "2024-04-01", Means::AirStrike).at("Damascus"));
    /// builder.add_event(Event::attack(israel, "2024-04-19", Means::AirStrike).at("Isfahan"));
    /// let timeline = builder.build()?;
    /// let view = timeline.view().filter("in Syria", |event| event.place() == Some("Damascus"));
    /// assert_eq!((view.len(), view.steps()), (1, &[ViewStep::Filter { name: "in Syria".into() }][..]));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    #[must_use]
    pub fn filter(mut self, name: impl Into<String>, keep: impl Fn(EventRef<'_>) -> bool) -> Self {
        self.steps.push(ViewStep::Filter { name: name.into() });
        self.keep_events(keep)
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
    /// A bound that is no date, an empty window, an actor of another timeline.
    pub fn check(&self) -> Result<(), Error> {
        let mut issues = Issues::default();
        for problem in &self.problems {
            issues.absorb(problem, &Place::from("view"));
        }
        issues.check(ErrorKind::Query)
    }

    pub(crate) fn sees(&self, position: usize) -> bool {
        self.seen.as_ref().is_none_or(|words| words[position / 64] >> (position % 64) & 1 == 1)
    }

    fn keep_events(self, keep: impl Fn(EventRef<'_>) -> bool) -> Self {
        let timeline = self.timeline;
        self.keep(|position| keep(timeline.event_at(position)))
    }

    fn keep(mut self, keep: impl Fn(usize) -> bool) -> Self {
        let mut words = vec![0; self.timeline.len().div_ceil(64)];
        for position in 0..self.timeline.len() {
            if self.sees(position) && keep(position) {
                words[position / 64] |= 1_u64 << (position % 64);
            }
        }
        self.seen = Some(words.into());
        self
    }

    fn refuse(mut self, problem: Error) -> Self {
        self.problems.push(problem);
        self.keep(|_| false)
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

/// The half-open seconds of a window, or why it is none.
pub(super) fn seconds<W: IntoWhen + Clone>(
    window: &impl RangeBounds<W>,
) -> Result<(i64, i64), Error> {
    let date = |when: &W| {
        when.clone().into_when().map_err(|error| {
            let mut issues = Issues::default();
            issues.absorb(&error, &Place::from("during"));
            issues.into_error(ErrorKind::Query)
        })
    };
    let start = match window.start_bound() {
        Bound::Unbounded => i64::MIN,
        Bound::Included(when) => date(when)?.earliest_second(),
        Bound::Excluded(when) => date(when)?.latest_second(),
    };
    let end = match window.end_bound() {
        Bound::Unbounded => i64::MAX,
        Bound::Included(when) => date(when)?.latest_second(),
        Bound::Excluded(when) => date(when)?.earliest_second(),
    };
    if start < end {
        return Ok((start, end));
    }
    let allowed = "a window that ends after it begins";
    let remedy = "exchange or correct its bounds";
    Err(Error::value(Issue::new("during", "an empty window", allowed, remedy)))
}
