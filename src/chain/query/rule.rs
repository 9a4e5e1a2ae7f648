//! The values that the terms of a query take: rules, trends, pairings and precedence.

use serde::{Deserialize, Serialize};

use crate::sorting::lesser;

/// A condition under which one event follows another, on the dyad A → B of the earlier event and the dyad C
/// → D of the later event.
///
/// The rules other than `Declared` compare the actors of two dyadic acts, as *participation shifts* do
/// (Gibson, *Social Forces* 81, 2003), which relational event models use as predictors (Butts,
/// *Sociological Methodology* 38, 2008). The table gives each pattern in Gibson's notation, in which X and Y
/// are actors other than A and B, and the names under which conflict research studies it.
///
/// | rule | condition | pattern | names in the literature |
/// | --- | --- | --- | --- |
/// | [`Retaliation`](Self::Retaliation) | C = B, D = A | AB-BA | reciprocity (Goldstein and Freeman, 1990), tit for tat (Axelrod, 1984) |
/// | [`Relay`](Self::Relay) | C = B | AB-BA, AB-BY | contagion (Davis, Duncan and Siverson, 1978), diffusion (Siverson and Starr, 1991) |
/// | [`Counter`](Self::Counter) | D = A | AB-BA, AB-XA | punishment of the aggressor, by its target or by others |
/// | [`ThirdParty`](Self::ThirdParty) | D = A, C not in {A, B} | AB-XA | intervention (Altfeld and Bueno de Mesquita, 1979), third-party punishment (Fehr and Fischbacher, 2004) |
/// | [`Persistence`](Self::Persistence) | C = A, D = B | AB-AB | continuation, inertia (Butts, 2008) |
/// | [`Joining`](Self::Joining) | D = B, C != A | AB-XB | war joining, bandwagoning |
/// | [`Widening`](Self::Widening) | C = A, D != B | AB-AY | widening the area (Kahn, 1965), horizontal escalation (Morgan et al., 2008) |
/// | [`Onward`](Self::Onward) | C = B, D != A | AB-BY | upstream reciprocity (Nowak and Roch, 2007), displaced aggression (Marcus-Newhall et al., 2000) |
/// | [`Declared`](Self::Declared) | a declared link | | a response that a coder, an actor or a report declares |
///
/// A hop is a candidate response, not a cause. Actors who interact often produce many hops by
/// [chance](crate::guide::chance) alone. The guide's chapter on [rules](crate::guide::rules) draws each
/// rule.
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
    /// The target acts on the source: reciprocity, tit for tat.
    Retaliation,
    /// The target acts next, on any actor: contagion, diffusion. `Retaliation` and `Onward` together.
    Relay,
    /// Any actor acts on the source: punishment of the aggressor. `Retaliation` and `ThirdParty` together.
    Counter,
    /// An actor that is neither source nor target acts on the source: intervention.
    ThirdParty,
    /// The source acts on the same target again: continuation, inertia.
    Persistence,
    /// Another actor acts on the same target: war joining, bandwagoning.
    Joining,
    /// The source acts on another target: horizontal escalation.
    Widening,
    /// The target acts on an actor other than the source: generalized reciprocity.
    Onward,
    /// A link declares that the later event responds to the earlier.
    Declared,
}

impl Rule {
    /// All rules, in the order of this type.
    pub const ALL: &[Self] = &[
        Self::Retaliation,
        Self::Relay,
        Self::Counter,
        Self::ThirdParty,
        Self::Persistence,
        Self::Joining,
        Self::Widening,
        Self::Onward,
        Self::Declared,
    ];

