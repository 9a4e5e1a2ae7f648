//! DOT, for Graphviz, through petgraph's writer.

use std::{
    fmt,
    io::{self, Write},
};

use petgraph::{
    dot::{Config, Dot as Written},
    graph::{DiGraph, NodeIndex},
    visit::EdgeRef,
};
use serde::{Deserialize, Serialize};

use super::{
    Picture, Render, palette,
    scene::{Scene, TieKind},
};

/// [DOT](https://graphviz.org/doc/info/lang.html), for Graphviz, by petgraph's own writer: events as
/// boxes, solid arrows for what is declared, dashed ones for what a rule infers, bold ones for what was
/// threatened or announced and carried out.
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
            let rung = scene.rung(mark).map_or(String::new(), |rung| format!(", {rung}"));
            let (when, who, what) = (mark.event.when(), scene.who(mark), Scene::what(mark));
            graph.add_node(Label { nth, text: format!("{when}\n{who}\n{what}{rung}\n") });
        }
        for (nth, tie) in scene.ties.iter().enumerate() {
            let sure = tie.sure.map_or(String::new(), |sure| format!(", {sure}"));
            let label = Label { nth, text: tie.why() + &sure };
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
        let content = Written::with_attr_getters(&graph, &config, &edge, &node);
        writeln!(out, "digraph {{")?;
        writeln!(out, "    rankdir=LR; charset=\"UTF-8\"; labelloc=t; fontname=\"sans-serif\";")?;
        writeln!(
            out,
            "    label={}; tooltip={};",
            quoted(&scene.title()),
            quoted(&scene.described())
        )?;
        writeln!(out, "    node [fontname=\"sans-serif\"]; edge [fontname=\"sans-serif\"];")?;
        write!(out, "{content}")?;
        writeln!(out, "}}")
    }
}

/// A label, and the place of what it stands for. petgraph escapes it.
struct Label {
    nth: usize,
    text: String,
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text.replace('&', "&amp;"))
    }
}

/// A text that petgraph does not write for us.
fn quoted(text: &str) -> String {
    let text = super::plain::shown(text);
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"").replace('&', "&amp;");
    format!("\"{escaped}\"")
}
