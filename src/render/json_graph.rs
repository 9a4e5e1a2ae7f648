//! JSON Graph Format.

use std::io::{self, Write};

use serde::{Deserialize, Serialize, Serializer, ser::SerializeMap};
use serde_json::Value;

use super::{
    fields::{EVENT_FIELDS, ExportField, TIE_FIELDS, event_values, tie_values},
    json_text,
    picture::Picture,
    renderer::Render,
    scene::Scene,
};

/// [JSON Graph Format](https://jsongraphformat.info), version 2: events as nodes, hops and declared responses
/// as edges, with the data of both under `metadata`.
///
/// Texts are unchanged. Characters that a terminal could act on, such as control characters and
/// bidirectional overrides, are escaped in the JSON.
///
/// ```
/// use {chrono::TimeDelta, escalade::{Query, read::Options}};
/// use escalade::render::{JsonGraph, Picture, Render};
///
/// let rows = "2006-07-12\tLBN\tISR\t138\n2006-07-13\tISR\tLBN\t190\n";
/// let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
/// let chains = timeline.chains(&Query::escalation().max_gap(TimeDelta::days(7)))?;
/// let text = JsonGraph::default().render_to_string(&Picture::hops(&chains));
/// let graph: serde_json::Value = serde_json::from_str(&text).unwrap();
/// assert_eq!(graph["graph"]["nodes"]["0"]["metadata"]["counted_sources"], "LBN");
/// assert_eq!(graph["graph"]["edges"][0]["relation"], "inferred");
/// assert_eq!(graph["graph"]["edges"][0]["metadata"]["gap_seconds"], 86_400);
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct JsonGraph {}

impl Render for JsonGraph {
    fn render(&self, picture: &Picture<'_>, out: &mut dyn Write) -> io::Result<()> {
        let scene = Scene::of(picture);
        let (title, description) = (picture.title.as_deref(), scene.description());
        let metadata = GraphMetadata { description: &description, scale: scene.scale() };
        let graph = JsonGraphBody {
            directed: true,
            label: title,
            metadata,
            nodes: JsonNodes(&scene),
            edges: JsonEdges(&scene),
        };
        json_text::write_pretty(out, &JsonDocument { graph })?;
        writeln!(out)
    }
}

#[derive(Serialize)]
struct JsonDocument<'a> {
    graph: JsonGraphBody<'a>,
}

#[derive(Serialize)]
struct JsonGraphBody<'a> {
    directed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'a str>,
    metadata: GraphMetadata<'a>,
    nodes: JsonNodes<'a>,
    edges: JsonEdges<'a>,
}

#[derive(Serialize)]
struct GraphMetadata<'a> {
    description: &'a str,
    scale: &'a str,
}

/// The nodes by index. They are made one at a time, while they are written.
struct JsonNodes<'a>(&'a Scene<'a, 'a>);

#[derive(Serialize)]
struct JsonNode<'a> {
    label: String,
    metadata: NamedValues<'a>,
}

impl Serialize for JsonNodes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.marks.iter().enumerate().map(|(nth, mark)| {
            let label = format!("{}: {}", self.0.actors_in_words(mark), Scene::act_in_words(mark));
            let values = event_values(self.0, mark).into();
            let metadata = NamedValues { fields: &EVENT_FIELDS, values };
            (nth.to_string(), JsonNode { label, metadata })
        }))
    }
}

/// The edges. They are made one at a time, while they are written.
struct JsonEdges<'a>(&'a Scene<'a, 'a>);

#[derive(Serialize)]
struct JsonEdge<'a> {
    source: String,
    target: String,
    relation: &'static str,
    metadata: NamedValues<'a>,
}

impl Serialize for JsonEdges<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.ties.iter().map(|tie| JsonEdge {
            source: tie.from.to_string(),
            target: tie.to.to_string(),
            relation: tie.kind.as_str(),
            metadata: NamedValues { fields: &TIE_FIELDS, values: tie_values(self.0, tie).into() },
        }))
    }
}

/// The values of an event or a line by name, in the order of the fields; null values are left out.
struct NamedValues<'a> {
    fields: &'a [ExportField],
    values: Vec<Value>,
}

impl Serialize for NamedValues<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (nth, value) in self.values.iter().enumerate() {
            let field = &self.fields[nth];
            if !value.is_null() {
                map.serialize_entry(field.name, value)?;
            }
        }
        map.end()
    }
}
