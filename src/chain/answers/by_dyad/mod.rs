//! Chains and hops counted by the dyads in which they end.

#[expect(clippy::module_inception, reason = "the public face of the room")]
pub(crate) mod by_dyad;
pub(crate) mod counting;
