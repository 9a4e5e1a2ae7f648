//! A change of one term of a query.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use crate::{
    Level, Predicate, Query, Relation, Rule, Trend,
    chain::{Crossing, Floor, Pairing, Precedence, QueryStep, query::steps_text::in_words},
    scale,
    timeline::Granularity,
    wording::span,
};

/// The new value of one term of a query. It is serialized as a field of a serialized query: `{"max_gap": 86400}`.
///
/// See [`Remedy`](super::Remedy) for an example.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Change {
    /// See [`Query::precedence`].
    Precedence(Precedence),
    /// In seconds. See [`Query::min_gap`].
    MinGap(i64),
    /// In seconds. See [`Query::max_gap`].
    MaxGap(i64),
    /// See [`Query::rules`].
    Rules(Vec<Rule>),
    /// See [`Query::relations`].
    Relations(Vec<Relation>),
    /// See [`Query::granularity`].
    Granularity(Granularity),
    /// See [`Query::with_patrons`].
    Patrons(bool),
    /// In percent. See [`Query::min_attribution`].
    MinAttribution(u8),
    /// The name of a [built-in scale](crate::scale::NAMES). See [`Query::on`].
    Scale(String),
    /// See [`Query::floor`].
    Floor(Floor),
    /// See [`Query::trend`].
    Trend(Trend),
    /// `None`: without interruptions. See [`Query::unless`].
    Unless(Option<Predicate>),
    /// See [`Query::pairing`].
    Pairing(Pairing),
    /// An empty list: without steps. See [`Query::steps`].
    Steps(Vec<QueryStep>),
    /// A change of the rules, a gap or the trend of one step, by its index from 0. See [`QueryStep`].
    OfStep(usize, Box<Change>),
    /// `None`: without this predicate. See [`Query::first`].
    First(Option<Predicate>),
    /// `None`: without this predicate. See [`Query::last`].
    Last(Option<Predicate>),
    /// `None`: without this predicate. See [`Query::every`].
    Every(Option<Predicate>),
    /// `None`: without a line. See [`Query::crosses`].
    Crosses(Option<Crossing>),
    /// In seconds. See [`Query::within`].
    Within(i64),
    /// See [`Query::min_len`].
    MinLen(usize),
    /// See [`Query::max_len`].
    MaxLen(usize),
    /// In percent. See [`Query::min_confidence`].
    MinConfidence(u8),
}

/// Returns a number of seconds as a span of time.
fn seconds(seconds: i64) -> Option<TimeDelta> {
    TimeDelta::try_seconds(seconds)
}

impl Change {
    /// Returns a query with the changed term.
    pub fn apply(&self, mut query: Query) -> Query {
        match self {
            Self::Precedence(precedence) => query.precedence = *precedence,
            Self::MinGap(gap) => query.min_gap = seconds(*gap),
            Self::MaxGap(gap) => query.max_gap = seconds(*gap),
            Self::Rules(rules) => return query.rules(rules.iter().copied()),
            Self::Relations(relations) => return query.relations(relations.iter().copied()),
            Self::Granularity(granularity) => query.granularity = granularity.clone(),
            Self::Patrons(patrons) => query.patrons = *patrons,
            Self::MinAttribution(percent) => query.min_attribution = Some((*percent).into()),
            Self::Scale(name) => {
                if let Some(scale) = scale::by_name(name) {
                    query.scale = scale;
                }
            }
            Self::Floor(floor) => query.floor = *floor,
            Self::Trend(trend) => query.trend = *trend,
            Self::Unless(interruption) => query.unless.clone_from(interruption),
            Self::Pairing(pairing) => query.pairing = *pairing,
            Self::Steps(steps) => query.steps.clone_from(steps),
            Self::OfStep(nth, change) => {
                if let Some(step) = query.steps.get_mut(*nth) {
                    change.apply_to_step(step);
                }
            }
            Self::First(predicate) => query.first.clone_from(predicate),
            Self::Last(predicate) => query.last.clone_from(predicate),
            Self::Every(predicate) => query.every.clone_from(predicate),
            Self::Crosses(crossing) => query.crosses.clone_from(crossing),
            Self::Within(span) => query.within = seconds(*span),
            Self::MinLen(events) => query.min_len = *events,
            Self::MaxLen(events) => query.max_len = Some(*events),
            Self::MinConfidence(percent) => query.min_confidence = Some((*percent).into()),
        }
        query
    }

    /// Changes a term of the hops that lead to a step. Changes of terms that no step has are ignored.
    fn apply_to_step(&self, step: &mut QueryStep) {
        match self {
            Self::MinGap(gap) => step.min_gap = seconds(*gap),
            Self::MaxGap(gap) => step.max_gap = seconds(*gap),
            Self::Rules(rules) => step.rules = Some(rules.iter().copied().collect()),
            Self::Trend(trend) => step.trend = Some(*trend),
            _ => {}
        }
    }

    /// Returns `true` if a step may have a term of this kind of its own.
    pub(super) fn may_be_of_step(&self) -> bool {
        matches!(self, Self::MinGap(_) | Self::MaxGap(_) | Self::Rules(_) | Self::Trend(_))
    }

