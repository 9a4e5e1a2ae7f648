//! How many chains there are of each length.

#[expect(clippy::module_inception, reason = "the public face of the room")]
mod by_length;
pub(crate) mod counting;
