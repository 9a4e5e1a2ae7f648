//! Event timelines.
mod chain;
mod error;
mod model;
pub mod scale;
mod timeline;

pub use chain::*;
pub use error::{Error, ErrorKind, Issue, MAX_ISSUES, Place};
pub use model::*;
pub use timeline::{ActorRef, EventRef, Granularity, Timeline, TimelineBuilder, View, ViewStep};