    /// Returns the change in words, with the option of the command.
    pub(super) fn in_words(&self) -> String {
        let without = |predicate: &Option<Predicate>| match predicate {
            None => "none".to_owned(),
            Some(predicate) => predicate.to_string(),
        };
        let (what, value, option) = match self {
            Self::OfStep(nth, change) => {
                let change = change.in_words();
                let change = change.rsplit_once(" (--").map_or(&*change, |(words, _)| words);
                let step = (nth + 1).to_string();
                return ["for step ", &step, " ", change, " (--steps)"].concat();
            }
            Self::Precedence(Precedence::Certain) => {
                ("certain precedence", String::new(), "precedence")
            }
            Self::Precedence(Precedence::Recorded) => {
                ("equal onsets in order of recording", String::new(), "precedence")
            }
            Self::MinGap(gap) => ("a shortest gap of ", span(*gap), "min-gap"),
            Self::MaxGap(gap) => ("a longest gap of ", span(*gap), "gap"),
            Self::Rules(rules) => ("the rules ", names(rules, Rule::as_str), "hop"),
            Self::Relations(relations) => {
                ("the relations ", names(relations, Relation::phrase), "relation")
            }
            Self::Granularity(granularity) => {
                ("actors compared ", granularity_in_words(granularity).to_owned(), "granularity")
            }
            Self::Patrons(true) => ("proxies compared as their patrons", String::new(), "patrons"),
            Self::Patrons(false) => ("proxies compared as themselves", String::new(), "patrons"),
            Self::MinAttribution(percent) => {
                ("authors attributed with at least ", percents(*percent), "min-attribution")
            }
            Self::Scale(name) => ("the scale ", name.clone(), "scale"),
            Self::Floor(Floor::At(level)) => ("levels from ", level.to_string(), "floor"),
            Self::Floor(Floor::Conflict) => ("levels of conflict", String::new(), "floor"),
            Self::Floor(Floor::None) => ("all levels", String::new(), "floor"),
            Self::Trend(trend) => ("the trend ", trend_in_words(*trend), "trend"),
            Self::Unless(predicate) => ("interruptions: ", without(predicate), "unless"),
            Self::Pairing(Pairing::Any) => ("any antecedent", String::new(), "pairing"),
            Self::Pairing(Pairing::Nearest) => ("the nearest antecedent", String::new(), "pairing"),
            Self::Steps(steps) if steps.is_empty() => ("no steps", String::new(), "steps"),
            Self::Steps(steps) => ("the steps ", in_words(steps), "steps"),
            Self::First(predicate) => {
                ("conditions of the first event: ", without(predicate), "first")
            }
            Self::Last(predicate) => ("conditions of the last event: ", without(predicate), "last"),
            Self::Every(predicate) => ("conditions of every event: ", without(predicate), "every"),
            Self::Crosses(None) => ("no line to cross", String::new(), "crosses"),
            Self::Crosses(Some(Crossing::At(level))) => {
                ("the line at ", level.to_string(), "crosses")
            }
            Self::Crosses(Some(Crossing::Named(name))) => ("the line ", name.clone(), "crosses"),
            Self::Within(time) => ("chains within ", span(*time), "within"),
            Self::MinLen(events) => ("a least number of events of ", events.to_string(), "min-len"),
            Self::MaxLen(events) => {
                ("a greatest number of events of ", events.to_string(), "max-len")
            }
            Self::MinConfidence(percent) => {
                ("a confidence of at least ", percents(*percent), "min-confidence")
            }
        };
        [what, &value, " (--", option, ")"].concat()
    }
}

fn percents(percent: u8) -> String {
    format!("{percent}%")
}

fn names<T: Copy>(values: &[T], name: fn(T) -> &'static str) -> String {
    let mut names = Vec::with_capacity(values.len());
    for value in values {
        names.push(name(*value));
    }
    names.join(", ")
}

/// Returns a trend in words: "not falling".
pub(super) fn trend_in_words(trend: Trend) -> String {
    let words = match trend {
        Trend::Rising => "rising",
        Trend::NotFalling => "not falling",
        Trend::RisingBy(units) => return format!("rising by {units} or more"),
        Trend::Any => "any",
        Trend::NotRising => "not rising",
        Trend::Falling => "falling",
    };
    words.to_owned()
}

/// Returns a granularity in words: "as states".
pub(super) fn granularity_in_words(granularity: &Granularity) -> &'static str {
    match granularity {
        Granularity::Exact => "as themselves",
        Granularity::State => "as states",
        Granularity::Country => "as countries",
        Granularity::Bloc(_) => "as blocs",
    }
}

/// Returns the narrowest trend that admits a rise and all that another trend admits.
pub(super) fn admitting(trend: Trend, rise: Level) -> Trend {
    match (trend, rise.tenths()) {
        (Trend::Falling, 0) => Trend::NotRising,
        (Trend::RisingBy(_), 1..) => Trend::RisingBy(rise.units()),
        (Trend::Rising | Trend::RisingBy(_), 0) => Trend::NotFalling,
        _ => Trend::Any,
    }
}
