//! Queries: the definition of a chain, as data.

pub(crate) mod bounds;
pub(crate) mod check;
pub(crate) mod hops;
#[expect(clippy::module_inception, reason = "the file of the type `Query`")]
pub(crate) mod query;
pub(crate) mod rule;
pub(crate) mod serialized;
pub(crate) mod text;
