//! The first step of a view, taken from the timeline itself.

use std::ops::RangeBounds;

use chrono::TimeDelta;

use super::{Field, View};
use crate::{
    model::{ActorId, EventKind, IntoWhen},
    scale::Scale,
    timeline::{EventRef, Granularity, Timeline},
};

impl Timeline {
    /// Narrows it to a time window: see [`View::during`].
    ///
    /// ```
    /// # use escalade::{Actor, Event, Means, Timeline};
    /// # let mut builder = Timeline::builder();
    /// # let iran = builder.add_actor(Actor::new("IRN"));
    /// builder.add_event(Event::attack(iran, "2024-04-13", Means::Drone));
    /// let timeline = builder.build()?;
    /// assert_eq!((timeline.during(.."2024-05").len(), timeline.during("2024-05"..).len()), (1, 0));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn during<W: IntoWhen + Clone>(&self, window: impl RangeBounds<W>) -> View<'_> {
        self.view().during(window)
    }

    /// Narrows it to some actors: see [`View::of`].
    ///
    /// ```
    /// # use escalade::{Actor, Event, Means, Timeline};
    /// # let mut builder = Timeline::builder();
    /// # let (iran, israel) = (builder.add_actor(Actor::new("IRN")), builder.add_actor(Actor::new("ISR")));
    /// builder.add_event(Event::attack(iran, "2024-04-13", Means::Drone));
    /// let timeline = builder.build()?;
    /// assert_eq!((timeline.of([iran]).len(), timeline.of([israel]).len()), (1, 0));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn of(&self, actors: impl IntoIterator<Item = ActorId>) -> View<'_> {
        self.view().of(actors)
    }

    /// Narrows it to some kinds: see [`View::kinds`].
    ///
    /// ```
    /// # use escalade::{Actor, Event, EventKind, Means, Timeline};
    /// # let mut builder = Timeline::builder();
    /// # let iran = builder.add_actor(Actor::new("IRN"));
    /// builder.add_event(Event::attack(iran, "2024-04-13", Means::Drone));
    /// assert!(builder.build()?.kinds([EventKind::Statement, EventKind::Action]).is_empty());
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn kinds(&self, kinds: impl IntoIterator<Item = EventKind>) -> View<'_> {
        self.view().kinds(kinds)
    }

    /// Narrows it to what one actor tells: see [`View::reported_by`].
    ///
    /// ```
    /// # use escalade::{Actor, Event, Means, Report, Timeline};
    /// # let mut builder = Timeline::builder();
    /// # let (iran, irna) = (builder.add_actor(Actor::new("IRN")), builder.add_actor(Actor::new("IRNA")));
    /// builder.add_event(Event::attack(iran, "2024-04-13", Means::Drone).with_report(Report::by(irna)));
    /// builder.add_event(Event::attack(iran, "2024-04-14", Means::Drone));
    /// assert_eq!(builder.build()?.reported_by(irna).len(), 1);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn reported_by(&self, teller: ActorId) -> View<'_> {
        self.view().reported_by(teller)
    }

    /// Narrows it by a named predicate: see [`View::filter`].
    ///
    /// ```
    /// # use escalade::{Actor, Event, Means, Timeline};
    /// # let mut builder = Timeline::builder();
    /// # let israel = builder.add_actor(Actor::new("ISR"));
    /// builder.add_event(Event::attack(israel, "2024-04-01", Means::AirStrike).at("Damascus"));
    /// builder.add_event(Event::attack(israel, "2024-04-19", Means::AirStrike).at("Isfahan"));
    /// let timeline = builder.build()?;
    /// assert_eq!(timeline.filter("in Syria", |event| event.place() == Some("Damascus")).len(), 1);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn filter(&self, name: impl Into<String>, keep: impl Fn(EventRef<'_>) -> bool) -> View<'_> {
        self.view().filter(name, keep)
    }

    /// Keeps one a day of the events that are alike: see [`View::one_a_day`].
    ///
    /// ```
    /// # use escalade::{Field, read::Options};
    /// let rows = "2006-07-12\tLBN\tISR\t190\n2006-07-12\tLBN\tISR\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// assert_eq!(timeline.one_a_day(Field::DYAD_AND_CODE).len(), 1);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn one_a_day(&self, fields: impl IntoIterator<Item = Field>) -> View<'_> {
        self.view().one_a_day(fields)
    }

    /// Narrows it to onsets: see [`View::onsets`].
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Granularity, read::Options, scale::Goldstein}};
    /// let rows = "2006-07-12\tLBN\tISR\t190\n2006-07-13\tLBNMIL\tISR\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let onsets =
    ///     |grain| timeline.onsets(TimeDelta::days(7), &Goldstein::default(), &grain).len();
    /// assert_eq!((onsets(Granularity::State), onsets(Granularity::Exact)), (1, 2));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn onsets(
        &self,
        quiet: TimeDelta,
        scale: &dyn Scale,
        granularity: &Granularity,
    ) -> View<'_> {
        self.view().onsets(quiet, scale, granularity)
    }

    /// Shows what was taken up more than once as one event: see [`View::merged_reports`].
    ///
    /// ```
    /// # use escalade::read::Options;
    /// let rows = "2006-07-12\tLBN\tISR\t190\n2006-07-12\tLBN\tISR\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// assert_eq!(timeline.merged_reports().len(), 1);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn merged_reports(&self) -> View<'_> {
        self.view().merged_reports()
    }

    /// Shows mirrored twins as one mutual event: see [`View::merge_mutual`].
    ///
    /// ```
    /// # use escalade::read::Options;
    /// let rows = "2006-07-12\tLBN\tISR\t190\n2006-07-12\tISR\tLBN\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// assert_eq!(timeline.merge_mutual().len(), 1);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn merge_mutual(&self) -> View<'_> {
        self.view().merge_mutual()
    }
}
