//! The hop graph through petgraph's traits: its edges are the oracle's hops, in both directions.

use std::collections::BTreeSet;

use escalade::{
    Chains, EventId,
    graph::{Edge, HopRef, Node},
    timeline::EventRef,
};
use petgraph::{
    Direction::{self, Incoming, Outgoing},
    algo::{dijkstra, dominators::simple_fast, is_cyclic_directed, tarjan_scc, toposort},
    visit::{
        EdgeRef, IntoEdgeReferences, IntoEdgesDirected, IntoNeighbors, IntoNeighborsDirected,
        IntoNodeIdentifiers, IntoNodeReferences, NodeCount, NodeIndexable, NodeRef,
    },
};

use super::{Question, check, check_all, strategies};
use crate::oracle::{
    answers::RawHop,
    engine::{build, to_query, to_view},
    hops::{hops, nodes},
};

/// The earlier and the later event of a hop, as indexes in order of recording, and the hop.
type Expected = (usize, usize, RawHop);

/// Returns the oracle's hops, by the later event, then by the earlier, in total order.
fn expected(question: &Question) -> Vec<Expected> {
    let Question { drafts, raw_query, .. } = question;
    let (nodes, _) = nodes(drafts, raw_query);
    let recorded = |(earlier, later, hop): Expected| (nodes[earlier].id, nodes[later].id, hop);
    hops(drafts, raw_query, &nodes).into_iter().map(recorded).collect()
}

