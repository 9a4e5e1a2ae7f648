//! Scales of severity, and the vocabularies of codes they are defined on.
//!
//! A [`Scale`] assigns a [`Level`](crate::Level) to an event, or none. If there are several sources
//! for the level of an event, the first of these is used:
//!
//! 1. the level that the coder assigned on this scale;
//! 2. the score that the file states for the event;
//! 3. the table of the scale, where a code without a score has that of its nearest ancestor with
//!    one.

mod built_in;
pub(crate) mod by_spec;
mod code_info;
mod code_tables;
mod crosswalk;
mod fatalities;
mod flat;
mod goldstein;
mod hostility;
mod kahn;
mod named;
mod plover;
mod quad_class;
mod range;
#[expect(clippy::module_inception, reason = "the file of the trait `Scale`")]
mod scale;
mod spec;
mod threshold;

pub use built_in::{NAMES, by_name};
pub use code_info::{CodeInfo, PLOVER_CONTEXTS, codes};
pub use crosswalk::Crosswalk;
pub use fatalities::{Deaths, Fatalities};
pub use flat::Flat;
pub use goldstein::{Goldstein, GoldsteinTable};
pub use hostility::Hostility;
pub use kahn::{Kahn, KahnWithCrosswalk, Rung};
pub use named::{NamedScale, named};
pub use plover::Plover;
pub use quad_class::QuadClass;
pub use scale::{Scale, ScoredEvent};
pub use spec::ScaleSpec;
pub use threshold::Threshold;

pub(crate) use by_spec::is_same;
pub(crate) use code_tables::{act_of, is_known};
#[cfg(feature = "csv")]
pub(crate) use code_tables::{cameo_named, has_cameo_score};
pub(crate) use range::violated_range;
