//! The nodes of a query: the events that take part, with the dyads, levels and onsets that decide hops.

pub(crate) mod bounds;
pub(crate) mod build;
pub(crate) mod dyad_sets;
pub(crate) mod interruptions;
pub(crate) mod levels;
pub(crate) mod lists;
#[expect(clippy::module_inception, reason = "the nodes themselves")]
pub(crate) mod nodes;
pub(crate) mod onset_interval;
pub(crate) mod onsets;
pub(crate) mod rearranged;
