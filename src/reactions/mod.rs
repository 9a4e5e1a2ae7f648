//! Reactions to the steps of a chain, and its off-ramps.

pub(crate) mod collect;
pub(crate) mod printing;
#[expect(clippy::module_inception, reason = "the public face of the room")]
pub(crate) mod reactions;

pub use reactions::{
    Followed, Interval, OffRamp, OffRampKind, OffRamps, Reaction, ReactionKind, Reactions, Silence,
};
