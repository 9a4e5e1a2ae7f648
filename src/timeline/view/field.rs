//! The fields by which two events can be alike.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A field in which two events of one day can be equal: see
/// [`View::one_a_day`](crate::View::one_a_day).
///
/// ```
/// use escalade::timeline::Field;
///
/// assert_eq!(Field::DYAD_AND_CODE, [Field::Source, Field::Target, Field::Code]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Field {
    /// The source actors, in any order, each as itself. In addition, both events or neither must be
    /// mutual.
    Source,
    /// The target actors, compared like the source actors.
    Target,
    /// The code or, for an event without a code, the means, speech act or kind of action.
    Code,
    /// The kind: statement, attack or action.
    Kind,
    /// The place, as it is written.
    Place,
}

impl Field {
    /// The fields that one-a-day filters usually compare.
    pub const DYAD_AND_CODE: [Self; 3] = [Self::Source, Self::Target, Self::Code];

    /// Returns the name of the field.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Target => "target",
            Self::Code => "code",
            Self::Kind => "kind",
            Self::Place => "place",
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
