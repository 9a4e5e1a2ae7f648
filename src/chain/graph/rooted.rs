//! The hop graph with a root.

use std::{fmt, iter, vec};

use petgraph::{
    Directed, Direction,
    visit::{
        GraphBase, GraphProp, GraphRef, IntoNeighbors, IntoNeighborsDirected, IntoNodeIdentifiers,
        NodeCompactIndexable, NodeCount, NodeIndexable, Visitable,
    },
};

use crate::{
    chain::graph::{hop_graph::HopGraph, visit::EachNode, visited::Visited},
    model::EventId,
};

/// A [`HopGraph`] with one additional node, the root `None`. An edge leads from the root to every event
/// without an antecedent.
///
/// With a root, petgraph's `dominators::simple_fast` finds the events that all chains to an event pass,
/// wherever these chains begin. The edges of the root are not hops and have no weight, so this graph has
/// neighbours but no edge references.
///
/// ```
/// use chrono::TimeDelta;
/// use escalade::{Actor, Event, Means, Query, Timeline, scale::Kahn};
/// use petgraph::algo::dominators::simple_fast;
///
/// let mut builder = Timeline::builder();
/// let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
/// let mut strike = |by, on, when: &str, rung: i32| {
///     builder.add_event(Event::attack(by, when, Means::Drone).against(on).with_level(Kahn, rung))
/// };
/// let [raid, sally] = [strike(a, b, "2024-04-01", 3), strike(a, b, "2024-04-02", 4)];
/// let reply = strike(b, a, "2024-04-03", 5);
/// let siege = strike(a, b, "2024-04-08", 7);
/// let timeline = builder.build()?;
/// let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(5));
/// let chains = timeline.chains(&query)?;
///
/// let passed = simple_fast(chains.graph().rooted(), None);
/// let before = |event| passed.strict_dominators(Some(event)).unwrap().flatten().collect::<Vec<_>>();
/// assert_eq!(before(siege), [reply], "every chain to the siege passes the reply");
/// assert_eq!(before(reply), [], "a chain to the reply starts with the raid or the sally");
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct RootedHopGraph<'a> {
    graph: HopGraph<'a>,
}

impl<'a> HopGraph<'a> {
    /// Returns the graph with a root, from which an edge leads to every event without an antecedent. With
    /// it, dominators can be computed over all chains to an event, wherever they begin.
    ///
    /// ```
    /// use petgraph::visit::IntoNeighbors;
    ///
    /// # use chrono::TimeDelta;
    /// # use escalade::{Actor, Event, Means, Query, Timeline, scale::Kahn};
    /// # let mut builder = Timeline::builder();
    /// # let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// # let mut strike = |by, on, when: &str, rung: i32| {
    /// #     builder.add_event(Event::attack(by, when, Means::Drone).against(on).with_level(Kahn, rung))
    /// # };
    /// let raid = strike(a, b, "2024-04-01", 3);
    /// let reply = strike(b, a, "2024-04-02", 5);
    /// let siege = strike(a, b, "2024-04-03", 7);
    /// # let timeline = builder.build()?;
    /// # let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    /// let chains = timeline.chains(&query)?;
    /// assert!(chains.graph().rooted().neighbors(None).eq([Some(raid)]));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn rooted(self) -> RootedHopGraph<'a> {
        RootedHopGraph::new(self)
    }
}

impl<'a> RootedHopGraph<'a> {
    pub(crate) fn new(graph: HopGraph<'a>) -> Self {
        Self { graph }
    }

    /// Returns the graph without the root.
    pub fn graph(self) -> HopGraph<'a> {
        self.graph
    }

    /// Returns `true` if an event has no antecedent.
    fn is_start(self, event: &EventId) -> bool {
        self.graph.neighbor_nodes(*event, Direction::Incoming).is_empty()
    }
}

impl fmt::Debug for RootedHopGraph<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RootedHopGraph").field(&self.graph).finish()
    }
}

impl GraphBase for RootedHopGraph<'_> {
    type NodeId = Option<EventId>;
    type EdgeId = (Option<EventId>, Option<EventId>);
}

impl GraphRef for RootedHopGraph<'_> {}

impl GraphProp for RootedHopGraph<'_> {
    type EdgeType = Directed;
}

impl NodeCount for RootedHopGraph<'_> {
    fn node_count(&self) -> usize {
        self.graph.node_count() + 1
    }
}

/// The root has index 0.
impl NodeIndexable for RootedHopGraph<'_> {
    fn node_bound(&self) -> usize {
        self.node_count()
    }

    fn to_index(&self, node: Option<EventId>) -> usize {
        node.map_or(0, |event| self.graph.to_index(event) + 1)
    }

    fn from_index(&self, index: usize) -> Option<EventId> {
        index.checked_sub(1).map(|index| self.graph.from_index(index))
    }
}

impl NodeCompactIndexable for RootedHopGraph<'_> {}

impl Visitable for RootedHopGraph<'_> {
    type Map = Visited;

    fn visit_map(&self) -> Visited {
        self.graph.visit_map()
    }

    fn reset_map(&self, map: &mut Visited) {
        self.graph.reset_map(map);
    }
}

impl IntoNeighbors for RootedHopGraph<'_> {
    type Neighbors = vec::IntoIter<Option<EventId>>;

    fn neighbors(self, node: Option<EventId>) -> Self::Neighbors {
        self.neighbors_directed(node, Direction::Outgoing)
    }
}

impl IntoNeighborsDirected for RootedHopGraph<'_> {
    type NeighborsDirected = vec::IntoIter<Option<EventId>>;

    /// For the root, takes O(n + hops) time.
    fn neighbors_directed(self, node: Option<EventId>, direction: Direction) -> Self::Neighbors {
        let mut neighbors: Vec<_> = match (node, direction) {
            (Some(event), _) => self.graph.neighbors_directed(event, direction).map(Some).collect(),
            (None, Direction::Outgoing) => self
                .graph
                .node_identifiers()
                .filter(|event| self.is_start(event))
                .map(Some)
                .collect(),
            (None, Direction::Incoming) => Vec::new(),
        };
        let follows_none = direction == Direction::Incoming && neighbors.is_empty();
        if follows_none && node.is_some_and(|event| self.graph.contains(event)) {
            neighbors.push(None);
        }
        neighbors.into_iter()
    }
}

impl<'a> IntoNodeIdentifiers for RootedHopGraph<'a> {
    type NodeIdentifiers = iter::Chain<
        iter::Once<Option<EventId>>,
        iter::Map<EachNode<'a, EventId>, fn(EventId) -> Option<EventId>>,
    >;

    fn node_identifiers(self) -> Self::NodeIdentifiers {
        let events = self.graph.node_identifiers().map(Some as fn(EventId) -> Option<EventId>);
        iter::once(None).chain(events)
    }
}
