//! What coded data states about the coverage of an event.

use std::{fmt, str::FromStr};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Issue};

/// The coverage of an event in coded data: mentions, sources, articles, whether it is a root event,
/// and the day it was added.
///
/// Values that a file does not state are `None`.
///
/// ```
/// use chrono::NaiveDate;
/// use escalade::{Actor, Event, Means, Timeline, model::Extras};
///
/// let mut builder = Timeline::builder();
/// let iran = builder.add_actor(Actor::new("IRN"));
/// let extras = Extras::new().with_mentions(10).with_root(true);
/// builder.add_event(Event::attack(iran, "2024-04-13", Means::Drone).with_extras(extras));
/// let timeline = builder.build()?;
/// let event = timeline.event_at(0);
/// assert_eq!((event.extras().mentions(), event.extras().is_root()), (Some(10), Some(true)));
/// assert_eq!((event.extras().articles(), event.lag()), (None, None), "not stated");
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[must_use]
pub struct Extras {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) mentions: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sources: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) articles: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) root: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) added: Option<Day>,
}

impl Extras {
    /// Creates extras without any value.
    pub const fn new() -> Self {
        Self { mentions: None, sources: None, articles: None, root: None, added: None }
    }

    /// Sets the number of mentions in all articles together.
    pub const fn with_mentions(mut self, mentions: u64) -> Self {
        self.mentions = Some(mentions);
        self
    }

    /// Sets the number of news sources that report the event.
    pub const fn with_sources(mut self, sources: u64) -> Self {
        self.sources = Some(sources);
        self
    }

    /// Sets the number of articles that report the event.
    pub const fn with_articles(mut self, articles: u64) -> Self {
        self.articles = Some(articles);
        self
    }

    /// Sets whether the event is a root event: one reported in the lead of an article, which
    /// suggests importance.
    pub const fn with_root(mut self, root: bool) -> Self {
        self.root = Some(root);
        self
    }

    /// Sets the day on which the data set added the event.
    pub const fn with_added(mut self, added: NaiveDate) -> Self {
        self.added = Some(Day(added));
        self
    }

    /// Returns the number of mentions in all articles together, if stated.
    pub const fn mentions(&self) -> Option<u64> {
        self.mentions
    }

    /// Returns the number of news sources that report the event, if stated.
    pub const fn sources(&self) -> Option<u64> {
        self.sources
    }

    /// Returns the number of articles that report the event, if stated.
    pub const fn articles(&self) -> Option<u64> {
        self.articles
    }

    /// Returns whether the event is a root event (one reported in the lead of an article), if
    /// stated.
    pub const fn is_root(&self) -> Option<bool> {
        self.root
    }

    /// Returns the day on which the data set added the event, if stated.
    pub fn added(&self) -> Option<NaiveDate> {
        self.added.map(|day| day.0)
    }

    /// Returns `true` if no value is stated.
    pub fn is_empty(&self) -> bool {
        *self == Self::new()
    }

    /// Combines the extras of two records of the same event.
    ///
    /// Counts are added up. The event is a root event if either record says so, and the earlier day
    /// counts as the day it was added. A value stated by only one record is kept.
    pub(crate) fn and(self, other: Self) -> Self {
        fn either<T>(one: Option<T>, other: Option<T>, both: impl Fn(T, T) -> T) -> Option<T> {
            match (one, other) {
                (Some(one), Some(other)) => Some(both(one, other)),
                (one, other) => one.or(other),
            }
        }
        Self {
            mentions: either(self.mentions, other.mentions, u64::saturating_add),
            sources: either(self.sources, other.sources, u64::saturating_add),
            articles: either(self.articles, other.articles, u64::saturating_add),
            root: either(self.root, other.root, |one, other| one || other),
            added: either(self.added, other.added, Ord::min),
        }
    }
}

/// Writes the stated values: `10 mentions, 7 articles, root event, added 2024-04-13`.
impl fmt::Display for Extras {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        for (of, count) in
            [("mentions", self.mentions), ("sources", self.sources), ("articles", self.articles)]
        {
            if let Some(count) = count {
                parts.push(format!("{count} {of}"));
            }
        }
        if let Some(root) = self.root {
            parts.push(if root { "root event" } else { "not a root event" }.to_owned());
        }
        if let Some(day) = self.added() {
            parts.push(format!("added {day}"));
        }
        f.write_str(&parts.join(", "))
    }
}

/// A day that is serialized as `YYYY-MM-DD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Day(pub(crate) NaiveDate);

impl TryFrom<String> for Day {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        NaiveDate::from_str(&text).map(Self).map_err(|_| {
            let remedy = "write it as 2024-04-13";
            Error::value(Issue::new("added", text, "a day of the calendar", remedy))
        })
    }
}
