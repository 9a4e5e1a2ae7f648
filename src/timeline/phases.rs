//! The episodes of pairs of actors, each with its rise, peak and fall.

use std::{fmt, ops::Range};

use chrono::TimeDelta;
use serde::{Serialize, Serializer};

use super::{Coverage, Dyad, EventRef, Granularity, Levels, RollUp, Timeline, View};
use crate::{
    error::{Error, ErrorKind, Issue, Issues},
    model::Level,
    safe_text::isolated,
    scale::Scale,
    sorting::sort_by,
};

impl<'t> View<'t> {
    /// Returns the episodes of each pair of actors, with their rise, peak and fall.
    ///
    /// An episode is a run of events between two actors, in either direction, whose levels are at or
    /// above `floor` and whose gaps are at most `quiet`. A gap is measured between earliest onsets. An
    /// event with several actors belongs to an episode of each pair of a source and a target.
    ///
    /// Events below the floor, without a level, or without a source and a target that differ are ignored:
    /// they belong to no episode and do not shorten a gap. Actors are rolled up by `granularity` at the
    /// earliest onset of each event.
    ///
    /// If the windows of the view or the [coverage](Timeline::covered) of the timeline do not extend over
    /// the silence after an episode, the episode is [cut off](Episode::is_cut_off).
    ///
    /// Episodes are sorted by their first events, then by actors. Takes O(n log n) for n dyads of events.
    ///
    /// ```text
    /// 04-01   A ──► B   4     rise
    /// 04-03   B ──► A   9     peak, from here
    /// 04-05   A ──► B   7
    /// 04-08   B ──► A   9     to here
    /// 04-10   A ──► B   5     fall
    /// ```
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{Actor, Event, Level, Timeline, model::ActionKind, scale::Kahn, timeline::Granularity};
    /// # let mut builder = Timeline::builder();
    /// # let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// # for (day, source, target, level) in
    /// #     [("01", a, b, 4), ("03", b, a, 9), ("05", a, b, 7), ("08", b, a, 9), ("10", a, b, 5)]
    /// # {
    /// #     let event = Event::action(source, format!("2024-04-{day}"), ActionKind::Other);
    /// #     builder.add_event(event.against(target).with_key(day).with_level(Kahn, level));
    /// # }
    /// # let timeline = builder.build()?;
    /// let week = TimeDelta::days(7);
    /// let episodes = timeline.view().phases(week, &Kahn, &Granularity::State, 4)?;
    /// assert_eq!(episodes.len(), 1);
    /// let episode = &episodes[0];
    /// assert_eq!((episode.actors(), episode.peak_level()), (["A", "B"], Level::from(9)));
    /// assert!(episode.rise().map(|event| event.label()).eq(["01"]));
    /// assert!(episode.peak().map(|event| event.label()).eq(["03", "05", "08"]));
    /// assert!(episode.fall().map(|event| event.label()).eq(["10"]));
    ///
    /// // With a floor of 5 there is no rise. A gap of three days is longer than two: a new episode.
    /// let two_days = TimeDelta::days(2);
    /// let episodes = timeline.view().phases(two_days, &Kahn, &Granularity::State, 5)?;
    /// assert!(episodes.iter().map(|episode| episode.onset().label()).eq(["03", "08"]));
    /// assert!(episodes.iter().all(|episode| episode.rise().len() == 0));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error if `quiet` is negative, or if a step of the view failed.
    pub fn phases(
        &self,
        quiet: TimeDelta,
        scale: &dyn Scale,
        granularity: &Granularity,
        floor: impl Into<Level>,
    ) -> Result<Vec<Episode<'t>>, Error> {
        self.check()?;
        if quiet < TimeDelta::zero() {
            let (allowed, remedy) = ("a quiet time of zero or more", "remove the minus sign");
            let issue = Issue::new("quiet", quiet, allowed, remedy);
            return Err(Issues::from(issue).into_error(ErrorKind::Query));
        }
        let timeline = self.timeline();
        let onset =
            |entry: &DyadEvent| timeline.columns.earliest(timeline.id_at(entry.position) as usize);
        let roll_up = RollUp::new(self, granularity, false);
        let events = self.dyad_events(scale, &roll_up, floor.into());
        let runs = events.chunk_by(|earlier, later| {
            let gap = onset(later).saturating_sub(onset(earlier));
            earlier.dyad == later.dyad && gap <= quiet.num_seconds()
        });
        let mut episodes = Vec::new();
        for run in runs {
            episodes.push(Episode::new(self, &roll_up, run, quiet.num_seconds()));
        }
        // The sort is stable, so that episodes with the same first event stay sorted by actors.
        sort_by(&mut episodes, |one, other| one.positions[0].cmp(&other.positions[0]));
        Ok(episodes)
    }

    /// Returns the events at or above the floor, once for each of their pairs of actors. They are sorted
    /// by pair, then by position.
    fn dyad_events(&self, scale: &dyn Scale, roll_up: &RollUp<'_>, floor: Level) -> Vec<DyadEvent> {
        let levels = Levels::new(self.timeline(), scale);
        let mut pairs = Vec::new();
        let mut dyads = Vec::new();
        for event in self.events() {
            let (id, position) = (event.id().index(), event.position());
            if levels.of(id).is_some_and(|level| level >= floor) {
                roll_up.dyads(id, event.sources(), self.is_mutual_at(position), &mut dyads);
                for (a, b) in &dyads {
                    pairs.push((*a.min(b), *a.max(b), position as u32));
                }
            }
        }
        pairs.sort_unstable();
        pairs.dedup();
        let mut events = Vec::with_capacity(pairs.len());
        for (a, b, position) in pairs {
            let position = position as usize;
            if let Some(level) = levels.of(self.timeline().id_at(position) as usize) {
                events.push(DyadEvent { dyad: (a, b), position, level });
            }
        }
        events
    }
}

