//! The hop graph for petgraph.

pub(crate) mod each_hop;
pub(crate) mod edge;
pub(crate) mod hop_graph;
pub(crate) mod rooted;
pub(crate) mod visit;
pub(crate) mod visited;

pub use edge::{HopRef, HopWeight};
pub use hop_graph::HopGraph;
pub use rooted::RootedHopGraph;
pub use visit::{EachNode, EdgeReferences};
pub use visited::Visited;
