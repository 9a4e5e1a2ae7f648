//! Steps that look at one event at a time.

use std::ops::RangeBounds;

use super::{View, ViewStep, Window};
use crate::{
    error::{Error, Issue},
    model::{ActorId, EventKind, IntoWhen},
    timeline::{EventRef, Predicate},
};

impl View<'_> {
    /// Events whose earliest onset lies in a window.
    ///
    /// Bounds are as in a [`Window`].
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
            Err(problem) => return self.refuse(problem),
        };
        let (start, end) = window.seconds();
        let positions = self.timeline.positions_during(start, end);
        self.keep(ViewStep::During(window), |position| positions.contains(&position))
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
    pub fn of(self, actors: impl IntoIterator<Item = ActorId>) -> Self {
        let timeline = self.timeline;
        let (known, unknown): (Vec<_>, Vec<_>) =
            actors.into_iter().partition(|actor| actor.index() < timeline.actors.len());
        if let Some(stranger) = unknown.first() {
            let remedy = "look the actor up by its key in this timeline";
            let issue = Issue::new("of", stranger, "an actor of this timeline", remedy);
            return self.refuse(Error::value(issue));
        }
        let keys = known.iter().map(|actor| timeline.actor(*actor).key().to_owned()).collect();
        self.keep_events(ViewStep::Of { actors: keys }, |event| {
            let second = event.earliest().timestamp();
            let mut parties = event.sources().iter().chain(event.targets());
            parties
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
    pub fn kinds(self, kinds: impl IntoIterator<Item = EventKind>) -> Self {
        let kinds: Vec<_> = kinds.into_iter().collect();
        self.keep_events(ViewStep::Kinds { kinds: kinds.clone() }, |event| {
            kinds.contains(&event.act().kind())
        })
    }

    /// Events that pass a predicate, each as it was recorded.
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
    /// assert_eq!(error.issues()[0].got(), "IST");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    #[must_use]
    pub fn only(self, predicate: Predicate) -> Self {
        let test = predicate.clone();
        match test.check().and_then(|()| test.in_timeline(self.timeline)) {
            Ok(passes) => self.keep_events(ViewStep::Only { predicate }, passes),
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
    pub fn filter(self, name: impl Into<String>, keep: impl Fn(EventRef<'_>) -> bool) -> Self {
        self.keep_events(ViewStep::Filter { name: name.into() }, keep)
    }
}
