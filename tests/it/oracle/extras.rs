//! How much was written of an event and when it was taken up: as drawn, and of two taken as one.

use std::fmt;

use super::time::{Moment, RawWhen};

/// Nothing where it is not stated.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct RawExtras {
    pub(crate) mentions: Option<u64>,
    pub(crate) root: Option<bool>,
    /// The day it was added.
    pub(crate) added: Option<i64>,
}

impl RawExtras {
    /// Those of one event that was taken up twice.
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
