//! The four classes into which the field sums up what happened.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::vocabulary;
use crate::model::Code;

/// Verbal or material, cooperation or conflict: the four classes into which the field sums codes up
/// (Duval and Thompson, 1980; GDELT's column `QuadClass`).
///
/// ```
/// use escalade::{Code, Vocabulary, scale::QuadClass};
///
/// let of = |code| QuadClass::of(&Code::new(Vocabulary::Cameo, code));
/// assert_eq!(of("190"), Some(QuadClass::MaterialConflict));
/// assert_eq!(of("0330"), Some(QuadClass::VerbalCooperation), "by its root, known or not");
/// assert_eq!((of("99"), of("")), (None, None));
/// assert_eq!(QuadClass::VerbalConflict.to_string(), "verbal conflict");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum QuadClass {
    /// 1: words of cooperation. CAMEO roots 01 to 05.
    VerbalCooperation = 1,
    /// 2: deeds of cooperation. CAMEO roots 06 to 08.
    MaterialCooperation,
    /// 3: words of conflict. CAMEO roots 09 to 13.
    VerbalConflict,
    /// 4: deeds of conflict. CAMEO roots 14 to 20.
    MaterialConflict,
}

impl QuadClass {
    /// All four.
    pub const ALL: &[Self] = &[
        Self::VerbalCooperation,
        Self::MaterialCooperation,
        Self::VerbalConflict,
        Self::MaterialConflict,
    ];

    /// The class of a code, if it has one. [`CodeInfo::quad_class`](super::CodeInfo::quad_class) says whose
    /// classes these are in each vocabulary.
    ///
    /// ```
    /// use escalade::{Code, Vocabulary, scale::QuadClass};
    ///
    /// let drone = Code::new(Vocabulary::Plover, "ASSAULT/drone");
    /// assert_eq!(QuadClass::of(&drone), Some(QuadClass::MaterialConflict));
    /// ```
    pub fn of(code: &Code) -> Option<Self> {
        vocabulary::quad_of(code)
    }

    /// Its number, as GDELT has it, 1 to 4.
    ///
    /// ```
    /// use escalade::scale::QuadClass;
    ///
    /// assert_eq!(QuadClass::MaterialConflict.number(), 4);
    /// ```
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// The class of a number from 1 to 4.
    ///
    /// ```
    /// use escalade::scale::QuadClass;
    ///
    /// assert_eq!(QuadClass::from_number(3), Some(QuadClass::VerbalConflict));
    /// assert_eq!(QuadClass::from_number(0), None);
    /// ```
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.iter().copied().find(|class| class.number() == number)
    }

    /// Its name, in two words.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::VerbalCooperation => "verbal cooperation",
            Self::MaterialCooperation => "material cooperation",
            Self::VerbalConflict => "verbal conflict",
            Self::MaterialConflict => "material conflict",
        }
    }
}

impl fmt::Display for QuadClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
