//! JSON Graph Format.

use std::io::{self, Write};

use serde::{Deserialize, Serialize, Serializer, ser::SerializeMap};
use serde_json::Value;

use super::{
    Picture, Render,
    fields::{Field, OF_EVENTS, OF_TIES, of_mark, of_tie},
    scene::Scene,
};

/// [JSON Graph Format](https://jsongraphformat.info), version 2: events as nodes, hops and declared
/// answers as edges, with what is known of each under `metadata`. Texts are kept to the letter.
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
        let (title, described) = (picture.title.as_deref(), scene.described());
        let metadata = Metadata { description: &described, scale: scene.scale() };
        let graph = Graph {
            directed: true,
            label: title,
            metadata,
            nodes: Nodes(&scene),
            edges: Edges(&scene),
        };
        serde_json::to_writer_pretty(&mut *out, &Document { graph })?;
        writeln!(out)
    }
}

#[derive(Serialize)]
struct Document<'a> {
    graph: Graph<'a>,
}

#[derive(Serialize)]
struct Graph<'a> {
    directed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'a str>,
    metadata: Metadata<'a>,
    nodes: Nodes<'a>,
    edges: Edges<'a>,
}

#[derive(Serialize)]
struct Metadata<'a> {
    description: &'a str,
    scale: &'a str,
}

/// By place; written one after the other.
struct Nodes<'a>(&'a Scene<'a, 'a>);

#[derive(Serialize)]
struct Node<'a> {
    label: String,
    metadata: Fields<'a>,
}

impl Serialize for Nodes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.marks.iter().enumerate().map(|(nth, mark)| {
            let label = format!("{}: {}", self.0.who(mark), Scene::what(mark));
            let metadata = Fields { names: &OF_EVENTS, values: of_mark(self.0, mark).into() };
            (nth.to_string(), Node { label, metadata })
        }))
    }
}

struct Edges<'a>(&'a Scene<'a, 'a>);

#[derive(Serialize)]
struct Edge<'a> {
    source: String,
    target: String,
    relation: &'static str,
    metadata: Fields<'a>,
}

impl Serialize for Edges<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.ties.iter().map(|tie| Edge {
            source: tie.from.to_string(),
            target: tie.to.to_string(),
            relation: tie.kind.as_str(),
            metadata: Fields { names: &OF_TIES, values: of_tie(self.0, tie).into() },
        }))
    }
}

/// What is known, by name, in the order of the names.
struct Fields<'a> {
    names: &'a [Field],
    values: Vec<Value>,
}

impl Serialize for Fields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (field, value) in self.names.iter().zip(&self.values) {
            if !value.is_null() {
                map.serialize_entry(field.name, value)?;
            }
        }
        map.end()
    }
}
