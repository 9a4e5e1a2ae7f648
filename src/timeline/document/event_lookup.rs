//! How the records of a file of lines find the events they refer to.

use super::{event_numbers::EventNumbers, forms::EventKey};
use crate::model::EventId;

/// The key of an event, and the path of the field with that key.
pub(super) type Reference = (EventKey, String);

/// How the records of a file of lines find events.
pub(super) enum EventLookup<'d> {
    /// Later: references are collected, and each gets a placeholder id.
    Deferred(Vec<Reference>),
    /// At once, in the builder or by number.
    Immediate(&'d EventNumbers),
}

/// Returns the placeholder id of the nth deferred reference. No event has such an id, as events are
/// numbered from 0.
pub(super) fn placeholder_id(nth: usize) -> EventId {
    EventId(u32::MAX - nth as u32)
}