    /// Returns the name of the rule, as files write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Retaliation => "retaliation",
            Self::Relay => "relay",
            Self::Counter => "counter",
            Self::ThirdParty => "third-party",
            Self::Persistence => "persistence",
            Self::Joining => "joining",
            Self::Widening => "widening",
            Self::Onward => "onward",
            Self::Declared => "declared",
        }
    }

    /// Returns the condition on A → B and C → D, in symbols.
    pub const fn condition(self) -> &'static str {
        match self {
            Self::Retaliation => "C = B, D = A",
            Self::Relay => "C = B",
            Self::Counter => "D = A",
            Self::ThirdParty => "D = A, C not in {A, B}",
            Self::Persistence => "C = A, D = B",
            Self::Joining => "D = B, C != A",
            Self::Widening => "C = A, D != B",
            Self::Onward => "C = B, D != A",
            Self::Declared => "a declared link",
        }
    }

    /// Returns `true` if the dyad of the earlier event and the dyad of the later satisfy the rule. Actors
    /// are given as parties, as rolled up.
    pub(crate) fn joins(self, (a, b): (u32, u32), (c, d): (u32, u32)) -> bool {
        match self {
            Self::Retaliation => c == b && d == a,
            Self::Relay => c == b,
            Self::Counter => d == a,
            Self::ThirdParty => d == a && c != a && c != b,
            Self::Persistence => c == a && d == b,
            Self::Joining => d == b && c != a,
            Self::Widening => c == a && d != b,
            Self::Onward => c == b && d != a,
            Self::Declared => false,
        }
    }
}

impl Rule {
    /// Returns whether the rule depends on the author of the earlier and of the later event: `Relay` does not
    /// compare the former, `Counter` not the latter.
    pub(crate) fn needs_authors(self) -> [bool; 2] {
        [self != Self::Relay, self != Self::Counter]
    }

    /// Returns the confidence that is stated of a hop by this rule, given what is stated of the two authors:
    /// the lower one of those that it needs.
    pub(crate) fn stated_confidence<T: Ord + Copy>(self, authors: [Option<T>; 2]) -> Option<T> {
        let [needs_earlier, needs_later] = self.needs_authors();
        let earlier = authors[0].filter(|_| needs_earlier);
        let later = authors[1].filter(|_| needs_later);
        lesser(earlier, later)
    }
}

/// Returns the confidence of a hop, which is that of its most confident way: a rule, or one of some links,
/// whose stated confidences are given. Returns `None` if nothing is stated of any way.
pub(crate) fn highest_stated<T: Ord + Copy>(
    rules: &[Rule],
    authors: [Option<T>; 2],
    links: &mut dyn Iterator<Item = Option<T>>,
) -> Option<T> {
    let mut highest = None;
    for rule in rules {
        highest = highest.max(rule.stated_confidence(authors));
    }
    for link in links {
        highest = highest.max(link);
    }
    highest
}

/// How the level of an event must compare with the level of the event that it follows: see
/// [`Query::trend`](crate::Query::trend).
///
/// ```
/// use escalade::Trend;
///
/// assert_eq!(Trend::default(), Trend::Rising);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trend {
    /// The later level is higher: vertical escalation.
    #[default]
    Rising,
    /// The later level is as high or higher.
    NotFalling,
    /// The later level is higher by this number of published units of the scale, or more.
    RisingBy(f64),
    /// Any two levels. Both events must have one.
    Any,
    /// The later level is as high or lower.
    NotRising,
    /// The later level is lower: de-escalation.
    Falling,
}

impl Trend {
    /// Returns the trend in words.
    pub(crate) fn in_words(self) -> String {
        match self {
            Self::RisingBy(units) => return format!("rising by {units} or more"),
            Self::Rising => "rising",
            Self::NotFalling => "not falling",
            Self::Any => "any trend",
            Self::NotRising => "not rising",
            Self::Falling => "falling",
        }
        .to_owned()
    }
}

/// Which of its possible antecedents an event follows: see [`Query::pairing`](crate::Query::pairing).
///
/// ```
/// use escalade::chain::Pairing;
///
/// assert_eq!(Pairing::default(), Pairing::Any);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pairing {
    /// All of them.
    #[default]
    Any,
    /// Only the last of them in the total order. If declared links join the event to some of them, it
    /// follows exactly those instead.
    Nearest,
}

/// When one event counts as preceding another, for hops by rule: see
/// [`Query::precedence`](crate::Query::precedence). Declared links follow the total order of the timeline
/// instead.
///
/// ```
/// use escalade::chain::Precedence;
///
/// assert_eq!(Precedence::default(), Precedence::Certain);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Precedence {
    /// If its onset interval ends no later than the other begins.
    #[default]
    Certain,
    /// As `Certain`; or if both have the same onset interval and it was recorded first.
    Recorded,
}
