//! A query: the meaning of a chain, as data.

use std::{collections::BTreeSet, fmt, sync::Arc};

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::{
    rule::{Pairing, Precedence, Rule, Trend},
    wording::span,
};
use crate::{
    error::{Error, ErrorKind, Issue, Issues, Place},
    model::{Level, Relation},
    scale::{self, Goldstein, Scale},
    timeline::Granularity,
};

/// What counts as a chain, and which chains are asked for.
///
/// A query is data: it can be compared by its parts, written to a file and read back, and asked of
/// any number of timelines and views. Nothing is checked before it is asked.
///
/// ```
/// use chrono::TimeDelta;
/// use escalade::{Floor, Pairing, Query, Rule, Trend, scale::Kahn};
///
/// let query = Query::escalation()
///     .on(Kahn)
///     .rules([Rule::Relay, Rule::Declared])
///     .trend(Trend::RisingBy(2.0))
///     .pairing(Pairing::Nearest)
///     .floor(Floor::At(4.0))
///     .max_gap(TimeDelta::days(30))
///     .min_len(3);
/// assert_eq!(
///     query.to_string(),
///     "relay or declared hops, rising by 2 or more on kahn from 4 up, gap up to 30 days, actors as \
///      states, the nearest antecedent, 3 events or more"
/// );
/// let written = serde_json::to_string(&query).unwrap();
/// let read: Query = serde_json::from_str(&written).unwrap();
/// assert_eq!(serde_json::to_string(&read).unwrap(), written);
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[must_use]
pub struct Query {
    #[serde(with = "by_name")]
    pub(super) scale: Arc<dyn Scale>,
    pub(super) rules: BTreeSet<Rule>,
    pub(super) relations: BTreeSet<Relation>,
    pub(super) trend: Trend,
    pub(super) pairing: Pairing,
    pub(super) precedence: Precedence,
    pub(super) granularity: Granularity,
    pub(super) floor: Floor,
    #[serde(with = "in_seconds")]
    pub(super) min_gap: Option<TimeDelta>,
    #[serde(with = "in_seconds")]
    pub(super) max_gap: Option<TimeDelta>,
    pub(super) min_len: usize,
    pub(super) max_len: Option<usize>,
}

/// Which events are too mild to take part.
///
/// ```
/// use escalade::Floor;
///
/// assert_eq!(Floor::default(), Floor::Conflict);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Floor {
    /// Those below the conflict floor of the scale, so that aid answered by aid is no escalation.
    /// A scale without one keeps every event that it scores.
    #[default]
    Conflict,
    /// None: every event that the scale scores takes part.
    None,
    /// Those below a level, in the published units of the scale.
    At(f64),
}

impl Default for Query {
    fn default() -> Self {
        Self::escalation()
    }
}

impl Query {
    /// Retaliation and declared responses, rising, above the conflict floor of Goldstein's scale,
    /// between states. Only the longest gap is left to say: it has no default, for results hang on
    /// it.
    pub fn escalation() -> Self {
        Self {
            scale: Arc::new(Goldstein::default()),
            rules: BTreeSet::from([Rule::Retaliation, Rule::Declared]),
            relations: BTreeSet::from([Relation::RespondsTo, Relation::RetaliatesFor]),
            trend: Trend::Rising,
            pairing: Pairing::Any,
            precedence: Precedence::Certain,
            granularity: Granularity::State,
            floor: Floor::Conflict,
            min_gap: None,
            max_gap: None,
            min_len: 2,
            max_len: None,
        }
    }

    /// Measures severity on a scale.
    pub fn on(self, scale: impl Scale + 'static) -> Self {
        self.on_shared(Arc::new(scale))
    }

    /// Measures severity on a scale that is shared, as [`scale::by_name`] gives it.
    pub fn on_shared(mut self, scale: Arc<dyn Scale>) -> Self {
        self.scale = scale;
        self
    }

    /// Follows these rules and no others. A pair of events joined by several counts once.
    pub fn rules(mut self, rules: impl IntoIterator<Item = Rule>) -> Self {
        self.rules = rules.into_iter().collect();
        self
    }

    /// Lets [`Rule::Declared`] follow these relations and no others; *responds to* and *retaliates
    /// for* unless said.
    pub fn relations(mut self, relations: impl IntoIterator<Item = Relation>) -> Self {
        self.relations = relations.into_iter().collect();
        self
    }

