//! Kahn's ladder: forty-four rungs, assigned by the coder.

use std::sync::OnceLock;

use super::{Scale, Scored, vocabulary::rows};
use crate::model::{Level, ScaleName};

/// The escalation ladder of Herman Kahn (*On Escalation*, 1965), rungs 1 to 44.
///
/// The coder assigns the rungs: no crosswalk from any code to it has been published. It is an
/// ordinal scale, so a difference counts rungs and no more.
///
/// ```
/// use escalade::{Level, scale::{Kahn, Scale}};
///
/// assert_eq!(Kahn::rungs()[11].name(), "Large Conventional War (or Actions)");
/// assert_eq!(Kahn.conflict_floor(), Some(Level::from(1)));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Kahn;

impl Kahn {
    /// The rungs, from the first up.
    ///
    /// ```
    /// use escalade::scale::Kahn;
    ///
    /// assert_eq!(Kahn::rungs().len(), 44);
    /// assert!(Kahn::rungs().iter().map(|rung| rung.number()).eq(1..=44));
    /// ```
    pub fn rungs() -> &'static [Rung] {
        static RUNGS: OnceLock<Vec<Rung>> = OnceLock::new();
        RUNGS.get_or_init(|| {
            rows(include_str!("tables/kahn.tsv"))
                .map(|row| Rung {
                    number: row[0].parse().unwrap_or_default(),
                    name: row[1],
                    group: row[2],
                    threshold_above: Some(row[3]).filter(|name| !name.is_empty()),
                })
                .collect()
        })
    }
}

impl Scale for Kahn {
    fn name(&self) -> &str {
        "kahn"
    }

    fn assess(&self, _: Scored<'_>) -> Option<Level> {
        None
    }

    fn conflict_floor(&self) -> Option<Level> {
        Some(Level::from(1))
    }
}

impl From<Kahn> for ScaleName {
    fn from(_: Kahn) -> Self {
        "kahn".into()
    }
}

/// A rung of Kahn's ladder.
///
/// ```
/// use escalade::scale::Kahn;
///
/// let ninth = &Kahn::rungs()[8];
/// assert_eq!((ninth.number(), ninth.group()), (9, "Traditional Crises"));
/// assert_eq!(ninth.threshold_above(), Some("Nuclear War Is Unthinkable Threshold"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rung {
    number: u8,
    name: &'static str,
    group: &'static str,
    threshold_above: Option<&'static str>,
}

impl Rung {
    /// Its number, from 1 to 44.
    pub fn number(&self) -> u8 {
        self.number
    }

    /// Its name.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The group of rungs it belongs to.
    pub fn group(&self) -> &'static str {
        self.group
    }

    /// The threshold one crosses in going above it, if it is the last of its group.
    pub fn threshold_above(&self) -> Option<&'static str> {
        self.threshold_above
    }
}
