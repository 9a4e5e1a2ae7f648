//! The timeline: events collected by a builder, checked, stored in columns in order of time, and read
//! through views.

mod act_words;
mod blocs;
mod builder;
mod check;
pub(crate) mod claims;
mod columns;
#[cfg(feature = "watch")]
mod copying;
mod cover;
mod coverage;
mod cycles;
#[cfg(feature = "parquet")]
mod day_rows;
mod did_you_mean;
pub(crate) mod document;
mod event_keys;
pub(crate) mod evidence;
mod extras;
mod freeze;
pub(crate) mod graph;
mod index;
#[cfg(feature = "arrow")]
mod kept;
mod levels;
mod lookup;
mod membership;
#[cfg(feature = "names")]
mod named;
mod overlaps;
mod phases;
mod phrases;
mod predicate;
mod predicate_passes;
mod predicate_text;
mod refs;
mod removal;
mod roll_up;
mod store;
mod view;
mod window;

pub use blocs::{BlocMember, Blocs};
pub use builder::TimelineBuilder;
pub use coverage::{Coverage, CoveredPeriod};
pub use membership::Granularity;
pub use phases::Episode;
pub use phrases::EventInWords;
pub use predicate::Predicate;
pub use refs::{ActorRef, EventRef};
pub use store::Timeline;
pub use view::{Field, StepTally, View, ViewStep};
pub use window::Window;

#[cfg(feature = "watch")]
pub(crate) use copying::EventCopier;
#[cfg(feature = "parquet")]
pub(crate) use day_rows::DayRows;
pub(crate) use levels::Levels;
pub(crate) use phrases::{Phrases, actor_list};
pub(crate) use predicate_passes::Passes;
pub(crate) use refs::Author;
pub(crate) use roll_up::{Belonging, Dyad, RollUp};
