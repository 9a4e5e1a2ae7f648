//! The records of a document, as they are written.
//!
//! What is missing is left at its default, so that a record with several mistakes is still read
//! and all of them are told at once.

use serde::{Deserialize, Serialize};

use super::form::{EventKey, LevelForm, Many, MembershipForm, Pairs, Stated, Units};
use crate::model::{
    ActorKind, Amount, Attack, Avowal, Credibility, Deed, EventKind, Extras, Fact, Means, Outcome,
    Relation, Reliability, SpeechAct,
};

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// A record whose every field has a default that is not written.
macro_rules! record {
    ($(#[$docs:meta])* $name:ident { $($field:ident $(as $written:literal)?: $type:ty,)* }) => {
        $(#[$docs])*
        #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub(crate) struct $name {
            $(
                #[serde(skip_serializing_if = "is_default" $(, rename = $written)?)]
                pub(crate) $field: $type,
            )*
        }
    };
}

record! {
    /// The whole document.
    Document {
        escalade: Option<u64>,
        title: Option<String>,
        actors: Vec<ActorEntry>,
        events: Vec<EventEntry>,
        links: Vec<LinkEntry>,
        coverage: Vec<CoveredEntry>,
        unreadable: u64,
    }
}

record! {
    ActorEntry {
        key: String,
        kind: ActorKind,
        names: Pairs<String>,
        part_of: Many<MembershipForm>,
        member_of: Many<MembershipForm>,
        acts_for: Many<MembershipForm>,
        located_in: Many<MembershipForm>,
        note: Option<String>,
    }
}

record! {
    EventEntry {
        key: Option<String>,
        when: String,
        attack: Option<Means>,
        statement: Option<SpeechAct>,
        action: Option<Deed>,
        code: Option<String>,
        score: Option<Units>,
        source: Many<String>,
        target: Many<String>,
        mutual: bool,
        candidates: Vec<CandidateEntry>,
        attribution: Option<Stated>,
        avowal: Option<Avowal>,
        confidence: Option<Stated>,
        text: Option<String>,
        place: Option<String>,
        levels: Pairs<LevelForm>,
        details: Option<Attack>,
        to: Many<String>,
        about: Many<EventKey>,
        asserts: Vec<AssertionEntry>,
        condition as "if": Option<PatternEntry>,
        demand as "unless": Option<PatternEntry>,
        consequence as "then": Option<PatternEntry>,
        deadline: Option<String>,
        reports: Vec<ReportEntry>,
        extras: Extras,
    }
}

record! {
    CandidateEntry {
        source: Many<String>,
        confidence: Option<Stated>,
    }
}

record! {
    AssertionEntry {
        fact: Option<Fact>,
        denied: bool,
        amount: Option<Amount>,
        means: Option<Means>,
        by: Many<String>,
        outcome: Option<Outcome>,
        words: Option<String>,
        confidence: Option<Stated>,
        reports: Vec<ReportEntry>,
    }
}

record! {
    PatternEntry {
        kind: Option<EventKind>,
        source: Many<String>,
        target: Many<String>,
        at_least: Pairs<Units>,
        answering: Option<EventKey>,
        words: Option<String>,
    }
}

record! {
    ReportEntry {
        outlet: Option<String>,
        origin: Option<OriginWord>,
        relays: Many<String>,
        speakers: Many<String>,
        attributes_to: Option<Many<String>>,
        words: Option<String>,
        url: Option<String>,
        date: Option<String>,
        reliability: Option<Reliability>,
        credibility: Option<Credibility>,
        extraction: Option<Stated>,
    }
}

record! {
    LinkEntry {
        from: Option<EventKey>,
        relation: Option<Relation>,
        to: Option<EventKey>,
        asserted_by: Many<String>,
        reports: Vec<ReportEntry>,
        confidence: Option<Stated>,
    }
}

record! {
    CoveredEntry {
        actors: Option<Many<String>>,
        from: Option<String>,
        until: Option<String>,
    }
}

/// Where a report comes from, if from no outlet.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum OriginWord {
    PublicRecord,
    Coder,
}
