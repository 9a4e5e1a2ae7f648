//! Steps that keep events by a test of each event alone.

use std::ops::RangeBounds;

use super::{base::View, bitset::BitSet, step::ViewStep};
use crate::{
    error::{Error, Issue},
    model::{ActorId, EventKind, IntoWhen},
    timeline::{EventRef, Predicate, Window, predicate_passes::is_any_within},
};

impl View<'_> {
    /// Keeps the events whose earliest onset lies in a window of time.
    ///
    /// The bounds are those of [`Window::new`].
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
    pub fn during<W: IntoWhen + Clone>(self, window: impl RangeBounds<W>) -> Self {
        let window = match Window::new(window) {
            Ok(window) => window,
            Err(problem) => return self.fail(problem),
        };
        let (start, end) = window.seconds();
        let mut kept = BitSet::new(self.timeline.len());
        for position in self.timeline.positions_during(start, end) {
            if self.sees(position) {
                kept.insert(position);
            }
        }
        self.keep(ViewStep::During(window), kept, 0)
    }

    /// Keeps the events of which at least one of these actors is a source or a target. An organ that is
    /// `PartOf` an actor at the event's earliest onset counts as that actor.
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
    pub fn of(self, actors: impl IntoIterator<Item = ActorId>) -> Self {
        self.of_actors(&actors.into_iter().collect::<Vec<_>>())
    }

    pub(super) fn of_actors(self, known: &[ActorId]) -> Self {
        let timeline = self.timeline;
        if let Some(foreign) = known.iter().find(|actor| actor.index() >= timeline.actors.len()) {
            let remedy = "look the actor up by its key in this timeline";
            let issue = Issue::new("of", foreign, "an actor of this timeline", remedy);
            return self.fail(Error::value(issue));
        }
        let keys = timeline.keys_of_actors(known);
        self.keep_events(ViewStep::Of { actors: keys }, |event| {
            is_any_within(event.sources(), known, event)
                || is_any_within(event.targets(), known, event)
        })
    }

    /// Applies a [`ViewStep::Kinds`] that was read from a file. In code, a predicate does the same.
    pub(super) fn of_kinds(self, kinds: &[EventKind]) -> Self {
        self.keep_events(ViewStep::Kinds { kinds: kinds.to_vec() }, |event| {
            kinds.contains(&event.act().kind())
        })
    }

    /// Keeps the events that pass a predicate.
    ///
    /// The predicate sees the authors that this view shows, but otherwise each event as it was recorded:
    /// [`Predicate::at_least_n_independent_reports`] counts all reports of the event itself, whereas
    /// [`at_least_n_independent_reports`](Self::at_least_n_independent_reports) counts the reports that
    /// this view shows.
    ///
    /// ```
    /// # use escalade::{Actor, Event, EventKind, Means, Predicate, Timeline};
    /// # let mut builder = Timeline::builder();
    /// # let israel = builder.add_actor(Actor::new("ISR"));
    /// builder.add_event(Event::attack(israel, "2024-04-01", Means::AirStrike).at("Damascus"));
    /// builder.add_event(Event::attack(israel, "2024-04-19", Means::AirStrike).at("Isfahan"));
    /// let timeline = builder.build()?;
    /// assert_eq!(timeline.view().only(Predicate::place("Isfahan")).len(), 1);
    /// assert_eq!(timeline.view().only(Predicate::kinds([EventKind::Attack])).len(), 2);
    /// let error = timeline.view().only(Predicate::sources(["IST"])).check().unwrap_err();
    /// assert_eq!(error.issues()[0].got(), "IST");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    #[must_use]
    pub fn only(self, predicate: Predicate) -> Self {
        let test = predicate.clone();
        match test.check().and_then(|()| test.in_timeline(self.timeline)) {
            Ok(passes) => self.keep_events(ViewStep::Only { predicate }, passes),
            Err(problem) => self.fail(problem),
        }
    }

    /// Keeps the events for which a closure returns `true`. Answers show the name of the closure beside
    /// the number of events that it left out.
    ///
    /// The closure may borrow; [`Predicate::named`] takes one that does not, and joins it with other tests.
    ///
    /// ```
    /// # use escalade::{Actor, Event, Means, Timeline, timeline::ViewStep};
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
    pub fn filter(self, name: impl Into<String>, keep: impl Fn(EventRef<'_>) -> bool) -> Self {
        self.keep_events(ViewStep::Filter { name: name.into() }, keep)
    }
}
