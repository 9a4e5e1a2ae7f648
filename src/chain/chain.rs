//! [`Chain`] and the confidence in it.

use std::{fmt, sync::Arc};

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use crate::{
    chain::{hop::Hop, prepared::Prepared, query::rule::compares_authors},
    error::{Error, Issue},
    model::{Confidence, Level},
    timeline::EventRef,
};

/// Two or more events, each of which follows the one before by a hop.
///
/// A chain is a path in the hop graph. Under [`Query::escalation`](crate::Query::escalation) it is a series
/// of acts and reactions that rises with each step: the *escalation spiral* of conflict research (Jervis,
/// *Perception and Misperception in International Politics*, 1976; Pruitt and Rubin, *Social Conflict*,
/// 1986).
///
/// - [`events`](Self::events), [`levels`](Self::levels) and [`hops`](Self::hops) return its parts.
/// - [`span`](Self::span), [`rise`](Self::rise) and [`confidence`](Self::confidence) measure it.
/// - [`explain`](Self::explain) gives the reasons for each step.
/// - [`reactions`](Self::reactions) and [`off_ramps`](Self::off_ramps) list what happened beside it.
/// - [`author_dependent_events`](Self::author_dependent_events) and [`without`](Self::without) examine how
///   it depends on attribution.
///
/// Two chains are equal if they have the same events with the same authors.
///
/// ```
/// use chrono::TimeDelta;
/// use escalade::{Actor, Event, Means, Query, Rule, Timeline, scale::Kahn};
///
/// let mut builder = Timeline::builder();
/// let (iran, israel) = (builder.add_actor(Actor::new("IRN")), builder.add_actor(Actor::new("ISR")));
/// let killing = builder.add_event(
///     Event::attack(israel, "2024-04-01", Means::AirStrike).against(iran).with_level(Kahn, 8),
/// );
/// let barrage = builder.add_event(
///     Event::attack(iran, "2024-04-13", Means::Drone).against(israel).with_level(Kahn, 12),
/// );
/// let timeline = builder.build()?;
/// let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(30));
/// let chains = timeline.chains(&query)?;
/// let chain = chains.longest().unwrap();
/// assert_eq!(chain.events().map(|event| event.id()).collect::<Vec<_>>(), [killing, barrage]);
/// assert_eq!((chain.span().num_days(), chain.rise().units()), (12, 4.0));
/// assert_eq!(chain.hops()[0].rules(), [Rule::Retaliation]);
/// assert!(chain.levels().map(|level| level.units()).eq([8.0, 12.0]));
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone)]
pub struct Chain<'t> {
    pub(crate) prepared: Arc<Prepared<'t>>,
    pub(crate) nodes: Vec<u32>,
}

impl<'t> Chain<'t> {
    /// Returns the events, from the first to the last.
    pub fn events(&self) -> impl DoubleEndedIterator<Item = EventRef<'t>> + ExactSizeIterator {
        self.nodes.iter().map(|node| self.prepared.event(*node as usize))
    }

    /// Returns the number of events, 2 or more.
    #[expect(clippy::len_without_is_empty, reason = "a chain is never empty")]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Returns the level of each event, on the scale of the query.
    pub fn levels(&self) -> impl DoubleEndedIterator<Item = Level> + ExactSizeIterator {
        let nodes = &self.prepared.engine.nodes;
        self.nodes.iter().map(|node| Level::from_tenths(nodes.level(*node as usize)))
    }

    /// Returns the level of the last event less the level of the first, in the units of the scale.
    pub fn rise(&self) -> Level {
        self.prepared.rise(self.nodes[0], self.nodes[self.nodes.len() - 1])
    }

    /// Returns the time from the earliest onset of the first event to the earliest onset of the last.
    pub fn span(&self) -> TimeDelta {
        self.prepared.gap(self.nodes[0], self.nodes[self.nodes.len() - 1])
    }

    /// Returns the hops from each event to the next, one fewer than there are events.
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{Actor, Event, Means, Query, Timeline, scale::Kahn};
    /// # let mut builder = Timeline::builder();
    /// # let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// # let mut strike = |by, on, when: &str, rung: i32| {
    /// #     builder.add_event(Event::attack(by, when, Means::Drone).against(on).with_level(Kahn, rung))
    /// # };
    /// strike(a, b, "2024-04-01", 3);
    /// strike(b, a, "2024-04-02", 5);
    /// strike(a, b, "2024-04-03", 7);
    /// # let timeline = builder.build()?;
    /// # let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    /// let chain = timeline.chains(&query)?.longest().unwrap();
    /// let days: Vec<_> = chain.hops().iter().map(|hop| hop.gap().num_days()).collect();
    /// assert_eq!((chain.len(), days), (3, vec![1, 1]));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn hops(&self) -> Vec<Hop> {
        self.nodes.windows(2).map(|pair| self.prepared.hop(pair[0], pair[1])).collect()
    }

    /// Returns the confidence in the chain, from what is stated along it.
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{Actor, Event, Means, Query, Timeline, scale::Kahn};
    /// # let mut builder = Timeline::builder();
    /// # let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// let first = Event::attack(a, "2024-04-01", Means::Drone).against(b).with_level(Kahn, 3);
    /// let second = Event::attack(b, "2024-04-02", Means::Drone).against(a).with_level(Kahn, 5);
    /// builder.add_event(first.with_confidence(90));
    /// builder.add_event(second.with_confidence(80).with_attribution(60));
    /// # let timeline = builder.build()?;
    /// # let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    /// let sure = timeline.chains(&query)?.longest().unwrap().confidence();
    /// assert_eq!(sure.weakest().unwrap().percent(), 60);
    /// assert_eq!(sure.not_stated(), 1, "the attribution of the first event");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn confidence(&self) -> ChainConfidence {
        let mut confidence = ChainConfidence::default();
        let Prepared { view, query, .. } = &*self.prepared;
        let (hops, events) = (self.hops(), self.events().collect::<Vec<_>>());
        let attributed: Vec<_> =
            events.iter().map(|event| view.attributed(*event, query.evidence_rule())).collect();
        // A missing attribution cannot be too low, so it ranks above every stated one.
        let confidence_of = |nth: usize| (attributed[nth].is_none(), attributed[nth]);
        let mut needs_author = vec![false; events.len()];
        for (nth, hop) in hops.iter().enumerate() {
            let compared =
                compares_authors(&hop.rules, [confidence_of(nth), confidence_of(nth + 1)]);
            needs_author[nth] |= compared[0];
            needs_author[nth + 1] |= compared[1];
        }
        for (nth, event) in events.iter().enumerate() {
            confidence.add(view.occurred(*event, query.evidence_rule()));
            if needs_author[nth] {
                confidence.add(attributed[nth]);
            }
        }
        for hop in hops.iter().filter(|hop| hop.rules.is_empty()) {
            let links = hop.links.iter().map(|link| view.timeline().link(*link));
            confidence.add(links.filter_map(|link| view.holds(link, query.evidence_rule())).max());
        }
        confidence
    }
}

