//! The timeline as an owned petgraph graph.

use petgraph::graph::{DiGraph, NodeIndex};

use super::Timeline;
use crate::model::{ActorId, EventId, LinkId, MembershipKind, Relation};

/// A node of [`Timeline::to_graph`].
///
/// ```
/// use escalade::{Actor, Timeline, graph::Node};
///
/// let mut builder = Timeline::builder();
/// let iran = builder.add_actor(Actor::new("IRN"));
/// let graph = builder.build()?.to_graph();
/// assert_eq!(graph.node_weights().collect::<Vec<_>>(), [&Node::Actor(iran)]);
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Node {
    /// An actor.
    Actor(ActorId),
    /// An event.
    Event(EventId),
}

/// An edge of [`Timeline::to_graph`].
///
/// ```
/// use escalade::{Actor, MembershipKind, Timeline, graph::Edge};
///
/// let mut builder = Timeline::builder();
/// let iran = builder.add_actor(Actor::new("IRN"));
/// let guard = builder.add_actor(Actor::new("IRGC").part_of(iran));
/// let timeline = builder.build()?;
/// let graph = timeline.to_graph();
/// let &Edge::Membership { kind, nth } = graph.edge_weights().next().unwrap() else { panic!() };
/// assert_eq!(kind, MembershipKind::PartOf);
/// assert!(timeline.actor(guard).memberships()[nth].start().is_none(), "it holds always");
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Edge {
    /// From an actor to an event that it did. Of a disputed event, its likeliest candidate did it.
    Source,
    /// From an event to an actor that it was directed at.
    Target,
    /// From a statement to an actor that was told.
    Addressee,
    /// From an event to the one that it answers, carries out, is part of or speaks of.
    Link {
        /// How the one relates to the other.
        relation: Relation,
        /// The link, for who declares it: see [`Timeline::link`].
        id: LinkId,
    },
    /// From an actor to the one that it belongs to.
    Membership {
        /// What kind of membership it is.
        kind: MembershipKind,
        /// Its place among the memberships of the actor, for its dates: see
        /// [`ActorRef::memberships`](crate::ActorRef::memberships).
        nth: usize,
    },
}

impl Timeline {
    /// Actors, events and links as an owned petgraph graph, in O(nodes + edges) time and memory.
    ///
    /// Nodes are the actors, then the events, each in order of recording: an actor's node has its
    /// own [index](ActorId::index), an event's node its own after as many as there are actors. Edges
    /// are added event by event, first those from its sources, then to its targets, then to those
    /// told; then link by link; then actor by actor, each with its memberships. A mutual event has
    /// its sources and targets as they were recorded.
    ///
    /// Reports, and what statements say, are left to the timeline.
    ///
    /// ```
    /// use escalade::{
    ///     Actor, Event, Means, Relation, Timeline,
    ///     graph::{Edge, Node},
    /// };
    /// use petgraph::{Direction::Outgoing, graph::NodeIndex};
    ///
    /// let mut builder = Timeline::builder();
    /// let (iran, israel) = (builder.add_actor(Actor::new("IRN")), builder.add_actor(Actor::new("ISR")));
    /// let killing = builder.add_event(Event::attack(israel, "2024-04-01", Means::AirStrike).against(iran));
    /// let barrage = builder.add_event(Event::attack(iran, "2024-04-13", Means::Drone).against(israel));
    /// let id = builder.add_link(barrage, Relation::RetaliatesFor, killing);
    /// let timeline = builder.build()?;
    ///
    /// let graph = timeline.to_graph();
    /// assert_eq!((graph.node_count(), graph.edge_count()), (4, 5));
    /// let acts = graph.neighbors_directed(NodeIndex::new(israel.index()), Outgoing);
    /// assert!(acts.map(|node| graph[node]).eq([Node::Event(killing)]));
    /// let event = |event: escalade::EventId| NodeIndex::new(timeline.actors().len() + event.index());
    /// let answer = graph.find_edge(event(barrage), event(killing)).unwrap();
    /// assert_eq!(graph[answer], Edge::Link { relation: Relation::RetaliatesFor, id });
    /// # Ok::<(), escalade::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If there are 2³² - 1 nodes or edges or more, which is more than petgraph can number.
    pub fn to_graph(&self) -> DiGraph<Node, Edge> {
        let mut graph = DiGraph::new();
        let actors: Vec<NodeIndex> =
            self.actors().map(|actor| graph.add_node(Node::Actor(actor.id()))).collect();
        let ids = (0..self.len() as u32).map(EventId);
        let events: Vec<NodeIndex> =
            ids.clone().map(|event| graph.add_node(Node::Event(event))).collect();
        let (of_actor, of_event) =
            (|actor: &ActorId| actors[actor.index()], |event: EventId| events[event.index()]);

        for event in ids.map(|id| self.event(id)) {
            let node = of_event(event.id());
            for source in event.sources() {
                graph.add_edge(of_actor(source), node, Edge::Source);
            }
            for target in event.targets() {
                graph.add_edge(node, of_actor(target), Edge::Target);
            }
            for told in event.said().map_or(&[][..], |said| said.addressees()) {
                graph.add_edge(node, of_actor(told), Edge::Addressee);
            }
        }
        for (id, link) in self.links() {
            let edge = Edge::Link { relation: link.relation(), id };
            graph.add_edge(of_event(link.from()), of_event(link.to()), edge);
        }
        for actor in self.actors() {
            for (nth, membership) in actor.memberships().iter().enumerate() {
                let edge = Edge::Membership { kind: membership.kind(), nth };
                graph.add_edge(of_actor(&actor.id()), of_actor(&membership.of()), edge);
            }
        }
        graph
    }
}
