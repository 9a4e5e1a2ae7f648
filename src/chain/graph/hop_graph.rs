//! The hop graph for petgraph: as a view that computes edges, and as an owned graph.

use std::fmt;

use petgraph::{
    Direction,
    graph::{DiGraph, NodeIndex},
};

use crate::{
    chain::{chains::Chains, hop::Hop, prepared::Prepared},
    model::EventId,
};

/// The hop graph of a query, for petgraph's algorithms. Its nodes are the events that take part, its edges
/// are the hops, from the earlier event to the later. Temporal network research calls it an *event graph*
/// (Kivelä et al., 2018).
///
/// The graph is a `Copy` view that stores no edges: it computes them when they are visited. Its edges are
/// all hops of the query. Terms that select whole chains, such as
/// [`Query::min_len`](crate::Query::min_len), do not change them.
///
/// Nodes are identified by [`EventId`]. Nodes, neighbours and edges are visited in total order. The
/// [index](petgraph::visit::NodeIndexable) of a node is its index in [`Chains::events`]. An event that does
/// not take part has no neighbours, and requesting its index panics.
///
/// # Cost
///
/// Visiting the edges of an event in either direction takes O(log n) for each key of the event, and one
/// step for each event with that key in the window of time. Under
/// [`Pairing::Nearest`](crate::chain::Pairing::Nearest), visiting the successors of an event takes such a look-up
/// for each possible successor. For an algorithm that visits every edge several times, [`Chains::to_graph`]
/// may be faster.
///
/// # Examples
///
/// ```
/// use chrono::TimeDelta;
/// use escalade::{Actor, Event, EventId, Means, Query, Timeline, scale::Kahn};
/// use petgraph::{algo, dot::Dot, visit::EdgeRef};
///
/// let mut builder = Timeline::builder();
/// let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
/// let mut strike = |key: &str, by, on, when: &str, rung: i32, sure: i32| {
///     let strike = Event::attack(by, when, Means::Drone).against(on).with_level(Kahn, rung);
///     builder.add_event(strike.with_key(key).with_confidence(sure))
/// };
/// let raid = strike("raid", a, b, "2024-04-01", 3, 90);
/// let rumour = strike("rumour", b, a, "2024-04-02", 4, 20);
/// let reply = strike("reply", b, a, "2024-04-03", 5, 80);
/// let siege = strike("siege", a, b, "2024-04-05", 7, 90);
/// let assault = strike("assault", b, a, "2024-04-06", 8, 90);
/// let timeline = builder.build()?;
/// let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(4));
/// let chains = timeline.chains(&query)?;
/// let graph = chains.graph();
///
/// // Sort topologically: every event comes after the events that it follows.
/// let order = algo::toposort(graph, None).unwrap();
/// let place = |event| order.iter().position(|at| *at == event).unwrap();
/// assert!(place(raid) < place(reply) && place(reply) < place(siege));
///
/// // Find all events that the raid leads to, with the time since. Gaps have the same sum along every path.
/// let after = algo::dijkstra(graph, raid, None, |hop| hop.weight().gap());
/// assert_eq!((after.len(), after[&siege].num_days()), (5, 4));
///
/// // Find the path with the greatest product of confidences: the least sum of -ln(confidence).
/// let doubt = |event: EventId| {
///     let sure = timeline.event(event).confidence().map_or(1.0, |sure| f64::from(sure.percent()) / 100.0);
///     -sure.ln()
/// };
/// let (_, best) =
///     algo::astar(graph, raid, |at| at == siege, |hop| doubt(hop.target()), |_| 0.0).unwrap();
/// assert_eq!(best, [raid, reply, siege]);
///
/// // Find the events that every chain from the raid to the assault passes.
/// let passed = algo::dominators::simple_fast(graph, raid);
/// assert!(passed.strict_dominators(assault).unwrap().eq([siege, raid]));
///
/// // Export to Graphviz.
/// let dot = Dot::new(graph).to_string();
/// assert!(dot.contains(r#"2 [ label = "reply" ]"#));
/// assert!(dot.contains(r#"2 -> 3 [ label = "after 2 days, rising 2" ]"#));
/// # Ok::<(), escalade::Error>(())
/// ```
///
/// petgraph does not compute longest paths. Use [`Chains::longest`].
#[derive(Clone, Copy)]
pub struct HopGraph<'a> {
    pub(crate) prepared: &'a Prepared<'a>,
}

