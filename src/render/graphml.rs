//! GraphML, a graph format.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    fields::{EVENT_FIELDS, ExportField, TIE_FIELDS, event_values, tie_values, value_as_text},
    picture::Picture,
    renderer::Render,
    scene::Scene,
    xml::{Xml, attributes},
};

/// [GraphML](http://graphml.graphdrawing.org), for yEd, Gephi, NetworkX and igraph: events as nodes, hops and
/// declared responses as edges, both with their data.
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
        xml.text("desc", &[], &format!("{}. {}", scene.title(), scene.description()))?;
        declare_fields(&mut xml, "node", "n_", &EVENT_FIELDS)?;
        xml.empty(
            "key",
            attributes! {
                "id": "n_label", "for": "node", "attr.name": "label", "attr.type": "string",
            },
        )?;
        declare_fields(&mut xml, "edge", "e_", &TIE_FIELDS)?;
        xml.open("graph", attributes! { "id": "hops", "edgedefault": "directed" })?;
        for (nth, mark) in scene.marks.iter().enumerate() {
            xml.open("node", attributes! { "id": format!("n{nth}") })?;
            write_values(&mut xml, "n_", &EVENT_FIELDS, &event_values(&scene, mark))?;
            let label = format!("{}: {}", scene.actors_in_words(mark), Scene::act_in_words(mark));
            xml.text("data", attributes! { "key": "n_label" }, &label)?;
            xml.close("node")?;
        }
        for tie in &scene.ties {
            let (from, to) = (format!("n{}", tie.from), format!("n{}", tie.to));
            xml.open("edge", attributes! { "source": from, "target": to })?;
            write_values(&mut xml, "e_", &TIE_FIELDS, &tie_values(&scene, tie))?;
            xml.close("edge")?;
        }
        xml.close("graph")?;
        xml.close("graphml")?;
        xml.end()
    }
}

fn declare_fields(
    xml: &mut Xml<'_>,
    element: &str,
    prefix: &str,
    fields: &[ExportField],
) -> io::Result<()> {
    for ExportField { name, kind } in fields {
        let kind = kind.xml_name();
        xml.empty(
            "key",
            attributes! {
                "id": format!("{prefix}{name}"), "for": element, "attr.name": name, "attr.type": kind,
            },
        )?;
    }
    Ok(())
}

fn write_values(
    xml: &mut Xml<'_>,
    prefix: &str,
    fields: &[ExportField],
    values: &[Value],
) -> io::Result<()> {
    for (ExportField { name, .. }, value) in fields.iter().zip(values) {
        if let Some(text) = value_as_text(value) {
            xml.text("data", attributes! { "key": format!("{prefix}{name}") }, &text)?;
        }
    }
    Ok(())
}
