//! The four classes of verbal and material cooperation and conflict.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The quad class of a code: cooperation or conflict, verbal or material.
///
/// The classes are ordered and numbered as in GDELT, 1 to 4.
///
/// ```
/// use escalade::scale::QuadClass;
///
/// assert_eq!(QuadClass::MaterialConflict.number(), 4);
/// assert_eq!(QuadClass::from_number(3), Some(QuadClass::VerbalConflict));
/// assert_eq!(QuadClass::VerbalConflict.to_string(), "verbal conflict");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum QuadClass {
    /// To agree, consult, praise, promise.
    VerbalCooperation = 1,
    /// To aid, concede, withdraw.
    MaterialCooperation,
    /// To demand, reject, accuse, threaten.
    VerbalConflict,
    /// To protest, mobilise, coerce, attack.
    MaterialConflict,
}

impl QuadClass {
    /// The four classes, in order.
    pub const ALL: &[Self] = &[
        Self::VerbalCooperation,
        Self::MaterialCooperation,
        Self::VerbalConflict,
        Self::MaterialConflict,
    ];

    /// Returns the number of the class, 1 to 4.
    pub fn number(self) -> u8 {
        self as u8
    }

    /// Returns the class with the given number, or `None` if the number is not 1 to 4.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.iter().copied().find(|class| class.number() == number)
    }
}

impl fmt::Display for QuadClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::VerbalCooperation => "verbal cooperation",
            Self::MaterialCooperation => "material cooperation",
            Self::VerbalConflict => "verbal conflict",
            Self::MaterialConflict => "material conflict",
        })
    }
}
