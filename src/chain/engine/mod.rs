//! The engine: which event follows which, and how values are passed along hops.

pub(crate) mod backward;
#[expect(clippy::module_inception, reason = "the engine itself")]
pub(crate) mod engine;
pub(crate) mod index;
pub(crate) mod layers;
pub(crate) mod monoid;
pub(crate) mod scope;
pub(crate) mod successors;
pub(crate) mod sweep;