impl<'a> HopGraph<'a> {
    /// Returns `true` if an event takes part, and so is a node.
    ///
    /// ```
    /// # use chrono::TimeDelta;
    /// # use escalade::{Actor, Event, Means, Query, Timeline, scale::Kahn};
    /// # let mut builder = Timeline::builder();
    /// # let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// let scored = builder.add_event(Event::attack(a, "2024-04-01", Means::Drone).against(b).with_level(Kahn, 8));
    /// let unscored = builder.add_event(Event::attack(b, "2024-04-02", Means::Drone).against(a));
    /// # let timeline = builder.build()?;
    /// # let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    /// let chains = timeline.chains(&query)?;
    /// assert!(chains.graph().contains(scored) && !chains.graph().contains(unscored));
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn contains(self, event: EventId) -> bool {
        self.prepared.node(event).is_some()
    }

    pub(crate) fn len(self) -> usize {
        self.prepared.engine.nodes.len()
    }

    pub(crate) fn id(self, node: u32) -> EventId {
        self.prepared.event(node as usize).id()
    }

    /// Returns the neighbours of an event; none if it does not take part.
    pub(crate) fn neighbor_nodes(self, event: EventId, direction: Direction) -> Vec<u32> {
        let mut found = Vec::new();
        if let Some(node) = self.prepared.node(event) {
            match direction {
                Direction::Outgoing => self.prepared.engine.successors(node, &mut found),
                Direction::Incoming => self.prepared.engine.antecedents(node, &mut found),
            }
        }
        found
    }
}

impl fmt::Debug for HopGraph<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HopGraph")
            .field("query", &self.prepared.query)
            .field("view", &self.prepared.view)
            .finish_non_exhaustive()
    }
}

impl Chains<'_> {
    /// Returns the hop graph as a view for petgraph's algorithms, which stores no edges: see [`HopGraph`].
    ///
    /// ```
    /// use petgraph::visit::{IntoNeighbors, NodeCount};
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
    /// let graph = chains.graph();
    /// assert_eq!(graph.node_count(), 3);
    /// assert!(graph.neighbors(raid).eq([reply]), "the siege does not respond to the raid");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn graph(&self) -> HopGraph<'_> {
        HopGraph { prepared: &self.prepared }
    }

    /// Builds the hop graph as an owned petgraph graph. Its nodes are the events that take part, in total
    /// order, its edges are the hops, from the earlier event to the later.
    ///
    /// This is the only method that stores all hops at once: it takes O(n + hops) memory. Edges are added
    /// in the order of the later event, then of the earlier.
    ///
    /// ```
    /// use chrono::TimeDelta;
    /// use escalade::{Actor, Event, Means, Query, Timeline, scale::Kahn};
    ///
    /// let mut builder = Timeline::builder();
    /// let (a, b) = (builder.add_actor(Actor::new("A")), builder.add_actor(Actor::new("B")));
    /// builder.add_event(Event::attack(a, "2024-04-01", Means::Drone).against(b).with_level(Kahn, 8));
    /// builder.add_event(Event::attack(b, "2024-04-02", Means::Drone).against(a).with_level(Kahn, 9));
    /// let timeline = builder.build()?;
    /// let query = Query::escalation().on(Kahn).max_gap(TimeDelta::days(7));
    /// let graph = timeline.chains(&query)?.to_graph();
    /// let order = petgraph::algo::toposort(&graph, None).unwrap();
    /// assert_eq!(order.iter().map(|node| graph[*node].index()).collect::<Vec<_>>(), [0, 1]);
    /// assert_eq!(graph.edge_weights().next().unwrap().gap().num_days(), 1);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If there are 2³² - 1 or more hops, since petgraph cannot number as many edges.
    pub fn to_graph(&self) -> DiGraph<EventId, Hop> {
        let mut graph = DiGraph::new();
        for event in self.events() {
            graph.add_node(event.id());
        }
        self.prepared.engine.for_each_with_antecedents(|node, antecedents| {
            for earlier in antecedents {
                let hop = self.prepared.hop(*earlier, node as u32);
                graph.add_edge(NodeIndex::new(*earlier as usize), NodeIndex::new(node), hop);
            }
        });
        graph
    }
}
