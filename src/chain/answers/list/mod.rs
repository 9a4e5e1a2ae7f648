//! Listing chains one by one.

pub(crate) mod antecedent_cache;
pub(crate) mod bookmark;
pub(crate) mod borrowed_chain;
pub(crate) mod distinct_actors;
pub(crate) mod iter;
pub(crate) mod pruning;
pub(crate) mod walk;
