#![doc = include_str!("guide.md")]
//!
//! # `drawing` and `labels`
//!
//! The examples share these two functions. They also import every name of the crate.
//!
//! ```
#![doc = include_str!("drawing.rs")]
//! # fn main() {}
//! ```

#[doc = include_str!("rules.md")]
pub mod rules {}

#[doc = include_str!("time.md")]
pub mod time {}

#[doc = include_str!("severity.md")]
pub mod severity {}

#[doc = include_str!("between.md")]
pub mod between {}

#[doc = include_str!("actors.md")]
pub mod actors {}

#[doc = include_str!("vocabularies.md")]
pub mod vocabularies {}

#[doc = include_str!("bounds.md")]
pub mod bounds {}

#[doc = include_str!("sequences.md")]
pub mod sequences {}

#[doc = include_str!("confidence.md")]
pub mod confidence {}

#[doc = include_str!("crisis.md")]
#[doc = include_str!("crisis.rs")]
#[doc = include_str!("crisis_queries.md")]
pub mod crisis {}

#[doc = include_str!("views.md")]
pub mod views {}

#[doc = include_str!("graphs.md")]
pub mod graphs {}

#[doc = include_str!("files.md")]
pub mod files {}

#[doc = include_str!("cost.md")]
pub mod cost {}

#[cfg_attr(feature = "distributed", doc = include_str!("scale.md"))]
#[cfg_attr(not(feature = "distributed"), doc = "This chapter needs the feature `distributed`.")]
pub mod scale {}

#[cfg_attr(feature = "chance", doc = include_str!("chance.md"))]
#[cfg_attr(not(feature = "chance"), doc = "This chapter needs the feature `chance`.")]
pub mod chance {}

#[cfg_attr(feature = "why-not", doc = include_str!("why_not.md"))]
#[cfg_attr(not(feature = "why-not"), doc = "This chapter needs the feature `why-not`.")]
pub mod why_not {}

#[cfg_attr(feature = "motifs", doc = include_str!("motifs.md"))]
#[cfg_attr(not(feature = "motifs"), doc = "This chapter needs the feature `motifs`.")]
pub mod motifs {}

#[doc = include_str!("reach.md")]
pub mod reach {}

#[cfg_attr(feature = "watch", doc = include_str!("watch.md"))]
#[cfg_attr(not(feature = "watch"), doc = "This chapter needs the feature `watch`.")]
pub mod watch {}

#[cfg_attr(feature = "arrow", doc = include_str!("tables.md"))]
#[cfg_attr(not(feature = "arrow"), doc = "This chapter needs the feature `arrow`.")]
pub mod tables {}

#[doc = include_str!("glossary.md")]
pub mod glossary {}

#[doc = include_str!("design.md")]
pub mod design {}
