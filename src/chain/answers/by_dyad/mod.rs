//! Chains and hops by the dyads of the events in which they end.

#[expect(clippy::module_inception, reason = "the answer itself")]
pub(crate) mod by_dyad;
pub(crate) mod counting;
