//! Confidence in percent, and the scales of words for it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Issue};

/// A confidence from 0 to 100 percent.
///
/// A confidence that is not stated is `None`, never 0. Conversions from and to the scales of words
/// follow STIX 2.1, appendix A (OASIS, 2021).
///
/// ```
/// use escalade::{Confidence, model::{Credibility, Dni, Wep}};
///
/// let likely = Confidence::from(Dni::VeryLikely);
/// assert_eq!(likely.percent(), 85);
/// assert_eq!(Wep::from(likely), Wep::HighlyLikely);
/// assert_eq!(Credibility::from(likely), Credibility::Confirmed);
/// assert!(Confidence::new(101).is_err());
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Confidence(u8);

impl Confidence {
    /// Creates a confidence in percent.
    ///
    /// # Errors
    ///
    /// Returns an error if `percent` is above 100.
    pub fn new(percent: u8) -> Result<Self, Error> {
        if percent <= 100 {
            return Ok(Self(percent));
        }
        let remedy = "scale it to percent, or leave it out where it is not stated";
        Err(Error::value(Issue::new("confidence", percent, "0 to 100", remedy)))
    }

    /// Returns the confidence in percent, from 0 to 100.
    pub fn percent(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for Confidence {
    type Error = Error;

    fn try_from(percent: u8) -> Result<Self, Error> {
        Self::new(percent)
    }
}

impl From<Confidence> for u8 {
    fn from(confidence: Confidence) -> Self {
        confidence.0
    }
}

impl fmt::Display for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}%", self.0)
    }
}

/// A confidence as an argument of a draft: a number in percent, or a value of one of the scales of
/// words.
///
/// Numbers are checked when the timeline is built.
///
/// ```
/// use escalade::model::{Credibility, GivenConfidence};
///
/// assert_eq!(GivenConfidence::from(Credibility::CannotBeJudged), GivenConfidence::NotStated);
/// assert_eq!(GivenConfidence::from(85), GivenConfidence::Percent(85));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GivenConfidence {
    /// A confidence in percent. A number outside 0 to 100 is reported when the timeline is built.
    Percent(i64),
    /// The confidence is not stated.
    NotStated,
}

impl GivenConfidence {
    /// Returns the number, valid or not.
    pub(crate) fn percent(self) -> Option<i64> {
        match self {
            Self::Percent(percent) => Some(percent),
            Self::NotStated => None,
        }
    }

    /// Returns the confidence, or `None` if it is not stated or out of range.
    ///
    /// In a timeline no confidence is out of range, because `build` checks them.
    pub(crate) fn checked(self) -> Option<Confidence> {
        match self {
            Self::Percent(percent @ 0..=100) => Some(Confidence(percent as u8)),
            _ => None,
        }
    }
}

impl From<i32> for GivenConfidence {
    fn from(percent: i32) -> Self {
        Self::Percent(percent.into())
    }
}

impl From<i64> for GivenConfidence {
    fn from(percent: i64) -> Self {
        Self::Percent(percent)
    }
}

impl From<Confidence> for GivenConfidence {
    fn from(confidence: Confidence) -> Self {
        Self::Percent(confidence.0.into())
    }
}

impl From<Credibility> for GivenConfidence {
    fn from(credibility: Credibility) -> Self {
        credibility.confidence().map_or(Self::NotStated, Self::from)
    }
}

