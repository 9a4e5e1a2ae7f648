//! [`Query`]: the definition of a chain, as data.

use std::sync::Arc;

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use crate::{
    chain::query::{
        rule::{Pairing, Precedence, Rule, Trend},
        step::QueryStep,
    },
    model::{ActorId, Confidence, Level, Relation},
    scale,
    scale::{Goldstein, Scale},
    sorting::{SmallSet, lesser},
    timeline::{EventRef, Granularity, Predicate, evidence, evidence::EvidenceRule},
};

/// The definition of a chain, and a selection among chains.
///
/// An *escalation chain* is a series of acts, each of which answers the one before with more severity: the
/// metaphor of the ladder (Kahn, *On Escalation*, 1965; Smoke, *War: Controlling Escalation*, 1977). A
/// query makes this precise by terms that can be varied one at a time, so that a result can be tested
/// against other definitions.
///
/// A query is data: it can be serialized, and used with any number of timelines and views. The methods that
/// set terms accept every value. Problems are reported when the query is [checked](Self::check),
/// deserialized or used.
///
/// ```
/// use chrono::TimeDelta;
/// use escalade::{Query, Rule, Trend, chain::{Floor, Pairing}, scale::Kahn};
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
///     "relay or declared hops, rising by 2 or more on kahn, levels of 4 or above, gap up to 30 days, actors as \
///      states, the nearest antecedent, 3 events or more"
/// );
/// let json = serde_json::to_string(&query).unwrap();
/// let read: Query = serde_json::from_str(&json).unwrap();
/// assert_eq!(serde_json::to_string(&read).unwrap(), json);
/// ```
///
/// # Terms that define hops
///
/// These terms decide which event follows which.
///
/// | term | question | default |
/// | --- | --- | --- |
/// | [`rules`](Self::rules), [`relations`](Self::relations) | Which actors, or which declared links, join two events? | retaliation and declared responses |
/// | [`on`](Self::on), [`trend`](Self::trend) | How is severity measured, and how must it change? | Goldstein's scale (1992), rising |
/// | [`floor`](Self::floor) | Which events are too mild to take part? | those below the conflict floor of the scale |
/// | [`max_gap`](Self::max_gap), [`min_gap`](Self::min_gap) | How much time may pass between the two events? | no default; zero |
/// | [`precedence`](Self::precedence) | When does one event precede another if dates are vague? | if that is certain |
/// | [`unless`](Self::unless) | Which events in between remove the hop? | none |
/// | [`pairing`](Self::pairing) | Does an event follow every possible antecedent, or the nearest? | every one |
/// | [`granularity`](Self::granularity), [`with_patrons`](Self::with_patrons) | Which actors count as the same actor? | actors of one state |
/// | [`min_attribution`](Self::min_attribution) | How sure must the author of an event be? | no minimum |
///
/// # Terms that select chains
///
/// These terms select among the chains that the hops make. They do not change the hops:
/// [`within`](Self::within), [`min_len`](Self::min_len), [`max_len`](Self::max_len),
/// [`first`](Self::first), [`last`](Self::last), [`every`](Self::every), [`crosses`](Self::crosses),
/// [`steps`](Self::steps) and [`min_confidence`](Self::min_confidence). A step may also have hops of its own. [`deriving`](Self::deriving) sets an evidence rule for
/// confidence that the coder does not state.
///
/// # Terms for threats
///
/// [`threats_open_for`](Self::threats_open_for) sets how long a threat stays open. It does not change any chain.
///
/// The [guide](crate::guide) explains each term with drawings of about five events.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(remote = "Self", default, deny_unknown_fields)]
#[must_use]
pub struct Query {
    #[serde(with = "scale::by_spec")]
    pub(crate) scale: Arc<dyn Scale>,
    pub(crate) rules: SmallSet<Rule>,
    pub(crate) relations: SmallSet<Relation>,
    pub(crate) trend: Trend,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) unless: Option<Predicate>,
    pub(crate) pairing: Pairing,
    pub(crate) precedence: Precedence,
    pub(crate) granularity: Granularity,
    pub(crate) patrons: bool,
    pub(crate) floor: Floor,
    /// In percent. Out of range until checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) min_attribution: Option<i64>,
    #[serde(with = "super::serialized::in_seconds", skip_serializing_if = "Option::is_none")]
    pub(crate) min_gap: Option<TimeDelta>,
    #[serde(with = "super::serialized::in_seconds", skip_serializing_if = "Option::is_none")]
    pub(crate) max_gap: Option<TimeDelta>,
    #[serde(with = "super::serialized::in_seconds", skip_serializing_if = "Option::is_none")]
    pub(crate) within: Option<TimeDelta>,
    #[serde(with = "super::serialized::in_seconds", skip_serializing_if = "Option::is_none")]
    pub(crate) threats_open_for: Option<TimeDelta>,
    pub(crate) min_len: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) max_len: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) first: Option<Predicate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last: Option<Predicate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) every: Option<Predicate>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) steps: Vec<QueryStep>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) crosses: Option<Crossing>,
    /// In percent. Out of range until checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) min_confidence: Option<i64>,
    #[serde(with = "evidence::rule", skip_serializing_if = "Option::is_none")]
    pub(crate) deriving: Option<Arc<dyn EvidenceRule>>,
}

