//! The native document of a timeline. It refers to actors and events by key, not by id.
//!
//! `Document::build` reads it and reports every problem at once. Writing is canonical: reading a
//! written document and writing it again gives the same document.

mod actors;
mod duration;
mod entry;
mod event_lookup;
mod event_numbers;
mod field_path;
mod forms;
#[cfg(feature = "arrow")]
mod kept;
#[cfg_attr(not(feature = "json"), allow(dead_code))]
mod lines;
mod parts;
mod reading;
mod record;
mod references;
#[cfg(feature = "journal")]
mod replaying;
#[cfg(feature = "watch")]
mod single;
mod writing;

#[cfg(feature = "watch")]
pub(crate) use super::did_you_mean::ACTOR_OF_TIMELINE;
pub(crate) use super::did_you_mean::nearest;
#[cfg(all(feature = "watch", feature = "json"))]
pub(crate) use entry::LinkEntry;
#[cfg(feature = "json")]
pub(crate) use entry::{ActorEntry, CoveredEntry, Document, EventEntry};
#[cfg(feature = "watch")]
pub(crate) use forms::EventKey;
#[cfg(feature = "arrow")]
pub(in crate::timeline) use kept::{DocumentRest, KeptReader};
#[cfg(feature = "json")]
pub(crate) use lines::PendingRecords;
#[cfg(feature = "json")]
pub(crate) use reading::Unread;
#[cfg(feature = "watch")]
pub(crate) use single::UNKNOWN_EVENT;
#[cfg(feature = "journal")]
pub(crate) use {
    entry::ReportEntry,
    writing::{EntryWriter, KeyOfEvent},
};
