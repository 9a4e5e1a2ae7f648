//! The answers about the chains of a query: one module for each kind of answer.

pub(crate) mod best;
pub(crate) mod by_dyad;
pub(crate) mod by_length;
pub(crate) mod count;
pub(crate) mod list;
pub(crate) mod reach;
pub(crate) mod sample;
pub(crate) mod share;
pub(crate) mod summary;