impl PartialEq for Chain<'_> {
    fn eq(&self, other: &Self) -> bool {
        let is_same = |(event, other): (EventRef<'_>, EventRef<'_>)| {
            event == other && event.author() == other.author()
        };
        self.len() == other.len() && self.events().zip(other.events()).all(is_same)
    }
}

impl fmt::Debug for Chain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.events().map(|event| event.label())).finish()
    }
}

/// The confidence in a chain, from what is stated along it:
///
/// - that each event occurred;
/// - where a rule makes a hop by authors, that these actors did the two events;
/// - where only links make a hop, that a link holds.
///
/// All of these must be true for the chain to be real. The weakest of them is an upper bound of the
/// confidence in all (Fréchet, 1935); their product is its value if they are independent. What is not
/// stated is counted, and changes neither.
///
/// ```
/// use chrono::TimeDelta;
/// use escalade::{Actor, Event, Means, Query, Timeline, scale::Kahn};
///
/// let mut builder = Timeline::builder();
/// let (iran, israel) = (builder.add_actor(Actor::new("IRN")), builder.add_actor(Actor::new("ISR")));
/// let strike = Event::attack(israel, "2024-04-01", Means::AirStrike).against(iran).with_level(Kahn, 8);
/// builder.add_event(strike.with_attribution(70));
/// let barrage = Event::attack(iran, "2024-04-13", Means::Drone).against(israel).with_level(Kahn, 12);
/// builder.add_event(barrage.with_confidence(95));
/// let timeline = builder.build()?;
/// let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(30));
/// let sure = timeline.chains(&query)?.longest().unwrap().confidence();
/// assert_eq!(sure.weakest().unwrap().percent(), 70);
/// assert_eq!((sure.stated(), sure.not_stated()), (2, 2));
/// assert!((sure.product().unwrap() - 0.665).abs() < 1e-9);
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "SerializedConfidence")]
pub struct ChainConfidence {
    weakest: Option<Confidence>,
    product: Option<f64>,
    stated: usize,
    not_stated: usize,
}

/// The serialized form of a confidence, not checked yet.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SerializedConfidence {
    weakest: Option<Confidence>,
    product: Option<f64>,
    stated: usize,
    not_stated: usize,
}

impl TryFrom<SerializedConfidence> for ChainConfidence {
    type Error = Error;

    fn try_from(read: SerializedConfidence) -> Result<Self, Error> {
        let SerializedConfidence { weakest, product, stated, not_stated } = read;
        let bound = weakest.map(|weakest| f64::from(weakest.percent()) / 100.0);
        // Products are rounded, so the bound has a tolerance.
        let is_consistent = match (bound, product) {
            (None, None) => stated == 0,
            (Some(bound), Some(product)) => stated > 0 && (0.0..=bound + 1e-9).contains(&product),
            _ => false,
        };
        if is_consistent {
            return Ok(Self { weakest, product, stated, not_stated });
        }
        let got = format!("{stated} stated, weakest {weakest:?}, product {product:?}");
        let allowed =
            "a weakest confidence and a product of at most that, or neither if none is stated";
        Err(Error::value(Issue::new(
            "confidence",
            got,
            allowed,
            "use the values of a chain's confidence",
        )))
    }
}

impl ChainConfidence {
    /// Returns the lowest stated confidence, an upper bound of the confidence in the chain; `None` if
    /// no confidence is stated.
    pub fn weakest(&self) -> Option<Confidence> {
        self.weakest
    }

    /// Returns the product of the stated confidences, from 0 to 1: the confidence in the chain if all of
    /// them are independent. `None` if no confidence is stated.
    pub fn product(&self) -> Option<f64> {
        self.product
    }

    /// Returns the number of confidences that are stated.
    pub fn stated(&self) -> usize {
        self.stated
    }

    /// Returns the number of confidences that are not stated.
    pub fn not_stated(&self) -> usize {
        self.not_stated
    }

    fn add(&mut self, confidence: Option<Confidence>) {
        let Some(confidence) = confidence else {
            self.not_stated += 1;
            return;
        };
        self.stated += 1;
        self.weakest = Some(self.weakest.map_or(confidence, |weakest| weakest.min(confidence)));
        let share = f64::from(confidence.percent()) / 100.0;
        self.product = Some(self.product.unwrap_or(1.0) * share);
    }
}
