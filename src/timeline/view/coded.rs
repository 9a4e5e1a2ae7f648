//! Steps that test columns of coded data: dates of recording, mentions, root flags and codes.

use chrono::TimeDelta;

use super::{base::View, step::ViewStep};
use crate::{
    error::{Error, Issue},
    scale::{CodeInfo, QuadClass},
};

impl View<'_> {
    /// Keeps the events that were added to the data at most `lag` after the first day on which they may
    /// have happened.
    ///
    /// Some rows of GDELT are dated exactly a day, a week, a month, a year or ten years before they were
    /// added: the text said «last week». Such rows look like answers after a gap of a week, although
    /// nothing happened.
    ///
    /// An event whose day of adding is not [stated](crate::model::Extras) is kept, and
    /// [counted](crate::timeline::StepTally) as not stated.
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{Actor, Event, Means, Timeline, model::Extras};
    /// # let mut builder = Timeline::builder();
    /// # let iran = builder.add_actor(Actor::new("IRN"));
    /// for when in ["2024-04-12", "2024-04-06"] {
    ///     let added = Extras::new().with_added("2024-04-13".parse().unwrap());
    ///     builder.add_event(Event::attack(iran, when, Means::Drone).with_extras(added));
    /// }
    /// builder.add_event(Event::attack(iran, "2024-04-01", Means::Drone));
    /// let timeline = builder.build()?;
    /// let view = timeline.view().max_lag(TimeDelta::days(1));
    /// let tally = &view.tallies()[0];
    /// assert_eq!((view.len(), tally.left_out, tally.not_stated), (2, 1, 1));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    #[must_use]
    pub fn max_lag(self, lag: TimeDelta) -> Self {
        if lag < TimeDelta::zero() {
            let issue =
                Issue::new("max_lag", lag, "a lag of zero or more", "remove the minus sign");
            return self.fail(Error::value(issue));
        }
        let lag_seconds = lag.num_seconds().unsigned_abs();
        let before = self.clone();
        self.keep_unless_false(ViewStep::MaxLag { lag_seconds }, &mut |event| {
            Some(before.lag(event)? <= lag)
        })
    }

    /// Keeps root events: events reported in the lead of an article.
    ///
    /// The flag is GDELT's column `IsRootEvent`, «a proxy for the rough importance of an event» according
    /// to its codebook. Filtering by it is common. An event whose flag is not [stated](crate::model::Extras) is
    /// kept, and [counted](crate::timeline::StepTally) as not stated.
    ///
    /// ```
    /// # use escalade::{Actor, Event, Means, Timeline, model::Extras};
    /// # let mut builder = Timeline::builder();
    /// # let iran = builder.add_actor(Actor::new("IRN"));
    /// for root in [true, false] {
    ///     let extras = Extras::new().with_root(root);
    ///     builder.add_event(Event::attack(iran, "2024-04-13", Means::Drone).with_extras(extras));
    /// }
    /// let timeline = builder.build()?;
    /// assert_eq!(timeline.view().root_events().len(), 1);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    #[must_use]
    pub fn root_events(self) -> Self {
        let before = self.clone();
        self.keep_unless_false(ViewStep::RootEvents, &mut |event| before.extras(event).is_root())
    }

    /// Keeps the events with `mentions` or more mentions. After [`merged_reports`](Self::merged_reports),
    /// the mentions of merged events add up.
    ///
    /// An event whose mentions are not [stated](crate::model::Extras) is kept, and [counted](crate::timeline::StepTally) as
    /// not stated.
    ///
    /// ```
    /// # use escalade::{Actor, Event, Means, Timeline, model::Extras};
    /// # let mut builder = Timeline::builder();
    /// # let [a, b] = ["A", "B"].map(|key| builder.add_actor(Actor::new(key)));
    /// for mentions in [4, 6] {
    ///     let attack = Event::attack(a, "2024-04-13", Means::Drone).against(b);
    ///     builder.add_event(attack.with_extras(Extras::new().with_mentions(mentions)));
    /// }
    /// let timeline = builder.build()?;
    /// assert_eq!(timeline.view().min_mentions(10).len(), 0);
    /// assert_eq!(timeline.view().merged_reports().min_mentions(10).len(), 1);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    #[must_use]
    pub fn min_mentions(self, mentions: u64) -> Self {
        let before = self.clone();
        self.keep_unless_false(ViewStep::MinMentions { mentions }, &mut |event| {
            Some(before.extras(event).mentions()? >= mentions)
        })
    }

    /// Keeps the events of these quad classes: verbal or material, cooperation or conflict. An event
    /// without a code, or with a code in none of the four classes, is left out.
    ///
    /// ```
    /// # use escalade::{read::Options, scale::QuadClass};
    /// let rows = "2006-07-12\tLBN\tISR\t138\n2006-07-13\tISR\tLBN\t190\n2006-07-14\tISR\tLBN\t040\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let conflict = [QuadClass::VerbalConflict, QuadClass::MaterialConflict];
    /// assert_eq!(timeline.view().quad_classes(conflict).len(), 2);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    #[must_use]
    pub fn quad_classes(self, classes: impl IntoIterator<Item = QuadClass>) -> Self {
        self.of_quad_classes(&classes.into_iter().collect::<Vec<_>>())
    }

    pub(super) fn of_quad_classes(self, classes: &[QuadClass]) -> Self {
        let timeline = self.timeline;
        // One test for each type of event: a timeline has few types and many events.
        let mut passes = Vec::with_capacity(timeline.types().len());
        for event_type in timeline.types() {
            let class = event_type.code().and_then(|code| CodeInfo::of(code).quad_class());
            passes.push(class.is_some_and(|class| classes.contains(&class)));
        }
        self.keep_events(ViewStep::QuadClasses { classes: classes.to_vec() }, |event| {
            passes[timeline.columns.type_index(event.id().index())]
        })
    }
}
