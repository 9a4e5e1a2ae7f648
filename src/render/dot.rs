//! DOT, for Graphviz, written by petgraph.

use std::{
    fmt,
    io::{self, Write},
};

use petgraph::{
    dot::{Config, Dot as PetgraphDot},
    graph::{DiGraph, NodeIndex},
    visit::EdgeRef,
};
use serde::{Deserialize, Serialize};

use super::{
    palette,
    picture::Picture,
    renderer::Render,
    scene::{Scene, TieKind},
};
use crate::safe_text::on_one_line;

/// [DOT](https://graphviz.org/doc/info/lang.html), for Graphviz.
///
/// Events are boxes. Arrows lead to candidate responses: solid if declared, dashed if a rule infers them, bold
/// if they carry out what was threatened or announced.
///
/// ```
/// use {chrono::TimeDelta, escalade::{Query, read::Options}};
/// use escalade::render::{Dot, Picture, Render};
///
/// let rows = "2006-07-12\tLBN\tISR\t138\n2006-07-13\tISR\tLBN\t190\n";
/// let timeline = Options::new().read("rows", rows.as_bytes())?.timeline;
/// let chains = timeline.chains(&Query::escalation().max_gap(TimeDelta::days(7)))?;
/// let drawn = Dot::default().render_to_string(&Picture::hops(&chains));
/// assert!(drawn.contains(r#"0 -> 1 [ label = "retaliation" style=dashed"#));
/// # Ok::<(), escalade::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Dot {}

impl Render for Dot {
    fn render(&self, picture: &Picture<'_>, out: &mut dyn Write) -> io::Result<()> {
        let scene = Scene::of(picture);
        let mut graph = DiGraph::new();
        for (nth, mark) in scene.marks.iter().enumerate() {
            let level =
                scene.level_in_words(mark).map_or(String::new(), |level| format!(", {level}"));
            let (actors, act) = (scene.actors_in_words(mark), Scene::act_in_words(mark));
            let when = mark.event.when();
            graph.add_node(Label { nth, text: format!("{when}\n{actors}\n{act}{level}\n") });
        }
        for (nth, tie) in scene.ties.iter().enumerate() {
            let confidence = tie.confidence.map_or(String::new(), |percent| format!(", {percent}"));
            let label = Label { nth, text: tie.why() + &confidence };
            graph.add_edge(NodeIndex::new(tie.from), NodeIndex::new(tie.to), label);
        }
        let node = |_, (_, label): (NodeIndex, &Label)| {
            let mark = &scene.marks[label.nth];
            let colour = mark.by.first().map_or("#555555", |party| {
                palette::COLOURS[party % palette::COLOURS.len()].on_light
            });
            let style = if mark.disputed { " style=dashed" } else { "" };
            format!(
                "shape=box color=\"{colour}\" penwidth=2{style} tooltip={}",
                quoted(&mark.event.label())
            )
        };
        let edge = |_, edge: petgraph::graph::EdgeReference<'_, Label>| {
            let tie = &scene.ties[edge.weight().nth];
            let style = match tie.kind {
                TieKind::Inferred => "dashed",
                TieKind::Declared => "solid",
                TieKind::CarriesOut => "bold",
            };
            debug_assert_eq!(edge.target().index(), tie.to);
            format!("style={style}")
        };
        let config = [Config::GraphContentOnly];
        let content = PetgraphDot::with_attr_getters(&graph, &config, &edge, &node);
        writeln!(out, "digraph {{")?;
        writeln!(out, "    rankdir=LR; charset=\"UTF-8\"; labelloc=t; fontname=\"sans-serif\";")?;
        writeln!(
            out,
            "    label={}; tooltip={};",
            quoted(&scene.title()),
            quoted(&scene.description())
        )?;
        writeln!(out, "    node [fontname=\"sans-serif\"]; edge [fontname=\"sans-serif\"];")?;
        write!(out, "{content}")?;
        writeln!(out, "}}")
    }
}

/// A label, with the index of the mark or line that it belongs to. petgraph escapes quotes and line breaks.
struct Label {
    nth: usize,
    text: String,
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Graphviz reads HTML entities in labels.
        f.write_str(&self.text.replace('&', "&amp;"))
    }
}

/// Returns a text as a quoted string of DOT, for attributes that petgraph does not escape.
fn quoted(text: &str) -> String {
    let text = on_one_line(text);
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"").replace('&', "&amp;");
    format!("\"{escaped}\"")
}