impl Timeline {
    /// Returns the episodes of each pair of actors. See [`View::phases`].
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{read::Options, scale::Goldstein, timeline::Granularity};
    /// let rows = "2006-07-12\tLBN\tISR\t138\n2006-07-13\tISR\tLBN\t190\n2006-08-14\tISR\tLBN\t111\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let month = TimeDelta::days(31);
    /// let episodes = timeline.phases(month, &Goldstein::default(), &Granularity::State, 1)?;
    /// assert_eq!(episodes.len(), 2, "32 days of silence");
    /// assert_eq!(episodes[0].peak_level().units(), 10.0);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error if `quiet` is negative.
    pub fn phases(
        &self,
        quiet: TimeDelta,
        scale: &dyn Scale,
        granularity: &Granularity,
        floor: impl Into<Level>,
    ) -> Result<Vec<Episode<'_>>, Error> {
        self.view().phases(quiet, scale, granularity, floor)
    }
}

/// An event of a pair of actors, whose numbers are in ascending order. The derived order is that of the
/// fields.
struct DyadEvent {
    dyad: Dyad,
    position: usize,
    level: Level,
}

/// A run of events between two actors without a long gap. Its levels rise to a peak and fall from it.
///
/// ```
/// use chrono::TimeDelta;
/// use escalade::{Actor, Event, Timeline, model::ActionKind, scale::Kahn, timeline::Granularity};
///
/// let mut builder = Timeline::builder();
/// let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
/// for (day, level) in [(1, 3), (2, 5), (3, 8), (4, 6), (5, 4)] {
///     let event = Event::action(a, format!("2024-04-0{day}"), ActionKind::Other);
///     builder.add_event(event.against(b).with_level(Kahn, level));
/// }
/// let timeline = builder.build()?;
/// let episodes = timeline.phases(TimeDelta::days(1), &Kahn, &Granularity::State, 1)?;
/// let [rise, peak, fall] = [episodes[0].rise().len(), episodes[0].peak().len(), episodes[0].fall().len()];
/// assert_eq!((rise, peak, fall, episodes[0].events().len()), (2, 1, 2, 5));
/// assert_eq!(episodes[0].onset().when().to_string(), "2024-04-01");
/// assert_eq!(episodes[0].end().when().to_string(), "2024-04-05");
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Episode<'t> {
    timeline: &'t Timeline,
    actors: [String; 2],
    /// One or more, in ascending order.
    positions: Vec<usize>,
    /// A range of indices into `positions`.
    peak: Range<usize>,
    peak_level: Level,
    /// The coverage of the silences before and after the episode.
    silences: [Coverage; 2],
}

