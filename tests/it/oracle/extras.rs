//! How many times an event is mentioned and when it was added to the data, and how these merge when
//! two records are one event.

use std::fmt;

use super::time::{Moment, RawWhen};

/// The extras of an event; `None` where not stated.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct RawExtras {
    pub(crate) mentions: Option<u64>,
    pub(crate) root: Option<bool>,
    /// The day on which the event was added to the data.
    pub(crate) added: Option<i64>,
}

impl RawExtras {
    /// Merges the extras of a second record of the same event.
    pub(super) fn and(&mut self, again: Self) {
        self.mentions = match (self.mentions, again.mentions) {
            (None, None) => None,
            (one, other) => Some(one.unwrap_or(0) + other.unwrap_or(0)),
        };
        if again.root.is_some() && self.root != Some(true) {
            self.root = again.root;
        }
        if again.added.is_some_and(|added| self.added.is_none_or(|before| added < before)) {
            self.added = again.added;
        }
    }
}

/// ` mentions=4 root=yes added=2024-04-05`.
impl fmt::Display for RawExtras {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(mentions) = self.mentions {
            write!(f, " mentions={mentions}")?;
        }
        if let Some(root) = self.root {
            write!(f, " root={}", if root { "yes" } else { "no" })?;
        }
        if let Some(day) = self.added {
            write!(f, " added={}", RawWhen::at(Moment::Day(day, None)))?;
        }
        Ok(())
    }
}
