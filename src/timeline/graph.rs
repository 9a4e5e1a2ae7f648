//! Conversion of a timeline to an owned petgraph graph.

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
/// use escalade::{Actor, Timeline, graph::Edge, model::MembershipKind};
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
    /// From a source actor to its event. The sources of a disputed event are the actors of its likeliest
    /// candidate.
    Source,
    /// From an event to a target actor.
    Target,
    /// From a statement to an actor that it was addressed to.
    Addressee,
    /// A declared link between two events, such as from an answer to the event it answers.
    Link {
        /// The relation of the first event to the second.
        relation: Relation,
        /// The id of the link, from which [`Timeline::link`] returns who asserts it.
        id: LinkId,
    },
    /// From an actor to one that it belongs to.
    Membership {
        /// The kind of membership.
        kind: MembershipKind,
        /// The index of the membership in [`ActorRef::memberships`](crate::timeline::ActorRef::memberships), where
        /// its dates are.
        nth: usize,
    },
}

impl Timeline {
    /// Returns the actors, events and links as an owned petgraph graph.
    ///
    /// The nodes are the actors, then the events, each in order of recording. The node of an actor has
    /// the [index](ActorId::index) of the actor; the node of an event has the index of the event plus the
    /// number of actors.
    ///
    /// Edges are added in this order: for each event, those from its sources, to its targets and to its
    /// addressees; then the links; then for each actor its memberships. The edges of a mutual event run
    /// from the recorded sources to the recorded targets only.
    ///
    /// The graph does not hold reports or the contents of statements. Takes O(n) time and memory for n
    /// nodes and edges.
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
    /// Panics if there are 2³² - 1 or more nodes or edges, which is the limit of petgraph.
    pub fn to_graph(&self) -> DiGraph<Node, Edge> {
        let mut graph = DiGraph::new();
        for actor in 0..self.actors.len() as u32 {
            graph.add_node(Node::Actor(ActorId(actor)));
        }
        for event in 0..self.len() as u32 {
            graph.add_node(Node::Event(EventId(event)));
        }
        let of_actor = |actor: &ActorId| NodeIndex::new(actor.index());
        let of_event = |event: EventId| NodeIndex::new(self.actors.len() + event.index());

        for event in (0..self.len() as u32).map(|id| self.event(EventId(id))) {
            let node = of_event(event.id());
            for source in event.sources() {
                graph.add_edge(of_actor(source), node, Edge::Source);
            }
            for target in event.targets() {
                graph.add_edge(node, of_actor(target), Edge::Target);
            }
            let addressees = event.addressees();
            for addressee in addressees {
                graph.add_edge(node, of_actor(addressee), Edge::Addressee);
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
