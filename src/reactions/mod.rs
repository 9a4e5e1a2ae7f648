//! Reactions to the events of a chain, and its off-ramps.

pub(crate) mod bystander;
mod collect;
pub(crate) mod methods;
pub(crate) mod printing;
mod silences;
pub(crate) mod types;

pub use types::{
    Interval, NextEvent, OffRamp, OffRampKind, OffRamps, Reaction, ReactionCount, ReactionKind,
    Reactions, Silence,
};
