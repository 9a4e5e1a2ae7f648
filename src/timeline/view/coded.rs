//! Steps by what files of coded data tell of their rows.

use chrono::TimeDelta;

use super::{View, ViewStep};
use crate::{
    error::{Error, Issue},
    model::Code,
    scale::{CodeInfo, QuadClass},
};

impl View<'_> {
    /// Events that were taken up no longer after the first day on which they may have happened than
    /// this.
    ///
    /// Some rows of GDELT are dated a day, a week, a month, a year or ten years before they were added,
    /// to the day: the text said «last week». They meet gaps of a week where nothing happened.
    ///
    /// An event of which that day was not [kept](crate::Extras) is let through, and
    /// [counted](crate::StepTally): what is not stated neither passes nor fails.
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{Actor, Event, Extras, Means, Timeline};
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
            let issue = Issue::new("max_lag", lag, "a lag of zero or more", "turn the sign");
            return self.refuse(Error::value(issue));
        }
        let lag_seconds = lag.num_seconds().unsigned_abs();
        let before = self.clone();
        self.judge(ViewStep::MaxLag { lag_seconds }, |event| Some(before.lag(event)? <= lag))
    }

    /// Root events: those told in the lead of an article.
    ///
    /// GDELT's column `IsRootEvent` holds it, «a proxy for the rough importance of an event» as its
    /// codebook has it; filtering on it is usual. An event of which it was not [kept](crate::Extras) is
    /// let through, and [counted](crate::StepTally).
    ///
    /// ```
    /// # use escalade::{Actor, Event, Extras, Means, Timeline};
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
        self.judge(ViewStep::RootEvents, |event| before.extras(event).is_root())
    }

    /// Events that were mentioned this often at least; after [`merged_reports`](Self::merged_reports),
    /// with all that were merged into them.
    ///
    /// An event of which the mentions were not [kept](crate::Extras) is let through, and
    /// [counted](crate::StepTally).
    ///
    /// ```
    /// # use escalade::{Actor, Event, Extras, Means, Timeline};
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
        self.judge(ViewStep::MinMentions { mentions }, |event| {
            Some(before.extras(event).mentions()? >= mentions)
        })
    }

    /// Events of these classes: verbal or material, cooperation or conflict. One whose code is in none
    /// of the four, or that has no code, is left out.
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
        let classes: Vec<_> = classes.into_iter().collect();
        let passes = |code: &Code| {
            CodeInfo::of(code).quad_class().is_some_and(|class| classes.contains(&class))
        };
        let types = self.timeline.types().iter();
        let passes: Vec<_> = types.map(|one| one.code().is_some_and(passes)).collect();
        let timeline = self.timeline;
        self.keep(ViewStep::QuadClasses { classes }, |position| {
            passes[timeline.columns.type_index(timeline.id_at(position) as usize)]
        })
    }
}
