//! Names of events and chains that stay the same while more events are recorded.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::safe_text::isolated;

/// The name of an event in a [`Watch`](super::Watch): its key or, if it has none, its number in the order of recording.
///
/// A name stays the same whatever is recorded, revised or withdrawn later. It is serialized as a text or a number.
///
/// ```
/// use escalade::watch::EventName;
///
/// let names = [EventName::Key("raid".to_owned()), EventName::Number(7)];
/// assert_eq!(serde_json::to_string(&names).unwrap(), r#"["raid",7]"#);
/// assert_eq!(names.map(|name| name.to_string()), ["raid", "#7"]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum EventName {
    /// The key of the event.
    Key(String),
    /// The number of the event in the order of recording, counted from 0, if it has no key.
    Number(u32),
}

/// Writes the key, or the number as `#7`.
impl fmt::Display for EventName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(key) => f.pad(&isolated(key)),
            Self::Number(number) => f.pad(&format!("#{number}")),
        }
    }
}

/// The names of the events of a chain, from the first to the last, by which it is the same chain in different states of
/// a [`Watch`](super::Watch).
///
/// ```
/// use escalade::watch::ChainKey;
///
/// let key: ChainKey = serde_json::from_str(r#"["raid",7]"#).unwrap();
/// assert_eq!(key.to_string(), "raid > #7");
/// assert_eq!(key.events().len(), 2);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ChainKey(pub(super) Vec<EventName>);

impl ChainKey {
    /// Returns the names of the events, from the first to the last.
    pub fn events(&self) -> &[EventName] {
        &self.0
    }
}

/// Writes the names of the events, separated by `>`.
impl fmt::Display for ChainKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        for (nth, event) in self.0.iter().enumerate() {
            if nth > 0 {
                text.push_str(" > ");
            }
            text.push_str(&event.to_string());
        }
        f.pad(&text)
    }
}
