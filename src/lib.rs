//! Event timelines.
mod error;
mod model;
pub mod scale;
mod timeline;

pub use error::{Error, ErrorKind, Issue, MAX_ISSUES, Place};
pub use model::*;
pub use timeline::{ActorRef, EventRef, Granularity, Timeline, TimelineBuilder, View, ViewStep};
