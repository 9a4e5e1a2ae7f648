//! A query: the meaning of a chain, as data.

use std::{collections::BTreeSet, fmt, sync::Arc};

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::{
    rule::{Pairing, Precedence, Rule, Trend},
    wording::span,
    written,
};
use crate::{
    error::{Error, ErrorKind, Issue, Issues, Place},
    model::{Level, Relation},
    scale::{Goldstein, Scale},
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
    #[serde(with = "written::scale")]
    pub(super) scale: Arc<dyn Scale>,
    pub(super) rules: BTreeSet<Rule>,
    pub(super) relations: BTreeSet<Relation>,
    pub(super) trend: Trend,
    pub(super) pairing: Pairing,
    pub(super) precedence: Precedence,
    pub(super) granularity: Granularity,
    pub(super) floor: Floor,
    #[serde(with = "written::in_seconds")]
    pub(super) min_gap: Option<TimeDelta>,
    #[serde(with = "written::in_seconds")]
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
    ///
    /// ```
    /// let query = escalade::Query::escalation().max_gap(chrono::TimeDelta::days(7));
    /// assert_eq!(
    ///     query.to_string(),
    ///     "retaliation or declared hops, rising on goldstein from 0.1 up, gap up to 7 days, actors as \
    ///      states, any antecedent, 2 events or more"
    /// );
    /// ```
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

    /// The same with every answer milder than what it answers: how a climb comes down.
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{Actor, Event, Means, Query, Timeline, scale::Kahn};
    /// # let mut builder = Timeline::builder();
    /// # let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// let attack = |source, when, level| Event::attack(source, when, Means::Drone).with_level(Kahn, level);
    /// builder.add_event(attack(a, "2024-04-01", 12).against(b));
    /// builder.add_event(attack(b, "2024-04-02", 8).against(a));
    /// let timeline = builder.build()?;
    /// let query = Query::deescalation().on(Kahn).max_gap(TimeDelta::days(7));
    /// assert_eq!(timeline.chains(&query)?.greatest_rise().unwrap().rise().units(), -4.0);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn deescalation() -> Self {
        Self::escalation().trend(Trend::Falling)
    }

    /// Measures severity on a scale.
    ///
    /// ```
    /// use escalade::{Query, scale::Kahn};
    ///
    /// assert_eq!(Query::escalation().scale().name(), "goldstein");
    /// assert_eq!(Query::escalation().on(Kahn).scale().name(), "kahn");
    /// ```
    pub fn on(self, scale: impl Scale + 'static) -> Self {
        self.on_shared(Arc::new(scale))
    }

    /// Measures severity on a scale that is shared, as [`scale::by_name`](crate::scale::by_name) gives it.
    ///
    /// ```
    /// use escalade::{Query, scale};
    ///
    /// let icews = scale::by_name("goldstein-icews").unwrap();
    /// assert_eq!(Query::escalation().on_shared(icews).scale().name(), "goldstein-icews");
    /// ```
    pub fn on_shared(mut self, scale: Arc<dyn Scale>) -> Self {
        self.scale = scale;
        self
    }

    /// Follows these rules and no others. A pair of events joined by several counts once.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Query, Rule, read::Options}};
    /// let rows = "2006-07-01\tLBN\tISR\t138\n2006-07-02\tISR\tSYR\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let query = Query::escalation().max_gap(TimeDelta::days(7));
    /// assert_eq!(timeline.chains(&query)?.iter().count(), 0);
    /// assert_eq!(timeline.chains(&query.rules([Rule::Relay]))?.iter().count(), 1);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn rules(mut self, rules: impl IntoIterator<Item = Rule>) -> Self {
        self.rules = rules.into_iter().collect();
        self
    }

    /// Lets [`Rule::Declared`] follow these relations and no others; *responds to* and *retaliates
    /// for* unless said.
    ///
    /// ```
    /// # use escalade::{Actor, Code, Event, Query, Relation, Rule, Timeline, Vocabulary};
    /// # let mut builder = Timeline::builder();
    /// # let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// # let code = |text| Code::new(Vocabulary::Cameo, text);
    /// let threat = builder.add_event(Event::coded(a, b, "2024-04-01", code("138")));
    /// let attack = builder.add_event(Event::coded(a, b, "2024-04-02", code("190")));
    /// builder.add_link(attack, Relation::CarriesOut, threat);
    /// # let timeline = builder.build()?;
    /// let query = Query::escalation().rules([Rule::Declared]);
    /// assert_eq!(timeline.chains(&query)?.iter().count(), 0);
    /// let query = query.relations([Relation::CarriesOut]);
    /// assert_eq!(timeline.chains(&query)?.iter().count(), 1);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn relations(mut self, relations: impl IntoIterator<Item = Relation>) -> Self {
        self.relations = relations.into_iter().collect();
        self
    }

    /// How levels must go from an event to the one that follows it.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Query, Trend, read::Options}};
    /// let rows = "2006-07-01\tLBN\tISR\t190\n2006-07-02\tISR\tLBN\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let query = Query::escalation().max_gap(TimeDelta::days(7));
    /// assert_eq!(timeline.chains(&query)?.iter().count(), 0, "force answers force: no rise");
    /// assert_eq!(timeline.chains(&query.trend(Trend::NotFalling))?.iter().count(), 1);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn trend(mut self, trend: Trend) -> Self {
        self.trend = trend;
        self
    }

    /// Which of the events that an event could follow it does follow.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Pairing, Query, read::Options}};
    /// let rows = "2006-07-01\tLBN\tISR\t138\n2006-07-02\tLBN\tISR\t150\n2006-07-03\tISR\tLBN\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let query = Query::escalation().max_gap(TimeDelta::days(7));
    /// assert_eq!(timeline.chains(&query)?.iter().count(), 2, "the third answers both");
    /// assert_eq!(timeline.chains(&query.pairing(Pairing::Nearest))?.iter().count(), 1);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn pairing(mut self, pairing: Pairing) -> Self {
        self.pairing = pairing;
        self
    }

    /// When one event counts as preceding another.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Precedence, Query, read::Options}};
    /// let rows = "2006-07-01\tLBN\tISR\t138\n2006-07-01\tISR\tLBN\t190\n"; // on the same day
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let query = Query::escalation().max_gap(TimeDelta::days(7));
    /// assert_eq!(timeline.chains(&query)?.iter().count(), 0, "which came first is not known");
    /// assert_eq!(timeline.chains(&query.precedence(Precedence::Recorded))?.iter().count(), 1);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn precedence(mut self, precedence: Precedence) -> Self {
        self.precedence = precedence;
        self
    }

    /// As whom actors are compared.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Granularity, Query, read::Options}};
    /// let rows = "2006-07-01\tLBNMIL\tISR\t138\n2006-07-02\tISR\tLBN\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let query = Query::escalation().max_gap(TimeDelta::days(7));
    /// assert_eq!(timeline.chains(&query)?.iter().count(), 1, "the army counts as its state");
    /// assert_eq!(timeline.chains(&query.granularity(Granularity::Exact))?.iter().count(), 0);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn granularity(mut self, granularity: Granularity) -> Self {
        self.granularity = granularity;
        self
    }

    /// Which events are too mild to take part.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Floor, Query, read::Options}};
    /// let rows = "2006-07-01\tLBN\tISR\t112\n2006-07-02\tISR\tLBN\t190\n"; // 2, then 10
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let query = Query::escalation().max_gap(TimeDelta::days(7)).floor(Floor::At(5.0));
    /// let summary = timeline.chains(&query)?.summary();
    /// assert_eq!((summary.events(), summary.left_out().below_floor), (1, 1));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn floor(mut self, floor: Floor) -> Self {
        self.floor = floor;
        self
    }

    /// The least time between the earliest onsets of two events that follow one another, included.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Query, read::Options}};
    /// let rows = "2006-07-01\tLBN\tISR\t138\n2006-07-02\tISR\tLBN\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let query = Query::escalation().max_gap(TimeDelta::days(7));
    /// assert_eq!(timeline.chains(&query.clone().min_gap(TimeDelta::days(1)))?.iter().count(), 1);
    /// assert_eq!(timeline.chains(&query.min_gap(TimeDelta::days(2)))?.iter().count(), 0);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn min_gap(mut self, gap: TimeDelta) -> Self {
        self.min_gap = Some(gap);
        self
    }

    /// The most time between the earliest onsets of two events that follow one another, included:
    /// with daily data, 7 days admit the same weekday of the next week.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Query, read::Options}};
    /// let rows = "2006-07-05\tLBN\tISR\t138\n2006-07-12\tISR\tLBN\t190\n"; // two Wednesdays
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let within = |days| Query::escalation().max_gap(TimeDelta::days(days));
    /// assert_eq!(timeline.chains(&within(7))?.iter().count(), 1);
    /// assert_eq!(timeline.chains(&within(6))?.iter().count(), 0);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn max_gap(mut self, gap: TimeDelta) -> Self {
        self.max_gap = Some(gap);
        self
    }

    /// The least number of events in a chain, 2 unless said.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Query, read::Options}};
    /// let rows = "2006-07-01\tLBN\tISR\t138\n2006-07-02\tISR\tLBN\t150\n2006-07-03\tLBN\tISR\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let query = Query::escalation().max_gap(TimeDelta::days(7));
    /// assert_eq!(timeline.chains(&query)?.iter().count(), 3);
    /// assert_eq!(timeline.chains(&query.min_len(3))?.iter().count(), 1);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn min_len(mut self, events: usize) -> Self {
        self.min_len = events;
        self
    }

    /// The greatest number of events in a chain, without bound unless said.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Query, read::Options}};
    /// let rows = "2006-07-01\tLBN\tISR\t138\n2006-07-02\tISR\tLBN\t150\n2006-07-03\tLBN\tISR\t190\n";
    /// # let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
    /// let query = Query::escalation().max_gap(TimeDelta::days(7)).max_len(2);
    /// assert_eq!(timeline.chains(&query)?.iter().count(), 2, "all but the chain of three");
    /// # Ok::<(), escalade::Error>(())
    /// ```
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
    /// ```
    /// let error = escalade::Query::escalation().min_len(1).check().unwrap_err();
    /// let places: Vec<_> = error.issues().iter().map(|issue| issue.place().to_string()).collect();
    /// assert_eq!(places, ["query/max_gap", "query/min_len"]);
    /// ```
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
