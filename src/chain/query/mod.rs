//! Queries: the definition of a chain, as data.

pub(crate) mod bounds;
pub(crate) mod check;
pub(crate) mod check_steps;
pub(crate) mod hops;
#[expect(clippy::module_inception, reason = "the file of the type `Query`")]
pub(crate) mod query;
pub(crate) mod rule;
pub(crate) mod seconds;
pub(crate) mod serialized;
pub(crate) mod step;
pub(crate) mod steps;
pub(crate) mod steps_text;
pub(crate) mod text;
