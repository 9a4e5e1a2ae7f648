//! The number of chains, counted without listing them.

#[expect(clippy::module_inception, reason = "the answer itself")]
mod count;
pub(crate) mod counting;
