//! What a kept timeline has besides its columns, as JSON in the metadata of the file.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{
    model::{Act, Attack, Code, Details, EventType, Level, Statement, Vocabulary},
    timeline::{Timeline, document::Document},
};

/// The version of the format that is written, and the only one that can be read.
pub(super) const VERSION: u64 = 1;

/// The native document without its events.
pub(super) const DOCUMENT: &str = "escalade.document";
/// The types of events.
pub(super) const TYPES: &str = "escalade.types";
/// Differences between timelines that have the same native document.
pub(super) const EXACT: &str = "escalade.exact";
/// The checksums.
pub(super) const CHECKSUMS: &str = "escalade.checksums";

/// A type of events.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TypeEntry {
    /// The word of the act. It also tells the kind, since no two kinds have a word in common.
    act: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    vocabulary: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    score_in_tenths: Option<i64>,
}

impl TypeEntry {
    pub(super) fn of(event_type: &EventType) -> Self {
        let code = event_type.code();
        Self {
            act: event_type.act().word().to_owned(),
            vocabulary: code.map(|code| code.vocabulary().to_string()),
            code: code.map(|code| code.as_str().to_owned()),
            score_in_tenths: event_type.score().map(Level::tenths),
        }
    }

    /// Returns the type, or `None` if the entry is not valid.
    pub(super) fn read(&self) -> Option<EventType> {
        let code = match (&self.vocabulary, &self.code) {
            (Some(vocabulary), Some(code)) => {
                Some(Code::new(Vocabulary::from_word(vocabulary)?, code.as_str()))
            }
            (None, None) => None,
            _ => return None,
        };
        let score = self.score_in_tenths.map(Level::from_tenths);
        let is_valid = score.is_none_or(|score| code.is_some() && score.violated_range().is_none());
        is_valid.then_some(EventType::new(Act::from_word(&self.act)?, code, score))
    }
}

/// Differences between timelines that have the same native document.
#[derive(Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Exact {
    /// The events with the details of an attack, none of which is stated.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) empty_attacks: Vec<u32>,
    /// The events with the details of a statement, none of which is stated.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) empty_statements: Vec<u32>,
    /// The order of the memberships of actors, as the kind of each, where they are not in order of kind.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) memberships: BTreeMap<u32, Vec<u8>>,
}

impl Exact {
    pub(super) fn of(timeline: &Timeline) -> Self {
        let mut exact = Self::default();
        for (id, details) in timeline.columns.all_details() {
            if details.attack == Some(Attack::default()) {
                exact.empty_attacks.push(id as u32);
            }
            if details.statement.as_ref().is_some_and(states_nothing) {
                exact.empty_statements.push(id as u32);
            }
        }
        for (nth, actor) in timeline.actors.iter().enumerate() {
            if !actor.memberships.is_sorted_by_key(|membership| membership.kind as u8) {
                let mut kinds = Vec::new();
                for membership in &actor.memberships {
                    kinds.push(membership.kind as u8);
                }
                exact.memberships.insert(nth as u32, kinds);
            }
        }
        exact
    }
}

impl Exact {
    /// Restores the details of an attack and of a statement, none of which is stated, to an event that had them.
    /// Returns how many of the two it had.
    pub(super) fn restore(&self, event: u32, details: &mut Details) -> usize {
        let is_attack = self.empty_attacks.binary_search(&event).is_ok();
        let is_statement = self.empty_statements.binary_search(&event).is_ok();
        if is_attack {
            details.attack.get_or_insert_with(Attack::default);
        }
        if is_statement {
            details.statement.get_or_insert_with(Statement::default);
        }
        usize::from(is_attack) + usize::from(is_statement)
    }
}

fn states_nothing(statement: &Statement) -> bool {
    let Statement { addressees, about, assertions, conditional, open_for } = statement;
    addressees.is_empty()
        && about.is_empty()
        && assertions.is_empty()
        && conditional.is_none()
        && open_for.is_none()
}

type Metadata = (Document, Vec<TypeEntry>, Exact);

/// Parses the metadata. An error has the key, and what is wrong.
pub(super) fn parse_metadata<'m>(
    value: &dyn Fn(&str) -> Option<&'m str>,
) -> Result<Metadata, (&'static str, String)> {
    fn parse<T: DeserializeOwned>(
        key: &'static str,
        text: Option<&str>,
    ) -> Result<T, (&'static str, String)> {
        let text = text.ok_or((key, String::new()))?;
        serde_json::from_str(text).map_err(|problem| (key, problem.to_string()))
    }
    let exact = match value(EXACT) {
        None => Exact::default(),
        text => parse(EXACT, text)?,
    };
    Ok((parse(DOCUMENT, value(DOCUMENT))?, parse(TYPES, value(TYPES))?, exact))
}
