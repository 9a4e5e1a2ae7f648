//! A timeline as a document: by keys instead of ids, in the words that files use.
//!
//! Reading is [`Document::build`], which reports every problem at once; writing is canonical, so
//! that reading what was written and writing it again changes nothing.

mod actors;
mod entry;
mod form;
#[cfg_attr(not(feature = "json"), allow(dead_code))]
mod lines;
pub(super) mod near;
mod parts;
mod path;
mod reading;
mod writing;

#[cfg(feature = "json")]
pub(crate) use entry::{ActorEntry, CoveredEntry, EventEntry, LinkEntry};
#[cfg(feature = "json")]
pub(crate) use lines::Waiting;
pub(crate) use near::nearest;

pub(crate) use entry::Document;
pub(crate) use reading::Unread;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use super::Timeline;

/// The version of the format that is written, and the only one that is read.
pub(crate) const VERSION: u64 = 1;

/// Writes the native document: actors, events and links by their keys.
///
/// ```
/// use escalade::{Actor, Event, Means, Timeline};
///
/// let mut builder = Timeline::builder();
/// let iran = builder.add_actor(Actor::new("IRN"));
/// builder.add_event(Event::attack(iran, "2024-04-13", Means::Drone).with_key("barrage"));
/// let written = serde_json::to_value(builder.build()?).unwrap();
/// assert_eq!(written["events"][0]["source"], "IRN");
/// # Ok::<(), escalade::Error>(())
/// ```
impl Serialize for Timeline {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        writing::Written::of(self).serialize(serializer)
    }
}

/// Reads the native document and checks it as [`build`](crate::TimelineBuilder::build) does.
///
/// Keys may be used before the actor or event that bears them is described.
///
/// ```
/// use escalade::Timeline;
///
/// let text = r#"{
///     "actors": [{ "key": "IRN" }],
///     "events": [{ "when": "2024-04-13", "attack": "drone", "source": "IRM" }]
/// }"#;
/// let error = serde_json::from_str::<Timeline>(text).unwrap_err().to_string();
/// assert!(error.contains("events/0/source"), "{error}");
/// assert!(error.contains("IRN"), "it suggests the nearest key: {error}");
/// ```
impl<'de> Deserialize<'de> for Timeline {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Document::deserialize(deserializer)?.build(&Unread::default()).map_err(D::Error::custom)
    }
}
