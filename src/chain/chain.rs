//! [`Chain`]: events that follow one another.

use std::{fmt, sync::Arc};

use crate::{
    chain::{hop::Hop, prepared::Prepared},
    model::Level,
    timeline::EventRef,
};
use chrono::TimeDelta;

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
/// - [`author_dependent_events`](Self::author_dependent_events), [`without`](Self::without),
///   [`accusers`](Self::accusers) and [`authors_below_minimum`](Self::authors_below_minimum) examine how it
///   depends on attribution.
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

    /// Returns the events as a list.
    pub(crate) fn event_list(&self) -> Vec<EventRef<'t>> {
        let mut events = Vec::with_capacity(self.nodes.len());
        for event in self.events() {
            events.push(event);
        }
        events
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
    ///
    /// A hop has the rules and links of all terms of the query that make it, those of its
    /// [steps](crate::Query::steps) included.
    pub fn hops(&self) -> Vec<Hop> {
        let mut hops = Vec::with_capacity(self.len().saturating_sub(1));
        for pair in self.nodes.windows(2) {
            hops.push(self.prepared.hop(pair[0], pair[1]));
        }
        hops
    }

    /// Returns for each event the [step](crate::Query::steps) of the query that it fills, counted from 0, or `None`
    /// if it fills none.
    ///
    /// Where there are several ways to fill the steps, each event, from the first on, fills the earliest step that
    /// it can, so that those after it can fill the rest. An event comes between steps only if it can fill none.
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{Actor, Event, EventKind, Means, Predicate, Query, Timeline, chain::QueryStep, scale::Kahn};
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
    /// let attacks = QueryStep::new(Predicate::kinds([EventKind::Attack])).repeated();
    /// let query = query.min_len(3).steps([attacks.clone(), attacks]);
    /// let chain = timeline.chains(&query)?.longest().unwrap();
    /// assert_eq!(chain.filled_steps(), [Some(0), Some(0), Some(1)]);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn filled_steps(&self) -> Vec<Option<usize>> {
        let matching = self.prepared.matching.as_ref();
        let filled = matching.and_then(|matching| matching.filled_steps(&self.nodes));
        filled.unwrap_or_else(|| vec![None; self.nodes.len()])
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