    /// How levels must go from an event to the one that follows it.
    pub fn trend(mut self, trend: Trend) -> Self {
        self.trend = trend;
        self
    }

    /// Which of the events that an event could follow it does follow.
    pub fn pairing(mut self, pairing: Pairing) -> Self {
        self.pairing = pairing;
        self
    }

    /// When one event counts as preceding another.
    pub fn precedence(mut self, precedence: Precedence) -> Self {
        self.precedence = precedence;
        self
    }

    /// As whom actors are compared.
    pub fn granularity(mut self, granularity: Granularity) -> Self {
        self.granularity = granularity;
        self
    }

    /// Which events are too mild to take part.
    pub fn floor(mut self, floor: Floor) -> Self {
        self.floor = floor;
        self
    }

    /// The least time between the earliest onsets of two events that follow one another, included.
    pub fn min_gap(mut self, gap: TimeDelta) -> Self {
        self.min_gap = Some(gap);
        self
    }

    /// The most time between the earliest onsets of two events that follow one another, included:
    /// with daily data, 7 days admit the same weekday of the next week.
    pub fn max_gap(mut self, gap: TimeDelta) -> Self {
        self.max_gap = Some(gap);
        self
    }

    /// The least number of events in a chain, 2 unless said.
    pub fn min_len(mut self, events: usize) -> Self {
        self.min_len = events;
        self
    }

    /// The greatest number of events in a chain, without bound unless said.
    pub fn max_len(mut self, events: usize) -> Self {
        self.max_len = Some(events);
        self
    }

    /// The scale severity is measured on.
    pub fn scale(&self) -> &dyn Scale {
        &*self.scale
    }

    /// Checks what can be told without a timeline.
    ///
    /// # Errors
    ///
    /// Every problem at once: no rule, no longest gap, a minimum above its maximum, a number that
    /// is none.
    pub fn check(&self) -> Result<(), Error> {
        let mut issues = Issues::default();
        let mut refuse = |field: &str, got: &dyn fmt::Display, allowed: &str, remedy: &str| {
            issues.push(Issue::new(Place::from(format!("query/{field}")), got, allowed, remedy));
        };
        if self.rules.is_empty() {
            refuse("rules", &"none", "at least one rule", "ask for `Retaliation` or another");
        }
        if self.rules.contains(&Rule::Declared) && self.relations.is_empty() {
            let remedy = "name `RespondsTo` or another, or leave `Declared` out";
            refuse("relations", &"none", "at least one relation for `Declared`", remedy);
        }
        let (least, most) = self.gap_seconds();
        match self.max_gap {
            None if self.rules.iter().any(|rule| *rule != Rule::Declared) => {
                let allowed = "a longest gap, which only `Declared` alone does without";
                refuse("max_gap", &"none", allowed, "set it, say to 30 days; results hang on it");
            }
            _ if least > most => {
                let got = format!("{least} to {most} seconds");
                refuse(
                    "max_gap",
                    &got,
                    "a longest gap not below the shortest",
                    "exchange or correct them",
                );
            }
            _ => {}
        }
        for (field, gap) in [("min_gap", self.min_gap), ("max_gap", self.max_gap)] {
            if let Some(gap) = gap.filter(|gap| *gap < TimeDelta::zero()) {
                refuse(field, &gap, "a gap of zero or more", "time runs forward: turn the sign");
            }
        }
        if self.min_len < 2 {
            refuse(
                "min_len",
                &self.min_len,
                "2 or more events",
                "a chain has at least two: set it to 2",
            );
        }
        if let Some(most) = self.max_len.filter(|most| *most < self.min_len) {
            let got = format!("{} to {most} events", self.min_len);
            refuse(
                "max_len",
                &got,
                "a greatest length not below the least",
                "exchange or correct them",
            );
        }
        if let Trend::RisingBy(rise) = self.trend
            && !(rise.is_finite() && rise >= 0.0)
        {
            refuse("trend", &rise, "a rise of 0 or more", "use `Falling` for falling chains");
        }
        if let Floor::At(level) = self.floor
            && !level.is_finite()
        {
            refuse("floor", &level, "a finite level", "use `Floor::None` for no floor");
        }
        issues.check(ErrorKind::Query)
    }

