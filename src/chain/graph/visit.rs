//! petgraph's traits for the hop graph.

use std::{fmt, iter::FusedIterator, ops::Range, vec};

use petgraph::{
    Directed, Direction,
    visit::{
        Data, GraphBase, GraphProp, GraphRef, IntoEdgeReferences, IntoEdges, IntoEdgesDirected,
        IntoNeighbors, IntoNeighborsDirected, IntoNodeIdentifiers, IntoNodeReferences,
        NodeCompactIndexable, NodeCount, NodeIndexable, NodeRef, Visitable,
    },
};

use crate::{
    chain::graph::{
        edge::{HopRef, HopWeight},
        hop_graph::HopGraph,
        visited::Visited,
    },
    model::EventId,
    timeline::EventRef,
};

impl GraphBase for HopGraph<'_> {
    type NodeId = EventId;
    type EdgeId = (EventId, EventId);
}

impl GraphRef for HopGraph<'_> {}

impl GraphProp for HopGraph<'_> {
    type EdgeType = Directed;
}

impl<'a> Data for HopGraph<'a> {
    type NodeWeight = EventRef<'a>;
    type EdgeWeight = HopWeight;
}

impl NodeCount for HopGraph<'_> {
    fn node_count(&self) -> usize {
        self.len()
    }
}

impl NodeIndexable for HopGraph<'_> {
    fn node_bound(&self) -> usize {
        self.len()
    }

    fn to_index(&self, event: EventId) -> usize {
        // The trait has no `Option`. petgraph calls this only with nodes that the graph returned.
        self.prepared.node(event).unwrap_or_else(|| panic!("event {event} is not in the graph"))
    }

    fn from_index(&self, index: usize) -> EventId {
        self.id(index as u32)
    }
}

impl NodeCompactIndexable for HopGraph<'_> {}

impl Visitable for HopGraph<'_> {
    type Map = Visited;

    fn visit_map(&self) -> Visited {
        Visited::with_capacity(self.prepared.view.timeline().len())
    }

    fn reset_map(&self, map: &mut Visited) {
        map.clear();
    }
}

impl IntoNeighbors for HopGraph<'_> {
    type Neighbors = vec::IntoIter<EventId>;

    fn neighbors(self, event: EventId) -> Self::Neighbors {
        self.neighbors_directed(event, Direction::Outgoing)
    }
}

impl IntoNeighborsDirected for HopGraph<'_> {
    type NeighborsDirected = vec::IntoIter<EventId>;

    fn neighbors_directed(self, event: EventId, direction: Direction) -> Self::Neighbors {
        let nodes = self.neighbor_nodes(event, direction);
        nodes.into_iter().map(|node| self.id(node)).collect::<Vec<_>>().into_iter()
    }
}

impl<'a> IntoEdges for HopGraph<'a> {
    type Edges = vec::IntoIter<HopRef<'a>>;

    fn edges(self, event: EventId) -> Self::Edges {
        self.edges_directed(event, Direction::Outgoing)
    }
}

impl<'a> IntoEdgesDirected for HopGraph<'a> {
    type EdgesDirected = vec::IntoIter<HopRef<'a>>;

    fn edges_directed(self, event: EventId, direction: Direction) -> Self::Edges {
        let Some(node) = self.prepared.node(event) else { return Vec::new().into_iter() };
        let mut edges = Vec::new();
        for other in self.neighbor_nodes(event, direction) {
            edges.push(match direction {
                Direction::Outgoing => HopRef::new(self, node as u32, other),
                Direction::Incoming => HopRef::new(self, other, node as u32),
            });
        }
        edges.into_iter()
    }
}

impl<'a> IntoEdgeReferences for HopGraph<'a> {
    type EdgeRef = HopRef<'a>;
    type EdgeReferences = EdgeReferences<'a>;

    fn edge_references(self) -> EdgeReferences<'a> {
        EdgeReferences { events: self.node_identifiers(), edges: Vec::new().into_iter() }
    }
}

impl<'a> IntoNodeIdentifiers for HopGraph<'a> {
    type NodeIdentifiers = EachNode<'a, EventId>;

    fn node_identifiers(self) -> EachNode<'a, EventId> {
        EachNode { graph: self, nodes: 0..self.len(), read: |event| event.id() }
    }
}

impl<'a> IntoNodeReferences for HopGraph<'a> {
    type NodeRef = EventRef<'a>;
    type NodeReferences = EachNode<'a, EventRef<'a>>;

    fn node_references(self) -> EachNode<'a, EventRef<'a>> {
        EachNode { graph: self, nodes: 0..self.len(), read: |event| event }
    }
}

/// A node of a [`HopGraph`]. The event is also its weight.
impl NodeRef for EventRef<'_> {
    type NodeId = EventId;
    type Weight = Self;

    fn id(&self) -> EventId {
        EventRef::id(self)
    }

    fn weight(&self) -> &Self {
        self
    }
}

/// An iterator over the nodes of a [`HopGraph`], in total order. It is returned by petgraph's
/// [`IntoNodeIdentifiers`] and [`IntoNodeReferences`].
///
/// ```
/// use petgraph::visit::IntoNodeIdentifiers;
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
/// assert!(chains.graph().node_identifiers().eq([raid, reply, siege]));
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone)]
pub struct EachNode<'a, T> {
    graph: HopGraph<'a>,
    nodes: Range<usize>,
    read: fn(EventRef<'a>) -> T,
}

impl<T> Iterator for EachNode<'_, T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.nodes.next().map(|node| (self.read)(self.graph.prepared.event(node)))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.nodes.size_hint()
    }
}

impl<T> DoubleEndedIterator for EachNode<'_, T> {
    fn next_back(&mut self) -> Option<T> {
        self.nodes.next_back().map(|node| (self.read)(self.graph.prepared.event(node)))
    }
}

impl<T> ExactSizeIterator for EachNode<'_, T> {}

impl<T> FusedIterator for EachNode<'_, T> {}

impl<T> fmt::Debug for EachNode<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EachNode").field("nodes", &self.nodes).finish_non_exhaustive()
    }
}

/// An iterator over the edges of a [`HopGraph`], ordered by the later event and then by the earlier. It is
/// returned by petgraph's [`IntoEdgeReferences`].
///
/// ```
/// use petgraph::visit::{EdgeRef, IntoEdgeReferences};
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
/// let edges = chains.graph().edge_references().map(|edge| (edge.source(), edge.target()));
/// assert!(edges.eq([(raid, reply), (reply, siege)]));
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct EdgeReferences<'a> {
    /// The later events that are left.
    events: EachNode<'a, EventId>,
    edges: vec::IntoIter<HopRef<'a>>,
}

impl<'a> Iterator for EdgeReferences<'a> {
    type Item = HopRef<'a>;

    fn next(&mut self) -> Option<HopRef<'a>> {
        loop {
            if let Some(edge) = self.edges.next() {
                return Some(edge);
            }
            let event = self.events.next()?;
            self.edges = self.events.graph.edges_directed(event, Direction::Incoming);
        }
    }
}

impl FusedIterator for EdgeReferences<'_> {}
