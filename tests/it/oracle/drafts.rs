//! Raw drafts of a timeline and of a query: plain data, open to the last field.

use escalade::{
    EventKind, Field, Floor, MembershipKind, Pairing, Precedence, Relation, Rule, Trend,
    scale::QuadClass,
};

use super::{
    extras::RawExtras,
    terms::Terms,
    time::{Moment, RawWhen},
};

/// What a timeline is built from. Actors and events are pointed at by their place in the list.
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
    /// Its key, which answers name it by.
    pub(crate) name: u32,
    pub(crate) when: RawWhen,
    pub(crate) sources: Vec<usize>,
    /// Where it is disputed who did it: those who may have, and how sure that is in percent.
    pub(crate) candidates: Vec<(Vec<usize>, Option<u8>)>,
    pub(crate) targets: Vec<usize>,
    pub(crate) mutual: bool,
    /// A CAMEO code, or one of another vocabulary with its name in front: `MID:16`.
    pub(crate) code: Option<String>,
    /// The file's own score beside the code, in tenths and with the sign as published.
    pub(crate) score: Option<i32>,
    /// The coder's levels, in tenths.
    pub(crate) levels: Vec<(ScaleWord, i32)>,
    /// Of an attack: the least that it killed, and the most, if the number is bounded.
    pub(crate) deaths: Option<(u64, Option<u64>)>,
    /// What it is, where that is not left to the code.
    pub(crate) kind: Option<EventKind>,
    /// How sure it is that it occurred, and where it is not disputed who did it, in percent.
    pub(crate) occurred: Option<u8>,
    pub(crate) author_sure: Option<u8>,
    pub(crate) extras: RawExtras,
    /// The actors that report it, one a report.
    pub(crate) told_by: Vec<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct RawLink {
    pub(crate) from: usize,
    pub(crate) relation: Relation,
    pub(crate) to: usize,
    /// How sure it is that it holds, in percent.
    pub(crate) sure: Option<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum ScaleWord {
    Goldstein,
    Plover,
    Hostility,
    Kahn,
    Fatalities,
    Flat,
}

/// A query, and the view that it is asked of.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ask {
    pub(crate) view: Vec<Step>,
    pub(crate) scale: ScaleWord,
    pub(crate) rules: Vec<Rule>,
    pub(crate) relations: Vec<Relation>,
    /// `RisingBy` holds whole tenths.
    pub(crate) trend: Trend,
    pub(crate) pairing: Pairing,
    pub(crate) precedence: Precedence,
    pub(crate) granularity: Grain,
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

/// As whom actors are compared.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Grain {
    Exact,
    State,
    Country,
    Blocs(Vec<RawStay>),
}

/// That an actor is in a bloc, from the start of one day until the start of another; both by name.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct RawStay {
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
    /// Actors by their keys.
    Of(Vec<String>),
    OneADay(Vec<Field>),
    /// Quiet seconds, the scale, as whom actors are compared.
    Onsets(i64, ScaleWord, Grain),
    MergeMutual,
    MergedReports,
    /// Actor by its key.
    ReportedBy(String),
    /// In seconds.
    MaxLag(i64),
    RootEvents,
    MinMentions(u64),
    QuadClasses(Vec<QuadClass>),
}

/// Retaliation and declared responses, rising on Kahn's ladder, with no longest gap.
impl Default for Ask {
    fn default() -> Self {
        Self {
            view: Vec::new(),
            scale: ScaleWord::Kahn,
            rules: vec![Rule::Retaliation, Rule::Declared],
            relations: vec![Relation::RespondsTo, Relation::RetaliatesFor],
            trend: Trend::Rising,
            pairing: Pairing::Any,
            precedence: Precedence::Certain,
            granularity: Grain::State,
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
