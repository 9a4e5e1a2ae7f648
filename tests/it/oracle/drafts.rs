//! Drafts of a timeline and of a query, as plain data with all fields accessible.

use escalade::{
    EventKind, Relation, Rule, Trend,
    chain::{Floor, Pairing, Precedence},
    model::MembershipKind,
    scale::QuadClass,
    timeline::Field,
};

use super::{
    extras::RawExtras,
    terms::Terms,
    time::{Moment, RawWhen},
};

/// The parts of a timeline. Actors and events are referred to by their index in the list.
#[derive(Clone, Debug, PartialEq, Default)]
pub(crate) struct Drafts {
    pub(crate) actors: Vec<RawActor>,
    pub(crate) events: Vec<RawEvent>,
    pub(crate) links: Vec<RawLink>,
    pub(crate) unreadable: u64,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct RawActor {
    pub(crate) key: String,
    pub(crate) memberships: Vec<RawMembership>,
}

/// A membership, in force from the start of one day until the start of another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct RawMembership {
    pub(crate) kind: MembershipKind,
    pub(crate) of: usize,
    pub(crate) from: Option<i64>,
    pub(crate) until: Option<i64>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct RawEvent {
    /// The key, by which answers name the event.
    pub(crate) name: u32,
    pub(crate) when: RawWhen,
    pub(crate) sources: Vec<usize>,
    /// If the author is disputed: the candidates, each with its confidence in percent.
    pub(crate) candidates: Vec<(Vec<usize>, Option<u8>)>,
    pub(crate) targets: Vec<usize>,
    pub(crate) mutual: bool,
    /// A CAMEO code, or a code of another vocabulary after its name: `MID:16`.
    pub(crate) code: Option<String>,
    /// The score in the file, in tenths, with the sign as published.
    pub(crate) score: Option<i32>,
    /// The coder's levels, in tenths.
    pub(crate) levels: Vec<(ScaleName, i32)>,
    /// For an attack, the least number of people killed, and the most if known.
    pub(crate) deaths: Option<(u64, Option<u64>)>,
    /// The kind, if it does not follow from the code.
    pub(crate) kind: Option<EventKind>,
    /// The confidence in percent that the event occurred, and, if the author is undisputed, in the
    /// attribution.
    pub(crate) occurred: Option<u8>,
    pub(crate) author_confidence: Option<u8>,
    pub(crate) extras: RawExtras,
    /// The actors that report the event, one for each report.
    pub(crate) reporters: Vec<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct RawLink {
    pub(crate) from: usize,
    pub(crate) relation: Relation,
    pub(crate) to: usize,
    /// The confidence in the link, in percent.
    pub(crate) confidence: Option<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum ScaleName {
    Goldstein,
    Plover,
    Hostility,
    Kahn,
    Fatalities,
    Flat,
}

/// A query, and the steps of its view.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct RawQuery {
    pub(crate) view: Vec<Step>,
    pub(crate) scale: ScaleName,
    pub(crate) rules: Vec<Rule>,
    pub(crate) relations: Vec<Relation>,
    /// `RisingBy` holds whole tenths.
    pub(crate) trend: Trend,
    pub(crate) pairing: Pairing,
    pub(crate) precedence: Precedence,
    pub(crate) granularity: RawGranularity,
    pub(crate) patrons: bool,
    /// `At` holds whole tenths.
    pub(crate) floor: Floor,
    /// In seconds.
    pub(crate) min_gap: Option<i64>,
    pub(crate) max_gap: Option<i64>,
    pub(crate) min_len: usize,
    pub(crate) max_len: Option<usize>,
    pub(crate) terms: Terms,
}

/// The granularity at which actors are compared.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum RawGranularity {
    Exact,
    State,
    Country,
    Blocs(Vec<RawBlocMember>),
}

/// The membership of an actor in a bloc, both by name, from the start of one day until the start of
/// another.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct RawBlocMember {
    pub(crate) actor: String,
    pub(crate) bloc: String,
    pub(crate) from: Option<i64>,
    pub(crate) until: Option<i64>,
}

/// One step of a view.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Step {
    /// Onsets from the start of one date until before the start of another.
    During(Moment, Moment),
    Kinds(Vec<EventKind>),
    /// Actors, by their keys.
    Of(Vec<String>),
    OneADay(Vec<Field>),
    /// The quiet time in seconds, the scale, the granularity.
    Onsets(i64, ScaleName, RawGranularity),
    MergeMutual,
    MergedReports,
    /// An actor, by its key.
    ReportedBy(String),
    /// In seconds.
    MaxLag(i64),
    RootEvents,
    MinMentions(u64),
    QuadClasses(Vec<QuadClass>),
}

/// Retaliation and declared responses, rising on Kahn's ladder, without a maximum gap.
impl Default for RawQuery {
    fn default() -> Self {
        Self {
            view: Vec::new(),
            scale: ScaleName::Kahn,
            rules: vec![Rule::Retaliation, Rule::Declared],
            relations: vec![Relation::RespondsTo, Relation::RetaliatesFor],
            trend: Trend::Rising,
            pairing: Pairing::Any,
            precedence: Precedence::Certain,
            granularity: RawGranularity::State,
            patrons: false,
            floor: Floor::Conflict,
            min_gap: None,
            max_gap: None,
            min_len: 2,
            max_len: None,
            terms: Terms::default(),
        }
    }
}
