//! GraphML.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    Picture, Render,
    fields::{Field, Kind, OF_EVENTS, OF_TIES, of_mark, of_tie},
    scene::Scene,
    xml::{Xml, attributes},
};

/// [GraphML](http://graphml.graphdrawing.org), as yEd, Gephi, NetworkX and igraph read it: events as
/// nodes, hops and declared answers as edges, with what is known of each as data.
///
/// ```
/// use {chrono::TimeDelta, escalade::{Query, read::Options}};
/// use escalade::render::{GraphMl, Picture, Render};
///
/// let rows = "2006-07-12\tLBN\tISR\t138\n2006-07-13\tISR\tLBN\t190\n";
/// let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
/// let chains = timeline.chains(&Query::escalation().max_gap(TimeDelta::days(7)))?;
/// let graph = GraphMl::default().render_to_string(&Picture::hops(&chains));
/// assert!(graph.contains(r#"<edge source="n0" target="n1">"#));
/// assert!(graph.contains(r#"<data key="e_basis">inferred</data>"#));
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct GraphMl {}

const NAMESPACE: &str = "http://graphml.graphdrawing.org/xmlns";

impl Render for GraphMl {
    fn render(&self, picture: &Picture<'_>, out: &mut dyn Write) -> io::Result<()> {
        let scene = Scene::of(picture);
        let mut xml = Xml::new(out);
        xml.declare()?;
        xml.open("graphml", attributes! {
            "xmlns": NAMESPACE,
            "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
            "xsi:schemaLocation": format!("{NAMESPACE} http://graphml.graphdrawing.org/xmlns/1.1/graphml.xsd"),
        })?;
        xml.text("desc", &[], &format!("{}. {}", scene.title(), scene.described()))?;
        keys(&mut xml, "node", "n_", &OF_EVENTS)?;
        xml.leaf(
            "key",
            attributes! {
                "id": "n_label", "for": "node", "attr.name": "label", "attr.type": "string",
            },
        )?;
        keys(&mut xml, "edge", "e_", &OF_TIES)?;
        xml.open("graph", attributes! { "id": "hops", "edgedefault": "directed" })?;
        for (nth, mark) in scene.marks.iter().enumerate() {
            xml.open("node", attributes! { "id": format!("n{nth}") })?;
            data(&mut xml, "n_", &OF_EVENTS, &of_mark(&scene, mark))?;
            let label = format!("{}: {}", scene.who(mark), Scene::what(mark));
            xml.text("data", attributes! { "key": "n_label" }, &label)?;
            xml.close("node")?;
        }
        for tie in &scene.ties {
            let (from, to) = (format!("n{}", tie.from), format!("n{}", tie.to));
            xml.open("edge", attributes! { "source": from, "target": to })?;
            data(&mut xml, "e_", &OF_TIES, &of_tie(&scene, tie))?;
            xml.close("edge")?;
        }
        xml.close("graph")?;
        xml.close("graphml")?;
        xml.end()
    }
}

fn keys(xml: &mut Xml<'_>, of: &str, prefix: &str, fields: &[Field]) -> io::Result<()> {
    for Field { name, kind } in fields {
        let kind = match kind {
            Kind::Text => "string",
            Kind::Number => "double",
            Kind::Whole => "long",
            Kind::Flag => "boolean",
        };
        xml.leaf(
            "key",
            attributes! {
                "id": format!("{prefix}{name}"), "for": of, "attr.name": name, "attr.type": kind,
            },
        )?;
    }
    Ok(())
}

fn data(xml: &mut Xml<'_>, prefix: &str, fields: &[Field], values: &[Value]) -> io::Result<()> {
    for (Field { name, .. }, value) in fields.iter().zip(values) {
        if let Some(text) = printed(value) {
            xml.text("data", attributes! { "key": format!("{prefix}{name}") }, &text)?;
        }
    }
    Ok(())
}

/// A value as text, if there is one.
pub(super) fn printed(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) if text.is_empty() => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}
