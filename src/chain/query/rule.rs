//! The words of the query language: rules, trends, pairings, precedence.

use serde::{Deserialize, Serialize};

/// By what right one event follows another: conditions on a dyad A → B of the earlier event and a
/// dyad C → D of the later.
///
/// A hop is a candidate response, not a cause. Busy dyads make many by chance alone.
///
/// ```
/// use escalade::Rule;
///
/// assert_eq!(Rule::Retaliation.condition(), "C = B, D = A");
/// assert_eq!(Rule::ThirdParty.as_str(), "third-party");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Rule {
    /// The target strikes back at the source: reciprocation, tit-for-tat.
    Retaliation,
    /// The target acts in its turn, on anyone: diffusion, spill-over. Contains `Retaliation`.
    Relay,
    /// Anyone acts on the source: punishment of the aggressor. Contains `Retaliation`.
    Counter,
    /// One who was neither source nor target acts on the source: intervention.
    ThirdParty,
    /// The source acts on the target again: continuation, inertia.
    Persistence,
    /// Another acts on the same target: co-attack, bandwagon.
    Joining,
    /// The source turns on another: the conflict widens.
    Widening,
    /// A coder declared that the later event responds to the earlier.
    Declared,
}

impl Rule {
    /// Every rule, in order.
    pub const ALL: &[Self] = &[
        Self::Retaliation,
        Self::Relay,
        Self::Counter,
        Self::ThirdParty,
        Self::Persistence,
        Self::Joining,
        Self::Widening,
        Self::Declared,
    ];

    /// The rule as files write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Retaliation => "retaliation",
            Self::Relay => "relay",
            Self::Counter => "counter",
            Self::ThirdParty => "third-party",
            Self::Persistence => "persistence",
            Self::Joining => "joining",
            Self::Widening => "widening",
            Self::Declared => "declared",
        }
    }

    /// The condition on A → B and C → D, in signs.
    pub const fn condition(self) -> &'static str {
        match self {
            Self::Retaliation => "C = B, D = A",
            Self::Relay => "C = B",
            Self::Counter => "D = A",
            Self::ThirdParty => "D = A, C not in {A, B}",
            Self::Persistence => "C = A, D = B",
            Self::Joining => "D = B, C != A",
            Self::Widening => "C = A, D != B",
            Self::Declared => "a declared link",
        }
    }

    /// Whether a dyad of the earlier event and one of the later satisfy it.
    pub(crate) fn joins(self, (a, b): (u32, u32), (c, d): (u32, u32)) -> bool {
        match self {
            Self::Retaliation => c == b && d == a,
            Self::Relay => c == b,
            Self::Counter => d == a,
            Self::ThirdParty => d == a && c != a && c != b,
            Self::Persistence => c == a && d == b,
            Self::Joining => d == b && c != a,
            Self::Widening => c == a && d != b,
            Self::Declared => false,
        }
    }
}

/// Whether a hop by these rules hangs on who did its earlier and its later event, where it is so sure
/// who did them. Of several rules, the one that asks for the least holds it: `Relay` does without the
/// earlier author, `Counter` without the later, and where both hold, the surer one will do.
pub(crate) fn hangs_on_authors<T: Ord>(rules: &[Rule], [earlier, later]: [T; 2]) -> [bool; 2] {
    match (rules.contains(&Rule::Relay), rules.contains(&Rule::Counter)) {
        _ if rules.is_empty() => [false, false],
        (true, true) => [earlier > later, earlier <= later],
        (relay, counter) => [!relay, !counter],
    }
}

/// How levels must go from an event to the one that follows it.
///
/// ```
/// use escalade::Trend;
///
/// assert_eq!(Trend::default(), Trend::Rising);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trend {
    /// The later is higher.
    #[default]
    Rising,
    /// The later is as high or higher.
    NotFalling,
    /// The later is higher by at least so many published units of the scale.
    RisingBy(f64),
    /// Any, of events that have a level.
    Any,
    /// The later is as high or lower.
    NotRising,
    /// The later is lower: de-escalation.
    Falling,
}

/// Which of the events that an event could follow it does follow.
///
/// ```
/// use escalade::Pairing;
///
/// assert_eq!(Pairing::default(), Pairing::Any);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pairing {
    /// Every one.
    #[default]
    Any,
    /// Only the last in total order; or, where some are joined by declared links, all of these and
    /// no other.
    Nearest,
}

/// When one event counts as preceding another, by rule. Declared links go by the total order.
///
/// ```
/// use escalade::Precedence;
///
/// assert_eq!(Precedence::default(), Precedence::Certain);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Precedence {
    /// When its onset interval ends no later than the other's begins.
    #[default]
    Certain,
    /// That, or when both have the same onset interval and it was recorded first.
    Recorded,
}
