//! Who is drawn in by an actor or an event, and who led to it.

pub(crate) mod estimate;
pub(crate) mod follow;
pub(crate) mod least;
pub(crate) mod printing;
#[expect(clippy::module_inception, reason = "the type `Reach`")]
pub(crate) mod reach;
pub(crate) mod reached;
pub(crate) mod sizes;
