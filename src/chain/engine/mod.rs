//! The engine: which node follows which, and how values are passed along hops.
//!
//! The hop graph is never stored. A rule is a pair of keys, one of the earlier node and one of the later, so
//! that the antecedents of a node are *equal key × range of time × trend*: found in an index one node at a
//! time ([`hops`], [`successors`]), or swept for all nodes at once ([`sweep`]). Answers pass values along hops
//! ([`pass`]) without knowing which of the two is used.

pub(crate) mod cancellation;
#[expect(clippy::module_inception, reason = "the engine itself")]
pub(crate) mod engine;
pub(crate) mod hop_source;
mod hops;
pub(crate) mod index;
pub(crate) mod layers;
pub(crate) mod monoid;
pub(crate) mod node_map;
pub(crate) mod pass;
pub(crate) mod scope;
pub(crate) mod steps;
mod successors;
pub(crate) mod sweep;
pub(crate) mod terms;
pub(crate) mod tuning;
pub(crate) mod values;