impl<'t> Episode<'t> {
    fn new(view: &View<'t>, roll_up: &RollUp<'_>, run: &[DyadEvent], quiet: i64) -> Self {
        let timeline = view.timeline();
        let (a, b) = run[0].dyad;
        let (mut peak_level, mut peak) = (run[0].level, 0..1);
        let mut positions = Vec::with_capacity(run.len());
        for (nth, entry) in run.iter().enumerate() {
            positions.push(entry.position);
            if entry.level > peak_level {
                (peak_level, peak.start) = (entry.level, nth);
            }
            if entry.level == peak_level {
                peak.end = nth + 1;
            }
        }
        Self {
            timeline,
            actors: [roll_up.key(a).to_owned(), roll_up.key(b).to_owned()],
            positions,
            peak,
            peak_level,
            silences: silences(view, roll_up, run, quiet),
        }
    }

    /// Returns the keys of the two actors after rolling up, in order of recording.
    pub fn actors(&self) -> [&str; 2] {
        self.actors.each_ref().map(String::as_str)
    }

    /// Returns an iterator over the events, in total order. There is at least one.
    pub fn events(&self) -> impl DoubleEndedIterator<Item = EventRef<'t>> + ExactSizeIterator {
        self.at(0..self.positions.len())
    }

    /// Returns the first event.
    pub fn onset(&self) -> EventRef<'t> {
        self.timeline.event_at(self.positions[0])
    }

    /// Returns the last event.
    pub fn end(&self) -> EventRef<'t> {
        self.timeline.event_at(self.positions[self.positions.len() - 1])
    }

    /// Returns the greatest level of the events.
    pub fn peak_level(&self) -> Level {
        self.peak_level
    }

    /// Returns an iterator over the events before the first event at the greatest level. It is empty if
    /// that is the first event of the episode.
    pub fn rise(&self) -> impl DoubleEndedIterator<Item = EventRef<'t>> + ExactSizeIterator {
        self.at(0..self.peak.start)
    }

    /// Returns an iterator over the events from the first at the greatest level to the last at it. Lower
    /// levels between them are included.
    pub fn peak(&self) -> impl DoubleEndedIterator<Item = EventRef<'t>> + ExactSizeIterator {
        self.at(self.peak.clone())
    }

    /// Returns an iterator over the events after the last event at the greatest level. It is empty if
    /// that is the last event of the episode.
    pub fn fall(&self) -> impl DoubleEndedIterator<Item = EventRef<'t>> + ExactSizeIterator {
        self.at(self.peak.end..self.positions.len())
    }

    /// Returns the coverage of the quiet time before the onset. If it is not covered, the episode may have
    /// begun earlier.
    pub fn silence_before(&self) -> Coverage {
        self.silences[0]
    }

    /// Returns the coverage of the quiet time after the end. If it is not covered, the episode may have
    /// continued.
    pub fn silence_after(&self) -> Coverage {
        self.silences[1]
    }

    /// Returns `true` if the silence after the episode is known not to be covered, at least in part: the
    /// data ends, but the episode may have continued.
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{Actor, Event, Timeline, model::ActionKind, scale::Kahn, timeline::{Coverage, Granularity}};
    /// let mut builder = Timeline::builder();
    /// let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// for day in ["2024-04-02", "2024-04-20", "2024-04-29"] {
    ///     builder.add_event(Event::action(a, day, ActionKind::Other).against(b).with_level(Kahn, 5));
    /// }
    /// builder.cover("2024-04".."2024-05");
    /// let timeline = builder.build()?;
    /// let episodes = timeline.phases(TimeDelta::days(7), &Kahn, &Granularity::State, 1)?;
    /// let cut_off = episodes.iter().map(|episode| episode.is_cut_off()).collect::<Vec<_>>();
    /// assert_eq!(cut_off, [false, false, true]);
    /// assert_eq!(episodes[0].silence_before(), Coverage::Partly, "it may have begun in March");
    /// assert_eq!(episodes[2].to_string(), "A – B: 2024-04-29, 1 event up to 5, then cut off");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn is_cut_off(&self) -> bool {
        self.silence_after().is_lacking()
    }

    fn at(
        &self,
        range: Range<usize>,
    ) -> impl DoubleEndedIterator<Item = EventRef<'t>> + ExactSizeIterator {
        self.positions[range].iter().map(|position| self.timeline.event_at(*position))
    }
}

