//! The step that keeps one event a day of those that are alike.

use std::{borrow::Cow, collections::HashSet};

use super::{actor_set::actor_set, base::View, field::Field, step::ViewStep};
use crate::{
    model::{Act, ActorId, Code, EventKind},
    sorting::SmallSet,
    timeline::{EventRef, Granularity, RollUp},
};

/// The length of a day in seconds.
const DAY: i64 = 86_400;

impl<'t> View<'t> {
    /// Keeps the first event, in total order, of those of one day that are equal in these fields.
    ///
    /// Machine-coded event data contain an event as often as it was reported. The common remedy is to
    /// keep one event a day for each source, target and code ([`Field::DYAD_AND_CODE`]): the one-a-day
    /// filter of the KEDS and TABARI tools (Schrodt) and of the Phoenix pipeline (Open Event Data
    /// Alliance, 2014). The filter also drops an event that did happen twice on a day, so it is never
    /// applied by default.
    ///
    /// Days are in UTC. An onset that may lie on more than one day (a month, a range, a day in another
    /// time zone) equals only the same interval.
    ///
    /// O(n) time for n events, and memory for the events of one day.
    ///
    /// ```
    /// # use escalade::{read::Options, timeline::Field};
    /// let rows = "2006-07-12\tLBN\tISR\t190\n2006-07-12\tLBN\tISR\t190\n2006-07-13\tLBN\tISR\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let view = timeline.view().one_a_day(Field::DYAD_AND_CODE);
    /// assert!(view.events().map(|event| event.when().to_string()).eq(["2006-07-12", "2006-07-13"]));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    #[must_use]
    pub fn one_a_day(self, fields: impl IntoIterator<Item = Field>) -> Self {
        self.one_a_day_by(fields, &Granularity::Exact)
    }

    /// Keeps one event a day like [`one_a_day`](Self::one_a_day), where sources and targets are compared as they
    /// are rolled up at this granularity: what several organs of a state did to another state on one day counts
    /// once.
    ///
    /// Each actor is rolled up at the earliest onset of the event. Rolled up by a query alone, the events of
    /// several organs would each take part.
    ///
    /// ```
    /// # use escalade::{read::Options, timeline::{Field, Granularity}};
    /// let rows = "2006-07-12\tISRMIL\tLBN\t190\n2006-07-12\tISRGOV\tLBN\t173\n2006-07-12\tLBN\tISR\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let dyad = [Field::Source, Field::Target];
    /// assert_eq!(timeline.view().one_a_day(dyad).len(), 3);
    /// assert_eq!(timeline.view().one_a_day_by(dyad, &Granularity::State).len(), 2);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    #[must_use]
    pub fn one_a_day_by(
        self,
        fields: impl IntoIterator<Item = Field>,
        granularity: &Granularity,
    ) -> Self {
        self.one_a_day_in(&fields.into_iter().collect::<SmallSet<Field>>(), granularity)
    }

    fn one_a_day_in(self, fields: &[Field], granularity: &Granularity) -> Self {
        let before = self.clone();
        let roll_up = match granularity {
            Granularity::Exact => None,
            other => Some(RollUp::new(&self, other, false)),
        };
        // Events come in order of time, so the set is needed for one day at a time.
        let (mut day, mut known) = (i64::MIN, HashSet::new());
        let step = ViewStep::OneADay { fields: fields.to_vec(), granularity: granularity.clone() };
        self.keep_events(step, |event| {
            let earliest = event.earliest().timestamp();
            if earliest.div_euclid(DAY) != day {
                day = earliest.div_euclid(DAY);
                known.clear();
            }
            known.insert(ComparedFields::of(event, &before, fields, roll_up.as_ref()))
        })
    }
}

/// The values in which events of one day must be equal to be alike. Fields that are not compared are
/// `None`.
#[derive(PartialEq, Eq, Hash)]
struct ComparedFields<'t> {
    /// The interval of the onset, if it may lie on more than one day.
    interval: Option<(i64, i64)>,
    mutual: Option<bool>,
    sources: Option<Cow<'t, [ActorId]>>,
    targets: Option<Cow<'t, [ActorId]>>,
    code: Option<Result<&'t Code, Act>>,
    kind: Option<EventKind>,
    place: Option<Option<&'t str>>,
}

impl<'t> ComparedFields<'t> {
    fn of(
        event: EventRef<'t>,
        view: &View<'t>,
        fields: &[Field],
        roll_up: Option<&RollUp<'_>>,
    ) -> Self {
        let side = |actors| match roll_up {
            None => actor_set(actors),
            Some(roll_up) => parties(actors, roll_up, event.earliest().timestamp()),
        };
        let (start, end) = (event.earliest().timestamp(), event.latest().timestamp());
        let is_within_day = start.div_euclid(DAY) == (end - 1).div_euclid(DAY);
        let source = fields.contains(&Field::Source);
        let target = fields.contains(&Field::Target);
        Self {
            interval: (!is_within_day).then_some((start, end)),
            mutual: (source || target).then(|| view.is_mutual(event)),
            sources: source.then(|| side(event.sources())),
            targets: target.then(|| side(event.targets())),
            code: fields
                .contains(&Field::Code)
                .then(|| event.event_type().code().ok_or_else(|| event.act())),
            kind: fields.contains(&Field::Kind).then(|| event.act().kind()),
            place: fields.contains(&Field::Place).then(|| event.place()),
        }
    }
}

/// Returns the parties that some actors count as at an instant, as a set. Their numbers stand in place of ids.
fn parties<'t>(actors: &[ActorId], roll_up: &RollUp<'_>, second: i64) -> Cow<'t, [ActorId]> {
    let mut parties = Vec::with_capacity(actors.len());
    for actor in actors {
        parties.push(roll_up.at(*actor, second));
    }
    parties.sort_unstable();
    parties.dedup();
    let mut ids = Vec::with_capacity(parties.len());
    for party in parties {
        ids.push(ActorId(party));
    }
    Cow::Owned(ids)
}
