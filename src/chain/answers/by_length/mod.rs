//! The number of chains of each length.

#[expect(clippy::module_inception, reason = "the answer itself")]
mod by_length;
pub(crate) mod counting;
