//! Numbers as people report them.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::safe_text::on_one_line;

/// A number as people report it: exact, bounded, rounded, or only in words.
///
/// ```
/// use escalade::Amount;
///
/// assert_eq!(Amount::exactly(16).to_string(), "16");
/// assert_eq!(Amount::at_least(30).to_string(), "30 or more");
/// assert_eq!(Amount::in_words("nearly all").to_string(), "nearly all");
/// assert_eq!(Amount::about(170).least(), Some(170));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "WrittenAmount", into = "WrittenAmount")]
pub struct Amount {
    least: Option<u64>,
    most: Option<u64>,
    about: bool,
    words: Option<String>,
}

impl Amount {
    /// Exactly so many.
    pub fn exactly(number: u64) -> Self {
        Self { least: Some(number), most: Some(number), about: false, words: None }
    }

    /// A round figure.
    pub fn about(number: u64) -> Self {
        Self { about: true, ..Self::exactly(number) }
    }

    /// So many or more.
    pub fn at_least(number: u64) -> Self {
        Self { least: Some(number), most: None, about: false, words: None }
    }

    /// From one number to another, both included.
    pub fn between(least: u64, most: u64) -> Self {
        Self { least: Some(least), most: Some(most), about: false, words: None }
    }

    /// Words alone: "most", "nearly all".
    pub fn in_words(words: impl Into<String>) -> Self {
        Self { least: None, most: None, about: false, words: Some(words.into()) }
    }

    /// Adds the words used to a number.
    pub fn worded(mut self, words: impl Into<String>) -> Self {
        self.words = Some(words.into());
        self
    }

    /// The least it can be.
    pub fn least(&self) -> Option<u64> {
        self.least
    }

    /// The most it can be.
    pub fn most(&self) -> Option<u64> {
        self.most
    }

    /// Whether it is a round figure.
    pub fn is_about(&self) -> bool {
        self.about
    }

    /// The whole numbers it can be, up to the most there is: of a round figure a tenth more or less,
    /// rounded to the inside. Nothing where words alone are given.
    ///
    /// ```
    /// use escalade::Amount;
    ///
    /// assert_eq!(Amount::about(170).range(u64::MAX), Some((153, 187)));
    /// assert_eq!(Amount::at_least(51).worded("most").range(100), Some((51, 100)));
    /// assert_eq!(Amount::in_words("most").range(100), None);
    /// ```
    pub fn range(&self, greatest: u64) -> Option<(u64, u64)> {
        if self.least.is_none() && self.most.is_none() {
            return None;
        }
        let (least, most) = (self.least.unwrap_or(0), self.most.unwrap_or(greatest));
        let spare = |bound: u64| if self.about { bound / 10 } else { 0 };
        Some((least - spare(least), most.saturating_add(spare(most)).min(greatest)))
    }

    /// The words used.
    pub fn words(&self) -> Option<&str> {
        self.words.as_deref()
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(words) = &self.words {
            return f.write_str(&on_one_line(words));
        }
        let about = if self.about { "about " } else { "" };
        match (self.least, self.most) {
            (Some(least), Some(most)) if least == most => write!(f, "{about}{least}"),
            (Some(least), Some(most)) => write!(f, "{least} to {most}"),
            (Some(least), None) => write!(f, "{least} or more"),
            (None, Some(most)) => write!(f, "at most {most}"),
            (None, None) => f.write_str("an unknown number"),
        }
    }
}

/// In a file an exact number is a number, words are a text, and the rest is an object.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum WrittenAmount {
    Exact(u64),
    Words(String),
    Bounds {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        least: Option<u64>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        most: Option<u64>,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        about: bool,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        words: Option<String>,
    },
}

impl From<WrittenAmount> for Amount {
    fn from(written: WrittenAmount) -> Self {
        match written {
            WrittenAmount::Exact(number) => Self::exactly(number),
            WrittenAmount::Words(words) => Self::in_words(words),
            WrittenAmount::Bounds { least, most, about, words } => {
                Self { least, most, about, words }
            }
        }
    }
}

impl From<Amount> for WrittenAmount {
    fn from(amount: Amount) -> Self {
        match amount {
            Amount { least: Some(least), most: Some(most), about: false, words: None }
                if least == most =>
            {
                Self::Exact(least)
            }
            Amount { least: None, most: None, about: false, words: Some(words) } => {
                Self::Words(words)
            }
            Amount { least, most, about, words } => Self::Bounds { least, most, about, words },
        }
    }
}