/// Passes the library's chains and the oracle's hops to a comparison.
fn compare(
    question: &Question,
    by: impl Fn(&Chains<'_>, &[Expected]) -> Result<(), String>,
) -> Result<(), String> {
    let timeline = build(&question.drafts);
    let chains =
        to_view(&timeline, &question.raw_query).chains(&to_query(&question.raw_query)).unwrap();
    by(&chains, &expected(question))
}

#[expect(clippy::needless_pass_by_value, reason = "what is compared is made for it")]
fn equal<T: PartialEq + std::fmt::Debug>(what: &str, actual: T, expected: T) -> Result<(), String> {
    if actual == expected {
        Ok(())
    } else {
        Err(format!("{what}: actual {actual:?}\n{what}: expected {expected:?}"))
    }
}

fn edge_data(edge: HopRef<'_>) -> (usize, usize, i64, i64) {
    let weight = edge.weight();
    let (source, target) = (edge.source().index(), edge.target().index());
    (source, target, weight.gap().num_seconds(), weight.rise().tenths())
}

fn hop_data((from, to, hop): &Expected) -> (usize, usize, i64, i64) {
    (*from, *to, hop.gap, hop.rise.into())
}

fn ids(events: impl Iterator<Item = EventId>) -> Vec<usize> {
    events.map(EventId::index).collect()
}

/// Compares the nodes, and the edges through each of petgraph's traits.
fn edges_are_due(chains: &Chains<'_>, expected: &[Expected]) -> Result<(), String> {
    let graph = chains.graph();
    let all: Vec<_> = graph.edge_references().map(edge_data).collect();
    equal("edges", all, expected.iter().map(hop_data).collect())?;
    for (edge, (_, _, expected)) in graph.edge_references().zip(expected) {
        let hop = edge.hop();
        let links = hop.links().iter().map(|link| link.index()).collect();
        equal("reasons", (hop.rules(), links), (&expected.rules[..], expected.links.clone()))?;
    }

    let listed: Vec<_> = chains.hops().collect();
    let of_graph: Vec<_> = graph.edge_references().map(HopRef::hop).collect();
    equal("hops", &listed, &of_graph)?;
    let owned: Vec<_> = chains.to_graph().into_nodes_edges().1;
    equal("hops", listed, owned.into_iter().map(|edge| edge.weight).collect())?;

    let nodes = ids(graph.node_identifiers());
    equal("nodes", &nodes, &ids(chains.events().map(|event| event.id())))?;
    equal("weights", ids(graph.node_references().map(|node| NodeRef::id(&node))), nodes)?;
    equal("bound", graph.node_bound(), graph.node_count())?;
    for (index, event) in graph.node_identifiers().enumerate() {
        equal("index", (graph.to_index(event), graph.from_index(index)), (index, event))?;
    }

    for event in chains.events().map(|event| event.id()) {
        for direction in [Outgoing, Incoming] {
            let what = format!("{direction:?} of {event}");
            let here = |hop: &&Expected| own_end(hop, direction) == event.index();
            let expected = || expected.iter().filter(here);
            let others = ids(graph.neighbors_directed(event, direction));
            equal(
                &what,
                others,
                expected().map(|hop| own_end(hop, direction.opposite())).collect(),
            )?;
            let edges: Vec<_> = graph.edges_directed(event, direction).map(edge_data).collect();
            equal(&what, edges, expected().map(hop_data).collect())?;
        }
    }
    Ok(())
}

fn own_end((from, to, _): &Expected, direction: Direction) -> usize {
    if direction == Outgoing { *from } else { *to }
}

#[test]
fn edges_equal_the_oracles_hops_in_both_directions() {
    check(1500, |question| compare(question, edges_are_due));
    check_all(super::questions(strategies::larger(), strategies::queries()), 100, |question| {
        compare(question, edges_are_due)
    });
}

#[test]
fn the_owned_graph_has_the_same_edges() {
    check(150, |question| {
        compare(question, |chains, expected| {
            let (view, owned) = (chains.graph(), chains.to_graph());
            let nodes = ids(owned.node_weights().copied());
            equal("nodes", nodes, ids(view.node_identifiers()))?;
            let hops = owned.edge_weights().map(|hop| (hop.from().index(), hop.to().index()));
            let expected: Vec<_> = expected.iter().map(|hop| (hop.0, hop.1)).collect();
            equal("edges", hops.collect(), expected)?;
            for edge in owned.edge_references() {
                let ends = [edge.source(), edge.target()].map(|node| view.from_index(node.index()));
                equal("ends", ends, [edge.weight().from(), edge.weight().to()])?;
            }
            Ok(())
        })
    });
}

#[test]
fn events_left_out_have_no_neighbours() {
    check(150, |question| {
        let timeline = build(&question.drafts);
        let chains =
            to_view(&timeline, &question.raw_query).chains(&to_query(&question.raw_query)).unwrap();
        let graph = chains.graph();
        let events = timeline.events().map(|event| event.id());
        for event in events.filter(|event| !graph.contains(*event)) {
            let reached = dijkstra(graph, event, None, |_| 1);
            equal("reached", reached.into_iter().collect::<Vec<_>>(), vec![(event, 0)])?;
            equal("before", graph.neighbors_directed(event, Incoming).len(), 0)?;
            equal("root", graph.rooted().neighbors_directed(Some(event), Incoming).len(), 0)?;
        }
        Ok(())
    });
}

#[test]
fn the_root_leads_to_every_event_that_follows_none() {
    check(150, |question| {
        compare(question, |chains, expected| {
            let (graph, rooted) = (chains.graph(), chains.graph().rooted());
            let is_first = |event: &EventId| expected.iter().all(|hop| hop.1 != event.index());
            let first: Vec<_> = graph.node_identifiers().filter(is_first).map(Some).collect();
            equal("first", rooted.neighbors(None).collect(), first)?;
            let nodes = || rooted.node_identifiers();
            let out = nodes().flat_map(|from| rooted.neighbors(from).map(move |to| (from, to)));
            let into = nodes()
                .flat_map(|to| rooted.neighbors_directed(to, Incoming).map(move |from| (from, to)));
            equal("mirrored", into.collect(), out.collect::<BTreeSet<_>>())?;
            let places = nodes().map(|node| rooted.to_index(node));
            equal("indices", places.collect(), (0..rooted.node_bound()).collect::<Vec<_>>())?;
            let back = (0..rooted.node_bound()).map(|index| rooted.from_index(index));
            equal("nodes", back.collect(), nodes().collect::<Vec<_>>())
        })
    });
}

/// Returns the index of an event in an order.
fn place(order: &[usize], event: usize) -> usize {
    order.iter().position(|at| *at == event).unwrap()
}

#[test]
fn petgraph_finds_no_cycle() {
    check(300, |question| {
        compare(question, |chains, expected| {
            let graph = chains.graph();
            let order = toposort(graph, None).map_err(|cycle| format!("{cycle:?}"))?;
            equal("sorted", order.len(), graph.node_count())?;
            let order = ids(order.into_iter());
            for (earlier, later, _) in expected {
                if place(&order, *earlier) > place(&order, *later) {
                    return Err(format!("{earlier} is sorted after {later}"));
                }
            }
            let rooted = toposort(graph.rooted(), None).map_err(|cycle| format!("{cycle:?}"))?;
            equal("root", (rooted.len(), rooted[0]), (graph.node_count() + 1, None))?;
            equal("circles", is_cyclic_directed(graph), false)?;
            equal("components", tarjan_scc(graph).len(), graph.node_count())
        })
    });
}

/// Returns the events that can be reached from the given ones along hops, as indexes in order of
/// recording, without passing the event `without`.
fn reached(from: &[usize], hops: &[Expected], without: Option<usize>) -> BTreeSet<usize> {
    let passes = |event: &usize| Some(*event) != without;
    let mut reached: BTreeSet<_> = from.iter().copied().filter(passes).collect();
    // Hops are in order of the later event, so that one pass suffices.
    for (earlier, later, _) in hops {
        if reached.contains(earlier) && passes(later) {
            reached.insert(*later);
        }
    }
    reached
}

#[test]
fn events_reached_by_dijkstra_are_at_the_distance_of_their_gap() {
    check(300, |question| {
        let timeline = build(&question.drafts);
        compare(question, |chains, expected| {
            for start in chains.events() {
                let graph = chains.graph();
                let after = dijkstra(graph, start.id(), None, |hop| hop.weight().gap());
                let events: BTreeSet<_> = after.keys().map(|event| event.index()).collect();
                equal("reached", events, reached(&[start.id().index()], expected, None))?;
                for (event, gap) in after {
                    let end = timeline.event(event);
                    equal("span", gap, end.earliest() - start.earliest())?;
                }
            }
            Ok(())
        })
    });
}

#[test]
fn dominators_are_the_events_on_every_path() {
    check(300, |question| {
        compare(question, |chains, expected| {
            let graph = chains.graph();
            let events = ids(graph.node_identifiers());
            let is_first = |event: &usize| expected.iter().all(|(_, later, _)| later != event);
            let first: Vec<_> = events.iter().copied().filter(is_first).collect();
            let dominators = simple_fast(graph.rooted(), None);
            for event in graph.node_identifiers() {
                let actual = dominators.dominators(Some(event)).unwrap().flatten();
                let cuts =
                    |at: &usize| !reached(&first, expected, Some(*at)).contains(&event.index());
                equal(
                    "passed",
                    actual.map(EventId::index).collect::<BTreeSet<_>>(),
                    events.iter().copied().filter(cuts).collect(),
                )?;
            }
            Ok(())
        })
    });
}

#[test]
fn the_graph_of_a_timeline_has_the_recorded_actors_events_and_links() {
    check(150, |question| {
        let timeline = build(&question.drafts);
        let graph = timeline.to_graph();
        let mut nodes: Vec<_> = timeline.actors().map(|actor| Node::Actor(actor.id())).collect();
        let mut events: Vec<EventRef<'_>> = timeline.events().collect();
        events.sort_by_key(EventRef::id);
        nodes.extend(events.iter().map(|event| Node::Event(event.id())));
        equal("nodes", graph.node_weights().copied().collect(), nodes)?;

        let edges = graph
            .edge_references()
            .map(|edge| (graph[edge.source()], *edge.weight(), graph[edge.target()]));
        let (mut done, mut linked, mut belonging) = (Vec::new(), Vec::new(), Vec::new());
        for edge in edges {
            match edge {
                (Node::Actor(by), Edge::Source, Node::Event(event)) => done.push((event, true, by)),
                (Node::Event(event), Edge::Target, Node::Actor(on)) => {
                    done.push((event, false, on));
                }
                (Node::Event(from), Edge::Link { relation, .. }, Node::Event(to)) => {
                    linked.push((from.index(), relation, to.index()));
                }
                (Node::Actor(one), Edge::Membership { kind, nth }, Node::Actor(whole)) => {
                    belonging.push((one.index(), nth, kind, whole.index()));
                }
                _ => return Err(format!("{edge:?}")),
            }
        }
        let parties = |event: &EventRef<'_>| {
            let of = |by: bool, actor| (event.id(), by, actor);
            let (sources, targets) = (event.sources().iter(), event.targets().iter());
            sources
                .map(|by| of(true, *by))
                .chain(targets.map(|on| of(false, *on)))
                .collect::<Vec<_>>()
        };
        equal("parties", done, events.iter().flat_map(parties).collect())?;
        let links = question.drafts.links.iter();
        equal("links", linked, links.map(|link| (link.from, link.relation, link.to)).collect())?;
        let actors = question.drafts.actors.iter().enumerate();
        let expected = actors.flat_map(|(one, actor)| {
            let memberships = actor.memberships.iter().enumerate();
            memberships.map(move |(nth, membership)| (one, nth, membership.kind, membership.of))
        });
        equal("memberships", belonging, expected.collect())
    });
}
