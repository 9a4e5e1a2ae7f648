//! GEXF 1.3, with time.

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    Picture, Render,
    fields::{Field, Kind, OF_EVENTS, OF_TIES, of_mark, of_tie},
    graphml::printed,
    scene::{Mark, Scene},
    xml::{Xml, attributes},
};
use crate::timeline::EventRef;

/// [GEXF 1.3](https://gexf.net), the format of Gephi, dynamic: its timeline shows the graph as it grows.
///
/// Either the hop graph, with events as nodes, there from their earliest onset on to the latest or their
/// end, and hops as edges, there from the onset of the one event to that of the other. Or the actors as
/// nodes, as the query counts them, with an edge for each directed dyad and a spell for each event of it.
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
    nodes: Nodes,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Nodes {
    Events,
    Actors,
}

impl Gexf {
    /// Events as nodes, hops and declared answers as edges.
    pub fn hops() -> Self {
        Self { nodes: Nodes::Events }
    }

    /// Actors as nodes, directed dyads as edges, whose weight is their number of events.
    pub fn actors() -> Self {
        Self { nodes: Nodes::Actors }
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
        xml.text("description", &[], &format!("{}. {}", scene.title(), scene.described()))?;
        xml.close("meta")?;
        xml.open(
            "graph",
            attributes! {
                "mode": "dynamic", "defaultedgetype": "directed", "idtype": "string",
                "timeformat": "dateTime", "timerepresentation": "interval",
            },
        )?;
        match self.nodes {
            Nodes::Events => hops(&mut xml, &scene)?,
            Nodes::Actors => actors(&mut xml, &scene)?,
        }
        xml.close("graph")?;
        xml.close("gexf")?;
        xml.end()
    }
}

fn hops(xml: &mut Xml<'_>, scene: &Scene<'_, '_>) -> io::Result<()> {
    declare(xml, "node", &OF_EVENTS)?;
    declare(xml, "edge", &OF_TIES)?;
    xml.open("nodes", &[])?;
    for (nth, mark) in scene.marks.iter().enumerate() {
        let label = format!("{}: {}", scene.who(mark), Scene::what(mark));
        let [start, end] = period(mark.event);
        xml.open("node", attributes! { "id": nth, "label": label, "start": start, "end": end })?;
        values(xml, &of_mark(scene, mark))?;
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
        values(xml, &of_tie(scene, tie))?;
        xml.close("edge")?;
    }
    xml.close("edges")
}

const OF_ACTORS: [Field; 2] =
    [Field { name: "key", kind: Kind::Text }, Field { name: "acts", kind: Kind::Whole }];
const OF_DYADS: [Field; 1] = [Field { name: "greatest_level", kind: Kind::Number }];

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
    declare(xml, "node", &OF_ACTORS)?;
    declare(xml, "edge", &OF_DYADS)?;
    xml.open("nodes", &[])?;
    for (nth, party) in scene.parties.iter().enumerate() {
        xml.open("node", attributes! { "id": nth, "label": party.name })?;
        values(xml, &[party.key.clone().into(), party.acts.into()])?;
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
        values(xml, &[greatest.map_or(Value::Null, |level| level.units().into())])?;
        xml.open("spells", &[])?;
        for mark in marks {
            let [start, end] = period(mark.event);
            xml.leaf("spell", attributes! { "start": start, "end": end })?;
        }
        xml.close("spells")?;
        xml.close("edge")?;
    }
    xml.close("edges")
}

/// First and last second in which an event may have been going on: intervals of GEXF are closed.
fn period(event: EventRef<'_>) -> [String; 2] {
    let last = event.when().end().unwrap_or(event.latest()).max(event.latest());
    let written = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
    [written(event.earliest()), written(last - TimeDelta::seconds(1))]
}

fn declare(xml: &mut Xml<'_>, class: &str, fields: &[Field]) -> io::Result<()> {
    xml.open("attributes", attributes! { "class": class, "mode": "static" })?;
    for (nth, Field { name, kind }) in fields.iter().enumerate() {
        let kind = match kind {
            Kind::Text => "string",
            Kind::Number => "double",
            Kind::Whole => "long",
            Kind::Flag => "boolean",
        };
        xml.leaf("attribute", attributes! { "id": nth, "title": name, "type": kind })?;
    }
    xml.close("attributes")
}

fn values(xml: &mut Xml<'_>, values: &[Value]) -> io::Result<()> {
    xml.open("attvalues", &[])?;
    for (nth, value) in values.iter().enumerate() {
        if let Some(text) = printed(value) {
            xml.leaf("attvalue", attributes! { "for": nth, "value": text })?;
        }
    }
    xml.close("attvalues")
}
