//! The edges of the hop graph and their weights.

use std::fmt;

use chrono::TimeDelta;
use petgraph::visit::EdgeRef;

use crate::{
    chain::{graph::hop_graph::HopGraph, hop::Hop},
    model::{EventId, Level},
    wording::{rising, span},
};

/// An edge of a [`HopGraph`], with its weight. petgraph's [`EdgeRef`] returns its ends and its weight.
///
/// ```
/// use chrono::TimeDelta;
/// use escalade::{Actor, Event, Means, Query, Rule, Timeline, scale::Kahn};
/// use petgraph::visit::{EdgeRef, IntoEdgeReferences};
///
/// let mut builder = Timeline::builder();
/// let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
/// let raid = builder.add_event(Event::attack(a, "2024-04-01", Means::Drone).against(b).with_level(Kahn, 8));
/// let reply = builder.add_event(Event::attack(b, "2024-04-02", Means::Drone).against(a).with_level(Kahn, 9));
/// let timeline = builder.build()?;
/// let chains = timeline.chains(&Query::escalation().on(Kahn).max_gap(TimeDelta::days(7)))?;
/// let edge = chains.graph().edge_references().next().unwrap();
/// assert_eq!((edge.source(), edge.target()), (raid, reply));
/// assert_eq!(edge.weight().to_string(), "after 1 day, rising 1");
/// assert_eq!(edge.hop().rules(), [Rule::Retaliation]);
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct HopRef<'a> {
    graph: HopGraph<'a>,
    from: u32,
    to: u32,
    weight: HopWeight,
}

impl<'a> HopRef<'a> {
    pub(crate) fn new(graph: HopGraph<'a>, from: u32, to: u32) -> Self {
        let (gap, rise) = (graph.prepared.gap(from, to), graph.prepared.rise(from, to));
        Self { graph, from, to, weight: HopWeight { gap, rise } }
    }

    /// Computes the whole hop, with the rules that make it and the links that declare it.
    pub fn hop(self) -> Hop {
        self.graph.prepared.hop(self.from, self.to)
    }
}

impl EdgeRef for HopRef<'_> {
    type NodeId = EventId;
    type EdgeId = (EventId, EventId);
    type Weight = HopWeight;

    fn source(&self) -> EventId {
        self.graph.id(self.from)
    }

    fn target(&self) -> EventId {
        self.graph.id(self.to)
    }

    fn weight(&self) -> &HopWeight {
        &self.weight
    }

    fn id(&self) -> (EventId, EventId) {
        (self.source(), self.target())
    }
}

impl PartialEq for HopRef<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.id() == other.id() && self.weight == other.weight
    }
}

impl Eq for HopRef<'_> {}

impl fmt::Debug for HopRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HopRef({} -> {}, {})", self.source(), self.target(), self.weight)
    }
}

/// The weight of an edge of a [`HopGraph`]: values that graph algorithms can use as costs.
///
/// ```
/// use chrono::TimeDelta;
/// use escalade::{Actor, Event, Means, Query, Timeline, scale::Kahn};
/// use petgraph::{algo::dijkstra, visit::EdgeRef};
///
/// let mut builder = Timeline::builder();
/// let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
/// let raid = builder.add_event(Event::attack(a, "2024-04-01", Means::Drone).against(b).with_level(Kahn, 8));
/// let reply = builder.add_event(Event::attack(b, "2024-04-03", Means::Drone).against(a).with_level(Kahn, 9));
/// let timeline = builder.build()?;
/// let chains = timeline.chains(&Query::escalation().on(Kahn).max_gap(TimeDelta::days(7)))?;
/// let after = dijkstra(chains.graph(), raid, Some(reply), |hop| hop.weight().gap());
/// assert_eq!(after[&reply], TimeDelta::days(2));
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct HopWeight {
    gap: TimeDelta,
    rise: Level,
}

impl HopWeight {
    /// Returns the time between the earliest onsets of the two events.
    pub fn gap(&self) -> TimeDelta {
        self.gap
    }

    /// Returns the level of the later event less the level of the earlier, in the units of the scale. It is
    /// negative if the later event is milder.
    pub fn rise(&self) -> Level {
        self.rise
    }
}

/// Writes the weight, for example `after 12 days, rising 4`.
impl fmt::Display for HopWeight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "after {}, {}", span(self.gap.num_seconds()), rising(self.rise))
    }
}
