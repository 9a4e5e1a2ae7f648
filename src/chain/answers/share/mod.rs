//! The number of chains through each event.

pub(crate) mod path_counts;
#[expect(clippy::module_inception, reason = "the answer itself")]
pub(crate) mod share;
