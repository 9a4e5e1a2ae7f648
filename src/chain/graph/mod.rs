//! The hop graph, handed to petgraph.

use petgraph::graph::{DiGraph, NodeIndex};

use super::{Chains, Hop};
use crate::model::EventId;

impl Chains<'_> {
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
