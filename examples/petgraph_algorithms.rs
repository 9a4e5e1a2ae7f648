//! Asks petgraph's algorithms about the crisis of April 2024: as hops, and as actors and events.
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

    // Tit for tat, up or down the ladder, within ten days.
    let query = Query::escalation().on(Kahn).trend(Trend::Any).max_gap(TimeDelta::days(10));
    let chains = timeline.chains(&query)?;
    let graph = chains.graph();
    println!("{query}\n{} events, {} hops\n", graph.node_count(), chains.summary().hops());

    print_order(&timeline, graph);
    let [killing, barrage] = ["killing", "barrage"].map(|key| named(&timeline, key));
    print_reach(&timeline, graph, killing);
    print_way(&timeline, graph, killing, barrage);
    print_narrows(&timeline, graph);
    print_drawing(graph);
    print_busiest(&timeline);
    Ok(())
}

fn named(timeline: &Timeline, key: &str) -> EventId {
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
    let order = toposort(graph, None).expect("hops lead forward in time, so never in a circle");
    println!("  {}\n", labels(timeline, order).join(", "));
}

/// Gaps add up to the same along every way between two events, so their sum is the time between.
fn print_reach(timeline: &Timeline, graph: HopGraph<'_>, start: EventId) {
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

/// Squares of gaps tell ways apart: many short waits cost less than a long one.
fn print_way(timeline: &Timeline, graph: HopGraph<'_>, start: EventId, end: EventId) {
    let [from, to] = [start, end].map(|event| timeline.event(event));
    println!("astar over squares of gaps: from the {from} to the {to} with the shortest waits");
    let square = |gap: TimeDelta| gap.num_hours().pow(2);
    let way = astar(graph, start, |at| at == end, |hop| square(hop.weight().gap()), |_| 0);
    let way = way.map_or("no chain leads there".to_owned(), |(_, way)| path(timeline, way));
    println!("  {way}\n");
}

fn print_narrows(timeline: &Timeline, graph: HopGraph<'_>) {
    println!("dominators: what all chains to an event pass, wherever they begin");
    let dominators = simple_fast(graph.rooted(), None);
    let follows = |event: &EventId| graph.neighbors_directed(*event, Incoming).next().is_some();
    for event in graph.node_identifiers().filter(follows) {
        let passed = dominators.strict_dominators(Some(event)).into_iter().flatten().flatten();
        let mut passed: Vec<_> = passed.collect();
        passed.reverse();
        let told = if passed.is_empty() { "nothing".to_owned() } else { path(timeline, passed) };
        println!("  {}: {told}", timeline.event(event));
    }
    println!();
}

fn print_drawing(graph: HopGraph<'_>) {
    println!("Dot: the hop graph, for Graphviz");
    println!("{}", Dot::with_config(graph, &[Config::RankDir(RankDir::LR)]));
}

/// Degrees in the graph of actors and events; an organ counts as itself.
fn print_busiest(timeline: &Timeline) {
    println!("degree of actors: in how many events they are source, and target");
    let graph = timeline.to_graph();
    let mut degrees: Vec<_> = graph
        .node_indices()
        .filter_map(|node| {
            let Node::Actor(actor) = graph[node] else { return None };
            let acts = graph.edges_directed(node, Outgoing);
            let suffers = graph.edges_directed(node, Incoming);
            let sources = acts.filter(|edge| *edge.weight() == Edge::Source).count();
            let targets = suffers.filter(|edge| *edge.weight() == Edge::Target).count();
            Some((sources, targets, timeline.actor(actor).name_in("en")))
        })
        .collect();
    // The sort is stable, so that equals stay in order of recording.
    degrees.sort_by_key(|(sources, targets, _)| std::cmp::Reverse(sources + targets));
    for (sources, targets, name) in degrees.iter().take(6) {
        println!("  {sources:>2} + {targets:>2}  {name}");
    }
}
