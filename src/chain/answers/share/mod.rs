//! How many chains pass through each event.

pub(crate) mod path_counts;
#[expect(clippy::module_inception, reason = "the public face of the room")]
pub(crate) mod share;