/// Returns the coverage of the quiet times before and after a run of events.
fn silences(view: &View<'_>, roll_up: &RollUp<'_>, run: &[DyadEvent], quiet: i64) -> [Coverage; 2] {
    let timeline = view.timeline();
    let onset =
        |entry: &DyadEvent| timeline.columns.earliest(timeline.id_at(entry.position) as usize);
    let (first, last) = (onset(&run[0]), onset(&run[run.len() - 1]));
    let actors = roll_up.actors_of(run[0].dyad);
    let before = (first.saturating_sub(quiet), first + 1);
    let after = (last, last.saturating_add(quiet).saturating_add(1));
    [view.covers_any(&actors, before), view.covers_any(&actors, after)]
}

/// Writes `A – B: 2024-04-01 to 2024-04-05, 5 events up to 8, then quiet`.
impl fmt::Display for Episode<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let f: &mut dyn fmt::Write = f;
        let [a, b] = &self.actors;
        write!(f, "{} – {}: {}", isolated(a), isolated(b), self.onset().when())?;
        if self.positions.len() > 1 {
            write!(f, " to {}", self.end().when())?;
        }
        let (count, level) = (self.positions.len(), self.peak_level);
        write!(f, ", {count} event{} up to {level}", if count == 1 { "" } else { "s" })?;
        match self.silence_after() {
            Coverage::Covered => write!(f, ", then quiet"),
            Coverage::Partly | Coverage::Not => write!(f, ", then cut off"),
            Coverage::NotStated => Ok(()),
        }
    }
}

/// Serializes the keys of the two actors, the dates of the first and last event, the greatest level, the
/// labels of the events of rise, peak and fall, and the coverage of the silences before and after.
///
/// ```
/// # use chrono::TimeDelta;
/// # use escalade::{Actor, Event, Timeline, model::ActionKind, scale::Kahn, timeline::Granularity};
/// # let mut builder = Timeline::builder();
/// # let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
/// # for (day, level) in [("2024-04-01", 3), ("2024-04-02", 5)] {
/// #     builder.add_event(Event::action(a, day, ActionKind::Other).against(b).with_level(Kahn, level));
/// # }
/// # let timeline = builder.build()?;
/// let episodes = timeline.phases(TimeDelta::days(7), &Kahn, &Granularity::State, 1)?;
/// assert_eq!(serde_json::to_value(&episodes).unwrap(), serde_json::json!([{
///     "actors": ["A", "B"], "onset": "2024-04-01", "end": "2024-04-02", "peak_level": 5.0,
///     "rise": ["#0"], "peak": ["#1"], "fall": [],
///     "silence_before": "not-stated", "silence_after": "not-stated",
/// }]));
/// # Ok::<(), escalade::Error>(())
/// ```
impl Serialize for Episode<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct SerializedEpisode<'a> {
            actors: &'a [String; 2],
            onset: String,
            end: String,
            peak_level: Level,
            rise: Vec<String>,
            peak: Vec<String>,
            fall: Vec<String>,
            silence_before: Coverage,
            silence_after: Coverage,
        }
        let [rise, peak, fall] =
            [0..self.peak.start, self.peak.clone(), self.peak.end..self.positions.len()]
                .map(|range| self.at(range).map(|event| event.label()).collect());
        let [silence_before, silence_after] = self.silences;
        let episode = SerializedEpisode {
            actors: &self.actors,
            onset: self.onset().when().to_string(),
            end: self.end().when().to_string(),
            peak_level: self.peak_level,
            rise,
            peak,
            fall,
            silence_before,
            silence_after,
        };
        episode.serialize(serializer)
    }
}