/// Defines a scale of words for confidence. Each word has the percentage it converts to, and the
/// lowest percentage that converts to it.
macro_rules! word_scale {
    ($(#[$docs:meta])* $name:ident { $($(#[$word_docs:meta])* $word:ident = $percent:literal from $least:literal,)* }) => {
        $(#[$docs])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name { $($(#[$word_docs])* $word,)* }

        impl From<$name> for Confidence {
            fn from(word: $name) -> Self {
                Self(match word { $($name::$word => $percent,)* })
            }
        }

        impl From<$name> for GivenConfidence {
            fn from(word: $name) -> Self {
                Confidence::from(word).into()
            }
        }

        impl From<Confidence> for $name {
            fn from(confidence: Confidence) -> Self {
                let mut word = [$(Self::$word),*][0];
                $(if i16::from(confidence.0) >= $least { word = Self::$word; })*
                word
            }
        }
    };
}

word_scale! {
    /// The estimative words of the US Director of National Intelligence (ICD 203, 2015).
    ///
    /// The percentages given for each word are those of ICD 203; conversions follow STIX 2.1.
    ///
    /// ```
    /// use escalade::{Confidence, model::Dni};
    ///
    /// assert_eq!(Confidence::from(Dni::RoughlyEven).percent(), 50);
    /// assert_eq!(Dni::from(Confidence::new(72)?), Dni::Likely);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    Dni {
        /// Almost no chance, remote: 1% to 5%.
        AlmostNoChance = 5 from 0,
        /// Very unlikely, highly improbable: 5% to 20%.
        VeryUnlikely = 15 from 10,
        /// Unlikely, improbable: 20% to 45%.
        Unlikely = 30 from 20,
        /// Roughly even chance: 45% to 55%.
        RoughlyEven = 50 from 40,
        /// Likely, probable: 55% to 80%.
        Likely = 70 from 60,
        /// Very likely, highly probable: 80% to 95%.
        VeryLikely = 85 from 80,
        /// Almost certain, nearly certain: 95% to 99%.
        AlmostCertain = 95 from 90,
    }
}

word_scale! {
    /// Words of estimative probability (Kent, 1964), with the percentages of STIX 2.1.
    ///
    /// ```
    /// use escalade::{Confidence, model::Wep};
    ///
    /// assert_eq!(Confidence::from(Wep::Impossible).percent(), 0);
    /// assert_eq!(Wep::from(Confidence::new(100)?), Wep::Certain);
    /// # Ok::<(), escalade::Error>(())
    /// ```
    Wep {
        /// Impossible.
        Impossible = 0 from 0,
        /// Highly unlikely, almost certainly not.
        HighlyUnlikely = 10 from 1,
        /// Unlikely, probably not.
        Unlikely = 30 from 20,
        /// Even chance.
        EvenChance = 50 from 40,
        /// Likely, probable.
        Likely = 70 from 60,
        /// Highly likely, almost certain.
        HighlyLikely = 90 from 80,
        /// Certain.
        Certain = 100 from 100,
    }
}

/// The credibility of information in the Admiralty system (NATO AJP-2.1), 1 to 6.
///
/// ```
/// use escalade::{Confidence, model::Credibility};
///
/// assert_eq!(Credibility::ProbablyTrue.confidence(), Some(Confidence::new(70)?));
/// assert_eq!(Credibility::CannotBeJudged.confidence(), None);
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub enum Credibility {
    /// 1, confirmed by other sources.
    Confirmed = 1,
    /// 2, probably true.
    ProbablyTrue,
    /// 3, possibly true.
    PossiblyTrue,
    /// 4, doubtful.
    Doubtful,
    /// 5, improbable.
    Improbable,
    /// 6, truth cannot be judged. This converts to no confidence, which differs from a confidence
    /// of 0.
    CannotBeJudged,
}

impl Credibility {
    /// Returns the corresponding confidence, or `None` if the truth cannot be judged.
    pub fn confidence(self) -> Option<Confidence> {
        match self {
            Self::CannotBeJudged => None,
            judged => Some(Confidence(110 - 20 * u8::from(judged))),
        }
    }
}

impl From<Credibility> for u8 {
    fn from(credibility: Credibility) -> Self {
        credibility as Self
    }
}

impl TryFrom<u8> for Credibility {
    type Error = Error;

    fn try_from(digit: u8) -> Result<Self, Error> {
        Ok(match digit {
            1 => Self::Confirmed,
            2 => Self::ProbablyTrue,
            3 => Self::PossiblyTrue,
            4 => Self::Doubtful,
            5 => Self::Improbable,
            6 => Self::CannotBeJudged,
            _ => {
                let remedy = "use 6 where the truth cannot be judged";
                return Err(Error::value(Issue::new("credibility", digit, "1 to 6", remedy)));
            }
        })
    }
}

impl From<Confidence> for Credibility {
    fn from(confidence: Confidence) -> Self {
        match confidence.0 {
            80.. => Self::Confirmed,
            60.. => Self::ProbablyTrue,
            40.. => Self::PossiblyTrue,
            20.. => Self::Doubtful,
            _ => Self::Improbable,
        }
    }
}

/// The reliability of a source in the Admiralty system (NATO AJP-2.1), A to F.
///
/// It does not convert to a confidence: the reliability of a source is not the confidence in one
/// piece of information.
///
/// ```
/// assert!(escalade::model::Reliability::A < escalade::model::Reliability::E);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Reliability {
    /// Completely reliable.
    A,
    /// Usually reliable.
    B,
    /// Fairly reliable.
    C,
    /// Not usually reliable.
    D,
    /// Unreliable.
    E,
    /// Reliability cannot be judged.
    F,
}
