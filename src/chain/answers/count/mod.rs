//! How many chains there are, counted without listing them.

#[expect(clippy::module_inception, reason = "the public face of the room")]
mod count;
pub(crate) mod counting;
