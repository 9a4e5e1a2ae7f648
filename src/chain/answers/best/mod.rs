//! The best chains by a rank: the best one, the next best ones, and those without a common event.

pub(crate) mod best_paths;
pub(crate) mod disjoint;
pub(crate) mod groups;
pub(crate) mod k_best;
pub(crate) mod objective;
pub(crate) mod rank;
pub(crate) mod search;
pub(crate) mod surest;
pub(crate) mod top;
