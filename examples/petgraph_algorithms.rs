//! Runs petgraph's algorithms on the crisis of April 2024: on the graph of its hops, and on the graph of its
//! actors and events.
//!
//! ```text
//! cargo run --release --example petgraph_algorithms
//! ```

use chrono::TimeDelta;
use escalade::{
    Error, EventId, Query, Timeline, Trend,
    graph::{Edge, HopGraph, Node},
    read,
    scale::Kahn,
};
use petgraph::{
    Direction::{Incoming, Outgoing},
    algo::{astar, dijkstra, dominators::simple_fast, toposort},
    dot::{Config, Dot, RankDir},
    visit::{EdgeRef, IntoNeighborsDirected, IntoNodeIdentifiers, NodeCount},
};

fn main() -> Result<(), Error> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/crisis-2024.json");
    let timeline = read::open(file)?.timeline;

    // Responses within ten days, at a higher level, a lower level or the same.
    let query = Query::escalation().on(Kahn).trend(Trend::Any).max_gap(TimeDelta::days(10));
    let chains = timeline.chains(&query)?;
    let graph = chains.graph();
    println!("{query}\n{} events, {} hops\n", graph.node_count(), chains.summary().hops());

    print_order(&timeline, graph);
    let [killing, barrage] = ["killing", "barrage"].map(|key| event_by_key(&timeline, key));
    print_gaps(&timeline, graph, killing);
    print_shortest_waits(&timeline, graph, killing, barrage);
    print_dominators(&timeline, graph);
    print_dot(graph);
    print_degrees(&timeline);
    Ok(())
}

fn event_by_key(timeline: &Timeline, key: &str) -> EventId {
    timeline.event_by_key(key).expect("the crisis has an event of this key").id()
}

fn labels(timeline: &Timeline, events: Vec<EventId>) -> Vec<String> {
    events.into_iter().map(|event| timeline.event(event).label()).collect()
}

fn path(timeline: &Timeline, events: Vec<EventId>) -> String {
    labels(timeline, events).join(" > ")
}

fn print_order(timeline: &Timeline, graph: HopGraph<'_>) {
    println!("toposort: an order in which every event comes after all that it answers");
    let order =
        toposort(graph, None).expect("hops lead forward in time, so the graph has no cycle");
    println!("  {}\n", labels(timeline, order).join(", "));
}

/// Prints the time from an event to every event that a chain leads to. The gaps along any path between two
/// events add up to the time between the two, so the length of the shortest path is that time.
fn print_gaps(timeline: &Timeline, graph: HopGraph<'_>, start: EventId) {
    println!("dijkstra over gaps: what the {} leads to, and how long after", timeline.event(start));
    let after = dijkstra(graph, start, None, |hop| hop.weight().gap());
    for event in graph.node_identifiers().filter(|event| *event != start) {
        if let Some(gap) = after.get(&event) {
            let (days, hours) = (gap.num_days(), gap.num_hours() % 24);
            println!("  {days:>2} days {hours:>2} hours  {}", timeline.event(event));
        }
    }
    println!();
}

/// Prints the path with the smallest sum of squared gaps. All paths between two events have the same sum of
/// gaps; squared, several short gaps cost less than one long gap.
fn print_shortest_waits(timeline: &Timeline, graph: HopGraph<'_>, start: EventId, end: EventId) {
    let [from, to] = [start, end].map(|event| timeline.event(event));
    println!("astar over squares of gaps: from the {from} to the {to} with the shortest waits");
    let square = |gap: TimeDelta| gap.num_hours().pow(2);
    let found = astar(graph, start, |at| at == end, |hop| square(hop.weight().gap()), |_| 0);
    let text =
        found.map_or("no chain leads there".to_owned(), |(_, events)| path(timeline, events));
    println!("  {text}\n");
}

/// Prints, for each event that follows another, the events that every chain to it passes.
fn print_dominators(timeline: &Timeline, graph: HopGraph<'_>) {
    println!("dominators: what all chains to an event pass, wherever they begin");
    let dominators = simple_fast(graph.rooted(), None);
    let follows = |event: &EventId| graph.neighbors_directed(*event, Incoming).next().is_some();
    for event in graph.node_identifiers().filter(follows) {
        let passed = dominators.strict_dominators(Some(event)).into_iter().flatten().flatten();
        let mut passed: Vec<_> = passed.collect();
        passed.reverse();
        let text = if passed.is_empty() { "nothing".to_owned() } else { path(timeline, passed) };
        println!("  {}: {text}", timeline.event(event));
    }
    println!();
}

fn print_dot(graph: HopGraph<'_>) {
    println!("Dot: the hop graph, for Graphviz");
    println!("{}", Dot::with_config(graph, &[Config::RankDir(RankDir::LR)]));
}

/// Prints the actors with most events in the graph of actors and events. An organ is an actor of its own
/// there.
fn print_degrees(timeline: &Timeline) {
    println!("degree of actors: in how many events they are source, and target");
    let graph = timeline.to_graph();
    let mut degrees: Vec<_> = graph
        .node_indices()
        .filter_map(|node| {
            let Node::Actor(actor) = graph[node] else { return None };
            let outgoing = graph.edges_directed(node, Outgoing);
            let incoming = graph.edges_directed(node, Incoming);
            let sources = outgoing.filter(|edge| *edge.weight() == Edge::Source).count();
            let targets = incoming.filter(|edge| *edge.weight() == Edge::Target).count();
            Some((sources, targets, timeline.actor(actor).name_in("en")))
        })
        .collect();
    // A stable sort keeps actors of equal degree in order of recording.
    degrees.sort_by_key(|(sources, targets, _)| std::cmp::Reverse(sources + targets));
    for (sources, targets, name) in degrees.iter().take(6) {
        println!("  {sources:>2} + {targets:>2}  {name}");
    }
}
