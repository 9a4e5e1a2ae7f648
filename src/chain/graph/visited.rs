//! The set of nodes that a traversal has visited.

use petgraph::{
    graph::DiGraph,
    visit::{VisitMap, Visitable},
};

use crate::model::EventId;

/// petgraph's own bit set, which petgraph does not export by name.
type FixedBitSet = <DiGraph<(), ()> as Visitable>::Map;

/// The events that a petgraph traversal has visited, as one bit for each event id and one for the root
/// `None` of a [`RootedHopGraph`](crate::graph::RootedHopGraph).
///
/// ```
/// use petgraph::visit::{Dfs, VisitMap};
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
/// let mut walk = Dfs::new(chains.graph(), reply);
/// while walk.next(chains.graph()).is_some() {}
/// assert!(walk.discovered.is_visited(&siege) && !walk.discovered.is_visited(&raid));
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Visited(FixedBitSet);

impl Visited {
    /// Creates a set with capacity for a number of events and the root.
    pub(crate) fn with_capacity(events: usize) -> Self {
        Self(FixedBitSet::with_capacity(events + 1))
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}

impl VisitMap<Option<EventId>> for Visited {
    fn visit(&mut self, node: Option<EventId>) -> bool {
        let bit = bit(node);
        self.0.grow(bit + 1); // The id may be of a larger timeline: a node without neighbours.
        self.0.visit(bit)
    }

    fn is_visited(&self, node: &Option<EventId>) -> bool {
        self.0.is_visited(&bit(*node))
    }

    fn unvisit(&mut self, node: Option<EventId>) -> bool {
        self.0.unvisit(bit(node))
    }
}

impl VisitMap<EventId> for Visited {
    fn visit(&mut self, event: EventId) -> bool {
        self.visit(Some(event))
    }

    fn is_visited(&self, event: &EventId) -> bool {
        self.is_visited(&Some(*event))
    }

    fn unvisit(&mut self, event: EventId) -> bool {
        self.unvisit(Some(event))
    }
}

fn bit(node: Option<EventId>) -> usize {
    node.map_or(0, |event| event.index() + 1)
}
