//! What a file of coded data tells of a row besides what happened.

use std::{fmt, str::FromStr};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Issue};

/// How much was written of an event, whether it led its article, and when it was taken up: what files
/// of coded data tell of a row besides what happened. Whatever a file does not tell is not stated.
///
/// ```
/// use chrono::NaiveDate;
/// use escalade::{Actor, Event, Extras, Means, Timeline};
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
    /// Nothing stated.
    pub const fn new() -> Self {
        Self { mentions: None, sources: None, articles: None, root: None, added: None }
    }

    /// How often it was mentioned, in all articles together.
    pub const fn with_mentions(mut self, mentions: u64) -> Self {
        self.mentions = Some(mentions);
        self
    }

    /// How many sources of news told it.
    pub const fn with_sources(mut self, sources: u64) -> Self {
        self.sources = Some(sources);
        self
    }

    /// How many articles told it.
    pub const fn with_articles(mut self, articles: u64) -> Self {
        self.articles = Some(articles);
        self
    }

    /// Whether it is a root event: one told in the lead of an article, and so rather of weight.
    pub const fn with_root(mut self, root: bool) -> Self {
        self.root = Some(root);
        self
    }

    /// The day on which the file took it up.
    pub const fn with_added(mut self, added: NaiveDate) -> Self {
        self.added = Some(Day(added));
        self
    }

    /// How often it was mentioned, in all articles together.
    pub const fn mentions(&self) -> Option<u64> {
        self.mentions
    }

    /// How many sources of news told it.
    pub const fn sources(&self) -> Option<u64> {
        self.sources
    }

    /// How many articles told it.
    pub const fn articles(&self) -> Option<u64> {
        self.articles
    }

    /// Whether it is a root event: one told in the lead of an article, and so rather of weight.
    pub const fn is_root(&self) -> Option<bool> {
        self.root
    }

    /// The day on which the file took it up.
    pub fn added(&self) -> Option<NaiveDate> {
        self.added.map(|day| day.0)
    }

    /// Whether nothing is stated.
    pub fn is_empty(&self) -> bool {
        *self == Self::new()
    }

    /// Those of one event told twice: counts add up, it is a root event if it is one anywhere, and was
    /// taken up when it first was. What is stated of one alone is what is stated of both.
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

/// What is stated, in words: `10 mentions, 7 articles, root event, added 2024-04-13`.
impl fmt::Display for Extras {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts =
            [("mentions", self.mentions), ("sources", self.sources), ("articles", self.articles)];
        let counts = counts.into_iter().filter_map(|(of, count)| Some(format!("{} {of}", count?)));
        let root = self.root.map(|root| if root { "root event" } else { "no root event" });
        let added = self.added().map(|day| format!("added {day}"));
        let told: Vec<_> = counts.chain(root.map(str::to_owned)).chain(added).collect();
        f.write_str(&told.join(", "))
    }
}

/// A day, as it is written.
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