    /// The least and the most gap in whole seconds, both included.
    pub(super) fn gap_seconds(&self) -> (i64, i64) {
        let least =
            self.min_gap.map_or(0, |gap| gap.num_seconds() + i64::from(gap.subsec_nanos() > 0));
        (least, self.max_gap.map_or(i64::MAX, |gap| gap.num_seconds()))
    }

    /// The least level that takes part.
    pub(super) fn floor_level(&self) -> Level {
        match self.floor {
            Floor::Conflict => self.scale.conflict_floor().unwrap_or(Level::MIN),
            Floor::None => Level::MIN,
            Floor::At(units) => tenths_up(units),
        }
    }
}

/// In one line, with every default said.
impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rules: Vec<_> = self.rules.iter().map(|rule| rule.as_str()).collect();
        let trend = match self.trend {
            Trend::Rising => "rising".to_owned(),
            Trend::NotFalling => "not falling".to_owned(),
            Trend::RisingBy(units) => format!("rising by {units} or more"),
            Trend::Any => "whatever the trend".to_owned(),
            Trend::NotRising => "not rising".to_owned(),
            Trend::Falling => "falling".to_owned(),
        };
        write!(f, "{} hops, {trend} on {}", rules.join(" or "), self.scale.name())?;
        match self.floor_level() {
            Level::MIN => f.write_str(" without a floor")?,
            floor => write!(f, " from {floor} up")?,
        }
        let (least, most) = self.gap_seconds();
        match (least, self.max_gap) {
            (0, None) => f.write_str(", any gap")?,
            (0, Some(_)) => write!(f, ", gap up to {}", span(most))?,
            (least, None) => write!(f, ", gap of {} or more", span(least))?,
            (least, Some(_)) => write!(f, ", gap from {} to {}", span(least), span(most))?,
        }
        let actors = match self.granularity {
            Granularity::Exact => "as themselves",
            Granularity::State => "as states",
            Granularity::Country => "as countries",
        };
        let pairing = match self.pairing {
            Pairing::Any => "any antecedent",
            Pairing::Nearest => "the nearest antecedent",
        };
        write!(f, ", actors {actors}, {pairing}, ")?;
        match self.max_len {
            None => write!(f, "{} events or more", self.min_len),
            Some(most) => write!(f, "{} to {most} events", self.min_len),
        }
    }
}

/// The least level not below a number of units. What is printed as a whole number of tenths counts
/// as one, though binary fractions miss it by a hair.
pub(super) fn tenths_up(units: f64) -> Level {
    Level::from_tenths((units * 10.0 - 1e-6).ceil() as i32)
}

/// Scales are written by name; only the built-in ones can be read back.
mod by_name {
    use super::{Arc, Deserialize, Scale, fmt, scale};
    use serde::{Deserializer, Serializer, de, ser};

    pub(super) fn serialize<S: Serializer>(
        scale: &Arc<dyn Scale>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        if scale::by_name(scale.name()).is_none() {
            return Err(ser::Error::custom(NotBuiltIn(scale.name())));
        }
        to.serialize_str(scale.name())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Arc<dyn Scale>, D::Error> {
        let name = String::deserialize(from)?;
        scale::by_name(&name).ok_or_else(|| de::Error::custom(NotBuiltIn(&name)))
    }

    struct NotBuiltIn<'a>(&'a str);

    impl fmt::Display for NotBuiltIn<'_> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "scale «{}» is not built in; allowed: {}", self.0, scale::NAMES.join(", "))
        }
    }
}

mod in_seconds {
    use super::{Deserialize, Serialize, TimeDelta};
    use serde::{Deserializer, Serializer, de};

    pub(super) fn serialize<S: Serializer>(
        gap: &Option<TimeDelta>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        gap.map(|gap| gap.num_seconds()).serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<TimeDelta>, D::Error> {
        let seconds = Option::<i64>::deserialize(from)?;
        let gap = |seconds| {
            TimeDelta::try_seconds(seconds).ok_or_else(|| {
                de::Error::custom(format_args!("a gap of {seconds} seconds is too long"))
            })
        };
        seconds.map(gap).transpose()
    }
}
