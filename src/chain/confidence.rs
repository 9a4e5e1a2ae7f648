//! The confidence in a chain.

use serde::{Deserialize, Serialize};

use crate::{
    chain::{chain::Chain, hop::Hop, prepared::Prepared, query::rule::highest_stated},
    error::{Error, Issue},
    model::Confidence,
    sorting::lesser,
    timeline::EventRef,
};

impl<'t> Chain<'t> {
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
        let Prepared { view, query, .. } = &*self.prepared;
        let rule = query.evidence_rule();
        let (mut occurred, mut authors) = (Vec::new(), Vec::new());
        for event in self.events() {
            occurred.push(view.occurred(event, rule));
            authors.push(view.attributed(event, rule));
        }
        let mut weakest = occurred.iter().flatten().min().copied();
        // The confidences of the ways taken so far, by whether the last author is among them: the author of
        // an event counts once, although both its hops may need it.
        let mut taken = [Some(ChainConfidence::default()), None];
        for (nth, hop) in self.hops().iter().enumerate() {
            let of_hop = [authors[nth], authors[nth + 1]];
            let links = self.link_confidences(hop);
            let highest = highest_stated(&hop.rules, of_hop, &mut links.iter().copied());
            weakest = lesser(weakest, highest);
            taken = after_hop(taken, hop, of_hop, &links);
        }
        let mut confidence = match taken {
            [Some(without), Some(with)] => without.higher(with),
            [without, with] => without.or(with).unwrap_or_default(),
        };
        for stated in occurred {
            confidence.add(stated);
        }
        ChainConfidence { weakest, ..confidence }
    }

    fn link_confidences(&self, hop: &Hop) -> Vec<Option<Confidence>> {
        let Prepared { view, query, .. } = &*self.prepared;
        let mut confidences = Vec::with_capacity(hop.links.len());
        for link in &hop.links {
            confidences.push(view.holds(view.timeline().link(*link), query.evidence_rule()));
        }
        confidences
    }

    /// Returns the events whose author counts as unknown because its attribution is below the
    /// [minimum](crate::Query::min_attribution) of the query.
    ///
    /// Rules do not join such an event, so that a hop by rule is lost. If a link still joins it, the
    /// attribution no longer counts in the [confidence](Self::confidence) of the chain.
    ///
    /// ```
    /// # use {chrono::TimeDelta, escalade::{Actor, Event, Means, Query, Relation, Timeline, scale::Kahn}};
    /// # let mut builder = Timeline::builder();
    /// # let [a, b] = ["A", "B"].map(|key| builder.add_actor(Actor::new(key)));
    /// let strike = |by, on, day: &str, rung: i32| Event::attack(by, day, Means::Drone).against(on).with_level(Kahn, rung);
    /// let killing = builder.add_event(strike(a, b, "2024-04-01", 8).with_attribution(70));
    /// let barrage = builder.add_event(strike(b, a, "2024-04-13", 12));
    /// builder.add_link(barrage, Relation::RetaliatesFor, killing);
    /// let timeline = builder.build()?;
    /// let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(30)).min_attribution(85);
    /// let chain = timeline.chains(&query)?.longest().unwrap();
    /// assert_eq!(chain.confidence().weakest(), None, "nothing is stated of the link");
    /// assert!(chain.authors_below_minimum().iter().map(|event| event.id()).eq([killing]));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn authors_below_minimum(&self) -> Vec<EventRef<'t>> {
        let query = &self.prepared.query;
        let mut found = Vec::new();
        for event in self.events() {
            if !event.sources().is_empty() && query.authors(event).is_empty() {
                found.push(event);
            }
        }
        found
    }
}

/// Returns the greatest products after one more hop, by whether the author of its later event is among the
/// confidences. `taken` are those before it.
fn after_hop(
    taken: [Option<ChainConfidence>; 2],
    hop: &Hop,
    authors: [Option<Confidence>; 2],
    links: &[Option<Confidence>],
) -> [Option<ChainConfidence>; 2] {
    let is_stated = highest_stated(&hop.rules, authors, &mut links.iter().copied()).is_some();
    let mut after: [Option<ChainConfidence>; 2] = [None, None];
    let mut take = |way: ChainConfidence, counts_later: bool| {
        let best = &mut after[usize::from(counts_later)];
        *best = Some(match best.take() {
            Some(best) => best.higher(way),
            None => way,
        });
    };
    for (counts_earlier, before) in [false, true].into_iter().zip(taken) {
        let Some(before) = before else { continue };
        for rule in &hop.rules {
            if is_stated && rule.stated_confidence(authors).is_none() {
                continue;
            }
            let [needs_earlier, needs_later] = rule.needs_authors();
            let mut way = before;
            if needs_earlier && !counts_earlier {
                way.add(authors[0]);
            }
            if needs_later {
                way.add(authors[1]);
            }
            take(way, needs_later);
        }
        for stated in links {
            // Of ways of which nothing is stated, a rule comes first.
            let counts = if is_stated { stated.is_some() } else { hop.rules.is_empty() };
            if counts {
                let mut way = before;
                way.add(*stated);
                take(way, false);
            }
        }
    }
    after
}

/// The confidence in a chain, from what is stated along it:
///
/// - that each event occurred;
/// - for each hop, its most confident *way*. A link is a way: its confidence is that it holds. A rule is a way:
///   its confidence is that the actors that the rule compares did the two events. A way of which nothing is
///   stated counts only if nothing is stated of any other.
///
/// All of these must be true for the chain to be real. The weakest of them is an upper bound of the
/// confidence in all (Fréchet, 1935); their product is its value if they are independent. If a hop has
/// several ways, the product is that of the ways for which it is greatest. What is not stated is counted, and
/// changes neither. Adding a way to a hop of which something is stated lowers neither.
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

    /// Returns the one with the greater product, of equals the one of which less is not stated, of equals
    /// the first.
    fn higher(self, other: Self) -> Self {
        let product = |one: &Self| one.product.unwrap_or(1.0);
        let (mine, others) = (product(&self), product(&other));
        if others > mine || (others == mine && other.not_stated < self.not_stated) {
            other
        } else {
            self
        }
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
