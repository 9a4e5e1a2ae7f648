//! One a day: what was told more than once.

use std::{
    borrow::Cow,
    collections::{BTreeSet, HashSet},
    fmt,
};

use serde::{Deserialize, Serialize};

use super::{View, ViewStep};
use crate::{
    model::{Act, ActorId, Code, EventKind},
    timeline::EventRef,
};

const DAY: i64 = 86_400;

/// In what two events of a day may be alike: see [`View::one_a_day`].
///
/// ```
/// use escalade::Field;
///
/// assert_eq!(Field::DYAD_AND_CODE, [Field::Source, Field::Target, Field::Code]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Field {
    /// Who did it: the same actors, in whatever order, each as itself; and both or neither of the
    /// events mutual.
    Source,
    /// Whom it was directed at, likewise.
    Target,
    /// The code; without one, what exactly it was: drones, a threat.
    Code,
    /// Statement, attack or action.
    Kind,
    /// Where it happened, as it is written.
    Place,
}

impl Field {
    /// What the one-a-day filters of the field look at.
    pub const DYAD_AND_CODE: [Self; 3] = [Self::Source, Self::Target, Self::Code];

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Target => "target",
            Self::Code => "code",
            Self::Kind => "kind",
            Self::Place => "place",
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl<'t> View<'t> {
    /// Of the events of one day that are alike in these fields, the first in total order.
    ///
    /// Event data that machines code from the news holds an event as often as it was reported. The
    /// usual remedy keeps one event a day for each source, target and code
    /// ([`Field::DYAD_AND_CODE`]): the one-a-day filter of the KEDS and TABARI tools (Schrodt) and of
    /// the Phoenix pipeline (Open Event Data Alliance, 2014). It also drops what did happen twice on
    /// a day, so it is yours to choose.
    ///
    /// Days are those of UTC. An onset that may lie on more than one of them (a month, a range, a day
    /// counted in another offset) is alike only to the very same interval.
    ///
    /// O(n) time, memory for the events of one day.
    ///
    /// ```
    /// # use escalade::{Field, read::Options};
    /// let rows = "2006-07-12\tLBN\tISR\t190\n2006-07-12\tLBN\tISR\t190\n2006-07-13\tLBN\tISR\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let view = timeline.view().one_a_day(Field::DYAD_AND_CODE);
    /// assert!(view.events().map(|event| event.when().to_string()).eq(["2006-07-12", "2006-07-13"]));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    #[must_use]
    pub fn one_a_day(self, fields: impl IntoIterator<Item = Field>) -> Self {
        let fields: BTreeSet<_> = fields.into_iter().collect();
        let before = self.clone();
        let (mut day, mut told) = (i64::MIN, HashSet::new());
        self.keep(ViewStep::OneADay { fields: fields.clone() }, |position| {
            let event = before.event_at(position);
            let earliest = event.earliest().timestamp();
            if earliest.div_euclid(DAY) != day {
                day = earliest.div_euclid(DAY);
                told.clear();
            }
            told.insert(Likeness::of(event, &before, &fields))
        })
    }
}

/// What events of one day must share to be alike; nothing in the fields that do not matter.
#[derive(PartialEq, Eq, Hash)]
struct Likeness<'t> {
    /// The interval, if it reaches beyond the day.
    beyond: Option<(i64, i64)>,
    mutual: Option<bool>,
    sources: Option<Cow<'t, [ActorId]>>,
    targets: Option<Cow<'t, [ActorId]>>,
    code: Option<Result<&'t Code, Act>>,
    kind: Option<EventKind>,
    place: Option<Option<&'t str>>,
}

impl<'t> Likeness<'t> {
    fn of(event: EventRef<'t>, view: &View<'t>, fields: &BTreeSet<Field>) -> Self {
        let (start, end) = (event.earliest().timestamp(), event.latest().timestamp());
        let in_a_day = start.div_euclid(DAY) == (end - 1).div_euclid(DAY);
        let source = fields.contains(&Field::Source);
        let target = fields.contains(&Field::Target);
        Self {
            beyond: (!in_a_day).then_some((start, end)),
            mutual: (source || target).then(|| view.is_mutual(event)),
            sources: source.then(|| as_set(event.sources())),
            targets: target.then(|| as_set(event.targets())),
            code: fields
                .contains(&Field::Code)
                .then(|| event.event_type().code().ok_or_else(|| event.act())),
            kind: fields.contains(&Field::Kind).then(|| event.act().kind()),
            place: fields.contains(&Field::Place).then(|| event.place()),
        }
    }
}

/// Actors without regard to order or repetition.
pub(super) fn as_set(actors: &[ActorId]) -> Cow<'_, [ActorId]> {
    if actors.len() < 2 {
        return Cow::Borrowed(actors);
    }
    let mut actors = actors.to_vec();
    actors.sort_unstable();
    actors.dedup();
    Cow::Owned(actors)
}
