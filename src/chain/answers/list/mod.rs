//! Listing chains one by one.

pub(crate) mod bookmark;
pub(crate) mod distinct_actors;
pub(crate) mod iter;
pub(crate) mod pruning;
pub(crate) mod recent;
pub(crate) mod walk;
