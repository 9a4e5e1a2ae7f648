//! Numbers as they are reported: exact, bounded, rounded, or in words only.

use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{self, MapAccess, Unexpected, Visitor},
};

use super::whole_object::whole_object;
use crate::safe_text::on_one_line;

/// A number as it is reported: exact, bounded, rounded, or in words only.
///
/// [`Display`](fmt::Display) prints the words if there are any, and the number otherwise.
///
/// ```
/// use escalade::model::Amount;
///
/// assert_eq!(Amount::exactly(16).to_string(), "16");
/// assert_eq!(Amount::at_least(30).to_string(), "30 or more");
/// assert_eq!(Amount::in_words("nearly all").to_string(), "nearly all");
/// assert_eq!(Amount::about(170).least(), Some(170));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(into = "SerializedAmount")]
pub struct Amount {
    least: Option<u64>,
    most: Option<u64>,
    about: bool,
    words: Option<String>,
}

impl Amount {
    /// Creates an exact amount.
    pub fn exactly(number: u64) -> Self {
        Self { least: Some(number), most: Some(number), about: false, words: None }
    }

    /// Creates a rounded amount.
    pub fn about(number: u64) -> Self {
        Self { about: true, ..Self::exactly(number) }
    }

    /// Creates an amount of `number` or more.
    pub fn at_least(number: u64) -> Self {
        Self { least: Some(number), most: None, about: false, words: None }
    }

    /// Creates an amount from `least` to `most`, both inclusive.
    ///
    /// Bounds in the wrong order are reported when the timeline is built.
    pub fn between(least: u64, most: u64) -> Self {
        Self { least: Some(least), most: Some(most), about: false, words: None }
    }

    /// States that the number or the bounds are rounded.
    ///
    /// ```
    /// use escalade::model::Amount;
    ///
    /// let amount = Amount::between(20, 30).rounded();
    /// assert_eq!((amount.to_string().as_str(), amount.range(u64::MAX)), ("about 20 to 30", Some((18, 33))));
    /// assert_eq!(Amount::exactly(170).rounded(), Amount::about(170));
    /// assert_eq!(Amount::at_least(300).rounded().to_string(), "about 300 or more");
    /// ```
    pub fn rounded(mut self) -> Self {
        self.about = true;
        self
    }

    /// Creates an amount given in words only, such as "most" or "nearly all".
    pub fn in_words(words: impl Into<String>) -> Self {
        Self { least: None, most: None, about: false, words: Some(words.into()) }
    }

    /// Sets the words in which the number was reported.
    pub fn worded(mut self, words: impl Into<String>) -> Self {
        self.words = Some(words.into());
        self
    }

    /// Returns the lower bound, or `None` if there is none. For a rounded amount, this is the
    /// rounded number itself.
    pub fn least(&self) -> Option<u64> {
        self.least
    }

    /// Returns the upper bound, or `None` if there is none. For a rounded amount, this is the
    /// rounded number itself.
    pub fn most(&self) -> Option<u64> {
        self.most
    }

    /// Returns `true` if the amount is rounded.
    pub fn is_about(&self) -> bool {
        self.about
    }

    /// Returns the range of whole numbers that the amount may stand for, both ends inclusive.
    ///
    /// `greatest` is the greatest possible value, such as 100 for a percentage. A rounded amount
    /// stands for a range of 10% in both directions, rounded towards the number. Returns `None` if
    /// the amount is given in words only.
    ///
    /// ```
    /// use escalade::model::Amount;
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
        let margin = |bound: u64| if self.about { bound / 10 } else { 0 };
        Some((least - margin(least), most.saturating_add(margin(most)).min(greatest)))
    }

    /// Returns the words in which the number was reported, if any.
    pub fn words(&self) -> Option<&str> {
        self.words.as_deref()
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let f: &mut dyn fmt::Write = f;
        if let Some(words) = &self.words {
            return f.write_str(&on_one_line(words));
        }
        let about = if self.about { "about " } else { "" };
        match (self.least, self.most) {
            (Some(least), Some(most)) if least == most => write!(f, "{about}{least}"),
            (Some(least), Some(most)) => write!(f, "{about}{least} to {most}"),
            (Some(least), None) => write!(f, "{about}{least} or more"),
            (None, Some(most)) => write!(f, "at most {about}{most}"),
            (None, None) => f.write_str("an unknown number"),
        }
    }
}

/// The serialized form: an exact number is a number, words alone are a string, and any other amount
/// is an object.
#[derive(Serialize)]
#[serde(untagged)]
enum SerializedAmount {
    Exact(u64),
    Words(String),
    Bounds(AmountBounds),
}

#[derive(Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct AmountBounds {
    #[serde(skip_serializing_if = "Option::is_none")]
    least: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    most: Option<u64>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    about: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    words: Option<String>,
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AnyForm;

        impl<'de> Visitor<'de> for AnyForm {
            type Value = Amount;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an amount")
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Amount, E> {
                Ok(Amount::exactly(number))
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Amount, E> {
                let unsigned = u64::try_from(number).map(Amount::exactly);
                unsigned.map_err(|_| E::invalid_value(Unexpected::Signed(number), &self))
            }

            fn visit_str<E: de::Error>(self, words: &str) -> Result<Amount, E> {
                Ok(Amount::in_words(words))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Amount, A::Error> {
                let AmountBounds { least, most, about, words } = whole_object(map, &self)?;
                Ok(Amount { least, most, about, words })
            }
        }

        deserializer.deserialize_any(AnyForm)
    }
}

impl From<Amount> for SerializedAmount {
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
            Amount { least, most, about, words } => {
                Self::Bounds(AmountBounds { least, most, about, words })
            }
        }
    }
}

#[cfg(all(test, feature = "json"))]
mod tests {
    use super::Amount;

    #[test]
    fn a_document_and_the_builder_give_the_same_rounded_amounts() {
        for (amount, written, shown) in [
            (
                Amount::between(20, 30).rounded(),
                r#"{"least":20,"most":30,"about":true}"#,
                "about 20 to 30",
            ),
            (Amount::at_least(30).rounded(), r#"{"least":30,"about":true}"#, "about 30 or more"),
            (Amount::about(170), r#"{"least":170,"most":170,"about":true}"#, "about 170"),
            (
                Amount::between(20, 30).rounded().worded("some"),
                r#"{"least":20,"most":30,"about":true,"words":"some"}"#,
                "some",
            ),
        ] {
            assert_eq!(serde_json::to_string(&amount).expect("data"), written);
            assert_eq!(serde_json::from_str::<Amount>(written).expect("an amount"), amount);
            assert_eq!(amount.to_string(), shown);
        }
        let most: Amount = serde_json::from_str(r#"{"most":30,"about":true}"#).expect("an amount");
        assert_eq!(most.to_string(), "at most about 30");
    }
}
