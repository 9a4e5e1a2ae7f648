//! The hop graph, handed to petgraph: as a view that finds edges on the fly, and as an owned graph.

use std::fmt;

use petgraph::{
    Direction,
    graph::{DiGraph, NodeIndex},
};

use crate::{
    chain::{chains::Chains, hop::Hop, prepared::Prepared},
    model::EventId,
};

/// The hop graph of a query, for petgraph's algorithms: events as nodes, hops as edges from the
/// earlier event to the later.
///
/// It is `Copy` and holds no edge: edges are found by the engine when they are asked for. Its edges
/// are all hops; bounds on whole chains (their lengths and the like) leave hops alone.
///
/// Nodes go by [`EventId`], and nodes, neighbours and edges always come in total order. A node's
/// [index](petgraph::visit::NodeIndexable) is its place among [`Chains::events`]. An event that does
/// not take part has no neighbours; asking for its index panics.
///
/// # Cost
///
/// The edges of one event cost their look-up, O(log n) for each key of the event, and one step for
/// each event with that key in the window of time, in either direction. Under
/// [`Pairing::Nearest`](crate::Pairing::Nearest) what follows an event costs the look-ups of all
/// that might. An algorithm that visits every edge several times may be better served by
/// [`Chains::to_graph`].
///
/// # What to ask
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
/// // An order in which every event comes after all that it follows.
/// let order = algo::toposort(graph, None).unwrap();
/// let place = |event| order.iter().position(|at| *at == event).unwrap();
/// assert!(place(raid) < place(reply) && place(reply) < place(siege));
///
/// // What a raid leads to, and how long after: gaps add up to the same along every way.
/// let after = algo::dijkstra(graph, raid, None, |hop| hop.weight().gap());
/// assert_eq!((after.len(), after[&siege].num_days()), (5, 4));
///
/// // The surest way: the least sum of -ln(confidence), with 0 as the estimate of what is left.
/// let doubt = |event: EventId| {
///     let sure = timeline.event(event).confidence().map_or(1.0, |sure| f64::from(sure.percent()) / 100.0);
///     -sure.ln()
/// };
/// let (_, surest) =
///     algo::astar(graph, raid, |at| at == siege, |hop| doubt(hop.target()), |_| 0.0).unwrap();
/// assert_eq!(surest, [raid, reply, siege]);
///
/// // What every chain from the raid to the assault passes.
/// let passed = algo::dominators::simple_fast(graph, raid);
/// assert!(passed.strict_dominators(assault).unwrap().eq([siege, raid]));
///
/// // A drawing.
/// let drawn = Dot::new(graph).to_string();
/// assert!(drawn.contains(r#"2 [ label = "reply" ]"#));
/// assert!(drawn.contains(r#"2 -> 3 [ label = "after 2 days, rising 2" ]"#));
/// # Ok::<(), escalade::Error>(())
/// ```
///
/// petgraph has no longest path; [`Chains::longest`] is that.
#[derive(Clone, Copy)]
pub struct HopGraph<'a> {
    pub(crate) prepared: &'a Prepared<'a>,
}

impl<'a> HopGraph<'a> {
    /// Whether an event takes part, and so is a node.
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

    /// The nodes at the other end of an event's edges; none where the event does not take part.
    pub(crate) fn beside(self, event: EventId, direction: Direction) -> Vec<u32> {
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
    /// The hop graph as a view for petgraph's algorithms, with no edge held: see [`HopGraph`].
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
    /// assert!(graph.neighbors(raid).eq([reply]), "the siege is no answer to the raid");
    /// # Ok::<(), escalade::Error>(())
    /// ```
    pub fn graph(&self) -> HopGraph<'_> {
        HopGraph { prepared: &self.prepared }
    }

    /// The hop graph as an owned petgraph graph: events as nodes, in total order, hops as edges from
    /// the earlier event to the later.
    ///
    /// Only here are all hops held at once: O(n + hops) memory. Edges are added in order of the
    /// later event, then the earlier.
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
    /// If there are 2³² - 1 hops or more, which is as many edges as petgraph can number.
    pub fn to_graph(&self) -> DiGraph<EventId, Hop> {
        let mut graph = DiGraph::new();
        for event in self.events() {
            graph.add_node(event.id());
        }
        self.prepared.engine.for_each(|node, antecedents| {
            for earlier in antecedents {
                let hop = self.prepared.hop(*earlier, node as u32);
                graph.add_edge(NodeIndex::new(*earlier as usize), NodeIndex::new(node), hop);
            }
        });
        graph
    }
}