/// The lowest level at which an event takes part in a query: see [`Query::floor`].
///
/// ```
/// use escalade::chain::Floor;
///
/// assert_eq!(Floor::default(), Floor::Conflict);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Floor {
    /// Events below the conflict floor of the scale do not take part, so that aid answered by more aid is
    /// not an escalation. If the scale has no conflict floor, every event that it scores takes part.
    #[default]
    Conflict,
    /// Every event that the scale scores takes part.
    None,
    /// Events below this level, in the published units of the scale, do not take part.
    At(f64),
}

/// A line between two levels that a chain must cross: see [`Query::crosses`].
///
/// ```
/// use escalade::chain::Crossing;
///
/// assert_eq!(Crossing::from(4.0), Crossing::At(4.0));
/// assert_eq!(Crossing::from("use of force"), Crossing::Named("use of force".into()));
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Crossing {
    /// A level, in the published units of the scale. A chain crosses from below it to that level or above.
    At(f64),
    /// The name of a threshold of the scale.
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
    /// Returns the usual query for escalation between states: retaliation and declared responses, rising on
    /// Goldstein's scale (Goldstein, 1992), above its conflict floor.
    ///
    /// The caller must add the longest gap with [`max_gap`](Self::max_gap), which has no default.
    ///
    /// ```
    /// let query = escalade::Query::escalation().max_gap(chrono::TimeDelta::days(7));
    /// assert_eq!(
    ///     query.to_string(),
    ///     "retaliation or declared hops, rising on goldstein, levels of 0.1 or above, gap up to 7 days, actors as \
    ///      states, any antecedent, 2 events or more"
    /// );
    /// ```
    pub fn escalation() -> Self {
        Self {
            scale: Arc::new(Goldstein::default()),
            rules: [Rule::Retaliation, Rule::Declared].into_iter().collect(),
            relations: [Relation::RespondsTo, Relation::RetaliatesFor].into_iter().collect(),
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
            threats_open_for: None,
            min_len: 2,
            max_len: None,
            first: None,
            last: None,
            every: None,
            steps: Vec::new(),
            crosses: None,
            min_confidence: None,
            deriving: None,
        }
    }

    /// Returns the query for de-escalation: [`escalation`](Self::escalation) with [`Trend::Falling`], so
    /// that each event is milder than the event it follows.
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

    /// Sets the scale that measures severity. The default is Goldstein's scale.
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

    /// Returns the scale that measures severity.
    pub fn scale(&self) -> &dyn Scale {
        &*self.scale
    }

    /// Returns the least and the greatest gap in seconds, both inclusive.
    pub(crate) fn gap_seconds(&self) -> (i64, i64) {
        let seconds = |gap: TimeDelta| gap.num_seconds();
        (self.min_gap.map_or(0, seconds), self.max_gap.map_or(i64::MAX, seconds))
    }

    /// Returns the authors of an event; none if their attribution is below the minimum.
    pub(crate) fn authors<'t>(&self, event: EventRef<'t>) -> &'t [ActorId] {
        let is_doubtful = self.min_attribution.is_some_and(|least| {
            event.attribution().is_some_and(|attribution| i64::from(attribution.percent()) < least)
        });
        if is_doubtful { &[] } else { event.sources() }
    }

    /// Returns the rule that derives confidence where the coder states none.
    pub(crate) fn evidence_rule(&self) -> Option<&dyn EvidenceRule> {
        self.deriving.as_deref()
    }

    /// Returns the least confidence that may be stated along a chain, if the query sets one.
    pub(crate) fn least_confidence(&self) -> Option<Confidence> {
        self.min_confidence.and_then(|percent| Confidence::new(percent.try_into().ok()?).ok())
    }

    /// Returns an upper bound of the span of a chain in seconds, from the greatest gap and length.
    pub(crate) fn most_span(&self) -> i64 {
        let gap = |query: &Self| query.gap_seconds().1;
        let max_gap = match self.steps.is_empty() {
            true => gap(self),
            false => self.hop_queries().1.iter().map(gap).max().unwrap_or(0),
        };
        let most = lesser(self.max_len, self.most_of_steps());
        let hops = most.map_or(usize::MAX, |most| most.saturating_sub(1));
        max_gap.saturating_mul(i64::try_from(hops).unwrap_or(i64::MAX))
    }

    /// Returns the level of the line that a chain must cross; `None` if there is no line, or none of its
    /// name.
    pub(crate) fn crossing_level(&self) -> Option<Level> {
        match self.crosses.as_ref()? {
            Crossing::At(units) => Some(Level::at_or_above(*units)),
            Crossing::Named(name) => {
                let mut thresholds = self.scale.thresholds().iter();
                let threshold =
                    thresholds.find(|threshold| threshold.name().eq_ignore_ascii_case(name))?;
                Some(threshold.level())
            }
        }
    }

    /// Returns the lowest level at which an event takes part, if there is a floor.
    pub(crate) fn floor_level(&self) -> Option<Level> {
        match self.floor {
            Floor::Conflict => self.scale.conflict_floor(),
            Floor::None => None,
            Floor::At(units) => Some(Level::at_or_above(units)),
        }
    }
}
