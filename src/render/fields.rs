//! The data of events and lines in graph formats.

use serde_json::{Value, json};

use super::scene::{Mark, Scene, Tie};
use crate::model::{ActorId, Confidence};

/// A field of an event or a line.
pub(super) struct ExportField {
    pub(super) name: &'static str,
    pub(super) kind: ValueKind,
}

/// The type of a field's values.
#[derive(Clone, Copy)]
pub(super) enum ValueKind {
    Text,
    Number,
    Integer,
    Boolean,
}

impl ValueKind {
    /// Returns the name of the type in GraphML and GEXF.
    pub(super) fn xml_name(self) -> &'static str {
        match self {
            Self::Text => "string",
            Self::Number => "double",
            Self::Integer => "long",
            Self::Boolean => "boolean",
        }
    }
}

const fn field(name: &'static str, kind: ValueKind) -> ExportField {
    ExportField { name, kind }
}

/// The fields of an event, in the order of [`event_values`].
pub(super) const EVENT_FIELDS: [ExportField; 17] = [
    field("event", ValueKind::Text),
    field("when", ValueKind::Text),
    field("earliest", ValueKind::Text),
    field("latest", ValueKind::Text),
    field("kind", ValueKind::Text),
    field("act", ValueKind::Text),
    field("code", ValueKind::Text),
    field("sources", ValueKind::Text),
    field("targets", ValueKind::Text),
    field("counted_sources", ValueKind::Text),
    field("counted_targets", ValueKind::Text),
    field("mutual", ValueKind::Boolean),
    field("level", ValueKind::Number),
    field("confidence", ValueKind::Integer),
    field("attribution", ValueKind::Integer),
    field("place", ValueKind::Text),
    field("text", ValueKind::Text),
];

/// The fields of a line, in the order of [`tie_values`].
pub(super) const TIE_FIELDS: [ExportField; 7] = [
    field("basis", ValueKind::Text),
    field("rules", ValueKind::Text),
    field("relations", ValueKind::Text),
    field("gap_seconds", ValueKind::Integer),
    field("rise", ValueKind::Number),
    field("confidence", ValueKind::Integer),
    field("hop", ValueKind::Boolean),
];

/// Returns the values of an event; unknown ones are null.
pub(super) fn event_values(scene: &Scene<'_, '_>, mark: &Mark<'_>) -> [Value; 17] {
    let event = mark.event;
    let act = event.act();
    let keys = |actors: &[ActorId]| {
        let mut keys = Vec::new();
        for actor in actors {
            keys.push(event.timeline().actor(*actor).key());
        }
        keys.join("; ")
    };
    let parties = |parties: &[usize]| {
        let mut keys = Vec::new();
        for party in parties {
            keys.push(scene.parties[*party].key.as_str());
        }
        keys.join("; ")
    };
    [
        json!(event.label()),
        json!(event.when().to_string()),
        json!(event.earliest().to_rfc3339_opts(chrono::SecondsFormat::Secs, true)),
        json!(event.latest().to_rfc3339_opts(chrono::SecondsFormat::Secs, true)),
        json!(act.kind().as_str()),
        json!(Scene::act_in_words(mark)),
        json!(event.event_type().code().map(ToString::to_string)),
        json!(keys(scene.picture.chains.authors(event))),
        json!(keys(event.targets())),
        json!(parties(&mark.by)),
        json!(parties(&mark.on)),
        json!(mark.mutual),
        json!(mark.level),
        json!(event.confidence().map(Confidence::percent)),
        json!(event.attribution().map(Confidence::percent)),
        json!(event.place()),
        json!(event.text()),
    ]
}

/// Returns the values of a line; unknown ones are null.
pub(super) fn tie_values(scene: &Scene<'_, '_>, tie: &Tie) -> [Value; 7] {
    let (from, to) = (&scene.marks[tie.from], &scene.marks[tie.to]);
    let rise = from.level.zip(to.level).map(|(from, to)| to.units() - from.units());
    let (mut rules, mut relations) = (Vec::new(), Vec::new());
    for rule in &tie.rules {
        rules.push(rule.as_str());
    }
    for relation in &tie.relations {
        relations.push(relation.phrase());
    }
    [
        json!(tie.kind.as_str()),
        json!(rules.join("; ")),
        json!(relations.join("; ")),
        json!((to.event.earliest() - from.event.earliest()).num_seconds()),
        // Levels have one decimal; rounding removes the error of the subtraction.
        json!(rise.map(|rise| (rise * 10.0).round() / 10.0)),
        json!(tie.confidence.map(Confidence::percent)),
        json!(tie.is_hop),
    ]
}

/// Returns a value as text; `None` if it is null or an empty text.
pub(super) fn value_as_text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) if text.is_empty() => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}
