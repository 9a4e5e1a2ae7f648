//! GEXF 1.3, a graph format with time.

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    fields::{
        EVENT_FIELDS, ExportField, TIE_FIELDS, ValueKind, event_values, tie_values, value_as_text,
    },
    picture::Picture,
    renderer::Render,
    scene::{Mark, Scene},
    xml::{Xml, attributes},
};
use crate::timeline::EventRef;

/// [GEXF 1.3](https://gexf.net), the format of Gephi, as a dynamic graph: Gephi's timeline shows it over time.
///
/// There are two graphs:
///
/// - The hop graph. Nodes are events, each from its earliest onset to its latest onset or its end. Edges are
///   hops, each from the onset of the earlier event to the end of the later one.
/// - The graph of actors, as the query counts them. Edges are directed dyads, with a spell for each event.
///
/// ```
/// use {chrono::TimeDelta, escalade::{Query, read::Options}};
/// use escalade::render::{Gexf, Picture, Render};
///
/// let rows = "2006-07-12\tLBN\tISR\t138\n2006-07-13\tISR\tLBN\t190\n2006-07-15\tISR\tLBN\t190\n";
/// let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
/// let chains = timeline.chains(&Query::escalation().max_gap(TimeDelta::days(7)))?;
/// let graph = Gexf::actors().render_to_string(&Picture::events(&chains));
/// assert!(graph.contains(r#"<spell start="2006-07-15T00:00:00Z" end="2006-07-15T23:59:59Z"/>"#));
/// let graph = Gexf::hops().render_to_string(&Picture::hops(&chains));
/// assert!(graph.contains(r#"<edge id="0" source="0" target="1" "#));
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Gexf {
    nodes: GexfNodes,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum GexfNodes {
    Events,
    Actors,
}

impl Gexf {
    /// Creates the hop graph: events as nodes, hops and declared responses as edges.
    pub fn hops() -> Self {
        Self { nodes: GexfNodes::Events }
    }

    /// Creates the graph of actors: actors as nodes, directed dyads as edges. The weight of an edge is its
    /// number of events.
    pub fn actors() -> Self {
        Self { nodes: GexfNodes::Actors }
    }
}

const NAMESPACE: &str = "http://gexf.net/1.3";

impl Render for Gexf {
    fn render(&self, picture: &Picture<'_>, out: &mut dyn Write) -> io::Result<()> {
        let scene = Scene::of(picture);
        let mut xml = Xml::new(out);
        xml.declare()?;
        xml.open(
            "gexf",
            attributes! {
                "xmlns": NAMESPACE,
                "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
                "xsi:schemaLocation": format!("{NAMESPACE} http://gexf.net/1.3/gexf.xsd"),
                "version": "1.3",
            },
        )?;
        xml.open("meta", &[])?;
        xml.text("creator", &[], "escalade")?;
        xml.text("description", &[], &format!("{}. {}", scene.title(), scene.description()))?;
        xml.close("meta")?;
        xml.open(
            "graph",
            attributes! {
                "mode": "dynamic", "defaultedgetype": "directed", "idtype": "string",
                "timeformat": "dateTime", "timerepresentation": "interval",
            },
        )?;
        match self.nodes {
            GexfNodes::Events => hops(&mut xml, &scene)?,
            GexfNodes::Actors => actors(&mut xml, &scene)?,
        }
        xml.close("graph")?;
        xml.close("gexf")?;
        xml.end()
    }
}

fn hops(xml: &mut Xml<'_>, scene: &Scene<'_, '_>) -> io::Result<()> {
    declare_fields(xml, "node", &EVENT_FIELDS)?;
    declare_fields(xml, "edge", &TIE_FIELDS)?;
    xml.open("nodes", &[])?;
    for (nth, mark) in scene.marks.iter().enumerate() {
        let label = format!("{}: {}", scene.actors_in_words(mark), Scene::act_in_words(mark));
        let [start, end] = period(mark.event);
        xml.open("node", attributes! { "id": nth, "label": label, "start": start, "end": end })?;
        write_values(xml, &event_values(scene, mark))?;
        xml.close("node")?;
    }
    xml.close("nodes")?;
    xml.open("edges", &[])?;
    for (nth, tie) in scene.ties.iter().enumerate() {
        let [start, _] = period(scene.marks[tie.from].event);
        let [_, end] = period(scene.marks[tie.to].event);
        xml.open("edge", attributes! {
            "id": nth, "source": tie.from, "target": tie.to, "label": tie.why(), "kind": tie.kind.as_str(),
            "start": start, "end": end.clone().max(start.clone()),
        })?;
        write_values(xml, &tie_values(scene, tie))?;
        xml.close("edge")?;
    }
    xml.close("edges")
}

const ACTOR_FIELDS: [ExportField; 2] = [
    ExportField { name: "key", kind: ValueKind::Text },
    ExportField { name: "acts", kind: ValueKind::Integer },
];
const DYAD_FIELDS: [ExportField; 1] =
    [ExportField { name: "greatest_level", kind: ValueKind::Number }];

fn actors(xml: &mut Xml<'_>, scene: &Scene<'_, '_>) -> io::Result<()> {
    let mut dyads: BTreeMap<(usize, usize), Vec<&Mark<'_>>> = BTreeMap::new();
    for mark in &scene.marks {
        for by in &mark.by {
            for on in mark.on.iter().filter(|on| *on != by) {
                dyads.entry((*by, *on)).or_default().push(mark);
                if mark.mutual {
                    dyads.entry((*on, *by)).or_default().push(mark);
                }
            }
        }
    }
    declare_fields(xml, "node", &ACTOR_FIELDS)?;
    declare_fields(xml, "edge", &DYAD_FIELDS)?;
    xml.open("nodes", &[])?;
    for (nth, party) in scene.parties.iter().enumerate() {
        xml.open("node", attributes! { "id": nth, "label": party.name })?;
        write_values(xml, &[party.key.clone().into(), party.acts.into()])?;
        xml.close("node")?;
    }
    xml.close("nodes")?;
    xml.open("edges", &[])?;
    for (nth, ((by, on), marks)) in dyads.iter().enumerate() {
        xml.open(
            "edge",
            attributes! { "id": nth, "source": by, "target": on, "weight": marks.len() },
        )?;
        let greatest = marks.iter().filter_map(|mark| mark.level).max();
        write_values(xml, &[greatest.map_or(Value::Null, |level| level.units().into())])?;
        xml.open("spells", &[])?;
        for mark in marks {
            let [start, end] = period(mark.event);
            xml.empty("spell", attributes! { "start": start, "end": end })?;
        }
        xml.close("spells")?;
        xml.close("edge")?;
    }
    xml.close("edges")
}

/// Returns the first and the last second at which an event may have been going on. The end is the last second
/// itself, because intervals of GEXF are closed.
fn period(event: EventRef<'_>) -> [String; 2] {
    let last = event.when().end().unwrap_or(event.latest()).max(event.latest());
    let text = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
    [text(event.earliest()), text(last - TimeDelta::seconds(1))]
}

fn declare_fields(xml: &mut Xml<'_>, class: &str, fields: &[ExportField]) -> io::Result<()> {
    xml.open("attributes", attributes! { "class": class, "mode": "static" })?;
    for (nth, ExportField { name, kind }) in fields.iter().enumerate() {
        let kind = kind.xml_name();
        xml.empty("attribute", attributes! { "id": nth, "title": name, "type": kind })?;
    }
    xml.close("attributes")
}

fn write_values(xml: &mut Xml<'_>, values: &[Value]) -> io::Result<()> {
    xml.open("attvalues", &[])?;
    for (nth, value) in values.iter().enumerate() {
        if let Some(text) = value_as_text(value) {
            xml.empty("attvalue", attributes! { "for": nth, "value": text })?;
        }
    }
    xml.close("attvalues")
}
