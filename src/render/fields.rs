//! What formats for other programs say of each event and each line, field by field.

use serde_json::{Value, json};

use super::scene::{Mark, Scene, Tie};
use crate::model::{ActorId, Confidence};

/// A field: its name, and whether it is a text, a number, a whole number or a flag.
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
}

#[derive(Clone, Copy)]
pub(super) enum Kind {
    Text,
    Number,
    Whole,
    Flag,
}

const fn field(name: &'static str, kind: Kind) -> Field {
    Field { name, kind }
}

/// Of an event, in the order of [`of_mark`].
pub(super) const OF_EVENTS: [Field; 17] = [
    field("event", Kind::Text),
    field("when", Kind::Text),
    field("earliest", Kind::Text),
    field("latest", Kind::Text),
    field("kind", Kind::Text),
    field("act", Kind::Text),
    field("code", Kind::Text),
    field("sources", Kind::Text),
    field("targets", Kind::Text),
    field("counted_sources", Kind::Text),
    field("counted_targets", Kind::Text),
    field("mutual", Kind::Flag),
    field("level", Kind::Number),
    field("confidence", Kind::Whole),
    field("attribution", Kind::Whole),
    field("place", Kind::Text),
    field("text", Kind::Text),
];

/// Of a line, in the order of [`of_tie`].
pub(super) const OF_TIES: [Field; 7] = [
    field("basis", Kind::Text),
    field("rules", Kind::Text),
    field("relations", Kind::Text),
    field("gap_seconds", Kind::Whole),
    field("rise", Kind::Number),
    field("confidence", Kind::Whole),
    field("hop", Kind::Flag),
];

/// Null where nothing is known.
pub(super) fn of_mark(scene: &Scene<'_, '_>, mark: &Mark<'_>) -> [Value; 17] {
    let event = mark.event;
    let act = event.act();
    let keys = |actors: &[ActorId]| {
        let keys = actors.iter().map(|actor| event.timeline().actor(*actor).key());
        keys.collect::<Vec<_>>().join("; ")
    };
    let parties = |parties: &[usize]| {
        let keys = parties.iter().map(|party| scene.parties[*party].key.as_str());
        keys.collect::<Vec<_>>().join("; ")
    };
    [
        json!(event.label()),
        json!(event.when().to_string()),
        json!(event.earliest().to_rfc3339_opts(chrono::SecondsFormat::Secs, true)),
        json!(event.latest().to_rfc3339_opts(chrono::SecondsFormat::Secs, true)),
        json!(act.kind().as_str()),
        json!(Scene::what(mark)),
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

/// Null where nothing is known.
pub(super) fn of_tie(scene: &Scene<'_, '_>, tie: &Tie) -> [Value; 7] {
    let (from, to) = (&scene.marks[tie.from], &scene.marks[tie.to]);
    let rise = from.level.zip(to.level).map(|(from, to)| to.units() - from.units());
    let rules: Vec<_> = tie.rules.iter().map(|rule| rule.as_str()).collect();
    let relations: Vec<_> = tie.relations.iter().map(|relation| relation.phrase()).collect();
    [
        json!(tie.kind.as_str()),
        json!(rules.join("; ")),
        json!(relations.join("; ")),
        json!((to.event.earliest() - from.event.earliest()).num_seconds()),
        json!(rise.map(|rise| (rise * 10.0).round() / 10.0)),
        json!(tie.sure.map(Confidence::percent)),
        json!(tie.is_hop),
    ]
}
