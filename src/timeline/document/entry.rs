//! The records of a document, in the form in which they are written.
//!
//! A missing field gets its default, so that a record with several mistakes can still be read and all
//! of them can be reported at once.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{self, MapAccess, Visitor},
};

use super::{
    forms::{ConfidenceForm, EventKey, LevelForm, Listed, OneOrMany, OrderedPairs, Units},
    record::{Field, Record, RecordVisitor, fill},
};
use crate::model::{
    ActionKind, ActorKind, Amount, Attack, Avowal, Credibility, EventKind, Extras, Fact, Means,
    Outcome, Relation, Reliability, SpeechAct, whole_object,
};

/// The version of the format that is written, and the only one that can be read.
pub(crate) const VERSION: u64 = 1;

/// Defines a record in which every field has a default, which is not written.
macro_rules! record {
    ($(#[$docs:meta])* $name:ident { $($field:ident $(as $written:literal)?: $type:ty,)* }) => {
        $(#[$docs])*
        #[derive(Clone, Debug, Default, Serialize)]
        pub(crate) struct $name {
            $(
                #[serde(skip_serializing_if = "Field::is_default" $(, rename = $written)?)]
                pub(crate) $field: $type,
            )*
        }

        impl Record for $name {
            const KEYS: &'static [&'static str] = &[$(key!($field $($written)?),)*];

            fn read<'de, A: MapAccess<'de>>(&mut self, nth: usize, map: &mut A) -> Result<(), A::Error> {
                #[allow(non_camel_case_types)]
                enum Nth { $($field,)* }

                $(
                    if nth == Nth::$field as usize {
                        return fill(&mut self.$field, map);
                    }
                )*
                Ok(())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_map(RecordVisitor(PhantomData))
            }
        }
    };
}

macro_rules! key {
    ($field:ident) => {
        stringify!($field)
    };
    ($field:ident $written:literal) => {
        $written
    };
}

record! {
    /// A whole document.
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
        names: OrderedPairs<String>,
        part_of: OneOrMany<MembershipForm>,
        member_of: OneOrMany<MembershipForm>,
        acts_for: OneOrMany<MembershipForm>,
        located_in: OneOrMany<MembershipForm>,
        note: Option<String>,
    }
}

record! {
    EventEntry {
        key: Option<String>,
        when: String,
        attack: Option<Means>,
        statement: Option<SpeechAct>,
        action: Option<ActionKind>,
        code: Option<String>,
        score: Option<Units>,
        source: OneOrMany<String>,
        target: OneOrMany<String>,
        mutual: bool,
        candidates: Listed<CandidateEntry>,
        attribution: Option<ConfidenceForm>,
        attribution_date: Option<String>,
        avowal: Option<Avowal>,
        avowal_date: Option<String>,
        confidence: Option<ConfidenceForm>,
        text: Option<String>,
        place: Option<String>,
        levels: OrderedPairs<LevelForm>,
        details: Option<Attack>,
        to: OneOrMany<String>,
        about: OneOrMany<EventKey>,
        asserts: Listed<AssertionEntry>,
        condition as "if": Option<PatternEntry>,
        demand as "unless": Option<PatternEntry>,
        consequence as "then": Option<PatternEntry>,
        deadline: Option<String>,
        open_for: Option<String>,
        reports: Listed<ReportEntry>,
        extras: Extras,
    }
}

record! {
    CandidateEntry {
        source: OneOrMany<String>,
        confidence: Option<ConfidenceForm>,
    }
}

record! {
    AssertionEntry {
        fact: Option<Fact>,
        denied: bool,
        amount: Option<Amount>,
        means: Option<Means>,
        by: OneOrMany<String>,
        outcome: Option<Outcome>,
        words: Option<String>,
        confidence: Option<ConfidenceForm>,
        date: Option<String>,
        reports: Listed<ReportEntry>,
    }
}

record! {
    PatternEntry {
        kind: Option<EventKind>,
        source: OneOrMany<String>,
        target: OneOrMany<String>,
        at_least: OrderedPairs<Units>,
        answering: Option<EventKey>,
        words: Option<String>,
    }
}

record! {
    ReportEntry {
        outlet: Option<String>,
        origin: Option<OriginWord>,
        relays: OneOrMany<String>,
        speakers: OneOrMany<String>,
        attributes_to: Option<OneOrMany<String>>,
        words: Option<String>,
        url: Option<String>,
        date: Option<String>,
        reliability: Option<Reliability>,
        credibility: Option<Credibility>,
        extraction: Option<ConfidenceForm>,
    }
}

record! {
    LinkEntry {
        from: Option<EventKey>,
        relation: Option<Relation>,
        to: Option<EventKey>,
        asserted_by: OneOrMany<String>,
        reports: Listed<ReportEntry>,
        confidence: Option<ConfidenceForm>,
        date: Option<String>,
    }
}

record! {
    CoveredEntry {
        actors: Option<OneOrMany<String>>,
        from: Option<String>,
        until: Option<String>,
    }
}

/// The origin of a report that does not come from an outlet.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum OriginWord {
    PublicRecord,
    Coder,
}

record! {
    DatedMembership {
        of: String,
        from: Option<String>,
        until: Option<String>,
        asserted_by: OneOrMany<String>,
        reports: Listed<ReportEntry>,
        confidence: Option<ConfidenceForm>,
    }
}

/// A membership: the key of the actor that another belongs to, alone or with a period.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum MembershipForm {
    Always(String),
    Dated(DatedMembership),
}

impl<'de> Deserialize<'de> for MembershipForm {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyOrObject;

        impl<'de> Visitor<'de> for KeyOrObject {
            type Value = MembershipForm;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an actor's key, or an object with `of`, and with `from`, `until`, `asserted_by`, `reports` and `confidence` where known")
            }

            fn visit_str<E: de::Error>(self, key: &str) -> Result<MembershipForm, E> {
                Ok(MembershipForm::Always(key.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<MembershipForm, A::Error> {
                whole_object(map, &self).map(MembershipForm::Dated)
            }
        }

        deserializer.deserialize_any(KeyOrObject)
    }
}
