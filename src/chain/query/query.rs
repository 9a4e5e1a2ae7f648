//! A query: the meaning of a chain, as data.

use std::{collections::BTreeSet, sync::Arc};

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use crate::{
    chain::query::rule::{Pairing, Precedence, Rule, Trend},
    model::{ActorId, Confidence, Level, Relation},
    scale,
    scale::{Goldstein, Scale},
    timeline::{EventRef, EvidenceRule, Granularity, Predicate, evidence},
};

/// What counts as a chain, and which chains are asked for.
///
/// A query is data: it can be compared by its parts, written to a file and read back, and asked of
/// any number of timelines and views. Nothing is checked before it is asked, or read.
///
/// Its terms are of two sorts. Some say which event follows which: [`rules`](Self::rules),
/// [`trend`](Self::trend), [`unless`](Self::unless), [`pairing`](Self::pairing), gaps, precedence,
/// granularity and floor. The others bound whole chains and never change which hops exist:
/// [`within`](Self::within), [`min_len`](Self::min_len), [`max_len`](Self::max_len),
/// [`first`](Self::first), [`last`](Self::last), [`every`](Self::every),
/// [`crosses`](Self::crosses), [`min_confidence`](Self::min_confidence).
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
#[serde(remote = "Self", default, deny_unknown_fields)]
#[must_use]
pub struct Query {
    #[serde(with = "scale::by_spec")]
    pub(crate) scale: Arc<dyn Scale>,
    pub(crate) rules: BTreeSet<Rule>,
    pub(crate) relations: BTreeSet<Relation>,
    pub(crate) trend: Trend,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) unless: Option<Predicate>,
    pub(crate) pairing: Pairing,
    pub(crate) precedence: Precedence,
    pub(crate) granularity: Granularity,
    pub(crate) patrons: bool,
    pub(crate) floor: Floor,
    /// In percent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) min_attribution: Option<i64>,
    #[serde(with = "super::serialized::in_seconds", skip_serializing_if = "Option::is_none")]
    pub(crate) min_gap: Option<TimeDelta>,
    #[serde(with = "super::serialized::in_seconds", skip_serializing_if = "Option::is_none")]
    pub(crate) max_gap: Option<TimeDelta>,
    #[serde(with = "super::serialized::in_seconds", skip_serializing_if = "Option::is_none")]
    pub(crate) within: Option<TimeDelta>,
    pub(crate) min_len: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) max_len: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) first: Option<Predicate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last: Option<Predicate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) every: Option<Predicate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) crosses: Option<Crossing>,
    /// In percent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) min_confidence: Option<i64>,
    #[serde(with = "evidence::rule", skip_serializing_if = "Option::is_none")]
    pub(crate) deriving: Option<Arc<dyn EvidenceRule>>,
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

/// A line between two levels that a chain must cross: see [`Query::crosses`].
///
/// ```
/// use escalade::Crossing;
///
/// assert_eq!(Crossing::from(4.0), Crossing::At(4.0));
/// assert_eq!(Crossing::from("use of force"), Crossing::Named("use of force".into()));
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Crossing {
    /// From below a level to that level or above, in the published units of the scale.
    At(f64),
    /// A threshold that the scale knows by name.
    Named(String),
}

impl From<f64> for Crossing {
    fn from(units: f64) -> Self {
        Self::At(units)
    }
}

impl From<&str> for Crossing {
    fn from(name: &str) -> Self {
        Self::Named(name.to_owned())
    }
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
            unless: None,
            pairing: Pairing::Any,
            precedence: Precedence::Certain,
            granularity: Granularity::State,
            patrons: false,
            floor: Floor::Conflict,
            min_attribution: None,
            min_gap: None,
            max_gap: None,
            within: None,
            min_len: 2,
            max_len: None,
            first: None,
            last: None,
            every: None,
            crosses: None,
            min_confidence: None,
            deriving: None,
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
    /// use escalade::{Query, scale::{self, Kahn}};
    ///
    /// assert_eq!(Query::escalation().scale().name(), "goldstein");
    /// assert_eq!(Query::escalation().on(Kahn).scale().name(), "kahn");
    /// let icews = scale::by_name("goldstein-icews").unwrap();
    /// assert_eq!(Query::escalation().on(icews).scale().name(), "goldstein-icews");
    /// ```
    pub fn on(mut self, scale: impl Scale + 'static) -> Self {
        self.scale = Arc::new(scale);
        self
    }

    /// The scale severity is measured on.
    pub fn scale(&self) -> &dyn Scale {
        &*self.scale
    }

    /// The least and the most gap in seconds, both included.
    pub(crate) fn gap_seconds(&self) -> (i64, i64) {
        let seconds = |gap: TimeDelta| gap.num_seconds();
        (self.min_gap.map_or(0, seconds), self.max_gap.map_or(i64::MAX, seconds))
    }

    /// Who did an event, as far as that is sure enough.
    pub(crate) fn authors<'t>(&self, event: EventRef<'t>) -> &'t [ActorId] {
        let doubted = self.min_attribution.is_some_and(|least| {
            event.attribution().is_some_and(|sure| i64::from(sure.percent()) < least)
        });
        if doubted { &[] } else { event.sources() }
    }

    /// The rule by which confidence is derived where the coder states none.
    pub(crate) fn rule(&self) -> Option<&dyn EvidenceRule> {
        self.deriving.as_deref()
    }

    /// The least of all that is stated along a chain.
    pub(crate) fn least_confidence(&self) -> Option<Confidence> {
        self.min_confidence.and_then(|percent| Confidence::new(percent.try_into().ok()?).ok())
    }

    /// The most seconds that a chain can take, as far as gaps and length tell.
    pub(crate) fn most_span(&self) -> i64 {
        let (_, max_gap) = self.gap_seconds();
        let hops = self.max_len.map_or(i64::MAX, |most| most as i64 - 1);
        max_gap.saturating_mul(hops)
    }

    /// The level that a chain must come from below to, if it must cross one that there is.
    pub(crate) fn crossing_level(&self) -> Option<Level> {
        match self.crosses.as_ref()? {
            Crossing::At(units) => Some(tenths_up(*units)),
            Crossing::Named(name) => {
                let mut thresholds = self.scale.thresholds().iter();
                let known = thresholds.find(|known| known.name().eq_ignore_ascii_case(name))?;
                Some(known.level())
            }
        }
    }

    /// The least level that takes part.
    pub(crate) fn floor_level(&self) -> Level {
        match self.floor {
            Floor::Conflict => self.scale.conflict_floor().unwrap_or(Level::MIN),
            Floor::None => Level::MIN,
            Floor::At(units) => tenths_up(units),
        }
    }
}

/// The least level not below a number of units. What is printed as a whole number of tenths counts
/// as one, though binary fractions miss it by a hair.
pub(crate) fn tenths_up(units: f64) -> Level {
    Level::from_tenths((units * 10.0 - 1e-6).ceil() as i32)
}
